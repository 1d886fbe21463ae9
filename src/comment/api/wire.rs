//! The wire types of readers and commenters.

use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;

use super::proof_of_work::SolutionInfo;
use crate::{
    comment::{CommentStatus, IdentityKind, record, sql::reading::CommentRow},
    commenter::api::wire::picture_url,
    http::Time,
    moderator::Role,
};

/// The public data about the author of a comment.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PublicAuthor {
    /// Empty when the site does not require a name and none was given.
    pub name: String,
    /// An `http` or `https` URL.
    pub website: Option<String>,
    /// How the author is identified.
    pub kind: IdentityKind,
    /// Verified by email, by another account or by a moderator's credential; a guest only typed a name.
    pub verified: bool,
    /// The role of the moderator who published the comment, at that time; null for comments by readers.
    /// Show it as a badge: a name alone proves nothing.
    pub role: Option<Role>,
    /// The sign-in provider: `email`, `github`, …; null for guests.
    pub provider: Option<String>,
    /// The URL of the profile picture, on this server; null for guests.
    pub picture: Option<String>,
}

/// A comment as the public sees it.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Comment", example)]
pub struct PublicComment {
    /// The comment's id.
    pub id: Uuid,
    /// The comment that it answers; null for one that begins a conversation.
    pub parent_id: Option<Uuid>,
    /// 0 for one that begins a conversation, at most 7.
    pub depth: u32,
    /// Null when the comment was removed and is only a stub for its replies.
    pub author: Option<PublicAuthor>,
    /// Safe to insert into a page as it is: contains `p`, `br`, `em`, `strong`, `del`, `code`, `pre`,
    /// `blockquote`, `ul`, `ol`, `li` and `a[href]` only.
    pub html: String,
    /// When it was created.
    pub created_at: Time,
    /// When its author last edited it.
    pub edited_at: Option<Time>,
    /// Whether it was removed and is only a stub for its replies; `html` is empty then.
    pub removed: bool,
    /// Whether its author edited it and `html` is empty until a moderator has decided. Only if the
    /// site's policy `edits` is `hide`.
    pub in_review: bool,
}

impl PublicComment {
    pub fn new(shown: CommentRow, base_url: &str) -> Self {
        let is_shown = shown.status == CommentStatus::Approved;
        let in_review = shown.status == CommentStatus::Pending && shown.has_waiting_edit;
        let removed = !is_shown && !in_review;
        let author = (!removed).then(|| PublicAuthor {
            name: shown.name,
            website: shown.website,
            kind: shown.kind,
            verified: shown.kind.verified(),
            role: shown.role,
            provider: shown.provider,
            picture: shown.picture.map(|id| picture_url(base_url, id)),
        });
        Self {
            id: shown.id,
            parent_id: shown.parent,
            depth: depth(&shown.path),
            author,
            html: if is_shown { shown.html } else { String::new() },
            created_at: shown.created_at.into(),
            edited_at: shown.edited_at.map(Time),
            removed,
            in_review,
        }
    }
}

pub(super) fn depth(path: &[u8]) -> u32 {
    u32::try_from(record::depth(path)).unwrap_or(u32::MAX)
}

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
