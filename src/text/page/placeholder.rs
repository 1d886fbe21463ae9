//! What a template leaves behind when it is not filled in: `undefined`, `{{ .Permalink }}`.
//!
//! As the key of a page it is the same on every page, and so makes one thread of a whole blog.
//! Some of it may be a real path as well (`/js/undefined`): that is doubtful.

use percent_encoding::percent_decode_str;

use crate::text::canonical;

/// What languages print for a value that is not there, and what instructions leave to be replaced.
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

/// The same as a segment of a path or as the value of a parameter; the others may be words there.
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
    // JavaScript's objects and functions as text; what Go writes for a wrong value
    ("[object ", Some("]")),
    ("[function", Some("]")),
    ("[native code]", None),
    ("=>", Some("{")),
    ("zgotmplz", None),
];

/// Schemes of what has no address on the web: a file that is opened from a disk, a bookmarklet.
const SCHEMES: &[&str] = &[
    "javascript:",
    "vbscript:",
    "data:text/",
    "data:,",
    "blob:http",
    "blob:null",
    "file://",
    "chrome-extension://",
    "moz-extension://",
];

/// Objects of Razor and Blade, whose members a key would be: `@Model.Url`.
const RAZOR: &[&str] = &[
    "article", "content", "current", "html", "item", "model", "page", "post", "request", "url",
    "viewbag", "viewdata", "context", "site",
];

/// Names that stand in constants to be replaced, as in `PAGE_URL`, and in routes, as in `[slug]`.
const NAMES: &[&str] = &[
    "article",
    "id",
    "identifier",
    "key",
    "name",
    "page",
    "pageid",
    "path",
    "permalink",
    "post",
    "postid",
    "slug",
    "title",
    "uri",
    "url",
];

/// Whether a key is nothing but what a template left behind, or holds an expression.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = visible(text);
    let decoded = decoded(&text);
    is_expression(&text, &decoded) || is_absent(&text, &decoded)
}

/// Whether a URL holds an expression in characters that browsers escape.
pub(super) fn is_raw_template(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    ["{{", "{%", "<%", "<?", "${"]
        .iter()
        .any(|begin| url.contains(begin))
}

/// Whether a path may exist, and may as well be what a template left behind: `/posts/undefined`,
/// `/?tag=null`, the patterns of routes.
pub(super) fn is_doubtful(path: &str) -> bool {
    let decoded = decoded(&visible(path));
    let rest = decoded.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_absent = |text: &str| ABSENT_IN_PATHS.contains(&bare(text));
    let last = path.trim_end_matches(['/', '\\']);
    let last = last.rsplit(['/', '\\']).next().unwrap_or_default();
    let values = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut parts = values.map(|(_, value)| value).chain(path.split('/'));
    is_absent(last.trim_end_matches(".html"))
        || query.split('&').any(|pair| {
            pair.split_once('=')
                .is_some_and(|(_, value)| is_absent(value))
        })
        || parts.any(is_route)
}

/// Without what cannot be seen, by which no word differs.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_whitespace() || !canonical::is_invisible(*c))
        .collect()
}

fn decoded(text: &str) -> String {
    visible(&percent_decode_str(text).decode_utf8_lossy()).to_ascii_lowercase()
}

fn bare(text: &str) -> &str {
    text.trim_matches(['"', '\'', '`', ' '])
}

fn is_expression(text: &str, decoded: &str) -> bool {
    let holds_expression = EXPRESSIONS.iter().any(|(begin, end)| {
        decoded
            .split_once(begin)
            .is_some_and(|(_, rest)| end.is_none_or(|end| rest.contains(end)))
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

/// The whole, and its segments, names and values.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text).chain(text.split(['/', '?', '&', '=', '#']))
}

/// What stands between two marks.
fn between<'t>(part: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let rest = part.strip_prefix(begin)?;
    rest.strip_suffix(end).map(str::trim)
}

/// `%PAGE%`, `@@PAGE@@`, `##PAGE##`, `$page$`: a name between marks; `%s`, a directive of a format.
fn is_marked(part: &str) -> bool {
    // `%E9%` is a byte and a lone percent sign.
    let is_byte = |name: &str| name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let is_directive = part
        .strip_prefix('%')
        .is_some_and(|rest| matches!(rest, "s" | "S" | "d" | "i" | "u" | "v" | "q" | "@" | "1$s"));
    between(part, "%", "%").is_some_and(|name| is_name(name) && !is_byte(name))
        || is_directive
        || [("@@", "@@"), ("##", "##"), ("$", "$")]
            .iter()
            .any(|(begin, end)| between(part, begin, end).is_some_and(is_name))
}

/// `__PAGE__`, `PAGE_URL`, `YOUR-PAGE-ID`: written in capitals to be replaced.
fn is_constant(part: &str) -> bool {
    if part.bytes().any(|b| b.is_ascii_lowercase()) {
        return false;
    }
    if between(part, "__", "__").is_some_and(is_name) {
        return true;
    }
    let words = part.split(['_', '-', ' ']).collect::<Vec<_>>();
    let is_word = |word: &&str| {
        let word = word.to_ascii_lowercase();
        NAMES.contains(&word.as_str()) || matches!(word.as_str(), "your" | "my" | "the" | "current")
    };
    words.len() > 1 && words.iter().all(is_word)
}

/// `{slug}`, `:slug`, `<slug>`, `[slug]`: the pattern of a route in place of a page.
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

/// `%!s(MISSING)` and its kin, which Go prints for a format that does not fit.
fn is_failed_format(text: &str) -> bool {
    text.match_indices("%!").any(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.starts_with('(')
    })
}

/// Whether a key that is no path names nothing.
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
        || SCHEMES.iter().any(|scheme| bare.starts_with(scheme))
        || is_route(text)
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
        ] {
            assert!(is_placeholder(text), "{text}");
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

    #[test]
    fn keys_of_pages_are_left_alone() {
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
        ] {
            assert!(!is_placeholder(text), "{text}");
            assert!(!is_doubtful(text), "{text}");
        }
    }
}
