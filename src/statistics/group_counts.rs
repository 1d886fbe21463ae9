//! The number of waiting comments in each group of the queue.

use crate::assessment::QueueGroup;

/// The number of comments that wait for a moderator, by group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    pub review: i64,
    pub probably_spam: i64,
}

impl GroupCounts {
    pub(super) const fn add(&mut self, group: QueueGroup, count: i64) {
        match group {
            QueueGroup::Review => self.review += count,
            QueueGroup::ProbablySpam => self.probably_spam += count,
        }
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            review: self.review + other.review,
            probably_spam: self.probably_spam + other.probably_spam,
        }
    }
}
