//! The scripts and the style of the embedded thread, put together from their source files once.

use std::sync::LazyLock;

use poem::{
    Response, handler,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    web::Path,
};

use crate::http::{EmbeddedFile, Problem};

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The comments and the form on pages of this server.
pub(crate) static STYLE: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    let style = [include_str!("comments.css"), include_str!("form.css")];
    EmbeddedFile::new("comments.css", "text/css; charset=utf-8", style.concat())
});

/// The element: what is needed to show a thread.
pub(crate) static EMBED: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    let script = with_style(
        include_str!("embed.js"),
        "@comments.css",
        include_str!("comments.css"),
    );
    script_file("embed.js", &script.replace("/assets/form.js", &FORM.path()))
});

/// The form and everything that reacts to readers, loaded when it is needed. One file is smaller than its parts
/// and needs one request.
static FORM: LazyLock<EmbeddedFile> = LazyLock::new(|| {
    let modules = [
        include_str!("nodes.js"),
        include_str!("session.js"),
        include_str!("identity.js"),
        include_str!("own.js"),
        include_str!("actions.js"),
    ];
    let mut script = String::new();
    for module in modules {
        // What one module exports, the others find in the same scope. Sessions are exported for `embed.js`.
        script.push_str(&module.replace("export const sessionOf", "export_const sessionOf"));
    }
    let mut script = script
        .replace("export ", "")
        .replace("export_const", "export const");
    script.push_str(include_str!("form.js"));
    let script = with_style(&script, "@form.css", include_str!("form.css"));
    let lines = script.lines().filter(|line| !line.starts_with("import {"));
    let script = lines.collect::<Vec<_>>().join("\n");
    script_file(
        "form.js",
        &script.replace("/assets/proof.js", &PROOF.path()),
    )
});

static PROOF: LazyLock<EmbeddedFile> =
    LazyLock::new(|| script_file("proof.js", include_str!("proof.js")));

static COUNT: LazyLock<EmbeddedFile> =
    LazyLock::new(|| script_file("count.js", include_str!("count.js")));

/// The files by their names in URLs with a hash. Each names the one that it loads by such a URL, so that a page
/// never mixes files of two versions.
fn files() -> [&'static EmbeddedFile; 5] {
    [&EMBED, &FORM, &PROOF, &COUNT, &STYLE]
}

/// Returns the URL of the element with its hash, and the hash with which browsers check it.
pub(crate) fn pinned_script() -> (String, String) {
    (EMBED.path(), EMBED.integrity())
}

/// Compresses all files, which would otherwise delay the first requests.
pub(crate) fn prepare() {
    for file in files() {
        tracing::debug!(name = file.name(), "file ready");
    }
}

fn script_file(name: &'static str, script: &str) -> EmbeddedFile {
    EmbeddedFile::new(name, SCRIPT, without_comments(script))
}

/// Replaces a string of a script by the text of a style sheet.
fn with_style(script: &str, placeholder: &str, style: &str) -> String {
    let style = without_style_comments(style);
    let literal = serde_json::to_string(&style).unwrap_or_default();
    script.replace(&format!("\"{placeholder}\""), &literal)
}

/// Removes comments, and white space that means nothing.
fn without_style_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        left.push_str(part.split_once("*/").map_or("", |(_, after)| after));
    }
    let mut left = left.split_whitespace().collect::<Vec<_>>().join(" ");
    for (long, short) in [
        (" { ", "{"),
        ("; }", "}"),
        (" }", "}"),
        ("} ", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
    ] {
        left = left.replace(long, short);
    }
    left
}

/// Removes lines that hold only a comment, and indentation: they are for readers of the source.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[handler]
pub(crate) fn embed_script(headers: &HeaderMap) -> Response {
    for_all(EMBED.answer(headers))
}

#[handler]
pub(crate) fn count_script(headers: &HeaderMap) -> Response {
    for_all(COUNT.answer(headers))
}

/// Serves a file under the URL that changes with its content.
#[handler]
pub(crate) fn versioned_file(
    Path((version, name)): Path<(String, String)>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let file = files().into_iter().find(|file| file.name() == name);
    let file = file.ok_or_else(|| Problem::not_found("file"))?;
    Ok(for_all(file.answer_version(&version, headers)))
}

/// Lets the pages of all sites load a file. Browsers load modules of another origin only with
/// `Access-Control-Allow-Origin`.
fn for_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &EmbeddedFile) -> &str {
        std::str::from_utf8(file.content()).expect("is text")
    }

    #[test]
    fn each_script_has_its_style_and_no_static_import() {
        for (file, placeholder) in [(&EMBED, "@comments.css"), (&FORM, "@form.css")] {
            let text = text(file);
            assert!(!text.contains(placeholder) && text.contains("replaceSync(\""));
            assert!(
                !text.lines().any(|line| line.starts_with("import {")),
                "{text}"
            );
        }
        assert_eq!(
            text(&FORM).matches("\nexport ").count(),
            2,
            "enhance, sessionOf"
        );
    }

    #[test]
    fn comments_of_the_source_are_left_out() {
        for file in [&EMBED, &FORM, &PROOF, &COUNT] {
            assert!(
                !text(file)
                    .lines()
                    .any(|line| line.starts_with("//") || line.starts_with(' '))
            );
        }
        assert_eq!(
            without_style_comments(
                "a:b, c { color: red; }\n/* d\ne */\nf > g { top: 0 } /* h */\n"
            ),
            "a:b,c{color:red}f > g{top:0}"
        );
    }
}
