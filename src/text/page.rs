//! The key under which a site keeps one thread: one spelling for a path and for the full URL.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Fault, Message, Origin, canonical, kept_string,
    placeholder::{is_placeholder, is_template},
    url::{authority_and_rest, has_web_scheme},
};

/// The most bytes that a page's key may have.
pub const PAGE_BYTES: usize = 1_024;

/// The most bytes that are looked at: a URL may carry long tracking parameters, which are dropped.
const SOURCE_BYTES: usize = 16 * PAGE_BYTES;

/// Parameters that name no other page, by name in lower case; a `*` stands for any rest. They say
/// where a reader came from, or are those of a comment form. `docs/pages.md` lists them for users.
pub const DROPPED_PARAMETERS: &[&str] = &[
    // campaigns: the convention of Google Analytics, Matomo, HubSpot and others
    "utm_*",
    "mtm_*",
    "matomo_*",
    "pk_*",
    "piwik_*",
    "hsa_*",
    // one click, numbered by who shows the advertisement
    "fbclid",
    "gclid",
    "gclsrc",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "dclid",
    "srsltid",
    "msclkid",
    "yclid",
    "ysclid",
    "_openstat",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igsh",
    "igshid",
    "epik",
    "rdt_cid",
    "sccid",
    "irclickid",
    "rb_clickid",
    "s_cid",
    "wickedid",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fb_ref",
    // readers of one browser across domains
    "_ga",
    "_gl",
    "_branch_match_id",
    "_branch_referrer",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    // mailings
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "ml_subscriber",
    "ml_subscriber_hash",
    "_ke",
    "_kx",
    // WordPress: where its own comment form and comment pages stand
    "replytocom",
    "cpage",
    "unapproved",
    "moderation-hash",
    // ours
    "comment",
    "rejoinder_*",
];

/// The key of a page: usually the path of its URL, but any one line will do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Page(String);

kept_string!(Page);

impl Page {
    /// Parses a key as a page sends it; 1 to [`PAGE_BYTES`] bytes as it is kept.
    ///
    /// - A full URL whose origin `owns` accepts, and everything that begins with `/`, is a path and
    ///   is written in one way (below).
    /// - Everything else, also a full URL of another origin, is an opaque string.
    /// - What a template left behind (`undefined`, `{{ .Permalink }}`) is refused with the code
    ///   `placeholder`: it would make one thread of a whole blog.
    ///
    /// The one way to write a path:
    ///
    /// - A fragment is dropped. So are slashes at the end, all but one at the start, and dot
    ///   segments (`/a/../b/` is `/b`); a backslash is a slash, as in browsers.
    /// - Escapes of unreserved ASCII (`A-Z a-z 0-9 - . _ ~`) are decoded, before dot segments are
    ///   looked for. Valid UTF-8, escaped or not, is normalized to NFC and escaped with upper-case
    ///   hex. Every other escape (`%2F`, `%3F`, `%23`, `%25`, …) and invalid UTF-8 stay, with
    ///   upper-case hex. What a URL cannot hold as it is (a space, quotation marks, brackets, a
    ///   lone `%`) is escaped.
    /// - The query is kept, since some blogs tell their posts apart by it (`/?p=7`): in its order
    ///   and with the same rules for escapes, but without empty parameters and without
    ///   [`DROPPED_PARAMETERS`]. A `+` stays a `+`.
    pub fn parse(source: &str, owns: impl Fn(&str) -> bool) -> Result<Self, Fault> {
        let text = line(source)?;
        let (key, rest) = split(&text, owns);
        // Dot segments may hide it from the first look.
        if is_placeholder(rest.unwrap_or(&text)) || is_placeholder(&key) {
            return Err(Fault::new("placeholder", Message::new("page-placeholder")));
        }
        bounded(key)
    }

    /// The key of a page that exists already, under whatever name: [`Page::parse`] without the look
    /// for templates. For moderators, and for threads of earlier versions.
    pub fn parse_existing(source: &str, owns: impl Fn(&str) -> bool) -> Result<Self, Fault> {
        let text = line(source)?;
        let (key, _) = split(&text, owns);
        bounded(key)
    }

    /// The page that a full URL names; `None` when `owns` does not accept its origin, or when a
    /// template left it behind. A path like `/undefined` is taken: the browser is there.
    pub fn of_url(url: &str, owns: impl Fn(&str) -> bool) -> Option<Self> {
        let text = line(url).ok()?;
        let (key, rest) = split(&text, owns);
        let rest = rest.filter(|_| has_web_scheme(&text))?;
        if is_template(rest) || is_template(&key) {
            return None;
        }
        bounded(key).ok()
    }

    /// Whether the key names no certain page: the home page, under which earlier versions filed
    /// what came with a query, or what a template left behind.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.0 == "/" || is_placeholder(&self.0)
    }
}

fn line(source: &str) -> Result<String, Fault> {
    if source.len() > SOURCE_BYTES {
        return Err(too_long(source.len()));
    }
    let text = canonical::line(source)?;
    if canonical::is_blank(&text) {
        return Err(Fault::required(Message::new("page-missing")));
    }
    Ok(text)
}

fn bounded(key: String) -> Result<Page, Fault> {
    if key.len() > PAGE_BYTES {
        return Err(too_long(key.len()));
    }
    Ok(Page(key))
}

fn too_long(length: usize) -> Fault {
    Fault::above("page-too-long", PAGE_BYTES, length)
}

/// The key of a text, and the part that is path, query and fragment; `None` for an opaque key.
fn split(text: &str, owns: impl Fn(&str) -> bool) -> (String, Option<&str>) {
    let rest = own_rest(text, "", &owns).or_else(|| {
        // `//host/path` leaves the scheme to the browser.
        text.starts_with("//")
            .then(|| ["https:", "http:"].map(|scheme| own_rest(text, scheme, &owns)))
            .and_then(|found| found.into_iter().flatten().next())
    });
    match rest.or_else(|| text.starts_with('/').then_some(text)) {
        Some(rest) => (path_key(rest), Some(rest)),
        None => (text.to_owned(), None),
    }
}

/// What follows the authority of a full URL of an own origin.
fn own_rest<'t>(text: &'t str, scheme: &str, owns: impl Fn(&str) -> bool) -> Option<&'t str> {
    if scheme.is_empty() && !has_web_scheme(text) {
        return None;
    }
    let after = authority_and_rest(text);
    let end = after.find(['/', '\\', '?', '#']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    let front = &text[..text.len() - after.len()];
    let origin = Origin::parse(&format!("{scheme}{front}{authority}")).ok()?;
    owns(origin.as_str()).then_some(if rest.is_empty() { "/" } else { rest })
}

fn path_key(rest: &str) -> String {
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut segments: Vec<String> = Vec::new();
    for segment in path.trim_matches(['/', '\\']).split(['/', '\\']) {
        match normalized(segment, Part::Path).as_str() {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment.to_owned()),
        }
    }
    let parameters = query
        .split('&')
        .map(|parameter| normalized(parameter, Part::Query))
        .filter(|parameter| !parameter.is_empty() && !is_dropped(parameter))
        .collect::<Vec<_>>();
    let mut key = format!("/{}", segments.join("/").trim_matches('/'));
    if !parameters.is_empty() {
        key.push('?');
        key.push_str(&parameters.join("&"));
    }
    key
}

fn is_dropped(parameter: &str) -> bool {
    let name = parameter
        .split_once('=')
        .map_or(parameter, |(name, _)| name);
    let name = percent_decode_str(name)
        .decode_utf8_lossy()
        .to_ascii_lowercase();
    DROPPED_PARAMETERS
        .iter()
        .any(|dropped| match dropped.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == *dropped,
        })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Query,
}

impl Part {
    /// Whether an ASCII character stands in this part as it is (RFC 3986, 3.3 and 3.4). In a query
    /// browsers escape the apostrophe.
    fn holds(self, byte: u8) -> bool {
        is_unreserved(byte)
            || matches!(
                byte,
                b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@'
            )
            || match self {
                Self::Path => byte == b'\'',
                Self::Query => matches!(byte, b'/' | b'?'),
            }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// A segment or a parameter with its escapes in their one spelling.
fn normalized(text: &str, part: Part) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    // Unreserved ASCII and everything beyond ASCII, decoded: what NFC may put together.
    let mut run = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (byte, escaped) = match escape(&bytes[at..]) {
            Some(byte) => (byte, true),
            None => (bytes[at], false),
        };
        at += if escaped { 3 } else { 1 };
        if is_unreserved(byte) || !byte.is_ascii() {
            run.push(byte);
            continue;
        }
        finish(&mut run, part, &mut out);
        if escaped || !part.holds(byte) {
            push_escape(byte, &mut out);
        } else {
            out.push(char::from(byte));
        }
    }
    finish(&mut run, part, &mut out);
    out
}

/// The byte of an escape at the start.
fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

fn finish(run: &mut Vec<u8>, part: Part, out: &mut String) {
    for chunk in run.utf8_chunks() {
        for c in chunk.valid().nfc() {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                // A few characters are ASCII in NFC: the Greek question mark is a semicolon.
                if byte.is_ascii() && part.holds(byte) {
                    out.push(char::from(byte));
                } else {
                    push_escape(byte, out);
                }
            }
        }
        for byte in chunk.invalid() {
            push_escape(*byte, out);
        }
    }
    run.clear();
}

fn push_escape(byte: u8, out: &mut String) {
    out.push_str(percent_encoding::percent_encode_byte(byte));
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
    fn the_query_is_kept_but_for_what_names_no_page() {
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
            "http://example.org/post/",
            "https://example.org:8443/x",
            "https://example.org.evil.example/x",
            "https://u@example.org/",
            "urn:uuid:1",
            "日本 語",
            "caf%c3%a9",
            "post/",
            "?",
            "javascript:alert(1)",
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
        assert_eq!(
            key(&format!("/{}", "é".repeat(171))),
            "too_long",
            "as it is kept"
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
            "/undefined",
            "https://example.org/undefined/",
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
            "https://example.org/?p=undefined",
            "/?p={{ id }}",
        ] {
            assert_eq!(key(wrong), "placeholder", "{wrong}");
            assert!(Page::parse_existing(wrong, owns).is_ok(), "{wrong}");
        }
    }

    #[test]
    fn a_full_url_of_the_site_names_a_page() {
        let named = |url| Page::of_url(url, owns).map(Page::into_string);
        assert_eq!(
            named("https://example.org/a/?p=7").as_deref(),
            Some("/a?p=7")
        );
        assert_eq!(
            named("https://example.org/undefined").as_deref(),
            Some("/undefined"),
            "the browser is there"
        );
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
        fn a_key_is_kept_stably(text in "[/?#.é a\\\\%2eE&=\u{301}\u{37e}Cc3A9]{0,24}") {
            if let Ok(page) = Page::parse(&text, owns) {
                let again = Page::parse(page.as_str(), owns);
                proptest::prop_assert_eq!(again, Ok(page));
            }
        }

        #[test]
        fn a_path_made_of_any_bytes_is_kept_stably(bytes in proptest::collection::vec(0_u8..=255, 0..24)) {
            let escaped = bytes.iter().map(|byte| percent_encoding::percent_encode_byte(*byte));
            let page = Page::parse_existing(&format!("/{}", escaped.collect::<String>()), owns);
            let page = page.expect("a path");
            proptest::prop_assert!(page.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
            proptest::prop_assert_eq!(Page::parse_existing(page.as_str(), owns), Ok(page));
        }
    }
}
