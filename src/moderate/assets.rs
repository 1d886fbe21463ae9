//! The script and the style of the moderators' pages. `minified/` holds them without what only readers of the source
//! need, as for the thread.

use std::sync::LazyLock;

use crate::pages::embedded_file::{EmbeddedFile, SCRIPT, STYLE};

pub(super) static SCRIPT_FILE: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    EmbeddedFile::new("moderate.js", SCRIPT, include_str!("minified/moderate.js"))
});

/// The files by their names in URLs with a hash.
pub(crate) fn files() -> [&'static EmbeddedFile; 2] {
    [&SCRIPT_FILE, &STYLE_FILE]
}

pub(super) static STYLE_FILE: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    EmbeddedFile::new("moderate.css", STYLE, include_str!("minified/moderate.css"))
});
