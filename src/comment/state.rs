//! The states of a comment and the table of their transitions.

use serde::{Deserialize, Serialize};

use crate::{
    site::Moderation,
    spam::{Assessment, Verdict},
};

/// The status of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Waits for a moderator.
    Pending,
    /// Public.
    Approved,
    /// In the spam folder; can be restored.
    Spam,
    /// In the trash; can be restored.
    Trash,
    /// Permanently erased; the text is gone, an empty stub may remain for its replies.
    Deleted,
}

impl Status {
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Approved,
        Self::Spam,
        Self::Trash,
        Self::Deleted,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Spam => "spam",
            Self::Trash => "trash",
            Self::Deleted => "deleted",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What a moderator can do with a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Approve,
    Hold,
    Spam,
    Trash,
    /// Moves it from the spam folder or the trash back into the queue.
    Restore,
    /// Erases it permanently.
    Delete,
}

impl Action {
    pub const ALL: [Self; 6] = [
        Self::Approve,
        Self::Hold,
        Self::Spam,
        Self::Trash,
        Self::Restore,
        Self::Delete,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Hold => "hold",
            Self::Spam => "spam",
            Self::Trash => "trash",
            Self::Restore => "restore",
            Self::Delete => "delete",
        }
    }
}

/// The result of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    To(Status),
    /// It already has the requested status.
    Unchanged,
    /// There is no such transition; an erased comment stays erased.
    Impossible,
}

/// The transition table: every action from every status.
#[must_use]
pub const fn moved(from: Status, action: Action) -> Move {
    use Action as A;
    use Status as S;
    match (from, action) {
        (S::Approved, A::Approve | A::Restore)
        | (S::Pending, A::Hold | A::Restore)
        | (S::Spam, A::Spam)
        | (S::Trash, A::Trash)
        | (S::Deleted, A::Delete) => Move::Unchanged,
        (S::Deleted, _) => Move::Impossible,
        (_, A::Approve) => Move::To(S::Approved),
        (_, A::Hold | A::Restore) => Move::To(S::Pending),
        (_, A::Spam) => Move::To(S::Spam),
        (_, A::Trash) => Move::To(S::Trash),
        (_, A::Delete) => Move::To(S::Deleted),
    }
}

/// Returns the first status of a new or edited comment, from the site's moderation mode, the trust in
/// the author and the assessment. `trusted` means a verified identity with an approved comment.
#[must_use]
pub fn first_status(mode: Moderation, trusted: bool, assessment: &Assessment) -> Status {
    match (assessment.verdict, mode) {
        (Verdict::Spam, _) if !assessment.sampled() => Status::Spam,
        _ if assessment.hold => Status::Pending,
        (_, Moderation::First) if trusted => Status::Approved,
        (_, Moderation::None) | (Verdict::Ham, Moderation::Suspect) => Status::Approved,
        _ => Status::Pending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_leads_to_what_its_action_says_and_nothing_comes_back_from_erasure() {
        for from in Status::ALL {
            for action in Action::ALL {
                match moved(from, action) {
                    Move::To(to) => {
                        assert_ne!(from, to, "{action:?}");
                        assert_ne!(from, Status::Deleted);
                    }
                    Move::Unchanged => {}
                    Move::Impossible => assert_eq!(from, Status::Deleted),
                }
            }
        }
        assert_eq!(
            moved(Status::Spam, Action::Approve),
            Move::To(Status::Approved)
        );
        assert_eq!(
            moved(Status::Trash, Action::Restore),
            Move::To(Status::Pending)
        );
        assert_eq!(moved(Status::Approved, Action::Restore), Move::Unchanged);
        assert_eq!(moved(Status::Deleted, Action::Approve), Move::Impossible);
    }

    #[test]
    fn nothing_that_the_checks_take_for_spam_or_hold_is_published_unseen() {
        for mode in [
            Moderation::All,
            Moderation::First,
            Moderation::Suspect,
            Moderation::None,
        ] {
            for trusted in [false, true] {
                for verdict in [Verdict::Ham, Verdict::Unsure, Verdict::Spam] {
                    for hold in [false, true] {
                        let assessment = Assessment {
                            score: 0.0,
                            verdict,
                            hold,
                            reasons: Vec::new(),
                        };
                        let status = first_status(mode, trusted, &assessment);
                        match (verdict, hold) {
                            (Verdict::Spam, _) => assert_eq!(status, Status::Spam),
                            (_, true) => assert_eq!(status, Status::Pending),
                            _ if mode == Moderation::All => assert_eq!(status, Status::Pending),
                            _ if mode == Moderation::None => assert_eq!(status, Status::Approved),
                            _ => {}
                        }
                    }
                }
            }
        }
    }
}
