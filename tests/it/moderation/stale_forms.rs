//! Pages that were opened before another moderator changed what they show: a form changes what was changed in it, and nothing
//! that its moderator has not seen.

use rejoinder::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::edit_token,
    guests::edit_comment,
    html::FilledForm,
    moderate_page::{ModeratePage, back, between, notice},
    moderators::Moderator,
    world::{World, unmoderated_world},
};

/// Returns what a form notes of the state from which it was made.
fn made_from(page: &str) -> String {
    FilledForm::read(page).values["made_from"].clone()
}

#[tokio::test]
async fn comments_that_came_to_a_page_after_the_preview_are_not_decided() {
    // Into a page that was shown, out of one, and to a key that was free.
    for (filter, from, to) in [
        ("/cake", "/old", "/cake"),
        ("/old", "/old", "/cake"),
        ("/new", "/old", "/new"),
    ] {
        let world = World::new().await;
        let owner = world.owner().await;
        let page = ModeratePage::of(&owner);
        let mut ids = Vec::new();
        for (page, text) in [("/cake", "One"), ("/old", "Two"), ("/old", "Three")] {
            ids.push(world.guest().post(page, text).await.expect(201).id());
        }
        let asked = page
            .open(&format!(
                "/moderate/matching?page={filter}&site=blog&action=spam"
            ))
            .await;
        let body = json!({ "filter": { "page": filter }, "action": "approve", "dry_run": true });
        let dry = owner.send(Method::POST, "/decisions", &body).await;
        let before = dry.expect(200).body["before"].clone();
        let moving = json!({ "from": from, "to": to });
        let moved = owner.send(Method::POST, "/sites/blog/thread/move", &moving);
        moved.await.expect(200);
        let fields = FilledForm::read(&asked).values;
        let back = back(&asked);
        let form = [
            ("all", "spam"),
            ("before", fields["before"].as_str()),
            ("back", back.as_str()),
        ];
        let done = page.submit("/moderate/matching", &form).await;
        assert!(
            notice(&done).starts_with("Changed in the meantime"),
            "{filter}: {}",
            notice(&done)
        );
        let filter = json!({ "page": filter, "before": before });
        let body = json!({ "filter": filter, "action": "approve" });
        let decided = owner.send(Method::POST, "/decisions", &body).await;
        let decided = decided.expect(200).body;
        assert_eq!(decided["decided"], json!([]), "{filter}");
        assert_eq!(decided["before"], before, "{filter}");
        for id in &ids {
            assert_eq!(
                owner.comment(id).await["comment"]["status"],
                "pending",
                "{filter}"
            );
        }
        // Shown again, they are decided.
        let body = json!({ "filter": { "page": to }, "action": "spam" });
        let decided = owner.send(Method::POST, "/decisions", &body).await;
        let decided = decided.expect(200).body["decided"].clone();
        assert!(
            decided.as_array().is_some_and(|all| all.len() >= 2),
            "{decided}"
        );
    }
}

#[tokio::test]
async fn a_role_and_sites_that_another_owner_took_away_do_not_come_back() {
    let world = World::new().await;
    world.add_site_at("news", "https://news.example").await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let rosa = world.moderator("rosa", Role::Owner, &[]).await;
    let id = rosa.id().await;
    let url = format!("/moderate/people/{id}");
    let seen = made_from(&page.open(&url).await);
    let change = json!({ "role": "moderator", "sites": ["blog"] });
    owner.alter(&id, &change).await.expect(200);
    let form = [
        ("made_from", seen.as_str()),
        ("name", "Rosa"),
        ("role", "owner"),
    ];
    let saved = page.submit(&url, &form).await;
    assert_eq!(notice(&saved), "Saved.");
    let account = async || {
        let all = owner.get("/moderators").await.expect(200).body;
        let items = all["items"].as_array().expect("items").clone();
        let mut found = items.into_iter().filter(|item| item["login"] == "rosa");
        found.next().expect("rosa")
    };
    let now = account().await;
    assert_eq!(
        (&now["name"], &now["role"], &now["sites"]),
        (&json!("Rosa"), &json!("moderator"), &json!(["blog"]))
    );
    // So is a name, where there was none.
    owner.alter(&id, &json!({ "name": null })).await.expect(200);
    let seen = made_from(&page.open(&url).await);
    owner
        .alter(&id, &json!({ "name": "Hers" }))
        .await
        .expect(200);
    let form = [
        ("made_from", seen.as_str()),
        ("name", "Mine"),
        ("role", "moderator"),
        ("sites", "blog"),
    ];
    let late = page.send(&url, &form).await.expect(409).text;
    assert!(late.contains("meanwhile, to: Hers."), "{late}");
    owner
        .alter(&id, &json!({ "name": "Rosa" }))
        .await
        .expect(200);
    // What both have changed is a conflict, which saving again decides.
    let seen = made_from(&page.open(&url).await);
    owner.alter(&id, &json!({ "sites": [] })).await.expect(200);
    let form = [
        ("made_from", seen.as_str()),
        ("name", "Rosa"),
        ("role", "moderator"),
        ("sites", "news"),
    ];
    let late = page.send(&url, &form).await.expect(409).text;
    assert!(
        late.contains("Changed by another owner meanwhile"),
        "{late}"
    );
    let form = [
        ("made_from", made_from(&late)),
        ("role", "moderator".to_owned()),
        ("sites", "news".to_owned()),
    ];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    page.submit(&url, &[&form[..], &[("name", "Rosa")]].concat())
        .await;
    assert_eq!(account().await["sites"], json!(["news"]));
}

#[tokio::test]
async fn a_new_origin_stays_when_a_site_is_renamed_on_a_page_that_lacks_it() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let opened = page.open("/moderate/sites/blog").await;
    let seen = FilledForm::read(&opened).values;
    let both = json!({ "origins": ["https://blog.example", "https://new.example"] });
    owner
        .send(Method::PATCH, "/sites/blog", &both)
        .await
        .expect(200);
    let form = [
        ("made_from", seen["made_from"].as_str()),
        ("name", "Renamed"),
        ("origins", seen["origins"].trim_start()),
    ];
    page.submit("/moderate/sites/blog", &form).await;
    let site = async || {
        let sites = owner.get("/sites").await.expect(200).body;
        sites["items"][0].clone()
    };
    let now = site().await;
    assert_eq!(now["name"], "Renamed");
    assert_eq!(now["origins"], both["origins"]);
    let third = [&form[..2], &[("origins", "https://third.example")]].concat();
    let late = page
        .send("/moderate/sites/blog", &third)
        .await
        .expect(409)
        .text;
    assert!(
        late.contains("to: https:&#x2f;&#x2f;blog.example, https"),
        "{late}"
    );
    assert!(late.contains("https:&#x2f;&#x2f;third.example"), "{late}");
    assert_eq!(site().await["origins"], both["origins"]);
}

#[tokio::test]
async fn a_title_and_a_pin_of_another_moderator_stay() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let first = world.guest().post("/a", "First").await.expect(201).id();
    let second = world.guest().post("/a", "Second").await.expect(201).id();
    let thread = "/sites/blog/thread?page=/a";
    let change = async |body| owner.send(Method::PATCH, thread, &body).await.expect(200);
    change(json!({ "pinned": first })).await;
    let path = format!("/moderate/comments/{first}");
    let opened = page.open(&path).await;
    let unpin = between(&opened, "name=\"unpin\" value=\"", "\"").to_owned();
    assert_eq!(unpin, first);
    change(json!({ "title": "Hers", "pinned": second })).await;
    let form = format!("{path}/thread");
    let names = [
        ("was_title", ""),
        ("title", ""),
        ("was_url", ""),
        ("url", "https://blog.example/a"),
    ];
    page.submit(&form, &names).await;
    page.send(&form, &[("unpin", unpin.as_str())])
        .await
        .expect(409);
    let now = owner.get(thread).await.expect(200).body;
    assert_eq!(
        (&now["title"], &now["url"], &now["pinned"]),
        (
            &json!("Hers"),
            &json!("https://blog.example/a"),
            &json!(second)
        )
    );
    page.submit(&form, &[("unpin", second.as_str())]).await;
    assert_eq!(
        owner.get(thread).await.expect(200).body["pinned"],
        json!(null)
    );
}

/// Publishes a comment, and then stores a change of its author that waits.
async fn changed_comment(world: &World, owner: &Moderator<'_>) -> String {
    let author = world.guest();
    let posted = author.post("/a", "Nice pears").await.expect(201);
    let id = posted.id();
    owner.decide("approve", &[&id]).await.expect(200);
    edit_comment(&author, &id, &edit_token(&posted), "Nice pills")
        .await
        .expect(200);
    id
}

#[tokio::test]
async fn a_reply_to_a_published_comment_does_not_publish_its_change() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = changed_comment(&world, &owner).await;
    let opened = page.open(&format!("/moderate/comments/{id}")).await;
    let fields = FilledForm::read(between(&opened, "id=\"reply\"", "</form>")).values;
    let form = [
        ("version", fields["version"].as_str()),
        ("key", fields["key"].as_str()),
        ("text", "Thank you"),
    ];
    page.submit(&format!("/moderate/comments/{id}/reply"), &form)
        .await;
    assert_eq!(world.guest().texts("/a").await, ["Nice pears", "Thank you"]);
    assert_eq!(
        owner.comment(&id).await["comment"]["edit"]["text"],
        "Nice pills"
    );
}

#[tokio::test]
async fn rejecting_a_change_says_that_the_earlier_text_stays() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = changed_comment(&world, &owner).await;
    let queue = page.open("/moderate").await;
    let done = page.press(&queue, "spam", &id).await;
    assert!(
        notice(&done).starts_with("Change rejected: "),
        "{}",
        notice(&done)
    );
    assert!(notice(&done).contains("The earlier text stays published."));
    assert_eq!(world.guest().texts("/a").await, ["Nice pears"]);
}

#[tokio::test]
async fn an_earlier_result_is_not_shown_as_if_it_still_held() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let id = world.guest().post("/a", "Words").await.expect(201).id();
    let queue = page.open("/moderate").await;
    let value = format!("trash.{id}.1");
    let form = [("one", value.as_str()), ("back", "")];
    let answer = page.send("/moderate/decisions", &form).await.expect(303);
    let result = answer.header("location").to_owned();
    let done = page.open(&result).await;
    assert!(notice(&done).starts_with("In the trash: "), "{queue}");
    page.undo(&done).await;
    // As the browser's Back button does.
    let earlier = page.open(&result).await;
    assert!(!earlier.contains("In the trash: "), "{earlier}");
    assert!(notice(&earlier).contains("owner"), "{}", notice(&earlier));
    assert!(!earlier.contains("name=\"batch\""), "{earlier}");
}
