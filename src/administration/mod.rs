//! Administration: sites and their policies, with a preview of what a policy would do; moderators and their keys.

pub(crate) mod api;
mod policy_preview;
pub(crate) mod sql;

use uuid::Uuid;

pub(crate) use self::policy_preview::PolicyPreviews;
use crate::assessment::Assessment;

/// A stored comment, as far as a policy looks at it.
#[derive(Clone, Debug)]
struct PreviewedComment {
    id: Uuid,
    text: String,
    name: String,
    email: Option<String>,
    website: Option<String>,
    assessment: Assessment,
}
