//! Editing and deleting one's own comments on the page of a thread, without a script.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, with_form},
    hostile_strings::hostile_strings,
    html::FilledForm,
    people::{Person, ReportedIdentity},
    world::{World, unmoderated_world},
};

const THREAD: &str = "/api/v1/sites/blog/thread?page=%2Fa";

async fn ann(world: &World) -> Person<'_> {
    world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await
}

/// The path on this server of a link or a redirect, without the fragment.
fn path_of(world: &World, url: &str) -> String {
    let path = url.strip_prefix(&world.url("")).expect("is here");
    path.split('#').next().expect("a path").to_owned()
}

/// The links to change comments, as paths.
fn change_links(world: &World, html: &str) -> Vec<String> {
    let page = FilledForm::read(html);
    let urls = page.tags.iter().flat_map(|(_, attributes)| attributes);
    urls.filter(|(name, url)| name == "href" && url.ends_with("#change"))
        .map(|(_, url)| path_of(world, url))
        .collect()
}

/// The path of the form that changes a comment.
fn action_of(world: &World, html: &str) -> String {
    path_of(world, &FilledForm::read(html).action)
}

/// The page to which an accepted form leads, and its fragment.
async fn follow(world: &World, person: &Person<'_>, answer: Answer) -> (String, String) {
    let answer = answer.expect(303);
    let url = answer.header("location").to_owned();
    let (_, fragment) = url.split_once('#').expect("leads to a comment");
    let page = person.get(&path_of(world, &url)).await.expect(200);
    (page.text, fragment.to_owned())
}

#[tokio::test]
async fn a_signed_in_reader_edits_and_deletes_an_own_comment_with_forms() {
    let world = unmoderated_world().await;
    let ann = ann(&world).await;
    let id = ann.post("/a", "First & *best*").await.expect(201).id();
    let other = world.guest().post("/a", "Of a guest").await.expect(201);
    let page = ann.get(THREAD).await.expect(200);
    assert!(!page.text.contains("data-own"), "buttons need a script");
    let links = change_links(&world, &page.text);
    assert_eq!(
        links,
        [
            format!("{THREAD}&edit={id}"),
            format!("{THREAD}&delete={id}")
        ],
        "not for {}",
        other.id()
    );
    let guest = world.guest().get(THREAD).await.expect(200);
    assert_eq!(change_links(&world, &guest.text), [] as [&str; 0]);

    let page = ann.get(&links[0]).await.expect(200).text;
    assert_eq!(FilledForm::read(&page).values["text"], "First & *best*");
    let action = action_of(&world, &page);
    assert_eq!(action, format!("/api/v1/sites/blog/comments/{id}/edit"));
    let sent = ann.send(&action, &[("text", "Second <b>")]).await;
    let (page, fragment) = follow(&world, &ann, sent).await;
    assert_eq!(fragment, format!("comment-{id}"));
    assert!(page.contains("Second &lt;b&gt;") && page.contains("Your change is saved."));

    let page = ann.get(&links[1]).await.expect(200).text;
    assert!(page.contains("Delete your comment? This cannot be undone."));
    let action = action_of(&world, &page);
    assert_eq!(action, format!("/api/v1/sites/blog/comments/{id}/delete"));
    let (page, fragment) = follow(&world, &ann, ann.send(&action, &[]).await).await;
    assert_eq!(fragment, "notice");
    assert!(page.contains("Your comment is deleted.") && !page.contains("Second"));
    assert!(page.contains("Of a guest"));
    // A second click finds nothing, and says so on a page.
    let again = ann.send(&action, &[]).await.expect(404);
    assert!(again.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn comments_that_wait_are_shown_to_their_author_and_can_be_changed() {
    let world = World::new().await;
    let (ann, owner) = (ann(&world).await, world.owner().await);
    let id = ann.post("/a", "Waits").await.expect(201).id();
    let reply = ann.reply("/a", Some(&id), "A reply").await;
    assert_eq!(reply.status.as_u16(), 404, "nothing to reply to yet");
    let page = ann.get(THREAD).await.expect(200).text;
    assert!(page.contains("Waits") && page.contains("Only you can see this."));
    let guest = world.guest().get(THREAD).await.expect(200).text;
    assert!(!guest.contains("Waits"));
    let edit = format!("/api/v1/sites/blog/comments/{id}/edit");
    let sent = ann.send(&edit, &[("text", "Waits longer")]).await;
    let (page, _) = follow(&world, &ann, sent).await;
    assert!(page.contains("Waits longer") && page.contains("Only you can see this."));
    assert_eq!(owner.queue().await[0]["text"], json!("Waits longer"));
    // The edit of a published comment waits beside it.
    owner.decide("approve", &[&id]).await.expect(200);
    let sent = ann.send(&edit, &[("text", "Changed once more")]).await;
    let (page, _) = follow(&world, &ann, sent).await;
    assert!(page.contains("Changed once more"), "{page}");
    assert!(page.contains("Your change is waiting for a moderator."));
    let form = ann.get(&format!("{THREAD}&edit={id}")).await.expect(200);
    let form = FilledForm::read(&form.text);
    assert_eq!(form.values["text"], "Changed once more");
}

#[tokio::test]
async fn a_refused_change_is_a_page_that_keeps_what_was_typed() {
    let world = unmoderated_world().await;
    let (ann, bob) = (
        ann(&world).await,
        world
            .person(&ReportedIdentity::account("github", "Bob"))
            .await,
    );
    let id = ann.post("/a", "Mine").await.expect(201).id();
    let edit = format!("/api/v1/sites/blog/comments/{id}/edit");
    let delete = format!("/api/v1/sites/blog/comments/{id}/delete");
    world
        .policy(|policy| {
            policy.language = "de".parse().expect("a language");
            policy.text_max = 40;
        })
        .await;
    let long = "A long sentence & more. ".repeat(3);
    let refused = ann.send(&edit, &[("text", &long)]).await.expect(422);
    assert!(refused.header("content-type").starts_with("text/html"));
    assert!(
        refused.text.contains("<html lang=\"de\""),
        "{}",
        refused.text
    );
    let form = FilledForm::read(&refused.text);
    assert_eq!(form.values["text"], long);
    assert_eq!(path_of(&world, &form.action), edit, "it can be sent again");
    assert!(!form.texts["change-text-error"].is_empty());
    let policy = refused.header("content-security-policy");
    assert!(policy.contains("form-action 'self'"), "{policy}");
    let empty = ann.send(&edit, &[]).await.expect(422);
    assert!(empty.text.contains("change-text-error"), "{}", empty.text);
    // Sent from the page in another language, the refusal is in that language.
    let french = format!("{edit}?lang=fr");
    let french = ann.send(&french, &[("text", &long)]).await.expect(422);
    assert!(french.text.contains("<html lang=\"fr\""), "{}", french.text);

    // What cannot be sent again comes back to be copied.
    for (person, status) in [(&bob, 404), (&ann, 403)] {
        if status == 403 {
            world.clock.advance(Duration::from_hours(1));
            let page = ann.get(THREAD).await.expect(200).text;
            assert_eq!(change_links(&world, &page), [] as [&str; 0]);
        }
        let refused = person.send(&edit, &[("text", "Typed")]).await;
        let refused = refused.expect(status);
        assert!(refused.text.contains("<html lang=\"de\""));
        assert!(refused.text.contains("Typed"), "{}", refused.text);
        let long = person.send(&edit, &[("text", &long)]).await;
        assert!(long.expect(status).text.contains("A long sentence"));
        person.send(&delete, &[]).await.expect(status);
        for verb in ["edit", "delete"] {
            let page = person.get(&format!("{THREAD}&{verb}={id}")).await;
            let page = page.expect(200);
            assert!(page.text.contains("id=\"change\" role=\"alert\""));
            assert!(!page.text.contains(&edit) && !page.text.contains(&delete));
        }
    }
    let stranger = with_form(
        world
            .guest()
            .request(Method::POST, &edit)
            .header("sec-fetch-site", "same-origin"),
        &[("text", "Typed")],
    );
    let refused = Answer::of(stranger).await.expect(401);
    assert!(refused.text.contains("Typed"), "{}", refused.text);
    assert_eq!(world.guest().texts("/a").await, ["Mine"]);
}

#[tokio::test]
async fn a_banned_author_gets_the_text_back() {
    let world = unmoderated_world().await;
    let (ann, owner) = (ann(&world).await, world.owner().await);
    let id = ann.post("/a", "Mine").await.expect(201).id();
    let subject = ann.id.to_string();
    let ban = json!({ "site": "blog", "kind": "person", "subject": subject });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    let edit = format!("/api/v1/sites/blog/comments/{id}/edit");
    let refused = ann.send(&edit, &[("text", "Typed")]).await.expect(403);
    assert!(refused.text.contains("Typed"), "{}", refused.text);
}

#[tokio::test]
async fn the_form_of_another_origin_is_refused_and_a_program_gets_problem_details() {
    let world = unmoderated_world().await;
    let ann = ann(&world).await;
    let id = ann.post("/a", "Mine").await.expect(201).id();
    for verb in ["edit", "delete"] {
        let path = format!("/api/v1/sites/blog/comments/{id}/{verb}");
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "https://blog.example"),
            ("x-nothing", "said"),
        ] {
            let request = ann.guest.request(Method::POST, &path);
            let request = request
                .header("cookie", format!("rejoinder={}", ann.cookie))
                .header(name, value);
            let answer = Answer::of(with_form(request, &[("text", "Forged")])).await;
            assert_eq!(answer.status, 403, "{verb} {name}: {value}");
        }
        let request = ann
            .guest
            .request(Method::POST, &path)
            .header("cookie", format!("rejoinder={}", world.clock.id()))
            .header("sec-fetch-site", "same-origin")
            .header("accept", "application/json");
        let answer = Answer::of(with_form(request, &[("text", "x")])).await;
        answer.refused(401, "unauthorized");
    }
    assert_eq!(world.guest().texts("/a").await, ["Mine"]);
    // Older browsers send no `Sec-Fetch-Site`, but `Origin`.
    let path = format!("/api/v1/sites/blog/comments/{id}/delete");
    let request = ann.guest.request(Method::POST, &path);
    let request = request
        .header("cookie", format!("rejoinder={}", ann.cookie))
        .header("origin", world.url(""));
    Answer::of(with_form(request, &[])).await.expect(303);
    assert!(world.guest().texts("/a").await.is_empty());
}

#[tokio::test]
async fn a_hostile_text_is_text_in_the_form_and_on_the_page_of_a_refusal() {
    let world = unmoderated_world().await;
    let ann = ann(&world).await;
    let id = ann.post("/a", "Mine").await.expect(201).id();
    let edit = format!("/api/v1/sites/blog/comments/{id}/edit");
    let mut hostile = hostile_strings();
    hostile.truncate(40);
    hostile.push("</textarea><script>alert(1)</script>".to_owned());
    let is_safe = |html: &str| {
        let page = FilledForm::read(html);
        for (tag, attributes) in &page.tags {
            assert!(!["script", "iframe", "object"].contains(&tag.as_str()));
            for (name, value) in attributes {
                assert!(!name.starts_with("on"), "{tag} {name}={value}");
            }
        }
        page
    };
    for text in hostile {
        let answer = ann.send(&edit, &[("text", &text)]).await;
        let page = if answer.status.as_u16() == 303 {
            let form = ann.get(&format!("{THREAD}&edit={id}")).await.expect(200);
            let question = ann.get(&format!("{THREAD}&delete={id}")).await.expect(200);
            is_safe(&question.text);
            form
        } else {
            answer
        };
        is_safe(&page.text);
    }
    let text = "</textarea><script>alert(1)</script>";
    world.policy(|policy| policy.text_max = 10).await;
    let refused = ann.send(&edit, &[("text", text)]).await.expect(422);
    assert_eq!(is_safe(&refused.text).values["text"], text);
}
