//! Reloads the settings while the process serves, on SIGHUP.
//!
//! Only the log level and the credentials of services that were configured at the start are applied;
//! every other change needs a restart. If there is any mistake, nothing is applied.

use std::{collections::BTreeMap, fmt};

use toml::{Table, Value};

use super::{
    Flags, Scope, Settings, is_configuration, read_environment,
    sections::{Sections, leaves, put_at},
};
use crate::setting::Mistakes;

/// The sources of the settings, and the settings in use.
pub(crate) struct SettingsSource {
    flags: Flags,
    environment: BTreeMap<String, String>,
    dev: bool,
    /// The settings in use.
    sections: Sections,
}

/// The result of reloading the settings.
pub(crate) struct ReloadedSettings {
    /// The settings in use, with the new log level and credentials.
    pub settings: Settings,
    /// The keys whose new values are applied.
    pub changed: Vec<String>,
    /// The keys whose values have changed but are not applied.
    pub needs_restart: Vec<String>,
    /// The source to compare with at the next reload.
    pub source: SettingsSource,
}

impl SettingsSource {
    /// Loads file, environment (as given) and flags.
    pub(crate) fn load(
        flags: &Flags,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<(Settings, Self), Mistakes> {
        // The order of the environment is random; sorting by name makes it reproducible.
        let environment = environment
            // Shells and Compose files write an empty value for "not set".
            .filter(|(name, value)| name.starts_with("REJOINDER_") && !value.is_empty())
            .collect::<BTreeMap<_, _>>();
        let mut mistakes = Mistakes::default();
        let (sections, is_unconfigured) = collect_values(flags, &environment, &mut mistakes);
        let scope = Scope::Start { is_unconfigured };
        let settings = Settings::build(&sections, flags, scope, &mut mistakes);
        let source = Self {
            flags: flags.clone(),
            environment,
            dev: settings.dev,
            sections,
        };
        mistakes
            .into_result(settings)
            .map(|settings| (settings, source))
    }

    /// Reads all sources again, including the files that settings name, except those of the secret.
    /// `Err` holds all mistakes.
    pub(crate) fn reload(&self) -> Result<ReloadedSettings, Mistakes> {
        let mut mistakes = Mistakes::default();
        let (new, _) = collect_values(&self.flags, &self.environment, &mut mistakes);
        let scope = Scope::Reload { dev: self.dev };
        // The new settings must be valid as a whole, although only a part of them is applied.
        let all = Settings::build(&new, &self.flags, scope, &mut mistakes);
        mistakes.into_result(all)?;
        let (sections, changed, needs_restart) = merge(&self.sections, &new);
        let mut mistakes = Mistakes::default();
        let settings = Settings::build(&sections, &self.flags, scope, &mut mistakes);
        Ok(ReloadedSettings {
            settings: mistakes.into_result(settings)?,
            changed,
            needs_restart,
            source: Self {
                flags: self.flags.clone(),
                environment: self.environment.clone(),
                dev: self.dev,
                sections,
            },
        })
    }
}

impl fmt::Debug for SettingsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        f.debug_struct("SettingsSource").finish_non_exhaustive()
    }
}

impl fmt::Debug for ReloadedSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReloadedSettings")
            .field("changed", &self.changed)
            .field("needs_restart", &self.needs_restart)
            .finish_non_exhaustive()
    }
}

/// Returns the sections of file, environment and flags, merged in ascending order of precedence, and
/// whether nothing was set (see `is_unconfigured` of [`Scope::Start`]).
fn collect_values(
    flags: &Flags,
    environment: &BTreeMap<String, String>,
    mistakes: &mut Mistakes,
) -> (Sections, bool) {
    let file = flags.read_file(mistakes);
    let is_unconfigured = file.is_none()
        && flags.is_empty()
        && environment.keys().all(|name| !is_configuration(name));
    let mut sections = file.unwrap_or_default();
    read_environment(environment.clone(), &mut sections, mistakes);
    for (section, key, value) in [
        ("http", "listen", &flags.listen),
        ("http", "public_url", &flags.public_url),
        ("database", "url", &flags.database),
        ("limits", "redis_url", &flags.redis),
    ] {
        if let Some(value) = value {
            super::sections::put(&mut sections, section, key, Value::String(value.clone()));
        }
    }
    (sections, is_unconfigured)
}

/// Returns the old sections with the reloadable values of the new ones, the keys that were applied, and
/// the keys that differ but were not applied.
fn merge(old: &Sections, new: &Sections) -> (Sections, Vec<String>, Vec<String>) {
    let (mut merged, mut changed, mut needs_restart) = (old.clone(), Vec::new(), Vec::new());
    let (was, is) = (flatten(old), flatten(new));
    let mut paths = was.keys().chain(is.keys()).collect::<Vec<_>>();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let value = is.get(path).copied();
        if was.get(path).copied() == value {
            continue;
        }
        let name = path.join(".");
        let [section, keys @ ..] = path.as_slice() else {
            continue;
        };
        if !is_reloadable(section, keys, &was, &is) {
            needs_restart.push(name);
            continue;
        }
        let table = merged.entry((*section).to_owned()).or_default();
        match value {
            Some(value) => put_at(table, keys, value.clone()),
            None => remove_at(table, keys),
        }
        changed.push(name);
    }
    (merged, changed, needs_restart)
}

/// All values, by the path of keys that leads to each.
type FlatSettings<'a> = BTreeMap<Vec<&'a str>, &'a Value>;

fn flatten(sections: &Sections) -> FlatSettings<'_> {
    let mut flatten = FlatSettings::new();
    for (section, table) in sections {
        for (path, value) in leaves(table) {
            flatten.insert([&[section.as_str()], path.as_slice()].concat(), value);
        }
    }
    flatten
}

/// Returns whether a changed key is reloadable: the log level, and the credentials of a service that is
/// configured both before and after. Enabling or disabling a service needs a restart.
fn is_reloadable(
    section: &str,
    keys: &[&str],
    was: &FlatSettings<'_>,
    is: &FlatSettings<'_>,
) -> bool {
    let is_set = |paths: &[Vec<&str>]| {
        [was, is]
            .iter()
            .all(|flatten| paths.iter().any(|path| flatten.contains_key(path)))
    };
    match (section, keys) {
        ("log", ["level"]) => true,
        ("mail", ["smtp_url" | "password_file" | "ca_file" | "from"]) => {
            is_set(&[vec!["mail", "smtp_url"]])
        }
        (
            "identity",
            [
                provider @ ..,
                "client_id" | "client_secret" | "client_secret_file",
            ],
        ) => is_set(&[[&["identity"], provider, &["client_id"]].concat()]),
        ("spam", ["akismet", "key" | "key_file"]) => is_set(&[
            vec!["spam", "akismet", "key"],
            vec!["spam", "akismet", "key_file"],
        ]),
        ("spam", ["hook", "secret" | "secret_file"]) => is_set(&[vec!["spam", "hook", "url"]]),
        ("spam", ["captcha", "site_key" | "secret" | "secret_file"]) => {
            is_set(&[vec!["spam", "captcha", "kind"]])
        }
        _ => false,
    }
}

fn remove_at(table: &mut Table, path: &[&str]) {
    match path {
        [] => {}
        [key] => drop(table.remove(*key)),
        [key, rest @ ..] => {
            if let Some(Value::Table(inner)) = table.get_mut(*key) {
                remove_at(inner, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use secrecy::ExposeSecret as _;

    use super::*;

    const FIRST: &str = r#"
        [log]
        level = "info"
        [http]
        listen = "127.0.0.1:8080"
        [security]
        secret = "first secret of this installation"
        [mail]
        smtp_url = "smtp://me:first@mail.example"
        from = "comments@blog.example"
        [identity.github]
        client_id = "first"
        client_secret = "first"
        [spam.hook]
        url = "https://hook.example/"
        secret = "first-secret-of-the-hook-of-this-test"
    "#;

    fn started(file: &Path) -> SettingsSource {
        fs::write(file, FIRST).expect("writes");
        let flags = Flags {
            config: Some(file.to_owned()),
            dev: true,
            ..Flags::default()
        };
        let loaded = SettingsSource::load(&flags, std::iter::empty());
        loaded.expect("sound").1
    }

    #[test]
    fn level_and_credentials_are_taken_and_everything_else_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rejoinder.toml");
        let source = started(&file);
        let new = FIRST
            .replace("info", "debug")
            .replace(":8080", ":9090")
            .replace("first", "second")
            .replace("hook.example", "other.example")
            + "\n[identity.google]\nclient_id = \"new\"\nclient_secret = \"new\"\n";
        fs::write(&file, &new).expect("writes");
        let reloaded = source.reload().expect("sound");
        assert_eq!(
            reloaded.changed,
            [
                "identity.github.client_id",
                "identity.github.client_secret",
                "log.level",
                "mail.smtp_url",
                "spam.hook.secret",
            ]
        );
        assert_eq!(
            reloaded.needs_restart,
            [
                "http.listen",
                "identity.google.client_id",
                "identity.google.client_secret",
                "security.secret",
                "spam.hook.url",
            ]
        );
        let settings = &reloaded.settings;
        assert_eq!(settings.log.level, "debug");
        assert_eq!(settings.http.listen.port(), Some(8080));
        let secret = settings.security.secret.as_ref().expect("is set");
        assert!(secret.expose_secret().starts_with("first"));
        assert_eq!(
            settings.spam.hook.url.as_deref(),
            Some("https://hook.example/")
        );
        // An unchanged file changes nothing; keys that were not applied are still reported.
        let again = reloaded.source.reload().expect("sound");
        assert_eq!(again.changed, Vec::<String>::new());
        assert_eq!(again.needs_restart, reloaded.needs_restart);
        assert!(!format!("{reloaded:?} {source:?}").contains("second-secret"));
    }

    #[test]
    fn a_secret_may_move_into_a_file_and_a_service_is_not_switched_on_or_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, password) = (folder.path().join("a.toml"), folder.path().join("password"));
        let source = started(&file);
        let new = FIRST.replace(
            "client_secret = \"first\"",
            &format!("client_secret_file = \"{}\"", password.display()),
        );
        fs::write(&file, new).expect("writes");
        fs::write(&password, "in-the-file\n").expect("writes");
        let moved = source.reload().expect("sound");
        assert_eq!(
            moved.changed,
            [
                "identity.github.client_secret",
                "identity.github.client_secret_file"
            ]
        );
        assert!(moved.settings.identity.github.client_secret.is_none());

        let without_mail = FIRST
            .replace("smtp_url", "#smtp_url")
            .replace("from", "#from");
        fs::write(&file, without_mail).expect("writes");
        let reloaded = source.reload().expect("sound");
        assert_eq!(reloaded.changed, Vec::<String>::new());
        assert_eq!(reloaded.needs_restart, ["mail.from", "mail.smtp_url"]);
        assert!(reloaded.settings.mail.smtp_url.is_some());
    }

    #[test]
    fn with_any_mistake_nothing_is_applied_and_all_are_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rejoinder.toml");
        let source = started(&file);
        let wrong = FIRST.replace("\"info\"", "\"rejoinder=nonsense\"")
            + "\n[identity.twitter]\nclient_id = \"a\"\n[databas]\nurl = \"x\"\n";
        fs::write(&file, wrong).expect("writes");
        let mistakes = source.reload().expect_err("is refused").0.join("\n");
        for part in ["log.level", "identity.twitter.client_secret", "[databas]"] {
            assert!(mistakes.contains(part), "{part}: {mistakes}");
        }
        fs::remove_file(&file).expect("is there");
        assert!(source.reload().is_err());
        fs::write(&file, "[log\n").expect("writes");
        assert!(source.reload().is_err());
        // The secret is neither read nor validated again.
        let secret = "first secret of this installation";
        fs::write(&file, FIRST.replace(secret, "x")).expect("writes");
        let reloaded = source.reload().expect("sound");
        assert_eq!(reloaded.needs_restart, ["security.secret"]);
    }
}
