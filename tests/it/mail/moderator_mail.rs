//! Mails to moderators about waiting comments: who gets which, when, and what they look like.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    time::Duration,
};

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    fake_mail_server::{FakeMailServer, MailBehavior},
    moderator_mail::links_of,
    moderators::{Moderator, create_api_key},
    world::World,
};

const PAGE: &str = "/2026/mails";
const HOUR: Duration = Duration::from_hours(1);
/// After this time a digest covers a comment.
const SETTLED: Duration = Duration::from_secs(11);

async fn count_waiting(world: &World) -> i64 {
    world.database.number("SELECT count(*) FROM outbox").await
}

/// A world without practical limits, and its owner with an email address.
async fn world_with_owner(world: &World) -> Moderator<'_> {
    world.raise_limits().await;
    let owner = world.owner().await;
    owner.set_email("owner@blog.example").await;
    owner
}

/// Posts a comment that waits; returns its id.
async fn post(world: &World, text: &str) -> String {
    world.guest().post(PAGE, text).await.expect(201).id()
}

#[tokio::test]
async fn a_waiting_comment_is_mailed_to_the_moderators_of_its_site_who_have_an_email_address() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world_with_owner(&world).await;
    world.moderator("quiet", Role::Moderator, &["blog"]).await;
    for (login, site) in [("ben", "blog"), ("gardener", "garden")] {
        let moderator = world.moderator(login, Role::Moderator, &[site]).await;
        moderator.set_email(&format!("{login}@blog.example")).await;
    }
    let id = post(&world, "First line.\n\nSecond line.").await;
    let mut mails = world.mails().await;
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    let to = mails
        .iter()
        .map(|mail| mail.to.as_str())
        .collect::<Vec<_>>();
    assert_eq!(to, ["ben@blog.example", "owner@blog.example"]);
    let mail = &mails[0];
    assert_eq!(
        mail.subject,
        format!("[The Blog] Ann commented on “{PAGE}”")
    );
    assert!(
        mail.text.contains("> First line.\n> \n> Second line."),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("1 comment waits for a decision."),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("ann@example.org"), "{}", mail.text);
    let context = format!("/moderate/comments/{id}?site=blog");
    assert!(mail.text.contains(&context), "{}", mail.text);
    assert_ne!(links_of(&mails[0]).approve, links_of(&mails[1]).approve);
    assert_eq!(count_waiting(&world).await, 0);
    // What is published at once or decided before the delivery is not mailed.
    owner.decide("approve", &[&id]).await.expect(200);
    let decided = post(&world, "Decided before the mail.").await;
    owner.decide("spam", &[&decided]).await.expect(200);
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn without_an_email_address_nothing_is_queued() {
    let world = World::new().await;
    world.owner().await;
    post(&world, "Words.").await;
    assert_eq!(count_waiting(&world).await, 0);
}

#[tokio::test]
async fn a_moderator_who_lost_the_site_gets_no_mail_that_was_queued_before() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    ben.set_email("ben@blog.example").await;
    let path = format!("/moderators/{}", ben.id().await);
    post(&world, "Words.").await;
    let change = json!({ "sites": [] });
    owner.send(Method::PATCH, &path, &change).await.expect(200);
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn comments_that_are_probably_spam_cause_no_mail_and_are_counted() {
    let world = World::new().await;
    world_with_owner(&world).await;
    post(&world, "Looks like spam.").await;
    let spam = "UPDATE comment SET queue_group = 'probably_spam'";
    world.database.execute(spam).await.expect("changes");
    assert_eq!(world.mails().await, []);
    post(&world, "Looks good.").await;
    let mail = world.mail().await;
    assert!(
        mail.text.contains("1 more comment is probably spam."),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("Looks like spam."), "{}", mail.text);
}

#[tokio::test]
async fn a_digest_comes_once_an_hour_and_shows_what_waits() {
    let world = World::new().await;
    let owner = world_with_owner(&world).await;
    let (key, _) = create_api_key(&owner).await;
    post(&world, "Before the setting.").await;
    world.mail().await;
    world.clock.advance(SETTLED);
    owner.set_notices(&json!({ "mode": "hourly" })).await;
    world.clock.advance(HOUR);
    assert_eq!(world.queue_digests().await, 0, "nothing is new");
    post(&world, "First.").await;
    let second = post(&world, "Second.").await;
    assert_eq!(world.mails().await, []);
    world.clock.advance(SETTLED);
    assert_eq!(world.queue_digests().await, 1);
    assert_eq!(world.queue_digests().await, 0);
    let mail = world.mail().await;
    assert_eq!(mail.subject, "[The Blog] 3 comments wait");
    let shown = [
        "> Before the setting.",
        "> First.",
        "> Second.",
        "/moderate?site=blog",
    ];
    for text in shown {
        assert!(mail.text.contains(text), "{}", mail.text);
    }
    post(&world, "Third.").await;
    world.clock.advance(Duration::from_secs(3_570));
    assert_eq!(world.queue_digests().await, 0, "the hour is not over");
    key.decide("spam", &[&second]).await.expect(200);
    world.clock.advance(Duration::from_secs(30));
    // Of two processes, one sends it.
    let replica = world.replica().await;
    let queued = world.queue_digests().await;
    let other = replica.app.notices.queue_digests().await.expect("queues");
    assert_eq!(queued + other, 1);
    let mail = world.mail().await;
    assert!(
        mail.text.contains("> Third.") && !mail.text.contains("> Second."),
        "{}",
        mail.text
    );
    // What waits is not reported again.
    world.clock.advance(3 * HOUR);
    assert_eq!(world.queue_digests().await, 0);
}

#[tokio::test]
async fn a_comment_whose_mail_was_not_sent_yet_is_in_the_next_digest() {
    let world = World::new().await;
    let owner = world_with_owner(&world).await;
    post(&world, "Queued for a mail.").await;
    owner.set_notices(&json!({ "mode": "hourly" })).await;
    // The mail is not sent any more, because digests were chosen.
    assert_eq!(world.mails().await, []);
    world.clock.advance(SETTLED);
    assert_eq!(world.queue_digests().await, 1);
    let mail = world.mail().await;
    assert!(mail.text.contains("> Queued for a mail."), "{}", mail.text);
    world.clock.advance(2 * HOUR);
    assert_eq!(world.queue_digests().await, 0);
}

#[tokio::test]
async fn a_digest_that_has_nothing_left_to_report_is_not_sent() {
    let world = World::new().await;
    let owner = world_with_owner(&world).await;
    owner.set_notices(&json!({ "mode": "daily" })).await;
    let id = post(&world, "Words.").await;
    world.clock.advance(SETTLED);
    assert_eq!(world.queue_digests().await, 1);
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn a_mail_comes_when_more_comments_wait_than_tolerated_once_a_day() {
    let world = World::new().await;
    let owner = world_with_owner(&world).await;
    owner
        .set_notices(&json!({ "mode": "more_than", "more_than": 2 }))
        .await;
    let digest = async || {
        world.clock.advance(SETTLED);
        world.queue_digests().await
    };
    for n in 0..2 {
        post(&world, &format!("Comment {n}.")).await;
        assert_eq!(digest().await, 0);
    }
    post(&world, "Comment 2.").await;
    assert_eq!(digest().await, 1);
    assert_eq!(world.mail().await.subject, "[The Blog] 3 comments wait");
    post(&world, "Comment 3.").await;
    assert_eq!(digest().await, 0, "the day is not over");
    world.clock.advance(24 * HOUR);
    assert_eq!(digest().await, 1);
    assert_eq!(world.mail().await.subject, "[The Blog] 4 comments wait");
}

#[tokio::test]
async fn more_than_twenty_mails_in_an_hour_become_a_digest() {
    let world = World::new().await;
    let owner = world_with_owner(&world).await;
    for n in 0..23 {
        post(&world, &format!("Comment {n} of a busy hour.")).await;
        // Setting the email address does not begin a new hour.
        owner.set_email("owner@blog.example").await;
    }
    assert_eq!(world.mails().await.len(), 20);
    assert_eq!(world.queue_digests().await, 0, "the hour is not over");
    world.clock.advance(HOUR);
    assert_eq!(world.queue_digests().await, 1);
    let mail = world.mail().await;
    assert_eq!(mail.subject, "[The Blog] 23 comments wait");
    assert!(
        mail.text.contains("> Comment 22 of a busy hour."),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("13 more comments wait."),
        "{}",
        mail.text
    );
    world.clock.advance(HOUR);
    assert_eq!(world.queue_digests().await, 0);
    post(&world, "A quiet hour.").await;
    world.mail().await;
}

#[tokio::test]
async fn settings_are_read_and_changed_by_the_moderator_alone() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let settings = async || ben.get("/notices").await.expect(200).body;
    let expected = json!({
        "email": null, "email_refused_at": null, "unconfirmed_email": null, "next": null,
        "items": [{ "site": "blog", "mode": "each", "more_than": null }],
    });
    assert_eq!(settings().await, expected);
    ben.set_email("ben@blog.example").await;
    ben.set_notices(&json!({ "mode": "more_than", "more_than": 20 }))
        .await;
    let changed = settings().await;
    assert_eq!(changed["email"], "ben@blog.example");
    assert_eq!(changed["items"][0]["more_than"], 20);
    let put = async |site: &str, body: Value| {
        let path = format!("/sites/{site}/notices");
        ben.send(Method::PUT, &path, &body).await
    };
    put("garden", json!({ "mode": "off" }))
        .await
        .refused(404, "not_found");
    for body in [
        json!({ "mode": "more_than" }),
        json!({ "mode": "daily", "more_than": 3 }),
        json!({ "mode": "more_than", "more_than": -1 }),
        json!({ "mode": "weekly" }),
    ] {
        put("blog", body).await.expect(422);
    }
    let path = format!("/moderators/{}", ben.id().await);
    for body in [
        json!({ "email": "ben@blog.example", "sites": [] }),
        json!({ "role": "owner" }),
    ] {
        ben.send(Method::PATCH, &path, &body)
            .await
            .refused(403, "forbidden");
    }
    let of_owner = format!("/moderators/{}", owner.id().await);
    let body = json!({ "email": "ben@blog.example" });
    ben.send(Method::PATCH, &of_owner, &body)
        .await
        .refused(403, "forbidden");
    for email in ["", "nobody", "a@b.example\r\nBcc: c@d.example"] {
        let refused = ben
            .send(Method::PATCH, &path, &json!({ "email": email }))
            .await;
        assert_eq!(refused.expect(422).fields()[0].0, "email");
    }
    let listed = owner.get("/moderators").await.expect(200).text;
    assert!(listed.contains("ben@blog.example"), "{listed}");
}

#[tokio::test]
async fn a_mail_that_waits_is_sent_after_a_restart() {
    let mut world = World::new().await;
    world_with_owner(&world).await;
    post(&world, "Words.").await;
    world.restart().await;
    assert!(world.mail().await.text.contains("> Words."));
}

/// The message as Python's mail parser reads it, or `None` without Python.
fn parsed_by_python(message: &str) -> Option<Value> {
    let script = "import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = list(m.iter_parts())
print(json.dumps({'names': sorted(m.keys()), 'to': [a.addr_spec for a in m['to'].addresses],
 'headers': {k.lower(): str(v) for k, v in m.items()}, 'subject': m['subject'], 'type': m.get_content_type(),
 'types': [p.get_content_type() for p in parts], 'texts': [p.get_content() for p in parts],
 'defects': len(m.defects) + sum(len(p.defects) for p in parts)}))";
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

const NAMES: [&str; 13] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "In-Reply-To",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Message-ID",
    "References",
    "Subject",
    "To",
];

#[tokio::test]
async fn mails_about_one_thread_stay_together_and_have_exactly_the_right_headers() {
    let Some(server) = FakeMailServer::new(MailBehavior::Good).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    let owner = world_with_owner(&world).await;
    let first = post(&world, "The first ünïcode comment.").await;
    world.app.events.deliver().await.expect("delivers");
    owner.decide("approve", &[&first]).await.expect(200);
    let reply = world
        .guest()
        .reply(PAGE, &first, "A reply.")
        .await
        .expect(201)
        .id();
    world.app.events.deliver().await.expect("delivers");
    let received = server.received();
    assert_eq!(received.len(), 2);
    let parsed = received.iter().map(|mail| parsed_by_python(&mail.message));
    let Some(parsed) = parsed.collect::<Option<Vec<_>>>() else {
        eprintln!("python3 not found: messages not parsed");
        return;
    };
    for mail in &parsed {
        assert_eq!(mail["names"], json!(NAMES));
        assert_eq!(mail["to"], json!(["owner@blog.example"]));
        assert_eq!(mail["headers"]["auto-submitted"], "auto-generated");
        assert_eq!(mail["headers"]["list-id"], "<blog.blog.example>");
        assert_eq!(
            mail["headers"]["list-unsubscribe-post"],
            "List-Unsubscribe=One-Click"
        );
        let off = mail["headers"]["list-unsubscribe"].as_str().expect("a URL");
        assert!(
            off.starts_with("<http") && off.contains("/act/rja_"),
            "{off}"
        );
        assert_eq!(mail["type"], "multipart/alternative");
        assert_eq!(mail["types"], json!(["text/plain", "text/html"]));
        assert_eq!(mail["defects"], 0, "{mail}");
    }
    let header = |n: usize, name: &str| {
        parsed[n]["headers"][name]
            .as_str()
            .expect("a header")
            .to_owned()
    };
    let root = header(0, "references");
    assert_eq!(
        header(0, "message-id"),
        format!("<comment-{first}@blog.example>")
    );
    assert!(root.starts_with("<thread-"), "{root}");
    assert_eq!(
        header(1, "message-id"),
        format!("<comment-{reply}@blog.example>")
    );
    assert_eq!(header(1, "in-reply-to"), header(0, "message-id"));
    assert_eq!(
        header(1, "references"),
        format!("{root} {}", header(0, "message-id"))
    );
    assert!(
        parsed[0]["texts"][0]
            .as_str()
            .expect("text")
            .contains("ünïcode")
    );
    assert!(
        parsed[0]["texts"][1]
            .as_str()
            .expect("text")
            .contains("ünïcode")
    );
}

#[tokio::test]
async fn hostile_names_titles_and_texts_add_no_header_and_no_markup() {
    let Some(server) = FakeMailServer::new(MailBehavior::Good).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    world_with_owner(&world).await;
    let hostile = [
        (
            "=?utf-8?q?Ann=0d=0aBcc:_all@example.org?=",
            "Bcc: all@example.org",
        ),
        (
            "Ann\", <all@example.org>; x",
            "\r\n.\r\nMAIL FROM:<x@example.org>\r\n",
        ),
        (
            "<img src=x>{{ site }}{% raw %}",
            "</blockquote><script>alert(1)</script>",
        ),
        (
            "Ünïcödé 名前 \u{1f600}",
            "--=0\r\nContent-Type: text/html\r\n\r\n<h1>x</h1>",
        ),
    ];
    for (n, (name, text)) in hostile.into_iter().enumerate() {
        let guest = world.guest().named(name, &format!("guest{n}@example.org"));
        let mut body = guest.comment(PAGE, text);
        body["title"] = json!("Title\u{2028}Bcc: all@example.org");
        body["token"] = json!(guest.token(PAGE).await);
        guest.send(&body).await.expect(201);
        world.app.events.deliver().await.expect("delivers");
    }
    let received = server.received();
    assert_eq!(received.len(), hostile.len());
    for (mail, (name, _)) in received.iter().zip(hostile) {
        assert_eq!(mail.to, ["<owner@blog.example>"]);
        let Some(parsed) = parsed_by_python(&mail.message) else {
            eprintln!("python3 not found: messages not parsed");
            return;
        };
        assert_eq!(parsed["names"], json!(NAMES), "{name}");
        assert_eq!(parsed["types"], json!(["text/plain", "text/html"]));
        assert_eq!(parsed["defects"], 0, "{parsed}");
        let subject = parsed["subject"].as_str().expect("a subject");
        // An invisible character prevents that a name is decoded.
        let subject = subject.replace('\u{2060}', "");
        assert!(subject.contains(name), "{parsed}");
        let html = parsed["texts"][1].as_str().expect("HTML");
        for markup in ["<img", "<script", "<h1"] {
            assert!(!html.contains(markup), "{html}");
        }
    }
}

#[tokio::test]
async fn after_a_permanent_refusal_of_the_recipient_no_mail_is_sent_until_the_address_is_set_again()
{
    let Some(server) = FakeMailServer::new(MailBehavior::Says("RCPT", "550 no such person")).await
    else {
        return;
    };
    let world = server.world("mail.pem").await;
    let owner = world_with_owner(&world).await;
    post(&world, "First.").await;
    assert_eq!(
        world.app.events.deliver().await.expect("delivers"),
        1,
        "only the fan-out"
    );
    let refused_at =
        async || owner.get("/notices").await.expect(200).body["email_refused_at"].clone();
    assert!(refused_at().await.is_string());
    server.set_behavior(MailBehavior::Good);
    post(&world, "Second.").await;
    assert_eq!(count_waiting(&world).await, 0);
    owner.set_email("owner@blog.example").await;
    assert!(refused_at().await.is_null());
    post(&world, "Third.").await;
    world.app.events.deliver().await.expect("delivers");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_refusal_of_the_content_the_sender_or_the_server_does_not_stop_later_mails() {
    for (command, answer) in [
        ("MAIL", "550 not from you"),
        ("RCPT", "554 5.7.1 Client host blocked"),
        ("RCPT", "550 5.7.1 Unable to relay"),
        // Refused with and without the text.
        ("DATA", "554 looks like spam"),
    ] {
        let behavior = MailBehavior::Says(command, answer);
        let Some(server) = FakeMailServer::new(behavior).await else {
            return;
        };
        let world = server.world("mail.pem").await;
        world_with_owner(&world).await;
        post(&world, "First.").await;
        world.app.events.deliver().await.expect("delivers");
        assert_eq!(count_waiting(&world).await, 0);
        server.set_behavior(MailBehavior::Good);
        post(&world, "Second.").await;
        world.app.events.deliver().await.expect("delivers");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_mail_that_is_refused_for_a_text_is_sent_without_what_commenters_wrote() {
    let behavior = MailBehavior::RefusesContent("cheap pills");
    let Some(server) = FakeMailServer::new(behavior).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    let owner = world_with_owner(&world).await;
    owner.set_notices(&json!({ "mode": "hourly" })).await;
    post(&world, "Words.").await;
    post(&world, "About cheap pills.").await;
    world.clock.advance(HOUR);
    assert_eq!(world.queue_digests().await, 1);
    world.app.events.deliver().await.expect("delivers");
    let [digest] = &server.received()[..] else {
        panic!("one mail: {:#?}", server.received());
    };
    assert!(digest.message.contains("2 comments wait"), "{digest:?}");
    assert!(digest.message.contains("The mail server refused this text"));
    assert!(digest.message.contains("/moderation/act/"));
    for written in ["pills", "Words."] {
        assert!(!digest.message.contains(written), "{digest:?}");
    }
}

#[tokio::test]
async fn no_mail_is_lost_while_the_server_is_down_for_an_hour() {
    let Some(server) = FakeMailServer::new(MailBehavior::Says("EHLO", "421 closed")).await else {
        return;
    };
    let world = server.world("mail.pem").await;
    let owner = world_with_owner(&world).await;
    let (key, _) = create_api_key(&owner).await;
    let decided = post(&world, "Decided meanwhile.").await;
    post(&world, "Waits.").await;
    for _ in 0..12 {
        world.app.events.deliver().await.expect("delivers");
        world.clock.advance(Duration::from_mins(5));
    }
    key.decide("approve", &[&decided]).await.expect(200);
    server.set_behavior(MailBehavior::Good);
    while count_waiting(&world).await > 0 {
        world.app.events.deliver().await.expect("delivers");
        world.clock.advance(Duration::from_mins(1));
    }
    let [received] = &server.received()[..] else {
        panic!("one mail: {:#?}", server.received());
    };
    assert!(received.message.contains("Waits."), "{}", received.message);
}

#[tokio::test]
async fn templates_of_the_operator_replace_those_of_the_binary() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("waiting.subject.txt");
    std::fs::write(&file, "{{ comments[0].author }} wrote to {{ site }}").expect("writes");
    let path = folder.path().to_str().expect("a path");
    let world = World::with(&[("REJOINDER_MAIL__TEMPLATES", path)]).await;
    world_with_owner(&world).await;
    post(&world, "Words.").await;
    let mail = world.mail().await;
    assert_eq!(mail.subject, "Ann wrote to The Blog");
    assert!(mail.text.contains("> Words."), "{}", mail.text);
}

#[tokio::test]
async fn mails_are_written_in_the_language_of_the_site() {
    let world = World::new().await;
    world_with_owner(&world).await;
    world
        .policy(|policy| policy.language = rejoinder::Language::De)
        .await;
    post(&world, "Worte.").await;
    let mail = world.mail().await;
    assert!(
        mail.subject.contains("hat „/2026/mails“ kommentiert"),
        "{}",
        mail.subject
    );
    let page = world
        .guest()
        .open(&links_of(&mail).approve)
        .await
        .expect(200);
    assert!(
        page.text.contains("Diesen Kommentar freigeben?"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_password_that_an_owner_sets_removes_the_email_address_of_the_account() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    ben.set_email("mallory@example.org").await;
    let path = format!("/moderators/{}", ben.id().await);
    let reset = json!({ "password": "granite whistle orbit plum" });
    let changed = owner.send(Method::PATCH, &path, &reset).await.expect(200);
    assert_eq!(changed.body["email"], json!(null));
    post(&world, "Who gets this?").await;
    assert_eq!(world.mails().await.len(), 0);
}
