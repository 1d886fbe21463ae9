//! What only Facebook requires: a proof that the app knows its secret, and signed deletion requests.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use super::{Providers, profile};
use crate::text::parse_json;

fn mac(secret: &SecretString, message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(message);
    mac
}

/// Returns `appsecret_proof`: the access token under HMAC-SHA256 with the app's secret, in hex.
pub(super) fn proof(secret: &SecretString, access: &str) -> String {
    let tag = mac(secret, access.as_bytes()).finalize().into_bytes();
    tag.iter()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

impl Providers {
    /// Reads a `signed_request` of Facebook's data deletion callback: `signature.payload`, both in base64url.
    /// Returns the app-scoped user id if the signature (HMAC-SHA256 of the encoded payload with the app's
    /// secret) is right; compared in constant time. The request is idempotent, so its age does not matter.
    #[must_use]
    pub fn verify_signed_request(&self, text: &str) -> Option<String> {
        if text.len() > 8 << 10 {
            return None;
        }
        let app = self.find("facebook").ok()?;
        let (signature, payload) = text.split_once('.')?;
        let decode = |text: &str| {
            BASE64_URL_SAFE_NO_PAD
                .decode(text.trim_end_matches('='))
                .ok()
        };
        mac(&app.credentials().secret, payload.as_bytes())
            .verify_slice(&decode(signature)?)
            .ok()?;
        let document = parse_json(&decode(payload)?).ok()?;
        let algorithm = document.get("algorithm")?.as_str()?;
        if !algorithm.eq_ignore_ascii_case("HMAC-SHA256") {
            return None;
        }
        profile::numeric_id(document.get("user_id")?)
    }
}
