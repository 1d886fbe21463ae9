//! `rejoinder check`: checks the settings and the services that the server needs.

use std::time::Duration;

use super::{CommandFailure, ServeFlags, failed, name_database, print_line, settings, spinner};
use crate::{
    client::Outgoing,
    clock::Clock,
    config::Settings,
    db::{DatabaseKind, Db, OpenError, OpenMode, SchemaVersion},
    external_check::ExternalChecks,
    limit::Limits,
    outbox,
    provider::{ProviderProbe, Providers},
    rotation,
};

/// The timeout of the database check.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);

/// The minimum Redis timeout, in milliseconds.
const REDIS_TIMEOUT_MS: u64 = 1_000;

pub(super) async fn check(flags: &ServeFlags) -> Result<(), CommandFailure> {
    let settings = settings(flags)?;
    let mut report = CheckReport::default();
    let mode = if settings.dev {
        " (development: weak settings are allowed)"
    } else {
        ""
    };
    print_part("settings", &format!("ok{mode}"));
    for warning in settings.http.warnings() {
        print_part("warning", &warning);
    }
    match database(&settings).await {
        Ok((word, db)) => {
            print_part("database", &format!("ok, {word}"));
            if let Some(db) = db {
                match secret(&settings, &db).await {
                    Ok(word) => print_part("secret", word),
                    Err(why) => report.fault("secret", "secret", &why),
                }
            }
        }
        Err(faults) => {
            for fault in faults {
                report.fault("database", "database", &fault);
            }
        }
    }
    limits(&settings, &mut report).await;
    match outbox::probe(&settings.mail, settings.dev, &settings.host()).await {
        Ok(health) => print_part("mail", &health.to_string()),
        Err(why) => {
            let fault = format!("the mail server cannot be used: {why}");
            report.fault("mail", "mail", &fault);
        }
    }
    sign_in(&settings, &mut report).await;
    match outside(&settings).await {
        Ok(word) => print_part("outside", &word),
        Err(why) => report.fault("outside", "outside", &why),
    }
    if report.broken.is_empty() {
        Ok(())
    } else {
        Err(failed(format!("not working: {}", report.broken.join(", "))))
    }
}

/// The components that do not work.
#[derive(Default)]
struct CheckReport {
    broken: Vec<&'static str>,
}

impl CheckReport {
    fn fault(&mut self, part: &str, name: &'static str, text: &str) {
        print_part(part, text);
        if !self.broken.contains(&name) {
            self.broken.push(name);
        }
    }
}

fn print_part(part: &str, text: &str) {
    print_line(&format!("{part:<9} {text}"));
}

/// Checks the database without changing it. Returns its description, or all problems found.
async fn database(settings: &Settings) -> Result<(String, Option<Db>), Vec<String>> {
    let one = |error: OpenError| vec![error.to_string()];
    let db = Db::open(&settings.database, OpenMode::ReadOnly).await;
    let db = match db {
        Err(OpenError::Unclean { place }) => {
            let word =
                format!("SQLite, not checked: {place} was not closed cleanly; `serve` recovers it");
            return Ok((word, None));
        }
        db => db.map_err(one)?,
    };
    name_database(&db);
    let kind = match db.kind() {
        DatabaseKind::Sqlite => "SQLite",
        DatabaseKind::Postgres => "PostgreSQL",
    };
    db.ping(CHECK_TIMEOUT)
        .await
        .map_err(|error| vec![format!("{kind} does not respond: {error}")])?;
    let schema = db.schema().await.map_err(one)?;
    let SchemaVersion { found, known } = schema;
    if found > known {
        return Err(one(OpenError::Newer { found, known }));
    }
    let faults = db.serve_faults(schema).await.map_err(one)?;
    if !faults.is_empty() {
        return Err(faults);
    }
    let bar = spinner("verifying the database");
    let verified = db.verify().await;
    bar.finish_and_clear();
    verified.map_err(one)?;
    let word = match found {
        0 => format!("{kind}, empty; `serve` creates the tables"),
        _ if found < known => {
            format!("{kind}, schema version {found}; `serve` migrates it to version {known}")
        }
        _ => format!("{kind}, schema version {found}"),
    };
    Ok((word, Some(db)))
}

/// Checks that the secret is the one used with the database. A secret that is generated at the start is
/// accepted.
async fn secret(settings: &Settings, db: &Db) -> Result<&'static str, String> {
    let Some(secret) = settings.configured_secret()? else {
        return Ok("generated at the first start, or stored in a file by an earlier start");
    };
    match rotation::is_accepted(db, &secret).await {
        Ok(true) => Ok("ok"),
        Ok(false) if settings.security.accept_new_secret => Ok("changed, accepted"),
        Ok(false) => {
            let url = settings.database.url()?;
            Err(rotation::refusal(db, &url).await.to_string())
        }
        // Before the first start the table of secrets does not exist.
        Err(_) => Ok("not used with this database yet"),
    }
}

async fn limits(settings: &Settings, report: &mut CheckReport) {
    let clock = Clock::system();
    let secret = clock.random_bytes::<32>();
    let mut limits = settings.limits.clone();
    // A reply too slow for a request still shows that Redis works.
    limits.redis_timeout_ms = limits.redis_timeout_ms.max(REDIS_TIMEOUT_MS);
    match Limits::open(&limits, clock, &secret).await {
        Err(error) => report.fault("limits", "limits", &error.to_string()),
        Ok(limits) => {
            let health = limits.health();
            if health.is_degraded() {
                let text = match settings.limits.hosts() {
                    Some(hosts) => format!("{hosts}: {health}"),
                    None => health.to_string(),
                };
                report.fault("limits", "redis", &text);
            } else {
                print_part("limits", &health.to_string());
            }
        }
    }
}

/// Checks that the sign-in providers respond, and shows the redirect URIs to register with them.
async fn sign_in(settings: &Settings, report: &mut CheckReport) {
    let providers = Outgoing::new(&settings.http.outgoing, settings.dev).and_then(|outgoing| {
        let (clock, callbacks) = (Clock::system(), settings.callback_url());
        Providers::new(&settings.identity, outgoing, clock, callbacks)
    });
    let probes = match providers {
        Ok(providers) => providers.probe().await,
        Err(why) => return report.fault("sign-in", "sign-in", &why),
    };
    if probes.is_empty() {
        print_part("sign-in", "no provider is configured");
    }
    for ProviderProbe {
        id,
        redirect_uri,
        discovery,
    } in probes
    {
        match discovery {
            None => print_part(
                "sign-in",
                &format!(
                    "{id}: configured; can be tested only by signing in, because it has no discovery document"
                ),
            ),
            Some((issuer, Ok(()))) => {
                print_part("sign-in", &format!("{id}: ok, {issuer} was discovered"));
            }
            Some((issuer, Err(fault))) => report.fault(
                "sign-in",
                "sign-in",
                &format!("{id}: {issuer} could not be discovered: {fault}"),
            ),
        }
        print_part("", &format!("redirect URI to register: {redirect_uri}"));
    }
}

/// Checks the external spam checks. Only Akismet can be tested without a comment.
async fn outside(settings: &Settings) -> Result<String, String> {
    let outgoing = Outgoing::new(&settings.http.outgoing, settings.dev)?;
    let outside = ExternalChecks::new(settings.spam.external_checks(), outgoing, Clock::system())?;
    match outside.probe(&settings.base_url()).await {
        Some(Err(why)) => Err(why),
        Some(Ok(())) | None => Ok(outside.health().to_string()),
    }
}
