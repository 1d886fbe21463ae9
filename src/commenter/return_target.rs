//! The return target of a sign-in.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::Url;

use super::code_handoff::CodeChallenge;
use crate::{site::Site, text::parse_url};

/// The return target of a sign-in: how the result gets back to the page. Stored as JSON with the pending
/// sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "mode")]
pub enum ReturnTarget {
    /// A code for the window that opened this one, posted to exactly this origin.
    Popup {
        origin: String,
        return_to: String,
        challenge: CodeChallenge,
    },
    /// A code in the fragment of this URL of the site.
    Redirect {
        return_to: String,
        challenge: CodeChallenge,
    },
    /// A cookie for this server's own pages, followed by a redirect to this path.
    Here { path: String },
    /// A session of the site for the client that enters the mailed code.
    Typed,
}

impl ReturnTarget {
    /// Returns the target for a popup or a redirect to a page of the site; `None` when the page is not on one
    /// of the site's origins.
    #[must_use]
    pub fn to_page(
        site: &Site,
        popup: bool,
        return_to: &str,
        challenge: CodeChallenge,
    ) -> Option<Self> {
        let mut url = parse_url(return_to)?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
            return None;
        }
        url.set_fragment(None);
        // A page that redirects to a URL in its query would pass the code along, because browsers retain the
        // fragment over redirects. Without the query, the page has no URL to redirect to.
        if url
            .query_pairs()
            .any(|(name, value)| contains_url(&name) || contains_url(&value))
        {
            url.set_query(None);
        }
        let path = percent_decode_str(url.path()).decode_utf8_lossy();
        if !site.owns(url.as_str()) || contains_url(&path) {
            return None;
        }
        let return_to = url.to_string();
        Some(if popup {
            Self::Popup {
                origin: url.origin().ascii_serialization(),
                return_to,
                challenge,
            }
        } else {
            Self::Redirect {
                return_to,
                challenge,
            }
        })
    }

    /// Returns the target for a page of this server, given as a path or a full URL; `None` for any other
    /// page.
    #[must_use]
    pub fn here(base_url: &str, return_to: &str) -> Option<Self> {
        let base = Url::parse(base_url).ok()?;
        // Parsed as browsers do: `//host`, `/\host` and similar forms lead to another host and are refused
        // below.
        let url = base.join(return_to).ok()?;
        if url.origin() != base.origin() || !url.username().is_empty() {
            return None;
        }
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path = format!("{path}?{query}");
        }
        // A browser would take such a path for another host.
        (!path.starts_with("//")).then_some(Self::Here { path })
    }

    /// Returns the page to return to, without a result.
    #[must_use]
    pub fn back(&self) -> &str {
        match self {
            Self::Popup { return_to, .. } | Self::Redirect { return_to, .. } => return_to,
            Self::Here { path } => path,
            Self::Typed => "/me",
        }
    }
}

/// Returns whether a part of a URL looks like another URL.
fn contains_url(text: &str) -> bool {
    text.contains("//") || text.contains('\\') || text.contains(":/")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{clock::Timestamp, site::Policy, text::Origin};

    fn site() -> Site {
        Site {
            id: 1,
            slug: "blog".to_owned(),
            name: "Blog".to_owned(),
            origins: vec![Origin::parse("https://blog.example").expect("an origin")],
            wildcards: Vec::new(),
            policy: Policy::default(),
            version: 1,
            created_at: Timestamp(0),
        }
    }

    fn challenge() -> CodeChallenge {
        CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").expect("a challenge")
    }

    #[test]
    fn a_page_of_the_site_is_gone_back_to_without_its_fragment() {
        let return_target = ReturnTarget::to_page(
            &site(),
            true,
            "https://blog.example/a?b=c#reply",
            challenge(),
        );
        let Some(ReturnTarget::Popup {
            origin, return_to, ..
        }) = return_target
        else {
            panic!("{return_target:?}");
        };
        assert_eq!(origin, "https://blog.example");
        assert_eq!(return_to, "https://blog.example/a?b=c");
    }

    #[test]
    fn a_page_that_is_known_by_its_query_is_gone_back_to() {
        let page = "https://blog.example/?p=123&lang=de";
        let return_target = ReturnTarget::to_page(&site(), false, page, challenge());
        assert_eq!(return_target.expect("is ours").back(), page);
    }

    #[test]
    fn a_page_that_leads_on_is_gone_back_to_without_its_query() {
        for query in [
            "to=https://evil.example/",
            "to=%2F%2Fevil.example",
            "to=%5C%5Cevil.example",
            "to=https%3a%2fevil.example",
            "a=b&https://evil.example",
        ] {
            let page = format!("https://blog.example/out?{query}");
            let return_target = ReturnTarget::to_page(&site(), false, &page, challenge());
            let return_target = return_target.expect("is ours");
            assert_eq!(return_target.back(), "https://blog.example/out", "{query}");
        }
    }

    #[test]
    fn no_other_place_is_gone_back_to() {
        for other in [
            "https://blog.example.evil.example/",
            "https://evil.example/https://blog.example/",
            "http://blog.example/",
            "https://blog.example:8443/",
            "https://blog.example@evil.example/",
            "https://ann@blog.example/",
            "//evil.example/",
            "/path",
            "javascript:alert(1)",
            "data:text/html,x",
            "",
            // Pages of the site that may redirect to another one, and pass the code along.
            "https://blog.example/out/https:%2F%2Fevil.example",
            "https://blog.example//evil.example",
        ] {
            assert_eq!(
                ReturnTarget::to_page(&site(), false, other, challenge()),
                None,
                "{other}"
            );
        }
        for other in [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "http://comments.example/",
            "https://comments.example@evil.example/",
            "/..//evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(
                ReturnTarget::here("https://comments.example", other),
                None,
                "{other}"
            );
        }
        let here = ReturnTarget::here("https://comments.example", "/me?x=1#y");
        assert_eq!(here.expect("is ours").back(), "/me?x=1");
    }

    proptest! {
        #[test]
        fn every_accepted_target_is_on_an_allowed_origin(text in "\\PC{0,40}") {
            if let Some(return_target) = ReturnTarget::here("https://comments.example", &text) {
                let base = Url::parse("https://comments.example/elsewhere").expect("a url");
                let url = base.join(return_target.back()).expect("a path");
                prop_assert_eq!(url.origin(), base.origin());
            }
        }
    }
}
