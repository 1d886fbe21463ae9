//! Strings that break programs.

use std::fs;

use crate::support::world::public_cases_folder;

/// A list of our own, and the public collection if it is available.
pub fn hostile_strings() -> Vec<String> {
    let own = [
        "\0",
        "a\0b",
        "\u{feff}x",
        "\u{85}",
        "\u{202e}abc\u{202c}",
        "\u{2066}x\u{2069}",
        "\u{fdd0}",
        "\u{ffff}",
        "x\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}",
        "e\u{301}",
        "\u{1f468}\u{200d}\u{1f469}",
        "\r\n",
        "a\rb\r\nc\u{2028}d",
        "   \u{3000}",
        "\u{200b}",
        "'; DROP TABLE comment; --",
        "%' OR '1'='1",
        "\\",
        "%00",
        "%",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "{% raw %}",
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://a.example/x.png)",
        "</textarea><script>x</script>",
        "https://a.example/\"onmouseover=\"x",
        "<https://a.example/>",
        "&lt;b&gt;",
        "]]>",
        "--><b>",
        "../../etc/passwd",
        "\u{1b}[31mred",
        "null",
        "undefined",
        "NaN",
        "-1",
        "9223372036854775808",
        "\u{10ffff}",
        "İstanbul ß ﬁ",
    ];
    let mut all = own.map(str::to_owned).to_vec();
    if let Some(path) = public_cases_folder("cases/naughty-strings/blns.json") {
        let text = fs::read_to_string(path).expect("the cases can be read");
        let public = serde_json::from_str::<Vec<String>>(&text).expect("a list of texts");
        assert!(public.len() > 500, "{}", public.len());
        all.extend(public);
    }
    all
}
