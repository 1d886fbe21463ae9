//! Copies the whole contents of one database into another, empty one, of the same kind or of the other.
//!
//! The source is read in one snapshot, row by row. The target is written in one transaction, read back and
//! compared before it is committed: a failed copy leaves it empty. If the source has changed since the
//! snapshot began, the copy fails, because the later changes would be missing.

mod cell;
mod postgres;
mod schema;
mod side;
mod sqlite;
mod statement;
mod table;

use std::collections::BTreeSet;

use thiserror::Error;

use self::{
    cell::Checksum,
    schema::Schema,
    side::{Side, Sink},
    table::TableSchema,
};
use crate::{
    clock::Timestamp,
    db::{DatabaseSettings, unfinished},
    sqlite_file::OpenError,
};

/// Not copied while a server delivers its contents, because both servers would deliver them.
const OUTBOX: &str = "outbox";

/// Tables that a new installation fills before it has any data to lose: their rows are replaced.
const REPLACED: [&str; 1] = ["secret_fingerprint"];

/// The reason why a copy failed. The target is then as empty as before.
#[derive(Debug, Error)]
pub enum CopyError {
    #[error("There is no database at {place}{why}. Name the database to copy with --from.")]
    NoSource { place: String, why: String },
    #[error(
        "There is no database at {place}{why}. Create it with `createdb NAME`, or name another empty \
         one with --to."
    )]
    NoTarget { place: String, why: String },
    #[error("--from: {0}")]
    SourceDenied(String),
    #[error(
        "Another process is restoring, opening or closing {0}. Run the copy again when it has ended."
    )]
    Locked(String),
    #[error("--from and --to name the same database. Name an empty one with --to.")]
    SameDatabase,
    #[error("The source has no tables of Rejoinder. Name its database with --from.")]
    NotOurs,
    #[error(
        "The schema of the source is version {found}, and this binary needs version {known}. \
         Run `rejoinder migrate` on the source first."
    )]
    OldSource { found: i64, known: i64 },
    #[error(
        "The target is not empty: {}. Name an empty database with --to; a copy never adds to one.",
        .0.iter().map(|(table, rows)| format!("{table} has {rows} row(s)")).collect::<Vec<_>>().join(", ")
    )]
    TargetNotEmpty(Vec<(String, u64)>),
    #[error("Another process uses the target. Stop it, and run the copy again.")]
    TargetInUse,
    #[error(
        "The table {table} differs from what this binary expects ({columns}). Run the copy with the \
         binary that migrated both databases."
    )]
    Differs { table: String, columns: String },
    #[error("A row of the table {table} cannot be copied: {cause}.")]
    Value { table: String, cause: String },
    #[error(
        "The target does not hold what the source does: {table} has {source_rows} row(s) there and \
         {target_rows} here, or their values differ."
    )]
    Unequal {
        table: String,
        source_rows: u64,
        target_rows: u64,
    },
    #[error(
        "The source changed while it was copied ({}), so the copy was discarded and the target is \
         empty. Stop the server that uses the source, and run the same command again.",
        .0.join(", ")
    )]
    SourceChanged(Vec<String>),
    #[error(
        "The disk of the target {0} is full, so the copy was discarded. Make room, or name a database on \
         another disk with --to, and run the copy again."
    )]
    DiskFull(String),
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl CopyError {
    fn of_source(self) -> Self {
        match self {
            Self::Open(OpenError::Missing { place, why }) => Self::NoSource { place, why },
            error => error,
        }
    }

    fn of_target(self, to: &DatabaseSettings) -> Self {
        match self {
            Self::Open(OpenError::Missing { place, why }) => Self::NoTarget { place, why },
            error => error.with_full_target(to),
        }
    }

    /// Names the target if its disk is full. Only the target is written, and at this point the causes are
    /// messages of SQLite and PostgreSQL.
    fn with_full_target(self, to: &DatabaseSettings) -> Self {
        let text = self.to_string();
        if text.contains("database or disk is full") || text.contains("SQLSTATE 53100") {
            let place = to.url().map_or_else(|fault| fault, |url| url.to_string());
            return Self::DiskFull(place);
        }
        self
    }
}

/// The result of a copy.
#[derive(Clone, Debug, Default)]
pub struct CopyReport {
    /// Tables with the number of their rows, by name.
    pub tables: Vec<(String, u64)>,
    /// Whether the outbox of the source is missing in the target, because a server uses the source.
    pub without_outbox: bool,
    /// Tables of the source that are not ours.
    pub foreign: Vec<String>,
}

/// Receives the number of processed rows and the total, of copying and comparing together.
pub(super) type CopyProgress<'a> = &'a mut dyn FnMut(u64, u64);

/// Copies `from`, which must exist and have the schema of this binary, into `to`, which is created and
/// migrated if necessary and must be empty.
pub async fn copy(
    from: &DatabaseSettings,
    to: &DatabaseSettings,
    now: Timestamp,
    progress: CopyProgress<'_>,
) -> Result<CopyReport, CopyError> {
    let schema = Schema::known()?;
    let mut source = Side::source(from).await.map_err(CopyError::of_source)?;
    match source.version().await? {
        0 => return Err(CopyError::NotOurs),
        found if found < schema.version => {
            let known = schema.version;
            return Err(CopyError::OldSource { found, known });
        }
        found if found > schema.version => {
            let known = schema.version;
            return Err(OpenError::Newer { found, known }.into());
        }
        _ => {}
    }
    if side::is_same(from, to) {
        return Err(CopyError::SameDatabase);
    }
    let without_outbox = source.is_served().await?;
    let run = CopyRun {
        target: Side::target(to, now)
            .await
            .map_err(|error| error.of_target(to))?,
        without_outbox,
        schema,
    };
    let report = run.copy(&mut source, progress).await;
    match report {
        Ok(report) => {
            let closed = run.target.close();
            closed.map_err(|error| error.with_full_target(to))?;
            Ok(report)
        }
        Err(error) => {
            let error = error.with_full_target(to);
            if matches!(error, CopyError::DiskFull(_)) {
                run.target.discard();
            } else {
                // The first error says what is wrong.
                let _ = run.target.close();
            }
            Err(error)
        }
    }
}

struct CopyRun {
    schema: Schema,
    target: Side,
    without_outbox: bool,
}

impl CopyRun {
    fn tables(&self) -> impl Iterator<Item = &TableSchema> {
        let without_outbox = self.without_outbox;
        let tables = self.schema.tables.iter();
        tables.filter(move |table| !(without_outbox && table.name == OUTBOX))
    }

    /// Marks the target, fills it, and removes the mark together with the commit, or with the rollback.
    /// Only a process that is killed leaves the mark.
    async fn copy(
        &self,
        source: &mut Side,
        progress: CopyProgress<'_>,
    ) -> Result<CopyReport, CopyError> {
        let target = &self.target;
        target.begin_write(&self.schema).await?;
        if let Err(error) = self.refuse_full().await {
            // The process ends anyway, and with it the transaction; a failure here adds no information.
            let _ = target.run("ROLLBACK").await;
            return Err(error);
        }
        target.run(unfinished::MARK).await?;
        target.run("COMMIT").await?;
        target.begin_write(&self.schema).await?;
        target.run("SAVEPOINT copied").await?;
        let copied = async {
            let report = self.fill(source, progress).await?;
            target.run(unfinished::UNMARK).await?;
            target.commit().await?;
            Ok(report)
        };
        let copied = copied.await;
        if copied.is_err() {
            self.undo().await;
        }
        copied
    }

    /// Empties the target again and removes the mark. If the mark remains because the target cannot be
    /// reached, the next copy is not affected.
    async fn undo(&self) {
        let target = &self.target;
        // While the tables are locked, so that the mark is not that of another copy.
        let undone = async {
            target.run("ROLLBACK TO SAVEPOINT copied").await?;
            target.run(unfinished::UNMARK).await?;
            target.run("COMMIT").await
        };
        if undone.await.is_err() {
            // A refused commit has ended the transaction of PostgreSQL.
            let _ = target.run("ROLLBACK").await;
            let _ = target.run(unfinished::UNMARK).await;
        }
    }

    async fn fill(
        &self,
        source: &mut Side,
        progress: CopyProgress<'_>,
    ) -> Result<CopyReport, CopyError> {
        // Checked again: between the two transactions another process may have written.
        self.refuse_full().await?;
        self.make_room().await?;
        source.begin_snapshot().await?;
        let foreign = self.compare_schemas(source).await?;
        let mut all = 0;
        for table in self.tables() {
            all += 2 * source.count(table).await?;
        }
        let mut done = 0;
        let mut step = || {
            done += 1;
            progress(done, all);
        };
        let mut sums = Vec::new();
        for table in self.tables() {
            self.target.set_triggers(table, false).await?;
            let mut sink = self.target.sink(table).await?;
            let sum = source.read(table, &mut sink, &mut step).await?;
            sink.finish(table).await?;
            self.target.set_triggers(table, true).await?;
            self.copy_counter(source, table).await?;
            sums.push((table, sum));
        }
        for (table, sum) in &sums {
            let mut sink = Sink::Discard;
            let copied = self.target.read(table, &mut sink, &mut step).await?;
            if copied != *sum {
                return Err(CopyError::Unequal {
                    table: table.name.clone(),
                    source_rows: sum.rows,
                    target_rows: copied.rows,
                });
            }
        }
        source.end_snapshot().await?;
        let changed = changed(source, &sums).await?;
        if !changed.is_empty() {
            return Err(CopyError::SourceChanged(changed));
        }
        let mut tables = sums
            .into_iter()
            .map(|(table, sum)| (table.name.clone(), sum.rows))
            .collect::<Vec<_>>();
        tables.sort();
        Ok(CopyReport {
            tables,
            without_outbox: self.without_outbox,
            foreign,
        })
    }

    /// Refuses a target that contains any rows.
    async fn refuse_full(&self) -> Result<(), CopyError> {
        let mut full = Vec::new();
        for table in self.schema.tables.iter().filter(|table| !gives_way(table)) {
            let rows = self.target.count(table).await?;
            if rows > 0 {
                full.push((table.name.clone(), rows));
            }
        }
        if full.is_empty() {
            return Ok(());
        }
        Err(CopyError::TargetNotEmpty(full))
    }

    /// Removes the rows that the migrations of the target inserted.
    async fn make_room(&self) -> Result<(), CopyError> {
        for table in self.schema.tables.iter().filter(|table| gives_way(table)) {
            self.target.set_triggers(table, false).await?;
            self.target.run(&statement::clear(table)).await?;
        }
        Ok(())
    }

    /// Checks that both sides have the tables and columns that the migrations create. Returns the names of
    /// the source's tables that are not ours.
    async fn compare_schemas(&self, source: &Side) -> Result<Vec<String>, CopyError> {
        for table in &self.schema.tables {
            let known = table.columns.iter().collect::<BTreeSet<_>>();
            for side in [source, &self.target] {
                let found = side.columns(&table.name).await?;
                let found = found.iter().collect::<BTreeSet<_>>();
                if found != known {
                    let columns = known.symmetric_difference(&found);
                    let columns = columns.map(|name| name.as_str()).collect::<Vec<_>>();
                    return Err(CopyError::Differs {
                        table: table.name.clone(),
                        columns: columns.join(", "),
                    });
                }
            }
        }
        let mut foreign = source.tables().await?;
        foreign.retain(|name| {
            name != schema::OWN && !self.schema.tables.iter().any(|table| table.name == *name)
        });
        Ok(foreign)
    }

    async fn copy_counter(&self, source: &Side, table: &TableSchema) -> Result<(), CopyError> {
        if table.counter.is_none() {
            return Ok(());
        }
        match source.counter(table).await? {
            Some(last) => self.target.set_counter(table, last).await,
            None => Ok(()),
        }
    }
}

/// Returns whether a table's rows can be replaced without losing data.
fn gives_way(table: &TableSchema) -> bool {
    table.is_seeded || REPLACED.contains(&&*table.name)
}

/// Returns the tables whose rows are no longer those that were copied.
async fn changed(
    source: &mut Side,
    sums: &[(&TableSchema, Checksum)],
) -> Result<Vec<String>, CopyError> {
    if !source.may_have_changed()? {
        return Ok(Vec::new());
    }
    let mut changed = Vec::new();
    source.begin_snapshot().await?;
    for (table, sum) in sums {
        let now = source.read(table, &mut Sink::Discard, &mut || ()).await?;
        if now != *sum {
            changed.push(table.name.clone());
        }
    }
    source.end_snapshot().await?;
    Ok(changed)
}
