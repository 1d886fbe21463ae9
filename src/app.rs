//! The house furnished: every room opened in reading order.

use std::{io::Write as _, path::Path, sync::Arc, time::Duration};

use thiserror::Error;
use uuid::Uuid;

use crate::{
    clock::Clock,
    comment::Comments,
    config::Settings,
    db::{self, Db, OpenError, OpenMode},
    event::Events,
    http::Outgoing,
    identity::{self, Identity, Setup, person, person::People, provider::Providers},
    limit::{Limits, OpenError as LimitsError},
    moderation::Moderation,
    privacy::Privacy,
    secret::Secret,
    site::{self, NewSite, Policy, Sites},
    spam::{Floods, Outside, School, Spam},
    text::Origin,
};

/// Everything that serves.
#[derive(Clone, Debug)]
pub struct App {
    pub settings: Settings,
    pub clock: Clock,
    pub db: Db,
    pub limits: Arc<Limits>,
    pub sites: Sites,
    pub events: Events,
    pub identity: Identity,
    pub people: People,
    pub setup: Setup,
    pub spam: Spam,
    pub school: School,
    pub floods: Floods,
    pub comments: Comments,
    pub moderation: Moderation,
    pub privacy: Privacy,
}

/// Why the house could not be furnished.
#[derive(Debug, Error)]
pub enum AppError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("database: {0}")]
    Db(#[from] db::Error),
    #[error(transparent)]
    Limits(#[from] LimitsError),
    #[error("{0}")]
    Setting(String),
    #[error("{0}")]
    Secret(String),
}

/// How often what is kept for a while only is looked through.
const UPKEEP: Duration = Duration::from_mins(10);

impl App {
    /// Opens the database, migrates it, and opens every room on it.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, AppError> {
        let db = Db::open(&settings.database, OpenMode::Create).await?;
        // After the database: beside a file that is none, no secret is to be left.
        let secret = secret(&settings, &clock)?;
        // Before the migration, so that a damaged database is not migrated.
        db.maintain().await?;
        for step in db.migrate(clock.now()).await? {
            tracing::info!(step, "schema migrated");
        }
        let limits = Limits::open(
            &settings.limits,
            clock.clone(),
            &secret.key("limits").mac(&[]),
        )
        .await?;
        let limits = Arc::new(limits);
        let sites = Sites::open(db.clone(), clock.clone()).await?;
        if settings.dev {
            add_demo(&settings, &db, &sites, &clock).await?;
        }
        let events = Events::new(
            db.clone(),
            clock.clone(),
            &settings.mail,
            settings.dev,
            &settings.host(),
        )
        .map_err(|faults| AppError::Setting(faults.join("; ")))?;
        let identity = Identity::new(db.clone(), clock.clone(), &secret);
        let outgoing =
            Outgoing::new(&settings.http.outgoing, settings.dev).map_err(AppError::Setting)?;
        let providers = Providers::new(
            &settings.identity,
            outgoing.clone(),
            clock.clone(),
            &settings.base_url(),
        )
        .map_err(AppError::Setting)?;
        let people = People::new(
            db.clone(),
            clock.clone(),
            &secret,
            providers,
            events.clone(),
        );
        let setup = Setup::new(identity.clone());
        let outside = Outside::new(&settings.spam, outgoing, clock.clone());
        let outside = outside.map_err(AppError::Setting)?;
        let spam = Spam::new(&secret, clock.clone(), settings.spam.clone()).asking(outside);
        let floods = Floods::open(db.clone(), clock.clone(), settings.spam.flood.clone()).await?;
        let comments = Comments::new(
            db.clone(),
            clock.clone(),
            &secret,
            limits.clone(),
            spam.clone(),
            floods.clone(),
        );
        let school = School::new(db.clone(), clock.clone(), spam.clone());
        let moderation =
            Moderation::new(db.clone(), clock.clone(), comments.clone(), school.clone());
        events.report_by(moderation.reporter(sites.clone()));
        let privacy = Privacy::new(db.clone(), people.clone(), comments.clone());
        Ok(Self {
            settings,
            clock,
            db,
            limits,
            sites,
            events,
            identity,
            people,
            setup,
            spam,
            school,
            floods,
            comments,
            moderation,
            privacy,
        })
    }

    /// Forgets, again and again, what is kept for a while only. Never ends.
    pub async fn upkeep(&self) {
        loop {
            if let Err(error) = self.forget().await {
                tracing::warn!(%error, "upkeep failed; it will be tried again");
            }
            // Also later: until the last replica is upgraded, older ones add comments.
            if let Err(error) = self.comments.rerender().await {
                tracing::warn!(%error, "rendering comments again failed; it will be tried again");
            }
            tokio::time::sleep(UPKEEP).await;
        }
    }

    /// Removes what is kept for a while only and is over; how many rows.
    pub async fn forget(&self) -> Result<u64, db::Error> {
        let now = self.clock.now();
        let rows = self.comments.upkeep().await?;
        Ok(rows
            + self
                .db
                .write(now, |c, now| {
                    Box::pin(async move {
                        Ok::<_, db::Error>(
                            identity::forget(c, *now).await? + person::forget(c, *now).await?,
                        )
                    })
                })
                .await?)
    }
}

/// The site of the demonstration, for the addresses that it is served from this time.
async fn add_demo(
    settings: &Settings,
    db: &Db,
    sites: &Sites,
    clock: &Clock,
) -> Result<(), db::Error> {
    let mut names = vec![settings.base_url()];
    if let Some(port) = settings.http.listen.port() {
        names.push(format!("http://localhost:{port}"));
        names.push(format!("http://127.0.0.1:{port}"));
    }
    let mut origins = sites
        .find("demo")
        .await
        .map(|demo| demo.origins.clone())
        .unwrap_or_default();
    let known = origins.len();
    for origin in names.iter().flat_map(|name| Origin::parse(name)) {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    if origins.len() == known {
        return Ok(());
    }
    let new = NewSite {
        slug: "demo".to_owned(),
        name: "Demo".to_owned(),
        origins,
        policy: Policy::default(),
    };
    let demo = sites.find("demo").await.map(|demo| demo.id);
    let added = db.write((new, demo, clock.now()), |c, (new, demo, now)| {
        Box::pin(async move {
            match demo {
                Some(id) => site::sql::put_origins(c, *id, &new.origins).await,
                None => site::add(c, new, *now).await.map(|_| ()),
            }
        })
    });
    match added.await {
        // Another replica was faster.
        Ok(()) | Err(db::Error::Unique(_)) => sites.reload().await,
        Err(error) => Err(error),
    }
}

/// The secret that was set; in development one of our own, kept so that a restart changes nothing.
fn secret(settings: &Settings, clock: &Clock) -> Result<Secret, AppError> {
    if let Some(secret) = settings.configured_secret().map_err(AppError::Secret)? {
        return Ok(secret);
    }
    let made = clock.chance::<32>();
    let url = settings.database.url().map_err(AppError::Setting)?;
    let bytes = match url.sqlite_path() {
        Some(path) => {
            kept_secret(&path.with_added_extension("secret"), made, clock.id()).map_err(|e| {
                AppError::Secret(format!(
                    "security.secret: cannot keep one beside the database: {e}"
                ))
            })?
        }
        None => made.to_vec(),
    };
    Secret::new(bytes).ok_or_else(|| {
        AppError::Secret("the secret kept beside the database is too short".to_owned())
    })
}

/// Reads the secret file, or makes it, readable by its owner alone. It appears whole or not at all:
/// of two processes that start together one must not read what the other has begun to write, and
/// one that was killed must not leave an empty one.
fn kept_secret(path: &Path, made: [u8; 32], draft: Uuid) -> std::io::Result<Vec<u8>> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    db::own_folder(folder)?;
    if path.exists() {
        return std::fs::read(path);
    }
    let draft = path.with_added_extension(format!("{draft}.new"));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(&made)?;
    file.sync_all()?;
    let placed = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match placed {
        Ok(()) => std::fs::File::open(folder)?.sync_all()?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    std::fs::read(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_secret_stays_the_same_and_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/test.db.secret");
        assert_eq!(
            kept_secret(&path, [1; 32], Uuid::nil()).expect("keeps"),
            [1; 32]
        );
        assert_eq!(
            kept_secret(&path, [2; 32], Uuid::max()).expect("reads"),
            [1; 32]
        );
        let kept = path.metadata().expect("is there");
        assert_eq!(kept.permissions().mode() & 0o777, 0o600);
        let left = std::fs::read_dir(folder.path().join("new")).expect("lists");
        assert_eq!(left.count(), 1, "no draft is left");
    }
}
