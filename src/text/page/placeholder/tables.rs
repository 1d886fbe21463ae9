//! What template languages and instructions leave instead of a page's key.

/// What languages print for a missing value, and the text that instructions ask authors to replace.
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

/// Those that count as a segment of a path or as the value of a parameter too; the others may be words
/// there.
pub(super) const ABSENT_IN_PATHS: &[&str] = &["null", "undefined", "nan"];

/// The start and the end of an expression in template languages. Without an end, the start is enough,
/// since it appears nowhere else.
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
    // JavaScript's objects and functions as text; what Go writes for an invalid value
    ("[object ", Some("]")),
    ("[function", Some("]")),
    ("[native code]", None),
    ("=>", Some("{")),
    ("zgotmplz", None),
];

/// Schemes of pages that have no URL on the web: a file opened from a disk, a bookmarklet.
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

/// Objects of Razor and Blade; a key is then one of their members: `@Model.Url`.
pub(super) const RAZOR: &[&str] = &[
    "article", "content", "current", "html", "item", "model", "page", "post", "request", "url",
    "viewbag", "viewdata", "context", "site",
];

/// Expressions of scripts. Not applied to paths, since these may be pages about such expressions.
pub(super) const SCRIPTS: &[&str] = &[
    "location.pathname",
    "location.href",
    "location.search",
    "window.location",
    "document.location",
    "document.url",
];

/// Objects of templates and scripts; a key is then one of their members: `page.url`.
pub(super) const OBJECTS: &[&str] = &[
    "article", "blog", "content", "data", "document", "entry", "item", "location", "page",
    "params", "post", "props", "req", "request", "route", "router", "self", "site", "story",
    "this", "window",
];

/// Members of these objects. A file may be called `page.html`.
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

/// Parameters by which a blog distinguishes its posts: without a value, such a parameter names no post.
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

/// Names in constants to be replaced, as in `PAGE_URL`, and in routes, as in `[slug]`.
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
