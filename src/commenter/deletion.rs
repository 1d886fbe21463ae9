//! Deletion requests from a provider: finding the person behind an account, and a confirmation code that
//! proves that the deletion was done.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::{People, sql};
use crate::{clock::Timestamp, db};

/// Separates these codes from everything else that the key signs.
const PURPOSE: &[u8] = b"deletion";
const TAG: usize = 16;

impl People {
    /// Returns the person that an account belongs to, if there is one.
    pub async fn find_person(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Uuid>, db::Error> {
        let input = (issuer.to_owned(), subject.to_owned());
        self.0
            .db
            .read(input, |c, (issuer, subject)| {
                Box::pin(sql::find_person(c, issuer, subject))
            })
            .await
    }

    /// Returns a code that reveals only when a deletion was done. It is signed instead of stored.
    #[must_use]
    pub fn create_deletion_code(&self) -> String {
        let mut bytes = self.0.clock.now().0.to_be_bytes().to_vec();
        let tag = self.0.code_key.mac(&[PURPOSE, &bytes]);
        bytes.extend(&tag[..TAG]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Returns when the deletion behind this code was done; `None` for a code that this server did not issue.
    #[must_use]
    pub fn deleted_at(&self, code: &str) -> Option<Timestamp> {
        let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
        let (at, tag) = bytes.split_first_chunk::<8>()?;
        let is_valid = tag.len() == TAG && self.0.code_key.verifies(&[PURPOSE, at], tag);
        is_valid.then(|| Timestamp(i64::from_be_bytes(*at)))
    }
}
