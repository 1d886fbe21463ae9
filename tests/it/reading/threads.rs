//! Reading: the order of threads, counts, and what caches may store.

use std::{io::Read as _, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::Answer,
    guests::{COMMENTS, thread_path},
    raw_requests::{encode_value, urlencoded},
    world::{World, unmoderated_world},
};

#[tokio::test]
async fn a_cursor_is_accepted_by_its_own_list_only() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for n in 0..3 {
        ann.post("/a", &format!("Comment {n}")).await.expect(201);
    }
    let part = ann
        .get(&thread_path("/a", "&limit=1"))
        .await
        .expect(200)
        .body;
    let next = part["next"].as_str().expect("more").to_owned();
    let wrong = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    let other = ann
        .get(&thread_path("/a", &format!("&order=newest&after={next}")))
        .await;
    assert_eq!(
        other.refused(422, "invalid").fields(),
        wrong("after", "invalid")
    );
    let cut = &next[..next.len() - 3];
    let foreign = [
        "x", "AAAA", "AQ", "AQM", "AgM", "é", cut, "AQNhYmM", "AgNhYmM", "AQA",
    ];
    for after in foreign {
        for order in ["oldest", "newest"] {
            let rest = format!("&order={order}&after={}", encode_value(after));
            let answer = ann.get(&thread_path("/a", &rest)).await;
            assert_eq!(
                answer.refused(422, "invalid").fields(),
                wrong("after", "invalid"),
                "{after}"
            );
        }
    }
    for (rest, field, code) in [
        ("&limit=0", "limit", "too_small"),
        ("&limit=101", "limit", "too_large"),
        ("&limit=abc", "limit", "invalid"),
        ("&limit=-1", "limit", "invalid"),
        ("&limit=1000", "limit", "invalid"),
        ("&limit=", "limit", "invalid"),
        ("&order=hottest", "order", "invalid"),
        ("&order=", "order", "invalid"),
    ] {
        let answer = ann
            .get(&thread_path("/a", rest))
            .await
            .refused(422, "invalid");
        assert_eq!(answer.fields(), wrong(field, code), "{rest}");
    }
    let no_page = ann.get(COMMENTS).await.refused(422, "invalid");
    assert_eq!(no_page.fields(), wrong("page", "required"));
    let blank = ann.get(&thread_path(" ", "")).await.refused(422, "invalid");
    assert_eq!(blank.fields(), wrong("page", "required"));
    let long = ann
        .get(&thread_path(&"a".repeat(1025), ""))
        .await
        .refused(422, "invalid");
    assert_eq!(long.fields(), wrong("page", "too_long"));
}

#[tokio::test]
async fn an_unknown_page_is_an_empty_open_thread_and_an_unknown_site_is_not_found() {
    let world = World::new().await;
    let ann = world.guest();
    let thread = json!({ "page": "/nowhere", "url": null, "title": null, "open": true, "state": "open", "count": 0 });
    let expected = json!({ "items": [], "next": null, "thread": thread });
    assert_eq!(ann.read("/nowhere").await, expected);
    for path in [
        "comments?page=/a",
        "counts?page=/a",
        "form?page=/a",
        "comments/01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90",
    ] {
        ann.get(&format!("/api/v1/sites/nobody/{path}"))
            .await
            .refused(404, "not_found");
    }
    ann.get(&format!("{COMMENTS}/not-an-id"))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn the_title_of_a_page_is_published_only_with_a_comment() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let tell = async |page: &str, title: &str, text: &str| {
        // From another network each time, because a network that sent spam has to do a proof of work.
        let ann = world.guest();
        let mut body = ann.comment(page, text);
        body["title"] = json!(title);
        body["url"] = json!(format!("https://blog.example{page}?utm_source={title}"));
        body["token"] = json!(ann.token(page).await);
        ann.send(&body).await.expect(201)
    };
    let named = async |page: &str| ann.read(page).await["thread"]["title"].clone();
    let posted = tell("/a", "Untrue", "First").await;
    let thread = ann.read("/a").await["thread"].clone();
    assert_eq!(
        (&thread["title"], &thread["url"]),
        (&json!(null), &json!(null))
    );
    let look = owner.comment(&posted.id()).await;
    assert_eq!(look["comment"]["page_title"], "Untrue", "{look}");
    owner.decide("approve", &[&posted.id()]).await.expect(200);
    assert_eq!(named("/a").await, "Untrue", "a moderator has approved it");
    owner.decide("trash", &[&posted.id()]).await.expect(200);
    assert_eq!(named("/a").await, json!(null));
    // A wrong title is corrected: the oldest approved comment with a title names the page.
    world
        .policy(|policy| policy.moderation = rejoinder::ModerationPolicy::None)
        .await;
    tell("/a", "True", "Second").await;
    assert_eq!(named("/a").await, "True");
    tell("/a", "Late", "Third").await;
    assert_eq!(named("/a").await, "True");
    owner.decide("approve", &[&posted.id()]).await.expect(200);
    assert_eq!(named("/a").await, "Untrue");
    owner.decide("delete", &[&posted.id()]).await.expect(200);
    assert_eq!(named("/a").await, "True");
    let url = ann.read("/a").await["thread"]["url"].clone();
    assert_eq!(url, "https://blog.example/a?utm_source=True");
}

#[tokio::test]
async fn counts_are_named_as_requested_and_a_page_has_one_key() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment(
        "https://blog.example/2026/caf\u{e9}/?utm_source=x#top",
        "By address",
    );
    body["title"] = json!("Thing 12");
    body["url"] = json!("https://blog.example/2026/caf%C3%A9/");
    body["token"] = json!(ann.token("/2026/caf%C3%A9").await);
    ann.send(&body).await.expect(201);
    ann.post("/2026/caf%C3%A9/", "By path").await.expect(201);
    let read = ann.read("/2026/caf%C3%A9").await;
    let thread = json!({
        "page": "/2026/caf%C3%A9", "url": "https://blog.example/2026/caf%C3%A9/", "title": "Thing 12",
        "open": true, "state": "open", "count": 2,
    });
    assert_eq!(read["thread"], thread);
    let requested = [
        "https://blog.example/2026/café",
        "/2026/café/",
        "/2026/caf%C3%A9",
        "/unknown",
        "https://other.example/2026/café",
    ];
    let query = urlencoded(&requested.map(|page| ("page", page)));
    let counts = ann
        .get(&format!("/api/v1/sites/blog/counts?{query}"))
        .await
        .expect(200);
    let expected = [2, 2, 2, 0, 0];
    for (page, count) in requested.iter().zip(expected) {
        assert_eq!(counts.body["counts"][page], count, "{page}");
    }
    let pages = |n: usize| {
        (0..n)
            .map(|n| format!("page=/p{n}"))
            .collect::<Vec<_>>()
            .join("&")
    };
    let many = ann
        .get(&format!("/api/v1/sites/blog/counts?{}", pages(100)))
        .await
        .expect(200);
    assert_eq!(
        many.body["counts"].as_object().map(|counts| counts.len()),
        Some(100)
    );
    for query in [pages(101), String::new()] {
        let answer = ann.get(&format!("/api/v1/sites/blog/counts?{query}")).await;
        assert_eq!(answer.refused(422, "invalid").fields()[0].0, "page");
    }
}

#[tokio::test]
async fn caches_can_revalidate_what_they_store() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let posted = ann
        .post("/a", &"Long enough to be compressed. ".repeat(60))
        .await
        .expect(201);
    for path in [
        thread_path("/a", ""),
        format!("{COMMENTS}/{}", posted.id()),
        "/api/v1/sites/blog/counts?page=/a".to_owned(),
    ] {
        let plain = ann.get(&path).await.expect(200);
        let tag = plain.header("etag").to_owned();
        assert!(
            tag.starts_with('"') && tag.ends_with('"'),
            "{tag} is strong"
        );
        assert_eq!(plain.header("cache-control"), "public, no-cache");
        assert_eq!(
            plain.header("content-type"),
            "application/json; charset=utf-8"
        );
        let vary = plain
            .headers
            .get_all("vary")
            .iter()
            .map(|v| v.to_str().expect("text"));
        let vary = vary.collect::<Vec<_>>().join(", ");
        assert!(
            vary.contains("origin") && vary.contains("accept-encoding"),
            "{vary}"
        );
        let again = world.guest().get(&path).await.expect(200);
        assert_eq!(
            (&again.text, again.header("etag")),
            (&plain.text, tag.as_str()),
            "the same for every reader"
        );
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            let request = ann
                .request(Method::GET, &path)
                .header("if-none-match", &known);
            let unchanged = Answer::of(request).await.expect(304);
            assert_eq!(
                (unchanged.text.as_str(), unchanged.header("etag")),
                ("", tag.as_str())
            );
            assert_eq!(unchanged.header("cache-control"), "public, no-cache");
        }
        let request = ann
            .request(Method::GET, &path)
            .header("if-none-match", "\"other\"");
        Answer::of(request).await.expect(200);
        let head = Answer::of(ann.request(Method::HEAD, &path))
            .await
            .expect(200);
        assert_eq!(
            (head.text.as_str(), head.header("etag")),
            ("", tag.as_str())
        );
        assert_eq!(head.header("content-length"), plain.text.len().to_string());
    }
    // Personal answers are not stored by caches.
    for personal in [
        "/api/v1/sites/blog/form?page=/a",
        "/api/v1/sites/blog/mine?page=/a",
    ] {
        assert_eq!(
            ann.get(personal).await.header("cache-control"),
            "no-store",
            "{personal}"
        );
    }
}

#[tokio::test]
async fn the_compressed_answer_is_a_variant_with_its_own_etag() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let text = "Long enough to be compressed. ".repeat(60);
    ann.post("/a", &text).await.expect(201);
    let plain = ann.get(&thread_path("/a", "")).await.expect(200);
    let mut tags = vec![plain.header("etag").to_owned()];
    for (accepted, coding) in [("br, gzip", "br"), ("gzip", "gzip")] {
        let request = || {
            let request = ann.request(Method::GET, &thread_path("/a", ""));
            request.header("accept-encoding", accepted)
        };
        let response = request().send().await.expect("an answer");
        assert_eq!(response.headers()["content-encoding"], coding);
        let tag = response.headers()["etag"].to_str().expect("text");
        let tag = tag.to_owned();
        let packed = response.bytes().await.expect("a body");
        let mut text = String::new();
        let read = if coding == "br" {
            brotli::Decompressor::new(&packed[..], 4096).read_to_string(&mut text)
        } else {
            flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text)
        };
        read.expect(coding);
        assert_eq!(text, plain.text);
        assert!(!tags.contains(&tag), "{coding}");
        let unchanged = Answer::of(request().header("if-none-match", &tag));
        let unchanged = unchanged.await.expect(304);
        assert_eq!(unchanged.header("etag"), tag);
        tags.push(tag);
    }
    // A change makes all variants stale.
    ann.post("/a", "News").await.expect(201);
    let request = ann.request(Method::GET, &thread_path("/a", ""));
    let request = request.header("if-none-match", tags.join(", "));
    Answer::of(request).await.expect(200);
}

#[tokio::test]
async fn the_next_reader_sees_what_a_moderator_decided() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let id = ann.post("/a", "Now you see me").await.expect(201).id();
    for (action, count) in [
        ("approve", 1),
        ("spam", 0),
        ("approve", 1),
        ("hold", 0),
        ("approve", 1),
        ("trash", 0),
    ] {
        owner.decide(action, &[&id]).await.expect(200);
        let read = ann.read("/a").await;
        assert_eq!(
            read["items"].as_array().map(Vec::len),
            Some(count),
            "{action}"
        );
        assert_eq!(read["thread"]["count"], count);
        let counts = ann
            .get("/api/v1/sites/blog/counts?page=/a")
            .await
            .expect(200);
        assert_eq!(counts.body["counts"]["/a"], count);
        world.clock.advance(Duration::from_millis(10));
    }
}

#[tokio::test]
async fn the_part_around_a_comment_of_a_long_thread_contains_it_in_both_orders() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut posted = Vec::<String>::new();
    for n in 0..120 {
        let text = format!("Comment number {n}");
        // One conversation is longer than a part.
        let answer = if (31..=60).contains(&n) {
            ann.reply("/long", &posted[30], &text).await
        } else {
            ann.post("/long", &text).await
        };
        posted.push(answer.expect(201).id());
    }
    for order in ["oldest", "newest"] {
        for at in (0..120).step_by(7).chain([30, 31, 60, 61, 119]) {
            let id = &posted[at];
            let path = format!("{COMMENTS}?around={id}&order={order}&limit=20");
            let part = ann.get(&path).await.expect(200).body;
            let items = part["items"].as_array().expect("a list");
            assert!(items.len() <= 20);
            assert!(
                items.iter().any(|item| item["id"] == json!(id)),
                "{order} {at}: {part}"
            );
            assert_eq!(part["thread"]["page"], "/long");
            assert_eq!(part["thread"]["count"], 120);
        }
    }
    // The part leads on like any other, and what is asked besides does not matter.
    let path = format!(
        "{COMMENTS}?around={}&limit=20&page=/other&after=AAAA",
        posted[10]
    );
    let part = ann.get(&path).await.expect(200).body;
    let next = part["next"].as_str().expect("more");
    let more = ann
        .get(&thread_path("/long", &format!("&limit=20&after={next}")))
        .await
        .expect(200)
        .body;
    assert_eq!(more["items"][0]["id"], json!(posted[20]));
}

#[tokio::test]
async fn the_part_around_a_comment_exists_for_public_comments_of_the_site_only() {
    let world = World::new().await;
    world.add_site("news", "News", "https://news.example").await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let pending = ann.post("/a", "Waits").await.expect(201).id();
    let foreign = ann.post_on("news", "/a", "Elsewhere").await;
    let foreign = foreign.expect(201).id();
    owner.decide("approve", &[&foreign]).await.expect(200);
    let unknown = "01900000-0000-7000-8000-000000000001".to_owned();
    for id in [&unknown, &pending, &foreign] {
        ann.get(&format!("{COMMENTS}?around={id}"))
            .await
            .refused(404, "not_found");
    }
    owner.decide("approve", &[&pending]).await.expect(200);
    let part = ann.get(&format!("{COMMENTS}?around={pending}")).await;
    assert_eq!(part.expect(200).body["items"][0]["id"], json!(pending));
    for query in ["", "?limit=20"] {
        let answer = ann.get(&format!("{COMMENTS}{query}")).await;
        let fields = answer.refused(422, "invalid").fields();
        assert!(
            fields.iter().any(|(field, _)| field == "page"),
            "{fields:?}"
        );
    }
    ann.get(&format!("{COMMENTS}?around=x"))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn repeated_searches_for_the_part_around_a_comment_are_slowed_down() {
    let world = World::new().await;
    let ann = world.guest();
    let mut answer = ann.get(&thread_path("/a", "")).await.expect(200);
    for n in 0..2_000 {
        let path = format!("{COMMENTS}?around=01900000-0000-7000-8000-{n:012x}");
        answer = ann.get(&path).await;
        if answer.status.as_u16() == 429 {
            break;
        }
    }
    let refused = answer.refused(429, "too_fast");
    assert!(!refused.header("retry-after").is_empty());
    ann.get(&thread_path("/a", "")).await.expect(200);
}
