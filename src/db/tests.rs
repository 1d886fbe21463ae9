//! Reading and writing through `Db`, on SQLite.

use super::*;
use crate::{clock::Timestamp, locale::Language};

statements! {
    MAKE = "CREATE TABLE IF NOT EXISTS note (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL)";
    ADD = "INSERT INTO note (id, text) VALUES ($1, $2)";
    COUNT = "SELECT COUNT(*) FROM note";
    SOME = "SELECT text FROM note WHERE text <> $2 AND id = ANY($1) ORDER BY id";
}

async fn fresh(folder: &tempfile::TempDir) -> Db {
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let settings = DatabaseSettings {
        url: url.into(),
        ..DatabaseSettings::default()
    };
    let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
    db.write((), |c, ()| {
        Box::pin(async move { c.execute(MAKE, &[]).await })
    })
    .await
    .expect("makes");
    db
}

async fn add(db: &Db, id: i64) -> Result<(), Error> {
    db.write(id, |c, id| {
        Box::pin(async move {
            c.execute(ADD, &[(*id).into(), "text".into()])
                .await
                .map(|_| ())
        })
    })
    .await
}

async fn count(db: &Db) -> i64 {
    db.read((), |c, ()| {
        Box::pin(async move { c.row(COUNT, &[], |r| r.get(0)).await })
    })
    .await
    .unwrap_or_else(|e: Error| panic!("{e}"))
    .unwrap_or_default()
}

#[tokio::test]
async fn work_that_fails_undoes_itself_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let many = (0..500).map(|n| {
        let db = db.clone();
        tokio::spawn(async move { add(&db, n % 400).await })
    });
    let mut refused = 0;
    for task in many.collect::<Vec<_>>() {
        if let Err(error) = task.await.expect("no panic") {
            assert!(matches!(error, Error::Unique(_)), "{error}");
            refused += 1;
        }
    }
    assert_eq!((refused, count(&db).await), (100, 400));
}

#[tokio::test]
async fn a_panic_fails_only_its_own_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let bad = db.write(7, |c, id| {
        Box::pin(async move {
            c.execute(ADD, &[(*id).into(), "text".into()]).await?;
            assert!(*id != 7, "seven is not welcome");
            Ok::<_, Error>(())
        })
    });
    let (bad, good) = tokio::join!(bad, add(&db, 8));
    assert!(matches!(bad, Err(Error::Panicked)));
    good.expect("the neighbour is not touched");
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn work_that_hides_an_error_is_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    add(&db, 1).await.expect("adds");
    let hidden = db.write((), |c, ()| {
        Box::pin(async move {
            c.execute(ADD, &[2.into(), "kept?".into()]).await?;
            let _ = c.execute(ADD, &[1.into(), "twice".into()]).await;
            Ok::<_, Error>(())
        })
    });
    assert!(hidden.await.is_err());
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn a_text_that_postgresql_cannot_hold_is_refused_before_any_database_sees_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let work = db.write((), |c, ()| {
        Box::pin(async move { c.execute(ADD, &[1.into(), "a\0b".into()]).await })
    });
    assert!(matches!(work.await, Err(Error::Nul)));
    let texts = ["fine".to_owned(), "\0".to_owned()];
    assert!(Value::from(&texts[..]).has_nul() && !Value::from(&texts[..1]).has_nul());
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn a_variant_of_a_closed_set_is_stored_as_its_word_and_an_unknown_word_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let words = db.write((), |c, ()| {
        Box::pin(async move {
            c.execute(ADD, &[1.into(), Language::De.into()]).await?;
            c.execute(ADD, &[2.into(), "tlh".into()]).await
        })
    });
    words.await.expect("adds");
    let read = |id: i64| {
        db.read(id, |c, id| {
            Box::pin(async move {
                let ids = [*id];
                let parameters = [(&ids[..]).into(), "other".into()];
                c.row(SOME, &parameters, |r| r.get::<Option<Language>>(0))
                    .await
            })
        })
    };
    assert_eq!(read(1).await, Ok(Some(Some(Language::De))));
    let unknown = read(2).await.expect_err("no such language");
    assert!(matches!(unknown, Error::UnknownWord(_)), "{unknown:?}");
    assert_eq!(
        unknown.to_string(),
        format!(
            "unknown Language `tlh`: must be one of {}",
            Language::WORDS.join(", ")
        )
    );
}

#[tokio::test]
async fn a_list_is_one_parameter_and_declared_statements_can_be_prepared() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    for id in 0..4 {
        add(&db, id).await.expect("adds");
    }
    let found = db
        .read((), |c, ()| {
            Box::pin(async move {
                c.rows(SOME, &[(&[1_i64, 3, 9][..]).into(), "other".into()], |r| {
                    r.get::<String>(0)
                })
                .await
            })
        })
        .await
        .expect("reads");
    assert_eq!(found, ["text", "text"]);
    for (name, sql) in ALL {
        db.prepare(*sql)
            .await
            .unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

#[tokio::test]
async fn a_database_locked_by_another_process_is_busy_and_then_works_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    let other = rusqlite::Connection::open(folder.path().join("test.db")).expect("opens");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locks");
    assert!(matches!(add(&db, 1).await, Err(Error::Busy)));
    assert_eq!(count(&db).await, 0, "readers go on");
    other.execute_batch("COMMIT").expect("unlocks");
    add(&db, 1).await.expect("works again");
}

#[tokio::test]
async fn migrating_twice_changes_nothing_and_a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = fresh(&folder).await;
    assert!(!db.migrate(Timestamp(1)).await.expect("migrates").is_empty());
    assert!(db.migrate(Timestamp(2)).await.expect("migrates").is_empty());
    let other = rusqlite::Connection::open(folder.path().join("test.db")).expect("opens");
    other
        .execute_batch(
            "INSERT INTO schema_step (version, name, taken_at) VALUES (1000, 'later', 3)",
        )
        .expect("inserts");
    assert!(matches!(
        db.migrate(Timestamp(3)).await,
        Err(OpenError::Newer { found: 1000, .. })
    ));
}
