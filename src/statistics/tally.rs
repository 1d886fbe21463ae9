//! Numbers of comments that are not counted each time: the table `comment_tally`, and the changes since it was last
//! updated.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::sql::{self, TallyKey};
use crate::db::{ChunkRunner, Conn, Db, Error};

/// The largest number of changes that are added up together.
const STEP: i64 = 2_000;

/// Adds the changes up, in short transactions. Returns their number.
pub(crate) async fn add_up(db: &Db) -> Result<u64, Error> {
    let (mut total, mut chunks) = (0, ChunkRunner::new(db));
    while db.read((), |c, ()| Box::pin(sql::has_changes(c))).await? {
        let added = chunks.run((), |c, (), _| Box::pin(add_up_next(c))).await?;
        // Another process adds the rest.
        if added == 0 {
            break;
        }
        total += added;
    }
    Ok(total)
}

async fn add_up_next(c: &mut Conn<'_>) -> Result<u64, Error> {
    let changes = sql::changes(c, STEP).await?;
    let mut sums = BTreeMap::<TallyKey, i64>::new();
    let mut ids = Vec::<Uuid>::new();
    for (id, key, change) in changes {
        *sums.entry(key).or_default() += change;
        ids.push(id);
    }
    // In the order of the key, so that two processes never wait for each other.
    for (key, change) in sums.iter().filter(|(_, change)| **change != 0) {
        sql::change_tally(c, key, *change)?;
    }
    sql::remove_changes(c, &ids)?;
    Ok(ids.len() as u64)
}
