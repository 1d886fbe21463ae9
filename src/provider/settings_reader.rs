//! Reads the sections of the providers: their credentials, and what they change in the built-in table.

use arc_swap::ArcSwap;

use super::{
    ClientCredentials, ConfiguredProvider, ProviderProtocol,
    oidc::OidcProvider,
    settings::{IdentitySettings, ProviderSettings},
    table::{self, BUILT_IN, BuiltInProvider, GOOGLE_ISSUER, GRAPH_VERSION, OAuthProvider},
};
use crate::{
    client::parse_configured_url,
    setting::{Mistakes, is_word},
};

/// The settings of a provider in `[identity.oidc]`, besides the credentials.
const OIDC_KEYS: &[&str] = &["issuer", "name", "scopes"];

/// Reads the section and collects its errors.
struct ProviderSectionReader<'a> {
    found: Vec<ConfiguredProvider>,
    faults: &'a mut Mistakes,
    dev: bool,
}

impl IdentitySettings {
    /// Adds all mistakes in this section.
    pub fn check(&self, dev: bool, faults: &mut Mistakes) {
        self.read(dev, faults);
    }

    /// Returns the enabled providers. The client checks again on each request which hosts are allowed.
    pub(super) fn providers(&self) -> Result<Vec<ConfiguredProvider>, Mistakes> {
        let mut faults = Mistakes::default();
        let found = self.read(true, &mut faults);
        faults.into_result(found)
    }

    fn read(&self, dev: bool, faults: &mut Mistakes) -> Vec<ConfiguredProvider> {
        let mut reader = ProviderSectionReader {
            found: Vec::new(),
            faults,
            dev,
        };
        for provider in BUILT_IN {
            let settings = match provider.id {
                "twitter" => &self.twitter,
                "wordpress" => &self.wordpress,
                "facebook" => &self.facebook,
                "github" => &self.github,
                _ => &self.google,
            };
            reader.read_built_in(provider, settings);
        }
        for (id, settings) in &self.oidc {
            reader.read_oidc(id, settings);
        }
        reader.found
    }
}

impl ProviderSectionReader<'_> {
    fn read_built_in(&mut self, provider: &BuiltInProvider, settings: &ProviderSettings) {
        let id = provider.id;
        self.refuse_other_keys(id, settings, provider.keys);
        let protocol = match id {
            "twitter" => self.override_row(id, settings, table::twitter()),
            "wordpress" => self.override_row(id, settings, table::wordpress()),
            "github" => self.override_row(id, settings, table::github()),
            "facebook" => {
                let version = settings.version.as_deref().unwrap_or(GRAPH_VERSION);
                let is_version = version.strip_prefix('v').is_some_and(|number| {
                    number.len() <= 8 && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                });
                if !is_version {
                    self.add_fault(id, "version", "must be like v26.0");
                }
                self.override_row(id, settings, table::facebook(version))
            }
            _ => {
                let mut issuer = GOOGLE_ISSUER.to_owned();
                self.override_url(id, "issuer", settings.issuer.as_ref(), &mut issuer);
                open_id_connect(issuer, default_scopes(), true)
            }
        };
        self.add(id, id, provider.name, settings, protocol);
    }

    fn read_oidc(&mut self, id: &str, settings: &ProviderSettings) {
        let section = format!("oidc.{id}");
        let is_id = (1..=32).contains(&id.len())
            && id
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !is_id {
            self.add_fault(
                "oidc",
                id,
                "an id must be 1 to 32 characters of a-z, 0-9 and hyphens",
            );
        }
        if BUILT_IN.iter().any(|one| one.id == id) {
            self.add_fault(
                "oidc",
                id,
                "this id belongs to a built-in provider; choose another one",
            );
        }
        self.refuse_other_keys(&section, settings, OIDC_KEYS);
        let mut issuer = String::new();
        self.override_url(&section, "issuer", settings.issuer.as_ref(), &mut issuer);
        if settings.issuer.is_none() {
            self.add_fault(&section, "issuer", "is required");
        } else if issuer.contains(['?', '#']) {
            self.add_fault(&section, "issuer", "must not have a query or a fragment");
        }
        if settings.client_id.is_none()
            && settings.client_secret.is_none()
            && settings.client_secret_file.is_none()
        {
            self.add_fault(&section, "client_id", "is required");
        }
        let mut scopes = default_scopes();
        self.override_scopes(&section, settings, &mut scopes);
        if !scopes.iter().any(|scope| scope == "openid") {
            self.add_fault(&section, "scopes", "must include `openid`");
        }
        let name = settings.name.as_deref().unwrap_or(id);
        if crate::text::Name::parse(name).is_err() {
            self.add_fault(&section, "name", "must be 1 to 64 characters on one line");
        }
        let protocol = open_id_connect(issuer, scopes, false);
        self.add(&section, id, name, settings, protocol);
    }

    fn add_fault(&mut self, section: &str, key: &str, fault: &str) {
        self.faults.add(&format!("identity.{section}.{key}"), fault);
    }

    /// Adds the provider if it has credentials.
    fn add(
        &mut self,
        section: &str,
        id: &str,
        name: &str,
        settings: &ProviderSettings,
        protocol: ProviderProtocol,
    ) {
        if let Some(credentials) = self.read_credentials(section, settings) {
            self.found.push(ConfiguredProvider {
                id: id.to_owned(),
                name: name.to_owned(),
                credentials: ArcSwap::from_pointee(credentials),
                protocol,
            });
        }
    }

    fn refuse_other_keys(&mut self, section: &str, settings: &ProviderSettings, known: &[&str]) {
        for key in settings.keys().filter(|key| !known.contains(key)) {
            let known = known.join(", ");
            self.add_fault(
                section,
                key,
                &format!("does not apply to this provider; remove it (known: {known})"),
            );
        }
    }

    /// Replaces what the settings change in a row of the table.
    fn override_row(
        &mut self,
        section: &str,
        settings: &ProviderSettings,
        mut row: OAuthProvider,
    ) -> ProviderProtocol {
        for (key, value, target) in [
            (
                "authorize_url",
                &settings.authorize_url,
                Some(&mut row.authorize),
            ),
            ("token_url", &settings.token_url, Some(&mut row.token)),
            ("profile_url", &settings.profile_url, Some(&mut row.profile)),
            ("emails_url", &settings.emails_url, row.emails.as_mut()),
        ] {
            if let Some(target) = target {
                self.override_url(section, key, value.as_ref(), target);
            }
        }
        self.override_scopes(section, settings, &mut row.scopes);
        ProviderProtocol::OAuth(row)
    }

    fn override_url(
        &mut self,
        section: &str,
        key: &str,
        value: Option<&String>,
        target: &mut String,
    ) {
        let Some(value) = value else { return };
        let key = format!("identity.{section}.{key}");
        if parse_configured_url(value, self.dev, &key, self.faults).is_some() {
            target.clone_from(value);
        }
    }

    fn override_scopes(
        &mut self,
        section: &str,
        settings: &ProviderSettings,
        target: &mut Vec<String>,
    ) {
        let Some(scopes) = &settings.scopes else {
            return;
        };
        // RFC 6749 section 3.3
        let is_scope = |b: u8| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let is_valid = |scope: &String| !scope.is_empty() && scope.bytes().all(is_scope);
        if scopes.is_empty() || !scopes.iter().all(is_valid) {
            self.add_fault(section, "scopes", "must be a list of words without spaces");
        }
        target.clone_from(scopes);
    }

    fn read_credentials(
        &mut self,
        section: &str,
        settings: &ProviderSettings,
    ) -> Option<ClientCredentials> {
        let key = format!("identity.{section}.client_secret");
        let file = settings.client_secret_file.as_ref();
        let secret = self
            .faults
            .secret(&key, settings.client_secret.as_ref(), file)
            .ok()?;
        match (settings.client_id.as_deref().map(str::trim), secret) {
            (None, None) => {}
            (Some(_), None) => self.faults.add(&key, "is required together with client_id"),
            (None, Some(_)) => self.add_fault(
                section,
                "client_id",
                "is required together with client_secret",
            ),
            (Some(id), Some(_)) if !is_word(id) => {
                self.add_fault(section, "client_id", "must be ASCII text without spaces");
            }
            (Some(id), Some(secret)) => {
                return Some(ClientCredentials {
                    client_id: id.to_owned(),
                    secret,
                });
            }
        }
        None
    }
}

fn open_id_connect(issuer: String, scopes: Vec<String>, google: bool) -> ProviderProtocol {
    ProviderProtocol::OpenIdConnect(Box::new(OidcProvider::new(issuer, scopes, google)))
}

fn default_scopes() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> IdentitySettings {
        serde_json::from_value(value).expect("is read")
    }

    fn faults(settings: &IdentitySettings, dev: bool) -> Vec<String> {
        let mut faults = Mistakes::default();
        settings.check(dev, &mut faults);
        faults.0
    }

    #[test]
    fn without_settings_no_provider_is_configured() {
        let settings = IdentitySettings::default();
        assert_eq!(faults(&settings, false), Vec::<String>::new());
        assert!(settings.providers().expect("good").is_empty());
    }

    #[test]
    fn providers_with_credentials_are_enabled_in_a_fixed_order() {
        let with = json!({"client_id": "a", "client_secret": "b"});
        let settings = read(json!({
            "github": with, "google": with, "wordpress": with, "twitter": with, "facebook": with,
            "oidc": {
                "zoo": {"issuer": "https://z.example", "client_id": "a", "client_secret": "b"},
                "acme": {"issuer": "https://a.example", "name": "Acme", "client_id": "a", "client_secret": "b"},
            },
        }));
        assert_eq!(faults(&settings, false), Vec::<String>::new());
        let ids: Vec<_> = settings
            .providers()
            .expect("good")
            .into_iter()
            .map(|p| p.id)
            .collect();
        let order = [
            "wordpress",
            "twitter",
            "facebook",
            "google",
            "github",
            "acme",
            "zoo",
        ];
        assert_eq!(ids, order);
    }

    #[test]
    fn all_mistakes_are_reported_together_and_none_shows_a_secret() {
        let settings = read(json!({
            "twitter": {"client_id": "a"},
            "wordpress": {"client_secret": "hunter2"},
            "github": {"client_id": "a", "client_secret": "hunter2", "client_secret_file": "/x"},
            "google": {"client_id": "a", "client_secret": "hunter2 hunter2", "issuer": "http://10.0.0.1"},
            "facebook": {"client_id": "a", "client_secret_file": "/does/not/exist", "version": "26"},
            "oidc": {
                "github": {"issuer": "https://u@x.example", "client_id": "a", "client_secret": "b"},
                "A_b": {"issuer": "https://x.example?y", "client_id": "a", "client_secret": "b"},
                "c": {"scopes": ["email"], "name": ""},
            },
        }));
        let faults = faults(&settings, true);
        let all = faults.join("\n");
        for key in [
            "twitter.client_secret",
            "wordpress.client_id",
            "github.client_secret: ",
            "google.client_secret",
            "google.issuer",
            "facebook.client_secret_file",
            "facebook.version",
            "oidc.github",
            "oidc.github.issuer",
            "oidc.A_b: an id",
            "oidc.A_b.issuer",
            "oidc.c.issuer",
            "oidc.c.client_id",
            "oidc.c.scopes",
            "oidc.c.name",
        ] {
            assert!(all.contains(&format!("identity.{key}")), "{key} in\n{all}");
        }
        assert_eq!(faults.len(), 15, "{all}");
        assert!(!all.contains("hunter2"));
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(settings.providers().is_err());
    }

    #[test]
    fn plain_http_is_for_loopback_in_development() {
        let at = |url: &str| {
            read(json!({"github": {"token_url": url, "client_id": "a", "client_secret": "b"}}))
        };
        for url in [
            "http://127.0.0.1:9/t",
            "http://localhost/t",
            "http://[::1]/t",
        ] {
            assert_eq!(faults(&at(url), true), Vec::<String>::new(), "{url}");
            assert_eq!(faults(&at(url), false).len(), 1, "{url}");
        }
        for url in [
            "http://id.example",
            "ftp://id.example",
            "id.example",
            "https://u:p@id.example",
        ] {
            assert_eq!(faults(&at(url), true).len(), 1, "{url}");
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        for value in [json!({"githup": {}}), json!({"github": {"isuer": "x"}})] {
            let read = serde_json::from_value::<IdentitySettings>(value.clone());
            assert!(read.is_err(), "{value}");
        }
        let settings = read(json!({
            "github": {"issuer": "x"},
            "google": {"scopes": ["openid"]},
            "oidc": {"a": {
                "issuer": "https://a.example", "client_id": "a", "client_secret": "b", "token_url": "x",
            }},
        }));
        let remedy = "does not apply to this provider; remove it";
        assert_eq!(
            faults(&settings, false),
            [
                format!("identity.google.scopes: {remedy} (known: issuer)"),
                format!(
                    "identity.github.issuer: {remedy} (known: authorize_url, token_url, profile_url, emails_url)"
                ),
                format!("identity.oidc.a.token_url: {remedy} (known: issuer, name, scopes)"),
            ]
        );
    }
}
