//! Upgrades: databases written with the schemas of earlier versions.

use rejoinder::Timestamp;
use uuid::Uuid;

use crate::support::{
    answers::{Answer, field_of_each},
    database::Database,
    guests::Guest,
    raw_requests::urlencoded,
    world::{NOW, World, on_services},
};

/// A database as an earlier version left it.
struct OldDatabase {
    database: Database,
}

/// A comment in an old database; the path is the numbers from its root down, the comment itself last.
struct OldComment<'a> {
    thread: u128,
    path: &'a [u128],
    status: &'a str,
    text: &'a str,
    url: Option<&'a str>,
}

fn id(number: u128) -> Uuid {
    // UUID version 7, with times in the order of the numbers.
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | (number << 80) | number)
}

fn uuid(number: u128) -> String {
    let id = id(number);
    if on_services() {
        format!("'{id}'")
    } else {
        format!("X'{}'", id.simple())
    }
}

fn bytes(ids: &[u128]) -> String {
    let hex = ids.iter().map(|number| id(*number).simple().to_string());
    let hex = hex.collect::<String>();
    if on_services() {
        format!("'\\x{hex}'")
    } else {
        format!("X'{hex}'")
    }
}

fn truth(value: bool) -> &'static str {
    match (on_services(), value) {
        (true, true) => "TRUE",
        (true, false) => "FALSE",
        (false, true) => "1",
        (false, false) => "0",
    }
}

fn text(value: Option<&str>) -> String {
    value.map_or_else(
        || "NULL".to_owned(),
        |text| format!("'{}'", text.replace('\'', "''")),
    )
}

const SITE: &str = "(SELECT id FROM site WHERE slug = 'blog')";

impl OldDatabase {
    /// Creates a database with the schema before a step, and the site `blog`.
    async fn before(step: &str) -> Self {
        let past = Self {
            database: Database::new().await,
        };
        let kind = if on_services() { "postgres" } else { "sqlite" };
        let folder = format!("{}/src/db/migrations/{kind}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).expect("the migrations");
        let mut files = files
            .map(|file| file.expect("a file").path())
            .filter(|file| file.file_stem().expect("a name") < step)
            .collect::<Vec<_>>();
        files.sort();
        assert!(!files.is_empty());
        past.run(
            "CREATE TABLE schema_step (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, taken_at BIGINT NOT NULL)",
        )
        .await;
        for (version, file) in (1..).zip(files) {
            past.run(&std::fs::read_to_string(&file).expect("reads"))
                .await;
            let name = file.file_stem().expect("a name").display();
            past.run(&format!(
                "INSERT INTO schema_step (version, name, taken_at) VALUES ({version}, '{name}', 1)"
            ))
            .await;
        }
        past.run("INSERT INTO site (slug, name, policy, version, created_at) VALUES ('blog', 'The Blog', '{\"limits_percent\":10000}', 1, 1)")
            .await;
        past.run(&format!(
            "INSERT INTO site_origin (site, origin) VALUES ({SITE}, 'https://blog.example')"
        ))
        .await;
        past
    }

    async fn run(&self, sql: &str) {
        let done = self.database.execute(sql).await;
        done.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    async fn thread(
        &self,
        number: u128,
        page: &str,
        open: bool,
        version: i64,
        created_at: Timestamp,
    ) {
        self.run(&format!(
            "INSERT INTO thread (site, id, page, open, approved, version, created_at)
             VALUES ({SITE}, {}, {}, {}, 0, {version}, {})",
            uuid(number),
            text(Some(page)),
            truth(open),
            created_at.0,
        ))
        .await;
    }

    async fn comment(&self, old: OldComment<'_>) {
        let (own, above) = old.path.split_last().expect("a path");
        let approved = old.status == "approved";
        let parent = above
            .last()
            .map_or_else(|| "NULL".to_owned(), |parent| uuid(*parent));
        self.run(&format!(
            "INSERT INTO comment (site, id, thread, parent, path, root, status, shown, approved_below, version,
                kind, name, text, html, digest, score, verdict, assessment, created_at, page_url)
             VALUES ({SITE}, {}, {}, {parent}, {}, {}, '{}', {}, 0, 1,
                'guest', 'Ann', {}, {}, {own}, 0, 'unsure',
                '{{\"score\":0,\"verdict\":\"unsure\",\"hold\":false,\"reasons\":[]}}', {}, {})",
            uuid(*own),
            uuid(old.thread),
            bytes(old.path),
            uuid(old.path[0]),
            old.status,
            truth(approved),
            text(Some(old.text)),
            text(Some(&format!("<p>{}</p>\n", old.text))),
            NOW.0 - 1_000_000 + i64::try_from(*own).expect("small"),
            text(old.url),
        ))
        .await;
        if approved {
            self.run(&format!(
                "UPDATE thread SET approved = approved + 1 WHERE id = {}",
                uuid(old.thread)
            ))
            .await;
            for above in above {
                self.run(&format!(
                    "UPDATE comment SET approved_below = approved_below + 1, shown = {} WHERE id = {}",
                    truth(true),
                    uuid(*above)
                ))
                .await;
            }
        }
    }

    async fn open(self) -> World {
        World::on(self.database).await
    }
}

async fn read(ann: &Guest<'_>, page: &str) -> (Vec<String>, serde_json::Value) {
    let query = urlencoded(&[("page", page)]);
    let answer = ann
        .get(&format!("/api/v1/sites/blog/comments?{query}"))
        .await;
    let body = answer.expect(200).body;
    let items = body["items"].as_array().expect("items");
    let texts = items.iter().map(|item| {
        let html = item["html"].as_str().unwrap_or_default();
        let text = html
            .trim_start_matches("<p>")
            .trim_end()
            .trim_end_matches("</p>");
        format!(
            "{}{text}",
            "> ".repeat(usize::try_from(item["depth"].as_u64().expect("a depth")).expect("small"))
        )
    });
    let texts = texts.collect();
    (texts, body["thread"].clone())
}

const STEP: &str = "0017_page_aliases";

#[tokio::test]
async fn threads_of_two_spellings_are_merged() {
    let past = OldDatabase::before(STEP).await;
    past.thread(1, "/caf%c3%a9", false, 40, Timestamp(NOW.0 - 5_000))
        .await;
    past.thread(2, "/caf%C3%A9", true, 7, Timestamp(NOW.0 - 3_000))
        .await;
    past.thread(3, "/cafe%CC%81", false, 12, Timestamp(NOW.0 - 9_000))
        .await;
    past.thread(4, "/plain", true, 3, NOW).await;
    for (thread, path, status, text) in [
        (1, &[10][..], "approved", "first"),
        (2, &[11], "deleted", ""),
        (2, &[11, 14], "approved", "reply to what was removed"),
        (3, &[12], "approved", "third"),
        (1, &[10, 15], "approved", "reply to the first"),
        (1, &[10, 15, 16], "approved", "deeper"),
        (3, &[13], "pending", "waits"),
        (4, &[17], "approved", "elsewhere"),
    ] {
        past.comment(OldComment {
            thread,
            path,
            status,
            text,
            url: None,
        })
        .await;
    }
    let mut world = past.open().await;
    for _ in 0..2 {
        let ann = world.guest();
        for page in [
            "/caf%c3%a9",
            "/caf%C3%A9/",
            "/cafe%cc%81",
            "https://blog.example/café",
        ] {
            let (texts, thread) = read(&ann, page).await;
            let expected = [
                "first",
                "> reply to the first",
                "> > deeper",
                "",
                "> reply to what was removed",
                "third",
            ];
            assert_eq!(texts, expected, "{page}");
            assert_eq!(thread["count"], 5, "{page}");
            assert_eq!(thread["open"], true, "one of them was open");
        }
        assert_eq!(read(&ann, "/plain").await.0, ["elsewhere"]);
        assert_eq!(
            world.database.number("SELECT COUNT(*) FROM thread").await,
            2
        );
        let version = "SELECT MAX(version) FROM thread WHERE page = '/caf%C3%A9'";
        assert!(world.database.number(version).await > 40);
        let started = "SELECT created_at FROM thread WHERE page = '/caf%C3%A9'";
        assert_eq!(world.database.number(started).await, NOW.0 - 9_000);
        world.restart().await;
    }
    // A pending comment can be decided, and is counted in its new thread.
    let owner = world.owner().await;
    let ids = owner.queue().await;
    owner
        .decide("approve", &[ids[0]["id"].as_str().expect("an id")])
        .await
        .expect(200);
    assert_eq!(read(&world.guest(), "/café").await.1["count"], 6);
}

#[tokio::test]
async fn an_upgrade_stores_the_checksums_of_earlier_migrations() {
    let past = OldDatabase::before(STEP).await;
    // As a version recorded it whose file had another number.
    past.run("UPDATE schema_step SET name = '0012_floods' WHERE version = 11")
        .await;
    let mut world = past.open().await;
    let wrong = "SELECT COUNT(*) FROM schema_step WHERE checksum IS NULL OR name = '0012_floods'";
    assert_eq!(world.database.number(wrong).await, 0);
    let all = "SELECT COUNT(DISTINCT checksum) - MAX(version) FROM schema_step";
    assert_eq!(world.database.number(all).await, 0);
    world.restart().await;
}

#[tokio::test]
async fn threads_of_different_spellings_of_a_host_are_merged() {
    let past = OldDatabase::before("0018_page_hosts").await;
    past.thread(1, "http://www.blog.example/a/", true, 4, NOW)
        .await;
    past.thread(2, "/a", true, 2, NOW).await;
    past.thread(3, "https://elsewhere.example/a", true, 2, NOW)
        .await;
    for (thread, number, text) in [(1, 10, "first"), (2, 11, "second"), (3, 12, "elsewhere")] {
        past.comment(OldComment {
            thread,
            path: &[number],
            status: "approved",
            text,
            url: None,
        })
        .await;
    }
    let world = past.open().await;
    let ann = world.guest();
    for page in ["/a", "http://www.blog.example/a/"] {
        assert_eq!(read(&ann, page).await.0, ["first", "second"], "{page}");
    }
    let (texts, _) = read(&ann, "https://elsewhere.example/a").await;
    assert_eq!(texts, ["elsewhere"]);
}

#[tokio::test]
async fn a_merged_thread_is_closed_only_if_all_its_parts_were() {
    let past = OldDatabase::before(STEP).await;
    past.thread(1, "/%61", false, 1, NOW).await;
    past.thread(2, "/a", false, 1, NOW).await;
    past.thread(3, "/b/%2e", false, 1, NOW).await;
    past.thread(4, "/c?utm_source=x&p=1", false, 9, NOW).await;
    past.comment(OldComment {
        thread: 3,
        path: &[20],
        status: "approved",
        text: "alone",
        url: None,
    })
    .await;
    let world = past.open().await;
    let ann = world.guest();
    assert_eq!(read(&ann, "/a").await.1["open"], false);
    let (texts, thread) = read(&ann, "/b").await;
    assert_eq!(
        (texts, &thread["open"]),
        (vec!["alone".to_owned()], &false.into()),
        "renamed"
    );
    assert_eq!(read(&ann, "/c?p=1").await.1["open"], false);
    ann.post("/a", "Too late")
        .await
        .refused(403, "thread_closed");
}

#[tokio::test]
async fn comments_stored_under_the_home_page_move_to_the_page_of_their_url() {
    let past = OldDatabase::before(STEP).await;
    past.thread(1, "/", true, 30, NOW).await;
    past.thread(2, "/?p=8", true, 2, NOW).await;
    past.thread(3, "undefined", true, 5, NOW).await;
    let seven = Some("https://blog.example/?p=7&utm_source=x");
    let eight = Some("https://blog.example/?p=8");
    for (thread, path, status, text, url) in [
        (1, &[10][..], "approved", "about seven", seven),
        (
            1,
            &[10, 13],
            "approved",
            "a reply sent from page eight",
            eight,
        ),
        (1, &[11], "approved", "about eight", eight),
        (
            1,
            &[12],
            "approved",
            "about the blog",
            Some("https://blog.example/#top"),
        ),
        (1, &[14], "approved", "of an unknown page", None),
        (
            1,
            &[15],
            "approved",
            "of another site",
            Some("https://other.example/?p=7"),
        ),
        (1, &[16], "pending", "waits about seven", seven),
        (1, &[17], "deleted", "", None),
        (1, &[17, 18], "approved", "a reply below a stub", seven),
        (2, &[9], "approved", "eight by its key", None),
        (3, &[19], "approved", "undefined about seven", seven),
        (3, &[20], "approved", "lost", None),
    ] {
        past.comment(OldComment {
            thread,
            path,
            status,
            text,
            url,
        })
        .await;
    }
    let world = past.open().await;
    let ann = world.guest();
    let (texts, thread) = read(&ann, "/?p=7").await;
    let expected = [
        "about seven",
        "> a reply sent from page eight",
        "",
        "> a reply below a stub",
        "undefined about seven",
    ];
    assert_eq!(texts, expected);
    assert_eq!(thread["count"], 4);
    assert_eq!(thread["url"], "https://blog.example/?p=7&utm_source=x");
    assert_eq!(
        read(&ann, "/?p=8").await.0,
        ["eight by its key", "about eight"]
    );
    let (texts, thread) = read(&ann, "/").await;
    assert_eq!(
        texts,
        ["about the blog", "of an unknown page", "of another site"]
    );
    assert_eq!(thread["count"], 3);
    let owner = world.owner().await;
    let waiting = owner.queue().await;
    assert_eq!(waiting[0]["page"], "/?p=7");
    // Readers no longer see it, but a moderator finds it.
    let lost = owner
        .get("/comments?status=approved&page=undefined")
        .await
        .expect(200);
    assert_eq!(lost.body["items"][0]["text"], "lost");
    assert_eq!(lost.body["items"].as_array().map(Vec::len), Some(1));
    // Replies are accepted in the new thread of the comment.
    let reply = ann.reply("/?p=7", &id(10).to_string(), "Me too").await;
    reply.expect(201);
}

#[tokio::test]
async fn an_old_key_and_the_token_of_an_open_form_find_their_thread() {
    let past = OldDatabase::before(STEP).await;
    past.thread(1, "/caf%c3%a9", true, 1, NOW).await;
    past.comment(OldComment {
        thread: 1,
        path: &[10],
        status: "approved",
        text: "first",
        url: None,
    })
    .await;
    let world = past.open().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let aliases = "SELECT COUNT(*) FROM page_alias WHERE page = '/caf%c3%a9'";
    assert_eq!(world.database.number(aliases).await, 1);
    let blog = world.app.sites.find("blog").await.expect("the blog");
    for (n, page) in ["/caf%c3%a9", "/caf%C3%A9/", "https://blog.example/café"]
        .iter()
        .enumerate()
    {
        // As the previous version issued it.
        let token = world.app.submissions.form_token(&blog, "/caf%c3%a9");
        world.clock.advance(std::time::Duration::from_secs(10));
        let mut body = ann.comment(page, &format!("Number {n}"));
        body["token"] = token.into();
        let posted = ann.send(&body).await.expect(201);
        let seen = owner
            .get(&format!("/comments/{}", posted.id()))
            .await
            .expect(200);
        let seen = &seen.body["comment"];
        let assessment = seen["assessment"].to_string();
        assert!(
            assessment.contains("reasons") && !assessment.contains("token"),
            "{assessment}"
        );
        assert_eq!(seen["page"], "/caf%C3%A9");
    }
    // An alias that no spelling leads to any more, for example of an origin that was removed from the site.
    world
        .database
        .execute("INSERT INTO page_alias SELECT site, 'https://old.example/x', id FROM thread")
        .await
        .expect("writes");
    assert_eq!(read(&ann, "https://old.example/x").await.0, ["first"]);
    let counts = ann
        .get("/api/v1/sites/blog/counts?page=https://old.example/x")
        .await;
    assert_eq!(
        counts.expect(200).body["counts"]["https://old.example/x"],
        1
    );
    let posted = ann
        .post("https://old.example/x", "By the alias")
        .await
        .expect(201);
    let token = posted.body["edit_token"].as_str().expect("a token");
    for page in ["https://old.example/x", "/café"] {
        let query = urlencoded(&[("page", page)]);
        let request = ann.request(
            reqwest::Method::GET,
            &format!("/api/v1/sites/blog/mine?{query}"),
        );
        let mine = Answer::of(request.header("edit-token", token))
            .await
            .expect(200);
        assert_eq!(
            mine.body["items"].as_array().map(Vec::len),
            Some(1),
            "{page}"
        );
    }
    let found = owner
        .get("/comments?page=https://old.example/x")
        .await
        .expect(200);
    assert_eq!(found.body["items"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM thread").await,
        1
    );
}

#[tokio::test]
async fn a_large_blog_is_migrated_completely() {
    let past = OldDatabase::before(STEP).await;
    past.thread(1, "/", true, 1, NOW).await;
    for number in 100..160 {
        past.thread(number, &format!("/a%62/{number}"), true, 1, NOW)
            .await;
    }
    for number in 1_000..1_400 {
        let url = format!("https://blog.example/?p={}", number % 7);
        past.comment(OldComment {
            thread: 1,
            path: &[number],
            status: "approved",
            text: "x",
            url: Some(&url),
        })
        .await;
    }
    let world = past.open().await;
    let ann = world.guest();
    for page in 0..7_u64 {
        let count = read(&ann, &format!("/?p={page}")).await.1["count"].as_u64();
        assert!(count.is_some_and(|count| count >= 57), "{page}: {count:?}");
    }
    assert_eq!(
        world
            .database
            .number("SELECT CAST(SUM(approved) AS BIGINT) FROM thread WHERE page <> '/'")
            .await,
        400
    );
    let renamed = "SELECT COUNT(*) FROM thread WHERE page LIKE '/ab/%'";
    assert_eq!(world.database.number(renamed).await, 60);
    assert_eq!(
        world
            .database
            .number("SELECT COUNT(*) FROM thread WHERE page = '/'")
            .await,
        0
    );
}

#[tokio::test]
async fn a_thread_whose_url_names_another_page_loses_its_url() {
    let past = OldDatabase::before("0020_thread_titles").await;
    for (number, page) in [(1, "/a"), (2, "/b"), (3, "post-17"), (4, "/d")] {
        past.thread(number, page, true, 1, NOW).await;
    }
    for (thread, own, status, url) in [
        (1, 10, "approved", "https://blog.example/evil"),
        (1, 11, "approved", "https://blog.example/a/?utm_source=x"),
        (2, 12, "approved", "https://blog.example/"),
        (3, 13, "approved", "https://blog.example/post-17"),
        (4, 14, "approved", "https://blog.example/d"),
        (4, 15, "pending", "https://elsewhere.example/d"),
    ] {
        past.comment(OldComment {
            thread,
            path: &[own],
            status,
            text: "A comment",
            url: Some(url),
        })
        .await;
        past.run(&format!(
            "UPDATE thread SET url = {}, title = 'A title' WHERE id = {} AND url IS NULL",
            text(Some(url)),
            uuid(thread)
        ))
        .await;
    }
    let world = past.open().await;
    let ann = world.guest();
    for (page, url) in [
        ("/a", Some("https://blog.example/a/?utm_source=x")),
        ("/b", None),
        ("post-17", None),
        ("/d", Some("https://blog.example/d")),
    ] {
        let thread = read(&ann, page).await.1;
        assert_eq!(thread["url"], serde_json::json!(url), "{page}");
        assert_eq!(thread["title"], "A title", "{page}");
    }
    let left = "SELECT COUNT(*) FROM comment WHERE page_url IS NOT NULL";
    assert_eq!(world.database.number(left).await, 2);
    let changed = "SELECT COUNT(*) FROM thread WHERE version > 1";
    assert_eq!(world.database.number(changed).await, 4);
    // These titles were not set by a moderator, so comments still determine them.
    let owner = world.owner().await;
    let id = id(12).to_string();
    owner.decide("trash", &[&id]).await.expect(200);
    assert_eq!(read(&ann, "/b").await.1["title"], serde_json::json!(null));
}

#[tokio::test]
async fn waiting_comments_and_edits_get_the_group_of_their_stored_score() {
    // The step before the one that adds the groups: it stores the checksums of all migrations.
    let past = OldDatabase::before("0025_migration_checksums").await;
    past.thread(1, "/a", true, 1, NOW).await;
    let sample = r#"{"code":"spam_sample","weight":0.0,"detail":""}"#;
    for (own, status, score, reasons, edit_score) in [
        (10, "pending", -4_100, "", None),
        (11, "pending", 1_999, "", None),
        (12, "pending", 2_000, "", None),
        (13, "pending", 8_500, "", None),
        (14, "pending", 4_000, sample, None),
        (15, "spam", 6_000, "", None),
        (16, "approved", -3_000, "", Some(2_700)),
        (17, "approved", 3_000, "", Some(-1_000)),
    ] {
        past.comment(OldComment {
            thread: 1,
            path: &[own],
            status,
            text: &format!("Number {own}"),
            url: None,
        })
        .await;
        let assessment = format!(
            r#"{{"score":{},"verdict":"unsure","hold":true,"reasons":[{reasons}]}}"#,
            f64::from(score) / 1_000.0
        );
        let comment = uuid(own);
        past.run(&format!(
            "UPDATE comment SET score = {score}, assessment = '{assessment}' WHERE id = {comment}"
        ))
        .await;
        let Some(edit_score) = edit_score else {
            continue;
        };
        past.run(&format!(
            "INSERT INTO comment_edit (site, id, comment, state, hides, text, digest, score, verdict, assessment, at)
             VALUES ({SITE}, {}, {comment}, 'waiting', {}, 'Edited', 0, {edit_score}, 'unsure', '{assessment}', 1)",
            uuid(own + 100),
            truth(false),
        ))
        .await;
        past.run(&format!(
            "UPDATE comment SET edit = 'waiting' WHERE id = {comment}"
        ))
        .await;
    }
    let mut world = past.open().await;
    let owner = world.owner().await;
    let ids = |numbers: &[u128]| {
        let ids = numbers.iter().map(|number| id(*number).to_string());
        ids.collect::<Vec<_>>()
    };
    for (group, order, numbers) in [
        ("review", "oldest", &[10, 11, 14, 17][..]),
        ("review", "score", &[10, 17, 11, 14]),
        ("probably_spam", "newest", &[16, 13, 12]),
        ("probably_spam", "score", &[12, 16, 13]),
    ] {
        let listed = owner
            .get_with("/comments", &[("group", group), ("order", order)])
            .await;
        let listed = listed.expect(200).body;
        let items = listed["items"].as_array().expect("items");
        assert_eq!(field_of_each(items, "id"), ids(numbers), "{group} {order}");
        assert_eq!(
            listed["waiting"],
            serde_json::json!({ "review": 4, "probably_spam": 3 })
        );
    }
    // What a moderator puts back has a group as well.
    let back = id(15).to_string();
    owner.decide("restore", &[&back]).await.expect(200);
    assert_eq!(
        owner.comment(&back).await["comment"]["group"],
        "probably_spam"
    );
    drop(owner);
    world.restart().await;
}

#[tokio::test]
async fn closed_threads_stay_closed_and_the_log_of_titles_is_kept() {
    let past = OldDatabase::before("0025_migration_checksums").await;
    past.thread(1, "/open", true, 1, NOW).await;
    past.thread(2, "/closed", false, 1, NOW).await;
    past.run(&format!(
        "INSERT INTO thread_log (site, id, thread, page, moderator, login, action, from_title, to_title, at)
         VALUES ({SITE}, {}, {}, '/open', {}, 'ann', 'set_title', 'Before', 'After', 1)",
        uuid(5),
        uuid(1),
        uuid(6),
    ))
    .await;
    let world = past.open().await;
    let reader = world.guest();
    for (page, state) in [("/open", "open"), ("/closed", "closed")] {
        assert_eq!(read(&reader, page).await.1["state"], state, "{page}");
    }
    let owner = world.owner().await;
    let log = owner.get("/log").await.expect(200).body;
    let line = &log["items"][0];
    let texts = ["login", "action"].map(|name| line[name].as_str().expect("a text"));
    assert_eq!(texts, ["ann", "set_title"]);
    assert_eq!(line["thread"]["title_before"], "Before");
    assert_eq!(line["thread"]["title_after"], "After");
    for statement in [
        "UPDATE thread_log SET login = 'ben'",
        "DELETE FROM thread_log",
    ] {
        let changed = world.database.execute(statement).await;
        assert!(changed.is_err(), "the log is still append-only");
    }
}

#[tokio::test]
async fn a_search_is_incomplete_until_the_words_of_many_older_comments_are_stored() {
    let past = OldDatabase::before("0025_migration_checksums").await;
    past.thread(1, "/a", true, 1, NOW).await;
    for number in 10..1_510 {
        past.comment(OldComment {
            thread: 1,
            path: &[number],
            status: "approved",
            text: &format!("Número {number}"),
            url: None,
        })
        .await;
    }
    let world = past.open().await;
    let owner = world.owner().await;
    let query = [("q", "numero \"42\""), ("status", "any")];
    let search = async || owner.get_with("/comments", &query).await.expect(200).body;
    assert_eq!(search().await["search_incomplete"], true);
    let replica = world.replica().await;
    let (here, there) = tokio::join!(world.app.fill_search(), replica.app.fill_search());
    assert!(here.expect("fills") + there.expect("fills") >= 500);
    let found = search().await;
    assert_eq!(found["search_incomplete"], false);
    let items = found["items"].as_array().expect("items");
    assert_eq!(field_of_each(items, "text"), ["Número 42"]);
    assert_eq!(world.app.fill_search().await.expect("fills"), 0);
    // Each word once: two processes did the same comments.
    let words = "SELECT COUNT(*) FROM comment_token WHERE token = 'numero '";
    assert_eq!(world.database.number(words).await, 1_500);
}
