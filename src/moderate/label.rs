//! The words for actions, for what was skipped, and for names and times.

use crate::{
    clock::Timestamp,
    comment::Action,
    locale::{Language, Message},
    moderation::{EDIT, Skip},
};

/// Returns the catalog entry with the name of an action.
pub(super) const fn action_label(action: Action) -> &'static str {
    match action {
        Action::Approve => "mod-approve",
        Action::Hold => "mod-hold",
        Action::Spam => "mod-spam",
        Action::Trash => "mod-trash",
        Action::Restore => "mod-restore",
        Action::Delete => "mod-delete",
    }
}

/// Returns the catalog entry for what was done.
pub(super) const fn done_label(action: Action) -> &'static str {
    match action {
        Action::Approve => "mod-done-approve",
        Action::Hold | Action::Restore => "mod-done-hold",
        Action::Spam => "mod-done-spam",
        Action::Trash => "mod-done-trash",
        Action::Delete => "mod-done-delete",
    }
}

/// Returns the catalog entry for what was skipped.
pub(super) const fn skip_label(skip: Skip) -> &'static str {
    match skip {
        Skip::Conflict => "mod-skip-conflict",
        Skip::Unchanged => "mod-skip-unchanged",
        Skip::NotFound => "mod-skip-not-found",
        Skip::Erased => "mod-skip-erased",
        Skip::Unavailable => "mod-skip-unavailable",
    }
}

/// Returns the name of an action of the log, of which there are more than decisions.
pub(super) fn logged_action(action: &str, language: Language) -> String {
    let key = match action {
        "undo" => "mod-undo",
        "publish" => "me-status-approved",
        EDIT => "thread-edited",
        _ => match action.parse() {
            Ok(action) => action_label(action),
            Err(_) => return action.to_owned(),
        },
    };
    Message::new(key).to_text(language)
}

/// Returns the number of comments in words.
pub(super) fn number_of_comments(count: usize, language: Language) -> String {
    Message::new("thread-count")
        .count("count", count)
        .to_text(language)
}

/// Returns a name as it is shown: never empty.
pub(super) fn shown_name(name: &str, language: Language) -> String {
    let name = name.trim();
    if name.is_empty() {
        Message::new("thread-nameless").to_text(language)
    } else {
        name.to_owned()
    }
}

/// Returns a time in UTC; the script shows it in the time zone of the browser.
pub(super) fn shown_time(at: Timestamp) -> String {
    format!("{} UTC", at.rfc3339()[..16].replace('T', " "))
}
