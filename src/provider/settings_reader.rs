//! Reads the sections of the providers: their credentials, and what they change in the built-in table.

use std::path::PathBuf;

use arc_swap::ArcSwap;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    ClientCredentials, ConfiguredProvider, ProviderProtocol,
    oidc::OidcProvider,
    settings::{
        FacebookSettings, GithubSettings, GoogleSettings, IdentitySettings, OidcSettings,
        PlainSettings,
    },
    table::{self, BUILT_IN, GOOGLE_ISSUER, GRAPH_VERSION, OAuthProvider},
};
use crate::{
    client::{address_rule, may_be_set},
    input,
};

/// Reads the section and collects its errors.
struct ProviderSectionReader {
    found: Vec<ConfiguredProvider>,
    faults: Vec<String>,
    dev: bool,
}

impl IdentitySettings {
    /// Returns all errors, each as one sentence with its key.
    #[must_use]
    pub fn faults(&self, dev: bool) -> Vec<String> {
        self.read(dev).faults
    }

    /// Returns the enabled providers. The client checks again on each request which hosts are allowed.
    pub(super) fn providers(&self) -> Result<Vec<ConfiguredProvider>, String> {
        let read = self.read(true);
        if read.faults.is_empty() {
            Ok(read.found)
        } else {
            Err(read.faults.join("; "))
        }
    }

    fn read(&self, dev: bool) -> ProviderSectionReader {
        let mut reader = ProviderSectionReader {
            found: Vec::new(),
            faults: Vec::new(),
            dev,
        };
        for one in BUILT_IN {
            let (credentials, protocol) = match one.id {
                "twitter" => self.twitter.read(&mut reader, one.id, table::twitter()),
                "wordpress" => self.wordpress.read(&mut reader, one.id, table::wordpress()),
                "facebook" => self.facebook.read(&mut reader),
                "github" => self.github.read(&mut reader),
                _ => self.google.read(&mut reader),
            };
            reader.add(one.id, one.name, credentials, protocol);
        }
        for (id, oidc) in &self.oidc {
            oidc.read(&mut reader, id);
        }
        reader
    }
}

impl PlainSettings {
    fn read(
        &self,
        reader: &mut ProviderSectionReader,
        id: &str,
        mut row: OAuthProvider,
    ) -> (Option<ClientCredentials>, ProviderProtocol) {
        let file = self.client_secret_file.as_ref();
        let credentials = reader.read_credentials(
            id,
            self.client_id.as_ref(),
            self.client_secret.as_ref(),
            file,
        );
        let urls = [&self.authorize_url, &self.token_url, &self.profile_url];
        reader.override_endpoints(id, urls, &mut row);
        if let Some(scopes) = &self.scopes {
            reader.check_scopes(id, scopes);
            row.scopes.clone_from(scopes);
        }
        (credentials, ProviderProtocol::OAuth(row))
    }
}

impl GithubSettings {
    fn read(
        &self,
        reader: &mut ProviderSectionReader,
    ) -> (Option<ClientCredentials>, ProviderProtocol) {
        let (id, mut row) = ("github", table::github());
        let file = self.client_secret_file.as_ref();
        let credentials = reader.read_credentials(
            id,
            self.client_id.as_ref(),
            self.client_secret.as_ref(),
            file,
        );
        let urls = [&self.authorize_url, &self.token_url, &self.profile_url];
        reader.override_endpoints(id, urls, &mut row);
        if let Some(emails) = &mut row.emails {
            reader.override_url(id, "emails_url", self.emails_url.as_ref(), emails);
        }
        (credentials, ProviderProtocol::OAuth(row))
    }
}

impl FacebookSettings {
    fn read(
        &self,
        reader: &mut ProviderSectionReader,
    ) -> (Option<ClientCredentials>, ProviderProtocol) {
        let id = "facebook";
        let version = self.version.as_deref().unwrap_or(GRAPH_VERSION);
        let is_version = version.strip_prefix('v').is_some_and(|number| {
            number.len() <= 8 && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        });
        if !is_version {
            reader.add_fault(id, "version", "must be like v26.0");
        }
        let mut row = table::facebook(version);
        let file = self.client_secret_file.as_ref();
        let credentials = reader.read_credentials(
            id,
            self.client_id.as_ref(),
            self.client_secret.as_ref(),
            file,
        );
        let urls = [&self.authorize_url, &self.token_url, &self.profile_url];
        reader.override_endpoints(id, urls, &mut row);
        (credentials, ProviderProtocol::OAuth(row))
    }
}

impl GoogleSettings {
    fn read(
        &self,
        reader: &mut ProviderSectionReader,
    ) -> (Option<ClientCredentials>, ProviderProtocol) {
        let mut issuer = GOOGLE_ISSUER.to_owned();
        reader.override_url("google", "issuer", self.issuer.as_ref(), &mut issuer);
        let file = self.client_secret_file.as_ref();
        let credentials = reader.read_credentials(
            "google",
            self.client_id.as_ref(),
            self.client_secret.as_ref(),
            file,
        );
        let scopes = ["openid", "email", "profile"].map(str::to_owned).to_vec();
        (
            credentials,
            ProviderProtocol::OpenIdConnect(Box::new(OidcProvider::new(issuer, scopes, true))),
        )
    }
}

impl OidcSettings {
    fn read(&self, reader: &mut ProviderSectionReader, id: &str) {
        let key = format!("oidc.{id}");
        let is_id = (1..=32).contains(&id.len())
            && id
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !is_id {
            reader.add_fault(
                "oidc",
                id,
                "an id must be 1 to 32 characters of a-z, 0-9 and hyphens",
            );
        }
        if BUILT_IN.iter().any(|one| one.id == id) {
            reader.add_fault(
                "oidc",
                id,
                "this id belongs to a built-in provider; choose another one",
            );
        }
        let file = self.client_secret_file.as_ref();
        let credentials = reader.read_credentials(
            &key,
            self.client_id.as_ref(),
            self.client_secret.as_ref(),
            file,
        );
        let mut issuer = String::new();
        reader.override_url(&key, "issuer", self.issuer.as_ref(), &mut issuer);
        if self.issuer.is_none() {
            reader.add_fault(&key, "issuer", "is required");
        } else if issuer.contains(['?', '#']) {
            reader.add_fault(&key, "issuer", "must not have a query or a fragment");
        }
        if self.client_id.is_none() && self.client_secret.is_none() && file.is_none() {
            reader.add_fault(&key, "client_id", "is required");
        }
        let scopes = match &self.scopes {
            Some(scopes) => {
                reader.check_scopes(&key, scopes);
                if !scopes.iter().any(|scope| scope == "openid") {
                    reader.add_fault(&key, "scopes", "must include `openid`");
                }
                scopes.clone()
            }
            None => ["openid", "email", "profile"].map(str::to_owned).to_vec(),
        };
        let name = self.name.as_deref().unwrap_or(id);
        if crate::text::Name::parse(name).is_err() {
            reader.add_fault(&key, "name", "must be 1 to 64 characters on one line");
        }
        let protocol =
            ProviderProtocol::OpenIdConnect(Box::new(OidcProvider::new(issuer, scopes, false)));
        reader.add(id, name, credentials, protocol);
    }
}

impl ProviderSectionReader {
    fn add_fault(&mut self, section: &str, key: &str, fault: &str) {
        self.faults
            .push(format!("identity.{section}.{key}: {fault}"));
    }

    fn add(
        &mut self,
        id: &str,
        name: &str,
        credentials: Option<ClientCredentials>,
        protocol: ProviderProtocol,
    ) {
        if let Some(credentials) = credentials {
            self.found.push(ConfiguredProvider {
                id: id.to_owned(),
                name: name.to_owned(),
                credentials: ArcSwap::from_pointee(credentials),
                protocol,
            });
        }
    }

    /// Replaces the URLs of the authorization, token and profile endpoints that are set.
    fn override_endpoints(
        &mut self,
        section: &str,
        urls: [&Option<String>; 3],
        provider: &mut OAuthProvider,
    ) {
        let names = ["authorize_url", "token_url", "profile_url"];
        let targets = [
            &mut provider.authorize,
            &mut provider.token,
            &mut provider.profile,
        ];
        for ((name, url), target) in names.into_iter().zip(urls).zip(targets) {
            self.override_url(section, name, url.as_ref(), target);
        }
    }

    /// Replaces a URL of the table row by one from the settings.
    fn override_url(
        &mut self,
        section: &str,
        key: &str,
        value: Option<&String>,
        target: &mut String,
    ) {
        let Some(value) = value else { return };
        match Url::parse(value) {
            Ok(url) if may_be_set(&url, self.dev) => target.clone_from(value),
            _ => self.add_fault(section, key, &address_rule()),
        }
    }

    fn check_scopes(&mut self, section: &str, scopes: &[String]) {
        // RFC 6749 section 3.3
        let is_scope = |b: u8| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let is_valid = |scope: &String| !scope.is_empty() && scope.bytes().all(is_scope);
        if scopes.is_empty() || !scopes.iter().all(is_valid) {
            self.add_fault(section, "scopes", "must be a list of words without spaces");
        }
    }

    fn read_credentials(
        &mut self,
        section: &str,
        client_id: Option<&String>,
        secret: Option<&SecretString>,
        file: Option<&PathBuf>,
    ) -> Option<ClientCredentials> {
        let secret = match (secret, file) {
            (Some(_), Some(_)) => {
                let fault = "client_secret_file is also set; set one of them";
                self.add_fault(section, "client_secret", fault);
                return None;
            }
            (Some(secret), None) => Some(secret.expose_secret().to_owned()),
            (None, Some(file)) => match input::read_regular_text(file, input::SETTING_MAX) {
                Ok(text) => Some(text),
                Err(error) => {
                    let fault = format!("cannot read {}: {error}", file.display());
                    self.add_fault(section, "client_secret_file", &fault);
                    return None;
                }
            },
            (None, None) => None,
        };
        let is_visible = |text: &str| {
            (1..=2048).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
        };
        match (client_id, secret) {
            (None, None) => return None,
            (Some(_), None) => self.add_fault(
                section,
                "client_secret",
                "is required together with client_id",
            ),
            (None, Some(_)) => self.add_fault(
                section,
                "client_id",
                "is required together with client_secret",
            ),
            (Some(id), Some(_)) if !is_visible(id.trim()) => {
                self.add_fault(section, "client_id", "must be text without spaces");
            }
            (Some(_), Some(secret)) if !is_visible(secret.trim()) => {
                self.add_fault(section, "client_secret", "must be text without spaces");
            }
            (Some(id), Some(secret)) => {
                return Some(ClientCredentials {
                    client_id: id.trim().to_owned(),
                    secret: secret.trim().into(),
                });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> IdentitySettings {
        serde_json::from_value(value).expect("is read")
    }

    #[test]
    fn nothing_set_is_nobody_to_sign_in_with() {
        let settings = IdentitySettings::default();
        assert_eq!(settings.faults(false), Vec::<String>::new());
        assert!(settings.providers().expect("good").is_empty());
    }

    #[test]
    fn whoever_has_credentials_is_on_in_a_fixed_order() {
        let with = json!({"client_id": "a", "client_secret": "b"});
        let settings = read(json!({
            "github": with, "google": with, "wordpress": with, "twitter": with, "facebook": with,
            "oidc": {
                "zoo": {"issuer": "https://z.example", "client_id": "a", "client_secret": "b"},
                "acme": {"issuer": "https://a.example", "name": "Acme", "client_id": "a", "client_secret": "b"},
            },
        }));
        assert_eq!(settings.faults(false), Vec::<String>::new());
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
    fn all_mistakes_are_told_at_once_and_none_shows_a_secret() {
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
        let faults = settings.faults(true);
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
            assert_eq!(at(url).faults(true), Vec::<String>::new(), "{url}");
            assert_eq!(at(url).faults(false).len(), 1, "{url}");
        }
        for url in [
            "http://id.example",
            "ftp://id.example",
            "id.example",
            "https://u:p@id.example",
        ] {
            assert_eq!(at(url).faults(true).len(), 1, "{url}");
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        for value in [
            json!({"githup": {}}),
            json!({"github": {"issuer": "x"}}),
            json!({"oidc": {"a": {"token_url": "x"}}}),
        ] {
            let read = serde_json::from_value::<IdentitySettings>(value.clone());
            assert!(read.is_err(), "{value}");
        }
    }
}
