//! What goes over the wire to and from moderators.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{log_wire::LogEntry, threads::TitleSourceWord};
use crate::{
    comment::{self, CommentEdit, api::wire::AuthorKind},
    http::Time,
    identity::api::RoleWord,
    moderation::{self, Skip},
    spam::{self, Assessment},
};

/// Where a comment stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum Status {
    Pending,
    Approved,
    Spam,
    Trash,
    Deleted,
}

impl From<comment::Status> for Status {
    fn from(status: comment::Status) -> Self {
        match status {
            comment::Status::Pending => Self::Pending,
            comment::Status::Approved => Self::Approved,
            comment::Status::Spam => Self::Spam,
            comment::Status::Trash => Self::Trash,
            comment::Status::Deleted => Self::Deleted,
        }
    }
}

impl From<Status> for comment::Status {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Approved => Self::Approved,
            Status::Spam => Self::Spam,
            Status::Trash => Self::Trash,
            Status::Deleted => Self::Deleted,
        }
    }
}

/// What to do with comments.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum Action {
    /// Publish.
    Approve,
    /// Back into the queue.
    Hold,
    /// Into the spam folder; teaches the filter.
    Spam,
    /// Into the trash.
    Trash,
    /// Out of the spam folder or the trash, back into the queue.
    Restore,
    /// Erase for good. This cannot be undone.
    Delete,
}

impl From<Action> for comment::Action {
    fn from(action: Action) -> Self {
        match action {
            Action::Approve => Self::Approve,
            Action::Hold => Self::Hold,
            Action::Spam => Self::Spam,
            Action::Trash => Self::Trash,
            Action::Restore => Self::Restore,
            Action::Delete => Self::Delete,
        }
    }
}

/// The order of the queue.
#[derive(Clone, Copy, Debug, Default, Enum)]
#[oai(rename_all = "lowercase")]
pub enum QueueOrder {
    #[default]
    Oldest,
    Newest,
    /// What looks most like spam first.
    Score,
}

impl From<QueueOrder> for moderation::Order {
    fn from(order: QueueOrder) -> Self {
        match order {
            QueueOrder::Oldest => Self::Oldest,
            QueueOrder::Newest => Self::Newest,
            QueueOrder::Score => Self::Score,
        }
    }
}

/// Who wrote a comment.
#[derive(Clone, Debug, Object)]
pub struct ModeratedAuthor {
    /// Empty when none was given.
    pub name: String,
    /// For moderators alone.
    pub email: Option<String>,
    /// The person, of those who signed in; null for guests. A ban can be about them.
    pub person_id: Option<Uuid>,
    /// With which account they signed in: `email`, `github`, …
    pub provider: Option<String>,
    /// The role of the moderator who published it, at that time; null for what readers wrote.
    pub role: Option<RoleWord>,
    /// The moderator who published it.
    pub moderator_id: Option<Uuid>,
    /// An `http` or `https` address.
    pub website: Option<String>,
    /// How they are known.
    pub kind: AuthorKind,
    /// Proved by mail or another account; a guest only typed a name.
    pub verified: bool,
    /// How their other comments on the site fared; all 0 for somebody not known by a mail address.
    pub record: AuthorRecord,
}

/// How an author's comments on the site fared.
#[derive(Clone, Debug, Object)]
pub struct AuthorRecord {
    /// Published.
    pub approved: i64,
    /// In the spam folder.
    pub spam: i64,
    /// In the trash.
    pub trash: i64,
}

/// Where a comment came from; null after 30 days.
#[derive(Clone, Debug, Object)]
pub struct CommentOrigin {
    /// A keyed hash: the same address on this installation gives the same word.
    pub address_hash: Option<String>,
    /// The network around the address.
    pub network: Option<String>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

/// Does a comment look welcome?
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "lowercase")]
pub enum Verdict {
    Ham,
    Unsure,
    Spam,
}

impl From<spam::Verdict> for Verdict {
    fn from(verdict: spam::Verdict) -> Self {
        match verdict {
            spam::Verdict::Ham => Self::Ham,
            spam::Verdict::Unsure => Self::Unsure,
            spam::Verdict::Spam => Self::Spam,
        }
    }
}

/// One observation about a comment.
#[derive(Clone, Debug, Object)]
pub struct Reason {
    /// A stable word.
    pub code: String,
    /// Log-odds that it adds to the score: positive speaks for spam.
    pub weight: f64,
    /// In words.
    pub detail: String,
}

/// How a comment was judged when it was posted or edited.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Assessment")]
pub struct AssessmentInfo {
    /// The sum of the weights: log-odds of spam.
    pub score: f64,
    /// What the score comes to.
    pub verdict: Verdict,
    /// A reason sent it to the queue whatever the score.
    pub hold: bool,
    /// Every observation, also those that speak for the author.
    pub reasons: Vec<Reason>,
}

impl From<Assessment> for AssessmentInfo {
    fn from(assessment: Assessment) -> Self {
        Self {
            score: assessment.score,
            verdict: assessment.verdict.into(),
            hold: assessment.hold,
            reasons: assessment
                .reasons
                .into_iter()
                .map(|reason| Reason {
                    code: reason.code.word().to_owned(),
                    weight: reason.weight,
                    detail: reason.detail,
                })
                .collect(),
        }
    }
}

/// A comment as a moderator sees it.
#[derive(Clone, Debug, Object)]
pub struct ModeratedComment {
    /// Its id.
    pub id: Uuid,
    /// The site's slug.
    pub site: String,
    /// The page's key.
    pub page: String,
    /// The title of the page that this comment claims, or else the thread's. Anyone can send one.
    pub page_title: Option<String>,
    /// The title that readers see once a comment is published; null without one.
    pub thread_title: Option<String>,
    /// Who set that title; null when a comment claims it.
    pub thread_title_source: Option<TitleSourceWord>,
    /// The full URL of the page, if one was sent that names this page.
    pub page_url: Option<String>,
    /// The comment that it answers; null for one that begins a conversation.
    pub parent_id: Option<Uuid>,
    /// Where it stands.
    pub status: Status,
    /// Grows with every change; send it with a decision so that nobody decides over somebody else.
    pub version: i64,
    /// Who wrote it.
    pub author: ModeratedAuthor,
    /// What was written.
    pub text: String,
    /// How it is shown.
    pub html: String,
    /// Where it came from.
    pub client: CommentOrigin,
    /// How it was judged.
    pub assessment: AssessmentInfo,
    /// When it was made.
    pub created_at: Time,
    /// When its author last changed it.
    pub edited_at: Option<Time>,
    /// The edit of it that waits for a decision, beside the text above; null without one. Approving
    /// publishes it, rejecting discards it alone.
    pub edit: Option<ModeratedEdit>,
}

/// What the author of a published comment made of its text.
#[derive(Clone, Debug, Object)]
pub struct ModeratedEdit {
    /// The new text.
    pub text: String,
    /// How it would be shown.
    pub html: String,
    /// How it was judged.
    pub assessment: AssessmentInfo,
    /// When it was written.
    pub edited_at: Option<Time>,
    /// The comment left the page while this waits, as the policy `edits` wants it.
    pub hides: bool,
}

impl From<&CommentEdit> for ModeratedEdit {
    fn from(edit: &CommentEdit) -> Self {
        Self {
            html: comment::render(&edit.text),
            text: edit.text.clone(),
            assessment: edit.assessment.clone().into(),
            edited_at: edit.written_at.map(Time),
            hides: edit.hides,
        }
    }
}

impl ModeratedComment {
    pub fn new(site: &str, queued: moderation::Queued) -> Self {
        let (comment, record) = (queued.comment, queued.record);
        let edit = comment.waiting_edit().map(ModeratedEdit::from);
        Self {
            edit,
            id: comment.id,
            site: site.to_owned(),
            page: comment.page,
            page_title: comment.title,
            thread_title: comment.thread_title,
            thread_title_source: comment.thread_title_source.map(Into::into),
            page_url: comment.url,
            parent_id: comment.parent,
            status: comment.status.into(),
            version: comment.version,
            author: ModeratedAuthor {
                name: comment.name,
                email: comment.email,
                person_id: comment.proved.as_ref().map(|proved| proved.person),
                provider: comment.proved.map(|proved| proved.provider),
                role: comment.badge.map(|badge| badge.role.into()),
                moderator_id: comment.badge.map(|badge| badge.moderator),
                website: comment.website,
                kind: comment.kind.into(),
                verified: comment.kind.verified(),
                record: AuthorRecord {
                    approved: record.approved,
                    spam: record.spam,
                    trash: record.trash,
                },
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

/// A part of the queue.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct Queue {
    pub items: Vec<ModeratedComment>,
    /// Where the next part begins, for `after`; null at the end.
    pub next: Option<String>,
    /// For `filter.before` of a decision about what this list shows: changes after it are left out.
    /// Of several parts, take that of the first.
    pub before: Time,
    /// How many pending comments of these sites were moved to the spam folder in the last seven days
    /// because more waited than the policy allows. `status=spam&reason=queue_full` lists them.
    pub overflowed: i64,
}

/// A comment with everything that happened to it, oldest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct CommentHistory {
    /// As it is now.
    pub comment: ModeratedComment,
    /// Every decision about it.
    pub history: Vec<LogEntry>,
}

/// Which comments of the queue; everything given must hold.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct QueueFilter {
    /// A site's slug; all sites that the moderator may see when left out.
    pub site: Option<String>,
    /// `pending` when left out.
    pub status: Option<Status>,
    /// The page's key; with `site` its full address as well.
    pub page: Option<String>,
    /// The code of a reason.
    pub reason: Option<String>,
    /// Part of the text, name or mail address, in any case; at most 200 characters.
    #[oai(validator(max_length = 200))]
    pub q: Option<String>,
    /// The network that it came from, as `client.network` tells it (an IPv4 /24 or an IPv6 /48), or
    /// an address in it. Networks are forgotten after 30 days.
    #[oai(validator(max_length = 50))]
    pub network: Option<String>,
    /// `before` of the list or of the dry run that was looked at: a comment whose text or status
    /// changed later is skipped with `conflict`. Needed to approve.
    pub before: Option<Time>,
}

/// A decision about comments: either `ids` or `filter`.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct NewDecision {
    /// Comments, each named once: as many as fit into a body together with their versions. For more
    /// there is `filter`.
    #[oai(validator(min_items = 1, max_items = 500))]
    pub ids: Option<Vec<Uuid>>,
    /// The first 10,000 comments that the queue shows with this filter.
    pub filter: Option<QueueFilter>,
    /// What to do with them.
    pub action: Action,
    /// Why, for the log.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
    /// The versions that were looked at, by id; a comment that has another one is skipped.
    pub versions: Option<HashMap<String, i64>>,
    /// Reject a comment as a whole although only its edit waits; else `spam` and `trash` discard the
    /// edit alone, and the published text stays.
    pub whole_comment: Option<bool>,
    /// Only say what would happen.
    pub dry_run: Option<bool>,
}

/// A comment that was decided about.
#[derive(Clone, Debug, Object)]
pub struct DecidedComment {
    /// Its id.
    pub id: Uuid,
    /// Where it stands now.
    pub status: Status,
    /// Its version now.
    pub version: i64,
}

/// Why a comment was left as it is.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub enum SkipCode {
    /// Somebody else moved it meanwhile.
    Conflict,
    /// It has the wanted status already, and a person has said so.
    Unchanged,
    /// There is none, or none that the moderator may see.
    NotFound,
    /// It was erased; nothing brings it back.
    Erased,
    /// The server could not go on before its turn came; what was decided before stands. Of more than 50
    /// comments the server carries on by itself as soon as it can; fewer are to be sent again.
    Unavailable,
}

impl From<Skip> for SkipCode {
    fn from(skip: Skip) -> Self {
        match skip {
            Skip::Conflict => Self::Conflict,
            Skip::Unchanged => Self::Unchanged,
            Skip::NotFound => Self::NotFound,
            Skip::Erased => Self::Erased,
            Skip::Unavailable => Self::Unavailable,
        }
    }
}

/// A comment that was left as it is.
#[derive(Clone, Debug, Object)]
pub struct SkippedComment {
    /// Its id.
    pub id: Uuid,
    /// Why.
    pub code: SkipCode,
}

/// What a decision came to.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct DecisionAnswer {
    /// For undoing it; nothing was kept of a dry run.
    pub batch: Uuid,
    /// For `filter.before`: later changes are not in this answer. Null for a decision about `ids`.
    pub before: Option<Time>,
    /// What moved, or was confirmed where the checks had put it.
    pub decided: Vec<DecidedComment>,
    /// What did not, and why.
    pub skipped: Vec<SkippedComment>,
}

impl From<moderation::Decided> for DecisionAnswer {
    fn from(decided: moderation::Decided) -> Self {
        Self {
            batch: decided.batch,
            before: decided.before.map(Time),
            decided: decided
                .decided
                .into_iter()
                .map(|(id, status, version)| DecidedComment {
                    id,
                    status: status.into(),
                    version,
                })
                .collect(),
            skipped: decided
                .skipped
                .into_iter()
                .map(|(id, skip)| SkippedComment {
                    id,
                    code: skip.into(),
                })
                .collect(),
        }
    }
}
