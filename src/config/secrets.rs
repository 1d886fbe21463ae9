//! Section `[security]`: the secret and the secrets that it replaced.

use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use toml::Value;

use crate::{
    clock::Timestamp,
    input,
    rotation::{ConfiguredSecrets, NamedSecret},
    secret::{SHORTEST, Secret},
    setting::Mistakes,
};

/// The number of previous secrets allowed. Each one costs a hash at every lookup, and a secret that has
/// to be replaced more often points to another problem.
const PREVIOUS_MAX: usize = 3;

/// How to create a strong secret, and what depends on it.
pub(super) const SECRET_REMEDY: &str = "Create one with `openssl rand -base64 48`. Bans, edit tokens \
    and open forms depend on the secret: if this database was used with another one, replace it as \
    docs/rotate-the-secret.md says.";

/// Section `[security]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecuritySettings {
    /// The secret: at least 32 random characters, the same for every replica (`openssl rand -base64 48`).
    pub secret: Option<SecretString>,
    /// A file with the secret, as an alternative to `secret`.
    pub secret_file: Option<PathBuf>,
    /// The secrets that this one replaced, at most three.
    pub previous_secrets: Vec<PreviousSecretSettings>,
    /// Set by a flag: the secret was changed on purpose.
    #[serde(skip)]
    pub accept_new_secret: bool,
}

/// An entry of `security.previous_secrets`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PreviousSecretSettings {
    pub secret: Option<SecretString>,
    /// A file with the secret, as an alternative to `secret`.
    pub secret_file: Option<PathBuf>,
    /// When the previous secret expires: a date (until its end, UTC) or a date and time with an offset.
    /// Default: 30 days after the secret was replaced.
    pub until: Option<Value>,
    /// Whether others may know the secret. If so, it verifies nothing and is only used to find bans and
    /// authors.
    pub compromised: bool,
}

impl SecuritySettings {
    /// Adds all mistakes in this section; a missing secret is not one. In development mode (`dev`) a
    /// weak secret is accepted. A weak previous secret is always accepted, because it has to be listed
    /// in order to replace it.
    pub(super) fn check(&self, dev: bool, mistakes: &mut Mistakes) {
        let faults = &mut mistakes.0;
        let current = match self.current() {
            Ok(current) => current,
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let weakness = current.as_ref().and_then(Secret::weakness);
        if let Some(weakness) = weakness.filter(|_| !dev) {
            let key = if self.secret_file.is_some() {
                "secret_file"
            } else {
                "secret"
            };
            faults.push(format!("security.{key}: {weakness}. {SECRET_REMEDY}"));
        }
        let found = self.previous_secrets.len();
        if found > PREVIOUS_MAX {
            faults.push(format!(
                "security.previous_secrets: must have at most {PREVIOUS_MAX} entries (got {found}); \
                 remove the oldest"
            ));
        }
        let mut seen = current.into_iter().collect::<Vec<_>>();
        for (n, previous) in self.previous_secrets.iter().enumerate() {
            match previous.read(n) {
                Err(fault) => faults.push(fault),
                Ok(named) if seen.contains(&named.secret) => faults.push(format!(
                    "security.previous_secrets[{n}]: is the same as security.secret or an earlier entry; \
                     remove it"
                )),
                Ok(named) => seen.push(named.secret),
            }
        }
    }

    /// Returns the configured secret, if any.
    pub(super) fn current(&self) -> Result<Option<Secret>, String> {
        read("security", self.secret.as_ref(), self.secret_file.as_ref())
    }

    /// Returns all secrets, with `current` if no secret is configured.
    pub(super) fn all(&self, current: Secret) -> Result<ConfiguredSecrets, String> {
        let previous = self.previous_secrets.iter().enumerate();
        let previous = previous.map(|(n, previous)| previous.read(n));
        Ok(ConfiguredSecrets {
            current,
            previous: previous.collect::<Result<_, _>>()?,
        })
    }
}

impl PreviousSecretSettings {
    fn read(&self, n: usize) -> Result<NamedSecret, String> {
        let key = format!("security.previous_secrets[{n}]");
        let secret = read(&key, self.secret.as_ref(), self.secret_file.as_ref())?;
        let secret = secret.ok_or_else(|| format!("{key}: set secret or secret_file"))?;
        let until = self.until.as_ref().map(|until| {
            end(until).ok_or_else(|| {
                format!(
                    "{key}.until: must be a date such as \"2027-01-31\" or a date and time with an offset \
                     such as \"2027-01-31T12:00:00Z\""
                )
            })
        });
        Ok(NamedSecret {
            secret,
            until: until.transpose()?,
            compromised: self.compromised,
        })
    }
}

/// Parses the expiry. A date means its end, so that the secret is still used on that day.
fn end(value: &Value) -> Option<Timestamp> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Datetime(at) => at.to_string(),
        _ => return None,
    };
    Timestamp::parse(&text).or_else(|| Timestamp::parse(&format!("{text}T23:59:59.999Z")))
}

fn read(
    key: &str,
    secret: Option<&SecretString>,
    file: Option<&PathBuf>,
) -> Result<Option<Secret>, String> {
    let (name, read) = match (secret, file) {
        (Some(_), Some(_)) => {
            return Err(format!(
                "{key}.secret and {key}.secret_file: set one of them"
            ));
        }
        (None, None) => return Ok(None),
        (Some(secret), None) => ("secret", Secret::new(secret.expose_secret().trim())),
        (None, Some(file)) => {
            let bytes = input::read_regular(file, input::SETTING_MAX).map_err(|error| {
                let file = file.display();
                format!("{key}.secret_file: cannot read {file}: {error}")
            })?;
            ("secret_file", Secret::from_file(&bytes))
        }
    };
    let secret = read.ok_or_else(|| {
        format!("{key}.{name}: must have at least {SHORTEST} bytes. {SECRET_REMEDY}")
    })?;
    Ok(Some(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "an old secret of more than 32 characters";
    const NEW: &str = "a new secret of more than 32 characters";

    fn settings(text: &str) -> SecuritySettings {
        toml::from_str(text).expect("reads")
    }

    fn mistakes(text: &str) -> Vec<String> {
        let mut mistakes = Mistakes::default();
        settings(text).check(true, &mut mistakes);
        mistakes.0
    }

    #[test]
    fn an_end_is_a_date_or_a_time_as_toml_or_as_text() {
        for (until, expected) in [
            ("2027-01-31", "2027-01-31T23:59:59.999Z"),
            ("\"2027-01-31\"", "2027-01-31T23:59:59.999Z"),
            ("2027-01-31T12:00:00Z", "2027-01-31T12:00:00.000Z"),
            ("\"2027-01-31T12:00:00+01:00\"", "2027-01-31T11:00:00.000Z"),
        ] {
            let text = format!("[[previous_secrets]]\nsecret = \"{OLD}\"\nuntil = {until}");
            let all = settings(&text).all(Secret::new(NEW).expect("long enough"));
            let all = all.expect("is sound");
            let read = all.previous[0].until.expect("an end");
            assert_eq!(read.rfc3339(), expected);
            assert!(!all.previous[0].compromised);
        }
    }

    #[test]
    fn every_mistake_names_the_entry_and_shows_no_secret() {
        let entry = |rest: &str| format!("[[previous_secrets]]\n{rest}\n");
        let old = format!("secret = \"{OLD}\"");
        for (text, part) in [
            (entry(""), "previous_secrets[0]: set secret or secret_file"),
            (
                entry("secret = \"short\""),
                "previous_secrets[0].secret: must have at least 32",
            ),
            (
                entry("secret_file = \"/nowhere\""),
                "previous_secrets[0].secret_file: cannot read",
            ),
            (
                entry(&format!("{old}\nuntil = \"soon\"")),
                "previous_secrets[0].until: must be",
            ),
            (
                entry(&format!("{old}\nuntil = 2027-01-31T12:00:00")),
                "previous_secrets[0].until",
            ),
            (
                entry(&old) + &entry(&old),
                "previous_secrets[1]: is the same",
            ),
            (
                format!("{old}\n{}", entry(&old)),
                "previous_secrets[0]: is the same",
            ),
            (entry(&old).repeat(4), "at most 3 entries (got 4)"),
        ] {
            let faults = mistakes(&text).join("\n");
            assert!(faults.contains(part), "{part} in {faults:?}");
            assert!(
                !faults.contains("old secret") && !faults.contains("short\""),
                "{faults}"
            );
        }
        assert!(mistakes(&entry(&old)).is_empty());
    }
}
