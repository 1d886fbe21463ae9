//! The wire types of an export.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    clock::Timestamp,
    closed_set::closed_set,
    comment::{
        AuthoredComments, Comment, CommentRevision, EditState, IdentityKind, NoteAbout,
        sql::edits::StoredEdit,
    },
    commenter::{
        MailedCode, Person, PersonExport, PersonIdentity, SessionSummary, StoredPictureRow,
        api::wire::picture_url,
    },
    http::Time,
    moderator::Role,
    site::{Site, SiteId},
    submission::api::own_comments::OwnStatus,
};

/// All data stored about one person.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct PersonalData {
    /// When the data was collected.
    pub exported_at: Time,
    /// The person, the same on every site of this server.
    pub person: ExportedPerson,
    /// The identities with which the person signs in.
    pub identities: Vec<ExportedIdentity>,
    /// The sessions in which the person is signed in.
    pub sessions: Vec<ExportedSession>,
    /// Pictures from accounts with providers.
    pub pictures: Vec<ExportedPicture>,
    /// Codes that were mailed and have not been used.
    pub codes: Vec<ExportedCode>,
    /// The networks from which the person signed in by mail, each with the time of the last sign-in.
    /// The networks themselves are stored as keyed hashes, for 90 days.
    pub networks: Vec<ExportedNetwork>,
    /// The notes of moderators on the person.
    pub notes: Vec<ExportedNote>,
    /// All comments of the person, site by site, the oldest first.
    pub comments: Vec<ExportedComment>,
}

/// A person who has signed in.
#[derive(Clone, Debug, Object)]
pub struct ExportedPerson {
    /// The id of the person; the same on every site of this server.
    pub id: Uuid,
    /// The name shown with new comments.
    pub name: String,
    /// The website shown with the name.
    pub website: Option<String>,
    /// The URL of the picture, on this server.
    pub picture: String,
    /// When the person first signed in.
    pub created_at: Time,
}

/// An identity of the person.
#[derive(Clone, Debug, Object)]
pub struct ExportedIdentity {
    /// `email`, or the issuer of the account.
    pub issuer: String,
    /// The identifier that never changes at the issuer: an id, or the email address in lower case.
    pub subject: String,
    /// `email`, `github`, …
    pub provider: String,
    /// The name of the person at the provider.
    pub name: String,
    /// A verified email address.
    pub email: Option<String>,
    /// When the identity was first used here.
    pub created_at: Time,
    /// When the identity was last used to sign in.
    pub used_at: Time,
}

/// A session.
#[derive(Clone, Debug, Object)]
pub struct ExportedSession {
    /// The id of the session; it gives no access.
    pub id: Uuid,
    /// The slug of the site whose form holds the session; null for this server's own pages.
    pub site: Option<String>,
    /// The account with which the session was started.
    pub provider: String,
    /// When the session was started.
    pub created_at: Time,
    /// When the session was last used, to the hour.
    pub used_at: Time,
    /// When the session expires.
    pub expires_at: Time,
    /// The role of the linked moderator account.
    pub role: Option<Role>,
    /// When the session was linked with a moderator account.
    pub linked_at: Option<Time>,
}

/// A picture.
#[derive(Clone, Debug, Object)]
pub struct ExportedPicture {
    /// The id of the picture.
    pub id: Uuid,
    /// The JPEG in base64.
    pub data: String,
    /// When the picture was fetched.
    pub created_at: Time,
}

/// A code that was mailed.
#[derive(Clone, Debug, Object)]
pub struct ExportedCode {
    /// The email address to which the code was sent.
    pub email: String,
    /// The name that was entered with the email address.
    pub name: Option<String>,
    /// When the code was mailed.
    pub created_at: Time,
}

/// A network from which the person signed in.
#[derive(Clone, Debug, Object)]
pub struct ExportedNetwork {
    /// When the person last signed in from this network.
    pub used_at: Time,
}

/// A note of a moderator on the person.
#[derive(Clone, Debug, Object)]
pub struct ExportedNote {
    /// The slug of the site.
    pub site: String,
    /// The note.
    pub text: String,
    /// When the note was written.
    pub created_at: Time,
}

/// A comment.
#[derive(Clone, Debug, Object)]
pub struct ExportedComment {
    /// The slug of the site.
    pub site: String,
    /// The key of the page.
    pub page: String,
    /// The id of the comment.
    pub id: Uuid,
    /// The comment that this one replies to; null for a top-level comment.
    pub parent_id: Option<Uuid>,
    /// Whether the comment is public.
    pub status: OwnStatus,
    /// The kind of identity with which the comment was written.
    pub kind: IdentityKind,
    /// Whether the comment was written as a guest, with an email address that has been verified since.
    pub written_as_guest: bool,
    /// The account with which the comment was written.
    pub provider: Option<String>,
    /// The role shown with the comment, for a session linked with a moderator account.
    pub role: Option<Role>,
    /// The name shown with the comment.
    pub name: String,
    /// The email address that was entered or verified.
    pub email: Option<String>,
    /// The website shown with the comment.
    pub website: Option<String>,
    /// The URL of the picture shown with the comment, on this server.
    pub picture: Option<String>,
    /// The text as written.
    pub text: String,
    /// The text as rendered HTML.
    pub html: String,
    /// The network from which the comment was sent; deleted after 30 days.
    pub network: Option<String>,
    /// The browser with which the comment was sent; deleted after 30 days.
    pub user_agent: Option<String>,
    /// When the comment was created.
    pub created_at: Time,
    /// When the author last changed the comment.
    pub edited_at: Option<Time>,
    /// Other stored texts of the comment, the oldest first: edits that wait for a moderator or were
    /// rejected, and texts that an edit replaced. The last two kinds are deleted after 30 days, but not texts that a
    /// moderator replaced.
    pub edits: Vec<ExportedEdit>,
}

/// Another stored text of a comment.
#[derive(Clone, Debug, Object)]
pub struct ExportedEdit {
    /// Why the text is stored.
    pub state: HeldText,
    /// The text as written.
    pub text: String,
    /// When the text was written; null for the first text of the comment.
    pub written_at: Option<Time>,
}

closed_set! {
    /// Why another text of a comment is stored.
    pub enum HeldText: "HeldText" {
        /// The text waits for a moderator.
        Waiting = "waiting",
        /// A moderator rejected the text.
        Rejected = "rejected",
        /// A newer text was published.
        Replaced = "replaced",
    }
}

impl From<&StoredEdit> for ExportedEdit {
    fn from(edit: &StoredEdit) -> Self {
        Self {
            state: match edit.state {
                // To its author, an edit hidden by a shadow ban looks as if it waited.
                EditState::Waiting | EditState::Shadowed => HeldText::Waiting,
                EditState::Rejected => HeldText::Rejected,
                EditState::Replaced => HeldText::Replaced,
            },
            text: edit.text.clone(),
            written_at: edit.written_at.map(Time),
        }
    }
}

impl From<&CommentRevision> for ExportedEdit {
    fn from(revision: &CommentRevision) -> Self {
        Self {
            state: HeldText::Replaced,
            text: revision.text.clone(),
            written_at: None,
        }
    }
}

impl PersonalData {
    /// Converts all data except the comments.
    pub fn new(
        export: PersonExport,
        notes: Vec<NoteAbout>,
        (sites, now): (&[Arc<Site>], Timestamp),
        base_url: &str,
    ) -> Self {
        let sessions = export.sessions.into_iter().map(|(held, expires_at)| {
            let SessionSummary { site, .. } = held;
            ExportedSession {
                id: held.id,
                site: site.map(|site| slug(sites, site)),
                provider: held.provider,
                created_at: held.created_at.into(),
                used_at: held.used_at.into(),
                expires_at: expires_at.into(),
                role: held.role,
                linked_at: held.linked_at.map(Time),
            }
        });
        Self {
            exported_at: now.into(),
            person: ExportedPerson::new(export.person, base_url),
            identities: export.identities.into_iter().map(Into::into).collect(),
            sessions: sessions.collect(),
            pictures: export.pictures.into_iter().map(Into::into).collect(),
            codes: export.codes.into_iter().map(Into::into).collect(),
            networks: export
                .networks
                .into_iter()
                .map(|used_at| ExportedNetwork {
                    used_at: used_at.into(),
                })
                .collect(),
            notes: notes
                .into_iter()
                .map(|note| ExportedNote {
                    site: slug(sites, note.site),
                    text: note.text,
                    created_at: note.created_at.into(),
                })
                .collect(),
            comments: Vec::new(),
        }
    }
}

fn slug(sites: &[Arc<Site>], id: SiteId) -> String {
    let site = sites.iter().find(|site| site.id == id);
    site.map(|site| site.slug.clone()).unwrap_or_default()
}

/// Converts a page of comments to the wire format.
pub(super) fn exported_comments(
    page: AuthoredComments,
    sites: &[Arc<Site>],
    base_url: &str,
) -> Vec<ExportedComment> {
    let AuthoredComments {
        comments,
        edits,
        revisions,
    } = page;
    let comments = comments.into_iter().map(|comment| {
        let edits = edits.iter().filter(|edit| edit.comment == comment.id);
        let revisions = revisions
            .iter()
            .filter(|revision| revision.comment == comment.id);
        let revisions = revisions.map(ExportedEdit::from);
        let edits = revisions.chain(edits.map(ExportedEdit::from)).collect();
        ExportedComment::new(slug(sites, comment.site), comment, edits, base_url)
    });
    comments.collect()
}

impl ExportedPerson {
    fn new(person: Person, base_url: &str) -> Self {
        Self {
            id: person.id,
            name: person.name,
            website: person.website,
            picture: picture_url(base_url, person.picture),
            created_at: person.created_at.into(),
        }
    }
}

impl From<PersonIdentity> for ExportedIdentity {
    fn from(known: PersonIdentity) -> Self {
        Self {
            issuer: known.issuer,
            subject: known.subject,
            provider: known.provider,
            name: known.name,
            email: known.email,
            created_at: known.created_at.into(),
            used_at: known.used_at.into(),
        }
    }
}

impl From<StoredPictureRow> for ExportedPicture {
    fn from(picture: StoredPictureRow) -> Self {
        Self {
            id: picture.id,
            data: STANDARD.encode(&picture.jpeg),
            created_at: picture.created_at.into(),
        }
    }
}

impl From<MailedCode> for ExportedCode {
    fn from(code: MailedCode) -> Self {
        Self {
            email: code.email,
            name: code.name,
            created_at: code.created_at.into(),
        }
    }
}

impl ExportedComment {
    fn new(site: String, comment: Comment, edits: Vec<ExportedEdit>, base_url: &str) -> Self {
        let identity = comment.identity;
        Self {
            site,
            page: comment.page,
            id: comment.id,
            parent_id: comment.parent,
            status: comment.status.into(),
            kind: comment.kind,
            written_as_guest: identity.is_none(),
            picture: identity
                .as_ref()
                .map(|identity| picture_url(base_url, identity.picture)),
            provider: identity.map(|identity| identity.provider),
            role: comment.badge.map(|badge| badge.role),
            name: comment.name,
            email: comment.email,
            website: comment.website,
            text: comment.text,
            html: comment.html,
            network: comment.network,
            user_agent: comment.user_agent,
            created_at: comment.created_at.into(),
            edited_at: comment.edited_at.map(Time),
            edits,
        }
    }
}
