//! Comments: threads, rendering, states and transitions; `submit.rs` describes the path of a
//! submission.

pub mod api;
mod ban;
mod draft;
mod duplicates;
mod edit;
mod edit_token;
mod flood;
mod heads;
mod moderator_post;
mod outside;
mod overflow;
pub mod page;
mod page_fields;
mod person;
mod place;
mod reading;
mod recent;
mod record;
mod refusal;
pub mod render;
mod repeat;
mod rerender;
mod retention;
pub mod sql;
mod standing;
mod state;
mod steps;
mod submit;
mod title;
mod waiting;
mod writing;

use crate::http::address::canonical;
use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

pub use self::{
    ban::{BanSubject, Banned},
    edit::EditAuthorization,
    flood::OpenedForm,
    heads::{Freshness, Head, HeadsSnapshot},
    person::{Authorship, PersonChange, WrittenPage, has_written},
    place::{Transition, transition},
    reading::{ListingKey, PageApprovals, RootOrder, ThreadPart},
    recent::RecentAnswer,
    record::{
        Badge, ClientOrigin, Comment, CommentAuthor, ExampleLabel, Guest, IdempotencyRecord,
        IdentityKind, OwnedComment, PreparedSubmission, Submission, Thread, VerifiedAuthor,
        network_of,
    },
    refusal::Refusal,
    render::{plain, render},
    rerender::rerender,
    standing::first_id,
    state::{Action, CommentStatus, Move, first_status, moved},
    submit::Submitted,
    title::{TitleChange, TitleSource},
    waiting::{CommentEdit, EditMove, EditState, move_edits},
};
use self::{reading::CommentReader, record::CommentInsert};
use crate::{
    clock::{Clock, Timestamp},
    db::{Db, Error, Expiration, ExpirySql, KeyColumn},
    http,
    limit::{Limits, Outcome, quotas},
    secret::{Key, KeyRing, Secrets},
    site::{Site, SiteId},
    spam::{Floods, Spam, TokenFault},
    text::Email,
};

/// The service for comments. Clones share its state.
#[derive(Clone, Debug)]
pub struct Comments(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    limits: Arc<Limits>,
    spam: Spam,
    floods: Floods,
    reading: CommentReader,
    queues: overflow::GrownQueues,
    bans: ban::BanRules,
    /// Signs edit tokens, so that they need not be stored.
    edit: KeyRing,
    /// Hashes email addresses and IP addresses, so that they can be compared but not read.
    person: KeyRing,
    /// Encrypts the hints of bans.
    hint: KeyRing,
}

/// The number of bytes of a preview that cost one more unit of the reading limit. The slowest texts
/// take a few milliseconds per 10 KiB: at 20 units a second, one client uses a small part of one
/// processor.
const PREVIEW_TURN_BYTES: usize = 1 << 10;
/// How long the stored response to an `IdempotencyRecord-Key` is returned again.
const ANSWERS_KEPT: std::time::Duration = std::time::Duration::from_hours(24);
/// How long the IP prefix from which a comment came is stored.
const ADDRESSES_KEPT: std::time::Duration = std::time::Duration::from_hours(720);

/// How long a decision about an edit can be undone.
const EDITS_KEPT: std::time::Duration = std::time::Duration::from_hours(720);

impl Comments {
    #[must_use]
    pub fn new(
        db: Db,
        clock: Clock,
        secrets: &Secrets,
        limits: Arc<Limits>,
        spam: Spam,
        floods: Floods,
    ) -> Self {
        Self(Arc::new(Inner {
            reading: CommentReader::new(db.clone(), clock.clone()),
            queues: overflow::GrownQueues::default(),
            bans: ban::BanRules::new(db.clone(), clock.clone()),
            edit: secrets.keys("edit token"),
            person: secrets.keys("person"),
            hint: secrets.keys("ban hint"),
            db,
            clock,
            limits,
            spam,
            floods,
        }))
    }

    /// Returns keyed hashes of a guest by the typed email address: under the current secret, then under
    /// previous ones. A typed and a verified email address belong to different authors until the author
    /// verifies it.
    #[must_use]
    pub fn guest_keys(&self, email: &Email) -> Vec<Vec<u8>> {
        self.0.guest_keys(email)
    }

    /// Returns a keyed hash of a person, whichever way they signed in.
    #[must_use]
    pub fn person_key(&self, person: Uuid) -> Vec<u8> {
        hashed(self.0.person.current(), &[b"person", person.as_bytes()])
    }

    /// Returns keyed hashes of a person under the current secret, then under previous ones.
    #[must_use]
    pub fn person_keys(&self, person: Uuid) -> Vec<Vec<u8>> {
        self.0.person_keys(person)
    }

    /// Returns the keyed hashes of an IP address that are stored with submissions from it.
    #[must_use]
    pub fn address_hashes(&self, address: IpAddr) -> Vec<Vec<u8>> {
        let address = canonical(address).to_string();
        self.0.hashes(&[b"address", address.as_bytes()])
    }

    /// Returns a token for the form of a page.
    #[must_use]
    pub fn form_token(&self, site: &Site, page: &str) -> String {
        self.0.spam.issue_token(site.id, page)
    }

    /// Returns the older key of the page for which a form token was issued; `None` if it was issued for
    /// the page's current key, or not for this page.
    pub async fn older_key_of_form(
        &self,
        site: &Site,
        page: &str,
        token: &str,
    ) -> Result<Option<String>, Error> {
        let spam = &self.0.spam;
        if spam.check_token(site.id, page, Some(token)) != Err(TokenFault::Elsewhere) {
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

    /// Returns a keyed hash of the sender of a request with an `IdempotencyRecord-Key`: the session, from any
    /// IP address, or for a guest the IP address (the /64 prefix for IPv6).
    #[must_use]
    pub fn actor(&self, session: Option<Uuid>, address: IpAddr) -> Vec<u8> {
        let key = self.0.person.current();
        if let Some(session) = session {
            hashed(key, &[b"acting session", session.as_bytes()])
        } else {
            let network = http::address::network_of(address).to_string();
            hashed(key, &[b"actor", network.as_bytes()])
        }
    }

    /// Returns the keyed hashes by which the same author is recognized, the current one first; none for
    /// a guest without an email address.
    #[must_use]
    pub fn author_keys(&self, speaker: &CommentAuthor) -> Vec<Vec<u8>> {
        match speaker {
            CommentAuthor::Person(viewer) => self.0.person_keys(viewer.person.id),
            CommentAuthor::Guest(guest) => self.0.author_keys(None, guest.email.as_ref()),
            CommentAuthor::Moderator { id, .. } => self.0.hashes(&[b"moderator", id.as_bytes()]),
        }
    }

    /// Charges the reading limit for a request that costs work but changes nothing.
    pub fn take_reading_turn(&self, site: &str, address: IpAddr) -> Outcome {
        let charges = [quotas::per_address(quotas::READING, address)];
        self.0.limits.take_here(site, &charges)
    }

    /// Charges a preview by the length of its text, since its processing time grows with it.
    pub fn take_preview_turns(&self, site: &str, address: IpAddr, bytes: usize) -> Outcome {
        let turns = u32::try_from(1 + bytes / PREVIEW_TURN_BYTES).unwrap_or(u32::MAX);
        let charge = quotas::per_address(quotas::READING, address).costing(turns);
        self.0.limits.take_here(site, &[charge])
    }

    /// Drops cached versions of these threads, so that the public sees what has just been decided.
    pub fn changed(&self, threads: &[(SiteId, String)]) {
        for (site, page) in threads {
            self.0.reading.forget(*site, page);
        }
    }

    /// Handles a failed change: one whose commit was not confirmed may be stored, so no thread may be
    /// served as last known.
    pub fn note_failed_change(&self, error: &Error) {
        if matches!(error, Error::Uncertain) {
            self.0.reading.forget_all();
        }
    }

    fn note_refused_change(&self, refusal: &Refusal) {
        if let Refusal::Db(error) = refusal {
            self.note_failed_change(error);
        }
    }

    /// Returns the parts of submissions that are stored for a limited time.
    #[must_use]
    pub fn expirations(now: Timestamp) -> Vec<Expiration> {
        let of = |what, sql, bound: Timestamp| Expiration {
            what,
            sql,
            bound: bound.0,
        };
        let answers = ExpirySql::ByKey {
            expired: sql::EXPIRED_ANSWERS,
            key: &[KeyColumn::Int, KeyColumn::Bytes, KeyColumn::Text],
            remove: sql::EXPIRE_ANSWER,
        };
        let old_edits = ExpirySql::ByKey {
            expired: sql::edits::EXPIRED,
            key: &[KeyColumn::Int, KeyColumn::Uuid],
            remove: sql::edits::EXPIRE_ONE,
        };
        let networks = ExpirySql::Once(sql::EXPIRE_ADDRESSES);
        let texts = ExpirySql::Once(sql::edits::EXPIRE_TEXTS);
        vec![
            of("idempotency records", answers, now.minus(ANSWERS_KEPT)),
            of("networks of comments", networks, now.minus(ADDRESSES_KEPT)),
            of("hints of bans", ExpirySql::Once(sql::EXPIRE_HINTS), now),
            of("old edits", old_edits, now.minus(EDITS_KEPT)),
            of("texts of old edits", texts, now.minus(EDITS_KEPT)),
        ]
    }
}

impl Inner {
    fn hashes(&self, fields: &[&[u8]]) -> Vec<Vec<u8>> {
        let keys = self.person.for_lookup(self.clock.now());
        keys.map(|key| hashed(key, fields)).collect()
    }

    fn guest_keys(&self, email: &Email) -> Vec<Vec<u8>> {
        self.hashes(&[b"guest", email.normal().as_bytes()])
    }

    fn person_keys(&self, person: Uuid) -> Vec<Vec<u8>> {
        self.hashes(&[b"person", person.as_bytes()])
    }

    /// Returns the author keys of a comment, the current one first; none for a guest without an email
    /// address.
    fn author_keys(&self, person: Option<Uuid>, email: Option<&Email>) -> Vec<Vec<u8>> {
        match (person, email) {
            (Some(person), _) => self.person_keys(person),
            (None, Some(email)) => self.guest_keys(email),
            (None, None) => Vec::new(),
        }
    }
}

/// Returns the first 16 bytes of a keyed hash.
fn hashed(key: &Key, fields: &[&[u8]]) -> Vec<u8> {
    key.mac(fields)[..16].to_vec()
}

/// Returns whether a thread is open for new comments.
fn is_open(site: &Site, thread: Option<&Thread>, now: Timestamp) -> bool {
    thread.is_none_or(|thread| {
        let days = site.policy.close_after_days.map(u64::from);
        thread.open
            && days.is_none_or(|days| now.since(thread.created_at).as_secs() < days * 86_400)
    })
}
