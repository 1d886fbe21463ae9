//! The proof of work: valid once, accepted as JSON and as a form, and required of networks with a bad reputation.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, with_form},
    guests::COMMENTS,
    proof_of_work::{MINUTE, OpenedForm, solve},
    world::{World, unmoderated_world},
};

#[tokio::test]
async fn a_proof_of_work_is_valid_once_on_its_page_for_ten_minutes() {
    let world = unmoderated_world().await;
    let replica = world.replica().await;
    let owner = world.owner_with_key().await;
    world.start_flood(1).await;
    let ann = world.guest();
    let opened = ann.open_form("/a").await;
    let mut body = ann.comment_with_token("/a", "Said once", &opened);
    body["solution"] = solve(&opened.challenge);
    let once = ann.send(&body).await.expect(201);
    assert_eq!(owner.reasons(&once).await, ["flood"]);
    // Replayed, in this process and in another one.
    body["text"] = json!("Said twice");
    let twice = ann.send(&body).await.expect(201);
    let used = ["token_used", "unvouched", "proof_missing", "flood"];
    assert_eq!(owner.reasons(&twice).await, used);
    body["text"] = json!("Said at the other one");
    let request = ann.request(Method::POST, COMMENTS).json(&body);
    replica.app.floods.look().await.expect("succeeds");
    let there = replica.answer(&world, request).await.expect(201);
    assert_eq!(owner.reasons(&there).await, used);

    let ben = world.guest().named("Ben", "ben@example.org");
    // From another form of the same page, from another page, and forged.
    let (early, late) = (ben.open_form("/a").await, ben.open_form("/a").await);
    let elsewhere = ben.open_form("/b").await;
    let mut forged = solve(&early.challenge);
    forged["challenge"]["parameters"]["cost"] = json!(1);
    let wrong = [solve(&late.challenge), solve(&elsewhere.challenge), forged];
    for (n, solution) in wrong.into_iter().enumerate() {
        let who = world.guest().named("Ben", &format!("ben{n}@example.org"));
        let opened = OpenedForm {
            token: early.token.clone(),
            challenge: Value::Null,
        };
        let mut body = who.comment_with_token("/a", &format!("Wrong {n}"), &opened);
        body["solution"] = solution;
        let answer = who.send(&body).await.expect(201);
        let reasons = owner.reasons(&answer).await;
        assert!(
            reasons.contains(&"proof_wrong".to_owned()),
            "{n}: {reasons:?}"
        );
        assert_eq!(answer.body["status"], "pending");
    }
    let late = ben.open_form("/a").await;
    let mut body = ben.comment_with_token("/a", "Took my time", &late);
    body["solution"] = solve(&late.challenge);
    world.clock.advance(MINUTE * 10);
    let late = ben.send(&body).await.expect(201);
    assert_eq!(owner.reasons(&late).await, ["proof_missing", "flood"]);
}

#[tokio::test]
async fn a_form_accepts_the_proof_of_work_as_text_and_returns_it() {
    let world = unmoderated_world().await;
    let owner = world.owner_with_key().await;
    world.start_flood(1).await;
    let ann = world.guest();
    for encoded in [false, true] {
        let opened = ann.open_form("/a").await;
        let mut solution = solve(&opened.challenge).to_string();
        if encoded {
            use base64::Engine as _;
            solution = base64::engine::general_purpose::STANDARD.encode(solution);
        }
        let token = opened.token.as_str().expect("a token").to_owned();
        let text = format!("By form, in base64: {encoded}");
        let mut fields = vec![
            ("page", "/a"),
            ("name", "Ann"),
            ("email", "not an address"),
            ("text", &text),
            ("token", &token),
            ("solution", &solution),
        ];
        let form = with_form(ann.request(Method::POST, COMMENTS), &fields);
        let again = Answer::of(form).await.expect(422);
        assert!(
            again.text.contains("name=\"solution\" value=\""),
            "{}",
            again.text
        );
        assert!(!again.text.contains("name=\"solution\" value=\"\""));
        fields[2].1 = "ann@example.org";
        let form = with_form(ann.request(Method::POST, COMMENTS), &fields);
        let sent = Answer::of(form).await.expect(303);
        let (_, id) = sent
            .header("location")
            .split_once("#comment-")
            .expect("published");
        let seen = owner.get(&format!("/comments/{id}")).await.expect(200).body;
        let reasons = seen["comment"]["assessment"]["reasons"].as_array().cloned();
        assert_eq!(reasons.expect("reasons").len(), 1, "{seen}");
    }
}

#[tokio::test]
async fn a_malformed_proof_of_work_is_reported() {
    let world = World::new().await;
    world.start_flood(1).await;
    let ann = world.guest();
    let opened = ann.open_form("/a").await;
    let good = solve(&opened.challenge);
    let mut nested = json!(1);
    for _ in 0..9 {
        nested = json!([nested]);
    }
    let mut deep = good.clone();
    deep["challenge"]["parameters"]["data"]["form"] = nested;
    let mut long = good.clone();
    long["solution"]["derivedKey"] = json!("0".repeat(30_000));
    let mut huge = good.clone();
    huge["solution"]["counter"] = json!(1e300);
    let text = "A".repeat(5_000);
    let hostile = [
        deep,
        long,
        huge,
        json!([]),
        json!(7),
        json!("x"),
        json!({}),
        json!(text),
    ];
    for (n, solution) in hostile.into_iter().enumerate() {
        let who = world.guest();
        let mut body = who.comment_with_token("/a", &format!("Hostile {n}"), &opened);
        body["solution"] = solution;
        // A reader cannot correct it, so it counts as missing.
        let answer = who.send(&body).await.expect(201);
        assert_eq!(answer.body["warnings"][0]["field"], "solution");
        assert_eq!(answer.body["status"], "pending");
    }
    for number in ["NaN", "1e999", "Infinity"] {
        let body = format!(
            r#"{{"page":"/a","text":"x","solution":{{"solution":{{"counter":{number}}}}}}}"#
        );
        let request = ann.request(Method::POST, COMMENTS);
        let request = request
            .header("content-type", "application/json")
            .body(body);
        let answer = Answer::of(request).await;
        assert!(
            [400, 422].contains(&answer.status.as_u16()),
            "{}",
            answer.text
        );
    }
    // None of these requests cost anything of the rate limit or used up the token.
    let mut body = ann.comment_with_token("/a", "At last", &opened);
    body["solution"] = good;
    ann.send(&body).await.expect(201);
}

#[tokio::test]
async fn a_flood_without_work_uses_up_a_budget_of_its_own_only() {
    let world = World::new().await;
    world.start_flood(1).await;
    let mut refused = 0;
    for n in 0..14 {
        let bot = world.guest().named("Bot", &format!("bot{n}@example.org"));
        let answer = bot.send(&bot.comment("/a", &format!("Advert {n}"))).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            let answer = answer.refused(429, "too_fast");
            assert_eq!(answer.body["violated-policies"], json!(["unproved"]));
            refused += 1;
        }
    }
    assert!(refused >= 3, "{refused}");
    let ann = world.guest().named("Ann", "ann@example.org");
    ann.solve_and_post("/a", "Done my work").await.expect(201);
}

#[tokio::test]
async fn a_bad_reputation_of_a_network_requires_work_and_fades() {
    let world = unmoderated_world().await;
    let owner = world.owner_with_key().await;
    let at = |last: u8| world.at(std::net::IpAddr::from([203, 0, 113, last]));
    assert!(at(8).open_form("/a").await.challenge.is_null());
    let spam = at(9).post("/a", "An advert").await.expect(201);
    owner.decide("spam", &[&spam.id()]).await.expect(200);
    let requested = at(8).open_form("/a").await;
    assert!(!requested.challenge.is_null());
    assert!(world.guest().open_form("/a").await.challenge.is_null());
    let ben = at(10).named("Ben", "ben@example.org");
    let idle = ben.post("/a", "Did no work").await.expect(201);
    assert_eq!(
        owner.reasons(&idle).await,
        ["proof_missing", "network_spam"]
    );
    assert_eq!(idle.body["status"], "pending");
    let worked = at(11).named("Cleo", "cleo@example.org");
    let worked = worked
        .solve_and_post("/a", "Done my work")
        .await
        .expect(201);
    assert_eq!(owner.reasons(&worked).await, ["network_spam"]);
    assert_eq!(worked.body["status"], "approved");
    let weight = async |text: &str| {
        let answer = at(12).named("Dan", "dan@example.org");
        let answer = answer
            .solve_if_required_and_post("/b", text)
            .await
            .expect(201);
        let seen = owner
            .get(&format!("/comments/{}", answer.id()))
            .await
            .expect(200);
        let reasons = seen.body["comment"]["assessment"]["reasons"].clone();
        let reasons = reasons.as_array().expect("reasons").iter();
        let network = reasons.filter(|reason| reason["code"] == "network_spam");
        network
            .map(|reason| reason["weight"].as_f64().expect("a weight"))
            .sum::<f64>()
    };
    for (day, expected) in [1.0, 0.5, 0.25, 0.125, 0.0].into_iter().enumerate() {
        let found = weight(&format!("Said on day {day}")).await;
        assert!((found - expected).abs() < 1e-9, "day {day}: {found}");
        world.clock.advance(Duration::from_hours(24));
    }
    assert!(at(8).open_form("/a").await.challenge.is_null());
}
