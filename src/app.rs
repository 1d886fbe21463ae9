//! Opens all modules in dependency order and connects them.

mod demo;
mod maintenance;
mod reload;

use std::sync::Arc;

use thiserror::Error;

use crate::{
    administration::PolicyPreviews,
    ban::BanIndex,
    client::Outgoing,
    clock::Clock,
    comment::Comments,
    commenter::People,
    config::Settings,
    db::{self, DatabaseUrl, Db, OpenError, OpenMode},
    external_check::ExternalChecks,
    flood::Floods,
    http::API_BASE,
    limit::Limits,
    moderation::Moderation,
    moderator::{Moderators, Setup},
    notice::Notices,
    outbox::Outbox,
    privacy::Privacy,
    provider::Providers,
    rotation::{self, SecretRefusal},
    secret::Secrets,
    setting::Mistakes,
    site::Sites,
    spam::{Spam, Trainer},
    submission::Submissions,
};

/// The application: all services that the server and the commands use.
#[derive(Clone, Debug)]
pub struct App {
    pub settings: Settings,
    pub clock: Clock,
    pub db: Db,
    pub limits: Arc<Limits>,
    pub sites: Sites,
    pub events: Outbox,
    pub moderators: Moderators,
    pub people: People,
    pub setup: Setup,
    pub spam: Spam,
    pub trainer: Trainer,
    pub floods: Floods,
    pub comments: Comments,
    pub submissions: Submissions,
    pub moderation: Moderation,
    pub notices: Notices,
    pub(crate) previews: PolicyPreviews,
    pub privacy: Privacy,
}

/// Why the application could not be opened.
#[derive(Debug, Error)]
pub enum AppError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("database: {0}")]
    Db(#[from] db::Error),
    #[error(transparent)]
    Settings(#[from] Mistakes),
    #[error("{0}")]
    Setting(String),
    #[error("{0}")]
    Secret(String),
    #[error(transparent)]
    SecretRefused(#[from] SecretRefusal),
}

impl App {
    /// Opens and migrates the database, and creates all services on it.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, AppError> {
        // Mistakes that the settings alone reveal are reported before anything is created.
        let url = settings.database.url().map_err(AppError::Setting)?;
        let outgoing =
            Outgoing::new(&settings.http.outgoing, settings.dev).map_err(AppError::Setting)?;
        let providers = Providers::new(
            &settings.identity,
            outgoing.clone(),
            clock.clone(),
            settings.callback_url(),
        )
        .map_err(AppError::Setting)?;
        let outside = ExternalChecks::new(settings.spam.external_checks(), outgoing, clock.clone());
        let outside = outside.map_err(AppError::Setting)?;
        let (db, secrets) = open_database(&settings, &url, &clock).await?;
        let secret = secrets.current();
        let limits = Limits::open(
            &settings.limits,
            clock.clone(),
            &secret.key("limits").mac(&[]),
        )
        .await?;
        let limits = Arc::new(limits);
        let sites = Sites::open(db.clone(), clock.clone()).await?;
        if settings.dev {
            demo::add_site(&settings, &db, &sites, &clock).await?;
        }
        let events = Outbox::new(
            db.clone(),
            clock.clone(),
            &settings.mail,
            settings.dev,
            &settings.host(),
        )?;
        let moderators = Moderators::new(db.clone(), clock.clone(), secret);
        let people = People::new(db.clone(), clock.clone(), secret, providers, events.clone());
        let setup = Setup::new(moderators.clone());
        let spam = Spam::new(&secrets, clock.clone(), settings.spam.clone())
            .with_external_checks(outside)
            .with_sites(sites.clone());
        let floods = Floods::open(db.clone(), clock.clone(), settings.spam.flood.clone()).await?;
        let comments = Comments::new(
            db.clone(),
            clock.clone(),
            &secrets,
            limits.clone(),
            spam.clone(),
        );
        let bans = BanIndex::new(db.clone(), clock.clone(), &secrets);
        let submissions = Submissions::new(
            db.clone(),
            clock.clone(),
            &secrets,
            limits.clone(),
            floods.clone(),
            bans.clone(),
            comments.clone(),
        );
        let trainer = Trainer::new(db.clone(), clock.clone(), spam.clone());
        let moderation = Moderation::new(
            db.clone(),
            clock.clone(),
            comments.clone(),
            bans,
            trainer.clone(),
        );
        events.set_reporter(moderation.reporter(sites.clone()));
        let link_url = format!("{}{API_BASE}/moderation/act/", settings.base_url());
        let notices = Notices::new(
            (db.clone(), clock.clone()),
            sites.clone(),
            moderators.clone(),
            moderation.clone(),
            secret,
            (settings.base_url(), link_url),
        );
        events.set_notifier(notices.notifier());
        let previews = PolicyPreviews::new(db.clone(), spam.clone());
        let privacy = Privacy::new(db.clone(), clock.clone(), people.clone(), comments.clone());
        Ok(Self {
            settings,
            clock,
            db,
            limits,
            sites,
            events,
            moderators,
            people,
            setup,
            spam,
            trainer,
            floods,
            comments,
            submissions,
            moderation,
            notices,
            previews,
            privacy,
        })
    }
}

/// Opens and migrates the database, and returns it with its secrets.
async fn open_database(
    settings: &Settings,
    url: &DatabaseUrl,
    clock: &Clock,
) -> Result<(Db, Secrets), AppError> {
    let configured = settings.configured_secret().map_err(AppError::Secret)?;
    let known = match configured {
        Some(secret) => Some(secret),
        None => rotation::stored_development_secret(url).map_err(AppError::Secret)?,
    };
    let db = Db::open(&settings.database, OpenMode::Create).await?;
    let accept_new = settings.security.accept_new_secret;
    if !accept_new {
        rotation::refuse_different(&db, known.as_ref(), url).await?;
    }
    // Before the migration, so that a damaged database is not migrated.
    db.maintain().await?;
    for step in db.migrate(clock.now()).await? {
        tracing::info!(step, "schema migrated");
    }
    let current = match known {
        Some(secret) => secret,
        // Last: no secret file may be left next to a database that was refused.
        None => rotation::development_secret(url, clock).map_err(AppError::Secret)?,
    };
    let configured = settings.secrets(current).map_err(AppError::Secret)?;
    let secrets = match rotation::open(&db, configured, accept_new, clock.now()).await {
        Err(SecretRefusal::Different(_)) => {
            return Err(rotation::refusal(&db, url).await.into());
        }
        opened => opened?,
    };
    Ok((db, secrets))
}
