//! The comments: threads, rendering, the states and their moves; `submit.rs` tells the story of a post.

pub mod api;
mod ban;
mod draft;
mod duplicates;
mod edit;
mod flood;
mod markup;
mod moderator_post;
mod nesting;
mod outside;
pub mod page;
mod person;
mod place;
mod reading;
mod record;
mod refusal;
pub mod render;
mod repeat;
pub mod sql;
mod standing;
mod state;
mod steps;
mod submit;

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

pub use self::{
    ban::{Banned, Subject as BanSubject},
    edit::Proof,
    flood::OpenedForm,
    person::{Authorship, Change, has_written},
    place::{Moving, transition},
    reading::{Head, ListingKey, Order},
    record::{
        Badge, Client, Draft, Guest, Idempotency, Kind, Own, Post, Proved, Speaker, Stored, Taught,
        Thread, network_of,
    },
    refusal::Refusal,
    render::{plain, render},
    standing::first_id,
    state::{Action, Move, Status, first_status, moved},
    submit::Submitted,
};
use self::{reading::Reading, record::NewComment};
use crate::{
    clock::{Clock, Timestamp},
    db::{Conn, Db, Error},
    http,
    limit::{Limits, Outcome, quotas},
    secret::{Key, Secret},
    site::{Site, SiteId},
    spam::{BadToken, Floods, Spam},
    text::Email,
};

/// The host of the comments. Clones share it.
#[derive(Clone, Debug)]
pub struct Comments(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    limits: Arc<Limits>,
    spam: Spam,
    floods: Floods,
    reading: Reading,
    bans: ban::Bans,
    /// Signs edit tokens, so that they need not be kept at all.
    edit: Key,
    /// Hashes mail addresses and network addresses, so that they can be compared but not read.
    person: Key,
}

/// For how long the first answer to an `Idempotency-Key` is given again.
const ANSWERS_KEPT: std::time::Duration = std::time::Duration::from_hours(24);
/// For how long it is known from which network a comment came.
const ADDRESSES_KEPT: std::time::Duration = std::time::Duration::from_hours(720);

impl Comments {
    #[must_use]
    pub fn new(
        db: Db,
        clock: Clock,
        secret: &Secret,
        limits: Arc<Limits>,
        spam: Spam,
        floods: Floods,
    ) -> Self {
        Self(Arc::new(Inner {
            reading: Reading::new(db.clone(), clock.clone()),
            bans: ban::Bans::new(db.clone(), clock.clone()),
            edit: secret.key("edit token"),
            person: secret.key("person"),
            db,
            clock,
            limits,
            spam,
            floods,
        }))
    }

    /// A keyed hash of a guest, by the address that they typed. A typed address and a proved one are
    /// different people until the typist proves it.
    #[must_use]
    pub fn guest_key(&self, email: &Email) -> Vec<u8> {
        self.0.person.mac(&[b"guest", email.normal().as_bytes()])[..16].to_vec()
    }

    /// A keyed hash of a person, however they signed in.
    #[must_use]
    pub fn person_key(&self, person: Uuid) -> Vec<u8> {
        self.0.person.mac(&[b"person", person.as_bytes()])[..16].to_vec()
    }

    /// The keyed hash of an address that is kept with what was sent from it.
    #[must_use]
    pub fn address_hash(&self, address: IpAddr) -> Vec<u8> {
        self.0.address_hash(address)
    }

    /// A token for the form of a page.
    #[must_use]
    pub fn form_token(&self, site: &Site, page: &str) -> String {
        self.0.spam.issue_token(site.id, page)
    }

    /// The older key of the page that a form token was issued for; `None` when it was issued for the
    /// page's own key, or for none of this page.
    pub async fn older_key_of_form(
        &self,
        site: &Site,
        page: &str,
        token: &str,
    ) -> Result<Option<String>, Error> {
        let spam = &self.0.spam;
        if spam.check_token(site.id, page, Some(token)) != Err(BadToken::Elsewhere) {
            return Ok(None);
        }
        let input = (site.id, page.to_owned());
        let aliases = self.0.db.read(input, |c, (site, page)| {
            Box::pin(sql::aliases(c, *site, page))
        });
        let issued_for = |key: &String| spam.check_token(site.id, key, Some(token)).is_ok();
        Ok(aliases.await?.into_iter().find(issued_for))
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    #[must_use]
    pub fn spam(&self) -> &Spam {
        &self.0.spam
    }

    /// A keyed hash of the sender of a request with an `Idempotency-Key`: the session, from any IP
    /// address, or the IP address (of IPv6 the /64) of a guest.
    #[must_use]
    pub fn actor(&self, session: Option<Uuid>, address: IpAddr) -> Vec<u8> {
        let hash = if let Some(session) = session {
            self.0.person.mac(&[b"acting session", session.as_bytes()])
        } else {
            let network = http::address::network_of(address).to_string();
            self.0.person.mac(&[b"actor", network.as_bytes()])
        };
        hash[..16].to_vec()
    }

    /// The keyed hash by which the same author is recognized; `None` for a guest without an email
    /// address.
    #[must_use]
    pub fn author_key(&self, speaker: &Speaker) -> Option<Vec<u8>> {
        match speaker {
            Speaker::Person(viewer) => Some(self.person_key(viewer.person.id)),
            Speaker::Guest(guest) => guest.email.as_ref().map(|email| self.guest_key(email)),
            Speaker::Moderator { id, .. } => {
                Some(self.0.person.mac(&[b"moderator", id.as_bytes()])[..16].to_vec())
            }
        }
    }

    /// Takes a turn for what costs work but changes nothing.
    pub fn take_reading_turn(&self, site: &str, address: IpAddr) -> Outcome {
        let charges = [quotas::per_address(quotas::READING, address)];
        self.0.limits.take_here(site, &charges)
    }

    /// The public must see what has just been decided about these threads.
    pub fn changed(&self, threads: &[(SiteId, String)]) {
        for (site, page) in threads {
            self.0.reading.forget(*site, page);
        }
    }

    /// Forgets what is kept for a while only, and teaches what stood for long; how many rows.
    pub async fn upkeep(&self) -> Result<u64, Error> {
        let now = self.0.clock.now();
        let forgotten = self
            .0
            .db
            .write((self.0.spam.clone(), now), |c, (spam, now)| {
                Box::pin(forget(c, spam, *now))
            })
            .await?;
        Ok(forgotten + self.teach_standing(now).await?)
    }
}

async fn forget(c: &mut Conn<'_>, spam: &Spam, now: Timestamp) -> Result<u64, Error> {
    let rows = sql::forget(c, now.minus(ANSWERS_KEPT), now.minus(ADDRESSES_KEPT)).await?;
    Ok(rows + spam.forget(c, now).await?)
}

/// Is a thread open for new comments?
fn is_open(site: &Site, thread: Option<&Thread>, now: Timestamp) -> bool {
    thread.is_none_or(|thread| {
        let days = site.policy.close_after_days.map(u64::from);
        thread.open
            && days.is_none_or(|days| now.since(thread.created_at).as_secs() < days * 86_400)
    })
}
