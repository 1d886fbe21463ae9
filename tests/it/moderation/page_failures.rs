//! The moderators' pages when something fails: what was typed is still there, and a way leads on.

use reqwest::Method;

use crate::support::{
    answers::{Answer, with_form},
    html::FilledForm,
    moderate_page::{ModeratePage, between},
    world::World,
};

const ID: &str = "01900000-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_form_about_a_removed_site_keeps_what_was_typed_and_leads_to_the_queue() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let removed = owner.delete("/sites/garden?confirm=garden").await;
    removed.expect(204);
    let words = "casino\r\nlottery <b>";
    let forms: [(&str, &[(&str, &str)]); 3] = [
        (
            "/moderate/bans",
            &[
                ("site", "garden"),
                ("kind", "email"),
                ("subject", "eve@spam.example"),
                (
                    "note",
                    "Writes every day, and each time under another name.",
                ),
            ],
        ),
        (
            "/moderate/sites/garden/policy",
            &[("banned_words", words), ("text_max", "500")],
        ),
        (
            "/moderate/keys",
            &[("label", "Feed reader"), ("feed", "garden")],
        ),
    ];
    for (path, fields) in forms {
        let kept = page.send(path, fields).await.expect(404).text;
        let form = FilledForm::read(&kept);
        assert_eq!(form.action, path);
        for (name, value) in fields {
            let lines = |text: &str| text.replace("\r\n", "\n");
            assert_eq!(lines(&form.values[*name]), lines(value), "{path} {name}");
        }
        assert!(kept.contains("href=\"/moderate\""), "{kept}");
        assert!(!kept.contains("comment was not posted"), "{kept}");
    }
    // Longer texts are shown, so that they can be copied.
    let kept = page.send(forms[1].0, forms[1].1).await.text;
    let shown = between(&kept, "<textarea name=\"banned_words\"", "</textarea>");
    assert!(shown.contains("lottery &lt;b&gt;"), "{kept}");
}

#[tokio::test]
async fn a_form_that_is_too_large_or_no_form_is_refused_in_words_for_moderators() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let large = "x".repeat(4 << 20);
    let refused = page.send("/moderate/bans", &[("note", &large)]).await;
    let request = page.request(Method::POST, "/moderate/bans");
    let request = request.header("content-type", "text/plain");
    let no_form = Answer::of(request.body("kind=email")).await;
    for (refused, status) in [(refused, 413), (no_form, 415)] {
        let shown = refused.expect(status).text;
        assert_eq!(
            shown.contains("href=\"/moderate\""),
            status == 415,
            "{shown}"
        );
        assert!(!shown.contains("our comment"), "{shown}");
    }
}

#[tokio::test]
async fn a_form_that_the_database_cannot_take_can_be_sent_again() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let path = format!("/moderate/comments/{id}/notes");
    let run = async |sql: &str| world.database.execute(sql).await.expect("changes");
    run("ALTER TABLE author_note RENAME TO broken_note").await;
    let fields = [("text", "Writes from the office."), ("back", "folder=spam")];
    let kept = page.send(&path, &fields).await.expect(500).text;
    run("ALTER TABLE broken_note RENAME TO author_note").await;
    assert!(kept.contains("Nothing that you typed is lost"), "{kept}");
    let form = FilledForm::read(&kept);
    assert_eq!(form.action, path);
    let again = form.values.iter().map(|(name, value)| (&**name, &**value));
    let shown = page.submit(&path, &again.collect::<Vec<_>>()).await;
    assert!(shown.contains("Writes from the office."), "{shown}");
}

#[tokio::test]
async fn a_reply_to_a_comment_that_was_erased_meanwhile_is_still_there() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let guest = world.guest();
    let parent = guest.post("/a", "The cake").await.expect(201).id();
    owner.decide("approve", &[&parent]).await.expect(200);
    let answer = guest.reply("/a", &parent, "The tea").await.expect(201).id();
    owner.decide("approve", &[&answer]).await.expect(200);
    owner.decide("delete", &[&parent]).await.expect(200);
    let path = format!("/moderate/comments/{parent}/reply");
    let fields = [("version", "2"), ("text", "Thank you for the recipe.")];
    let kept = page.send(&path, &fields).await.expect(409).text;
    assert!(kept.contains("Thank you for the recipe."), "{kept}");
    assert!(kept.contains("role=\"alert\""), "{kept}");
}

#[tokio::test]
async fn a_form_of_another_origin_is_never_offered_again_and_passwords_are_not_kept() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let path = format!("/moderate/people/{ID}");
    let request = page.request(Method::POST, &path);
    let request = request.header("sec-fetch-site", "cross-site");
    let fields = [("text", "typed by a stranger")];
    let refused = Answer::of(with_form(request, &fields)).await;
    let refused = refused.expect(403).text;
    assert!(!refused.contains(&path), "{refused}");
    let fields = [("password", "a secret of mine"), ("name", "rosa")];
    let kept = page.send(&path, &fields).await.expect(404).text;
    assert!(kept.contains("rosa"), "{kept}");
    assert!(!kept.contains("a secret of mine"), "{kept}");
}

#[tokio::test]
async fn a_page_that_is_not_there_leads_to_the_queue() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    for path in [
        "/moderate?site=none",
        "/moderate/log?site=none",
        "/moderate/comments/none",
        "/moderate/people/none",
        "/moderate/sites/none/policy",
    ] {
        let missing = page.get(path).await.expect(404).text;
        assert!(missing.contains("href=\"/moderate\""), "{path}: {missing}");
    }
    // Programs get problem details.
    let request = world.http.get(world.url("/moderate/comments/none"));
    let request = request.header("cookie", &page.cookie);
    Answer::of(request).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_url_of_a_form_leads_to_its_page() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    for (form, place) in [
        ("/moderate/", "/moderate"),
        ("/moderate/?folder=spam", "/moderate?folder=spam"),
        ("/moderate/decisions", "/moderate"),
        ("/moderate/undo", "/moderate"),
        ("/moderate/sign-out", "/moderate"),
        (
            "/moderate/sites/blog/policy/preview",
            "/moderate/sites/blog/policy",
        ),
        ("/moderate/people/7/email", "/moderate/people/7"),
        ("/moderate/people/7/password", "/moderate/people/7"),
        ("/moderate/people/7/notices", "/moderate/people/7"),
        ("/moderate/comments/7/reply", "/moderate/comments/7"),
        ("/moderate/comments/7/notes", "/moderate/comments/7"),
        ("/moderate/comments/7/edit", "/moderate/comments/7"),
        ("/moderate/comments/7/thread", "/moderate/comments/7"),
        ("/moderate/bans/7/lift", "/moderate/bans"),
        ("/moderate/keys/7/revoke", "/moderate/keys"),
    ] {
        let led = page.get(form).await.expect(303);
        assert_eq!(led.header("location"), place, "{form}");
    }
}
