//! Concurrency of many: moderators in one thread, one text from many clients, a batch that fails halfway.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, outcomes},
    world::{World, on_services, unmoderated_world},
};

/// Posts comments of one page that wait; the author of the last one is called Last.
async fn post_waiting_comments(world: &World, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for part in (0..count).collect::<Vec<_>>().chunks(50) {
        let posted = join_all(part.iter().map(|n| async move {
            let name = if n + 1 == count { "Last" } else { "Somebody" };
            let person = world.guest().named(name, &format!("p{n}@example.org"));
            let body = person.comment("/crowd", &format!("Number {n} of the crowd"));
            person.send(&body).await.expect(201).id()
        }));
        ids.extend(posted.await);
    }
    ids
}

#[tokio::test]
async fn two_moderators_in_one_thread_do_not_disturb_each_other() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let root = world.guest().post("/tree", "The root of it").await;
    let mut ids = vec![root.expect(201).id()];
    for n in 1..50 {
        let person = world
            .guest()
            .named("Somebody", &format!("p{n}@example.org"));
        let text = format!("Words of the tree, number {n}, and more");
        let reply = person.reply("/tree", &ids[(n - 1) / 2], &text).await;
        ids.push(reply.expect(201).id());
    }
    let half = |rest: usize| {
        let every = ids.iter().enumerate().filter(|(n, _)| n % 2 == rest);
        let mut half = every.map(|(_, id)| id.as_str()).collect::<Vec<_>>();
        if rest == 1 {
            half.reverse();
        }
        half
    };
    let (even, odd) = (half(0), half(1));
    for action in ["spam", "approve", "hold", "approve", "spam", "approve"] {
        let both = tokio::join!(owner.decide(action, &even), owner.decide(action, &odd));
        for (answer, all) in [(both.0, even.len()), (both.1, odd.len())] {
            let answer = answer.expect(200);
            let skipped = outcomes(&answer, "skipped", "code").into_iter();
            let skipped = skipped.filter(|(_, code)| code != "unchanged").count();
            assert_eq!(skipped, 0, "{action}: {}", answer.text);
            let decided = outcomes(&answer, "decided", "status").len();
            assert!(decided == all || action == "approve", "{}", answer.text);
        }
        let count = if action == "approve" { 50 } else { 0 };
        assert_eq!(world.guest().read("/tree").await["thread"]["count"], count);
    }
}

#[tokio::test]
async fn one_text_sent_eight_times_concurrently_is_one_comment() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for round in 1..=5 {
        // Neither an idempotency key nor a form token shows that the requests are repeats.
        let body = ann.comment(
            "/a",
            &format!("Sent by an impatient program, round {round}"),
        );
        let answers = join_all((0..8).map(|_| ann.send(&body))).await;
        crate::support::answers::assert_one_comment(&answers);
    }
    let kept = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment";
    assert_eq!(world.database.number(kept).await, 5);
}

/// Makes the database refuse every change of the comment by Last until it is repaired.
async fn break_last_comment(world: &World) {
    let trigger = if on_services() {
        "CREATE FUNCTION break_last_comment() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
         CREATE TRIGGER broken BEFORE UPDATE ON comment FOR EACH ROW
            WHEN (NEW.name = 'Last') EXECUTE FUNCTION break_last_comment()"
    } else {
        "CREATE TRIGGER broken BEFORE UPDATE ON comment WHEN NEW.name = 'Last'
            BEGIN SELECT RAISE(ABORT, 'broken'); END"
    };
    world
        .database
        .execute(trigger)
        .await
        .expect("creates the fault");
}

async fn repair_last_comment(world: &World) {
    let drop = if on_services() {
        "DROP FUNCTION break_last_comment CASCADE"
    } else {
        "DROP TRIGGER broken"
    };
    world
        .database
        .execute(drop)
        .await
        .expect("drops the trigger");
}

#[tokio::test]
async fn a_failed_batch_reports_what_it_decided_and_what_it_did_not() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_waiting_comments(&world, 252).await;
    let all = ids.iter().map(String::as_str).collect::<Vec<_>>();
    let rest = |answer: &Value, list: &str| answer[list].as_array().map(Vec::len);
    break_last_comment(&world).await;
    let half = owner.decide("approve", &all).await.expect(200);
    let is_told = |answer: &Answer| {
        let decided = rest(&answer.body, "decided").expect("a list");
        let skipped = outcomes(answer, "skipped", "code");
        assert!((1..252).contains(&decided), "{decided}");
        assert_eq!(decided + skipped.len(), 252);
        assert!(skipped.iter().all(|(_, code)| code == "unavailable"));
        assert!(skipped.iter().any(|(id, _)| *id == ids[251]));
    };
    is_told(&half);
    let first = owner.decide("approve", &all[251..]).await;
    assert_eq!(first.status, 500, "nothing was decided: {}", first.text);
    repair_last_comment(&world).await;
    let whole = owner.decide("spam", &all).await.expect(200);
    assert_eq!(rest(&whole.body, "decided"), Some(252));
    break_last_comment(&world).await;
    let batch = whole.body["batch"].as_str().expect("a batch");
    let path = format!("/decisions/{batch}/undo");
    let undone = owner
        .send(Method::POST, &path, &json!({}))
        .await
        .expect(200);
    is_told(&undone);
}
