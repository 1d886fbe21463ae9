//! What the endpoints of moderators share: groups of operations, notes, versions, cursors, and the acting moderator.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    comment::{Action, ThreadAction},
    http::{CursorReader, CursorWriter, Problem},
    locale::Message,
    moderation::{Actor, EDIT, KeyOrder, REMOVE_SITE, SET_NOTICES, filter::QueueCursor},
    moderator::Moderator,
};

/// The groups of operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
pub(crate) enum ModerationTag {
    /// Moderation: queue, decisions, log, bans.
    Moderation,
    /// Administration: sites and their policies, moderators, keys.
    Administration,
}

/// The default number of items in a list.
pub(super) const LIMIT: u8 = 50;

pub(crate) fn actor(moderator: &Moderator) -> Actor {
    Actor {
        id: moderator.id,
        login: moderator.login.clone(),
    }
}

/// The maximum number of characters of a note or a reason, as the schemas say.
const NOTE_MAX: usize = 1_000;

/// Validates a note: a blank one becomes `None`, and control characters are refused, because they could
/// manipulate the terminal on which the log is read.
pub(super) fn parse_note(note: Option<String>) -> Result<Option<String>, Problem> {
    let note = note.filter(|note| !note.trim().is_empty());
    let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if note.as_ref().is_some_and(|note| note.contains(bad)) {
        let message = Message::new("mod-note-controls");
        return Err(Problem::field("note", "control_character", message));
    }
    let length = note.as_ref().map_or(0, |note| note.chars().count());
    if length > NOTE_MAX {
        let message = Message::new("mod-note-length");
        let message = message.count("max", NOTE_MAX).count("count", length);
        return Err(Problem::field("note", "too_long", message));
    }
    Ok(note)
}

pub(super) fn parse_versions(
    versions: HashMap<String, i64>,
) -> Result<HashMap<Uuid, i64>, Problem> {
    let parsed = versions
        .into_iter()
        .map(|(id, version)| match Uuid::try_parse(&id) {
            Ok(id) => Ok((id, version)),
            Err(_) => Err(Problem::field(
                "versions",
                "invalid",
                "The keys in `versions` must be ids of comments.",
            )),
        });
    parsed.collect()
}

/// The actions in the log besides decisions and changes of threads: an undo, a comment posted or edited by a moderator,
/// a removed site, and mails that an owner chose for another moderator.
pub(crate) const OTHER_ACTIONS: [&str; 5] = ["undo", "publish", EDIT, REMOVE_SITE, SET_NOTICES];

/// Returns whether the log may have entries with this action.
pub(crate) fn is_logged_action(action: &str) -> bool {
    OTHER_ACTIONS.contains(&action)
        || Action::WORDS.contains(&action)
        || ThreadAction::WORDS.contains(&action)
}

/// The kinds of cursors.
const LOG: u8 = 20;

pub(super) const BANS: u8 = 21;

pub(super) const THREADS: u8 = 22;

const fn queue_cursor(order: KeyOrder) -> u8 {
    match order {
        KeyOrder::Oldest => 10,
        KeyOrder::Newest => 11,
        KeyOrder::HighestScore => 12,
        KeyOrder::LowestScore => 13,
    }
}

/// Writes the cursor of the next page of the log.
pub(crate) fn write_log_cursor(entry: Uuid) -> String {
    CursorWriter::new(LOG).uuid(entry).finish()
}

pub(crate) fn read_log_cursor(text: &str) -> Result<Uuid, Problem> {
    CursorReader::read(text, LOG, CursorReader::uuid)
}

pub(crate) fn write_cursor(order: KeyOrder, (score, id): QueueCursor) -> String {
    CursorWriter::new(queue_cursor(order))
        .int(score)
        .uuid(id)
        .finish()
}

pub(crate) fn read_cursor(order: KeyOrder, text: &str) -> Result<QueueCursor, Problem> {
    CursorReader::read(text, queue_cursor(order), |cursor| {
        Ok((cursor.int()?, cursor.uuid()?))
    })
}
