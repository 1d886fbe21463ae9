//! The search: comments by words of their text and author, in any folder, the same on both databases.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{
    answers::{edit_token, field_of_each, outcomes},
    guests::{delete_comment, edit_comment},
    hostile_strings::hostile_strings,
    moderators::Moderator,
    seeded_comments::{SeededComments, seeded_id},
    world::{World, on_services},
};

const TEXTS: [&str; 15] = [
    "In einem CAFÉ in der Straße",
    "İSTANBUL and Diyarbakır are in Türkiye",
    "مُحَمَّد كَتَبَ التَّعليق",
    "東京都の天気はいいです。",
    "新しいiPhone日本版",
    "Party at ten 🎉🎉",
    "See https://www.shop.example/a-page?x=1 and reply to bob@shop.example",
    "Ёжик в тумане, 100% wool",
    "snake_case and C:\\temp, it's \"quoted\"",
    "A moderation queue",
    "A moderate answer",
    "เขาพูดว่าสวัสดีครับ",
    "한국어 검색",
    "Łódź, Ærø and ὈΔΥΣΣΕΎΣ",
    "e\u{301}te\u{301} ｆｕｌｌ ﬂuﬃg",
];

/// Queries, and the numbers of the texts that they find.
const QUERIES: &[(&str, &[usize])] = &[
    ("cafe", &[0]),
    ("CAFÉ strasse", &[0]),
    ("straße", &[0]),
    ("STRASSE", &[0]),
    ("istanbul", &[1]),
    ("İSTANBUL", &[1]),
    ("diyarbakir", &[1]),
    ("turkiye", &[1]),
    ("محمد", &[2]),
    ("كتب محمد", &[2]),
    ("京都", &[3]),
    ("都", &[3]),
    ("京東", &[]),
    ("日本", &[4]),
    ("iphone 日本", &[4]),
    ("🎉", &[5]),
    ("🎈", &[]),
    ("shop.example", &[6]),
    ("@shop.example", &[6]),
    ("bob@shop.example", &[6]),
    ("ob@shop.example", &[]),
    ("ежик", &[7]),
    ("100%", &[7]),
    ("snake_case", &[8]),
    (r"C:\TEMP", &[8]),
    ("quoted its", &[]),
    ("quoted it's", &[8]),
    ("moder", &[9, 10]),
    ("MODERAT answer", &[10]),
    ("\"moderat\"", &[]),
    ("\"moderate\"", &[10]),
    ("deration", &[]),
    ("สวัสดี", &[11]),
    ("한국", &[12]),
    ("lodz aero οδυσσευς", &[13]),
    ("ÉTÉ full fluffig", &[14]),
    ("person 5", &[5]),
    ("person5@example.ORG", &[5]),
    ("person7@", &[7]),
    ("' OR 1=1 --", &[]),
    ("moderation OR wool", &[]),
    ("NEAR(moderation queue)", &[]),
    ("moderation AND queue", &[]),
    ("-moderation +queue", &[9]),
    ("text:moderation", &[]),
    ("moderation & !queue", &[9]),
    ("\"moderation", &[9]),
    ("%", &[]),
    ("*", &[]),
    ("\"\"", &[]),
    ("   ", &[]),
    ("!?…", &[]),
];

async fn ids_of(owner: &Moderator<'_>, parameters: &[(&str, &str)]) -> Vec<String> {
    let items = owner.list_all("/comments", parameters).await;
    let ids = field_of_each(&items, "id").into_iter();
    ids.map(str::to_owned).collect()
}

/// Posts the texts, each by a person of its own.
async fn post_texts(world: &World) -> Vec<String> {
    world.raise_limits().await;
    let mut ids = Vec::new();
    for (n, text) in TEXTS.iter().enumerate() {
        let who = world.guest();
        let who = who.named(&format!("Person {n}"), &format!("Person{n}@Example.org"));
        ids.push(who.post("/search", text).await.expect(201).id());
    }
    ids
}

#[tokio::test]
async fn a_change_that_waits_is_found_by_its_reason_in_all_folders() {
    let world = World::new().await;
    let owner = world.owner().await;
    world
        .policy(|policy| policy.suspect_words = vec!["sternutation".into()])
        .await;
    let author = world.guest();
    let posted = author.post("/a", "Harmless").await.expect(201);
    let id = posted.id();
    owner.decide("approve", &[&id]).await.expect(200);
    edit_comment(&author, &id, &edit_token(&posted), "A sternutation")
        .await
        .expect(200);
    for status in ["pending", "any"] {
        let query = [("status", status), ("reason", "suspect_word")];
        let found = owner.list_all("/comments", &query).await;
        let found = found.iter().map(|one| &one["id"]).collect::<Vec<_>>();
        assert_eq!(found, [id.as_str()], "{status}");
    }
}

#[tokio::test]
async fn words_are_found_regardless_of_case_accents_and_script() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_texts(&world).await;
    for (q, expected) in QUERIES {
        let mut expected = expected.iter().map(|n| &ids[*n]).collect::<Vec<_>>();
        // The queue itself, and the index of words, in both orders.
        let queue = ids_of(&owner, &[("q", q)]).await;
        assert_eq!(queue.iter().collect::<Vec<_>>(), expected, "{q}");
        let any = ids_of(&owner, &[("q", q), ("status", "any")]).await;
        assert_eq!(any.iter().collect::<Vec<_>>(), expected, "{q}");
        let newest = [("q", *q), ("status", "any"), ("order", "newest")];
        let newest = ids_of(&owner, &newest).await;
        expected.reverse();
        assert_eq!(newest.iter().collect::<Vec<_>>(), expected, "{q}");
    }
    let everything = ids_of(&owner, &[("q", ""), ("status", "any")]).await;
    assert_eq!(everything, ids);
    let long = "moderation ".repeat(18);
    assert_eq!(ids_of(&owner, &[("q", &long)]).await, [ids[9].as_str()]);
    let many = (0..50).map(|n| format!("w{n}"));
    let many = many.collect::<Vec<_>>().join(" ");
    assert_eq!(ids_of(&owner, &[("q", &many)]).await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_search_covers_all_folders_and_the_other_filters() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_texts(&world).await;
    owner.decide("approve", &[&ids[9]]).await.expect(200);
    owner.decide("spam", &[&ids[10]]).await.expect(200);
    owner.decide("trash", &[&ids[5]]).await.expect(200);
    for (parameters, expected) in [
        (&[("q", "moder")][..], &[][..]),
        (&[("q", "moder"), ("status", "approved")], &[9]),
        (&[("q", "moder"), ("status", "spam")], &[10]),
        (&[("q", "moder"), ("status", "any")], &[9, 10]),
        (
            &[("q", "moder"), ("status", "any"), ("page", "/search")],
            &[9, 10],
        ),
        (
            &[("q", "moder"), ("status", "any"), ("page", "/other")],
            &[],
        ),
        (&[("author", "person 5"), ("status", "any")], &[5]),
        (&[("author", "moderation"), ("status", "any")], &[]),
        (
            &[("author", "person"), ("q", "queue"), ("status", "any")],
            &[9],
        ),
        (&[("email_domain", "shop.example"), ("status", "any")], &[]),
        (
            &[
                ("email_domain", "EXAMPLE.org"),
                ("q", "moder"),
                ("status", "any"),
            ],
            &[9, 10],
        ),
        (
            &[("q", "moder"), ("status", "any"), ("reason", "queue_full")],
            &[],
        ),
        (
            &[
                ("status", "any"),
                ("q", "party"),
                ("from", "2999-01-01T00:00:00Z"),
            ],
            &[],
        ),
        (
            &[
                ("status", "any"),
                ("q", "party"),
                ("to", "2999-01-01T00:00:00Z"),
            ],
            &[5],
        ),
        (
            &[
                ("status", "any"),
                ("q", "party"),
                ("to", "1999-01-01T00:00:00Z"),
            ],
            &[],
        ),
        (&[("q", "wool"), ("from", "2999-01-01T00:00:00Z")], &[]),
        (
            &[
                ("q", "wool"),
                ("from", "1999-01-01T00:00:00Z"),
                ("order", "score"),
            ],
            &[7],
        ),
    ] {
        let expected = expected
            .iter()
            .map(|n| ids[*n].as_str())
            .collect::<Vec<_>>();
        assert_eq!(ids_of(&owner, parameters).await, expected, "{parameters:?}");
    }
    let sent = owner.comment(&ids[5]).await["comment"]["created_at"].clone();
    let sent = sent.as_str().expect("a time");
    let from = [("status", "any"), ("q", "party"), ("from", sent)];
    assert_eq!(ids_of(&owner, &from).await, [ids[5].as_str()]);
    let to = [("status", "any"), ("q", "party"), ("to", sent)];
    assert_eq!(ids_of(&owner, &to).await, [] as [&str; 0]);
    for (parameters, field) in [
        ([("status", "any"), ("order", "score")], "order"),
        ([("status", "any"), ("from", "yesterday")], "from"),
        (
            [
                ("from", "2026-11-02T00:00:00Z"),
                ("to", "2026-11-01T00:00:00Z"),
            ],
            "from",
        ),
        ([("status", "any"), ("email_domain", "a b")], "email_domain"),
    ] {
        let refused = owner.get_with("/comments", &parameters).await;
        let fields = refused.refused(422, "invalid").fields();
        assert_eq!(fields[0].0, field, "{parameters:?}");
    }
}

#[tokio::test]
async fn hostile_strings_are_searched_as_words() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_texts(&world).await;
    for text in hostile_strings() {
        let q = text.chars().take(200).collect::<String>();
        for status in ["pending", "any"] {
            let answer = owner
                .get_with("/comments", &[("q", &q), ("status", status)])
                .await;
            assert!(!answer.status.is_server_error(), "{q:?}: {}", answer.text);
        }
    }
    assert_eq!(ids_of(&owner, &[]).await, ids);
}

/// The words of seeded comments, as the server stores them.
async fn seed_words(world: &World, site: i64, token: &str, condition: &str) {
    let sql = format!(
        "INSERT INTO comment_token (site, token, comment)
         SELECT c.site, {token}, c.id FROM comment c, (SELECT 1) AS one WHERE c.site = {site} AND {condition}"
    );
    world.database.execute(&sql).await.expect("adds words");
    let sql = format!(
        "UPDATE comment_words AS w SET words = w.words || (SELECT {token} FROM comment c WHERE c.site = w.site AND c.id = w.comment)
         WHERE w.site = {site} AND w.comment IN (SELECT c.id FROM comment c WHERE c.site = {site} AND {condition})"
    );
    world.database.execute(&sql).await.expect("adds words");
}

#[tokio::test]
async fn cursors_visit_each_of_many_matches_once() {
    const COUNT: u32 = 12_000;
    let world = World::new().await;
    let owner = world.owner().await;
    let site = world.site_id("blog").await;
    let seed = SeededComments {
        database: &world.database,
        site,
        status: "approved",
        changed_at: 1,
    };
    seed.add(1, COUNT).await;
    // The last byte of the id.
    let number = if on_services() {
        "('x' || right(c.id::text, 2))::bit(8)::int"
    } else {
        "(instr('0123456789ABCDEF', substr(hex(c.id), 31, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(hex(c.id), 32, 1)) - 1"
    };
    let count = |is: fn(u32) -> bool| (1..=COUNT).filter(|n| is(n % 256)).count();
    seed_words(&world, site, "'even '", &format!("({number}) % 2 = 0")).await;
    seed_words(&world, site, "'odd '", &format!("({number}) % 2 = 1")).await;
    seed_words(&world, site, "'tenth '", &format!("({number}) % 10 = 0")).await;
    let many = format!("'ww' || (({number}) % 100) || ' '");
    seed_words(&world, site, &many, "TRUE").await;
    let rare = format!("c.id = {}", seeded_id("77"));
    seed_words(&world, site, "'rarity '", &rare).await;

    let pages = async |q: &str, order: &str, most: usize| {
        let mut after: Option<String> = None;
        let (mut all, mut pages) = (Vec::new(), 0);
        loop {
            let list = [("status", "approved"), ("order", order), ("limit", "100")];
            let mut parameters = vec![("q", q)];
            parameters.extend(list);
            parameters.extend(after.as_deref().map(|after| ("after", after)));
            let part = owner.get_with("/comments", &parameters).await.expect(200);
            let items = part.body["items"].as_array().expect("items");
            all.extend(field_of_each(items, "id").into_iter().map(str::to_owned));
            pages += 1;
            match part.body["next"].as_str() {
                Some(next) if pages < most => after = Some(next.to_owned()),
                _ => return (all, pages),
            }
        }
    };
    for (q, expected) in [
        // The list of a frequent word, alone and with another one.
        ("seeded tenth", count(|n| n % 10 == 0)),
        // A rare word.
        ("rarity", 1),
        ("rarity odd", 1),
        ("rarity even", 0),
        // The lists of eleven words, of which each comment has one.
        ("ww7", count(|n| matches!(n % 100, 7 | 70..80))),
    ] {
        let (mut oldest, _) = pages(q, "oldest", 100).await;
        let (newest, _) = pages(q, "newest", 100).await;
        assert!(oldest.is_sorted(), "{q}");
        let distinct = oldest.iter().collect::<BTreeSet<_>>().len();
        assert_eq!((distinct, oldest.len()), (expected, distinct), "{q}");
        oldest.reverse();
        assert_eq!(oldest, newest, "{q}");
    }
    // A search that finds nothing among many candidates ends in several short parts.
    let (found, parts) = pages("even odd", "newest", 100).await;
    assert_eq!((found.len(), parts > 1), (0, true), "{parts}");
    // The beginning of more words than there are lists to merge.
    let (newest, _) = pages("ww", "newest", 3).await;
    let distinct = newest.iter().collect::<BTreeSet<_>>();
    assert_eq!(distinct.len(), 300);
    assert!(newest.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn edits_and_erasure_change_what_is_found() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let words = async || {
        let count = "SELECT COUNT(*) FROM comment_token";
        world.database.number(count).await
    };
    let found = async |q: &str| ids_of(&owner, &[("q", q), ("status", "any")]).await;
    let ann = world.guest().named("Annabel", "annabel@canary.example");
    let posted = ann.post("/a", "The first xylophone").await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    assert_eq!(found("xylophone annabel").await, [id.as_str()]);

    // Its author edits it, before and after it is published.
    let edited = edit_comment(&ann, &id, &token, "The second zither").await;
    edited.expect(200);
    assert_eq!(found("xylophone").await, [] as [&str; 0]);
    assert_eq!(found("zither").await, [id.as_str()]);
    owner.decide("approve", &[&id]).await.expect(200);
    let edited = edit_comment(&ann, &id, &token, "The third marimba").await;
    edited.expect(200);
    for q in ["zither", "marimba"] {
        assert_eq!(found(q).await, [id.as_str()], "{q}");
        assert_eq!(ids_of(&owner, &[("q", q)]).await, [id.as_str()], "{q}");
    }
    let decided = owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(found("zither").await, [] as [&str; 0]);
    assert_eq!(found("marimba").await, [id.as_str()]);
    let batch = decided.body["batch"].as_str().expect("a batch");
    owner.undo(batch).await.expect(200);
    assert_eq!(found("zither").await, [id.as_str()]);
    owner.decide("spam", &[&id]).await.expect(200);
    assert_eq!(found("marimba").await, [] as [&str; 0]);

    // A stub has no words, and an erased comment leaves none.
    let reply = owner_reply(&world, &id).await;
    delete_comment(&ann, &id, &token).await;
    for q in ["zither", "annabel", "@canary.example"] {
        assert_eq!(found(q).await, [] as [&str; 0], "{q}");
    }
    assert_eq!(found("glockenspiel").await, [reply.as_str()]);
    owner.decide("trash", &[&reply]).await.expect(200);
    owner.decide("delete", &[&reply]).await.expect(200);
    assert_eq!(words().await, 0);
    for word in ["xylophone", "zither", "marimba", "annabel", "glockenspiel"] {
        let rows = format!("SELECT COUNT(*) FROM comment_token WHERE token LIKE '%{word}%'");
        assert_eq!(world.database.number(&rows).await, 0, "{word}");
    }
}

#[tokio::test]
async fn a_text_that_is_replaced_while_words_are_stored_is_found_no_more() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let replica = world.replica().await;
    for round in 0..12 {
        let ann = world
            .guest()
            .named("Ann", &format!("ann{round}@example.org"));
        let first = format!("xylophone{round}");
        let posted = ann.post("/a", &first).await.expect(201);
        let (id, token) = (posted.id(), edit_token(&posted));
        let second = format!("zither{round}");
        let (edited, here, there) = tokio::join!(
            edit_comment(&ann, &id, &token, &second),
            world.app.fill_search(),
            replica.app.fill_search(),
        );
        edited.expect(200);
        here.expect("stores words");
        there.expect("stores words");
        assert_eq!(ids_of(&owner, &[("q", &second)]).await, [id.as_str()]);
        assert_eq!(ids_of(&owner, &[("q", &first)]).await, [] as [&str; 0]);
        let stored = format!("SELECT COUNT(*) FROM comment_token WHERE token = '{first} '");
        assert_eq!(world.database.number(&stored).await, 0);
    }
}

async fn owner_reply(world: &World, id: &str) -> String {
    let who = world.guest().named("Bert", "bert@example.org");
    let posted = who.reply("/a", id, "A glockenspiel").await;
    posted.expect(201).id()
}

#[tokio::test]
async fn a_decision_by_filter_is_about_what_the_list_shows() {
    let world = World::new().await;
    let owner = world.owner_with_key().await;
    let ids = post_texts(&world).await;
    owner.decide("spam", &[&ids[10]]).await.expect(200);
    for (q, expected) in QUERIES {
        let filter = json!({ "q": q, "status": "any" });
        let dry = json!({ "filter": filter, "action": "trash", "dry_run": true });
        let dry = owner.send_decision(&dry).await.expect(200);
        let expected = expected
            .iter()
            .map(|n| (ids[*n].clone(), "trash".to_owned()));
        assert_eq!(
            outcomes(&dry, "decided", "status"),
            expected.collect::<Vec<_>>(),
            "{q}"
        );
    }
    let filter =
        json!({ "email_domain": "example.org", "author": "person", "q": "moder", "status": "any" });
    let decision = json!({ "filter": filter, "action": "trash" });
    let done = owner.send_decision(&decision).await.expect(200);
    let trashed = [9, 10].map(|n| (ids[n].clone(), "trash".to_owned()));
    assert_eq!(outcomes(&done, "decided", "status"), trashed);
    assert_eq!(ids_of(&owner, &[("status", "trash")]).await.len(), 2);
}
