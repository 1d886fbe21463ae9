//! How the middleware answers valid and invalid requests.

use poem::{
    http::{Method, StatusCode},
    test::{TestClient, TestResponse},
};
use serde_json::{Value, json};

use super::*;

fn client() -> TestClient<BoxEndpoint<'static>> {
    TestClient::new(endpoint(HttpSettings::default())).default_header("host", "localhost")
}

async fn refusal(response: TestResponse, status: u16) -> Value {
    response.assert_status(StatusCode::from_u16(status).unwrap());
    response.assert_header("content-type", "application/problem+json");
    response.assert_header("cache-control", "no-store");
    let body: Value = response.0.into_body().into_json().await.unwrap();
    assert_eq!(body["status"], status);
    assert!(Uuid::try_parse(body["request_id"].as_str().unwrap()).is_ok());
    let text = body.to_string();
    for word in [
        "poem", "serde", "integer_", "panicked", "secret", "Query", "expected",
    ] {
        assert!(!text.contains(word), "{word:?} in {text}");
    }
    body
}

fn fields(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|e| (e["field"].as_str().unwrap(), e["code"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let body = refusal(client().get("/nothing").send().await, 404).await;
    assert_eq!(body["code"], "not_found");
    let response = client().delete("/api/v1/sites/blog/comments").send().await;
    response.assert_header("allow", "GET, HEAD, OPTIONS, POST");
    refusal(response, 405).await;
    let response = client().put("/").send().await;
    response.assert_header("allow", "GET, HEAD, OPTIONS, POST");
    refusal(response, 405).await;
    refusal(client().request(Method::TRACE, "/").send().await, 405).await;
    refusal(client().request(Method::CONNECT, "/").send().await, 405).await;
}

#[tokio::test]
async fn health_checks_may_name_the_server_by_its_ip_address() {
    let client = client();
    let asks = |path: &'static str| client.get(path).header("host", "10.0.0.7:8080").send();
    assert_eq!(
        refusal(asks("/nothing").await, 400).await["code"],
        "wrong_host"
    );
    // These routes have no readiness route; the middleware let the request pass.
    assert_eq!(
        refusal(asks("/health/ready").await, 404).await["code"],
        "not_found"
    );
}

#[tokio::test]
async fn parameters_are_named_with_the_remedy() {
    let wrong = |query: &'static str| async move {
        let path = format!("/api/v1/sites/blog/comments?{query}");
        refusal(client().get(path).send().await, 422).await
    };
    for (query, code) in [
        ("limit=0", "too_small"),
        ("limit=101", "too_large"),
        ("limit=x", "invalid"),
        ("limit=-1", "invalid"),
        ("limit=99999999999", "invalid"),
    ] {
        assert_eq!(fields(&wrong(query).await), [("limit", code)], "{query}");
    }
    assert_eq!(
        wrong("limit=101").await["errors"][0]["message"],
        "Must be at most 100."
    );
    let id = Uuid::nil();
    let body = refusal(
        client().get(format!("/api/v1/notes/{id}")).send().await,
        422,
    )
    .await;
    assert_eq!(fields(&body), [("page", "required")]);
    refusal(
        client().get("/api/v1/notes/not-an-id?page=a").send().await,
        404,
    )
    .await;
    refusal(
        client().get("/api/v1/sites/nowhere/comments").send().await,
        404,
    )
    .await;
    for path in [
        "/api/v1/sites/blog/comments?limit=%ff",
        "/api/v1/sites/%d0/comments",
        "/api/v1/sites/blog/comments?x=%4",
    ] {
        refusal(client().get(path).send().await, 400).await;
    }
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let send = |content_type: &'static str, body: &'static str| async move {
        client()
            .post("/api/v1/notes")
            .header("content-type", content_type)
            .body(body)
            .send()
            .await
    };
    send("application/json", r#"{"text":"a"}"#)
        .await
        .assert_status_is_ok();
    send(
        "application/json; charset=UTF-8",
        r#"{"text":"a","author":{"name":"Ann"}}"#,
    )
    .await
    .assert_status_is_ok();
    for content_type in [
        "text/plain",
        "application/json; charset=latin1",
        "application/merge-patch+json",
        "application/x-www-form-urlencoded",
        "",
    ] {
        refusal(send(content_type, r#"{"text":"a"}"#).await, 415).await;
    }
    for body in [
        "",
        "{",
        r#"{"text":"a","text":"b"}"#,
        r#"{"text":"a"} x"#,
        r#"{"text":"\ud800"}"#,
        "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
    ] {
        refusal(send("application/json", body).await, 400).await;
    }
    let body = refusal(
        send(
            "application/json",
            r#"{"author":{"email":1,"status":"x"},"role":1}"#,
        )
        .await,
        422,
    )
    .await;
    assert_eq!(
        fields(&body),
        [
            ("author.email", "wrong_type"),
            ("author.status", "unknown"),
            ("author.name", "required"),
            ("role", "unknown"),
            ("text", "required")
        ]
    );
    let asking = client();
    let encoded = asking
        .post("/api/v1/notes")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    refusal(encoded.body("x").send().await, 415).await;
    let untyped = client()
        .post("/api/v1/notes")
        .body(r#"{"text":"a"}"#)
        .send()
        .await;
    refusal(untyped, 415).await;
}

#[tokio::test]
async fn a_form_says_the_same_as_json() {
    let send = |content_type: &'static str, body: &'static str| async move {
        client()
            .post("/api/v1/sites/blog/comments")
            .header("content-type", content_type)
            .body(body)
            .send()
            .await
    };
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n--b--\r\n";
    for (content_type, body) in [
        ("application/json", r#"{"text":"hi"}"#),
        ("application/x-www-form-urlencoded", "text=hi"),
        ("multipart/form-data; boundary=b", multipart),
    ] {
        let response = send(content_type, body).await;
        response.assert_status_is_ok();
        response.assert_json("blog: hi").await;
    }
    let response = send("application/x-www-form-urlencoded", "text=&text=a&text=b").await;
    response.assert_status_is_ok();
    response.assert_json("blog: a").await;
    let body = refusal(
        send("application/x-www-form-urlencoded", "status=approved").await,
        422,
    )
    .await;
    assert_eq!(fields(&body), [("text", "required")]);
    refusal(
        send("application/x-www-form-urlencoded", "text=%f").await,
        400,
    )
    .await;
    // A form that is not UTF-8 is read as windows-1252.
    let response = send("application/x-www-form-urlencoded", "text=%e9").await;
    response.assert_json("blog: é").await;
    let response = send("application/json", r#"{"text":"too fast"}"#).await;
    response.assert_header("retry-after", "3");
    refusal(response, 429).await;
}

#[tokio::test]
async fn a_panic_is_answered_with_a_problem_without_details() {
    let body = refusal(client().get("/panic").send().await, 500).await;
    assert_eq!(body["code"], "internal");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let long = json!({"text": "x".repeat(70_000)}).to_string();
    let response = client()
        .post("/api/v1/notes")
        .content_type("application/json")
        .body(long)
        .send()
        .await;
    response.assert_header("connection", "close");
    refusal(response, 413).await;
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_the_door() {
    for path in ["/", "/nothing", "/panic", "/api/v1/moderation/queue"] {
        let response = client()
            .get(path)
            .header("x-request-id", "mine")
            .send()
            .await;
        response.assert_header("x-content-type-options", "nosniff");
        response.assert_header(
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        );
        response.assert_header("referrer-policy", "strict-origin-when-cross-origin");
        response.assert_header("cross-origin-resource-policy", "same-origin");
        response.assert_header_exist("permissions-policy");
        assert_eq!(response.0.header("server"), None);
        assert!(Uuid::try_parse(response.0.header("x-request-id").unwrap()).is_ok());
    }
}

#[tokio::test]
async fn public_responses_are_cacheable_and_compressed() {
    let path = "/api/v1/sites/blog/comments?limit=100";
    let plain = client().get(path).send().await;
    plain.assert_header("cache-control", "public, max-age=10");
    let tag = plain.0.header("etag").unwrap().to_owned();
    let packed = client()
        .get(path)
        .header("accept-encoding", "gzip")
        .send()
        .await;
    packed.assert_header("content-encoding", "gzip");
    let packed_tag = packed.0.header("etag").unwrap().to_owned();
    assert_ne!(tag, packed_tag);
    for held in [&tag, &packed_tag] {
        let response = client()
            .get(path)
            .header("if-none-match", held)
            .header("accept-encoding", "gzip")
            .send()
            .await;
        response.assert_status(StatusCode::NOT_MODIFIED);
        response.assert_header("etag", held);
        assert_eq!(response.0.header("content-encoding"), None);
    }
    let problem = client()
        .get("/api/v1/notes/x?page=1")
        .header("if-none-match", "*")
        .send()
        .await;
    problem.assert_status(StatusCode::NOT_FOUND);
}

#[test]
fn the_document_names_every_status_and_media_type() {
    let document: Value =
        serde_json::from_str(&OpenApiService::new(Api, "Example", "1").spec()).unwrap();
    let submit = &document["paths"]["/sites/{site}/comments"]["post"];
    let statuses: Vec<_> = submit["responses"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        statuses,
        [
            "200", "400", "404", "408", "413", "414", "415", "422", "429", "431", "500", "503"
        ]
    );
    let invalid = &submit["responses"]["422"]["content"]["application/problem+json"]["schema"];
    assert_eq!(invalid["allOf"][0]["$ref"], "#/components/schemas/Problem");
    assert_eq!(invalid["example"]["code"], "invalid");
    let types: Vec<_> = submit["requestBody"]["content"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        types,
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data"
        ]
    );
    let words = document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
        .as_array()
        .unwrap();
    assert_eq!(words.len(), crate::http::Code::ALL.len());
    let list = &document["paths"]["/sites/{site}/comments"]["get"]["responses"];
    assert!(list["304"].is_object() && list["200"]["headers"]["ETag"].is_object());
}

#[tokio::test]
async fn the_public_json_cases_are_never_our_fault() {
    let Some(cases) = crate::input::test_cases() else {
        client().get("/").send().await.assert_status_is_ok();
        return;
    };
    let client = client();
    for entry in std::fs::read_dir(format!("{cases}/cases/json/test_parsing")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let body = std::fs::read(entry.path()).unwrap();
        let response = client
            .post("/api/v1/notes")
            .content_type("application/json")
            .body(body)
            .send()
            .await;
        let status = response.0.status().as_u16();
        match name.as_bytes()[0] {
            b'n' => assert!(matches!(status, 400 | 413 | 422), "{name}: {status}"),
            _ => assert!(status < 500, "{name}: {status}"),
        }
    }
}
