//! Paragraphs, lists, quotations, code and definitions.

use super::*;

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
