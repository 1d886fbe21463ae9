//! The thread of a comment, as the context page shows it: title and URL of its page, state, pinned comment.

use minijinja::{Value, context};

use super::{address::QueueSelection, label::state_label};
use crate::{
    comment::{Comment, CommentStatus, ThreadState, state_of},
    http::Problem,
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderator::{CurrentModerator, Permission},
    site::Site,
};

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
        can_pin => is_pinnable && !is_pinned, pinned => thread.pinned.map(|id| id.to_string()),
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
