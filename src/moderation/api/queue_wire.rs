//! The wire types of the queue.

use poem_openapi::Object;
use uuid::Uuid;

use super::{log_wire::LogEntry, note_wire::NoteInfo, wire::ModeratedComment};
use crate::{
    assessment::QueueGroup, comment::CommentRevision, http::Time, moderation::StatusFilter,
    statistics::GroupCounts,
};

/// A page of the queue.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct QueuePage {
    pub items: Vec<ModeratedComment>,
    /// The cursor of the next page, for `after`; null at the end.
    pub next: Option<String>,
    /// For `filter.before` of a decision about the comments in this list: later changes are not
    /// included. With several pages, use the value of the first.
    pub before: Time,
    /// The number of pending comments of these sites that were moved to the spam folder in the last
    /// seven days because the queue was full. `status=spam&reason=queue_full` lists them.
    pub overflowed: i64,
    /// Whether `q`, `author` or `email_domain` may miss comments: after an upgrade, the words of older comments
    /// are still being read.
    pub search_incomplete: bool,
    /// The number of comments of these sites that wait for a moderator, regardless of the other
    /// parameters.
    pub waiting: WaitingCounts,
}

/// The number of comments that wait for a moderator, by group. Comments with a waiting edit are counted
/// in the group of the edit.
#[derive(Clone, Copy, Debug, Object)]
pub struct WaitingCounts {
    /// Comments to look at one by one.
    pub review: i64,
    /// Comments that are almost certainly spam.
    pub probably_spam: i64,
}

impl From<GroupCounts> for WaitingCounts {
    fn from(counts: GroupCounts) -> Self {
        Self {
            review: counts.review,
            probably_spam: counts.probably_spam,
        }
    }
}

/// A comment with its history, oldest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct CommentHistory {
    /// The comment in its present state.
    pub comment: ModeratedComment,
    /// All decisions about the comment.
    pub history: Vec<LogEntry>,
    /// What the comment said before moderators edited it, oldest first: the first one is the original.
    pub revisions: Vec<RevisionInfo>,
    /// The notes of moderators on the author, newest first.
    pub author_notes: Vec<NoteInfo>,
}

/// What a comment said before a moderator edited it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "CommentRevision")]
pub(super) struct RevisionInfo {
    /// The text before, as written.
    pub text: String,
    /// The name before.
    pub name: String,
    /// The id of the moderator who edited it.
    pub moderator_id: Uuid,
    /// The login of that moderator at that time.
    pub login: String,
    /// When the moderator edited it.
    pub at: Time,
}

impl From<CommentRevision> for RevisionInfo {
    fn from(revision: CommentRevision) -> Self {
        Self {
            text: revision.text,
            name: revision.name,
            moderator_id: revision.moderator,
            login: revision.login,
            at: revision.at.into(),
        }
    }
}

/// A filter for the queue; all given conditions must hold.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct QueueFilter {
    /// The slug of a site. Default: all sites that the moderator may see.
    pub site: Option<String>,
    /// The status of the comments; `any` for all except erased ones. Default: `pending`.
    pub status: Option<StatusFilter>,
    /// The group of the queue: `probably_spam` for one decision about all comments in it. Requires the
    /// status `pending`, which is the default.
    pub group: Option<QueueGroup>,
    /// The key of the page; with `site` also its full URL.
    pub page: Option<String>,
    /// The code of a reason.
    pub reason: Option<String>,
    /// Words of the text, name, email address or website, as in the list; at most 200 characters.
    #[oai(validator(max_length = 200))]
    pub q: Option<String>,
    /// Words of the name, email address or website; at most 200 characters.
    #[oai(validator(max_length = 200))]
    pub author: Option<String>,
    /// The domain of the author's email address.
    #[oai(validator(max_length = 255))]
    pub email_domain: Option<String>,
    /// The first time at which the comments were sent.
    pub from: Option<Time>,
    /// The time before which the comments were sent.
    pub to: Option<Time>,
    /// The network from which the comment was sent, as in `client.network` (an IPv4 /24 or an IPv6
    /// /48), or an IP address in it. Networks are deleted after 30 days.
    #[oai(validator(max_length = 50))]
    pub network: Option<String>,
    /// The `before` of the list or dry run that was reviewed: comments whose text or status changed
    /// later are skipped with `conflict`. Required to approve.
    pub before: Option<Time>,
}
