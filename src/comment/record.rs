//! The shapes of a comment: as posted, as kept, and the thread it stands in.

use crate::http::address::canonical;
use std::net::IpAddr;

use ipnet::IpNet;
use uuid::Uuid;

use super::{CommentEdit, Status, TitleSource, render};
use crate::{
    clock::Timestamp,
    identity::{Role, person::Viewer},
    site::{Site, SiteId},
    spam::{Assessment, CheckedToken, Label, Lesson, ProofState},
    text::{Body, Email, Name, Page, Title, Website},
};

/// How the author is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Typed a name, nothing proved.
    Guest,
    /// Proved a mail address.
    Email,
    /// Signed in with another account.
    Social,
    /// A moderator who posted with a moderator's session or an API key.
    Moderator,
}

impl Kind {
    /// The word of the database. A moderator's comment is stored as one of a guest with a badge and
    /// without a person; see [`Self::with`].
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Guest | Self::Moderator => "guest",
            Self::Email => "email",
            Self::Social => "social",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Guest, Self::Email, Self::Social]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// The kind of a comment that carries this badge, if any, and was written by this person, if any.
    pub(super) const fn with(self, badge: bool, person: bool) -> Self {
        match self {
            Self::Guest if badge && !person => Self::Moderator,
            kind => kind,
        }
    }

    /// Is there more to this identity than what somebody typed?
    #[must_use]
    pub const fn verified(self) -> bool {
        !matches!(self, Self::Guest)
    }
}

/// What a person's decision taught the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taught {
    Ham,
    Spam,
}

impl Taught {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Spam => "spam",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ham, Self::Spam]
            .into_iter()
            .find(|taught| taught.word() == word)
    }

    /// What a label says.
    #[must_use]
    pub const fn of(label: Label) -> Self {
        match label {
            Label::Ham => Self::Ham,
            Label::Spam => Self::Spam,
        }
    }

    /// What a person says by giving a comment this status.
    #[must_use]
    pub const fn by(status: Status) -> Option<Self> {
        match status {
            Status::Approved => Some(Self::Ham),
            Status::Spam => Some(Self::Spam),
            Status::Pending | Status::Trash | Status::Deleted => None,
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

/// One page's conversation.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: Uuid,
    pub page: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub open: bool,
    /// Approved comments.
    pub approved: i64,
    /// Grows with everything that the public can see change.
    pub version: i64,
    pub created_at: Timestamp,
    /// Who set the title; `None` when it is what the oldest approved comment claims.
    pub title_source: Option<TitleSource>,
}

/// What somebody sent, every field good by itself.
#[derive(Clone, Debug)]
pub struct Draft {
    pub page: Page,
    pub text: Body,
    pub parent: Option<Uuid>,
    pub title: Option<Title>,
    /// The URL of the page, on one of the site's origins. Readers go back to it; for the thread it
    /// counts only where it names the thread's own page.
    pub url: Option<String>,
    pub speaker: Speaker,
    pub token: CheckedToken,
    /// What came of the challenge, whether one was given or not.
    pub proof: ProofState,
    /// Was the field filled that people do not see?
    pub honeypot: bool,
    /// What the form sent that may not be what the reader meant, for the moderator: it is held.
    pub irregular: Option<&'static str>,
    /// What the widget of a captcha put into the form.
    pub captcha: Option<String>,
    /// The `Referer` of the request.
    pub referrer: Option<String>,
}

/// Who says it.
#[derive(Clone, Debug)]
pub enum Speaker {
    /// Nobody knows who; nothing is proved.
    Guest(Guest),
    /// Somebody with a session.
    Person(Box<Viewer>),
    /// A moderator with a moderator's session or an API key.
    Moderator {
        id: Uuid,
        /// What readers see.
        name: String,
    },
}

impl Speaker {
    /// The name that is shown; empty when none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Guest(guest) => guest.name.as_ref().map_or("", Name::as_str),
            Self::Person(viewer) => &viewer.person.name,
            Self::Moderator { name, .. } => name,
        }
    }

    /// The mail address, typed or proved.
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
    pub fn kind(&self) -> Kind {
        match self {
            Self::Guest(_) => Kind::Guest,
            Self::Person(viewer) if viewer.by_mail() => Kind::Email,
            Self::Person(_) => Kind::Social,
            Self::Moderator { .. } => Kind::Moderator,
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

/// What a guest told of themselves.
#[derive(Clone, Debug)]
pub struct Guest {
    pub name: Option<Name>,
    pub email: Option<Email>,
    pub website: Option<Website>,
}

/// Where a request came from, as little as will do.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub address_hash: Option<Vec<u8>>,
    /// `203.0.113.0/24` or `2001:db8:1::/48`.
    pub network: Option<String>,
    pub user_agent: Option<String>,
}

/// What is kept with a comment of whoever proved who they are; it stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    pub person: Uuid,
    /// `email`, or the id of the provider.
    pub provider: String,
    pub picture: Uuid,
}

/// The moderator who published a comment, with the role at that time. It stays as it was: readers of
/// an old thread still see who spoke for the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    pub moderator: Uuid,
    pub role: Role,
}

/// A comment ready to be judged and kept.
#[derive(Clone, Debug)]
pub struct Post {
    pub kind: Kind,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    /// Keyed hash by which the same person is known again.
    pub author: Option<Vec<u8>>,
    /// The same under other secrets; used for look-ups, never stored.
    pub earlier_authors: Vec<Vec<u8>>,
    /// How and as what they are known, of those who proved it.
    pub proved: Option<Proved>,
    pub text: String,
    pub html: String,
    /// Of the normalised text, to find the same text again.
    pub digest: i64,
    pub client: Client,
}

impl Post {
    /// The keys of its author; none of a guest without an email address.
    pub(super) fn author_keys(&self) -> Vec<Vec<u8>> {
        let keys = self.author.iter().chain(&self.earlier_authors);
        keys.cloned().collect()
    }
}

/// What is written for a new comment.
#[derive(Debug)]
pub(super) struct NewComment<'a> {
    pub(super) site: SiteId,
    pub(super) id: Uuid,
    pub(super) thread: Uuid,
    pub(super) parent: Option<Uuid>,
    /// The comment that the author replied to; on the last level it differs from `parent`.
    pub(super) reply_to: Option<Uuid>,
    pub(super) path: Vec<u8>,
    pub(super) status: Status,
    pub(super) post: &'a Post,
    pub(super) assessment: &'a Assessment,
    pub(super) at: Timestamp,
    /// What it tells of its page.
    pub(super) page_title: Option<&'a str>,
    pub(super) page_url: Option<&'a str>,
}

/// A request that may be sent again: its sender, its key, and a hash of its body.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// A keyed hash of the session, or of the IP address of a guest.
    pub actor: Vec<u8>,
    pub key: String,
    pub fingerprint: Vec<u8>,
}

impl Draft {
    /// The URL, where it names the page with this key on an origin of the site that readers may be
    /// sent to. Any other is a claim about a page that is not this one.
    pub(super) fn url_of(&self, site: &Site, page: &str) -> Option<&str> {
        self.url.as_deref().filter(|url| {
            site.owns(url)
                && site
                    .page_of_url(url)
                    .is_some_and(|named| named.as_str() == page)
        })
    }
}

/// A comment with everything known of it.
#[derive(Clone, Debug)]
pub struct Stored {
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
    /// The comment that the author replied to; on the last level it differs from `parent`.
    pub reply_to: Option<Uuid>,
    pub path: Vec<u8>,
    pub status: Status,
    pub version: i64,
    pub kind: Kind,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub author: Option<Vec<u8>>,
    pub proved: Option<Proved>,
    pub badge: Option<Badge>,
    pub text: String,
    pub html: String,
    pub address_hash: Option<Vec<u8>>,
    pub network: Option<String>,
    pub user_agent: Option<String>,
    pub assessment: Assessment,
    pub taught: Option<Taught>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Of the normalized text.
    pub digest: i64,
    /// When text or status last changed, by the change clock.
    pub changed_at: Timestamp,
    /// The edit that its author sees instead of the text.
    pub edit: Option<CommentEdit>,
}

impl Stored {
    /// 0 for a root.
    #[must_use]
    pub fn depth(&self) -> usize {
        depth(&self.path)
    }

    /// The comments above it, from the root down.
    #[must_use]
    pub fn ancestors(&self) -> Vec<Uuid> {
        ancestors(&self.path)
    }

    /// What the memory learns from it.
    #[must_use]
    pub fn lesson(&self) -> Lesson<'_> {
        Lesson {
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
pub struct Own {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub path: Vec<u8>,
    pub status: Status,
    pub kind: Kind,
    pub name: String,
    pub website: Option<String>,
    pub proved: Option<Proved>,
    pub badge: Option<Badge>,
    pub text: String,
    pub html: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// What everyone reads while `text` waits for a moderator.
    pub published_html: Option<String>,
}

impl From<Stored> for Own {
    fn from(mut stored: Stored) -> Self {
        let mut published_html = None;
        if let Some(edit) = stored.edit.take() {
            let html = std::mem::replace(&mut stored.html, render(&edit.text));
            published_html = (stored.status == Status::Approved).then_some(html);
            stored.status = Status::Pending;
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

/// The network that is kept with a comment and shown to moderators: /24 of IPv4, /48 of IPv6.
#[must_use]
pub fn network_of(address: IpAddr) -> String {
    let address = canonical(address);
    let length = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new(address, length)
        .map(|network| network.trunc().to_string())
        .unwrap_or_default()
}

/// Bytes of one id in a path.
const STEP: usize = 16;

pub(super) fn depth(path: &[u8]) -> usize {
    (path.len() / STEP).saturating_sub(1)
}

/// Every id of the path but the last.
pub(super) fn ancestors(path: &[u8]) -> Vec<Uuid> {
    let above = path.len().saturating_sub(STEP);
    path[..above]
        .chunks_exact(STEP)
        .filter_map(|id| Uuid::from_slice(id).ok())
        .collect()
}

/// The path of a reply, and the parent that it attaches to: the last level takes all deeper ones.
pub(super) fn reply_path(parent: &[u8], id: Uuid, depth_max: usize) -> (Vec<u8>, Option<Uuid>) {
    // Levels are counted from 1 in the policy: with 1, every comment is a root.
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
            "a sibling of the eighth"
        );
        assert_eq!(ancestors(&ninth), (1..=7).map(id).collect::<Vec<_>>());
        assert_eq!(
            reply_path(&path, id(9), 1).1,
            None,
            "a flat list has roots only"
        );
    }
}
