//! Erases one person.
//!
//! The first transaction records the erasure and ends all sessions; the comments follow in short
//! transactions, and the last transaction deletes the person with all other data. A server continues an
//! interrupted erasure, because the person cannot sign in to request it again.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::{Privacy, sql};
use crate::{
    clock::Timestamp,
    comment::{Authorship, PersonChange, has_comments, sql as comment_sql},
    commenter::{
        delete_person, emails_of_pending_codes, lock_person, revoke_access, verified_emails,
    },
    db::{ChunkRunner, Conn, Error, ROWS_MAX},
    outbox,
    spam::Spam,
    text::Email,
};

/// How often the remaining data is searched again if something was written or linked meanwhile.
const ROUNDS: usize = 5;
/// The maximum number of interrupted erasures continued in one run.
const RESUMED_MAX: i64 = 100;

/// The people whom this process is erasing.
#[derive(Clone, Debug, Default)]
pub(super) struct RunningErasures(Arc<Mutex<HashSet<Uuid>>>);

impl RunningErasures {
    /// Registers an erasure; `None` if the person is already being erased.
    fn begin(&self, person: Uuid) -> Option<RunningErasure> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(person).then(|| RunningErasure {
            all: self.clone(),
            person,
        })
    }
}

/// Unregisters the erasure on drop, however it ends.
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

/// The last transaction of an erasure.
struct FinalErasureStep {
    person: Uuid,
    emails: Vec<Email>,
    authorship: Authorship,
    /// Keyed hashes under which decisions about the author are stored.
    authors: Vec<Vec<u8>>,
}

impl Privacy {
    /// Erases a person with all data. Returns the number of comments that were anonymized or deleted.
    /// The erasure is completed even if the caller is canceled or the server restarts.
    pub async fn erase(&self, person: Uuid, change: PersonChange) -> Result<u64, Error> {
        let pending = self
            .db
            .write((person, change, self.clock.now()), |c, begin| {
                let (person, change, now) = *begin;
                Box::pin(begin_erasure(c, person, change, now))
            });
        pending.await?;
        let privacy = self.clone();
        let erased = tokio::spawn(async move {
            let _running = privacy.running.begin(person);
            privacy.run(person, change).await
        });
        erased.await.unwrap_or(Err(Error::Panicked))
    }

    /// Continues interrupted erasures. Returns the number of comments changed.
    pub async fn resume_erasures(&self) -> Result<u64, Error> {
        let pending = self
            .db
            .read((), |c, ()| Box::pin(sql::pending(c, RESUMED_MAX)));
        let mut comments = Ok(0);
        for (person, change) in pending.await? {
            let Some(_running) = self.running.begin(person) else {
                continue;
            };
            // An erasure that fails does not prevent the others from being continued.
            comments = match (comments, self.run(person, change).await) {
                (Ok(sum), Ok(more)) => Ok(sum + more),
                (Err(error), _) | (_, Err(error)) => Err(error),
            };
        }
        comments
    }

    async fn run(&self, person: Uuid, change: PersonChange) -> Result<u64, Error> {
        let mut comments = 0;
        for _ in 0..ROUNDS {
            let emails = self.people.verified_emails(person).await?;
            let authorship = self.comments.authorship(person, &emails);
            comments += self
                .comments
                .change_comments_of(&authorship, change)
                .await?;
            let mut authors = authorship.guests.clone();
            authors.extend(self.comments.hasher().person(person));
            self.delete_author_records(&authors).await?;
            let last = Arc::new(FinalErasureStep {
                person,
                emails,
                authorship,
                authors,
            });
            let is_complete = self.db.write(last, |c, last| Box::pin(last.run(c))).await;
            if is_complete? {
                self.remove_traces(person).await;
                tracing::info!(%person, comments, ?change, "person erased");
                return Ok(comments);
            }
        }
        Err(Error::Conflict)
    }

    /// Deletes the records of decisions about comments of these authors, chunk by chunk.
    async fn delete_author_records(&self, authors: &[Vec<u8>]) -> Result<(), Error> {
        let mut chunks = ChunkRunner::new(&self.db);
        loop {
            let deleted = chunks.run(authors.to_vec(), |c, authors, rows| {
                Box::pin(Spam::delete_author_fingerprints(c, authors, rows))
            });
            if deleted.await? == 0 {
                return Ok(());
            }
        }
    }

    /// Removes deleted data from caches and from the write-ahead log of the database.
    async fn remove_traces(&self, person: Uuid) {
        self.comments.forget_listings().await;
        match self.db.scrub().await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                %person,
                "write-ahead log in use, not truncated; the next writes truncate it"
            ),
            Err(error) => {
                tracing::warn!(%person, %error, "write-ahead log could not be truncated");
            }
        }
    }
}

/// Records the erasure and ends the person's access.
async fn begin_erasure(
    c: &mut Conn<'_>,
    person: Uuid,
    change: PersonChange,
    now: Timestamp,
) -> Result<(), Error> {
    // The person may have been erased by a concurrent request.
    if lock_person(c, person).await? {
        sql::begin(c, person, change, now).await?;
        revoke_access(c, person).await?;
    }
    Ok(())
}

impl FinalErasureStep {
    /// Returns `false` if more data has appeared than was searched for.
    async fn run(&self, c: &mut Conn<'_>) -> Result<bool, Error> {
        if !lock_person(c, self.person).await? {
            // Already erased by a concurrent request.
            return Ok(true);
        }
        if verified_emails(c, self.person).await? != self.emails
            || has_comments(c, &self.authorship).await?
        {
            return Ok(false);
        }
        // Most of these records are already deleted.
        if Spam::delete_author_fingerprints(c, &self.authors, ROWS_MAX).await?
            >= ROWS_MAX.unsigned_abs()
        {
            return Ok(false);
        }
        comment_sql::person::delete_notes(c, &self.authors).await?;
        let requested = emails_of_pending_codes(c, self.person).await?;
        for email in self.emails.iter().chain(&requested) {
            outbox::sql::delete_mails_to(c, email).await?;
        }
        delete_person(c, self.person, &self.emails).await?;
        Ok(true)
    }
}
