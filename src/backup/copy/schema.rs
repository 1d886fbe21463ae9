//! The tables and columns that this binary's migrations create, in an order that satisfies foreign keys.

use rusqlite::Connection;

use super::{statement, table::TableSchema};
use crate::{clock::Timestamp, db::migrate, sqlite_file::OpenError};

/// The table in which each database records its own migrations.
pub(super) const OWN: &str = "schema_step";

#[derive(Debug)]
pub(super) struct Schema {
    pub(super) version: i64,
    /// Each after the tables that it references.
    pub(super) tables: Vec<TableSchema>,
}

impl Schema {
    /// Reads the schema from an in-memory database that is created for this purpose: a migration that adds
    /// a table or a column changes what is copied without a change here.
    pub(super) fn known() -> Result<Self, OpenError> {
        let mut connection = Connection::open_in_memory().map_err(|e| OpenError::failed(&e))?;
        migrate::sqlite(&mut connection, Timestamp(0))?;
        read(&connection).map_err(|e| OpenError::failed(&e))
    }
}

fn read(connection: &Connection) -> rusqlite::Result<Schema> {
    let version = "SELECT MAX(version) FROM schema_step";
    let version = connection.query_row(version, [], |row| row.get(0))?;
    let mut names = connection.prepare(
        "SELECT name, sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> ?1 ORDER BY name",
    )?;
    let names = names.query_map([OWN], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut tables = Vec::new();
    for named in names {
        let (name, counts): (String, bool) = named?;
        let mut table = TableSchema {
            columns: list(
                connection,
                "SELECT name FROM pragma_table_info(?1) ORDER BY cid",
                &name,
            )?,
            references: list(
                connection,
                "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"table\" <> ?1",
                &name,
            )?
            .into_iter()
            .collect(),
            is_seeded: false,
            counter: None,
            name,
        };
        let rows: i64 = connection.query_row(&statement::count(&table), [], |row| row.get(0))?;
        table.is_seeded = rows > 0;
        if counts {
            let key = "SELECT name FROM pragma_table_info(?1) WHERE pk = 1";
            table.counter = list(connection, key, &table.name)?.into_iter().next();
        }
        tables.push(table);
    }
    Ok(Schema {
        version,
        tables: ordered(tables),
    })
}

fn list(connection: &Connection, sql: &str, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([table], |row| row.get(0))?;
    rows.collect()
}

/// Orders tables after those that they reference. In a cycle of references the order remains by name, and
/// PostgreSQL's own message names the foreign key.
fn ordered(mut rest: Vec<TableSchema>) -> Vec<TableSchema> {
    let mut done: Vec<TableSchema> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let missing = |table: &TableSchema| {
            let is_done = |name: &String| done.iter().any(|table| table.name == *name);
            !table.references.iter().all(is_done)
        };
        let next = rest.iter().position(|table| !missing(table)).unwrap_or(0);
        done.push(rest.remove(next));
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_comes_after_those_that_it_references() {
        let schema = Schema::known().expect("migrates");
        let names = schema.tables.iter().map(|table| table.name.as_str());
        let names = names.collect::<Vec<_>>();
        assert!(
            names.contains(&"comment") && !names.contains(&OWN),
            "{names:?}"
        );
        for (at, table) in schema.tables.iter().enumerate() {
            for referenced in &table.references {
                let before = names.iter().position(|name| name == referenced);
                assert!(before.is_some_and(|before| before < at), "{table:?}");
            }
        }
    }

    #[test]
    fn the_numbers_of_sites_go_on_where_they_were() {
        let schema = Schema::known().expect("migrates");
        let site = schema.tables.iter().find(|table| table.name == "site");
        assert_eq!(site.and_then(|site| site.counter.as_deref()), Some("id"));
    }
}
