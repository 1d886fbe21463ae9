//! Mail over real SMTP, to a small server of this test that works, refuses, hangs or sends wrong answers.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rejoinder::{
    Clock, Email, Language, Mail, MailHealth, Policy, Timestamp, queue_delivery, sign_in_mail,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    answers::{Answer, eventually},
    database::Database,
    fake_mail_server::{FakeMailServer, MailBehavior},
    process::{Installation, ServerProcess, pause},
    server_client::ServerClient,
    world::{NOW, World},
};

/// How long a lease lasts if it is not renewed.
const LEASE: Duration = Duration::from_secs(20);

const LIFE: Duration = Duration::from_mins(15);

/// Queues a mail of the blog to this recipient.
async fn queue_mail(world: &World, to: &str) -> Uuid {
    let blog = world.app.sites.find("blog").await.expect("the blog");
    let link = "https://comments.example.org/sign-in#very-secret";
    let (subject, text) = sign_in_mail(Language::Fr, &blog.name, "K7QM-42XD", link);
    let mail = Mail {
        site: Some(blog.id),
        to: Email::parse(to).expect("an email address"),
        subject,
        text,
        expires_at: world.clock.now().plus(LIFE),
    };
    let input = (mail, world.clock.id(), world.clock.now());
    let id = input.1;
    let queued = world.app.db.write(input, |c, (mail, id, now)| {
        Box::pin(queue_delivery(c, mail, *id, *now))
    });
    queued.await.expect("queues");
    id
}

async fn deliver(world: &World) -> usize {
    world.app.events.deliver().await.expect("delivers")
}

async fn count_waiting(world: &World) -> i64 {
    world.database.number("SELECT count(*) FROM outbox").await
}

/// Advances the clock until a mail is delivered; returns how long that took.
async fn until_delivered(world: &World) -> Duration {
    let begun = world.clock.now();
    while deliver(world).await == 0 {
        assert!(count_waiting(world).await > 0, "the connection was closed");
        world.clock.advance(Duration::from_secs(1));
    }
    world.clock.now().since(begun)
}

async fn health(world: &World) -> (u16, String, String) {
    let ready = world.guest().get("/health/ready").await;
    let mail = &ready.body["checks"]["mail"];
    let stand = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (
        ready.status.as_u16(),
        stand(&mail["status"]),
        stand(&mail["detail"]),
    )
}

/// The message as Python's mail parser reads it, or `None` without Python.
fn parsed_by_python(message: &str) -> Option<serde_json::Value> {
    use std::io::Write as _;
    let script = "import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({'names': sorted(m.keys()), 'to': [a.addr_spec for a in m['to'].addresses],
 'from': [[a.display_name, a.addr_spec] for a in m['from'].addresses], 'subject': m['subject'],
 'id': m['message-id'], 'auto': m['auto-submitted'], 'type': m.get_content_type(),
 'charset': m.get_content_charset(), 'text': m.get_content(), 'defects': len(m.defects)}))";
    let mut python = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = python.stdin.take()?;
    input.write_all(message.as_bytes()).ok()?;
    drop(input);
    let out = python.wait_with_output().ok()?;
    serde_json::from_slice(&out.stdout).ok()
}

#[tokio::test]
async fn a_mail_is_sent_over_tls_to_one_recipient_with_exactly_the_right_headers() {
    let Some(server) = FakeMailServer::new(MailBehavior::Good).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    let id = queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 1);
    let [received] = &server.received()[..] else {
        panic!("one mail: {:?}", server.received());
    };
    assert!(received.encrypted);
    assert_eq!(received.to, ["<ann@example.org>"]);
    assert_eq!(received.user.as_deref(), Some("AG1lAGh1bnRlcjI="));
    let plain = server.plain.lock().expect("whole").clone();
    assert!(plain.ends_with("STARTTLS\r\n"), "{plain}");
    assert_eq!(count_waiting(&world).await, 0);
    let Some(seen) = parsed_by_python(&received.message) else {
        eprintln!("python3 not found: message not parsed");
        return;
    };
    let names = [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ];
    assert_eq!(seen["names"], serde_json::json!(names));
    assert_eq!(seen["to"], serde_json::json!(["ann@example.org"]));
    let from = serde_json::json!([["The Blög", "comments@blog.example"]]);
    assert_eq!(seen["from"], from);
    assert_eq!(seen["subject"], "Votre code pour The Blog : K7QM-42XD");
    assert_eq!(seen["id"], format!("<{id}@blog.example>"));
    assert_eq!(seen["auto"], "auto-generated");
    assert_eq!(seen["type"], "text/plain");
    assert_eq!(seen["charset"], "utf-8");
    assert_eq!(seen["defects"], 0);
    let text = seen["text"].as_str().expect("text").replace("\r\n", "\n");
    assert!(text.contains("là où vous l’avez demandé"), "{text}");
    assert!(
        text.contains("https://comments.example.org/sign-in#very-secret\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_mail_to_a_busy_server_is_retried_and_reported_by_health() {
    let Some(server) =
        FakeMailServer::new(MailBehavior::Says("RCPT", "451 later, ann@example.org")).await
    else {
        return;
    };
    let world = server.world("mail.pem").await;
    assert_eq!(health(&world).await, (200, "ok".into(), "ok".into()));
    queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    let (status, stand, detail) = health(&world).await;
    assert_eq!((status, stand.as_str()), (200, "degraded"));
    assert!(detail.contains("the server answered 451"), "{detail}");
    assert!(!detail.contains("ann"), "{detail}");
    // Not retried immediately.
    assert_eq!(deliver(&world).await, 0);
    let tried = world.database.number("SELECT attempts FROM outbox").await;
    assert_eq!(tried, 1);
    server.set_behavior(MailBehavior::Good);
    let took = until_delivered(&world).await;
    assert!((3..=7).contains(&took.as_secs()), "{took:?}");
    assert_eq!(health(&world).await.1, "ok");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_permanently_refused_mail_is_dropped_and_does_not_affect_health() {
    let Some(server) = FakeMailServer::new(MailBehavior::Says("RCPT", "550 no such person")).await
    else {
        return;
    };
    let world = server.world("mail.pem").await;
    queue_mail(&world, "nobody@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(count_waiting(&world).await, 0);
    assert_eq!(world.app.events.health(), MailHealth::Healthy);
}

#[tokio::test]
async fn a_wrong_password_loses_no_mail() {
    let Some(server) = FakeMailServer::new(MailBehavior::Says("AUTH", "535 who are you")).await
    else {
        return;
    };
    let world = server.world("mail.pem").await;
    queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    let (_, stand, detail) = health(&world).await;
    assert_eq!(stand, "degraded");
    assert!(
        detail.contains("sign-in failed: the server answered 535"),
        "{detail}"
    );
    assert!(!detail.contains("hunter2"), "{detail}");
    server.set_behavior(MailBehavior::Good);
    until_delivered(&world).await;
}

#[tokio::test]
async fn an_expired_mail_is_dropped() {
    let Some(server) = FakeMailServer::new(MailBehavior::Says("DATA", "421 not now")).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    world.clock.advance(LIFE);
    server.set_behavior(MailBehavior::Good);
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(
        (count_waiting(&world).await, server.received().len()),
        (0, 0)
    );
}

#[tokio::test]
async fn a_hanging_mail_server_blocks_nothing_and_times_out() {
    let Some(server) = FakeMailServer::new(MailBehavior::Hangs).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    queue_mail(&world, "ann@example.org").await;
    let events = world.app.events.clone();
    let passing = tokio::spawn(async move { events.deliver().await });
    eventually("the attempt", async || {
        pause().await;
        let tried = world.database.number("SELECT attempts FROM outbox").await;
        (tried == 1).then_some(())
    })
    .await;
    // Meanwhile readers can post, and another mail is sent.
    let page = "/2026/hanging";
    world.guest().post(page, "Nobody waits.").await.expect(201);
    eventually("the hanging message", async || {
        pause().await;
        server
            .plain
            .lock()
            .expect("whole")
            .contains("STARTTLS")
            .then_some(())
    })
    .await;
    let delivered = passing.await.expect("ends").expect("delivers");
    assert_eq!(delivered, 0);
    let (_, stand, detail) = health(&world).await;
    assert_eq!(stand, "degraded");
    assert!(detail.contains("not finished within 2 seconds"), "{detail}");
    server.set_behavior(MailBehavior::Good);
    until_delivered(&world).await;
    assert_eq!(server.received().len(), 1);
}

/// An installation that uses the mail server, and a requested code whose mail hangs there.
async fn start_hanging_delivery(
    server: &FakeMailServer,
) -> (Installation, Database, ServerProcess, ServerClient) {
    let database = Database::migrated().await;
    let smtp = format!("smtp://me:hunter2@127.0.0.1:{}", server.port);
    let ca = server.file("mail.pem");
    let installation = Installation::on(&database)
        .set("REJOINDER_SMTP_URL", &smtp)
        .set("REJOINDER_MAIL__FROM", "comments@blog.example")
        .set("REJOINDER_MAIL__CA_FILE", ca.to_str().expect("a path"))
        .set("REJOINDER_MAIL__TIMEOUT_SECONDS", "60");
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (process, address) = installation.start_and_wait().await;
    let client = ServerClient::new(address, &token);
    let request = client
        .http
        .post(format!("{}/api/v1/sites/blog/session/email", client.base))
        .json(&json!({ "email": "ann@example.org" }));
    Answer::of(request).await.expect(202);
    eventually("the attempt", async || {
        pause().await;
        let tried = "SELECT COUNT(*) FROM outbox WHERE attempts = 1";
        (database.try_number(tried).await? == 1).then_some(())
    })
    .await;
    (installation, database, process, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_in_delivery_when_the_server_stopped_is_sent_immediately_by_the_next() {
    let Some(server) = FakeMailServer::new(MailBehavior::Hangs).await else {
        return;
    };
    let (installation, database, mut process, _) = start_hanging_delivery(&server).await;
    let stopping = Instant::now();
    process.signal("TERM");
    assert!(process.wait_for_exit().await.success());
    assert!(
        stopping.elapsed() < Duration::from_secs(10),
        "{:?}",
        stopping.elapsed()
    );
    // Its lease is released, and the interrupted delivery does not count as an attempt.
    let now = Clock::system().now().0;
    let free = format!("SELECT COUNT(*) FROM outbox WHERE due_at <= {now} AND attempts = 0");
    assert_eq!(database.number(&free).await, 1);
    server.set_behavior(MailBehavior::Good);
    let (_next, _) = installation.start_and_wait().await;
    let started = Instant::now();
    eventually("the code", async || {
        pause().await;
        (server.received().len() == 1).then_some(())
    })
    .await;
    assert!(started.elapsed() < LEASE, "{:?}", started.elapsed());
    eventually("an empty outbox", async || {
        pause().await;
        (database.try_number("SELECT COUNT(*) FROM outbox").await? == 0).then_some(())
    })
    .await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_is_renewed_while_its_process_lives_and_expires_soon_after_a_kill() {
    let Some(server) = FakeMailServer::new(MailBehavior::Hangs).await else {
        return;
    };
    let (installation, database, mut process, _) = start_hanging_delivery(&server).await;
    let due = async || database.number("SELECT due_at FROM outbox").await;
    let first = due().await;
    eventually("a renewed lease", async || {
        pause().await;
        (due().await > first).then_some(())
    })
    .await;
    process.kill();
    let left = due().await - Clock::system().now().0;
    assert!(
        left <= i64::try_from(LEASE.as_millis()).expect("small"),
        "{left} ms"
    );
    server.set_behavior(MailBehavior::Good);
    let (_next, _) = installation.start_and_wait().await;
    eventually("the code", async || {
        pause().await;
        (server.received().len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_mail_with_an_unknown_outcome_is_sent_again_with_the_same_message_id() {
    let Some(server) = FakeMailServer::new(MailBehavior::Drops).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    let id = queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    server.set_behavior(MailBehavior::Good);
    until_delivered(&world).await;
    let [first, second] = &server.received()[..] else {
        panic!("twice: {:?}", server.received());
    };
    assert_eq!(first.message, second.message);
    let name = format!("Message-ID: <{id}@blog.example>");
    assert!(first.message.contains(&name), "{}", first.message);
}

#[tokio::test]
async fn nothing_is_sent_unencrypted_when_starttls_is_stripped() {
    let Some(server) = FakeMailServer::new(MailBehavior::Stripped).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    let plain = server.plain.lock().expect("whole").clone();
    for secret in ["AUTH", "MAIL", "RCPT", "ann@"] {
        assert!(!plain.contains(secret), "{plain}");
    }
    assert!(health(&world).await.2.contains("STARTTLS"));
    server.set_behavior(MailBehavior::Good);
    until_delivered(&world).await;
}

#[tokio::test]
async fn a_server_with_a_wrong_certificate_gets_neither_password_nor_mail() {
    let Some(server) = FakeMailServer::new(MailBehavior::Good).await else {
        return;
    };
    let world = server.world("other.pem").await;
    queue_mail(&world, "ann@example.org").await;
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(server.received(), []);
    assert!(
        server
            .plain
            .lock()
            .expect("whole")
            .ends_with("STARTTLS\r\n")
    );
    assert!(matches!(world.app.events.health(), MailHealth::Failing(_)));
    world.clock.advance(LIFE);
    assert_eq!(deliver(&world).await, 0);
}

#[tokio::test]
async fn mails_of_a_site_are_removed_with_the_site() {
    let Some(server) = FakeMailServer::new(MailBehavior::Good).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    queue_mail(&world, "ann@example.org").await;
    let owner = world.owner().await;
    owner.delete("/sites/blog?confirm=blog").await.expect(204);
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(server.received(), []);
    world.delete_removed_sites().await;
    assert_eq!(count_waiting(&world).await, 0);
}

#[tokio::test]
async fn many_mails_are_delivered_together_once_the_server_is_back() {
    let Some(server) = FakeMailServer::new(MailBehavior::Says("EHLO", "421 closed")).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    for n in 0..40 {
        queue_mail(&world, &format!("ann{n}@example.org")).await;
    }
    assert_eq!(deliver(&world).await, 0);
    server.set_behavior(MailBehavior::Good);
    let begun: Timestamp = world.clock.now();
    assert!(begun >= NOW);
    let mut delivered = 0;
    while delivered < 40 {
        world.clock.advance(Duration::from_secs(1));
        delivered += deliver(&world).await;
    }
    let took = world.clock.now().since(begun);
    assert!(took <= Duration::from_secs(10), "{took:?}");
    let mut to = server
        .received()
        .into_iter()
        .flat_map(|received| received.to)
        .collect::<Vec<_>>();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 40);
}

#[tokio::test]
async fn without_a_mail_server_the_world_captures_mails() {
    let world = World::new().await;
    queue_mail(&world, "ann@example.org").await;
    let [mail] = &world.mails().await[..] else {
        panic!("one mail");
    };
    assert_eq!(mail.to, "ann@example.org");
    assert!(mail.text.contains("K7QM-42XD"), "{}", mail.text);
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
#[should_panic(expected = "left undelivered")]
async fn a_world_with_undelivered_mail_fails_its_test() {
    let world = World::new().await;
    queue_mail(&world, "ann@example.org").await;
}
