//! External checks: Akismet, the owner's webhook and a captcha; and what happens to a comment when they are
//! slow, hang, fail or send wrong answers.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rejoinder::config::{Flags, Settings};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    privacy::export_and_erasure::Log,
    submissions::{
        own_comments::{edit, token_of},
        posting::COMMENTS,
    },
    support::{
        fake_checks::{
            AKISMET_KEY, CAPTCHA_SECRET, CHECK, HOOK, HOOK_SECRET, Judges, Mood, SUBMIT_HAM,
            SUBMIT_SPAM, VERIFY, honest, text,
        },
        shell::Shell,
        web_server::{Asked, Reply},
        world::{Answer, Known, Moderator, NOW, World, eventually, with_form},
    },
};

const HOOK_PAGE: &str = include_str!("../../../docs/spam-and-external-checks.md");

/// Status, score and reasons (code, weight, detail) of a comment, as moderators see them.
#[derive(Debug)]
struct Seen {
    status: String,
    score: f64,
    reasons: Vec<(String, f64, String)>,
}

impl Seen {
    fn codes(&self) -> Vec<&str> {
        self.reasons
            .iter()
            .map(|(code, ..)| code.as_str())
            .collect()
    }
}

async fn see(owner: &Moderator<'_>, id: &str) -> Seen {
    let seen = owner.get(&format!("/comments/{id}")).await.expect(200).body;
    let seen = seen.get("comment").cloned().unwrap_or(seen);
    let reasons = seen["assessment"]["reasons"].as_array().expect("reasons");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Seen {
        status: text(&seen["status"]),
        score: seen["assessment"]["score"].as_f64().expect("a score"),
        reasons: reasons
            .iter()
            .map(|one| {
                let weight = one["weight"].as_f64().expect("a weight");
                (text(&one["code"]), weight, text(&one["detail"]))
            })
            .collect(),
    }
}

/// Posts as a new author, with an answer to the captcha.
async fn post(world: &World, text: &str) -> Answer {
    let ann = world.stranger();
    let mut body = ann.comment("/a", text);
    body["token"] = json!(ann.token("/a").await);
    body["captcha"] = json!("an-answer");
    ann.send(&body).await
}

/// The status and the detail of the external checks in `/health/ready`.
async fn health(world: &World) -> (String, String) {
    // The status of the whole answer is ignored, because a database under load may change it.
    let ready = world.stranger().get("/health/ready").await;
    let outside = &ready.body["checks"]["outside"];
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&outside["status"]), text(&outside["detail"]))
}

/// The reason code for a failure of the check at this path.
fn failed_code(path: &str) -> &'static str {
    match path {
        CHECK => "akismet_failed",
        HOOK => "hook_failed",
        _ => "captcha_failed",
    }
}

fn json_reply(body: &Value) -> Mood {
    Mood::Says(Reply::json(200, body))
}

/// Answers that are invalid for the check at this path.
fn lies(path: &str) -> Vec<Mood> {
    match path {
        CHECK => ["invalid", "", "TRUE", "true\nfalse", "{\"spam\":true}"]
            .map(|lie| Mood::Says(text(200, lie)))
            .into(),
        HOOK => vec![
            json_reply(&json!({ "verdict": "fine" })),
            json_reply(&json!({ "reasons": [] })),
            json_reply(&json!({ "verdict": "ham", "reasons": "none" })),
            Mood::Says(text(200, "ham")),
        ],
        _ => vec![
            json_reply(&json!({ "success": "true" })),
            json_reply(&json!({ "success": false, "error-codes": ["invalid-input-secret"] })),
            Mood::Says(text(200, "true")),
        ],
    }
}

#[tokio::test]
async fn however_a_check_fails_the_comment_is_accepted_held_and_shows_why() {
    futures_util::future::join_all([CHECK, HOOK, VERIFY].map(fails_in_every_way)).await;
}

async fn fails_in_every_way(path: &str) {
    let judges = Judges::new().await;
    let timeout = [("REJOINDER_SPAM__OUTSIDE_TIMEOUT_MS", "1500")];
    let world = judges.world(&[path], &timeout).await;
    let owner = world.owner().await;
    let mut faults = vec![
        (Mood::Closes, ""),
        (Mood::Silent, "did not answer within 1.5 s"),
        (Mood::Half, "did not answer within 1.5 s"),
        (Mood::Says(text(500, "false")), "answered with status 500"),
        (Mood::Says(text(404, "true")), "answered with status 404"),
        (
            Mood::Says(text(302, "").with("Location", path)),
            "answered with status 302",
        ),
        (
            Mood::Says(text(200, &" ".repeat(1 << 20))),
            "sent a response that is too large",
        ),
    ];
    faults.extend(lies(path).into_iter().map(|lie| (lie, "")));
    for (n, (mood, told)) in faults.into_iter().enumerate() {
        let what = format!("{path}: {mood:.100?}");
        judges.is(path, mood);
        let begun = Instant::now();
        let answer = post(&world, &format!("Comment number {n}"))
            .await
            .expect(201);
        assert!(begun.elapsed() < Duration::from_secs(8), "{what}");
        assert_eq!(answer.body["status"], "pending", "{what}");
        let seen = see(&owner, &answer.id()).await;
        assert_eq!(seen.status, "pending", "{what}");
        let [(code, weight, detail)] = &seen.reasons[..] else {
            panic!("{what}: {seen:?}");
        };
        assert_eq!((code.as_str(), *weight), (failed_code(path), 0.0), "{what}");
        assert!(detail.contains(told), "{what}: {detail}");
        assert_eq!(health(&world).await.0, "degraded", "{what}");
        // The check works again: honest comments pass as before.
        judges.is_honest(path);
        let answer = post(&world, &format!("An honest word, {n}"))
            .await
            .expect(201);
        assert_eq!(answer.body["status"], "approved", "after {what}");
        assert_eq!(health(&world).await.0, "ok", "after {what}");
    }
}

#[tokio::test]
async fn if_all_checks_fail_the_comment_is_held_and_each_is_named() {
    let mut gone = Judges::new().await;
    gone.base = format!("http://127.0.0.1:{}", crate::support::process::free_port());
    let world = gone.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let answer = post(&world, "A word").await.expect(201);
    let seen = see(&owner, &answer.id()).await;
    assert_eq!(seen.status, "pending");
    let codes = ["akismet_failed", "hook_failed", "captcha_failed"];
    assert_eq!(seen.codes(), codes);
    for (_, _, detail) in &seen.reasons {
        assert!(detail.ends_with("could not be reached"), "{detail}");
    }
    owner.decide("approve", &[&answer.id()]).await.expect(200);
    assert_eq!(world.stranger().read("/a").await["thread"]["count"], 1);
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn all_checks_are_queried_before_any_has_answered() {
    let judges = Judges::new().await;
    for path in [CHECK, HOOK, VERIFY] {
        judges.is(path, Mood::Together(3, honest(path)));
    }
    let world = judges.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let answer = post(&world, "A word").await.expect(201);
    assert_eq!(answer.body["status"], "approved");
    let seen = see(&owner, &answer.id()).await;
    assert_eq!(seen.codes(), ["hook_ham"]);
    let asked = [CHECK, HOOK, VERIFY].map(|path| judges.asked(path).len());
    assert_eq!(asked, [1, 1, 1]);
}

#[tokio::test]
async fn a_check_that_fails_three_times_is_skipped_for_half_a_minute() {
    let judges = Judges::new().await;
    let world = judges.world(&[HOOK], &[]).await;
    let owner = world.owner().await;
    let post = async |text: &str| {
        // Without the ten seconds of writing, so that the clock stands still.
        let ann = world.stranger();
        let answer = ann.send(&ann.comment("/a", text)).await.expect(201);
        see(&owner, &answer.id()).await
    };
    judges.says(HOOK, text(503, ""));
    for n in 0..3 {
        post(&format!("Comment number {n}")).await;
    }
    judges.is_honest(HOOK);
    let skipped = post("Nobody is asked about this").await;
    assert_eq!(judges.asked(HOOK).len(), 3);
    assert_eq!(skipped.status, "pending");
    let told = skipped
        .reasons
        .iter()
        .find(|(code, ..)| code == "hook_failed");
    let (_, _, detail) = told.expect("names the fault");
    assert!(detail.contains("several times in a row"), "{detail}");
    let (status, detail) = health(&world).await;
    assert_eq!(status, "degraded");
    assert!(
        detail.contains("the hook answered with status 503"),
        "{detail}"
    );
    world.clock.advance(Duration::from_secs(30));
    let asked = post("It is asked again").await;
    assert!(asked.codes().contains(&"hook_ham"), "{asked:?}");
    assert_eq!(judges.asked(HOOK).len(), 4);
    assert_eq!(
        health(&world).await,
        ("ok".into(), "enabled: the hook".into())
    );
}

#[tokio::test]
async fn an_error_caused_by_one_comment_does_not_stop_the_checks_of_others() {
    let bad_request = json!({ "success": false, "error-codes": ["bad-request"] });
    let invalid = json!({ "success": false, "error-codes": ["invalid-input-response"] });
    let bad_secret = json!({ "success": false, "error-codes": ["invalid-input-secret"] });
    for (path, reply, code, alone) in [
        (CHECK, text(400, ""), "akismet_failed", true),
        (HOOK, text(413, ""), "hook_failed", true),
        (HOOK, text(422, ""), "hook_failed", true),
        (VERIFY, text(400, ""), "captcha_failed", true),
        (
            VERIFY,
            Reply::json(200, &bad_request),
            "captcha_failed",
            true,
        ),
        (
            VERIFY,
            Reply::json(400, &bad_request),
            "captcha_failed",
            true,
        ),
        (VERIFY, Reply::json(200, &invalid), "captcha_wrong", true),
        (
            VERIFY,
            Reply::json(200, &bad_secret),
            "captcha_failed",
            false,
        ),
        (
            VERIFY,
            Reply::json(400, &bad_secret),
            "captcha_failed",
            false,
        ),
        (CHECK, text(429, ""), "akismet_failed", false),
        (HOOK, text(401, ""), "hook_failed", false),
        (HOOK, text(403, ""), "hook_failed", false),
        (VERIFY, text(502, ""), "captcha_failed", false),
    ] {
        let what = format!("{path}: {reply:?}");
        let judges = Judges::new().await;
        let world = judges.world(&[path], &[]).await;
        let owner = world.owner().await;
        judges.says(path, reply);
        for n in 0..4 {
            let answer = post(&world, &format!("Comment number {n}"))
                .await
                .expect(201);
            let seen = see(&owner, &answer.id()).await;
            assert_eq!(seen.status, "pending", "{what}");
            assert_eq!(seen.codes(), [code], "{what}");
        }
        let asked = if alone { 4 } else { 3 };
        assert_eq!(judges.asked(path).len(), asked, "{what}");
        judges.is_honest(path);
        let other = post(&world, "An honest word").await.expect(201);
        let status = if alone { "approved" } else { "pending" };
        assert_eq!(other.body["status"], status, "{what}");
    }
}

#[tokio::test]
async fn a_refused_submission_is_not_sent_to_any_check() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK, HOOK, VERIFY], &[]).await;
    world
        .policy(|policy| policy.banned_words = vec!["snake".into()])
        .await;
    let owner = world.owner().await;
    post(&world, "Snake oil").await.refused(422, "invalid");
    post(&world, "").await.refused(422, "invalid");
    let eve = world.stranger().named("Eve", "eve@example.org");
    let ban = json!({ "site": "blog", "kind": "email", "subject": "eve@example.org" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    eve.post("/a", "Hello").await.refused(403, "banned");
    let twice = world.stranger();
    twice.post("/a", "Once").await.expect(201);
    let before = judges.asked(CHECK).len();
    let again = twice.post("/a", "Once").await;
    again.refused(409, "duplicate");
    let nobody = "01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90";
    let lost = twice.reply("/a", nobody, "To nobody").await;
    lost.refused(404, "not_found");
    world
        .policy(|policy| policy.close_after_days = Some(1))
        .await;
    world.clock.advance(Duration::from_hours(48));
    let late = twice.post("/a", "Too late").await;
    late.refused(403, "thread_closed");
    assert_eq!(judges.asked(CHECK).len(), before);
    let strict = world.stranger();
    world.policy(|policy| policy.limits_percent = 1).await;
    let mut answers = Vec::new();
    for n in 0..3 {
        answers.push(
            strict
                .post("/b", &format!("Comment {n}"))
                .await
                .status
                .as_u16(),
        );
    }
    let taken = answers.iter().filter(|status| **status == 201).count();
    assert!(taken < 3, "{answers:?}");
    for path in [CHECK, HOOK] {
        assert_eq!(judges.asked(path).len(), before + taken, "{path}");
    }
    assert!(
        judges.asked(VERIFY).is_empty(),
        "no request to the captcha service"
    );
}

#[tokio::test]
async fn akismet_gets_the_comment_and_a_network_instead_of_the_ip_address() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let ann = world.stranger();
    let first = ann.post("/a", "First").await.expect(201).id();
    let asked = judges.last(CHECK);
    assert_eq!(asked.method, "POST");
    let network = ann.address.to_string();
    let network = format!("{}.0", network.rsplit_once('.').expect("IPv4").0);
    for (name, value) in [
        ("api_key", AKISMET_KEY),
        ("blog", "https://blog.example"),
        ("user_ip", &network),
        ("permalink", "https://blog.example/a"),
        ("comment_type", "comment"),
        ("comment_author", "Ann"),
        ("comment_author_email", "ann@example.org"),
        ("comment_content", "First"),
        ("comment_date_gmt", &world.app.clock.now().rfc3339()),
        ("blog_lang", "en"),
        ("blog_charset", "UTF-8"),
        ("honeypot_field_name", "subject"),
        ("subject", ""),
        ("is_test", ""),
        ("recheck_reason", ""),
    ] {
        assert_eq!(asked.parameter(name), value, "{name}");
    }
    assert!(!asked.body().contains(&ann.address.to_string()));
    let mut reply = ann.comment("/a", "A reply");
    reply["parent_id"] = json!(first);
    reply["author"]["website"] = json!("https://ann.example/");
    reply["url"] = json!("https://blog.example/a?utm_source=1");
    let request = ann
        .request(Method::POST, COMMENTS)
        .header("user-agent", "Browser/1.0")
        .header("referer", "https://blog.example/a")
        .json(&reply);
    Answer::of(request).await.expect(201);
    let asked = judges.last(CHECK);
    for (name, value) in [
        ("comment_type", "reply"),
        ("comment_author_url", "https://ann.example/"),
        ("permalink", "https://blog.example/a?utm_source=1"),
        ("user_agent", "Browser/1.0"),
        ("referrer", "https://blog.example/a"),
    ] {
        assert_eq!(asked.parameter(name), value, "{name}");
    }
    let settings = [
        ("REJOINDER_SPAM__AKISMET__IS_TEST", "true"),
        ("REJOINDER_SPAM__AKISMET__SEND_ADDRESS", "true"),
    ];
    let world = judges.world(&[CHECK], &settings).await;
    let ben = world.stranger();
    let token = ben.token("/b").await;
    let fields = [
        ("page", "/b"),
        ("text", "By form"),
        ("name", "Ben"),
        ("email", "ben@example.org"),
        ("token", &token),
        ("subject", "a machine was here"),
    ];
    let form = with_form(ben.request(Method::POST, COMMENTS), &fields);
    Answer::of(form).await.expect(303);
    let asked = judges.last(CHECK);
    assert_eq!(asked.parameter("user_ip"), ben.address.to_string());
    assert_eq!(asked.parameter("is_test"), "1");
    assert_eq!(asked.parameter("subject"), "filled");
}

#[tokio::test]
async fn the_answer_of_akismet_counts_and_is_shown() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let discard = text(200, "true").with("X-akismet-pro-tip", "discard");
    for (reply, reasons, score, status) in [
        (text(200, "false"), vec![], 0.0, "approved"),
        (text(200, "true\n"), vec!["akismet_spam"], 5.0, "spam"),
        (discard, vec!["akismet_discard"], 8.0, "spam"),
    ] {
        judges.says(CHECK, reply);
        let answer = post(&world, &format!("Worth {score}")).await.expect(201);
        let seen = see(&owner, &answer.id()).await;
        assert_eq!(seen.codes(), reasons);
        assert_eq!((seen.score, seen.status.as_str()), (score, status));
    }
}

#[tokio::test]
async fn akismet_is_notified_of_decisions_that_it_did_not_predict_and_of_their_undoing() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let heard = || {
        let count = |path| judges.asked(path).len();
        (count(SUBMIT_SPAM), count(SUBMIT_HAM))
    };
    let missed = post(&world, "Buy watches").await.expect(201).id();
    judges.says(CHECK, text(200, "true"));
    let caught = post(&world, "A kind word").await.expect(201).id();
    // If the decision and Akismet agree, there is nothing to report.
    owner.decide("spam", &[&caught]).await.expect(200);
    owner.decide("approve", &[&missed]).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (0, 0));
    let both = owner.decide("spam", &[&missed]).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (1, 0));
    let asked = judges.last(SUBMIT_SPAM);
    for (name, value) in [
        ("api_key", AKISMET_KEY),
        ("blog", "https://blog.example"),
        ("permalink", "https://blog.example/a"),
        ("comment_author", "Ann"),
        ("comment_author_email", "ann@example.org"),
        ("comment_content", "Buy watches"),
        ("comment_type", "comment"),
        ("user_ip", &judges.asked(CHECK)[0].parameter("user_ip")),
    ] {
        assert_eq!(asked.parameter(name), value, "{name}");
    }
    owner.decide("approve", &[&caught]).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (1, 1));
    assert_eq!(
        judges.last(SUBMIT_HAM).parameter("comment_content"),
        "A kind word"
    );
    let batch = both.body["batch_id"]
        .as_str()
        .or(both.body["batch"].as_str());
    owner.undo(batch.expect("a batch")).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (1, 2));
    assert_eq!(
        judges.last(SUBMIT_HAM).parameter("comment_content"),
        "Buy watches"
    );
}

#[tokio::test]
async fn a_correction_is_retried_until_akismet_accepts_it() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let id = post(&world, "Buy watches").await.expect(201).id();
    owner.decide("spam", &[&id]).await.expect(200);
    for (n, reply) in [text(500, ""), text(429, "")].into_iter().enumerate() {
        judges.says(SUBMIT_SPAM, reply);
        world.mails().await;
        assert_eq!(judges.asked(SUBMIT_SPAM).len(), n + 1);
        let (status, detail) = health(&world).await;
        assert_eq!(status, "degraded");
        assert!(detail.contains("(reporting a correction)"), "{detail}");
        world.mails().await;
        assert_eq!(
            judges.asked(SUBMIT_SPAM).len(),
            n + 1,
            "exactly one more attempt"
        );
        world.clock.advance(Duration::from_mins(1));
    }
    judges.is_honest(SUBMIT_SPAM);
    world.mails().await;
    assert_eq!(judges.asked(SUBMIT_SPAM).len(), 3);
    assert_eq!(health(&world).await.0, "ok");
    world.clock.advance(Duration::from_hours(1));
    world.mails().await;
    assert_eq!(judges.asked(SUBMIT_SPAM).len(), 3, "it was accepted");
}

#[tokio::test]
async fn a_correction_with_an_unexpected_answer_of_akismet_is_given_up() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let id = post(&world, "Buy watches").await.expect(201).id();
    owner.decide("spam", &[&id]).await.expect(200);
    judges.says(SUBMIT_SPAM, text(503, ""));
    world.mails().await;
    assert_eq!(health(&world).await.0, "degraded");
    judges.says(SUBMIT_SPAM, text(200, "invalid"));
    world.clock.advance(Duration::from_mins(1));
    world.mails().await;
    assert_eq!(judges.asked(SUBMIT_SPAM).len(), 2);
    assert_eq!(
        health(&world).await.0,
        "ok",
        "a rejected correction is no failure"
    );
    let left = world.database.number("SELECT count(*) FROM outbox").await;
    assert_eq!(left, 0);
    world.clock.advance(Duration::from_hours(1));
    world.mails().await;
    assert_eq!(judges.asked(SUBMIT_SPAM).len(), 2, "no further attempts");
}

#[tokio::test]
async fn a_correction_that_is_no_longer_needed_is_not_reported_as_failing() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    judges.says(SUBMIT_SPAM, text(503, ""));
    let failing = async |text: &str| {
        let id = post(&world, text).await.expect(201).id();
        owner.decide("spam", &[&id]).await.expect(200);
        world.mails().await;
        assert_eq!(health(&world).await.0, "degraded", "{text}");
        id
    };
    let id = failing("Erased while it waits").await;
    owner.decide("delete", &[&id]).await.expect(200);
    world.clock.advance(Duration::from_mins(1));
    world.mails().await;
    assert_eq!(health(&world).await.0, "ok", "it was erased");
    failing("Never taken").await;
    let asked = judges.asked(SUBMIT_SPAM).len();
    world.clock.advance(Duration::from_hours(8 * 24));
    world.mails().await;
    assert_eq!(
        judges.asked(SUBMIT_SPAM).len(),
        asked,
        "not sent again after its lifetime"
    );
    assert_eq!(
        health(&world).await.0,
        "ok",
        "an expired correction is no failure"
    );
}

#[tokio::test]
async fn a_correction_of_a_comment_whose_network_was_purged_is_never_sent() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let old = post(&world, "Buy watches").await.expect(201).id();
    let person = world.person(&Known::email("ann@example.org", "Ann")).await;
    let kept = person.post("/a", "Of hers").await.expect(201).id();
    let path = "/api/v1/session/data?comments=anonymise";
    let erased = Answer::of(person.request(Method::DELETE, path)).await;
    erased.expect(204);
    world.clock.advance(Duration::from_hours(31 * 24));
    world.app.forget().await.expect("purges");
    let owner = world.owner().await;
    owner.decide("spam", &[&old, &kept]).await.expect(200);
    world.mails().await;
    assert!(judges.asked(SUBMIT_SPAM).is_empty());
    let left = world.database.number("SELECT count(*) FROM outbox").await;
    assert_eq!(left, 0, "the outbox is empty");
    assert_eq!(health(&world).await.0, "ok");
    let new = post(&world, "Buy more watches").await.expect(201).id();
    owner.decide("spam", &[&new]).await.expect(200);
    world.mails().await;
    let heard = judges.asked(SUBMIT_SPAM);
    assert_eq!(heard.len(), 1);
    assert_ne!(heard[0].parameter("user_ip"), "");
}

#[tokio::test]
async fn a_queued_correction_stores_nothing_of_the_comment_and_is_dropped_with_it() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let mut ids = Vec::new();
    for text in ["Erased by a moderator", "Buy watches here", "Taken back"] {
        ids.push(post(&world, text).await.expect(201));
    }
    let all = ids.iter().map(Answer::id).collect::<Vec<_>>();
    let all = all.iter().map(String::as_str).collect::<Vec<_>>();
    owner.decide("spam", &all).await.expect(200);
    let rows = world
        .database
        .number("SELECT count(*) FROM outbox WHERE kind = 'report'")
        .await;
    assert_eq!(rows, 3);
    for canary in ["atches", "Ann", "ann@example.org", AKISMET_KEY] {
        let statement =
            format!("SELECT count(*) FROM outbox WHERE recipient || payload LIKE '%{canary}%'");
        assert_eq!(world.database.number(&statement).await, 0, "{canary}");
    }
    owner.decide("delete", &[all[0]]).await.expect(200);
    // The third one is not reported, because the moderator has reversed the decision.
    owner.decide("approve", &[all[2]]).await.expect(200);
    world.mails().await;
    let heard = judges.asked(SUBMIT_SPAM);
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].parameter("comment_content"), "Buy watches here");
    assert_eq!(
        judges.last(SUBMIT_HAM).parameter("comment_content"),
        "Taken back"
    );
}

/// Verifies a signature as a receiver would, following only the specification.
fn assert_signed(asked: &Asked) {
    let header = |name| asked.header(name).expect("a header");
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let key = STANDARD.decode(HOOK_SECRET.trim_start_matches("whsec_"));
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.expect("base64")).expect("a key");
    mac.update(format!("{id}.{timestamp}.{}", asked.body()).as_bytes());
    let right = STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{right}"));
}

#[tokio::test]
async fn the_webhook_request_is_signed_and_has_the_assessment_so_far() {
    let judges = Judges::new().await;
    let world = judges.world(&[HOOK], &[]).await;
    let ann = world.stranger();
    let mut comment = ann.comment("/a", "Näive “quotes”\nand 😀");
    comment["author"]["website"] = json!("https://ann.example/");
    comment["title"] = json!("A title");
    ann.send(&comment).await.expect(201);
    ann.send(&ann.comment("/b", "Another")).await.expect(201);
    let asked = judges.asked(HOOK);
    asked.iter().for_each(assert_signed);
    let ids = asked
        .iter()
        .map(|one| one.header("webhook-id"))
        .collect::<Vec<_>>();
    assert!(ids[0] != ids[1] && ids[0].expect("an id").starts_with("msg_"));
    let timestamp = asked[0].header("webhook-timestamp").expect("a time");
    assert_eq!(timestamp, (NOW.0 / 1000).to_string());
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_str(asked[0].body()).expect("JSON");
    for (pointer, value) in [
        ("/type", json!("comment.check")),
        ("/site", json!("blog")),
        ("/page/key", json!("/a")),
        ("/page/title", json!("A title")),
        ("/page/url", json!("https://blog.example/a")),
        ("/text", json!("Näive “quotes”\nand 😀")),
        ("/author/name", json!("Ann")),
        ("/author/email", json!("ann@example.org")),
        ("/author/website", json!("https://ann.example/")),
        ("/author/verified", json!(false)),
        ("/reply", json!(false)),
        ("/edited", json!(false)),
        ("/score", json!(1.0)),
        ("/verdict", json!("unsure")),
        ("/reasons/0/code", json!("token_missing")),
        ("/reasons/0/weight", json!(1.0)),
        ("/reasons/1/code", json!("unvouched")),
    ] {
        assert_eq!(body.pointer(pointer), Some(&value), "{pointer}");
    }
    assert!(!asked[0].body().contains(&ann.address.to_string()));
}

/// Executes the Python code of the documentation word for word.
#[tokio::test]
async fn the_code_of_the_documentation_verifies_a_signature() {
    let (_, lines) = HOOK_PAGE
        .split_once("```python\n")
        .expect("a block of Python");
    let (lines, _) = lines.split_once("```").expect("ends");
    let judges = Judges::new().await;
    let world = judges.world(&[HOOK], &[]).await;
    let ann = world.stranger();
    ann.post("/a", "Näive “quotes”\nand 😀").await.expect(201);
    let asked = judges.last(HOOK);
    let told = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let told = told.map(|name| (name, asked.header(name).expect("a header")));
    let headers = told.into_iter().collect::<BTreeMap<_, _>>();
    let timestamp = headers["webhook-timestamp"];
    let verified = |secret: &str, body: &str, late: u32| {
        let program = format!(
            "{lines}\nimport json, sys\ntime.time = lambda: {timestamp} + {late}\n\
             print(verify({secret:?}, {headers:?}, sys.stdin.buffer.read()))\n"
        );
        let mut python = Command::new("python3")
            .args(["-c", &program])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut stdin = python.stdin.take().expect("piped");
        stdin.write_all(body.as_bytes()).expect("writes");
        drop(stdin);
        let output = python.wait_with_output().expect("ends");
        Some(String::from_utf8(output.stdout).expect("UTF-8").trim() == "True")
    };
    let Some(good) = verified(HOOK_SECRET, asked.body(), 0) else {
        eprintln!("python3 is not installed: the Python code of the documentation was not tried");
        return;
    };
    assert!(good);
    let other = HOOK_SECRET.replace('c', "d");
    assert_eq!(verified(&other, asked.body(), 0), Some(false));
    assert_eq!(
        verified(HOOK_SECRET, &format!("{} ", asked.body()), 0),
        Some(false)
    );
    assert_eq!(verified(HOOK_SECRET, asked.body(), 301), Some(false));
}

#[tokio::test]
async fn the_webhook_gets_the_reasons_from_duplicates() {
    let judges = Judges::new().await;
    let world = judges.world(&[HOOK], &[]).await;
    let owner = world.owner().await;
    let bait = "Buy the wonderful watches of our shop today and tell your friends";
    let id = post(&world, bait).await.expect(201).id();
    owner.decide("spam", &[&id]).await.expect(200);
    world.clock.advance(Duration::from_hours(2));
    let ben = world.stranger().named("Ben", "ben@example.org");
    ben.post("/b", bait).await.expect(201);
    let body: Value = serde_json::from_str(judges.last(HOOK).body()).expect("JSON");
    let codes = body["reasons"].as_array().expect("reasons").iter();
    let codes = codes.map(|reason| reason["code"].as_str().expect("a code"));
    assert!(codes.collect::<Vec<_>>().contains(&"text_known"), "{body}");
    assert_eq!(body["verdict"], "spam");
}

#[tokio::test]
async fn the_answer_of_the_webhook_counts_and_its_reasons_are_shown() {
    let judges = Judges::new().await;
    let world = judges.world(&[HOOK], &[]).await;
    let owner = world.owner().await;
    let says = |verdict: &str| json!({ "verdict": verdict, "reasons": ["a\u{7}b", "too short"] });
    for (verdict, code, score, status) in [
        ("ham", "hook_ham", -3.0, "approved"),
        ("unsure", "hook_unsure", 0.0, "pending"),
        ("spam", "hook_spam", 5.0, "spam"),
    ] {
        judges.says(HOOK, Reply::json(200, &says(verdict)));
        let answer = post(&world, &format!("It is {verdict}")).await.expect(201);
        let seen = see(&owner, &answer.id()).await;
        assert_eq!((seen.score, seen.status.as_str()), (score, status));
        assert_eq!(seen.codes(), [code]);
        let detail = &seen.reasons[0].2;
        assert!(detail.ends_with(": a b; too short"), "{detail}");
    }
    // An approving webhook does not override reasons to hold the comment.
    world
        .policy(|policy| policy.suspect_words = vec!["lamp".into()])
        .await;
    judges.is_honest(HOOK);
    let held = post(&world, "A lamp").await.expect(201);
    assert_eq!(held.body["status"], "pending");
}

#[tokio::test]
async fn an_edit_is_checked_again() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let answer = post(&world, "A kind word").await.expect(201);
    let (id, token) = (answer.id(), token_of(&answer));
    assert_eq!(answer.body["status"], "approved");
    judges.says(CHECK, text(200, "true"));
    judges.is(HOOK, json_reply(&json!({ "verdict": "unsure" })));
    let ann = world.stranger();
    let edited = edit(&ann, &id, &token, "Buy watches").await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    let asked = judges.last(CHECK);
    assert_eq!(asked.parameter("comment_content"), "Buy watches");
    assert_eq!(asked.parameter("recheck_reason"), "edit");
    let body: Value = serde_json::from_str(judges.last(HOOK).body()).expect("JSON");
    assert_eq!(
        (&body["text"], &body["edited"]),
        (&json!("Buy watches"), &json!(true))
    );
    assert_eq!(judges.asked(VERIFY).len(), 1, "an edit has no captcha");
    // The edit waits with their reasons, and the published text stays.
    assert_eq!(
        codes_of_edit(&owner, &id).await,
        ["akismet_spam", "hook_unsure"]
    );
    assert_eq!(see(&owner, &id).await.status, "approved");
    judges.is_honest(HOOK);
    judges.is_honest(CHECK);
    let other = post(&world, "Another").await.expect(201);
    judges.is(CHECK, Mood::Closes);
    let held = edit(&ann, &other.id(), &token_of(&other), "Else")
        .await
        .expect(200);
    assert_eq!(held.body["status"], "pending");
    let codes = codes_of_edit(&owner, &other.id()).await;
    assert!(
        codes.iter().any(|code| code == "akismet_failed"),
        "{codes:?}"
    );
}

/// The reason codes of the edit of a comment that waits.
async fn codes_of_edit(owner: &Moderator<'_>, id: &str) -> Vec<String> {
    let look = owner.look(id).await;
    let reasons = look["comment"]["edit"]["assessment"]["reasons"].as_array();
    let codes = reasons.expect("an edit waits").iter().map(|reason| {
        let code = reason["code"].as_str().expect("a code");
        code.to_owned()
    });
    codes.collect()
}

#[tokio::test]
async fn a_form_shows_the_captcha_and_accepts_its_answer_as_json_and_as_form() {
    let judges = Judges::new().await;
    let world = judges.world(&[VERIFY], &[]).await;
    let owner = world.owner().await;
    let ann = world.stranger();
    let form = ann.get("/api/v1/sites/blog/form?page=/a").await.expect(200);
    let shown = json!({ "kind": "turnstile", "site_key": "1x-public" });
    assert_eq!(form.body["captcha"], shown);
    assert!(!form.text.contains(CAPTCHA_SECRET));
    let answer = post(&world, "With an answer").await.expect(201);
    assert_eq!(answer.body["status"], "approved");
    let asked = judges.last(VERIFY);
    assert_eq!(asked.parameter("secret"), CAPTCHA_SECRET);
    assert_eq!(asked.parameter("response"), "an-answer");
    assert_eq!(
        (asked.parameter("remoteip"), asked.parameter("sitekey")),
        Default::default()
    );
    for names in [
        &["cf-turnstile-response"][..],
        &["h-captcha-response", "g-recaptcha-response"],
    ] {
        let token = ann.token("/a").await;
        let text = format!("By {names:?}");
        let mut fields = vec![("page", "/a"), ("text", &text), ("name", "Ann")];
        fields.extend([("email", "ann@example.org"), ("token", &token)]);
        fields.extend(names.iter().map(|name| (*name, "by-form")));
        let request = with_form(ann.request(Method::POST, COMMENTS), &fields);
        let back = Answer::of(request).await.expect(303);
        assert!(back.header("location").contains("#comment-"), "{back:?}");
        assert_eq!(judges.last(VERIFY).parameter("response"), "by-form");
    }
    let missing = ann.post("/a", "Without").await.expect(201);
    let seen = see(&owner, &missing.id()).await;
    assert_eq!((seen.score, seen.status.as_str()), (0.0, "pending"));
    assert_eq!(seen.codes(), ["captcha_missing"]);
    assert_eq!(judges.asked(VERIFY).len(), 3);
}

#[tokio::test]
async fn a_wrong_captcha_answer_counts_and_holds_the_comment() {
    let judges = Judges::new().await;
    let world = judges.world(&[VERIFY], &[]).await;
    let owner = world.owner().await;
    let used = json!({ "success": false, "error-codes": ["timeout-or-duplicate"] });
    let elsewhere = json!({ "success": true, "hostname": "evil.example" });
    for (says, told) in [(used, "timeout-or-duplicate"), (elsewhere, "another site")] {
        judges.is(VERIFY, json_reply(&says));
        let answer = post(&world, &format!("It is {told}")).await.expect(201);
        let seen = see(&owner, &answer.id()).await;
        assert_eq!((seen.score, seen.status.as_str()), (2.0, "pending"));
        let [(code, _, detail)] = &seen.reasons[..] else {
            panic!("{seen:?}");
        };
        assert_eq!(code, "captcha_wrong");
        assert!(detail.contains(told), "{detail}");
    }
    assert_eq!(health(&world).await.0, "ok", "the service did its work");
}

#[tokio::test]
async fn an_answer_that_no_widget_gives_is_wrong_without_a_request_and_never_logged() {
    let log = Log::capture();
    let judges = Judges::new().await;
    let world = judges.world(&[VERIFY], &[]).await;
    let owner = world.owner().await;
    let sent = async |captcha: &str, text: &str| {
        let ann = world.stranger();
        let mut body = ann.comment("/a", text);
        body["token"] = json!(ann.token("/a").await);
        body["captcha"] = json!(captcha);
        ann.send(&body).await.expect(201).id()
    };
    let longer = "a".repeat(4_097);
    let canaries = [
        "quaggacanary\r\nERROR forged",
        "quaggacanary\u{1b}[31m",
        "quaggacanary\u{7f}",
        "quagga canary",
        "quaggacanaryé",
        "quaggacanary=",
        &longer,
    ];
    for (n, bad) in canaries.into_iter().enumerate() {
        let seen = see(&owner, &sent(bad, &format!("Comment number {n}")).await).await;
        assert_eq!(
            (seen.score, seen.status.as_str()),
            (2.0, "pending"),
            "{bad:?}"
        );
        assert_eq!(seen.codes(), ["captcha_wrong"], "{bad:?}");
        assert!(!seen.reasons[0].2.contains("quagga"), "{bad:?}");
    }
    assert!(judges.asked(VERIFY).is_empty());
    assert_eq!(health(&world).await.0, "ok");
    let longest = "aZ0._-".repeat(682) + "aaaa";
    assert_eq!(longest.len(), 4_096);
    let seen = see(&owner, &sent(&longest, "As long as one may be").await).await;
    assert_eq!(seen.status, "approved");
    assert_eq!(judges.last(VERIFY).parameter("response"), longest);
    // Error codes of the captcha service are not shown either.
    let says = json!({ "success": false, "error-codes": ["quagga\r\ncanary", "bad-request"] });
    judges.is(VERIFY, json_reply(&says));
    sent("an-answer", "Said with a break").await;
    let text = log.text();
    assert!(text.contains("the captcha service rejected the request"));
    for canary in ["quagga", "ERROR forged", "\u{1b}[31m", &longer, &longest] {
        assert!(!text.contains(canary), "{canary:?}");
    }
}

#[tokio::test]
async fn hcaptcha_gets_the_site_key_and_the_ip_address_only_if_configured() {
    let judges = Judges::new().await;
    let settings = [
        ("REJOINDER_SPAM__CAPTCHA__KIND", "hcaptcha"),
        ("REJOINDER_SPAM__CAPTCHA__REQUIRED", "false"),
        ("REJOINDER_SPAM__CAPTCHA__SEND_ADDRESS", "true"),
    ];
    let world = judges.world(&[VERIFY], &settings).await;
    let ann = world.stranger();
    let form = ann.get("/api/v1/sites/blog/form?page=/a").await.expect(200);
    assert_eq!(form.body["captcha"]["kind"], "hcaptcha");
    let mut body = ann.comment("/a", "A word");
    body["token"] = json!(ann.token("/a").await);
    body["captcha"] = json!("an-answer");
    ann.send(&body).await.expect(201);
    let asked = judges.last(VERIFY);
    assert_eq!(asked.parameter("sitekey"), "1x-public");
    assert_eq!(asked.parameter("remoteip"), ann.address.to_string());
    let without = ann.post("/a", "Not required").await.expect(201);
    assert_eq!(without.body["status"], "approved");
}

#[tokio::test]
async fn without_a_captcha_forms_show_none_and_an_answer_is_ignored() {
    let judges = Judges::new().await;
    let world = judges.world(&[], &[]).await;
    let form = world
        .stranger()
        .get("/api/v1/sites/blog/form?page=/a")
        .await;
    assert_eq!(
        form.body.get("captcha"),
        Some(&Value::Null),
        "{}",
        form.text
    );
    let answer = post(&world, "A word").await.expect(201);
    assert_eq!(answer.body["status"], "approved");
    let off = "off: no external checks are configured";
    assert_eq!(health(&world).await, ("ok".into(), off.into()));
}

#[tokio::test]
async fn the_log_reports_failing_checks_and_shows_neither_key_nor_comment() {
    let log = Log::capture();
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let help = format!("the key {AKISMET_KEY} is not known");
    let lie = text(200, "invalid").with("X-akismet-debug-help", &help);
    judges.says(CHECK, lie.clone());
    judges.says(SUBMIT_SPAM, lie);
    judges.says(HOOK, text(200, "what a zanzibarcanary"));
    judges.is(VERIFY, Mood::Closes);
    let id = post(&world, "A zanzibarcanary sings")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&id]).await.expect(200);
    world.mails().await;
    let text = log.text();
    for part in [
        "Akismet answered something other than true or false",
        "the key … is not known",
        "the hook gave an answer without a valid verdict",
        "the captcha service sent an incomplete or invalid response",
        "Akismet did not accept it",
    ] {
        assert!(text.contains(part), "{part}");
    }
    for canary in [
        AKISMET_KEY,
        CAPTCHA_SECRET,
        HOOK_SECRET,
        "zanzibarcanary",
        "an-answer",
    ] {
        assert!(!text.contains(canary), "{canary}");
    }
    owner.decide("delete", &[&id]).await.expect(200);
    world.clock.advance(Duration::from_mins(1));
    world.mails().await;
}

#[tokio::test]
async fn the_running_worker_sends_corrections_by_itself() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let worker = tokio::spawn({
        let events = world.app.events.clone();
        async move { events.run().await }
    });
    let id = post(&world, "Buy watches").await.expect(201).id();
    owner.decide("spam", &[&id]).await.expect(200);
    eventually("the correction", async || {
        (!judges.asked(SUBMIT_SPAM).is_empty()).then_some(())
    })
    .await;
    world.app.events.stop().await;
    worker.abort();
}

#[tokio::test]
async fn a_correction_about_an_erased_person_is_never_sent() {
    let judges = Judges::new().await;
    let world = judges.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let person = world.person(&Known::email("ann@example.org", "Ann")).await;
    let id = person
        .post("/a", "Something of hers")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&id]).await.expect(200);
    let path = "/api/v1/session/data?comments=delete";
    let erased = Answer::of(person.request(Method::DELETE, path)).await;
    erased.expect(204);
    world.mails().await;
    assert!(judges.asked(SUBMIT_SPAM).is_empty());
    let left = world.database.number("SELECT count(*) FROM outbox").await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_demonstration_shows_the_widget_and_allows_its_script() {
    let judges = Judges::new().await;
    let world = judges.world(&[VERIFY], &[]).await;
    let page = world.stranger().get("/demo").await.expect(200);
    assert!(
        page.text
            .contains("<div class=\"cf-turnstile\" data-sitekey=\"1x-public\">")
    );
    let policy = page.header("content-security-policy");
    for directive in [
        "script-src 'self' https://challenges.cloudflare.com;",
        "frame-src https://challenges.cloudflare.com",
    ] {
        assert!(policy.contains(directive), "{directive} in {policy}");
    }
    let world = judges.world(&[], &[]).await;
    let page = world.stranger().get("/demo").await.expect(200);
    let policy = page.header("content-security-policy");
    assert!(
        !policy.contains("cloudflare") && !policy.contains("frame-src"),
        "{policy}"
    );
    assert!(!page.text.contains("data-sitekey"));
}

#[tokio::test]
async fn check_queries_akismet_whether_the_key_is_valid() {
    let judges = Judges::new().await;
    let mut shell = Shell::new().await;
    let settings = [CHECK, HOOK]
        .into_iter()
        .flat_map(|path| judges.settings(path));
    let settings = settings.map(|(name, value)| (name.to_owned(), value));
    shell.settings.extend(settings);
    let shell = Arc::new(shell);
    for (says, code, told) in [
        ("valid", 0, "outside   enabled: Akismet, the hook"),
        ("invalid", 1, "outside   Akismet rejected the API key"),
    ] {
        judges.says("/1.1/verify-key", text(200, says));
        let shell = shell.clone();
        // The simulated services answer on this thread.
        let ran = tokio::task::spawn_blocking(move || shell.run(&["check"]));
        let ran = ran.await.expect("runs").ends(code);
        assert!(ran.out.contains(told), "{}", ran.out);
        assert!(!format!("{}{}", ran.out, ran.err).contains(AKISMET_KEY));
    }
}

#[test]
fn all_errors_in_settings_of_external_checks_are_reported_at_the_start_without_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rejoinder.toml");
    let load = |text: &str, dev| {
        std::fs::write(&file, text).expect("writes");
        let flags = Flags {
            config: Some(file.clone()),
            dev,
            ..Flags::default()
        };
        Settings::load(&flags, std::iter::empty())
    };
    let text = "[spam]\noutside_timeout_ms = 99\nakismet = \"hunter2\"\n\
        [spam.hook]\nurl = \"http://judge.example\"\nsecret = 12345\n\
        [spam.captcha]\nkind = \"recaptcha\"\nsecret = \"hunter2\"\ncolour = 1\n";
    let told = load(text, true).expect_err("is refused").0.join("\n");
    for key in [
        "spam.outside_timeout_ms",
        "spam.akismet",
        "spam.hook.url",
        "spam.hook.secret",
        "spam.captcha.kind",
        "spam.captcha.colour",
    ] {
        assert!(told.contains(key), "{key} in {told}");
    }
    assert!(
        !told.contains("hunter2") && !told.contains("12345"),
        "{told}"
    );
    let text = "[spam.akismet]\nkey = \"hunter2\"\nurl = \"http://127.0.0.1:1/\"\n";
    load(text, true).expect("development mode accepts plain http to loopback");
    let told = load(text, false)
        .expect_err("refused in production")
        .0
        .join("\n");
    assert!(told.contains("spam.akismet.url"), "{told}");
}
