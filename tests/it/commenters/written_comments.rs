//! What a person wrote, on the page `/me`.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::Answer,
    html::FilledForm,
    people::{Person, ReportedIdentity},
    world::{World, unmoderated_world},
};

/// The targets of all links of a page whose URL contains this text.
fn links_with(html: &str, part: &str) -> Vec<String> {
    let page = FilledForm::read(html);
    let urls = page.tags.iter().flat_map(|(_, attributes)| attributes);
    urls.filter(|(name, url)| name == "href" && url.contains(part))
        .map(|(_, url)| url.clone())
        .collect()
}

async fn ann(world: &World) -> Person<'_> {
    world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await
}

#[tokio::test]
async fn a_person_reads_own_comments_with_their_status_and_changes_them_in_time() {
    let world = World::new().await;
    let (ann, owner) = (ann(&world).await, world.owner().await);
    let page = ann.get("/me").await.expect(200).text;
    assert!(page.contains("You have not written any comments yet."));
    let published = ann.post("/a", "Published <b>").await.expect(201).id();
    let waiting = ann.post("/b?c=d", "Waits").await.expect(201).id();
    let spam = ann.post("/c", "Filed away").await.expect(201).id();
    owner.decide("approve", &[&published]).await.expect(200);
    owner.decide("spam", &[&spam]).await.expect(200);
    world.guest().post("/a", "Of a guest").await.expect(201);
    let page = ann.get("/me").await.expect(200).text;
    let order = ["Filed away", "Waits", "Published &lt;b&gt;"];
    let order = order.map(|text| page.find(text).unwrap_or_else(|| panic!("{text}: {page}")));
    assert!(order.is_sorted(), "newest first: {order:?}");
    assert!(!page.contains("Of a guest"));
    // The author cannot tell spam from what waits.
    assert_eq!(page.matches("Waiting for a moderator").count(), 2);
    assert_eq!(page.matches("Published</p>").count(), 1);
    for id in [&published, &waiting, &spam] {
        for verb in ["edit", "delete"] {
            let links = links_with(&page, &format!("&{verb}={id}#change"));
            let [link] = &links[..] else {
                panic!("{links:?}");
            };
            let path = link.strip_prefix(&world.url("")).expect("is here");
            let form = ann.get(path.split('#').next().expect("a path")).await;
            let form = FilledForm::read(&form.expect(200).text);
            assert!(form.action.ends_with(&format!("/{id}/{verb}")));
        }
    }
    world.clock.advance(Duration::from_hours(1));
    let page = ann.get("/me").await.expect(200).text;
    assert!(page.contains("Waits") && links_with(&page, "#change").is_empty());
    // Another person reads nothing of it.
    let bob = world
        .person(&ReportedIdentity::account("github", "Bob"))
        .await;
    assert!(!bob.get("/me").await.expect(200).text.contains("Waits"));
}

#[tokio::test]
async fn links_lead_through_all_comments_of_a_person_on_all_sites() {
    let world = unmoderated_world().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    world
        .policy_of("news", |policy| policy.limits_percent = 10_000)
        .await;
    let ann = ann(&world).await;
    let mut expected = Vec::new();
    for n in 0..45 {
        let text = format!("Comment number {n} of Ann");
        let site = if n % 3 == 0 { "news" } else { "blog" };
        let path = format!("/api/v1/sites/{site}/comments");
        let page = if n % 2 == 0 { "/even" } else { "/odd" };
        let body = json!({ "page": page, "text": text });
        let request = ann.request(Method::POST, &path);
        let request = request.header("accept", "application/json").json(&body);
        let answer = Answer::of(request).await;
        answer.expect(201);
        expected.push(n);
        world.clock.advance(Duration::from_mins(1));
    }
    expected.reverse();
    let (mut found, mut path, mut parts) = (Vec::new(), "/me".to_owned(), 0);
    loop {
        let page = ann.get(&path).await.expect(200).text;
        assert!(page.contains("The News"), "{page}");
        let numbers = page.split("Comment number ").skip(1);
        found.extend(numbers.map(|rest| {
            let number = rest.split(' ').next().expect("a number");
            number.parse::<i32>().expect("a number")
        }));
        parts += 1;
        let more = links_with(&page, "/me?after=");
        let Some(more) = more.first() else {
            break;
        };
        more.split('#')
            .next()
            .expect("a path")
            .clone_into(&mut path);
    }
    assert_eq!((parts, found), (3, expected));
    ann.get("/me?after=x").await.expect(422);
}
