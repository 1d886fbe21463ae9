//! The states of a comment and the table of their transitions.

use crate::{classifier::Label, closed_set::closed_set, spam::Placement};

closed_set! {
    /// The status of a comment.
    pub enum CommentStatus: "Status" {
        /// Waits for a moderator.
        Pending = "pending",
        /// Public.
        Approved = "approved",
        /// In the spam folder; can be restored.
        Spam = "spam",
        /// In the trash; can be restored.
        Trash = "trash",
        /// Permanently erased; the text is gone, an empty stub may remain for its replies.
        Deleted = "deleted",
    }
}

impl CommentStatus {
    /// Returns the label that a moderator gives a comment as a training example by this status.
    #[must_use]
    pub const fn label(self) -> Option<Label> {
        match self {
            Self::Approved => Some(Label::Ham),
            Self::Spam => Some(Label::Spam),
            Self::Pending | Self::Trash | Self::Deleted => None,
        }
    }
}

impl From<Placement> for CommentStatus {
    fn from(placement: Placement) -> Self {
        match placement {
            Placement::Published => Self::Approved,
            Placement::Queued => Self::Pending,
            Placement::Filed => Self::Spam,
        }
    }
}

closed_set! {
    /// An action on comments.
    pub enum Action: "Action" {
        /// Publish.
        Approve = "approve",
        /// Move back to the queue.
        Hold = "hold",
        /// Move to the spam folder, and train the filter.
        Spam = "spam",
        /// Move to the trash.
        Trash = "trash",
        /// Move from the spam folder or the trash back to the queue.
        Restore = "restore",
        /// Erase permanently. This cannot be undone.
        Delete = "delete",
    }
}

/// The result of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionOutcome {
    To(CommentStatus),
    /// It already has the requested status.
    Unchanged,
    /// There is no such transition; an erased comment stays erased.
    Impossible,
}

/// The transition table: every action from every status.
#[must_use]
pub(crate) const fn next_status(from: CommentStatus, action: Action) -> ActionOutcome {
    use Action as A;
    use CommentStatus as S;
    match (from, action) {
        (S::Approved, A::Approve | A::Restore)
        | (S::Pending, A::Hold | A::Restore)
        | (S::Spam, A::Spam)
        | (S::Trash, A::Trash)
        | (S::Deleted, A::Delete) => ActionOutcome::Unchanged,
        (S::Deleted, _) => ActionOutcome::Impossible,
        (_, A::Approve) => ActionOutcome::To(S::Approved),
        (_, A::Hold | A::Restore) => ActionOutcome::To(S::Pending),
        (_, A::Spam) => ActionOutcome::To(S::Spam),
        (_, A::Trash) => ActionOutcome::To(S::Trash),
        (_, A::Delete) => ActionOutcome::To(S::Deleted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_leads_to_what_its_action_says_and_nothing_comes_back_from_erasure() {
        for from in CommentStatus::ALL {
            for action in Action::ALL {
                match next_status(from, action) {
                    ActionOutcome::To(to) => {
                        assert_ne!(from, to, "{action:?}");
                        assert_ne!(from, CommentStatus::Deleted);
                    }
                    ActionOutcome::Unchanged => {}
                    ActionOutcome::Impossible => assert_eq!(from, CommentStatus::Deleted),
                }
            }
        }
        assert_eq!(
            next_status(CommentStatus::Spam, Action::Approve),
            ActionOutcome::To(CommentStatus::Approved)
        );
        assert_eq!(
            next_status(CommentStatus::Trash, Action::Restore),
            ActionOutcome::To(CommentStatus::Pending)
        );
        assert_eq!(
            next_status(CommentStatus::Approved, Action::Restore),
            ActionOutcome::Unchanged
        );
        assert_eq!(
            next_status(CommentStatus::Deleted, Action::Approve),
            ActionOutcome::Impossible
        );
    }
}
