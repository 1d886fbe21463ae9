//! Stand-ins on loopback for the sign-in providers, each with the formats that its documentation describes,
//! and a page that asks people for consent. They refuse what the real providers refuse.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use rejoinder::Clock;
use rustls::pki_types::{PrivatePkcs1KeyDer, pem::PemObject as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{
    web_server::{self, FixedAnswer, ReceivedRequest},
    world::World,
};

/// The providers with their display names.
pub const PROVIDERS: [(&str, &str); 5] = [
    ("wordpress", "WordPress.com"),
    ("twitter", "X"),
    ("facebook", "Facebook"),
    ("google", "Google"),
    ("github", "GitHub"),
];

const SECRET: &str = "a-secret";

/// A sign-in that the person allowed.
#[derive(Clone)]
struct Grant {
    provider: String,
    account: String,
    challenge: String,
    redirect_uri: String,
    nonce: String,
}

/// The URL of the server under test, and its clock.
struct Client {
    base: String,
    clock: Clock,
}

struct Inner {
    base: String,
    client: OnceLock<Client>,
    /// By authorization code, each of which is redeemed once.
    codes: Mutex<HashMap<String, Grant>>,
    /// By access token.
    tokens: Mutex<HashMap<String, Grant>>,
}

/// All providers on one port.
pub struct FakeProviders(Arc<Inner>);

/// A world that uses the stand-ins as its providers.
pub async fn world_with_providers() -> World {
    let providers = FakeProviders::new().await;
    let world = World::with_all(&providers.settings(), None).await;
    let client = Client {
        base: world.url(""),
        clock: world.clock.clone(),
    };
    assert!(providers.0.client.set(client).is_ok());
    world
}

impl FakeProviders {
    pub async fn new() -> Self {
        let (listener, port) = web_server::bind().await;
        let inner = Arc::new(Inner {
            base: format!("http://127.0.0.1:{port}"),
            client: OnceLock::new(),
            codes: Mutex::default(),
            tokens: Mutex::default(),
        });
        let answering = inner.clone();
        web_server::serve(listener, move |request| answering.answer(&request));
        Self(inner)
    }

    /// The settings that point to them.
    pub fn settings(&self) -> Vec<(String, String)> {
        let base = &self.0.base;
        let mut settings = vec![(
            "HTTP__OUTGOING__ALLOW_PRIVATE".to_owned(),
            "true".to_owned(),
        )];
        for (id, _) in PROVIDERS {
            let mut put = |key: &str, value: String| {
                settings.push((format!("IDENTITY__{}__{key}", id.to_uppercase()), value));
            };
            put("CLIENT_ID", format!("{id}-app"));
            put("CLIENT_SECRET", SECRET.to_owned());
            if id == "google" {
                put("ISSUER", format!("{base}/google"));
                continue;
            }
            put("AUTHORIZE_URL", format!("{base}/{id}/authorize"));
            put("TOKEN_URL", format!("{base}/{id}/token"));
            put("PROFILE_URL", format!("{base}/{id}/me"));
            if id == "github" {
                put("EMAILS_URL", format!("{base}/{id}/emails"));
            }
        }
        settings
            .into_iter()
            .map(|(name, value)| (format!("REJOINDER_{name}"), value))
            .collect()
    }
}

impl Inner {
    fn answer(&self, request: &ReceivedRequest) -> FixedAnswer {
        let mut parts = request.path[1..].splitn(2, '/');
        let (id, what) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        match (request.method.as_str(), what) {
            ("GET", "authorize") => self.ask(id, request),
            ("POST", "consent") => self.consent(id, request),
            ("POST", "token") => self.token(id, request),
            ("GET", "me") => self.profile(id, request),
            ("GET", "emails") => self.emails(request),
            ("GET", ".well-known/openid-configuration") => self.metadata(),
            ("GET", "keys") => FixedAnswer::json(200, &json!({ "keys": [public_key()] })),
            ("GET", _) if id == "picture" => FixedAnswer::new(200, "image/png", picture()),
            ("GET", _) if id == "favicon.ico" => FixedAnswer::new(200, "image/png", picture()),
            _ => FixedAnswer::json(404, &json!({ "error": "not_found" })),
        }
    }

    /// The consent page, if the provider would accept the request.
    fn ask(&self, id: &str, request: &ReceivedRequest) -> FixedAnswer {
        let client = self.client.get().expect("the server is known");
        let wanted = [
            ("response_type", "code".to_owned()),
            ("client_id", format!("{id}-app")),
            ("code_challenge_method", "S256".to_owned()),
            (
                "redirect_uri",
                format!("{}/api/v1/session/{id}/callback", client.base),
            ),
        ];
        for (name, value) in wanted {
            if request.parameter(name) != value {
                return FixedAnswer::json(
                    400,
                    &json!({ "error": "invalid_request", "wrong": name }),
                );
            }
        }
        if request.parameter("state").is_empty() || request.parameter("code_challenge").len() != 43
        {
            return FixedAnswer::json(400, &json!({ "error": "invalid_request" }));
        }
        let hidden = request
            .parameters()
            .into_iter()
            .map(|(name, value)| format!("<input type='hidden' name='{name}' value='{value}'>"));
        FixedAnswer::html(format!(
            "<!doctype html><title>{id}</title><h1>{id}: may it know who you are?</h1>\
             <form method='post' action='/{id}/consent'>{}\
             <button name='answer' value='ann'>Allow as Ann</button>\
             <button name='answer' value='ben'>Allow as Ben</button>\
             <button name='answer' value='cancel'>Cancel</button></form>",
            hidden.collect::<String>()
        ))
    }

    fn consent(&self, id: &str, request: &ReceivedRequest) -> FixedAnswer {
        let redirect_uri = request.parameter("redirect_uri");
        let mut to = url::Url::parse(&redirect_uri).expect("a URL");
        let state = request.parameter("state");
        let account = request.parameter("answer");
        if account == "cancel" {
            to.query_pairs_mut()
                .append_pair("error", "access_denied")
                .append_pair("state", &state);
            return FixedAnswer::see_other(to.as_str());
        }
        let code = Clock::system().id().to_string();
        let grant = Grant {
            provider: id.to_owned(),
            account,
            challenge: request.parameter("code_challenge"),
            redirect_uri,
            nonce: request.parameter("nonce"),
        };
        self.codes
            .lock()
            .expect("sound")
            .insert(code.clone(), grant);
        to.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &state);
        FixedAnswer::see_other(to.as_str())
    }

    fn token(&self, id: &str, request: &ReceivedRequest) -> FixedAnswer {
        // GitHub reports errors with status 200.
        let refusal = if id == "github" { 200 } else { 400 };
        let refused = |error: &str| FixedAnswer::json(refusal, &json!({ "error": error }));
        let basic = BASE64_STANDARD.encode(format!("{id}-app:{SECRET}"));
        let known = if id == "twitter" {
            request.header("authorization") == Some(&format!("Basic {basic}"))
        } else {
            let by_body = request.parameter("client_secret") == SECRET;
            by_body
                || (id == "google"
                    && request.header("authorization") == Some(&format!("Basic {basic}")))
        };
        if !known {
            return refused("invalid_client");
        }
        let grant = self
            .codes
            .lock()
            .expect("sound")
            .remove(&request.parameter("code"));
        let verifier = Sha256::digest(request.parameter("code_verifier"));
        let good = grant.filter(|grant| {
            grant.provider == id
                && grant.redirect_uri == request.parameter("redirect_uri")
                && grant.challenge == BASE64_URL_SAFE_NO_PAD.encode(verifier)
                && request.parameter("grant_type") == "authorization_code"
        });
        let Some(grant) = good else {
            return refused("invalid_grant");
        };
        let access = format!("access-{}", Clock::system().id());
        let body = match id {
            "twitter" => {
                json!({ "token_type": "bearer", "expires_in": 7200, "access_token": access,
                "scope": "users.read tweet.read" })
            }
            "facebook" => {
                json!({ "access_token": access, "token_type": "bearer", "expires_in": 5_183_944 })
            }
            "wordpress" => json!({ "access_token": access, "blog_id": "0", "blog_url": null,
                "token_type": "bearer", "scope": "auth" }),
            "google" => json!({ "access_token": access, "expires_in": 3599, "token_type": "Bearer",
                "scope": "openid email profile", "id_token": self.id_token(&grant) }),
            _ => {
                json!({ "access_token": access, "scope": "read:user,user:email", "token_type": "bearer" })
            }
        };
        self.tokens.lock().expect("sound").insert(access, grant);
        FixedAnswer::json(200, &body)
    }

    fn granted(&self, request: &ReceivedRequest) -> Option<(String, Grant)> {
        let token = request.header("authorization")?.strip_prefix("Bearer ")?;
        let tokens = self.tokens.lock().expect("sound");
        Some((token.to_owned(), tokens.get(token)?.clone()))
    }

    fn profile(&self, id: &str, request: &ReceivedRequest) -> FixedAnswer {
        let Some((token, grant)) = self
            .granted(request)
            .filter(|(_, grant)| grant.provider == id)
        else {
            return FixedAnswer::json(401, &json!({ "error": "invalid_token" }));
        };
        if request.header("user-agent").is_none() {
            return FixedAnswer::json(
                403,
                &json!({ "message": "Request forbidden by administrative rules" }),
            );
        }
        let (name, number) = (name(&grant), number(&grant));
        let picture = format!("{}/picture/{}", self.base, grant.account);
        let login = &grant.account;
        FixedAnswer::json(
            200,
            &match id {
                "twitter" => {
                    json!({ "data": { "id": number.to_string(), "name": name, "username": login,
                "profile_image_url": format!("{picture}_normal.png") } })
                }
                "facebook" => {
                    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
                    mac.update(token.as_bytes());
                    let proof = mac.finalize().into_bytes();
                    let proof = proof
                        .iter()
                        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
                    if request.parameter("appsecret_proof") != proof {
                        return FixedAnswer::json(
                            400,
                            &json!({ "error": { "type": "GraphMethodException", "code": 100 } }),
                        );
                    }
                    json!({ "id": number.to_string(), "name": name, "picture": { "data": {
                    "height": 256, "width": 256, "is_silhouette": false, "url": picture } } })
                }
                "wordpress" => json!({ "ID": number, "display_name": name, "username": login,
                "email": format!("{login}.wordpress@example.org"), "email_verified": true,
                "avatar_URL": picture }),
                _ => {
                    json!({ "id": number, "login": login, "name": name, "avatar_url": picture, "blog": "" })
                }
            },
        )
    }

    fn emails(&self, request: &ReceivedRequest) -> FixedAnswer {
        match self.granted(request) {
            Some((_, grant)) => FixedAnswer::json(
                200,
                &json!([{ "primary": true, "verified": true,
                "email": format!("{}.github@example.org", grant.account), "visibility": null }]),
            ),
            None => FixedAnswer::json(401, &json!({ "message": "Bad credentials" })),
        }
    }

    fn metadata(&self) -> FixedAnswer {
        let base = format!("{}/google", self.base);
        FixedAnswer::json(
            200,
            &json!({
                "issuer": base, "authorization_endpoint": format!("{base}/authorize"),
                "token_endpoint": format!("{base}/token"), "jwks_uri": format!("{base}/keys"),
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            }),
        )
    }

    fn id_token(&self, grant: &Grant) -> String {
        let client = self.client.get().expect("the server is known");
        let now = client.clock.now().0 / 1000;
        let claims = json!({
            "iss": format!("{}/google", self.base), "aud": "google-app", "azp": "google-app",
            "sub": number(grant).to_string(), "iat": now, "exp": now + 3600, "nonce": grant.nonce,
            "email": format!("{}.google@example.org", grant.account), "email_verified": true,
            "name": name(grant), "picture": format!("{}/picture/{}", self.base, grant.account),
        });
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some("one".to_owned());
        jsonwebtoken::encode(&header, &claims, &key()).expect("is signed")
    }
}

/// The name of the account, as in `Ann of github`.
fn name(grant: &Grant) -> String {
    let first = if grant.account == "ann" { "Ann" } else { "Ben" };
    format!("{first} of {}", grant.provider)
}

fn number(grant: &Grant) -> u64 {
    if grant.account == "ann" { 1001 } else { 1002 }
}

fn key() -> EncodingKey {
    let pem = include_bytes!("../../../src/provider/tests/keys/rsa1.pem");
    let key = PrivatePkcs1KeyDer::from_pem_slice(pem).expect("a key");
    EncodingKey::from_rsa_der(key.secret_pkcs1_der())
}

fn public_key() -> Value {
    let mut jwk = Jwk::from_encoding_key(&key(), Algorithm::RS256).expect("has a public half");
    jwk.common.key_id = Some("one".to_owned());
    let mut jwk = serde_json::to_value(jwk).expect("is JSON");
    jwk["use"] = json!("sig");
    jwk
}

fn picture() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(32, 32, image::Rgb([200, 80, 40]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("is written");
    png.into_inner()
}
