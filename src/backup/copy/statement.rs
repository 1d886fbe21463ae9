//! The statements of a copy. They are the only ones built at run time: only from the quoted names of tables
//! and columns in the schema that this binary's migrations create.

use super::table::TableSchema;

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn columns(table: &TableSchema) -> String {
    let names = table.columns.iter().map(|name| quoted(name));
    names.collect::<Vec<_>>().join(", ")
}

/// Selects every row of a table.
pub(super) fn select(table: &TableSchema) -> String {
    format!("SELECT {} FROM {}", columns(table), quoted(&table.name))
}

pub(super) fn count(table: &TableSchema) -> String {
    format!("SELECT COUNT(*) FROM {}", quoted(&table.name))
}

/// Removes the rows that the migrations of a new database inserted into a table.
pub(super) fn clear(table: &TableSchema) -> String {
    format!("DELETE FROM {}", quoted(&table.name))
}

/// Inserts one row, in SQLite's dialect.
pub(super) fn insert(table: &TableSchema) -> String {
    let values = (1..=table.columns.len()).map(|n| format!("?{n}"));
    let values = values.collect::<Vec<_>>().join(", ");
    let (name, columns) = (quoted(&table.name), columns(table));
    format!("INSERT INTO {name} ({columns}) VALUES ({values})")
}

/// Inserts many rows in PostgreSQL's fastest way. Foreign keys are checked after the last row, so a comment
/// may precede the comment that it replies to.
pub(super) fn copy_in(table: &TableSchema) -> String {
    let (name, columns) = (quoted(&table.name), columns(table));
    format!("COPY {name} ({columns}) FROM STDIN BINARY")
}

/// PostgreSQL: prevents other processes from writing to the tables until the transaction ends.
pub(super) fn lock(tables: &[TableSchema]) -> String {
    let names = tables.iter().map(|table| quoted(&table.name));
    let names = names.collect::<Vec<_>>().join(", ");
    format!("LOCK TABLE {names} IN EXCLUSIVE MODE")
}

/// PostgreSQL: the copied rows already include the effects of the source's triggers.
pub(super) fn triggers(table: &TableSchema, enabled: bool) -> String {
    let word = if enabled { "ENABLE" } else { "DISABLE" };
    format!("ALTER TABLE {} {word} TRIGGER USER", quoted(&table.name))
}

/// Returns a name as `pg_get_serial_sequence` reads it.
pub(super) fn table_name(table: &TableSchema) -> String {
    quoted(&table.name)
}
