//! Export and erasure of the data stored about one person.
//!
//! Both include comments written as a guest with an email address that the person has verified since.
//! The log of moderators' decisions and the bans stay: they contain only ids, keyed hashes and
//! encrypted hints.

pub(crate) mod api;
mod erase;
mod export;
pub(crate) mod sql;

use self::erase::RunningErasures;
pub(crate) use self::export::{Export, WrittenPages};
use crate::{clock::Clock, comment::Comments, commenter::People, db::Db};

/// The service for exports and erasures. Clones share the state.
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
