//! Signing in with an account at a provider, through the API and against a provider that may send wrong
//! answers.

use std::time::Duration;

use serde_json::json;

use crate::support::{
    answers::{Answer, eventually},
    commenters::{Commenter, VERIFIER, cookie_of, url_parameter},
    fake_wordpress::{FakeWordPress, ProviderFault, StartedSignIn, start_path},
    world::{BLOG, World},
};

async fn count_persons(world: &World) -> i64 {
    world.database.number("SELECT COUNT(*) FROM person").await
}

#[tokio::test]
async fn an_account_signs_in_by_redirect_and_comments_under_its_name() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    let started = who.start_sign_in("redirect").await;
    assert!(
        started
            .location
            .starts_with(&format!("{}/authorize?", stand.base))
    );
    let requested = |name: &str| url_parameter(&started.location, name).unwrap_or_default();
    assert_eq!(
        (
            requested("response_type"),
            requested("code_challenge_method")
        ),
        ("code".to_owned(), "S256".to_owned())
    );
    assert_eq!(
        (requested("code_challenge").len(), requested("scope")),
        (43, "auth".to_owned())
    );
    assert!(requested("redirect_uri").ends_with("%2Fapi%2Fv1%2Fsession%2Fwordpress%2Fcallback"));
    let back = who.return_from_provider(&started, "7").await.expect(303);
    assert!(
        back.header("location")
            .starts_with(&format!("{BLOG}/post#rejoinder_code=rjo_"))
    );
    assert_eq!(
        (back.header("referrer-policy"), back.header("cache-control")),
        ("no-referrer", "no-store")
    );
    assert_eq!(
        cookie_of(&back),
        "",
        "no session of this server's own pages"
    );
    let code = url_parameter(back.header("location"), "rejoinder_code").expect("a code");
    let started = who.redeem(&code, VERIFIER).await;
    let walter = Commenter::of(&who, started);
    let viewer = walter.session().await.expect(200).body["viewer"].clone();
    assert_eq!(
        (
            &viewer["name"],
            &viewer["kind"],
            &viewer["provider"],
            &viewer["verified"]
        ),
        (
            &json!("Walter 7"),
            &json!("social"),
            &json!("wordpress"),
            &json!(true)
        )
    );
    let posted = walter
        .post("/post", "Hello from elsewhere")
        .await
        .expect(201);
    let author = &posted.body["comment"]["author"];
    assert_eq!(
        (&author["name"], &author["kind"], &author["provider"]),
        (&json!("Walter 7"), &json!("social"), &json!("wordpress"))
    );
    assert_eq!(author["picture"], viewer["picture"]);
}

#[tokio::test]
async fn a_popup_sends_its_code_only_to_the_exact_origin_of_the_page() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    let started = who.start_sign_in("popup").await;
    let page = who.return_from_provider(&started, "7").await.expect(200);
    assert!(
        page.text.contains(&format!("data-origin=\"{BLOG}\"")),
        "{}",
        page.text
    );
    assert!(page.text.contains("data-name=\"code\""));
    let value = page.text.split("data-value=\"").nth(1).expect("a value");
    let code = value.split('"').next().expect("a code");
    assert!(
        page.header("content-security-policy")
            .contains("script-src 'self'")
    );
    assert!(
        page.headers
            .get("cross-origin-opener-policy")
            .is_none_or(|p| p != "same-origin")
    );
    Commenter::of(&who, who.redeem(code, VERIFIER).await);
}

#[tokio::test]
async fn a_sign_in_begins_only_for_pages_of_the_site_and_offered_providers() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    world.add_site_at("shop", "https://shop.example").await;
    for trick in [
        "https://blog.example.evil.example/",
        "https://blog.example@evil.example/",
        "https://evil.example/https://blog.example",
        "https://evil.example#https://blog.example/",
        "https://evil.example\\@blog.example/",
        "//blog.example/",
        "/\\evil.example",
        "http://blog.example/",
        "https://blog.example:444/",
        "https://BLOG.example.evil.example/",
        "https://blog.example%2eevil.example/",
        "https://blog.example%00.evil.example/",
        "https://blog。example.evil.example/",
        "javascript://blog.example/%0aalert(1)",
        "data:text/html,https://blog.example/",
        "https://u:p@blog.example/",
        "https://shop.example/",
        "",
    ] {
        let who = world.guest();
        let path = start_path("blog", "wordpress", "popup", trick);
        let refused = who.get(&path).await.refused(422, "invalid");
        assert_eq!(
            refused.fields(),
            [("return_to".to_owned(), "foreign_origin".to_owned())],
            "{trick}"
        );
        // A browser gets a page without links to another origin.
        let page = who.browse(&path, None).await.expect(422);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(!page.text.contains("href=\"http"), "{trick}: {}", page.text);
    }
    let who = world.guest();
    let upper = start_path(
        "blog",
        "wordpress",
        "redirect",
        "HTTPS://BLOG.EXAMPLE:443/a",
    );
    who.browse(&upper, None).await.expect(303);
    for challenge in ["", "short", &"A".repeat(44), &"=".repeat(43)] {
        let path =
            format!("/api/v1/sites/blog/session/wordpress/start?mode=popup&challenge={challenge}");
        who.get(&path).await.refused(422, "invalid");
    }
    let path = "/api/v1/sites/blog/session/wordpress/start?mode=popup";
    who.get(path).await.refused(422, "invalid");
    for (site, provider) in [
        ("blog", "google"),
        ("blog", "nobody"),
        ("nowhere", "wordpress"),
    ] {
        let path = start_path(site, provider, "popup", BLOG);
        who.get(&path).await.refused(404, "not_found");
    }
    world
        .policy(|policy| policy.identities.providers = Some(vec!["github".into()]))
        .await;
    let path = start_path("blog", "wordpress", "popup", BLOG);
    let page = who.browse(&path, None).await.expect(404);
    assert!(page.text.contains("not offered here"), "{}", page.text);
    let form = who.get("/api/v1/sites/blog/form?page=/").await.expect(200);
    let offered = form.body["identities"]["providers"]
        .as_array()
        .expect("a list");
    assert_eq!(
        offered.iter().map(|one| &one["id"]).collect::<Vec<_>>(),
        ["github"]
    );
    assert_eq!(stand.count_requests("/"), 0);
}

#[tokio::test]
async fn a_visitor_without_a_page_of_the_site_must_confirm_and_only_their_own_confirmation_counts()
{
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    let path = start_path("blog", "wordpress", "popup", BLOG);
    let requested = who.get(&path).await.expect(200);
    assert!(requested.text.contains("WordPress.com") && requested.text.contains("The Blog"));
    let link = requested
        .text
        .split("href=\"")
        .find(|part| part.contains("go="))
        .expect("a link");
    let link = link
        .split('"')
        .next()
        .expect("a link")
        .replace("&amp;", "&")
        .replace("&#x2f;", "/");
    let yes = link
        .strip_prefix(&world.url(""))
        .expect("a URL of this server")
        .to_owned();
    let press = async |cookie: &str| {
        let request = who
            .request(reqwest::Method::GET, &yes)
            .header("cookie", cookie);
        Answer::of(request).await.status.as_u16()
    };
    assert_eq!(press(&cookie_of(&requested)).await, 303);
    // A link with the confirmation of another visitor shows the question again.
    let other = cookie_of(&who.get(&path).await);
    assert_eq!((press("").await, press(&other).await), (200, 200));
}

#[tokio::test]
async fn a_sign_in_from_another_browser_or_expired_or_completed_is_refused() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    let started = who.start_sign_in("redirect").await;
    let other = who.start_sign_in("redirect").await;
    let stale = |started: &StartedSignIn, cookie: &str| StartedSignIn {
        cookie: cookie.to_owned(),
        ..started.clone()
    };
    let nowhere = [
        stale(&started, &other.cookie),
        stale(&started, ""),
        stale(&started, &format!("{}; {}", started.cookie, other.cookie)),
        StartedSignIn {
            state: "x".into(),
            ..started.clone()
        },
        StartedSignIn {
            state: started.state[..started.state.len() - 1].into(),
            ..started.clone()
        },
    ];
    for one in &nowhere {
        let page = who.return_from_provider(one, "7").await.expect(401);
        assert!(
            page.text.contains("This sign-in has ended"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("<form") && cookie_of(&page).is_empty());
    }
    let path = format!(
        "/api/v1/session/github/callback?code=7&state={}",
        started.state
    );
    who.browse(&path, Some(&started.cookie)).await.expect(401);
    let path = format!(
        "/api/v1/session/wordpress/callback?code=7&state={}",
        started.state
    );
    who.get(&path).await.refused(401, "unauthorized");
    for broken in [
        "",
        "?code=7",
        "?state=x",
        "?state=x&state=y&code=1",
        "?state=x&code=1&error=y",
    ] {
        let path = format!("/api/v1/session/wordpress/callback{broken}");
        who.get(&path).await.refused(400, "malformed");
    }
    assert_eq!(
        (stand.count_requests("/token"), count_persons(&world).await),
        (0, 0)
    );
    // None of these attempts used it up; the valid one does, and a second one is refused.
    who.return_from_provider(&started, "7").await.expect(303);
    who.return_from_provider(&started, "7").await.expect(401);
    world.clock.advance(Duration::from_mins(10));
    who.return_from_provider(&other, "8").await.expect(401);
    assert_eq!(
        (stand.count_requests("/token"), count_persons(&world).await),
        (1, 1)
    );
}

#[tokio::test]
async fn a_callback_by_post_is_repeated_with_get_because_it_has_no_cookie() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    let started = who.start_sign_in("redirect").await;
    let path = "/api/v1/session/wordpress/callback";
    let form = format!("code=7&state={}", started.state);
    let post = |path: &str, kind: &str, form: &str| {
        let request = who.request(reqwest::Method::POST, path);
        let request = request
            .header("origin", &stand.base)
            .header("content-type", kind);
        Answer::of(request.body(form.to_owned()))
    };
    let kind = "application/x-www-form-urlencoded";
    let sent = post(path, kind, &form).await.expect(303);
    let on = sent
        .header("location")
        .strip_prefix(&world.url(""))
        .expect("is on this server")
        .to_owned();
    who.browse(&on, Some(&started.cookie)).await.expect(303);
    post(path, "application/json", "{}")
        .await
        .refused(415, "unsupported_media_type");
    // A browser shows this answer, so it is a page.
    let broken = post(path, kind, "nothing=1").await.expect(400);
    let unknown = post("/api/v1/session/nobody/callback", kind, &form).await;
    for page in [broken, unknown.expect(404)] {
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn a_failing_provider_gives_an_error_page_and_the_next_try_works() {
    let stand = FakeWordPress::new().await;
    let world = stand
        .world_with(&[("REJOINDER_HTTP__OUTGOING__TIMEOUT", "0.5")])
        .await;
    let lies = [
        ProviderFault::Down,
        ProviderFault::Status(500),
        ProviderFault::Status(503),
        ProviderFault::Nonsense,
        ProviderFault::Huge,
        ProviderFault::Redirect,
        ProviderFault::Silent,
    ];
    for fault in lies {
        stand.set_fault(fault);
        let who = world.guest();
        let page = who
            .return_from_provider(&who.start_sign_in("popup").await, "7")
            .await
            .expect(503);
        assert_eq!(page.header("retry-after"), "30", "{fault:?}");
        assert!(
            page.text.contains("Your text is still in the form"),
            "{}",
            page.text
        );
        assert!(
            page.text.contains("data-name=\"error\"")
                && page.text.contains(&format!("{BLOG}/post#rejoinder_error="))
        );
        let started = who.start_sign_in("popup").await;
        let path = format!(
            "/api/v1/session/wordpress/callback?code=7&state={}",
            started.state
        );
        let request = who
            .request(reqwest::Method::GET, &path)
            .header("cookie", &started.cookie);
        Answer::of(request).await.refused(503, "unavailable");
    }
    assert_eq!(count_persons(&world).await, 0);
    stand.set_fault(ProviderFault::None);
    world.guest().sign_in_by_account("7").await;
}

#[tokio::test]
async fn while_one_provider_does_not_answer_other_requests_are_served() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    stand.set_fault(ProviderFault::Silent);
    let who = world.guest();
    let started = who.start_sign_in("popup").await;
    let slow = who.return_from_provider(&started, "7");
    tokio::pin!(slow);
    let others = async {
        eventually("the request", async || {
            (stand.count_requests("/token") > 0).then_some(())
        })
        .await;
        for n in 0..20 {
            world
                .guest()
                .get("/api/v1/sites/blog/comments?page=/")
                .await
                .expect(200);
            let email = format!("p{n}@example.org");
            world
                .guest()
                .post(&format!("/{n}"), &format!("Text {n} {email}"))
                .await
                .expect(201);
        }
    };
    tokio::select! {
        answer = &mut slow => panic!("answered first: {}", answer.text),
        () = others => {}
    }
    stand.release_one();
    slow.await.expect(503);
}

#[tokio::test]
async fn declining_at_the_provider_is_not_an_error() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    for mode in ["popup", "redirect"] {
        let StartedSignIn { state, cookie, .. } = who.start_sign_in(mode).await;
        let path = format!("/api/v1/session/wordpress/callback?error=access_denied&state={state}");
        let page = who.browse(&path, Some(&cookie)).await.expect(200);
        assert!(
            page.text
                .contains(&format!("{BLOG}/post#rejoinder_error=cancelled")),
            "{}",
            page.text
        );
        assert_eq!(
            page.text.contains("data-value=\"cancelled\""),
            mode == "popup"
        );
    }
    assert_eq!(
        (stand.count_requests("/token"), count_persons(&world).await),
        (0, 0)
    );
}
