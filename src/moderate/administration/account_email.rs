//! The forms of an account for its email address: a new one waits for its confirmation, and the mail about it can be sent
//! again or the email address be dropped.

use poem::{
    Response, handler,
    web::{Data, Path},
};
use poem_openapi::param;
use serde_json::json;
use uuid::Uuid;

use super::{
    account::{EMAIL, answer, change_moderator},
    form_view::{body_of, set_member},
    page::CompletedChange,
};
use crate::{
    http::{Problem, Refused},
    moderate::{ModeratorPages, form::ModeratorForm},
};

#[handler]
pub(crate) async fn set_email(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let mut body = body_of(&fields, &EMAIL);
    if body.get("email").is_none() {
        set_member(&mut body, "email", json!(null));
    }
    let changed = change_moderator(pages, &moderator, id, body).await;
    let form = (&fields, &EMAIL[..]);
    answer(
        pages,
        &moderator,
        (id, CompletedChange::Saved),
        form,
        changed,
    )
    .await
}

/// Sends the mail that confirms the new email address again.
#[handler]
pub(crate) async fn send_again(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.people.emails;
    let sent = api.send_again(moderator.clone(), param::Path(id)).await;
    let sent = sent.map(drop).map_err(Refused::into_problem);
    let done = (id, CompletedChange::ConfirmationSent);
    answer(pages, &moderator, done, (&fields, &[]), sent).await
}

/// Drops the new email address.
#[handler]
pub(crate) async fn drop_email(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.people.emails;
    let dropped = api.drop_email(moderator.clone(), param::Path(id)).await;
    let dropped = dropped.map(drop).map_err(Refused::into_problem);
    let done = (id, CompletedChange::EmailDropped);
    answer(pages, &moderator, done, (&fields, &[]), dropped).await
}
