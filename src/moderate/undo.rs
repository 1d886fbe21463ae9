//! Undoing what was decided.

use poem::{Response, handler, web::Data};
use uuid::Uuid;

use super::{
    decide::{lines, scope_for},
    form::ModeratorForm,
    notice::{CompletedAction, FormOutcome},
};
use crate::{
    comment::Action,
    http::{Code, Problem},
    moderate::ModeratorPages,
    moderation::{UndoRefusal, api::actor},
};

#[handler]
pub(crate) async fn undo(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields,
        back,
        moderator,
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let batch = fields.get("batch").unwrap_or_default();
    let batch = Uuid::try_parse(batch).map_err(|_| Problem::not_found("batch"))?;
    let scope = scope_for(pages, &moderator, Action::Restore).await?;
    let moderation = &pages.moderation.moderation;
    let undone = moderation
        .undo(&actor(&moderator), &scope.ids(), batch)
        .await;
    let undone = undone.map_err(|refusal| match refusal {
        UndoRefusal::Running(_) => Problem::plain(Code::InProgress),
        refusal => refusal.into(),
    })?;
    if fields.is_of_script() {
        let ids = undone
            .decided
            .iter()
            .map(|(id, ..)| *id)
            .collect::<Vec<_>>();
        return lines(
            pages,
            &moderator,
            &back,
            (CompletedAction::Undone, &undone, &ids),
        )
        .await;
    }
    let outcome = FormOutcome::new(CompletedAction::Undone, &undone);
    Ok(super::see_other(&outcome.url(&back)))
}
