//! Detects whether a SQLite file belongs to another program, before anything is written to it.

use rusqlite::Connection;

use super::{
    OpenError,
    error::listed,
    marker::{COMPLETE, IN_USE},
};

/// Tables and views of a SQLite file, and whether each is ours.
const SQLITE: &str = "SELECT type || ' ' || name, name IN ('schema_step', 'unfinished_copy')
    FROM sqlite_schema
    WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type, name";

/// The contents of a SQLite file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    Nothing,
    Ours,
    /// Tables and views of another program.
    Foreign(Vec<String>),
}

impl Contents {
    pub(crate) fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare(SQLITE)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (mut names, mut is_ours) = (Vec::<String>::new(), false);
        for row in rows {
            let (name, ours): (String, bool) = row?;
            is_ours |= ours;
            names.push(name);
        }
        Ok(match names {
            _ if is_ours => Self::Ours,
            names if names.is_empty() => {
                // An empty file may have been created by another program for itself.
                let id: u32 =
                    connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
                match id {
                    0 | COMPLETE | IN_USE => Self::Nothing,
                    id => Self::Foreign(vec![format!("application id {id:#010x}")]),
                }
            }
            names => Self::Foreign(names),
        })
    }
}

/// Creates the error for a SQLite file with data of another program.
pub(crate) fn foreign_file(place: &str, found: &[String]) -> OpenError {
    OpenError::Foreign {
        place: place.to_owned(),
        found: listed(found),
        remedy: "Name another file",
    }
}
