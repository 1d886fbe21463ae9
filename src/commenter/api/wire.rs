//! Wire types that commenters send and receive about themselves.

use poem_openapi::{Object, types::MaybeUndefined};
use uuid::Uuid;

use crate::{
    closed_set::closed_set,
    commenter::{NewPersonSession, Person, Viewer},
    http::{API_BASE, Time},
    moderator::Role,
};

closed_set! {
    /// How a commenter is identified.
    pub enum ViewerKind: "ViewerKind" {
        /// By a verified email address.
        Email = "email",
        /// By an account at a provider.
        Social = "social",
    }
}

/// A signed-in commenter, as shown to themselves and on their comments.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Viewer", example)]
pub struct ViewerInfo {
    /// The commenter's id; the same on every site of this server.
    pub id: Uuid,
    /// The name shown beside the comments on the session's site. For a session that is linked with a
    /// moderator of that site, the moderator's display name.
    pub name: String,
    /// How the commenter signed in.
    pub kind: ViewerKind,
    /// The provider of the account that was used: `email`, `github`, …
    pub provider: String,
    /// The website, shown with the name.
    pub website: Option<String>,
    /// The URL of the commenter's picture on this server.
    pub picture: String,
    /// Whether the identity is verified; always true.
    pub verified: bool,
    /// The role that comments of this session carry on its site. Null for ordinary commenters, and for
    /// sessions of this server's own pages. See `link_moderator`.
    pub role: Option<Role>,
}

/// Returns the URL at which the picture with this id is served.
#[must_use]
pub(crate) fn picture_url(base_url: &str, id: Uuid) -> String {
    format!("{base_url}{API_BASE}/pictures/{id}")
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
            role: link.map(|link| link.role),
            kind: if viewer.is_by_mail() {
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

/// The caller's identity.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ViewerSession", example)]
pub struct ViewerSession {
    /// Null without a credential.
    pub viewer: Option<ViewerInfo>,
}

impl poem_openapi::types::Example for ViewerSession {
    fn example() -> Self {
        Self {
            viewer: Some(ViewerInfo::example()),
        }
    }
}

/// A change of the public profile.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct ProfileChange {
    /// The new name: 1 to 64 characters, not similar to a moderator's or the site's name. Existing comments
    /// retain the name that they were written with.
    pub name: Option<String>,
    /// The new website; null removes it.
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

/// A one-time code that the page received, and the verifier that only that page knows.
#[derive(Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct CodeRedemption {
    /// The code (`rjo_…`).
    pub code: String,
    /// The verifier whose SHA-256 was sent as `challenge` at the start: 43 to 128 characters of `A`–`Z`,
    /// `a`–`z`, `0`–`9`, `-`, `.`, `_` and `~` (RFC 7636, section 4.1).
    pub verifier: String,
}

impl std::fmt::Debug for CodeRedemption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeRedemption(…)")
    }
}

impl poem_openapi::types::Example for CodeRedemption {
    fn example() -> Self {
        Self {
            code: "rjo_an-example-of-a-code-that-opens-nothing-at-all0".to_owned(),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
        }
    }
}

/// A new session.
#[derive(Clone, Object)]
#[oai(rename = "NewViewerSession", example)]
pub struct NewSession {
    /// For `Authorization: Bearer`. It is shown only this once; store it in the page's own storage.
    pub token: String,
    /// When the session expires in any case. It expires earlier after 7 days without use.
    pub expires_at: Time,
    /// The commenter that the session belongs to.
    pub viewer: ViewerInfo,
}

impl NewSession {
    #[must_use]
    pub fn new(session: &NewPersonSession, base_url: &str) -> Self {
        Self {
            token: session.token.reveal(),
            expires_at: session.viewer.expires_at.into(),
            viewer: ViewerInfo::new(&session.viewer, base_url),
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
