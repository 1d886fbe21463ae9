//! The scripts and the style of the embedded thread, put together from their source files once.

use std::sync::LazyLock;

use bytes::Bytes;
use poem::{
    IntoResponse as _, Response, handler,
    http::{HeaderName, header},
};

/// The comments and the form on pages of this server.
static STYLE: LazyLock<Bytes> = LazyLock::new(|| {
    let style = [include_str!("comments.css"), include_str!("form.css")];
    Bytes::from(style.concat())
});

/// The element: what is needed to show a thread.
static EMBED: LazyLock<Bytes> = LazyLock::new(|| {
    let script = with_style(
        include_str!("embed.js"),
        "@comments.css",
        include_str!("comments.css"),
    );
    Bytes::from(without_comments(&script))
});

/// The form and everything that reacts to readers, loaded when it is needed. One file is smaller than its parts
/// and needs one request.
static FORM: LazyLock<Bytes> = LazyLock::new(|| {
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
    Bytes::from(without_comments(&script))
});

static PROOF: LazyLock<Bytes> =
    LazyLock::new(|| Bytes::from(without_comments(include_str!("proof.js"))));

static COUNT: LazyLock<Bytes> =
    LazyLock::new(|| Bytes::from(without_comments(include_str!("count.js"))));

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
pub(crate) fn style_sheet() -> Response {
    answer(&STYLE, "text/css; charset=utf-8")
}

#[handler]
pub(crate) fn embed_script() -> Response {
    answer(&EMBED, SCRIPT)
}

#[handler]
pub(crate) fn form_script() -> Response {
    answer(&FORM, SCRIPT)
}

#[handler]
pub(crate) fn proof_script() -> Response {
    answer(&PROOF, SCRIPT)
}

#[handler]
pub(crate) fn count_script() -> Response {
    answer(&COUNT, SCRIPT)
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Serves a file that the pages of all sites may load. Browsers load modules of another origin only with
/// `Access-Control-Allow-Origin`.
fn answer(file: &Bytes, content_type: &str) -> Response {
    let for_all = HeaderName::from_static("cross-origin-resource-policy");
    file.clone()
        .with_content_type(content_type)
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .with_header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .with_header(for_all, "cross-origin")
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &Bytes) -> &str {
        std::str::from_utf8(file).expect("is text")
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
