//! ID tokens: parsing, and verification of the signature and every claim (`OpenID Connect` Core 3.1.3.7).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{
    ProviderFault,
    keys::{RequestedKey, VerificationKey},
};
use crate::{clock::Timestamp, text::parse_json};

/// The maximum size of an ID token, in bytes.
const SIZE_MAX: usize = 32 << 10;
/// The maximum difference between the provider's clock and this server's, in seconds.
const LEEWAY: i64 = 60;
/// The maximum length of `sub`, in bytes (Core section 2).
const SUBJECT_MAX: usize = 255;

/// An ID token whose signature has not been verified yet.
pub(super) struct UnverifiedIdToken<'a> {
    pub requested_key: RequestedKey,
    message: &'a str,
    signature: &'a str,
    claims: Map<String, Value>,
}

/// What a token must contain to be valid for this server.
pub(super) struct ExpectedClaims<'a> {
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
pub(super) struct IdTokenClaims {
    pub issuer: String,
    /// The key of the person: `sub`, or `oid` for a multi-tenant issuer, whose `sub` differs from application
    /// to application.
    pub subject: String,
    pub sub: String,
    pub all: Map<String, Value>,
}

const TENANT: &str = "{tenantid}";

fn untrusted(what: &'static str) -> ProviderFault {
    ProviderFault::Untrusted(what)
}

impl<'a> UnverifiedIdToken<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, ProviderFault> {
        if token.len() > SIZE_MAX {
            return Err(untrusted("id_token"));
        }
        let (message, signature) = token.rsplit_once('.').ok_or(untrusted("id_token"))?;
        let (header, claims) = message.split_once('.').ok_or(untrusted("id_token"))?;
        let header = decode_part(header)?;
        let alg = header.get("alg").and_then(Value::as_str);
        let is_jwt = header.get("typ").is_none_or(|typ| {
            typ.as_str()
                .is_some_and(|typ| typ.eq_ignore_ascii_case("JWT"))
        });
        // An extension that must be understood is not supported (RFC 7515 section 4.1.11).
        if !is_jwt || header.contains_key("crit") {
            return Err(untrusted("header"));
        }
        let kid = match header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(untrusted("kid")),
        };
        Ok(Self {
            requested_key: alg
                .and_then(|alg| RequestedKey::new(alg, kid))
                .ok_or(untrusted("alg"))?,
            message,
            signature,
            claims: decode_part(claims)?,
        })
    }

    /// Verifies the signature and all claims; the fault names the first one that is wrong.
    pub(super) fn verify(
        self,
        key: &VerificationKey,
        expected: &ExpectedClaims<'_>,
    ) -> Result<IdTokenClaims, ProviderFault> {
        if !key.verifies(&self.requested_key, self.message, self.signature) {
            return Err(untrusted("signature"));
        }
        let claims = self.claims;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let tenant = text("tid").filter(|tid| is_uuid(tid));
        let is_multi_tenant = expected.issuer.contains(TENANT);
        let fill = |issuer: &str| match tenant {
            Some(tenant) => issuer.replace(TENANT, tenant),
            None => issuer.to_owned(),
        };
        let issuer = fill(expected.issuer);
        if is_multi_tenant && tenant.is_none() {
            return Err(untrusted("tid"));
        }
        let is_issuer = |iss: &str| {
            iss == issuer
                || (expected.without_scheme && issuer.strip_prefix("https://") == Some(iss))
        };
        if !text("iss").is_some_and(is_issuer) {
            return Err(untrusted("iss"));
        }
        // A key of one tenant must not sign for another.
        if is_multi_tenant && key.issuer.as_deref().is_some_and(|own| fill(own) != issuer) {
            return Err(untrusted("key_issuer"));
        }
        check_audience(&claims, expected.client_id)?;
        check_times(&claims, expected.now.0.div_euclid(1000))?;
        if text("nonce") != Some(expected.nonce) {
            return Err(untrusted("nonce"));
        }
        let sub = parse_subject(claims.get("sub"))?;
        let subject = if is_multi_tenant {
            let oid = text("oid").filter(|oid| is_uuid(oid));
            oid.ok_or(untrusted("oid"))?.to_owned()
        } else {
            sub.clone()
        };
        Ok(IdTokenClaims {
            issuer,
            subject,
            sub,
            all: claims,
        })
    }
}

/// Accepts a `sub` that can be a key: a text that is not empty and not too long.
pub(super) fn parse_subject(sub: Option<&Value>) -> Result<String, ProviderFault> {
    match sub {
        Some(Value::String(sub))
            if (1..=SUBJECT_MAX).contains(&sub.len())
                && !sub.chars().any(char::is_control)
                && !sub.trim().is_empty() =>
        {
            Ok(sub.clone())
        }
        _ => Err(untrusted("sub")),
    }
}

/// `aud` must be this client; if it lists others too, `azp` must be this client.
fn check_audience(claims: &Map<String, Value>, client_id: &str) -> Result<(), ProviderFault> {
    let is_this_client = |value: &Value| value.as_str() == Some(client_id);
    let azp = claims.get("azp").map(is_this_client);
    let is_valid = match claims.get("aud") {
        Some(Value::Array(all)) => {
            all.iter().any(is_this_client)
                && all.iter().all(Value::is_string)
                && (all.len() == 1 || azp == Some(true))
        }
        Some(one) => is_this_client(one),
        None => false,
    };
    if !is_valid {
        return Err(untrusted("aud"));
    }
    match azp {
        Some(false) => Err(untrusted("azp")),
        _ => Ok(()),
    }
}

fn check_times(claims: &Map<String, Value>, now: i64) -> Result<(), ProviderFault> {
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
            _ => Err(untrusted(name)),
        },
    };
    let exp = seconds("exp")?.ok_or(untrusted("exp"))?;
    if now.saturating_sub(LEEWAY) >= exp {
        return Err(untrusted("exp"));
    }
    if seconds("nbf")?.is_some_and(|nbf| nbf > now.saturating_add(LEEWAY)) {
        return Err(untrusted("nbf"));
    }
    let iat = seconds("iat")?.ok_or(untrusted("iat"))?;
    if iat > now.saturating_add(LEEWAY) {
        return Err(untrusted("iat"));
    }
    Ok(())
}

fn decode_part(text: &str) -> Result<Map<String, Value>, ProviderFault> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
    let bytes = bytes.map_err(|_| untrusted("id_token"))?;
    match parse_json(&bytes) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(untrusted("id_token")),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.parse::<uuid::Uuid>().is_ok()
}
