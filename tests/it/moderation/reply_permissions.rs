//! Replies of moderators: who may publish with which credential, and when that ends.

use std::time::Duration;

use rejoinder::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::Answer,
    guests::COMMENTS,
    moderators::{Moderator, create_api_key},
    world::{BLOG, World},
};

#[tokio::test]
async fn a_token_is_accepted_from_no_page_of_another_origin() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (key, _) = create_api_key(&owner).await;
    let body = json!({ "page": "/a", "text": "From a page" });
    let own = world.url("");
    let port = world.address.port();
    for (n, who) in [&owner, &key].into_iter().enumerate() {
        for origin in [
            BLOG,
            "null",
            "",
            "https://evil.example",
            &format!("{own}/"),
            &format!("{own}."),
            &own.to_uppercase(),
            &format!("https://127.0.0.1:{port}"),
            &format!("http://127.0.0.1:{port}@evil.example"),
        ] {
            let request = who.public(Method::POST, COMMENTS).header("origin", origin);
            let refused = Answer::of(request.json(&body))
                .await
                .refused(403, "forbidden");
            let detail = refused.body["detail"].as_str().expect("a detail");
            assert!(
                detail.contains("Origin") && detail.contains("/me"),
                "{detail}"
            );
        }
        let twice = who.public(Method::POST, COMMENTS);
        let twice = twice
            .header("origin", &own)
            .header("origin", BLOG)
            .json(&body);
        Answer::of(twice).await.refused(403, "forbidden");
        let fine = who.public(Method::POST, COMMENTS).header("origin", &own);
        let text = json!({ "page": "/a", "text": format!("From the own page {n}") });
        Answer::of(fine.json(&text)).await.expect(201);
    }
    // The same holds for everything else that the token allows in the public API.
    let id = owner.say("/a", "To be changed").await.expect(201).id();
    let comment = format!("{COMMENTS}/{id}");
    for request in [
        owner
            .public(Method::PATCH, &comment)
            .json(&json!({ "text": "Changed" })),
        owner.public(Method::DELETE, &comment),
        owner.public(Method::GET, "/api/v1/sites/blog/mine?page=/a"),
    ] {
        let request = request.header("origin", BLOG);
        Answer::of(request).await.refused(403, "forbidden");
    }
    // A page of another origin cannot find out whether a token is valid.
    let (prefix, rest) = owner.token.split_at(4);
    let first = if rest.starts_with('A') { 'B' } else { 'A' };
    let flipped = format!("{prefix}{first}{}", &rest[1..]);
    let guest = Moderator {
        world: &world,
        token: flipped,
    };
    let request = guest.public(Method::POST, COMMENTS).header("origin", BLOG);
    Answer::of(request.json(&body))
        .await
        .refused(403, "forbidden");
    guest.publish(&body).await.refused(401, "unauthorized");
    assert_eq!(world.guest().read("/a").await["thread"]["count"], 3);
}

#[tokio::test]
async fn the_right_to_publish_ends_immediately_when_anything_it_depends_on_ends() {
    let world = World::new().await;
    let replica = world.replica().await;
    let owner = world.owner().await;
    let at_both = async |who: &Moderator<'_>, text: &str| {
        let body = json!({ "page": "/a", "text": text });
        let request = who.public(Method::POST, COMMENTS).json(&body);
        let there = replica.answer(&world, request).await.status.as_u16();
        let body = json!({ "page": "/a", "text": format!("{text} again") });
        (there, who.publish(&body).await.status.as_u16())
    };
    let patch = "granite whistle orbit plum";
    for (n, what) in [
        "revoked",
        "signed out",
        "demoted",
        "password",
        "sites",
        "removed",
        "idle",
    ]
    .into_iter()
    .enumerate()
    {
        let role = if what == "demoted" {
            Role::Owner
        } else {
            Role::Moderator
        };
        let login = format!("ben{n}");
        let ben = world.moderator(&login, role, &["blog"]).await;
        let id = ben.id().await;
        let (key, key_id) = create_api_key(&ben).await;
        assert_eq!(at_both(&ben, what).await, (201, 201), "{what}");
        assert_eq!(
            at_both(&key, &format!("{what} by key")).await,
            (201, 201),
            "{what}"
        );
        // What ends, and the statuses for the session and the key afterwards.
        let expected = match what {
            "revoked" => {
                owner.delete(&format!("/keys/{key_id}")).await.expect(204);
                (201, 401)
            }
            "signed out" => {
                ben.delete("/session").await.expect(204);
                (401, 201)
            }
            "demoted" => {
                let change = json!({ "role": "moderator", "sites": [] });
                owner.alter(&id, &change).await.expect(200);
                (401, 404)
            }
            "password" => {
                owner
                    .alter(&id, &json!({ "password": patch }))
                    .await
                    .expect(200);
                (401, 201)
            }
            "sites" => {
                owner.alter(&id, &json!({ "sites": [] })).await.expect(200);
                (404, 404)
            }
            "removed" => {
                owner.delete(&format!("/moderators/{id}")).await.expect(204);
                (401, 401)
            }
            _ => {
                world.clock.advance(Duration::from_hours(1));
                (401, 201)
            }
        };
        let (by_session, by_key) = expected;
        assert_eq!(
            at_both(&ben, &format!("{what} after")).await,
            (by_session, by_session),
            "{what}"
        );
        let text = format!("{what} by key after");
        assert_eq!(at_both(&key, &text).await, (by_key, by_key), "{what}");
        if what == "removed" {
            // Published comments stay, with the role at the time of writing.
            let list = world
                .guest()
                .get(&format!("{COMMENTS}?page=/a&limit=100"))
                .await;
            let items = list.body["items"].as_array().expect("items").clone();
            let printed = items
                .iter()
                .find(|item| item["html"] == "<p dir=\"auto\">removed</p>\n");
            assert_eq!(
                printed.expect("it is still listed")["author"]["role"],
                "moderator"
            );
        }
    }
}

#[tokio::test]
async fn a_moderator_replies_only_on_their_own_sites() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    gardener
        .say("/a", "Not my blog")
        .await
        .refused(404, "not_found");
    let body = json!({ "page": "/a", "text": "My garden" });
    let garden = "/api/v1/sites/garden/comments";
    Answer::of(gardener.public(Method::POST, garden).json(&body))
        .await
        .expect(201);
    let nowhere = world.moderator("nowhere", Role::Moderator, &[]).await;
    nowhere.say("/a", "No site").await.refused(404, "not_found");
    let owner = world.owner().await;
    for path in [garden, COMMENTS] {
        let body = json!({ "page": "/a", "text": "Everywhere" });
        let posted = Answer::of(owner.public(Method::POST, path).json(&body)).await;
        assert_eq!(
            posted.expect(201).body["comment"]["author"]["role"],
            "owner"
        );
    }
    let unknown = "/api/v1/sites/nothing/comments";
    let request = owner.public(Method::POST, unknown).json(&body);
    Answer::of(request).await.refused(404, "not_found");
}

#[tokio::test]
async fn one_moderator_can_post_much_but_not_without_limit() {
    let world = World::new().await;
    let (owner, ben) = (
        world.owner().await,
        world.moderator("ben", Role::Owner, &[]).await,
    );
    let mut posted = 0;
    let refused = loop {
        let answer = owner.say(&format!("/{posted}"), "A word").await;
        if answer.status != 201 {
            break answer;
        }
        posted += 1;
        assert!(posted < 200);
    };
    // The clock of Redis is not held, so a few more may be allowed there.
    assert!((60..=120).contains(&posted), "{posted}");
    let refused = refused.refused(429, "too_fast");
    assert_eq!(refused.body["violated-policies"], json!(["moderator"]));
    ben.say("/x", "Another moderator").await.expect(201);
}

#[tokio::test]
async fn only_the_moderator_who_published_a_comment_edits_and_deletes_it() {
    let world = World::new().await;
    let (owner, ben) = (
        world.owner().await,
        world.moderator("ben", Role::Moderator, &["blog"]).await,
    );
    let posted = ben.say("/a", "With a tpyo").await.expect(201);
    let token = posted.body["edit_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let comment = format!("{COMMENTS}/{}", posted.id());
    let text = |text: &str| json!({ "text": text });
    let patch =
        |who: &Moderator<'_>, words: &str| who.public(Method::PATCH, &comment).json(&text(words));
    Answer::of(patch(&owner, "Mine now"))
        .await
        .refused(404, "not_found");
    // If the edit token were enough, it would outlive the right to publish.
    let by_token = world.guest().request(Method::PATCH, &comment);
    let by_token = by_token
        .header("edit-token", &token)
        .json(&text("By token"));
    Answer::of(by_token).await.refused(403, "forbidden");
    let edited = Answer::of(patch(&ben, "Without a typo")).await.expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert_eq!(edited.body["comment"]["author"]["role"], "moderator");
    let list = world.guest().read("/a").await;
    assert_eq!(
        list["items"][0]["html"],
        "<p dir=\"auto\">Without a typo</p>\n"
    );
    assert!(list["items"][0]["edited_at"].is_string());
    // The same text again has no effect.
    world.clock.advance(Duration::from_mins(1));
    let same = Answer::of(patch(&ben, "Without a typo")).await.expect(200);
    assert_eq!(
        same.body["comment"]["edited_at"],
        edited.body["comment"]["edited_at"]
    );
    for wrong in ["", "x".repeat(10_001).as_str()] {
        Answer::of(patch(&ben, wrong)).await.refused(422, "invalid");
    }
    // A moderator cannot edit what a reader wrote.
    let reader = world
        .guest()
        .post("/a", "A reader's word")
        .await
        .expect(201)
        .id();
    let other = ben.public(Method::PATCH, &format!("{COMMENTS}/{reader}"));
    Answer::of(other.json(&text("Put into a mouth")))
        .await
        .refused(404, "not_found");
    // A demoted moderator can edit nothing, and a comment that is approved stays as it is.
    let id = ben.id().await;
    let (key, _) = create_api_key(&ben).await;
    owner.alter(&id, &json!({ "sites": [] })).await.expect(200);
    Answer::of(patch(&key, "Too late"))
        .await
        .refused(404, "not_found");
    owner
        .alter(&id, &json!({ "sites": ["blog"] }))
        .await
        .expect(200);
    Answer::of(key.public(Method::DELETE, &comment))
        .await
        .expect(204);
    Answer::of(ben.public(Method::DELETE, &comment))
        .await
        .refused(404, "not_found");
    assert_eq!(world.guest().read("/a").await["items"], json!([]));
    // The edit window applies to moderators too; older comments they can only decide about.
    let late = key.say("/b", "Written long ago").await.expect(201).id();
    world.clock.advance(Duration::from_mins(16));
    let late = key.public(Method::DELETE, &format!("{COMMENTS}/{late}"));
    Answer::of(late).await.refused(403, "edit_window_over");
}
