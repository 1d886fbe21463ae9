//! Markup inside lines: emphasis, backslashes, characters and HTML.

use super::*;

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
