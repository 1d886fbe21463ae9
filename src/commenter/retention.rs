//! Retention of data about people that is stored for a limited time.

use std::time::Duration;

use uuid::Uuid;

use super::{
    CODE_LIFE, MAIL_LIFE, NETWORK_LIFE, PERSON_RETENTION, People, SIGN_IN_LIFE,
    sql::{self, IdentityCursor, network, pending},
};
use crate::{
    clock::Timestamp,
    db::{ChunkRunner, Error, Expiration, ExpirySql},
    moderator::PERSON_IDLE,
};

/// Maintenance that runs at least this often finds all people who are due for deletion.
const EXAMINED_PERIOD: Duration = Duration::from_hours(30 * 24);

/// Returns the expirations of ended sessions, of sign-ins and codes that were not completed in time, and of
/// networks that have not been used for a long time.
#[must_use]
pub(crate) fn expirations(now: Timestamp) -> Vec<Expiration> {
    let of = |what, sql, age| Expiration {
        what,
        sql: ExpirySql::Once(sql),
        bound: now.minus(age).0,
    };
    let idle = "idle sessions of commenters";
    vec![
        of(
            "sessions of commenters",
            sql::session::EXPIRE_SESSIONS,
            Duration::ZERO,
        ),
        of(idle, sql::session::EXPIRE_IDLE_SESSIONS, PERSON_IDLE),
        of("codes for pages", pending::EXPIRE_CODE_HANDOFFS, CODE_LIFE),
        of("pending sign-ins", pending::EXPIRE_SIGN_INS, SIGN_IN_LIFE),
        of("sign-in codes", pending::EXPIRE_MAIL_CODES, MAIL_LIFE),
        of(
            "networks of commenters",
            network::EXPIRE_NETWORKS,
            NETWORK_LIFE,
        ),
    ]
}

impl People {
    /// Deletes people who signed in once and never wrote, in chunks. Returns how many were deleted.
    pub async fn expire_people(&self) -> Result<u64, Error> {
        let until = self.0.clock.now().minus(PERSON_RETENTION);
        // Only those whose retention ended recently are examined: people who wrote stay, and need not be
        // examined again.
        let mut after = IdentityCursor {
            used_at: until.minus(EXAMINED_PERIOD),
            issuer: String::new(),
            subject: String::new(),
        };
        let mut chunks = ChunkRunner::new(&self.0.db);
        let mut removed = 0;
        loop {
            let input = (until, after.clone(), chunks.rows());
            let page = self.0.db.read(input, |c, (until, after, rows)| {
                Box::pin(sql::find_unused_since(c, *until, after, *rows))
            });
            let page: Vec<(IdentityCursor, Uuid)> = page.await?;
            let Some((last, _)) = page.last() else {
                return Ok(removed);
            };
            after = last.clone();
            let people = page.into_iter().map(|(_, person)| person);
            let input = (until, people.collect::<Vec<_>>());
            removed += chunks
                .run(input, |c, (until, people), _| {
                    Box::pin(sql::expire_people(c, *until, people))
                })
                .await?;
        }
    }
}
