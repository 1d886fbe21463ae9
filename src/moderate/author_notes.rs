//! Notes of moderators on the author of a comment.

use minijinja::{Value, context};
use poem::{
    Request, Response, handler,
    web::{Data, Form, Path},
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    context_form::{FormSubject, answer},
    form::SentForm,
    label::shown_time,
    notice::ContextChange,
};
use crate::{
    http::Problem,
    moderate::ModeratorPages,
    moderation::AuthorNote,
    moderator::{CurrentModerator, Permission},
};

/// The number of characters of a note in a row.
const EXCERPT: usize = 160;

/// The newest note on an author, and how many there are.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RowNote {
    number: i64,
    text: String,
    login: String,
    at: String,
    when: String,
}

impl RowNote {
    pub(super) fn new(number: i64, newest: &AuthorNote) -> Self {
        Self {
            number,
            text: super::row::excerpt(&newest.text, EXCERPT),
            login: newest.login.clone(),
            at: newest.created_at.rfc3339(),
            when: shown_time(newest.created_at),
        }
    }
}

/// Returns a note as the context page shows it.
pub(super) fn note_view(note: &AuthorNote) -> Value {
    context! {
        id => note.id.to_string(), text => note.text.clone(), login => note.login.clone(),
        at => note.created_at.rfc3339(), when => shown_time(note.created_at),
    }
}

/// Adds a note, or deletes the one whose button was pressed.
#[handler]
pub(crate) async fn change(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let form = match SentForm::receive(request, pages, fields).await? {
        Ok(form) => form,
        Err(answer) => return Ok(answer),
    };
    let moderator = &form.moderator;
    // Also for the deletion, whose answer shows the comment.
    FormSubject::find(pages, moderator, id, Permission::Decide).await?;
    let changed = match form.fields.get("delete") {
        Some(note) => delete(pages, moderator, note).await,
        None => add(pages, moderator, id, form.fields.get("text")).await,
    };
    let changed = changed.map_err(|problem| ("notes", problem));
    answer(pages, &form, id, changed).await
}

async fn add(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    id: Uuid,
    text: Option<&str>,
) -> Result<ContextChange, Problem> {
    // Forms send line breaks as two characters.
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    pages.notes.add(moderator, id, text).await?;
    Ok(ContextChange::NoteAdded)
}

async fn delete(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    note: &str,
) -> Result<ContextChange, Problem> {
    let note = Uuid::try_parse(note).map_err(|_| Problem::not_found("note"))?;
    pages.notes.remove(moderator, note).await?;
    Ok(ContextChange::NoteDeleted)
}
