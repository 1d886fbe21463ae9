//! Metadata of a thread: its URL names its own page, and its title is a claim until a moderator sets it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_errors, warnings_of, with_form},
    guests::{COMMENTS, Guest},
    moderators::Moderator,
    raw_requests::urlencoded,
    world::{World, unmoderated_world},
};

/// Posts with a title and a URL for the thread.
async fn post_with_metadata(
    who: &Guest<'_>,
    page: &str,
    text: &str,
    title: &str,
    url: &str,
) -> Answer {
    let mut body = who.comment(page, text);
    body["token"] = json!(who.token(page).await);
    body["title"] = json!(title);
    body["url"] = json!(url);
    who.send(&body).await.expect(201)
}

fn path(page: &str) -> String {
    format!("/sites/blog/thread?{}", urlencoded(&[("page", page)]))
}

async fn set_title(moderator: &Moderator<'_>, page: &str, title: &Value) -> Answer {
    let body = json!({ "title": title });
    moderator.send(Method::PATCH, &path(page), &body).await
}

async fn title(world: &World, page: &str) -> Value {
    world.guest().read(page).await["thread"]["title"].clone()
}

#[tokio::test]
async fn a_url_counts_only_if_it_names_the_page_of_the_thread() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    for (n, (page, url, counts)) in [
        ("/a", "https://blog.example/a", true),
        ("/b", "https://blog.example/b/?utm_source=x#c", true),
        ("/caf%C3%A9", "https://blog.example/caf%c3%a9/", true),
        ("/?p=7", "https://blog.example/?p=7", true),
        ("/c", "https://blog.example/", false),
        ("/d", "https://blog.example/other", false),
        ("/e", "https://blog.example/e?x=1", false),
        ("/f", "https://blog.example/E", false),
        ("/g", "https://blog.example/g/../h", false),
        ("/?p=8", "https://blog.example/?p=9", false),
        ("post-17", "https://blog.example/post-17", false),
    ]
    .into_iter()
    .enumerate()
    {
        let ann = world.guest();
        let taken = post_with_metadata(&ann, page, &format!("Comment {n}"), "A page", url).await;
        let url = json!(if counts { Some(url) } else { None });
        assert_eq!(ann.read(page).await["thread"]["url"], url, "{page}");
        // No URL can name an opaque key, so that is not an error of the page.
        let expected: &[(&str, &str)] = if counts || !page.starts_with('/') {
            &[]
        } else {
            &[("url", "other_page")]
        };
        assert_eq!(warnings_of(&taken), field_errors(expected), "{page}");
        let look = owner.comment(&taken.id()).await;
        assert_eq!(look["comment"]["page_url"], url, "{page}");
    }
    // A later comment with the right URL names the page.
    let ben = world.guest();
    post_with_metadata(&ben, "/d", "The right one", "D", "https://blog.example/d").await;
    let url = ben.read("/d").await["thread"]["url"].clone();
    assert_eq!(url, "https://blog.example/d");
}

#[tokio::test]
async fn a_reader_returns_to_the_page_of_the_form_regardless_of_the_url_of_the_thread() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let fields = [
        ("page", "post-17"),
        ("text", "By an opaque key"),
        ("name", "Ann"),
        ("email", "ann@example.org"),
        ("url", "https://blog.example/seventeen"),
    ];
    let taken = Answer::of(with_form(ann.request(Method::POST, COMMENTS), &fields)).await;
    let location = taken.expect(303).header("location").to_owned();
    let begins = location.starts_with("https://blog.example/seventeen");
    assert!(begins, "{location}");
}

#[tokio::test]
async fn a_title_is_a_claim_that_moderators_see_and_can_replace() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let url = "https://blog.example/a";
    let first = post_with_metadata(&ann, "/a", "The first", "Buy pills", url).await;
    assert_eq!(title(&world, "/a").await, "Buy pills");
    let seen = owner.comment(&first.id()).await["comment"].clone();
    assert_eq!(seen["page_title"], "Buy pills");
    assert_eq!(seen["thread_title"], "Buy pills");
    assert_eq!(seen["thread_title_source"], json!(null));
    let thread = owner.get(&path("/a")).await.expect(200).body;
    assert_eq!(thread["title_source"], json!(null));
    let before = ann.get(&format!("{COMMENTS}?page=/a")).await.expect(200);

    let changed = set_title(&owner, "/a", &json!("  Thing\n12 ")).await;
    let changed = changed.expect(200).body;
    assert_eq!(changed["title"], "Thing 12");
    assert_eq!(changed["title_source"], "moderator");
    let after = ann.get(&format!("{COMMENTS}?page=/a")).await.expect(200);
    assert_eq!(after.body["thread"]["title"], "Thing 12");
    assert_ne!(after.header("etag"), before.header("etag"));

    // Neither later comments nor decisions about comments overwrite it.
    let ben = world.guest();
    let second = post_with_metadata(&ben, "/a", "The second", "Other title", url).await;
    assert_eq!(title(&world, "/a").await, "Thing 12");
    for action in ["trash", "approve", "delete"] {
        owner.decide(action, &[&first.id()]).await.expect(200);
        assert_eq!(title(&world, "/a").await, "Thing 12", "{action}");
    }
    let seen = owner.comment(&second.id()).await["comment"].clone();
    assert_eq!(seen["page_title"], "Other title");
    assert_eq!(seen["thread_title"], "Thing 12");
    assert_eq!(seen["thread_title_source"], "moderator");
    owner.decide("delete", &[&second.id()]).await.expect(200);
    assert_eq!(
        title(&world, "/a").await,
        "Thing 12",
        "a title without comments stays"
    );
    let third = post_with_metadata(&ben, "/a", "The third", "Claimed again", url).await;
    assert_eq!(title(&world, "/a").await, "Thing 12");

    // Back to the title that comments claim.
    let back = set_title(&owner, "/a", &json!(null)).await.expect(200);
    assert_eq!(back.body["title"], "Claimed again");
    assert_eq!(title(&world, "/a").await, "Claimed again");
    owner.decide("delete", &[&third.id()]).await.expect(200);
    assert_eq!(title(&world, "/a").await, json!(null));
}

#[tokio::test]
async fn a_moderators_own_comment_sets_the_title_unless_one_was_set() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let url = "https://blog.example/a";
    post_with_metadata(&ann, "/a", "The first", "Buy pills", url).await;
    let answer = json!({ "page": "/a", "text": "As the author of the blog", "title": "Thing 12" });
    owner.publish(&answer).await.expect(201);
    assert_eq!(title(&world, "/a").await, "Thing 12");
    let other = json!({ "page": "/a", "text": "And once more", "title": "Another" });
    owner.publish(&other).await.expect(201);
    assert_eq!(title(&world, "/a").await, "Thing 12");
}

#[tokio::test]
async fn a_title_change_is_in_the_log_with_both_titles() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let first = post_with_metadata(
        &ann,
        "/a",
        "The first",
        "Buy pills",
        "https://blog.example/a",
    )
    .await;
    owner.decide("trash", &[&first.id()]).await.expect(200);
    owner.decide("approve", &[&first.id()]).await.expect(200);
    for new in [json!("Thing 12"), json!("Thing 12"), json!(null)] {
        set_title(&owner, "/a", &new).await.expect(200);
    }
    let log = owner.get("/log?site=blog").await.expect(200).body;
    let actions = log["items"].as_array().expect("lines").iter();
    let actions = actions.map(|line| line["action"].as_str().expect("a word"));
    // Setting the same title again is not logged.
    let expected = ["set_title", "set_title", "approve", "trash"];
    assert_eq!(actions.collect::<Vec<_>>(), expected);
    let line = &log["items"][1];
    let change = json!({
        "page": "/a", "title_before": "Buy pills", "title_after": "Thing 12", "before": null, "after": null,
    });
    assert_eq!(line["thread"], change);
    assert_eq!(line["comment_id"], json!(null));
    assert_eq!(log["items"][0]["thread"]["title_after"], "Buy pills");
    assert_eq!(log["items"][2]["thread"], json!(null));
    let filtered = owner.get("/log?action=set_title&limit=1").await.expect(200);
    assert_eq!(filtered.body["items"][0]["id"], log["items"][0]["id"]);
    let next = filtered.body["next"].as_str().expect("one more");
    let rest = owner
        .get(&format!("/log?action=set_title&after={next}"))
        .await;
    assert_eq!(rest.expect(200).body["items"][0]["id"], line["id"]);
    let of_comment = format!("/log?comment={}", first.id());
    let of_comment = owner.get(&of_comment).await.expect(200);
    assert_eq!(of_comment.body["items"].as_array().map(Vec::len), Some(2));
    let written = world.database.execute("DELETE FROM thread_log").await;
    assert!(written.is_err(), "the log is append-only");
}

#[tokio::test]
async fn an_invalid_title_and_an_unknown_thread_are_refused() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    world.guest().post("/a", "A comment").await.expect(201);
    for (wrong, code) in [
        (json!(""), "too_short"),
        (json!("\u{200b}"), "required"),
        (json!("é".repeat(301)), "too_long"),
        (json!(7), "wrong_type"),
    ] {
        let refused = set_title(&owner, "/a", &wrong).await;
        let fields = refused.refused(422, "invalid").fields();
        assert_eq!(fields, field_errors(&[("title", code)]), "{wrong}");
    }
    let unknown = json!({ "address": "https://blog.example/b" });
    let refused = owner.send(Method::PATCH, &path("/a"), &unknown).await;
    let fields = refused.refused(422, "invalid").fields();
    assert_eq!(fields, field_errors(&[("address", "unknown")]));
    set_title(&owner, "/nowhere", &json!("A title"))
        .await
        .refused(404, "not_found");
    owner.get(&path("/nowhere")).await.refused(404, "not_found");
    // A request without changes returns the thread.
    let same = owner.send(Method::PATCH, &path("/a"), &json!({})).await;
    assert_eq!(same.expect(200).body["title"], json!(null));
}
