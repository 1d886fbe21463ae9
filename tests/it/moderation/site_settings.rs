//! Changing a site: wildcard origins for previews, parts of a policy, and `rejoinder site set`.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, field_errors, sort_fields, with_form},
    guests::{COMMENTS, form_token, publish_comment},
    raw_requests::urlencoded,
    shell::Shell,
    world::{BLOG, World, unmoderated_world},
};

const PREVIEW: &str = "https://pr-7.blog.pages.dev";

/// The blog with previews below `blog.pages.dev`.
async fn with_previews() -> World {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let origins = json!({ "origins": ["https://*.blog.pages.dev", BLOG] });
    let changed = owner.send(Method::PATCH, "/sites/blog", &origins).await;
    let changed = changed.expect(200).body;
    assert_eq!(
        changed["origins"],
        json!([BLOG, "https://*.blog.pages.dev"])
    );
    world
}

#[tokio::test]
async fn a_preview_deployment_reads_and_posts_to_the_threads_of_the_blog() {
    let world = with_previews().await;
    let ann = world.guest();
    ann.post("/post", "From the blog").await.expect(201);
    let page = urlencoded(&[("page", &format!("{PREVIEW}/post/?utm_source=x"))]);
    for (origin, is_allowed) in [
        (BLOG, true),
        (PREVIEW, true),
        ("https://3f2a-1.blog.pages.dev", true),
        ("https://blog.pages.dev", false),
        ("https://a.b.blog.pages.dev", false),
        ("https://evil.pages.dev", false),
        ("https://evilblog.pages.dev", false),
        ("http://pr-7.blog.pages.dev", false),
        ("https://pr-7.blog.pages.dev.evil.example", false),
        ("https://*.blog.pages.dev", false),
    ] {
        let request = ann.request(Method::GET, &format!("{COMMENTS}?{page}"));
        let read = Answer::of(request.header("origin", origin))
            .await
            .expect(200);
        assert_eq!(read.body["thread"]["count"], 1, "{origin}");
        let allowed = read.header("access-control-allow-origin");
        assert_eq!(allowed, if is_allowed { origin } else { "" });
        let request = ann
            .request(Method::OPTIONS, COMMENTS)
            .header("access-control-request-method", "POST");
        let preflight = Answer::of(request.header("origin", origin))
            .await
            .expect(204);
        let allowed = preflight.header("access-control-allow-origin");
        assert_eq!(allowed, if is_allowed { origin } else { "" });
    }
    let mut body = ann.comment("undefined", "From the preview");
    body["url"] = json!(format!("{PREVIEW}/post/"));
    body["token"] = json!(form_token(&ann, "/post").await);
    ann.send(&body).await.expect(201);
    assert_eq!(ann.read("/post").await["thread"]["count"], 2);
}

#[tokio::test]
async fn no_reader_is_redirected_to_a_preview_deployment() {
    let world = with_previews().await;
    let ann = world.guest();
    let form = |redirect: &'static str| {
        [
            ("page", "/post"),
            ("name", "Ann"),
            ("email", "ann@example.org"),
            ("text", redirect),
            ("url", "https://pr-7.blog.pages.dev/post/"),
            ("redirect", redirect),
        ]
    };
    let post = |fields: &[(&str, &str)]| with_form(ann.request(Method::POST, COMMENTS), fields);
    let fields = form("");
    let mut fields = fields.to_vec();
    fields[3].1 = "Without a redirect";
    let taken = Answer::of(post(&fields)).await.expect(303);
    let back = taken.header("location");
    assert_eq!(back, "https://blog.example/post?comment=pending");
    let refused = Answer::of(post(&form("https://pr-7.blog.pages.dev/post/"))).await;
    let location = refused.header("location");
    assert!(!location.contains("pages.dev"), "{location}");
    let policy = refused.header("content-security-policy");
    assert!(!policy.contains("pages.dev"), "{policy}");
    // The example of RFC 7636.
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for page in [
        "https://pr-7.blog.pages.dev/post/",
        "https://*.blog.pages.dev/",
    ] {
        let ask = json!({ "email": "ann@example.org", "page": page, "challenge": challenge });
        let request = ann.request(Method::POST, "/api/v1/sites/blog/session/email");
        let refused = Answer::of(request.json(&ask)).await.refused(422, "invalid");
        assert_eq!(
            refused.fields(),
            field_errors(&[("page", "foreign_origin")])
        );
    }
}

#[tokio::test]
async fn a_wildcard_origin_is_https_with_one_label_below_a_registrable_domain() {
    let world = World::new().await;
    let owner = world.owner().await;
    let change = async |origins: serde_json::Value| {
        owner
            .send(Method::PATCH, "/sites/blog", &json!({ "origins": origins }))
            .await
    };
    for wrong in [
        "https://*.pages.dev",
        "https://*.netlify.app",
        "https://*.github.io",
        "https://*.com",
        "https://*.co.uk",
        "http://*.blog.pages.dev",
        "https://*",
        "*",
        "https://pr-*.blog.pages.dev",
        "https://*.*.blog.pages.dev",
        "https://a.*.blog.pages.dev",
        "https://*.blog.pages.dev/a",
        "https://*.127.0.0.1",
        // Other spellings of the asterisk.
        "https://%2a.github.io",
        "https://%2A.blog.pages.dev",
        "https://\u{ff0a}.github.io",
    ] {
        let refused = change(json!([BLOG, wrong])).await.refused(422, "invalid");
        assert_eq!(
            refused.fields(),
            field_errors(&[("origins.1", "invalid")]),
            "{wrong}"
        );
    }
    let refused = change(json!(["https://*.blog.pages.dev"]))
        .await
        .refused(422, "invalid");
    assert_eq!(refused.fields(), field_errors(&[("origins", "required")]));
    let body = json!({ "slug": "news", "name": "News", "origins": ["https://*.news.example"] });
    let refused = owner
        .send(Method::POST, "/sites", &body)
        .await
        .refused(422, "invalid");
    assert_eq!(refused.fields(), field_errors(&[("origins", "required")]));
    let body = json!({
        "slug": "news", "name": "News", "origins": ["https://*.news.example", "https://news.example"],
    });
    let made = owner.send(Method::POST, "/sites", &body).await.expect(201);
    assert_eq!(
        made.body["origins"],
        json!(["https://news.example", "https://*.news.example"])
    );
}

#[tokio::test]
async fn threads_of_an_added_origin_become_threads_of_the_blog() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    ann.post("/post", "By its path").await.expect(201);
    publish_comment(&ann, "https://old.example/post/", "By the other origin").await;
    publish_comment(&ann, "https://old.example/about?x=1", "Alone").await;
    // An explicitly named key is unchanged, whatever the URL says.
    let mut home = ann.comment("/", "On the home page");
    home["url"] = json!("https://blog.example/elsewhere");
    home["token"] = json!(form_token(&ann, "/").await);
    ann.send(&home).await.expect(201);
    assert_eq!(ann.read("/post").await["thread"]["count"], 1);
    let origins = json!({ "origins": [BLOG, "https://old.example"] });
    owner
        .send(Method::PATCH, "/sites/blog", &origins)
        .await
        .expect(200);
    world.clock.advance(Duration::from_secs(2));
    for (page, count) in [
        ("/post", 2),
        ("https://old.example/post", 2),
        ("/about?x=1", 1),
        ("/", 1),
        ("/elsewhere", 0),
    ] {
        let query = urlencoded(&[("page", page)]);
        let read = ann.get(&format!("{COMMENTS}?{query}")).await.expect(200);
        assert_eq!(read.body["thread"]["count"], count, "{page}");
    }
}

#[tokio::test]
async fn a_part_of_a_policy_is_changed_and_the_rest_is_unchanged() {
    let world = World::new().await;
    let owner = world.owner().await;
    let patch = async |patch: serde_json::Value| {
        owner
            .send(Method::PATCH, "/sites/blog/policy", &patch)
            .await
    };
    let before = owner.get("/sites/blog/policy").await.expect(200).body;
    let changed = patch(
        json!({ "moderation": "none", "guests": { "email": "optional" }, "close_after_days": 30 }),
    );
    let changed = changed.await.expect(200).body;
    let mut expected = before.clone();
    expected["moderation"] = json!("none");
    expected["guests"]["email"] = json!("optional");
    expected["close_after_days"] = json!(30);
    assert_eq!(changed, expected);
    assert_eq!(
        owner.get("/sites/blog/policy").await.expect(200).body,
        expected
    );
    // The change takes effect immediately, and null restores the default.
    let mut ann = world.guest();
    ann.email = None;
    let posted = ann.post("/a", "Without an address").await.expect(201);
    assert_eq!(posted.body["status"], "approved");
    let back = json!({ "moderation": null, "guests": null, "close_after_days": null });
    assert_eq!(patch(back).await.expect(200).body, before);
    assert_eq!(patch(json!({})).await.expect(200).body, before);
    let refused = patch(json!({
        "moderation": "some", "guests": { "fax": 1, "name": 7 }, "text_max": "long", "colour": 1,
    }));
    let refused = refused.await.refused(422, "invalid");
    let expected = field_errors(&[
        ("colour", "unknown"),
        ("guests.fax", "unknown"),
        ("guests.name", "invalid"),
        ("moderation", "invalid"),
        ("text_max", "wrong_type"),
    ]);
    assert_eq!(sort_fields(refused.fields()), expected);
    let refused = patch(json!({ "text_max": 5, "text_min": 6 }))
        .await
        .refused(422, "invalid");
    assert_eq!(
        refused.fields(),
        field_errors(&[("text_max", "out_of_range")])
    );
    patch(json!([])).await.refused(422, "invalid");
    assert_eq!(
        owner.get("/sites/blog/policy").await.expect(200).body,
        before
    );
    let guest = world
        .guest()
        .request(Method::PATCH, "/api/v1/moderation/sites/blog/policy");
    Answer::of(guest.json(&json!({})))
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one session in the shell")]
async fn a_site_is_shown_and_changed_from_the_command_line() {
    let shell = Shell::new().await;
    let run = |arguments: &[&str]| {
        let output = shell.run(arguments);
        (output.code, output.out, output.err)
    };
    assert_eq!(run(&["migrate"]).0, Some(0));
    let blog = [
        "site", "add", "blog", "--name", "The Blog", "--origin", BLOG,
    ];
    assert_eq!(run(&blog).0, Some(0));
    let show = || {
        let (code, out, printed) = run(&["site", "show", "blog"]);
        assert_eq!(code, Some(0), "{printed}");
        out
    };
    let before = show();
    for line in [
        "slug = blog",
        "name = The Blog",
        "origin = https://blog.example",
        "moderation = all",
        "guests.email = required",
        "close_after_days = null",
    ] {
        assert!(
            before.lines().any(|shown| shown == line),
            "{line}: {before}"
        );
    }
    let (code, _, printed) = run(&[
        "site",
        "set",
        "blog",
        "--add-origin",
        "https://www.blog.example",
        "--add-origin",
        "https://*.blog.pages.dev",
        "--moderation",
        "first",
        "--policy",
        "guests.email=optional",
        "--policy",
        "close_after_days=30",
        "--name",
        "Blog",
    ]);
    assert_eq!(code, Some(0), "{printed}");
    let after = show();
    for line in [
        "name = Blog",
        "origin = https://blog.example",
        "origin = https://www.blog.example",
        "origin = https://*.blog.pages.dev",
        "moderation = first",
        "guests.email = optional",
        "guests.name = required",
        "close_after_days = 30",
    ] {
        assert!(after.lines().any(|shown| shown == line), "{line}: {after}");
    }
    for (arguments, word) in [
        (
            &["site", "set", "nosuch", "--moderation", "all"][..],
            "no site nosuch",
        ),
        (&["site", "set", "blog"], "nothing to change"),
        (&["site", "set", "blog", "--moderation", "some"], "some"),
        (
            &[
                "site",
                "set",
                "blog",
                "--add-origin",
                "https://*.netlify.app",
            ],
            "netlify.app",
        ),
        (&["site", "set", "blog", "--add-origin", "blog"], "blog"),
        (
            &[
                "site",
                "set",
                "blog",
                "--remove-origin",
                "https://x.example",
            ],
            "not an origin",
        ),
        (
            &[
                "site",
                "set",
                "blog",
                "--remove-origin",
                BLOG,
                "--remove-origin",
                "https://www.blog.example",
            ],
            "without a wildcard",
        ),
        (
            &["site", "set", "blog", "--policy", "fax=1"],
            "unknown setting",
        ),
        (
            &["site", "set", "blog", "--policy", "guests.fax=1"],
            "unknown setting",
        ),
        (
            &["site", "set", "blog", "--policy", "text_max=-1"],
            "text_max",
        ),
        (
            &["site", "set", "blog", "--policy", "text_max=99999999"],
            "text_max",
        ),
        (
            &["site", "set", "blog", "--policy", "moderation"],
            "KEY=VALUE",
        ),
        (&["site", "show", "nosuch"], "no site nosuch"),
    ] {
        let (code, _, printed) = run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {printed}");
        assert!(printed.contains(word), "{arguments:?}: {printed}");
    }
    assert_eq!(show(), after, "a refused command changes nothing");
    let (code, _, printed) = run(&[
        "site",
        "set",
        "blog",
        "--remove-origin",
        "https://*.blog.pages.dev",
        "--policy",
        "close_after_days=null",
    ]);
    assert_eq!(code, Some(0), "{printed}");
    let last = show();
    assert!(
        !last.contains('*') && last.contains("close_after_days = null"),
        "{last}"
    );
}
