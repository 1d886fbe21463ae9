//! Implicit feedback: some of the comments that stayed published for two weeks without a report or a
//! decision become training examples of ham.
//!
//! Moderators mostly decide about doubtful comments; a filter trained on those alone would no longer
//! recognize ordinary ones.

use std::time::Duration;

use uuid::Uuid;

use super::{Comments, sql};
use crate::{
    classifier::Label,
    clock::Timestamp,
    db::{ChunkRunner, Conn, Error},
    site::SiteId,
    spam::{Revision, Spam, UNREPORTED_AGE},
};

/// The maximum age; an older comment was missed because no process was running.
const AGE_MAX: Duration = Duration::from_hours(21 * 24);

impl Comments {
    /// Trains the filter with these comments, chunk by chunk. Returns their number.
    pub async fn train_on_undecided(&self) -> Result<u64, Error> {
        let now = self.0.clock.now();
        let from = first_id_at(now.minus(AGE_MAX));
        let until = first_id_at(now.minus(UNREPORTED_AGE));
        let mut chunks = ChunkRunner::new(&self.0.db);
        let mut count = 0;
        for site in self
            .0
            .db
            .read_background((), |c, ()| Box::pin(sql::implicit_feedback::sites(c)))
            .await?
        {
            let mut after = from;
            loop {
                let input = (site, after, until, chunks.rows());
                let ids = self
                    .0
                    .db
                    .read_background(input, |c, (site, after, until, rows)| {
                        Box::pin(sql::implicit_feedback::standing(
                            c, *site, *after, *until, *rows,
                        ))
                    })
                    .await?;
                let Some(last) = ids.last() else { break };
                after = *last;
                let input = (self.0.spam.clone(), site, ids, now);
                count += chunks
                    .run(input, |c, (spam, site, ids, now), _| {
                        Box::pin(teach(c, spam, *site, ids, *now))
                    })
                    .await?;
            }
        }
        Ok(count)
    }
}

async fn teach(
    c: &mut Conn<'_>,
    spam: &Spam,
    site: SiteId,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<u64, Error> {
    if ids.is_empty() {
        return Ok(0);
    }
    let mut found = sql::find_to_change(c, &[site], ids).await?;
    // A moderator may have decided a moment ago.
    found.retain(|comment| {
        comment.status == super::CommentStatus::Approved && comment.label.is_none()
    });
    let ids = found.iter().map(|comment| comment.id).collect::<Vec<_>>();
    let count = sql::implicit_feedback::mark_as_ham(c, site, &ids).await?;
    let revisions = found.iter().map(|comment| Revision {
        example: comment.training_example(),
        from: None,
        to: Some(Label::Ham),
    });
    spam.revise(c, &revisions.collect::<Vec<_>>(), now)?;
    Ok(count)
}

/// Returns the smallest id that a comment created at this time can have (`UUIDv7`, RFC 9562).
pub(crate) fn first_id_at(at: Timestamp) -> Uuid {
    let millis = u64::try_from(at.0).unwrap_or_default().to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis[2..]);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn ids_stand_between_the_first_of_their_millisecond_and_of_the_next() {
        let at = Timestamp(1_800_000_000_123);
        let clock = Clock::held(at);
        for _ in 0..100 {
            let id = clock.id();
            assert!(
                first_id_at(at) <= id && id < first_id_at(Timestamp(at.0 + 1)),
                "{id}"
            );
        }
    }
}
