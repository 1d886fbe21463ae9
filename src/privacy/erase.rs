//! Erasing one person.
//!
//! The first transaction records the erasure and ends every session; the comments follow in short
//! transactions, the person with everything else in the last one. A server continues an erasure that
//! was interrupted, since the person cannot sign in to ask for it again.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::{Privacy, sql};
use crate::{
    clock::Timestamp,
    comment::{Authorship, Change, has_written},
    db::{ChunkRunner, Conn, Error, ROWS_MAX},
    event,
    identity::person::{asked_addresses, end_access, forget_person, lock_person, proved_addresses},
    spam::Spam,
    text::Email,
};

/// How often the rest is looked for again, when something was written or linked meanwhile.
const ROUNDS: usize = 5;
/// How many interrupted erasures are continued in one run.
const RESUMED_AT_ONCE: i64 = 100;

/// The people whom this process erases at this moment.
#[derive(Clone, Debug, Default)]
pub(super) struct RunningErasures(Arc<Mutex<HashSet<Uuid>>>);

impl RunningErasures {
    /// `None` when the person is being erased already.
    fn begin(&self, person: Uuid) -> Option<RunningErasure> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(person).then(|| RunningErasure {
            all: self.clone(),
            person,
        })
    }
}

/// Ends with its erasure, however that ends.
struct RunningErasure {
    all: RunningErasures,
    person: Uuid,
}

impl Drop for RunningErasure {
    fn drop(&mut self) {
        let mut running = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.person);
    }
}

/// The transaction at the end.
struct FinalErasureStep {
    person: Uuid,
    emails: Vec<Email>,
    whose: Authorship,
    /// Keyed hashes under which decisions about them are remembered.
    authors: Vec<Vec<u8>>,
}

impl Privacy {
    /// Erases a person with everything held about them. Returns how many comments became anonymous or
    /// were deleted. It is carried to its end even when the caller goes away, and after a restart.
    pub async fn erase(&self, person: Uuid, change: Change) -> Result<u64, Error> {
        let begun = self
            .db
            .write((person, change, self.clock.now()), |c, begin| {
                let (person, change, now) = *begin;
                Box::pin(begin_erasure(c, person, change, now))
            });
        begun.await?;
        let privacy = self.clone();
        let erased = tokio::spawn(async move {
            let _running = privacy.running.begin(person);
            privacy.run(person, change).await
        });
        erased.await.unwrap_or(Err(Error::Panicked))
    }

    /// Continues erasures that were interrupted. Returns how many comments they changed.
    pub async fn resume_erasures(&self) -> Result<u64, Error> {
        let begun = self
            .db
            .read((), |c, ()| Box::pin(sql::begun(c, RESUMED_AT_ONCE)));
        let mut comments = Ok(0);
        for (person, change) in begun.await? {
            let Some(_running) = self.running.begin(person) else {
                continue;
            };
            // One that fails keeps no other from being continued.
            comments = match (comments, self.run(person, change).await) {
                (Ok(sum), Ok(more)) => Ok(sum + more),
                (Err(error), _) | (_, Err(error)) => Err(error),
            };
        }
        comments
    }

    async fn run(&self, person: Uuid, change: Change) -> Result<u64, Error> {
        let mut comments = 0;
        for _ in 0..ROUNDS {
            let emails = self.people.proved(person).await?;
            let whose = self.comments.authorship(person, &emails);
            comments += self.comments.part_from(&whose, change).await?;
            let mut authors = whose.guests.clone();
            authors.extend(self.comments.person_keys(person));
            self.forget_reputation(&authors).await?;
            let last = Arc::new(FinalErasureStep {
                person,
                emails,
                whose,
                authors,
            });
            let done = self.db.write(last, |c, last| Box::pin(last.run(c))).await;
            if done? {
                self.remove_traces(person).await;
                tracing::info!(%person, comments, ?change, "a person was erased");
                return Ok(comments);
            }
        }
        Err(Error::Conflict)
    }

    /// Forgets what was decided about comments of these authors, chunk by chunk.
    async fn forget_reputation(&self, authors: &[Vec<u8>]) -> Result<(), Error> {
        let mut chunks = ChunkRunner::new(&self.db);
        loop {
            let forgotten = chunks.run(authors.to_vec(), |c, authors, rows| {
                Box::pin(Spam::forget_authors(c, authors, rows))
            });
            if forgotten.await? == 0 {
                return Ok(());
            }
        }
    }

    /// What was removed must not be found in memory or in a log of the database either.
    async fn remove_traces(&self, person: Uuid) {
        self.comments.forget_listings().await;
        match self.db.scrub().await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                %person,
                "the log of the database is in use and could not be emptied; it will be with the next writes"
            ),
            Err(error) => {
                tracing::warn!(%person, %error, "the log of the database could not be emptied");
            }
        }
    }
}

/// Records the erasure and ends the person's access.
async fn begin_erasure(
    c: &mut Conn<'_>,
    person: Uuid,
    change: Change,
    now: Timestamp,
) -> Result<(), Error> {
    // Erased by another request that was faster?
    if lock_person(c, person).await? {
        sql::begin(c, person, change, now).await?;
        end_access(c, person).await?;
    }
    Ok(())
}

impl FinalErasureStep {
    /// False when there is more by now than was looked for.
    async fn run(&self, c: &mut Conn<'_>) -> Result<bool, Error> {
        if !lock_person(c, self.person).await? {
            // Erased by another request that was faster.
            return Ok(true);
        }
        if proved_addresses(c, self.person).await? != self.emails
            || has_written(c, &self.whose).await?
        {
            return Ok(false);
        }
        // Nearly all of it is forgotten already.
        if Spam::forget_authors(c, &self.authors, ROWS_MAX).await? >= ROWS_MAX.unsigned_abs() {
            return Ok(false);
        }
        let asked = asked_addresses(c, self.person).await?;
        for email in self.emails.iter().chain(&asked) {
            event::sql::remove_to(c, email).await?;
        }
        forget_person(c, self.person, &self.emails).await?;
        Ok(true)
    }
}
