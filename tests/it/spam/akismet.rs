//! Akismet: what it is sent, what its answer counts, and corrections.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::{
    spam::external_checks::{health, post_with_captcha},
    support::{
        answers::{Answer, eventually, with_form},
        assessments::assessment_of,
        fake_checks::{AKISMET_KEY, CHECK, FakeChecks, HOOK, SUBMIT_HAM, SUBMIT_SPAM, text_answer},
        guests::COMMENTS,
        people::ReportedIdentity,
        shell::Shell,
    },
};

#[tokio::test]
async fn akismet_gets_the_comment_and_a_network_instead_of_the_ip_address() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let ann = world.guest();
    let first = ann.post("/a", "First").await.expect(201).id();
    let requested = checks.last_request(CHECK);
    assert_eq!(requested.method, "POST");
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
        assert_eq!(requested.parameter(name), value, "{name}");
    }
    assert!(!requested.body().contains(&ann.address.to_string()));
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
    let requested = checks.last_request(CHECK);
    for (name, value) in [
        ("comment_type", "reply"),
        ("comment_author_url", "https://ann.example/"),
        ("permalink", "https://blog.example/a?utm_source=1"),
        ("user_agent", "Browser/1.0"),
        ("referrer", "https://blog.example/a"),
    ] {
        assert_eq!(requested.parameter(name), value, "{name}");
    }
    let settings = [
        ("REJOINDER_SPAM__AKISMET__IS_TEST", "true"),
        ("REJOINDER_SPAM__AKISMET__SEND_ADDRESS", "true"),
    ];
    let world = checks.world(&[CHECK], &settings).await;
    let ben = world.guest();
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
    let requested = checks.last_request(CHECK);
    assert_eq!(requested.parameter("user_ip"), ben.address.to_string());
    assert_eq!(requested.parameter("is_test"), "1");
    assert_eq!(requested.parameter("subject"), "filled");
}

#[tokio::test]
async fn the_answer_of_akismet_counts_and_is_shown() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let discard = text_answer(200, "true").with("X-akismet-pro-tip", "discard");
    for (reply, reasons, score, status) in [
        (text_answer(200, "false"), vec![], 0.0, "approved"),
        (
            text_answer(200, "true\n"),
            vec!["akismet_spam"],
            5.0,
            "spam",
        ),
        (discard, vec!["akismet_discard"], 8.0, "spam"),
    ] {
        checks.set_answer(CHECK, reply);
        let answer = post_with_captcha(&world, &format!("Worth {score}"))
            .await
            .expect(201);
        let seen = assessment_of(&owner, &answer.id()).await;
        assert_eq!(seen.codes(), reasons);
        assert_eq!((seen.score, seen.status.as_str()), (score, status));
    }
}

#[tokio::test]
async fn akismet_is_notified_of_decisions_that_it_did_not_predict_and_of_their_undoing() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let heard = || {
        let count = |path| checks.requests(path).len();
        (count(SUBMIT_SPAM), count(SUBMIT_HAM))
    };
    let missed = post_with_captcha(&world, "Buy watches")
        .await
        .expect(201)
        .id();
    checks.set_answer(CHECK, text_answer(200, "true"));
    let captured = post_with_captcha(&world, "A kind word")
        .await
        .expect(201)
        .id();
    // If the decision and Akismet agree, there is nothing to report.
    owner.decide("spam", &[&captured]).await.expect(200);
    owner.decide("approve", &[&missed]).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (0, 0));
    let both = owner.decide("spam", &[&missed]).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (1, 0));
    let requested = checks.last_request(SUBMIT_SPAM);
    for (name, value) in [
        ("api_key", AKISMET_KEY),
        ("blog", "https://blog.example"),
        ("permalink", "https://blog.example/a"),
        ("comment_author", "Ann"),
        ("comment_author_email", "ann@example.org"),
        ("comment_content", "Buy watches"),
        ("comment_type", "comment"),
        ("user_ip", &checks.requests(CHECK)[0].parameter("user_ip")),
    ] {
        assert_eq!(requested.parameter(name), value, "{name}");
    }
    owner.decide("approve", &[&captured]).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (1, 1));
    assert_eq!(
        checks.last_request(SUBMIT_HAM).parameter("comment_content"),
        "A kind word"
    );
    let batch = both.body["batch_id"]
        .as_str()
        .or(both.body["batch"].as_str());
    owner.undo(batch.expect("a batch")).await.expect(200);
    world.mails().await;
    assert_eq!(heard(), (1, 2));
    assert_eq!(
        checks.last_request(SUBMIT_HAM).parameter("comment_content"),
        "Buy watches"
    );
}

#[tokio::test]
async fn a_correction_is_retried_until_akismet_accepts_it() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let id = post_with_captcha(&world, "Buy watches")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&id]).await.expect(200);
    for (n, reply) in [text_answer(500, ""), text_answer(429, "")]
        .into_iter()
        .enumerate()
    {
        checks.set_answer(SUBMIT_SPAM, reply);
        world.mails().await;
        assert_eq!(checks.requests(SUBMIT_SPAM).len(), n + 1);
        let (status, detail) = health(&world).await;
        assert_eq!(status, "degraded");
        assert!(detail.contains("(reporting a correction)"), "{detail}");
        world.mails().await;
        assert_eq!(
            checks.requests(SUBMIT_SPAM).len(),
            n + 1,
            "exactly one more attempt"
        );
        world.clock.advance(Duration::from_mins(1));
    }
    checks.reset(SUBMIT_SPAM);
    world.mails().await;
    assert_eq!(checks.requests(SUBMIT_SPAM).len(), 3);
    assert_eq!(health(&world).await.0, "ok");
    world.clock.advance(Duration::from_hours(1));
    world.mails().await;
    assert_eq!(checks.requests(SUBMIT_SPAM).len(), 3, "it was accepted");
}

#[tokio::test]
async fn a_correction_with_an_unexpected_answer_of_akismet_is_given_up() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let id = post_with_captcha(&world, "Buy watches")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&id]).await.expect(200);
    checks.set_answer(SUBMIT_SPAM, text_answer(503, ""));
    world.mails().await;
    assert_eq!(health(&world).await.0, "degraded");
    checks.set_answer(SUBMIT_SPAM, text_answer(200, "invalid"));
    world.clock.advance(Duration::from_mins(1));
    world.mails().await;
    assert_eq!(checks.requests(SUBMIT_SPAM).len(), 2);
    assert_eq!(
        health(&world).await.0,
        "ok",
        "a rejected correction is no failure"
    );
    let left = world.database.number("SELECT count(*) FROM outbox").await;
    assert_eq!(left, 0);
    world.clock.advance(Duration::from_hours(1));
    world.mails().await;
    assert_eq!(checks.requests(SUBMIT_SPAM).len(), 2, "no further attempts");
}

#[tokio::test]
async fn a_correction_that_is_no_longer_needed_is_not_reported_as_failing() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    checks.set_answer(SUBMIT_SPAM, text_answer(503, ""));
    let failing = async |text: &str| {
        let id = post_with_captcha(&world, text).await.expect(201).id();
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
    let requested = checks.requests(SUBMIT_SPAM).len();
    world.clock.advance(Duration::from_hours(8 * 24));
    world.mails().await;
    assert_eq!(
        checks.requests(SUBMIT_SPAM).len(),
        requested,
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
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let old = post_with_captcha(&world, "Buy watches")
        .await
        .expect(201)
        .id();
    let person = world
        .person(&ReportedIdentity::email("ann@example.org", "Ann"))
        .await;
    let kept = person.post("/a", "Of hers").await.expect(201).id();
    let path = "/api/v1/session/data?comments=anonymise";
    let erased = Answer::of(person.request(Method::DELETE, path)).await;
    erased.expect(204);
    world.clock.advance(Duration::from_hours(31 * 24));
    world.app.purge_expired().await.expect("purges");
    let owner = world.owner().await;
    owner.decide("spam", &[&old, &kept]).await.expect(200);
    world.mails().await;
    assert!(checks.requests(SUBMIT_SPAM).is_empty());
    let left = world.database.number("SELECT count(*) FROM outbox").await;
    assert_eq!(left, 0, "the outbox is empty");
    assert_eq!(health(&world).await.0, "ok");
    let new = post_with_captcha(&world, "Buy more watches")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&new]).await.expect(200);
    world.mails().await;
    let heard = checks.requests(SUBMIT_SPAM);
    assert_eq!(heard.len(), 1);
    assert_ne!(heard[0].parameter("user_ip"), "");
}

#[tokio::test]
async fn a_queued_correction_stores_nothing_of_the_comment_and_is_dropped_with_it() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let mut ids = Vec::new();
    for text in ["Erased by a moderator", "Buy watches here", "Taken back"] {
        ids.push(post_with_captcha(&world, text).await.expect(201));
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
    let heard = checks.requests(SUBMIT_SPAM);
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].parameter("comment_content"), "Buy watches here");
    assert_eq!(
        checks.last_request(SUBMIT_HAM).parameter("comment_content"),
        "Taken back"
    );
}

#[tokio::test]
async fn the_running_worker_sends_corrections_by_itself() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let worker = tokio::spawn({
        let events = world.app.events.clone();
        async move { events.run().await }
    });
    let id = post_with_captcha(&world, "Buy watches")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&id]).await.expect(200);
    eventually("the correction", async || {
        (!checks.requests(SUBMIT_SPAM).is_empty()).then_some(())
    })
    .await;
    world.app.events.stop().await;
    worker.abort();
}

#[tokio::test]
async fn a_correction_about_an_erased_person_is_never_sent() {
    let checks = FakeChecks::new().await;
    let world = checks.world(&[CHECK], &[]).await;
    let owner = world.owner().await;
    let person = world
        .person(&ReportedIdentity::email("ann@example.org", "Ann"))
        .await;
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
    assert!(checks.requests(SUBMIT_SPAM).is_empty());
    let left = world.database.number("SELECT count(*) FROM outbox").await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn check_queries_akismet_whether_the_key_is_valid() {
    let checks = FakeChecks::new().await;
    let mut shell = Shell::new().await;
    let settings = [CHECK, HOOK]
        .into_iter()
        .flat_map(|path| checks.settings(path));
    let settings = settings.map(|(name, value)| (name.to_owned(), value));
    shell.settings.extend(settings);
    let shell = Arc::new(shell);
    for (says, code, reported) in [
        ("valid", 0, "outside   enabled: Akismet, the hook"),
        ("invalid", 1, "outside   Akismet rejected the API key"),
    ] {
        checks.set_answer("/1.1/verify-key", text_answer(200, says));
        let shell = shell.clone();
        // The simulated services answer on this thread.
        let output = tokio::task::spawn_blocking(move || shell.run(&["check"]));
        let output = output.await.expect("runs").expect_code(code);
        assert!(output.out.contains(reported), "{}", output.out);
        assert!(!format!("{}{}", output.out, output.err).contains(AKISMET_KEY));
    }
}
