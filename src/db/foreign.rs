//! Detects whether a PostgreSQL database belongs to another program, before anything is written to it.

use tokio_postgres::Client;

use crate::sqlite_file::{OpenError, error::listed};

/// Whether a table of ours is visible.
const POSTGRES_OURS: &str =
    "SELECT to_regclass('schema_step') IS NOT NULL OR to_regclass('unfinished_copy') IS NOT NULL";

/// The objects in the schema where tables would be created, except for those of extensions.
const POSTGRES: &str = "SELECT found.kind || ' ' || found.name FROM (
        SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,
            c.relname::text AS name, c.oid AS oid, 'pg_class'::regclass AS class
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        UNION ALL
        SELECT 'type', t.typname::text, t.oid, 'pg_type'::regclass
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE n.nspname = current_schema()
            AND (t.typtype IN ('d', 'e', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
    ) found
    WHERE NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = found.class AND d.objid = found.oid AND d.deptype = 'e')
    ORDER BY found.kind NOT LIKE '%table', found.kind, found.name LIMIT 1000";

const POSTGRES_PLACE: &str =
    "SELECT 'schema ' || current_schema() || ' of the database ' || current_database()";

/// Refuses a PostgreSQL database that has tables, but none of ours.
pub(crate) async fn refuse_postgres(client: &Client) -> Result<(), OpenError> {
    let failed = |e: tokio_postgres::Error| OpenError::failed(&e);
    let ours = client.query_one(POSTGRES_OURS, &[]).await.map_err(failed)?;
    if ours.try_get::<_, bool>(0).map_err(failed)? {
        return Ok(());
    }
    let rows = client.query(POSTGRES, &[]).await.map_err(failed)?;
    let found = rows.iter().map(|row| row.try_get(0));
    let found = found.collect::<Result<Vec<String>, _>>().map_err(failed)?;
    if found.is_empty() {
        return Ok(());
    }
    let row = client
        .query_one(POSTGRES_PLACE, &[])
        .await
        .map_err(failed)?;
    Err(OpenError::Foreign {
        place: format!("The {}", row.try_get::<_, String>(0).map_err(failed)?),
        found: listed(&found),
        remedy: "Create a database for Rejoinder with `createdb NAME` and name that one",
    })
}
