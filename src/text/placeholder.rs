//! What a template leaves behind when it is not filled in: `undefined`, `{{ .Permalink }}`.
//!
//! As the key of a page it is the same on every page, and so makes one thread of a whole blog.

use percent_encoding::percent_decode_str;

/// What languages print for a value that is not there.
const ABSENT: &[&str] = &[
    "null",
    "undefined",
    "nan",
    "none",
    "nil",
    "true",
    "false",
    "(null)",
    "(none)",
    "(undefined)",
    "about:blank",
    "about:srcdoc",
];

/// The same as the whole path or as the value of a parameter; the others may be words there.
const ABSENT_IN_PATHS: &[&str] = &["null", "undefined", "nan"];

/// How an expression begins and ends in the languages of templates. Without an end it is one where
/// the beginning is found nowhere else.
const EXPRESSIONS: &[(&str, Option<&str>)] = &[
    // Jinja, Liquid, Go, Handlebars, Vue
    ("{{", None),
    ("{%", None),
    // ERB, EJS, ASP, PHP
    ("<%", None),
    ("<?", None),
    // JavaScript, shells, Java
    ("${", None),
    // Ruby, Pug
    ("#{", Some("}")),
    // Smarty, Perl's Template Toolkit, MODX, Movable Type, Blogger
    ("{$", Some("}")),
    ("[%", Some("%]")),
    ("[[", Some("]]")),
    ("<$", Some("$>")),
    ("<data:", None),
    // JavaScript's objects as text; what Go writes for a wrong value
    ("[object ", Some("]")),
    ("zgotmplz", None),
];

/// Whether a key is nothing but what a template left behind, or holds an expression.
pub(super) fn is_placeholder(text: &str) -> bool {
    is_template(text) || is_absent(text)
}

/// Whether a text holds an expression of a template.
pub(super) fn is_template(text: &str) -> bool {
    let decoded = percent_decode_str(text)
        .decode_utf8_lossy()
        .to_ascii_lowercase();
    let holds_expression = EXPRESSIONS.iter().any(|(begin, end)| {
        decoded
            .split_once(begin)
            .is_some_and(|(_, rest)| end.is_none_or(|end| rest.contains(end)))
    });
    let is_tag = decoded.starts_with('<') && decoded.ends_with('>');
    let is_variable = decoded
        .strip_prefix('$')
        .is_some_and(|name| is_name(name) && !name.contains('/'));
    holds_expression
        || is_tag
        || is_variable
        || is_failed_format(&decoded)
        || parts(text).any(is_marked)
        || parts(&decoded).any(is_marked)
}

/// The whole, and its segments, names and values.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text).chain(text.split(['/', '?', '&', '=', '#']))
}

/// `%PAGE%`, `{page}`, `@@PAGE@@`, `##PAGE##`, `$page$`: a name between marks.
fn is_marked(part: &str) -> bool {
    let between = |begin: &str, end: &str| {
        part.strip_prefix(begin)
            .and_then(|rest| rest.strip_suffix(end))
            .map(str::trim)
            .filter(|name| is_name(name))
    };
    // `%E9%` is a byte and a lone percent sign.
    let is_byte = |name: &&str| name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit());
    between("%", "%").is_some_and(|name| !is_byte(&name))
        || [("{", "}"), ("@@", "@@"), ("##", "##"), ("$", "$")]
            .iter()
            .any(|(begin, end)| between(begin, end).is_some())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '.')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':' | b' '))
}

/// `%!s(MISSING)` and its kin, which Go prints for a format that does not fit.
fn is_failed_format(text: &str) -> bool {
    text.match_indices("%!").any(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.starts_with('(')
    })
}

fn is_absent(text: &str) -> bool {
    let decoded = percent_decode_str(text)
        .decode_utf8_lossy()
        .to_ascii_lowercase();
    let bare = |text: &str| text.trim_matches(['"', '\'', '`', ' ']).to_owned();
    if !decoded.starts_with(['/', '\\', '?', '#']) {
        let bare = bare(&decoded);
        return bare.is_empty() || ABSENT.contains(&bare.as_str());
    }
    let rest = decoded.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_absent = |text: &str| ABSENT_IN_PATHS.contains(&bare(text).as_str());
    let mut values = query.split('&').filter_map(|pair| pair.split_once('='));
    is_absent(path.trim_matches(['/', '\\'])) || values.any(|(_, value)| is_absent(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_many_languages_are_found() {
        for text in [
            "{{ .Permalink }}",
            "{{page.url}}",
            "{{",
            "https://example.org/{{ .RelPermalink }}",
            "{% url 'post' %}",
            "<%= request.path %>",
            "<?php the_permalink(); ?>",
            "<?= $page ?>",
            "${page}",
            "/posts/${slug}/",
            "#{page.path}",
            "{$page}",
            "[% page.url %]",
            "[[*uri]]",
            "<$MTEntryPermalink$>",
            "<data:post.url/>",
            "<txp:permlink />",
            "<no value>",
            "<nil>",
            "[object Object]",
            "/[object HTMLDocument]",
            "#ZgotmplZ",
            "%!s(<nil>)",
            "/posts/%!d(string=7)",
            "%PAGE%",
            "%page.url%",
            "/a/%PAGE_ID%",
            "/a?id=%POST%",
            "{page}",
            "/{slug}/",
            "@@PAGE@@",
            "##page##",
            "$page$",
            "$page",
            "/%7B%7B%20slug%20%7D%7D",
            "%7Bpage%7D",
        ] {
            assert!(is_template(text), "{text}");
        }
    }

    #[test]
    fn words_for_nothing_are_found_where_they_stand_alone() {
        for text in [
            "null",
            "Undefined",
            "NaN",
            "None",
            "nil",
            "\"null\"",
            "'undefined'",
            "''",
            "/null",
            "/undefined/",
            "/undefined?x=1",
            "/?p=null",
            "?id=NaN",
            "about:blank",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn keys_of_pages_are_left_alone() {
        for text in [
            "/",
            "/?p=7",
            "/?",
            "/null-island",
            "/posts/undefined",
            "/sql/null",
            "/none",
            "/true",
            "nullable",
            "post-17",
            "/100%",
            "/100%!",
            "/caf%C3%A9%",
            "/%E9%",
            "/caf%c3%a9",
            "/%DE%AD",
            "/a%b",
            "/price-$5",
            "/c++",
            "/a:b",
            "/wiki/[x]",
            "/tags/#",
            "/@ann",
            "/a{b",
            "/{",
            "日本 語",
            "urn:uuid:1",
            "https://other.example/post",
            "/__init__.py",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
