//! The outbox on a database: which process delivers each row, and how often.

use tokio::sync::Notify;

use super::*;
use crate::{
    db::{DatabaseSettings, OpenMode},
    mail::{CapturedMails, DeliveryFailure},
    text::Email,
};

const NOW: Timestamp = Timestamp(1_795_497_023_042);
const MINUTE: Duration = Duration::from_mins(1);

struct MailWorld {
    db: Db,
    clock: Clock,
    captured: CapturedMails,
    _folder: tempfile::TempDir,
}

impl MailWorld {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = DatabaseSettings {
            url: format!("sqlite:{}/test.db", folder.path().display()).into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        db.migrate(NOW).await.expect("migrates");
        Self {
            db,
            clock: Clock::held(NOW),
            captured: CapturedMails::default(),
            _folder: folder,
        }
    }

    /// Starts another process on the same database.
    fn outbox(&self) -> Outbox {
        let settings = MailSettings {
            captured: Some(self.captured.clone()),
            ..MailSettings::default()
        };
        self.with(&settings, false)
    }

    fn with(&self, settings: &MailSettings, dev: bool) -> Outbox {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        Outbox::new(db, clock, settings, dev, "localhost").expect("sound settings")
    }

    async fn queue(&self, to: &str, fails: bool) -> Uuid {
        let mail = Mail {
            site: None,
            to: Email::parse(to).expect("an address"),
            subject: "Subject".into(),
            text: "Text".into(),
            expires_at: self.clock.now().plus(15 * MINUTE),
        };
        let input = (mail, self.clock.id(), self.clock.now(), fails);
        let id = input.1;
        let queued = self.db.write(input, |c, (mail, id, now, fails)| {
            Box::pin(async move {
                queue(c, mail, *id, *now).await?;
                if *fails {
                    return Err(db::Error::Conflict);
                }
                Ok(())
            })
        });
        assert_eq!(queued.await.is_err(), fails);
        id
    }

    async fn find_due(&self) -> Option<row::DueRow> {
        let until = Timestamp(i64::MAX);
        let read = self.db.read(until, |c, until| {
            Box::pin(sql::find_due(c, *until, OutboxKind::Mail))
        });
        read.await.expect("reads")
    }
}

#[tokio::test]
async fn every_statement_is_valid_for_the_database() {
    let world = MailWorld::new().await;
    for (name, statement) in sql::ALL {
        let prepared = world.db.prepare(*statement).await;
        assert!(prepared.is_ok(), "{name}: {prepared:?}");
    }
}

#[tokio::test]
async fn a_mail_is_sent_once_and_then_erased() {
    let world = MailWorld::new().await;
    let id = world.queue("Ann@Example.org", false).await;
    let outbox = world.outbox();
    assert_eq!(outbox.deliver().await, Ok(1));
    let [mail] = &world.captured.take()[..] else {
        panic!("one mail");
    };
    assert_eq!((mail.id, mail.to.as_str()), (id, "Ann@example.org"));
    assert!(world.find_due().await.is_none());
    assert_eq!(outbox.deliver().await, Ok(0));
}

#[tokio::test]
async fn a_mail_of_a_transaction_that_failed_is_not_sent() {
    let world = MailWorld::new().await;
    world.queue("ann@example.org", true).await;
    assert_eq!(world.outbox().deliver().await, Ok(0));
}

#[tokio::test]
async fn two_replicas_send_each_mail_once() {
    let world = MailWorld::new().await;
    for n in 0..50 {
        world.queue(&format!("ann{n}@example.org"), false).await;
    }
    let (one, two) = (world.outbox(), world.outbox());
    let (one, two) = tokio::join!(one.deliver(), two.deliver());
    assert_eq!(one.expect("delivers") + two.expect("delivers"), 50);
    let mut to = world.captured.take();
    to.sort_by(|a, b| a.to.cmp(&b.to));
    to.dedup_by(|a, b| a.to == b.to);
    assert_eq!(to.len(), 50);
}

#[tokio::test]
async fn a_mail_whose_sender_was_killed_is_sent_when_its_lease_is_over() {
    let world = MailWorld::new().await;
    let id = world.queue("ann@example.org", false).await;
    // Another process claimed the row and was killed.
    let input = (id, NOW, NOW.plus(MINUTE));
    let claimed = world.db.write(input, |c, (id, seen, lease)| {
        Box::pin(sql::claim(c, *id, *seen, *lease))
    });
    assert_eq!(claimed.await, Ok(true));
    let outbox = world.outbox();
    assert_eq!(outbox.deliver().await, Ok(0));
    world.clock.advance(MINUTE);
    assert_eq!(outbox.deliver().await, Ok(1));
    assert_eq!(world.captured.take()[0].id, id);
}

#[tokio::test]
async fn what_cannot_be_sent_is_tried_ever_more_rarely_until_it_is_pointless() {
    let world = MailWorld::new().await;
    world.queue("ann@example.org", false).await;
    let outbox = world.with(&MailSettings::default(), false);
    assert!(!outbox.can_mail());
    let mut tries = Vec::new();
    while let Some(due) = world.find_due().await {
        assert_eq!(outbox.deliver().await, Ok(0));
        if let Some(after) = world.find_due().await
            && after.attempts > due.attempts
        {
            tries.push(world.clock.now().since(NOW));
            assert_eq!(
                after.last_error.as_deref(),
                Some("no mail server is configured")
            );
        }
        world.clock.advance(Duration::from_secs(1));
    }
    assert!((6..=10).contains(&tries.len()), "{tries:?}");
    let gone = world.clock.now().since(NOW);
    assert!(gone <= 30 * MINUTE, "{gone:?}");
}

#[tokio::test]
async fn mails_to_an_address_can_be_taken_back() {
    let world = MailWorld::new().await;
    world.queue("Ann@Example.org", false).await;
    world.queue("ben@example.org", false).await;
    let ann = Email::parse("ann@example.ORG").expect("an address");
    let removed = world
        .db
        .write(ann, |c, ann| Box::pin(sql::delete_mails_to(c, ann)));
    assert_eq!(removed.await, Ok(1));
    assert_eq!(world.outbox().deliver().await, Ok(1));
    assert_eq!(world.captured.take()[0].to, "ben@example.org");
}

#[tokio::test]
async fn the_worker_sends_at_once_when_it_is_woken() {
    let world = MailWorld::new().await;
    let outbox = world.outbox();
    let worker = tokio::spawn({
        let outbox = outbox.clone();
        async move { outbox.run().await }
    });
    let mut got = Vec::new();
    for n in 0..9 {
        world.queue(&format!("ann{n}@example.org"), false).await;
        outbox.wake();
    }
    while got.len() < 9 {
        got.extend(world.captured.take());
        tokio::task::yield_now().await;
    }
    outbox.stop().await;
    world.queue("ben@example.org", false).await;
    assert_eq!(outbox.deliver().await, Ok(0), "it stopped");
    assert_eq!(world.outbox().deliver().await, Ok(1));
    worker.abort();
}

#[tokio::test]
async fn health_reports_where_mails_are_sent() {
    let world = MailWorld::new().await;
    let none = MailSettings::default();
    assert_eq!(world.with(&none, false).health(), MailHealth::Off);
    let dev = world.with(&none, true);
    assert_eq!((dev.health(), dev.can_mail()), (MailHealth::Logged, true));
    assert_eq!(world.outbox().health(), MailHealth::Healthy);
}

fn report(name: &str) -> Report {
    Report {
        site: 1,
        comment: Uuid::from_u128(7),
        name: name.to_owned(),
    }
}

async fn queue_report(world: &MailWorld, says: &str) {
    let now = world.clock.now();
    let new = world.db.write((), |c, ()| {
        Box::pin(async move { crate::site::add(c, &blog(), NOW).await.map(drop) })
    });
    // On the second call the site already exists.
    let _ = new.await;
    let reports = vec![(world.clock.id(), report(says))];
    let queued = world.db.write((reports, now), |c, (reports, now)| {
        Box::pin(async move { queue_reports(c, reports, *now, now.plus(15 * MINUTE)) })
    });
    queued.await.expect("is queued");
}

fn blog() -> crate::site::NewSite {
    crate::site::NewSite {
        slug: "blog".into(),
        name: "Blog".into(),
        origins: Vec::new(),
        policy: crate::site::Policy::default(),
    }
}

#[tokio::test]
async fn a_report_is_carried_and_tried_again_when_it_fails() {
    let world = MailWorld::new().await;
    let outbox = world.outbox();
    queue_report(&world, "spam").await;
    assert_eq!(
        outbox.deliver().await,
        Ok(0),
        "no reporter is registered yet"
    );
    let carried = Arc::new(Mutex::new(Vec::new()));
    let seen = carried.clone();
    outbox.set_reporter(Reporter::new(move |report| {
        let mut seen = seen.lock().expect("whole");
        seen.push(report);
        let answer = match seen.len() {
            1 => Err(DeliveryFailure::Transient("busy".to_owned())),
            _ => Ok(()),
        };
        std::future::ready(answer)
    }));
    world.clock.advance(MINUTE);
    assert_eq!(outbox.deliver().await, Ok(0), "it fails once");
    assert_eq!(
        outbox.health(),
        MailHealth::Healthy,
        "the health of mail is not affected"
    );
    world.clock.advance(MINUTE);
    assert_eq!(outbox.deliver().await, Ok(1));
    assert_eq!(
        *carried.lock().expect("whole"),
        [report("spam"), report("spam")]
    );
    assert_eq!(outbox.deliver().await, Ok(0));
}

#[tokio::test]
async fn a_report_that_hangs_holds_up_no_mail() {
    let world = MailWorld::new().await;
    let outbox = world.outbox();
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, opened) = (begun.clone(), gate.clone());
    outbox.set_reporter(Reporter::new(move |_| {
        let (told, opened) = (told.clone(), opened.clone());
        async move {
            told.notify_one();
            opened.notified().await;
            Ok(())
        }
    }));
    for _ in 0..3 {
        queue_report(&world, "ham").await;
    }
    let worker = tokio::spawn({
        let outbox = outbox.clone();
        async move { outbox.run().await }
    });
    begun.notified().await;
    world.queue("ann@example.org", false).await;
    outbox.wake();
    while world.captured.take().is_empty() {
        tokio::task::yield_now().await;
    }
    gate.notify_waiters();
    worker.abort();
}
