//! Section `[identity]`: the providers that people may sign in with, and their credentials.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

/// Section `[identity]`. A provider is enabled when it has credentials.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentitySettings {
    pub twitter: ProviderSettings,
    pub facebook: ProviderSettings,
    pub google: ProviderSettings,
    pub wordpress: ProviderSettings,
    pub github: ProviderSettings,
    /// Any other provider of `OpenID Connect`, by an id of `[a-z0-9-]{1,32}`.
    pub oidc: BTreeMap<String, ProviderSettings>,
}

/// The section of one provider, such as `[identity.github]` or `[identity.oidc.<id>]`. Omitted settings have
/// the provider's defaults; settings that do not apply to the provider are refused.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderSettings {
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    /// A file that holds the secret, as an alternative to `client_secret`.
    pub client_secret_file: Option<PathBuf>,
    /// `OpenID Connect`: the issuer, exactly as the provider writes it; its metadata are at
    /// `/.well-known/openid-configuration` below it.
    pub issuer: Option<String>,
    /// `oidc`: the display name; the default is the id.
    pub name: Option<String>,
    /// Facebook: the version of the Graph API, such as `v26.0`; each is available for about two years.
    pub version: Option<String>,
    pub authorize_url: Option<String>,
    pub token_url: Option<String>,
    pub profile_url: Option<String>,
    /// GitHub: the endpoint that returns the person's email addresses.
    pub emails_url: Option<String>,
    pub scopes: Option<Vec<String>>,
}

impl ProviderSettings {
    /// Returns the names of the settings that are set, besides the credentials.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        [
            ("issuer", self.issuer.is_some()),
            ("name", self.name.is_some()),
            ("version", self.version.is_some()),
            ("authorize_url", self.authorize_url.is_some()),
            ("token_url", self.token_url.is_some()),
            ("profile_url", self.profile_url.is_some()),
            ("emails_url", self.emails_url.is_some()),
            ("scopes", self.scopes.is_some()),
        ]
        .into_iter()
        .filter_map(|(key, is_set)| is_set.then_some(key))
    }
}
