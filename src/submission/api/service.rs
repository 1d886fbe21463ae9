//! What the endpoints for commenters need.

use crate::{
    comment::Comments, commenter::People, moderator::Moderators, site::Sites,
    submission::Submissions,
};

/// Endpoints for posting comments and managing one's own.
#[derive(Clone, Debug)]
pub(crate) struct SubmissionsApi {
    pub submissions: Submissions,
    pub comments: Comments,
    pub sites: Sites,
    pub people: People,
    pub identity: Moderators,
    /// The public URL of this server, without a trailing slash.
    pub base_url: String,
}
