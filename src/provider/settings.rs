//! Section `[identity]`: the providers that people may sign in with, and their credentials.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

/// Section `[identity]`. A provider is enabled when it has credentials.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentitySettings {
    pub twitter: PlainSettings,
    pub facebook: FacebookSettings,
    pub google: GoogleSettings,
    pub wordpress: PlainSettings,
    pub github: GithubSettings,
    /// Any other provider of `OpenID Connect`, by an id of `[a-z0-9-]{1,32}`.
    pub oidc: BTreeMap<String, OidcSettings>,
}

/// Section `[identity.twitter]` or `[identity.wordpress]`. Omitted settings have the provider's defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlainSettings {
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    /// A file that holds the secret, as an alternative to `client_secret`.
    pub client_secret_file: Option<PathBuf>,
    pub authorize_url: Option<String>,
    pub token_url: Option<String>,
    pub profile_url: Option<String>,
    pub scopes: Option<Vec<String>>,
}

/// Section `[identity.github]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GithubSettings {
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    pub client_secret_file: Option<PathBuf>,
    pub authorize_url: Option<String>,
    pub token_url: Option<String>,
    pub profile_url: Option<String>,
    /// The endpoint that returns the person's email addresses.
    pub emails_url: Option<String>,
}

/// Section `[identity.facebook]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FacebookSettings {
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    pub client_secret_file: Option<PathBuf>,
    /// The version of the Graph API, such as `v26.0`; each version is available for about two years.
    pub version: Option<String>,
    pub authorize_url: Option<String>,
    pub token_url: Option<String>,
    pub profile_url: Option<String>,
}

/// Section `[identity.google]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GoogleSettings {
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    pub client_secret_file: Option<PathBuf>,
    pub issuer: Option<String>,
}

/// Section `[identity.oidc.<id>]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OidcSettings {
    /// The issuer, exactly as the provider writes it; its metadata are at `/.well-known/openid-configuration`
    /// below it.
    pub issuer: Option<String>,
    /// The display name; the default is the id.
    pub name: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<SecretString>,
    pub client_secret_file: Option<PathBuf>,
    pub scopes: Option<Vec<String>>,
}
