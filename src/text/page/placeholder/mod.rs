//! Unfilled templates as page keys: `undefined`, `{{ .Permalink }}`.
//!
//! Such a key is the same on every page, and so makes one thread of a whole blog. Some of them may be a
//! real path as well (`/js/undefined`): these are doubtful.

mod tables;

use percent_encoding::percent_decode_str;

use self::tables::{
    ABSENT, ABSENT_IN_PATHS, EXPRESSIONS, INSTRUCTIONS, MEMBERS, NAMES, OBJECTS, POST_PARAMETERS,
    RAZOR, SCHEMES, SCRIPTS,
};
use crate::text::zero_width;

/// Returns whether a key is nothing but an unfilled template, or contains an expression.
pub(super) fn is_placeholder(text: &str) -> bool {
    if is_ordinary_path(text) {
        return parts(text).any(is_constant);
    }
    let text = visible(text);
    let decoded = decoded(&text);
    // Some templates are encoded twice, or as HTML.
    let again = unescaped(&self::decoded(&decoded));
    is_expression(&text, &decoded) || is_expression(&again, &again) || is_absent(&text, &decoded)
}

/// Returns whether a URL contains an expression in characters that browsers escape.
pub(super) fn is_raw_template(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    ["{{", "{%", "<%", "<?", "${"]
        .iter()
        .any(|begin| url.contains(begin))
}

/// Returns whether a path may exist, and may also come from an unfilled template: `/posts/undefined`,
/// `/?tag=null`, the patterns of routes.
pub(super) fn is_doubtful(path: &str) -> bool {
    if is_ordinary_path(path) {
        let last = path.trim_end_matches('/').rsplit('/').next();
        let last = last.unwrap_or_default();
        let last = last.strip_suffix(".html").unwrap_or(last);
        return ABSENT_IN_PATHS
            .iter()
            .any(|word| last.eq_ignore_ascii_case(word));
    }
    let decoded = decoded(&visible(path));
    let rest = decoded.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_absent = |text: &str| ABSENT_IN_PATHS.contains(&bare(text));
    let last = path.trim_end_matches(['/', '\\']);
    let last = last.rsplit(['/', '\\']).next().unwrap_or_default();
    let values = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut parts = values.map(|(_, value)| value).chain(path.split('/'));
    is_absent(last.strip_suffix(".html").unwrap_or(last))
        || query.split('&').any(|pair| {
            pair.split_once('=').is_some_and(|(name, value)| {
                is_absent(value) || (value.is_empty() && POST_PARAMETERS.contains(&name))
            })
        })
        || parts.any(is_route)
}

/// Returns whether a text is a path of letters, digits and a few marks, which contains no expression.
/// Nearly all keys are; they are checked with every read.
fn is_ordinary_path(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.starts_with('/')
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~'))
        && !bytes
            .windows(8)
            .any(|part| matches!(part[0], b'z' | b'Z') && part.eq_ignore_ascii_case(b"zgotmplz"))
}

/// Removes invisible characters, which make no difference to a word.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_whitespace() || !zero_width::is_invisible(*c))
        .collect()
}

fn decoded(text: &str) -> String {
    visible(&percent_decode_str(text).decode_utf8_lossy()).to_ascii_lowercase()
}

/// Decodes the characters of templates that HTML escapes.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (escape, c) in [
        ("&lt;", "<"),
        ("&#60;", "<"),
        ("&gt;", ">"),
        ("&#62;", ">"),
        ("&#123;", "{"),
        ("&#x7b;", "{"),
        ("&lbrace;", "{"),
        ("&#125;", "}"),
        ("&#x7d;", "}"),
        ("&rbrace;", "}"),
        ("&amp;", "&"),
    ] {
        text = text.replace(escape, c);
    }
    text
}

fn bare(text: &str) -> &str {
    text.trim_matches(['"', '\'', '`', ' '])
}

fn is_expression(text: &str, decoded: &str) -> bool {
    let compact = decoded.replace(' ', "");
    let holds_expression = EXPRESSIONS.iter().any(|(begin, end)| {
        [decoded, &compact].iter().any(|text| {
            text.split_once(begin)
                .is_some_and(|(_, rest)| end.is_none_or(|end| rest.contains(end)))
        })
    });
    let is_tag = decoded.starts_with('<') && decoded.ends_with('>');
    let is_variable = decoded
        .strip_prefix('$')
        .is_some_and(|name| is_name(name) && !name.contains('/'));
    let is_function = decoded
        .strip_prefix("function")
        .is_some_and(|rest| rest.contains('(') && rest.contains('{'));
    holds_expression
        || is_tag
        || is_variable
        || is_function
        || is_failed_format(decoded)
        || parts(text).any(|part| is_marked(part) || is_constant(part))
        || parts(decoded).any(is_marked)
}

/// Returns the whole text, and its segments, names and values.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text).chain(text.split(['/', '?', '&', '=', '#']))
}

/// Returns the text between two marks.
fn between<'t>(part: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let rest = part.strip_prefix(begin)?;
    rest.strip_suffix(end).map(str::trim)
}

/// Returns whether it is a name between marks, as in `%PAGE%`, `@@PAGE@@`, `##PAGE##`, `$page$`, or a
/// directive of a format, as in `%s`.
fn is_marked(part: &str) -> bool {
    // `%E9%` is a byte and a lone percent sign.
    let is_byte = |name: &str| name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let is_directive = part
        .strip_prefix('%')
        .is_some_and(|rest| matches!(rest, "s" | "S" | "d" | "i" | "u" | "v" | "q" | "@" | "1$s"));
    between(part, "%", "%").is_some_and(|name| is_name(name) && !is_byte(name))
        || is_directive
        || [
            ("@@", "@@"),
            ("##", "##"),
            ("%%", "%%"),
            ("||", "||"),
            ("((", "))"),
            ("$", "$"),
        ]
        .iter()
        .any(|(begin, end)| between(part, begin, end).is_some_and(is_name))
}

/// Returns whether it is a name in capitals, to be replaced: `__PAGE__`, `PAGE_URL`,
/// `YOUR-PAGE-ID-HERE`.
fn is_constant(part: &str) -> bool {
    let is_lower = |b: u8| b.is_ascii_lowercase();
    if part.bytes().any(is_lower) || !part.contains(['_', '-', ' ']) {
        return false;
    }
    if between(part, "__", "__").is_some_and(is_name) {
        return true;
    }
    let part = part.to_ascii_lowercase();
    let words = part.split(['_', '-', ' ']).collect::<Vec<_>>();
    let is_instruction = |word: &&str| INSTRUCTIONS.contains(word);
    let is_name = |word: &&str| NAMES.contains(word);
    words.len() > 1
        && words
            .iter()
            .all(|word| is_name(word) || is_instruction(word))
        && (words.iter().any(is_name) || words.contains(&"replace"))
}

/// Returns whether it is the pattern of a route instead of a page: `{slug}`, `:slug`, `<slug>`,
/// `[slug]`.
fn is_route(part: &str) -> bool {
    part.strip_prefix(':').is_some_and(is_name)
        || between(part, "{", "}").is_some_and(is_name_or_number)
        || between(part, "<", ">").is_some_and(is_name)
        || between(part, "[", "]")
            .is_some_and(|name| name.starts_with("...") || NAMES.contains(&name))
        || matches!(part, "{}" | "[]" | "}}" | "<>")
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '.')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':' | b' '))
}

fn is_name_or_number(text: &str) -> bool {
    is_name(text) || (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

/// Returns whether it contains `%!s(MISSING)` or a similar output of Go for a format that does not fit.
fn is_failed_format(text: &str) -> bool {
    text.match_indices("%!").any(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.starts_with('(')
    })
}

/// Returns whether a key that is not a path names nothing.
fn is_absent(text: &str, decoded: &str) -> bool {
    if decoded.starts_with(['/', '\\']) || decoded.starts_with('?') && decoded.len() > 1 {
        return false;
    }
    let bare = bare(decoded);
    let only_marks = bare.bytes().all(|b| b.is_ascii_punctuation() || b == b' ');
    let is_member = decoded.strip_prefix('@').is_some_and(|rest| {
        let object = rest.split(['.', '(', '[', '?']).next().unwrap_or_default();
        object.len() < rest.len() && RAZOR.contains(&object)
    });
    only_marks
        || is_member
        || ABSENT.contains(&bare)
        || is_route(bare)
        || is_script(bare)
        || is_numbered_nothing(bare)
        || is_cut_host(bare)
        || between(bare, "#", "#").is_some_and(is_name)
        || between(bare, "__", "__").is_some_and(|name| NAMES.contains(&name))
        || SCHEMES.iter().any(|scheme| bare.starts_with(scheme))
        || is_route(text)
}

/// Returns whether it is a script expression: `location.pathname`, `page.url`, `() => x`.
fn is_script(text: &str) -> bool {
    let is_function = text.starts_with('(') && text.contains("=>");
    let mut parts = text.trim_end_matches("()").split(['.', '?']);
    let object = parts.next().unwrap_or_default();
    let last = parts.next_back().unwrap_or_default();
    let is_member = OBJECTS.contains(&object) && MEMBERS.contains(&last);
    is_function || is_member || SCRIPTS.iter().any(|script| text.contains(script))
}

/// Returns whether it is at most a kind of page, without anything that distinguishes one page from
/// another: `undefined/`, `null:null`, `post-undefined`, `post-`.
fn is_numbered_nothing(text: &str) -> bool {
    let named = text.split(['?', '#']).next().unwrap_or_default();
    let words = named.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let has_mark = text.contains(|c: char| !c.is_alphanumeric());
    let kind = words.next_if(|word| NAMES.contains(word) || *word == "entry");
    let rest = words.collect::<Vec<_>>();
    let is_nothing = |word: &&str| ABSENT_IN_PATHS.contains(word);
    has_mark
        && rest.iter().all(is_nothing)
        && (!rest.is_empty() || (kind.is_some() && text.ends_with(['-', '_', ':', '='])))
}

/// Returns whether it is a host followed by a missing value: `https://blog.exampleundefined`.
fn is_cut_host(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .map(|rest| rest.split(['/', '?', '#', ':']).next().unwrap_or_default());
    host.is_some_and(|host| host.ends_with("undefined") || host.ends_with("null"))
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
            "[Function: page]",
            "function(){}",
            "function page() { [native code] }",
            "() => { return page; }",
            "#ZgotmplZ",
            "/posts/ZgotmplZ",
            "%!s(<nil>)",
            "/posts/%!d(string=7)",
            "%s",
            "/%s",
            "/posts/%d",
            "%PAGE%",
            "%page.url%",
            "/a/%PAGE_ID%",
            "/a?id=%POST%",
            "@@PAGE@@",
            "##page##",
            "__PAGE__",
            "/posts/__SLUG__/",
            "PAGE_URL",
            "PAGE_IDENTIFIER",
            "YOUR-PAGE-ID",
            "/POST_SLUG",
            "$page$",
            "$page",
            "@Model.Url",
            "@Url.Action(\"Post\")",
            "/%7B%7B%20slug%20%7D%7D",
            "%(url)s",
            "%{url}",
            "&{url}",
            "!{url}",
            "@{page.url}",
            "@(Model.Url)",
            "{!! $url !!}",
            "{# url #}",
            "{:url}",
            "{=url}",
            "{~url~}",
            "%%url%%",
            "*|URL|*",
            "||page||",
            "#page#",
            "__url__",
            "((url))",
            "{ { url } }",
            "&#123;&#123;url&#125;&#125;",
            "&lt;%= url %&gt;",
            "%257B%257Burl%257D%257D",
            "location.pathname",
            "window.location.href",
            "page.url",
            "post.absolute_url()",
            "' + location.pathname + '",
            "() => x",
            "YOUR_PAGE_URL_HERE",
            "REPLACE_ME",
            "/YOUR_PAGE_ID",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn placeholder_words_are_found_where_they_stand_alone() {
        for text in [
            "null",
            "Undefined",
            "NaN",
            "None",
            "nil",
            "\"null\"",
            "'undefined'",
            "''",
            "\u{200b}null",
            "n\u{ad}ull",
            "#",
            "?",
            "{}",
            "[]",
            "}}",
            "...",
            "{page}",
            "%7Bpage%7D",
            "{0}",
            ":slug",
            "<slug>",
            "[slug]",
            "about:blank",
            "javascript:void(0)",
            "data:text/html,hello",
            "file:///home/ann/blog/index.html",
            "blob:null/1",
            "undefined/",
            "undefined?x=",
            "undefined#",
            "null:null",
            "post-undefined",
            "post_null",
            "page:NaN",
            "post-",
            "Infinity",
            "0",
            "https://blog.exampleundefined",
            "https://blog.examplenull/x",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn paths_that_templates_leave_behind_as_well_are_doubtful() {
        for text in [
            "/null",
            "/undefined/",
            "/undefined?x=1",
            "/nan",
            "/posts/undefined",
            "/posts/undefined.html",
            "/sql/NULL",
            "/js/unde\u{200b}fined",
            "/?p=null",
            "/a?id=NaN&b=1",
            "/?q=null",
            "/?q={x}",
            "/?p=",
            "/index.php?lang=de&id=",
            "/{slug}/",
            "/%7Bslug%7D",
            "/posts/{0}",
            "/:slug",
            "/:year/:title",
            "/<slug>",
            "/posts/[slug]",
            "/[...slug]",
            "/[]",
            "/{}",
        ] {
            assert!(is_doubtful(text), "{text}");
            assert!(!is_placeholder(text), "{text}");
        }
    }

    proptest::proptest! {
        /// The fast path for ordinary paths gives the same answer as the full check.
        #[test]
        fn an_ordinary_path_is_judged_like_any_other(
            path in "(/([a-z0-9._~-]{0,6}|undefined|NULL|nan[.]html|ZgotmplZ|__PAGE__|PAGE_URL|YOUR-ID|post-|Null)){1,4}/?"
        ) {
            let long = format!("{path}?x=y");
            proptest::prop_assert!(!is_ordinary_path(&long));
            proptest::prop_assert_eq!(is_placeholder(&path), is_placeholder(&long));
            proptest::prop_assert_eq!(is_doubtful(&path), is_doubtful(&long));
        }
    }

    #[test]
    fn real_page_keys_are_not_placeholders() {
        for text in [
            "/",
            "/?p=7",
            "/null-island",
            "/undefined/behavior",
            "/none",
            "/true",
            "nullable",
            "post-17",
            "POST_17",
            "PAGE",
            "/URL",
            "/MY_PAGE_2",
            "/100%",
            "/100%!",
            "/caf%C3%A9%",
            "/%E9%",
            "/caf%c3%a9",
            "/%DE%AD",
            "/%d0%b0",
            "/a%b",
            "/price-$5",
            "/c++",
            "/a:b",
            "/12:30",
            "/wiki/[x]",
            "/wiki/Special:Search",
            "/tags/#",
            "/@ann",
            "@ann",
            "@ann.example",
            "/a{b",
            "/{",
            "日本 語",
            "🎉",
            "–",
            "urn:uuid:1",
            "file:posts/a.md",
            "data-science",
            "functional (programming)",
            "https://other.example/post",
            "/__init__.py",
            "/python/__init__",
            "/a=>b",
            "/js/location.href",
            "/api/window.location",
            "page.html",
            "post.php",
            "index",
            "what-is-undefined",
            "null-island",
            "post-0",
            "page-2",
            "id",
            "/a?x=",
            "/search?q=",
            "MY_BLOG",
            "a => b",
            "(a) b",
        ] {
            assert!(!is_placeholder(text), "{text}");
            assert!(!is_doubtful(text), "{text}");
        }
    }
}
