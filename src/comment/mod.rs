//! Comments as they are stored: threads, states and transitions, reading.

pub(crate) mod api;
mod around;
mod author_hasher;
mod counts;
mod edit_transition;
mod implicit_feedback;
mod person;
mod queue_limit;
mod reading;
mod recent;
mod record;
mod rerender;
mod retention;
mod revision;
pub(crate) mod sql;
mod state;
mod thread;
mod thread_change;
mod thread_heads;
mod thread_list;
mod thread_move;
mod transition;
mod written;

use std::{net::IpAddr, sync::Arc};

use self::reading::CommentReader;
use crate::{
    clock::{Clock, Timestamp},
    db::{Db, Error, Expiration, ExpirySql, KeyColumn},
    limit::{LimitExceeded, LimitStatus, Limits, quotas},
    secret::Secrets,
    site::SiteId,
    spam::Spam,
};

pub(crate) use self::{
    author_hasher::AuthorHasher,
    counts::{add, replace_text, update_counts},
    edit_transition::{EditTransition, transition_edits},
    implicit_feedback::first_id_at,
    person::{AuthoredComments, Authorship, NoteAbout, has_comments},
    reading::{PageApprovals, ThreadFormat, ThreadPart},
    recent::RecentAnswer,
    record::{
        AuthorIdentity, AuthorView, Badge, Comment, CommentEdit, EditState, IdentityKind,
        reply_path,
    },
    rerender::rerender,
    revision::{CommentRevision, revise},
    state::{Action, ActionOutcome, CommentStatus, next_status},
    thread::{Thread, ThreadState, TitleSource, state_of},
    thread_change::{ThreadAction, ThreadChanges, ThreadPatch, ThreadRefusal},
    thread_heads::{Freshness, HeadsSnapshot},
    thread_list::{LastComment, ListedThread},
    thread_move::{MoveRefusal, MovedBy, ThreadMove, lock_out_moves, move_thread},
    transition::{Transition, transition},
};
pub use self::{
    person::PersonChange,
    reading::{ListingKey, RootOrder},
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
    reading: CommentReader,
    queues: queue_limit::GrownQueues,
    hasher: AuthorHasher,
}

/// How long the stored response to an `Idempotency-Key` is returned again.
pub(crate) const IDEMPOTENCY_RETENTION: std::time::Duration = std::time::Duration::from_hours(24);
/// How long the IP prefix from which a comment came is stored.
const CLIENT_RETENTION: std::time::Duration = std::time::Duration::from_hours(720);

/// How long a decision about an edit can be undone.
const EDIT_RETENTION: std::time::Duration = std::time::Duration::from_hours(720);

impl Comments {
    #[must_use]
    pub fn new(db: Db, clock: Clock, secrets: &Secrets, limits: Arc<Limits>, spam: Spam) -> Self {
        Self(Arc::new(Inner {
            reading: CommentReader::new(db.clone(), clock.clone()),
            queues: queue_limit::GrownQueues::default(),
            hasher: AuthorHasher::new(secrets, clock.clone()),
            db,
            clock,
            limits,
            spam,
        }))
    }

    #[must_use]
    pub fn spam(&self) -> &Spam {
        &self.0.spam
    }

    /// Returns what hashes authors and IP addresses as they are stored with comments.
    #[must_use]
    pub fn hasher(&self) -> &AuthorHasher {
        &self.0.hasher
    }

    /// Charges `cost` units of the reading limit for a request that costs work but changes nothing.
    pub fn charge_reading(
        &self,
        site: &str,
        address: IpAddr,
        cost: usize,
    ) -> Result<LimitStatus, LimitExceeded> {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        let charge = quotas::per_address(quotas::READING, address).costing(cost);
        self.0.limits.check_in_process(site, &[charge])
    }

    /// Drops cached versions of these threads, so that the public sees what has just been decided.
    pub fn changed(&self, threads: &[(SiteId, String)]) {
        for (site, page) in threads {
            self.page_changed(*site, page);
        }
    }

    /// Drops the cached version of the thread of this page.
    pub fn page_changed(&self, site: SiteId, page: &str) {
        self.0.reading.forget(site, page);
    }

    /// Handles a failed change: one whose commit was not confirmed may be stored, so no thread may be
    /// served as last known.
    pub fn note_failed_change(&self, error: &Error) {
        if matches!(error, Error::Uncertain) {
            self.0.reading.forget_all();
        }
    }

    /// Returns the parts of comments that are stored for a limited time.
    #[must_use]
    pub fn expirations(now: Timestamp) -> Vec<Expiration> {
        let of = |what, sql, bound: Timestamp| Expiration {
            what,
            sql,
            bound: bound.0,
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
                "networks of comments",
                networks,
                now.minus(CLIENT_RETENTION),
            ),
            of("old edits", old_edits, now.minus(EDIT_RETENTION)),
            of("texts of old edits", texts, now.minus(EDIT_RETENTION)),
        ]
    }
}
