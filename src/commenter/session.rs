//! Sessions of commenters: opaque tokens, bound to the site whose form holds them, checked against
//! the database on every use.

use std::time::Duration;

use uuid::Uuid;

use super::{People, Viewer, sql};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    moderator::{PERSON_IDLE, Role},
    site::SiteId,
    token::{Token, TokenKind},
};

/// How long a session is valid, used or not.
pub(crate) const PERSON_LIFE: Duration = Duration::from_hours(30 * 24);
/// How much later than the stored time the last use may have been.
const USE_RECORD_INTERVAL: Duration = Duration::from_hours(1);

/// A new session.
#[derive(Clone, Debug)]
pub struct NewPersonSession {
    pub token: Token,
    pub viewer: Viewer,
}

/// A session as shown to its owner in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSummary {
    pub id: Uuid,
    pub site: Option<SiteId>,
    pub provider: String,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
    /// The role of the moderator with whom the session is linked, and since when.
    pub role: Option<Role>,
    pub linked_at: Option<Timestamp>,
}

/// The fields of a new session.
pub(super) struct PersonSessionStart<'a> {
    pub(super) token: [u8; 32],
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) site: Option<SiteId>,
    pub(super) issuer: &'a str,
    pub(super) subject: &'a str,
    pub(super) now: Timestamp,
}

/// Starts a session inside a transaction.
pub(super) async fn begin(
    c: &mut Conn<'_>,
    begin: &PersonSessionStart<'_>,
) -> Result<Viewer, db::Error> {
    sql::session::insert_session(c, begin, begin.now.plus(PERSON_LIFE)).await?;
    let found = sql::session::session(c, &begin.token).await?;
    found
        .map(|session| session.viewer)
        .ok_or(db::Error::Conflict)
}

impl People {
    /// Returns the viewer that a token belongs to; `None` if it is unknown, revoked or expired.
    pub async fn authenticate(&self, token: &Token) -> Result<Option<Viewer>, db::Error> {
        if token.kind() != TokenKind::Commenter {
            return Ok(None);
        }
        let now = self.0.clock.now();
        let found = self
            .0
            .db
            .read(token.hash(), |c, hash| {
                Box::pin(sql::session::session(c, hash))
            })
            .await?;
        let Some(session) = found.filter(|session| is_valid(session, now)) else {
            return Ok(None);
        };
        if now.since(session.used_at) >= USE_RECORD_INTERVAL {
            self.record_use(token, now);
        }
        Ok(Some(session.viewer))
    }

    /// Records the use outside of the request: a busy or read-only database must not delay it. If a record is
    /// lost, the next request makes up for it.
    fn record_use(&self, token: &Token, now: Timestamp) {
        let Ok(permit) = self.0.use_records.clone().try_acquire_owned() else {
            return;
        };
        let db = self.0.db.clone();
        let used = (token.hash(), now);
        tokio::spawn(async move {
            let recorded = db.write(used, |c, (hash, now)| {
                Box::pin(sql::session::record_use(c, hash, *now))
            });
            if let Err(error) = recorded.await {
                tracing::warn!(%error, "recording the use of a session failed");
            }
            drop(permit);
        });
    }

    /// Ends the session of this token, and returns whether there was one.
    pub async fn sign_out(&self, token: &Token) -> Result<bool, db::Error> {
        if token.kind() != TokenKind::Commenter {
            return Ok(false);
        }
        self.0
            .db
            .write(token.hash(), |c, hash| {
                Box::pin(sql::session::remove_session(c, hash))
            })
            .await
    }

    /// Returns the sessions of a person, newest first.
    pub async fn sessions(&self, person: Uuid) -> Result<Vec<SessionSummary>, db::Error> {
        let now = self.0.clock.now();
        let all = self
            .0
            .db
            .read(person, |c, person| {
                Box::pin(sql::session::sessions(c, *person))
            })
            .await?;
        let valid = all
            .into_iter()
            .filter(|(summary, expires_at)| now < *expires_at && is_used(summary.used_at, now));
        Ok(valid.map(|(summary, _)| summary).collect())
    }

    /// Ends one session of a person, and returns whether there was one.
    pub async fn end_session(&self, person: Uuid, session: Uuid) -> Result<bool, db::Error> {
        self.0
            .db
            .write((person, session), |c, (person, session)| {
                Box::pin(sql::session::delete_session_of(c, *person, *session))
            })
            .await
    }
}

fn is_used(used_at: Timestamp, now: Timestamp) -> bool {
    now.since(used_at) < PERSON_IDLE
}

fn is_valid(session: &sql::session::PersonSessionRow, now: Timestamp) -> bool {
    // Setting the clock back must not make a session valid for longer than its maximum life.
    now < session.viewer.expires_at
        && session.created_at <= now.plus(PERSON_IDLE)
        && is_used(session.used_at, now)
}
