//! Which pages of other origins may read which responses.

use poem::{
    http::{Method, StatusCode},
    test::TestClient,
};

use super::*;

async fn ask(method: Method, path: &str, origin: &str) -> Response {
    let client = TestClient::new(endpoint(HttpSettings::default()));
    let mut request = client
        .request(method.clone(), path)
        .header("host", "localhost")
        .header("origin", origin);
    if method == Method::OPTIONS {
        request = request.header("access-control-request-method", "POST");
    }
    request.send().await.0
}

fn allowed(response: &Response) -> Option<&str> {
    assert_eq!(response.header("access-control-allow-credentials"), None);
    response.header("access-control-allow-origin")
}

fn varies(response: &Response) -> bool {
    let lines: Vec<_> = response
        .headers()
        .get_all("vary")
        .iter()
        .map(|v| v.to_str().unwrap())
        .collect();
    lines
        .join(",")
        .split(',')
        .any(|name| name.trim() == "origin")
}

const COMMENTS: &str = "/api/v1/sites/blog/comments";

#[tokio::test]
async fn the_origin_of_the_site_may_read_and_no_other() {
    let own = "https://blog.example";
    let response = ask(Method::GET, COMMENTS, own).await;
    assert_eq!(allowed(&response), Some(own));
    assert!(
        response
            .header("access-control-expose-headers")
            .unwrap()
            .contains("retry-after")
    );
    let foreign = [
        "null",
        "",
        "*",
        "https://blog.example/",
        "https://blog.example.",
        "https://blog.example:443",
        "https://blog.example:8443",
        "http://blog.example",
        "HTTPS://blog.example",
        "https://BLOG.example",
        "https://Blog.Example",
        "https://sub.blog.example",
        "https://xblog.example",
        "https://blog.example.evil.example",
        "https://evil.example",
        "https://evil.example#blog.example",
        "https://evil.example/https://blog.example",
        "https://blog.example@evil.example",
        "https://evil.example@blog.example",
        "https://user:pw@blog.example",
        "https://blog.example?x",
        "https://blog.example#",
        "https://blog.example%00",
        "https://blog.example%2eevil",
        "https://blog.exampl\u{435}",
        "https://xn--blog-example",
        "https://blog.example https://evil.example",
        "https://evil.example,https://blog.example",
        " https://blog.example.x",
        "https:/blog.example",
        "https:blog.example",
        "//blog.example",
        "blog.example",
        "file://",
        "chrome-extension://abc",
        "app://blog.example",
        "wss://blog.example",
        "https://127.0.0.1",
        "https://[::1]",
        "https://localhost:3000",
        "https://shop.example:8443",
    ];
    assert!(foreign.len() >= 40);
    for origin in foreign {
        let response = ask(Method::GET, COMMENTS, origin).await;
        assert_eq!(response.status(), StatusCode::OK, "{origin}");
        assert_eq!(allowed(&response), None, "{origin}");
        assert!(varies(&response), "{origin}");
        let preflight = ask(Method::OPTIONS, COMMENTS, origin).await;
        assert_eq!(allowed(&preflight), None, "{origin}");
        assert!(varies(&preflight), "{origin}");
    }
}

#[tokio::test]
async fn a_preflight_is_answered_and_may_be_cached() {
    let response = ask(Method::OPTIONS, COMMENTS, "https://blog.example").await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(allowed(&response), Some("https://blog.example"));
    assert_eq!(response.header("access-control-max-age"), Some("7200"));
    assert_eq!(
        response.header("access-control-allow-methods"),
        Some("GET, HEAD, OPTIONS, POST")
    );
    let headers = response.header("access-control-allow-headers").unwrap();
    assert_eq!(
        headers,
        "content-type, authorization, idempotency-key, edit-token, if-none-match"
    );
    assert!(varies(&response));
}

#[tokio::test]
async fn errors_can_be_read_by_the_page_too() {
    for (method, path) in [
        (Method::DELETE, COMMENTS),
        (Method::GET, "/api/v1/sites/blog/nothing"),
        (Method::GET, "/api/v1/sites/blog/comments?limit=0"),
        (Method::GET, "/api/v1/session"),
    ] {
        let response = ask(method, path, "https://blog.example").await;
        assert!(response.status().is_client_error(), "{path}");
        assert_eq!(allowed(&response), Some("https://blog.example"), "{path}");
        assert!(varies(&response), "{path}");
    }
}

#[tokio::test]
async fn every_site_has_its_own_origins() {
    let shop = "/api/v1/sites/shop/comments";
    assert_eq!(
        allowed(&ask(Method::GET, shop, "https://shop.example:8443").await),
        Some("https://shop.example:8443")
    );
    assert_eq!(
        allowed(&ask(Method::GET, shop, "https://blog.example").await),
        None
    );
    assert_eq!(
        allowed(
            &ask(
                Method::GET,
                "/api/v1/sites/other/comments",
                "https://blog.example"
            )
            .await
        ),
        None
    );
}

#[tokio::test]
async fn moderation_is_read_by_no_other_page() {
    for method in [Method::GET, Method::OPTIONS] {
        let response = ask(method, "/api/v1/moderation/queue", "https://blog.example").await;
        assert!(response.status().is_success());
        assert_eq!(allowed(&response), None);
    }
}

#[tokio::test]
async fn an_options_request_without_origin_lists_the_methods() {
    let client = TestClient::new(endpoint(HttpSettings::default()));
    let ask = |path: &'static str| {
        client
            .request(Method::OPTIONS, path)
            .header("host", "localhost")
            .send()
    };
    let response = ask("/api/v1/notes").await;
    response.assert_status(StatusCode::NO_CONTENT);
    response.assert_header("allow", "OPTIONS, POST");
    ask("/nothing").await.assert_status(StatusCode::NOT_FOUND);
}
