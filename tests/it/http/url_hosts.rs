//! Hosts: no field or setting for a URL accepts a host that could be mistaken for syntax.

use std::time::Duration;

use rejoinder::{Flags, Settings};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, field_errors, warnings_of},
    fake_wordpress::FakeWordPress,
    forms::{assert_refused_form, form_fields, replace_fields},
    guests::COMMENTS,
    raw_requests::urlencoded,
    shell::Shell,
    world::{World, unmoderated_world},
};

/// Hosts that the URL parser of browsers accepts, and hosts that cannot exist.
const INVALID_HOSTS: &[&str] = &[
    "\"onmouseover=alert(1)",
    "'onmouseover=alert(1)",
    "`onmouseover=alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "a\"b.example",
    "a'b.example",
    "a{b}.example",
    "a(b).example",
    "a*b.example",
    "*.example",
    "a,b.example",
    "a;b.example",
    "a!b.example",
    "a$b.example",
    "a&b.example",
    "a=b.example",
    "a+b.example",
    "a~b.example",
    "%22b.example",
    "a_b.example",
    "-a.example",
    "a-.example",
    "a..example",
    ".example",
    "a.example..",
    "blog.123",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
];

#[tokio::test]
async fn no_website_may_have_such_a_host() {
    let world = unmoderated_world().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let guest = world.guest();
    for host in INVALID_HOSTS {
        let website = format!("https://{host}//");
        let mut body = guest.comment("/a", &format!("From {host}"));
        body["author"]["website"] = json!(website);
        let answer = guest.send(&body).await.refused(422, "invalid");
        let fields = field_errors(&[("author.website", "invalid")]);
        assert_eq!(answer.fields(), fields, "{host}");
        let changed = ann.change_profile(&json!({ "website": website })).await;
        let fields = field_errors(&[("website", "invalid")]);
        assert_eq!(changed.refused(422, "invalid").fields(), fields, "{host}");
        let fields = replace_fields(form_fields("/a", host, ""), &[("website", &website)]);
        assert_refused_form(&guest.submit(&fields).await, 422);
    }
    for host in [
        "blog.example",
        "my_blog.ann.example",
        "xn--bcher-kva.example",
        "bücher.example",
        "192.0.2.1:8080",
        "[2001:db8::1]",
    ] {
        let mut body = guest.comment("/a", &format!("From {host}"));
        body["author"]["website"] = json!(format!("https://{host}/"));
        guest.send(&body).await.expect(201);
    }
}

#[tokio::test]
async fn no_link_in_a_text_leads_to_such_a_host() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for host in INVALID_HOSTS {
        let url = format!("https://{host}/x");
        for text in [
            format!("[shop]({url})"),
            format!("[shop](<{url}>)"),
            format!("[shop][1]\n\n[1]: <{url}>\n"),
            format!("[shop][1]\n\n[1]: {url}\n"),
            format!("![shop]({url})"),
            format!("<{url}>"),
            url.clone(),
            format!("[shop](//{host}/x)"),
        ] {
            let request = ann.request(Method::POST, "/api/v1/sites/blog/preview");
            let answer = Answer::of(request.json(&json!({ "text": text }))).await;
            let answer = answer.expect(200);
            let html = answer.body["html"].as_str().expect("HTML");
            for link in html.split("href=\"").skip(1) {
                let target = link.split('"').next().unwrap_or_default();
                let target = url::Url::parse(target).expect("a URL");
                // A bare URL ends where its host cannot continue, and the rest is still a valid host.
                let host = target.host_str().expect("a host");
                let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
                assert!(host.bytes().all(is_plain), "{text}: {html}");
                assert!(text.contains(host), "{text}: {html}");
            }
        }
    }
}

#[tokio::test]
async fn no_url_of_a_page_and_no_redirect_has_such_a_host() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    world.policy(|policy| policy.limits_percent = 10_000).await;
    let ann = world.guest();
    for host in INVALID_HOSTS {
        let url = format!("https://{host}/a");
        let mut body = ann.comment("/a", &format!("A page of {host}"));
        body["url"] = json!(url);
        body["token"] = json!(ann.token("/a").await);
        let taken = ann.send(&body).await.expect(201);
        assert_eq!(
            warnings_of(&taken),
            field_errors(&[("url", "invalid")]),
            "{host}"
        );
        let text = format!("Back to {host}");
        let fields = replace_fields(form_fields("/a", &text, ""), &[("redirect", &url)]);
        let location = ann.submit(&fields).await.expect(303);
        let location = location.header("location").to_owned();
        assert!(location.starts_with("https://blog.example"), "{location}");
        let query = urlencoded(&[
            ("mode", "redirect"),
            ("return_to", &url),
            ("challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ]);
        let path = format!("/api/v1/sites/blog/session/wordpress/start?{query}");
        let answer = ann.browse(&path, None).await;
        assert_eq!(answer.status.as_u16(), 422, "{host}: {}", answer.text);
    }
}

#[tokio::test]
async fn no_origin_of_a_site_has_such_a_host() {
    let world = World::new().await;
    let owner = world.owner().await;
    for host in INVALID_HOSTS {
        let origin = format!("https://{host}");
        let body = json!({ "origins": ["https://blog.example", origin] });
        let answer = owner.send(Method::PATCH, "/sites/blog", &body).await;
        let fields = answer.refused(422, "invalid").fields();
        assert_eq!(fields, field_errors(&[("origins.1", "invalid")]), "{host}");
    }
    let previews = json!({ "origins": ["https://blog.example", "https://*.previews.example"] });
    let changed = owner.send(Method::PATCH, "/sites/blog", &previews).await;
    changed.expect(200);
    world.clock.advance(Duration::from_secs(2));
    for (label, is_allowed) in [
        ("pr-7", true),
        ("pr_7", true),
        ("-pr", false),
        ("pr-", false),
    ] {
        let origin = format!("https://{label}.previews.example");
        let path = format!("{COMMENTS}?page=/a");
        let request = world.guest().request(Method::GET, &path);
        let request = request.header("origin", &origin);
        let answer = Answer::of(request).await.expect(200);
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed == origin, is_allowed, "{label}");
    }
}

#[test]
fn no_setting_accepts_a_url_with_such_a_host() {
    for host in INVALID_HOSTS {
        let url = format!("https://{host}");
        for (name, key) in [
            ("REJOINDER_PUBLIC_URL", "http.public_url"),
            ("REJOINDER_SPAM__HOOK__URL", "spam.hook.url"),
            ("REJOINDER_SPAM__AKISMET__URL", "spam.akismet.url"),
            (
                "REJOINDER_IDENTITY__GOOGLE__ISSUER",
                "identity.google.issuer",
            ),
            (
                "REJOINDER_IDENTITY__GITHUB__TOKEN_URL",
                "identity.github.token_url",
            ),
        ] {
            let flags = Flags {
                dev: true,
                ..Flags::default()
            };
            let environment = [
                (name, &*url),
                (
                    "REJOINDER_SPAM__HOOK__SECRET",
                    "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0yNC1ieXRlcw==",
                ),
                ("REJOINDER_SPAM__AKISMET__KEY", "key"),
                ("REJOINDER_IDENTITY__GOOGLE__CLIENT_ID", "a"),
                ("REJOINDER_IDENTITY__GOOGLE__CLIENT_SECRET", "b"),
                ("REJOINDER_IDENTITY__GITHUB__CLIENT_ID", "a"),
                ("REJOINDER_IDENTITY__GITHUB__CLIENT_SECRET", "b"),
            ];
            let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let mistakes = Settings::load(&flags, environment.into_iter());
            let mistakes = mistakes.err().map(|mistakes| mistakes.0.join("\n"));
            let mistakes = mistakes.unwrap_or_else(|| panic!("{name}={url} is accepted"));
            assert!(mistakes.contains(key), "{name}={url}: {mistakes}");
        }
    }
}

#[tokio::test]
async fn check_refuses_a_public_url_with_braces_and_explains_valid_hosts() {
    let mut shell = Shell::new().await;
    let url = "https://{{host}}".to_owned();
    shell
        .settings
        .push(("REJOINDER_PUBLIC_URL".to_owned(), url));
    let output = shell.run(&["check"]).expect_code(2);
    let reported = output.err + &output.out;
    assert!(reported.contains("http.public_url"), "{reported}");
    assert!(
        reported.contains("letters, digits, hyphens and dots"),
        "{reported}"
    );
}

#[tokio::test]
async fn a_website_stored_by_an_earlier_version_is_validated_again() {
    let world = unmoderated_world().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let change = json!({ "website": "https://ann.example" });
    ann.change_profile(&change).await.expect(200);
    let posted = ann.post("/a", "See the [shop](https://shop.example)").await;
    let posted = posted.expect(201);
    let bad = "https://\"onmouseover=alert(1)//";
    for statement in [
        format!("UPDATE person SET website = '{bad}'"),
        format!(
            "UPDATE comment SET website = '{bad}', renderer = 1,
                text = 'See the [shop]({bad})', html = '<p><a href=''{bad}''>shop</a></p>'"
        ),
        "UPDATE thread SET version = version + 1".to_owned(),
    ] {
        world.database.execute(&statement).await.expect("writes");
    }
    let viewer = ann.session().await.expect(200).body["viewer"].clone();
    assert_eq!(viewer["website"], json!(null));
    assert_eq!(viewer["name"], "Ann");
    let count = world.app.comments.rerender().await.expect("renders");
    assert_eq!(count, 1);
    let page = world.guest().read("/a").await;
    assert_eq!(page["items"][0]["id"], posted.id());
    assert_eq!(page["items"][0]["author"]["website"], json!(null));
    let html = page["items"][0]["html"].as_str().expect("HTML");
    assert!(!html.contains("href"), "{html}");
    // A comment that is posted now does not store it either.
    let next = ann.post("/a", "One more").await.expect(201);
    assert_eq!(next.body["comment"]["author"]["website"], json!(null));
}
