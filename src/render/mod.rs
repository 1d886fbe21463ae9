//! The Markdown of comments, rendered as HTML that is safe to insert into any page.
//!
//! `docs/markdown.md` describes the dialect. What distinguishes it from `CommonMark` follows from one
//! rule: what an author wrote is what readers see, so punctuation is markup only where it is unlikely
//! to mean anything else. The maintained parser does not know these rules; instead it gets a text in
//! which everything that is not markup has become inert:
//!
//! 1. `shape`, `fence`, `layout`: the blocks of the text.
//! 2. `spans`, `definition`, `emphasis`: the markup inside their lines.
//! 3. `inline`: the text with all other punctuation replaced by the inert characters of `substitutes`.
//! 4. `writer`, `links`: the events of the parser as HTML; what the parser does not treat as markup is
//!    text.
//! 5. `size_limit`: limits the size: if the HTML of a text would be too long, the rest of the text stays
//!    text.
//!
//! There are two sanitizing steps. The first is the writer, which can write only twelve tags and four
//! attributes; raw HTML reaches it as text. The second is ammonia, which parses the result as a browser
//! does and restricts it to the same list once more.

mod definition;
mod emphasis;
mod fence;
mod inline;
mod layout;
mod links;
mod plain;
mod shape;
mod size_limit;
mod spans;
mod substitutes;
mod tag;
#[cfg(test)]
mod tests;
mod writer;

use std::{collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};

use self::{size_limit::limited, substitutes::cleaned};
use crate::text::link_target;

/// The version of the renderer, stored with the HTML of each comment. Increase it with every change of
/// what [`render`] returns or of what [`Website`](crate::text::Website) accepts: stored comments are
/// then re-rendered.
pub(crate) const VERSION: i64 = 4;

/// The tags that a comment may have.
pub(crate) const TAGS: [&str; 12] = [
    "p",
    "br",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
];

/// The tags that may have `dir="auto"`.
const DIRECTED: [&str; 5] = ["p", "pre", "blockquote", "ul", "ol"];

/// The `rel` of every link: gives no ranking credit, marks user-generated content, and gives the target
/// no access to this page.
pub(crate) const REL: &str = "nofollow ugc noopener noreferrer";

/// The largest number with which a list may start, as in `CommonMark`.
const START_MAX: u32 = 999_999_999;

/// Returns the maximum size of the HTML for a text of `source` bytes, in bytes: five times the text,
/// which is what a text of nothing but ampersands or line breaks becomes without markup, plus 4 KiB for
/// the links and lists of short comments.
#[must_use]
pub const fn html_max(source: usize) -> usize {
    5 * source + (4 << 10)
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(REL))
        .strip_comments(true)
        .attribute_filter(|_, attribute, value| match attribute {
            "href" => link_target(value).map(|target| String::from(target).into()),
            "start" => is_start(value).then(|| value.into()),
            "dir" => (value == "auto").then(|| value.into()),
            _ => Some(value.into()),
        });
    for tag in DIRECTED {
        builder.add_tag_attributes(tag, ["dir"]);
    }
    builder
});

/// Returns whether a list may start with this number, written as the renderer writes it.
fn is_start(value: &str) -> bool {
    let number = value.parse::<u32>();
    number.is_ok_and(|number| number <= START_MAX && number.to_string() == value)
}

/// Renders the text of a comment. Any input results in well-formed HTML of [`TAGS`] without attributes,
/// except `href` (absolute, `http` or `https`, no userinfo) and [`REL`] on links, `start` on numbered
/// lists, and `dir="auto"` on the outermost blocks. It is not longer than [`html_max`].
#[must_use]
pub fn render(source: &str) -> String {
    CLEANER.clean(&limited(&cleaned(source))).to_string()
}

/// Returns the visible text of a comment without its markup, for mails and excerpts. Not HTML: escape
/// it before inserting it into HTML.
#[must_use]
pub fn plain(source: &str) -> String {
    plain::text_of(&limited(&cleaned(source)))
}

/// Returns whether a text renders to nothing visible, as `#` and `[]()` do.
#[must_use]
pub fn is_blank(source: &str) -> bool {
    // No markup begins with a letter, so it is visible; other texts are rendered.
    !source.starts_with(|c: char| c.is_ascii_alphabetic())
        && plain::is_blank(&limited(&cleaned(source)))
}
