//! URLs in running text: for turning them into links, and for judging the targets of a text.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};
use url::Url;

use super::{
    emphasis::OpenEmphasis,
    skeleton::is_deceptive,
    url::{URL_BYTES, authority_and_rest, is_hidden, link_target, looks_like_a_host, web_url},
};

/// A bare URL that becomes a link.
pub(crate) struct Found {
    /// Its position, in bytes.
    pub at: Range<usize>,
    /// The target.
    pub url: Url,
    /// Whether its host may imitate another; then the URL is shown as browsers write it.
    pub deceptive: bool,
}

/// Top-level domains that are also common file extensions: `[the readme](readme.md)` names a file.
/// `.pl` and `.ai` are missing, since links with them lead to sites far more often than to files.
const FILE_ENDINGS: [&str; 16] = [
    "bz", "cab", "cc", "map", "md", "mk", "ml", "mm", "mov", "pm", "ps", "py", "rs", "sh", "so",
    "zip",
];

/// The maximum number of candidates that turn out not to be URLs; it limits the cost of hostile text.
const MISSES: usize = 64;
/// The maximum length of the piece of text that is searched for one URL, in bytes.
const PIECE: usize = URL_BYTES + 64;

static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(["http://", "https://", "www."])
        .expect("three fixed words")
});

/// Returns the URLs that begin with `http://`, `https://` or `www.` and are valid link targets.
pub(crate) fn addresses(text: &str) -> Vec<Found> {
    AddressFinder::default().find(text)
}

/// Finds URLs in the lines of one paragraph, one line after the other: a URL ends before delimiters
/// that close emphasis which was opened before it.
#[derive(Default)]
pub(crate) struct AddressFinder {
    open: OpenEmphasis,
}

impl AddressFinder {
    /// Returns the URLs of the next line.
    pub(crate) fn find(&mut self, text: &str) -> Vec<Found> {
        let mut all = Vec::new();
        let (mut from, mut misses, mut read) = (0, 0, 0);
        while misses < MISSES {
            let Some(beginning) = BEGINNINGS.find(&text[from..]) else {
                break;
            };
            let start = from + beginning.start();
            let is_bare = beginning.pattern().as_usize() == 2;
            self.open.read(text, read, start);
            read = start;
            let found = may_begin(&text[..start], is_bare)
                .then(|| address_at(text, start, self.open))
                .flatten();
            if let Some(found) = found {
                from = found.at.end;
                read = from;
                all.push(found);
            } else {
                from += beginning.end();
                misses += 1;
            }
        }
        self.open.read(text, read, text.len());
        all
    }
}

/// Returns the URL of a typed link target: as [`link_target`] does, or, without a scheme, an `https`
/// URL of a host under a top-level domain of the ICANN list that is not a file extension.
pub(crate) fn typed_target(source: &str) -> Option<Url> {
    link_target(source).or_else(|| {
        if !looks_like_a_host(source) {
            return None;
        }
        let url = web_url(&format!("https://{source}")).ok()?;
        let Some(url::Host::Domain(host)) = url.host() else {
            return None;
        };
        let top = host.rsplit('.').next().unwrap_or_default();
        let is_site = is_top_level(top) && !FILE_ENDINGS.contains(&top);
        (is_site && url.as_str().len() <= URL_BYTES).then_some(url)
    })
}

/// Returns whether a label is a top-level domain of the ICANN list.
fn is_top_level(label: &str) -> bool {
    // labels of other scripts are listed as A-labels
    url::Host::parse(label).is_ok_and(|host| {
        let name = host.to_string();
        psl::suffix(name.as_bytes()).is_some_and(|suffix| {
            suffix.as_bytes() == name.as_bytes() && suffix.typ() == Some(psl::Type::Icann)
        })
    })
}

/// Returns whether a URL may begin after `before`: not in the middle of a word or of another URL.
fn may_begin(before: &str, without_scheme: bool) -> bool {
    // underscores may be those of a word or of emphasis
    match before.trim_end_matches('_').chars().next_back() {
        Some(c) if c.is_ascii_alphanumeric() => false,
        Some('@' | '.' | '-' | '/' | ':') => !without_scheme,
        _ => true,
    }
}

fn address_at(text: &str, start: usize, open: OpenEmphasis) -> Option<Found> {
    let rest = &text[start..];
    let piece = &rest[..rest.floor_char_boundary(PIECE)];
    let quoted = text[..start].ends_with('\'');
    let stop = |c: char| c.is_whitespace() || c.is_control() || (quoted && c == '\'');
    let end = piece.find(stop);
    if end.is_none() && piece.len() < rest.len() {
        return None; // longer than any URL that is accepted
    }
    let end = end_of_address(&piece[..end.unwrap_or(piece.len())], open)?;
    let typed = &piece[..end];
    let url = link_target(typed)?;
    Some(Found {
        at: start..start + end,
        url,
        deceptive: is_deceptive(host_as_typed(typed)),
    })
}

/// Returns the end of the URL with which `piece` begins. It ends before a character that cannot be part
/// of it, before a closing bracket that was opened outside, and without punctuation of the surrounding
/// sentence or delimiters that close surrounding emphasis.
fn end_of_address(piece: &str, open_emphasis: OpenEmphasis) -> Option<usize> {
    let (mut end, mut open, mut quotes) = (0, [0_usize; 3], 0);
    for (at, c) in piece.char_indices() {
        let may_be_last = match c {
            '<' | '>' | '"' | '`' | '|' | '\\' => break,
            // the dot inside Catalan words
            '·' => false,
            c if ends_url(c) || is_hidden(c) => break,
            '(' | '[' | '{' => {
                open[bracket(c)] += 1;
                false
            }
            ')' | ']' | '}' if open[bracket(c)] == 0 => break,
            ')' | ']' | '}' => {
                open[bracket(c)] -= 1;
                true
            }
            '\'' => {
                quotes += 1;
                quotes % 2 == 0
            }
            c if is_sentence_punctuation(c) => false,
            _ => true,
        };
        if may_be_last {
            end = at + c.len_utf8();
        }
    }
    let end = open_emphasis.without_closing(&piece[..end]);
    let end = end.trim_end_matches(is_sentence_punctuation).len();
    let before = piece.find("//").map_or(0, |at| at + 2);
    let rest = piece.get(before..end)?;
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    // a host never ends with a delimiter, even in a position where emphasis may begin
    let is_host = host.len() == rest.len();
    let host = if is_host {
        host.trim_end_matches(['*', '_', '~'])
    } else {
        host
    };
    let end = if is_host { before + host.len() } else { end };
    if host.contains('@') || host.starts_with(['.', '-', ':']) || host.contains("..") {
        return None;
    }
    let (host, end) = match end_of_scripts(host) {
        Some(at) => (&host[..at], before + at),
        None => (host, end),
    };
    match host.find([
        '!', '$', '&', '\'', '(', ')', '*', '+', ',', ';', '=', '^', '{', '}', '~',
    ]) {
        Some(0) => None,
        Some(at) => Some(before + host[..at].trim_end_matches(['.', '-', '_', ':']).len()),
        None => Some(end),
    }
}

/// Returns whether a character may appear inside a URL but never as its last character.
const fn is_sentence_punctuation(c: char) -> bool {
    matches!(c, '?' | '!' | '.' | ',' | ':' | ';' | '#' | '&')
}

/// Returns the end of a host that is followed by text of another script without a space, as in
/// `example.comПривет`. A host that mixes scripts under an existing top-level domain is one host.
fn end_of_scripts(host: &str) -> Option<usize> {
    let mut after_latin = false;
    let at = host.char_indices().find_map(|(at, c)| {
        let is_latin = c.is_ascii_alphabetic() || c.script() == Script::Latin;
        let is_other = !c.is_ascii() && !is_latin && c.script() != Script::Inherited;
        if matches!(c, '.' | ':') {
            after_latin = false;
        }
        after_latin |= is_latin;
        (after_latin && is_other).then_some(at)
    })?;
    let top = |host: &str| {
        let name = host.split(':').next().unwrap_or_default();
        name.rsplit('.').next().is_some_and(is_top_level)
    };
    (top(&host[..at]) || !top(host)).then(|| host[..at].trim_end_matches('-').len())
}

/// Returns whether a character ends a URL: typographic quotation marks, dashes, ellipses and the
/// punctuation of other scripts. None of them is typed as a part of a URL, and often no space separates
/// them from it.
fn ends_url(c: char) -> bool {
    let is_wide = matches!(c,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}');
    is_wide || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation)
}

fn bracket(c: char) -> usize {
    match c {
        '(' | ')' => 0,
        '[' | ']' => 1,
        _ => 2,
    }
}

fn host_as_typed(address: &str) -> &str {
    let rest = if address.contains("://") {
        authority_and_rest(address)
    } else {
        address
    };
    &rest[..rest.find(['/', '?', '#', ':']).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::public_cases;

    fn found(text: &str) -> Vec<&str> {
        addresses(text)
            .into_iter()
            .map(|found| &text[found.at])
            .collect()
    }

    #[test]
    fn bare_addresses_are_found_where_they_end() {
        for (text, address) in [
            ("See http://example.org/a.", "http://example.org/a"),
            ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
            ("'https://example.org/a', he said", "https://example.org/a"),
            ("WWW.Example.org!", "WWW.Example.org"),
            ("请看https://example.org/页，谢谢", "https://example.org/页"),
            ("text:http://example.org/", "http://example.org/"),
            ("<https://example.org>", "https://example.org"),
            ("http://localhost:8000?", "http://localhost:8000"),
            ("»https://example.org/a«", "https://example.org/a"),
            ("„https://example.org/a“", "https://example.org/a"),
            ("‘https://example.org’s", "https://example.org"),
            ("「https://example.org/a」", "https://example.org/a"),
            ("https://example.org—see", "https://example.org"),
            ("https://example.org/a–b", "https://example.org/a"),
            ("https://example.org…", "https://example.org"),
            ("https://example.org/a…", "https://example.org/a"),
            ("https://example.org/؟", "https://example.org/"),
            ("https://example.org/a।", "https://example.org/a"),
            (
                "https://example.org/il·lustra·",
                "https://example.org/il·lustra",
            ),
            ("https://example.orgПривет", "https://example.org"),
            ("www.example.comи т.д.", "www.example.com"),
            ("https://example.com-как", "https://example.com"),
            ("https://example.com看/b", "https://example.com"),
            ("https://example.com😀", "https://example.com"),
            ("~~https://example.com~~é", "https://example.com"),
            (
                "https://github.com/a/__pycache__",
                "https://github.com/a/__pycache__",
            ),
            ("https://example.org/Foo_.", "https://example.org/Foo_"),
            ("(https://example.org/Foo_)", "https://example.org/Foo_"),
            ("https://example.org/a**b**", "https://example.org/a**b**"),
            ("https://example.org/~~", "https://example.org/~~"),
            ("https://example.org/*", "https://example.org/*"),
            ("https://example.org/?q=_", "https://example.org/?q=_"),
            ("**https://example.org/a**", "https://example.org/a"),
            ("*see https://example.org/a*.", "https://example.org/a"),
            ("*see https://example.org/a.*", "https://example.org/a"),
            ("_b_ https://example.org/a_", "https://example.org/a_"),
            ("__https://example.org/a__b__", "https://example.org/a__b"),
            ("**https://example.org/a_b**c", "https://example.org/a_b**c"),
            ("~~https://example.org/a~~", "https://example.org/a"),
            ("https://example.org_", "https://example.org"),
            ("https://example.org**", "https://example.org"),
            ("https://example.org/a\\b", "https://example.org/a"),
            ("\\*https://example.org/a\\*", "https://example.org/a"),
            ("https://example.org\\@b.example", "https://example.org"),
            ("https://example.org/a\u{200b}b", "https://example.org/a"),
            ("https://bücher.example/ж", "https://bücher.example/ж"),
            ("https://пример.рф/a", "https://пример.рф/a"),
            ("https://例え.jp", "https://例え.jp"),
            ("https://tシャツ.jp/a", "https://tシャツ.jp/a"),
            ("http://пpимер.com", "http://пpимер.com"),
        ] {
            assert_eq!(found(text), [address], "{text}");
        }
        for none in [
            "example.org",
            "xhttp://example.org",
            "x_http://example.org",
            "foo@www.example.org",
            "a.www.example.org",
            "http://",
            "www.",
            "ftp://example.org",
            "https://u:p@example.org",
            "javascript://www.example.org",
            "http://.a",
        ] {
            assert!(found(none).is_empty(), "{none}");
        }
        let long = format!("http://example.org/{}", "a".repeat(3000));
        assert!(found(&long).is_empty());
        assert_eq!(
            found(&format!("{long} http://b.example")),
            ["http://b.example"]
        );
    }

    #[test]
    fn a_target_without_scheme_is_a_site_only_under_a_top_level_domain() {
        for (typed, target) in [
            ("example.com", "https://example.com/"),
            ("Example.COM/path?a=b#c", "https://example.com/path?a=b#c"),
            ("example.com:8080/x", "https://example.com:8080/x"),
            ("blog.example.co.uk", "https://blog.example.co.uk/"),
            ("президент.рф", "https://xn--d1abbgf6aiiy.xn--p1ai/"),
            ("example.pl", "https://example.pl/"),
            ("www.example.md", "https://www.example.md/"),
            ("http://readme.md", "http://readme.md/"),
        ] {
            let found = typed_target(typed).map(String::from);
            assert_eq!(found.as_deref(), Some(target), "{typed}");
        }
        for none in [
            "readme.md",
            "file.py",
            "src/main.rs",
            "main.rs",
            "run.sh",
            "a.zip",
            "README.MD",
            "readme.md#install",
            "index.html",
            "photo.jpg",
            "1.2",
            "192.168.0.1",
            "localhost",
            "example",
            "/path",
            "//example.com",
            "#a",
            "?a",
            "./a.com",
            "ann@example.com",
            "mailto:ann@example.com",
            "tel:1",
            "javascript:a.com",
            "example.com.",
            ".com",
            "com",
            "a b.com",
            "C:\\temp.com",
            "",
        ] {
            assert_eq!(typed_target(none), None, "{none}");
        }
    }

    /// URLs that linkify-it finds and this module does not, each with the reason.
    const NOT_OURS: &[(&str, &str)] = &[
        ("http://user", "userinfo is refused"),
        ("ftp://", "not the web"),
        ("//", "a scheme has to be named"),
        ("mailto:", "email addresses do not become links"),
        ("@", "email addresses do not become links"),
    ];
    /// Where this module ends a URL differently than linkify-it, each with the reason.
    const OTHERWISE: &[(&str, &str)] = &[(
        "http://foo.com/blah_blah_\"double",
        "a quotation mark ends a URL (RFC 3986 has none)",
    )];

    #[test]
    fn the_addresses_of_linkify_it_are_found_as_it_finds_them() {
        let Some(lines) = public_cases("links/links.txt") else {
            return;
        };
        let (mut shared, mut wrong) = (0, Vec::new());
        let mut lines = lines
            .lines()
            .filter(|line| !line.starts_with('%'))
            .peekable();
        while let Some(line) = lines.next() {
            let text = line.split(" %").next().unwrap_or(line).trim();
            if text.is_empty() {
                continue;
            }
            let expected = match lines.peek() {
                Some(next) if !next.trim().is_empty() => {
                    lines.next().map_or(text, |line| line.trim())
                }
                _ => text,
            };
            let explicit = ["http", "www."]
                .iter()
                .any(|start| expected.to_lowercase().starts_with(start));
            let listed =
                |list: &[(&str, &str)]| list.iter().any(|(start, _)| expected.starts_with(start));
            if !explicit || listed(NOT_OURS) || listed(OTHERWISE) {
                continue;
            }
            shared += 1;
            if !found(text).contains(&expected) {
                wrong.push((text, expected, found(text)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(shared > 70, "{shared} cases");
    }

    #[test]
    fn what_linkify_it_refuses_is_refused_but_for_listed_cases() {
        const LAXER: &[(&str, &str)] = &[
            ("http://example.com_", "the URL ends before the underscore"),
            ("_http://example.com", "the underscore may begin emphasis"),
            (
                "google.com:500000",
                "the name is a URL even if the port is invalid",
            ),
        ];
        let Some(lines) = public_cases("links/not_links.txt") else {
            return;
        };
        for line in lines
            .lines()
            .filter(|line| !line.starts_with('%') && !line.is_empty())
        {
            if !LAXER.iter().any(|(start, _)| line.starts_with(start)) {
                assert!(found(line).is_empty(), "{line}: {:?}", found(line));
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_stands_in_order_and_leads_to_the_web(text in "(https?://|www\\.|[a-zé.:/@'\"<> ()_-]){0,60}") {
            let mut end = 0;
            for found in addresses(&text) {
                proptest::prop_assert!(found.at.start >= end && found.at.end > found.at.start);
                proptest::prop_assert!(matches!(found.url.scheme(), "http" | "https"));
                proptest::prop_assert!(found.url.username().is_empty() && found.url.password().is_none());
                end = found.at.end;
            }
        }
    }
}
