//! The public keys of a provider (RFC 7517), and which of them may verify a signature.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::Value;

use super::ProviderFault;

/// The maximum number of keys in a set.
const KEYS_MAX: usize = 100;

/// The type of a key; it decides which algorithms the key can verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyFamily {
    Rsa,
    P256,
    P384,
    Ed25519,
}

pub(super) struct VerificationKey {
    kid: Option<String>,
    alg: Option<String>,
    kind: KeyFamily,
    /// For a key of Microsoft: the issuer whose tokens it signs.
    pub issuer: Option<String>,
    public: DecodingKey,
}

pub(super) struct KeySet(Vec<VerificationKey>);

/// The algorithms by name (RFC 7518 section 3.1, RFC 8037). Only asymmetric ones, so that `none`, and
/// a public key used as a shared secret, are refused.
const ALGORITHMS: &[(&str, Algorithm, KeyFamily)] = &[
    ("RS256", Algorithm::RS256, KeyFamily::Rsa),
    ("RS384", Algorithm::RS384, KeyFamily::Rsa),
    ("RS512", Algorithm::RS512, KeyFamily::Rsa),
    ("PS256", Algorithm::PS256, KeyFamily::Rsa),
    ("PS384", Algorithm::PS384, KeyFamily::Rsa),
    ("PS512", Algorithm::PS512, KeyFamily::Rsa),
    ("ES256", Algorithm::ES256, KeyFamily::P256),
    ("ES384", Algorithm::ES384, KeyFamily::P384),
    ("EdDSA", Algorithm::EdDSA, KeyFamily::Ed25519),
];

/// The key that a token's header refers to: a supported algorithm and the key's id.
#[derive(Clone, Debug)]
pub(super) struct RequestedKey {
    name: &'static str,
    algorithm: Algorithm,
    kind: KeyFamily,
    kid: Option<String>,
}

impl RequestedKey {
    /// Returns `None` for an unsupported algorithm.
    pub(super) fn new(alg: &str, key_id: Option<String>) -> Option<Self> {
        let (name, algorithm, kind) = *ALGORITHMS.iter().find(|(known, ..)| *known == alg)?;
        Some(Self {
            name,
            algorithm,
            kind,
            kid: key_id,
        })
    }
}

impl KeySet {
    /// Reads a key set. Keys for other uses than signatures, of unknown types, or too weak are ignored, as
    /// RFC 7517 section 5 requires.
    pub(super) fn parse(set: &Value) -> Result<Self, ProviderFault> {
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or(ProviderFault::Unavailable("keys"))?;
        if keys.len() > KEYS_MAX {
            return Err(ProviderFault::Unavailable("keys"));
        }
        Ok(Self(keys.iter().filter_map(parse_key).collect()))
    }

    /// Returns the key that a header refers to. Without an id in the header, exactly one key must match.
    pub(super) fn find(&self, requested_key: &RequestedKey) -> Option<&VerificationKey> {
        let mut matching = self.0.iter().filter(|key| {
            key.kind == requested_key.kind
                && key
                    .alg
                    .as_deref()
                    .is_none_or(|alg| alg == requested_key.name)
                && (requested_key.kid.is_none() || key.kid == requested_key.kid)
        });
        let found = matching.next()?;
        matching.next().is_none().then_some(found)
    }
}

impl VerificationKey {
    /// Returns whether the signature (base64url) of the message was made with this key.
    pub(super) fn verifies(
        &self,
        requested_key: &RequestedKey,
        message: &str,
        signature: &str,
    ) -> bool {
        crypto::verify(
            signature,
            message.as_bytes(),
            &self.public,
            requested_key.algorithm,
        )
        .unwrap_or(false)
    }
}

fn parse_key(jwk: &Value) -> Option<VerificationKey> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let missing_or = |name: &str, good: &dyn Fn(&Value) -> bool| jwk.get(name).is_none_or(good);
    let for_signing = missing_or("use", &|value| value == "sig")
        && missing_or("key_ops", &|ops| {
            ops.as_array()
                .is_some_and(|ops| ops.iter().any(|op| op == "verify"))
        });
    if !for_signing
        || !missing_or("alg", &Value::is_string)
        || !missing_or("kid", &Value::is_string)
    {
        return None;
    }
    let bytes = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(text(name)?).ok();
    let (kind, key) = match (text("kty")?, text("crv")) {
        ("RSA", _) => {
            let (n, e) = (bytes("n")?, bytes("e")?);
            let zeros = n.iter().take_while(|&&b| b == 0).count();
            // At least 2048 bits (RFC 7518 section 3.3), and no more than can be verified in reasonable time.
            if !(256..=1024).contains(&(n.len() - zeros)) || !(1..=4).contains(&e.len()) {
                return None;
            }
            (KeyFamily::Rsa, DecodingKey::from_rsa_raw_components(&n, &e))
        }
        ("EC", Some(curve)) => {
            let (kind, size) = match curve {
                "P-256" => (KeyFamily::P256, 32),
                "P-384" => (KeyFamily::P384, 48),
                _ => return None,
            };
            if bytes("x")?.len() != size || bytes("y")?.len() != size {
                return None;
            }
            let key = DecodingKey::from_ec_components(text("x")?, text("y")?).ok()?;
            (kind, key)
        }
        ("OKP", Some("Ed25519")) if bytes("x")?.len() == 32 => (
            KeyFamily::Ed25519,
            DecodingKey::from_ed_components(text("x")?).ok()?,
        ),
        _ => return None,
    };
    Some(VerificationKey {
        kid: text("kid").map(str::to_owned),
        alg: text("alg").map(str::to_owned),
        kind,
        issuer: text("issuer").map(str::to_owned),
        public: key,
    })
}
