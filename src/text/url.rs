//! URLs: websites of people, targets of links, origins of sites.

use url::Url;

use super::{
    FieldFault, canonical,
    host::{has_acceptable_host, is_host_name, is_label},
    into_string, kept_string, zero_width,
};
use crate::locale::Message;

/// The maximum size of a stored website in bytes.
pub(crate) const URL_BYTES: usize = 2_048;

/// The website of a person: an absolute `http` or `https` URL as the WHATWG URL standard writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Website(String);

/// An origin as browsers send it in `Origin`: `https://example.org` or `http://localhost:8000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(String);

/// The origins of preview deployments: `https://*.blog.pages.dev`, where `*` matches one whole label.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WildcardOrigin(String);

kept_string!(Website, Origin, WildcardOrigin);
into_string!(Website, Origin, WildcardOrigin);

impl Website {
    /// Parses an `http` or `https` URL with a host and without userinfo, or what people type instead:
    /// `example.org` and `www.example.org/blog` become `https` URLs.
    pub fn parse(source: &str) -> Result<Self, FieldFault> {
        let text = canonical::without_invisible(source);
        let text = zero_width::in_address(&text);
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldFault::required(Message::new("website-empty")));
        }
        if text.len() > URL_BYTES {
            return Err(FieldFault::above("website-too-long", URL_BYTES, text.len()));
        }
        let url = if has_web_scheme(text) {
            web_url(text)?
        } else if looks_like_a_host(text) {
            web_url(&format!("https://{text}"))?
        } else {
            return Err(FieldFault::invalid(Message::new("website-invalid")));
        };
        let stored = String::from(url);
        if stored.len() > URL_BYTES {
            return Err(FieldFault::above(
                "website-too-long",
                URL_BYTES,
                stored.len(),
            ));
        }
        Ok(Self(stored))
    }
}

impl Origin {
    /// Parses scheme, host and port, in the form that browsers use or an equivalent one (other case,
    /// default port, trailing slash, internationalized host).
    pub fn parse(source: &str) -> Result<Self, FieldFault> {
        let wrong = || FieldFault::invalid(Message::new("origin-invalid"));
        let text = source.trim();
        if text.is_empty() {
            return Err(FieldFault::required(Message::new("origin-empty")));
        }
        if !has_web_scheme(text) || text.len() > URL_BYTES {
            return Err(wrong());
        }
        let url = web_url(text)?;
        let rest = authority_and_rest(text);
        if rest
            .strip_suffix('/')
            .unwrap_or(rest)
            .contains(['/', '?', '#', '*'])
        {
            return Err(wrong());
        }
        let origin = url.origin().ascii_serialization();
        // The parser decodes `%2a` and other forms of an asterisk, which would be a wildcard.
        if origin.contains('*') {
            return Err(wrong());
        }
        Ok(Self(origin))
    }

    /// Returns the host, an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        let (_, rest) = self.0.split_once("://").unwrap_or_default();
        match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => rest,
        }
    }
}

impl WildcardOrigin {
    const START: &str = "https://*.";

    /// Returns whether a text is intended as a wildcard: origins have no asterisk.
    #[must_use]
    pub fn is_meant(source: &str) -> bool {
        source.contains('*')
    }

    /// Parses `https://*.` followed by the host of an origin. That host must belong to one owner: it
    /// must not be a public suffix, under which unrelated parties have hosts (`com`, `github.io`).
    pub fn parse(source: &str) -> Result<Self, FieldFault> {
        let text = source.trim();
        let start = text.get(..Self::START.len());
        let rest = start
            .filter(|start| start.eq_ignore_ascii_case(Self::START))
            .map(|start| &text[start.len()..])
            .filter(|rest| !rest.contains('*'))
            .ok_or_else(|| FieldFault::invalid(Message::new("origin-wildcard")))?;
        let base = Origin::parse(&format!("https://{rest}"))?.0;
        let host = Url::parse(&base).ok();
        let host = host.as_ref().and_then(Url::domain).unwrap_or_default();
        if host.ends_with('.') || psl::domain_str(host).is_none() {
            return Err(FieldFault::invalid(Message::new("origin-public-suffix")));
        }
        Ok(Self(format!(
            "{}{}",
            Self::START,
            &base["https://".len()..]
        )))
    }

    /// Returns the pattern of its hosts: `*.blog.pages.dev`.
    #[must_use]
    pub fn host_pattern(&self) -> &str {
        let rest = &self.0["https://".len()..];
        rest.split(':').next().unwrap_or(rest)
    }

    /// Returns whether an origin, as browsers send it, matches.
    #[must_use]
    pub fn matches(&self, origin: &str) -> bool {
        let base = &self.0[Self::START.len()..];
        origin
            .strip_prefix("https://")
            .and_then(|host| host.strip_suffix(base)?.strip_suffix('.'))
            .is_some_and(|label| {
                is_label(label, true)
                    && !label.bytes().any(|b| b.is_ascii_uppercase())
                    && is_host_name(&format!(
                        "{label}.{}",
                        base.split(':').next().unwrap_or(base)
                    ))
            })
    }
}

/// Returns the target of a link in a text: an absolute `http` or `https` URL by the same rules as a
/// website; `www.` alone becomes `https`. Nothing else is a target.
pub(crate) fn link_target(source: &str) -> Option<Url> {
    let url = if has_web_scheme(source) {
        web_url(source).ok()?
    } else if source
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."))
    {
        web_url(&format!("https://{source}"))
            .ok()
            .filter(|url| url.host_str().is_some_and(|host| host.len() > 4))?
    } else {
        return None;
    };
    (url.as_str().len() <= URL_BYTES).then_some(url)
}

/// Returns whether a character is invalid and invisible in a URL. Joiners are not included: they are
/// used in Indic and Persian words, and the parser encodes or maps them.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Parses a URL that a person can mean. The WHATWG parser accepts everything that a browser would; this
/// function requires that there is nothing to remove, repair or ignore.
pub(super) fn web_url(text: &str) -> Result<Url, FieldFault> {
    if text.contains(is_hidden) {
        return Err(FieldFault::new(
            "control_character",
            Message::new("website-control"),
        ));
    }
    if text.contains(char::is_whitespace) {
        return Err(FieldFault::invalid(Message::new("website-blank")));
    }
    let authority = authority_and_rest(text);
    let authority = &authority[..authority
        .find(['/', '?', '#', '\\'])
        .unwrap_or(authority.len())];
    if authority.is_empty() || text.contains('\\') {
        return Err(FieldFault::invalid(Message::new("website-invalid")));
    }
    if authority.contains('@') {
        return Err(FieldFault::invalid(Message::new("website-userinfo")));
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && has_acceptable_host(&url) => Ok(url),
        _ => Err(FieldFault::invalid(Message::new("website-host"))),
    }
}

/// Returns whether a text begins with `http://` or `https://` in any case, with both slashes.
pub(super) fn has_web_scheme(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Returns what follows `//`.
pub(super) fn authority_and_rest(text: &str) -> &str {
    text.split_once("//").map_or("", |(_, rest)| rest)
}

/// Returns whether a text looks like `example.org`, `www.example.org/a?b` or `example.org:8080`: a dot
/// in the host, and a colon only before a port, so that no other scheme is mistaken for a host.
pub(super) fn looks_like_a_host(text: &str) -> bool {
    let authority = &text[..text.find(['/', '?', '#']).unwrap_or(text.len())];
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let inner = host.trim_matches('.');
    inner.len() == host.len()
        && host.contains('.')
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn website(text: &str) -> Result<String, &'static str> {
        Website::parse(text)
            .map(Website::into_string)
            .map_err(|f| f.code)
    }

    #[test]
    fn a_website_is_stored_as_browsers_write_it() {
        for (given, kept) in [
            ("https://example.org", "https://example.org/"),
            (" HTTP://Example.ORG:80/a b", ""),
            ("HTTP://Example.ORG:80/A?b#c", "http://example.org/A?b#c"),
            ("example.org", "https://example.org/"),
            ("www.example.org/blog", "https://www.example.org/blog"),
            ("example.org:8080/x", "https://example.org:8080/x"),
            ("bücher.example", "https://xn--bcher-kva.example/"),
            (
                "https://example.org/é\"<>'",
                "https://example.org/%C3%A9%22%3C%3E'",
            ),
            ("http://localhost:8000/me", "http://localhost:8000/me"),
            ("https://example.org/@ann", "https://example.org/@ann"),
            (
                "\u{feff}https://exam\0ple.org/a\u{202e}\u{a0}",
                "https://example.org/a",
            ),
            ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
            (
                "https://example.org/?u=http://a@b",
                "https://example.org/?u=http://a@b",
            ),
        ] {
            assert_eq!(website(given).unwrap_or_default(), kept, "{given}");
        }
    }

    #[test]
    fn only_the_web_is_a_website() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt://example.org/%0aalert(1)",
            "data:text/html,x",
            "vbscript:x",
            "mailto:a@example.org",
            "ftp://example.org",
            "file:///etc/passwd",
            "//example.org",
            "/path",
            "path",
            "localhost",
            "http:example.org",
            "http:/example.org",
            "http:///example.org",
            "http://",
            "https://?",
            "https://#",
            "https://user@example.org",
            "https://user:pw@example.org",
            "https://@example.org",
            "https://:@example.org",
            "user@example.org",
            "https:\\\\example.org",
            "https://example.org\\@evil.example",
            "https://exa mple.org",
            "https://example.org/a b",
            "https://exa<mple.org",
            "https://example.org:99999",
            "https://xn--a.example",
            "https://[::1",
            "javascript.example:alert(1)",
            "..",
            ".org",
            "org.",
            "1:2",
            "a.b:",
            "view-source:https://example.org",
            "blob:https://example.org/x",
        ] {
            assert_eq!(website(bad), Err("invalid"), "{bad}");
        }
        for bad in [
            "java\nscript:alert(1)",
            "java\0script:alert(1)",
            "https://exam\tple.org",
        ] {
            assert!(website(bad).is_err(), "{bad:?}");
        }
        assert_eq!(website("  "), Err("required"));
        for pasted in [
            "https://exam\u{ad}ple.org/\u{200b}",
            "\u{200e}example.org\u{2060}",
        ] {
            let kept = website(pasted);
            assert_eq!(kept.as_deref(), Ok("https://example.org/"), "{pasted:?}");
        }
        assert_eq!(
            website(&format!("https://example.org/{}", "a".repeat(2028))).map(|kept| kept.len()),
            Ok(2048)
        );
        assert_eq!(
            website(&format!("https://example.org/{}", "a".repeat(2029))),
            Err("too_long")
        );
        assert_eq!(
            website(&format!("https://example.org/{}", "é".repeat(700))),
            Err("too_long"),
            "counted in its stored form"
        );
    }

    #[test]
    fn an_origin_is_read_as_browsers_send_it() {
        for (given, kept) in [
            ("https://example.org", "https://example.org"),
            ("https://Example.org:443/", "https://example.org"),
            ("http://localhost:8000", "http://localhost:8000"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(Origin::parse(given).unwrap().as_str(), kept, "{given}");
        }
        for bad in [
            "null",
            "*",
            "https://*",
            "https://*.example.org",
            "example.org",
            "https://example.org/a",
            "https://example.org?",
            "https://example.org/#",
            "https://example.org//",
            "https://a@example.org",
            "file://",
            "chrome-extension://abc",
            "https://example.org evil.example",
            "https://example.org,https://b.example",
        ] {
            assert_eq!(
                Origin::parse(bad).map_err(|f| f.code),
                Err("invalid"),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_wildcard_origin_stands_for_one_label_below_a_domain_of_one_owner() {
        let wildcard = |text| WildcardOrigin::parse(text).map(WildcardOrigin::into_string);
        for (given, kept) in [
            ("https://*.blog.example", "https://*.blog.example"),
            (" HTTPS://*.Blog.Example:443/ ", "https://*.blog.example"),
            ("https://*.blog.pages.dev", "https://*.blog.pages.dev"),
            ("https://*.ann.github.io", "https://*.ann.github.io"),
            ("https://*.blog.example:8443", "https://*.blog.example:8443"),
            (
                "https://*.bücher.example",
                "https://*.xn--bcher-kva.example",
            ),
        ] {
            assert_eq!(wildcard(given).as_deref(), Ok(kept), "{given}");
            assert_eq!(wildcard(kept).as_deref(), Ok(kept));
        }
        for bad in [
            "https://*",
            "https://*.",
            "https://*.com",
            "https://*.co.uk",
            "https://*.github.io",
            "https://*.netlify.app",
            "https://*.vercel.app",
            "https://*.pages.dev",
            "https://*.localhost",
            "https://*.example",
            "https://*.公司.cn",
            "https://*.0.0.1",
            "https://*.[::1]",
            "https://*.blog.example.",
            "https://*.*.blog.example",
            "https://pr-*.blog.example",
            "https://*blog.example",
            "https://a.*.blog.example",
            "http://*.blog.example",
            "*.blog.example",
            "https://*.blog.example/a",
            "https://*.u@blog.example",
            "https://blog.example",
            "",
        ] {
            assert_eq!(wildcard(bad).map_err(|f| f.code), Err("invalid"), "{bad}");
        }
        let previews = WildcardOrigin::parse("https://*.blog.pages.dev").unwrap();
        for origin in ["https://pr-7.blog.pages.dev", "https://3f2a.blog.pages.dev"] {
            assert!(previews.matches(origin), "{origin}");
        }
        for origin in [
            "https://blog.pages.dev",
            "https://.blog.pages.dev",
            "https://a.b.blog.pages.dev",
            "https://evilblog.pages.dev",
            "http://pr-7.blog.pages.dev",
            "https://pr-7.blog.pages.dev:8443",
            "https://pr-7.blog.pages.dev.evil.example",
            "https://evil.example/.blog.pages.dev",
            "https://u@pr-7.blog.pages.dev",
            "null",
        ] {
            assert!(!previews.matches(origin), "{origin}");
        }
    }

    #[test]
    fn a_link_leads_to_the_web_or_nowhere() {
        let target = |text| link_target(text).map(String::from);
        assert_eq!(
            target("www.example.org/ä").as_deref(),
            Some("https://www.example.org/%C3%A4")
        );
        assert_eq!(
            target("http://example.org").as_deref(),
            Some("http://example.org/")
        );
        for bad in [
            "example.org",
            "/a",
            "#a",
            "",
            "javascript:1",
            "www.",
            "mailto:a@b.c",
            "https://u@example.org",
            " https://example.org",
        ] {
            assert_eq!(target(bad), None, "{bad}");
        }
    }
}
