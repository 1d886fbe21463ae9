//! Notes of moderators on the author of a comment, as rows and the context page show them.

use minijinja::{Value, context};
use serde::Serialize;

use super::label::{excerpt, shown_time};
use crate::moderation::AuthorNote;

/// The number of characters of a note in a row.
const EXCERPT: usize = 160;

/// The newest note on an author, and how many there are.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RowNote {
    number: i64,
    text: String,
    login: String,
    at: String,
    when: String,
}

impl RowNote {
    pub(super) fn new(number: i64, newest: &AuthorNote) -> Self {
        Self {
            number,
            text: excerpt(&newest.text, EXCERPT),
            login: newest.login.clone(),
            at: newest.created_at.rfc3339(),
            when: shown_time(newest.created_at),
        }
    }
}

/// Returns a note as the context page shows it.
pub(super) fn note_view(note: &AuthorNote) -> Value {
    context! {
        id => note.id.to_string(), text => note.text.clone(), login => note.login.clone(),
        at => note.created_at.rfc3339(), when => shown_time(note.created_at),
    }
}
