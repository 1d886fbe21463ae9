//! What goes over the wire to and from commenters about themselves.

use poem_openapi::{Enum, Object, types::MaybeUndefined};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    http::Time,
    identity::{
        api::RoleWord,
        person::{NewPersonSession, Person, Viewer},
    },
};

/// How somebody is known.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq, Serialize)]
#[oai(rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum ViewerKind {
    /// Proved a mail address.
    Email,
    /// Signed in with another account.
    Social,
}

/// Somebody who signed in, as they may be shown to themselves and on their comments.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Viewer", example)]
pub struct ViewerInfo {
    /// Their id; the same on every site of this server.
    pub id: Uuid,
    /// Shown beside their comments on the session's site. For a session that is linked with a
    /// moderator of that site, the moderator's display name.
    pub name: String,
    /// How they signed in.
    pub kind: ViewerKind,
    /// With which account: `email`, `github`, …
    pub provider: String,
    /// Shown with the name.
    pub website: Option<String>,
    /// The address of their picture, on this server.
    pub picture: String,
    /// They proved it; always true.
    pub verified: bool,
    /// The role that comments of this session carry on its site; null for readers, and for sessions
    /// of this server's own pages. See `link_moderator`.
    pub role: Option<RoleWord>,
}

/// Where the picture of this id is served.
#[must_use]
pub fn picture_url(base_url: &str, id: Uuid) -> String {
    format!("{base_url}/api/v1/pictures/{id}")
}

impl ViewerInfo {
    #[must_use]
    pub fn new(viewer: &Viewer, base_url: &str) -> Self {
        let Person {
            id,
            name,
            website,
            picture,
            ..
        } = &viewer.person;
        let link = viewer.role_on_site();
        let display_name = link.and_then(|link| link.name.as_ref());
        Self {
            id: *id,
            name: display_name.unwrap_or(name).clone(),
            role: link.map(|link| link.role.into()),
            kind: if viewer.by_mail() {
                ViewerKind::Email
            } else {
                ViewerKind::Social
            },
            provider: viewer.provider.clone(),
            website: website.clone(),
            picture: picture_url(base_url, *picture),
            verified: true,
        }
    }
}

impl poem_openapi::types::Example for ViewerInfo {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x3f6f_5d2b_9c1e_4c57_a1d3_6d2f_0b7c_9e41),
            name: "Ada".to_owned(),
            kind: ViewerKind::Social,
            provider: "github".to_owned(),
            website: Some("https://ada.example/".to_owned()),
            picture: picture_url(
                "https://comments.example",
                Uuid::from_u128(0x8d0c_11aa_7e52_4f0b_9a4e_57c2_1b9d_d0f3),
            ),
            verified: true,
            role: None,
        }
    }
}

/// Who speaks.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ViewerSession", example)]
pub struct WhoAmI {
    /// Null without a credential.
    pub viewer: Option<ViewerInfo>,
}

impl poem_openapi::types::Example for WhoAmI {
    fn example() -> Self {
        Self {
            viewer: Some(ViewerInfo::example()),
        }
    }
}

/// A change of what is shown.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct ProfileChange {
    /// Another name: 1 to 64 characters, not like a moderator's or the site's. Comments keep the
    /// name that they were written under.
    pub name: Option<String>,
    /// Another website; null for none.
    pub website: MaybeUndefined<String>,
}

impl poem_openapi::types::Example for ProfileChange {
    fn example() -> Self {
        Self {
            name: Some("Ada L.".to_owned()),
            website: MaybeUndefined::Null,
        }
    }
}

/// A code that a page was handed, and what only that page knows.
#[derive(Object)]
#[oai(deny_unknown_fields, example)]
pub struct Redeem {
    /// The code (`rjo_…`).
    pub code: String,
    /// The verifier whose SHA-256 was the `challenge` of the start: 43 to 128 characters of `A`–`Z`,
    /// `a`–`z`, `0`–`9`, `-`, `.`, `_` and `~` (RFC 7636, section 4.1).
    pub verifier: String,
}

impl std::fmt::Debug for Redeem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redeem(…)")
    }
}

impl poem_openapi::types::Example for Redeem {
    fn example() -> Self {
        Self {
            code: "rjo_an-example-of-a-code-that-opens-nothing-at-all0".to_owned(),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
        }
    }
}

/// A session just begun.
#[derive(Clone, Object)]
#[oai(rename = "NewViewerSession", example)]
pub struct NewSession {
    /// For `Authorization: Bearer`. It is shown this once; keep it in the page's own storage.
    pub token: String,
    /// When it ends, used or not. Unused it ends after 7 days.
    pub expires_at: Time,
    /// Whose it is.
    pub viewer: ViewerInfo,
}

impl NewSession {
    #[must_use]
    pub fn new(begun: &NewPersonSession, base_url: &str) -> Self {
        Self {
            token: begun.token.reveal(),
            expires_at: begun.viewer.expires_at.into(),
            viewer: ViewerInfo::new(&begun.viewer, base_url),
        }
    }
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession")
            .field("viewer", &self.viewer.id)
            .finish_non_exhaustive()
    }
}

impl poem_openapi::types::Example for NewSession {
    fn example() -> Self {
        Self {
            token: "rjc_an-example-of-a-token-that-opens-nothing-at-all".to_owned(),
            expires_at: crate::clock::Timestamp(1_798_089_023_042).into(),
            viewer: ViewerInfo::example(),
        }
    }
}
