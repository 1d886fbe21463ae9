//! How the SQLite threads process the work that is sent to them.

use std::{future::poll_fn, sync::mpsc, task::Poll, thread};

use tokio::sync::oneshot;

use super::{
    super::{Db, Sql, waits::WRITE_LIMIT},
    *,
};

const MAKE: Sql = Sql("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL)");
const ADD: Sql = Sql("INSERT INTO note (id, text) VALUES ($1, $2)");
const COUNT: Sql = Sql("SELECT COUNT(*) FROM note");
const IDS: Sql = Sql("SELECT id FROM note ORDER BY id");
const ENDLESS: Sql =
    Sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n");
const PAGES: Sql = Sql("PRAGMA page_count");
const AT_MOST_NOW: Sql = Sql("PRAGMA max_page_count = 1");
const READ_ONLY: Sql = Sql("PRAGMA query_only = ON");
const MANY: Sql = Sql("PRAGMA max_page_count = 100000");

async fn fresh(folder: &tempfile::TempDir) -> Db {
    let settings = DatabaseSettings {
        url: format!("sqlite:{}", folder.path().join("test.db").display()).into(),
        ..DatabaseSettings::default()
    };
    let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
    ask(&db, MAKE).await.expect("makes");
    db
}

/// Runs a statement on the writer thread.
async fn ask(db: &Db, sql: Sql) -> Result<Option<i64>, Error> {
    db.write(sql, |c, sql| {
        Box::pin(async move { c.row(*sql, &[], |r| r.get(0)).await })
    })
    .await
}

async fn add(db: &Db, id: i64, size: usize) -> Result<(), Error> {
    db.write((id, "x".repeat(size)), |c, (id, text)| {
        Box::pin(async move {
            c.execute(ADD, &[(*id).into(), text.into()]).await?;
            Ok(())
        })
    })
    .await
}

/// Blocks the writer until the sender is used or dropped, so that work sent meanwhile forms one batch.
async fn hold(db: &Db) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Error>>) {
    let (release, held) = mpsc::channel::<()>();
    let (begun, begins) = oneshot::channel();
    let (held, begun) = (Mutex::new(held), Mutex::new(Some(begun)));
    let db = db.clone();
    let holding = tokio::spawn(async move {
        db.write((held, begun), |_, (held, begun)| {
            Box::pin(async move {
                if let Some(begun) = begun.lock().expect("locks").take() {
                    let _ = begun.send(());
                }
                let _ = held.lock().expect("locks").recv();
                Ok::<_, Error>(())
            })
        })
        .await
    });
    begins.await.expect("the writer is held");
    (release, holding)
}

/// Sends work to the writer while it is held. Returns once the work is in the queue.
async fn queued<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    let mut work = Box::pin(work);
    // The first poll sends the work.
    let first = poll_fn(|context| Poll::Ready(work.as_mut().poll(context)));
    assert!(first.await.is_pending(), "the writer is held");
    tokio::spawn(work)
}

/// Waits for a condition.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = std::time::Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn what_was_refused_because_of_lost_neighbours_is_no_refusal() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    ask(&db, AT_MOST_NOW).await.expect("no page more than now");
    let (release, holding) = hold(&db).await;
    // One batch: a row, its duplicate, and one that fills the disk, which makes SQLite undo everything.
    let (one, twin, large) = (add(&db, 1, 1), add(&db, 1, 1), add(&db, 2, 100_000));
    let all = async { tokio::join!(one, twin, large) };
    let released = async {
        tokio::task::yield_now().await;
        drop(release);
    };
    let ((one, twin, large), ()) = tokio::join!(all, released);
    for result in [one, twin, large] {
        assert!(matches!(result, Err(Error::Full)), "{result:?}");
    }
    assert_eq!(db.trouble(), Some("the disk is full"));
    holding
        .await
        .expect("no panic")
        .expect("the held one was committed");
    assert_eq!(ask(&db, COUNT).await, Ok(Some(0)));
    ask(&db, MANY).await.expect("there is space again");
    add(&db, 2, 100_000).await.expect("works again");
    assert_eq!(db.trouble(), None);
}

#[tokio::test]
async fn those_behind_a_lock_are_answered_or_wait_on_and_none_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let other = Connection::open(folder.path().join("test.db")).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("locks");
    let first = tokio::spawn({
        let db = db.clone();
        async move { add(&db, 1, 1).await }
    });
    let late = async {
        // Sent when the first one has used up most of its time.
        tokio::time::sleep(WRITE_LIMIT * 4 / 5).await;
        let late = tokio::spawn({
            let db = db.clone();
            async move { add(&db, 2, 1).await }
        });
        assert!(matches!(first.await.expect("no panic"), Err(Error::Busy)));
        other.execute_batch("COMMIT").expect("unlocks");
        late.await.expect("no panic")
    };
    late.await.expect("the late one had time left");
    assert_eq!(ask(&db, COUNT).await, Ok(Some(1)));
}

/// Returns the ids of the stored rows.
async fn stored(db: &Db) -> Vec<i64> {
    db.read((), |c, ()| {
        Box::pin(async move { c.rows(IDS, &[], |r| r.get::<i64>(0)).await })
    })
    .await
    .expect("reads")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_at_its_deadline_is_withdrawn_or_stored_as_it_was_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let other = Connection::open(folder.path().join("test.db")).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("locks");
    let mut writes = Vec::new();
    // One per millisecond: the deadlines of some are before the lock is released, those of others after it.
    for id in 0..300 {
        let db = db.clone();
        writes.push(tokio::spawn(async move { (id, add(&db, id, 1).await) }));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(WRITE_LIMIT.saturating_sub(Duration::from_millis(150))).await;
    other.execute_batch("COMMIT").expect("unlocks");
    let mut done = Vec::new();
    for write in writes {
        match write.await.expect("no panic") {
            (id, Ok(())) => done.push(id),
            (_, Err(Error::Busy)) => {}
            (id, Err(error)) => panic!("{id}: {error}"),
        }
    }
    // Everything that was queued before this has run or never will.
    add(&db, 999, 1).await.expect("adds");
    done.push(999);
    assert_eq!(stored(&db).await, done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_hangs_while_it_runs_is_withdrawn_and_its_neighbors_are_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let (first, first_held) = hold(&db).await;
    // One batch: a write, one that hangs, and another write.
    let before = queued({
        let db = db.clone();
        async move { add(&db, 1, 1).await }
    })
    .await;
    let (release, hangs) = mpsc::channel::<()>();
    let hanging = queued({
        let (db, hangs) = (db.clone(), Mutex::new(hangs));
        async move {
            db.write(hangs, |c, hangs| {
                Box::pin(async move {
                    c.execute(ADD, &[2.into(), "never".into()]).await?;
                    let _ = hangs.lock().expect("locks").recv();
                    Ok::<_, Error>(())
                })
            })
            .await
        }
    })
    .await;
    drop(first);
    first_held.await.expect("no panic").expect("is stored");
    assert_eq!(hanging.await.expect("no panic"), Err(Error::Busy));
    // The thread is still in it: what waited with it until the same deadline is withdrawn too, or stored.
    let after = queued({
        let db = db.clone();
        async move { add(&db, 3, 1).await }
    })
    .await;
    drop(release);
    let mut expected = vec![3];
    after.await.expect("no panic").expect("is stored");
    match before.await.expect("no panic") {
        Ok(()) => expected.insert(0, 1),
        Err(error) => assert_eq!(error, Error::Busy),
    }
    assert_eq!(stored(&db).await, expected);
}

#[tokio::test]
async fn a_write_that_takes_too_long_is_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let endless = db.write((), |c, ()| {
        Box::pin(async move {
            c.execute(ADD, &[1.into(), "never".into()]).await?;
            c.row(ENDLESS, &[], |r| r.get::<i64>(0)).await
        })
    });
    assert_eq!(endless.await, Err(Error::Busy));
    add(&db, 2, 1).await.expect("the writer is free");
    assert_eq!(stored(&db).await, [2]);
}

/// A read that ends when the sender is used or dropped.
fn held_read(db: &Db) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Error>>) {
    let (release, held) = mpsc::channel::<()>();
    let (db, held) = (db.clone(), Mutex::new(held));
    let reading = tokio::spawn(async move {
        db.read(held, |_, held| {
            Box::pin(async move {
                let _ = held.lock().expect("locks").recv();
                Ok::<_, Error>(())
            })
        })
        .await
    });
    (release, reading)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_are_given_up_while_the_disk_hangs_and_answered_again_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let (one, first) = held_read(&db);
    add(&db, 1, 1).await.expect("adds");
    assert_eq!(stored(&db).await, [1], "one thread of two is free");
    let (two, second) = held_read(&db);
    let hanging = |result| assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    hanging(first.await.expect("no panic"));
    hanging(second.await.expect("no panic"));
    let count = || {
        db.read((), |c, ()| {
            Box::pin(async move { c.row(COUNT, &[], |r| r.get::<i64>(0)).await })
        })
    };
    let begun = std::time::Instant::now();
    assert!(matches!(count().await, Err(Error::Unavailable(_))));
    assert!(begun.elapsed() < Duration::from_secs(1), "refused at once");
    drop((one, two));
    until("reads succeed again", async || count().await == Ok(Some(1))).await;
}

/// A long read that never ends by itself.
async fn endless(db: &Db, caller: u64) -> Result<Option<i64>, Error> {
    let read = db.read_long((), |c, ()| {
        Box::pin(async move { c.row(ENDLESS, &[], |r| r.get::<i64>(0)).await })
    });
    super::super::as_caller(caller, read).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_reads_do_not_delay_the_public_and_end_at_the_limit_or_with_their_callers() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    add(&db, 1, 1).await.expect("adds");
    let searches = (0..10).map(|caller| {
        let db = db.clone();
        tokio::spawn(async move { endless(&db, caller).await })
    });
    let searches = searches.collect::<Vec<_>>();
    // Public reads succeed all the time while the searches run, not only once.
    for _ in 0..200 {
        assert_eq!(stored(&db).await, [1]);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for (at, search) in searches.into_iter().enumerate() {
        // Two ran until their limit; the others waited for the same time, or ran after them.
        let error = search.await.expect("no panic").expect_err("is ended");
        assert!(
            matches!(error, Error::TooSlow | Error::Busy),
            "{at}: {error}"
        );
    }
    // Callers that go away leave no thread busy.
    for caller in 0..4 {
        let gone = endless(&db, caller);
        let gone = tokio::time::timeout(Duration::from_millis(20), gone);
        assert!(gone.await.is_err());
    }
    let count = db.read_long((), |c, ()| {
        Box::pin(async move { c.row(COUNT, &[], |r| r.get::<i64>(0)).await })
    });
    assert_eq!(count.await, Ok(Some(1)));
}

#[tokio::test]
async fn a_caller_who_went_away_before_the_turn_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let (release, holding) = hold(&db).await;
    let gone = tokio::spawn({
        let db = db.clone();
        async move { add(&db, 1, 1).await }
    });
    tokio::task::yield_now().await;
    gone.abort();
    assert!(gone.await.is_err());
    drop(release);
    holding.await.expect("no panic").expect("committed");
    assert_eq!(ask(&db, COUNT).await, Ok(Some(0)));
}

#[tokio::test]
async fn a_read_cannot_write_and_the_reader_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    for _ in 0..8 {
        let wrote = db.read((), |c, ()| {
            Box::pin(async move { c.execute(ADD, &[1.into(), "no".into()]).await })
        });
        assert!(wrote.await.is_err());
        let broke = db.read((), |c, ()| {
            Box::pin(async move {
                c.row(COUNT, &[], |r| r.get::<i64>(0)).await?;
                assert!(c.row(PAGES, &[], |r| r.get::<i64>(0)).await?.is_none());
                Ok::<_, Error>(())
            })
        });
        assert!(matches!(broke.await, Err(Error::Panicked)));
    }
    let count = db.read((), |c, ()| {
        Box::pin(async move { c.row(COUNT, &[], |r| r.get::<i64>(0)).await })
    });
    assert_eq!(count.await, Ok(Some(0)));
}

#[test]
fn many_who_make_the_same_new_file_at_once_all_open_it() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new.db");
        let opened = thread::scope(|scope| {
            let all = (0..6).map(|_| {
                scope.spawn(|| {
                    crate::sqlite_file::created::own_file(&path)?;
                    migrate::sqlite(&mut connect(&path)?, Timestamp(1))
                })
            });
            all.collect::<Vec<_>>()
                .into_iter()
                .map(|one| one.join().expect("no panic"))
                .collect::<Vec<_>>()
        });
        let steps = opened
            .into_iter()
            .map(|taken| taken.expect("opens and migrates").len())
            .filter(|steps| *steps > 0)
            .count();
        assert_eq!(steps, 1, "one of them migrates");
    }
}

#[tokio::test]
async fn a_database_that_was_read_only_for_a_while_is_written_again_by_itself() {
    use std::os::unix::fs::FileExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.db");
    let db = fresh(&folder).await;
    add(&db, 0, 1).await.expect("adds");
    // The file itself says which versions of SQLite may write it, at byte 18; a newer version than this one
    // does not exist yet. (Root may write regardless of the file's mode.)
    let file = std::fs::OpenOptions::new().write(true).open(&path);
    let file = file.expect("opens");
    let other = Connection::open(&path).expect("opens");
    let writable_by = |version: u8| {
        // No part of the page may be in the log; otherwise the file would not be read.
        let emptied = other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
            row.get::<_, i64>(0)
        });
        assert_eq!(emptied, Ok(0));
        file.write_all_at(&[version], 18).expect("writes");
    };
    other
        .execute_batch("CREATE TABLE seen (at INTEGER)")
        .expect("writes");
    writable_by(9);
    for id in 1..4 {
        let refused = add(&db, id, 1).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        assert_eq!(db.trouble(), Some("it cannot be written to"));
        let read = db.read((), |c, ()| {
            Box::pin(async move { c.row(COUNT, &[], |r| r.get::<i64>(0)).await })
        });
        assert_eq!(read.await, Ok(Some(1)), "reads go on");
    }
    writable_by(2);
    add(&db, 4, 1).await.expect("works again");
    assert_eq!((ask(&db, COUNT).await, db.trouble()), (Ok(Some(2)), None));
}

#[tokio::test]
async fn a_connection_that_refuses_to_write_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    ask(&db, READ_ONLY).await.expect("is set");
    add(&db, 1, 1).await.expect("written by another connection");
    assert_eq!(ask(&db, COUNT).await, Ok(Some(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_bounded_while_others_write_and_is_empty_at_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    db.maintain().await.expect("starts");
    let log = folder.path().join("test.db-wal");
    let size = || std::fs::metadata(&log).expect("a log").len();
    let mut largest = 0;
    for id in 0..600 {
        add(&db, id, 100_000).await.expect("adds");
        largest = largest.max(size());
    }
    // 60 MB were written; a writer restarts the log at 16 MB.
    assert!(largest < 20 << 20, "{largest}");
    until("an empty log", async || size() == 0).await;
    add(&db, 600, 1).await.expect("adds");
    db.close().await;
    assert!(!log.exists(), "closed: one whole file");
    assert!(matches!(add(&db, 601, 1).await, Err(Error::Unavailable(_))));
    let file = Connection::open(folder.path().join("test.db")).expect("opens");
    let rows = file.query_row("SELECT COUNT(*) FROM note", [], |row| row.get::<_, i64>(0));
    assert_eq!(rows, Ok(601));
}

#[test]
fn a_connection_left_in_a_transaction_is_rolled_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.db");
    crate::sqlite_file::created::own_file(&path).expect("creates");
    let lock = DatabaseLock::acquire(&path).expect("is free");
    let mut own = WorkerConnection::open(&path, Some(lock), connect).expect("opens");
    own.connection.execute_batch("BEGIN").expect("begins");
    own.roll_back();
    assert!(own.connection.is_autocommit());
}
