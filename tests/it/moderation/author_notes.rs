//! Notes of moderators on authors: shown with all comments of the person, on one site, until the person is erased.

use std::time::Duration;

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_of_each},
    moderators::Moderator,
    people::{ReportedIdentity, erase_person},
    world::{World, unmoderated_world},
};

async fn add(moderator: &Moderator<'_>, comment: &str, text: &str) -> Answer {
    let path = format!("/comments/{comment}/notes");
    moderator
        .send(Method::POST, &path, &json!({ "text": text }))
        .await
}

async fn notes(moderator: &Moderator<'_>, comment: &str) -> Vec<String> {
    let list = moderator
        .get(&format!("/comments/{comment}/notes"))
        .await
        .expect(200)
        .body;
    let items = list["items"].as_array().expect("items");
    let texts = field_of_each(items, "text")
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let detail = moderator.comment(comment).await;
    let in_detail = detail["author_notes"].as_array().expect("notes");
    assert_eq!(field_of_each(in_detail, "text"), texts);
    assert_eq!(detail["comment"]["author"]["notes"], texts.len());
    texts
}

#[tokio::test]
async fn a_note_is_shown_with_every_comment_of_the_author_on_the_site() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let ann = world.guest();
    let first = ann.post("/a", "The first").await.expect(201).id();
    add(&ben, &first, "  Writes from work\nsometimes  ")
        .await
        .expect(201);
    let made = add(&owner, &first, "A friend of the blog")
        .await
        .expect(201)
        .body;
    let second = world
        .guest()
        .post("/b", "From another network")
        .await
        .expect(201)
        .id();
    let stranger = world.guest().named("Ann", "other@example.org");
    let other = stranger.post("/a", "The same name").await.expect(201).id();
    let elsewhere = ann
        .post_on("garden", "/g", "In the garden")
        .await
        .expect(201)
        .id();
    for id in [&first, &second] {
        assert_eq!(
            notes(&owner, id).await,
            ["A friend of the blog", "  Writes from work\nsometimes  "]
        );
    }
    for id in [&other, &elsewhere] {
        assert_eq!(notes(&owner, id).await, [""; 0]);
    }
    let queue = ben.queue().await;
    let counts = queue
        .iter()
        .map(|item| item["author"]["notes"].as_i64().expect("a count"));
    assert_eq!(counts.collect::<Vec<_>>(), [2, 2, 0]);
    let id = made["id"].as_str().expect("an id");
    ben.delete(&format!("/notes/{id}")).await.expect(204);
    ben.delete(&format!("/notes/{id}"))
        .await
        .refused(404, "not_found");
    assert_eq!(notes(&ben, &second).await.len(), 1);
    // Readers and the author learn nothing of it.
    owner.decide("approve", &[&first]).await.expect(200);
    let public = world
        .guest()
        .get("/api/v1/sites/blog/comments?page=/a")
        .await
        .expect(200);
    assert!(!public.text.contains("note") && !public.text.contains("Writes from work"));
}

#[tokio::test]
async fn moderators_of_another_site_neither_see_nor_change_notes() {
    let world = unmoderated_world().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    let id = world.guest().post("/a", "A comment").await.expect(201).id();
    let note = add(&owner, &id, "Only for the blog").await.expect(201).body;
    let note = note["id"].as_str().expect("an id");
    add(&gardener, &id, "Not allowed")
        .await
        .refused(404, "not_found");
    gardener
        .get(&format!("/comments/{id}/notes"))
        .await
        .refused(404, "not_found");
    gardener
        .delete(&format!("/notes/{note}"))
        .await
        .refused(404, "not_found");
    assert_eq!(notes(&owner, &id).await, ["Only for the blog"]);
}

#[tokio::test]
async fn a_note_needs_a_text_and_an_author_who_can_be_recognized() {
    let world = unmoderated_world().await;
    world
        .policy(|policy| policy.guests.email = rejoinder::FieldRule::Optional)
        .await;
    let owner = world.owner().await;
    let ann = world.guest();
    let id = ann.post("/a", "A comment").await.expect(201).id();
    for wrong in ["", " \n", "\u{1b}[2J", &"x".repeat(1_001)] {
        let refused = add(&owner, &id, wrong).await.refused(422, "invalid");
        assert_eq!(refused.fields()[0].0, "text", "{wrong:?}");
    }
    let mut nameless = world.guest();
    nameless.email = None;
    let unknown = nameless
        .post("/a", "Without an address")
        .await
        .expect(201)
        .id();
    add(&owner, &unknown, "Who is it?")
        .await
        .refused(409, "conflict");
    assert_eq!(notes(&owner, &unknown).await, [""; 0]);
    for n in 0..100 {
        add(&owner, &id, &format!("Note {n}")).await.expect(201);
    }
    add(&owner, &id, "One more").await.refused(409, "conflict");
}

#[tokio::test]
async fn notes_follow_a_guest_who_signs_in_and_are_exported_and_erased_with_the_person() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let guest = world.guest().named("Eve", "eve@example.org");
    let as_guest = guest.post("/a", "As a guest").await.expect(201).id();
    add(&owner, &as_guest, "Canary on the guest")
        .await
        .expect(201);
    let person = world
        .person(&ReportedIdentity::email("eve@example.org", "Eve"))
        .await;
    let signed_in = person.post("/a", "Signed in").await.expect(201).id();
    add(&owner, &signed_in, "Canary on the person")
        .await
        .expect(201);
    person
        .send("/me/adopt", &[("email", "eve@example.org")])
        .await;
    assert_eq!(notes(&owner, &signed_in).await.len(), 2, "adopted");
    let data = person.data().await;
    let texts = field_of_each(data["notes"].as_array().expect("notes"), "text");
    assert_eq!(texts.len(), 2);
    assert_eq!(data["notes"][0]["site"], "blog");
    assert!(data["notes"][0].get("login").is_none());
    erase_person(&person, "anonymise").await.expect(204);
    assert_eq!(world.database.find_text("canary on").await, [""; 0]);
    assert_eq!(owner.comment(&signed_in).await["author_notes"], json!([]));
    let left: Value = owner.comment(&as_guest).await["comment"]["author"]["notes"].clone();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn notes_end_with_the_last_comment_of_their_author() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let [first, second] = ["The first", "The second"].map(|text| ann.post("/a", text));
    let (first, second) = (first.await.expect(201).id(), second.await.expect(201).id());
    add(&owner, &first, "A friend").await.expect(201);
    owner.decide("delete", &[&first]).await.expect(200);
    world.app.purge_expired().await.expect("purges");
    assert_eq!(notes(&owner, &second).await, ["A friend"]);
    owner.decide("delete", &[&second]).await.expect(200);
    world.app.purge_expired().await.expect("purges");
    let stored = "SELECT COUNT(*) FROM author_note";
    assert_eq!(world.database.number(stored).await, 0);
}

#[tokio::test]
async fn a_second_click_adds_a_note_once_and_the_same_note_later_again() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let first = add(&owner, &id, "Called today").await.expect(201).body["id"].clone();
    let second = add(&owner, &id, "Called today").await.expect(201).body["id"].clone();
    assert_eq!(first, second);
    add(&ben, &id, "Called today").await.expect(201);
    assert_eq!(notes(&owner, &id).await, ["Called today"; 2]);
    world.clock.advance(Duration::from_mins(2));
    add(&ben, &id, "Called today").await.expect(201);
    assert_eq!(notes(&owner, &id).await, ["Called today"; 3]);
}
