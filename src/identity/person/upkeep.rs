//! What is kept of people for a while only.

use std::time::Duration;

use super::{CODE_LIFE, PERSON_IDLE, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
};

/// Upkeep that comes at least so often finds everybody who is due.
const UPKEEP: Duration = Duration::from_hours(30 * 24);

/// Removes sessions that have ended, whatever was begun and not ended in time, networks that were not
/// used for long, and people who came and never wrote; how many rows.
pub async fn forget(c: &mut Conn<'_>, now: Timestamp) -> Result<u64, Error> {
    let sessions = sql::forget_sessions(c, now, now.minus(PERSON_IDLE)).await?;
    let begun = sql::begun::forget(
        c,
        now.minus(CODE_LIFE),
        now.minus(super::SIGN_IN_LIFE),
        now.minus(super::MAIL_LIFE),
    );
    let begun = begun.await?;
    let networks = sql::network::forget(c, now.minus(super::NETWORK_LIFE)).await?;
    let rows = sessions + begun + networks;
    let ended = now.minus(super::KEPT_IDLE);
    let idle = sql::forget_idle(c, ended, ended.minus(UPKEEP));
    Ok(rows + idle.await?)
}
