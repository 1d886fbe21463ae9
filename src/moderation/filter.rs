//! What a list of comments is selected by, and its order.

use uuid::Uuid;

use crate::{
    assessment::QueueGroup, clock::Timestamp, closed_set::closed_set, comment::CommentStatus,
};

/// A filter for the queue; all given conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct CommentFilter {
    /// `None` for any status except erased.
    pub status: Option<CommentStatus>,
    pub page: Option<String>,
    /// The code of a reason in the assessment.
    pub reason: Option<String>,
    /// The terms of a search, all of which a comment must have (`search::query_terms`). A search without a
    /// word finds nothing.
    pub terms: Option<Vec<String>>,
    /// The network from which the comment was sent, as stored with it.
    pub network: Option<String>,
    /// The group in which the comment waits. Only waiting comments have one.
    pub group: Option<QueueGroup>,
    /// The first time at which selected comments were sent.
    pub from: Option<Timestamp>,
    /// The time before which selected comments were sent.
    pub to: Option<Timestamp>,
}

impl CommentFilter {
    pub(super) fn terms(&self) -> &[String] {
        self.terms.as_deref().unwrap_or_default()
    }

    pub(super) fn selects_nothing(&self) -> bool {
        self.terms.as_ref().is_some_and(Vec::is_empty)
    }
}

closed_set! {
    /// Which comments are listed by their status.
    pub(crate) enum StatusFilter: "StatusFilter" {
        /// Waits for a moderator, or has an edit that waits.
        Pending = "pending",
        /// Public.
        Approved = "approved",
        /// In the spam folder.
        Spam = "spam",
        /// In the trash.
        Trash = "trash",
        /// Erased, with replies: what is left of it.
        Deleted = "deleted",
        /// All except erased ones.
        Any = "any",
    }
}

impl StatusFilter {
    /// Returns the status that selected comments have; `None` for any.
    pub(crate) const fn status(self) -> Option<CommentStatus> {
        Some(match self {
            Self::Pending => CommentStatus::Pending,
            Self::Approved => CommentStatus::Approved,
            Self::Spam => CommentStatus::Spam,
            Self::Trash => CommentStatus::Trash,
            Self::Deleted => CommentStatus::Deleted,
            Self::Any => return None,
        })
    }
}

closed_set! {
    /// The order of the queue.
    #[derive(Default)]
    pub enum QueueSort: "QueueOrder" {
        #[default]
        Oldest = "oldest",
        Newest = "newest",
        /// The most likely spam first. With a group the least likely spam first: in `review` the comments
        /// that can most likely be approved, in `probably_spam` the most likely mistakes of the filter.
        Score = "score",
    }
}

/// An order with its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrder {
    Oldest,
    Newest,
    HighestScore,
    LowestScore,
}

impl KeyOrder {
    /// Returns the order of a list of one group, or of a list without regard to groups.
    #[must_use]
    pub const fn of(sort: QueueSort, group: Option<QueueGroup>) -> Self {
        match (sort, group) {
            (QueueSort::Oldest, _) => Self::Oldest,
            (QueueSort::Newest, _) => Self::Newest,
            (QueueSort::Score, None) => Self::HighestScore,
            (QueueSort::Score, Some(_)) => Self::LowestScore,
        }
    }

    /// Returns the cursor before the first comment.
    pub(super) const fn start(self) -> QueueCursor {
        match self {
            Self::Oldest | Self::LowestScore => (i64::MIN, Uuid::nil()),
            Self::Newest | Self::HighestScore => (i64::MAX, Uuid::max()),
        }
    }
}

/// The cursor of the next page: the score of the last comment in thousandths, and its id.
pub(crate) type QueueCursor = (i64, Uuid);
