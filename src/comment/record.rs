//! The data types of a comment as it is stored, and of its thread.

use uuid::Uuid;

use super::{CommentStatus, ThreadState, TitleSource};
use crate::{
    assessment::Assessment,
    classifier::Label,
    clock::Timestamp,
    closed_set::closed_set,
    external_check::CheckContext,
    moderator::Role,
    render::render,
    site::{Site, SiteId},
    spam::TrainingExample,
};

closed_set! {
    /// How an author is identified.
    pub enum IdentityKind: "AuthorKind" {
        /// Typed a name; nothing is verified.
        Guest = "guest",
        /// Verified an email address.
        Email = "email",
        /// Signed in with another account.
        Social = "social",
        /// A moderator who posted with a moderator's session or an API key.
        Moderator = "moderator",
    }
}

impl IdentityKind {
    /// Returns the stored kind. A moderator's comment is stored as that of a guest with a badge and
    /// without a person; see [`Self::with`].
    pub(super) const fn stored(self) -> Self {
        match self {
            Self::Moderator => Self::Guest,
            kind => kind,
        }
    }

    /// Returns the kind of a comment with or without a badge and with or without a person.
    pub(super) const fn with(self, badge: bool, person: bool) -> Self {
        match self {
            Self::Guest if badge && !person => Self::Moderator,
            kind => kind,
        }
    }

    /// Returns whether the identity is verified, and not only typed.
    #[must_use]
    pub const fn verified(self) -> bool {
        !matches!(self, Self::Guest)
    }
}

/// The verified identity stored with a comment. It does not change with the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorIdentity {
    pub person: Uuid,
    /// `email`, or the id of the provider.
    pub provider: String,
    pub picture: Uuid,
}

/// The moderator who published a comment, with the role at that time. It does not change: readers of an
/// old thread still see who spoke for the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    pub moderator: Uuid,
    pub role: Role,
}

/// A comment with all its stored data.
#[derive(Clone, Debug)]
pub struct Comment {
    pub site: SiteId,
    pub id: Uuid,
    pub thread: Uuid,
    pub page: String,
    /// As the comment claims it, or else that of the thread.
    pub title: Option<String>,
    /// The title of the thread, and who set it.
    pub thread_title: Option<String>,
    pub thread_title_source: Option<TitleSource>,
    /// What a moderator set for the thread.
    pub thread_state: Option<ThreadState>,
    pub url: Option<String>,
    pub parent: Option<Uuid>,
    /// The comment that the author replied to; on the deepest level it differs from `parent`.
    pub reply_to: Option<Uuid>,
    pub path: Vec<u8>,
    pub status: CommentStatus,
    pub version: i64,
    pub kind: IdentityKind,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub author: Option<Vec<u8>>,
    pub identity: Option<AuthorIdentity>,
    pub badge: Option<Badge>,
    pub text: String,
    pub html: String,
    pub address_hash: Option<Vec<u8>>,
    pub network: Option<String>,
    pub user_agent: Option<String>,
    pub assessment: Assessment,
    pub label: Option<Label>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Of the normalized text.
    pub digest: i64,
    /// When text or status last changed, by the change clock.
    pub changed_at: Timestamp,
    /// The edit that its author sees instead of the text.
    pub edit: Option<CommentEdit>,
}

impl Comment {
    /// Returns the text that its author wrote last.
    #[must_use]
    pub(crate) fn latest_text(&self) -> &str {
        self.edit.as_ref().map_or(&self.text, |edit| &edit.text)
    }

    /// Returns whether the text that its author wrote last is hidden by a ban.
    #[must_use]
    pub(crate) fn is_shadowed(&self) -> bool {
        let edit = self.edit.as_ref();
        edit.is_some_and(|edit| edit.state == EditState::Shadowed)
    }

    /// Returns the depth in the thread; 0 for a root.
    #[must_use]
    pub fn depth(&self) -> usize {
        depth(&self.path)
    }

    /// Returns the comments above it, from the root down.
    #[must_use]
    pub fn ancestors(&self) -> Vec<Uuid> {
        ancestors(&self.path)
    }

    /// Returns the training example that the comment yields.
    #[must_use]
    pub fn training_example(&self) -> TrainingExample<'_> {
        TrainingExample {
            site: self.site,
            comment: self.id,
            text: &self.text,
            name: &self.name,
            website: self.website.as_deref(),
            author: self.author.as_deref(),
            verified: self.kind.verified(),
            network: self.network.as_deref(),
            at: self.created_at,
            assessment: &self.assessment,
        }
    }

    /// Returns what is sent to external services about it.
    #[must_use]
    pub fn check_context<'a>(&'a self, site: &'a Site) -> CheckContext<'a> {
        CheckContext {
            site,
            page: &self.page,
            title: self.title.as_deref(),
            url: self.url.as_deref(),
            reply: self.reply_to.is_some(),
            text: &self.text,
            name: &self.name,
            email: self.email.as_deref(),
            website: self.website.as_deref(),
            verified: self.kind.verified(),
            network: self.network.as_deref(),
            user_agent: self.user_agent.as_deref(),
            at: self.created_at,
            edited: false,
        }
    }
}

closed_set! {
    /// The state of an edit.
    pub enum EditState {
        /// In the queue.
        Waiting = "waiting",
        /// Filed without review, since its author has a shadow ban; only the author sees it.
        Shadowed = "shadowed",
        /// A moderator rejected it.
        Rejected = "rejected",
        /// It was published; its row holds the previous text.
        Replaced = "replaced",
    }
}

impl EditState {
    /// Returns the state as stored with the comment: only states that the author sees.
    pub(super) const fn of_comment(self) -> Option<Self> {
        match self {
            Self::Waiting | Self::Shadowed => Some(self),
            Self::Rejected | Self::Replaced => None,
        }
    }
}

/// Another text of a comment.
#[derive(Clone, Debug)]
pub struct CommentEdit {
    pub id: Uuid,
    pub state: EditState,
    /// The comment is hidden from the page while the edit waits.
    pub hides: bool,
    pub text: String,
    pub digest: i64,
    pub assessment: Assessment,
    pub label: Option<Label>,
    /// When the author wrote it; `None` for the first text of the comment.
    pub written_at: Option<Timestamp>,
}

/// A comment as its author sees it: with the text of an edit that waits.
#[derive(Clone, Debug)]
pub struct AuthorView {
    pub comment: Comment,
    /// What the public reads while the text waits for a moderator.
    pub published_html: Option<String>,
}

impl From<Comment> for AuthorView {
    fn from(mut comment: Comment) -> Self {
        let mut published_html = None;
        if let Some(edit) = comment.edit.take() {
            let html = std::mem::replace(&mut comment.html, render(&edit.text));
            published_html = (comment.status == CommentStatus::Approved).then_some(html);
            comment.status = CommentStatus::Pending;
            comment.text = edit.text;
            comment.edited_at = edit.written_at;
        }
        Self {
            comment,
            published_html,
        }
    }
}

/// The size of one id in a path, in bytes.
pub(super) const STEP: usize = 16;

pub(super) fn depth(path: &[u8]) -> usize {
    (path.len() / STEP).saturating_sub(1)
}

/// Returns every id of the path except the last.
fn ancestors(path: &[u8]) -> Vec<Uuid> {
    let above = path.len().saturating_sub(STEP);
    path[..above]
        .chunks_exact(STEP)
        .filter_map(|id| Uuid::from_slice(id).ok())
        .collect()
}

/// Returns the path of a reply, and the parent to which it is attached: the deepest level takes all
/// deeper replies.
pub(crate) fn reply_path(parent: &[u8], id: Uuid, depth_max: usize) -> (Vec<u8>, Option<Uuid>) {
    // The policy counts levels from 1: with 1, every comment is a root.
    let levels = depth_max.saturating_sub(1).min(parent.len() / STEP);
    let mut path = parent[..levels * STEP].to_vec();
    let attached = path
        .rchunks_exact(STEP)
        .next()
        .and_then(|id| Uuid::from_slice(id).ok());
    path.extend_from_slice(id.as_bytes());
    (path, attached)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn a_reply_stands_below_its_parent_until_the_last_level_takes_all() {
        let mut path = reply_path(&[], id(1), 8).0;
        for n in 2..=8 {
            let (next, parent) = reply_path(&path, id(n), 8);
            assert_eq!(parent, Some(id(n - 1)));
            assert_eq!(depth(&next), usize::try_from(n).expect("small") - 1);
            path = next;
        }
        let (ninth, parent) = reply_path(&path, id(9), 8);
        assert_eq!(
            (depth(&ninth), parent),
            (7, Some(id(7))),
            "a sibling of the comment on the eighth level"
        );
        assert_eq!(ancestors(&ninth), (1..=7).map(id).collect::<Vec<_>>());
        assert_eq!(
            reply_path(&path, id(9), 1).1,
            None,
            "a flat list has roots only"
        );
    }
}
