//! What is kept of people for a while only.

use super::{CODE_LIFE, PERSON_IDLE, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
};

/// Removes sessions that have ended, whatever was begun and not ended in time, and people who came
/// and never wrote; how many rows.
pub async fn forget(c: &mut Conn<'_>, now: Timestamp) -> Result<u64, Error> {
    let sessions = sql::forget_sessions(c, now, now.minus(PERSON_IDLE)).await?;
    let begun = sql::begun::forget(
        c,
        now.minus(CODE_LIFE),
        now.minus(super::SIGN_IN_LIFE),
        now.minus(super::MAIL_LIFE),
    );
    let rows = sessions + begun.await?;
    let idle = sql::forget_idle(c, now.minus(super::KEPT_IDLE));
    Ok(rows + idle.await?)
}
