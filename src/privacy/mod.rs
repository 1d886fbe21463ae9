//! What is held about one person: export and erasure.
//!
//! Both reach what guests wrote with an address that the person has proved since. The log of
//! moderators' decisions and the bans stay: they hold ids, keyed hashes and encrypted hints alone.

pub mod api;
mod erase;
mod export;
pub mod sql;

use self::erase::RunningErasures;
pub use self::export::{Export, WrittenPages};
use crate::{clock::Clock, comment::Comments, db::Db, identity::person::People};

/// The host of exports and erasures. Clones share it.
#[derive(Clone, Debug)]
pub struct Privacy {
    db: Db,
    clock: Clock,
    people: People,
    comments: Comments,
    running: RunningErasures,
}

impl Privacy {
    #[must_use]
    pub fn new(db: Db, clock: Clock, people: People, comments: Comments) -> Self {
        Self {
            db,
            clock,
            people,
            comments,
            running: RunningErasures::default(),
        }
    }
}
