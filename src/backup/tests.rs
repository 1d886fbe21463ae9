//! Backups of a SQLite database while it is written to.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::create;
use crate::{
    clock::Timestamp,
    db::{DatabaseSettings, Db, Error, OpenMode, Sql},
};

const MAKE: Sql = Sql("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL)");
const ADD: Sql = Sql("INSERT INTO note (id, text) VALUES ($1, $2)");

async fn fresh(folder: &tempfile::TempDir) -> Db {
    let settings = DatabaseSettings {
        url: format!("sqlite:{}", folder.path().join("test.db").display()).into(),
        ..DatabaseSettings::default()
    };
    let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
    let made = db.write((), |c, ()| {
        Box::pin(async move { c.execute(MAKE, &[]).await })
    });
    made.await.expect("makes");
    db
}

/// Adds a note of this many bytes.
async fn add(db: &Db, id: i64, bytes: usize) -> Result<u64, Error> {
    db.write((id, "x".repeat(bytes)), |c, (id, text)| {
        Box::pin(async move { c.execute(ADD, &[(*id).into(), text.as_str().into()]).await })
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_database_that_is_written_to_all_the_time_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    for id in 0..200 {
        add(&db, id, 100_000).await.expect("adds");
    }
    let written = Arc::new(AtomicU64::new(0));
    let writing = tokio::spawn({
        let (db, written) = (db.clone(), written.clone());
        async move {
            for id in 200.. {
                add(&db, id, 10).await.expect("adds");
                written.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    let file = folder.path().join("copy.db");
    let (mut steps, mut furthest) = (0, 0);
    let (tell, told) = mpsc::channel();
    let copying = create(&db, file.clone(), move |done, _| {
        let _ = tell.send(done);
        // There is a write after each step.
        let (before, started) = (written.load(Ordering::SeqCst), Instant::now());
        while written.load(Ordering::SeqCst) == before {
            assert!(started.elapsed() < Duration::from_secs(30), "a write");
            thread::sleep(Duration::from_millis(1));
        }
    });
    tokio::time::timeout(Duration::from_mins(1), copying)
        .await
        .expect("it ends")
        .expect("copies");
    writing.abort();
    for done in told {
        assert!(done > furthest, "it never starts over");
        (steps, furthest) = (steps + 1, done);
    }
    assert!(steps > 3, "it took several steps: {steps}");
    let copy = Connection::open(&file).expect("opens");
    let rows = copy.query_row("SELECT COUNT(*) FROM note", [], |r| r.get::<_, i64>(0));
    assert!(rows.expect("reads") >= 200);
}

#[tokio::test]
async fn new_files_are_private_to_their_owner_and_existing_ones_unchanged() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let mode = |name: &str| {
        let found = folder.path().join(name).metadata().expect("is there");
        found.permissions().mode() & 0o777
    };
    let url = format!("sqlite:{}/new/test.db", folder.path().display());
    let settings = DatabaseSettings {
        url: url.into(),
        ..DatabaseSettings::default()
    };
    let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
    db.migrate(Timestamp(1)).await.expect("migrates");
    create(&db, folder.path().join("copy.db"), |_, _| {})
        .await
        .expect("copies");
    assert_eq!(mode("new"), 0o700);
    for file in [
        "new/test.db",
        "new/test.db-wal",
        "new/test.db-shm",
        "copy.db",
    ] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    let shared = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(folder.path().join("new/test.db"), shared).expect("is set");
    Db::open(&settings, OpenMode::Create)
        .await
        .expect("opens again");
    assert_eq!(mode("new/test.db"), 0o640);
}

#[tokio::test]
async fn a_copy_made_while_others_write_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    for id in 0..200 {
        add(&db, id, 4).await.expect("adds");
    }
    let writing = {
        let db = db.clone();
        tokio::spawn(async move {
            for id in 200..600 {
                add(&db, id, 4).await.expect("adds");
            }
        })
    };
    let copy = folder.path().join("copy.db");
    create(&db, copy.clone(), |_, _| {}).await.expect("copies");
    writing.await.expect("writes");
    let copy = Connection::open(copy).expect("opens");
    let sound: String = copy
        .query_row("PRAGMA integrity_check", [], |r| r.get(0))
        .expect("checks");
    let rows: i64 = copy
        .query_row("SELECT COUNT(*) FROM note", [], |r| r.get(0))
        .expect("counts");
    assert_eq!(sound, "ok");
    assert!(rows >= 200, "{rows}");
}
