//! Sessions of moderators: begun by a password, checked against the database on every use.

use std::time::Duration;

use secrecy::SecretString;

use super::{Error, Identity, Kind, Login, Moderator, Token, sql};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
};

/// How long a session lives, used or not.
pub const SESSION_LIFE: Duration = Duration::from_secs(12 * 3600);
/// After how long without use it ends.
pub const SESSION_IDLE: Duration = Duration::from_secs(3600);
/// How much later than kept the last use of a session may have been.
const SESSION_NOTED: Duration = Duration::from_secs(60);
/// The same for keys, whose last use is only told to people.
const KEY_NOTED: Duration = Duration::from_secs(3600);

/// A session just begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub token: Token,
    pub expires_at: Timestamp,
    pub moderator: Moderator,
}

impl Identity {
    /// Begins a session. An unknown login takes as long as a wrong password and answers the same.
    pub async fn log_in(&self, login: &str, password: SecretString) -> Result<NewSession, Error> {
        let result = self.try_log_in(login, password).await;
        match &result {
            Ok(session) => {
                tracing::info!(moderator = %session.moderator.id, "log-in succeeded");
            }
            Err(Error::WrongPassword) => {
                tracing::warn!(login = %self.log_name(login), "log-in failed");
            }
            // Told by whoever answers the request.
            Err(_) => {}
        }
        result
    }

    async fn try_log_in(&self, login: &str, password: SecretString) -> Result<NewSession, Error> {
        let known = match Login::parse(login) {
            Ok(login) => {
                self.0
                    .db
                    .read(login, |c, login| Box::pin(sql::password(c, login.as_str())))
                    .await?
            }
            Err(_) => None,
        };
        let (id, kept) = known.unzip();
        let hasher = &self.0.hasher;
        let verified = hasher.verify(password.clone(), kept.clone()).await?;
        let (true, Some(id), Some(kept)) = (verified.right, id, kept) else {
            return Err(Error::WrongPassword);
        };
        let renewed = if verified.outdated {
            Some(hasher.rehash(password).await?)
        } else {
            None
        };
        let token = Token::fresh(Kind::Session, &self.0.clock);
        let now = self.0.clock.now();
        let begin = Begin {
            hash: token.hash(),
            now,
            kept,
            renewed,
        };
        let moderator = self
            .0
            .db
            .write((id, begin), |c, (id, begin)| {
                Box::pin(async move {
                    // Between the check and now the password may have been changed, which ends
                    // sessions; this one must not slip past that.
                    if sql::lock(c, *id).await?.as_ref() != Some(&begin.kept) {
                        return Err(Error::WrongPassword);
                    }
                    if let Some(renewed) = &begin.renewed {
                        sql::put_password(c, *id, renewed).await?;
                    }
                    start(c, *id, begin.hash, begin.now).await?;
                    sql::by_id(c, *id).await?.ok_or(Error::WrongPassword)
                })
            })
            .await?;
        Ok(NewSession {
            token,
            expires_at: now.plus(SESSION_LIFE),
            moderator,
        })
    }

    /// Whose token is it? `None` when it is unknown, revoked, or too old.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Moderator>, db::Error> {
        match Token::parse(token) {
            Some(token) => self.holder(&token).await,
            None => Ok(None),
        }
    }

    pub(super) async fn holder(&self, token: &Token) -> Result<Option<Moderator>, db::Error> {
        let now = self.0.clock.now();
        let (moderator, noted, keep_noted) = match token.kind() {
            Kind::Session => {
                let found = self
                    .0
                    .db
                    .read(token.hash(), |c, hash| Box::pin(sql::session(c, hash)))
                    .await?;
                match found {
                    Some(session) if is_alive(&session, now) => {
                        (session.moderator, Some(session.used_at), SESSION_NOTED)
                    }
                    _ => return Ok(None),
                }
            }
            Kind::ApiKey => {
                let found = self
                    .0
                    .db
                    .read(token.hash(), |c, hash| Box::pin(sql::key(c, hash)))
                    .await?;
                match found {
                    Some((moderator, used_at)) => (moderator, used_at, KEY_NOTED),
                    None => return Ok(None),
                }
            }
            Kind::Setup => return Ok(None),
        };
        if noted.is_none_or(|at| now.since(at) >= keep_noted) {
            self.note_use(token, now);
        }
        Ok(Some(moderator))
    }

    /// Notes the use beside the request: a database that is busy or read-only must not hold it up.
    /// A note that is lost is made up for by the next request.
    fn note_use(&self, token: &Token, now: Timestamp) {
        let Ok(place) = self.0.notes.clone().try_acquire_owned() else {
            return;
        };
        let db = self.0.db.clone();
        let note = (token.kind(), token.hash(), now);
        tokio::spawn(async move {
            let noted = db.write(note, |c, (kind, hash, now)| {
                Box::pin(sql::note_use(c, *kind, hash, *now))
            });
            if let Err(error) = noted.await {
                tracing::warn!(%error, "the use of a credential could not be noted");
            }
            drop(place);
        });
    }

    /// Ends the session; was there one?
    pub async fn log_out(&self, token: &str) -> Result<bool, db::Error> {
        match Token::parse(token) {
            Some(token) if token.kind() == Kind::Session => {
                self.0
                    .db
                    .write(token.hash(), |c, hash| {
                        Box::pin(sql::remove_session(c, hash))
                    })
                    .await
            }
            _ => Ok(false),
        }
    }

    /// A login as the log may name it: the same for the same login, and telling nothing of it.
    fn log_name(&self, login: &str) -> String {
        let mac = self.0.log_key.mac(&[login.to_ascii_lowercase().as_bytes()]);
        mac[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What the transaction of a log-in needs.
struct Begin {
    hash: [u8; 32],
    now: Timestamp,
    /// The hash that the password was checked against.
    kept: String,
    renewed: Option<String>,
}

/// Begins a session inside a transaction.
pub(super) async fn start(
    c: &mut Conn<'_>,
    moderator: uuid::Uuid,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<(), db::Error> {
    sql::insert_session(c, &hash, moderator, now, now.plus(SESSION_LIFE)).await
}

fn is_alive(session: &sql::Session, now: Timestamp) -> bool {
    // A clock that was set back must not make a session live longer than it ever could.
    now < session.expires_at
        && session.created_at <= now.plus(SESSION_IDLE)
        && now.since(session.used_at) < SESSION_IDLE
}

/// Removes sessions that have ended; how many.
pub async fn forget(c: &mut Conn<'_>, now: Timestamp) -> Result<u64, db::Error> {
    sql::forget_sessions(c, now, now.minus(SESSION_IDLE)).await
}
