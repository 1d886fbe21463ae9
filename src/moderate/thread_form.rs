//! The forms that change the thread of a comment, or move it to another page.

use poem::{
    Response, handler,
    web::{Data, Path},
};
use poem_openapi::types::MaybeUndefined;
use uuid::Uuid;

use super::{
    context_form::{FormSubject, answer},
    form::{FormFields, ModeratorForm},
    notice::ContextChange,
};
use crate::{
    http::{Code, Problem},
    moderate::ModeratorPages,
    moderation::api::{ChangeThread, MoveThread},
    moderator::{CurrentModerator, Permission},
};

/// Changes the thread of a comment as the pressed button says.
#[handler]
pub(crate) async fn change(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    form: ModeratorForm,
) -> Result<Response, Problem> {
    let subject = FormSubject::find(pages, &form.moderator, id, Permission::Decide).await?;
    let changed = apply(pages, &form.moderator, &subject, &form.fields).await;
    let changed = changed.map_err(|problem| ("thread", problem));
    answer(pages, &form, id, changed).await
}

async fn apply(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    subject: &FormSubject,
    fields: &FormFields,
) -> Result<ContextChange, Problem> {
    let (slug, page) = (&subject.site.slug, &subject.comment.page);
    if let Some(to) = fields.get("to") {
        let wanted = MoveThread {
            from: page.clone(),
            to: to.trim().to_owned(),
        };
        pages.threads.apply_move(moderator, slug, &wanted).await?;
        return Ok(ContextChange::ThreadMoved);
    }
    let wanted = ChangeThread {
        title: changed_member(fields, ("title", "was_title")),
        url: changed_member(fields, ("url", "was_url")),
        state: parsed_member(fields.get("state"), "state")?,
        pinned: match fields.get("unpin") {
            Some(id) => unpinned(pages, subject, id).await?,
            None => parsed_member(fields.get("pinned"), "pinned")?,
        },
    };
    let page = (slug.as_str(), page.as_str());
    pages.threads.apply(moderator, page, wanted).await?;
    Ok(ContextChange::ThreadChanged)
}

/// Returns the change that removes the pin of a comment. Another moderator may have pinned another one meanwhile.
async fn unpinned(
    pages: &ModeratorPages,
    subject: &FormSubject,
    id: &str,
) -> Result<MaybeUndefined<Uuid>, Problem> {
    let (site, page) = (&subject.site, subject.comment.page.as_str());
    let thread = pages.threads.comments.thread(site, page).await?;
    match thread.and_then(|thread| thread.pinned) {
        Some(pinned) if pinned.to_string() != id => Err(Problem::plain(Code::Conflict)),
        _ => Ok(MaybeUndefined::Null),
    }
}

/// Returns a field as a member of the API, unless it is as it was when the form was made: another moderator may have
/// changed it since.
fn changed_member(fields: &FormFields, (name, was): (&str, &str)) -> MaybeUndefined<String> {
    match (fields.get(name), fields.get(was)) {
        (Some(new), Some(old)) if new.trim() == old.trim() => MaybeUndefined::Undefined,
        (new, _) => text_member(new),
    }
}

/// Returns a field as a member of the API: an empty one removes what was set.
fn text_member(value: Option<&str>) -> MaybeUndefined<String> {
    match value.map(str::trim) {
        None => MaybeUndefined::Undefined,
        Some("") => MaybeUndefined::Null,
        Some(text) => MaybeUndefined::Value(text.to_owned()),
    }
}

fn parsed_member<T: std::str::FromStr>(
    value: Option<&str>,
    field: &'static str,
) -> Result<MaybeUndefined<T>, Problem> {
    match text_member(value) {
        MaybeUndefined::Undefined => Ok(MaybeUndefined::Undefined),
        MaybeUndefined::Null => Ok(MaybeUndefined::Null),
        MaybeUndefined::Value(text) => {
            let invalid = |_| Problem::field(field, "invalid", "No button of the form sends this.");
            text.parse().map(MaybeUndefined::Value).map_err(invalid)
        }
    }
}
