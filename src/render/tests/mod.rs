//! Tests of rendering: what texts become, and that no attack succeeds.

mod attacks;
mod blocks;
mod inline;
mod links;
mod properties;

use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment, tendril::TendrilSink as _};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::{
    writer::{BLOCK_DEPTH, INLINE_DEPTH},
    *,
};

/// Parses HTML as a browser does. Returns everything in it that is not allowed, and its text.
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
    let page = include_str!("../../../docs/markdown.md");
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
