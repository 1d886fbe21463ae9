//! Repeated submissions: duplicates, double clicks, and retries with an `Idempotency-Key`.

use std::time::Duration;

use futures_util::future::join_all;
use rejoinder::FieldRule;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, assert_one_comment, edit_token},
    forms::{form_fields, replace_fields},
    guests::{COMMENTS, edit_comment, own_comments, post_with_key},
    people::ReportedIdentity,
    world::{World, unmoderated_world},
};

/// On this site, guests need no email address.
async fn without_email() -> World {
    let world = Box::pin(unmoderated_world()).await;
    world
        .policy(|policy| {
            policy.guests.name = FieldRule::Optional;
            policy.guests.email = FieldRule::Optional;
        })
        .await;
    world
}

#[tokio::test]
async fn thanks_to_two_people_on_one_page_are_two_comments() {
    for depth_max in [8, 2, 1] {
        let world = unmoderated_world().await;
        world.policy(|policy| policy.depth_max = depth_max).await;
        let (ann, ben, eve) = (
            world.guest(),
            world.guest().named("Ben", "ben@example.org"),
            world.guest().named("Eve", "eve@example.org"),
        );
        let one = ben.post("/a", "I know the answer").await.expect(201).id();
        let reply = eve.reply("/a", &one, "So do I").await.expect(201).id();
        let thanks = "Thank you very much!";
        ann.reply("/a", &one, thanks).await.expect(201);
        ann.reply("/a", &reply, thanks).await.expect(201);
        ann.post("/a", thanks).await.expect(201);
        for parent in [&one, &reply] {
            let again = ann.reply("/a", parent, "thank  you VERY much!").await;
            again.refused(409, "duplicate");
        }
        ann.post("/a", thanks).await.refused(409, "duplicate");
        assert_eq!(ann.read("/a").await["thread"]["count"], 5);
    }
}

#[tokio::test]
async fn strangers_without_an_email_address_may_all_post_the_same_text() {
    let world = without_email().await;
    for _ in 0..3 {
        let mut who = world.guest();
        who.email = None;
        let mut body = json!({ "page": "/a", "text": "+1" });
        body["token"] = json!(who.token("/a").await);
        who.send(&body).await.expect(201);
        // From one IP address as well, if each opened a form of their own.
        body["token"] = json!(who.token("/a").await);
        who.send(&body).await.expect(201);
        who.post("/a", "+1").await.expect(201);
    }
    assert_eq!(world.guest().read("/a").await["thread"]["count"], 9);
}

#[tokio::test]
async fn after_a_day_the_same_author_may_post_the_same_text_again() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    ann.post("/a", "Happy birthday!").await.expect(201);
    world
        .clock
        .advance(Duration::from_hours(24) - Duration::from_mins(1));
    ann.post("/a", "Happy birthday!")
        .await
        .refused(409, "duplicate");
    world.clock.advance(Duration::from_mins(1));
    ann.post("/a", "Happy birthday!").await.expect(201);
}

#[tokio::test]
async fn a_duplicate_is_found_among_many_comments_with_the_same_text() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    ann.post("/a", "First!").await.expect(201);
    for n in 0..30 {
        let other = world.guest().named("Other", &format!("o{n}@example.org"));
        other.post("/a", "First!").await.expect(201);
    }
    ann.post("/a", "First!").await.refused(409, "duplicate");
}

#[tokio::test]
async fn a_second_click_on_a_form_gets_the_first_answer() {
    for moderated in [false, true] {
        let world = if moderated {
            World::new().await
        } else {
            unmoderated_world().await
        };
        let ann = world.guest();
        let token = ann.token("/a").await;
        let fields = form_fields("/a", "Clicked twice", &token);
        let first = ann.submit(&fields).await.expect(303);
        for _ in 0..2 {
            let again = ann.submit(&fields).await.expect(303);
            assert_eq!(again.header("location"), first.header("location"));
        }
        // Hours later as well: the browser restored the page and sent the form again.
        world.clock.advance(Duration::from_hours(2));
        let again = ann.submit(&fields).await.expect(303);
        assert_eq!(again.header("location"), first.header("location"));
        let count = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment";
        assert_eq!(world.database.number(count).await, 1);
        // Another text with the same token is another comment.
        let other = replace_fields(fields.clone(), &[("text", "And one more thing")]);
        ann.submit(&other).await.expect(303);
        // The same text is another comment too, after the author corrected the email address.
        let corrected = replace_fields(fields, &[("email", "ann@example.net")]);
        ann.submit(&corrected).await.expect(303);
        assert_eq!(world.database.number(count).await, 3);
    }
}

#[tokio::test]
async fn without_a_token_a_second_click_is_recognized_by_ip_address_within_ten_seconds() {
    let world = without_email().await;
    let ann = world.guest();
    let named = ann.comment("/a", "Clicked twice");
    let unnamed = json!({ "page": "/a", "text": "+1" });
    for body in [&named, &unnamed] {
        let first = ann.send(body).await.expect(201);
        world.clock.advance(Duration::from_secs(9));
        let again = ann.send(body).await.expect(201);
        assert_eq!(again.id(), first.id());
        assert_eq!(again.body["edit_token"], Value::Null, "{}", again.text);
        assert_eq!(again.body["status"], first.body["status"]);
        assert_eq!(again.header("location"), first.header("location"));
        // A submission that differs in any field that can be typed is not a second click.
        for (member, value) in [("text", "Something else"), ("page", "/b")] {
            let mut other = body.clone();
            other[member] = json!(value);
            assert_ne!(ann.send(&other).await.expect(201).id(), first.id());
        }
        world.clock.advance(Duration::from_secs(2));
        let later = ann.send(body).await;
        if body["author"].is_object() {
            later.refused(409, "duplicate");
        } else {
            assert_ne!(later.expect(201).id(), first.id());
        }
    }
    // Another guest behind the same IP address, and a stranger from elsewhere.
    let body = ann.comment("/c", "Me too");
    let first = ann.send(&body).await.expect(201).id();
    let ben = ann.clone().named("Ben", "ben@example.org");
    assert_ne!(
        ben.send(&ben.comment("/c", "Me too"))
            .await
            .expect(201)
            .id(),
        first
    );
    let mut far = world.guest();
    far.email = None;
    let answer = far.send(&unnamed).await.expect(201);
    assert!(answer.body["edit_token"].is_string());
}

#[tokio::test]
async fn a_second_click_is_answered_although_the_first_used_up_the_limit() {
    let world = World::new().await;
    // The limit allows one comment, and then none for a while.
    world.policy(|policy| policy.limits_percent = 20).await;
    for with_token in [true, false] {
        let ann = world
            .guest()
            .named("Ann", &format!("ann.{with_token}@example.org"));
        let mut body = ann.comment("/a", &format!("Clicked twice, {with_token}"));
        if with_token {
            body["token"] = json!(ann.token("/a").await);
        }
        let first = ann.send(&body).await.expect(201);
        let second = ann.send(&body).await.expect(201);
        assert_one_comment(&[first, second]);
        let other = ann.comment("/a", "Another comment");
        ann.send(&other).await.refused(429, "too_fast");
    }
}

#[tokio::test]
async fn two_simultaneous_clicks_make_one_comment_across_replicas() {
    let world = unmoderated_world().await;
    let replica = world.replica().await;
    let ann = world.guest();
    for round in 0..6 {
        let mut body = ann.comment("/a", &format!("Sent through two doors, round {round}"));
        if round % 2 == 0 {
            body["token"] = json!(ann.token("/a").await);
        }
        let here = join_all((0..3).map(|_| ann.send(&body)));
        let there = join_all((0..3).map(|_| {
            let request = ann.request(Method::POST, COMMENTS).json(&body);
            replica.answer(&world, request)
        }));
        let (here, there) = tokio::join!(here, there);
        assert_one_comment(&here.into_iter().chain(there).collect::<Vec<_>>());
    }
    let kept = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment";
    assert_eq!(world.database.number(kept).await, 6);
}

#[tokio::test]
async fn a_second_click_after_the_comment_was_erased_makes_a_new_comment() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/a", "Regretted, and said again");
    body["token"] = json!(ann.token("/a").await);
    let first = ann.send(&body).await.expect(201);
    crate::support::guests::delete_comment(&ann, &first.id(), &edit_token(&first))
        .await
        .expect(204);
    let second = ann.send(&body).await.expect(201);
    assert_ne!(second.id(), first.id());
    assert!(second.body["edit_token"].is_string());
}

#[tokio::test]
async fn a_retry_from_another_ip_address_is_recognized_by_the_form_token_it_used() {
    let world = unmoderated_world().await;
    let (home, train) = (world.guest(), world.guest());
    let mut body = home.comment("/a", "Sent in a tunnel");
    body["token"] = json!(home.token("/a").await);
    let first = post_with_key(&home, "key", &body).await.expect(201);
    let again = post_with_key(&train, "key", &body).await.expect(201);
    assert_eq!(
        again.body, first.body,
        "the same answer with the edit token: a retry"
    );
    // The key is the same, so another body is refused as it would be from the first IP address.
    let mut other = body.clone();
    other["text"] = json!("Something else");
    post_with_key(&train, "key", &other)
        .await
        .refused(422, "idempotency_mismatch");
    // Another key is another request, and the token is already used.
    let answer = post_with_key(&train, "other key", &other).await.expect(201);
    assert_ne!(answer.id(), first.id());
}

#[tokio::test]
async fn from_another_ip_address_a_key_without_its_token_or_session_is_unknown() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/a", "The first of its key");
    body["token"] = json!(ann.token("/a").await);
    let first = post_with_key(&ann, "key", &body).await.expect(201);
    // No 422 reveals that the key was used, and no answer for another sender is returned.
    for n in 0..3 {
        let eve = world.guest().named("Eve", &format!("eve{n}@example.org"));
        let mut guess = eve.comment("/a", &format!("Guess {n}"));
        match n {
            0 => {}
            1 => guess["token"] = json!(eve.token("/a").await),
            // The same request without the token that the first one used.
            _ => {
                guess = body.clone();
                guess["author"]["email"] = json!("eve@example.org");
                guess.as_object_mut().expect("an object").remove("token");
            }
        }
        let answer = post_with_key(&eve, "key", &guess).await.expect(201);
        assert_ne!(answer.id(), first.id());
        // For this sender the key is known from now on.
        let again = post_with_key(&eve, "key", &guess).await.expect(201);
        assert_eq!(again.body, answer.body);
    }
    let again = post_with_key(&ann, "key", &body).await.expect(201);
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn a_session_is_recognized_from_every_ip_address_but_another_session_of_the_person_is_not() {
    let world = unmoderated_world().await;
    let known = ReportedIdentity::email("ann@example.org", "Ann");
    let (one, two) = (world.person(&known).await, world.person(&known).await);
    assert_eq!(one.id, two.id);
    let send = async |token: &str, who: &crate::support::guests::Guest<'_>, text: &str| {
        let request = who
            .request(Method::POST, COMMENTS)
            .bearer_auth(token)
            .header("idempotency-key", "key")
            .json(&json!({ "page": "/a", "text": text }));
        Answer::of(request).await
    };
    let first = send(&one.token, &one.guest, "Said once").await.expect(201);
    let away = world.guest();
    let again = send(&one.token, &away, "Said once").await.expect(201);
    assert_eq!(again.body, first.body);
    send(&one.token, &away, "Said otherwise")
        .await
        .refused(422, "idempotency_mismatch");
    let other = send(&two.token, &away, "Said otherwise").await.expect(201);
    assert_ne!(other.id(), first.id());
}

#[tokio::test]
async fn an_edit_without_a_change_has_no_effect() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let text = "First line\n\nSecond *line*";
    let posted = ann.post("/a", text).await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    owner.decide("approve", &[&id]).await.expect(200);
    let before = owner.comment(&id).await;
    let page = ann.get(&format!("{COMMENTS}?page=/a")).await.expect(200);
    for same in [
        text,
        "First line\r\n\r\nSecond *line*",
        "First line\n\nSecond *line*\n\n  ",
    ] {
        // More often than the rate limit allows, because an unchanged text costs nothing.
        for _ in 0..4 {
            let edited = edit_comment(&ann, &id, &token, same).await.expect(200);
            assert_eq!(edited.body["status"], "approved", "{same:?}");
            assert_eq!(edited.body["comment"]["edited_at"], Value::Null);
        }
    }
    assert_eq!(owner.comment(&id).await, before);
    let after = ann.get(&format!("{COMMENTS}?page=/a")).await.expect(200);
    assert_eq!(after.header("etag"), page.header("etag"));
    let own = own_comments(&ann, "/a", &token).await.expect(200);
    assert_eq!(own.body["items"][0]["status"], "approved");
}
