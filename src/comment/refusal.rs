//! Why a submission, an edit or a deletion by its author is refused: one type for all three.

use std::time::Duration;

use crate::{db::Error, limit};

/// Why the request of a commenter was refused.
#[derive(Debug)]
pub enum Refusal {
    TooFast(limit::Refused),
    /// The site takes nothing from guests for this long.
    Flooded(Duration),
    ThreadClosed,
    Banned,
    /// The text has this banned word.
    BannedWord(String),
    NoSuchParent,
    /// Another replica removed the site a moment ago.
    NoSuchSite,
    /// The same author wrote the same in the same place within a day.
    Duplicate,
    /// The `Idempotency-Key` was used for another request.
    OtherRequest,
    /// The `Idempotency-Key` was used for this request, but the comment was erased since.
    Gone,
    /// The person was erased a moment ago.
    SignedOut,
    /// The right to publish as a moderator ended a moment ago.
    RightEnded,
    /// A moderator published the comment, and the sender may not publish as that moderator.
    PublishedByModerator,
    /// The edit token belongs to another comment, or is none.
    WrongToken,
    /// There is no such comment, or the session did not write it.
    NotFound,
    EditWindowOver,
    /// Someone else changed the comment a moment ago.
    Conflict,
    Db(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}
