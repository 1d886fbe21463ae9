//! Spam: which signals count, what happens to the comment, and that its sender cannot find out.

use std::{collections::BTreeSet, time::Duration};

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, field_errors, outcomes},
    guests::{Guest, edit_comment, own_comments},
    moderators::Moderator,
    raw_requests::multipart,
    world::{World, unmoderated_world},
};

/// The status and the reason codes, as moderators see them.
async fn status_and_reasons(owner: &Moderator<'_>, id: &str) -> (String, Vec<String>) {
    let seen = owner.get(&format!("/comments/{id}")).await.expect(200).body;
    let seen = seen.get("comment").cloned().unwrap_or(seen);
    let reasons = seen["assessment"]["reasons"]
        .as_array()
        .expect("reasons")
        .iter();
    let codes = reasons.map(|reason| reason["code"].as_str().expect("a code").to_owned());
    (
        seen["status"].as_str().expect("a status").to_owned(),
        codes.collect(),
    )
}

#[track_caller]
fn assert_judged(found: (String, Vec<String>), status: &str, reasons: &[&str]) {
    assert_eq!(
        (found.0.as_str(), found.1),
        (status, reasons.iter().map(ToString::to_string).collect())
    );
}

async fn spam_folder(owner: &Moderator<'_>) -> Vec<Value> {
    let folder = owner
        .get("/comments?status=spam&limit=100")
        .await
        .expect(200);
    folder.body["items"].as_array().expect("items").clone()
}

/// Collects every member name with its path and the type of its value.
fn shape(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                shape(inner, &format!("{path}.{name}"), into);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| shape(item, &format!("{path}[]"), into)),
        Value::Null => drop(into.insert(format!("{path}: null"))),
        Value::String(_) => drop(into.insert(format!("{path}: text"))),
        Value::Bool(_) => drop(into.insert(format!("{path}: bool"))),
        Value::Number(_) => drop(into.insert(format!("{path}: number"))),
    }
}

/// Everything in an answer except what differs in every one.
fn constant_parts(answer: &Answer) -> (u16, BTreeSet<String>, Value, Value, BTreeSet<String>) {
    let mut names = BTreeSet::new();
    shape(&answer.body, "", &mut names);
    let headers = answer
        .headers
        .keys()
        .map(|name| name.as_str().to_owned())
        .collect();
    let (status, message) = (
        answer.body["status"].clone(),
        answer.body["message"].clone(),
    );
    (answer.status.as_u16(), names, status, message, headers)
}

/// A moderator has classified this text as spam before.
async fn known_spam(owner: &Moderator<'_>, text: &str) {
    let eve = owner.world.guest().named("Eve", "eve@spam.example");
    let posted = eve.post("/teaching", text).await.expect(201);
    owner.decide("spam", &[&posted.id()]).await.expect(200);
}

#[tokio::test]
async fn a_spam_answer_is_indistinguishable_from_a_pending_one_and_spam_can_be_restored() {
    let world = World::new().await;
    world.policy(|policy| policy.limits_percent = 10_000).await;
    let owner = world.owner().await;
    let text = "Cheap watches for everybody who reads this";
    known_spam(&owner, text).await;
    let (ann, mallory) = (
        world.guest(),
        world.guest().named("Mallory", "m@example.org"),
    );
    let waits = ann.post("/a", "A kind word").await.expect(201);
    let spam = mallory.post("/a", text).await.expect(201);
    let found = status_and_reasons(&owner, &spam.id()).await;
    assert_eq!(found.0, "spam");
    assert_eq!(status_and_reasons(&owner, &waits.id()).await.0, "pending");
    assert_eq!(constant_parts(&spam), constant_parts(&waits));
    assert_eq!(spam.body["status"], "pending");
    let own =
        async |who: &Guest<'_>, answer: &Answer| own_comments(who, "/a", &edit_token(answer)).await;
    let (spam_own, waits_own) = (own(&mallory, &spam).await, own(&ann, &waits).await);
    assert_eq!(constant_parts(&spam_own), constant_parts(&waits_own));
    assert_eq!(spam_own.body["items"][0]["status"], "pending");
    world.clock.advance(Duration::from_hours(1));
    let owner = world.moderator("late", Role::Owner, &[]).await;
    // An edit does not move the comment out of the spam folder, and the answer does not reveal the folder.
    let edited = edit_comment(&ann, &waits.id(), &edit_token(&waits), "A kinder word").await;
    edited.refused(403, "edit_window_over");
    world
        .policy(|policy| {
            policy.edit_window_seconds = 86_400;
        })
        .await;
    let waits_edited = edit_comment(&ann, &waits.id(), &edit_token(&waits), "A kinder word")
        .await
        .expect(200);
    let spam_edited = edit_comment(&mallory, &spam.id(), &edit_token(&spam), "Innocent now")
        .await
        .expect(200);
    assert_eq!(constant_parts(&spam_edited), constant_parts(&waits_edited));
    assert_eq!(status_and_reasons(&owner, &spam.id()).await.0, "spam");
    // A moderator can still restore it.
    let id = spam.id();
    assert!(
        spam_folder(&owner)
            .await
            .iter()
            .any(|item| item["id"] == id.as_str())
    );
    owner.decide("restore", &[&id]).await.expect(200);
    assert_eq!(status_and_reasons(&owner, &id).await.0, "pending");
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(
        ann.read("/a").await["items"][0]["html"],
        "<p dir=\"auto\">Innocent now</p>\n"
    );
}

#[tokio::test]
async fn a_filled_hidden_field_holds_the_comment_because_password_managers_fill_it_too() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let fields = |text: &'static str, token: &str, subject: &'static str| {
        vec![
            ("page".to_owned(), "/a".to_owned()),
            ("text".into(), text.into()),
            ("name".into(), "Ann".into()),
            ("email".into(), "ann@example.org".into()),
            ("token".into(), token.to_owned()),
            ("subject".into(), subject.into()),
        ]
    };
    let mut locations = Vec::new();
    for (text, token, subject) in [
        (
            "Filled by a machine",
            ann.token("/a").await,
            "http://x.example",
        ),
        ("Held for want of a token", String::new(), ""),
    ] {
        let fields = fields(text, &token, subject);
        let fields = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let (content_type, body) = multipart(&fields.collect::<Vec<_>>());
        let answer = ann.send_raw(&content_type, body).await.expect(303);
        locations.push((
            answer.header("location").to_owned(),
            answer.headers.keys().count(),
        ));
    }
    assert_eq!(locations[0], locations[1], "both look alike");
    assert_eq!(locations[0].0, "https://blog.example/a?comment=pending");
    assert_eq!(spam_folder(&owner).await, [] as [Value; 0]);
    let queue = owner.queue().await;
    let filled = queue
        .iter()
        .find(|item| item["text"] == "Filled by a machine");
    let filled = filled.expect("it waits");
    assert_eq!(filled["group"], "review", "password managers do that too");
    let id = filled["id"].as_str().expect("an id");
    let reasons = ["honeypot", "form_alone"];
    assert_judged(status_and_reasons(&owner, id).await, "pending", &reasons);
    owner.decide("approve", &[id]).await.expect(200);
    assert_eq!(ann.read("/a").await["thread"]["count"], 1);
}

#[tokio::test]
async fn reasons_from_the_form_are_spam_only_with_a_reason_of_another_group() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let text = "Come and see what wonderful things we sell today";
    let mut reasons = Vec::new();
    // A filled hidden field, no token, and on the second page a text that repeats the first one's.
    for page in ["/one", "/two"] {
        let fields = [
            ("page", page),
            ("text", text),
            ("name", "Ann"),
            ("email", "ann@example.org"),
            ("subject", "http://x.example"),
        ];
        ann.submit(&fields).await.expect(303);
        let waiting = owner.queue().await;
        let found = [waiting, spam_folder(&owner).await].concat();
        let here = found.iter().find(|item| item["page"] == page);
        let id = here.expect("it was accepted")["id"]
            .as_str()
            .expect("an id");
        reasons.push(status_and_reasons(&owner, id).await);
    }
    let form = ["honeypot", "token_missing", "unvouched"];
    let alone = [&form[..], &["form_alone"]].concat();
    assert_judged(reasons[0].clone(), "pending", &alone);
    let together = [&form[..], &["text_repeated"]].concat();
    assert_judged(reasons[1].clone(), "spam", &together);
}

#[tokio::test]
async fn the_form_token_shows_how_long_writing_took() {
    let world = unmoderated_world().await;
    for (n, (millis, status, reasons)) in [
        (0, "approved", vec!["answered_at_once"]),
        (1_999, "approved", vec!["answered_at_once"]),
        (2_000, "approved", vec!["answered_quickly"]),
        (3_999, "approved", vec!["answered_quickly"]),
        (4_000, "approved", vec![]),
        (24 * 3_600_000, "approved", vec![]),
        (
            24 * 3_600_000 + 1,
            "pending",
            vec!["token_stale", "unvouched"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let ann = world.guest().named("Ann", &format!("ann{n}@example.org"));
        let form = ann.get("/api/v1/sites/blog/form?page=/a").await.expect(200);
        world.clock.advance(Duration::from_millis(millis));
        let mut body = ann.comment("/a", &format!("After {millis} ms"));
        body["token"] = form.body["token"].clone();
        let posted = ann.send(&body).await.expect(201);
        // The session of a moderator who signed in at the start would have expired by now.
        let login = format!("owner{n}");
        let owner = world.moderator(&login, Role::Owner, &[]).await;
        assert_eq!(posted.body["status"], status, "{millis}");
        assert_judged(
            status_and_reasons(&owner, &posted.id()).await,
            status,
            &reasons,
        );
    }
}

#[tokio::test]
async fn without_a_valid_token_a_comment_waits_even_on_a_site_without_moderation() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let missing = ann.send(&ann.comment("/a", "No token")).await.expect(201);
    assert_judged(
        status_and_reasons(&owner, &missing.id()).await,
        "pending",
        &["token_missing", "unvouched"],
    );
    let mut body = ann.comment("/a", "An empty one");
    body["token"] = json!("");
    let empty = ann.send(&body).await.expect(201);
    assert_judged(
        status_and_reasons(&owner, &empty.id()).await,
        "pending",
        &["token_missing", "unvouched"],
    );
    // A token is valid for one comment, even if two are sent at the same time.
    body["token"] = json!(ann.token("/a").await);
    body["text"] = json!("First use");
    let first = ann.send(&body).await.expect(201);
    assert_judged(
        status_and_reasons(&owner, &first.id()).await,
        "approved",
        &[],
    );
    body["text"] = json!("Second use");
    let second = ann.send(&body).await.expect(201);
    assert_judged(
        status_and_reasons(&owner, &second.id()).await,
        "pending",
        &["token_used", "unvouched"],
    );
    body["token"] = json!(ann.token("/a").await);
    let answers = futures_util::future::join_all((0..6).map(|n| {
        let mut body = body.clone();
        body["text"] = json!(format!("At once {n}"));
        let ann = ann.clone();
        async move { ann.send(&body).await.expect(201).body["status"] == "approved" }
    }));
    assert_eq!(
        answers
            .await
            .into_iter()
            .filter(|approved| *approved)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_token_of_another_form_or_of_none_counts_as_missing() {
    let world = World::new().await;
    let ann = world.guest();
    world.add_site_at("other", "https://other.example").await;
    let other = ann
        .get("/api/v1/sites/other/form?page=/a")
        .await
        .expect(200);
    let other = other.body["token"].as_str().expect("a token").to_owned();
    let good = ann.token("/a").await;
    let mut forged = good.clone().into_bytes();
    forged[50] = if forged[50] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).expect("text");
    let of_page = ann.token("/b").await;
    let mut count = 0;
    for token in [
        &other,
        &of_page,
        &forged,
        &good[..100].to_owned(),
        &format!("{good}A"),
        &"x".repeat(5000),
        &"é".repeat(54),
    ] {
        let who = world.guest();
        for _ in 0..3 {
            count += 1;
            let mut body = who.comment("/a", &format!("Hello for the {count}th time"));
            body["token"] = json!(token);
            let answer = who.send(&body).await.expect(201);
            assert_eq!(answer.body["status"], "pending", "{token}");
            assert_eq!(answer.body["warnings"][0]["field"], "token", "{token}");
        }
    }
    let mut body = ann.comment(
        "https://blog.example/a/?utm_source=feed",
        "The same page by its address",
    );
    body["token"] = json!(good);
    ann.send(&body).await.expect(201);
}

#[tokio::test]
async fn a_banned_word_is_refused_in_every_disguise_and_a_suspect_one_is_held() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    world
        .policy(|policy| {
            policy.banned_words = vec!["casino".into(), "free money".into()];
            policy.suspect_words = vec!["crypto".into()];
        })
        .await;
    for text in [
        "casino",
        "A CaSiNo!",
        "the \u{ff43}\u{ff41}sino",
        "cas\u{200b}ino",
        "**casino**",
        "c\u{430}sino",
        "Free  money now",
    ] {
        let answer = ann.post("/a", text).await.refused(422, "invalid");
        assert_eq!(
            answer.fields(),
            field_errors(&[("text", "banned_word")]),
            "{text:?}"
        );
    }
    let mut body = ann.comment("/a", "Hello");
    body["author"]["name"] = json!("Casino Royale");
    let refused = ann.send(&body).await.refused(422, "invalid");
    assert_eq!(
        refused.fields(),
        field_errors(&[("author.name", "banned_word")])
    );
    // A refused comment is not stored.
    assert_eq!(owner.queue().await, Vec::<Value>::new());
    assert_eq!(spam_folder(&owner).await, Vec::<Value>::new());
    let inside = ann
        .post("/a", "Occasinonal words are not meant")
        .await
        .expect(201);
    assert_judged(
        status_and_reasons(&owner, &inside.id()).await,
        "approved",
        &[],
    );
    let held = ann
        .post("/a", "I hear of Crypto everywhere")
        .await
        .expect(201);
    assert_judged(
        status_and_reasons(&owner, &held.id()).await,
        "pending",
        &["suspect_word"],
    );
    let token = edit_token(&inside);
    edit_comment(&ann, &inside.id(), &token, "Now a casino")
        .await
        .refused(422, "invalid");
    let edited = edit_comment(&ann, &inside.id(), &token, "Now crypto")
        .await
        .expect(200);
    assert_eq!(edited.body["status"], "pending");
    let request = ann.request(Method::POST, "/api/v1/sites/blog/preview");
    Answer::of(request.json(&json!({ "text": "casino" })))
        .await
        .expect(200);
}

#[tokio::test]
async fn too_many_links_are_held() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    for (text, status) in [
        ("https://a.example and https://b.example", "approved"),
        (
            "https://a.example/1 [two](https://b.example/2) <https://c.example/3>",
            "pending",
        ),
        ("www.a.example www.b.example www.c.example", "pending"),
    ] {
        let posted = ann.post("/a", text).await.expect(201);
        let reasons: &[&str] = if status == "pending" {
            &["many_links"]
        } else {
            &[]
        };
        assert_judged(
            status_and_reasons(&owner, &posted.id()).await,
            status,
            reasons,
        );
    }
    world.policy(|policy| policy.links_max = 0).await;
    let posted = ann.post("/a", "Just https://d.example").await.expect(201);
    assert_judged(
        status_and_reasons(&owner, &posted.id()).await,
        "pending",
        &["many_links"],
    );
}

#[tokio::test]
async fn known_spam_is_recognized_again_until_the_decision_is_reversed() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let text = "Visit https://watches.spam-domain.example for the best watches in town, today only";
    known_spam(&owner, text).await;
    let bob = world.guest().named("Bob", "bob@example.org");
    let same = bob
        .post("/a", &text.to_uppercase().replace("HTTPS", "https"))
        .await
        .expect(201);
    let (status, reasons) = status_and_reasons(&owner, &same.id()).await;
    assert_eq!(status, "spam");
    assert!(reasons.contains(&"text_known".to_owned()), "{reasons:?}");
    let domain = bob
        .post(
            "/a",
            "Nice photographs at https://www.spam-domain.example/x",
        )
        .await
        .expect(201);
    let (_, reasons) = status_and_reasons(&owner, &domain.id()).await;
    assert!(reasons.contains(&"domain_spam".to_owned()), "{reasons:?}");
    // The moderator reverses the first decision, and no other training example has this text.
    let first = spam_folder(&owner)
        .await
        .into_iter()
        .find(|item| item["page"] == "/teaching");
    let first = first.expect("the first")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    owner.decide("approve", &[&first]).await.expect(200);
    let carol = world.guest().named("Carol", "carol@example.org");
    let later = carol.post("/b", text).await.expect(201);
    let (_, reasons) = status_and_reasons(&owner, &later.id()).await;
    assert!(
        !reasons
            .iter()
            .any(|code| code == "text_known" || code == "domain_spam"),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn confirming_the_verdict_of_the_checks_trains_once_and_can_be_undone() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let text = "Visit https://watches.spam-domain.example for the best watches in town, today only";
    known_spam(&owner, text).await;
    let (ann, bob) = (
        world.guest().named("Ann", "ann@example.org"),
        world.guest().named("Bob", "bob@example.org"),
    );
    // Published, and classified as spam, by the checks alone.
    let published = ann.post("/a", "A kind word about the cake").await;
    let published = published.expect(201).id();
    let filed = bob.post("/a", text).await.expect(201).id();
    for (action, id, status) in [
        ("approve", &published, "approved"),
        ("spam", &filed, "spam"),
    ] {
        let before = world.sum_spam_memory().await;
        assert_eq!(owner.comment(id).await["comment"]["status"], status);
        let decided = owner.decide(action, &[id]).await.expect(200);
        assert_eq!(
            outcomes(&decided, "decided", "status"),
            [(id.clone(), status.to_owned())]
        );
        let taught = world.sum_spam_memory().await;
        assert!(taught > before, "{action} did not train the classifier");
        let history = owner.comment(id).await["history"].clone();
        assert_eq!(
            (&history[0]["before"], &history[0]["after"]),
            (&json!(status), &json!(status)),
            "{history}"
        );
        // A second confirmation has no effect.
        let again = owner.decide(action, &[id]).await.expect(200);
        assert_eq!(
            outcomes(&again, "skipped", "code"),
            [(id.clone(), "unchanged".to_owned())]
        );
        assert_eq!(world.sum_spam_memory().await, taught);
        let batch = decided.body["batch"].as_str().expect("a batch");
        let undone = owner.undo(batch).await.expect(200);
        assert_eq!(outcomes(&undone, "decided", "status").len(), 1);
        assert_eq!(world.sum_spam_memory().await, before, "{action} is undone");
        assert_eq!(owner.comment(id).await["comment"]["status"], status);
    }
}
