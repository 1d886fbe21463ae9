//! The headers of responses that set no others.

use crate::http::API_BASE;
use poem::http::{HeaderName, HeaderValue, header};

/// Returns whether the URL of a page, or of a form in it, contains a token or a code. No request may send
/// that URL as its referrer, not even when the response is an error.
pub(super) fn has_secret(path: &str) -> bool {
    path == "/setup"
        || path.starts_with("/setup/")
        || path.starts_with("/sign-in/")
        || path.strip_prefix(API_BASE).is_some_and(|rest| {
            rest.starts_with("/moderation/act/")
                || (rest.ends_with("/callback") && rest.contains("/session/"))
        })
}

/// Default headers that are safe for API responses; pages override what they need.
pub(crate) static DEFAULTS: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];
