//! ID tokens: parsing, and verification of the signature and every claim (`OpenID Connect` Core 3.1.3.7).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{
    ProviderFault,
    keys::{Key, RequestedKey},
};
use crate::{clock::Timestamp, http::body::json};

/// The maximum size of an ID token, in bytes.
const MOST: usize = 32 << 10;
/// The maximum difference between the provider's clock and this server's, in seconds.
const LEEWAY: i64 = 60;
/// The maximum length of `sub`, in bytes (Core section 2).
const SUBJECT: usize = 255;

/// An ID token whose signature has not been verified yet.
pub(super) struct Unverified<'a> {
    pub asked: RequestedKey,
    message: &'a str,
    signature: &'a str,
    claims: Map<String, Value>,
}

/// What a token must contain to be valid for this server.
pub(super) struct Expected<'a> {
    /// The issuer of the metadata; `{tenantid}` in it stands for the claim `tid` (Microsoft's multi-tenant
    /// issuer).
    pub issuer: &'a str,
    /// Whether the issuer may also lack its scheme, as Google's does.
    pub without_scheme: bool,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Timestamp,
}

/// Claims that are verified.
#[derive(Debug)]
pub(super) struct Claims {
    pub issuer: String,
    /// The key of the person: `sub`, or `oid` for a multi-tenant issuer, whose `sub` differs from application
    /// to application.
    pub subject: String,
    pub sub: String,
    pub all: Map<String, Value>,
}

const TENANT: &str = "{tenantid}";

fn wrong(what: &'static str) -> ProviderFault {
    ProviderFault::Untrusted(what)
}

impl<'a> Unverified<'a> {
    pub fn read(token: &'a str) -> Result<Self, ProviderFault> {
        if token.len() > MOST {
            return Err(wrong("id_token"));
        }
        let (message, signature) = token.rsplit_once('.').ok_or(wrong("id_token"))?;
        let (header, claims) = message.split_once('.').ok_or(wrong("id_token"))?;
        let header = part(header)?;
        let alg = header.get("alg").and_then(Value::as_str);
        let typ = header.get("typ").is_none_or(|typ| {
            typ.as_str()
                .is_some_and(|typ| typ.eq_ignore_ascii_case("JWT"))
        });
        // An extension that must be understood is not supported (RFC 7515 section 4.1.11).
        if !typ || header.contains_key("crit") {
            return Err(wrong("header"));
        }
        let kid = match header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(wrong("kid")),
        };
        Ok(Self {
            asked: alg
                .and_then(|alg| RequestedKey::new(alg, kid))
                .ok_or(wrong("alg"))?,
            message,
            signature,
            claims: part(claims)?,
        })
    }

    /// Verifies the signature and all claims; the fault names the first one that is wrong.
    pub fn verify(self, key: &Key, expected: &Expected<'_>) -> Result<Claims, ProviderFault> {
        if !key.verifies(&self.asked, self.message, self.signature) {
            return Err(wrong("signature"));
        }
        let claims = self.claims;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let tenant = text("tid").filter(|tid| is_uuid(tid));
        let of_many = expected.issuer.contains(TENANT);
        let fill = |issuer: &str| match tenant {
            Some(tenant) => issuer.replace(TENANT, tenant),
            None => issuer.to_owned(),
        };
        let issuer = fill(expected.issuer);
        if of_many && tenant.is_none() {
            return Err(wrong("tid"));
        }
        let is_issuer = |iss: &str| {
            iss == issuer
                || (expected.without_scheme && issuer.strip_prefix("https://") == Some(iss))
        };
        if !text("iss").is_some_and(is_issuer) {
            return Err(wrong("iss"));
        }
        // A key of one tenant must not sign for another.
        if of_many && key.issuer.as_deref().is_some_and(|own| fill(own) != issuer) {
            return Err(wrong("key_issuer"));
        }
        audience(&claims, expected.client_id)?;
        times(&claims, expected.now.0.div_euclid(1000))?;
        if text("nonce") != Some(expected.nonce) {
            return Err(wrong("nonce"));
        }
        let sub = subject(claims.get("sub"))?;
        let subject = if of_many {
            let oid = text("oid").filter(|oid| is_uuid(oid));
            oid.ok_or(wrong("oid"))?.to_owned()
        } else {
            sub.clone()
        };
        Ok(Claims {
            issuer,
            subject,
            sub,
            all: claims,
        })
    }
}

/// Accepts a `sub` that can be a key: a text that is not empty and not too long.
pub(super) fn subject(sub: Option<&Value>) -> Result<String, ProviderFault> {
    match sub {
        Some(Value::String(sub))
            if (1..=SUBJECT).contains(&sub.len())
                && !sub.chars().any(char::is_control)
                && !sub.trim().is_empty() =>
        {
            Ok(sub.clone())
        }
        _ => Err(wrong("sub")),
    }
}

/// `aud` must be this client; if it lists others too, `azp` must be this client.
fn audience(claims: &Map<String, Value>, client_id: &str) -> Result<(), ProviderFault> {
    let is_us = |value: &Value| value.as_str() == Some(client_id);
    let azp = claims.get("azp").map(is_us);
    let good = match claims.get("aud") {
        Some(Value::Array(all)) => {
            all.iter().any(is_us)
                && all.iter().all(Value::is_string)
                && (all.len() == 1 || azp == Some(true))
        }
        Some(one) => is_us(one),
        None => false,
    };
    if !good {
        return Err(wrong("aud"));
    }
    match azp {
        Some(false) => Err(wrong("azp")),
        _ => Ok(()),
    }
}

fn times(claims: &Map<String, Value>, now: i64) -> Result<(), ProviderFault> {
    // NumericDate may have a fraction (RFC 7519 section 2).
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a second more or less is within the leeway, and `as` saturates"
    )]
    let seconds = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => match (value.as_i64(), value.as_f64()) {
            (Some(whole), _) => Ok(Some(whole)),
            (None, Some(real)) => Ok(Some(real as i64)),
            _ => Err(wrong(name)),
        },
    };
    let exp = seconds("exp")?.ok_or(wrong("exp"))?;
    if now.saturating_sub(LEEWAY) >= exp {
        return Err(wrong("exp"));
    }
    if seconds("nbf")?.is_some_and(|nbf| nbf > now.saturating_add(LEEWAY)) {
        return Err(wrong("nbf"));
    }
    let iat = seconds("iat")?.ok_or(wrong("iat"))?;
    if iat > now.saturating_add(LEEWAY) {
        return Err(wrong("iat"));
    }
    Ok(())
}

fn part(text: &str) -> Result<Map<String, Value>, ProviderFault> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
    let bytes = bytes.map_err(|_| wrong("id_token"))?;
    match json::parse(&bytes) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(wrong("id_token")),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.parse::<uuid::Uuid>().is_ok()
}
