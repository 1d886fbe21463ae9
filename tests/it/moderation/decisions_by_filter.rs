//! Decisions by filter: only comments that the moderator has seen are decided.

use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, field_of_each, outcomes},
    guests::edit_comment,
    moderators::Moderator,
    world::World,
};

async fn decide(owner: &Moderator<'_>, filter: Value, action: &str) -> Answer {
    owner
        .send_decision(&json!({ "filter": filter, "action": action }))
        .await
}

async fn post_three_comments(world: &World) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..3 {
        let who = world.guest().named("Ann", &format!("ann{n}@example.org"));
        let posted = who.post("/seen", &format!("Comment {n}")).await;
        ids.push(posted.expect(201).id());
    }
    ids
}

#[tokio::test]
async fn a_time_that_the_server_did_not_issue_decides_nothing() {
    let world = World::new().await;
    let owner = world.owner_with_key().await;
    post_three_comments(&world).await;
    for action in ["approve", "spam", "trash"] {
        for before in ["2999-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"] {
            for dry_run in [false, true] {
                let filter = json!({ "page": "/seen", "before": before });
                let wanted = json!({ "filter": filter, "action": action, "dry_run": dry_run });
                let refused = owner.send_decision(&wanted).await.refused(422, "invalid");
                let fields = [("filter.before".to_owned(), "out_of_range".to_owned())];
                assert_eq!(refused.fields(), fields);
            }
        }
    }
    assert_eq!(owner.queue().await.len(), 3);
}

#[tokio::test]
async fn approving_by_filter_requires_the_time_of_the_list_that_was_seen() {
    let world = World::new().await;
    let owner = world.owner_with_key().await;
    let mut ids = post_three_comments(&world).await;
    let refused = decide(&owner, json!({ "page": "/seen" }), "approve").await;
    let refused = refused.refused(422, "invalid");
    assert_eq!(
        refused.fields(),
        [("filter.before".to_owned(), "required".to_owned())]
    );
    let list = owner
        .get_with("/comments", &[("page", "/seen")])
        .await
        .expect(200);
    let before = list.body["before"].as_str().expect("a time").to_owned();
    // A comment is posted at the exact time of the list, because the clock of the tests stands still.
    let late = world.guest().named("Late", "late@example.org");
    let unseen = late.send(&late.comment("/seen", "Not seen")).await;
    let unseen = unseen.expect(201).id();
    let filter = json!({ "page": "/seen", "before": before });
    let decided = decide(&owner, filter.clone(), "approve").await.expect(200);
    assert_eq!(decided.body["before"], before);
    ids.sort_unstable();
    assert_eq!(
        outcomes(&decided, "decided", "status"),
        ids.iter()
            .map(|id| (id.clone(), "approved".to_owned()))
            .collect::<Vec<_>>()
    );
    assert_eq!(
        outcomes(&decided, "skipped", "code"),
        [(unseen.clone(), "conflict".to_owned())]
    );
    assert_eq!(owner.comment(&unseen).await["comment"]["status"], "pending");
    // A malformed time is reported as well.
    for wrong in [json!("yesterday"), json!(7), json!("")] {
        let filter = json!({ "page": "/seen", "before": wrong });
        let answer = decide(&owner, filter, "approve").await;
        let fields = answer.refused(422, "invalid").fields();
        assert_eq!(fields[0].0, "filter.before", "{wrong}");
    }
}

#[tokio::test]
async fn a_dry_run_returns_the_time_for_the_following_decision() {
    let world = World::new().await;
    let owner = world.owner_with_key().await;
    let ids = post_three_comments(&world).await;
    let dry = json!({ "filter": { "page": "/seen" }, "action": "approve", "dry_run": true });
    let dry = owner.send_decision(&dry).await.expect(200);
    assert_eq!(dry.body["decided"].as_array().map(Vec::len), Some(3));
    let before = dry.body["before"].clone();
    assert!(before.is_string(), "{}", dry.text);
    let late = world.guest().named("Late", "late@example.org");
    late.send(&late.comment("/seen", "Not seen"))
        .await
        .expect(201);
    let filter = json!({ "page": "/seen", "before": before });
    let again = json!({ "filter": filter, "action": "approve", "dry_run": true });
    let again = owner.send_decision(&again).await.expect(200);
    assert_eq!(again.body["skipped"][0]["code"], "conflict");
    let decided = decide(&owner, filter, "approve").await.expect(200);
    assert_eq!(decided.body["decided"].as_array().map(Vec::len), Some(3));
    assert_eq!(world.guest().read("/seen").await["thread"]["count"], 3);
    // Undo needs no time, because it compares versions.
    let batch = decided.body["batch"].as_str().expect("a batch");
    owner.undo(batch).await.expect(200);
    // A decision by ids has no time to return.
    let answer = owner.decide("approve", &[&ids[0]]).await.expect(200);
    assert_eq!(answer.body["before"], Value::Null);
}

#[tokio::test]
async fn a_comment_whose_text_or_status_changed_after_the_list_is_skipped() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let ann = world.guest();
    let posted = ann.post("/seen", "A harmless text").await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    let before = async || {
        let list = owner.get("/comments").await.expect(200);
        list.body["before"].clone()
    };
    // The text was edited.
    let seen = before().await;
    edit_comment(&ann, &id, &token, "A harmful text")
        .await
        .expect(200);
    let filter = json!({ "page": "/seen", "before": seen });
    let answer = decide(&owner, filter, "approve").await.expect(200);
    assert_eq!(answer.body["skipped"][0]["code"], "conflict");
    // The status was changed and changed back, so another moderator is working on it.
    let seen = before().await;
    owner.decide("trash", &[&id]).await.expect(200);
    owner.decide("hold", &[&id]).await.expect(200);
    let filter = json!({ "page": "/seen", "before": seen });
    let answer = decide(&owner, filter, "approve").await.expect(200);
    assert_eq!(answer.body["skipped"][0]["code"], "conflict");
    // Other actions accept the time as well, if it is sent.
    for action in ["spam", "trash", "delete"] {
        let filter = json!({ "page": "/seen", "before": seen });
        let answer = decide(&owner, filter, action).await.expect(200);
        assert_eq!(answer.body["skipped"][0]["code"], "conflict", "{action}");
    }
    // A waiting edit of a published comment is skipped as well.
    let filter = json!({ "page": "/seen", "before": before().await });
    decide(&owner, filter, "approve").await.expect(200);
    edit_comment(&ann, &id, &token, "The edit that was seen")
        .await
        .expect(200);
    let seen = before().await;
    edit_comment(&ann, &id, &token, "The edit that was not seen")
        .await
        .expect(200);
    let filter = json!({ "page": "/seen", "before": seen });
    let answer = decide(&owner, filter, "approve").await.expect(200);
    assert_eq!(answer.body["skipped"][0]["code"], "conflict");
    let filter = json!({ "page": "/seen", "before": before().await });
    let answer = decide(&owner, filter, "approve").await.expect(200);
    assert_eq!(answer.body["decided"][0]["status"], "approved");
    assert_eq!(ann.texts("/seen").await, ["The edit that was not seen"]);
    // The action `spam` does not require a time.
    let filter = json!({ "page": "/seen", "status": "approved" });
    let answer = decide(&owner, filter, "spam").await.expect(200);
    assert_eq!(answer.body["decided"][0]["status"], "spam");
}

#[tokio::test]
async fn comments_posted_while_a_list_is_decided_are_never_approved_unseen() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    for round in 0..10 {
        let post = async |n: usize| {
            let who = world
                .guest()
                .named("Ann", &format!("a{round}.{n}@example.org"));
            let body = who.comment("/busy", &format!("Comment {n} of round {round}"));
            who.send(&body).await.expect(201).id()
        };
        for n in 0..3 {
            post(n).await;
        }
        let look_and_approve = async {
            let list = owner
                .get_with("/comments", &[("page", "/busy"), ("limit", "100")])
                .await
                .expect(200);
            let items = list.body["items"].as_array().expect("items").clone();
            let filter = json!({ "page": "/busy", "before": list.body["before"] });
            let answer = decide(&owner, filter, "approve").await.expect(200);
            let seen = field_of_each(&items, "id").into_iter().map(str::to_owned);
            (seen.collect::<Vec<_>>(), answer)
        };
        let ((seen, answer), ..) =
            tokio::join!(look_and_approve, post(3), post(4), post(5), post(6));
        for (id, _) in outcomes(&answer, "decided", "status") {
            assert!(seen.contains(&id), "approved without being seen");
        }
        assert_eq!(outcomes(&answer, "decided", "status").len(), seen.len());
        let rest = json!({ "filter": { "page": "/busy" }, "action": "trash" });
        owner.send_decision(&rest).await.expect(200);
    }
}
