//! The page of a comment without a script: notes on its author, edits, the thread.

use rejoinder::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    html::unsafe_parts,
    moderate_page::{ModeratePage, back, between, notice, row, target},
    world::World,
};

const HOSTILE: &str = "\"></textarea><script>alert(1)</script><img src=x onerror=alert(1)>'";

fn version<'p>(page: &'p str, id: &str) -> &'p str {
    between(page, &format!("name=\"id\" value=\"{id}."), "\"")
}

/// Returns a section of the page by its id.
#[track_caller]
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    between(
        page,
        &format!("<section class=\"card\" id=\"{id}\""),
        "</section>",
    )
}

#[tokio::test]
async fn a_note_is_on_all_comments_of_the_author_until_it_is_deleted() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let first = world.guest().post("/a", "The cake").await.expect(201).id();
    let second = world.guest().post("/b", "The tea").await.expect(201).id();
    let path = format!("/moderate/comments/{first}");
    let opened = page.open(&format!("{path}?q=cake")).await;
    let form = format!("{path}/notes");
    let list = between(section(&opened, "notes"), "name=\"back\" value=\"", "\"");
    assert_eq!(list, "q=cake");
    let fields = [("text", "Be kind.\r\nReally."), ("back", "q=cake")];
    let after = page.submit(&form, &fields).await;
    assert_eq!(notice(&after), "The note is stored.");
    assert!(after.contains("?q=cake\" data-go=\"back\""), "{after}");
    let notes = section(&after, "notes");
    assert!(notes.contains("Be kind.\nReally."), "{notes}");
    assert!(notes.contains("<bdi>owner</bdi>, <time"), "{notes}");
    // Ben sees it in the queue, with both comments.
    let his = ModeratePage::of(&ben);
    let queue = his.open("/moderate").await;
    for id in [&first, &second] {
        let shown = row(&queue, id);
        assert!(shown.contains("Be kind. Really.</q> <bdi>owner"), "{shown}");
        assert!(!shown.contains("Notes on the author"), "{shown}");
    }
    his.send(&form, &[("text", "Agreed.")]).await.expect(303);
    let queue = page.open("/moderate").await;
    let shown = row(&queue, &second);
    assert!(shown.contains("Agreed.</q> <bdi>ben"), "{shown}");
    assert!(shown.contains("Notes on the author: 2</a>"), "{shown}");
    let opened = his.open(&format!("/moderate/comments/{second}")).await;
    let button = between(section(&opened, "notes"), "name=\"delete\" value=\"", "\"");
    let other = format!("/moderate/comments/{second}/notes");
    let deleted = his.submit(&other, &[("delete", button)]).await;
    assert_eq!(notice(&deleted), "The note is deleted.");
    assert!(!section(&deleted, "notes").contains("Agreed."), "{deleted}");
    his.send(&other, &[("delete", button)]).await.expect(404);
    his.send(&other, &[("delete", "x")]).await.expect(404);
}

#[tokio::test]
async fn a_note_that_is_refused_is_still_in_the_form() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let form = format!("/moderate/comments/{id}/notes");
    let long = "ä".repeat(1_001);
    for (text, message) in [
        (long.as_str(), "at most 1000 characters; this one has 1001."),
        ("a\u{7}b", "Remove the control characters."),
        (" ", "Write something."),
    ] {
        let refused = page.send(&form, &[("text", text)]).await.expect(422).text;
        let notes = section(&refused, "notes");
        assert!(notes.contains(message), "{notes}");
        assert!(notes.contains(text), "{notes}");
        assert!(section(&refused, "edit").contains("The cake"), "{refused}");
    }
    let nameless = world.guest().named("Bo", "");
    let mut body = nameless.comment("/a", "Without an email address");
    body["author"] = json!({ "name": "Bo" });
    world
        .policy(|policy| policy.guests.email = rejoinder::FieldRule::Optional)
        .await;
    let unknown = nameless.send(&body).await.expect(201).id();
    let opened = page.open(&format!("/moderate/comments/{unknown}")).await;
    let notes = section(&opened, "notes");
    assert!(notes.contains("cannot be recognized"), "{notes}");
    assert!(!notes.contains("<textarea"), "{notes}");
    let form = format!("/moderate/comments/{unknown}/notes");
    page.send(&form, &[("text", "Who?")]).await.expect(409);
}

#[tokio::test]
async fn an_edit_is_published_and_the_earlier_text_stays_for_moderators() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world
        .guest()
        .post("/a", "Call 555-1234")
        .await
        .expect(201)
        .id();
    owner.decide("approve", &[&id]).await.expect(200);
    let path = format!("/moderate/comments/{id}");
    let opened = page.open(&path).await;
    assert!(
        section(&opened, "edit").contains("Call 555-1234</textarea>"),
        "{opened}"
    );
    let form = format!("{path}/edit");
    let version = version(&opened, &id).to_owned();
    let fields = [
        ("version", version.as_str()),
        ("text", "Call *me*"),
        ("name", "Ann B."),
        ("note", "a telephone number"),
    ];
    let edited = page.submit(&form, &fields).await;
    assert_eq!(notice(&edited), "The comment is edited.");
    assert!(row(&edited, &id).contains("Call <em>me</em>"), "{edited}");
    assert!(row(&edited, &id).contains("Ann B."), "{edited}");
    let earlier = between(&edited, "class=\"rows revisions\"", "</section>");
    assert!(earlier.contains("Call 555-1234"), "{earlier}");
    assert!(
        earlier.contains("As Ann, until owner edited it"),
        "{earlier}"
    );
    assert!(
        edited.contains("<q dir=\"auto\">a telephone number</q>"),
        "{edited}"
    );
    assert_eq!(world.guest().texts("/a").await, ["Call <em>me</em>"]);
    // Another moderator saw the earlier version.
    let other = [fields[0], ("text", "Call Ann"), fields[2], fields[3]];
    let late = page.send(&form, &other).await.expect(409).text;
    let shown = section(&late, "edit");
    assert!(shown.contains("changed in the meantime"), "{shown}");
    assert!(shown.contains("a telephone number"), "{shown}");
    let empty = page.send(&form, &[("text", " ")]).await.expect(422).text;
    assert!(
        section(&empty, "edit").contains("id=\"edit-error\""),
        "{empty}"
    );
}

#[tokio::test]
async fn an_edit_that_is_sent_twice_is_stored_once() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let (page, his) = (ModeratePage::of(&owner), ModeratePage::of(&ben));
    let id = world
        .guest()
        .post("/a", "Call 555-1234")
        .await
        .expect(201)
        .id();
    let path = format!("/moderate/comments/{id}");
    let opened = page.open(&path).await;
    let form = format!("{path}/edit");
    let version = version(&opened, &id);
    let fields = [
        ("version", version),
        ("text", "Call *me*\r\n"),
        ("name", "Ann B."),
        ("note", "a telephone number"),
    ];
    // A double click: the browser shows the answer to the second one.
    for _ in 0..2 {
        let edited = page.submit(&form, &fields).await;
        assert_eq!(notice(&edited), "The comment is edited.");
    }
    let comment = owner.comment(&id).await;
    assert_eq!(comment["comment"]["text"], "Call *me*");
    assert_eq!(comment["comment"]["author"]["name"], "Ann B.");
    assert_eq!(comment["revisions"].as_array().map(Vec::len), Some(1));
    // Another text, another name and another moderator have seen an earlier version.
    let other = [fields[0], ("text", "Call"), fields[2]];
    page.send(&form, &other).await.expect(409);
    let other = [fields[0], fields[1], ("name", "Ann C.")];
    page.send(&form, &other).await.expect(409);
    his.send(&form, &fields).await.expect(409);
    // So has the same one after a decision.
    owner.decide("approve", &[&id]).await.expect(200);
    page.send(&form, &fields).await.expect(409);
}

#[tokio::test]
async fn only_owners_edit_what_another_moderator_published() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let page = ModeratePage::of(&owner);
    let queue = page.open("/moderate").await;
    let path = format!("/moderate/comments/{id}/reply");
    let fields = [("version", version(&queue, &id)), ("text", "Mine")];
    page.submit(&path, &fields).await;
    let comments = owner.get("/comments?status=approved").await.expect(200);
    let comments = comments.body["items"].as_array().expect("items").clone();
    let mine = comments
        .iter()
        .find(|one| one["text"] == "Mine")
        .expect("the reply");
    let reply = mine["id"].as_str().expect("an id");
    let his = ModeratePage::of(&ben);
    let opened = his.open(&format!("/moderate/comments/{reply}")).await;
    let fields = [("version", version(&opened, reply)), ("text", "His")];
    let path = format!("/moderate/comments/{reply}/edit");
    let refused = his.send(&path, &fields).await.expect(403).text;
    assert!(
        section(&refused, "edit").contains("Only owners may"),
        "{refused}"
    );
    // The name of the owner is reserved, and may stay all the same.
    let name = between(
        section(&opened, "edit"),
        "name=\"name\" maxlength=\"64\" dir=\"auto\" value=\"",
        "\"",
    );
    let fields = [fields[0], ("text", "Mine again"), ("name", name)];
    page.send(&path, &fields).await.expect(303);
}

#[tokio::test]
async fn a_thread_is_named_closed_pinned_and_moved() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let guest = world.guest();
    let mut body = guest.comment("/a", "The cake");
    body["title"] = json!("A claim <b>");
    let id = guest.send(&body).await.expect(201).id();
    owner.decide("approve", &[&id]).await.expect(200);
    let path = format!("/moderate/comments/{id}");
    let form = format!("{path}/thread");
    let opened = page.open(&path).await;
    let shown = section(&opened, "thread");
    assert!(
        shown.contains("browser of an author: A claim &lt;b&gt;"),
        "{shown}"
    );
    assert!(shown.contains("This thread is open. The rules"), "{shown}");
    let names = [("title", "My cake"), ("url", "")];
    let after = page.submit(&form, &names).await;
    assert_eq!(notice(&after), "The thread is changed.");
    assert!(
        section(&after, "thread").contains("value=\"My cake\""),
        "{after}"
    );
    let foreign = [("title", "Yours"), ("url", "https://evil.example/a")];
    let refused = page.send(&form, &foreign).await.expect(422).text;
    let shown = section(&refused, "thread");
    assert!(
        shown.contains("Must be on an origin of the site"),
        "{shown}"
    );
    assert!(shown.contains("value=\"Yours\""), "{shown}");
    let closed = page.submit(&form, &[("state", "closed")]).await;
    assert!(
        closed.contains("This thread is closed. A moderator set this."),
        "{closed}"
    );
    world.guest().post("/a", "Too late").await.expect(403);
    let by_policy = page.submit(&form, &[("state", "")]).await;
    assert!(
        by_policy.contains("This thread is open. The rules"),
        "{by_policy}"
    );
    page.send(&form, &[("state", "ajar")]).await.expect(422);
    let pinned = page.submit(&form, &[("pinned", &id)]).await;
    assert!(pinned.contains("Unpin the pinned comment"), "{pinned}");
    let thread = owner.get("/sites/blog/thread?page=/a").await.expect(200);
    assert_eq!(thread.body["pinned"], id.as_str());
    assert_eq!(thread.body["title"], "My cake");
    page.submit(&form, &[("unpin", &id)]).await;
    let same = page.send(&form, &[("to", "/a")]).await.expect(422).text;
    assert!(
        section(&same, "thread").contains("key of another page"),
        "{same}"
    );
    let moved = page.submit(&form, &[("to", " /b ")]).await;
    assert_eq!(notice(&moved), "The thread is moved.");
    assert_eq!(world.guest().texts("/b").await, ["The cake"]);
    // All of it is in the log.
    let log = page.open("/moderate/log").await;
    for what in [
        "Title of a page",
        "Thread opened or closed",
        "Comment pinned",
        "Thread moved",
    ] {
        assert!(log.contains(&format!("<b>{what}</b>")), "{what}: {log}");
    }
}

#[tokio::test]
async fn a_script_gets_the_row_as_it_is_after_a_note_or_an_edit() {
    let world = World::new().await;
    let page = ModeratePage::of(&world.owner().await);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let queue = page.open("/moderate").await;
    let back = back(&queue);
    let part = [("part", "1"), ("back", back.as_str())];
    let note = [part[0], part[1], ("text", "Be kind.")];
    let path = format!("/moderate/comments/{id}");
    let answer = page.send(&format!("{path}/notes"), &note).await.expect(200);
    let start = "<ol data-done=\"The note is stored.\">";
    assert!(answer.text.starts_with(start), "{}", answer.text);
    assert!(
        row(&answer.text, &id).contains("Be kind.</q>"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("class=\"folded\""), "{}", answer.text);
    let version = version(&queue, &id);
    let edit = [part[0], part[1], ("version", version), ("text", "A cake")];
    let answer = page.send(&format!("{path}/edit"), &edit).await.expect(200);
    assert!(
        row(&answer.text, &id).contains("A cake</p>"),
        "{}",
        answer.text
    );
    assert_ne!(target(&answer.text, &id), target(&queue, &id));
}

#[tokio::test]
async fn a_moderator_of_another_site_finds_none_of_it() {
    let world = World::new().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["news"]).await;
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let path = format!("/comments/{id}/notes");
    let note = owner
        .send(Method::POST, &path, &json!({ "text": "Secret" }))
        .await;
    let note = note.expect(201).body["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let own = world
        .guest()
        .post_on("news", "/a", "News")
        .await
        .expect(201)
        .id();
    let his = ModeratePage::of(&ben);
    for (part, fields) in [
        ("notes", [("text", "Hi"), ("part", "1")]),
        ("notes", [("delete", note.as_str()), ("back", "")]),
        ("edit", [("text", "Hi"), ("version", "1")]),
        ("thread", [("state", "closed"), ("back", "")]),
        ("thread", [("to", "/b"), ("back", "")]),
    ] {
        let path = format!("/moderate/comments/{id}/{part}");
        his.send(&path, &fields).await.expect(404);
    }
    // By way of a comment of his own site.
    let path = format!("/moderate/comments/{own}/notes");
    his.send(&path, &[("delete", &note)]).await.expect(404);
    let page = ModeratePage::of(&owner);
    let opened = page.open(&format!("/moderate/comments/{id}")).await;
    assert!(section(&opened, "notes").contains("Secret"), "{opened}");
    assert!(opened.contains("This thread is open"), "{opened}");
    his.get(&format!("/moderate/log?comment={id}&site=blog"))
        .await
        .expect(404);
    let log = his.open(&format!("/moderate/log?comment={id}")).await;
    assert!(log.contains("There are no entries."), "{log}");
    his.get("/moderate/dashboard?site=blog").await.expect(404);
}

#[tokio::test]
async fn hostile_texts_in_notes_edits_and_threads_are_shown_as_text() {
    let world = World::new().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let path = format!("/moderate/comments/{id}");
    let opened = page.open(&path).await;
    page.submit(&format!("{path}/notes"), &[("text", HOSTILE)])
        .await;
    let edit = [
        ("version", version(&opened, &id)),
        ("text", HOSTILE),
        ("name", "<b onclick=alert(1)>"),
        ("note", HOSTILE),
    ];
    page.submit(&format!("{path}/edit"), &edit).await;
    owner.decide("approve", &[&id]).await.expect(200);
    let title = [("title", HOSTILE), ("url", "")];
    page.send(&format!("{path}/thread"), &title).await;
    let refused = page
        .send(
            &format!("{path}/thread"),
            &[("url", HOSTILE), ("title", HOSTILE)],
        )
        .await;
    let moved = page
        .send(&format!("{path}/thread"), &[("to", HOSTILE)])
        .await;
    let log = format!("/moderate/log?comment={id}&action=%22%3E%3Cscript%3Ealert(1)");
    for text in [
        refused.text,
        moved.text,
        page.open(&path).await,
        page.open("/moderate?folder=approved").await,
        page.open("/moderate/log").await,
        page.open(&log).await,
        page.get("/moderate/log?after=%22%3E%3Cscript%3Ealert(1)")
            .await
            .text,
        page.get("/moderate/dashboard?site=%22%3E%3Cscript%3Ealert(1)")
            .await
            .text,
    ] {
        for bad in [
            "<script>alert",
            "<img src=x",
            "<b onclick",
            "onerror=alert(1)>'",
        ] {
            assert!(!text.contains(bad), "{bad}: {text}");
        }
    }
    let opened = page.open(&path).await;
    let earlier = between(&opened, "class=\"rows revisions\"", "</section>");
    let text = between(earlier, "<div class=\"comment-text\">", "</div>");
    assert_eq!(unsafe_parts(text), [] as [&str; 0]);
}

#[tokio::test]
async fn a_double_click_on_reply_publishes_one_and_keeps_the_undo() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    let opened = page.open(&format!("/moderate/comments/{id}")).await;
    let form = section(&opened, "reply");
    let fields = [
        ("version", between(form, "name=\"version\" value=\"", "\"")),
        ("key", between(form, "name=\"key\" value=\"", "\"")),
        ("text", "Thank you."),
    ];
    let path = format!("/moderate/comments/{id}/reply");
    let (first, second) = tokio::join!(page.send(&path, &fields), page.send(&path, &fields));
    let third = page.send(&path, &fields).await;
    for answer in [first, second, third] {
        let shown = page.open(answer.expect(303).header("location")).await;
        assert_eq!(notice(&shown), "Your reply is published. Approved: Ann.");
        assert!(shown.contains("name=\"batch\""), "{shown}");
    }
    assert_eq!(world.guest().texts("/a").await, ["The cake", "Thank you."]);
    let other = [fields[0], fields[1], ("text", "Another text")];
    let refused = page.send(&path, &other).await.expect(422).text;
    let shown = section(&refused, "reply");
    assert!(shown.contains("already sent a reply"), "{shown}");
    assert!(shown.contains("Another text"), "{shown}");
    let key = between(shown, "name=\"key\" value=\"", "\"");
    let again = [fields[0], ("key", key), ("text", "Another text")];
    page.submit(&path, &again).await;
    assert_eq!(
        world.guest().texts("/a").await,
        ["The cake", "Thank you.", "Another text"]
    );
}

#[tokio::test]
async fn an_approval_whose_reply_is_refused_can_be_undone() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let first = world.guest().post("/a", "The cake").await.expect(201).id();
    let second = world.guest().post("/a", "The tea").await.expect(201).id();
    let queue = page.open("/moderate").await;
    // The key was used for another reply, which is found out after the approval.
    let key = "01900000-0000-7000-8000-000000000007";
    let fields = |id: &str| {
        let version = version(&queue, id).to_owned();
        [
            ("version", version),
            ("key", key.to_owned()),
            ("text", "Thanks".to_owned()),
        ]
    };
    let send = async |id: &str| {
        let fields = fields(id);
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        page.send(&format!("/moderate/comments/{id}/reply"), &fields)
            .await
    };
    send(&first).await.expect(303);
    let refused = send(&second).await.expect(422).text;
    assert_eq!(notice(&refused), "Approved: Ann.");
    let form = section(&refused, "reply");
    assert!(form.contains("Your reply is not published yet."), "{form}");
    assert!(form.contains("Thanks</textarea>"), "{form}");
    assert!(!form.contains(key), "{form}");
    assert_eq!(
        owner.comment(&second).await["comment"]["status"],
        "approved"
    );
    page.undo(&refused).await;
    assert_eq!(owner.comment(&second).await["comment"]["status"], "pending");
}
