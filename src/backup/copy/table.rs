//! What a copy needs to know about a table.

use std::collections::BTreeSet;

#[derive(Clone, Debug)]
pub(super) struct TableSchema {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// The tables that its foreign keys reference, except itself.
    pub(super) references: BTreeSet<String>,
    /// Whether the migrations of a new database insert rows into it.
    pub(super) is_seeded: bool,
    /// The column of an auto-increment key, whose numbers are never reused, if it has one.
    pub(super) counter: Option<String>,
}
