//! All data of one person: everything is exported, and after an erasure nothing is found.

use std::time::Duration;

use rejoinder::{
    Body, CommentAuthor, FormSignals, ModerationPolicy, Page, PersonChange, Policy, Refusal,
    Submission, Token,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    captured_log::CapturedLog,
    guests::COMMENTS,
    people::{DATA, Person, ReportedIdentity, erase_person},
    world::{World, environment_variable, unmoderated_world},
};

const NAME: &str = "Xylocanary";

const ADDRESS: &str = "Quokkacanary@mail.example";

const TEXT: &str = "Zebracanary was the best one.";

const SITE: &str = "https://wombatcanary.example/";

const AGENT: &str = "Lemurcanary/1.0";

const KEY: &str = "ibiscanary-0123456789";

/// All keys and values of the Redis of this run, as bytes in lower case.
async fn everything_in_redis() -> Vec<u8> {
    let Some(url) = environment_variable("REJOINDER_TEST_REDIS_URL") else {
        return Vec::new();
    };
    let client = redis::Client::open(url).expect("a URL");
    let mut link = client
        .get_multiplexed_async_connection()
        .await
        .expect("Redis accepts connections");
    let mut all = Vec::new();
    let mut cursor = 0_u64;
    loop {
        let (next, keys): (u64, Vec<Vec<u8>>) = redis::cmd("SCAN")
            .arg(cursor)
            .arg("COUNT")
            .arg(1000)
            .query_async(&mut link)
            .await
            .expect("scans");
        for key in keys {
            // A key that has expired meanwhile has nothing to read.
            let value: redis::RedisResult<Vec<u8>> = redis::cmd("DUMP")
                .arg(&key[..])
                .query_async(&mut link)
                .await;
            all.extend(key);
            all.extend(value.unwrap_or_default());
        }
        cursor = next;
        if cursor == 0 {
            all.make_ascii_lowercase();
            return all;
        }
    }
}

/// A guest's comment with canaries in everything that is stored of it, sent with an `Idempotency-Key`.
async fn guest_comment(world: &World, page: &str, text: &str) -> Answer {
    let guest = world.guest().named(NAME, ADDRESS);
    let mut body = guest.comment(page, text);
    body["author"]["website"] = json!(SITE);
    body["token"] = json!(guest.token(page).await);
    let request = guest.request(Method::POST, COMMENTS);
    let request = request
        .header("user-agent", AGENT)
        .header("idempotency-key", KEY);
    Answer::of(request.json(&body)).await.expect(201)
}

async fn canary_person(world: &World) -> Person<'_> {
    let person = world.person(&ReportedIdentity::email(ADDRESS, NAME)).await;
    let fields = [("name", NAME), ("website", SITE)];
    person.send("/me/profile", &fields).await.expect(303);
    person
}

/// Asserts that none of these texts is in any file or table, in Redis, or in the log.
async fn assert_gone(person: &Person<'_>, log: &CapturedLog, canaries: &[&str]) {
    let world = person.guest.world;
    let (redis, log) = (everything_in_redis().await, log.text().to_lowercase());
    let printed =
        |line: &str| line.contains("person erased") && line.contains(&person.id.to_string());
    assert!(log.lines().any(printed), "the log was read");
    for canary in canaries {
        let canary = canary.to_lowercase();
        let files = world.database.find_text_in_files(&canary);
        assert_eq!(files, [""; 0], "{canary}");
        let found = world.database.find_text(&canary).await;
        assert_eq!(found, [""; 0], "{canary}");
        let holds = redis.windows(canary.len()).any(|w| w == canary.as_bytes());
        assert!(!holds, "Redis contains {canary}");
        let reported = log.lines().find(|line| line.contains(&canary));
        assert_eq!(reported, None, "{canary}");
    }
}

#[tokio::test]
async fn an_export_contains_everything_and_is_a_file() {
    let world = unmoderated_world().await;
    let as_guest = guest_comment(&world, "/a", "Before I had an account").await;
    let person = canary_person(&world).await;
    world
        .sign_in_with(
            &ReportedIdentity::account("github", "octo"),
            Some(person.id),
            None,
        )
        .await
        .expect("links");
    let mine = person.post("/b", "With my account").await.expect(201);
    world
        .guest()
        .post("/b", "Of somebody else")
        .await
        .expect(201);
    let answer = person.get(DATA).await.expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"my-data.json\""
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let data = answer.body;
    assert_eq!(data["person"]["id"], person.id.to_string());
    assert_eq!(data["person"]["name"], NAME);
    assert_eq!(data["person"]["website"], SITE);
    let providers = data["identities"].as_array().expect("identities");
    let providers = providers.iter().map(|known| &known["provider"]);
    assert_eq!(providers.collect::<Vec<_>>(), ["email", "github"]);
    assert_eq!(data["identities"][0]["email"], ADDRESS);
    let sites = data["sessions"].as_array().expect("sessions").iter();
    let sites = sites.map(|session| &session["site"]).collect::<Vec<_>>();
    assert_eq!(sites, [&json!("blog"), &Value::Null]);
    let comments = data["comments"].as_array().expect("comments");
    assert_eq!(comments.len(), 2, "{data}");
    let guest = &comments[0];
    assert_eq!(guest["id"], as_guest.id());
    assert_eq!(guest["written_as_guest"], true);
    assert_eq!(guest["text"], "Before I had an account");
    assert_eq!(guest["email"], ADDRESS);
    assert_eq!(guest["user_agent"], AGENT);
    assert!(guest["network"].is_string(), "{guest}");
    assert_eq!(guest["page"], "/a");
    assert_eq!(comments[1]["id"], mine.id());
    assert_eq!(comments[1]["written_as_guest"], false);
    assert_eq!(comments[1]["provider"], "email");
    assert!(!data.to_string().contains("Of somebody else"));
}

#[tokio::test]
async fn the_export_of_a_person_with_many_comments_is_complete() {
    let world = unmoderated_world().await;
    let person = world
        .person(&ReportedIdentity::account("github", "octo"))
        .await;
    let first = person.post("/a", "The first of many").await.expect(201);
    // More comments than two transactions can process.
    let copy = "INSERT INTO comment (site, id, thread, parent, path, root, status, shown, approved_below, version,
            kind, name, author, text, html, digest, score, verdict, assessment, created_at, person, provider, picture)
        SELECT site, {id}, thread, parent, {id}, {id}, status, shown, approved_below, version,
            kind, name, author, text, html, digest, score, verdict, assessment, created_at, person, provider, picture
        FROM comment, {numbers} WHERE text = 'The first of many'";
    let copy = if crate::support::world::on_services() {
        copy.replace("{numbers}", "generate_series(1, 410) AS n")
            .replace(
                ", {id}, {id}, status",
                ", decode(md5(n::text), 'hex'), md5(n::text)::uuid, status",
            )
            .replace("{id}", "md5(n::text)::uuid")
    } else {
        let numbers = "(WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 410) SELECT n FROM k)";
        copy.replace("{numbers}", numbers)
            .replace("{id}", "CAST(printf('%016d', n) AS BLOB)")
    };
    world.database.execute(&copy).await.expect("copies");
    let data = person.data().await;
    let comments = data["comments"].as_array().expect("comments");
    assert_eq!(comments.len(), 411);
    assert_eq!(comments.iter().filter(|c| c["id"] == first.id()).count(), 1);
    erase_person(&person, "anonymise").await.expect(204);
    let left =
        "SELECT COUNT(*) FROM comment WHERE person IS NOT NULL OR author IS NOT NULL OR name <> ''";
    assert_eq!(world.database.number(left).await, 0);
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM comment").await,
        411
    );
}

#[tokio::test]
async fn after_an_erasure_with_the_comments_nothing_is_found_and_replies_remain() {
    let log = CapturedLog::capture();
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let as_guest = guest_comment(&world, "/a", &format!("{TEXT} Said a guest.")).await;
    let person = canary_person(&world).await;
    let root = person
        .post("/a", &format!("{TEXT} Said I."))
        .await
        .expect(201);
    let own = person
        .reply("/a", Some(&root.id()), &format!("{TEXT} I repeat."))
        .await
        .expect(201);
    let reply = world
        .guest()
        .reply("/a", &root.id(), "I do not think so")
        .await
        .expect(201);
    // Decisions of moderators are stored with the author as well.
    owner.decide("hold", &[&root.id()]).await.expect(200);
    owner.decide("approve", &[&root.id()]).await.expect(200);
    assert!(!world.database.find_text("zebracanary").await.is_empty());
    assert_eq!(world.guest().read("/a").await["thread"]["count"], 4);
    let answer = erase_person(&person, "delete").await.expect(204);
    assert!(
        answer.header("set-cookie").starts_with("rejoinder=; "),
        "{answer:?}"
    );
    assert_gone(
        &person,
        &log,
        &[
            NAME,
            "quokkacanary",
            "zebracanary",
            "wombatcanary",
            "lemurcanary",
            "ibiscanary",
        ],
    )
    .await;
    let read = world.guest().read("/a").await;
    assert_eq!(read["thread"]["count"], 1, "{read}");
    let items = read["items"].as_array().expect("items");
    let shown = items.iter().map(|item| item["id"].as_str().expect("an id"));
    assert_eq!(shown.collect::<Vec<_>>(), [root.id(), reply.id()]);
    assert_eq!(items[0]["removed"], true);
    assert!(
        items[1]["html"]
            .as_str()
            .expect("HTML")
            .contains("I do not think so")
    );
    for id in [as_guest.id(), own.id()] {
        world
            .guest()
            .get(&format!("{COMMENTS}/{id}"))
            .await
            .refused(404, "not_found");
    }
    for table in [
        "person",
        "identity",
        "person_session",
        "person_network",
        "mail_code",
        "idempotency",
    ] {
        let count = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(world.database.number(&count).await, 0, "{table}");
    }
    let authors = "SELECT COUNT(*) FROM memory WHERE substr(key, 1, 1) IN ({a}, {c})";
    let authors = if crate::support::world::on_services() {
        authors
            .replace("{a}", r"'\x61'::bytea")
            .replace("{c}", r"'\x63'::bytea")
    } else {
        authors.replace("{a}", "X'61'").replace("{c}", "X'63'")
    };
    assert_eq!(world.database.number(&authors).await, 0);
    // The sessions are invalid, and the person no longer exists.
    person.get(DATA).await.refused(401, "unauthorized");
    person
        .post("/a", "Still there?")
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
async fn after_an_erasure_without_the_comments_the_texts_remain_without_their_author() {
    let log = CapturedLog::capture();
    let world = unmoderated_world().await;
    let as_guest = guest_comment(&world, "/a", "Said a guest.").await;
    let person = canary_person(&world).await;
    let mine = person.post("/a", "Said I.").await.expect(201);
    let reply = world
        .guest()
        .reply("/a", &mine.id(), "So you did")
        .await
        .expect(201);
    let before = world.guest().read("/a").await;
    assert_eq!(before["items"][1]["author"]["name"], NAME, "{before}");
    erase_person(&person, "anonymise").await.expect(204);
    assert_gone(
        &person,
        &log,
        &[
            NAME,
            "quokkacanary",
            "wombatcanary",
            "lemurcanary",
            "ibiscanary",
        ],
    )
    .await;
    let read = world.guest().read("/a").await;
    let items = read["items"].as_array().expect("items");
    let shown = items.iter().map(|item| item["id"].as_str().expect("an id"));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [as_guest.id(), mine.id(), reply.id()]
    );
    for item in &items[..2] {
        let author = json!({ "name": "", "website": null, "kind": "guest", "verified": false, "role": null, "provider": null, "picture": null });
        assert_eq!(item["author"], author);
        assert!(item["html"].as_str().expect("HTML").contains("Said "));
    }
    // A moderator can still change the decision about it.
    let owner = world.owner().await;
    owner.decide("spam", &[&mine.id()]).await.expect(200);
    owner.decide("approve", &[&mine.id()]).await.expect(200);
}

#[tokio::test]
async fn an_interrupted_erasure_can_be_requested_again() {
    let world = unmoderated_world().await;
    guest_comment(&world, "/a", "Said a guest.").await;
    let person = canary_person(&world).await;
    person.post("/a", "Said I.").await.expect(201);
    // As far as the erasure got before it was interrupted.
    let comments = &world.app.comments;
    let whose = comments.authorship(person.id, &[]);
    let count = comments
        .change_comments_of(&whose, PersonChange::Anonymize)
        .await;
    assert_eq!(count.expect("changes"), 1);
    assert_eq!(
        person.data().await["comments"].as_array().map(Vec::len),
        Some(1)
    );
    erase_person(&person, "anonymise").await.expect(204);
    assert_eq!(world.database.find_text(NAME).await, [""; 0]);
    let read = world.guest().read("/a").await;
    assert_eq!(read["thread"]["count"], 2);
}

#[tokio::test]
async fn an_answer_cached_by_a_reader_is_replaced_after_an_erasure() {
    let world = unmoderated_world().await;
    let person = canary_person(&world).await;
    person.post("/a", TEXT).await.expect(201);
    let reader = world.guest();
    let path = format!("{COMMENTS}?page=/a");
    let seen = reader.get(&path).await.expect(200);
    let again = reader.request(Method::GET, &path);
    let again = again.header("if-none-match", seen.header("etag"));
    Answer::of(again.try_clone().expect("no body"))
        .await
        .expect(304);
    erase_person(&person, "anonymise").await.expect(204);
    let fresh = Answer::of(again).await.expect(200);
    assert_eq!(fresh.body["items"][0]["author"]["name"], "");
}

#[tokio::test]
async fn comments_on_every_site_are_included() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let new = json!({ "slug": "news", "name": "News", "origins": ["https://news.example"] });
    owner.send(Method::POST, "/sites", &new).await.expect(201);
    let guest = world.guest().named(NAME, ADDRESS);
    let form = guest
        .get("/api/v1/sites/news/form?page=/n")
        .await
        .expect(200);
    world.clock.advance(Duration::from_secs(10));
    let mut body = guest.comment("/n", "On the news");
    body["token"] = form.body["token"].clone();
    let request = guest.request(Method::POST, "/api/v1/sites/news/comments");
    Answer::of(request.json(&body)).await.expect(201);
    let person = canary_person(&world).await;
    let data = person.data().await;
    assert_eq!(data["comments"][0]["site"], "news");
    // The comment waits for a moderator on that site.
    assert_eq!(data["comments"][0]["status"], "pending");
    erase_person(&person, "delete").await.expect(204);
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM comment").await,
        0
    );
}

#[tokio::test]
async fn comments_of_another_author_with_another_email_address_stay() {
    let world = unmoderated_world().await;
    let bob = world.guest().named("Bob", "bob@example.org");
    let of_bob = bob.post("/a", "I am Bob").await.expect(201);
    guest_comment(&world, "/a", "I am not").await;
    let person = canary_person(&world).await;
    erase_person(&person, "delete").await.expect(204);
    let read = bob.read("/a").await;
    assert_eq!(read["items"][0]["id"], of_bob.id());
    assert_eq!(read["items"][0]["author"]["name"], "Bob");
    assert_eq!(read["thread"]["count"], 1);
}

#[tokio::test]
async fn the_token_of_a_form_can_neither_export_nor_erase() {
    let world = unmoderated_world().await;
    let person = canary_person(&world).await;
    for (method, path) in [
        (Method::GET, DATA.to_owned()),
        (Method::DELETE, format!("{DATA}?comments=delete")),
    ] {
        let request = person.guest.request(method.clone(), &path);
        let with_form = Answer::of(request.bearer_auth(&person.token)).await;
        with_form.refused(403, "forbidden");
        let nobody = Answer::of(person.guest.request(method, &path)).await;
        nobody.refused(401, "unauthorized");
    }
    // A page of another site cannot use the cookie either.
    let forged = person
        .guest
        .request(Method::DELETE, &format!("{DATA}?comments=delete"))
        .header("cookie", format!("rejoinder={}", person.cookie))
        .header("sec-fetch-site", "cross-site");
    Answer::of(forged).await.refused(401, "unauthorized");
    for path in [DATA.to_owned(), format!("{DATA}?comments=some")] {
        let answer = Answer::of(person.request(Method::DELETE, &path)).await;
        assert!(
            [400, 422].contains(&answer.status.as_u16()),
            "{}",
            answer.text
        );
    }
    assert_eq!(person.data().await["person"]["name"], NAME);
}

#[tokio::test]
async fn a_comment_submitted_during_an_erasure_is_not_stored() {
    let world = unmoderated_world().await;
    let person = canary_person(&world).await;
    let blog = world.app.sites.find("blog").await.expect("the blog");
    let token = Token::parse(&person.token).expect("a token");
    let viewer = world.app.people.authenticate(&token).await.expect("reads");
    let author = CommentAuthor::Person(Box::new(viewer.expect("is signed in")));
    let submission = Submission {
        page: Page::parse("/a", |_| false).expect("a page"),
        text: Body::parse(TEXT, 1..=1000).expect("a text"),
        parent: None,
        title: None,
        url: None,
        author: author.clone(),
        form: FormSignals::none(),
    };
    let submissions = &world.app.submissions;
    let address = person.guest.address;
    let caller = submissions.admit(&blog, address, Some(author), None);
    let caller = caller.expect("may post");
    erase_person(&person, "delete").await.expect(204);
    let submitted = submissions.submit(caller, submission, None, None);
    let refused = submitted.await.expect_err("is refused");
    assert!(matches!(refused, Refusal::SignedOut), "{refused:?}");
    let kept = world.database.number("SELECT COUNT(*) FROM comment").await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn none_of_the_comments_sent_during_an_erasure_remains() {
    let world = unmoderated_world().await;
    let person = canary_person(&world).await;
    let form = person.guest.token("/a").await;
    let body = json!({ "page": "/a", "text": TEXT, "token": form });
    let posts = (0..8).map(|n| {
        let mut body = body.clone();
        body["text"] = json!(format!("{TEXT} {n}"));
        let request = person.guest.request(Method::POST, COMMENTS);
        Answer::of(request.bearer_auth(&person.token).json(&body))
    });
    let (posted, erased) = tokio::join!(
        futures_util::future::join_all(posts),
        erase_person(&person, "delete")
    );
    erased.expect(204);
    for answer in posted {
        assert!(
            [201, 401].contains(&answer.status.as_u16()),
            "{}",
            answer.text
        );
    }
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM comment").await,
        0
    );
}

#[tokio::test]
async fn decisions_about_a_guest_count_for_the_person_who_verifies_the_email_address_and_adopts_them()
 {
    let world = World::new().await;
    world
        .policy(|policy: &mut Policy| {
            policy.moderation = ModerationPolicy::First;
            policy.limits_percent = 10_000;
        })
        .await;
    let owner = world.owner().await;
    let guest = world.guest().named(NAME, ADDRESS);
    let first = guest
        .post("/a", "The first one of a guest")
        .await
        .expect(201);
    owner.decide("approve", &[&first.id()]).await.expect(200);
    // A guest who only typed the email address gains no trust.
    let second = guest.post("/a", "Another one of a guest").await.expect(201);
    assert_eq!(second.body["status"], "pending");
    let person = canary_person(&world).await;
    let before = person.post("/a", "With my account").await.expect(201);
    assert_eq!(
        before.body["status"], "pending",
        "verified, but not adopted"
    );
    person
        .send("/me/adopt", &[("email", ADDRESS)])
        .await
        .expect(303);
    let after = person
        .post("/a", "With what I wrote before")
        .await
        .expect(201);
    assert_eq!(after.body["status"], "approved");
    let read = world.guest().read("/a").await;
    let author = &read["items"][0]["author"];
    assert_eq!(
        (&author["kind"], &author["verified"], &author["provider"]),
        (&json!("email"), &json!(true), &json!("email"))
    );
    let data = person.data().await;
    let as_guest = data["comments"].as_array().expect("comments").iter();
    assert_eq!(
        as_guest.filter(|c| c["written_as_guest"] == true).count(),
        0
    );
}
