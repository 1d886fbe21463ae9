//! Floods: what strangers have to do during one, and what known people can still do.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, with_form},
    guests::COMMENTS,
    moderators::Moderator,
    proof_of_work::MINUTE,
    world::{Replica, World, unmoderated_world},
};

impl Moderator<'_> {
    /// The present flood step of the blog; 0 without a flood.
    async fn step(&self) -> u64 {
        let sites = self.get("/sites").await.expect(200).body;
        let sites = sites["items"].as_array().expect("items");
        let blog = sites.iter().find(|site| site["slug"] == "blog");
        let flood = &blog.expect("the blog")["flood"];
        assert!(flood.is_null() || flood["since"].is_string(), "{flood}");
        flood["step"].as_u64().unwrap_or_default()
    }

    pub async fn reasons(&self, answer: &Answer) -> Vec<String> {
        let seen = self.get(&format!("/comments/{}", answer.id())).await;
        let seen = seen.expect(200).body;
        let reasons = seen["comment"]["assessment"]["reasons"].as_array().cloned();
        let reasons = reasons.expect("reasons");
        let codes = reasons.iter().map(|reason| reason["code"].as_str());
        codes.map(|code| code.expect("a code").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_flood_escalates_step_by_step_and_ends_step_by_step() {
    let world = unmoderated_world().await;
    let owner = world.owner_with_key().await;
    let known = world.sign_in_by_mail("Cleo", "cleo@example.org").await;
    world.send_invalid(5).await;
    world.detect_floods().await;
    assert_eq!(owner.step().await, 0);
    assert!(world.guest().open_form("/a").await.challenge.is_null());

    world.start_flood(1).await;
    assert_eq!(owner.step().await, 1);
    let ann = world.guest();
    let worked = ann.solve_and_post("/a", "Done my work").await.expect(201);
    assert_eq!(worked.body["status"], "approved");
    assert_eq!(owner.reasons(&worked).await, ["flood"]);
    let ben = world.guest().named("Ben", "ben@example.org");
    let idle = ben.post("/a", "Did no work").await.expect(201);
    assert_eq!(idle.body["status"], "pending");
    assert_eq!(owner.reasons(&idle).await, ["proof_missing", "flood"]);

    world.clock.advance(MINUTE);
    world.send_invalid(20).await;
    world.detect_floods().await;
    assert_eq!(owner.step().await, 2);
    let worked = ann.solve_and_post("/a", "Done more work").await.expect(201);
    assert_eq!(worked.body["status"], "pending");
    assert_eq!(owner.reasons(&worked).await, ["flood", "flood_unknown"]);

    world.clock.advance(MINUTE);
    world.send_invalid(20).await;
    world.detect_floods().await;
    assert_eq!(owner.step().await, 3);
    let refused = ann.send(&json!({})).await.refused(429, "flooded");
    assert_eq!(refused.header("retry-after"), "600");
    let reported = owner
        .get_with("/statistics", &[("site", "blog")])
        .await
        .expect(200);
    assert_eq!(reported.body["days"][29]["refused"], 1, "{}", reported.text);
    assert_eq!(refused.header("ratelimit"), "\"flood\";r=0;t=600");
    assert!(
        refused.body["detail"]
            .as_str()
            .is_some_and(|detail| { detail.contains("Sign in") && detail.contains("10 minutes") })
    );
    let welcome = known.post("/a", "I am known").await.expect(201);
    assert_eq!(welcome.body["status"], "approved");
    assert_eq!(owner.reasons(&welcome).await, [""; 0]);
    world.clock.advance(MINUTE);
    let later = ann.send(&json!({})).await.refused(429, "flooded");
    assert!(
        later
            .header("retry-after")
            .parse::<u64>()
            .is_ok_and(|s| s < 600)
    );

    for (minutes, step) in [(9, 2), (5, 1), (5, 0)] {
        world.clock.advance(Duration::from_secs(60 * minutes - 30));
        world.detect_floods().await;
        assert_eq!(owner.step().await, step + 1, "too soon");
        world.clock.advance(Duration::from_secs(31));
        world.detect_floods().await;
        assert_eq!(owner.step().await, step);
    }
    let calm = world.guest().post("/a", "As ever").await.expect(201);
    assert_eq!(owner.reasons(&calm).await, [""; 0]);
}

#[tokio::test]
async fn a_rate_too_low_to_start_a_flood_may_be_too_high_to_end_it() {
    let world = unmoderated_world().await;
    let owner = world.owner_with_key().await;
    let half = async |minutes| {
        for _ in 0..minutes {
            world.clock.advance(MINUTE);
            world.send_invalid(4).await;
            world.detect_floods().await;
        }
    };
    half(8).await;
    assert_eq!(owner.step().await, 0);
    world.start_flood(1).await;
    half(12).await;
    assert_eq!(owner.step().await, 1);
    world.clock.advance(MINUTE * 6);
    world.detect_floods().await;
    assert_eq!(owner.step().await, 0);
}

#[tokio::test]
async fn a_large_share_of_spam_among_few_comments_requires_work_too() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    for n in 0..20 {
        let bot = world.guest();
        // The same text on many pages, without opening a form.
        let page = format!("/a/{n}");
        let fields = [
            ("page", page.as_str()),
            ("name", "Bot"),
            ("email", "bot@example.org"),
            ("text", "Come and see what wonderful things we sell today"),
        ];
        let form = with_form(bot.request(Method::POST, COMMENTS), &fields);
        Answer::of(form).await.expect(303);
    }
    world.detect_floods().await;
    assert_eq!(owner.step().await, 1);
}

#[tokio::test]
async fn the_usual_rate_of_an_hour_is_learned_and_is_not_a_flood() {
    let settings = [
        ("REJOINDER_SPAM__FLOOD__LEAST", "10"),
        ("REJOINDER_SPAM__FLOOD__FACTOR", "2"),
    ];
    let mut world = World::with(&settings).await;
    // From 06:00 to 07:00, 9 submissions in five minutes.
    world.clock.advance(MINUTE * 50);
    for _ in 0..12 {
        world.send_invalid(9).await;
        world.detect_floods().await;
        world.clock.advance(MINUTE * 5);
    }
    world.clock.advance(MINUTE);
    world.detect_floods().await;
    let learned = "SELECT thousandths FROM flood_usual WHERE hour = 6";
    assert_eq!(world.database.number(learned).await, 108_000);
    // The next day at six, 15 submissions are not unusual; at nine they are.
    world.clock.advance(Duration::from_hours(23));
    world.restart().await;
    let owner = world.owner_with_key().await;
    world.detect_floods().await;
    world.send_invalid(15).await;
    world.detect_floods().await;
    assert_eq!(owner.step().await, 0);
    world.clock.advance(Duration::from_hours(3));
    world.detect_floods().await;
    world.send_invalid(15).await;
    world.detect_floods().await;
    assert_eq!(owner.step().await, 1);
}

#[tokio::test]
async fn a_restart_preserves_the_step() {
    let mut world = World::new().await;
    world.start_flood(2).await;
    world.restart().await;
    let owner = world.owner().await;
    assert_eq!(owner.step().await, 2);
    assert!(!world.guest().open_form("/a").await.challenge.is_null());
    // The flood continues from that step.
    world.clock.advance(MINUTE);
    world.send_invalid(20).await;
    world.detect_floods().await;
    assert_eq!(owner.step().await, 3);
}

#[tokio::test]
async fn a_single_client_cannot_cause_a_flood() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let bot = world.guest();
    for _ in 0..12 {
        for _ in 0..60 {
            bot.send(&json!({})).await;
        }
        world.clock.advance(MINUTE);
        world.detect_floods().await;
        assert_eq!(owner.step().await, 0);
    }
    assert!(world.guest().open_form("/a").await.challenge.is_null());
}

/// Sends invalid submissions, which only count as attempts, to the other process.
async fn rush_at(replica: &Replica, world: &World, count: usize) {
    for _ in 0..count {
        let request = world
            .guest()
            .request(Method::POST, COMMENTS)
            .json(&json!({}));
        let answer = replica.answer(world, request).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
    }
}

#[tokio::test]
async fn two_processes_detect_one_flood_and_share_its_step() {
    let world = unmoderated_world().await;
    let replica = world.replica().await;
    let owner = world.owner().await;
    let both_look = async || {
        world.detect_floods().await;
        replica.app.floods.look().await.expect("succeeds");
        world.detect_floods().await;
    };
    let there = async || {
        let sites = replica.answer(&world, owner.request(Method::GET, "/sites"));
        let sites = sites.await.expect(200).body["items"].clone();
        let blog = sites
            .as_array()
            .and_then(|all| all.iter().find(|s| s["slug"] == "blog"));
        blog.expect("the blog")["flood"].clone()
    };
    // Neither of them sees enough submissions alone.
    world.send_invalid(16).await;
    rush_at(&replica, &world, 16).await;
    both_look().await;
    assert_eq!(owner.step().await, 1);
    assert_eq!(there().await["step"], 1);
    // A flood that continues in only one process closes both to guests, while known people can still post.
    for _ in 0..2 {
        world.clock.advance(MINUTE);
        rush_at(&replica, &world, 20).await;
        both_look().await;
    }
    assert_eq!(
        (owner.step().await, there().await["step"].as_u64()),
        (3, Some(3))
    );
    world.guest().send(&json!({})).await.refused(429, "flooded");
    let cleo = world.sign_in_by_mail("Cleo", "cleo@example.org").await;
    let body = cleo.comment("/a", "From the other one").await;
    let request = cleo.request(Method::POST, COMMENTS).json(&body);
    replica.answer(&world, request).await.expect(201);
    world.clock.advance(MINUTE * 10);
    replica.app.floods.look().await.expect("succeeds");
    world.detect_floods().await;
    assert_eq!(
        (owner.step().await, there().await["step"].as_u64()),
        (2, Some(2))
    );
}

#[tokio::test]
async fn a_flood_of_forms_is_refused_with_short_answers() {
    let world = World::new().await;
    world.start_flood(3).await;
    let bot = world.guest();
    let mut kinds = Vec::new();
    for _ in 0..8 {
        let fields = [("page", "/a"), ("text", "All that was typed")];
        let form = with_form(bot.request(Method::POST, COMMENTS), &fields);
        let answer = Answer::of(form).await.expect(429);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        kinds.push(answer.text.contains("All that was typed"));
    }
    // A client that tries only occasionally gets the text back.
    assert_eq!(kinds, [true, true, true, true, true, false, false, false]);
}

#[tokio::test]
async fn all_comments_of_a_network_are_trashed_in_one_decision_and_restored() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let at = |network: [u8; 3], last: u8| {
        let [a, b, c] = network;
        world.at(std::net::IpAddr::from([a, b, c, last]))
    };
    let mut from_there = Vec::new();
    for n in 0..6 {
        let bot = at([198, 51, 100], n).named("Bot", &format!("bot{n}@example.org"));
        let posted = bot.post("/a", &format!("Advert {n}")).await.expect(201);
        from_there.push(posted.id());
        let ann = at([198, 51, 101], n).named("Ann", &format!("ann{n}@example.org"));
        ann.post("/a", &format!("Kind words {n}")).await.expect(201);
    }
    for network in ["198.51.100.0/24", "198.51.100.77"] {
        let path = format!("/comments?network={network}&limit=100");
        let seen = owner.get(&path).await.expect(200).body;
        let mut ids = seen["items"].as_array().expect("items").iter();
        assert_eq!(ids.len(), 6);
        assert!(ids.all(|item| from_there.iter().any(|id| item["id"] == **id)));
    }
    for order in ["oldest", "newest", "score"] {
        let path = format!("/comments?network=198.51.100.0/24&order={order}&limit=4");
        let first = owner.get(&path).await.expect(200).body;
        let next = first["next"].as_str().expect("there are more").to_owned();
        let rest = owner.get(&format!("{path}&after={next}")).await.expect(200);
        assert_eq!(rest.body["items"].as_array().map(Vec::len), Some(2));
    }
    let filter = json!({ "network": "198.51.100.0/24" });
    let wanted = json!({ "filter": filter, "action": "spam", "dry_run": true });
    let dry = owner
        .send(Method::POST, "/decisions", &wanted)
        .await
        .expect(200);
    assert_eq!(dry.body["decided"].as_array().map(Vec::len), Some(6));
    assert_eq!(owner.queue().await.len(), 12);
    let wanted = json!({ "filter": filter, "action": "spam" });
    let done = owner
        .send(Method::POST, "/decisions", &wanted)
        .await
        .expect(200);
    assert_eq!(done.body["decided"].as_array().map(Vec::len), Some(6));
    assert_eq!(owner.queue().await.len(), 6);
    let batch = done.body["batch"].as_str().expect("a batch");
    let undo = format!("/decisions/{batch}/undo");
    owner
        .send(Method::POST, &undo, &json!({}))
        .await
        .expect(200);
    assert_eq!(owner.queue().await.len(), 12);
    for wrong in [
        "198.51.0.0/16",
        "198.51.100.0/28",
        "here",
        "2001:db8::/32",
        "1.2.3",
    ] {
        let answer = owner.get(&format!("/comments?network={wrong}")).await;
        let fields = answer.refused(422, "invalid").fields();
        assert_eq!(
            fields,
            [("network".to_owned(), "invalid".to_owned())],
            "{wrong}"
        );
        let wanted = json!({ "filter": { "network": wrong }, "action": "spam" });
        let answer = owner.send(Method::POST, "/decisions", &wanted).await;
        let fields = answer.refused(422, "invalid").fields();
        assert_eq!(
            fields,
            [("filter.network".to_owned(), "invalid".to_owned())]
        );
    }
}

#[tokio::test]
async fn a_site_can_turn_flood_mode_off() {
    let world = World::with(&[("REJOINDER_SPAM__FLOOD__ENABLED", "false")]).await;
    let owner = world.owner().await;
    world.start_flood(3).await;
    assert_eq!(owner.step().await, 0);
    assert!(world.guest().open_form("/a").await.challenge.is_null());
    assert_eq!(
        world
            .database
            .number("SELECT COUNT(*) FROM flood_count")
            .await,
        0
    );
}

#[tokio::test]
async fn a_removed_site_causes_no_error_in_flood_detection() {
    let world = World::new().await;
    let owner = world.owner().await;
    world
        .add_site("other", "Other", "https://other.example")
        .await;
    let who = world.guest();
    let path = "/api/v1/sites/other/comments";
    Answer::of(who.request(Method::POST, path).json(&json!({})))
        .await
        .expect(422);
    owner.delete("/sites/other?confirm=other").await.expect(204);
    world.start_flood(1).await;
    assert_eq!(owner.step().await, 1);
}

#[tokio::test]
async fn a_repeated_request_gets_its_first_answer_every_time() {
    let world = World::new().await;
    world.raise_limits().await;
    let ann = world.guest();
    let body = ann.comment("/a", "Said once");
    let mut ids = Vec::new();
    for _ in 0..25 {
        let request = ann.request(Method::POST, COMMENTS).json(&body);
        let request = request.header("idempotency-key", "the same");
        ids.push(Answer::of(request).await.expect(201).id());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}
