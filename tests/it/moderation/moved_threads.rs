//! Threads whose page gets another key: renamed, merged with the thread of the new key, or only given another key.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, eventually},
    guests::{COMMENTS, Guest},
    moderators::Moderator,
    process::Installation,
    raw_requests::urlencoded,
    seeded_comments::{SeededComments, large_installation},
    world::unmoderated_world,
};

async fn move_thread(owner: &Moderator<'_>, from: &str, to: &str) -> Answer {
    let body = json!({ "from": from, "to": to });
    owner
        .send(Method::POST, "/sites/blog/thread/move", &body)
        .await
}

/// Ids and parents of all comments of a page, in reading order.
async fn read(reader: &Guest<'_>, page: &str) -> Vec<(String, Value)> {
    let path = format!("{COMMENTS}?limit=100&{}", urlencoded(&[("page", page)]));
    let list = reader.get(&path).await.expect(200).body;
    let items = list["items"].as_array().expect("items").iter();
    let items = items.map(|item| {
        (
            item["id"].as_str().expect("an id").to_owned(),
            item["parent_id"].clone(),
        )
    });
    let items = items.collect::<Vec<_>>();
    assert_eq!(list["thread"]["count"], items.len(), "{page}");
    items
}

async fn count(reader: &Guest<'_>, page: &str) -> Value {
    let path = format!(
        "/api/v1/sites/blog/counts?{}",
        urlencoded(&[("page", page)])
    );
    reader.get(&path).await.expect(200).body["counts"][page].clone()
}

#[tokio::test]
async fn a_moved_thread_answers_under_both_keys_and_keeps_everything() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let root = ann.post("/old", "Root").await.expect(201).id();
    let reply = ann.reply("/old", &root, "Reply").await.expect(201).id();
    let token = ann.token("/old").await;
    let before = read(&ann, "/old").await;
    let moved = move_thread(&owner, "https://blog.example/old/", "/new")
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&moved["page"], &moved["count"]),
        (&json!("/new"), &json!(2))
    );
    for page in ["/old", "/new"] {
        assert_eq!(read(&ann, page).await, before, "{page}");
        assert_eq!(count(&ann, page).await, 2, "{page}");
        let thread = ann.read(page).await["thread"].clone();
        assert_eq!(thread["page"], "/new");
    }
    // A form that was opened before is still valid, on either page.
    for (page, token) in [("/old", token), ("/new", ann.token("/old").await)] {
        let mut body = ann.comment(page, &format!("Sent to {page}"));
        body["token"] = json!(token);
        body["parent_id"] = json!(reply);
        ann.send(&body).await.expect(201);
    }
    assert_eq!(count(&ann, "/new").await, 4);
    // Moderators find its comments by both keys, and in the queue under the new one.
    for page in ["/old", "/new"] {
        let listed = owner
            .list_all("/comments", &[("status", "approved"), ("page", page)])
            .await;
        assert_eq!(listed.len(), 4, "{page}");
        assert_eq!(listed[0]["page"], "/new");
    }
    // The same again changes nothing.
    let again = move_thread(&owner, "/old", "/new").await.expect(200).body;
    assert_eq!(again["count"], 4);
    let log = owner.get("/log?action=move").await.expect(200).body;
    assert_eq!(log["items"].as_array().map(Vec::len), Some(1));
    let change = &log["items"][0]["thread"];
    assert_eq!(
        (&change["before"], &change["after"]),
        (&json!("/old"), &json!("/new"))
    );
    // And back, under the key that it had first.
    move_thread(&owner, "/new", "/old").await.expect(200);
    for page in ["/old", "/new"] {
        assert_eq!(read(&ann, page).await.len(), 4, "{page}");
        assert_eq!(ann.read(page).await["thread"]["page"], "/old");
    }
}

#[tokio::test]
async fn an_old_permalink_on_this_server_redirects_to_the_new_page() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let id = ann.post("/old", "Root").await.expect(201).id();
    move_thread(&owner, "/old", "/new?p=1").await.expect(200);
    let path = "/api/v1/sites/blog/thread";
    let old = ann
        .get(&format!("{path}?page=/old&around={id}&order=newest"))
        .await
        .expect(301);
    let expected = world.url(&format!(
        "{path}?page=%2Fnew%3Fp%3D1&around={id}&order=newest"
    ));
    assert_eq!(old.header("location"), expected);
    let new = expected
        .strip_prefix(&world.url(""))
        .expect("is here")
        .to_owned();
    assert!(ann.get(&new).await.expect(200).text.contains(&id));
    // The parts that other pages insert are answered directly.
    let part = ann
        .get(&format!("{path}?page=/old&part=comments"))
        .await
        .expect(200);
    assert!(
        part.text.contains(&id) && part.text.contains("data-page=\"&#x2f;new?p=1\""),
        "{}",
        part.text
    );
    let around = ann
        .get(&format!("{COMMENTS}?around={id}"))
        .await
        .expect(200);
    assert_eq!(around.body["thread"]["page"], "/new?p=1");
}

#[tokio::test]
async fn urls_that_comments_claimed_for_the_old_page_no_longer_count() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let post = async |page: &str, text: &str| {
        let mut body = ann.comment(page, text);
        body["url"] = json!(format!("https://blog.example{page}"));
        body["title"] = json!(format!("The page {page}"));
        body["token"] = json!(ann.token(page).await);
        ann.send(&body).await.expect(201).id()
    };
    let first = post("/old", "The first").await;
    let url = async || ann.read("/new").await["thread"]["url"].clone();
    move_thread(&owner, "/old", "/new").await.expect(200);
    assert_eq!(url().await, Value::Null);
    let for_moderators = async || owner.comment(&first).await["comment"]["page_url"].clone();
    assert_eq!(for_moderators().await, Value::Null);
    assert_eq!(ann.read("/new").await["thread"]["title"], "The page /old");
    owner.decide("trash", &[&first]).await.expect(200);
    owner.decide("approve", &[&first]).await.expect(200);
    assert_eq!(url().await, Value::Null);
    post("/new", "After the move").await;
    assert_eq!(url().await, "https://blog.example/new");
    assert_eq!(for_moderators().await, "https://blog.example/new");
    // The same after a merge.
    post("/other", "On the other page").await;
    move_thread(&owner, "/other", "/new").await.expect(200);
    assert_eq!(url().await, "https://blog.example/new");
}

#[tokio::test]
async fn two_threads_become_one_with_each_comment_once_in_the_order_of_time() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let people = [world.guest(), world.guest()];
    let mut expected = Vec::new();
    for n in 0..4 {
        let page = ["/a", "/b"][n % 2];
        let root = people[n % 2]
            .post(page, &format!("Root {n}"))
            .await
            .expect(201)
            .id();
        let reply = people[1]
            .reply(page, &root, &format!("Reply {n}"))
            .await
            .expect(201)
            .id();
        expected.push((root.clone(), Value::Null));
        expected.push((reply, json!(root)));
    }
    // A stub and a comment in the spam folder move as well.
    owner.decide("delete", &[&expected[0].0]).await.expect(200);
    let spam = people[0].post("/a", "Buy pills").await.expect(201).id();
    owner.decide("spam", &[&spam]).await.expect(200);
    owner
        .send(
            Method::PATCH,
            "/sites/blog/thread?page=/a",
            &json!({ "pinned": expected[4].0, "title": "Set for a" }),
        )
        .await
        .expect(200);
    let moved = move_thread(&owner, "/a", "/b").await.expect(200).body;
    assert_eq!(
        (&moved["page"], &moved["count"], &moved["title"]),
        (&json!("/b"), &json!(7), &json!("Set for a"))
    );
    assert_eq!(moved["pinned"], json!(expected[4].0));
    owner
        .send(
            Method::PATCH,
            "/sites/blog/thread?page=/b",
            &json!({ "pinned": null }),
        )
        .await
        .expect(200);
    for page in ["/a", "/b"] {
        let path = format!("{COMMENTS}?page={page}&limit=100");
        let list = people[0].get(&path).await.expect(200).body;
        let items = list["items"].as_array().expect("items").iter();
        let items = items.map(|item| {
            (
                item["id"].as_str().expect("an id").to_owned(),
                item["parent_id"].clone(),
            )
        });
        assert_eq!(items.collect::<Vec<_>>(), expected, "{page}");
        assert_eq!(list["thread"]["count"], 7);
        assert_eq!(count(&people[0], page).await, 7);
    }
    owner.decide("approve", &[&spam]).await.expect(200);
    assert_eq!(count(&people[0], "/a").await, 8);
    let threads = owner.list_all("/sites/blog/threads", &[]).await;
    assert_eq!(threads.len(), 1);
    // A third page joins, whose comments are in the thread of the second one by then.
    people[0].post("/c", "On a third page").await.expect(201);
    move_thread(&owner, "/a", "/c").await.expect(200);
    for page in ["/a", "/b", "/c"] {
        assert_eq!(count(&people[0], page).await, 9, "{page}");
    }
}

#[tokio::test]
async fn a_page_without_comments_can_be_given_to_a_thread_as_another_key() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    ann.post("/new", "On the new page").await.expect(201);
    move_thread(&owner, "/old", "/new").await.expect(200);
    assert_eq!(count(&ann, "/old").await, 1);
    ann.post("/old", "On the old page").await.expect(201);
    assert_eq!(count(&ann, "/new").await, 2);
    let log = owner.get("/log?action=alias").await.expect(200).body;
    assert_eq!(log["items"][0]["thread"]["before"], "/old");
    move_thread(&owner, "/nowhere", "/anywhere")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn impossible_moves_are_refused_with_every_field() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    world.guest().post("/a", "A comment").await.expect(201);
    let long = format!("/{}", "x".repeat(2_000));
    for (from, to, fields) in [
        ("/a", "/a", vec!["to"]),
        ("/a", "https://blog.example/a/", vec!["to"]),
        ("", "/b", vec!["from"]),
        ("/a", "undefined", vec!["to"]),
        ("undefined", "/b", vec!["from"]),
        ("/a", "https://other.example/a", vec!["to"]),
        ("/a", "HTTP://other.example", vec!["to"]),
        ("/a", "https://blog.example.evil.example/a", vec!["to"]),
        ("/a", &long, vec!["to"]),
        ("a\u{1}b", "c\u{1}d", vec!["from", "to"]),
        ("\u{200b}", "{{ page.url }}", vec!["from", "to"]),
    ] {
        let refused = move_thread(&owner, from, to).await.refused(422, "invalid");
        let named = refused.fields().into_iter().map(|(field, _)| field);
        assert_eq!(named.collect::<Vec<_>>(), fields, "{from} {to}");
    }
    assert_eq!(count(&world.guest(), "/a").await, 1);
}

#[tokio::test]
async fn comments_posted_while_their_threads_move_are_all_stored_and_counted() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let pages = ["/a", "/b", "/c"];
    let mut roots = Vec::new();
    for page in pages {
        for n in 0..5 {
            let root = world
                .guest()
                .post(page, &format!("Root {n} of {page}"))
                .await
                .expect(201)
                .id();
            roots.push((page, root));
        }
    }
    let mut forms = Vec::new();
    for n in 0..30 {
        let ann = world.guest();
        let (page, root) = &roots[n % roots.len()];
        let mut body = ann.comment(page, &format!("Number {n}"));
        body["token"] = json!(ann.token(page).await);
        if n % 2 == 0 {
            body["parent_id"] = json!(root);
        }
        forms.push((ann, body));
    }
    let posting = futures_util::future::join_all(forms.iter().map(|(ann, body)| ann.send(body)));
    let moving = async {
        for (from, to) in [("/a", "/b"), ("/b", "/d"), ("/c", "/d"), ("/d", "/e")] {
            move_thread(&owner, from, to).await.expect(200);
        }
    };
    let deciding = async {
        for (_, root) in &roots {
            owner.decide("hold", &[root]).await.expect(200);
            owner.decide("approve", &[root]).await.expect(200);
        }
    };
    let (posted, (), ()) = tokio::join!(posting, moving, deciding);
    // A reply to a comment that was in the queue at that moment is refused.
    let stored = posted.iter().filter(|answer| answer.status == 201).count();
    for answer in &posted {
        assert!(
            answer.status == 201 || answer.status == 404,
            "{}",
            answer.text
        );
    }
    let reader = world.guest();
    for page in ["/a", "/b", "/c", "/d", "/e"] {
        assert_eq!(count(&reader, page).await, 15 + stored, "{page}");
        assert_eq!(read(&reader, page).await.len(), 15 + stored, "{page}");
    }
    let threads = "SELECT CAST(COUNT(*) AS BIGINT) FROM thread";
    assert_eq!(world.database.number(threads).await, 1);
}

#[tokio::test]
async fn a_reply_to_a_comment_that_has_not_moved_yet_moves_with_it() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let root = ann.post("/a", "Root").await.expect(201).id();
    ann.post("/b", "On the other page").await.expect(201);
    // As a process left it that was stopped after the first transaction.
    for statement in [
        "UPDATE thread SET page = 'hidden', moving_to = (SELECT id FROM thread WHERE page = '/b') WHERE page = '/a'",
        "INSERT INTO page_alias (site, page, thread) SELECT site, '/a', id FROM thread WHERE page = '/b'",
    ] {
        world.database.execute(statement).await.expect(statement);
    }
    world.clock.advance(Duration::from_secs(2));
    let reply = ann.reply("/a", &root, "Reply").await.expect(201).id();
    let seen = owner.comment(&reply).await["comment"]["page"].clone();
    assert_eq!(seen, "/b", "moderators see the page that answers");
    assert_eq!(world.app.comments.resume_moves().await.expect("moves"), 2);
    assert_eq!(world.app.comments.resume_moves().await.expect("moves"), 0);
    for page in ["/a", "/b"] {
        assert_eq!(read(&ann, page).await.len(), 3);
    }
}

#[tokio::test]
async fn another_replica_answers_under_both_keys_within_a_second() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    ann.post("/a", "On a").await.expect(201);
    ann.post("/b", "On b").await.expect(201);
    let replica = world.replica().await;
    let read = async |page: &str| {
        let request = world
            .guest()
            .request(Method::GET, &format!("{COMMENTS}?page={page}"));
        let list = replica.answer(&world, request).await.expect(200).body;
        list["thread"]["count"].clone()
    };
    assert_eq!(read("/a").await, 1);
    // A form that the replica accepts at the moment of the move.
    let mut body = ann.comment("/a", "At the replica");
    body["token"] = json!(ann.token("/a").await);
    move_thread(&owner, "/a", "/b").await.expect(200);
    let sent = ann.request(Method::POST, COMMENTS).json(&body);
    replica.answer(&world, sent).await.expect(201);
    world.clock.advance(Duration::from_secs(1));
    for page in ["/a", "/b"] {
        assert_eq!(read(page).await, 3, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_merges_large_threads_while_others_write_and_an_interrupted_move_continues() {
    let (installation, database, token) = large_installation(3_000).await;
    let site = database
        .number("SELECT id FROM site WHERE slug = 'garden'")
        .await;
    let seed = SeededComments {
        database: &database,
        site,
        status: "approved",
        changed_at: 1,
    };
    seed.add(100_000, 50).await;
    // Every seeded comment begins a conversation.
    seed.run("UPDATE comment SET parent = NULL").await;
    let moved = run(&installation, &["garden", "/seeded/10", "/seeded/100000"]);
    assert!(moved.contains("Moved: 3000 comments"), "{moved}");
    let on = |page: &str| {
        format!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread WHERE t.page = '{page}'"
        )
    };
    assert_eq!(database.number(&on("/seeded/100000")).await, 3_050);
    let threads = "SELECT CAST(COUNT(*) AS BIGINT) FROM thread";
    assert_eq!(database.number(threads).await, 1);
    // As a process left it that was stopped: a server continues.
    seed.add(200_000, 400).await;
    seed.run("UPDATE comment SET parent = NULL").await;
    seed.run("UPDATE thread SET page = 'hidden', moving_to = (SELECT id FROM thread WHERE page = '/seeded/100000') WHERE page = '/seeded/200000'").await;
    let (server, _) = installation.start_and_wait().await;
    eventually("the end of the move", async || {
        crate::support::process::pause().await;
        (database.try_number(threads).await? == 1).then_some(())
    })
    .await;
    assert_eq!(database.number(&on("/seeded/100000")).await, 3_450);
    drop((server, token));
    for wrong in [
        ["garden", "/x", "/y"],
        ["nowhere", "/x", "/y"],
        ["garden", "/x", "/x"],
    ] {
        let mut command = installation.binary();
        let output = command
            .args(["thread", "move"])
            .args(wrong)
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

fn run(installation: &Installation, arguments: &[&str]) -> String {
    let mut command = installation.binary();
    let output = command
        .args(["thread", "move"])
        .args(arguments)
        .output()
        .expect("runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[tokio::test]
async fn a_move_is_only_about_the_site_of_the_moderator() {
    let world = unmoderated_world().await;
    world.add_site_at("garden", "https://garden.example").await;
    let gardener = world
        .moderator("gardener", rejoinder::Role::Moderator, &["garden"])
        .await;
    world.guest().post("/a", "On the blog").await.expect(201);
    world
        .guest()
        .post_on("garden", "/a", "In the garden")
        .await
        .expect(201);
    move_thread(&gardener, "/a", "/b")
        .await
        .refused(404, "not_found");
    let body = json!({ "from": "/a", "to": "/b" });
    let moved = gardener
        .send(Method::POST, "/sites/garden/thread/move", &body)
        .await;
    assert_eq!(moved.expect(200).body["page"], "/b");
    assert_eq!(world.guest().read("/a").await["thread"]["page"], "/a");
}
