//! External checks: Akismet, the owner's webhook and a captcha; and what happens to a comment when they are
//! slow, hang, fail or send wrong answers.

use std::time::{Duration, Instant};

use rejoinder::{Flags, Settings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    assessments::assessment_of,
    captured_log::CapturedLog,
    fake_checks::{
        AKISMET_KEY, CAPTCHA_SECRET, CHECK, CheckBehavior, FakeChecks, HOOK, HOOK_SECRET,
        SUBMIT_SPAM, VERIFY, correct_answer, text_answer,
    },
    web_server::FixedAnswer,
    world::World,
};

/// Posts as a new author, with an answer to the captcha.
pub async fn post_with_captcha(world: &World, text: &str) -> Answer {
    let ann = world.guest();
    let mut body = ann.comment("/a", text);
    body["token"] = json!(ann.token("/a").await);
    body["captcha"] = json!("an-answer");
    ann.send(&body).await
}

/// The status and the detail of the external checks in `/health/ready`.
pub async fn health(world: &World) -> (String, String) {
    // The status of the whole answer is ignored, because a database under load may change it.
    let ready = world.guest().get("/health/ready").await;
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

pub fn json_reply(body: &Value) -> CheckBehavior {
    CheckBehavior::Says(FixedAnswer::json(200, body))
}

/// Answers that are invalid for the check at this path.
fn invalid_answers(path: &str) -> Vec<CheckBehavior> {
    match path {
        CHECK => ["invalid", "", "TRUE", "true\nfalse", "{\"spam\":true}"]
            .map(|fault| CheckBehavior::Says(text_answer(200, fault)))
            .into(),
        HOOK => vec![
            json_reply(&json!({ "verdict": "fine" })),
            json_reply(&json!({ "reasons": [] })),
            json_reply(&json!({ "verdict": "ham", "reasons": "none" })),
            CheckBehavior::Says(text_answer(200, "ham")),
        ],
        _ => vec![
            json_reply(&json!({ "success": "true" })),
            json_reply(&json!({ "success": false, "error-codes": ["invalid-input-secret"] })),
            CheckBehavior::Says(text_answer(200, "true")),
        ],
    }
}

#[tokio::test]
async fn however_a_check_fails_the_comment_is_accepted_held_and_shows_why() {
    futures_util::future::join_all([CHECK, HOOK, VERIFY].map(fails_in_every_way)).await;
}

async fn fails_in_every_way(path: &str) {
    let checks = FakeChecks::new().await;
    let timeout = [("REJOINDER_SPAM__OUTSIDE_TIMEOUT_MS", "1500")];
    let world = checks.world(&[path], &timeout).await;
    let owner = world.owner().await;
    let mut faults = vec![
        (CheckBehavior::Closes, ""),
        (CheckBehavior::Silent, "did not answer within 1.5 s"),
        (CheckBehavior::Half, "did not answer within 1.5 s"),
        (
            CheckBehavior::Says(text_answer(500, "false")),
            "answered with status 500",
        ),
        (
            CheckBehavior::Says(text_answer(404, "true")),
            "answered with status 404",
        ),
        (
            CheckBehavior::Says(text_answer(302, "").with("Location", path)),
            "answered with status 302",
        ),
        (
            CheckBehavior::Says(text_answer(200, &" ".repeat(1 << 20))),
            "sent a response that is too large",
        ),
    ];
    faults.extend(invalid_answers(path).into_iter().map(|fault| (fault, "")));
    for (n, (behavior, reported)) in faults.into_iter().enumerate() {
        let what = format!("{path}: {behavior:.100?}");
        checks.set_behavior(path, behavior);
        let started = Instant::now();
        let answer = post_with_captcha(&world, &format!("Comment number {n}"))
            .await
            .expect(201);
        assert!(started.elapsed() < Duration::from_secs(8), "{what}");
        assert_eq!(answer.body["status"], "pending", "{what}");
        let seen = assessment_of(&owner, &answer.id()).await;
        assert_eq!(seen.status, "pending", "{what}");
        let [(code, weight, detail)] = &seen.reasons[..] else {
            panic!("{what}: {seen:?}");
        };
        assert_eq!((code.as_str(), *weight), (failed_code(path), 0.0), "{what}");
        assert!(detail.contains(reported), "{what}: {detail}");
        assert_eq!(health(&world).await.0, "degraded", "{what}");
        // The check works again: honest comments pass as before.
        checks.reset(path);
        let answer = post_with_captcha(&world, &format!("An honest word, {n}"))
            .await
            .expect(201);
        assert_eq!(answer.body["status"], "approved", "after {what}");
        assert_eq!(health(&world).await.0, "ok", "after {what}");
    }
}

#[tokio::test]
async fn if_all_checks_fail_the_comment_is_held_and_each_is_named() {
    let mut gone = FakeChecks::new().await;
    gone.base = format!("http://127.0.0.1:{}", crate::support::process::free_port());
    let world = gone.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let answer = post_with_captcha(&world, "A word").await.expect(201);
    let seen = assessment_of(&owner, &answer.id()).await;
    assert_eq!(seen.status, "pending");
    let codes = ["akismet_failed", "hook_failed", "captcha_failed"];
    assert_eq!(seen.codes(), codes);
    for (_, _, detail) in &seen.reasons {
        assert!(detail.ends_with("could not be reached"), "{detail}");
    }
    owner.decide("approve", &[&answer.id()]).await.expect(200);
    assert_eq!(world.guest().read("/a").await["thread"]["count"], 1);
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn all_checks_are_queried_before_any_has_answered() {
    let checks = FakeChecks::new().await;
    for path in [CHECK, HOOK, VERIFY] {
        checks.set_behavior(path, CheckBehavior::Together(3, correct_answer(path)));
    }
    let world = checks.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let answer = post_with_captcha(&world, "A word").await.expect(201);
    assert_eq!(answer.body["status"], "approved");
    let seen = assessment_of(&owner, &answer.id()).await;
    assert_eq!(seen.codes(), ["hook_ham"]);
    let request = [CHECK, HOOK, VERIFY].map(|path| checks.requests(path).len());
    assert_eq!(request, [1, 1, 1]);
}

#[tokio::test]
async fn a_check_that_fails_three_times_is_skipped_for_half_a_minute() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[HOOK], &[]).await;
    let owner = world.owner().await;
    let post = async |text: &str| {
        // Without the ten seconds of writing, so that the clock stands still.
        let ann = world.guest();
        let answer = ann.send(&ann.comment("/a", text)).await.expect(201);
        assessment_of(&owner, &answer.id()).await
    };
    checks.set_answer(HOOK, text_answer(503, ""));
    for n in 0..3 {
        post(&format!("Comment number {n}")).await;
    }
    checks.reset(HOOK);
    let skipped = post("Nobody is asked about this").await;
    assert_eq!(checks.requests(HOOK).len(), 3);
    assert_eq!(skipped.status, "pending");
    let reported = skipped
        .reasons
        .iter()
        .find(|(code, ..)| code == "hook_failed");
    let (_, _, detail) = reported.expect("names the fault");
    assert!(detail.contains("several times in a row"), "{detail}");
    let (status, detail) = health(&world).await;
    assert_eq!(status, "degraded");
    assert!(
        detail.contains("the hook answered with status 503"),
        "{detail}"
    );
    world.clock.advance(Duration::from_secs(30));
    let request = post("It is asked again").await;
    assert!(request.codes().contains(&"hook_ham"), "{request:?}");
    assert_eq!(checks.requests(HOOK).len(), 4);
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
        (CHECK, text_answer(400, ""), "akismet_failed", true),
        (HOOK, text_answer(413, ""), "hook_failed", true),
        (HOOK, text_answer(422, ""), "hook_failed", true),
        (VERIFY, text_answer(400, ""), "captcha_failed", true),
        (
            VERIFY,
            FixedAnswer::json(200, &bad_request),
            "captcha_failed",
            true,
        ),
        (
            VERIFY,
            FixedAnswer::json(400, &bad_request),
            "captcha_failed",
            true,
        ),
        (
            VERIFY,
            FixedAnswer::json(200, &invalid),
            "captcha_wrong",
            true,
        ),
        (
            VERIFY,
            FixedAnswer::json(200, &bad_secret),
            "captcha_failed",
            false,
        ),
        (
            VERIFY,
            FixedAnswer::json(400, &bad_secret),
            "captcha_failed",
            false,
        ),
        (CHECK, text_answer(429, ""), "akismet_failed", false),
        (HOOK, text_answer(401, ""), "hook_failed", false),
        (HOOK, text_answer(403, ""), "hook_failed", false),
        (VERIFY, text_answer(502, ""), "captcha_failed", false),
    ] {
        let what = format!("{path}: {reply:?}");
        let checks = FakeChecks::new().await;
        let world = checks.world(&[path], &[]).await;
        let owner = world.owner().await;
        checks.set_answer(path, reply);
        for n in 0..4 {
            let answer = post_with_captcha(&world, &format!("Comment number {n}"))
                .await
                .expect(201);
            let seen = assessment_of(&owner, &answer.id()).await;
            assert_eq!(seen.status, "pending", "{what}");
            assert_eq!(seen.codes(), [code], "{what}");
        }
        let request = if alone { 4 } else { 3 };
        assert_eq!(checks.requests(path).len(), request, "{what}");
        checks.reset(path);
        let other = post_with_captcha(&world, "An honest word")
            .await
            .expect(201);
        let status = if alone { "approved" } else { "pending" };
        assert_eq!(other.body["status"], status, "{what}");
    }
}

#[tokio::test]
async fn a_refused_submission_is_not_sent_to_any_check() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK, HOOK, VERIFY], &[]).await;
    world
        .policy(|policy| policy.banned_words = vec!["snake".into()])
        .await;
    let owner = world.owner().await;
    post_with_captcha(&world, "Snake oil")
        .await
        .refused(422, "invalid");
    post_with_captcha(&world, "").await.refused(422, "invalid");
    let eve = world.guest().named("Eve", "eve@example.org");
    let ban = json!({ "site": "blog", "kind": "email", "subject": "eve@example.org" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    eve.post("/a", "Hello").await.refused(403, "banned");
    let twice = world.guest();
    twice.post("/a", "Once").await.expect(201);
    let before = checks.requests(CHECK).len();
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
    assert_eq!(checks.requests(CHECK).len(), before);
    let strict = world.guest();
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
        assert_eq!(checks.requests(path).len(), before + taken, "{path}");
    }
    assert!(
        checks.requests(VERIFY).is_empty(),
        "no request to the captcha service"
    );
}

#[tokio::test]
async fn the_log_reports_failing_checks_and_shows_neither_key_nor_comment() {
    let log = CapturedLog::capture();
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let help = format!("the key {AKISMET_KEY} is not known");
    let fault = text_answer(200, "invalid").with("X-akismet-debug-help", &help);
    checks.set_answer(CHECK, fault.clone());
    checks.set_answer(SUBMIT_SPAM, fault);
    checks.set_answer(HOOK, text_answer(200, "what a zanzibarcanary"));
    checks.set_behavior(VERIFY, CheckBehavior::Closes);
    let id = post_with_captcha(&world, "A zanzibarcanary sings")
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
    let reported = load(text, true).expect_err("is refused").0.join("\n");
    for key in [
        "spam.outside_timeout_ms",
        "spam.akismet",
        "spam.hook.url",
        "spam.hook.secret",
        "spam.captcha.kind",
        "spam.captcha.colour",
    ] {
        assert!(reported.contains(key), "{key} in {reported}");
    }
    assert!(
        !reported.contains("hunter2") && !reported.contains("12345"),
        "{reported}"
    );
    let text = "[spam.akismet]\nkey = \"hunter2\"\nurl = \"http://127.0.0.1:1/\"\n";
    load(text, true).expect("development mode accepts plain http to loopback");
    let reported = load(text, false)
        .expect_err("refused in production")
        .0
        .join("\n");
    assert!(reported.contains("spam.akismet.url"), "{reported}");
}
