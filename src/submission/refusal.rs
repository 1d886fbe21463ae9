//! Why a submission, an edit or a deletion by its author is refused: one type for all three.

use std::time::Duration;

use crate::{db::Error, limit::LimitExceeded};

/// Why the request of a commenter was refused.
#[derive(Debug)]
pub enum Refusal {
    TooFast(LimitExceeded),
    /// The site accepts nothing from guests for this long.
    Flooded(Duration),
    /// The site accepts no comments of guests, or none from accounts of this provider.
    IdentityRequired,
    ThreadClosed,
    /// The thread is locked: not even its authors change comments.
    ThreadLocked,
    Banned,
    /// A field contains this banned word.
    BannedWord {
        field: &'static str,
        word: String,
    },
    NoSuchParent,
    /// Another replica removed the site a moment ago.
    NoSuchSite,
    /// The same author posted the same text in the same position within a day.
    Duplicate,
    /// The `Idempotency-Key` was used for another request.
    OtherRequest,
    /// The `Idempotency-Key` was used for this request, but the comment was erased since.
    Gone,
    /// The person was erased a moment ago.
    SignedOut,
    /// The permission to publish as a moderator ended a moment ago.
    RightEnded,
    /// A moderator published the comment, and the sender may not publish as that moderator.
    PublishedByModerator,
    /// The edit token is invalid or belongs to another comment.
    WrongToken,
    /// There is no such comment, or the session did not write it.
    NotFound,
    EditWindowOver,
    /// Another request changed the comment a moment ago.
    Conflict,
    Db(Error),
}

impl From<LimitExceeded> for Refusal {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::TooFast(exceeded)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}
