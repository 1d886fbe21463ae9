//! The key under which a site stores one thread: one canonical form for a path and for the full URL.

mod parameters;
mod path;
mod placeholder;

use percent_encoding::percent_decode_str;

pub use self::parameters::DROPPED_PARAMETERS;
use self::placeholder::{is_doubtful, is_placeholder, is_raw_template};
use super::{
    FieldFault, Message, Origin, canonical, into_string, kept_string,
    url::{authority_and_rest, has_web_scheme},
};

/// The maximum size of a page's key in bytes, its escapes decoded: a path may be in any script.
///
/// PostgreSQL indexes at most 2,704 bytes after compression. The 3,072 bytes of a key that consists of
/// escapes fit, because two of every three of their characters repeat; a test checks the least regular
/// ones.
pub(super) const PAGE_BYTES: usize = 1_024;

/// The maximum number of bytes that are parsed: a URL may carry long tracking parameters, which are
/// dropped.
pub(super) const PAGE_SOURCE_BYTES: usize = 16 * PAGE_BYTES;

/// The key of a page: usually the path of its URL, but any one line is valid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Page(String);

kept_string!(Page);
into_string!(Page);

impl Page {
    /// Parses a key as a page sends it; 1 to [`PAGE_BYTES`] bytes, the escapes of a path decoded.
    ///
    /// - A full URL whose origin `owns` accepts, and everything that begins with `/`, is a path in
    ///   canonical form (below). The same host with the other of `http` and `https`, or with or without
    ///   `www.`, counts as that origin: a blog responds under all four or redirects.
    /// - Everything else, including a full URL of another origin, is an opaque string.
    /// - An unfilled template (`undefined`, `{{ .Permalink }}`) is refused with the code `placeholder`:
    ///   it would make one thread of a whole blog. What may also be a path (`/posts/undefined`) is
    ///   accepted and [doubtful](Page::is_doubtful).
    ///
    /// The canonical form of a path:
    ///
    /// - A fragment is removed, as are trailing slashes, all leading slashes but one, and dot segments
    ///   (`/a/../b/` is `/b`); a backslash is a slash, as in browsers.
    /// - Escapes of unreserved ASCII (`A-Z a-z 0-9 - . _ ~`) are decoded, before dot segments are
    ///   removed. Valid UTF-8, escaped or not, is normalized to NFC and escaped with upper-case hex.
    ///   Every other escape (`%2F`, `%3F`, `%23`, `%25`, …) and invalid UTF-8 stay, with upper-case
    ///   hex. What a URL cannot contain unescaped (a space, quotation marks, brackets, a lone `%`) is
    ///   escaped.
    /// - The query stays, since some blogs distinguish their posts by it (`/?p=7`): in its order and
    ///   with the same rules for escapes, but without empty parameters and without
    ///   [`DROPPED_PARAMETERS`]. A `+` stays a `+`.
    pub fn parse(source: &str, owns: impl Fn(&str) -> bool) -> Result<Self, FieldFault> {
        // Nearly all pages send a key in canonical form, which is parsed with every read.
        if path::is_plain_key(source) && source.len() <= PAGE_BYTES && !is_placeholder(source) {
            return Ok(Self(source.to_owned()));
        }
        let text = line(source)?;
        let (key, rest) = split(&text, owns);
        let sent = rest.unwrap_or(&text);
        // Dot segments may hide a placeholder from the first check.
        if is_placeholder(sent) || (key != sent && is_placeholder(&key)) {
            return Err(FieldFault::placeholder());
        }
        bounded(key)
    }

    /// Parses the key of an existing page with any name: [`Page::parse`] without the check for
    /// templates. For moderators, and for threads of earlier versions.
    pub fn parse_existing(source: &str, owns: impl Fn(&str) -> bool) -> Result<Self, FieldFault> {
        let text = line(source)?;
        let (key, _) = split(&text, owns);
        bounded(key)
    }

    /// Returns the page that a full URL names, as a page sends it; `None` if `owns` does not accept its
    /// origin, or if it is an unfilled template. It may be [doubtful](Page::is_doubtful).
    pub fn of_url(url: &str, owns: impl Fn(&str) -> bool) -> Option<Self> {
        if !has_web_scheme(url.trim_start()) {
            return None;
        }
        Self::parse(url, owns).ok().filter(Self::is_path)
    }

    /// Returns the page that a full URL names, as a browser sends it: if the browser is there, the page
    /// exists. Only braces that no browser sends unescaped are refused.
    pub fn of_referrer(url: &str, owns: impl Fn(&str) -> bool) -> Option<Self> {
        if !has_web_scheme(url) || is_raw_template(url) {
            return None;
        }
        Self::parse_existing(url, owns).ok().filter(Self::is_path)
    }

    /// Returns whether the key is a path; otherwise it is an opaque string.
    #[must_use]
    pub fn is_path(&self) -> bool {
        self.0.starts_with('/')
    }

    /// Returns whether the key is a full URL, which is one of another origin.
    #[must_use]
    pub fn is_full_url(&self) -> bool {
        has_web_scheme(&self.0)
    }

    /// Returns whether the key is a path that may exist, but may also come from an unfilled template:
    /// `/posts/undefined`, `/:slug`. It is accepted if a URL confirms it.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.is_path() && is_doubtful(&self.0)
    }

    /// Returns whether the key does not identify a page reliably: the home page, under which earlier
    /// versions filed every URL with a query, or an unfilled template.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.0 == "/" || is_placeholder(&self.0) || self.is_doubtful()
    }
}

impl FieldFault {
    /// Returns the fault of a key that is an unfilled template.
    #[must_use]
    pub fn placeholder() -> Self {
        Self::new("placeholder", Message::new("page-placeholder"))
    }
}

fn line(source: &str) -> Result<String, FieldFault> {
    if source.len() > PAGE_SOURCE_BYTES {
        return Err(too_long(source.len()));
    }
    // A reader cannot change the key, so the message differs from that of an input field.
    let text = canonical::line(source).map_err(|fault| match fault.code {
        "control_character" => FieldFault::new(fault.code, Message::new("page-control")),
        _ => fault,
    })?;
    if canonical::is_blank(&text) {
        return Err(FieldFault::required(Message::new("page-missing")));
    }
    Ok(text)
}

fn bounded(key: String) -> Result<Page, FieldFault> {
    let page = Page(key);
    let length = if page.is_path() {
        percent_decode_str(&page.0).count()
    } else {
        page.0.len()
    };
    if length > PAGE_BYTES {
        return Err(too_long(length));
    }
    Ok(page)
}

fn too_long(length: usize) -> FieldFault {
    FieldFault::above("page-too-long", PAGE_BYTES, length)
}

/// Returns the key of a text, and the part that is path, query and fragment; `None` for an opaque key.
fn split(text: &str, owns: impl Fn(&str) -> bool) -> (String, Option<&str>) {
    let rest = own_rest(text, "", &owns).or_else(|| {
        // `//host/path` leaves the scheme to the browser.
        text.starts_with("//")
            .then(|| own_rest(text, "https:", &owns))
            .flatten()
    });
    match rest.or_else(|| text.starts_with('/').then_some(text)) {
        Some(rest) => (path::key(rest), Some(rest)),
        None => (text.to_owned(), None),
    }
}

/// Returns what follows the authority of a full URL of the site's origin.
fn own_rest<'t>(text: &'t str, scheme: &str, owns: impl Fn(&str) -> bool) -> Option<&'t str> {
    if scheme.is_empty() && !has_web_scheme(text) {
        return None;
    }
    let after = authority_and_rest(text);
    let end = after.find(['/', '\\', '?', '#']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    let front = &text[..text.len() - after.len()];
    let origin = Origin::parse(&format!("{scheme}{front}{authority}")).ok()?;
    let is_own = spellings(origin.as_str()).iter().any(|origin| owns(origin));
    is_own.then_some(if rest.is_empty() { "/" } else { rest })
}

/// Returns the origin and its equivalents, under which a blog usually responds as well: the same host
/// with the other web scheme, with or without `www.`. With an explicit port, only the scheme varies.
fn spellings(origin: &str) -> Vec<String> {
    let (_, host) = origin.split_once("://").unwrap_or_default();
    let is_name = host.contains('.') && host.contains(|c: char| c.is_ascii_alphabetic());
    let mut hosts = vec![host.to_owned()];
    if is_name && !host.contains(':') {
        hosts.push(match host.strip_prefix("www.") {
            Some(bare) => bare.to_owned(),
            None => format!("www.{host}"),
        });
    }
    let schemes = ["https", "http"];
    let pairs = hosts
        .iter()
        .flat_map(|host| schemes.map(|scheme| format!("{scheme}://{host}")));
    std::iter::once(origin.to_owned()).chain(pairs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owns(origin: &str) -> bool {
        ["https://example.org", "http://localhost:8000"].contains(&origin)
    }

    fn key(text: &str) -> String {
        Page::parse(text, owns).map_or_else(|f| f.code.to_owned(), Page::into_string)
    }

    #[test]
    fn a_path_and_the_full_url_of_the_site_are_one_key() {
        for (given, kept) in [
            ("/post", "/post"),
            ("/post/", "/post"),
            ("/post//", "/post"),
            ("/", "/"),
            ("//", "/"),
            ("//post", "/post"),
            ("/?", "/"),
            ("/#", "/"),
            ("https://example.org", "/"),
            ("https://example.org/", "/"),
            ("https://example.org?p=7", "/?p=7"),
            ("https://example.org#x", "/"),
            ("//example.org/post/", "/post"),
            ("HTTPS://EXAMPLE.org:443/Post/?utm_source=1#c", "/Post"),
            ("http://localhost:8000/a/b/", "/a/b"),
            ("/a/../b/./", "/b"),
            ("/a/%2e%2E/b/%2E/", "/b"),
            ("/../../a", "/a"),
            ("/a\\b", "/a/b"),
            ("https://example.org/a\\b", "/a/b"),
            ("/.//a", "/a"),
            ("/a//b", "/a//b"),
            ("/index.html", "/index.html"),
        ] {
            assert_eq!(key(given), kept, "{given}");
            assert_eq!(key(kept), kept);
        }
    }

    #[test]
    fn the_query_remains_except_for_parameters_that_name_no_page() {
        for (given, kept) in [
            ("/?p=7", "/?p=7"),
            ("https://example.org/?p=7", "/?p=7"),
            ("/?p=8", "/?p=8"),
            ("/a/?p=7#x", "/a?p=7"),
            ("/a?", "/a"),
            ("/a?&&p=7&", "/a?p=7"),
            ("/a?b=2&a=1", "/a?b=2&a=1"),
            ("/a?a=1&b=2", "/a?a=1&b=2"),
            ("/a?p=7&utm_source=x&utm_medium=y", "/a?p=7"),
            ("/a?fbclid=1&p=7&gclid=2&replytocom=3", "/a?p=7"),
            ("/a?FBCLID=1&UTM_Campaign=2&utm%5Fterm=3", "/a"),
            ("/a?comment=pending&rejoinder_code=x", "/a"),
            (
                "/a?comments=1&utm=2&xfbclid=3",
                "/a?comments=1&utm=2&xfbclid=3",
            ),
            ("/a?q=caf%c3%a9", "/a?q=caf%C3%A9"),
            ("/a?q=café", "/a?q=caf%C3%A9"),
            ("/a?q=%7E%26%3d%2f", "/a?q=~%26%3D%2F"),
            ("/a?q=a+b", "/a?q=a+b"),
            ("/a?q=a b", "/a?q=a%20b"),
            ("/a?q=it's", "/a?q=it%27s"),
            ("/a?q=/b?c", "/a?q=/b?c"),
        ] {
            assert_eq!(key(given), kept, "{given}");
            assert_eq!(key(kept), kept);
        }
    }

    #[test]
    fn escapes_have_one_spelling() {
        for (given, kept) in [
            ("/caf%c3%a9/", "/caf%C3%A9"),
            ("/caf%C3%A9", "/caf%C3%A9"),
            ("/café/", "/caf%C3%A9"),
            ("https://example.org/café", "/caf%C3%A9"),
            ("/cafe\u{301}", "/caf%C3%A9"),
            ("/cafe%CC%81", "/caf%C3%A9"),
            ("/caf%65%cc%81", "/caf%C3%A9"),
            ("/%E1%84%80%e1%85%a1", "/%EA%B0%80"),
            ("/%7Eann/%61", "/~ann/a"),
            ("/a%2fb", "/a%2Fb"),
            ("/a%3fb", "/a%3Fb"),
            ("/a%23b", "/a%23b"),
            ("/a%25b", "/a%25b"),
            ("/a%2541", "/a%2541"),
            ("/100%", "/100%25"),
            ("/%zz", "/%25zz"),
            ("/%%341", "/%2541"),
            ("/%ff", "/%FF"),
            ("/%e9t%e9", "/%E9t%E9"),
            ("/%C3%28", "/%C3%28"),
            ("/%00", "/%00"),
            ("/a b\"<>^`{|}[]", "/a%20b%22%3C%3E%5E%60%7B%7C%7D%5B%5D"),
            ("/a:b@c!$&'()*+,;=", "/a:b@c!$&'()*+,;="),
            ("/%CD%BE", "/;"),
            ("/a%5cb", "/a%5Cb"),
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
            "https://example.org:8443/x",
            "http://www.example.org:8000/x",
            "https://blog.example.org/x",
            "https://example.org.evil.example/x",
            "https://u@example.org/",
            "urn:uuid:1",
            "日本 語",
            "caf%c3%a9",
            "post/",
            "nullable",
            "nano",
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
        assert_eq!(key(&"a".repeat(1024)).len(), 1024);
        assert_eq!(key(&"a".repeat(1025)), "too_long");
        for (unit, most) in [("é", 511), ("日", 341), ("%e9", 1023), ("%2F", 1023)] {
            let path = |units| format!("/{}", unit.repeat(units));
            assert!(key(&path(most)).len() > PAGE_BYTES, "{unit}");
            assert_eq!(key(&path(most + 1)), "too_long", "{unit}");
        }
        assert_eq!(
            key(&"%41".repeat(400)),
            "too_long",
            "an opaque key has no escapes"
        );
        let tracked = format!("/a?utm_content={}", "x".repeat(4_000));
        assert_eq!(key(&tracked), "/a", "what is dropped does not count");
        assert_eq!(key(&"a".repeat(20_000)), "too_long");
    }

    #[test]
    fn what_a_template_left_behind_is_no_key() {
        for wrong in [
            "null",
            "NULL",
            "undefined",
            "NaN",
            "[object Object]",
            "/posts/%5Bobject%20Object%5D",
            "{{ .Permalink }}",
            "/{{ page.slug }}/",
            "/%7B%7B%20page.url%20%7D%7D",
            "{% url %}",
            "<%= url %>",
            "${page}",
            "%PAGE%",
            "/posts/%PAGE_ID%/",
            "/?p={{ id }}",
            "/./{{ id }}",
        ] {
            assert_eq!(key(wrong), "placeholder", "{wrong}");
            assert!(Page::parse_existing(wrong, owns).is_ok(), "{wrong}");
        }
        for doubtful in [
            "/undefined",
            "https://example.org/undefined/",
            "https://example.org/?p=undefined",
            "/posts/./null",
            "/posts/:slug",
        ] {
            let page = Page::parse(doubtful, owns);
            assert!(page.is_ok_and(|page| page.is_doubtful()), "{doubtful}");
        }
    }

    #[test]
    fn a_blog_is_one_with_and_without_www_and_tls() {
        for (given, kept) in [
            ("http://example.org/a/", "/a"),
            ("https://www.example.org/a", "/a"),
            ("http://www.example.org:80/a?p=7", "/a?p=7"),
            ("//www.example.org/a", "/a"),
            ("https://localhost:8000/a", "/a"),
            ("//localhost:8000/a", "/a"),
            ("http://www.example.org", "/"),
        ] {
            assert_eq!(key(given), kept, "{given}");
        }
        let own = |origin: &str| origin == "https://www.example.org";
        let page = Page::parse("http://example.org/a", own);
        assert_eq!(page.map(Page::into_string), Ok("/a".to_owned()));
    }

    #[test]
    fn a_url_of_any_allowed_host_names_its_page() {
        let named = |url| Page::of_referrer(url, owns).map(Page::into_string);
        for (url, page) in [
            ("https://example.org/undefined", Some("/undefined")),
            (
                "https://example.org/wiki/%7B%7BT%7D%7D",
                Some("/wiki/%7B%7BT%7D%7D"),
            ),
            ("http://www.example.org/a/", Some("/a")),
            ("https://example.org/{{ slug }}", None),
            ("https://other.example/a", None),
            ("/a", None),
        ] {
            assert_eq!(named(url).as_deref(), page, "{url}");
        }
    }

    #[test]
    fn a_full_url_of_the_site_names_a_page() {
        let named = |url| Page::of_url(url, owns).map(Page::into_string);
        assert_eq!(
            named("https://example.org/a/?p=7").as_deref(),
            Some("/a?p=7")
        );
        let doubtful = Page::of_url("https://example.org/undefined", owns);
        assert!(doubtful.is_some_and(|page| page.is_doubtful()));
        for wrong in [
            "https://other.example/a",
            "/a",
            "//example.org/a",
            "",
            "null",
            "https://example.org/{{ slug }}",
        ] {
            assert_eq!(named(wrong), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_path_and_its_full_url_are_one_page(path in "(/[a-zé.%~ \"<]{0,5}){1,5}/?([?][a-z=&%é]{0,8})?") {
            let path = path.trim();
            let full = key(&format!("https://example.org{path}"));
            proptest::prop_assert_eq!(full, key(path));
        }

        #[test]
        fn a_page_key_parses_to_itself(text in "[/?#.é a\\\\%2eE&=\u{301}\u{37e}Cc3A9]{0,24}") {
            if let Ok(page) = Page::parse(&text, owns) {
                let again = Page::parse(page.as_str(), owns);
                proptest::prop_assert_eq!(again, Ok(page));
            }
        }

        #[test]
        fn a_plain_key_is_parsed_like_any_other(text in "/[a-b./_~Zz1-]{0,12}") {
            if let Ok(page) = Page::parse(&text, owns) {
                proptest::prop_assert_eq!(Page::parse_existing(&text, owns), Ok(page));
            }
        }

        #[test]
        fn a_path_of_any_bytes_parses_to_itself(bytes in proptest::collection::vec(0_u8..=255, 0..24)) {
            let escaped = bytes.iter().map(|byte| percent_encoding::percent_encode_byte(*byte));
            let page = Page::parse_existing(&format!("/{}", escaped.collect::<String>()), owns);
            let page = page.expect("a path");
            proptest::prop_assert!(page.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
            proptest::prop_assert_eq!(Page::parse_existing(page.as_str(), owns), Ok(page));
        }
    }
}
