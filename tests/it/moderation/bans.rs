//! Bans: whom they affect, how they end, and what happens to comments sent before.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, field_of_each, outcomes},
    guests::{COMMENTS, Guest, delete_comment, edit_comment},
    moderators::Moderator,
    world::{World, unmoderated_world},
};

async fn ban(owner: &Moderator<'_>, body: Value) -> Answer {
    let mut whole = json!({ "site": "blog" });
    for (name, value) in body.as_object().expect("an object") {
        whole[name] = value.clone();
    }
    owner.send(Method::POST, "/bans", &whole).await
}

/// Pairs of an IP address and an email address.
type People = &'static [(&'static str, &'static str)];

/// Posts a new text each time, because a repeated one is a duplicate.
async fn post(person: &Guest<'_>) -> Answer {
    let text = format!("Something new, {}", person.world.clock.id());
    person.post("/bans", &text).await
}

fn guest_at<'w>(world: &'w World, address: &str, email: &str) -> Guest<'w> {
    let address = address.parse().expect("an IP address");
    world.at(address).named("Somebody", email)
}

#[tokio::test]
async fn each_kind_of_ban_affects_exactly_the_authors_it_names() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let cases: [(&str, &str, People, People); 6] = [
        (
            "email",
            "Ann@Example.org",
            &[
                ("198.51.100.1", "ann@example.org"),
                ("198.51.100.2", "ann@EXAMPLE.org"),
            ],
            &[
                ("198.51.100.1", "ben@example.org"),
                ("198.51.100.1", "ann@example.com"),
            ],
        ),
        (
            "domain",
            "@Spam.example",
            &[
                ("198.51.100.1", "a@spam.example"),
                ("198.51.100.2", "b@mail.SPAM.example"),
                ("198.51.100.3", "c@a.b.spam.example"),
            ],
            &[
                ("198.51.100.1", "d@notspam.example"),
                ("198.51.100.1", "e@spam.example.org"),
                ("198.51.100.1", "spam.example@example.org"),
            ],
        ),
        (
            "network",
            "203.0.113.0/24",
            &[
                ("203.0.113.1", "a@example.org"),
                ("::ffff:203.0.113.254", "b@example.org"),
            ],
            &[("203.0.112.1", "a@example.org")],
        ),
        (
            "network",
            "192.0.2.77",
            &[("192.0.2.77", "a@example.org")],
            &[("192.0.2.78", "a@example.org")],
        ),
        (
            "network",
            "2001:db8:1:2::3",
            &[("2001:db8:1:2:ffff::1", "a@example.org")],
            &[("2001:db8:1:3::3", "a@example.org")],
        ),
        (
            "network",
            "2001:db8:5::/48",
            &[("2001:db8:5:ffff::1", "a@example.org")],
            &[("2001:db8:6::1", "a@example.org")],
        ),
    ];
    for (kind, subject, met, spared) in cases {
        let body = json!({ "kind": kind, "subject": subject, "note": "enough" });
        let made = ban(&owner, body.clone()).await.expect(201);
        assert_eq!(made.body["also"], Value::Null);
        ban(&owner, body).await.refused(409, "exists");
        for (address, email) in met {
            let person = guest_at(&world, address, email);
            post(&person).await.refused(403, "banned");
            let elsewhere = person
                .post_on("garden", "/g", &format!("{email} {address}"))
                .await;
            elsewhere.expect(201);
        }
        for (address, email) in spared {
            let answer = post(&guest_at(&world, address, email)).await;
            assert_eq!(
                answer.status, 201,
                "{kind} {subject}: {address} {email} {}",
                answer.text
            );
        }
        let id = made.body["id"].as_str().expect("an id");
        owner.delete(&format!("/bans/{id}")).await.expect(204);
        owner
            .delete(&format!("/bans/{id}"))
            .await
            .refused(404, "not_found");
        for (address, email) in met {
            post(&guest_at(&world, address, email)).await.expect(201);
        }
    }
}

#[tokio::test]
async fn a_shadow_ban_accepts_a_comment_and_trashes_it_silently() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let (ann, ben) = (
        guest_at(&world, "198.51.100.1", "ann@example.org"),
        guest_at(&world, "198.51.100.2", "ben@example.org"),
    );
    let body = json!({ "kind": "email", "subject": "ann@example.org", "shadow": true });
    ban(&owner, body).await.expect(201);
    let (shadowed, pending) = (post(&ann).await.expect(201), post(&ben).await.expect(201));
    let id = shadowed.id();
    let names = |answer: &Answer| {
        let members = answer.body.as_object().expect("an object");
        members.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&shadowed), names(&pending));
    for name in ["status", "message"] {
        assert_eq!(shadowed.body[name], pending.body[name], "{name}");
    }
    assert_eq!(
        shadowed.body["comment"]["status"],
        pending.body["comment"]["status"]
    );
    // Duplicates are refused for banned and other authors alike.
    for person in [&ann, &ben] {
        let words = "Exactly these words";
        person.post("/bans", words).await.expect(201);
        person.post("/bans", words).await.refused(409, "duplicate");
    }
    // To its author, the comment appears to wait.
    let token = shadowed.body["edit_token"].as_str().expect("a token");
    let mine = ann
        .request(Method::GET, "/api/v1/sites/blog/mine?page=/bans")
        .header("edit-token", token);
    let mine = Answer::of(mine).await.expect(200);
    assert_eq!(mine.body["items"][0]["status"], "pending", "{}", mine.text);
    assert_eq!(owner.comment(&id).await["comment"]["status"], "trash");
    let waiting = owner.queue().await;
    assert!(!field_of_each(&waiting, "id").contains(&id.as_str()));
    assert!(field_of_each(&waiting, "id").contains(&pending.id().as_str()));
    // An open ban of another kind on the same author takes precedence.
    let open = json!({ "kind": "domain", "subject": "example.org" });
    ban(&owner, open).await.expect(201);
    post(&ann).await.refused(403, "banned");
    // Even on a site without moderation, it is not published.
    world
        .policy(|policy| policy.moderation = rejoinder::ModerationPolicy::None)
        .await;
    let bans = owner.get("/bans").await.expect(200);
    let domain = bans.body["items"][0]["id"].as_str().expect("an id");
    owner.delete(&format!("/bans/{domain}")).await.expect(204);
    post(&ann).await.expect(201);
    assert_eq!(world.guest().texts("/bans").await, [""; 0]);
}

#[tokio::test]
async fn a_ban_applies_to_edits_but_the_author_can_still_erase() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let (ann, ben) = (
        guest_at(&world, "198.51.100.1", "ann@example.org"),
        guest_at(&world, "198.51.100.2", "ben@example.org"),
    );
    let (one, other) = (post(&ann).await.expect(201), post(&ben).await.expect(201));
    let open = json!({ "kind": "email", "subject": "ann@example.org" });
    ban(&owner, open).await.expect(201);
    let shadow = json!({ "kind": "network", "subject": "198.51.100.2", "shadow": true });
    ban(&owner, shadow).await.expect(201);
    // From another IP address as well, because the comment has its author's IP address.
    let moved = guest_at(&world, "198.51.100.9", "other@example.org");
    for person in [&ann, &moved] {
        edit_comment(
            person,
            &one.id(),
            &edit_token(&one),
            "Changed by the banned",
        )
        .await
        .refused(403, "banned");
    }
    let text = "Changed in the shadow";
    let edited = edit_comment(&ben, &other.id(), &edit_token(&other), text).await;
    assert_eq!(edited.expect(200).body["status"], "pending");
    // What was published before the ban is unchanged.
    let comment = owner.comment(&other.id()).await["comment"].clone();
    assert_eq!(comment["status"], "approved");
    assert_ne!(comment["text"], text);
    let read = world.guest().texts("/bans").await;
    assert_eq!(read.len(), 2, "{read:?}");
    assert!(read.iter().all(|shown| shown != text), "{read:?}");
    delete_comment(&ann, &one.id(), &edit_token(&one))
        .await
        .expect(204);
}

#[tokio::test]
async fn a_ban_expires_and_can_be_made_again() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ann = guest_at(&world, "198.51.100.1", "ann@example.org");
    let until = world.clock.now().plus(Duration::from_mins(30));
    let body = json!({ "kind": "email", "subject": "ann@example.org", "until": until.rfc3339() });
    ban(&owner, body.clone()).await.expect(201);
    post(&ann).await.refused(403, "banned");
    let eve = until.minus(Duration::from_secs(11));
    world.clock.advance(eve.since(world.clock.now()));
    post(&ann).await.refused(403, "banned");
    post(&ann).await.expect(201);
    // An expired ban is still listed, and does not prevent another one.
    assert_eq!(owner.list_all("/bans", &[]).await.len(), 1);
    ban(&owner, body).await.refused(422, "invalid");
    let again = json!({ "kind": "email", "subject": "ann@example.org" });
    ban(&owner, again).await.expect(201);
    post(&ann).await.refused(403, "banned");
    assert_eq!(owner.list_all("/bans", &[]).await.len(), 1);
}

#[tokio::test]
async fn earlier_comments_are_trashed_with_a_ban_and_the_decision_can_be_undone() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let senders = [
        ("198.51.100.1", "ann@example.org"),
        ("198.51.100.2", "b@spam.example"),
        ("198.51.100.3", "c@mail.spam.example"),
        ("198.51.100.4", "d@notspam.example"),
        ("203.0.113.5", "e@example.org"),
        ("203.0.113.6", "f@example.org"),
        ("2001:db8:7:1::1", "g@example.org"),
        ("198.51.100.8", "h@x-spam.example"),
    ];
    let mut ids = Vec::new();
    for (address, email) in senders {
        ids.push(
            post(&guest_at(&world, address, email))
                .await
                .expect(201)
                .id(),
        );
    }
    owner
        .decide("approve", &[&ids[0], &ids[2]])
        .await
        .expect(200);
    for (kind, subject, also, expected) in [
        ("email", "ANN@example.org", "trash", vec![0]),
        ("domain", "spam.example", "spam", vec![1, 2]),
        ("network", "203.0.113.5", "trash", vec![4]),
        ("network", "203.0.113.0/24", "spam", vec![4, 5]),
        ("network", "203.0.113.4/30", "spam", vec![4, 5]),
        ("network", "2001:db8:7::/48", "spam", vec![6]),
        // A ban of this IP address is one of its /64.
        ("network", "2001:db8:7:1::1", "spam", vec![6]),
        ("network", "2001:db8:7:1::1/56", "trash", vec![6]),
    ] {
        let body = json!({ "kind": kind, "subject": subject, "also": also, "note": "all of it" });
        let made = ban(&owner, body).await.expect(201);
        let also_did = Answer {
            body: made.body["also"].clone(),
            status: made.status,
            headers: made.headers.clone(),
            text: made.text.clone(),
        };
        let moved = outcomes(&also_did, "decided", "status");
        let wanted = expected.iter().map(|n| (ids[*n].clone(), also.to_owned()));
        assert_eq!(moved, wanted.collect::<Vec<_>>(), "{kind} {subject}");
        let look = owner.comment(&ids[expected[0]]).await;
        let history = look["history"].as_array().expect("a history");
        let last = history.last().expect("a line");
        assert_eq!(
            (&last["action"], &last["note"]),
            (&json!(also), &json!("all of it"))
        );
        let batch = also_did.body["batch"].as_str().expect("a batch");
        let undone = owner.undo(batch).await.expect(200);
        assert_eq!(outcomes(&undone, "decided", "status").len(), expected.len());
        let id = made.body["id"].as_str().expect("an id");
        owner.delete(&format!("/bans/{id}")).await.expect(204);
    }
    assert_eq!(world.guest().texts("/bans").await.len(), 2);
}

#[tokio::test]
async fn a_ban_of_a_network_spares_what_moderators_published_from_it() {
    let world = World::new().await;
    let owner = world.owner().await;
    let address = "203.0.113.5";
    let id = post(&guest_at(&world, address, "e@example.org"))
        .await
        .expect(201)
        .id();
    let request = owner
        .public(Method::POST, COMMENTS)
        .header("x-forwarded-for", address);
    let answer = json!({ "page": "/bans", "text": "No advertising, please." });
    let answer = Answer::of(request.json(&answer)).await.expect(201).id();
    for subject in [address, "203.0.113.0/24"] {
        let body = json!({ "kind": "network", "subject": subject, "also": "spam" });
        let made = ban(&owner, body).await.expect(201).body;
        let decided = made["also"]["decided"].as_array().expect("comments");
        let decided = decided.iter().map(|one| &one["id"]).collect::<Vec<_>>();
        assert_eq!(decided, [id.as_str()], "{subject}");
        owner.decide("approve", &[&id]).await.expect(200);
    }
    assert_eq!(
        owner.comment(&answer).await["comment"]["status"],
        "approved"
    );
}

#[tokio::test]
async fn a_ban_is_stored_without_the_ip_address_and_reports_all_errors() {
    let world = World::new().await;
    let owner = world.owner().await;
    for (kind, subject) in [
        ("email", "ann"),
        ("email", ""),
        ("domain", "no domain"),
        ("domain", "a@b.example"),
        ("domain", "%"),
        ("network", "203.0.113.0/7"),
        ("network", "2001::/15"),
        ("network", "203.0.113"),
        ("network", "0.0.0.0/0"),
    ] {
        let until = world.clock.now().rfc3339();
        let body = json!({ "kind": kind, "subject": subject, "until": until });
        let refused = ban(&owner, body).await.refused(422, "invalid");
        let fields = refused.fields();
        let names = fields
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>();
        assert_eq!(names, ["subject", "until"], "{kind} {subject}");
    }
    let nowhere = json!({ "site": "nowhere", "kind": "email", "subject": "ann@example.org" });
    owner
        .send(Method::POST, "/bans", &nowhere)
        .await
        .refused(404, "not_found");

    for n in 0..5 {
        let body = json!({ "kind": "email", "subject": format!("canary{n}@example.org"), "note": format!("n{n}") });
        ban(&owner, body).await.expect(201);
    }
    assert_eq!(world.database.find_text("canary").await, [""; 0]);
    let all = owner
        .list_all("/bans", &[("limit", "2"), ("site", "blog")])
        .await;
    assert_eq!(field_of_each(&all, "note"), ["n4", "n3", "n2", "n1", "n0"]);
    assert_eq!(
        (
            &all[0]["login"],
            &all[0]["site"],
            &all[0]["kind"],
            &all[0]["until"],
            &all[0]["shadow"]
        ),
        (
            &json!("owner"),
            &json!("blog"),
            &json!("email"),
            &Value::Null,
            &json!(false)
        )
    );
}

#[tokio::test]
async fn the_decision_about_earlier_comments_is_stored_with_the_ban_and_continued_by_another_process()
 {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ann = guest_at(&world, "198.51.100.1", "ann@example.org");
    for _ in 0..3 {
        post(&ann).await.expect(201);
    }
    let body =
        json!({ "kind": "email", "subject": "ann@example.org", "also": "spam", "note": "enough" });
    let made = ban(&owner, body).await.expect(201);
    let batch = made.body["also"]["batch"].as_str().expect("a batch");
    let progress = owner
        .get(&format!("/decisions/{batch}"))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&progress["state"], &progress["total"], &progress["decided"]),
        (&json!("ended"), &json!(3), &json!(3))
    );
    let stored = "SELECT CAST(COUNT(*) AS BIGINT) FROM decision_batch WHERE total = 3 AND ended_at IS NOT NULL";
    assert_eq!(world.database.number(stored).await, 1);
    // A ban that is refused stores no decision either.
    let same = json!({ "kind": "email", "subject": "ann@example.org", "also": "trash" });
    ban(&owner, same).await.refused(409, "exists");
    let all = "SELECT CAST(COUNT(*) AS BIGINT) FROM decision_batch";
    assert_eq!(world.database.number(all).await, 1);
}
