//! Which secrets a database was used with, and whether a start with another secret is accepted.
//!
//! The database stores the fingerprint of its secret. A server started with another secret would no
//! longer find bans by email address or recognize authors, without any error. Such a start is therefore
//! refused unless the operator states that the secret was changed on purpose.

mod development;
pub(crate) mod sql;

use std::time::Duration;

use thiserror::Error;

pub use self::development::development_secret_file;
pub(crate) use self::development::{development_secret, stored_development_secret};
use self::sql::KnownSecret;
use crate::{
    clock::Timestamp,
    db::{self, Conn, DatabaseUrl, Db},
    input,
    secret::{PreviousSecret, Secret, Secrets},
};

/// How long a previous secret is used after it was replaced, if the settings do not say.
pub(crate) const PREVIOUS_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// The advisory lock held while one process decides which secret is current ("secret" in ASCII).
const LOCK: i64 = 0x7365_6372_6574;

/// A previous secret from the settings.
#[derive(Clone, Debug)]
pub struct NamedSecret {
    pub secret: Secret,
    /// When it expires; `None` means [`PREVIOUS_LIFETIME`] after it was replaced.
    pub until: Option<Timestamp>,
    pub compromised: bool,
}

/// The secrets from the settings.
#[derive(Clone, Debug)]
pub struct ConfiguredSecrets {
    pub current: Secret,
    pub previous: Vec<NamedSecret>,
}

/// Why a database may not be used with a secret.
#[derive(Debug, Error)]
pub enum SecretRefusal {
    #[error(
        "security.secret: this database was last used with another secret{0}. Set the secret that it \
         was used with. If you changed it on purpose, add the old one to security.previous_secrets \
         and start once with --accept-new-secret; without the old one all bans by email address end."
    )]
    Different(String),
    #[error("database: {0}")]
    Db(#[from] db::Error),
}

/// Returns whether the database was used with no other secret than this one. Changes nothing.
pub(crate) async fn is_accepted(db: &Db, secret: &Secret) -> Result<bool, db::Error> {
    let current = current_fingerprint(db).await?;
    Ok(current.is_none_or(|current| current == secret.fingerprint()))
}

/// Refuses a database that was used with a secret other than `secret`, or with any secret if `secret`
/// is `None`. Changes nothing, so that it can run before anything is created or migrated.
pub(crate) async fn refuse_different(
    db: &Db,
    secret: Option<&Secret>,
    database: &DatabaseUrl,
) -> Result<(), SecretRefusal> {
    // A database without the table has not been used with any secret.
    let Ok(Some(current)) = current_fingerprint(db).await else {
        return Ok(());
    };
    if secret.is_some_and(|secret| secret.fingerprint() == current) {
        return Ok(());
    }
    Err(refusal(db, database).await)
}

/// Returns the fingerprint of the secret that the database was last used with.
async fn current_fingerprint(db: &Db) -> Result<Option<Vec<u8>>, db::Error> {
    let known = db.read((), |c, ()| Box::pin(sql::known(c))).await?;
    let mut current = known.into_iter().filter(|known| known.retired_at.is_none());
    Ok(current.next().map(|known| known.fingerprint))
}

/// Returns the secrets to use with a database and stores their fingerprints in it. Refuses a database
/// that was used with another secret, unless `accept_new` is set.
pub(crate) async fn open(
    db: &Db,
    configured: ConfiguredSecrets,
    accept_new: bool,
    now: Timestamp,
) -> Result<Secrets, SecretRefusal> {
    let fingerprints = Fingerprints {
        current: configured.current.fingerprint(),
        previous: configured
            .previous
            .iter()
            .map(|named| named.secret.fingerprint())
            .collect(),
        accept_new,
        now,
    };
    // Only reads if nothing changes: a damaged database cannot be written, but what is still readable
    // can be served.
    let known = db
        .read((), |c, ()| Box::pin(sql::known(c)))
        .await
        .unwrap_or_default();
    let retired = match fingerprints.remembered(&known) {
        Some(retired) => retired,
        None => {
            db.write(fingerprints, |c, fingerprints| {
                Box::pin(fingerprints.remember(c))
            })
            .await?
        }
    };
    let previous = configured.previous.into_iter().zip(retired);
    let previous = previous.map(|(named, retired_at)| PreviousSecret {
        secret: named.secret,
        retired_at,
        until: named
            .until
            .unwrap_or_else(|| retired_at.plus(PREVIOUS_LIFETIME)),
        compromised: named.compromised,
    });
    let previous = previous.collect::<Vec<_>>();
    for (n, ended) in (0..).zip(&previous).filter(|(_, p)| p.until <= now) {
        tracing::warn!(
            until = %ended.until,
            "security.previous_secrets[{n}] has expired and is no longer used: remove it"
        );
    }
    Ok(Secrets::new(configured.current, previous))
}

/// Returns the refusal. It names the file of the generated secret if that is the right secret.
pub(crate) async fn refusal(db: &Db, database: &DatabaseUrl) -> SecretRefusal {
    let file = development_secret_file(database);
    let stored = input::read_regular(&file, input::SETTING_MAX).ok();
    let stored = stored.and_then(|bytes| Secret::from_file(&bytes));
    let is_right = match &stored {
        Some(stored) => matches!(is_accepted(db, stored).await, Ok(true)),
        None => false,
    };
    let file = is_right.then(|| format!(", which is in the file {}", file.display()));
    SecretRefusal::Different(file.unwrap_or_default())
}

struct Fingerprints {
    current: Vec<u8>,
    previous: Vec<Vec<u8>>,
    accept_new: bool,
    now: Timestamp,
}

impl Fingerprints {
    /// Returns when each previous secret was retired, or `None` if the database does not know all
    /// configured secrets in their present roles.
    fn remembered(&self, known: &[KnownSecret]) -> Option<Vec<Timestamp>> {
        let current = known.iter().find(|known| known.retired_at.is_none())?;
        let retired = |fingerprint: &Vec<u8>| {
            let mut known = known.iter();
            known
                .find(|known| known.fingerprint == *fingerprint)?
                .retired_at
        };
        (current.fingerprint == self.current)
            .then(|| self.previous.iter().map(retired).collect())
            .flatten()
    }

    /// Stores the fingerprints of all configured secrets. Returns when each previous secret was retired.
    async fn remember(&self, c: &mut Conn<'_>) -> Result<Vec<Timestamp>, SecretRefusal> {
        c.lock(LOCK)?;
        let mut known = sql::known(c).await?;
        let current = known.iter().find(|known| known.retired_at.is_none());
        if current.is_none_or(|current| current.fingerprint != self.current) {
            if current.is_some() {
                if !self.accept_new {
                    return Err(SecretRefusal::Different(String::new()));
                }
                sql::retire(c, self.now).await?;
                tracing::warn!("new secret accepted");
            }
            sql::add(c, &self.current, self.now, None).await?;
            known = sql::known(c).await?;
        }
        let mut retired = Vec::new();
        for fingerprint in &self.previous {
            retired.push(self.retired_at(c, &known, fingerprint).await?);
        }
        Ok(retired)
    }

    /// Returns when a previous secret was retired. A secret unknown to the database is recorded as
    /// retired now.
    async fn retired_at(
        &self,
        c: &mut Conn<'_>,
        known: &[KnownSecret],
        fingerprint: &Vec<u8>,
    ) -> Result<Timestamp, db::Error> {
        let known = known.iter().find(|known| known.fingerprint == *fingerprint);
        if let Some(retired_at) = known.and_then(|known| known.retired_at) {
            return Ok(retired_at);
        }
        sql::add(c, fingerprint, self.now, Some(self.now)).await?;
        Ok(self.now)
    }
}
