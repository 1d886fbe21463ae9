//! Which thread a page belongs to: one key for a path and a full URL, in any spelling.

use rejoinder::Policy;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, field_errors, with_form},
    guests::{COMMENTS, Guest, form_token, publish_comment},
    process::Installation,
    raw_requests::urlencoded,
    world::{BLOG, World, unmoderated_world},
};

/// The number of comments of a page, requested in two ways.
async fn count(ann: &Guest<'_>, page: &str) -> u64 {
    let page = urlencoded(&[("page", page)]);
    let listed = ann.get(&format!("{COMMENTS}?{page}&limit=100")).await;
    let listed = listed.expect(200).body;
    let items = listed["items"].as_array().expect("items").len() as u64;
    assert_eq!(listed["thread"]["count"], items, "{page}");
    let counted = ann
        .get(&format!("/api/v1/sites/blog/counts?{page}"))
        .await
        .expect(200);
    let counts = counted.body["counts"].as_object().expect("counts").clone();
    assert_eq!(counts.values().next(), Some(&json!(items)), "{page}");
    items
}

#[tokio::test]
async fn a_page_identified_by_its_query_has_a_thread_of_its_own() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    publish_comment(&ann, "https://blog.example/?p=7", "About seven").await;
    for same in [
        "/?p=7",
        "https://blog.example/?p=7#comments",
        "https://blog.example?p=7",
        "//blog.example/?p=7",
        "/?p=7&utm_source=feed&utm_medium=rss",
        "/?fbclid=abc&p=7",
        "/?p=7&replytocom=12#respond",
        "/?p=7&comment=pending",
        "/?p=7&rejoinder_code=x",
        "/?%70=7",
        "/?p=7&",
    ] {
        assert_eq!(count(&ann, same).await, 1, "{same}");
    }
    for other in [
        "/?p=8",
        "https://blog.example/?p=8",
        "/",
        "https://blog.example/",
        "/?p=7&page=2",
        "/?p=77",
        "/?P=7",
        "https://other.example/?p=7",
    ] {
        assert_eq!(count(&ann, other).await, 0, "{other}");
    }
}

#[tokio::test]
async fn all_spellings_of_a_path_are_one_thread() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let spellings = [
        "/posts/café/",
        "/posts/caf%c3%a9",
        "/posts/caf%C3%A9/",
        "/posts/cafe\u{301}",
        "/posts/cafe%CC%81/",
        "/%70osts/caf%C3%A9",
        "/posts/./x/../caf%C3%A9",
        "/posts/%2E/caf%C3%A9",
        "https://blog.example/posts/café",
        "HTTPS://Blog.Example:443/posts/caf%c3%a9/#x",
    ];
    for (n, spelling) in spellings.iter().enumerate() {
        publish_comment(&ann, spelling, &format!("Number {n}")).await;
    }
    let all = spellings.len() as u64;
    for spelling in spellings {
        assert_eq!(count(&ann, spelling).await, all, "{spelling}");
    }
    let read = ann.read("/posts/caf%25c3%25a9").await;
    assert_eq!(read["thread"]["page"], "/posts/caf%C3%A9");
}

#[tokio::test]
async fn different_pages_have_different_threads() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let apart = [
        "/a/b",
        "/a%2Fb",
        "/a%3Fb",
        "/a?b",
        "/a%23b",
        "/a%25b",
        "/a%2525b",
        "/A/b",
        "/%E9",
        "/é",
        "a/b",
        "post-17",
        "https://other.example/a/b",
        "https://sub.blog.example/a/b",
        "https://blog.example:8443/a/b",
    ];
    for (n, page) in apart.iter().enumerate() {
        publish_comment(&ann, page, &format!("Number {n}")).await;
    }
    for page in apart {
        assert_eq!(count(&ann, page).await, 1, "{page}");
    }
}

#[tokio::test]
async fn a_form_token_is_valid_for_every_spelling_of_its_page() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    for (n, (requested, sent)) in [
        ("/posts/caf%c3%a9/", "/posts/caf%C3%A9"),
        ("/posts/caf%C3%A9", "https://blog.example/posts/café/"),
        ("https://blog.example/?p=7&utm_source=x", "/?p=7"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = ann.comment(sent, &format!("Number {n}"));
        body["token"] = json!(form_token(&ann, requested).await);
        let posted = ann.send(&body).await.expect(201);
        assert_eq!(posted.body["warnings"], json!([]));
        let seen = owner.get(&format!("/comments/{}", posted.id())).await;
        let assessment = seen.expect(200).body["comment"]["assessment"].to_string();
        assert!(
            assessment.contains("reasons") && !assessment.contains("token"),
            "{assessment}"
        );
    }
}

/// Placeholders and empty values that a broken template leaves in the page key.
const BROKEN_TEMPLATE_VALUES: [&str; 40] = [
    "",
    " ",
    "null",
    "undefined",
    "NaN",
    "None",
    "[object Object]",
    "{{ .Permalink }}",
    "{{page.url}}",
    "{% url 'post' %}",
    "<%= request.path %>",
    "${page}",
    "%PAGE%",
    "/posts/{{ slug }}/",
    "https://blog.example/undefined",
    "https://blog.example/?p=null",
    "/posts/undefined",
    "/posts/null",
    "\u{200b}null",
    "%s",
    "/%s",
    "__PAGE__",
    "PAGE_URL",
    "@Model.Url",
    "[]",
    "{}",
    "}}",
    "function(){}",
    "#",
    "javascript:void(0)",
    "file:///home/ann/index.html",
    "/:slug",
    "/posts/[slug]",
    "/?p=",
    "post-undefined",
    "null:null",
    "https://blog.exampleundefined",
    "%{url}",
    "location.pathname",
    "YOUR_PAGE_URL_HERE",
];

#[tokio::test]
async fn a_template_that_was_not_filled_in_does_not_merge_the_threads_of_a_blog() {
    let world = unmoderated_world().await;
    let post = async |body: serde_json::Value, referrer: Option<&str>| {
        let request = world.guest().request(Method::POST, COMMENTS);
        let mut request = request.json(&body);
        if let Some(referrer) = referrer {
            request = request.header("referer", referrer);
        }
        Answer::of(request).await
    };
    for (n, key) in BROKEN_TEMPLATE_VALUES.iter().enumerate() {
        // Many comments of one network would put it into flood mode.
        let ann = world.guest();
        let with = |text: &str| ann.comment(key, &format!("{text} {n}"));
        let code = if key.trim().is_empty() {
            "required"
        } else {
            "placeholder"
        };
        let mut named = with("By its URL");
        named["url"] = json!(format!("{BLOG}/by-url/{n}/?utm_source=x"));
        named["token"] = json!(form_token(&ann, &format!("/by-url/{n}")).await);
        let posted = post(named, Some("https://blog.example/elsewhere")).await;
        let warnings = &posted.expect(201).body["warnings"];
        assert_eq!(warnings[0]["field"], "page");
        assert_eq!(warnings[0]["code"], code, "{key:?}");
        assert_eq!(count(&ann, &format!("/by-url/{n}")).await, 1, "{key:?}");
        let referrer = format!("{BLOG}/by-referer/{n}#reply");
        let mut named = with("By Referer");
        named["token"] = json!(form_token(&ann, &format!("/by-referer/{n}")).await);
        post(named, Some(&referrer)).await.expect(201);
        assert_eq!(count(&ann, &format!("/by-referer/{n}")).await, 1, "{key:?}");
        let mut templates_all = with("Nowhere");
        templates_all["url"] = json!(format!("{BLOG}/posts/undefined"));
        if *key != "/posts/undefined" {
            let refused = post(templates_all, None).await.refused(422, "invalid");
            assert_eq!(refused.fields(), field_errors(&[("page", code)]), "{key:?}");
        }
        for referrer in [
            None,
            // By default, browsers send only this to another origin.
            Some("https://blog.example/"),
            Some("https://evil.example/by-referer/1"),
            Some("https://blog.example/{{ slug }}"),
            Some("https://blog.example/api/v1/sites/blog/comments"),
        ] {
            let refused = post(with("Nowhere"), referrer)
                .await
                .refused(422, "invalid");
            assert_eq!(
                refused.fields(),
                field_errors(&[("page", code)]),
                "{key:?} {referrer:?}"
            );
        }
    }
    let threads = "SELECT COUNT(*) FROM thread";
    let expected = i64::try_from(2 * BROKEN_TEMPLATE_VALUES.len()).expect("small");
    assert_eq!(world.database.number(threads).await, expected);
}

#[tokio::test]
async fn a_missing_page_is_taken_from_the_url_too() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (n, nothing) in [None, Some(json!(null))].into_iter().enumerate() {
        let mut body = ann.comment("/x", &format!("Number {n}"));
        body.as_object_mut().expect("an object").remove("page");
        if let Some(nothing) = nothing {
            body["page"] = nothing;
        }
        body["url"] = json!(format!("{BLOG}/left-out"));
        body["token"] = json!(form_token(&ann, "/left-out").await);
        ann.send(&body).await.expect(201);
    }
    assert_eq!(count(&ann, "/left-out").await, 2);
}

#[tokio::test]
async fn a_page_whose_real_path_looks_like_a_placeholder_is_accepted() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/undefined", "What undefined means");
    body["url"] = json!(format!("{BLOG}/undefined"));
    let form = ann.request(Method::GET, "/api/v1/sites/blog/form?page=/undefined");
    let form = Answer::of(form.header("referer", format!("{BLOG}/undefined"))).await;
    body["token"] = form.expect(200).body["token"].clone();
    world.clock.advance(std::time::Duration::from_secs(10));
    ann.send(&body).await.expect(201);
    let read = ann.request(Method::GET, &format!("{COMMENTS}?page=/undefined"));
    let read = Answer::of(read.header("referer", format!("{BLOG}/undefined"))).await;
    assert_eq!(read.expect(200).body["thread"]["count"], 1);
}

#[tokio::test]
async fn a_page_about_null_has_comments_if_its_url_says_so() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (n, page) in [
        "/js/undefined",
        "/sql/null",
        "/nan",
        "/?q=null",
        "/?q={x}",
        "/{id}",
        "/routes/:slug",
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = ann.comment(page, &format!("Number {n}"));
        body["token"] = json!(form_token(&ann, page).await);
        ann.send(&body).await.refused(422, "invalid");
        body["url"] = json!(format!("{BLOG}{page}"));
        let posted = ann.send(&body).await.expect(201);
        assert_eq!(posted.body["warnings"], json!([]), "{page}");
        assert_eq!(count(&ann, page).await, 1, "{page}");
    }
    // Only a browser on that page sends such a Referer.
    let wiki = "/wiki/%7B%7BT%7D%7D";
    let mut body = ann.comment("/wiki/{{T}}", "A page about templates");
    body["token"] = json!(form_token(&ann, "/elsewhere").await);
    let request = ann.request(Method::POST, COMMENTS).json(&body);
    let posted = Answer::of(request.header("referer", format!("{BLOG}{wiki}"))).await;
    posted.expect(201);
    let filed = format!("SELECT COUNT(*) FROM thread WHERE page = '{wiki}'");
    assert_eq!(world.database.number(&filed).await, 1);
}

#[tokio::test]
async fn a_blog_has_the_same_threads_with_and_without_www_and_tls() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    ann.post("http://www.blog.example/post/?p=7", "One")
        .await
        .expect(201);
    ann.post("http://blog.example/post?p=7", "Two")
        .await
        .expect(201);
    for page in ["/post?p=7", "https://www.blog.example/post?p=7"] {
        assert_eq!(count(&ann, page).await, 2, "{page}");
    }
}

#[tokio::test]
async fn a_path_in_any_script_fits_and_is_indexed() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    // Pseudorandom bytes, from the generator of Knuth's MMIX.
    let mut state = 7_u64;
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    let noise = (0..1_023).map(|_| format!("%{:02X}", byte() | 0x80));
    for path in [
        format!("/{}", "ก".repeat(341)),
        format!("/{}", "日本語の記事".repeat(56)),
        format!("/{}", noise.collect::<String>()),
    ] {
        publish_comment(&ann, &path, &format!("Number {}", path.len())).await;
        assert_eq!(count(&ann, &path).await, 1, "{path}");
        let query = urlencoded(&[("page", &path)]);
        let seen = ann.get(&format!("{COMMENTS}?{query}")).await.expect(200);
        assert_eq!(seen.body["items"][0]["depth"], 0);
    }
    let above = ann.comment(&format!("/{}", "ก".repeat(342)), "Too long");
    let above = ann.send(&above).await.refused(422, "invalid");
    assert_eq!(above.fields(), field_errors(&[("page", "too_long")]));
}

#[tokio::test]
async fn a_form_without_a_page_returns_the_text_and_knows_the_page_when_sent_again() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let fields = [
        ("page", "{{ .Permalink }}"),
        ("name", "Ann"),
        ("email", "ann@example.org"),
        ("text", "A long and *careful* text"),
    ];
    let refused = Answer::of(with_form(ann.request(Method::POST, COMMENTS), &fields)).await;
    let refused = refused.expect(422);
    assert_eq!(refused.header("content-type"), "text/html; charset=utf-8");
    assert!(
        refused.text.contains("A long and *careful* text"),
        "{}",
        refused.text
    );
    // With another error as well, the page is known from what the browser sent the first time.
    let mut wrong = fields;
    wrong[2] = ("email", "no address");
    let request = with_form(ann.request(Method::POST, COMMENTS), &wrong);
    let refused = Answer::of(request.header("referer", format!("{BLOG}/from-here/?p=7"))).await;
    let refused = refused.expect(422);
    assert!(refused.text.contains("from-here?p=7\""), "{}", refused.text);
    let token = form_token(&ann, "/from-here?p=7").await;
    let mut complete = fields.to_vec();
    complete.push(("token", &token));
    let request = with_form(ann.request(Method::POST, COMMENTS), &complete);
    let answer = Answer::of(request.header("referer", format!("{BLOG}/from-here/?p=7"))).await;
    let back = answer.expect(303);
    let back = back.header("location");
    assert!(
        back.starts_with(&format!("{BLOG}/from-here?p=7#comment-")),
        "{back}"
    );
}

#[tokio::test]
async fn reads_without_a_page_are_about_the_page_in_the_referer() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    ann.post("/here", "Something").await.expect(201);
    for key in ["", "undefined", "{{ .Permalink }}", "%PAGE%"] {
        for path in ["comments", "form", "mine"] {
            let query = urlencoded(&[("page", key)]);
            let path = format!("/api/v1/sites/blog/{path}?{query}");
            let ask = async |referrer: &str| {
                let request = ann.request(Method::GET, &path);
                let request = request.header("edit-token", "");
                Answer::of(request.header("referer", referrer)).await
            };
            let read = ask("https://blog.example/here/").await;
            if path.contains("/mine") {
                assert_eq!(read.expect(200).body["items"], json!([]));
            } else {
                let read = read.expect(200);
                if path.contains("/comments") {
                    assert_eq!(read.body["thread"]["page"], "/here");
                    assert_eq!(read.body["thread"]["count"], 1);
                    let cache = read.header("cache-control");
                    assert!(cache.contains("private"), "{cache}");
                }
            }
            ask("https://blog.example/").await.refused(422, "invalid");
            ask("https://evil.example/here")
                .await
                .refused(422, "invalid");
        }
    }
    let listed = ann.get(&format!("{COMMENTS}?page=/here")).await.expect(200);
    assert!(listed.header("cache-control").contains("public"));
    // Counts are not about the page in the Referer.
    let request = ann.request(
        Method::GET,
        "/api/v1/sites/blog/counts?page=/here&page=undefined",
    );
    let counted = Answer::of(request.header("referer", "https://blog.example/here")).await;
    let counted = counted.expect(200);
    assert_eq!(
        counted.body["counts"],
        json!({ "/here": 1, "undefined": 0 })
    );
    assert_eq!(counted.body["warnings"][0]["code"], "placeholder");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_a_template_that_was_not_filled_in_once_an_hour() {
    let installation = Installation::empty().await;
    installation.add_blog_and_owner(Policy::default()).await;
    let (server, address) = installation.start_and_wait().await;
    let http = crate::support::world::http_client_builder()
        .build()
        .expect("a client");
    for n in 0..5 {
        let author = json!({ "name": "Ann", "email": "ann@example.org" });
        let body =
            json!({ "page": "{{ .Permalink }}", "text": format!("Text {n}"), "author": author });
        let post = http.post(format!("http://{address}{COMMENTS}")).json(&body);
        Answer::of(post).await.refused(422, "invalid");
        let read = http.get(format!("http://{address}{COMMENTS}?page=undefined"));
        Answer::of(read).await.refused(422, "invalid");
    }
    let log = installation.log_after(server).await;
    let lines = log.lines().filter(|line| line.contains("placeholder"));
    let lines = lines.collect::<Vec<_>>();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(
        lines[0].contains("page") && lines[0].contains("blog"),
        "{log}"
    );
    assert!(!log.contains("Permalink") && !log.contains("Text"), "{log}");
}

#[tokio::test]
async fn the_documentation_lists_every_query_parameter_that_is_dropped() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pages.md"));
    let page = page.expect("the page is there");
    let listed = page
        .lines()
        .filter_map(|line| line.strip_prefix("- Dropped: "))
        .flat_map(|line| line.split(", "))
        .map(|name| name.trim_matches(['`', '.']))
        .collect::<Vec<_>>();
    assert_eq!(listed, rejoinder::DROPPED_PARAMETERS);
}

#[tokio::test]
async fn a_moderator_finds_the_comments_of_a_page_by_any_spelling() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ann = world.guest();
    ann.send(&ann.comment("/caf%c3%a9/?p=7&utm_source=x", "Hello"))
        .await
        .expect(201);
    for page in [
        "/café?p=7",
        "/caf%C3%A9/?p=7",
        "https://blog.example/caf%c3%a9?p=7",
    ] {
        let query = urlencoded(&[("page", page)]);
        let found = owner.get(&format!("/comments?{query}")).await.expect(200);
        let items = found.body["items"].as_array().expect("items").len();
        assert_eq!(items, 1, "{page}");
    }
}
