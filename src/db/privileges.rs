//! Finds what would prevent `serve` from using a database, without changing anything.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Access, access},
    io::Errno,
};
use tokio_postgres::Client;

use super::{SchemaVersion, migrate};
use crate::sqlite_file::{
    error::shortened,
    hard_links,
    paths::{absolute, beside, resolved},
};

/// What a session may do: standby, read-only by default, schema, its privilege, role.
const SESSION: &str = "SELECT pg_is_in_recovery(),
        current_setting('default_transaction_read_only') = 'on',
        current_schema()::text,
        COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false),
        current_user::text";

/// For each of our tables: the name, the missing privileges, whether the role owns it.
const TABLES: &str = "SELECT c.relname::text,
        NOT has_table_privilege(c.oid, 'SELECT'),
        NOT has_table_privilege(c.oid, 'INSERT'),
        NOT has_table_privilege(c.oid, 'UPDATE'),
        NOT has_table_privilege(c.oid, 'DELETE'),
        pg_has_role(c.relowner, 'USAGE')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname::text = ANY ($1)
    ORDER BY c.relname";

/// Schemas with our tables that a role may not use, and tables and sequences of ours that it may not read:
/// schema, name, kind, role.
const UNREADABLE: &str = "SELECT n.nspname::text, n.nspname::text, 'SCHEMA', current_user::text
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
    WHERE c.relname = 'schema_step' AND c.relkind = 'r' AND to_regclass('schema_step') IS NULL
        AND NOT has_schema_privilege(n.oid, 'USAGE')
        AND (n.nspname::text = ANY (string_to_array(
            replace(replace(current_setting('search_path'), '\"', ''), ' ', ''), ','))
            OR n.nspname = current_user)
    UNION ALL
    SELECT n.nspname::text, c.relname::text, 'TABLE', current_user::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname::text = ANY ($1)
        AND NOT has_table_privilege(c.oid, 'SELECT')
    UNION ALL
    SELECT n.nspname::text, c.relname::text, 'SEQUENCE', current_user::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        JOIN pg_class t ON t.oid = d.refobjid
    WHERE n.nspname = current_schema() AND c.relkind = 'S' AND t.relname::text = ANY ($1)
        AND CASE c.relkind WHEN 'S' THEN NOT has_sequence_privilege(c.oid, 'SELECT') ELSE false END
    ORDER BY 3 DESC, 2";

/// The privileges that a role requires that owns no table.
const GRANT: &str = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA";

/// Append-only tables: a careful operator may have revoked the other privileges.
const APPEND_ONLY: [&str; 2] = ["moderation_log", "schema_step"];

/// Returns what prevents the role of this connection from serving, each with the remedy.
pub(super) async fn postgres_faults(
    client: &Client,
    schema: SchemaVersion,
) -> Result<Vec<String>, tokio_postgres::Error> {
    let mut faults = Vec::new();
    let session = client.query_one(SESSION, &[]).await?;
    let role: String = session.try_get(4)?;
    if session.try_get(0)? {
        faults.push("the server is a standby and accepts no writes; use the primary".to_owned());
    } else if session.try_get(1)? {
        faults.push(format!(
            "transactions are read-only by default; run `ALTER ROLE \"{role}\" SET \
             default_transaction_read_only = off`, or the same for the database"
        ));
    }
    let Some(name) = session.try_get::<_, Option<String>>(2)? else {
        faults.push(
            "none of the schemas of search_path exists; create one, or name one with \
             `?options=-csearch_path%3DNAME` in the URL"
                .to_owned(),
        );
        return Ok(faults);
    };
    let migrates = schema.found < schema.known;
    if migrates && !session.try_get::<_, bool>(3)? {
        faults.push(format!(
            "the role \"{role}\" may not create tables; run `GRANT CREATE ON SCHEMA \"{name}\" TO \"{role}\"`"
        ));
    }
    let (mut lacking, mut foreign) = (Vec::new(), Vec::new());
    for row in client.query(TABLES, &[&migrate::tables()]).await? {
        let table: String = row.try_get(0)?;
        let needed = if APPEND_ONLY.contains(&&*table) { 2 } else { 4 };
        for (at, privilege) in ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().enumerate() {
            if at < needed && row.try_get(at + 1)? {
                lacking.push(format!("{privilege} on {table}"));
            }
        }
        if !row.try_get::<_, bool>(5)? {
            foreign.push(table);
        }
    }
    if !lacking.is_empty() {
        faults.push(format!(
            "the role \"{role}\" lacks {}; run `{GRANT} \"{name}\" TO \"{role}\"`",
            shortened(&lacking)
        ));
    }
    if migrates && !foreign.is_empty() {
        faults.push(format!(
            "the role \"{role}\" does not own {}, which the migration changes; run `rejoinder migrate` as \
             their owner",
            shortened(&foreign)
        ));
    }
    Ok(faults)
}

/// Returns what prevents the role of this connection from reading everything for a copy, with the
/// statements that grant it.
pub(crate) async fn source_fault(client: &Client) -> Result<Option<String>, tokio_postgres::Error> {
    let rows = client.query(UNREADABLE, &[&migrate::tables()]).await?;
    let mut lacking = Vec::new();
    let mut grants = BTreeSet::new();
    let mut role = String::new();
    for row in rows {
        let (schema, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let what: String = row.try_get(2)?;
        role = row.try_get(3)?;
        let right = if what == "SCHEMA" { "USAGE" } else { "SELECT" };
        let on = match &*what {
            "SCHEMA" => format!("{what} \"{schema}\""),
            what => format!("ALL {what}S IN SCHEMA \"{schema}\""),
        };
        lacking.push(format!("{right} on {} {name}", what.to_lowercase()));
        grants.insert(format!("GRANT {right} ON {on} TO \"{role}\""));
    }
    if lacking.is_empty() {
        return Ok(None);
    }
    let grants = grants.into_iter().collect::<Vec<_>>();
    Ok(Some(format!(
        "the role \"{role}\" lacks {}; run `{}` as the owner of the tables",
        shortened(&lacking),
        grants.join("; ")
    )))
}

/// Returns what prevents this process, or the owner of the database, from writing it, each with the remedy.
pub(super) fn sqlite_faults(path: &Path) -> Vec<String> {
    let path = absolute(path);
    let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
    let mut faults = Vec::new();
    if !path.is_file() {
        return faults;
    }
    faults.extend(denied(&path, Access::WRITE_OK));
    let names = hard_links::refuse_unknown(&resolved(&path));
    faults.extend(names.err().map(|error| error.to_string()));
    // SQLite creates its log next to the file.
    faults.extend(denied(&folder, Access::WRITE_OK | Access::EXEC_OK));
    let owner = fs::metadata(&path).map(|metadata| metadata.uid());
    for file in ["-wal", "-shm"].map(|suffix| beside(&path, suffix)) {
        let Ok(metadata) = fs::metadata(&file) else {
            continue;
        };
        faults.extend(denied(&file, Access::WRITE_OK));
        if let Ok(owner) = owner
            && metadata.uid() != owner
        {
            faults.push(format!(
                "{} belongs to user {}, and the database to user {owner}; run `chown {owner} {}`",
                file.display(),
                metadata.uid(),
                file.display()
            ));
        }
    }
    faults
}

fn denied(path: &PathBuf, wanted: Access) -> Option<String> {
    let remedy = match access(path, wanted) {
        Ok(()) => return None,
        Err(Errno::ROFS) => "is on a read-only file system".to_owned(),
        Err(Errno::ACCESS | Errno::PERM) => {
            let owner = fs::metadata(path).map_or(0, |metadata| metadata.uid());
            format!("may not be written by this user; it belongs to user {owner}")
        }
        Err(error) => format!("cannot be written: {error}"),
    };
    Some(format!("{} {remedy}", path.display()))
}
