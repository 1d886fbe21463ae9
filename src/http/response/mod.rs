//! Responses: problem details, cached bytes, entity tags, compression, cursors of lists.

pub mod cached;
pub mod compression;
pub mod cursor;
pub mod etag;
mod gzip;
pub mod openapi;
pub mod problem;
pub mod refused;
pub mod time;

/// The policy for pages of this server: they may load its own style sheet and images and submit its own
/// forms.
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
