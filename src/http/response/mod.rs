//! Responses: problem details, cached bytes, entity tags, compression, cursors of lists.

pub(crate) mod cached;
pub(crate) mod coding;
pub(crate) mod compression;
pub(crate) mod cursor;
pub(crate) mod etag;
pub(crate) mod openapi;
pub(crate) mod problem;
pub(crate) mod refused;
pub(crate) mod time;

/// The policy for pages of this server: they may load its own style sheet and images and submit its own
/// forms.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
