//! Style sheets, scripts and the icon of the pages of this server, and the scripts for forms of other sites.

use std::sync::LazyLock;

use poem::{
    IntoResponse as _, Response, handler,
    http::{HeaderMap, HeaderValue, header},
};

use super::embedded_file::{EmbeddedFile, SCRIPT, STYLE, for_all};

/// The policy of a worker, which only computes and makes no requests.
const WORKER_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

static PAGE_STYLE: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("page.css", STYLE, include_str!("assets/page.css")));
static DEMO_STYLE: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("demo.css", STYLE, include_str!("assets/demo.css")));
static HANDOVER: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("handover.js", SCRIPT, include_str!("assets/handover.js")));
static SIGN_IN: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("sign-in.js", SCRIPT, include_str!("assets/sign-in.js")));
static PROOF: LazyLock<EmbeddedFile> =
    LazyLock::new(|| EmbeddedFile::new("proof.js", SCRIPT, include_str!("assets/proof.js")));

#[handler]
pub(crate) fn style(headers: &HeaderMap) -> Response {
    PAGE_STYLE.answer(headers)
}

/// The style of the blog of the demo.
#[handler]
pub(crate) fn demo_style(headers: &HeaderMap) -> Response {
    DEMO_STYLE.answer(headers)
}

#[handler]
pub(crate) fn handover(headers: &HeaderMap) -> Response {
    HANDOVER.answer(headers)
}

#[handler]
pub(crate) fn sign_in_script(headers: &HeaderMap) -> Response {
    for_all(SIGN_IN.answer(headers))
}

#[handler]
pub(crate) fn proof_script(headers: &HeaderMap) -> Response {
    let mut response = for_all(PROOF.answer(headers));
    // The script also runs as a worker, which could not compute under the sandbox policy of other answers.
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    response
}

/// Served because browsers request it for every page.
#[handler]
pub(crate) fn icon() -> Response {
    include_str!("assets/icon.svg")
        .with_content_type("image/svg+xml")
        .with_header(header::CACHE_CONTROL, "public, max-age=86400")
        .into_response()
}
