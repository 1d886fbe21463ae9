//! `/docs` and `/openapi.json`: the API reference, served entirely from this binary.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use poem::{Endpoint, Response, endpoint::make_sync, http::header};
use sha2::{Digest as _, Sha256};

/// The head of the generated page, and what stands there instead: a phone needs the size of its window, a screen reader
/// the language.
const HEAD: [(&str, &str); 2] = [
    (
        "<html charset=\"UTF-8\">",
        "<!doctype html>\n<html lang=\"en\">",
    ),
    (
        "<title>Swagger UI</title>",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n    <title>API reference – Rejoinder</title>",
    ),
];

/// Completes the head of the generated page, and adds a style after its own.
fn complete(html: &str) -> String {
    let mut html = html.to_owned();
    for (generated, own) in HEAD {
        html = html.replacen(generated, own, 1);
    }
    // After the first style: the script contains the tags of a head and a style as well.
    let style = include_str!("assets/docs.css");
    html.replacen("</style>", &format!("</style>\n<style>{style}</style>"), 1)
}

/// Serves the reference page with a policy that only allows its own inline elements, identified by hashes.
pub(crate) fn endpoint(html: &str) -> impl Endpoint<Output = Response> + use<> {
    let html = complete(html);
    let scripts = hashes(&html, "<script", "</script>");
    let styles = hashes(&html, "<style", "</style>");
    // Swagger UI sets style attributes while it runs.
    let policy = format!(
        "default-src 'none'; script-src {scripts}; style-src {styles} 'unsafe-inline'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    make_sync(move |_| {
        Response::builder()
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, &policy)
            .body(html.clone())
    })
}

/// Serves the OpenAPI document.
pub(crate) fn document(json: &str) -> impl Endpoint<Output = Response> + use<> {
    let json = json.to_owned();
    make_sync(move |_| {
        Response::builder()
            .content_type("application/json; charset=utf-8")
            .body(json.clone())
    })
}

/// Returns the CSP sources of all inline elements of a kind (CSP level 2, hash sources).
fn hashes(html: &str, open: &str, close: &str) -> String {
    let mut sources = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(open) {
        let tag = &rest[at..];
        let Some((start, end)) = tag
            .find('>')
            .and_then(|start| Some((start + 1, tag[start..].find(close)? + start)))
        else {
            break;
        };
        sources.push(format!(
            "'sha256-{}'",
            STANDARD.encode(Sha256::digest(&tag.as_bytes()[start..end]))
        ));
        rest = &tag[end..];
    }
    sources.join(" ")
}

#[cfg(test)]
mod tests {
    use super::hashes;

    #[test]
    fn each_inline_script_is_named_by_its_hash() {
        let html = "<script>alert(1)</script><p>x</p><script charset=\"utf-8\">alert(2)</script>";
        assert_eq!(
            hashes(html, "<script", "</script>"),
            "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' 'sha256-4axlHpxgDbFzJObpXPFZgZhULrEGgJiud3OwxN9unHg='"
        );
    }
}
