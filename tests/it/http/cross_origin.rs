//! Which origins may read answers: exactly those of the site.

use reqwest::Method;

use crate::support::{
    answers::Answer,
    guests::{COMMENTS, thread_path},
    world::{BLOG, World},
};

/// Origins that resemble `BLOG` but are different.
const FOREIGN: [&str; 42] = [
    "null",
    "*",
    "",
    "https://blog.example.evil.example",
    "https://evil-blog.example",
    "https://www.blog.example",
    "https://a.blog.example",
    "https://example",
    "https://blog.exampl",
    "https://blog.example:443",
    "https://blog.example:80",
    "https://blog.example:8443",
    "http://blog.example",
    "http://blog.example:443",
    "HTTPS://blog.example",
    "https://BLOG.example",
    "https://Blog.Example",
    "https://blog.example/",
    "https://blog.example/page",
    "https://blog.example?",
    "https://blog.example#",
    "https://blog.example.",
    "https://blog.example, https://evil.example",
    "https://evil.example, https://blog.example",
    "https://blog.example https://evil.example",
    "https://user@blog.example",
    "https://blog.example@evil.example",
    "https://blog.example%00.evil.example",
    "https://blog.example%60.evil.example",
    "https://blog_example",
    "https://blogXexample",
    "https:blog.example",
    "https:/blog.example",
    "//blog.example",
    "blog.example",
    "ftp://blog.example",
    "file://",
    "data:",
    "blob:https://blog.example/x",
    "chrome-extension://blog.example",
    "https://127.0.0.1",
    "https://xn--blog-5cd.example",
];

#[tokio::test]
async fn only_pages_of_the_site_may_read_answers() {
    let world = World::new().await;
    let ann = world.guest();
    let list = thread_path("/a", "");
    let asks = [
        (Method::GET, list.as_str(), 200),
        (Method::GET, COMMENTS, 422),
        (Method::DELETE, COMMENTS, 405),
        (Method::POST, "/api/v1/sites/blog/preview", 415),
        (Method::OPTIONS, COMMENTS, 204),
    ];
    let ask = async |method: &Method, path: &str, origin: Option<&str>| {
        let mut request = ann.request(method.clone(), path);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if *method == Method::OPTIONS {
            request = request
                .header("access-control-request-method", "POST")
                .header(
                    "access-control-request-headers",
                    "content-type,idempotency-key",
                );
        }
        Answer::of(request).await
    };
    for (method, path, status) in &asks {
        let own = ask(method, path, Some(BLOG)).await.expect(*status);
        assert_eq!(
            own.header("access-control-allow-origin"),
            BLOG,
            "{method} {path}"
        );
        for origin in FOREIGN.into_iter().map(Some).chain([None]) {
            let answer = ask(method, path, origin).await.expect(*status);
            let granted = answer
                .headers
                .keys()
                .find(|name| name.as_str().starts_with("access-control"));
            assert_eq!(granted, None, "{origin:?} {method} {path}");
            assert!(
                answer
                    .headers
                    .get_all("vary")
                    .iter()
                    .any(|v| v.as_bytes().eq_ignore_ascii_case(b"origin"))
            );
        }
        assert!(!own.headers.contains_key("access-control-allow-credentials"));
    }
    let preflight = ask(&Method::OPTIONS, &list, Some(BLOG)).await.expect(204);
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        "GET, HEAD, OPTIONS, POST"
    );
    assert_eq!(preflight.header("access-control-max-age"), "7200");
    let headers = preflight.header("access-control-allow-headers");
    for name in [
        "content-type",
        "authorization",
        "idempotency-key",
        "edit-token",
    ] {
        assert!(headers.contains(name), "{name} in {headers}");
    }
    // Only this server's own pages may use the moderation API, and no origin may read answers of an unknown
    // site.
    for path in [
        "/api/v1/moderation/comments",
        "/api/v1/sites/nobody/comments?page=/a",
    ] {
        let answer = ask(&Method::GET, path, Some(BLOG)).await;
        assert!(
            !answer.headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
}
