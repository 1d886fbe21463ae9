//! The wire types of commenters.

use poem_openapi::Object;
use uuid::Uuid;

use super::proof_of_work::SolutionInfo;

/// What a guest states about themselves.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewAuthor {
    /// Shown beside the comment.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub name: Option<String>,
    /// Never shown.
    #[oai(validator(min_length = 3, max_length = 254))]
    pub email: Option<String>,
    /// An `http` or `https` URL, shown with the name.
    #[oai(validator(min_length = 1, max_length = 2048))]
    pub website: Option<String>,
}

/// A comment to post.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct CommentSubmission {
    /// The page's key, usually the path of its URL; a full URL counts as its path.
    #[oai(validator(min_length = 1, max_length = 16384))]
    pub page: String,
    /// Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
    /// The comment that it answers.
    pub parent_id: Option<Uuid>,
    /// The page's title.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub title: Option<String>,
    /// The full URL of the page, on one of the site's origins. It counts for the thread only if it
    /// names the same page as `page`.
    #[oai(validator(min_length = 1, max_length = 2048))]
    pub url: Option<String>,
    /// For guests; the form says which fields are required.
    pub author: Option<NewAuthor>,
    /// From the form. Without one, or with one that is stale or used, the comment waits for a
    /// moderator.
    pub token: Option<String>,
    /// The solution of the form's challenge, if there was one; its JSON as a string is accepted too.
    pub solution: Option<SolutionInfo>,
    /// The response of the form's captcha widget. If the form has a captcha and this is missing, the
    /// comment waits for a moderator.
    pub captcha: Option<String>,
}

/// A comment as a plain HTML form sends it.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct PostedForm {
    /// The page's key, usually the path of its URL.
    #[oai(validator(min_length = 1, max_length = 16384))]
    pub page: String,
    /// Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
    /// The comment that it answers.
    pub parent_id: Option<Uuid>,
    /// The page's title.
    #[oai(validator(max_length = 300))]
    pub title: Option<String>,
    /// The full URL of the page, on one of the site's origins. It counts for the thread only if it
    /// names the same page as `page`.
    #[oai(validator(max_length = 2048))]
    pub url: Option<String>,
    /// Shown beside the comment.
    #[oai(validator(max_length = 64))]
    pub name: Option<String>,
    /// Never shown.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    /// An `http` or `https` URL, shown with the name.
    #[oai(validator(max_length = 2048))]
    pub website: Option<String>,
    /// From the form. Without one, or with one that is stale or used, the comment waits for a
    /// moderator.
    pub token: Option<String>,
    /// The solution of the form's challenge, if there was one: JSON, as it is or in base64.
    #[oai(validator(max_length = 4096))]
    pub solution: Option<String>,
    /// Where the browser is redirected afterwards, on one of the site's origins.
    #[oai(validator(max_length = 2048))]
    pub redirect: Option<String>,
    /// The response that Turnstile's widget puts into the form.
    #[oai(rename = "cf-turnstile-response")]
    pub turnstile: Option<String>,
    /// The response that hCaptcha's widget puts into the form.
    #[oai(rename = "h-captcha-response")]
    pub hcaptcha: Option<String>,
    /// A second copy of hCaptcha's response, as its widget puts it into the form.
    #[oai(rename = "g-recaptcha-response")]
    pub hcaptcha_copy: Option<String>,
    /// The honeypot: must stay empty, people do not see it.
    pub subject: Option<String>,
}

/// A text to preview.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct TextBody {
    /// Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
}

/// A preview of a text.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct PreviewAnswer {
    /// Safe to insert into a page as it is.
    pub html: String,
}
