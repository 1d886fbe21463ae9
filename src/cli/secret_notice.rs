//! Prints where the secret of a database is, after `backup` and `restore`.

use crate::{config::Settings, rotation, secret::Secret};

const CONSEQUENCE: &str =
    "With another secret, bans by email address, edit tokens and sessions stop working.";

/// Returns a notice that says where the secret for the database is, and what to do with it.
/// `fingerprint` is that of the secret last used with the database, if any: a location with a different
/// secret is reported as such.
pub(super) fn secret_notice(
    settings: &Settings,
    fingerprint: Option<&[u8]>,
    advice: &str,
) -> String {
    let is_right =
        |secret: &Secret| fingerprint.is_none_or(|fingerprint| secret.fingerprint() == fingerprint);
    let candidates = candidates(settings);
    // If the secret at a location cannot be read, the location is still the best one to report.
    let right = candidates
        .iter()
        .find(|(_, secret)| secret.as_ref().is_none_or(is_right));
    match (right, candidates.first()) {
        (Some((place, _)), _) => format!("The secret is {place}. {advice} {CONSEQUENCE}"),
        (None, Some((place, _))) => format!(
            "The secret {place} is not the one last used with this database. Find \
             the correct secret. {advice} {CONSEQUENCE}"
        ),
        (None, None) => format!(
            "The secret is specified by the settings of the server (security.secret or \
             security.secret_file). {advice} {CONSEQUENCE}"
        ),
    }
}

/// The location of a secret, and the secret if it can be read.
type LocatedSecret = (String, Option<Secret>);

/// Returns the locations where the secret of the database may be, the one that a start would use first.
fn candidates(settings: &Settings) -> Vec<LocatedSecret> {
    let mut found = Vec::new();
    let security = &settings.security;
    let configured = settings.configured_secret().ok().flatten();
    if let Some(file) = &security.secret_file {
        found.push((format!("in {}", file.display()), configured.clone()));
    } else if security.secret.is_some() {
        let place = "in the settings (security.secret)".to_owned();
        found.push((place, configured.clone()));
    }
    if let Some(current) = configured
        && let Ok(all) = settings.secrets(current)
    {
        let previous = (0..).zip(all.previous);
        found.extend(previous.map(|(n, named)| {
            let place = format!("in the settings (security.previous_secrets[{n}])");
            (place, Some(named.secret))
        }));
    }
    if let Ok(url) = settings.database.url() {
        let file = rotation::development_secret_file(&url);
        if file.exists() {
            let stored = rotation::stored_development_secret(&url).ok().flatten();
            found.push((format!("in {} (development)", file.display()), stored));
        }
    }
    found
}
