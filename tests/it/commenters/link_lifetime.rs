//! When the link of a commenter session to a moderator ends.

use std::time::Duration;

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    commenters::linked_moderators::{LINK, add_rosa, published_as, waiting},
    support::{
        answers::Answer,
        guests::COMMENTS,
        moderators::Moderator,
        people::{Person, ReportedIdentity},
        world::{PASSWORD, World},
    },
};

/// Ends a link in one of the ways in which a link can end.
async fn end_link(
    what: &str,
    owner: &Moderator<'_>,
    moderator: &Moderator<'_>,
    person: &Person<'_>,
) {
    let world = owner.world;
    let id = moderator.id().await;
    let login = format!("m-{}", what.replace(' ', "-"));
    match what {
        "unlinked" => {
            Answer::of(person.request(Method::DELETE, LINK))
                .await
                .expect(204);
        }
        "by the moderator" => {
            moderator
                .delete(&format!("/moderators/{id}/links"))
                .await
                .expect(204);
        }
        "by the owner" => {
            owner
                .delete(&format!("/moderators/{id}/links"))
                .await
                .expect(204);
        }
        "demoted" => {
            let change = json!({ "role": "moderator", "sites": ["blog"] });
            owner.alter(&id, &change).await.expect(200);
        }
        "password" => {
            let change = json!({ "password": "granite whistle orbit plum" });
            owner.alter(&id, &change).await.expect(200);
        }
        "sites" => {
            owner.alter(&id, &json!({ "sites": [] })).await.expect(200);
        }
        "removed" => {
            owner.delete(&format!("/moderators/{id}")).await.expect(204);
        }
        "session" => {
            let request = person.guest.request(Method::DELETE, "/api/v1/session");
            Answer::of(request.bearer_auth(&person.token))
                .await
                .expect(204);
        }
        "account" => {
            let other = ReportedIdentity::account("google", &login);
            world
                .sign_in_with(&other, Some(person.id), None)
                .await
                .expect("links");
            let fields = [("issuer", "github"), ("subject", login.as_str())];
            person.send("/me/unlink", &fields).await.expect(303);
        }
        _ => world.clock.advance(Duration::from_hours(31 * 24)),
    }
}

#[tokio::test]
async fn a_link_ends_immediately_when_anything_it_depends_on_ends() {
    let world = World::new().await;
    let replica = world.replica().await;
    for what in [
        "unlinked",
        "by the moderator",
        "by the owner",
        "demoted",
        "password",
        "sites",
        "removed",
        "session",
        "account",
        "expired",
    ] {
        let owner = world
            .moderator(
                &format!("owner-{}", what.replace(' ', "-")),
                Role::Owner,
                &[],
            )
            .await;
        let login = format!("m-{}", what.replace(' ', "-"));
        let role = if what == "demoted" {
            Role::Owner
        } else {
            Role::Moderator
        };
        let moderator = world.moderator(&login, role, &["blog"]).await;
        let person = world
            .person(&ReportedIdentity::account("github", &login))
            .await;
        person.link(&login, PASSWORD).await.expect(200);
        let expected = if what == "demoted" {
            "owner"
        } else {
            "moderator"
        };
        assert_eq!(person.posts(what).await, published_as(expected), "{what}");
        end_link(what, &owner, &moderator, &person).await;
        // In the other process too, without delay.
        let body = json!({ "page": "/a", "text": format!("{what} there"), "token": null });
        let request = person.guest.request(Method::POST, COMMENTS);
        let request = request.bearer_auth(&person.token).json(&body);
        let there = replica.answer(&world, request).await;
        if ["session", "account", "expired"].contains(&what) {
            there.refused(401, "unauthorized");
            person
                .post("/a", "Signed out")
                .await
                .refused(401, "unauthorized");
            continue;
        }
        let there = there.expect(201);
        assert_eq!(there.body["status"], "pending", "{what}");
        assert_eq!(there.body["comment"]["author"]["role"], Value::Null);
        assert_eq!(
            person.posts(&format!("{what} after")).await,
            waiting(),
            "{what}"
        );
        assert_eq!(person.viewer().await["role"], Value::Null, "{what}");
    }
}

#[tokio::test]
async fn signing_out_as_a_moderator_keeps_linked_sessions_and_later_sessions_are_not_linked() {
    let world = World::new().await;
    let (_, moderator, person) = add_rosa(&world).await;
    person.link("rosa.login", PASSWORD).await.expect(200);
    moderator.delete("/session").await.expect(204);
    assert_eq!(
        person.posts("Signed out over there").await,
        published_as("moderator")
    );
    // A session that began after the linking was not confirmed by the password.
    let later = world
        .person(&ReportedIdentity::account("github", "Rosa"))
        .await;
    assert_eq!(later.id, person.id);
    assert_eq!(later.posts("From another device").await, waiting());
    assert_eq!(later.viewer().await["name"], "Rosa (github)");
    person.link("rosa.login", PASSWORD).await.expect(200);
    assert_eq!(
        later.posts("Vouched for by now").await,
        published_as("moderator")
    );
}

#[tokio::test]
async fn an_erased_person_leaves_no_role_and_no_link() {
    for how in ["anonymise", "delete"] {
        let world = World::new().await;
        let (_, moderator, person) = add_rosa(&world).await;
        person.link("rosa.login", PASSWORD).await.expect(200);
        let id = person.post("/a", "Said with a role").await.expect(201).id();
        // A reply, so that the erased comment remains as a stub.
        let reply = json!({ "page": "/a", "text": "So it is", "parent_id": id });
        moderator.publish(&reply).await.expect(201);
        let erase = format!("/api/v1/session/data?comments={how}");
        Answer::of(person.request(Method::DELETE, &erase))
            .await
            .expect(204);
        let read = world.guest().read("/a").await;
        let author = &read["items"][0]["author"];
        if how == "anonymise" {
            let (name, role) = (&author["name"], &author["role"]);
            assert_eq!((name, role), (&json!(""), &Value::Null), "{read}");
            assert_eq!(author["kind"], "guest");
        } else {
            assert_eq!(author, &Value::Null, "{read}");
        }
        let left = "SELECT COUNT(*) FROM comment WHERE role IS NOT NULL OR moderator IS NOT NULL";
        assert_eq!(
            world.database.number(left).await,
            1,
            "only the moderator's own reply"
        );
        assert_eq!(read["items"][1]["author"]["role"], "moderator");
        let own = moderator.get("/session").await.expect(200);
        assert_eq!(own.body["linked_sessions"], json!([]));
        person
            .link("rosa.login", PASSWORD)
            .await
            .refused(401, "unauthorized");
    }
}
