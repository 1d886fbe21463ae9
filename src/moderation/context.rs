//! The part of a thread around a comment, with comments in any status, for moderators.

use super::{
    Moderation, QueuedComment,
    queue::to_queued,
    sql::{self, context::ThreadPosition},
};
use crate::{
    comment::{Comment, CommentStatus},
    db::Error,
};

/// The number of comments that readers see before and after the comment.
const SHOWN: usize = 6;
/// The number of replies to the comment, and of other replies to the comment that it answers.
const REPLIES: usize = 20;

impl Moderation {
    /// Returns a comment with those around it, in reading order: what it answers, what answers it, other answers to
    /// the same comment, and what readers see before and after it.
    pub(crate) async fn around(&self, comment: &Comment) -> Result<Vec<QueuedComment>, Error> {
        let position = ThreadPosition {
            site: comment.site,
            thread: comment.thread,
            path: comment.path.clone(),
        };
        let (above, parent, id) = (comment.ancestors(), comment.parent, comment.id);
        let input = (position, above, parent, id);
        let mut found = self
            .db
            .read(input, |c, (position, above, parent, id)| {
                Box::pin(async move {
                    let mut ids = above.clone();
                    ids.push(*id);
                    for parent in parent.iter().chain([id]) {
                        ids.extend(sql::context::replies(c, position, *parent, REPLIES).await?);
                    }
                    ids.extend(sql::context::before(c, position, SHOWN).await?);
                    ids.extend(sql::context::after(c, position, SHOWN).await?);
                    ids.sort_unstable();
                    ids.dedup();
                    let comments = sql::find(c, &[position.site], &ids).await?;
                    to_queued(c, comments).await
                })
            })
            .await?;
        let is_kept = |queued: &QueuedComment| {
            let Comment {
                id: found, status, ..
            } = queued.comment;
            found == id || status != CommentStatus::Deleted
        };
        found.retain(is_kept);
        found.sort_by(|a, b| a.comment.path.cmp(&b.comment.path));
        Ok(found)
    }
}
