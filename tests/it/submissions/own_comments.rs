//! What authors do with their own comments: view, edit, delete; and the preview before posting.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token},
    guests::{COMMENTS, delete_comment, edit_comment, own_comments},
    world::{World, unmoderated_world},
};

#[tokio::test]
async fn an_edit_is_moderated_again_and_the_published_text_stays_meanwhile() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let posted = ann.post("/a", "Thing 12").await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(ann.read("/a").await["thread"]["count"], 1);
    let edited = edit_comment(&ann, &id, &token, "Thing *13*")
        .await
        .expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(
        edited.body["comment"]["html"],
        "<p dir=\"auto\">Thing <em>13</em></p>\n"
    );
    assert!(edited.body["comment"]["edited_at"].is_string());
    let read = ann.read("/a").await;
    assert_eq!(
        (&read["items"][0]["html"], &read["thread"]["count"]),
        (&json!("<p dir=\"auto\">Thing 12</p>\n"), &json!(1))
    );
    let own = own_comments(&ann, "/a", &token).await.expect(200);
    assert_eq!(own.body["items"][0]["text"], "Thing *13*");
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(
        ann.read("/a").await["items"][0]["html"],
        "<p dir=\"auto\">Thing <em>13</em></p>\n"
    );
    edit_comment(&ann, &id, &token, "")
        .await
        .refused(422, "invalid");
    world.clock.advance(Duration::from_mins(15));
    edit_comment(&ann, &id, &token, "Thing 14")
        .await
        .refused(403, "edit_window_over");
    delete_comment(&ann, &id, &token)
        .await
        .refused(403, "edit_window_over");
    let own = own_comments(&ann, "/a", &token).await.expect(200);
    assert_eq!(own.body["items"][0]["editable_until"], Value::Null);
}

#[tokio::test]
async fn an_edit_cannot_publish_a_held_or_trashed_comment() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    for (action, into) in [("hold", "pending"), ("spam", "spam"), ("trash", "trash")] {
        let posted = ann.post("/a", &format!("To {action}")).await.expect(201);
        assert_eq!(posted.body["status"], "approved");
        let (id, token) = (posted.id(), edit_token(&posted));
        owner.decide(action, &[&id]).await.expect(200);
        let text = format!("Kind words after {action}");
        let edited = edit_comment(&ann, &id, &token, &text).await.expect(200);
        assert_eq!(edited.body["status"], "pending", "{action}");
        let now = owner.comment(&id).await["comment"]["status"].clone();
        assert_eq!(now, into, "{action}");
        assert_eq!(ann.read("/a").await["items"], json!([]), "{action}");
    }
    let posted = ann.post("/a", "Published").await.expect(201);
    let edited = edit_comment(&ann, &posted.id(), &edit_token(&posted), "Changed").await;
    assert_eq!(edited.expect(200).body["status"], "approved");
}

#[tokio::test]
async fn an_edit_to_a_duplicate_text_is_detected() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let text = "Come and look at my wonderful things";
    let mut last = None;
    for page in ["/a", "/b", "/c", "/d", "/e"] {
        let posted = ann.post(page, &format!("Harmless on {page}")).await;
        let posted = posted.expect(201);
        let edited = edit_comment(&ann, &posted.id(), &edit_token(&posted), text).await;
        edited.expect(200);
        last = Some(posted.id());
    }
    let look = owner.comment(&last.expect("the last one")).await;
    let reasons = look["comment"]["assessment"]["reasons"].clone();
    let reasons = reasons.as_array().unwrap_or_else(|| panic!("{look}"));
    assert!(
        reasons.iter().any(|r| r["code"] == "text_repeated"),
        "{reasons:?}"
    );
    let other = ann.post("/a", "Something else").await.expect(201);
    edit_comment(&ann, &other.id(), &edit_token(&other), text)
        .await
        .refused(409, "duplicate");
    edit_comment(&ann, &other.id(), &edit_token(&other), "Something ELSE")
        .await
        .expect(200);
}

#[tokio::test]
async fn an_edited_comment_is_no_longer_decided() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let posted = ann.post("/a", "Words that are approved").await.expect(201);
    let id = posted.id();
    let decided = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment WHERE decided_at IS NOT NULL";
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(world.database.number(decided).await, 1);
    edit_comment(&ann, &id, &edit_token(&posted), "Quite other words")
        .await
        .expect(200);
    assert_eq!(world.database.number(decided).await, 0);
    assert_eq!(
        world.sum_spam_memory().await,
        0,
        "its training example is removed"
    );
    // A held comment stays decided, because its edit was judged without a change of status.
    owner.decide("hold", &[&id]).await.expect(200);
    edit_comment(&ann, &id, &edit_token(&posted), "Words once more")
        .await
        .expect(200);
    assert_eq!(world.database.number(decided).await, 1);
}

#[tokio::test]
async fn an_edit_token_allows_edits_of_its_own_comment_only() {
    let world = World::new().await;
    let (ann, bob) = (world.guest(), world.guest().named("Bob", "bob@example.org"));
    let one = ann.post("/a", "Of Ann").await.expect(201);
    let other = bob.post("/a", "Of Bob").await.expect(201);
    let token = edit_token(&other);
    let flipped = if token.ends_with('A') { "B" } else { "A" };
    let forged = format!("{}{flipped}", &token[..token.len() - 1]);
    for wrong in [token.as_str(), &forged, "", "rje_", "nonsense", "Bearer x"] {
        edit_comment(&ann, &one.id(), wrong, "Changed")
            .await
            .refused(401, "unauthorized");
        delete_comment(&ann, &one.id(), wrong)
            .await
            .refused(401, "unauthorized");
    }
    let bare = ann.request(Method::DELETE, &format!("{COMMENTS}/{}", one.id()));
    Answer::of(bare).await.refused(401, "unauthorized");
    own_comments(&ann, "/a", &forged)
        .await
        .refused(401, "unauthorized");
    own_comments(&ann, "/a", &format!("{}, nonsense", edit_token(&one)))
        .await
        .refused(401, "unauthorized");
    let both = format!("{}, {token}", edit_token(&one));
    let own = own_comments(&ann, "/a", &both).await.expect(200);
    assert_eq!(own.body["items"].as_array().map(Vec::len), Some(2));
    let own = own_comments(&ann, "/b", &both).await.expect(200);
    assert_eq!(
        own.body["items"],
        json!([]),
        "the comments are on another page"
    );
    own_comments(&ann, "/a", &vec![token; 51].join(","))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn a_deleted_comment_without_replies_disappears_and_one_with_replies_becomes_a_stub() {
    let world = unmoderated_world().await;
    let (ann, bob) = (world.guest(), world.guest().named("Bob", "bob@example.org"));
    let root = ann.post("/a", "Regretted").await.expect(201);
    let reply = bob.reply("/a", &root.id(), "Answer").await.expect(201);
    let leaf = ann.post("/a", "A leaf").await.expect(201);
    delete_comment(&ann, &leaf.id(), &edit_token(&leaf))
        .await
        .expect(204);
    delete_comment(&ann, &leaf.id(), &edit_token(&leaf))
        .await
        .refused(404, "not_found");
    delete_comment(&ann, &root.id(), &edit_token(&root))
        .await
        .expect(204);
    let read = ann.read("/a").await;
    assert_eq!(read["thread"]["count"], 1);
    let stub = &read["items"][0];
    assert_eq!(
        (&stub["id"], &stub["removed"]),
        (&json!(root.id()), &json!(true))
    );
    assert_eq!((&stub["author"], &stub["html"]), (&Value::Null, &json!("")));
    assert_eq!(read["items"][1]["id"], reply.id());
    assert_eq!(read["items"].as_array().map(Vec::len), Some(2));
    bob.reply("/a", &root.id(), "To nobody")
        .await
        .refused(404, "not_found");
    assert_eq!(
        own_comments(&ann, "/a", &edit_token(&root))
            .await
            .expect(200)
            .body["items"],
        json!([])
    );
    // When the last reply is deleted, its stub disappears too.
    delete_comment(&bob, &reply.id(), &edit_token(&reply))
        .await
        .expect(204);
    assert_eq!(ann.read("/a").await["items"], json!([]));
}

#[tokio::test]
async fn a_preview_shows_what_will_be_published() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let texts = [
        "Thing *12*, **really** ~~not~~ `code`\n\n> quoted\n\n- a\n- b",
        "<script>alert(1)</script> [x](javascript:alert(1)) https://example.org/a?b=1&c=2",
        "e\u{301} \u{202e}abc\u{202c} \r\nnext",
        "    indented",
    ];
    for text in texts {
        let request = ann.request(Method::POST, "/api/v1/sites/blog/preview");
        let preview = Answer::of(request.json(&json!({ "text": text })))
            .await
            .expect(200);
        let posted = ann.post("/preview", text).await.expect(201);
        assert_eq!(
            preview.body["html"], posted.body["comment"]["html"],
            "{text:?}"
        );
        let shown = ann.get(&format!("{COMMENTS}/{}", posted.id())).await;
        if posted.body["status"] == "approved" {
            assert_eq!(
                shown.expect(200).body["html"],
                preview.body["html"],
                "{text:?}"
            );
        }
    }
}
