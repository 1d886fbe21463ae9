//! `OpenID Connect`: discovery, keys, the ID token, and userinfo where the token lacks claims.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{
    Callback, ConfiguredProvider, ProviderFault, ProviderProfile, Providers, address,
    cache::FetchCache,
    keys::KeySet,
    oauth::{CodeExchange, parse_json, unexpected_status},
    profile,
    table::SecretIn,
    token::{self, ExpectedClaims, IdTokenClaims, UnverifiedIdToken},
};
use crate::client::{Outbound, Trust};

/// One issuer, with its cached metadata and keys.
pub(super) struct OidcProvider {
    issuer: String,
    pub scopes: Vec<String>,
    /// Whether it is Google, which also writes its issuer without the scheme.
    is_google: bool,
    metadata: FetchCache<ProviderMetadata>,
    keys: FetchCache<KeySet>,
}

/// The metadata that the issuer publishes (`OpenID Connect` Discovery section 3).
pub(super) struct ProviderMetadata {
    /// The same as in the settings, or with `{tenantid}` in place of the tenant.
    issuer: String,
    pub authorize: String,
    token: String,
    keys: String,
    userinfo: Option<String>,
    secret_in: SecretIn,
    /// Whether the issuer always sends `iss` when it sends the browser back (RFC 9207).
    sends_iss: bool,
}

impl OidcProvider {
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn new(issuer: String, scopes: Vec<String>, is_google: bool) -> Self {
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
    pub(super) async fn metadata(
        &self,
        oidc: &OidcProvider,
    ) -> Result<Arc<ProviderMetadata>, ProviderFault> {
        let issuer = oidc.issuer.trim_end_matches('/');
        let at = format!("{issuer}/.well-known/openid-configuration");
        let fetch = async {
            let document = self.fetch(&at).await?;
            self.read_metadata(&oidc.issuer, &document)
        };
        let now = self.0.clock.now();
        oidc.metadata.get_or_fetch(now, |_| true, fetch).await
    }

    fn read_metadata(
        &self,
        issuer: &str,
        document: &Value,
    ) -> Result<ProviderMetadata, ProviderFault> {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let own = text("issuer").ok_or(ProviderFault::Untrusted("issuer"))?;
        if own != issuer && own != multi_tenant_issuer(issuer) {
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
        let secret_in = match document.get("token_endpoint_auth_methods_supported") {
            None => SecretIn::Basic,
            Some(Value::Array(ways))
                if ways
                    .iter()
                    .any(|protocol| protocol == "client_secret_basic") =>
            {
                SecretIn::Basic
            }
            Some(Value::Array(ways))
                if ways.iter().any(|protocol| protocol == "client_secret_post") =>
            {
                SecretIn::Body
            }
            Some(_) => return Err(ProviderFault::Misconfigured("auth_method")),
        };
        let sends_iss = document.get("authorization_response_iss_parameter_supported");
        Ok(ProviderMetadata {
            issuer: own.to_owned(),
            authorize: endpoint("authorization_endpoint")?,
            token: endpoint("token_endpoint")?,
            keys: endpoint("jwks_uri")?,
            userinfo,
            secret_in,
            sends_iss: sends_iss == Some(&Value::Bool(true)),
        })
    }

    pub(super) async fn finish_oidc(
        &self,
        provider: &ConfiguredProvider,
        oidc: &OidcProvider,
        callback: &Callback,
        verifier: &SecretString,
        nonce: &str,
    ) -> Result<ProviderProfile, ProviderFault> {
        let metadata = self.metadata(oidc).await?;
        let is_from = match callback.iss.as_deref() {
            Some(iss) => iss == metadata.issuer || iss == oidc.issuer,
            None => !metadata.sends_iss,
        };
        if !is_from {
            return Err(ProviderFault::Untrusted("iss"));
        }
        let credentials = provider.credentials();
        let exchange = CodeExchange {
            token_url: &metadata.token,
            secret_in: metadata.secret_in,
            credentials: &credentials,
        };
        let tokens = self
            .exchange(provider, exchange, callback, verifier)
            .await?;
        let id_token = tokens
            .id
            .as_ref()
            .ok_or(ProviderFault::Untrusted("id_token"))?;
        let expected = ExpectedClaims {
            issuer: &metadata.issuer,
            without_scheme: oidc.is_google,
            client_id: &credentials.client_id,
            nonce,
            now: self.0.clock.now(),
        };
        let claims = self
            .verify(oidc, &metadata, id_token.expose_secret(), &expected)
            .await?;
        let is_complete = ["name", "email"]
            .iter()
            .all(|name| claims.all.contains_key(*name));
        let userinfo = match &metadata.userinfo {
            Some(at) if !is_complete => {
                let document = self.get_json(at, "application/json", &tokens, None).await?;
                let Value::Object(document) = document else {
                    return Err(ProviderFault::Unavailable("userinfo"));
                };
                if token::parse_subject(document.get("sub"))? != claims.sub {
                    return Err(ProviderFault::Untrusted("userinfo_sub"));
                }
                Some(document)
            }
            _ => None,
        };
        Ok(profile::oidc(&claims, userinfo.as_ref()))
    }

    async fn verify(
        &self,
        oidc: &OidcProvider,
        metadata: &ProviderMetadata,
        id_token: &str,
        expected: &ExpectedClaims<'_>,
    ) -> Result<IdTokenClaims, ProviderFault> {
        let token = UnverifiedIdToken::parse(id_token)?;
        let fetch = async { KeySet::parse(&self.fetch(&metadata.keys).await?) };
        let suits = |keys: &KeySet| keys.find(&token.requested_key).is_some();
        let keys = oidc.keys.get_or_fetch(expected.now, suits, fetch).await?;
        let key = keys
            .find(&token.requested_key)
            .ok_or(ProviderFault::Untrusted("kid"))?;
        token.verify(key, expected)
    }

    /// Fetches what the issuer publishes, as a sign-in does: its metadata and its keys.
    pub(super) async fn probe_oidc(&self, oidc: &OidcProvider) -> Result<(), ProviderFault> {
        let metadata = self.metadata(oidc).await?;
        KeySet::parse(&self.fetch(&metadata.keys).await?).map(|_| ())
    }

    /// Fetches a public document of the provider as JSON.
    async fn fetch(&self, at: &str) -> Result<Value, ProviderFault> {
        let answer = self
            .0
            .out
            .send(Outbound::get(address(at)?, Trust::Operator))
            .await?;
        match answer.status {
            200 => parse_json(&answer),
            status => Err(unexpected_status(status)),
        }
    }
}

/// Returns the issuer that Microsoft's multi-tenant metadata contains: `{tenantid}` where the settings have
/// `common` or `organizations`. Any other issuer is returned unchanged.
fn multi_tenant_issuer(issuer: &str) -> String {
    let part = |part| match part {
        "common" | "organizations" => "{tenantid}",
        other => other,
    };
    issuer.split('/').map(part).collect::<Vec<_>>().join("/")
}
