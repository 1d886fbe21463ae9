//! Where a browser is redirected after a form: only to the site's own origins, whatever the form requests.

use crate::support::{
    forms::{assert_refused_form, form_fields, replace_fields},
    world::World,
};

/// URLs that lead, or would lead some browser, away from `https://blog.example`.
const ELSEWHERE: [&str; 58] = [
    "https://evil.example",
    "http://blog.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/relative",
    "relative",
    "?a",
    "#a",
    ".",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "https:/\\evil.example",
    "https://blog.example@evil.example",
    "https://blog.example:443@evil.example",
    "https://blog.example%40evil.example",
    "https://blog.example\\@evil.example",
    "https://blog.example\\.evil.example",
    "https://blog.example.evil.example",
    "https://blog.example%2eevil.example",
    "https://blog.example%00.evil.example",
    "https://evil.example/https://blog.example",
    "https://evil.example#https://blog.example",
    "https://evil.example?https://blog.example/",
    "https://evil.example\\https://blog.example",
    "https://blog.example:8443/",
    "https://blog.example:80/",
    "https://www.blog.example/",
    "https://blog.exampl/",
    "https://blog.examplee/",
    "https://user@blog.example/",
    "https://user:pw@blog.example/",
    "https://@blog.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript://blog.example/%0aalert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://blog.example/",
    "blob:https://blog.example/x",
    "about:blank",
    "view-source:https://blog.example/",
    "https://blog。evil.example/",
    "https://blog.example\u{2025}evil.example",
    "https://\u{200b}evil.example/",
    "https://blog.example\u{ff0f}.evil.example/",
    "https://blog.example\u{ff20}evil.example/",
    "https://blog.example /x",
    "https://blog.example\r\nSet-Cookie: a=b",
    "https://blog.example/\r\nX: y",
    "https://[::1]/",
];

#[tokio::test]
async fn a_redirect_never_leaves_the_site() {
    let world = World::new().await;
    world.policy(|policy| policy.limits_percent = 10_000).await;
    let ann = world.guest();
    for field in ["redirect", "url"] {
        for (n, address) in ELSEWHERE.into_iter().enumerate() {
            let text = format!("Comment {n} by {field}");
            let fields = replace_fields(form_fields("/a", &text, ""), &[(field, address)]);
            let answer = ann.submit(&fields).await.expect(303);
            let location = url::Url::parse(answer.header("location")).expect("a URL");
            assert_eq!(
                location.origin().ascii_serialization(),
                "https://blog.example",
                "{address}"
            );
            // The page of a refused form has no link to such a URL either.
            let fields = replace_fields(form_fields("/a", "", ""), &[(field, address)]);
            let answer = ann.submit(&fields).await;
            let form = assert_refused_form(&answer, 422);
            let mut links = form.tags.iter().filter(|(tag, _)| tag == "a");
            assert!(links.next().is_none(), "{address}");
        }
    }
    // A page key cannot lead away either.
    for (n, page) in [
        "//evil.example/",
        "/\\evil.example",
        "///evil.example",
        "@evil.example",
        ".evil.example",
        "https://evil.example/",
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("Comment {n}");
        let answer = ann.submit(&form_fields(page, &text, "")).await.expect(303);
        let location = url::Url::parse(answer.header("location")).expect("a URL");
        assert_eq!(
            location.origin().ascii_serialization(),
            "https://blog.example",
            "{page}"
        );
    }
    // Other spellings of the site's own origin are accepted.
    for (n, own) in [
        "https://blog.example",
        "HTTPS://Blog.Example:443/x",
        "blog.example/x",
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("Own {n}");
        let answer = ann
            .submit(&replace_fields(
                form_fields("/a", &text, ""),
                &[("redirect", own)],
            ))
            .await
            .expect(303);
        assert!(
            answer
                .header("location")
                .starts_with("https://blog.example/"),
            "{own}"
        );
    }
}
