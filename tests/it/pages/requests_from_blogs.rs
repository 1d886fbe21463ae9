//! Pages for people, and requests from pages of the blogs.

use std::time::Duration;

use rejoinder::{NewSite, Origin, Policy, add_site};
use reqwest::Method;

use crate::support::{
    answers::Answer,
    guests::COMMENTS,
    world::{BLOG, NOW, World},
};

#[tokio::test]
async fn a_refused_form_is_a_page_that_can_be_sent_again() {
    let world = World::new().await;
    let guest = world.guest();
    let posted = guest.request(Method::POST, COMMENTS);
    let posted = posted
        .header("content-type", "application/x-www-form-urlencoded")
        .body("page=/a&text=kept&email=no+address");
    let page = Answer::of(posted).await.expect(422);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text.contains("kept") && page.text.contains("no address"));
    // Browsers check the redirect that follows against `form-action` as well.
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("sandbox"), "{policy}");
    assert!(policy.contains("style-src 'self'"), "{policy}");
    let form_action = format!("form-action 'self' {BLOG};");
    assert!(policy.contains(&form_action), "{policy}");
}

#[tokio::test]
async fn in_development_the_root_redirects_to_the_demonstration() {
    let world = World::new().await;
    let front = world.guest().get("/").await.expect(303);
    assert_eq!(front.header("location"), "/demo");
    let demo = world.guest().get("/demo").await.expect(200);
    assert!(
        demo.text.contains("<comment-thread site=\"demo\"")
            && demo.text.contains("src=\"/embed.js\"")
    );
}

#[tokio::test]
async fn a_site_added_by_a_command_is_available_to_the_first_browser_from_it() {
    let world = World::new().await;
    let origin = "https://news.example";
    let new = NewSite {
        slug: "news".into(),
        name: "News".into(),
        origins: vec![Origin::parse(origin).expect("an origin")],
        policy: Policy::default(),
    };
    let add = world
        .app
        .db
        .write((new, NOW), |c, (new, now)| Box::pin(add_site(c, new, *now)));
    add.await.expect("adds the site");
    world.clock.advance(Duration::from_secs(2));
    let guest = world.guest();
    let request = guest.request(Method::GET, "/api/v1/sites/news/comments?page=/a");
    let answer = Answer::of(request.header("origin", origin))
        .await
        .expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), origin);
}
