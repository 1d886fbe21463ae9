//! Sign-ins against well-behaved and hostile stand-ins of providers.

mod honest;
mod hostile;
mod lies;
pub(super) mod provider_stand_in;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use rustls::pki_types::{PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, pem::PemObject as _};
use serde_json::{Value, json};

use self::provider_stand_in::{Served, Stand};
use super::*;
use crate::{client::OutgoingSettings, clock::Timestamp};

const NOW: i64 = 1_800_000_000;
const BASE: &str = "https://comments.example.org";

fn rsa(which: usize) -> EncodingKey {
    let pem = [
        include_bytes!("keys/rsa1.pem").as_slice(),
        include_bytes!("keys/rsa2.pem").as_slice(),
    ];
    let key = PrivatePkcs1KeyDer::from_pem_slice(pem[which]).expect("a key");
    EncodingKey::from_rsa_der(key.secret_pkcs1_der())
}

fn ec() -> EncodingKey {
    let key = PrivatePkcs8KeyDer::from_pem_slice(include_bytes!("keys/ec.pem")).expect("a key");
    EncodingKey::from_ec_der(key.secret_pkcs8_der())
}

/// The public half, as a provider publishes it.
fn public(key: &EncodingKey, algorithm: Algorithm, kid: &str) -> Value {
    let mut jwk = Jwk::from_encoding_key(key, algorithm).expect("has a public half");
    jwk.common.key_id = Some(kid.to_owned());
    let mut jwk = serde_json::to_value(jwk).expect("is JSON");
    jwk["use"] = json!("sig");
    jwk
}

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn providers_in(settings: Value, clock: &Clock, milliseconds: u64) -> Providers {
    let settings: IdentitySettings = serde_json::from_value(settings).expect("is read");
    let out = OutgoingSettings {
        timeout: std::time::Duration::from_millis(milliseconds),
        allow_private: true,
        ..OutgoingSettings::default()
    };
    let out = Outgoing::new(&out, true).expect("is set up");
    let callbacks = format!("{BASE}/api/v1/session");
    Providers::new(&settings, out, clock.clone(), callbacks).expect("are good")
}

/// A provider of `OpenID Connect`, each part of which a test may change before it is used.
struct ProviderWorld {
    stand: Stand,
    clock: Clock,
    providers: Providers,
    id: &'static str,
    metadata: Value,
    keys: Value,
    header: Value,
    key: EncodingKey,
    claims: Value,
    /// Replaces the token that is made of header and claims.
    id_token: Option<String>,
    /// Replaces the answer that holds the token.
    token: Option<Served>,
    userinfo: Value,
    iss: Option<String>,
    nonce: Option<String>,
}

impl ProviderWorld {
    async fn new() -> Self {
        Self::with_issuer("acme", "", "").await
    }

    /// `issuer` is appended to the URL of the stand-in; `told` replaces it in the metadata.
    async fn with_issuer(id: &'static str, issuer: &str, document: &str) -> Self {
        let stand = Stand::new().await;
        let clock = Clock::held(Timestamp(NOW * 1000));
        let base = stand.base.clone();
        let mut one = json!({"issuer": format!("{base}{issuer}"), "client_id": "rejoinder", "client_secret": "a-secret"});
        let settings = if id == "google" {
            json!({"google": one})
        } else {
            one["name"] = json!("Acme");
            json!({"oidc": {"acme": one}})
        };
        let providers = providers_in(settings, &clock, 5000);
        let key = rsa(0);
        Self {
            metadata: json!({
                "issuer": format!("{base}{document}"),
                "authorization_endpoint": format!("{base}/authorize"),
                "token_endpoint": format!("{base}/token"),
                "jwks_uri": format!("{base}/keys"),
                "userinfo_endpoint": format!("{base}/userinfo"),
            }),
            keys: json!({"keys": [public(&key, Algorithm::RS256, "one")]}),
            header: json!({"alg": "RS256", "kid": "one", "typ": "JWT"}),
            claims: json!({
                "iss": format!("{base}{document}"), "aud": "rejoinder", "sub": "248289761001",
                "exp": NOW + 300, "iat": NOW, "name": "Ann",
                "email": "ann@example.org", "email_verified": true,
            }),
            userinfo: json!({"sub": "248289761001"}),
            stand,
            clock,
            providers,
            id,
            key,
            id_token: None,
            token: None,
            iss: None,
            nonce: None,
        }
    }

    fn sign(&self, claims: &Value) -> String {
        let header: Result<Header, _> = serde_json::from_value(self.header.clone());
        jsonwebtoken::encode(&header.expect("a header"), claims, &self.key).expect("is signed")
    }

    fn publish(&self) {
        let metadata = format!("{}/.well-known/openid-configuration", self.path());
        self.stand.serve(&metadata, Served::json(&self.metadata));
        self.stand.serve("/keys", Served::json(&self.keys));
        self.stand.serve("/userinfo", Served::json(&self.userinfo));
    }

    fn path(&self) -> String {
        let ProviderProtocol::OpenIdConnect(_) = &self.providers.0.configured[0].protocol else {
            unreachable!("the provider uses OpenID Connect");
        };
        if self.metadata["issuer"]
            .as_str()
            .is_some_and(|i| i.contains("{tenantid}"))
        {
            "/common/v2.0".to_owned()
        } else {
            String::new()
        }
    }

    /// Goes through a sign-in as a person does.
    async fn sign_in(&self) -> Result<ProviderProfile, ProviderFault> {
        self.publish();
        let begin = self.providers.begin(self.id, "a state").await?;
        let mut claims = self.claims.clone();
        if claims.get("nonce").is_none() {
            claims["nonce"] = json!(self.nonce.as_ref().unwrap_or(&begin.nonce));
        }
        let id_token = match &self.id_token {
            Some(token) => token.replace("{nonce}", &begin.nonce),
            None => self.sign(&claims),
        };
        let tokens =
            json!({"access_token": "opaque", "token_type": "Bearer", "id_token": id_token});
        let served = self.token.clone().unwrap_or(Served::json(&tokens));
        self.stand.serve("/token", served);
        let callback = Callback {
            code: "a code".to_owned(),
            iss: self.iss.clone(),
        };
        self.providers
            .finish(self.id, &callback, &begin.verifier, &begin.nonce)
            .await
    }
}
