//! The comments of the caller: how they are shown, listed, and proved to be the caller's own.

use std::time::Duration;

use poem_openapi::{Object, payload::Json};
use uuid::Uuid;

use super::{sender::Sender, service::SubmissionsApi};
use crate::{
    clock::Timestamp,
    closed_set::closed_set,
    comment::{
        AuthorView, CommentStatus, ThreadState,
        api::wire::{PublicAuthor, PublicComment, depth},
    },
    commenter::api::wire::picture_url,
    http::{Code, CursorReader, CursorWriter, Problem, Time},
    locale::Message,
    site::Site,
    submission::{EditAuthorization, Submissions},
    text::Page,
};

closed_set! {
    /// The status of a comment as its author sees it.
    pub enum OwnStatus: "OwnStatus" {
        /// Public.
        Approved = "approved",
        /// Waits for a moderator.
        Pending = "pending",
    }
}

impl From<CommentStatus> for OwnStatus {
    fn from(status: CommentStatus) -> Self {
        // Pending, spam and trash look alike to the author.
        if status == CommentStatus::Approved {
            Self::Approved
        } else {
            Self::Pending
        }
    }
}

/// A comment as its author sees it.
#[derive(Clone, Debug, Object)]
pub struct OwnComment {
    /// The comment's id.
    pub id: Uuid,
    /// The comment that it answers; null for one that begins a conversation.
    pub parent_id: Option<Uuid>,
    /// 0 for one that begins a conversation, at most 7.
    pub depth: u32,
    /// The author.
    pub author: PublicAuthor,
    /// The Markdown source.
    pub text: String,
    /// The rendered text; safe to insert into a page as it is.
    pub html: String,
    /// When it was created.
    pub created_at: Time,
    /// When it was last edited.
    pub edited_at: Option<Time>,
    /// Whether it is public.
    pub status: OwnStatus,
    /// What the public reads while `text`, an edit, waits for a moderator; null if none waits.
    pub published_html: Option<String>,
    /// Until when it can be edited and deleted; null when that time is over, and while the thread is
    /// locked, when it can only be deleted.
    pub editable_until: Option<Time>,
}

impl OwnComment {
    pub fn new(site: &Site, view: AuthorView, now: Timestamp, base_url: &str) -> Self {
        let AuthorView {
            comment: own,
            published_html,
        } = view;
        let window = Duration::from_secs(u64::from(site.policy.edit_window_seconds));
        let until = own.created_at.plus(window);
        let is_locked = own.thread_state == Some(ThreadState::Locked) && own.badge.is_none();
        Self {
            id: own.id,
            parent_id: own.parent,
            depth: depth(&own.path),
            author: PublicAuthor {
                name: own.name,
                website: own.website,
                kind: own.kind,
                verified: own.kind.verified(),
                role: own.badge.map(|badge| badge.role),
                picture: own
                    .identity
                    .as_ref()
                    .map(|identity| picture_url(base_url, identity.picture)),
                provider: own.identity.map(|identity| identity.provider),
            },
            text: own.text,
            html: own.html,
            created_at: own.created_at.into(),
            edited_at: own.edited_at.map(Time),
            published_html,
            status: own.status.into(),
            editable_until: (until > now && !is_locked).then_some(Time(until)),
        }
    }

    /// Returns the catalog entry of the note that only the author sees beside the comment.
    pub(crate) const fn note(&self) -> Option<&'static str> {
        match (self.published_html.is_some(), self.status) {
            (true, _) => Some("thread-edit-pending"),
            (false, OwnStatus::Pending) => Some("thread-pending"),
            (false, OwnStatus::Approved) => None,
        }
    }
}

impl From<OwnComment> for PublicComment {
    fn from(own: OwnComment) -> Self {
        Self {
            id: own.id,
            parent_id: own.parent_id,
            depth: own.depth,
            author: Some(own.author),
            html: own.html,
            created_at: own.created_at,
            edited_at: own.edited_at,
            pinned: false,
            removed: false,
            in_review: false,
        }
    }
}

/// The caller's own comments on a page, oldest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct OwnComments {
    /// Comments, including those that wait.
    pub items: Vec<OwnComment>,
    /// The cursor of the next part, for `after`; null at the end.
    pub next: Option<String>,
}

/// The response to an edit.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct EditAnswer {
    /// The comment after the edit.
    pub comment: OwnComment,
    /// Whether it is public; the same as the comment's status.
    pub status: OwnStatus,
    /// A human-readable message.
    pub message: String,
}

impl SubmissionsApi {
    /// Returns a part of the caller's own comments on a page, after a cursor.
    pub(crate) async fn own_part(
        &self,
        site: &Site,
        page: &Page,
        sender: &Sender,
        edit_tokens: Option<String>,
        (after, limit): (Option<String>, usize),
    ) -> Result<Json<OwnComments>, Problem> {
        let moderator = sender.moderator(site)?.map(|moderator| moderator.id);
        let person = sender.person(site)?.map(|viewer| viewer.person.id);
        let header = match edit_tokens {
            Some(header) => header,
            None if person.is_some() || moderator.is_some() => String::new(),
            None => return Err(no_token()),
        };
        let submissions = &self.submissions;
        let mut ids = comments_of(submissions, site, &header)?;
        if let Some(moderator) = moderator {
            let published = submissions.of_moderator(site, page.as_str(), moderator);
            ids.extend(published.await?);
        }
        let after = after
            .map(|after| CursorReader::read(&after, OWN, CursorReader::uuid))
            .transpose()?;
        let found = submissions
            .own_comments(site, page.as_str(), (ids, person), after, limit)
            .await?;
        let now = submissions.now();
        let own = found.comments.into_iter();
        Ok(Json(OwnComments {
            next: found
                .next
                .map(|id| CursorWriter::new(OWN).uuid(id).finish()),
            items: own
                .map(|own| OwnComment::new(site, own.into(), now, &self.base_url))
                .collect(),
        }))
    }
}

/// Returns a moderator's credential, or else the edit token that was sent, or else the commenter
/// session.
pub(super) fn edit_authorization(
    site: &Site,
    sender: &Sender,
    edit_token: Option<String>,
) -> Result<EditAuthorization, Problem> {
    if let Some(moderator) = sender.moderator(site)? {
        return Ok(EditAuthorization::Moderator(moderator.id));
    }
    let viewer = sender.person(site)?;
    match (edit_token, viewer) {
        (Some(token), _) => Ok(EditAuthorization::Token(token)),
        (None, Some(viewer)) => Ok(EditAuthorization::Person(viewer.person.id)),
        (None, None) => Err(no_token()),
    }
}

fn no_token() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-no-edit-token"))
}

/// The maximum number of edit tokens per request.
const TOKENS_MAX: usize = 50;

/// Returns the comments that comma-separated edit tokens give access to.
fn comments_of(submissions: &Submissions, site: &Site, header: &str) -> Result<Vec<Uuid>, Problem> {
    let tokens = header.split(',').map(str::trim);
    let tokens = tokens.filter(|token| !token.is_empty());
    if tokens.clone().count() > TOKENS_MAX {
        let message = "Must have at most 50 tokens.";
        return Err(Problem::field("Edit-Token", "too_long", message));
    }
    let seen = tokens.map(|token| {
        submissions
            .comment_readable_with(site, token)
            .ok_or_else(wrong_token)
    });
    let seen = seen.collect::<Result<Vec<_>, _>>()?;
    Ok(seen.into_iter().flatten().collect())
}

pub(super) fn wrong_token() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-wrong-edit-token"))
}

/// The kind of the cursors of a caller's own comments.
const OWN: u8 = 3;
