//! What is held about one person: export and erasure.
//!
//! Both reach what guests wrote with an address that the person has proved since. The log of
//! moderators' decisions and the bans stay: they hold ids, keyed hashes and encrypted hints alone.

pub mod api;
mod erase;
mod export;

pub use self::export::Export;
use crate::{comment::Comments, db::Db, identity::person::People};

/// The host of exports and erasures. Clones share it.
#[derive(Clone, Debug)]
pub struct Privacy {
    db: Db,
    people: People,
    comments: Comments,
}

impl Privacy {
    #[must_use]
    pub const fn new(db: Db, people: People, comments: Comments) -> Self {
        Self {
            db,
            people,
            comments,
        }
    }
}
