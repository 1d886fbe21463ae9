//! Sessions of moderators: started with a password, checked against the database on every use.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    Error, Moderator, Moderators,
    login_throttle::{NETWORK_LIFE, Network},
    password::HashPriority,
    sql,
};
use crate::{
    clock::Timestamp,
    db::{self, Conn, Expiration, ExpirySql},
    text::Login,
    token::{Token, TokenKind},
};

/// How long a session is valid, used or not.
pub(crate) const SESSION_LIFE: Duration = Duration::from_hours(12);
/// How long a new email address of a moderator waits for its confirmation. Its link can be sent again until then.
const UNCONFIRMED_EMAIL_LIFE: Duration = Duration::from_hours(30 * 24);
/// How long a session may be unused before it expires.
pub(super) const SESSION_IDLE: Duration = Duration::from_hours(1);
/// How much later than the stored time the last use of a session may have been.
const SESSION_USE_INTERVAL: Duration = Duration::from_mins(1);
/// The same for API keys, whose last use is only shown to people.
const KEY_USE_INTERVAL: Duration = Duration::from_hours(1);

/// A new session.
#[derive(Clone, Debug)]
pub struct NewModeratorSession {
    pub token: Token,
    pub expires_at: Timestamp,
    pub moderator: Moderator,
}

impl Moderators {
    /// Starts a session. An unknown login takes as long as a wrong password and gets the same answer. The
    /// caller must have charged a [`PasswordAttempt`](super::login_throttle::PasswordAttempt) before, which
    /// limits how often a password may be tried; `from` is stored as a known network of that moderator.
    pub async fn sign_in(
        &self,
        login: &str,
        password: SecretString,
        from: Option<&Network>,
    ) -> Result<NewModeratorSession, Error> {
        let result = self.try_sign_in(login, password, from.copied()).await;
        match &result {
            Ok(session) => {
                tracing::info!(moderator = %session.moderator.id, "sign-in succeeded");
            }
            Err(Error::WrongPassword) => {
                tracing::warn!(login = %self.login_pseudonym(login), "sign-in failed");
            }
            // Logged by the caller that answers the request.
            Err(_) => {}
        }
        result
    }

    async fn try_sign_in(
        &self,
        login: &str,
        password: SecretString,
        network: Option<Network>,
    ) -> Result<NewModeratorSession, Error> {
        let verified = self.verify(login, password, network.as_ref()).await?;
        self.begin(ModeratorSessionStart { verified, network })
            .await
    }

    /// Verifies a password. An unknown login takes as long as a wrong password and fails in the same way.
    pub(crate) async fn verify(
        &self,
        login: &str,
        password: SecretString,
        from: Option<&Network>,
    ) -> Result<VerifiedPassword, Error> {
        let known = match Login::parse(login) {
            Ok(login) => {
                self.0
                    .db
                    .read(login, |c, login| {
                        Box::pin(sql::id_and_hash(c, login.as_str()))
                    })
                    .await?
            }
            Err(_) => None,
        };
        let (id, stored_hash) = known.unzip();
        let hasher = &self.0.hasher;
        let priority = match from {
            Some(from) if !from.is_known => HashPriority::Strangers(from.prefix),
            _ => HashPriority::Reserved,
        };
        let verified = hasher
            .verify(password.clone(), stored_hash.clone(), priority)
            .await?;
        let (true, Some(id), Some(stored_hash)) = (verified.right, id, stored_hash) else {
            return Err(Error::WrongPassword);
        };
        let new_hash = if verified.outdated {
            Some(hasher.rehash(password).await?)
        } else {
            None
        };
        Ok(VerifiedPassword {
            moderator: id,
            stored_hash,
            new_hash,
        })
    }

    async fn begin(&self, begin: ModeratorSessionStart) -> Result<NewModeratorSession, Error> {
        let token = Token::fresh(TokenKind::Session, &self.0.clock);
        let now = self.0.clock.now();
        let moderator = self
            .0
            .db
            .write((begin, token.hash(), now), |c, (begin, hash, now)| {
                Box::pin(async move {
                    let id = begin.verified.lock_moderator(c).await?.id;
                    if let Some(network) = &begin.network {
                        sql::record_network(c, id, &network.hash, *now).await?;
                    }
                    start(c, id, *hash, *now).await?;
                    sql::by_id(c, id).await?.ok_or(Error::WrongPassword)
                })
            })
            .await?;
        Ok(NewModeratorSession {
            token,
            expires_at: now.plus(SESSION_LIFE),
            moderator,
        })
    }

    /// Returns the moderator that a token belongs to; `None` if it is unknown, revoked or expired.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Moderator>, db::Error> {
        match Token::parse(token) {
            Some(token) => self.authenticate_token(&token).await,
            None => Ok(None),
        }
    }

    /// Returns the moderator who holds a token; see [`Self::authenticate`].
    pub async fn authenticate_token(&self, token: &Token) -> Result<Option<Moderator>, db::Error> {
        let now = self.0.clock.now();
        let (moderator, recorded, record_interval) = match token.kind() {
            TokenKind::Session => {
                let found = self
                    .0
                    .db
                    .read(token.hash(), |c, hash| Box::pin(sql::session(c, hash)))
                    .await?;
                match found {
                    Some(session) if is_alive(&session, now) => (
                        session.moderator,
                        Some(session.used_at),
                        SESSION_USE_INTERVAL,
                    ),
                    _ => return Ok(None),
                }
            }
            TokenKind::ApiKey => {
                let found = self
                    .0
                    .db
                    .read(token.hash(), |c, hash| Box::pin(sql::keys::key(c, hash)))
                    .await?;
                match found {
                    Some((moderator, used_at)) => (moderator, used_at, KEY_USE_INTERVAL),
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        if recorded.is_none_or(|at| now.since(at) >= record_interval) {
            self.record_use(token, now);
        }
        Ok(Some(moderator))
    }

    /// Records the use of a key, if that was last done long ago.
    pub(super) fn note_key_use(&self, token: &Token, recorded: Option<Timestamp>) {
        let now = self.0.clock.now();
        if recorded.is_none_or(|at| now.since(at) >= KEY_USE_INTERVAL) {
            self.record_use(token, now);
        }
    }

    /// Records the use outside of the request: a busy or read-only database must not delay it. If a record is
    /// lost, the next request makes up for it.
    fn record_use(&self, token: &Token, now: Timestamp) {
        let Ok(permit) = self.0.use_records.clone().try_acquire_owned() else {
            return;
        };
        let db = self.0.db.clone();
        let note = (token.kind(), token.hash(), now);
        tokio::spawn(async move {
            let recorded = db.write(note, |c, (kind, hash, now)| {
                Box::pin(sql::record_use(c, *kind, hash, *now))
            });
            if let Err(error) = recorded.await {
                tracing::warn!(%error, "recording the use of a credential failed");
            }
            drop(permit);
        });
    }

    /// Ends the session, and returns whether there was one.
    pub async fn sign_out(&self, token: &str) -> Result<bool, db::Error> {
        match Token::parse(token) {
            Some(token) => self.end_session(&token).await,
            None => Ok(false),
        }
    }

    pub(super) async fn end_session(&self, token: &Token) -> Result<bool, db::Error> {
        if token.kind() != TokenKind::Session {
            return Ok(false);
        }
        self.0
            .db
            .write(token.hash(), |c, hash| {
                Box::pin(sql::remove_session(c, hash))
            })
            .await
    }

    /// Returns a pseudonym of a login for the log: the same for the same login, and revealing nothing of it.
    fn login_pseudonym(&self, login: &str) -> String {
        let mac = self.0.log_key.mac(&[login.to_ascii_lowercase().as_bytes()]);
        URL_SAFE_NO_PAD.encode(&mac[..9])
    }
}

/// A password that was verified outside of the transaction that relies on it.
#[derive(Clone)]
pub(crate) struct VerifiedPassword {
    moderator: Uuid,
    /// The hash that the password was verified against.
    stored_hash: String,
    /// A hash with the current parameters, if the stored one is outdated.
    new_hash: Option<String>,
}

impl VerifiedPassword {
    /// Locks the moderator and checks that the password is still the one that was verified: setting a new one
    /// ends sessions and links, and none may start after that.
    pub(crate) async fn lock_moderator(&self, c: &mut Conn<'_>) -> Result<Moderator, Error> {
        let id = self.moderator;
        if sql::lock_and_read_hash(c, id).await?.as_ref() != Some(&self.stored_hash) {
            return Err(Error::WrongPassword);
        }
        if let Some(new_hash) = &self.new_hash {
            sql::update_password(c, id, new_hash).await?;
        }
        sql::by_id(c, id).await?.ok_or(Error::WrongPassword)
    }
}

/// The input of the transaction of a sign-in.
struct ModeratorSessionStart {
    verified: VerifiedPassword,
    network: Option<Network>,
}

/// Starts a session inside a transaction.
pub(super) async fn start(
    c: &mut Conn<'_>,
    moderator: Uuid,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<(), db::Error> {
    sql::insert_session(c, &hash, moderator, now, now.plus(SESSION_LIFE)).await
}

pub(super) fn is_alive(session: &sql::ModeratorSessionRow, now: Timestamp) -> bool {
    // Setting the clock back must not make a session valid for longer than its maximum life.
    now < session.expires_at
        && session.created_at <= now.plus(SESSION_IDLE)
        && now.since(session.used_at) < SESSION_IDLE
}

/// Returns the expirations of sessions and networks of moderators.
#[must_use]
pub(crate) fn expirations(now: Timestamp) -> Vec<Expiration> {
    let of = |what, sql, bound: Timestamp| Expiration {
        what,
        sql: ExpirySql::Once(sql),
        bound: bound.0,
    };
    vec![
        of("sessions of moderators", sql::EXPIRE_SESSIONS, now),
        of(
            "idle sessions of moderators",
            sql::EXPIRE_IDLE_SESSIONS,
            now.minus(SESSION_IDLE),
        ),
        of(
            "networks of moderators",
            sql::EXPIRE_NETWORKS,
            now.minus(NETWORK_LIFE),
        ),
        of(
            "unconfirmed email addresses of moderators",
            sql::email_change::EXPIRE,
            now.minus(UNCONFIRMED_EMAIL_LIFE),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, mpsc};

    use super::*;
    use crate::{
        db::Db,
        moderator::{
            Role,
            fixture::{PASSWORD, TestModerators},
        },
    };

    const MINUTE: Duration = Duration::from_mins(1);

    async fn used_at(db: &Db, token: &str) -> Timestamp {
        let hash = Token::parse(token).expect("a token").hash();
        db.read(hash, |c, hash| Box::pin(sql::session(c, hash)))
            .await
            .expect("reads")
            .expect("is there")
            .used_at
    }

    /// Uses the session and waits until the use is recorded.
    async fn is_used(world: &TestModerators, token: &str) {
        assert!(world.is_good(token).await);
        let recorded = async {
            while used_at(&world.db, token).await != world.clock.now() {
                tokio::task::yield_now().await;
            }
        };
        let recorded = tokio::time::timeout(Duration::from_secs(20), recorded);
        recorded.await.expect("the use is recorded");
    }

    #[tokio::test]
    async fn a_session_says_who_it_is_and_ends_at_once_by_logging_out() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let session = world.moderators.sign_in("Ann", PASSWORD.into(), None).await;
        let session = session.expect("signs in");
        assert_eq!(session.expires_at, world.clock.now().plus(SESSION_LIFE));
        let token = session.token.reveal();
        let who = world.moderators.authenticate(&token).await.expect("reads");
        assert_eq!(who, Some(ann));
        let other = world.sign_in("ann").await;
        assert!(world.moderators.sign_out(&token).await.expect("writes"));
        assert!(!world.is_good(&token).await);
        assert!(!world.moderators.sign_out(&token).await.expect("writes"));
        assert!(world.is_good(&other).await, "other sessions remain valid");
    }

    #[tokio::test]
    async fn an_invalid_credential_identifies_no_moderator() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let token = world.sign_in("ann").await;
        for text in [
            "",
            "rjm_",
            "Bearer",
            &token[..46],
            &token.replacen("rjm_", "rjk_", 1),
            &token.replacen("rjm_", "rjs_", 1),
            &Token::fresh(TokenKind::Session, &world.clock).reveal(),
        ] {
            assert!(!world.is_good(text).await, "{text}");
        }
        assert!(world.is_good(&token).await);
    }

    #[tokio::test]
    async fn a_wrong_login_and_a_wrong_password_are_refused_alike() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        for (login, password) in [
            ("ann", "otter lamp velvet quarrz"),
            ("ann", ""),
            ("bob", PASSWORD),
            ("not a login", PASSWORD),
            ("ann\0", PASSWORD),
        ] {
            let refused = world.moderators.sign_in(login, password.into(), None).await;
            assert!(matches!(refused, Err(Error::WrongPassword)), "{login}");
        }
    }

    #[tokio::test]
    async fn an_idle_session_ends_after_an_hour_and_a_used_one_after_twelve() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let (idle, used) = (world.sign_in("ann").await, world.sign_in("ann").await);
        for minutes in 1..=24 {
            world.clock.advance(Duration::from_millis(30 * 60_000 - 1));
            if minutes == 2 {
                assert!(used_at(&world.db, &idle).await < world.clock.now());
            }
            is_used(&world, &used).await;
        }
        assert!(!world.is_good(&idle).await);
        world.clock.advance(Duration::from_millis(23));
        assert!(world.is_good(&used).await, "a millisecond is left");
        world.clock.advance(Duration::from_millis(1));
        assert!(!world.is_good(&used).await);
    }

    #[tokio::test]
    async fn a_session_ends_exactly_when_it_was_idle_for_an_hour() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let token = world.sign_in("ann").await;
        world.clock.advance(SESSION_IDLE);
        assert!(!world.is_good(&token).await);
        let token = world.sign_in("ann").await;
        world.clock.advance(Duration::from_millis(3_600_000 - 1));
        assert!(world.is_good(&token).await);
    }

    #[tokio::test]
    async fn a_clock_set_back_does_not_prolong_a_session() {
        let world = TestModerators::new().await;
        let now = world.clock.now();
        world.add("ann", Role::Owner, &[]).await;
        world.clock.advance(SESSION_LIFE);
        let token = world.sign_in("ann").await;
        let session = world
            .db
            .read(Token::parse(&token).expect("a token").hash(), |c, hash| {
                Box::pin(sql::session(c, hash))
            })
            .await
            .expect("reads")
            .expect("is there");
        assert!(is_alive(&session, world.clock.now()));
        assert!(is_alive(&session, world.clock.now().minus(SESSION_IDLE)));
        assert!(!is_alive(&session, now));
    }

    #[tokio::test]
    async fn a_busy_database_does_not_hold_a_request_up_to_note_its_use() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let token = world.sign_in("ann").await;
        let (go, wait) = mpsc::channel::<()>();
        let (began, has_begun) = tokio::sync::oneshot::channel::<()>();
        let busy = (Mutex::new(wait), Mutex::new(Some(began)));
        let db = world.db.clone();
        let busy = tokio::spawn(async move {
            db.write(Arc::new(busy), |_, busy| {
                Box::pin(async move {
                    let began = busy.1.lock().expect("not poisoned").take();
                    began.expect("once").send(()).expect("the receiver waits");
                    // Blocks the writer thread.
                    busy.0
                        .lock()
                        .expect("not poisoned")
                        .recv()
                        .expect("is released");
                    Ok::<_, db::Error>(())
                })
            })
            .await
        });
        has_begun.await.expect("begins");
        world.clock.advance(MINUTE);
        for _ in 0..20 {
            assert!(world.is_good(&token).await);
        }
        let before = used_at(&world.db, &token).await;
        assert_eq!(before, world.clock.now().minus(MINUTE));
        go.send(()).expect("the writer waits");
        busy.await.expect("no panic").expect("writes");
        is_used(&world, &token).await;
    }

    #[tokio::test]
    async fn a_use_within_the_minute_is_not_written() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let token = world.sign_in("ann").await;
        let began = world.clock.now();
        world.clock.advance(Duration::from_millis(60_000 - 1));
        assert!(world.is_good(&token).await);
        assert_eq!(world.moderators.0.use_records.available_permits(), 4);
        assert_eq!(used_at(&world.db, &token).await, began);
    }

    #[tokio::test]
    async fn ended_sessions_are_deleted_and_others_remain() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        world.sign_in("ann").await;
        world.clock.advance(SESSION_IDLE / 2);
        let used = world.sign_in("ann").await;
        world.clock.advance(SESSION_IDLE / 2);
        let mut expired = 0;
        for expiration in expirations(world.clock.now()) {
            expired += world.db.expire(&expiration).await.expect("writes");
        }
        assert_eq!(expired, 1);
        assert!(world.is_good(&used).await);
    }

    #[tokio::test]
    async fn a_password_that_changes_between_check_and_session_starts_no_session() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let stored_hash = world
            .db
            .read((), |c, ()| Box::pin(sql::id_and_hash(c, "ann")));
        let (_, stored_hash) = stored_hash.await.expect("reads").expect("is there");
        let begin = || ModeratorSessionStart {
            verified: VerifiedPassword {
                moderator: ann.id,
                stored_hash: stored_hash.clone(),
                new_hash: None,
            },
            network: None,
        };
        assert!(world.moderators.begin(begin()).await.is_ok());
        let new = "granite whistle orbit plum";
        let changed = world.moderators.set_password(ann.id, new.into()).await;
        changed.expect("sets");
        let late = world.moderators.begin(begin()).await;
        assert!(matches!(late, Err(Error::WrongPassword)));
    }

    #[tokio::test]
    async fn a_log_in_renews_a_hash_of_other_parameters() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        // "correct horse battery staple" with 64 KiB and 3 passes, by argon2-cffi.
        let old = "$argon2id$v=19$m=64,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$o5lr8pyLCDE9qzjCQQ2yJxyZESu2Svjwku7S+dbJgnI";
        let put = world.db.write(ann.id, move |c, id| {
            Box::pin(async move { sql::update_password(c, *id, old).await })
        });
        assert!(put.await.expect("writes"));
        let password = "correct horse battery staple";
        for _ in 0..2 {
            let session = world.moderators.sign_in("ann", password.into(), None).await;
            assert!(session.is_ok());
            let stored_hash = world
                .db
                .read((), |c, ()| Box::pin(sql::id_and_hash(c, "ann")));
            let (_, stored_hash) = stored_hash.await.expect("reads").expect("is there");
            assert!(
                stored_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
                "{stored_hash}"
            );
        }
    }

    #[tokio::test]
    async fn a_login_has_a_name_in_the_log_that_does_not_tell_it() {
        let world = TestModerators::new().await;
        let name = world.moderators.login_pseudonym("ann");
        assert_eq!(name, world.moderators.login_pseudonym("Ann"));
        assert_ne!(name, world.moderators.login_pseudonym("ben"));
        assert_eq!(name.len(), 12);
    }
}
