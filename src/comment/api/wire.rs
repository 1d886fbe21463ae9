//! The wire types of comments.

use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    comment::{CommentStatus, IdentityKind, record, sql::reading::CommentRow},
    commenter::api::wire::picture_url,
    http::Time,
    moderator::Role,
};

/// The public data about the author of a comment.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PublicAuthor {
    /// Empty when the site does not require a name and none was given.
    pub name: String,
    /// An `http` or `https` URL.
    pub website: Option<String>,
    /// How the author is identified.
    pub kind: IdentityKind,
    /// Verified by email, by another account or by a moderator's credential; a guest only typed a name.
    pub verified: bool,
    /// The role of the moderator who published the comment, at that time; null for comments by readers.
    /// Show it as a badge: a name alone proves nothing.
    pub role: Option<Role>,
    /// The sign-in provider: `email`, `github`, …; null for guests.
    pub provider: Option<String>,
    /// The URL of the profile picture, on this server; null for guests.
    pub picture: Option<String>,
}

/// A comment as the public sees it.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Comment", example)]
pub(crate) struct PublicComment {
    /// The comment's id.
    pub id: Uuid,
    /// The comment that it answers; null for one that begins a conversation.
    pub parent_id: Option<Uuid>,
    /// 0 for one that begins a conversation, at most 7.
    pub depth: u32,
    /// Null when the comment was removed and is only a stub for its replies.
    pub author: Option<PublicAuthor>,
    /// Safe to insert into a page as it is: contains `p`, `br`, `em`, `strong`, `del`, `code`, `pre`,
    /// `blockquote`, `ul`, `ol`, `li` and `a[href]` only.
    pub html: String,
    /// When it was created.
    pub created_at: Time,
    /// When its author or a moderator last edited it.
    pub edited_at: Option<Time>,
    /// Whether a moderator has it shown first, with the replies to it.
    pub pinned: bool,
    /// Whether it was removed and is only a stub for its replies; `html` is empty then.
    pub removed: bool,
    /// Whether its author edited it and `html` is empty until a moderator has decided. Only if the
    /// site's policy `edits` is `hide`.
    pub in_review: bool,
}

impl PublicComment {
    pub(crate) fn new(shown: CommentRow, base_url: &str) -> Self {
        let is_shown = shown.status == CommentStatus::Approved;
        let in_review = shown.status == CommentStatus::Pending && shown.has_waiting_edit;
        let removed = !is_shown && !in_review;
        let author = (!removed).then(|| PublicAuthor {
            name: shown.name,
            website: shown.website,
            kind: shown.kind,
            verified: shown.kind.verified(),
            role: shown.role,
            provider: shown.provider,
            picture: shown.picture.map(|id| picture_url(base_url, id)),
        });
        Self {
            id: shown.id,
            parent_id: shown.parent,
            depth: depth(&shown.path),
            author,
            html: if is_shown { shown.html } else { String::new() },
            created_at: shown.created_at.into(),
            edited_at: shown.edited_at.map(Time),
            pinned: shown.is_pinned && is_shown,
            removed,
            in_review,
        }
    }
}

pub(crate) fn depth(path: &[u8]) -> u32 {
    u32::try_from(record::depth(path)).unwrap_or(u32::MAX)
}
