//! An answer lists at most twenty errors and counts the rest, however many the request has.

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::support::{
    answers::{Answer, warnings_of, with_form},
    guests::COMMENTS,
    world::{World, unmoderated_world},
};

/// Adds this many unknown members to an object.
fn with_unknown(mut object: Value, count: usize) -> Value {
    let members = object.as_object_mut().expect("an object");
    members.extend((0..count).map(|n| (format!("x{n:04}"), json!(1))));
    object
}

#[track_caller]
fn assert_error_list(answer: Answer, total: usize) -> Answer {
    let answer = answer.refused(422, "invalid");
    let errors = answer.body["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), total.min(20), "{}", answer.text);
    assert_eq!(answer.body["errors_total"], total, "{}", answer.text);
    answer
}

#[tokio::test]
async fn any_number_of_unknown_members_is_counted_and_twenty_are_listed() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for count in [1, 20, 21, 5_000] {
        let answer = ann
            .send(&with_unknown(ann.comment("/a", "Hello"), count))
            .await;
        let answer = assert_error_list(answer, count);
        assert!(answer.text.len() < 16 << 10, "{} bytes", answer.text.len());
    }
    // Errors that a person can correct are listed all the same.
    let mut body = with_unknown(ann.comment("/a", ""), 3_000);
    body["author"] = with_unknown(json!({ "name": "", "email": "none" }), 500);
    let answer = assert_error_list(ann.send(&body).await, 3_503);
    let fields = answer.fields();
    for field in ["text", "author.name", "author.email"] {
        assert!(fields.iter().any(|(name, _)| name == field), "{fields:?}");
    }
}

#[tokio::test]
async fn names_that_only_a_form_has_are_unknown_in_json() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let names = ["redirect", "name", "author.name", "subject", "website"];
    for value in [json!("y"), json!(5), json!({})] {
        let mut body = ann.comment("/a", "Hello");
        for name in names {
            body[name] = value.clone();
        }
        let answer = assert_error_list(ann.send(&body).await, names.len());
        for name in names {
            let expected = (name.to_owned(), "unknown".to_owned());
            assert!(
                answer.fields().contains(&expected),
                "{name}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn a_long_member_name_is_shortened_in_the_answer() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/a", "Hello");
    for n in 0..25 {
        // Each of these characters takes six bytes in an answer.
        body[format!("{n}{}", "\u{1}".repeat(400))] = json!(1);
    }
    let answer = assert_error_list(ann.send(&body).await, 25);
    assert!(answer.text.len() < 64 << 10, "{} bytes", answer.text.len());
    let long = with_unknown(json!({ "text": "Hello" }), 0);
    let mut long = long.as_object().expect("an object").clone();
    long.insert("é".repeat(10_000), json!(1));
    let request = ann.request(Method::POST, "/api/v1/sites/blog/preview");
    let answer = assert_error_list(Answer::of(request.json(&long)).await, 1);
    assert!(answer.text.len() < 2 << 10, "{} bytes", answer.text.len());
}

#[tokio::test]
async fn errors_in_site_settings_are_counted_the_same_way() {
    let world = World::new().await;
    let owner = world.owner().await;
    let mut policy = owner.get("/sites/blog/policy").await.expect(200).body;
    policy["banned_words"] = (0..300).map(|n| json!(n)).collect();
    let refused = owner.send(Method::PUT, "/sites/blog/policy", &policy).await;
    assert_error_list(refused, 300);
    let unknown = with_unknown(json!({}), 1_000);
    let refused = owner.send(Method::PATCH, "/sites/blog", &unknown).await;
    assert_error_list(refused, 1_000);
    let origins = (0..90).map(|n| json!(format!("not an origin {n}")));
    let origins = json!({ "origins": origins.collect::<Vec<_>>() });
    let refused = owner.send(Method::PATCH, "/sites/blog", &origins).await;
    assert_error_list(refused, 90);
    let refused = owner.send(Method::PATCH, "/sites/blog/policy", &unknown);
    let refused = refused.await.refused(422, "invalid");
    let errors = refused.body["errors"].as_array().map(Vec::len);
    assert!(errors.is_some_and(|count| count <= 20), "{}", refused.text);
    assert!(refused.body["errors_total"].is_number());
}

#[tokio::test]
async fn warnings_are_counted_the_same_way() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let pages = (0..60).map(|n| json!(format!("{{{{ page {n} }}}}")));
    let body = json!({ "pages": pages.collect::<Vec<_>>() });
    let request = ann.request(Method::POST, "/api/v1/sites/blog/counts");
    let answer = Answer::of(request.json(&body)).await.expect(200);
    assert_eq!(warnings_of(&answer).len(), 20);
    assert_eq!(answer.body["warnings_total"], 60);
    let posted = ann.post("/a", "Without a warning").await.expect(201);
    assert_eq!(posted.body["warnings_total"], 0);
}

#[tokio::test]
async fn a_refused_form_stays_a_page_of_bounded_size() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let names = (0..50).map(|n| format!("{n}{}", "x".repeat(1_000)));
    let names = names.collect::<Vec<_>>();
    let mut fields = vec![("page", "/a"), ("text", "")];
    fields.extend(names.iter().map(|name| (name.as_str(), "1")));
    let request = ann.request(Method::POST, COMMENTS);
    let answer = Answer::of(with_form(request, &fields)).await;
    assert_eq!(answer.status.as_u16(), 422);
    assert!(answer.text.len() < 32 << 10, "{} bytes", answer.text.len());
    let empty: Map<String, Value> = Map::new();
    let request = ann.request(Method::POST, COMMENTS).json(&empty);
    let few = Answer::of(request).await.refused(422, "invalid");
    let errors = few.body["errors"].as_array().map(Vec::len);
    assert_eq!(few.body["errors_total"].as_u64(), errors.map(|n| n as u64));
}
