//! The story of an erasure: comments first, then everything else together, then the traces.
//!
//! The person goes last, so that an erasure that was interrupted can be asked for again.

use std::sync::Arc;

use uuid::Uuid;

use super::Privacy;
use crate::{
    comment::{Authorship, Change, has_written},
    db::{Conn, Error},
    event,
    identity::person::{asked_addresses, forget_person, lock_person, proved_addresses},
    spam::Spam,
    text::Email,
};

/// How often the rest is looked for again, when something was written or linked meanwhile.
const ROUNDS: usize = 5;

/// The transaction at the end.
struct Last {
    person: Uuid,
    emails: Vec<Email>,
    whose: Authorship,
    /// Keyed hashes under which decisions about them are remembered.
    authors: Vec<Vec<u8>>,
}

impl Privacy {
    /// Erases a person with everything held about them; how many comments became anonymous or were
    /// deleted. It is carried to its end even when nobody waits for the answer any more.
    pub async fn erase(&self, person: Uuid, change: Change) -> Result<u64, Error> {
        let privacy = self.clone();
        let erased = tokio::spawn(async move { privacy.run(person, change).await });
        erased.await.unwrap_or(Err(Error::Panicked))
    }

    async fn run(&self, person: Uuid, change: Change) -> Result<u64, Error> {
        let mut comments = 0;
        for _ in 0..ROUNDS {
            let emails = self.people.proved(person).await?;
            let whose = self.comments.authorship(person, &emails);
            comments += self.comments.part_from(&whose, change).await?;
            let mut authors = whose.guests.clone();
            authors.extend(self.comments.person_keys(person));
            let last = Arc::new(Last {
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

impl Last {
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
        Spam::forget_authors(c, &self.authors).await?;
        let asked = asked_addresses(c, self.person).await?;
        for email in self.emails.iter().chain(&asked) {
            event::sql::remove_to(c, email).await?;
        }
        forget_person(c, self.person, &self.emails).await?;
        Ok(true)
    }
}
