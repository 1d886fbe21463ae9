//! Every operation with which commenters sign in, taken from the OpenAPI document: each refusal is
//! documented.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    commenters::VERIFIER,
    fake_wordpress::{FakeWordPress, start_path},
    raw_requests::FORM,
};

/// Operation, method, path, body (JSON, `form:…` or none), and the status for a stranger.
const TABLE: &[(&str, &str, &str, &str, u16)] = &[
    ("read_session", "GET", "/session", "", 200),
    ("update_session", "PATCH", "/session", "{}", 401),
    ("update_session", "PATCH", "/session", "{", 400),
    ("update_session", "PATCH", "/session", "form:a=b", 415),
    ("delete_session", "DELETE", "/session", "", 401),
    (
        "redeem_session",
        "POST",
        "/session/redeem",
        r#"{"code": "x", "verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#,
        401,
    ),
    (
        "redeem_session",
        "POST",
        "/session/redeem",
        r#"{"code": "x", "verifier": ""}"#,
        422,
    ),
    (
        "redeem_session",
        "POST",
        "/session/redeem",
        r#"{"code": 1}"#,
        422,
    ),
    (
        "redeem_session",
        "POST",
        "/session/redeem",
        "form:code=x",
        415,
    ),
    (
        "start_mail_sign_in",
        "POST",
        "/sites/blog/session/email",
        r#"{"email": "a@b.example"}"#,
        202,
    ),
    (
        "start_mail_sign_in",
        "POST",
        "/sites/blog/session/email",
        r#"{"email": "a"}"#,
        422,
    ),
    (
        "start_mail_sign_in",
        "POST",
        "/sites/blog/session/email",
        "form:email=a@b.example",
        415,
    ),
    (
        "start_mail_sign_in",
        "POST",
        "/sites/nowhere/session/email",
        r#"{"email": "a@b.example"}"#,
        404,
    ),
    (
        "finish_mail_sign_in",
        "POST",
        "/sites/blog/session/email/verify",
        r#"{"email": "a@b.example", "code": "x"}"#,
        401,
    ),
    (
        "finish_mail_sign_in",
        "POST",
        "/sites/blog/session/email/verify",
        r#"{"email": "a", "code": "x"}"#,
        422,
    ),
    (
        "finish_mail_sign_in",
        "POST",
        "/sites/nowhere/session/email/verify",
        r#"{"email": "a@b.example", "code": "x"}"#,
        404,
    ),
    ("read_moderator_link", "GET", "/session/moderator", "", 401),
    ("unlink_moderator", "DELETE", "/session/moderator", "", 401),
    (
        "link_moderator",
        "PUT",
        "/session/moderator",
        r#"{"login": "ann", "password": "x"}"#,
        401,
    ),
    (
        "start_sign_in",
        "GET",
        "/sites/blog/session/wordpress/start",
        "",
        200,
    ),
    (
        "start_sign_in",
        "GET",
        "/sites/blog/session/wordpress/start?mode=popup",
        "",
        422,
    ),
    (
        "start_sign_in",
        "GET",
        "/sites/blog/session/wordpress/start?mode=window",
        "",
        422,
    ),
    (
        "start_sign_in",
        "GET",
        "/sites/blog/session/nobody/start",
        "",
        404,
    ),
    (
        "finish_sign_in",
        "GET",
        "/session/wordpress/callback?state=x&code=y",
        "",
        401,
    ),
    (
        "finish_sign_in",
        "GET",
        "/session/nobody/callback?state=x&code=y",
        "",
        401,
    ),
    (
        "finish_sign_in",
        "GET",
        "/session/wordpress/callback",
        "",
        400,
    ),
    (
        "finish_posted_sign_in",
        "POST",
        "/session/wordpress/callback",
        "form:state=x&code=y",
        303,
    ),
    (
        "finish_posted_sign_in",
        "POST",
        "/session/wordpress/callback",
        "form:",
        400,
    ),
    (
        "finish_posted_sign_in",
        "POST",
        "/session/wordpress/callback",
        "{}",
        415,
    ),
    (
        "finish_posted_sign_in",
        "POST",
        "/session/nobody/callback",
        "form:state=x&code=y",
        404,
    ),
    (
        "delete_facebook_account",
        "POST",
        "/session/facebook/deletion",
        "form:signed_request=a.b",
        422,
    ),
    (
        "delete_facebook_account",
        "POST",
        "/session/facebook/deletion",
        "{}",
        415,
    ),
    (
        "read_facebook_deletion",
        "GET",
        "/session/facebook/deletion/x",
        "",
        404,
    ),
    ("export_data", "GET", "/session/data", "", 401),
    (
        "erase_data",
        "DELETE",
        "/session/data?comments=delete",
        "",
        401,
    ),
    (
        "read_picture",
        "GET",
        "/pictures/3f6f5d2b-9c1e-4c57-a1d3-6d2f0b7c9e41",
        "",
        200,
    ),
];

/// The operations of the group, with the statuses that each documents.
fn documented_statuses() -> Vec<(String, BTreeSet<String>)> {
    let document: Value = serde_json::from_str(&rejoinder::openapi_document()).expect("JSON");
    let mut found = Vec::new();
    for path in document["paths"].as_object().expect("paths").values() {
        for operation in path.as_object().expect("methods").values() {
            if operation["tags"] != json!(["Identity"]) {
                continue;
            }
            let responses = operation["responses"].as_object().expect("responses");
            let id = operation["operationId"].as_str().expect("an id");
            found.push((id.to_owned(), responses.keys().cloned().collect()));
        }
    }
    found
}

#[tokio::test]
async fn every_operation_answers_a_documented_status() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let documented = documented_statuses();
    let of = |operation: &str| {
        let mut all = documented.iter();
        let found = all.find(|(id, _)| id == operation);
        found.map(|(_, statuses)| statuses).expect("is documented")
    };
    for (operation, method, path, body, status) in TABLE {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = world.guest().request(method, &format!("/api/v1{path}"));
        request = match body.strip_prefix("form:") {
            Some(form) => request.header("content-type", FORM).body(form),
            None if body.is_empty() => request,
            None => request
                .header("content-type", "application/json")
                .body(*body),
        };
        let answer = Answer::of(request).await;
        assert_eq!(
            answer.status.as_u16(),
            *status,
            "{operation} {path} {body}: {}",
            answer.text
        );
        assert!(
            of(operation).contains(&status.to_string()),
            "{operation} {status}"
        );
    }
    let tried = TABLE.iter().map(|(operation, ..)| (*operation).to_owned());
    let tried = tried.collect::<BTreeSet<_>>();
    let known = documented
        .into_iter()
        .map(|(id, _)| id)
        .collect::<BTreeSet<_>>();
    assert_eq!(
        known.difference(&tried).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    world.mails().await;
}

#[tokio::test]
async fn every_limited_operation_refuses_too_many_attempts() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    for _ in 0..30 {
        who.redeem("rjo_", VERIFIER)
            .await
            .refused(401, "unauthorized");
    }
    let refused = [
        who.redeem("rjo_", VERIFIER).await,
        who.enter_code("blog", "a@b.example", "x").await,
        who.get(&start_path(
            "blog",
            "wordpress",
            "popup",
            "https://blog.example/",
        ))
        .await,
        who.get("/api/v1/session/wordpress/callback?state=x&code=y")
            .await,
        who.get("/sign-in/rjl_x").await,
        who.post_json("/session/facebook/deletion", &json!({}))
            .await,
    ];
    let statuses = refused.map(|answer| answer.status.as_u16());
    assert_eq!(statuses, [429, 429, 429, 429, 429, 415]);
    // Another client has a budget of its own.
    world
        .guest()
        .redeem("rjo_", VERIFIER)
        .await
        .refused(401, "unauthorized");
}
