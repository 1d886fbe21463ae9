//! The owner's webhook: its signature, its request, and what its answer counts.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    spam::external_checks::{json_reply, post_with_captcha},
    support::{
        answers::edit_token,
        assessments::assessment_of,
        fake_checks::{CHECK, CheckBehavior, FakeChecks, HOOK, HOOK_SECRET, VERIFY, text_answer},
        guests::edit_comment,
        moderators::Moderator,
        web_server::{FixedAnswer, ReceivedRequest},
        world::NOW,
    },
};

const HOOK_PAGE: &str = include_str!("../../../docs/spam-and-external-checks.md");

/// Verifies a signature as a receiver would, following only the specification.
fn assert_signed(request: &ReceivedRequest) {
    let header = |name| request.header(name).expect("a header");
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let key = STANDARD.decode(HOOK_SECRET.trim_start_matches("whsec_"));
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.expect("base64")).expect("a key");
    mac.update(format!("{id}.{timestamp}.{}", request.body()).as_bytes());
    let right = STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{right}"));
}

#[tokio::test]
async fn the_webhook_request_is_signed_and_has_the_assessment_so_far() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[HOOK], &[]).await;
    let ann = world.guest();
    let mut comment = ann.comment("/a", "Näive “quotes”\nand 😀");
    comment["author"]["website"] = json!("https://ann.example/");
    comment["title"] = json!("A title");
    ann.send(&comment).await.expect(201);
    ann.send(&ann.comment("/b", "Another")).await.expect(201);
    let request = checks.requests(HOOK);
    request.iter().for_each(assert_signed);
    let ids = request
        .iter()
        .map(|one| one.header("webhook-id"))
        .collect::<Vec<_>>();
    assert!(ids[0] != ids[1] && ids[0].expect("an id").starts_with("msg_"));
    let timestamp = request[0].header("webhook-timestamp").expect("a time");
    assert_eq!(timestamp, (NOW.0 / 1000).to_string());
    assert_eq!(request[0].header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_str(request[0].body()).expect("JSON");
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
    assert!(!request[0].body().contains(&ann.address.to_string()));
}

/// Executes the Python code of the documentation word for word.
#[tokio::test]
async fn the_code_of_the_documentation_verifies_a_signature() {
    let (_, lines) = HOOK_PAGE
        .split_once("```python\n")
        .expect("a block of Python");
    let (lines, _) = lines.split_once("```").expect("ends");
    let checks = FakeChecks::new().await;
    let world = checks.world(&[HOOK], &[]).await;
    let ann = world.guest();
    ann.post("/a", "Näive “quotes”\nand 😀").await.expect(201);
    let request = checks.last_request(HOOK);
    let reported = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let reported = reported.map(|name| (name, request.header(name).expect("a header")));
    let headers = reported.into_iter().collect::<BTreeMap<_, _>>();
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
    let Some(good) = verified(HOOK_SECRET, request.body(), 0) else {
        eprintln!("python3 is not installed: the Python code of the documentation was not tried");
        return;
    };
    assert!(good);
    let other = HOOK_SECRET.replace('c', "d");
    assert_eq!(verified(&other, request.body(), 0), Some(false));
    assert_eq!(
        verified(HOOK_SECRET, &format!("{} ", request.body()), 0),
        Some(false)
    );
    assert_eq!(verified(HOOK_SECRET, request.body(), 301), Some(false));
}

#[tokio::test]
async fn the_webhook_gets_the_reasons_from_duplicates() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[HOOK], &[]).await;
    let owner = world.owner().await;
    let bait = "Buy the wonderful watches of our shop today and tell your friends";
    let id = post_with_captcha(&world, bait).await.expect(201).id();
    owner.decide("spam", &[&id]).await.expect(200);
    world.clock.advance(Duration::from_hours(2));
    let ben = world.guest().named("Ben", "ben@example.org");
    ben.post("/b", bait).await.expect(201);
    let body: Value = serde_json::from_str(checks.last_request(HOOK).body()).expect("JSON");
    let codes = body["reasons"].as_array().expect("reasons").iter();
    let codes = codes.map(|reason| reason["code"].as_str().expect("a code"));
    assert!(codes.collect::<Vec<_>>().contains(&"text_known"), "{body}");
    assert_eq!(body["verdict"], "spam");
}

#[tokio::test]
async fn the_answer_of_the_webhook_counts_and_its_reasons_are_shown() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[HOOK], &[]).await;
    let owner = world.owner().await;
    let says = |verdict: &str| json!({ "verdict": verdict, "reasons": ["a\u{7}b", "too short"] });
    for (verdict, code, score, status) in [
        ("ham", "hook_ham", -3.0, "approved"),
        ("unsure", "hook_unsure", 0.0, "pending"),
        ("spam", "hook_spam", 5.0, "spam"),
    ] {
        checks.set_answer(HOOK, FixedAnswer::json(200, &says(verdict)));
        let answer = post_with_captcha(&world, &format!("It is {verdict}"))
            .await
            .expect(201);
        let seen = assessment_of(&owner, &answer.id()).await;
        assert_eq!((seen.score, seen.status.as_str()), (score, status));
        assert_eq!(seen.codes(), [code]);
        let detail = &seen.reasons[0].2;
        assert!(detail.ends_with(": a b; too short"), "{detail}");
    }
    // An approving webhook does not override reasons to hold the comment.
    world
        .policy(|policy| policy.suspect_words = vec!["lamp".into()])
        .await;
    checks.reset(HOOK);
    let held = post_with_captcha(&world, "A lamp").await.expect(201);
    assert_eq!(held.body["status"], "pending");
}

#[tokio::test]
async fn an_edit_is_checked_again() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK, HOOK, VERIFY], &[]).await;
    let owner = world.owner().await;
    let answer = post_with_captcha(&world, "A kind word").await.expect(201);
    let (id, token) = (answer.id(), edit_token(&answer));
    assert_eq!(answer.body["status"], "approved");
    checks.set_answer(CHECK, text_answer(200, "true"));
    checks.set_behavior(HOOK, json_reply(&json!({ "verdict": "unsure" })));
    let ann = world.guest();
    let edited = edit_comment(&ann, &id, &token, "Buy watches")
        .await
        .expect(200);
    assert_eq!(edited.body["status"], "pending");
    let request = checks.last_request(CHECK);
    assert_eq!(request.parameter("comment_content"), "Buy watches");
    assert_eq!(request.parameter("recheck_reason"), "edit");
    let body: Value = serde_json::from_str(checks.last_request(HOOK).body()).expect("JSON");
    assert_eq!(
        (&body["text"], &body["edited"]),
        (&json!("Buy watches"), &json!(true))
    );
    assert_eq!(checks.requests(VERIFY).len(), 1, "an edit has no captcha");
    // The edit waits with their reasons, and the published text stays.
    assert_eq!(
        codes_of_edit(&owner, &id).await,
        ["akismet_spam", "hook_unsure"]
    );
    assert_eq!(assessment_of(&owner, &id).await.status, "approved");
    checks.reset(HOOK);
    checks.reset(CHECK);
    let other = post_with_captcha(&world, "Another").await.expect(201);
    checks.set_behavior(CHECK, CheckBehavior::Closes);
    let held = edit_comment(&ann, &other.id(), &edit_token(&other), "Else")
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
    let look = owner.comment(id).await;
    let reasons = look["comment"]["edit"]["assessment"]["reasons"].as_array();
    let codes = reasons.expect("an edit waits").iter().map(|reason| {
        let code = reason["code"].as_str().expect("a code");
        code.to_owned()
    });
    codes.collect()
}
