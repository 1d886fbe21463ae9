//! Edits by moderators: the original stays visible to moderators until the comment is erased.

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, field_errors, sort_fields},
    guests::{delete_comment, edit_comment},
    moderators::Moderator,
    people::{ReportedIdentity, erase_person},
    world::{World, unmoderated_world},
};

async fn edit(moderator: &Moderator<'_>, id: &str, body: Value) -> Answer {
    let path = format!("/comments/{id}");
    moderator.send(Method::PATCH, &path, &body).await
}

#[tokio::test]
async fn an_edit_is_published_and_marked_and_keeps_the_original_for_moderators() {
    let world = unmoderated_world().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let owner = world.owner().await;
    let ann = world.guest();
    let id = ann.post("/a", "Call me at 555-0100").await.expect(201).id();
    let before = ann
        .get("/api/v1/sites/blog/comments?page=/a")
        .await
        .expect(200);
    let body = json!({ "text": "Call me *maybe*", "note": "a telephone number", "version": 1 });
    let edited = edit(&ben, &id, body).await.expect(200).body;
    assert_eq!(
        (&edited["text"], &edited["status"], &edited["version"]),
        (&json!("Call me *maybe*"), &json!("approved"), &json!(2))
    );
    let after = ann
        .get("/api/v1/sites/blog/comments?page=/a")
        .await
        .expect(200);
    assert_ne!(after.header("etag"), before.header("etag"));
    let item = &after.body["items"][0];
    assert!(
        item["html"]
            .as_str()
            .expect("HTML")
            .contains("<em>maybe</em>")
    );
    assert_ne!(item["edited_at"], Value::Null);
    let html = ann
        .get("/api/v1/sites/blog/thread?page=/a&part=comments")
        .await
        .expect(200)
        .text;
    assert!(html.contains("comment-edited") && !html.contains("555-0100"));

    edit(&owner, &id, json!({ "text": "Call", "name": "A. N." }))
        .await
        .expect(200);
    let detail = owner.comment(&id).await;
    let revisions = detail["revisions"].as_array().expect("revisions").iter();
    let texts =
        revisions.map(|revision| (&revision["text"], &revision["name"], &revision["login"]));
    let expected = [
        (&json!("Call me at 555-0100"), &json!("Ann"), &json!("ben")),
        (&json!("Call me *maybe*"), &json!("Ann"), &json!("owner")),
    ];
    assert_eq!(texts.collect::<Vec<_>>(), expected);
    assert_eq!(detail["comment"]["author"]["name"], "A. N.");
    let line = &detail["history"][0];
    assert_eq!(
        (&line["action"], &line["note"], &line["login"]),
        (&json!("edit"), &json!("a telephone number"), &json!("ben"))
    );
    assert_eq!(
        (&line["before"], &line["after"], &line["version"]),
        (&json!("approved"), &json!("approved"), &json!(2))
    );
    let log = owner.get("/log?action=edit").await.expect(200).body;
    assert_eq!(log["items"].as_array().map(Vec::len), Some(2));
    // Undoing is for decisions.
    let batch = line["batch"].as_str().expect("a batch");
    owner.undo(batch).await.refused(404, "not_found");
    // The same text again is no edit.
    edit(&owner, &id, json!({ "text": "Call" }))
        .await
        .expect(200);
    edit(&owner, &id, json!({})).await.expect(200);
    assert_eq!(owner.comment(&id).await["comment"]["version"], 3);
}

#[tokio::test]
async fn of_two_edits_of_the_same_version_one_is_refused() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let posted = ann.post("/a", "The first text").await.expect(201);
    let id = posted.id();
    let (one, other) = tokio::join!(
        edit(&owner, &id, json!({ "text": "One", "version": 1 })),
        edit(&owner, &id, json!({ "text": "Other", "version": 1 })),
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    // The author's own edit counts too.
    edit_comment(&ann, &id, &edit_token(&posted), "By the author")
        .await
        .expect(200);
    edit(&owner, &id, json!({ "text": "Late", "version": 2 }))
        .await
        .refused(409, "conflict");
    let revisions = owner.comment(&id).await["revisions"].clone();
    assert_eq!(revisions.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn waiting_and_filed_comments_are_edited_in_their_place_and_erased_ones_not_at_all() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let id = ann.post("/a", "A waiting text").await.expect(201).id();
    for (action, status) in [("hold", "pending"), ("spam", "spam"), ("trash", "trash")] {
        owner.decide(action, &[&id]).await.expect(200);
        let text = format!("Edited while {status}");
        let edited = edit(&owner, &id, json!({ "text": text }))
            .await
            .expect(200)
            .body;
        assert_eq!(
            (&edited["status"], &edited["text"]),
            (&json!(status), &json!(text))
        );
        assert_eq!(world.guest().texts("/a").await, [""; 0]);
    }
    owner.decide("delete", &[&id]).await.expect(200);
    edit(&owner, &id, json!({ "text": "Too late" }))
        .await
        .refused(404, "not_found");
    let unknown = world.clock.id().to_string();
    edit(&owner, &unknown, json!({ "text": "Nothing" }))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn names_of_verified_authors_and_words_of_other_moderators_are_for_owners() {
    let world = unmoderated_world().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    let person = world
        .person(&ReportedIdentity::email("eve@example.org", "Eve"))
        .await;
    let verified = person
        .post("/a", "A verified author")
        .await
        .expect(201)
        .id();
    let body = json!({ "page": "/a", "text": "The owner's own" });
    let published = owner.publish(&body).await.expect(201).id();
    edit(&ben, &verified, json!({ "name": "Clara" }))
        .await
        .refused(403, "forbidden");
    edit(&ben, &published, json!({ "text": "Not mine" }))
        .await
        .refused(403, "forbidden");
    edit(&ben, &verified, json!({ "text": "A verified text" }))
        .await
        .expect(200);
    edit(&owner, &verified, json!({ "name": "E." }))
        .await
        .expect(200);
    edit(&owner, &published, json!({ "text": "Mine" }))
        .await
        .expect(200);
    edit(&gardener, &verified, json!({ "text": "Not here" }))
        .await
        .refused(404, "not_found");
    assert_eq!(world.guest().texts("/a").await, ["A verified text", "Mine"]);
}

#[tokio::test]
async fn invalid_texts_and_names_are_refused_together() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let id = world.guest().post("/a", "A text").await.expect(201).id();
    for (body, fields) in [
        (
            json!({ "text": "\u{200b}", "name": "\u{200b}" }),
            vec![("name", "required"), ("text", "required")],
        ),
        (
            json!({ "text": "x".repeat(10_001) }),
            vec![("text", "too_long")],
        ),
        (json!({ "status": "approved" }), vec![("status", "unknown")]),
        (json!({ "name": "The Blog" }), vec![("name", "reserved")]),
        (json!({ "text": 7 }), vec![("text", "wrong_type")]),
        (
            json!({ "text": "fine", "note": "\u{1b}[2J" }),
            vec![("note", "control_character")],
        ),
    ] {
        let refused = edit(&owner, &id, body.clone())
            .await
            .refused(422, "invalid");
        assert_eq!(
            sort_fields(refused.fields()),
            field_errors(&fields),
            "{body}"
        );
    }
    edit(
        &owner,
        &id,
        json!({ "text": "<script>alert(1)</script> [x](javascript:alert(1))" }),
    )
    .await
    .expect(200);
    let html = world.guest().read("/a").await["items"][0]["html"].clone();
    let html = html.as_str().expect("HTML");
    assert!(
        !html.contains("<script") && !html.contains("href"),
        "{html}"
    );
}

#[tokio::test]
async fn the_original_is_erased_with_the_comment_and_with_the_person() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let revisions = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_revision";
    let by_author = ann.post("/a", "Canary of a guest").await.expect(201);
    let by_moderator = ann.post("/a", "Canary of another").await.expect(201).id();
    ann.reply("/a", &by_moderator, "A reply").await.expect(201);
    for id in [&by_author.id(), &by_moderator] {
        edit(&owner, id, json!({ "text": "Edited" }))
            .await
            .expect(200);
    }
    assert_eq!(world.database.number(revisions).await, 2);
    delete_comment(&ann, &by_author.id(), &edit_token(&by_author))
        .await
        .expect(204);
    owner.decide("delete", &[&by_moderator]).await.expect(200);
    assert_eq!(world.database.number(revisions).await, 0);
    for (name, comments) in [("Eve", "anonymise"), ("Zoe", "delete")] {
        let email = format!("{}@example.org", name.to_lowercase());
        let person = world.person(&ReportedIdentity::email(&email, name)).await;
        let id = person
            .post("/b", &format!("Canary of {name}"))
            .await
            .expect(201)
            .id();
        edit(&owner, &id, json!({ "text": format!("{name}, edited") }))
            .await
            .expect(200);
        let data = person.data().await;
        assert_eq!(
            data["comments"][0]["edits"][0]["text"],
            format!("Canary of {name}")
        );
        erase_person(&person, comments).await.expect(204);
        assert_eq!(world.database.number(revisions).await, 0, "{comments}");
        assert_eq!(
            world.database.find_text(&format!("canary of {name}")).await,
            [""; 0]
        );
    }
}

#[tokio::test]
async fn the_filter_learns_the_text_that_a_moderator_wrote() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let id = ann
        .post("/a", "Buy cheap pills from the pharmacy")
        .await
        .expect(201)
        .id();
    owner.decide("spam", &[&id]).await.expect(200);
    let learned = world.sum_spam_memory().await;
    edit(&owner, &id, json!({ "text": "Something else altogether" }))
        .await
        .expect(200);
    owner.decide("approve", &[&id]).await.expect(200);
    owner.decide("hold", &[&id]).await.expect(200);
    // Nothing is left of the decisions about either text.
    assert!(learned > 0);
    assert_eq!(world.sum_spam_memory().await, 0);
    let examples = "SELECT CAST(COUNT(*) AS BIGINT) FROM lesson";
    assert_eq!(world.database.number(examples).await, 0);
}
