//! Comments: threads, rendering, states and transitions; `submit.rs` describes the path of a
//! submission.

pub mod api;
mod ban;
mod checks;
mod counts;
mod edit;
mod edit_token;
mod edit_transition;
mod external_checks;
mod form;
mod implicit_feedback;
mod judge;
mod own_comments;
mod person;
mod queue_limit;
mod reading;
mod recent;
mod record;
mod refusal;
mod repeat;
mod rerender;
mod retention;
pub mod sql;
mod state;
mod store;
mod submission;
mod submit;
mod thread;
mod thread_heads;
mod transition;

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use self::{reading::CommentReader, thread::is_open};
use crate::{
    clock::{Clock, Timestamp},
    db::{Db, Error, Expiration, ExpirySql, KeyColumn},
    flood::Floods,
    http::middleware::client_ip::canonical,
    limit::{LimitExceeded, LimitStatus, Limits, quotas},
    secret::{Key, KeyRing, Secrets},
    site::SiteId,
    spam::Spam,
    text::Email,
};

pub use self::{
    ban::{BanKind, BanSubject, BanTarget},
    edit_transition::{EditTransition, transition_edits},
    form::OpenedForm,
    implicit_feedback::first_id_at,
    own_comments::{EditAuthorization, OwnCommentsPage},
    person::{AuthoredComments, Authorship, PersonChange, has_comments},
    reading::{ListingKey, PageApprovals, RootOrder, ThreadFormat, ThreadPart},
    recent::RecentAnswer,
    record::{
        AuthorIdentity, AuthorView, Badge, Comment, CommentEdit, EditState, IdentityKind, ip_prefix,
    },
    refusal::Refusal,
    rerender::rerender,
    state::{Action, ActionOutcome, CommentStatus, first_status, next_status},
    submission::{
        AcceptedSubmission, CommentAuthor, FormSignals, Guest, IdempotencyKey, Submission,
    },
    submit::Admission,
    thread::{Thread, TitleChange, TitleSource},
    thread_heads::{Freshness, HeadsSnapshot, ThreadHead},
    transition::{Transition, transition},
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
    queues: queue_limit::GrownQueues,
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
const PREVIEW_BYTES_PER_UNIT: usize = 1 << 10;
/// How long the stored response to an `Idempotency-Key` is returned again.
const IDEMPOTENCY_RETENTION: std::time::Duration = std::time::Duration::from_hours(24);
/// How long the IP prefix from which a comment came is stored.
const CLIENT_RETENTION: std::time::Duration = std::time::Duration::from_hours(720);

/// How long a decision about an edit can be undone.
const EDIT_RETENTION: std::time::Duration = std::time::Duration::from_hours(720);

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
            queues: queue_limit::GrownQueues::default(),
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
        self.0.keyed_hash(&[b"person", person.as_bytes()])
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

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    #[must_use]
    pub fn spam(&self) -> &Spam {
        &self.0.spam
    }

    /// Returns the keyed hashes by which the same author is recognized, the current one first; none for
    /// a guest without an email address.
    #[must_use]
    pub fn author_keys(&self, author: &CommentAuthor) -> Vec<Vec<u8>> {
        match author {
            CommentAuthor::Person(viewer) => self.0.person_keys(viewer.person.id),
            CommentAuthor::Guest(guest) => self.0.author_keys(None, guest.email.as_ref()),
            CommentAuthor::Moderator { id, .. } => self.0.hashes(&[b"moderator", id.as_bytes()]),
        }
    }

    /// Charges the reading limit for a request that costs work but changes nothing.
    pub fn charge_reading(
        &self,
        site: &str,
        address: IpAddr,
    ) -> Result<LimitStatus, LimitExceeded> {
        let charges = [quotas::per_address(quotas::READING, address)];
        self.0.limits.check_in_process(site, &charges)
    }

    /// Charges a preview by the length of its text, since its processing time grows with it.
    pub fn charge_preview(
        &self,
        site: &str,
        address: IpAddr,
        bytes: usize,
    ) -> Result<LimitStatus, LimitExceeded> {
        let cost = u32::try_from(1 + bytes / PREVIEW_BYTES_PER_UNIT).unwrap_or(u32::MAX);
        let charge = quotas::per_address(quotas::READING, address).costing(cost);
        self.0.limits.check_in_process(site, &[charge])
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
            expired: sql::idempotency::EXPIRED,
            key: &[KeyColumn::Int, KeyColumn::Bytes, KeyColumn::Text],
            remove: sql::idempotency::EXPIRE_ONE,
        };
        let old_edits = ExpirySql::ByKey {
            expired: sql::edits::EXPIRED,
            key: &[KeyColumn::Int, KeyColumn::Uuid],
            remove: sql::edits::EXPIRE_ONE,
        };
        let networks = ExpirySql::Once(sql::EXPIRE_ADDRESSES);
        let texts = ExpirySql::Once(sql::edits::EXPIRE_TEXTS);
        vec![
            of(
                "idempotency records",
                answers,
                now.minus(IDEMPOTENCY_RETENTION),
            ),
            of(
                "networks of comments",
                networks,
                now.minus(CLIENT_RETENTION),
            ),
            of(
                "hints of bans",
                ExpirySql::Once(sql::ban::EXPIRE_HINTS),
                now,
            ),
            of("old edits", old_edits, now.minus(EDIT_RETENTION)),
            of("texts of old edits", texts, now.minus(EDIT_RETENTION)),
        ]
    }
}

/// The name of the honeypot field, which people do not see; a client that fills it is most likely a
/// bot.
pub const HONEYPOT: &str = "subject";

impl Inner {
    /// Returns a keyed hash under the current secret.
    fn keyed_hash(&self, fields: &[&[u8]]) -> Vec<u8> {
        hashed(self.person.current(), fields)
    }

    fn address_hash(&self, address: IpAddr) -> Vec<u8> {
        let address = canonical(address).to_string();
        self.keyed_hash(&[b"address", address.as_bytes()])
    }

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
