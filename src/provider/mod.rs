//! Signing in with an account at a provider: the protocols, with the providers described by a table.

mod cache;
mod callback;
mod facebook;
mod keys;
mod oauth;
mod oidc;
mod picture;
mod profile;
mod settings;
mod settings_reader;
mod table;
mod token;
mod token_response;

use std::{fmt, sync::Arc};

use arc_swap::ArcSwap;
use secrecy::SecretString;
use thiserror::Error;
use tokio::sync::Semaphore;
use url::Url;

pub(crate) use self::{
    callback::{Callback, CallbackResponse},
    profile::ProviderProfile,
    settings::IdentitySettings,
};
use self::{
    oidc::OidcProvider,
    table::{BUILT_IN, OAuthProvider},
};
use crate::{client::Outgoing, clock::Clock, text::parse_url};

/// Why a sign-in at a provider failed. The codes are stable and reveal nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProviderFault {
    /// There is no such provider, or it is disabled.
    #[error("unknown provider")]
    Unknown,
    /// The person declined; not an error.
    #[error("the person declined the sign-in")]
    Refused,
    /// The provider is down, slow, or sends invalid answers.
    #[error("the provider is unavailable or sent an invalid answer: {0}")]
    Unavailable(&'static str),
    /// The provider's answer cannot be trusted.
    #[error("the provider's answer cannot be trusted: {0}")]
    Untrusted(&'static str),
    /// The provider rejects this server's credentials, or the settings do not match the provider.
    #[error("the provider is misconfigured: {0}")]
    Misconfigured(&'static str),
}

/// The start of a sign-in: the URL to send the browser to, and what to store until it returns.
#[derive(Clone, Debug)]
pub struct SignInRedirect {
    /// The URL of the provider's page.
    pub url: String,
    /// The code verifier (RFC 7636): stored here, sent to the provider at the end.
    pub verifier: SecretString,
    /// The nonce that the ID token must repeat (`OpenID Connect` Core 3.1.2.1); generated for all providers.
    pub nonce: String,
}

/// What `rejoinder check` reports about a provider.
#[derive(Clone, Debug)]
pub struct ProviderProbe {
    pub id: String,
    /// The redirect URI, to be registered with the provider exactly as given.
    pub redirect_uri: String,
    /// The issuer, and whether its metadata and keys could be read; `None` for plain OAuth 2 without `OpenID
    /// Connect`, where there is nothing to discover.
    pub discovery: Option<(String, Result<(), ProviderFault>)>,
}

/// The providers of this installation. Clones share the cached metadata and keys.
#[derive(Clone)]
pub struct Providers(Arc<Inner>);

struct Inner {
    configured: Vec<ConfiguredProvider>,
    out: Outgoing,
    clock: Clock,
    /// The URL below which providers redirect to this server.
    callbacks: String,
    /// Limits how many pictures are decoded concurrently.
    decoding: Arc<Semaphore>,
}

/// This server's credentials at one provider.
#[derive(Clone, Debug)]
struct ClientCredentials {
    client_id: String,
    secret: SecretString,
}

/// A provider with credentials.
struct ConfiguredProvider {
    id: String,
    name: String,
    /// Replaced when the settings are reloaded.
    credentials: ArcSwap<ClientCredentials>,
    protocol: ProviderProtocol,
}

impl ConfiguredProvider {
    /// Returns the current credentials; one sign-in uses the same ones until it ends.
    fn credentials(&self) -> Arc<ClientCredentials> {
        self.credentials.load_full()
    }
}

/// The protocol of a provider.
enum ProviderProtocol {
    /// OAuth 2 with a provider-specific profile format.
    OAuth(OAuthProvider),
    /// `OpenID Connect`.
    OpenIdConnect(Box<OidcProvider>),
}

impl Providers {
    /// Creates the providers that have credentials. `callbacks` is the URL below which they redirect to
    /// this server, without a trailing slash. `Err` says which setting is wrong.
    pub fn new(
        settings: &IdentitySettings,
        out: Outgoing,
        clock: Clock,
        callbacks: String,
    ) -> Result<Self, String> {
        Ok(Self(Arc::new(Inner {
            configured: settings.providers()?,
            out,
            clock,
            callbacks,
            decoding: Arc::new(Semaphore::new(2)),
        })))
    }

    /// Prepares the credentials of new settings, for the same enabled providers. The returned function
    /// installs them. `Err` says which setting is wrong.
    pub fn new_credentials(
        &self,
        settings: &IdentitySettings,
    ) -> Result<impl FnOnce() + use<'_>, String> {
        let read = settings.providers()?;
        Ok(move || {
            for new in read {
                if let Some(known) = self.0.configured.iter().find(|known| known.id == new.id) {
                    known.credentials.store(new.credentials());
                }
            }
        })
    }

    /// Returns the enabled providers as (id, name): the built-in ones in the order of the table, then the
    /// others by id.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .configured
            .iter()
            .map(|one| (one.id.as_str(), one.name.as_str()))
    }

    /// Returns the display name of a provider; also of a built-in one that is disabled.
    #[must_use]
    pub fn name_of(&self, id: &str) -> Option<&str> {
        let built_in = || BUILT_IN.iter().find(|one| one.id == id).map(|one| one.name);
        self.list()
            .find_map(|(known, name)| (known == id).then_some(name))
            .or_else(built_in)
    }

    /// Returns the redirect URI of a provider, which must be registered with it exactly as given.
    #[must_use]
    pub fn redirect_uri(&self, id: &str) -> String {
        format!("{}/{id}/callback", self.0.callbacks)
    }

    /// Starts a sign-in. The caller creates, stores and compares `state`.
    pub async fn begin(&self, id: &str, state: &str) -> Result<SignInRedirect, ProviderFault> {
        let provider = self.find(id)?;
        self.within_timeout(self.request_authorization(provider, state))
            .await
    }

    /// Completes a sign-in: exchanges the code for a token and the token for a profile. The token is dropped
    /// and wiped before this returns. The whole exchange is limited to the timeout of one outgoing request.
    pub async fn finish(
        &self,
        id: &str,
        callback: &Callback,
        verifier: &SecretString,
        nonce: &str,
    ) -> Result<ProviderProfile, ProviderFault> {
        let provider = self.find(id)?;
        self.within_timeout(self.fetch_profile(provider, callback, verifier, nonce))
            .await
    }

    /// Probes all providers concurrently; providers of `OpenID Connect` can be probed before the first
    /// sign-in.
    pub async fn probe(&self) -> Vec<ProviderProbe> {
        let probes = self
            .0
            .configured
            .iter()
            .map(async |provider| ProviderProbe {
                id: provider.id.clone(),
                redirect_uri: self.redirect_uri(&provider.id),
                discovery: match &provider.protocol {
                    ProviderProtocol::OAuth(_) => None,
                    ProviderProtocol::OpenIdConnect(oidc) => Some((
                        oidc.issuer().to_owned(),
                        self.within_timeout(self.probe_oidc(oidc)).await,
                    )),
                },
            });
        futures_util::future::join_all(probes).await
    }

    fn find(&self, id: &str) -> Result<&ConfiguredProvider, ProviderFault> {
        let found = self.0.configured.iter().find(|one| one.id == id);
        found.ok_or(ProviderFault::Unknown)
    }

    async fn within_timeout<T>(
        &self,
        work: impl Future<Output = Result<T, ProviderFault>>,
    ) -> Result<T, ProviderFault> {
        tokio::time::timeout(self.0.out.timeout(), work)
            .await
            .unwrap_or(Err(ProviderFault::Unavailable("timeout")))
    }
}

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.configured.iter().map(|one| &one.id))
            .finish()
    }
}

/// Parses a URL from the settings or from a provider's answer to which requests may be sent.
fn address(text: &str) -> Result<Url, ProviderFault> {
    parse_url(text).ok_or(ProviderFault::Misconfigured("address"))
}

#[cfg(test)]
mod tests;
