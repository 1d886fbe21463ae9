//! Signing in with an account elsewhere: the protocol towards providers, which are a table of data.

mod callback;
mod facebook;
mod kept;
mod keys;
mod oauth;
mod oidc;
mod picture;
mod profile;
mod settings;
mod table;
mod token;
mod token_response;

use std::{fmt, sync::Arc};

use arc_swap::ArcSwap;
use secrecy::SecretString;
use thiserror::Error;
use tokio::sync::Semaphore;
use url::Url;

pub use self::{
    callback::{Callback, Returned},
    picture::PictureFault,
    profile::Profile,
    settings::{
        FacebookSettings, GithubSettings, GoogleSettings, IdentitySettings, OidcSettings,
        PlainSettings,
    },
};
use self::{
    oidc::Oidc,
    settings::Credentials,
    table::{BUILT_IN, Plain},
};
use crate::{clock::Clock, http::Outgoing, text::parse_url};

/// Why somebody could not be signed in. The words are stable and say nothing of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProviderFault {
    /// There is no such provider, or it is switched off.
    #[error("there is no such provider")]
    Unknown,
    /// The person said no; not an error.
    #[error("the sign-in was not permitted")]
    Refused,
    /// The provider is down, slow, or answers nonsense.
    #[error("the provider does not answer as it should: {0}")]
    Unavailable(&'static str),
    /// What was answered is not to be believed.
    #[error("the answer of the provider is not to be believed: {0}")]
    Untrusted(&'static str),
    /// The provider does not take our credentials, or the settings do not fit it.
    #[error("the provider is not set up as it should be: {0}")]
    Misconfigured(&'static str),
}

/// The beginning of a sign-in: where to send the browser, and what to keep until it returns.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The page of the provider.
    pub url: String,
    /// The code verifier (RFC 7636): kept here, shown to the provider at the end.
    pub verifier: SecretString,
    /// What the ID token has to say again (`OpenID Connect` Core 3.1.2.1); made for all providers.
    pub nonce: String,
}

/// What `rejoinder check` says of a provider.
#[derive(Clone, Debug)]
pub struct ProviderProbe {
    pub id: String,
    /// To be registered with the provider, exactly so.
    pub redirect_uri: String,
    /// The issuer, and whether its metadata and keys could be read; `None` of OAuth 2 without
    /// `OpenID Connect`, where there is nothing to discover.
    pub discovery: Option<(String, Result<(), ProviderFault>)>,
}

/// The providers of this installation. Clones share what was learnt of them.
#[derive(Clone)]
pub struct Providers(Arc<Inner>);

struct Inner {
    enabled: Vec<Provider>,
    out: Outgoing,
    clock: Clock,
    base: String,
    /// How many pictures are decoded at once.
    decoding: Arc<Semaphore>,
}

/// One that is switched on.
struct Provider {
    id: String,
    name: String,
    /// Replaced when the settings are read again.
    credentials: ArcSwap<Credentials>,
    way: Way,
}

impl Provider {
    /// The present credentials: a sign-in uses the same ones until it is done.
    fn credentials(&self) -> Arc<Credentials> {
        self.credentials.load_full()
    }
}

/// The two ways of providers.
enum Way {
    /// OAuth 2 and a profile of its own shape.
    Plain(Plain),
    /// `OpenID Connect`.
    Oidc(Box<Oidc>),
}

impl Providers {
    /// Those that have credentials. `base` is the address under which browsers reach this server,
    /// without a slash at the end. `Err` says which setting is wrong.
    pub fn new(
        settings: &IdentitySettings,
        out: Outgoing,
        clock: Clock,
        base: &str,
    ) -> Result<Self, String> {
        Ok(Self(Arc::new(Inner {
            enabled: settings.providers()?,
            out,
            clock,
            base: base.trim_end_matches('/').to_owned(),
            decoding: Arc::new(Semaphore::new(2)),
        })))
    }

    /// Prepares the credentials of other settings, with the same providers switched on. The returned
    /// function puts them in place. `Err` says which setting is wrong.
    pub fn new_credentials(
        &self,
        settings: &IdentitySettings,
    ) -> Result<impl FnOnce() + use<'_>, String> {
        let read = settings.providers()?;
        Ok(move || {
            for new in read {
                if let Some(known) = self.0.enabled.iter().find(|known| known.id == new.id) {
                    known.credentials.store(new.credentials());
                }
            }
        })
    }

    /// Those that are switched on, as (id, name): the built-in ones in the order of the table, then
    /// the others by id.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .enabled
            .iter()
            .map(|one| (one.id.as_str(), one.name.as_str()))
    }

    /// What people call it; also of a built-in one that is switched off.
    #[must_use]
    pub fn name_of(&self, id: &str) -> Option<&str> {
        let built_in = || BUILT_IN.iter().find(|one| one.id == id).map(|one| one.name);
        self.list()
            .find_map(|(known, name)| (known == id).then_some(name))
            .or_else(built_in)
    }

    /// Where the provider sends the browser back to; to be registered with it exactly like this.
    #[must_use]
    pub fn redirect_uri(&self, id: &str) -> String {
        format!("{}/api/v1/session/{id}/callback", self.0.base)
    }

    /// Begins a sign-in. `state` is made, kept and compared by the caller.
    pub async fn begin(&self, id: &str, state: &str) -> Result<Begin, ProviderFault> {
        let provider = self.find(id)?;
        self.in_time(self.begin_with(provider, state)).await
    }

    /// Ends it: code for token, token for profile. The token is dropped and wiped before this
    /// returns. The whole takes no longer than one outgoing request may.
    pub async fn finish(
        &self,
        id: &str,
        callback: &Callback,
        verifier: &SecretString,
        nonce: &str,
    ) -> Result<Profile, ProviderFault> {
        let provider = self.find(id)?;
        self.in_time(self.finish_with(provider, callback, verifier, nonce))
            .await
    }

    /// Asks every provider that can be asked before anybody signs in, all at the same time.
    pub async fn probe(&self) -> Vec<ProviderProbe> {
        let probes = self.0.enabled.iter().map(async |provider| ProviderProbe {
            id: provider.id.clone(),
            redirect_uri: self.redirect_uri(&provider.id),
            discovery: match &provider.way {
                Way::Plain(_) => None,
                Way::Oidc(oidc) => Some((
                    oidc.issuer().to_owned(),
                    self.in_time(self.probe_oidc(oidc)).await,
                )),
            },
        });
        futures_util::future::join_all(probes).await
    }

    fn find(&self, id: &str) -> Result<&Provider, ProviderFault> {
        let found = self.0.enabled.iter().find(|one| one.id == id);
        found.ok_or(ProviderFault::Unknown)
    }

    async fn in_time<T>(
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
            .entries(self.0.enabled.iter().map(|one| &one.id))
            .finish()
    }
}

/// An address of the settings or of a provider's answer that may be asked.
fn address(text: &str) -> Result<Url, ProviderFault> {
    parse_url(text).ok_or(ProviderFault::Misconfigured("address"))
}

#[cfg(test)]
mod tests;
