//! Links and URLs.

use super::*;

fn one(target: &str, text: &str) -> String {
    format!("<p dir=\"auto\"><a href=\"{target}\" rel=\"{REL}\">{text}</a></p>\n")
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
