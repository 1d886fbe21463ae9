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
    http::{Code, Problem},
    moderate::ModeratorPages,
    moderation::{EDIT, api::EditModeratedComment},
    moderator::{CurrentModerator, Permission},
    text::{BODY_SCALARS, Body, Name},
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
    let edited = api.apply(moderator, &subject.scope, comment.id, wanted.clone());
    match edited.await {
        Err(problem)
            if problem.code == Code::Conflict
                && is_stored(pages, moderator, subject, &wanted).await? =>
        {
            Ok(ContextChange::Edited)
        }
        edited => edited.map(|()| ContextChange::Edited),
    }
}

/// Returns whether the last change of the comment is this edit, made by an earlier click on the same button.
async fn is_stored(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    subject: &FormSubject,
    sent: &EditModeratedComment,
) -> Result<bool, Problem> {
    let moderation = &pages.moderation.moderation;
    let id = subject.comment.id;
    let Some(found) = moderation.find(&subject.scope.ids(), id).await? else {
        return Ok(false);
    };
    let comment = found.comment;
    let history = moderation.history(comment.site, id).await?;
    let is_last = history.last().is_some_and(|line| {
        line.action == EDIT
            && line.moderator == moderator.id
            && line.version == comment.version
            && sent.version == Some(line.version - 1)
    });
    let text = sent.text.as_deref();
    let has_text = text.is_none_or(|text| {
        Body::parse(text, 1..=BODY_SCALARS).is_ok_and(|text| text.as_str() == comment.text)
    });
    let name = sent.name.as_deref();
    let has_name =
        name.is_none_or(|name| Name::parse(name).is_ok_and(|name| name.as_str() == comment.name));
    Ok(is_last && has_text && has_name)
}
