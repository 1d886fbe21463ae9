//! Shapes: patterns of a text other than words, such as numbers, punctuation, capitals, links and length.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

use linkify::{LinkFinder, LinkKind};
use url::Url;

use super::decoration::{Decorations, described};

/// The maximum length of a space-separated piece whose number pattern is extracted; longer ones have no
/// recurring pattern.
const PATTERN_MAX: usize = 40;
/// The first word of the names of decorations.
pub(super) const DECORATED: &str = "decorated";
/// The number of digits, consecutive or in one piece, above which counts are not distinguished.
const DIGITS_MAX: usize = 12;
/// The number of consecutive equal symbols above which counts are not distinguished.
const RUN_MAX: usize = 3;

/// Calls `found` with the stable name of every shape, in linear time. `decorations` are those that were
/// undone in the text.
pub(super) fn shapes(seen: &[char], decorations: &Decorations, mut found: impl FnMut(&str)) {
    let mut name = String::with_capacity(64);
    let mut tell = |arguments: std::fmt::Arguments<'_>, found: &mut dyn FnMut(&str)| {
        name.clear();
        // Writing into a string never fails.
        let _ = name.write_fmt(arguments);
        found(&name);
    };
    let (mut letters, mut capitals, mut pieces) = (0_usize, 0_usize, 0_usize);
    for piece in seen.split(|c| c.is_whitespace()).filter(|p| !p.is_empty()) {
        pieces += 1;
        let digits = piece.iter().filter(|c| c.is_ascii_digit()).count();
        if digits > 0 && piece.len() <= PATTERN_MAX {
            tell(format_args!("number {}", Pattern(piece)), &mut found);
            tell(
                format_args!("digits {}", digits.min(DIGITS_MAX)),
                &mut found,
            );
        }
        for run in piece.chunk_by(|a, b| a == b) {
            if !run[0].is_alphanumeric() {
                let length = run.len().min(RUN_MAX);
                tell(format_args!("run {} {length}", run[0]), &mut found);
            }
        }
        let of_piece = piece.iter().filter(|c| c.is_alphabetic()).count();
        let large = piece.iter().filter(|c| c.is_uppercase()).count();
        if of_piece >= 3 && large == of_piece {
            tell(format_args!("capitals"), &mut found);
        }
        letters += of_piece;
        capitals += large;
    }
    decorations.shapes(letters, |decoration| tell(decoration, &mut found));
    tell(format_args!("characters {}", class(seen.len())), &mut found);
    tell(format_args!("pieces {}", class(pieces)), &mut found);
    if let Some(tenths) = (capitals * 10).checked_div(letters) {
        tell(format_args!("share of capitals {tenths}"), &mut found);
    }
    if seen.contains(&'.') || seen.contains(&':') {
        links(&seen.iter().collect::<String>(), |part| {
            tell(part, &mut found);
        });
    }
}

/// A URL in a text, with or without a scheme.
struct LinkInText {
    /// Its range in the text, in bytes.
    at: Range<usize>,
    /// Whether it has no scheme.
    bare: bool,
    url: Url,
    host: String,
}

fn links_in(text: &str) -> Vec<LinkInText> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    let links = finder.links(text).filter_map(|link| {
        let bare = !link.as_str().contains("://");
        let url = if bare {
            Url::parse(&format!("http://{}", link.as_str()))
        } else {
            Url::parse(link.as_str())
        };
        let url = url.ok()?;
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        Some(LinkInText {
            at: link.start()..link.end(),
            bare,
            url,
            host,
        })
    });
    links.collect()
}

/// Returns whether a link ends where its host or path ends. A link to `blog.example%2eevil.test` is found as one to
/// `blog.example`, but leads elsewhere.
fn is_whole(link: &LinkInText, text: &str) -> bool {
    let written = &text[link.at.clone()];
    let address = written.split_once("://").map_or(written, |(_, rest)| rest);
    let mut after = text[link.at.end..].chars();
    address.contains(['/', '?', '#'])
        || match (after.next(), after.next()) {
            (None, _) => true,
            (Some('.'), next) => next.is_none_or(char::is_whitespace),
            (Some(c), _) => c.is_whitespace() || ")]}>\"'*,;!?".contains(c),
        }
}

/// Returns a text without the links to hosts that `is_own` accepts.
pub(crate) fn without_links_to(text: &str, is_own: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if !text.contains(['.', ':']) {
        return Cow::Borrowed(text);
    }
    let mut others = String::new();
    let mut end = 0;
    let own = |link: &LinkInText| is_own(&link.host) && is_whole(link, text);
    for link in links_in(text).into_iter().filter(own) {
        others.push_str(&text[end..link.at.start]);
        end = link.at.end;
    }
    if end == 0 {
        return Cow::Borrowed(text);
    }
    others.push_str(&text[end..]);
    Cow::Owned(others)
}

/// A host that does not occur in practice, used in place of the registrable domain of a link.
const UNKNOWN_HOST: &str = "zqxjkvwqz";

/// Returns a text in which every linked site is replaced by an unknown one: the same number of links, with
/// the same path depth and under the same public suffixes. `None` if the text has no links.
pub(super) fn without_known_sites(seen: &[char]) -> Option<String> {
    if !seen.contains(&'.') && !seen.contains(&':') {
        return None;
    }
    let text = seen.iter().collect::<String>();
    let (mut unknown, mut end) = (String::with_capacity(text.len()), 0);
    for link in links_in(&text) {
        let suffix = psl::suffix(link.host.as_bytes()).filter(psl::Suffix::is_known);
        if link.bare && suffix.is_none() {
            continue;
        }
        let suffix = suffix.map_or("com".into(), |suffix| {
            String::from_utf8_lossy(suffix.as_bytes()).into_owned()
        });
        unknown.push_str(&text[end..link.at.start]);
        if !link.bare {
            unknown.push_str(link.url.scheme());
            unknown.push_str("://");
        }
        // Writing into a string never fails.
        let _ = write!(unknown, "{UNKNOWN_HOST}.{suffix}");
        for _ in 0..depth(&link.url) {
            unknown.push_str("/z");
        }
        end = link.at.end;
    }
    if end == 0 {
        return None;
    }
    unknown.push_str(&text[end..]);
    Some(unknown)
}

/// Returns the number of path segments, at most five.
fn depth(url: &Url) -> usize {
    let parts = url
        .path_segments()
        .map_or(0, |path| path.filter(|p| !p.is_empty()).count());
    parts.min(5)
}

/// Calls `found` with the features of every URL in a text, with or without a scheme.
pub(super) fn links(text: &str, mut found: impl FnMut(std::fmt::Arguments<'_>)) {
    for LinkInText {
        bare, url, host, ..
    } in links_in(text)
    {
        let Some(domain) = psl::domain(host.as_bytes()) else {
            if !bare {
                found(format_args!("link {host}"));
                found(format_args!("link"));
            }
            continue;
        };
        if bare && !domain.suffix().is_known() {
            continue;
        }
        found(format_args!("link"));
        if bare {
            found(format_args!("link without scheme"));
        }
        found(format_args!("link {host}"));
        let part = String::from_utf8_lossy;
        found(format_args!("link to {}", part(domain.as_bytes())));
        found(format_args!(
            "link into {}",
            part(domain.suffix().as_bytes())
        ));
        found(format_args!("link depth {}", depth(&url)));
    }
}

/// Returns the description of a shape for moderators; `None` for a shape that is not meaningful by itself.
pub(super) fn told(shape: &str) -> Option<String> {
    let (kind, rest) = shape.split_once(' ').unwrap_or((shape, ""));
    match kind {
        "number" => Some(format!("a number like {rest}")),
        "run" => {
            let (symbol, length) = rest.rsplit_once(' ')?;
            let length = length.parse().ok()?;
            Some(format!("\u{201c}{}\u{201d}", symbol.repeat(length)))
        }
        "capitals" => Some("words in capitals".to_owned()),
        DECORATED => described(rest).map(str::to_owned),
        "link" => match rest.split_once(' ') {
            None if rest.is_empty() => Some("a link".to_owned()),
            None => Some(format!("the link to {rest}")),
            Some(("to", domain)) => Some(format!("the link to {domain}")),
            Some(("into", suffix)) => Some(format!("a link to .{suffix}")),
            Some(_) => Some("a link".to_owned()),
        },
        _ => None,
    }
}

/// Returns the class of a length: its number of binary digits.
fn class(length: usize) -> u32 {
    usize::BITS - length.leading_zeros()
}

/// The pattern of a piece: consecutive letters as one `a`, each digit as `0`, other characters once per run.
struct Pattern<'a>(&'a [char]);

impl std::fmt::Display for Pattern<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let class = |c: &char| match c {
            c if c.is_ascii_digit() => '0',
            c if c.is_alphabetic() => 'a',
            c => *c,
        };
        for run in self.0.chunk_by(|a, b| class(a) == class(b)) {
            match class(&run[0]) {
                '0' => (0..run.len().min(DIGITS_MAX)).try_for_each(|_| f.write_char('0'))?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        let seen = text.chars().collect::<Vec<_>>();
        shapes(&seen, &Decorations::default(), |shape| {
            all.push(shape.to_owned());
        });
        all
    }

    #[test]
    fn numbers_runs_and_capitals_have_their_shapes() {
        let all = of("CALL 0800-123 now!!!!!");
        for shape in [
            "number 0000-000",
            "digits 7",
            "run - 1",
            "run ! 3",
            "capitals",
            "pieces 2",
        ] {
            assert!(all.contains(&shape.to_owned()), "{shape} in {all:?}");
        }
    }

    #[test]
    fn links_are_taken_apart_and_file_names_are_none() {
        let all = of("see https://a.shop.co.uk/x/y and shop.com but not index.php");
        for shape in [
            "link",
            "link a.shop.co.uk",
            "link to shop.co.uk",
            "link into co.uk",
            "link depth 2",
            "link without scheme",
            "link to shop.com",
        ] {
            assert!(all.contains(&shape.to_owned()), "{shape} in {all:?}");
        }
        assert!(!all.iter().any(|s| s.contains("index.php")));
    }

    #[test]
    fn links_to_own_hosts_are_taken_out_and_others_stay() {
        let without = |text| without_links_to(text, |host| host == "blog.example");
        assert_eq!(
            without("see https://BLOG.example/a?b#c, blog.example/d and https://blog.example.net/"),
            "see ,  and https://blog.example.net/"
        );
        assert_eq!(without("[first](https://blog.example/1)!"), "[first]()!");
        assert!(matches!(
            without("see https://other.example/"),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn shapes_are_described_in_words() {
        assert_eq!(told("run ! 3").as_deref(), Some("\u{201c}!!!\u{201d}"));
        assert_eq!(
            told("link to shop.com").as_deref(),
            Some("the link to shop.com")
        );
        assert_eq!(told("link").as_deref(), Some("a link"));
        assert_eq!(told("number 0000").as_deref(), Some("a number like 0000"));
        assert_eq!(told("pieces 4"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in prop_oneof![any::<String>(), "(http|www|[a-z]|[.:/@\\[\\]!-]|ü|\u{200d}| |[0-9]){0,60}"]) {
            without_links_to(&text, |host| host.starts_with('a'));
            for shape in of(&text) {
                prop_assert!(!shape.is_empty());
                let _ = told(&shape);
            }
        }
    }

    fn left(text: &str) -> String {
        without_links_to(text, |host| host == "blog.example").into_owned()
    }

    #[test]
    fn links_to_the_site_are_left_out_and_those_that_only_begin_like_it_are_not() {
        assert_eq!(left("see https://blog.example/a?b=c."), "see .");
        assert_eq!(
            left("see (https://blog.example), or blog.example"),
            "see (), or "
        );
        for text in [
            "https://blog.example%2eevil.test/",
            "https://blog.example%E3%80%82evil.test/x",
            "https://blog.example。evil.test/",
            "https://blog.example.evil.test/",
            "https://blog.example@evil.test/",
            "https://blog.example_.evil.test/",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
