//! Addresses of the web in running text: for making them links, and for judging where a text leads.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;
use linkify::{LinkFinder, LinkKind};
use url::Url;

use super::{
    skeleton::is_deceptive,
    url::{URL_BYTES, Website, authority_and_rest, link_target},
};

/// An address of the web in a text, written out or in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as browsers write it; `https` where the text named no scheme.
    pub url: String,
    /// Host in lower case and A-labels, or an IP address.
    pub host: String,
    /// The registrable domain by the Public Suffix List; none for IP addresses and bare suffixes.
    pub domain: Option<String>,
    /// Whether it began with `http://`, `https://` or `www.`; else it is a name like
    /// `example.org` under a top-level domain that exists, and may as well be the name of a file.
    pub explicit: bool,
}

/// A bare address that becomes a link.
pub(crate) struct Found {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Where it leads.
    pub url: Url,
    /// Its host may pass for another: show the address as browsers write it.
    pub deceptive: bool,
}

/// How many beginnings that turned out to be no address are looked at; it bounds hostile text.
const MISSES: usize = 64;
/// The longest piece of text that is searched for one address.
const PIECE: usize = URL_BYTES + 64;

static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(["http://", "https://", "www."])
        .expect("three fixed words")
});

/// All addresses of the web in a text, in the order they stand in it, doubles and all.
#[must_use]
pub fn links(text: &str) -> Vec<Link> {
    let mut all = Vec::new();
    let mut from = 0;
    for found in addresses(text) {
        names(&text[from..found.at.start], &mut all);
        all.extend(link(&found.url, true));
        from = found.at.end;
    }
    names(&text[from..], &mut all);
    all
}

/// The addresses that begin with `http://`, `https://` or `www.` and may be linked to.
pub(crate) fn addresses(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    let (mut from, mut misses) = (0, 0);
    while misses < MISSES {
        let Some(beginning) = BEGINNINGS.find(&text[from..]) else {
            break;
        };
        let start = from + beginning.start();
        let found = may_begin(
            text[..start].chars().next_back(),
            beginning.pattern().as_usize() == 2,
        )
        .then(|| address_at(text, start))
        .flatten();
        if let Some(found) = found {
            from = found.at.end;
            all.push(found);
        } else {
            from += beginning.end();
            misses += 1;
        }
    }
    all
}

/// Whether an address may begin after `before`: not in the middle of a word or of another address.
fn may_begin(before: Option<char>, without_scheme: bool) -> bool {
    match before {
        Some(c) if c.is_ascii_alphanumeric() || c == '_' => false,
        Some('@' | '.' | '-' | '/' | ':') => !without_scheme,
        _ => true,
    }
}

fn address_at(text: &str, start: usize) -> Option<Found> {
    let rest = &text[start..];
    let piece = &rest[..rest.floor_char_boundary(PIECE)];
    let quoted = text[..start].ends_with('\'');
    let stop = |c: char| c.is_whitespace() || c.is_control() || (quoted && c == '\'');
    let end = piece.find(stop);
    if end.is_none() && piece.len() < rest.len() {
        return None; // longer than any address that is kept
    }
    let end = end_of_address(&piece[..end.unwrap_or(piece.len())])?;
    let typed = &piece[..end];
    let url = link_target(typed)?;
    Some(Found {
        at: start..start + end,
        url,
        deceptive: is_deceptive(host_as_typed(typed)),
    })
}

/// Where an address ends that begins with `piece`: before what can be no part of it, before a
/// closing bracket that was opened outside, and not with punctuation of the sentence around it.
fn end_of_address(piece: &str) -> Option<usize> {
    let (mut end, mut open, mut quotes) = (0, [0_usize; 3], 0);
    for (at, c) in piece.char_indices() {
        let may_be_last = match c {
            '<' | '>' | '"' | '`' | '|' | '“' | '”' | '„' | '«' | '»' => break,
            c if is_wide_punctuation(c) => break,
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
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '#' | '&' => false,
            _ => true,
        };
        if may_be_last {
            end = at + c.len_utf8();
        }
    }
    let before = piece.find("//").map_or(0, |at| at + 2);
    let rest = piece.get(before..end)?;
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    if host.contains('@') || host.starts_with(['.', '-', ':']) || host.contains("..") {
        return None;
    }
    match host.find([
        '!', '$', '&', '\'', '(', ')', '*', '+', ',', ';', '=', '{', '}',
    ]) {
        Some(0) => None,
        Some(at) => Some(before + host[..at].trim_end_matches(['.', '-', '_', ':']).len()),
        None => Some(end),
    }
}

/// The punctuation of Chinese and Japanese, which stands without blanks.
fn is_wide_punctuation(c: char) -> bool {
    matches!(c,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
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

/// Names of hosts that stand alone, such as `example.org/offer`.
fn names(text: &str, all: &mut Vec<Link>) {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    for word in text.split_whitespace().filter(|word| word.contains('.')) {
        let mut rest = word;
        while !rest.is_empty() {
            let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
            rest = more;
            for found in finder.links(piece) {
                if found.as_str().contains("://") {
                    continue; // another scheme, or one that `addresses` refused
                }
                let Ok(website) = Website::parse(found.as_str()) else {
                    continue;
                };
                let link = Url::parse(website.as_str())
                    .ok()
                    .and_then(|url| link(&url, false));
                all.extend(link.filter(|link| link.domain.is_some()));
            }
        }
    }
}

fn link(url: &Url, explicit: bool) -> Option<Link> {
    let host = url.host_str()?.to_owned();
    let named = matches!(url.host(), Some(url::Host::Domain(_)));
    let domain = psl::domain(host.trim_end_matches('.').as_bytes())
        .filter(|domain| named && (explicit || domain.suffix().is_known()))
        .map(|domain| String::from_utf8_lossy(domain.as_bytes()).into_owned());
    Some(Link {
        url: url.to_string(),
        host,
        domain,
        explicit,
    })
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
        ] {
            assert_eq!(found(text), [address], "{text}");
        }
        for none in [
            "example.org",
            "xhttp://example.org",
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
    fn where_a_text_leads_is_told_by_host_and_registrable_domain() {
        let text = "A [shop](https://Shop.Example.CO.UK/x) and www.bücher.de, also spam.com/buy; ann@example.org node.js http://4.4.4.4/ ftp://x.com";
        let seen: Vec<_> = links(text)
            .into_iter()
            .map(|l| (l.host, l.domain.unwrap_or_default(), l.explicit))
            .collect();
        let expected = [
            ("shop.example.co.uk", "example.co.uk", true),
            ("www.xn--bcher-kva.de", "xn--bcher-kva.de", true),
            ("spam.com", "spam.com", false),
            ("4.4.4.4", "", true),
        ];
        assert_eq!(
            seen,
            expected.map(|(h, d, e)| (h.to_owned(), d.to_owned(), e))
        );
        assert_eq!(
            links("x http://президент.рф")[0].domain.as_deref(),
            Some("xn--d1abbgf6aiiy.xn--p1ai")
        );
    }

    /// Addresses that linkify-it finds and we do not, each with the reason.
    const NOT_OURS: &[(&str, &str)] = &[
        ("http://user", "userinfo is refused"),
        ("ftp://", "not the web"),
        ("//", "a scheme has to be named"),
        ("mailto:", "mail addresses are not made links"),
        ("@", "mail addresses are not made links"),
    ];
    /// Where we end an address elsewhere than linkify-it, each with the reason.
    const OTHERWISE: &[(&str, &str)] = &[(
        "http://foo.com/blah_blah_\"double",
        "a quotation mark ends an address (RFC 3986 has none)",
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
            (
                "http://example.com_",
                "the address ends before the underscore",
            ),
            (
                "google.com:500000",
                "the name is an address even if the port is none",
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
            let _ = links(&text);
        }
    }
}
