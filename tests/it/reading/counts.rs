//! Comment counts for long lists of pages.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    guests::Guest,
    raw_requests::encode_value,
    world::{BLOG, unmoderated_world},
};

const COUNTS: &str = "/api/v1/sites/blog/counts";

async fn counts(who: &Guest<'_>, body: &Value) -> Answer {
    Answer::of(who.request(Method::POST, COUNTS).json(body)).await
}

#[tokio::test]
async fn a_list_in_a_body_gets_the_same_answer_as_in_the_query() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    ann.post("/2026/caf%C3%A9/", "By path").await.expect(201);
    let requested = [
        "https://blog.example/2026/café",
        "/2026/café/",
        "/2026/caf%C3%A9",
        "/2026/café/",
        "/unknown",
        "https://other.example/2026/café",
    ];
    let query = requested
        .map(|page| format!("page={}", encode_value(page)))
        .join("&");
    let by_get = ann.get(&format!("{COUNTS}?{query}")).await.expect(200);
    let by_post = counts(&ann, &json!({ "pages": requested }))
        .await
        .expect(200);
    assert_eq!(by_post.body, by_get.body);
    assert_eq!(by_post.body["counts"]["/2026/café/"], 1);
    // Caches do not store an answer that depends on the body of the request.
    assert_eq!(by_post.header("cache-control"), "no-store");
    assert_eq!(by_post.header("etag"), "");
}

#[tokio::test]
async fn a_hundred_of_the_longest_pages_fit_and_one_more_is_refused() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let page = |n: usize| format!("/{n:03}/{}", "é".repeat(509));
    let pages = |n: usize| (0..n).map(page).collect::<Vec<_>>();
    let all = counts(&ann, &json!({ "pages": pages(100) }))
        .await
        .expect(200);
    assert_eq!(all.body["counts"].as_object().map(|c| c.len()), Some(100));
    for wrong in [pages(101), Vec::new()] {
        let answer = counts(&ann, &json!({ "pages": wrong })).await;
        assert_eq!(answer.refused(422, "invalid").fields()[0].0, "pages");
    }
    let huge = json!({ "pages": vec!["/x".repeat(4_000); 100] });
    counts(&ann, &huge).await.refused(413, "too_large");
}

#[tokio::test]
async fn an_invalid_page_counts_zero_is_reported_by_its_index_and_does_not_affect_the_others() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    ann.post("/a", "Something").await.expect(201);
    let long = "/".to_owned() + &"c".repeat(1_024);
    let requested = ["/a", " ", "/b", &long, "/d\u{7}", "{{ slug }}"];
    let answer = counts(&ann, &json!({ "pages": requested }))
        .await
        .expect(200);
    let warnings = answer.body["warnings"].as_array().expect("warnings");
    let named = |n: usize| (warnings[n]["field"].clone(), warnings[n]["code"].clone());
    for (n, (field, code)) in [
        ("pages.1", "required"),
        ("pages.3", "too_long"),
        ("pages.4", "control_character"),
        ("pages.5", "placeholder"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(named(n), (field.into(), code.into()));
        assert_ne!(warnings[n]["message"], "");
    }
    assert_eq!(warnings.len(), 4);
    for page in requested {
        assert_eq!(
            answer.body["counts"][page],
            i32::from(page == "/a"),
            "{page}"
        );
    }
    let query = requested
        .map(|page| format!("page={}", encode_value(page)))
        .join("&");
    let by_get = ann.get(&format!("{COUNTS}?{query}")).await.expect(200);
    assert_eq!(by_get.body["counts"], answer.body["counts"]);
    assert_eq!(by_get.body["warnings"][0]["field"], "page");
    for (body, field) in [
        (json!({}), "pages"),
        (json!({ "pages": "/a" }), "pages"),
        (json!({ "pages": ["/a", 7] }), "pages.1"),
        (json!({ "pages": ["/a"], "limit": 3 }), "limit"),
    ] {
        let answer = counts(&ann, &body).await.refused(422, "invalid");
        let found = answer.fields();
        assert!(found[0].0.starts_with(field), "{body}: {found:?}");
    }
    let lost = ann.request(Method::POST, "/api/v1/sites/nobody/counts");
    let lost = Answer::of(lost.json(&json!({ "pages": ["/a"] }))).await;
    lost.refused(404, "not_found");
}

#[tokio::test]
async fn pages_of_the_site_may_request_counts_across_origins_and_others_may_not_read_them() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let preflight = |origin: &str| {
        let request = ann.request(Method::OPTIONS, COUNTS);
        let request = request.header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        Answer::of(request.header("access-control-request-headers", "content-type"))
    };
    let answer = preflight(BLOG).await.expect(204);
    let methods = answer.header("access-control-allow-methods");
    assert!(methods.contains("POST"), "{methods}");
    let headers = answer.header("access-control-allow-headers");
    assert!(headers.contains("content-type"), "{headers}");
    assert_ne!(answer.header("access-control-max-age"), "");
    let ask = |origin: &str| {
        let request = ann.request(Method::POST, COUNTS).header("origin", origin);
        Answer::of(request.json(&json!({ "pages": ["/a"] })))
    };
    let own = ask(BLOG).await.expect(200);
    assert_eq!(own.header("access-control-allow-origin"), BLOG);
    let foreign = "https://evil.example";
    let answer = ask(foreign).await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let answer = preflight(foreign).await.expect(204);
    assert_eq!(answer.header("access-control-allow-methods"), "");
}

#[tokio::test]
async fn repeated_requests_see_a_new_comment_and_a_new_origin_at_once() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let url = "https://new.example/a";
    let counted = format!("{COUNTS}?page=/a&page={}", encode_value(url));
    for count in 1..=3 {
        ann.post("/a", &format!("Comment {count}"))
            .await
            .expect(201);
        for _ in 0..3 {
            let answer = ann.get(&counted).await.expect(200);
            assert_eq!(answer.body["counts"], json!({ "/a": count, url: 0 }));
            assert_eq!(answer.header("cache-control"), "public, no-cache");
            let listed = ann.read("/a").await;
            assert_eq!(listed["items"].as_array().map(Vec::len), Some(count));
        }
    }
    let origins = json!({ "origins": [BLOG, "https://new.example"] });
    let changed = owner.send(Method::PATCH, "/sites/blog", &origins);
    changed.await.expect(200);
    let answer = ann.get(&counted).await.expect(200);
    assert_eq!(answer.body["counts"], json!({ "/a": 3, url: 3 }));
}
