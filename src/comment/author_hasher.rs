//! Keyed hashes of authors and IP addresses, so that they can be compared but not read.

use std::net::IpAddr;

use uuid::Uuid;

use crate::{
    clock::Clock,
    network::canonical,
    secret::{Key, KeyRing, Secrets},
    text::Email,
};

/// Hashes authors and IP addresses. Unless stated otherwise, it returns the hash under the current secret and
/// then those under previous secrets.
#[derive(Clone, Debug)]
pub struct AuthorHasher {
    keys: KeyRing,
    clock: Clock,
}

impl AuthorHasher {
    pub(super) fn new(secrets: &Secrets, clock: Clock) -> Self {
        Self {
            keys: secrets.keys("person"),
            clock,
        }
    }

    /// Returns the hashes of a guest by the typed email address. A typed and a verified email address
    /// belong to different authors until the author verifies it.
    #[must_use]
    pub fn guest(&self, email: &Email) -> Vec<Vec<u8>> {
        self.all(&[b"guest", email.normal().as_bytes()])
    }

    /// Returns the hashes of a person, whichever way they signed in.
    #[must_use]
    pub fn person(&self, person: Uuid) -> Vec<Vec<u8>> {
        self.all(&[b"person", person.as_bytes()])
    }

    #[must_use]
    pub fn moderator(&self, moderator: Uuid) -> Vec<Vec<u8>> {
        self.all(&[b"moderator", moderator.as_bytes()])
    }

    /// Returns the hashes of the author of a comment; none for a guest without an email address.
    #[must_use]
    pub fn author(&self, person: Option<Uuid>, email: Option<&Email>) -> Vec<Vec<u8>> {
        match (person, email) {
            (Some(person), _) => self.person(person),
            (None, Some(email)) => self.guest(email),
            (None, None) => Vec::new(),
        }
    }

    /// Returns the hashes of an IP address that are stored with submissions from it.
    #[must_use]
    pub fn address(&self, address: IpAddr) -> Vec<Vec<u8>> {
        self.all(&[b"address", canonical(address).to_string().as_bytes()])
    }

    /// Returns the hash of an IP address under the current secret.
    #[must_use]
    pub fn current_address(&self, address: IpAddr) -> Vec<u8> {
        self.current(&[b"address", canonical(address).to_string().as_bytes()])
    }

    /// Returns the hash of these fields under the current secret.
    #[must_use]
    pub fn current(&self, fields: &[&[u8]]) -> Vec<u8> {
        hashed(self.keys.current(), fields)
    }

    fn all(&self, fields: &[&[u8]]) -> Vec<Vec<u8>> {
        let keys = self.keys.for_lookup(self.clock.now());
        keys.map(|key| hashed(key, fields)).collect()
    }
}

/// Returns the first 16 bytes of a keyed hash.
fn hashed(key: &Key, fields: &[&[u8]]) -> Vec<u8> {
    key.mac(fields)[..16].to_vec()
}
