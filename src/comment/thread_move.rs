//! Moves the thread of a page to another page key, for example after a post got another URL.
//!
//! If the new key has no thread, the thread gets this key. Otherwise its comments move to the thread that has it:
//! whole conversations, in short transactions. From the first transaction on, that thread answers for both keys.
//! Submissions and the transactions of a move exclude each other ([`lock_out_moves`]), so that no comment is stored
//! in a thread that is about to be removed. A server continues an interrupted move.

use std::{collections::BTreeSet, sync::Arc};

use uuid::Uuid;

use super::{
    Comments, Thread, ThreadAction,
    record::STEP,
    sql::{self, thread_change as log, thread_move as statements},
};
use crate::{
    clock::Clock,
    db::{ChunkRunner, Conn, Db, Error},
    site::SiteId,
    text::Page,
};

/// Distinguishes the lock of a site's moves from other locks.
const MOVES: i64 = 0x6d6f_7665_0000_0000;

/// The maximum number of interrupted moves continued in one run.
const RESUMED_MAX: i64 = 100;

/// Who moves a thread.
#[derive(Clone, Debug)]
pub(crate) enum MovedBy {
    Moderator { id: Uuid, login: String },
    CommandLine,
}

/// A thread to move.
#[derive(Clone, Debug)]
pub(crate) struct ThreadMove {
    pub site: SiteId,
    pub from: Page,
    pub to: Page,
    pub by: MovedBy,
}

/// Why a thread was not moved.
#[derive(Debug)]
pub(crate) enum MoveRefusal {
    /// Neither page has a thread.
    NoSuchThread,
    Db(Error),
}

impl From<Error> for MoveRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

/// Prevents threads of the site from being moved until the transaction ends. Must come before the thread is read.
pub(crate) fn lock_out_moves(c: &mut Conn<'_>, site: SiteId) -> Result<(), Error> {
    c.lock_shared(MOVES ^ site)
}

impl Comments {
    /// Moves a thread. Returns the thread that answers for both pages.
    pub(crate) async fn move_thread(&self, wanted: ThreadMove) -> Result<Thread, MoveRefusal> {
        let (site, to) = (wanted.site, wanted.to.clone());
        let comments = self.clone();
        // A separate task, so that the move continues if the client disconnects.
        let run = tokio::spawn(async move {
            let inner = &comments.0;
            let moved = move_thread(&inner.db, &inner.clock, wanted, |_| {
                inner.reading.forget_all();
            });
            let moved = moved.await;
            // Also the heads of older keys.
            inner.reading.forget_all();
            moved
        });
        run.await.map_err(|_| Error::Panicked)??;
        let found = self.0.db.read((site, to), |c, (site, to)| {
            Box::pin(sql::find_thread(c, *site, to.as_str()))
        });
        found.await?.ok_or(MoveRefusal::NoSuchThread)
    }

    /// Continues interrupted moves. Returns the number of comments moved.
    pub async fn resume_moves(&self) -> Result<u64, Error> {
        let unfinished = self
            .0
            .db
            .read((), |c, ()| Box::pin(statements::unfinished(c, RESUMED_MAX)));
        let mut count = 0;
        for (site, thread) in unfinished.await? {
            count +=
                move_comments(&self.0.db, site, thread, |_| self.0.reading.forget_all()).await?;
        }
        Ok(count)
    }
}

/// Moves a thread, and calls `progress` with the number of comments of each transaction. Returns the number of
/// comments that moved to another thread.
pub(crate) async fn move_thread(
    db: &Db,
    clock: &Clock,
    wanted: ThreadMove,
    mut progress: impl FnMut(u64),
) -> Result<u64, MoveRefusal> {
    let site = wanted.site;
    let input = Arc::new((wanted, clock.clone()));
    let begun = db.write(input, |c, input| Box::pin(begin(c, &input.0, &input.1)));
    let merged: Option<Uuid> = begun.await?;
    progress(0);
    match merged {
        Some(from) => Ok(move_comments(db, site, from, progress).await?),
        None => Ok(0),
    }
}

/// The first transaction: from its end on, one thread answers for both pages. Returns the other thread, whose comments
/// are to be moved.
async fn begin(
    c: &mut Conn<'_>,
    wanted: &ThreadMove,
    clock: &Clock,
) -> Result<Option<Uuid>, MoveRefusal> {
    let site = wanted.site;
    c.lock(MOVES ^ site)?;
    let (from_key, to_key) = (wanted.from.as_str(), wanted.to.as_str());
    let from = sql::find_thread(c, site, from_key).await?;
    let to = sql::find_thread(c, site, to_key).await?;
    let (action, thread, merged) = match (from, to) {
        (None, None) => return Err(MoveRefusal::NoSuchThread),
        (None, Some(to)) => {
            statements::add_alias(c, site, from_key, to.id).await?;
            (ThreadAction::Alias, to.id, None)
        }
        (Some(from), Some(to)) if from.id == to.id && to.page == to_key => {
            // It was moved before.
            return Ok(None);
        }
        (Some(from), Some(to)) if from.id != to.id => {
            let hidden = hidden_key(from.id);
            statements::lock_both(c, site, [from.id, to.id])?;
            statements::detach(c, site, (from.id, &hidden), to.id).await?;
            for key in [&*from.page, from_key] {
                statements::add_alias(c, site, key, to.id).await?;
            }
            (ThreadAction::Move, to.id, Some(from.id))
        }
        // The key is free, or an older one of the thread itself.
        (Some(from), _) => {
            sql::lock_thread(c, site, from.id)?;
            statements::remove_alias(c, site, to_key).await?;
            statements::rename(c, (site, from.id), to_key, clock.id()).await?;
            sql::name_threads(c, site, &[from.id])?;
            let earlier = [&*from.page, from_key]
                .into_iter()
                .filter(|key| *key != to_key);
            for key in earlier {
                statements::add_alias(c, site, key, from.id).await?;
            }
            (ThreadAction::Move, from.id, None)
        }
    };
    let line = log::ThreadLine {
        site,
        id: clock.id(),
        thread,
        page: to_key,
        moderator: match &wanted.by {
            MovedBy::Moderator { id, login } => Some((*id, login)),
            MovedBy::CommandLine => None,
        },
        action,
        from: Some(from_key),
        to: Some(to_key),
        at: clock.now(),
    };
    log::log(c, &line)?;
    statements::mark_moved(c, site, thread, line.at)?;
    Ok(merged)
}

/// Returns a key that no page has, since keys contain no control characters.
fn hidden_key(thread: Uuid) -> String {
    format!("\u{1}{thread}")
}

/// Moves the comments of a merged thread, and then removes it.
async fn move_comments(
    db: &Db,
    site: SiteId,
    from: Uuid,
    mut progress: impl FnMut(u64),
) -> Result<u64, Error> {
    let mut count = 0;
    let mut chunks = ChunkRunner::new(db);
    loop {
        let moved = chunks.run((site, from), |c, (site, from), rows| {
            Box::pin(move_chunk(c, *site, *from, rows))
        });
        let Some(moved) = moved.await? else {
            return Ok(count);
        };
        progress(moved);
        count += moved;
    }
}

/// Moves some conversations. Returns `None` after the last ones, when the thread is removed.
async fn move_chunk(
    c: &mut Conn<'_>,
    site: SiteId,
    from: Uuid,
    rows: i64,
) -> Result<Option<u64>, Error> {
    c.lock(MOVES ^ site)?;
    let Some(to) = statements::target(c, site, from).await? else {
        // Another process has moved the rest.
        return Ok(None);
    };
    statements::lock_both(c, site, [from, to])?;
    let comments = first_conversations(c, site, from, rows).await?;
    if comments.is_empty() {
        statements::remove(c, site, from).await?;
        return Ok(None);
    }
    let approved = statements::move_comments(c, site, &comments, to).await?;
    // The count of the other thread is shown nowhere.
    sql::change_threads(c, site, &[to], approved)?;
    sql::name_threads(c, site, &[to])?;
    Ok(Some(comments.len() as u64))
}

/// Returns the comments of the conversations to which the first `rows` comments of a thread belong.
async fn first_conversations(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    rows: i64,
) -> Result<Vec<Uuid>, Error> {
    let paths = statements::first_paths(c, site, thread, rows).await?;
    let roots = paths
        .iter()
        .filter_map(|path| Uuid::from_slice(path.get(..STEP)?).ok());
    let mut level = roots
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>();
    let mut all = Vec::new();
    while !level.is_empty() {
        let replies = statements::replies(c, site, thread, &level).await?;
        all.append(&mut level);
        level = replies;
    }
    Ok(all)
}
