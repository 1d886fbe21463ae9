//! Cursors of threads: the position where the next part of a list begins.

use uuid::Uuid;

use crate::{
    comment::RootOrder,
    http::{CursorReader, CursorWriter, Problem},
};

const fn cursor_kind(order: RootOrder) -> u8 {
    match order {
        RootOrder::Oldest => 1,
        RootOrder::Newest => 2,
    }
}

pub(super) fn write_cursor(order: RootOrder, path: &[u8]) -> String {
    CursorWriter::new(cursor_kind(order)).bytes(path).finish()
}

pub(super) fn read_cursor(order: RootOrder, text: &str) -> Result<Vec<u8>, Problem> {
    let mut cursor = CursorReader::new(text, cursor_kind(order))?;
    let path = cursor.ids()?;
    cursor.finish()?;
    Ok(path)
}

/// The kind of the cursors of a caller's own comments.
const OWN: u8 = 3;

pub(super) fn write_id(id: Uuid) -> String {
    CursorWriter::new(OWN).uuid(id).finish()
}

pub(super) fn read_id(text: &str) -> Result<Uuid, Problem> {
    let mut cursor = CursorReader::new(text, OWN)?;
    let id = cursor.uuid()?;
    cursor.finish()?;
    Ok(id)
}
