//! Moderation: the queue, decisions and undo, the log, bans, administration.

pub(crate) mod api;
mod apply;
mod author_notes;
mod ban;
mod batch;
mod comment_edit;
mod context;
mod decide;
mod decision;
mod filter;
mod log;
mod queue;
mod report;
mod search;
pub(crate) mod sql;
mod undo;

use uuid::Uuid;

pub(crate) use self::{
    author_notes::{AuthorNote, NOTES_MAX, NoteRefusal},
    ban::{BanOrder, BanRecord},
    comment_edit::{EDIT, ModeratorEdit, ModeratorEditRefusal},
    decide::SELECTION_MAX,
    decision::{BatchProgress, Decided, Decision, Selection, Skip},
    filter::{CommentFilter, KeyOrder, QueueSort, StatusFilter},
    log::{
        AccountLogLine, LogFilter, LogLine, LogRecord, REMOVE_SITE, SET_NOTICES, SiteRemovalLine,
        ThreadLogLine,
    },
    queue::{AuthorOutcomes, QueueQuery, QueuedComment},
    undo::UndoRefusal,
};
use crate::{
    ban::BanIndex,
    clock::Clock,
    comment::Comments,
    db::{Db, Error},
    spam::Trainer,
    statistics::{self, SiteStatistics, StatisticsQuery},
};

/// The moderation service. Clones share the state.
#[derive(Clone, Debug)]
pub struct Moderation {
    db: Db,
    clock: Clock,
    comments: Comments,
    bans: BanIndex,
    trainer: Trainer,
}

/// The moderator who takes an action, as stored in the log.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: Uuid,
    pub login: String,
}

impl Moderation {
    #[must_use]
    pub fn new(db: Db, clock: Clock, comments: Comments, bans: BanIndex, trainer: Trainer) -> Self {
        Self {
            db,
            clock,
            comments,
            bans,
            trainer,
        }
    }

    /// Returns the statistics of several sites together.
    pub async fn statistics(&self, query: StatisticsQuery) -> Result<SiteStatistics, Error> {
        // Refusals are counted in memory and written with a delay.
        self.trainer.write_refusals().await;
        self.db
            .read_long(query, |c, query| Box::pin(statistics::read(c, query)))
            .await
    }
}
