//! The thread of a comment: title and URL of its page, state, pinned comment, and the move to another page.

use minijinja::{Value, context};
use poem::{
    Request, Response, handler,
    web::{Data, Form, Path},
};
use poem_openapi::types::MaybeUndefined;
use uuid::Uuid;

use super::{
    address::QueueSelection,
    context_form::{FormSubject, answer},
    form::{FormFields, SentForm},
    label::state_label,
    notice::ContextChange,
};
use crate::{
    comment::{Comment, CommentStatus, ThreadState, state_of},
    http::Problem,
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderation::api::{ChangeThread, MoveThread},
    moderator::{CurrentModerator, Permission},
    site::Site,
};

/// Changes the thread of a comment as the pressed button says.
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
        title: text_member(fields.get("title")),
        url: text_member(fields.get("url")),
        state: parsed_member(fields.get("state"), "state")?,
        pinned: parsed_member(fields.get("pinned"), "pinned")?,
    };
    let page = (slug.as_str(), page.as_str());
    pages.threads.apply(moderator, page, wanted).await?;
    Ok(ContextChange::ThreadChanged)
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

/// Returns the thread of a comment as the context page shows it; `None` if the moderator may not change it.
pub(super) async fn thread_view(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (comment, site): (&Comment, &Site),
    list: &QueueSelection,
    language: Language,
) -> Result<Option<Value>, Problem> {
    let thread = pages.threads.comments.thread(site, &comment.page).await?;
    let is_allowed = moderator.may(Permission::Decide, Some(site.id));
    let Some(thread) = thread.filter(|_| is_allowed) else {
        return Ok(None);
    };
    let state = state_of(site, Some(&thread), pages.clock.now());
    let label = |key: &'static str| Message::new(key).to_text(language);
    let by_policy = thread.state.map(|_| ("", "mod-thread-by-policy"));
    let choices = ThreadState::ALL
        .into_iter()
        .filter(|choice| *choice != state);
    let choices = choices.map(|choice| (choice.as_str(), change_label(choice)));
    let choices = choices
        .chain(by_policy)
        .map(|(word, key)| context! { word, label => label(key) });
    // What comments claim counts only while nothing is set.
    let set = |value: &Option<String>, is_set: bool| value.clone().filter(|_| is_set);
    let (is_title_set, is_url_set) = (thread.title_source.is_some(), thread.url_source.is_some());
    let is_pinnable = comment.status == CommentStatus::Approved && comment.reply_to.is_none();
    let is_pinned = thread.pinned == Some(comment.id);
    let other = thread.pinned.filter(|_| !is_pinned);
    Ok(Some(context! {
        page => thread.page.clone(), state => label(state_label(state)), is_state_set => thread.state.is_some(),
        choices => choices.collect::<Vec<_>>(),
        title => set(&thread.title, is_title_set), claimed_title => set(&thread.title, !is_title_set),
        url => set(&thread.url, is_url_set), claimed_url => set(&thread.url, !is_url_set),
        can_pin => is_pinnable && !is_pinned, is_any_pinned => thread.pinned.is_some(),
        pinned_url => other.map(|id| list.around(id).url()),
    }))
}

/// Returns the catalog entry of the button that gives a thread this state.
const fn change_label(state: ThreadState) -> &'static str {
    match state {
        ThreadState::Open => "mod-thread-reopen",
        ThreadState::Closed => "mod-thread-close",
        ThreadState::Locked => "mod-thread-lock",
    }
}
