//! What languages and instructions leave in place of a page's key.

/// What languages print for a value that is not there, and what instructions leave to be replaced.
pub(super) const ABSENT: &[&str] = &[
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
    "infinity",
    "-infinity",
    "0",
    "about:blank",
    "about:srcdoc",
];

/// The same as a segment of a path or as the value of a parameter; the others may be words there.
pub(super) const ABSENT_IN_PATHS: &[&str] = &["null", "undefined", "nan"];

/// How an expression begins and ends in the languages of templates. Without an end it is one where
/// the beginning is found nowhere else.
pub(super) const EXPRESSIONS: &[(&str, Option<&str>)] = &[
    // Jinja, Liquid, Go, Handlebars, Vue
    ("{{", None),
    ("{%", None),
    // ERB, EJS, ASP, PHP
    ("<%", None),
    ("<?", None),
    // JavaScript, shells, Java
    ("${", None),
    // Ruby, Pug, Qute, Thymeleaf, Play, Velocity
    ("#{", Some("}")),
    ("%{", Some("}")),
    ("!{", Some("}")),
    ("@{", Some("}")),
    ("&{", Some("}")),
    // Python, Razor
    ("%(", Some(")s")),
    ("@(", Some(")")),
    // Blade, Twig, ThinkPHP, doT
    ("{!!", None),
    ("{#", Some("#}")),
    ("{:", Some("}")),
    ("{=", Some("}")),
    ("{~", Some("}")),
    ("{*", Some("*}")),
    // Smarty, Perl's Template Toolkit, MODX, Movable Type, Blogger
    ("{$", Some("}")),
    ("[%", Some("%]")),
    ("[[", Some("]]")),
    // Mailchimp, Vignette
    ("*|", Some("|*")),
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
pub(super) const SCHEMES: &[&str] = &[
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
pub(super) const RAZOR: &[&str] = &[
    "article", "content", "current", "html", "item", "model", "page", "post", "request", "url",
    "viewbag", "viewdata", "context", "site",
];

/// Expressions of scripts, outside of paths: those may be pages about them.
pub(super) const SCRIPTS: &[&str] = &[
    "location.pathname",
    "location.href",
    "location.search",
    "window.location",
    "document.location",
    "document.url",
];

/// Objects of templates and scripts, whose members a key would be: `page.url`.
pub(super) const OBJECTS: &[&str] = &[
    "article", "blog", "content", "data", "document", "entry", "item", "location", "page",
    "params", "post", "props", "req", "request", "route", "router", "self", "site", "story",
    "this", "window",
];

/// Such members. A file may be called `page.html`.
pub(super) const MEMBERS: &[&str] = &[
    "absolute_url",
    "aspath",
    "canonical",
    "full_path",
    "fullpath",
    "href",
    "id",
    "identifier",
    "key",
    "link",
    "location",
    "path",
    "pathname",
    "permalink",
    "pk",
    "relpermalink",
    "search",
    "slug",
    "uri",
    "url",
];

/// Parameters by which a blog tells its posts apart: one without a value names none.
pub(super) const POST_PARAMETERS: &[&str] = &[
    "a",
    "aid",
    "article",
    "article_id",
    "cid",
    "entry",
    "id",
    "key",
    "nid",
    "p",
    "page",
    "page_id",
    "path",
    "pid",
    "post",
    "post_id",
    "slug",
    "story",
    "tid",
    "topic",
    "uid",
    "url",
];

/// Words of instructions around such a name: `YOUR_PAGE_URL_HERE`.
pub(super) const INSTRUCTIONS: &[&str] = &[
    "your",
    "my",
    "the",
    "current",
    "here",
    "replace",
    "me",
    "with",
    "insert",
    "put",
    "unique",
    "canonical",
];

/// Names that stand in constants to be replaced, as in `PAGE_URL`, and in routes, as in `[slug]`.
pub(super) const NAMES: &[&str] = &[
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
