//! Hostile texts: no attack succeeds, and the HTML stays small and flat.

use proptest::prelude::*;

use super::*;

/// Attack vectors of this project, one per line; `\\n`, `\\t`, `\\0` and `\\u{…}` represent characters.
const XSS: &str = include_str!("../../../tests/data/xss.txt");

#[test]
fn what_is_nested_too_deep_is_shown_less_deep() {
    let quotes = assert_safe(&format!("{}deep", "> ".repeat(60)));
    assert_eq!(quotes.matches("<blockquote").count(), BLOCK_DEPTH);
    assert!(quotes.contains("deep"));
    let items = (0..20).fold(String::new(), |items, n| {
        items + &"  ".repeat(n) + "- item " + &n.to_string() + "\n"
    });
    let list = assert_safe(&items);
    assert_eq!(list.matches("<ul").count(), BLOCK_DEPTH);
    assert!(
        list.contains("item 7<br>\nitem 8<br>\nitem 9<br>"),
        "{list}"
    );
    let emphasis = assert_safe(&format!("{}a{}", "*b _c ".repeat(30), "_ *".repeat(30)));
    assert!(emphasis.matches("<em>").count() <= 60);
}

#[test]
fn a_reference_used_a_thousand_times_does_not_swell() {
    let target = format!("http://example.org/{}", "a&".repeat(900));
    let html = assert_safe(&format!("[a]: {target}\n\n{}", "[a] ".repeat(9_000)));
    let links = html.matches("<a ").count();
    assert!((2..60).contains(&links), "{links} links, the rest is text");
}

#[test]
fn the_renderer_and_the_sanitizer_are_each_safe_alone() {
    for vector in XSS.lines().filter(|line| !line.is_empty()).map(unescaped) {
        let (mut first, _) = inspect(&limited(&cleaned(&vector)));
        first.retain(|wrong| wrong != "1 attributes on a");
        assert!(
            first.is_empty(),
            "the writer lets through {first:?} of {vector}"
        );
        let (mut second, _) = inspect(&CLEANER.clean(&vector).to_string());
        second.retain(|wrong| wrong != "1 attributes on a");
        assert!(
            second.is_empty(),
            "the cleaner lets through {second:?} of {vector}"
        );
    }
}

#[test]
fn no_vector_gets_through() {
    let vectors: Vec<String> = XSS
        .lines()
        .filter(|line| !line.is_empty())
        .map(unescaped)
        .collect();
    assert!(vectors.len() >= 150, "{} vectors", vectors.len());
    for vector in &vectors {
        for source in [
            vector.clone(),
            format!("text {vector} text"),
            format!("> - {vector}"),
            format!("[{vector}]({vector})"),
            format!("[a](<{vector}>)"),
            format!("![a]({vector} \"{vector}\")"),
            format!("<{vector}>"),
            format!("`{vector}`"),
            format!("```{vector}\n{vector}\n```"),
            format!("https://example.org/{vector}"),
            format!("[a]: {vector}\n[a] [{vector}][a]"),
            format!("# {vector}\n{vector}"),
        ] {
            let html = assert_safe(&source);
            // cleaning the result again changes nothing
            assert_eq!(CLEANER.clean(&html).to_string(), html, "{source}");
        }
    }
}

fn unescaped(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (c, used) = match after.as_bytes().first() {
            Some(b'n') => ('\n', 1),
            Some(b't') => ('\t', 1),
            Some(b'0') => ('\0', 1),
            Some(b'u') if after.starts_with("u{") => {
                let end = after.find('}').expect("a closing brace");
                let code = u32::from_str_radix(&after[2..end], 16).expect("a number");
                (char::from_u32(code).expect("a scalar"), end + 1)
            }
            _ => ('\\', 0),
        };
        out.push(c);
        rest = &after[used..];
    }
    out + rest
}

#[test]
fn naughty_strings_are_rendered_safely() {
    let Some(text) = crate::text::public_cases("naughty-strings/blns.json") else {
        return;
    };
    let strings: Vec<String> = serde_json::from_str(&text).expect("a list of strings");
    for naughty in &strings {
        assert_safe(naughty);
        assert_safe(&format!("[{naughty}]({naughty}) <{naughty}>\n- {naughty}"));
        let _ = plain(naughty);
    }
}

#[test]
fn hostile_texts_of_64_kib_stay_small_and_flat() {
    const SIZE: usize = 64 * 1024;
    for piece in [
        "[",
        "]",
        "*",
        "_",
        "*a_",
        "`",
        "` ``",
        ">",
        "> ",
        "<",
        "![",
        "[a](",
        "[a](<",
        "- ",
        "-\n",
        "1. ",
        "&",
        "&amp;",
        "<a b=\"",
        "<!--",
        "<?",
        "<![CDATA[",
        "a\u{301}",
        "\u{301}",
        "👩‍",
        "http://",
        "www.",
        "www.a.",
        "http://a.b ",
        "a.b ",
        ">\n\n",
        ">>>>>>>>a\n\n",
        "-\n+\n",
        "#\n",
        "[a]\n",
        "[a]: b\n",
        "~~a",
        "\\",
        "\n",
        "\t",
        "<b>",
        "</p>",
        "***",
        "a**b",
        "|",
        "- - - - - - - - a\n+ b\n",
        "\u{a0}",
        "\u{202e}",
        "\"",
        "'",
    ] {
        let source = piece.repeat(SIZE / piece.len());
        assert_safe(&source);
        let _ = plain(&source);
    }
    assert_safe(&format!(
        "{}{}",
        "- ".repeat(SIZE / 4),
        "\n".repeat(SIZE / 2)
    ));
    assert_safe(&format!("[a]:http://a\n\n{}", "[a]".repeat(SIZE / 3)));
    assert_safe(&format!(
        "{}{}",
        ">".repeat(SIZE / 2),
        "\n>".repeat(SIZE / 4)
    ));
}

/// Generates text that is likely to be markup, and often hostile.
fn markdownish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```",
        "\n",
        "\n\n",
        "    ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "<script>",
        "<svg onload=",
        "\"",
        "'",
        "=",
        "&lt;",
        "&#x6a;",
        "&colon;",
        "javascript:",
        "data:text/html,",
        "http://",
        "https://",
        "www.",
        "a.b",
        "@",
        "\\",
        "a",
        "é",
        "м",
        "\u{202e}",
        "\0",
        "\r",
        "\t",
        "|",
        "---",
        "[a]: ",
        "[a]",
        "[^1]",
        "$",
        "{",
        "}",
        " ",
        "style",
        "/",
        "?",
        "#",
        ":",
        "<![CDATA[",
        "<?",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_rendered_safely(source in "(?s).{0,200}") {
        assert_safe(&source);
    }

    #[test]
    fn a_letter_at_the_start_is_visible(first in "[A-Za-z]", rest in markdownish()) {
        let html = render(&format!("{first}{rest}"));
        prop_assert!(!plain::is_blank(&html), "{first}{rest} gives {html:?}");
    }

    #[test]
    fn any_markup_is_rendered_safely(source in markdownish()) {
        let html = assert_safe(&source);
        prop_assert_eq!(CLEANER.clean(&html).to_string(), html);
        let _ = plain(&source);
    }

    #[test]
    fn plain_words_are_shown_as_they_are(source in "[a-zé][a-zé0-9<>\"]{0,10}( [a-zé0-9<>\"]{1,10}){0,10}") {
                    let (_, text) = inspect(&render(&source));
        prop_assert_eq!(text.trim(), source);
    }
}
