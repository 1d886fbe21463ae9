//! What the endpoints for readers need.

use crate::{comment::Comments, site::Sites};

/// Endpoints for reading comments.
#[derive(Clone, Debug)]
pub(crate) struct CommentsApi {
    pub comments: Comments,
    pub sites: Sites,
    /// The public URL of this server, without a trailing slash.
    pub base_url: String,
}
