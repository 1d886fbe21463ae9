//! The mark of an unfinished copy. `copy` creates it in the target before the first row, and removes it in
//! the transaction that commits the last one. The target of a copy that was killed is empty, and without
//! the mark it would be served as a new installation.

use rusqlite::Connection;
use tokio_postgres::Client;

/// Creates the mark in a database of either kind.
pub(crate) const MARK: &str =
    "CREATE TABLE IF NOT EXISTS unfinished_copy (begun_at BIGINT NOT NULL)";
pub(crate) const UNMARK: &str = "DROP TABLE IF EXISTS unfinished_copy";

const SQLITE: &str =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'unfinished_copy'";
const POSTGRES: &str = "SELECT to_regclass('unfinished_copy') IS NOT NULL";

pub(crate) fn sqlite_is_marked(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(SQLITE, [], |row| Ok(row.get::<_, i64>(0)? > 0))
}

pub(crate) async fn postgres_is_marked(client: &Client) -> Result<bool, tokio_postgres::Error> {
    client.query_one(POSTGRES, &[]).await?.try_get(0)
}
