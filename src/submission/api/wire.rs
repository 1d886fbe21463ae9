//! The wire types of commenters.

use poem_openapi::Object;
use serde::Deserialize;
use uuid::Uuid;

use super::proof_of_work::SentSolution;
use crate::http::JsonOrForm;

/// What a guest states about themselves.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields)]
#[serde(default)]
pub(crate) struct NewAuthor {
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
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields, example)]
#[serde(default)]
pub(crate) struct CommentSubmission {
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
    pub solution: Option<SentSolution>,
    /// The response of the form's captcha widget. If the form has a captcha and this is missing, the
    /// comment waits for a moderator.
    pub captcha: Option<String>,
    /// Ignored with a warning: this server sends no emails about replies.
    #[oai(deprecated)]
    pub subscribe: Option<bool>,
}

/// A submission in either format.
pub(super) type SentSubmission = JsonOrForm<CommentSubmission, PostedForm>;

/// A comment as a plain HTML form sends it.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields, example)]
#[serde(default)]
pub(crate) struct PostedForm {
    /// The page's key, usually the path of its URL.
    #[oai(validator(min_length = 1, max_length = 16384))]
    pub page: String,
    /// Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
    /// The id of the comment that it answers, or of its element (`comment-…`). `0` is the same as none.
    pub parent_id: Option<String>,
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
    #[serde(rename = "cf-turnstile-response")]
    pub turnstile: Option<String>,
    /// The response that hCaptcha's widget puts into the form.
    #[oai(rename = "h-captcha-response")]
    #[serde(rename = "h-captcha-response")]
    pub hcaptcha: Option<String>,
    /// A second copy of hCaptcha's response, as its widget puts it into the form.
    #[oai(rename = "g-recaptcha-response")]
    #[serde(rename = "g-recaptcha-response")]
    pub hcaptcha_copy: Option<String>,
    /// The honeypot: must stay empty, people do not see it.
    pub subject: Option<String>,
    /// Ignored: this server sends no emails about replies.
    #[oai(deprecated)]
    pub subscribe: Option<String>,
    /// Whether JSON had the member `author`, even an empty one.
    #[oai(skip)]
    #[serde(skip)]
    pub has_author: bool,
}

impl From<CommentSubmission> for PostedForm {
    fn from(sent: CommentSubmission) -> Self {
        let has_author = sent.author.is_some();
        let author = sent.author.unwrap_or_default();
        let wanted = sent.subscribe.filter(|wanted| *wanted);
        Self {
            page: sent.page,
            text: sent.text,
            parent_id: sent.parent_id.map(|id| id.to_string()),
            title: sent.title,
            url: sent.url,
            name: author.name,
            email: author.email,
            website: author.website,
            token: sent.token,
            solution: sent.solution.map(SentSolution::into_text),
            turnstile: sent.captcha,
            subscribe: wanted.map(|_| "on".to_owned()),
            has_author,
            ..Self::default()
        }
    }
}

/// A text to preview.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct TextBody {
    /// Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
}

/// A preview of a text.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct PreviewAnswer {
    /// Safe to insert into a page as it is.
    pub html: String,
}
