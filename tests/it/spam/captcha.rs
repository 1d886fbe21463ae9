//! Captchas: in forms, in JSON, and what their answers count.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    spam::external_checks::{health, json_reply, post_with_captcha},
    support::{
        answers::{Answer, with_form},
        assessments::assessment_of,
        captured_log::CapturedLog,
        fake_checks::{CAPTCHA_SECRET, FakeChecks, VERIFY},
        guests::COMMENTS,
    },
};

#[tokio::test]
async fn a_form_shows_the_captcha_and_accepts_its_answer_as_json_and_as_form() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[VERIFY], &[]).await;
    let owner = world.owner().await;
    let ann = world.guest();
    let form = ann.get("/api/v1/sites/blog/form?page=/a").await.expect(200);
    let shown = json!({ "kind": "turnstile", "site_key": "1x-public" });
    assert_eq!(form.body["captcha"], shown);
    assert!(!form.text.contains(CAPTCHA_SECRET));
    let answer = post_with_captcha(&world, "With an answer")
        .await
        .expect(201);
    assert_eq!(answer.body["status"], "approved");
    let requested = checks.last_request(VERIFY);
    assert_eq!(requested.parameter("secret"), CAPTCHA_SECRET);
    assert_eq!(requested.parameter("response"), "an-answer");
    assert_eq!(
        (
            requested.parameter("remoteip"),
            requested.parameter("sitekey")
        ),
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
        assert_eq!(checks.last_request(VERIFY).parameter("response"), "by-form");
    }
    let missing = ann.post("/a", "Without").await.expect(201);
    let seen = assessment_of(&owner, &missing.id()).await;
    assert_eq!((seen.score, seen.status.as_str()), (0.0, "pending"));
    assert_eq!(seen.codes(), ["captcha_missing"]);
    assert_eq!(checks.requests(VERIFY).len(), 3);
}

#[tokio::test]
async fn a_wrong_captcha_answer_counts_and_holds_the_comment() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[VERIFY], &[]).await;
    let owner = world.owner().await;
    let used = json!({ "success": false, "error-codes": ["timeout-or-duplicate"] });
    let elsewhere = json!({ "success": true, "hostname": "evil.example" });
    for (says, reported) in [(used, "timeout-or-duplicate"), (elsewhere, "another site")] {
        checks.set_behavior(VERIFY, json_reply(&says));
        let answer = post_with_captcha(&world, &format!("It is {reported}"))
            .await
            .expect(201);
        let seen = assessment_of(&owner, &answer.id()).await;
        assert_eq!((seen.score, seen.status.as_str()), (2.0, "pending"));
        let [(code, _, detail)] = &seen.reasons[..] else {
            panic!("{seen:?}");
        };
        assert_eq!(code, "captcha_wrong");
        assert!(detail.contains(reported), "{detail}");
    }
    assert_eq!(health(&world).await.0, "ok", "the service did its work");
}

#[tokio::test]
async fn an_answer_that_no_widget_gives_is_wrong_without_a_request_and_never_logged() {
    let log = CapturedLog::capture();
    let checks = FakeChecks::new().await;
    let world = checks.world(&[VERIFY], &[]).await;
    let owner = world.owner().await;
    let sent = async |captcha: &str, text: &str| {
        let ann = world.guest();
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
        let seen = assessment_of(&owner, &sent(bad, &format!("Comment number {n}")).await).await;
        assert_eq!(
            (seen.score, seen.status.as_str()),
            (2.0, "pending"),
            "{bad:?}"
        );
        assert_eq!(seen.codes(), ["captcha_wrong"], "{bad:?}");
        assert!(!seen.reasons[0].2.contains("quagga"), "{bad:?}");
    }
    assert!(checks.requests(VERIFY).is_empty());
    assert_eq!(health(&world).await.0, "ok");
    let longest = "aZ0._-".repeat(682) + "aaaa";
    assert_eq!(longest.len(), 4_096);
    let seen = assessment_of(&owner, &sent(&longest, "As long as one may be").await).await;
    assert_eq!(seen.status, "approved");
    assert_eq!(checks.last_request(VERIFY).parameter("response"), longest);
    // Error codes of the captcha service are not shown either.
    let says = json!({ "success": false, "error-codes": ["quagga\r\ncanary", "bad-request"] });
    checks.set_behavior(VERIFY, json_reply(&says));
    sent("an-answer", "Said with a break").await;
    let text = log.text();
    assert!(text.contains("the captcha service rejected the request"));
    for canary in ["quagga", "ERROR forged", "\u{1b}[31m", &longer, &longest] {
        assert!(!text.contains(canary), "{canary:?}");
    }
}

#[tokio::test]
async fn hcaptcha_gets_the_site_key_and_the_ip_address_only_if_configured() {
    let checks = FakeChecks::new().await;
    let settings = [
        ("REJOINDER_SPAM__CAPTCHA__KIND", "hcaptcha"),
        ("REJOINDER_SPAM__CAPTCHA__REQUIRED", "false"),
        ("REJOINDER_SPAM__CAPTCHA__SEND_ADDRESS", "true"),
    ];
    let world = checks.world(&[VERIFY], &settings).await;
    let ann = world.guest();
    let form = ann.get("/api/v1/sites/blog/form?page=/a").await.expect(200);
    assert_eq!(form.body["captcha"]["kind"], "hcaptcha");
    let mut body = ann.comment("/a", "A word");
    body["token"] = json!(ann.token("/a").await);
    body["captcha"] = json!("an-answer");
    ann.send(&body).await.expect(201);
    let requested = checks.last_request(VERIFY);
    assert_eq!(requested.parameter("sitekey"), "1x-public");
    assert_eq!(requested.parameter("remoteip"), ann.address.to_string());
    let without = ann.post("/a", "Not required").await.expect(201);
    assert_eq!(without.body["status"], "approved");
}

#[tokio::test]
async fn without_a_captcha_forms_show_none_and_an_answer_is_ignored() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[], &[]).await;
    let form = world.guest().get("/api/v1/sites/blog/form?page=/a").await;
    assert_eq!(
        form.body.get("captcha"),
        Some(&Value::Null),
        "{}",
        form.text
    );
    let answer = post_with_captcha(&world, "A word").await.expect(201);
    assert_eq!(answer.body["status"], "approved");
    let off = "off: no external checks are configured";
    assert_eq!(health(&world).await, ("ok".into(), off.into()));
}

#[tokio::test]
async fn the_page_of_a_thread_shows_the_widget_and_allows_its_script() {
    let path = "/api/v1/sites/demo/thread?page=/demo";
    let checks = FakeChecks::new().await;
    let world = checks.world(&[VERIFY], &[]).await;
    let page = world.guest().get(path).await.expect(200);
    assert!(
        page.text
            .contains("<div class=\"cf-turnstile\" data-sitekey=\"1x-public\">")
    );
    let policy = page.header("content-security-policy");
    for directive in [
        "script-src https://challenges.cloudflare.com;",
        "frame-src https://challenges.cloudflare.com",
    ] {
        assert!(policy.contains(directive), "{directive} in {policy}");
    }
    let world = checks.world(&[], &[]).await;
    let page = world.guest().get(path).await.expect(200);
    let policy = page.header("content-security-policy");
    assert!(
        !policy.contains("cloudflare") && !policy.contains("frame-src"),
        "{policy}"
    );
    assert!(!page.text.contains("data-sitekey"));
}
