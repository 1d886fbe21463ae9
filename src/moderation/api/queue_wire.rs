//! The wire types of the queue.

use poem_openapi::Object;

use super::{log_wire::LogEntry, wire::ModeratedComment};
use crate::{assessment::QueueGroup, comment::CommentStatus, http::Time, moderation::GroupCounts};

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
}

/// A filter for the queue; all given conditions must hold.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub(super) struct QueueFilter {
    /// The slug of a site. Default: all sites that the moderator may see.
    pub site: Option<String>,
    /// The status of the comments. Default: `pending`.
    pub status: Option<CommentStatus>,
    /// The group of the queue: `probably_spam` for one decision about all comments in it. Requires the
    /// status `pending`, which is the default.
    pub group: Option<QueueGroup>,
    /// The key of the page; with `site` also its full URL.
    pub page: Option<String>,
    /// The code of a reason.
    pub reason: Option<String>,
    /// A part of the text, name or email address, case-insensitive; at most 200 characters.
    #[oai(validator(max_length = 200))]
    pub q: Option<String>,
    /// The network from which the comment was sent, as in `client.network` (an IPv4 /24 or an IPv6
    /// /48), or an IP address in it. Networks are deleted after 30 days.
    #[oai(validator(max_length = 50))]
    pub network: Option<String>,
    /// The `before` of the list or dry run that was reviewed: comments whose text or status changed
    /// later are skipped with `conflict`. Required to approve.
    pub before: Option<Time>,
}
