//! The wire types of readers and commenters.

use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::proof_of_work::SentSolution;
use crate::{
    comment::{CommentStatus, IdentityKind, record, sql::reading::CommentRow},
    commenter::api::wire::picture_url,
    http::{JsonOrForm, Time},
    moderator::api::RoleName,
    site::{FieldRule, ModerationPolicy},
};

/// How an author is identified.
#[derive(Clone, Copy, Debug, Enum, Serialize)]
#[oai(rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum AuthorKind {
    Guest,
    Email,
    Social,
    /// A moderator who posted with a moderator's session or an API key.
    Moderator,
}

impl From<IdentityKind> for AuthorKind {
    fn from(kind: IdentityKind) -> Self {
        match kind {
            IdentityKind::Guest => Self::Guest,
            IdentityKind::Email => Self::Email,
            IdentityKind::Social => Self::Social,
            IdentityKind::Moderator => Self::Moderator,
        }
    }
}

/// The public data about the author of a comment.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PublicAuthor {
    /// Empty when the site does not require a name and none was given.
    pub name: String,
    /// An `http` or `https` URL.
    pub website: Option<String>,
    /// How the author is identified.
    pub kind: AuthorKind,
    /// Verified by email, by another account or by a moderator's credential; a guest only typed a name.
    pub verified: bool,
    /// The role of the moderator who published the comment, at that time; null for comments by readers.
    /// Show it as a badge: a name alone proves nothing.
    pub role: Option<RoleName>,
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
            kind: shown.kind.into(),
            verified: shown.kind.verified(),
            role: shown.role.map(RoleName::from),
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

/// Whether a field is required, optional or hidden.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "lowercase")]
pub enum FieldRequirement {
    Required,
    Optional,
    Hidden,
}

impl From<FieldRule> for FieldRequirement {
    fn from(field: FieldRule) -> Self {
        match field {
            FieldRule::Required => Self::Required,
            FieldRule::Optional => Self::Optional,
            FieldRule::Hidden => Self::Hidden,
        }
    }
}

/// Which comments wait for a moderator.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum ModerationMode {
    /// Every comment.
    All,
    /// All comments except those of people with a verified identity and an approved comment.
    First,
    /// Only comments that the checks find suspicious. Until there are 50 decisions of each kind to
    /// learn from: all comments except those of people with a verified identity and only approved
    /// comments.
    Suspect,
    /// None.
    None,
}

impl From<ModerationPolicy> for ModerationMode {
    fn from(mode: ModerationPolicy) -> Self {
        match mode {
            ModerationPolicy::All => Self::All,
            ModerationPolicy::First => Self::First,
            ModerationPolicy::Suspect => Self::Suspect,
            ModerationPolicy::None => Self::None,
        }
    }
}

/// What a guest states about themselves.
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields)]
#[serde(default)]
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
#[derive(Clone, Debug, Default, Deserialize, Object)]
#[oai(deny_unknown_fields, example)]
#[serde(default)]
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
pub struct PostedForm {
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
}

impl From<CommentSubmission> for PostedForm {
    fn from(sent: CommentSubmission) -> Self {
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
            ..Self::default()
        }
    }
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
