//! The wire types of the moderation log.

use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    closed_set::closed_set,
    comment::{CommentStatus, EditState, ThreadAction},
    http::Time,
    moderation::{self, LogRecord},
    site::SiteId,
};

closed_set! {
    /// The state of the edit of a published comment after a decision.
    pub(super) enum EditOutcome: "EditOutcome" {
        /// The edit was published.
        Published = "published",
        /// The edit was discarded, and the published text stayed.
        Rejected = "rejected",
        /// The edit waits again, because the decision was undone.
        Waiting = "waiting",
    }
}

impl From<EditState> for EditOutcome {
    fn from(state: EditState) -> Self {
        match state {
            EditState::Replaced => Self::Published,
            EditState::Rejected => Self::Rejected,
            EditState::Waiting | EditState::Shadowed => Self::Waiting,
        }
    }
}

/// The login in entries about what was done on the command line.
const COMMAND_LINE: &str = "(command line)";

/// An entry of the log: the moderator, the comment, the action, the time, the reason, and the status
/// before and after.
#[derive(Clone, Debug, Object)]
pub(super) struct LogEntry {
    /// The id of the entry.
    pub id: Uuid,
    /// When the action was taken.
    pub at: Time,
    /// The slug of the site.
    pub site: String,
    /// The id of the batch of decisions; null for a change of a thread.
    pub batch: Option<Uuid>,
    /// The id of the comment; null for a change of a thread.
    pub comment_id: Option<Uuid>,
    /// The change of a thread; null for a decision about a comment.
    pub thread: Option<ThreadChangeInfo>,
    /// What an owner changed in the account of another moderator; null for all other entries.
    pub account: Option<AccountChangeInfo>,
    /// The id of the moderator; null for the command line.
    pub moderator_id: Option<Uuid>,
    /// The login of the moderator at that time; `(command line)` for what was done there.
    pub login: String,
    /// An action, `undo`, `publish` or `edit` for a comment posted or edited by the moderator, `set_title`, `set_url`, `set_state`, `pin`,
    /// `move` or `alias` for a thread, or, for owners only, `remove_site` and `set_notices`.
    pub action: String,
    /// The status of the comment before.
    pub before: Option<CommentStatus>,
    /// The status of the comment after.
    pub after: Option<CommentStatus>,
    /// The state of the edit after a decision about it; null for a decision about the comment itself.
    pub edit: Option<EditOutcome>,
    /// The version of the comment after.
    pub version: Option<i64>,
    /// The reason.
    pub note: Option<String>,
}

impl LogEntry {
    pub(super) fn new(site: &str, line: moderation::LogLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: site.to_owned(),
            batch: Some(line.batch),
            comment_id: Some(line.comment),
            thread: None,
            account: None,
            moderator_id: Some(line.moderator),
            login: line.login,
            action: line.action,
            before: Some(line.from),
            after: Some(line.to),
            edit: line.edit.map(EditOutcome::from),
            version: Some(line.version),
            note: line.note,
        }
    }

    fn of_thread(site: &str, line: moderation::ThreadLogLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: site.to_owned(),
            batch: None,
            comment_id: None,
            thread: Some(ThreadChangeInfo::new(&line)),
            account: None,
            moderator_id: line.moderator,
            login: line.login.unwrap_or_else(|| COMMAND_LINE.to_owned()),
            action: line.action.as_str().to_owned(),
            before: None,
            after: None,
            edit: None,
            version: None,
            note: None,
        }
    }

    fn of_site_removal(line: moderation::SiteRemovalLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: line.slug,
            batch: None,
            comment_id: None,
            thread: None,
            account: None,
            moderator_id: line.moderator,
            login: line.login.unwrap_or_else(|| COMMAND_LINE.to_owned()),
            action: moderation::REMOVE_SITE.to_owned(),
            before: None,
            after: None,
            edit: None,
            version: None,
            note: None,
        }
    }

    fn of_account(line: moderation::AccountLogLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: line.slug,
            batch: None,
            comment_id: None,
            thread: None,
            account: Some(AccountChangeInfo {
                id: line.account,
                login: line.account_login,
                before: line.from,
                after: line.to,
            }),
            moderator_id: Some(line.moderator),
            login: line.login,
            action: line.action,
            before: None,
            after: None,
            edit: None,
            version: None,
            note: None,
        }
    }

    pub(super) fn of_record(record: LogRecord, slug: impl Fn(SiteId) -> String) -> Self {
        match record {
            LogRecord::Account(line) => Self::of_account(line),
            LogRecord::Comment(line) => Self::new(&slug(line.site), line),
            LogRecord::Thread(line) => Self::of_thread(&slug(line.site), line),
            LogRecord::SiteRemoval(line) => Self::of_site_removal(line),
        }
    }
}

/// What an owner changed in the account of another moderator.
#[derive(Clone, Debug, Object)]
pub(super) struct AccountChangeInfo {
    /// The id of the account.
    pub id: Uuid,
    /// The login of the account at that time.
    pub login: String,
    /// The `mode` of its mails before; with `more_than`, followed by the number.
    pub before: String,
    /// The same after.
    pub after: String,
}

/// A change of a thread.
#[derive(Clone, Debug, Object)]
pub(super) struct ThreadChangeInfo {
    /// The key of the page after the change.
    pub page: String,
    /// The title before, for the action `set_title`.
    pub title_before: Option<String>,
    /// The title after; null if no approved comment has one.
    pub title_after: Option<String>,
    /// What was set before, for the other actions: a URL, a state, the id of a pinned comment, or the key of the page.
    pub before: Option<String>,
    /// What is set now; null if comments or the policy decide, or if no comment is pinned.
    pub after: Option<String>,
}

impl ThreadChangeInfo {
    fn new(line: &moderation::ThreadLogLine) -> Self {
        let is_title = line.action == ThreadAction::SetTitle;
        let of_title = |value: &Option<String>| value.clone().filter(|_| is_title);
        let of_others = |value: &Option<String>| value.clone().filter(|_| !is_title);
        Self {
            page: line.page.clone(),
            title_before: of_title(&line.from),
            title_after: of_title(&line.to),
            before: of_others(&line.from),
            after: of_others(&line.to),
        }
    }
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct LogPage {
    pub items: Vec<LogEntry>,
    /// The cursor of the next page, for `after`; null at the end.
    pub next: Option<String>,
}
