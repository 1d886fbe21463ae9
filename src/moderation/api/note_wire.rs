//! The wire types of notes on authors.

use poem_openapi::{ApiResponse, Object, payload::Json};
use uuid::Uuid;

use crate::{http::Time, moderation::AuthorNote};

/// A note to add.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(super) struct NewNote {
    /// The note, for other moderators of the site.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub text: String,
}

/// A note on an author.
#[derive(Clone, Debug, Object)]
#[oai(rename = "AuthorNote", example)]
pub(super) struct NoteInfo {
    /// The id of the note.
    pub id: Uuid,
    /// The note.
    pub text: String,
    /// The id of the moderator who wrote it.
    pub moderator_id: Uuid,
    /// The login of that moderator at that time.
    pub login: String,
    /// When the note was written.
    pub created_at: Time,
}

impl From<AuthorNote> for NoteInfo {
    fn from(note: AuthorNote) -> Self {
        Self {
            id: note.id,
            text: note.text,
            moderator_id: note.moderator,
            login: note.login,
            created_at: note.created_at.into(),
        }
    }
}

/// The notes on an author, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct NoteList {
    pub items: Vec<NoteInfo>,
    /// Always null: there are at most 100 notes on an author.
    pub next: Option<String>,
}

/// A newly added note.
#[derive(Debug, ApiResponse)]
pub(super) enum NoteCreated {
    /// The note is stored.
    #[oai(status = 201)]
    Created(Json<NoteInfo>),
}

/// A note was deleted.
#[derive(Debug, ApiResponse)]
pub(super) enum NoteDeleted {
    /// The note is deleted.
    #[oai(status = 204)]
    Deleted,
}
