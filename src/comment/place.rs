//! Moving a comment from one status to another, with everything that hangs on it.

use super::{Status, Stored, record::Taught, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
};

/// What became of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Done; its version now.
    To(i64),
    /// Somebody else was faster.
    Conflict,
}

/// Moves `comment`, as it was read, to another status: the comment itself, the stubs above it, the
/// count and the version of its thread. Whoever calls makes sure that the move is one of the table.
pub async fn transition(
    c: &mut Conn<'_>,
    comment: &Stored,
    to: Status,
    taught: Option<Taught>,
    now: Timestamp,
) -> Result<Moved, Error> {
    let done = match to {
        Status::Deleted if sql::has_reply(c, comment).await? => sql::blank(c, comment, now).await?,
        Status::Deleted => sql::remove(c, comment).await?,
        _ => sql::change_status(c, comment, to, taught, now).await?,
    };
    if !done {
        return Ok(Moved::Conflict);
    }
    settle(c, comment, to).await?;
    Ok(Moved::To(comment.version + 1))
}

/// The stubs above a comment and the count of its thread, after its status has changed.
pub(super) async fn settle(c: &mut Conn<'_>, comment: &Stored, to: Status) -> Result<(), Error> {
    let more = i64::from(to == Status::Approved) - i64::from(comment.status == Status::Approved);
    if more != 0 {
        let ancestors = comment.ancestors();
        if !ancestors.is_empty() {
            sql::change_ancestors(c, comment.site, &ancestors, more).await?;
        }
        sql::change_thread(c, comment.site, comment.thread, more).await?;
    }
    Ok(())
}
