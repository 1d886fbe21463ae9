//! The data types of a comment: as submitted, as stored, and its thread.

use std::net::IpAddr;

use ipnet::IpNet;
use uuid::Uuid;

use super::{CommentEdit, CommentStatus, TitleSource, render};
use crate::{
    classifier::Label,
    clock::Timestamp,
    commenter::Viewer,
    flood::{CheckedToken, ProofState},
    http::middleware::client_ip::canonical,
    moderator::Role,
    site::{Site, SiteId},
    spam::{Assessment, TrainingExample},
    text::{Body, Email, Name, Page, Title, Website},
};

/// How the author is identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// Typed a name; nothing is verified.
    Guest,
    /// Verified an email address.
    Email,
    /// Signed in with another account.
    Social,
    /// A moderator who posted with a moderator's session or an API key.
    Moderator,
}

impl IdentityKind {
    /// Returns the stored name. A moderator's comment is stored as that of a guest with a badge and
    /// without a person; see [`Self::with`].
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Guest | Self::Moderator => "guest",
            Self::Email => "email",
            Self::Social => "social",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Guest, Self::Email, Self::Social]
            .into_iter()
            .find(|kind| kind.as_str() == word)
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

/// The label that a moderator's decision gave a comment as a training example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleLabel {
    Ham,
    Spam,
}

impl ExampleLabel {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Spam => "spam",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ham, Self::Spam]
            .into_iter()
            .find(|taught| taught.as_str() == word)
    }

    /// Converts a label.
    #[must_use]
    pub const fn of(label: Label) -> Self {
        match label {
            Label::Ham => Self::Ham,
            Label::Spam => Self::Spam,
        }
    }

    /// Returns the label that a moderator assigns by giving a comment this status.
    #[must_use]
    pub const fn by(status: CommentStatus) -> Option<Self> {
        match status {
            CommentStatus::Approved => Some(Self::Ham),
            CommentStatus::Spam => Some(Self::Spam),
            CommentStatus::Pending | CommentStatus::Trash | CommentStatus::Deleted => None,
        }
    }

    #[must_use]
    pub const fn label(self) -> Label {
        match self {
            Self::Ham => Label::Ham,
            Self::Spam => Label::Spam,
        }
    }
}

/// The thread of a page.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: Uuid,
    pub page: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub open: bool,
    /// The number of approved comments.
    pub approved: i64,
    /// Grows with every change that the public can see.
    pub version: i64,
    pub created_at: Timestamp,
    /// Who set the title; `None` if it is the one that the oldest approved comment claims.
    pub title_source: Option<TitleSource>,
}

/// A submission in which every field is valid by itself.
#[derive(Clone, Debug)]
pub struct Submission {
    pub page: Page,
    pub text: Body,
    pub parent: Option<Uuid>,
    pub title: Option<Title>,
    /// The URL of the page, on one of the site's origins. Readers are redirected to it; for the thread
    /// it counts only if it names the thread's own page.
    pub url: Option<String>,
    pub speaker: CommentAuthor,
    pub token: CheckedToken,
    /// The result of checking the proof of work, whether one was required or not.
    pub proof: ProofState,
    /// Whether the honeypot field, which people do not see, was filled.
    pub honeypot: bool,
    /// Why the form may not have sent what the reader meant, for the moderator: the comment is held.
    pub irregular: Option<&'static str>,
    /// The response that the widget of a captcha put into the form.
    pub captcha: Option<String>,
    /// The `Referer` of the request.
    pub referrer: Option<String>,
}

/// The author of a submission.
#[derive(Clone, Debug)]
pub enum CommentAuthor {
    /// An unknown author; nothing is verified.
    Guest(Guest),
    /// A person with a session.
    Person(Box<Viewer>),
    /// A moderator with a moderator's session or an API key.
    Moderator {
        id: Uuid,
        /// The public display name.
        name: String,
    },
}

impl CommentAuthor {
    /// Returns the displayed name; empty if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Guest(guest) => guest.name.as_ref().map_or("", Name::as_str),
            Self::Person(viewer) => &viewer.person.name,
            Self::Moderator { name, .. } => name,
        }
    }

    /// Returns the email address, typed or verified.
    #[must_use]
    pub const fn email(&self) -> Option<&Email> {
        match self {
            Self::Guest(guest) => guest.email.as_ref(),
            Self::Person(viewer) => viewer.email.as_ref(),
            Self::Moderator { .. } => None,
        }
    }

    #[must_use]
    pub fn website(&self) -> Option<&str> {
        match self {
            Self::Guest(guest) => guest.website.as_ref().map(Website::as_str),
            Self::Person(viewer) => viewer.person.website.as_deref(),
            Self::Moderator { .. } => None,
        }
    }

    #[must_use]
    pub fn kind(&self) -> IdentityKind {
        match self {
            Self::Guest(_) => IdentityKind::Guest,
            Self::Person(viewer) if viewer.by_mail() => IdentityKind::Email,
            Self::Person(_) => IdentityKind::Social,
            Self::Moderator { .. } => IdentityKind::Moderator,
        }
    }

    #[must_use]
    pub fn person(&self) -> Option<&Viewer> {
        match self {
            Self::Guest(_) | Self::Moderator { .. } => None,
            Self::Person(viewer) => Some(viewer),
        }
    }
}

/// What a guest states about themselves.
#[derive(Clone, Debug)]
pub struct Guest {
    pub name: Option<Name>,
    pub email: Option<Email>,
    pub website: Option<Website>,
}

/// Where a request came from; stores as little as necessary.
#[derive(Clone, Debug, Default)]
pub struct ClientOrigin {
    pub address_hash: Option<Vec<u8>>,
    /// An IP prefix: `203.0.113.0/24` or `2001:db8:1::/48`.
    pub network: Option<String>,
    pub user_agent: Option<String>,
}

/// The verified identity stored with a comment. It does not change with the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedAuthor {
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

/// A comment ready to be judged and stored.
#[derive(Clone, Debug)]
pub struct PreparedSubmission {
    pub kind: IdentityKind,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    /// Keyed hash by which the same author is recognized.
    pub author: Option<Vec<u8>>,
    /// The same under previous secrets; used for look-ups, never stored.
    pub earlier_authors: Vec<Vec<u8>>,
    /// The verified identity, for authors who have one.
    pub proved: Option<VerifiedAuthor>,
    pub text: String,
    pub html: String,
    /// Of the normalized text, to find the same text again.
    pub digest: i64,
    pub client: ClientOrigin,
}

impl PreparedSubmission {
    /// Returns the keys of its author; none for a guest without an email address.
    pub(super) fn author_keys(&self) -> Vec<Vec<u8>> {
        let keys = self.author.iter().chain(&self.earlier_authors);
        keys.cloned().collect()
    }
}

/// What is stored for a new comment.
#[derive(Debug)]
pub(super) struct CommentInsert<'a> {
    pub(super) site: SiteId,
    pub(super) id: Uuid,
    pub(super) thread: Uuid,
    pub(super) parent: Option<Uuid>,
    /// The comment that the author replied to; on the deepest level it differs from `parent`.
    pub(super) reply_to: Option<Uuid>,
    pub(super) path: Vec<u8>,
    pub(super) status: CommentStatus,
    pub(super) post: &'a PreparedSubmission,
    pub(super) assessment: &'a Assessment,
    pub(super) at: Timestamp,
    /// What it claims about its page.
    pub(super) page_title: Option<&'a str>,
    pub(super) page_url: Option<&'a str>,
}

/// A request that may be retried: its sender, its key, and a hash of its body.
#[derive(Clone, Debug)]
pub struct IdempotencyRecord {
    /// A keyed hash of the session, or of the IP address of a guest.
    pub actor: Vec<u8>,
    pub key: String,
    pub fingerprint: Vec<u8>,
}

impl Submission {
    /// Returns the URL if it names the page with this key on an origin of the site, to which readers
    /// may be redirected. Any other is a claim about a different page.
    pub(super) fn url_of(&self, site: &Site, page: &str) -> Option<&str> {
        self.url.as_deref().filter(|url| {
            site.owns(url)
                && site
                    .page_of_url(url)
                    .is_some_and(|named| named.as_str() == page)
        })
    }
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
    pub proved: Option<VerifiedAuthor>,
    pub badge: Option<Badge>,
    pub text: String,
    pub html: String,
    pub address_hash: Option<Vec<u8>>,
    pub network: Option<String>,
    pub user_agent: Option<String>,
    pub assessment: Assessment,
    pub taught: Option<ExampleLabel>,
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
}

/// A comment as its author may see it.
#[derive(Clone, Debug)]
pub struct OwnedComment {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub path: Vec<u8>,
    pub status: CommentStatus,
    pub kind: IdentityKind,
    pub name: String,
    pub website: Option<String>,
    pub proved: Option<VerifiedAuthor>,
    pub badge: Option<Badge>,
    pub text: String,
    pub html: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// What the public reads while `text` waits for a moderator.
    pub published_html: Option<String>,
}

impl From<Comment> for OwnedComment {
    fn from(mut stored: Comment) -> Self {
        let mut published_html = None;
        if let Some(edit) = stored.edit.take() {
            let html = std::mem::replace(&mut stored.html, render(&edit.text));
            published_html = (stored.status == CommentStatus::Approved).then_some(html);
            stored.status = CommentStatus::Pending;
            stored.text = edit.text;
            stored.edited_at = edit.written_at;
        }
        Self {
            published_html,
            id: stored.id,
            parent: stored.parent,
            path: stored.path,
            status: stored.status,
            kind: stored.kind,
            name: stored.name,
            website: stored.website,
            proved: stored.proved,
            badge: stored.badge,
            text: stored.text,
            html: stored.html,
            created_at: stored.created_at,
            edited_at: stored.edited_at,
        }
    }
}

/// Returns the IP prefix that is stored with a comment and shown to moderators: /24 for IPv4, /48 for
/// IPv6.
#[must_use]
pub fn network_of(address: IpAddr) -> String {
    let address = canonical(address);
    let length = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new(address, length)
        .map(|network| network.trunc().to_string())
        .unwrap_or_default()
}

/// The size of one id in a path, in bytes.
const STEP: usize = 16;

pub(super) fn depth(path: &[u8]) -> usize {
    (path.len() / STEP).saturating_sub(1)
}

/// Returns every id of the path except the last.
pub(super) fn ancestors(path: &[u8]) -> Vec<Uuid> {
    let above = path.len().saturating_sub(STEP);
    path[..above]
        .chunks_exact(STEP)
        .filter_map(|id| Uuid::from_slice(id).ok())
        .collect()
}

/// Returns the path of a reply, and the parent to which it is attached: the deepest level takes all
/// deeper replies.
pub(super) fn reply_path(parent: &[u8], id: Uuid, depth_max: usize) -> (Vec<u8>, Option<Uuid>) {
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
