//! The key under which a site keeps one thread.

use super::{
    Fault, Origin, canonical, kept_string,
    url::{authority_and_rest, has_web_scheme, web_url},
};

/// The most bytes that a page's key may have.
pub const PAGE_BYTES: usize = 1_024;

/// The key of a page: usually the path of its URL, but any one line will do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Page(String);

kept_string!(Page);

impl Page {
    /// Takes 1 to [`PAGE_BYTES`] bytes.
    ///
    /// - A full URL of one of `origins` is taken as its path; query and fragment are dropped.
    /// - A key that begins with `/` is a path, written as browsers write it (`/é` is `/%C3%A9`),
    ///   so that the path and the full URL of a page are one key. Its query is kept, since some
    ///   blogs tell their posts apart by it (`/?p=7`); a fragment names a place in the page and
    ///   is dropped.
    /// - Slashes at the end make no difference: `/post/` is `/post`; `/` stays.
    /// - Everything else, also a full URL of another origin, is just a string.
    pub fn parse(source: &str, origins: &[Origin]) -> Result<Self, Fault> {
        let text = canonical::line(source)?;
        if canonical::is_blank(&text) {
            return Err(Fault::required("Say which page this is about."));
        }
        let key = if text.starts_with('/') {
            path_key(&text).ok_or_else(|| Fault::invalid("This is no path of a page."))?
        } else {
            own_path(&text, origins).unwrap_or(text)
        };
        if key.len() > PAGE_BYTES {
            return Err(Fault::too_long(
                "The key of a page",
                PAGE_BYTES,
                "bytes",
                key.len(),
            ));
        }
        Ok(Self(key))
    }
}

fn own_path(text: &str, origins: &[Origin]) -> Option<String> {
    if !has_web_scheme(text) || authority_and_rest(text).is_empty() {
        return None;
    }
    let url = web_url(text).ok()?;
    let origin = url.origin().ascii_serialization();
    origins
        .iter()
        .any(|own| own.as_str() == origin)
        .then(|| without_last_slash(url.path()).to_owned())
}

fn path_key(text: &str) -> Option<String> {
    let url = url::Url::parse(&format!("https://page.invalid{text}")).ok()?;
    let path = without_last_slash(url.path());
    Some(match url.query() {
        Some(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    })
}

fn without_last_slash(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        let own =
            ["https://example.org", "http://localhost:8000"].map(|o| Origin::parse(o).unwrap());
        Page::parse(text, &own).map_or_else(|f| f.code.to_owned(), Page::into_string)
    }

    #[test]
    fn a_full_address_of_the_site_is_its_path() {
        for (given, kept) in [
            ("/post", "/post"),
            ("/post/", "/post"),
            ("/", "/"),
            ("//", "/"),
            ("https://example.org", "/"),
            ("https://example.org/", "/"),
            ("HTTPS://EXAMPLE.org:443/Post/?utm=1#c", "/Post"),
            ("http://localhost:8000/a/b/", "/a/b"),
            ("https://example.org/café", "/caf%C3%A9"),
            ("/café/", "/caf%C3%A9"),
            ("/caf%C3%A9", "/caf%C3%A9"),
            ("/a/../b/./", "/b"),
            ("/index.html", "/index.html"),
            ("/?p=7", "/?p=7"),
            ("/a/?p=7#x", "/a?p=7"),
            ("/a?", "/a"),
            ("/a/#x", "/a"),
        ] {
            assert_eq!(key(given), kept, "{given}");
            assert_eq!(key(kept), kept);
        }
    }

    #[test]
    fn everything_else_is_just_a_string() {
        for same in [
            "post-17",
            "https://other.example/post/?a#b",
            "http://example.org/post/",
            "https://example.org:8443/x",
            "https://u@example.org/",
            "urn:uuid:1",
            "日本 語",
            "post/",
            "?",
            "javascript:alert(1)",
        ] {
            assert_eq!(key(same), same);
        }
        assert_eq!(key("  post-17 "), "post-17");
    }

    #[test]
    fn a_key_has_something_in_it_and_no_controls() {
        assert_eq!(key(""), "required");
        assert_eq!(key(" \u{200b}"), "required");
        assert_eq!(key("a\nb"), "control_character");
        assert_eq!(key("/a\0b"), "control_character");
        assert_eq!(key(&"a".repeat(1024)).len(), 1024);
        assert_eq!(key(&"a".repeat(1025)), "too_long");
        assert_eq!(
            key(&format!("/{}", "é".repeat(171))),
            "too_long",
            "as it is kept"
        );
    }

    proptest::proptest! {
        #[test]
        fn a_path_and_its_full_address_are_one_page(path in "(/[a-zé.%~ \"<]{0,5}){1,5}/?") {
            let full = key(&format!("https://example.org{}", path.trim().replace(' ', "%20")));
            proptest::prop_assert_eq!(full, key(path.trim()));
        }

        #[test]
        fn a_key_is_kept_stably(text in "[/?#.é a\\\\%2e]{0,20}") {
            if let Ok(page) = Page::parse(&text, &[]) {
                proptest::prop_assert_eq!(Page::parse(page.as_str(), &[]).unwrap(), page);
            }
        }
    }
}
