//! Passwords: which are taken, and argon2id over them, a bounded number at once.

use std::{fmt, sync::Arc, thread};

use argon2::{
    ARGON2ID_IDENT, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _,
    Version,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use super::Error;
use crate::clock::Clock;

/// The shortest new password, in characters (Unicode scalar values): NIST SP 800-63B-4 for a
/// password that is the only factor.
pub const SHORTEST: usize = 15;
/// The longest new password, in bytes as sent. Nothing is ever cut off.
pub const LONGEST: usize = 1_024;
/// How many may wait for their turn before further ones are refused.
const WAITING: usize = 50;

/// A password of nobody: hashed against when the login is unknown, so that time does not tell.
/// Its parameters are those of [`Params::DEFAULT`]; a test holds that.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmUh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("a password has at least {SHORTEST} characters; a few words in a row do well")]
    TooShort,
    #[error("a password has at most {LONGEST} bytes")]
    TooLong,
    /// It contains the login, or is made of what guessers try first.
    #[error("this password is too easy to guess; a few unrelated words do better")]
    TooCommon,
}

impl PasswordFault {
    /// The stable word of the field error.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::TooCommon => "too_common",
        }
    }
}

/// Is it good enough for somebody with this login? Any characters, no rules of composition.
pub fn check(password: &str, login: &str) -> Result<(), PasswordFault> {
    if password.len() > LONGEST {
        return Err(PasswordFault::TooLong);
    }
    let normal = normal(password);
    let normal = normal.expose_secret();
    if normal.chars().count() < SHORTEST {
        return Err(PasswordFault::TooShort);
    }
    if normal.to_lowercase().contains(&login.to_lowercase()) {
        return Err(PasswordFault::TooCommon);
    }
    // Below 3 it falls to fewer than 10^8 guesses of somebody who knows lists and habits.
    if zxcvbn::zxcvbn(normal, &[login, "rejoinder"]).score() < zxcvbn::Score::Three {
        return Err(PasswordFault::TooCommon);
    }
    Ok(())
}

/// NFC, as RFC 8265 (OpaqueString) has it: the same keys on another system give the same bytes.
fn normal(password: &str) -> SecretString {
    password.nfc().collect::<String>().into()
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    pub right: bool,
    /// The kept hash was made with other parameters than those in use; make a new one.
    pub outdated: bool,
}

/// Hashes on blocking threads: a few at once, a few dozen waiting. Clones share the queue.
#[derive(Clone)]
pub struct Hasher {
    clock: Clock,
    running: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Hasher {
    /// On half of the cores, so that a flood of log-ins leaves the rest to readers.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self::with(clock, cores.div_ceil(2), WAITING)
    }

    fn with(clock: Clock, at_once: usize, waiting: usize) -> Self {
        Self {
            clock,
            running: Arc::new(Semaphore::new(at_once)),
            queue: Arc::new(Semaphore::new(at_once + waiting)),
        }
    }

    /// Checks a new password and gives its hash as a PHC string (argon2id, 19 MiB, 2 passes, one
    /// lane: OWASP's first choice).
    pub async fn accept(&self, password: SecretString, login: String) -> Result<String, Error> {
        let salt = self.clock.chance::<16>();
        self.run(move || {
            check(password.expose_secret(), &login)?;
            hash(&password, &salt)
        })
        .await?
    }

    /// The hash of a password that is known to be right.
    pub(super) async fn rehash(&self, password: SecretString) -> Result<String, Error> {
        let salt = self.clock.chance::<16>();
        self.run(move || hash(&password, &salt)).await?
    }

    /// Is it the password behind this PHC string? `None` takes as long and is never right.
    pub async fn verify(
        &self,
        password: SecretString,
        kept: Option<String>,
    ) -> Result<Verified, Error> {
        self.run(move || {
            let verified = verify(&password, kept.as_deref().unwrap_or(NOBODY));
            Verified {
                right: verified.right && kept.is_some(),
                ..verified
            }
        })
        .await
    }

    /// Runs a job on a blocking thread when its turn comes. A caller that goes away takes a waiting
    /// job with it; a running one keeps its place to its end, since nothing can stop it.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.queue.clone().try_acquire_owned();
        let place = place.map_err(|_| Error::Busy)?;
        let turn = self.running.clone().acquire_owned().await;
        let turn = turn.map_err(|_| Error::Busy)?;
        tokio::task::spawn_blocking(move || {
            let done = job();
            drop((turn, place));
            done
        })
        .await
        .map_err(|_| Error::Busy)
    }
}

fn hash(password: &SecretString, salt: &[u8; 16]) -> Result<String, Error> {
    let password = normal(password.expose_secret());
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.expose_secret().as_bytes(), salt)
        .map_err(|e| crate::db::Error::Statement(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

fn verify(password: &SecretString, kept: &str) -> Verified {
    let password = normal(password.expose_secret());
    let Ok(kept) = PasswordHash::new(kept) else {
        tracing::error!("the hash of a moderator's password cannot be read");
        return Verified {
            right: false,
            outdated: true,
        };
    };
    let right = Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept);
    Verified {
        right: right.is_ok(),
        outdated: !is_current(&kept),
    }
}

fn is_current(kept: &PasswordHash) -> bool {
    kept.algorithm == ARGON2ID_IDENT
        && kept.version == Some(Version::V0x13.into())
        && kept.hash.as_ref().map(|h| h.len()) == Some(Params::DEFAULT_OUTPUT_LEN)
        && Params::try_from(kept).is_ok_and(|p| {
            let default = Params::DEFAULT;
            (p.m_cost(), p.t_cost(), p.p_cost())
                == (default.m_cost(), default.t_cost(), default.p_cost())
        })
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("free", &self.queue.available_permits())
            .finish_non_exhaustive()
    }
}
