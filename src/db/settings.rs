//! Section `[database]` of the settings.

use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::DatabaseUrl;

/// Section `[database]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://user:password@host/name`.
    pub url: SecretString,
    /// PostgreSQL: the largest number of connections. Slow reads use at most a quarter of them.
    pub connections: usize,
    /// PostgreSQL: a PEM file with the certificate authorities to trust; if unset, the public ones.
    pub ca_file: Option<PathBuf>,
    /// SQLite: the number of threads for public reads. Slow reads have two more, and the process itself
    /// one.
    pub readers: usize,
    /// SQLite: the largest number of queued writes; further callers get 503 immediately.
    pub queue: usize,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: "sqlite:data/rejoinder.db".into(),
            connections: 16,
            ca_file: None,
            readers: 2,
            queue: 4096,
        }
    }
}

impl DatabaseSettings {
    /// Parses the URL; an error says what is wrong and shows the correct spelling.
    pub fn url(&self) -> Result<DatabaseUrl, String> {
        DatabaseUrl::parse(self.url.expose_secret())
    }
}
