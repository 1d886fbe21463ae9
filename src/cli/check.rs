//! `rejoinder check`: what works and what does not.

use std::time::Duration;

use super::{Failure, ServeFlags, failed, name_database, say, settings};
use crate::{
    clock::Clock,
    config::Settings,
    db::{Db, Kind, OpenError, OpenMode, SchemaVersion},
    event,
    http::Outgoing,
    limit::Limits,
    rotation,
    spam::Outside,
};

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn check(flags: &ServeFlags) -> Result<(), Failure> {
    let settings = settings(flags)?;
    let clock = Clock::system();
    let mode = if settings.dev {
        " (development: weak settings are allowed)"
    } else {
        ""
    };
    say(&format!("settings  ok{mode}"));
    let mut broken = Vec::new();
    match database(&settings).await {
        Ok((word, db)) => {
            say(&format!("database  ok, {word}"));
            match secret(&settings, &db).await {
                Ok(word) => say(&format!("secret    {word}")),
                Err(why) => {
                    say(&format!("secret    {why}"));
                    broken.push("secret");
                }
            }
        }
        Err(why) => {
            say(&format!("database  {why}"));
            broken.push("database");
        }
    }
    let secret = clock.chance::<32>();
    match Limits::open(&settings.limits, clock, &secret).await {
        Err(error) => {
            say(&format!("limits    {error}"));
            broken.push("limits");
        }
        Ok(limits) => {
            let health = limits.health();
            say(&format!("limits    {health}"));
            if health.is_degraded() {
                broken.push("redis");
            }
        }
    }
    match event::probe(&settings.mail, settings.dev, &settings.host()).await {
        Ok(health) => say(&format!("mail      {health}")),
        Err(why) => {
            say(&format!("mail      the server does not take mails: {why}"));
            broken.push("mail");
        }
    }
    match outside(&settings).await {
        Ok(word) => say(&format!("outside   {word}")),
        Err(why) => {
            say(&format!("outside   {why}"));
            broken.push("outside");
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(failed(format!("not working: {}", broken.join(", "))))
    }
}

/// Reads the database without changing it, and says which one it is.
async fn database(settings: &Settings) -> Result<(String, Db), String> {
    let db = Db::open(&settings.database, OpenMode::ReadOnly)
        .await
        .map_err(|error| error.to_string())?;
    name_database(&db);
    let kind = match db.kind() {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    };
    db.ping(PATIENCE)
        .await
        .map_err(|error| format!("{kind} does not answer: {error}"))?;
    let SchemaVersion { found, known } = db.schema().await.map_err(|error| error.to_string())?;
    let word = match found {
        0 => format!("{kind}, empty; `serve` creates the tables"),
        _ if found < known => {
            format!("{kind}, schema version {found}; `serve` migrates it to version {known}")
        }
        _ if found > known => return Err(OpenError::Newer { found, known }.to_string()),
        _ => format!("{kind}, schema version {found}"),
    };
    Ok((word, db))
}

/// Is the secret that of the database? One that is only created at a start is.
async fn secret(settings: &Settings, db: &Db) -> Result<&'static str, String> {
    let Some(secret) = settings.configured_secret()? else {
        return Ok("created at the first start, or stored in a file by an earlier one");
    };
    match rotation::is_accepted(db, &secret).await {
        Ok(true) => Ok("ok"),
        Ok(false) if settings.security.accept_new_secret => Ok("another one than before, accepted"),
        Ok(false) => {
            let url = settings.database.url()?;
            Err(rotation::refusal(db, &url).await.to_string())
        }
        // Before the first start there is no table of secrets.
        Err(_) => Ok("not used with this database yet"),
    }
}

/// Whom else comments are asked about; of these only Akismet can be tried.
async fn outside(settings: &Settings) -> Result<String, String> {
    let outgoing = Outgoing::new(&settings.http.outgoing, settings.dev)?;
    let outside = Outside::new(&settings.spam, outgoing, Clock::system())?;
    match outside.probe(&settings.base_url()).await {
        Some(Err(why)) => Err(why),
        Some(Ok(())) | None => Ok(outside.health().to_string()),
    }
}
