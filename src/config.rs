//! All settings, merged from the settings file, the environment and the flags, in ascending order of
//! precedence.

mod environment;
mod reload;
mod secrets;
mod sections;

use std::path::PathBuf;

use serde::Deserialize;

use self::{
    environment::{is_configuration, read_environment},
    sections::{Sections, read_file, section},
};
use crate::{
    closed_set::closed_set,
    db::DatabaseSettings,
    http::{API_BASE, HttpSettings},
    limit::LimitSettings,
    mail::MailSettings,
    provider::IdentitySettings,
    rotation::ConfiguredSecrets,
    secret::Secret,
    setting::Mistakes,
    spam::SpamSettings,
};

pub use self::secrets::PreviousSecretSettings;
pub(crate) use self::{reload::SettingsSource, secrets::SecuritySettings};

/// All settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Development mode: weak settings are allowed, `/demo` and `/docs` are served, and a missing
    /// secret is generated.
    pub dev: bool,
    pub security: SecuritySettings,
    pub http: HttpSettings,
    pub database: DatabaseSettings,
    pub limits: LimitSettings,
    pub mail: MailSettings,
    pub identity: IdentitySettings,
    pub spam: SpamSettings,
    pub log: LogSettings,
}

/// Section `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug`, `trace`, or a filter such as `rejoinder=debug,warn`.
    pub level: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: "info".to_owned(),
        }
    }
}

closed_set! {
    /// The format of log lines.
    #[derive(Default)]
    pub enum LogFormat {
        /// Text if standard error is a terminal, JSON otherwise.
        #[default]
        Auto = "auto",
        Text = "text",
        Json = "json",
    }
}

/// The settings given as flags, which have the highest precedence.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub config: Option<PathBuf>,
    /// The settings file used if `config` names none: read if it exists, but not with `dev`.
    pub default_config: Option<PathBuf>,
    pub dev: bool,
    /// For commands that use only the database: settings required only for serving may be missing.
    pub database_only: bool,
    pub listen: Option<String>,
    pub public_url: Option<String>,
    pub database: Option<String>,
    pub redis: Option<String>,
    pub accept_new_secret: bool,
}

impl Flags {
    /// Returns whether the flags configure nothing but the listener and the database.
    fn is_empty(&self) -> bool {
        self.public_url.is_none() && self.redis.is_none()
    }

    /// Reads the named settings file, or the default one if it exists.
    fn read_file(&self, mistakes: &mut Mistakes) -> Option<Sections> {
        if let Some(path) = &self.config {
            return Some(read_file(path, mistakes));
        }
        let path = self.default_config.as_ref().filter(|_| !self.dev)?;
        match path.try_exists() {
            Ok(false) => None,
            // Also reads the file if its folder is not accessible: the file exists for a reason, so the
            // error must be reported.
            Ok(true) | Err(_) => Some(read_file(path, mistakes)),
        }
    }
}

impl Settings {
    /// Loads file, environment (as given) and flags.
    pub fn load(
        flags: &Flags,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Mistakes> {
        SettingsSource::load(flags, environment).map(|(settings, _)| settings)
    }

    /// Builds the settings from the sections; mistakes are added to `mistakes`.
    fn build(sections: &Sections, flags: &Flags, scope: Scope, mistakes: &mut Mistakes) -> Self {
        let mut settings = Self {
            dev: flags.dev || flags.database_only,
            security: section(sections, "security", mistakes),
            http: section(sections, "http", mistakes),
            database: section(sections, "database", mistakes),
            limits: section(sections, "limits", mistakes),
            mail: section(sections, "mail", mistakes),
            identity: section(sections, "identity", mistakes),
            spam: section(sections, "spam", mistakes),
            log: section(sections, "log", mistakes),
        };
        settings.security.accept_new_secret = flags.accept_new_secret;
        // A server that only this machine can reach and that has no other settings is being tried out.
        // A missing setting (behind a proxy: the public URL) must not have the same effect.
        settings.dev |= match scope {
            Scope::Start { is_unconfigured } => {
                is_unconfigured
                    && settings.http.listen.is_loopback()
                    && settings
                        .database
                        .url()
                        .is_ok_and(|url| url.sqlite_path().is_some())
            }
            Scope::Reload { dev } => dev,
        };
        let with_secret = !flags.database_only && matches!(scope, Scope::Start { .. });
        settings.validate(with_secret, mistakes);
        settings
    }

    fn validate(&self, with_secret: bool, mistakes: &mut Mistakes) {
        self.http.check(self.dev, mistakes);
        self.limits.check(mistakes);
        self.mail.check(mistakes);
        self.identity.check(self.dev, mistakes);
        self.spam.check(self.dev, mistakes);
        // Commands that use only the database may run as a user who cannot read the secret file, and a
        // running server continues to use the secret that it started with.
        if with_secret {
            self.security.check(self.dev, mistakes);
        }
        if let Err(mistake) = self.database.url() {
            mistakes.add("database.url", mistake);
        }
        for (key, value) in [
            ("database.connections", self.database.connections),
            ("database.readers", self.database.readers),
            ("database.queue", self.database.queue),
        ] {
            mistakes.range(key, value, &(1..=100_000));
        }
        if self
            .log
            .level
            .parse::<tracing_subscriber::EnvFilter>()
            .is_err()
        {
            mistakes.add(
                "log.level",
                "must be `error`, `warn`, `info`, `debug`, `trace` or a filter",
            );
        }
        if with_secret
            && !self.dev
            && self.security.secret.is_none()
            && self.security.secret_file.is_none()
        {
            mistakes.add(
                "security.secret",
                "is required; set it to at least 32 random bytes (`openssl rand -base64 48`), or use --dev to \
                 try Rejoinder out",
            );
        }
    }

    /// Returns the configured secret, if any.
    pub fn configured_secret(&self) -> Result<Option<Secret>, String> {
        self.security.current()
    }

    /// Returns the secret and the secrets that it replaced; `current` is used if no secret is configured.
    pub fn secrets(&self, current: Secret) -> Result<ConfiguredSecrets, String> {
        self.security.all(current)
    }

    /// Returns the host name by which other machines know this installation.
    #[must_use]
    pub fn host(&self) -> String {
        let of = |url: &url::Url| url.host_str().map(str::to_owned);
        let public = self.http.public_url.as_ref().and_then(of);
        public.unwrap_or_else(|| "localhost".to_owned())
    }

    /// Returns the base URL for browsers: the public URL, or the URL of the listener.
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.http.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => self.http.listen.base_url(),
        }
    }

    /// Returns the URL below which sign-in providers redirect to this server.
    pub fn callback_url(&self) -> String {
        format!("{}{API_BASE}/session", self.base_url())
    }
}

/// When the settings are read.
#[derive(Clone, Copy)]
enum Scope {
    /// At the start. `is_unconfigured`: there is no settings file, no flag besides those for the listener and
    /// the database, and no environment variable besides those for the listener and the log.
    Start { is_unconfigured: bool },
    /// While the process serves, in development mode or not.
    Reload { dev: bool },
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn load(flags: &Flags, environment: &[(&str, &str)]) -> Result<Settings, Mistakes> {
        let environment = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Settings::load(flags, environment)
    }

    #[test]
    fn with_no_settings_it_is_for_trying_out() {
        let settings = load(&Flags::default(), &[]).expect("loads");
        assert!(settings.dev);
        assert_eq!(settings.base_url(), "http://127.0.0.1:8080");
        assert_eq!(
            settings.database.url.expose_secret(),
            "sqlite:data/rejoinder.db"
        );
    }

    #[test]
    fn all_mistakes_are_reported_together_and_none_shows_a_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rejoinder.toml");
        std::fs::write(
            &file,
            "[http]\nlisten = \"nowhere\"\ncolour = 3\n[security]\nsecret = \"hunter2hunter2\"\n[databas]\nurl = \"\"\n",
        )
        .expect("writes");
        let flags = Flags {
            config: Some(file),
            ..Flags::default()
        };
        let mistakes = load(
            &flags,
            &[
                ("REJOINDER_COLOUR", "red"),
                ("REJOINDER_DATABASE__READERS", "many"),
            ],
        )
        .expect_err("is refused")
        .0;
        let all = mistakes.join("\n");
        for part in [
            "http.listen",
            "http.colour",
            "[databas]",
            "REJOINDER_COLOUR",
            "database.readers",
            "security.secret",
        ] {
            assert!(all.contains(part), "{part} in:\n{all}");
        }
        assert!(!all.contains("hunter2"), "{all}");
    }

    #[test]
    fn a_secret_of_a_provider_is_never_shown_and_never_taken_for_a_number() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rejoinder.toml");
        let text = "[identity]\ngithub = \"hunter2\"\n[identity.twitter]\nclient_secret = 4711\n\
                    [identity.oidc.acme]\nclient_secret = [4711]\ncolour = 1\n[identity.acme]\nclient_id = \"a\"\n";
        std::fs::write(&file, text).expect("writes");
        let flags = Flags {
            config: Some(file),
            dev: true,
            ..Flags::default()
        };
        let all = load(&flags, &[]).expect_err("is refused").0.join("\n");
        for part in [
            "identity.github",
            "identity.twitter.client_secret",
            "identity.oidc.acme.client_secret",
            "identity.oidc.acme.colour",
            "identity.acme.client_id",
        ] {
            assert!(all.contains(part), "{part} in:\n{all}");
        }
        assert!(!all.contains("hunter2") && !all.contains("4711"), "{all}");

        let flags = Flags {
            dev: true,
            ..Flags::default()
        };
        let environment = [
            ("REJOINDER_IDENTITY__FACEBOOK__CLIENT_ID", "12345678"),
            ("REJOINDER_IDENTITY__FACEBOOK__CLIENT_SECRET", "12e45"),
            (
                "REJOINDER_IDENTITY__OIDC__ACME__ISSUER",
                "https://id.acme.example",
            ),
            ("REJOINDER_IDENTITY__OIDC__ACME__CLIENT_ID", "rejoinder"),
            ("REJOINDER_IDENTITY__OIDC__ACME__CLIENT_SECRET", "true"),
        ];
        let identity = load(&flags, &environment).expect("loads").identity;
        assert_eq!(identity.facebook.client_id.as_deref(), Some("12345678"));
        let secret = identity.facebook.client_secret.as_ref();
        assert_eq!(secret.map(|s| s.expose_secret()), Some("12e45"));
        assert!(identity.oidc.contains_key("acme"));
        assert!(!format!("{identity:?}").contains("12e45"));
    }

    #[test]
    fn flags_beat_the_environment_and_the_environment_beats_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rejoinder.toml");
        std::fs::write(
            &file,
            "[http]\nlisten = \"127.0.0.1:1\"\n[http.serve]\nkeep_alive = 7\nwrite_timeout = 8\n\
             [database]\nreaders = 7\nqueue = 8\n",
        )
        .expect("writes");
        let flags = Flags {
            config: Some(file),
            dev: true,
            listen: Some("127.0.0.1:3".into()),
            ..Flags::default()
        };
        let settings = load(
            &flags,
            &[
                ("REJOINDER_LISTEN", "127.0.0.1:2"),
                ("REJOINDER_DATABASE__QUEUE", "9"),
                ("REJOINDER_HTTP__SERVE__WRITE_TIMEOUT", "9"),
            ],
        )
        .expect("loads");
        let serve = &settings.http.serve;
        assert_eq!(
            (serve.keep_alive.as_secs(), serve.write_timeout.as_secs()),
            (7, 9)
        );
        assert_eq!(settings.http.listen.port(), Some(3));
        assert_eq!((settings.database.readers, settings.database.queue), (7, 9));
    }

    #[test]
    fn a_setting_for_serving_turns_development_mode_off() {
        let aside = [
            ("REJOINDER_LISTEN", "127.0.0.1:1"),
            ("REJOINDER_LOG__LEVEL", "warn"),
            ("REJOINDER_TEST_REDIS_URL", "redis://cache"),
        ];
        assert!(load(&Flags::default(), &aside).expect("loads").dev);
        for set in [
            ("REJOINDER_SECRET", "a secret of more than 32 characters"),
            ("REJOINDER_DATABASE_URL", "sqlite:data/rejoinder.db"),
            ("REJOINDER_HTTP__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]"),
            ("REJOINDER_REDIS_URL", "redis://cache"),
        ] {
            let mistakes = load(&Flags::default(), &[set]).expect_err("is not dev").0;
            assert!(mistakes.join("\n").contains("http.public_url"), "{set:?}");
        }
        let postgres = Flags {
            database: Some("postgres://db/name".into()),
            ..Flags::default()
        };
        assert!(load(&postgres, &[]).is_err());
    }

    #[test]
    fn weak_settings_are_refused_where_others_can_reach_it() {
        let flags = Flags {
            listen: Some("0.0.0.0:8080".into()),
            ..Flags::default()
        };
        let mistakes = load(&flags, &[]).expect_err("is refused").0.join("\n");
        assert!(mistakes.contains("security.secret"), "{mistakes}");
        let plain = [
            ("REJOINDER_PUBLIC_URL", "http://blog.example"),
            ("REJOINDER_SECRET", &"s".repeat(40) as &str),
        ];
        assert!(load(&Flags::default(), &plain).is_err());
        assert!(
            load(
                &Flags {
                    dev: true,
                    ..Flags::default()
                },
                &plain
            )
            .is_ok()
        );
    }
}
