//! Tests of rendering: what texts become, and that no attack succeeds.

use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment, tendril::TendrilSink as _};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;

use super::{
    writer::{BLOCK_DEPTH, INLINE_DEPTH},
    *,
};

/// Attack vectors of this project, one per line; `\\n`, `\\t`, `\\0` and `\\u{…}` represent characters.
const XSS: &str = include_str!("../../tests/data/xss.txt");

/// Parses HTML as a browser does. Returns everything in it that is not allowed, and its text.
pub(super) fn inspect(html: &str) -> (Vec<String>, String) {
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
    // the fragment is in a separate `html` element
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
                    ("p" | "pre" | "blockquote" | "ul" | "ol", "dir") => value == "auto",
                    ("ol", "start") => is_start(value),
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

/// Returns texts of about `size` bytes whose HTML would be many times as long.
pub(super) fn bombs(size: usize) -> Vec<(String, String)> {
    let pieces = [
        ">>>>>>>>",
        ">>>>a\n\n",
        "> > > > > > > > a\n\n",
        "* * * ",
        "- - - - a\n\n",
        "- a\n  - b\n    - c\n",
        "1. 1. 1. 1. a\n\n",
        "www.a.b ",
        "a.com\n",
        "[a](b.co) ",
        "http://a.b\n\n",
        "<http://a.b>",
        "&&&&",
        "\n&\n",
        "<<<<",
        "\"\"\"\"",
        "*a* ",
        "**a** ",
        "*a*\n\n",
        "~~a~~ ",
        "`a` ",
        "`a`\n\n",
        "a\n\n",
        "# a\n",
        "- \n1. ",
        "\u{a0}a",
        "***a***\n",
        "> # *a*\n\n",
        "- > - > a\n\n",
        "7. a\n\nb\n\n",
        "```\na\n```\n",
    ];
    let repeated = pieces.map(|piece| (piece.to_owned(), piece.repeat(size / piece.len())));
    let url = format!("https://long.example/{}", "&a".repeat(900));
    let referring = |uses: &str| {
        format!(
            "{}\n\n[a]: {url}\n",
            uses.repeat((size - url.len()) / uses.len())
        )
    };
    let nested = (0..8).map(|depth| "  ".repeat(depth) + "- a\n");
    let nested = nested.collect::<String>();
    let quoted = (0..8).map(|depth| "> ".repeat(8 - depth) + "a\n\n");
    let quoted = quoted.collect::<String>();
    let mut all = Vec::from(repeated);
    all.push(("references".to_owned(), referring("[a] ")));
    all.push(("references in lines".to_owned(), referring("[a]\n\n")));
    all.push((
        "nested lists".to_owned(),
        nested.repeat(size / nested.len()),
    ));
    all.push((
        "nested quotations".to_owned(),
        quoted.repeat(size / quoted.len()),
    ));
    all
}

pub(super) fn assert_safe(source: &str) -> String {
    let html = render(source);
    let (wrong, _) = inspect(&html);
    assert!(
        wrong.is_empty(),
        "{wrong:?} in {html:.300} of {source:.300}"
    );
    let most = html_max(source.len());
    assert!(
        html.len() <= most,
        "{} bytes of {}: {source:.80}",
        html.len(),
        source.len()
    );
    html
}

fn one(target: &str, text: &str) -> String {
    format!("<p dir=\"auto\"><a href=\"{target}\" rel=\"{REL}\">{text}</a></p>\n")
}

#[test]
fn markdown_becomes_the_few_tags() {
    for (source, html) in [
        ("", ""),
        (
            "One\ntwo\n\nthree",
            "<p dir=\"auto\">One<br>\ntwo</p>\n<p dir=\"auto\">three</p>\n",
        ),
        (
            "*a* **b** ~~c~~ `d<e`",
            "<p dir=\"auto\"><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>\n",
        ),
        (
            "# Big\ntext",
            "<p dir=\"auto\"><strong>Big</strong></p>\n<p dir=\"auto\">text</p>\n",
        ),
        (
            "> a\n> b",
            "<blockquote dir=\"auto\">\n<p>a<br>\nb</p>\n</blockquote>\n",
        ),
        (
            "- a\n- b",
            "<ul dir=\"auto\">\n<li>a</li>\n<li>b</li>\n</ul>\n",
        ),
        (
            "1. a\n2. b",
            "<ol dir=\"auto\">\n<li>a</li>\n<li>b</li>\n</ol>\n",
        ),
        (
            "3. a\n4. b",
            "<ol dir=\"auto\" start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n",
        ),
        (
            "```rust\nfn a() {}\n```",
            "<pre dir=\"auto\"><code>fn a() {}\n</code></pre>\n",
        ),
        (
            "a\n\n---",
            "<p dir=\"auto\">a</p>\n<p dir=\"auto\">---</p>\n",
        ),
        (
            "| a | b |\n|---|---|\n| c | d |",
            "<p dir=\"auto\">| a | b |<br>\n|---|---|<br>\n| c | d |</p>\n",
        ),
        ("a[^1]", "<p dir=\"auto\">a[^1]</p>\n"),
        (
            "5 < 6 && \"7\" > 'x'",
            "<p dir=\"auto\">5 &lt; 6 &amp;&amp; \"7\" &gt; 'x'</p>\n",
        ),
        ("snake_case_name", "<p dir=\"auto\">snake_case_name</p>\n"),
    ] {
        assert_eq!(assert_safe(source), html, "{source}");
    }
}

/// Returns the HTML of one paragraph without its tags, and without the attributes of links except
/// `href`.
fn line(source: &str) -> String {
    let html = assert_safe(source).replace(&format!(" rel=\"{REL}\""), "");
    let inner = html
        .strip_prefix("<p dir=\"auto\">")
        .and_then(|rest| rest.strip_suffix("</p>\n"));
    inner.unwrap_or(&html).replace("<br>\n", "\n")
}

/// Asserts that these texts are shown as they were typed.
fn assert_as_typed(texts: &[&str]) {
    for text in texts {
        let shown = line(text);
        let shown = html_escape::decode_html_entities(&shown);
        assert_eq!(shown, *text);
        assert_eq!(plain(text), *text);
    }
}

#[test]
fn definitions_that_lead_nowhere_are_text() {
    assert_as_typed(&[
        "[Ann]: Hi!\n[Bob]: Hello\n[Ann]: Bye",
        "[Ann]: /hi\n[Ann]: <hi>\n[Bob]: #a \"b\"",
        "[note]: see above",
        "[^1]: a footnote",
        "text[^1]\n[^1]: a footnote",
        "[x]: mailto:a@example.org\n[x]",
    ]);
    assert_eq!(
        line("[a]: https://a.example/"),
        "[a]: <a href=\"https://a.example/\">https://a.example/</a>",
        "unused"
    );
    assert_eq!(
        line("[^1]: https://a.example/"),
        "[^1]: <a href=\"https://a.example/\">https://a.example/</a>"
    );
    assert_eq!(
        line("see [a] and [the b][B]\n\n[a]: https://a.example/\n[b]: b.com"),
        "see <a href=\"https://a.example/\">a</a> and <a href=\"https://b.com/\">the b</a>"
    );
    assert_eq!(
        line("[a][] and [*a*][A]\n\n[a]: https://a.example/"),
        "<a href=\"https://a.example/\">a</a> and <a href=\"https://a.example/\"><em>a</em></a>"
    );
    let twice = line("[Ann]: https://a.example/\n[Ann]: https://b.example/");
    assert!(
        twice.starts_with("[Ann]: <a") && twice.contains("\n[Ann]: <a"),
        "{twice}"
    );
    let talk = line("[Ann]: https://a.example/\n[Ann]: Bye");
    assert!(
        talk.starts_with("[Ann]: <a") && talk.ends_with("\n[Ann]: Bye"),
        "{talk}"
    );
    let titled = line("[a]\n\n[a]: https://a.example/ \"A title\"");
    assert!(
        titled.contains("[a]</p>") && titled.contains(" \"A title\""),
        "{titled}"
    );
    let after = line("[a]: https://a.example/\n\"not a title\"\n\n[a]");
    assert!(after.contains("\"not a title\""), "{after}");
    let quoted =
        assert_safe("> [a]: https://a.example/\n> [a]\n\n- c\n\n  [b]: https://b.example/\n- [b]");
    assert!(
        quoted.contains(">a</a>") && quoted.contains(">b</a>"),
        "{quoted}"
    );
}

#[test]
fn no_item_of_a_list_is_empty() {
    let link = format!("<a href=\"http://y.example/\" rel=\"{REL}\">http://y.example</a>");
    for source in [
        "- [x]: http://y.example\n- see [x]",
        "- see [x]\n- [x]: http://y.example",
        "- > [x]: http://y.example\n- see [x]",
        "- - [x]: http://y.example\n\nsee [x]",
        "1. [x]: http://y.example\n2. see [x]",
        "- [x]: http://y.example\n  see [x]",
    ] {
        let html = assert_safe(source);
        assert!(html.contains(&format!("[x]: {link}")), "{html}");
        assert!(
            html.contains("see [x]") && !html.contains("<li></li>"),
            "{html}"
        );
    }
    for (source, html) in [
        ("- []()\n- b", "<ul dir=\"auto\">\n<li>b</li>\n</ul>\n"),
        ("- #\n- b\n- >", "<ul dir=\"auto\">\n<li>b</li>\n</ul>\n"),
        ("a\n\n- []()", "<p dir=\"auto\">a</p>\n"),
        (
            "1. []()\n2. b",
            "<ol dir=\"auto\">\n<li></li>\n<li>b</li>\n</ol>\n",
        ),
    ] {
        assert_eq!(assert_safe(source), html, "{source}");
    }
}

#[test]
fn numbers_at_the_start_of_lines_are_shown() {
    assert_as_typed(&[
        "3. Mose 19",
        "2. No\n5. Yes",
        "1. a\n1. b\n1. c",
        "3. a\n2. b",
        "1. a\n3. b",
        "01. a\n02. b",
        "2024. A year\n2025) Another",
        "31. Dezember",
        "0. a",
        "1. a\n2) b",
        "12345678901. a\n12345678902. b",
        "999999999. a\n1000000000. b",
        "1.",
        "1.\n2.",
        "Am\n1. Mai",
        "1.5 l",
        "1.\u{a0}a\n2.\u{a0}b",
    ]);
    for (source, start) in [
        ("0. a\n1. b", Some(0)),
        ("1) a\n2) b", None),
        ("7. a\n\n8. b\n9. c", Some(7)),
        ("999999998. a\n999999999. b", Some(999_999_998)),
    ] {
        let html = assert_safe(source);
        let start = start.map_or(String::new(), |start| format!(" start=\"{start}\""));
        assert!(
            html.starts_with(&format!("<ol dir=\"auto\"{start}>\n<li>")),
            "{html}"
        );
        assert_eq!(html.matches("<ol").count(), 1);
    }
    assert_eq!(
        assert_safe("- 2. a\n  7. b\n- c\n  1. d\n  2. e"),
        "<ul dir=\"auto\">\n<li>2. a<br>\n7. b</li>\n<li>c<ol>\n<li>d</li>\n<li>e</li>\n</ol>\n</li>\n</ul>\n"
    );
    assert_eq!(
        assert_safe("> 3. a\n> 4. b"),
        "<blockquote dir=\"auto\">\n<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n</blockquote>\n"
    );
    assert_eq!(plain("3. a\n4. b\n   - c\n\nd"), "3. a\n4. b\n- c\n\nd");
}

#[test]
fn what_looks_like_a_bullet_or_a_rule_is_text() {
    assert_as_typed(&[
        "- 5 degrees",
        "+ 1",
        "+1",
        "-1",
        "-",
        "*",
        "+",
        "---",
        "***",
        "___",
        "* * *",
        "- - -",
        "Thanks a lot\n---\nAnn",
        "Thanks a lot\n-\nAnn",
        "Thanks a lot\n===\nAnn",
        "a\n***\nb\n___",
        "-- Ann",
        "#hashtag",
        "#1",
        "####### seven",
        "C#",
    ]);
    let html = assert_safe("> a\n> ---\n> b\n\n- c\n  ---\n- ***");
    assert_eq!(html.matches("---").count(), 2, "{html}");
    assert!(html.contains("<li>***</li>"), "{html}");
    assert_eq!(
        assert_safe("- 5 eggs\n- 2 onions").matches("<li>").count(),
        2
    );
    assert_eq!(assert_safe("* 5 stars").matches("<li>").count(), 1);
}

#[test]
fn urls_are_recognized_before_emphasis() {
    for url in [
        "https://github.com/a/b/blob/main/__init__.py",
        "https://example.org/a_b_c/*d*/~~e~~f",
        "https://example.org/_a_(b)_c",
        "https://example.org/[a](b)",
        "https://example.org/?a=1&copy=2&lt;x",
        "https://example.org/a!b#c",
        "http://localhost:8000/_/",
    ] {
        let shown = url.replace('&', "&amp;");
        for (before, after) in [
            ("", ""),
            ("see ", " there"),
            ("(", ")"),
            ("„", "“"),
            ("*a* ", "."),
        ] {
            let found = line(&format!("{before}{url}{after}"));
            assert!(found.contains(&format!(">{shown}</a>")), "{found}");
        }
        let strong = line(&format!("**{url}**"));
        assert!(
            strong.starts_with("<strong><a ") && strong.ends_with("</a></strong>"),
            "{strong}"
        );
    }
    for url in [
        "https://github.com/a/__pycache__",
        "https://example.org/Foo_",
        "https://example.org/a**b**",
        "https://example.org/~~",
        "https://example.org/*",
    ] {
        let link = format!("<a href=\"{url}\">{url}</a>");
        for (before, after) in [
            ("", ""),
            ("see ", "."),
            ("(", ")"),
            ("2 * ", " * 3"),
            ("*a* ", ""),
        ] {
            let shown = line(&format!("{before}{url}{after}"));
            assert!(shown.contains(&link), "{shown}");
        }
    }
    for (source, html) in [
        (
            "_see https://example.org/a_b_",
            "<em>see <a href=\"https://example.org/a_b\">https://example.org/a_b</a></em>",
        ),
        (
            "*see\nhttps://example.org/a*",
            "<em>see\n<a href=\"https://example.org/a\">https://example.org/a</a></em>",
        ),
        (
            "__http://example.org/a__b__",
            "<strong><a href=\"http://example.org/a__b\">http://example.org/a__b</a></strong>",
        ),
        (
            "https://example.org/a\\b",
            "<a href=\"https://example.org/a\">https://example.org/a</a>\\b",
        ),
    ] {
        assert_eq!(line(source), html, "{source}");
    }
    assert_eq!(
        line("[`a`](https://example.org/__init__.py)"),
        "<a href=\"https://example.org/__init__.py\"><code>a</code></a>"
    );
    assert_eq!(
        line("`https://example.org/_a_`"),
        "<code>https://example.org/_a_</code>"
    );
}

#[test]
fn targets_that_are_no_site_are_shown_as_typed() {
    assert_as_typed(&[
        "[a](readme.md)",
        "[a](file.py \"b\")",
        "[a](/b)",
        "[a](../b)",
        "[a](#b)",
        "[a](?b)",
        "[a](//b.example)",
        "[a](mailto:a@example.org)",
        "[a](ann@example.org)",
        "[a](tel:123)",
        "[a](javascript:alert(1))",
        "[a]()",
        "[](#a)",
        "![a](i.png)",
        "[a](<b c>)",
        "[ ]",
        "[x] done",
        "![",
        "[a] (example.com)",
        "example.com",
        "(example.com/path)",
    ]);
    for (source, html) in [
        (
            "[my site](example.com)",
            "<a href=\"https://example.com/\">my site</a>",
        ),
        (
            "[a](example.com/path_a_)",
            "<a href=\"https://example.com/path_a_\">a</a>",
        ),
        (
            "[a](www.example.md)",
            "<a href=\"https://www.example.md/\">a</a>",
        ),
        (
            "[a](https://example.org/ 'The title')",
            "<a href=\"https://example.org/\">a</a> \"The title\"",
        ),
        (
            "Look![here](https://example.org)",
            "Look!<a href=\"https://example.org/\">here</a>",
        ),
        ("[*a*](/b)", "[<em>a</em>](/b)"),
        (
            "[a https://b.example](c)",
            "[a <a href=\"https://b.example/\">https://b.example</a>](c)",
        ),
    ] {
        assert_eq!(line(source), html, "{source}");
    }
}

#[test]
fn stars_and_underscores_inside_words_are_text() {
    assert_as_typed(&[
        "2*3*4",
        "2 * 3 * 4",
        "f**k you, s**t",
        "a_b_c __a",
        "¯\\_(ツ)_/¯",
        "snake_case and __init__.py",
        "*.txt and *.*",
        "(*) and (*)",
        "\"*\" or \"*\", '_' or '_'",
        "~5 or ~10",
        "a~~b~~c",
        "**",
        "*args, **kwargs",
        "5* and 4*",
        "3*(a+b)*(c+d)",
    ]);
    for (source, html) in [
        (
            "*a* _b_ **c** __d__ ~~e~~",
            "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del>",
        ),
        (
            "***a*** **_b_** *a **b***",
            "<em><strong>a</strong></em> <strong><em>b</em></strong> <em>a <strong>b</strong></em>",
        ),
        (
            "(*a*), «*b*» »*c*« “*d*”—*e*…",
            "(<em>a</em>), «<em>b</em>» »<em>c</em>« “<em>d</em>”—<em>e</em>…",
        ),
        ("¡*hola*!", "¡<em>hola</em>!"),
        ("*a\nb*", "<em>a\nb</em>"),
        (
            "这是**重点**。中*文*字",
            "这是<strong>重点</strong>。中<em>文</em>字",
        ),
        ("他说**你好。**然后", "他说<strong>你好。</strong>然后"),
        (
            "日本_語_です ภาษา*ไทย*นะ",
            "日本<em>語</em>です ภาษา<em>ไทย</em>นะ",
        ),
        ("**한국어**는", "<strong>한국어</strong>는"),
        ("*שלום* _مرحبا_", "<em>שלום</em> <em>مرحبا</em>"),
        ("*😀* **👩‍👩‍👧‍👦**", "<em>😀</em> <strong>👩‍👩‍👧‍👦</strong>"),
        ("**a*", "*<em>a</em>"),
        (
            "*a [b* c](https://x.example/)",
            "*a <a href=\"https://x.example/\">b* c</a>",
        ),
        ("*`a*`*", "<em><code>a*</code></em>"),
    ] {
        assert_eq!(line(source), html, "{source}");
    }
}

#[test]
fn a_backslash_escapes_only_what_would_be_markup() {
    assert_as_typed(&[
        "C:\\temp\\new",
        "\\\\server\\share\\",
        "C:\\dir\\*.*",
        "\\(x_1\\) and \\[y\\]",
        "a\\\nb",
        "\\#tag \\a \\& \\<b>",
        "2 \\* 3",
        "\\",
        "\\\\\\",
    ]);
    for (source, html) in [
        ("\\*a\\*", "*a*"),
        ("\\_a\\_ \\*\\*b\\*\\*", "_a_ **b**"),
        ("\\# a\n\\- b\n1\\. c\n\\> d", "# a\n- b\n1. c\n&gt; d"),
        ("\\`a`", "`a`"),
        (
            "\\[a](https://b.example/)",
            "[a](<a href=\"https://b.example/\">https://b.example/</a>)",
        ),
        ("`\\*a\\*`", "<code>\\*a\\*</code>"),
        ("*a \\*b*", "<em>a *b</em>"),
        (
            "[a\\]b](https://c.example/)",
            "[a\\]b](<a href=\"https://c.example/\">https://c.example/</a>)",
        ),
    ] {
        assert_eq!(line(source), html, "{source}");
    }
}

#[test]
fn a_quotation_ends_with_its_line() {
    for (source, html) in [
        (
            "> you said\nI disagree",
            "<blockquote dir=\"auto\">\n<p>you said</p>\n</blockquote>\n<p dir=\"auto\">I disagree</p>\n",
        ),
        (
            ">> a\n> b\nc",
            "<blockquote dir=\"auto\">\n<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>\n</blockquote>\n<p dir=\"auto\">c</p>\n",
        ),
        (
            "- > a\n  b",
            "<ul dir=\"auto\">\n<li>\n<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>\n</li>\n</ul>\n",
        ),
        (
            "```\n> a\nb\n```",
            "<pre dir=\"auto\"><code>&gt; a\nb\n</code></pre>\n",
        ),
        (
            "> *a\nb*",
            "<blockquote dir=\"auto\">\n<p>*a</p>\n</blockquote>\n<p dir=\"auto\">b*</p>\n",
        ),
        (
            "> - a\nb",
            "<blockquote dir=\"auto\">\n<ul>\n<li>a</li>\n</ul>\n</blockquote>\n<p dir=\"auto\">b</p>\n",
        ),
    ] {
        assert_eq!(
            assert_safe(source).replace("<li><", "<li>\n<"),
            html,
            "{source}"
        );
    }
}

#[test]
fn code_loses_no_words() {
    for (source, html) in [
        ("```hello", "<p dir=\"auto\">```hello</p>\n"),
        ("```Thanks\nAnn", "<p dir=\"auto\">```Thanks<br>\nAnn</p>\n"),
        (
            "~~~Hello\nworld",
            "<p dir=\"auto\">~~~Hello<br>\nworld</p>\n",
        ),
        (
            "```Thanks\nAnn\n```",
            "<pre dir=\"auto\"><code>Thanks\nAnn\n</code></pre>\n",
        ),
        (
            "```rust\nfn a() {}",
            "<pre dir=\"auto\"><code>rust\nfn a() {}</code></pre>\n",
        ),
        (
            "```Rust\n`a`\n~~~\n````",
            "<pre dir=\"auto\"><code>`a`\n~~~\n</code></pre>\n",
        ),
        (
            "> ```rust\n> a\n\n```",
            "<blockquote dir=\"auto\">\n<pre><code>rust\na\n</code></pre>\n</blockquote>\n",
        ),
        (
            "- ```sh\n  a\n  ```\n- ~~~dear\n  Ann",
            "<ul dir=\"auto\">\n<li><pre><code>a\n</code></pre>\n</li>\n<li>~~~dear<br>\nAnn</li>\n</ul>\n",
        ),
        ("```rust\n```", "<p dir=\"auto\">```rust<br>\n```</p>\n"),
        ("``` hello world", "<p dir=\"auto\">``` hello world</p>\n"),
        ("~~~ a ~~~\nb", "<p dir=\"auto\">~~~ a ~~~<br>\nb</p>\n"),
        ("```a``` b", "<p dir=\"auto\"><code>a</code> b</p>\n"),
        (
            "```\n&lt; <b> \\* *a*",
            "<pre dir=\"auto\"><code>&amp;lt; &lt;b&gt; \\* *a*</code></pre>\n",
        ),
        (
            "~~~c++\na\n~~~",
            "<pre dir=\"auto\"><code>a\n</code></pre>\n",
        ),
        (
            "```js title=\"a\" &amp;\nb\n```",
            "<pre dir=\"auto\"><code>js title=\"a\" &amp;amp;\nb\n</code></pre>\n",
        ),
        (
            "    a *b*\n\tc",
            "<pre dir=\"auto\"><code>a *b*\nc</code></pre>\n",
        ),
        (
            "> ```\n> > a\n> ```\nb",
            "<blockquote dir=\"auto\">\n<pre><code>&gt; a\n</code></pre>\n</blockquote>\n<p dir=\"auto\">b</p>\n",
        ),
    ] {
        assert_eq!(assert_safe(source), html, "{source}");
    }
}

#[test]
fn characters_are_shown_as_typed() {
    assert_as_typed(&[
        "&copy; &#65; &lt;b&gt; AT&T",
        "<3 <b>x</b> <!-- y -->",
        "<a@example.org> <mailto:a@example.org>",
        "a  b",
        "5 > 3",
        "|x| {y} $z$ ^a^",
    ]);
}

#[test]
fn a_text_without_anything_to_see_is_blank() {
    for blank in [
        "[]()",
        "![]()",
        "#",
        "## #",
        "```",
        "```\n```",
        "~~~\n\n~~~",
        ">",
        "> >",
        "` `",
        "#\n\n>\n[]()",
        "# \u{200b}",
        "",
    ] {
        assert!(is_blank(blank), "{blank:?} gives {:?}", render(blank));
    }
    for seen in [
        "-",
        "***",
        "1.",
        "\\",
        "[]",
        "[](/a)",
        "[](https://a.example)",
        "&nbsp;",
        "<br>",
        "[a]: b",
        "```a",
        ".",
    ] {
        assert!(!is_blank(seen), "{seen:?}");
    }
}

#[test]
fn the_examples_of_the_documentation_are_true() {
    let page = include_str!("../../docs/markdown.md");
    let mut examples = 0;
    for part in page.split("````text\n").skip(1) {
        let (source, rest) = part
            .split_once("\n````\n````html\n")
            .expect("HTML follows a text");
        let (html, _) = rest.split_once("\n````\n").expect("the HTML ends");
        let rendered = assert_safe(source).replace(" dir=\"auto\"", "");
        let rendered = rendered.replace(&format!(" rel=\"{REL}\""), "");
        assert_eq!(rendered.trim_end(), html, "{source}");
        examples += 1;
    }
    assert!(examples > 20, "{examples} examples");
}

#[test]
fn raw_html_is_shown_as_it_was_typed() {
    for (source, html) in [
        (
            "a <b onclick=x>b</b>",
            "<p dir=\"auto\">a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n",
        ),
        (
            "<script>\nalert(1)\n</script>",
            "<p dir=\"auto\">&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>\n",
        ),
        ("<!-- hi -->", "<p dir=\"auto\">&lt;!-- hi --&gt;</p>\n"),
    ] {
        assert_eq!(assert_safe(source), html, "{source}");
    }
}

#[test]
fn links_lead_to_the_web_or_are_text() {
    for (source, html) in [
        (
            "[a](https://example.org/?b=1&c=2 \"t\")",
            one("https://example.org/?b=1&amp;c=2", "a").replace("</a>", "</a> \"t\""),
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
        ("[a](/b)", "<p dir=\"auto\">[a](/b)</p>\n".to_owned()),
        ("[a](#b)", "<p dir=\"auto\">[a](#b)</p>\n".to_owned()),
        (
            "[a](//b.example)",
            "<p dir=\"auto\">[a](//b.example)</p>\n".to_owned(),
        ),
        (
            "[a](javascript:alert(1))",
            "<p dir=\"auto\">[a](javascript:alert(1))</p>\n".to_owned(),
        ),
        (
            "[a](https://u:p@example.org)",
            "<p dir=\"auto\">[a](https://u:p@example.org)</p>\n".to_owned(),
        ),
        (
            "https://u:p@example.org",
            "<p dir=\"auto\">https://u:p@example.org</p>\n".to_owned(),
        ),
        (
            "<mailto:a@example.org>",
            "<p dir=\"auto\">&lt;mailto:a@example.org&gt;</p>\n".to_owned(),
        ),
        (
            "<a@example.org>",
            "<p dir=\"auto\">&lt;a@example.org&gt;</p>\n".to_owned(),
        ),
        (
            "`https://example.org`",
            "<p dir=\"auto\"><code>https://example.org</code></p>\n".to_owned(),
        ),
        (
            "    https://example.org",
            "<pre dir=\"auto\"><code>https://example.org</code></pre>\n".to_owned(),
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

#[test]
fn plain_text_has_no_markup() {
    for (source, text) in [
        (
            "# Hi\n\n*a* **b** [c](http://d.example)\ne",
            "Hi\n\na b c\ne",
        ),
        ("- a\n- b\n\nc", "- a\n- b\n\nc"),
        ("> a\n\n```\nb\n```\n\n<i>c</i>", "a\n\nb\n\n<i>c</i>"),
        ("", ""),
    ] {
        assert_eq!(plain(source), text, "{source}");
    }
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
