//! Edits of comments by moderators: what the comment said before stays stored until the comment is erased.

use uuid::Uuid;

use super::{
    Comment, CommentStatus,
    sql::{self, edits},
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    spam::{Revision, Spam},
};

/// What a comment said before a moderator edited it.
#[derive(Clone, Debug)]
pub struct CommentRevision {
    pub id: Uuid,
    pub comment: Uuid,
    pub text: String,
    pub name: String,
    pub moderator: Uuid,
    /// The login at that time.
    pub login: String,
    pub at: Timestamp,
}

/// Stores the text and the name that a moderator gave a comment, and those before. The caller must have locked the
/// comment (`find_to_change`). Its status stays, and so does its label: the filter learns the new text instead. Updates
/// the training examples last, because concurrent decisions wait for that lock until the transaction ends.
pub(crate) async fn revise(
    c: &mut Conn<'_>,
    (before, after): (&Comment, &Comment),
    revision: &CommentRevision,
    spam: &Spam,
) -> Result<(), Error> {
    let (site, now) = (before.site, revision.at);
    sql::revisions::add(c, before, revision)?;
    sql::revisions::edit(c, after, now)?;
    if before.status == CommentStatus::Approved {
        sql::change_threads(c, site, &[before.thread], 0)?;
    }
    edits::mark_changed(c, site, &[before.id], now)?;
    let examples = [
        Revision {
            example: before.training_example(),
            from: before.label,
            to: None,
        },
        Revision {
            example: after.training_example(),
            from: None,
            to: before.label,
        },
    ];
    let examples = if before.label.is_some() {
        &examples[..]
    } else {
        &[]
    };
    spam.revise(c, examples, now)
}
