//! The wire types of comments as moderators see them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    assessment::{Assessment, QueueGroup},
    classifier::SpamVerdict,
    comment::{CommentEdit, CommentStatus, IdentityKind, TitleSource},
    http::Time,
    moderation,
    moderator::Role,
};

/// The author of a comment.
#[derive(Clone, Debug, Object)]
pub(crate) struct ModeratedAuthor {
    /// The name; empty if none was given.
    pub name: String,
    /// The email address; visible to moderators only.
    pub email: Option<String>,
    /// The id of the person, if the author was signed in; null for guests. Can be the subject of a ban.
    pub person_id: Option<Uuid>,
    /// The provider with which the author signed in: `email`, `github`, …
    pub provider: Option<String>,
    /// The role of the moderator who published the comment, at that time; null for comments of readers.
    pub role: Option<Role>,
    /// The id of the moderator who published the comment.
    pub moderator_id: Option<Uuid>,
    /// An `http` or `https` URL.
    pub website: Option<String>,
    /// How the author was identified.
    pub kind: IdentityKind,
    /// Whether the identity was verified by mail or by another account. The name of a guest is not
    /// verified.
    pub verified: bool,
    /// The results of the author's other comments on the site; all 0 if the author is not known by an
    /// email address.
    pub record: AuthorRecord,
    /// The number of notes of moderators on the author; `read_moderated_comment` returns them.
    pub notes: i64,
}

/// The number of an author's comments on the site, by status.
#[derive(Clone, Debug, Object)]
pub(crate) struct AuthorRecord {
    /// Published comments.
    pub approved: i64,
    /// Comments in the spam folder.
    pub spam: i64,
    /// Comments in the trash.
    pub trash: i64,
}

/// The origin of a comment; null after 30 days.
#[derive(Clone, Debug, Object)]
pub(crate) struct CommentOrigin {
    /// A keyed hash of the IP address: the same IP address always has the same hash on this installation.
    pub address_hash: Option<String>,
    /// The network that contains the IP address.
    pub network: Option<String>,
    /// The `User-Agent` of the browser.
    pub user_agent: Option<String>,
}

/// A reason for or against a comment.
#[derive(Clone, Debug, Object)]
pub(crate) struct Reason {
    /// The stable code of the reason.
    pub code: String,
    /// The log-odds added to the score; positive is evidence of spam.
    pub weight: f64,
    /// A description.
    pub detail: String,
}

/// The assessment of a comment when it was posted or edited.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Assessment")]
pub(crate) struct AssessmentInfo {
    /// The sum of the weights: log-odds of spam.
    pub score: f64,
    /// The classification that follows from the score.
    pub verdict: SpamVerdict,
    /// Whether a reason requires that a moderator decides, regardless of the score.
    pub hold: bool,
    /// All reasons, including those in favor of the author.
    pub reasons: Vec<Reason>,
}

impl From<Assessment> for AssessmentInfo {
    fn from(assessment: Assessment) -> Self {
        Self {
            score: assessment.score,
            verdict: assessment.verdict,
            hold: assessment.hold,
            reasons: assessment
                .reasons
                .into_iter()
                .map(|reason| Reason {
                    code: reason.code.as_str().to_owned(),
                    weight: reason.weight,
                    detail: reason.detail,
                })
                .collect(),
        }
    }
}

/// A comment as moderators see it.
#[derive(Clone, Debug, Object)]
pub(crate) struct ModeratedComment {
    /// The id of the comment.
    pub id: Uuid,
    /// The slug of the site.
    pub site: String,
    /// The key of the page.
    pub page: String,
    /// The title of the page that was sent with this comment, or else that of the thread. It can be
    /// forged.
    pub page_title: Option<String>,
    /// The title that readers see once a comment is published; null if there is none.
    pub thread_title: Option<String>,
    /// The origin of that title; null if it comes from a comment.
    pub thread_title_source: Option<TitleSource>,
    /// The full URL of the page, if one for this page was sent.
    pub page_url: Option<String>,
    /// The comment that this one replies to; null for a top-level comment.
    pub parent_id: Option<Uuid>,
    /// The status of the comment.
    pub status: CommentStatus,
    /// The group of the queue in which the comment, or its edit, waits; null if neither waits.
    pub group: Option<QueueGroup>,
    /// Incremented with every change. Send it with a decision, so that concurrent changes are not
    /// overwritten.
    pub version: i64,
    /// The author of the comment.
    pub author: ModeratedAuthor,
    /// The text as written.
    pub text: String,
    /// The text as rendered HTML.
    pub html: String,
    /// The origin of the comment.
    pub client: CommentOrigin,
    /// The assessment of the comment.
    pub assessment: AssessmentInfo,
    /// When the comment was created.
    pub created_at: Time,
    /// When the author or a moderator last changed the comment.
    pub edited_at: Option<Time>,
    /// The edit that waits for a decision, in addition to the text above; null if there is none.
    /// Approving publishes the edit, rejecting discards only the edit.
    pub edit: Option<ModeratedEdit>,
}

/// The edit of a published comment by its author.
#[derive(Clone, Debug, Object)]
pub(crate) struct ModeratedEdit {
    /// The new text.
    pub text: String,
    /// The new text as rendered HTML.
    pub html: String,
    /// The assessment of the new text.
    pub assessment: AssessmentInfo,
    /// When the edit was written.
    pub edited_at: Option<Time>,
    /// Whether the comment is hidden while the edit waits, as set by `edits` in the policy.
    pub hides: bool,
}

impl From<&CommentEdit> for ModeratedEdit {
    fn from(edit: &CommentEdit) -> Self {
        Self {
            html: crate::render::render(&edit.text),
            text: edit.text.clone(),
            assessment: edit.assessment.clone().into(),
            edited_at: edit.written_at.map(Time),
            hides: edit.hides,
        }
    }
}

impl ModeratedComment {
    pub(crate) fn new(site: &str, queued: moderation::QueuedComment) -> Self {
        let (comment, record, group) = (queued.comment, queued.record, queued.group);
        let notes = queued.notes;
        let edit = comment.waiting_edit().map(ModeratedEdit::from);
        Self {
            edit,
            id: comment.id,
            site: site.to_owned(),
            page: comment.page,
            page_title: comment.title,
            thread_title: comment.thread_title,
            thread_title_source: comment.thread_title_source,
            page_url: comment.url,
            parent_id: comment.parent,
            status: comment.status,
            group,
            version: comment.version,
            author: ModeratedAuthor {
                name: comment.name,
                email: comment.email,
                person_id: comment.identity.as_ref().map(|identity| identity.person),
                provider: comment.identity.map(|identity| identity.provider),
                role: comment.badge.map(|badge| badge.role),
                moderator_id: comment.badge.map(|badge| badge.moderator),
                website: comment.website,
                kind: comment.kind,
                verified: comment.kind.verified(),
                record: AuthorRecord {
                    approved: record.approved,
                    spam: record.spam,
                    trash: record.trash,
                },
                notes,
            },
            text: comment.text,
            html: comment.html,
            client: CommentOrigin {
                address_hash: comment
                    .address_hash
                    .map(|hash| URL_SAFE_NO_PAD.encode(hash)),
                network: comment.network,
                user_agent: comment.user_agent,
            },
            assessment: comment.assessment.into(),
            created_at: comment.created_at.into(),
            edited_at: comment.edited_at.map(Time),
        }
    }
}
