//! Style sheet, scripts and icon, embedded in the binary.

use poem::{
    IntoResponse as _, Response, handler,
    http::{HeaderName, header},
};

/// The policy of a worker, which only computes and makes no requests.
const WORKER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

#[handler]
pub(crate) fn style() -> Response {
    include_str!("assets/page.css")
        .with_content_type("text/css; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .into_response()
}

#[handler]
pub(crate) fn handover() -> Response {
    include_str!("assets/handover.js")
        .with_content_type("text/javascript; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .into_response()
}

#[handler]
pub(crate) fn sign_in_script() -> Response {
    script_for_all(include_str!("assets/sign-in.js"))
}

#[handler]
pub(crate) fn proof_script() -> Response {
    // The script also runs as a worker, which could not compute under the sandbox policy of other answers.
    script_for_all(include_str!("assets/proof.js"))
        .with_header(header::CONTENT_SECURITY_POLICY, WORKER_POLICY)
        .into_response()
}

/// Serves a script that any page may load.
fn script_for_all(script: &'static str) -> Response {
    script
        .with_content_type("text/javascript; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .with_header(
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        )
        .into_response()
}

/// Served because browsers request it for every page.
#[handler]
pub(crate) fn icon() -> Response {
    include_str!("assets/icon.svg")
        .with_content_type("image/svg+xml")
        .with_header(header::CACHE_CONTROL, "public, max-age=86400")
        .into_response()
}
