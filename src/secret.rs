//! The secret of the installation, the secrets that it replaced, and a derived key for each purpose.
//!
//! How each purpose uses the key of a previous secret:
//!
//! | purpose | used for | previous secret | compromised previous secret |
//! |---|---|---|---|
//! | `form token` | signs form tokens | verifies tokens issued before it was retired, for their own lifetime | never |
//! | `edit token` | signs edit tokens | verifies tokens of comments sent before it was retired, in their edit window | never |
//! | `person` | author keys of guests and people, subjects of bans, hashes of IP addresses | found | found |
//! | `ban hint` | encrypts the masked email address of a ban | decrypted | decrypted |
//! | `deletion` part of `mailed code` | signs the code that identifies a completed deletion request of
//! Facebook | no | no |
//! | `mailed code` | hashes codes that are valid for 15 minutes | no: the link in the same mail works,
//! or a new code | no |
//! | `yes to a sign-in` | signs a step of a sign-in | no: the step is repeated | no |
//! | `proof of work` | signs challenges | no: the form gets another challenge | no |
//! | `spam network` | hashes networks for a day | no: deleted after five days anyway | no |
//! | `network of a moderator` | hashes networks from which moderators signed in | no: stored again at
//! the next sign-in | no |
//! | `login in the log` | hashes unknown logins in the log | no | no |
//! | `limits` | hashes the subjects of rate limits | no: the limits start again | no |
//! | `one-click decision` | signs the links with which a moderator decides | never: the queue is there | never |
//! | `fingerprint` | identifies the secret in the database | compared | compared |
//!
//! Sessions, API keys and links in sign-in mails are random and stored as plain hashes, which do not depend on a secret.

mod strength;

use std::{fmt, time::Duration};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

pub(crate) use self::strength::SecretWeakness;
pub use self::strength::secret_weakness;
use crate::clock::Timestamp;

/// At least 32 bytes that only this installation knows. All keys are derived from it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// The minimum length of a secret, in bytes.
pub(crate) const SHORTEST: usize = 32;

/// How long after the retirement of a secret its tokens may still have been issued: in a rolling
/// restart, the last replica restarts later than the first.
const ROLLING_RESTART: Duration = Duration::from_hours(1);

/// The length of the nonce before an encrypted text, in bytes.
const NONCE: usize = 24;

impl Secret {
    /// Returns `None` if `bytes` is shorter than [`SHORTEST`].
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        (bytes.len() >= SHORTEST).then_some(Self(bytes))
    }

    /// Returns why the secret is too easy to guess, if it is.
    #[must_use]
    pub fn weakness(&self) -> Option<SecretWeakness> {
        secret_weakness(&self.0)
    }

    /// Derives the key for one purpose; keys of different purposes reveal nothing about each other
    /// (HMAC-SHA-256 as a pseudorandom function, RFC 2104).
    #[must_use]
    pub fn key(&self, purpose: &str) -> Key {
        Key::new(mac(keyed(&self.0), &[b"rejoinder", purpose.as_bytes()]))
    }

    /// Parses the content of a file: text without surrounding white space, other bytes unchanged.
    #[must_use]
    pub fn from_file(bytes: &[u8]) -> Option<Self> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::new(text.trim()),
            Err(_) => Self::new(bytes),
        }
    }

    /// Returns 16 bytes by which a database recognizes the secret, and from which the secret cannot be
    /// computed.
    #[must_use]
    pub fn fingerprint(&self) -> Vec<u8> {
        self.key("fingerprint").mac(&[])[..16].to_vec()
    }
}

/// A secret that was replaced by another one.
#[derive(Clone, Debug)]
pub struct PreviousSecret {
    pub secret: Secret,
    /// When it was replaced.
    pub retired_at: Timestamp,
    /// When it expires; it is not used from then on.
    pub until: Timestamp,
    /// Whether others may know the secret. If so, it verifies nothing and is only used to find bans and
    /// authors.
    pub compromised: bool,
}

/// The current secret and the secrets that it replaced.
#[derive(Clone, Debug)]
pub struct Secrets {
    current: Secret,
    previous: Vec<PreviousSecret>,
}

impl From<Secret> for Secrets {
    fn from(current: Secret) -> Self {
        Self::new(current, Vec::new())
    }
}

impl Secrets {
    #[must_use]
    pub fn new(current: Secret, previous: Vec<PreviousSecret>) -> Self {
        Self { current, previous }
    }

    #[must_use]
    pub fn current(&self) -> &Secret {
        &self.current
    }

    /// Derives the keys for one purpose.
    #[must_use]
    pub fn keys(&self, purpose: &str) -> KeyRing {
        let previous = self.previous.iter().map(|previous| PreviousKey {
            key: previous.secret.key(purpose),
            retired_at: previous.retired_at,
            until: previous.until,
            compromised: previous.compromised,
        });
        KeyRing {
            current: self.current.key(purpose),
            previous: previous.collect(),
        }
    }
}

/// The keys for one purpose, derived from the current secret and from the secrets that it replaced.
#[derive(Clone, Debug)]
pub struct KeyRing {
    current: Key,
    previous: Vec<PreviousKey>,
}

#[derive(Clone, Debug)]
struct PreviousKey {
    key: Key,
    retired_at: Timestamp,
    until: Timestamp,
    compromised: bool,
}

impl From<Key> for KeyRing {
    fn from(current: Key) -> Self {
        Self {
            current,
            previous: Vec::new(),
        }
    }
}

impl KeyRing {
    /// Returns the key for everything that is signed, hashed or encrypted from now on.
    #[must_use]
    pub fn current(&self) -> &Key {
        &self.current
    }

    /// Returns the keys under which data may have been hashed, the current one first.
    pub fn for_lookup(&self, now: Timestamp) -> impl Iterator<Item = &Key> {
        let previous = self.previous.iter();
        let previous = previous.filter(move |previous| now < previous.until);
        std::iter::once(&self.current).chain(previous.map(|previous| &previous.key))
    }

    /// Returns whether `tag` is the [`Key::mac`] of the fields under the current key, or under a
    /// previous key that was not compromised and was in use at `issued`.
    #[must_use]
    pub fn verifies(
        &self,
        fields: &[&[u8]],
        tag: &[u8],
        issued: Timestamp,
        now: Timestamp,
    ) -> bool {
        let may_verify = |previous: &&PreviousKey| {
            !previous.compromised
                && now < previous.until
                && issued <= previous.retired_at.plus(ROLLING_RESTART)
        };
        self.current.verifies(fields, tag)
            || self
                .previous
                .iter()
                .filter(may_verify)
                .any(|previous| previous.key.verifies(fields, tag))
    }

    /// Decrypts a text that [`Key::encrypt`] encrypted; `None` if no key fits or the `context` differs.
    #[must_use]
    pub fn decrypt(&self, sealed: &[u8], context: &[u8], now: Timestamp) -> Option<String> {
        self.for_lookup(now)
            .find_map(|key| key.decrypt(sealed, context))
    }
}

/// A key for HMAC-SHA-256 over several fields.
#[derive(Clone)]
pub struct Key {
    bytes: [u8; 32],
    /// HMAC with the key: hashing the key itself would be half of the work for a short input.
    hmac: Hmac<Sha256>,
}

impl Key {
    fn new(bytes: [u8; 32]) -> Self {
        let hmac = keyed(&bytes);
        Self { bytes, hmac }
    }

    /// Computes HMAC-SHA-256 over the fields, each preceded by its length, so that different lists of
    /// fields never produce the same input.
    #[must_use]
    pub fn mac(&self, fields: &[&[u8]]) -> [u8; 32] {
        mac(self.hmac.clone(), fields)
    }

    /// Returns whether `tag` is the [`Key::mac`] of the fields, or at least its first 16 bytes. Runs in
    /// constant time.
    #[must_use]
    pub fn verifies(&self, fields: &[&[u8]], tag: &[u8]) -> bool {
        let right = self.mac(fields);
        (16..=right.len()).contains(&tag.len()) && bool::from(right[..tag.len()].ct_eq(tag))
    }

    /// Encrypts a short text so that only this key decrypts it, and only in the same `context`
    /// (XChaCha20-Poly1305). Returns the nonce, which must be random, followed by the ciphertext.
    ///
    /// # Panics
    /// If the text is longer than 256 GiB.
    #[must_use]
    pub fn encrypt(&self, text: &str, context: &[u8], nonce: [u8; NONCE]) -> Vec<u8> {
        let payload = Payload {
            msg: text.as_bytes(),
            aad: context,
        };
        let sealed = XChaCha20Poly1305::new(&self.bytes.into())
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a short text can be encrypted");
        [&nonce[..], &sealed].concat()
    }

    fn decrypt(&self, sealed: &[u8], context: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: context,
        };
        let text = XChaCha20Poly1305::new(&self.bytes.into())
            .decrypt(&XNonce::from(*nonce), payload)
            .ok()?;
        String::from_utf8(text).ok()
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC accepts keys of any length")
}

fn mac(mut mac: Hmac<Sha256>, fields: &[&[u8]]) -> [u8; 32] {
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

    const RETIRED: Timestamp = Timestamp(1_800_000_000_000);
    const UNTIL: Timestamp = Timestamp(1_802_592_000_000);

    fn secret(byte: u8) -> Secret {
        Secret::new([byte; 32]).expect("long enough")
    }

    fn rotated(compromised: bool) -> KeyRing {
        let previous = PreviousSecret {
            secret: secret(1),
            retired_at: RETIRED,
            until: UNTIL,
            compromised,
        };
        Secrets::new(secret(2), vec![previous]).keys("test")
    }

    #[test]
    fn a_previous_secret_verifies_what_was_issued_before_it_was_retired() {
        let tag = secret(1).key("test").mac(&[b"token"]);
        let verifies = |ring: &KeyRing, issued, now| ring.verifies(&[b"token"], &tag, issued, now);
        let day = Duration::from_hours(24);
        let ring = rotated(false);
        assert!(verifies(&ring, RETIRED.minus(day), RETIRED.plus(day)));
        assert!(verifies(
            &ring,
            RETIRED.plus(ROLLING_RESTART),
            RETIRED.plus(day)
        ));
        assert!(!verifies(&ring, RETIRED.plus(day), RETIRED.plus(day)));
        assert!(!verifies(&ring, RETIRED.minus(day), UNTIL));
        assert!(!verifies(&rotated(true), RETIRED.minus(day), RETIRED));
        let tag = secret(3).key("test").mac(&[b"token"]);
        assert!(!ring.verifies(&[b"token"], &tag, RETIRED, RETIRED));
    }

    #[test]
    fn a_previous_secret_finds_rows_until_its_end_even_when_compromised() {
        for compromised in [false, true] {
            let ring = rotated(compromised);
            let keys = |now| {
                ring.for_lookup(now)
                    .map(|key| key.mac(&[]))
                    .collect::<Vec<_>>()
            };
            let [old, new] = [1, 2].map(|byte| secret(byte).key("test").mac(&[]));
            assert_eq!(keys(RETIRED), [new, old]);
            assert_eq!(keys(UNTIL), [new]);
        }
    }

    #[test]
    fn an_encrypted_text_is_read_by_its_key_in_its_context_and_unchanged() {
        let old = secret(1).key("test");
        let sealed = old.encrypt("t…@example.org", b"ban 1", [9; NONCE]);
        let ring = rotated(true);
        let text = Some("t…@example.org".to_owned());
        assert_eq!(ring.decrypt(&sealed, b"ban 1", RETIRED), text);
        assert_eq!(ring.decrypt(&sealed, b"ban 2", RETIRED), None);
        assert_eq!(ring.decrypt(&sealed, b"ban 1", UNTIL), None);
        assert_eq!(ring.decrypt(&sealed[..10], b"ban 1", RETIRED), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(ring.decrypt(&changed, b"ban 1", RETIRED), None, "byte {at}");
        }
        assert!(!sealed.windows(7).any(|bytes| bytes == b"example"));
    }

    #[test]
    fn a_file_with_a_secret_is_text_without_its_line_end_or_other_bytes() {
        let text = "a secret of more than 32 characters";
        let read = |bytes: &[u8]| Secret::from_file(bytes);
        assert!(read(format!(" {text}\n").as_bytes()) == Secret::new(text));
        assert!(read(&[0xff; 32]) == Secret::new([0xff; 32]));
        assert!(read(b"short\n").is_none());
    }
}
