//! Edit tokens: `rje_` and the base64url encoding of the comment's id and a signature of site and id.
//! They are signed instead of stored, so a copy of the database contains nothing that could be used as
//! one.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::Submissions;
use crate::{
    clock::Timestamp,
    site::{Site, SiteId},
};

const PREFIX: &str = "rje_";

impl Submissions {
    /// Returns the token with which the author of a comment may change it.
    #[must_use]
    pub fn edit_token(&self, site: SiteId, id: Uuid) -> String {
        let mut bytes = id.as_bytes().to_vec();
        let tag = self
            .0
            .edit
            .current()
            .mac(&[&site.to_be_bytes(), id.as_bytes()]);
        bytes.extend(tag);
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Returns the comment that a token is for; `None` if the token was not signed for this site,
    /// either with the current secret or with one that was in use when the comment was sent.
    pub(super) fn comment_of_token(&self, site: SiteId, token: &str) -> Option<Uuid> {
        let (id, tag) = read_token(token)?;
        let fields: [&[u8]; 2] = [&site.to_be_bytes(), id.as_bytes()];
        let now = self.0.clock.now();
        self.0
            .edit
            .verifies(&fields, &tag, sent_at(id), now)
            .then_some(id)
    }

    /// Returns the comment that a token gives access to; `None` for an invalid token. A token signed
    /// with a previous secret gives no access (`Some(None)`) once the edit window is over.
    #[must_use]
    pub fn comment_readable_with(&self, site: &Site, token: &str) -> Option<Option<Uuid>> {
        let id = self.comment_of_token(site.id, token)?;
        let age = self.0.clock.now().since(sent_at(id)).as_secs();
        let is_fresh = age < u64::from(site.policy.edit_window_seconds);
        let is_current = self.edit_token(site.id, id) == token;
        Some((is_current || is_fresh).then_some(id))
    }
}

/// Parses a token into its id and signature, if it has the right form.
fn read_token(token: &str) -> Option<(Uuid, [u8; 32])> {
    let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
    let (id, tag) = bytes.split_first_chunk::<16>()?;
    Some((Uuid::from_bytes(*id), tag.try_into().ok()?))
}

/// Returns when a comment was sent and its edit token issued: ids are `UUIDv7`, which begin with the
/// time.
fn sent_at(id: Uuid) -> Timestamp {
    let bits = id.as_u128() >> 80;
    Timestamp(i64::try_from(bits).unwrap_or(i64::MAX))
}
