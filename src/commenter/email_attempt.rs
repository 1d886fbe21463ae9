//! The handle of one request for a mailed code.
//!
//! Every request for a code gets one, whether a mail is sent or not. Tries with it count only against this
//! request, so that another client's wrong guesses do not invalidate its code.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::People;

const PREFIX: &str = "rja_";
const MAC: usize = 16;

/// One request for a mailed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailAttempt(pub(super) Uuid);

impl People {
    /// Returns the attempt in the form given to the client: 47 characters that reveal only when it was made.
    #[must_use]
    pub fn reveal_attempt(&self, attempt: MailAttempt) -> String {
        let id = attempt.0.as_bytes();
        let mut bytes = id.to_vec();
        bytes.extend(&self.0.attempt_key.mac(&[id])[..MAC]);
        let mut text = PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
        text
    }

    /// Parses an attempt as it was given to the client; `None` for any text that this server did not issue.
    #[must_use]
    pub fn parse_attempt(&self, text: &str) -> Option<MailAttempt> {
        let encoded = text.strip_prefix(PREFIX)?;
        let mut bytes = [0; 16 + MAC];
        match URL_SAFE_NO_PAD.decode_slice(encoded, &mut bytes) {
            Ok(length) if length == bytes.len() => {}
            _ => return None,
        }
        let (id, mac) = bytes.split_first_chunk::<16>()?;
        let expected = self.0.attempt_key.mac(&[id]);
        bool::from(expected[..MAC].ct_eq(mac)).then(|| MailAttempt(Uuid::from_bytes(*id)))
    }
}
