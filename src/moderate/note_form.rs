//! The forms for notes of moderators on the author of a comment.

use poem::{
    Response, handler,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{
    context_form::{FormSubject, answer},
    form::ModeratorForm,
    notice::ContextChange,
};
use crate::{
    http::Problem,
    moderate::ModeratorPages,
    moderator::{CurrentModerator, Permission},
};

/// Adds a note, or deletes the one whose button was pressed.
#[handler]
pub(crate) async fn change(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    form: ModeratorForm,
) -> Result<Response, Problem> {
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
