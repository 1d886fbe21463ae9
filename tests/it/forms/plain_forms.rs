//! The plain HTML form: accepted without scripts, and returned with everything that was typed.

use std::time::Duration;

use rejoinder::FieldRule;

use crate::support::{
    answers::{field_errors, sort_fields},
    forms::{assert_refused_form, form_fields, replace_fields},
    guests::Guest,
    raw_requests::{FORM, multipart},
    world::{World, unmoderated_world},
};

#[tokio::test]
async fn a_form_is_answered_with_a_redirect_to_the_page() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let token = ann.token("/party").await;
    let answer = ann
        .submit(&form_fields("/party", "Without script", &token))
        .await
        .expect(303);
    assert_eq!(
        answer.header("location"),
        "https://blog.example/party?comment=pending"
    );
    assert_eq!(answer.text, "");
    let queue = owner.queue().await;
    assert_eq!(queue[0]["text"], "Without script");
    assert_eq!(queue[0]["assessment"]["reasons"], serde_json::json!([]));
    // A published comment is the target of the redirect.
    let world = unmoderated_world().await;
    let ann = world.guest();
    let cases = [
        (vec![], "https://blog.example/party#"),
        (
            vec![("url", "https://blog.example/party/?a=1#top")],
            "https://blog.example/party/?a=1#",
        ),
        (
            vec![
                ("url", "https://blog.example/party"),
                ("redirect", "https://blog.example/thanks#x"),
            ],
            "https://blog.example/thanks#",
        ),
    ];
    for (n, (others, expected)) in cases.into_iter().enumerate() {
        let token = ann.token("/party").await;
        let text = format!("Comment {n}");
        let fields = replace_fields(form_fields("/party", &text, &token), &others);
        let (content_type, body) = multipart(&fields);
        let answer = ann.send_raw(&content_type, body).await.expect(303);
        let id = ann.read("/party").await["items"][n]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        assert_eq!(answer.header("location"), format!("{expected}comment-{id}"));
    }
    // A pending comment is reported in the query, after existing parameters and before the fragment.
    let waits = replace_fields(
        form_fields("/party", "No token", ""),
        &[("redirect", "https://blog.example/party?a=1#comments")],
    );
    let answer = ann.submit(&waits).await.expect(303);
    assert_eq!(
        answer.header("location"),
        "https://blog.example/party?a=1&comment=pending"
    );
    let key = ann
        .submit(&form_fields("post-17", "A key that is no path", ""))
        .await
        .expect(303);
    assert_eq!(
        key.header("location"),
        "https://blog.example/?comment=pending"
    );
}

#[tokio::test]
async fn a_refused_form_keeps_everything_typed_and_can_be_sent_again() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let token = ann.token("/party").await;
    let text =
        "\n\n  Dear \"author\",\n</textarea><script>alert('1')</script>\n&amp; <b>yours</b> ";
    let fields = replace_fields(
        form_fields("/party", text, &token),
        &[
            ("name", "\"><img src=x onerror=alert(1)>"),
            ("email", "ann at example"),
            ("website", "javascript:alert(1)"),
            ("title", "Thing <12>"),
            ("url", "https://blog.example/party"),
            ("redirect", "https://blog.example/thanks"),
        ],
    );
    for (content_type, body) in [
        (
            FORM.to_owned(),
            crate::support::raw_requests::urlencoded(&fields),
        ),
        multipart(&fields),
    ] {
        let answer = ann.send_raw(&content_type, body).await;
        let mut form = assert_refused_form(&answer, 422);
        for (name, value) in &fields {
            if *name != "parent_id" {
                assert_eq!(
                    form.values.get(*name).map(String::as_str),
                    Some(*value),
                    "{name}"
                );
            }
        }
        assert_eq!(
            form.values["token"], token,
            "the token is valid and not used up"
        );
        for field in ["email", "website"] {
            assert!(
                form.texts.contains_key(&format!("{field}-error")),
                "{field}: {}",
                answer.text
            );
        }
        assert!(!form.texts.contains_key("name-error") && !form.texts.contains_key("text-error"));
        assert!(!answer.text.contains("<script") && !answer.text.contains("<img"));
        let link = form
            .tags
            .iter()
            .find(|(tag, _)| tag == "a")
            .expect("a link back");
        assert!(
            link.1
                .contains(&("href".into(), "https://blog.example/party".into()))
        );
        if content_type != FORM {
            form.values.insert("email".into(), "ann@example.org".into());
            form.values.insert("website".into(), String::new());
            let answer = form.send(&ann).await.expect(303);
            assert_eq!(
                answer.header("location"),
                "https://blog.example/thanks?comment=pending"
            );
        }
    }
    let queue = owner.queue().await;
    let kept = "  Dear \"author\",\n</textarea><script>alert('1')</script>\n&amp; <b>yours</b>";
    assert_eq!(
        (queue.len(), &queue[0]["text"]),
        (1, &serde_json::json!(kept))
    );
    assert_eq!(
        queue[0]["author"]["name"],
        "\"><img src=x onerror=alert(1)>"
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_form_has_its_message() {
    let world = World::new().await;
    let ann = world.guest();
    let nothing = ann.submit(&[]).await;
    let form = assert_refused_form(&nothing, 422);
    for field in ["text", "name", "email"] {
        assert!(
            form.texts.contains_key(&format!("{field}-error")),
            "{field}"
        );
    }
    assert!(!nothing.text.contains("<code>"), "{}", nothing.text);
    // Errors in fields that readers do not see are corrected or ignored.
    let fields = replace_fields(
        form_fields("/a", "Hello", "forged"),
        &[
            ("parent_id", "x"),
            ("role", "admin"),
            ("subscribe", "on"),
            ("redirect", "/relative"),
            ("title", "\0"),
        ],
    );
    ann.submit(&fields).await.expect(303);
    // A program that sends JSON to the same URL gets the same fields as problem details.
    let answer = ann
        .send(&serde_json::json!({ "page": "/a", "text": "Hello", "token": "forged" }))
        .await;
    let expected = [("author.email", "required"), ("author.name", "required")];
    assert_eq!(
        sort_fields(answer.refused(422, "invalid").fields()),
        field_errors(&expected)
    );
}

#[tokio::test]
async fn other_refusals_return_the_form_too() {
    let world = World::new().await;
    let ann = world.guest();
    let keep = async |who: &Guest<'_>, text: &str, status: u16, more: &[(&str, &str)]| {
        let token = who.token("/a").await;
        let answer = who
            .submit(&replace_fields(form_fields("/a", text, &token), more))
            .await;
        let form = assert_refused_form(&answer, status);
        assert_eq!(form.values["text"], text);
        assert_eq!(form.values["token"], token, "the token is still valid");
        (form, answer)
    };
    ann.submit(&form_fields("/a", "The first", ""))
        .await
        .expect(303);
    keep(&ann, "The first", 409, &[]).await;
    let parent = "01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90";
    let (form, _) = keep(&ann, "To nobody", 404, &[("parent_id", parent)]).await;
    assert_eq!(form.values["parent_id"], parent);
    world
        .policy(|policy| policy.banned_words = vec!["casino".into()])
        .await;
    let (form, _) = keep(&ann, "Best casino", 422, &[]).await;
    assert!(form.texts["text-error"].contains("casino"), "{form:?}");
    let (_, answer) = loop {
        let text = format!("Comment at {}", world.clock.now());
        let token = ann.token("/a").await;
        let fields = form_fields("/a", &text, &token);
        let answer = ann.submit(&fields).await;
        if answer.status == 429 {
            let form = assert_refused_form(&answer, 429);
            assert_eq!(form.values["text"], text);
            break (form, answer);
        }
        answer.expect(303);
    };
    assert!(answer.header("retry-after").parse::<u64>().is_ok());
    let bob = world.guest().named("Bob", "bob@example.org");
    world
        .policy(|policy| policy.close_after_days = Some(1))
        .await;
    world.clock.advance(Duration::from_hours(24));
    keep(&bob, "Too late", 403, &[]).await;
    world.policy(|policy| policy.guests.allowed = false).await;
    keep(&bob, "Who am I", 403, &[]).await;
}

#[tokio::test]
async fn a_form_has_the_fields_that_the_policy_requires() {
    let world = World::new().await;
    let ann = world.guest();
    world
        .policy(|policy| {
            policy.guests.name = FieldRule::Optional;
            policy.guests.email = FieldRule::Hidden;
        })
        .await;
    let form = assert_refused_form(&ann.submit(&[("page", "/a"), ("text", "")]).await, 422);
    assert!(
        !form.values.contains_key("email") && form.values.contains_key("name"),
        "{form:?}"
    );
    ann.submit(&[("page", "/a"), ("text", "Hello"), ("email", "")])
        .await
        .expect(303);
    ann.submit(&[("page", "/a"), ("text", "Hi"), ("email", "ann@example.org")])
        .await
        .expect(303);
}

#[tokio::test]
async fn an_expired_token_in_a_form_is_replaced_without_losing_the_text() {
    let world = World::new().await;
    let ann = world.guest();
    let token = ann.token("/a").await;
    world.clock.advance(Duration::from_hours(24));
    let fields = replace_fields(
        form_fields("/a", "Written slowly", &token),
        &[("email", "")],
    );
    let form = assert_refused_form(&ann.submit(&fields).await, 422);
    assert_ne!(form.values["token"], token);
    assert_eq!(form.values["text"], "Written slowly");
}

#[tokio::test]
async fn the_longest_comment_fits_into_a_plain_form_in_every_script() {
    let world = World::new().await;
    let ann = world.guest();
    let token = ann.token("/long").await;
    let text = "好".repeat(10_000);
    let fields = [
        ("page", "/long"),
        ("text", text.as_str()),
        ("name", "Ann"),
        ("email", "ann@example.org"),
        ("token", &token),
    ];
    let answer = ann.submit(&fields).await;
    assert!(answer.status.as_u16() < 400, "{}", answer.text);
}
