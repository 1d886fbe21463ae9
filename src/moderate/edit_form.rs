//! The form with which moderators edit a comment.

use poem::{
    Response, handler,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{
    context_form::{FormSubject, answer},
    form::{FormFields, ModeratorForm},
    notice::ContextChange,
};
use crate::{
    http::Problem,
    moderate::ModeratorPages,
    moderation::api::EditModeratedComment,
    moderator::{CurrentModerator, Permission},
};

#[handler]
pub(crate) async fn edit(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    form: ModeratorForm,
) -> Result<Response, Problem> {
    let subject = FormSubject::find(pages, &form.moderator, id, Permission::Edit).await?;
    let edited = apply(pages, &form.moderator, &subject, &form.fields).await;
    let edited = edited.map_err(|problem| ("edit", problem));
    answer(pages, &form, id, edited).await
}

async fn apply(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    subject: &FormSubject,
    fields: &FormFields,
) -> Result<ContextChange, Problem> {
    let comment = &subject.comment;
    let sent = |name: &str| fields.get(name).map(|value| value.replace("\r\n", "\n"));
    let version = fields
        .get("version")
        .and_then(|version| version.parse().ok());
    let wanted = EditModeratedComment {
        text: sent("text"),
        // The name of a moderator, which is reserved, may stay.
        name: sent("name").filter(|name| *name != comment.name),
        // Without the version that the moderator saw, the comment counts as changed.
        version: Some(version.unwrap_or_default()),
        note: sent("note"),
    };
    let api = &pages.edits;
    api.apply(moderator, &subject.scope, comment.id, wanted)
        .await?;
    Ok(ContextChange::Edited)
}
