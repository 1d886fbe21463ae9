//! Invisible characters never cause a comment to be refused: they are removed where a reader may paste them,
//! and refused where their only use is to deceive.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    forms::form_fields,
    guests::COMMENTS,
    raw_requests::FORM,
    world::{PASSWORD, World, unmoderated_world},
};

/// All control characters except line feed, carriage return and tab; the byte order mark; and the directional
/// formatting characters.
fn removed_characters() -> Vec<char> {
    let controls =
        ('\u{1}'..='\u{9f}').filter(|c| c.is_control() && !"\n\r\t\u{b}\u{c}".contains(*c));
    let others = [
        '\u{feff}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    ];
    let isolates = ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    controls.chain(others).chain(isolates).collect()
}

#[tokio::test]
async fn invisible_characters_are_removed_from_text_name_title_and_email() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    for (n, c) in removed_characters().into_iter().enumerate() {
        let page = format!("/p{n}");
        let mut body = json!({
            "page": page, "text": format!("{c}Hel{c}lo {n}{c}"), "title": format!("{c}A ti{c}tle{c}"),
            "author": { "name": format!("{c}An{c}n{c}"), "email": format!("{c}an{c}n@exam{c}ple.org{c}") },
        });
        body["token"] = json!(ann.token(&page).await);
        let answer = ann.send(&body).await.expect(201);
        assert_eq!(answer.body["warnings"], json!([]), "{c:?}");
        assert_eq!(
            answer.body["comment"]["text"],
            format!("Hello {n}"),
            "{c:?}"
        );
        assert_eq!(answer.body["comment"]["author"]["name"], "Ann", "{c:?}");
        assert_eq!(ann.read(&page).await["thread"]["title"], "A title", "{c:?}");
        let path = format!("/comments/{}", answer.id());
        let seen = owner.get(&path).await.expect(200);
        assert_eq!(
            seen.body["comment"]["author"]["email"], "ann@example.org",
            "{c:?}"
        );
    }
}

#[tokio::test]
async fn other_line_breaks_become_line_breaks_and_spaces_at_the_ends_are_trimmed() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment(
        "/p",
        "\u{a0}\u{feff}One\u{b}two\u{c}three\r\nfour\tfive\u{a0}\n",
    );
    body["author"]["name"] = json!("\u{a0}Ann\u{b}Lee\t\u{a0}");
    body["author"]["email"] = json!("\u{a0}ann@example.org\t\r\n");
    let answer = ann.send(&body).await.expect(201);
    assert_eq!(
        answer.body["comment"]["text"],
        "One\ntwo\nthree\nfour\tfive"
    );
    assert_eq!(answer.body["comment"]["author"]["name"], "Ann Lee");
    // Marks and joiners that scripts need stay.
    let kept = "a\u{200f}b\u{200e}c\u{200d}d\u{200c}e\u{61c}f";
    let answer = ann.post("/p", kept).await.expect(201);
    assert_eq!(answer.body["comment"]["text"], kept);
}

#[tokio::test]
async fn zero_width_characters_are_removed_from_names_email_addresses_and_websites() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let zero_width = [
        '\u{200b}',
        '\u{ad}',
        '\u{2060}',
        '\u{feff}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{fe0f}',
        '\u{34f}',
        '\u{e0041}',
        '\u{180b}',
        '\u{3164}',
    ];
    for (n, c) in zero_width.into_iter().enumerate() {
        let mut body = ann.comment(&format!("/p{n}"), &format!("Hello {n}"));
        body["author"] = json!({
            "name": format!("{c}An{c}na{c}"), "email": format!("{c}an{c}na@{c}exam{c}ple.org{c}"),
            "website": format!("https://exam{c}ple.org/{c}"),
        });
        let posted = ann.send(&body).await.expect(201);
        assert_eq!(posted.body["warnings"], json!([]), "{c:?}");
        assert_eq!(posted.body["comment"]["author"]["name"], "Anna", "{c:?}");
        let path = format!("/comments/{}", posted.id());
        let seen = owner.get(&path).await.expect(200).body["comment"]["author"].clone();
        assert_eq!(seen["email"], "anna@example.org", "{c:?}");
        assert_eq!(seen["website"], "https://example.org/", "{c:?}");
    }
    for name in [
        "می\u{200c}خواهم",
        "ශ්\u{200d}රී",
        "Ann 👩\u{200d}🚀 ❤\u{fe0f}",
        "אנה\u{200e}",
    ] {
        let mut body = ann.comment("/kept", name);
        body["author"]["name"] = json!(name);
        let posted = ann.send(&body).await.expect(201);
        assert_eq!(posted.body["comment"]["author"]["name"], name);
    }
    let form =
        "page=/form&text=Hi&name=%E2%80%8BAn%C2%ADna&email=anna%E2%80%8B@example.org%E2%81%A0";
    ann.send_raw(FORM, form).await.expect(303);
    let queue = owner.queue().await;
    let last = queue.iter().find(|item| item["page"] == "/form");
    assert_eq!(last.expect("it waits")["author"]["name"], "Anna");
}

#[tokio::test]
async fn a_field_with_only_invisible_characters_counts_as_empty() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for c in removed_characters() {
        let mut body = ann.comment("/p", &c.to_string());
        body["author"]["name"] = json!(format!("{c}\u{a0}{c}"));
        let answer = ann.send(&body).await.refused(422, "invalid");
        for (_, code) in answer.fields() {
            assert_eq!(code, "required", "{c:?}");
        }
        assert_eq!(answer.fields().len(), 2, "{c:?}");
    }
}

#[tokio::test]
async fn u0000_and_lone_surrogates_in_json_are_malformed() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let bodies = [
        r#"{"page":"/p","text":"a\u0000b","author":{"name":"Ann","email":"a@example.org"}}"#,
        r#"{"page":"/p","text":"Hi","author":{"name":"A\u0000nn","email":"a@example.org"}}"#,
        r#"{"page":"/p","text":"Hi","tit\u0000le":"x","author":{"name":"Ann","email":"a@example.org"}}"#,
        r#"{"page":"/p","text":"\ud800","author":{"name":"Ann","email":"a@example.org"}}"#,
        r#"{"page":"/p","text":"\udc00\ud800","author":{"name":"Ann","email":"a@example.org"}}"#,
        r#"{"page":"/p","text":"x","author":{"name":"\udfff","email":"a@example.org"}}"#,
    ];
    for body in bodies {
        let answer = ann.send_raw("application/json", body).await;
        answer.refused(400, "malformed");
    }
    for path in ["preview", "session/email/verify"] {
        let request = ann.request(Method::POST, &format!("/api/v1/sites/blog/{path}"));
        let request = request.header("content-type", "application/json");
        let answer = Answer::of(request.body(r#"{"text":"\u0000"}"#)).await;
        answer.refused(400, "malformed");
    }
    // In a form, it is one more invisible character.
    let fields = form_fields("/p", "a\0b", "");
    ann.submit(&fields).await.expect(303);
    ann.send_raw(
        FORM,
        "page=/p&text=%00&name=%00Ann%00&email=a%00@example.org",
    )
    .await
    .expect(422);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_ignored() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mark = |body: &Value| format!("\u{feff}{body}");
    let body = mark(&ann.comment("/p", "Marked"));
    let posted = ann.send_raw("application/json", body).await.expect(201);
    assert_eq!(posted.body["comment"]["text"], "Marked");
    let preview = ann.request(Method::POST, "/api/v1/sites/blog/preview");
    let preview = preview.header("content-type", "application/json");
    let preview = Answer::of(preview.body(mark(&json!({ "text": "Hi" })))).await;
    assert_eq!(preview.expect(200).body["html"], "<p dir=\"auto\">Hi</p>\n");
    let twice = mark(&json!(mark(&json!({}))));
    for body in ["\u{feff}", "\u{feff}\u{feff}{}", &twice] {
        let answer = ann.send_raw("application/json", body.to_owned()).await;
        assert!(
            [400, 422].contains(&answer.status.as_u16()),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn previews_and_edits_are_corrected_like_comments() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let preview = ann.request(Method::POST, "/api/v1/sites/blog/preview");
    let preview = Answer::of(preview.json(&json!({ "text": "\u{feff}Hel\u{1}lo\u{202e}" }))).await;
    assert_eq!(
        preview.expect(200).body["html"],
        "<p dir=\"auto\">Hello</p>\n"
    );
    let posted = ann.post("/p", "Before").await.expect(201);
    let edit = ann.request(Method::PATCH, &format!("{COMMENTS}/{}", posted.id()));
    let token = posted.body["edit_token"].as_str().expect("a token");
    let edit = edit.header("edit-token", token);
    let edited = Answer::of(edit.json(&json!({ "text": "Af\u{7f}ter\u{a0}" }))).await;
    assert_eq!(edited.expect(200).body["comment"]["text"], "After");
}

#[tokio::test]
async fn logins_slugs_passwords_and_tokens_are_never_corrected() {
    let world = World::new().await;
    let owner = world.owner().await;
    for c in [
        '\u{1}', '\u{7f}', '\u{feff}', '\u{202e}', '\u{a0}', '\u{200b}',
    ] {
        let login =
            json!({ "login": format!("ow{c}ner"), "password": PASSWORD, "role": "moderator" });
        let answer = owner.send(Method::POST, "/moderators", &login).await;
        assert_eq!(answer.status.as_u16(), 422, "{c:?}: {}", answer.text);
        let site =
            json!({ "slug": format!("ne{c}w"), "name": "New", "origins": ["https://new.example"] });
        let answer = owner.send(Method::POST, "/sites", &site).await;
        assert_eq!(answer.status.as_u16(), 422, "{c:?}: {}", answer.text);
        let session = json!({ "login": "owner", "password": format!("{PASSWORD}{c}") });
        let request = world
            .guest()
            .request(Method::POST, "/api/v1/moderation/session");
        let answer = Answer::of(request.json(&session)).await;
        assert_eq!(answer.status.as_u16(), 401, "{c:?}: {}", answer.text);
        // A token with such a character is invalid: the comment waits, as without a token.
        let ann = world.guest();
        let mut body = ann.comment("/p", &format!("With {}", u32::from(c)));
        body["token"] = json!(format!("{}{c}", ann.token("/p").await));
        let answer = ann.send(&body).await.expect(201);
        assert_eq!(answer.body["warnings"][0]["field"], "token", "{c:?}");
        assert_eq!(answer.body["status"], "pending");
    }
    assert_eq!(owner.queue().await.len(), 6);
    let _: Value = owner.get("/sites").await.expect(200).body;
}
