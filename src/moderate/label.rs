//! The words for actions, for what was skipped, and for names and times.

use crate::{
    clock::Timestamp,
    comment::{Action, CommentStatus, ThreadAction, ThreadState},
    locale::{Language, Message},
    moderation::{EDIT, REMOVE_SITE, SET_NOTICES, Skip},
    notice::NoticeMode,
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

/// Returns the catalog entry with the name of a change of a thread.
const fn thread_action_label(action: ThreadAction) -> &'static str {
    match action {
        ThreadAction::SetTitle => "mod-log-title",
        ThreadAction::SetUrl => "mod-log-url",
        ThreadAction::SetState => "mod-log-state",
        ThreadAction::Pin => "mod-log-pin",
        ThreadAction::Move => "mod-log-move",
        ThreadAction::Alias => "mod-log-alias",
    }
}

/// Returns the catalog entry with the name of the state of a thread.
pub(super) const fn state_label(state: ThreadState) -> &'static str {
    match state {
        ThreadState::Open => "mod-thread-open",
        ThreadState::Closed => "mod-thread-closed",
        ThreadState::Locked => "mod-thread-locked",
    }
}

/// Returns the catalog entry with the name of the state of a comment.
pub(super) const fn status_label(status: CommentStatus) -> &'static str {
    match status {
        CommentStatus::Pending => "mod-folder-review",
        CommentStatus::Approved => "mod-folder-approved",
        CommentStatus::Spam => "mod-folder-spam",
        CommentStatus::Trash => "mod-folder-trash",
        CommentStatus::Deleted => "mod-status-deleted",
    }
}

/// Returns the name of an action of the log, of which there are more than decisions.
pub(super) fn logged_action(action: &str, language: Language) -> String {
    let key = match action {
        "undo" => "mod-undo",
        "publish" => "me-status-approved",
        EDIT => "mod-log-edit",
        REMOVE_SITE => "mod-log-remove-site",
        SET_NOTICES => "mod-notices",
        _ => match (action.parse(), action.parse()) {
            (Ok(action), _) => action_label(action),
            (_, Ok(action)) => thread_action_label(action),
            (Err(_), Err(_)) => return action.to_owned(),
        },
    };
    Message::new(key).to_text(language)
}

/// Returns when mails are sent, in words.
pub(super) const fn notice_label(mode: NoticeMode) -> &'static str {
    match mode {
        NoticeMode::Off => "mod-notice-off",
        NoticeMode::Each => "mod-notice-each",
        NoticeMode::Hourly => "mod-notice-hourly",
        NoticeMode::Daily => "mod-notice-daily",
        NoticeMode::MoreThan => "mod-notice-more-than",
    }
}

/// Returns when mails are sent, as the log has it: a word, and a number with `more_than`.
pub(super) fn shown_notices(logged: &str, language: Language) -> String {
    let (word, number) = logged.split_once(' ').unwrap_or((logged, ""));
    let Ok(mode) = word.parse() else {
        return logged.to_owned();
    };
    let label = Message::new(notice_label(mode)).to_text(language);
    if number.is_empty() {
        return label;
    }
    format!("{label} ({number})")
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

/// Returns the beginning of a text on one line, with at most this number of characters.
pub(super) fn excerpt(text: &str, length: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
