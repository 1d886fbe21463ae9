//! The scripts and the style of the embedded thread.
//!
//! `minified/` holds the files of this folder without what only readers of the source need, made by
//! `UPDATE=1 cargo test --test it -- pages::minified`. A test compares both.

use std::sync::LazyLock;

use poem::{Response, handler, http::HeaderMap};

use crate::pages::embedded_file::{self, EmbeddedFile, SCRIPT, for_all};

/// The comments and the form on pages of this server.
pub(crate) static STYLE: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    let style = [
        include_str!("minified/comments.css"),
        include_str!("minified/form.css"),
    ];
    EmbeddedFile::new("comments.css", embedded_file::STYLE, style.concat())
});

/// The element: what is needed to show a thread.
static EMBED: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    let script = include_str!("minified/embed.js").replace("/assets/form.js", &FORM.path());
    let style = include_str!("minified/comments.css");
    let script = with_style(&script, "@comments.css", style);
    EmbeddedFile::new("embed.js", SCRIPT, script)
});

/// The form and everything that reacts to readers, loaded when it is needed. One file is smaller than its parts
/// and needs one request.
static FORM: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    let script = include_str!("minified/form.js").replace("/assets/proof.js", &PROOF.path());
    let script = with_style(&script, "@form.css", include_str!("minified/form.css"));
    EmbeddedFile::new("form.js", SCRIPT, script)
});

static PROOF: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("proof.js", SCRIPT, include_str!("minified/proof.js")));

static COUNT: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("count.js", SCRIPT, include_str!("minified/count.js")));

/// The files by their names in URLs with a hash. Each names the one that it loads by such a URL, so that a page
/// never mixes files of two versions.
pub(crate) fn files() -> [&'static EmbeddedFile; 5] {
    [&EMBED, &FORM, &PROOF, &COUNT, &STYLE]
}

/// Returns the URL of the element with its hash, and the hash with which browsers check it.
pub(crate) fn pinned_script() -> (String, String) {
    (EMBED.path(), EMBED.integrity())
}

/// Replaces a string of a script by the text of a style sheet.
fn with_style(script: &str, placeholder: &str, style: &str) -> String {
    let literal = serde_json::to_string(style.trim_end()).unwrap_or_default();
    script.replace(&format!("\"{placeholder}\""), &literal)
}

#[handler]
pub(crate) fn embed_script(headers: &HeaderMap) -> Response {
    for_all(EMBED.answer(headers))
}

#[handler]
pub(crate) fn count_script(headers: &HeaderMap) -> Response {
    for_all(COUNT.answer(headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_has_its_style_and_the_url_of_the_next_one() {
        let text = |file: &EmbeddedFile| {
            let text = std::str::from_utf8(file.content()).expect("is text");
            text.to_owned()
        };
        for (file, placeholder, next) in [
            (&EMBED, "@comments.css", FORM.path()),
            (&FORM, "@form.css", PROOF.path()),
        ] {
            let text = text(file);
            assert!(!text.contains(placeholder) && text.contains("replaceSync(\""));
            assert!(text.contains(&next), "{next}");
        }
        for file in files() {
            let text = text(file);
            assert!(
                !text.contains("import{") && !text.contains("\n  "),
                "{text}"
            );
        }
    }

    #[test]
    fn the_parts_stay_as_small_as_they_were_made() {
        let sizes = files().map(|file| file.smallest());
        let [embed, form, proof, count, _] = sizes;
        assert!(embed <= 4_000, "first view: {embed} bytes");
        assert!(embed + form + proof + count <= 12_000, "all: {sizes:?}");
        assert!(count <= 600, "counts: {count} bytes");
    }
}
