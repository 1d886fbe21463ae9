//! Submissions: what readers and moderators send, from a form to a stored comment; `submit.rs` describes the path.

pub(crate) mod api;
mod checks;
mod edit;
mod edit_token;
mod external_checks;
mod form;
mod own_comments;
mod refusal;
mod repeat;
pub(crate) mod sql;
mod store;
mod submit;

use std::sync::Arc;

use uuid::Uuid;

use crate::{
    ban::BanIndex,
    clock::{Clock, Timestamp},
    comment::{AuthorView, Comments, IDEMPOTENCY_RETENTION, IdentityKind},
    commenter::Viewer,
    db::{Db, Expiration, ExpirySql, KeyColumn},
    flood::{CheckedToken, Floods, ProofState},
    limit::{LimitStatus, Limits},
    secret::{KeyRing, Secrets},
    site::Site,
    spam::Spam,
    text::{Body, Email, Name, Page, Title, Website},
};

pub use self::refusal::Refusal;
pub(crate) use self::{form::OpenedForm, own_comments::EditAuthorization};

/// The service for submissions. Clones share its state.
#[derive(Clone, Debug)]
pub struct Submissions(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    limits: Arc<Limits>,
    spam: Spam,
    floods: Floods,
    bans: BanIndex,
    comments: Comments,
    /// Signs edit tokens, so that they need not be stored.
    edit: KeyRing,
}

/// The name of the honeypot field, which people do not see; a client that fills it is most likely a
/// bot.
pub(crate) const HONEYPOT: &str = "subject";

impl Submissions {
    #[must_use]
    pub fn new(
        db: Db,
        clock: Clock,
        secrets: &Secrets,
        limits: Arc<Limits>,
        floods: Floods,
        bans: BanIndex,
        comments: Comments,
    ) -> Self {
        Self(Arc::new(Inner {
            edit: secrets.keys("edit token"),
            spam: comments.spam().clone(),
            db,
            clock,
            limits,
            floods,
            bans,
            comments,
        }))
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    #[must_use]
    pub fn spam(&self) -> &Spam {
        &self.0.spam
    }

    /// Returns the keyed hashes by which the same author is recognized, the current one first; none for
    /// a guest without an email address.
    fn author_keys(&self, author: &CommentAuthor) -> Vec<Vec<u8>> {
        let hasher = self.0.comments.hasher();
        match author {
            CommentAuthor::Person(viewer) => hasher.person(viewer.person.id),
            CommentAuthor::Guest(guest) => hasher.author(None, guest.email.as_ref()),
            CommentAuthor::Moderator { id, .. } => hasher.moderator(*id),
        }
    }

    fn note_refused_change(&self, refusal: &Refusal) {
        if let Refusal::Db(error) = refusal {
            self.0.comments.note_failed_change(error);
        }
    }

    /// Returns what is stored for a limited time.
    #[must_use]
    pub fn expirations(now: Timestamp) -> Vec<Expiration> {
        let records = ExpirySql::ByKey {
            expired: sql::idempotency::EXPIRED,
            key: &[KeyColumn::Int, KeyColumn::Bytes, KeyColumn::Text],
            remove: sql::idempotency::EXPIRE_ONE,
        };
        vec![Expiration {
            what: "idempotency records",
            sql: records,
            bound: now.minus(IDEMPOTENCY_RETENTION).0,
        }]
    }
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
    pub author: CommentAuthor,
    pub form: FormSignals,
}

/// What a form sent besides the fields that its user fills in.
#[derive(Clone, Debug)]
pub struct FormSignals {
    pub token: CheckedToken,
    /// The result of checking the proof of work, whether one was required or not.
    pub proof_of_work: ProofState,
    /// Whether the honeypot field, which people do not see, was filled.
    pub honeypot: bool,
    /// Why the form may not have sent what the reader meant, for the moderator: the comment is held.
    pub irregular: Option<&'static str>,
    /// The response that the widget of a captcha put into the form.
    pub captcha: Option<String>,
    /// The `Referer` of the request.
    pub referrer: Option<String>,
}

impl FormSignals {
    /// Returns the signals of a request without a form, such as an edit.
    #[must_use]
    pub fn none() -> Self {
        Self {
            token: CheckedToken::missing(),
            proof_of_work: ProofState::Missing,
            honeypot: false,
            irregular: None,
            captcha: None,
            referrer: None,
        }
    }

    /// Marks the proof of work as already used by another submission.
    fn mark_proof_of_work_used(&mut self) {
        self.proof_of_work = ProofState::Used;
        self.token = CheckedToken::used();
    }
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
            Self::Person(viewer) if viewer.is_by_mail() => IdentityKind::Email,
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

impl Submission {
    /// Returns the URL if it names the page with this key on an origin of the site, to which readers
    /// may be redirected. Any other is a claim about a different page.
    fn url_of(&self, site: &Site, page: &str) -> Option<&str> {
        self.url.as_deref().filter(|url| {
            site.owns(url)
                && site
                    .page_of_url(url)
                    .is_some_and(|named| named.as_str() == page)
        })
    }
}

/// A request that may be retried: its sender, its key, and a hash of its body.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// A keyed hash of the session, or of the IP address of a guest.
    pub actor: Vec<u8>,
    pub key: String,
    pub fingerprint: Vec<u8>,
}

/// The result of an accepted submission.
#[derive(Clone, Debug)]
pub struct AcceptedSubmission {
    pub comment: AuthorView,
    /// What is left of the limits, for the response headers; `None` when an earlier answer is repeated.
    pub limits: Option<LimitStatus>,
    /// The answer to the first click is returned again, without the edit token.
    pub is_double_click: bool,
}
