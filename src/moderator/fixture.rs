//! A small installation on its own database, for the tests of this module.

use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};

use futures_util::FutureExt as _;
use tokio::sync::oneshot;

use super::*;
use crate::{
    db::{DatabaseSettings, OpenMode},
    site::{self, NewSite, Policy},
};

pub(crate) const PASSWORD: &str = "otter lamp velvet quarry";

pub(crate) struct TestModerators {
    _folder: tempfile::TempDir,
    url: String,
    pub db: Db,
    pub clock: Clock,
    pub moderators: Moderators,
}

pub(crate) fn moderators(db: &Db, clock: &Clock) -> Moderators {
    let secret = Secret::new([7; 32]).expect("long enough");
    Moderators::new(db.clone(), clock.clone(), &secret)
}

impl TestModerators {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let settings = DatabaseSettings {
            url: url.clone().into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        let clock = Clock::held(Timestamp(1_800_000_000_000));
        db.migrate(clock.now()).await.expect("migrates");
        Self {
            _folder: folder,
            url,
            moderators: moderators(&db, &clock),
            db,
            clock,
        }
    }

    pub(crate) async fn site(&self, slug: &str) -> SiteId {
        let new = NewSite {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            origins: Vec::new(),
            policy: Policy::default(),
        };
        self.db
            .write((new, self.clock.now()), |c, (new, now)| {
                Box::pin(site::add(c, new, *now))
            })
            .await
            .expect("adds")
    }

    pub(crate) async fn add(&self, login: &str, role: Role, sites: &[SiteId]) -> Moderator {
        self.moderators
            .add_moderator(NewModerator {
                login: login.to_owned(),
                name: None,
                password: PASSWORD.into(),
                role,
                sites: sites.to_vec(),
            })
            .await
            .expect("adds")
    }

    /// The same database without a free reader: the only reader is occupied and the queue is full until
    /// the sender is dropped.
    pub(crate) async fn with_readers_held(&self) -> (Db, mpsc::Sender<()>) {
        let settings = DatabaseSettings {
            url: self.url.clone().into(),
            readers: 1,
            queue: 1,
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        let (release, wait) = mpsc::channel::<()>();
        let (began, has_begun) = oneshot::channel::<()>();
        let held = (Mutex::new(wait), Mutex::new(Some(began)));
        tokio::spawn({
            let db = db.clone();
            async move {
                db.read(held, |_, held| {
                    Box::pin(async move {
                        let began = held.1.lock().expect("not poisoned").take();
                        began.expect("once").send(()).expect("the receiver waits");
                        let wait = held.0.lock().expect("not poisoned");
                        wait.recv().expect_err("the sender is dropped");
                        Ok::<_, db::Error>(())
                    })
                })
                .await
            }
        });
        has_begun.await.expect("begins");
        let waiting = db.ping(Duration::from_secs(1)).now_or_never();
        assert!(waiting.is_none());
        (db, release)
    }

    /// Signs in and returns the session's token.
    pub(crate) async fn sign_in(&self, login: &str) -> String {
        let session = self.moderators.sign_in(login, PASSWORD.into(), None).await;
        session.expect("signs in").token.reveal()
    }

    pub(crate) async fn is_good(&self, token: &str) -> bool {
        let found = self.moderators.authenticate(token).await;
        found.expect("the database answers").is_some()
    }
}

#[tokio::test]
async fn every_statement_is_valid_for_the_database() {
    let world = TestModerators::new().await;
    for (name, statement) in sql::ALL {
        let prepared = world.db.prepare(*statement).await;
        assert!(prepared.is_ok(), "{name}: {prepared:?}");
    }
}
