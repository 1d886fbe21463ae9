//! `OpenID Connect`: discovery, keys, the ID token, and userinfo where the token lacks claims.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{
    Callback, ConfiguredProvider, ProviderFault, ProviderProfile, Providers, address,
    cache::FetchCache,
    keys::KeySet,
    oauth::{Exchange, strict, unexpected},
    profile,
    table::SecretIn,
    token::{self, Claims, Expected, Unverified},
};
use crate::client::{Outbound, Trust};

/// One issuer, with its cached metadata and keys.
pub(super) struct Oidc {
    issuer: String,
    pub scopes: Vec<String>,
    /// Whether it is Google, which also writes its issuer without the scheme.
    is_google: bool,
    metadata: FetchCache<Metadata>,
    keys: FetchCache<KeySet>,
}

/// The metadata that the issuer publishes (`OpenID Connect` Discovery section 3).
pub(super) struct Metadata {
    /// The same as in the settings, or with `{tenantid}` in place of the tenant.
    issuer: String,
    pub authorize: String,
    token: String,
    keys: String,
    userinfo: Option<String>,
    secret_in: SecretIn,
    /// Whether the issuer always sends `iss` when it sends the browser back (RFC 9207).
    tells_iss: bool,
}

impl Oidc {
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub fn new(issuer: String, scopes: Vec<String>, is_google: bool) -> Self {
        Self {
            issuer,
            scopes,
            is_google,
            metadata: FetchCache::new(),
            keys: FetchCache::new(),
        }
    }
}

impl Providers {
    pub(super) async fn metadata(&self, oidc: &Oidc) -> Result<Arc<Metadata>, ProviderFault> {
        let issuer = oidc.issuer.trim_end_matches('/');
        let at = format!("{issuer}/.well-known/openid-configuration");
        let fetch = async {
            let told = self.fetch(&at).await?;
            self.read_metadata(&oidc.issuer, &told)
        };
        let now = self.0.clock.now();
        oidc.metadata.obtain(now, |_| true, fetch).await
    }

    fn read_metadata(&self, issuer: &str, told: &Value) -> Result<Metadata, ProviderFault> {
        let text = |name: &str| told.get(name).and_then(Value::as_str);
        let own = text("issuer").ok_or(ProviderFault::Untrusted("issuer"))?;
        if own != issuer && own != of_many(issuer) {
            return Err(ProviderFault::Untrusted("issuer"));
        }
        let endpoint = |name: &'static str| {
            let at = text(name).ok_or(ProviderFault::Untrusted(name))?;
            self.0.out.permits(&address(at)?, Trust::Operator)?;
            Ok::<_, ProviderFault>(at.to_owned())
        };
        let userinfo = match text("userinfo_endpoint") {
            Some(_) => Some(endpoint("userinfo_endpoint")?),
            None => None,
        };
        let secret_in = match told.get("token_endpoint_auth_methods_supported") {
            None => SecretIn::Basic,
            Some(Value::Array(ways)) if ways.iter().any(|way| way == "client_secret_basic") => {
                SecretIn::Basic
            }
            Some(Value::Array(ways)) if ways.iter().any(|way| way == "client_secret_post") => {
                SecretIn::Body
            }
            Some(_) => return Err(ProviderFault::Misconfigured("auth_method")),
        };
        let tells_iss = told.get("authorization_response_iss_parameter_supported");
        Ok(Metadata {
            issuer: own.to_owned(),
            authorize: endpoint("authorization_endpoint")?,
            token: endpoint("token_endpoint")?,
            keys: endpoint("jwks_uri")?,
            userinfo,
            secret_in,
            tells_iss: tells_iss == Some(&Value::Bool(true)),
        })
    }

    pub(super) async fn finish_oidc(
        &self,
        provider: &ConfiguredProvider,
        oidc: &Oidc,
        callback: &Callback,
        verifier: &SecretString,
        nonce: &str,
    ) -> Result<ProviderProfile, ProviderFault> {
        let metadata = self.metadata(oidc).await?;
        let is_from = match callback.iss.as_deref() {
            Some(iss) => iss == metadata.issuer || iss == oidc.issuer,
            None => !metadata.tells_iss,
        };
        if !is_from {
            return Err(ProviderFault::Untrusted("iss"));
        }
        let credentials = provider.credentials();
        let exchange = Exchange {
            token_url: &metadata.token,
            secret_in: metadata.secret_in,
            credentials: &credentials,
        };
        let given = self
            .exchange(provider, exchange, callback, verifier)
            .await?;
        let id_token = given
            .id
            .as_ref()
            .ok_or(ProviderFault::Untrusted("id_token"))?;
        let expected = Expected {
            issuer: &metadata.issuer,
            without_scheme: oidc.is_google,
            client_id: &credentials.client_id,
            nonce,
            now: self.0.clock.now(),
        };
        let claims = self
            .verify(oidc, &metadata, id_token.expose_secret(), &expected)
            .await?;
        let says_all = ["name", "email"]
            .iter()
            .all(|name| claims.all.contains_key(*name));
        let userinfo = match &metadata.userinfo {
            Some(at) if !says_all => {
                let told = self.ask(at, "application/json", &given, None).await?;
                let Value::Object(told) = told else {
                    return Err(ProviderFault::Unavailable("userinfo"));
                };
                if token::subject(told.get("sub"))? != claims.sub {
                    return Err(ProviderFault::Untrusted("userinfo_sub"));
                }
                Some(told)
            }
            _ => None,
        };
        Ok(profile::oidc(&claims, userinfo.as_ref()))
    }

    async fn verify(
        &self,
        oidc: &Oidc,
        metadata: &Metadata,
        id_token: &str,
        expected: &Expected<'_>,
    ) -> Result<Claims, ProviderFault> {
        let token = Unverified::read(id_token)?;
        let fetch = async { KeySet::read(&self.fetch(&metadata.keys).await?) };
        let suits = |keys: &KeySet| keys.find(&token.asked).is_some();
        let keys = oidc.keys.obtain(expected.now, suits, fetch).await?;
        let key = keys
            .find(&token.asked)
            .ok_or(ProviderFault::Untrusted("kid"))?;
        token.verify(key, expected)
    }

    /// Fetches what the issuer publishes, as a sign-in does: its metadata and its keys.
    pub(super) async fn probe_oidc(&self, oidc: &Oidc) -> Result<(), ProviderFault> {
        let metadata = self.metadata(oidc).await?;
        KeySet::read(&self.fetch(&metadata.keys).await?).map(|_| ())
    }

    /// Fetches a public document of the provider as JSON.
    async fn fetch(&self, at: &str) -> Result<Value, ProviderFault> {
        let answer = self
            .0
            .out
            .send(Outbound::get(address(at)?, Trust::Operator))
            .await?;
        match answer.status {
            200 => strict(&answer),
            status => Err(unexpected(status)),
        }
    }
}

/// Returns the issuer that Microsoft's multi-tenant metadata contains: `{tenantid}` where the settings have
/// `common` or `organizations`. Any other issuer is returned unchanged.
fn of_many(issuer: &str) -> String {
    let part = |part| match part {
        "common" | "organizations" => "{tenantid}",
        other => other,
    };
    issuer.split('/').map(part).collect::<Vec<_>>().join("/")
}
