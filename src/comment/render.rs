//! Markdown to HTML that is safe to put into anybody's page.
//!
//! Two walls stand one behind the other. The first is the writer in `markup`: it takes the events
//! of the Markdown parser and can write twelve tags and one attribute only; raw HTML reaches it as
//! text. The second is ammonia, which parses what was written as a browser does and holds it to the
//! same list once more.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::{
    markup::{parser, written},
    nesting::flattened,
};
use crate::text::link_target;

/// The tags that a comment may have.
pub const TAGS: [&str; 12] = [
    "p",
    "br",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
];

/// The `rel` of every link: no credit for it, written by a user, no handle on this page.
pub const REL: &str = "nofollow ugc noopener noreferrer";

/// The HTML of a text of `n` bytes is not longer than `EXPANSION * (n + 8)` bytes.
pub const EXPANSION: usize = 40;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .add_tag_attributes("a", ["href"])
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(REL))
        .strip_comments(true)
        .attribute_filter(|_, attribute, value| match attribute {
            "href" => link_target(value).map(|target| String::from(target).into()),
            _ => Some(value.into()),
        });
    builder
});

/// Renders the text of a comment. Any input gives well-formed HTML of [`TAGS`] without attributes,
/// but for `href` (absolute, `http` or `https`, no userinfo) and [`REL`] on links.
///
/// `CommonMark` with strikethrough. Line breaks stay line breaks, addresses become links, headings
/// become bold paragraphs, images become links, raw HTML is shown as it was typed.
#[must_use]
pub fn render(source: &str) -> String {
    CLEANER.clean(&written(source)).to_string()
}

/// The text of a comment without its markup, for mails and excerpts. Not HTML: escape it where
/// HTML is wanted.
#[must_use]
pub fn plain(source: &str) -> String {
    let source = flattened(source);
    let mut out = String::with_capacity(source.len());
    for event in parser(&source) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                out.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::Start(Tag::Item) if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::List(_),
            ) => {
                out.truncate(out.trim_end().len());
                out.push_str("\n\n");
            }
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use html5ever::{
        ParseOpts, QualName, local_name, ns, parse_fragment, tendril::TendrilSink as _,
    };
    use markup5ever_rcdom::{Handle, NodeData, RcDom};
    use proptest::prelude::*;

    use super::*;
    use crate::comment::markup::{BLOCK_DEPTH, INLINE_DEPTH};

    /// Vectors of our own, one a line; `\\n`, `\\t`, `\\0` and `\\u{…}` stand for characters.
    const XSS: &str = include_str!("../../tests/data/xss.txt");

    /// Parses HTML as a browser does and names all in it that may not be there; gives its text.
    fn inspect(html: &str) -> (Vec<String>, String) {
        let context = QualName::new(None, ns!(html), local_name!("div"));
        let dom = parse_fragment(
            RcDom::default(),
            ParseOpts::default(),
            context,
            vec![],
            false,
        )
        .one(html);
        let (mut wrong, mut text) = (Vec::new(), String::new());
        // the fragment stands in an element `html` of its own
        for root in dom.document.children.borrow().iter() {
            for child in root.children.borrow().iter() {
                walk(child, 1, &mut wrong, &mut text);
            }
        }
        (wrong, text)
    }

    fn walk(node: &Handle, depth: usize, wrong: &mut Vec<String>, text: &mut String) {
        match &node.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { name, attrs, .. } => {
                let tag = &*name.local;
                if !TAGS.contains(&tag) || name.ns != ns!(html) {
                    wrong.push(format!("tag {tag}"));
                }
                if depth > 2 * BLOCK_DEPTH + INLINE_DEPTH + 4 {
                    wrong.push(format!("depth {depth}"));
                }
                for attr in attrs.borrow().iter() {
                    let value = &*attr.value;
                    let fine = match (tag, &*attr.name.local) {
                        ("a", "rel") => value == REL,
                        ("a", "href") => url::Url::parse(value).is_ok_and(|url| {
                            matches!(url.scheme(), "http" | "https")
                                && url.as_str() == value
                                && url.username().is_empty()
                                && url.password().is_none()
                        }),
                        _ => false,
                    };
                    if !fine {
                        wrong.push(format!("{}={value:?} on {tag}", attr.name.local));
                    }
                }
                if tag == "a" && attrs.borrow().len() != 2 {
                    wrong.push(format!("{} attributes on a", attrs.borrow().len()));
                }
            }
            _ => wrong.push("neither element nor text".to_owned()),
        }
        for child in node.children.borrow().iter() {
            walk(child, depth + 1, wrong, text);
        }
    }

    fn assert_safe(source: &str) -> String {
        let html = render(source);
        let (wrong, _) = inspect(&html);
        assert!(
            wrong.is_empty(),
            "{wrong:?} in {html:.300} of {source:.300}"
        );
        let most = EXPANSION * (source.len() + 8);
        assert!(
            html.len() <= most,
            "{} bytes of {}",
            html.len(),
            source.len()
        );
        html
    }

    fn one(target: &str, text: &str) -> String {
        format!("<p><a href=\"{target}\" rel=\"{REL}\">{text}</a></p>\n")
    }

    #[test]
    fn markdown_becomes_the_few_tags() {
        for (source, html) in [
            ("", ""),
            ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>\n"),
            (
                "*a* **b** ~~c~~ `d<e`",
                "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>\n",
            ),
            ("# Big\ntext", "<p><strong>Big</strong></p>\n<p>text</p>\n"),
            ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("3. a\n4. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
            (
                "```rust\nfn a() {}\n```",
                "<pre><code>fn a() {}\n</code></pre>\n",
            ),
            ("a\n\n---", "<p>a</p>\n<p>* * *</p>\n"),
            (
                "| a | b |\n|---|---|\n| c | d |",
                "<p>| a | b |<br>\n|---|---|<br>\n| c | d |</p>\n",
            ),
            ("a[^1]", "<p>a[^1]</p>\n"),
            (
                "5 < 6 && \"7\" > 'x'",
                "<p>5 &lt; 6 &amp;&amp; \"7\" &gt; 'x'</p>\n",
            ),
            ("snake_case_name", "<p>snake_case_name</p>\n"),
        ] {
            assert_eq!(assert_safe(source), html, "{source}");
        }
    }

    #[test]
    fn raw_html_is_shown_as_it_was_typed() {
        for (source, html) in [
            (
                "a <b onclick=x>b</b>",
                "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n",
            ),
            (
                "<script>\nalert(1)\n</script>",
                "<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>\n",
            ),
            ("<!-- hi -->", "<p>&lt;!-- hi --&gt;</p>\n"),
        ] {
            assert_eq!(assert_safe(source), html, "{source}");
        }
    }

    #[test]
    fn links_lead_to_the_web_or_are_text() {
        for (source, html) in [
            (
                "[a](https://example.org/?b=1&c=2 \"t\")",
                one("https://example.org/?b=1&amp;c=2", "a"),
            ),
            (
                "![a](http://example.org/i.png)",
                one("http://example.org/i.png", "a"),
            ),
            (
                "![](http://example.org/i.png)",
                one("http://example.org/i.png", "http://example.org/i.png"),
            ),
            (
                "[](https://example.org)",
                one("https://example.org/", "https://example.org/"),
            ),
            (
                "[![b](http://b.example)](http://a.example)",
                one("http://a.example/", "b"),
            ),
            (
                "[a][r]\n\n[r]: http://example.org",
                one("http://example.org/", "a"),
            ),
            (
                "<https://example.org/a.>",
                one("https://example.org/a.", "https://example.org/a."),
            ),
            (
                "https://example.org/a_b_c",
                one("https://example.org/a_b_c", "https://example.org/a_b_c"),
            ),
            (
                "https://example.org/?a=1&b=2",
                one(
                    "https://example.org/?a=1&amp;b=2",
                    "https://example.org/?a=1&amp;b=2",
                ),
            ),
            (
                "www.example.org",
                one("https://www.example.org/", "www.example.org"),
            ),
            (
                "[x https://b.example](https://a.example)",
                one("https://a.example/", "x https://b.example"),
            ),
            ("[a](/b)", "<p>a</p>\n".to_owned()),
            ("[a](#b)", "<p>a</p>\n".to_owned()),
            ("[a](//b.example)", "<p>a</p>\n".to_owned()),
            ("[a](javascript:alert(1))", "<p>a</p>\n".to_owned()),
            ("[a](https://u:p@example.org)", "<p>a</p>\n".to_owned()),
            (
                "https://u:p@example.org",
                "<p>https://u:p@example.org</p>\n".to_owned(),
            ),
            (
                "<mailto:a@example.org>",
                "<p>mailto:a@example.org</p>\n".to_owned(),
            ),
            ("<a@example.org>", "<p>a@example.org</p>\n".to_owned()),
            (
                "`https://example.org`",
                "<p><code>https://example.org</code></p>\n".to_owned(),
            ),
            (
                "    https://example.org",
                "<pre><code>https://example.org</code></pre>\n".to_owned(),
            ),
        ] {
            assert_eq!(assert_safe(source), html, "{source}");
        }
        let text = assert_safe("See <http://a.example>b, and (www.c.example).");
        assert!(text.contains(">http://a.example</a>b, and (<a "), "{text}");
        assert!(text.contains(">www.c.example</a>)."), "{text}");
    }

    #[test]
    fn a_host_that_passes_for_another_is_shown_as_browsers_write_it() {
        let shown = "https://xn--80ak6aa92e.com/";
        assert_eq!(assert_safe("https://аррӏе.com"), one(shown, shown));
        assert_eq!(assert_safe("<https://аррӏе.com>"), one(shown, shown));
        assert_eq!(
            assert_safe("https://bücher.example"),
            one("https://xn--bcher-kva.example/", "https://bücher.example")
        );
    }

    #[test]
    fn what_is_nested_too_deep_is_shown_less_deep() {
        let quotes = assert_safe(&format!("{}deep", "> ".repeat(60)));
        assert_eq!(quotes.matches("<blockquote>").count(), BLOCK_DEPTH);
        assert!(quotes.contains("deep"));
        let items = (0..20).fold(String::new(), |items, n| {
            items + &"  ".repeat(n) + "- item " + &n.to_string() + "\n"
        });
        let list = assert_safe(&items);
        assert_eq!(list.matches("<ul>").count(), BLOCK_DEPTH);
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
    fn the_inspection_sees_what_may_not_be_there() {
        for html in [
            "<img src=x>",
            "<p class=a>b</p>",
            "<svg><a href=https://a.example/></a></svg>",
            "<!-- a -->",
            "<a href=\"javascript:1\" rel=\"nofollow ugc noopener noreferrer\">a</a>",
            "<a href=\"https://a.example/\">a</a>",
            "<p onclick=a>b</p>",
            "<a href=\"https://u@a.example/\" rel=\"nofollow ugc noopener noreferrer\">a</a>",
        ] {
            assert!(!inspect(html).0.is_empty(), "{html}");
        }
    }

    #[test]
    fn each_wall_stands_alone() {
        for vector in XSS.lines().filter(|line| !line.is_empty()).map(unescaped) {
            let (mut first, _) = inspect(&written(&vector));
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
                // what was cleaned once is clean
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

    #[test]
    fn plain_text_has_no_markup() {
        for (source, text) in [
            (
                "# Hi\n\n*a* **b** [c](http://d.example)\ne",
                "Hi\n\na b c\ne",
            ),
            ("- a\n- b\n\nc", "a\nb\n\nc"),
            ("> a\n\n```\nb\n```\n\n<i>c</i>", "a\n\nb\n\n<i>c</i>"),
            ("", ""),
        ] {
            assert_eq!(plain(source), text, "{source}");
        }
    }

    /// Text that is likely to be markup, and often hostile.
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
}
