//! The installation's secret, and a key of its own for each purpose.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// At least 32 bytes that nobody else knows. Everything signed or hashed with a key goes back to it,
/// so changing it ends form tokens and edit tokens and makes authors strangers again.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// The shortest secret taken, in bytes.
pub const SHORTEST: usize = 32;

impl Secret {
    /// `None` when it is shorter than [`SHORTEST`] bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        (bytes.len() >= SHORTEST).then_some(Self(bytes))
    }

    /// The key for one purpose; keys of different purposes tell nothing about each other
    /// (HMAC-SHA-256 as a pseudorandom function, RFC 2104).
    #[must_use]
    pub fn key(&self, purpose: &str) -> Key {
        Key(mac(&self.0, &[b"rejoinder", purpose.as_bytes()]))
    }
}

/// A key for HMAC-SHA-256 over several fields.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// HMAC-SHA-256 of the fields, each after its length, so that no two lists of fields look alike.
    #[must_use]
    pub fn mac(&self, fields: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, fields)
    }

    /// Is `tag` the [`Key::mac`] of the fields, or its first 16 or more bytes? In constant time.
    #[must_use]
    pub fn verifies(&self, fields: &[&[u8]], tag: &[u8]) -> bool {
        let right = self.mac(fields);
        (16..=right.len()).contains(&tag.len()) && bool::from(right[..tag.len()].ct_eq(tag))
    }
}

fn mac(key: &[u8], fields: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    mac.finalize().into_bytes().into()
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cannot_be_shifted_into_each_other() {
        let key = Secret::new([7; 32]).expect("long enough").key("test");
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
        assert!(key.verifies(&[b"ab", b"c"], &key.mac(&[b"ab", b"c"])));
        assert!(key.verifies(&[b"ab"], &key.mac(&[b"ab"])[..16]));
        assert!(!key.verifies(&[b"ab"], &key.mac(&[b"ab"])[..15]));
        assert!(!key.verifies(&[b"ab"], &[]));
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let secret = Secret::new([7; 32]).expect("long enough");
        assert_ne!(secret.key("a").mac(&[]), secret.key("b").mac(&[]));
        assert!(Secret::new([7; 31]).is_none());
        assert!(!format!("{secret:?} {:?}", secret.key("a")).contains('7'));
    }
}
