//! Permissions: one table says what every moderation operation answers to every kind of caller. Also: the
//! lifetime of credentials.

use std::{collections::HashMap, time::Duration};

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, eventually, field_of_each},
    guests::COMMENTS,
    moderators::Moderator,
    world::{PASSWORD, World},
};

/// The status of each operation, if no permission is missing, for an owner, for a moderator of the site, and
/// for a moderator of another site only. Without a valid credential, every operation answers 401.
///
/// `{site}`, `{id}` and so on stand for resources of the site `blog`.
const TABLE: &[(&str, u16, u16, u16)] = &[
    // operation, owner, moderator of the site, moderator of another site
    ("list_bans", 200, 200, 404),
    ("create_ban", 201, 201, 404),
    ("delete_ban", 204, 204, 404),
    ("list_moderated_comments", 200, 200, 404),
    ("read_moderated_comment", 200, 200, 404),
    ("create_decision", 200, 200, 404),
    ("read_decision", 200, 200, 404),
    ("undo_decision", 200, 200, 404),
    // Moderators may list their own keys; only owners may list those of others.
    ("list_keys", 200, 403, 403),
    ("create_key", 201, 201, 201),
    ("delete_key", 204, 404, 404),
    ("list_log", 200, 200, 404),
    ("list_notices", 200, 200, 200),
    ("set_notices", 200, 200, 404),
    // Moderators may read and choose their own mails; only owners those of others.
    ("list_moderator_notices", 200, 403, 403),
    ("set_moderator_notices", 200, 403, 403),
    // Moderators may delete their own links; only owners may delete those of others.
    ("delete_moderator_links", 204, 403, 403),
    // Moderators may send and drop the email address of their own account; only owners those of others.
    ("send_confirmation", 404, 403, 403),
    ("delete_unconfirmed_email", 404, 403, 403),
    ("list_moderators", 200, 403, 403),
    ("create_moderator", 201, 403, 403),
    ("delete_moderator", 204, 403, 403),
    ("change_moderator", 200, 403, 403),
    ("read_moderator_session", 200, 200, 200),
    ("delete_moderator_session", 204, 204, 204),
    ("list_sites", 200, 200, 200),
    ("create_site", 201, 403, 403),
    ("delete_site", 204, 403, 404),
    ("change_site", 200, 403, 404),
    ("read_policy", 200, 200, 404),
    ("read_thread", 200, 200, 404),
    ("change_thread", 200, 200, 404),
    ("list_threads", 200, 200, 404),
    ("edit_moderated_comment", 200, 200, 404),
    ("list_author_notes", 200, 200, 404),
    ("create_author_note", 201, 201, 404),
    ("delete_author_note", 204, 204, 404),
    ("preview_policy", 200, 200, 404),
    ("move_thread", 200, 200, 404),
    ("read_statistics", 200, 200, 404),
    ("replace_policy", 200, 403, 404),
    ("change_policy", 200, 403, 404),
];

/// Operations that moderators share with readers, in the format of [`TABLE`]. Without a credential the caller
/// is a reader.
const SHARED: &[(&str, u16, u16, u16)] = &[
    ("create_comment", 201, 201, 404),
    ("edit_comment", 200, 200, 404),
    ("delete_comment", 204, 204, 404),
    ("list_own_comments", 200, 200, 404),
    ("read_thread_page", 200, 200, 404),
];

/// Signing in requires no credential, and readers' operations know no moderator credential.
///
/// A link and the key of a feed are credentials in the URL.
const OPEN: &[&str] = &[
    "create_moderator_session",
    "show_decision_link",
    "follow_decision_link",
    "read_queue_feed",
];

/// Resources of the site `blog` that the operations act on.
struct TestObjects {
    comment: String,
    batch: String,
    ban: String,
    key: String,
    note: String,
    policy: Value,
}

async fn create_test_objects(world: &World, owner: &Moderator<'_>) -> TestObjects {
    let person = world.guest();
    let address = format!("{}@example.org", person.address);
    let person = person.named("Somebody", &address);
    let comment = person
        .post("/rights", "Who may do what with this?")
        .await
        .expect(201)
        .id();
    let decided = owner.decide("approve", &[&comment]).await.expect(200);
    let ban = json!({ "site": "blog", "kind": "email", "subject": address });
    let ban = owner.send(Method::POST, "/bans", &ban).await.expect(201);
    let key = json!({ "label": "of the owner" });
    let key = owner.send(Method::POST, "/keys", &key).await.expect(201);
    let path = format!("/comments/{comment}/notes");
    let note = json!({ "text": "Knows the rights" });
    let note = owner.send(Method::POST, &path, &note).await.expect(201);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    TestObjects {
        comment,
        note: text(&note.body["id"]),
        batch: text(&decided.body["batch"]),
        ban: text(&ban.body["id"]),
        key: text(&key.body["key"]["id"]),
        policy: owner.get("/sites/blog/policy").await.expect(200).body,
    }
}

/// A request for this operation that is valid in everything but its credential.
fn request(
    operation: &str,
    method: &str,
    path: &str,
    things: &TestObjects,
    moderator: &str,
) -> (Method, String, Option<Value>) {
    let id = match operation {
        "delete_ban" => things.ban.as_str(),
        "delete_key" => &things.key,
        "delete_author_note" => &things.note,
        "delete_moderator"
        | "change_moderator"
        | "delete_moderator_links"
        | "send_confirmation"
        | "delete_unconfirmed_email"
        | "list_moderator_notices"
        | "set_moderator_notices" => moderator,
        _ => &things.comment,
    };
    let mut path = path
        .trim_start_matches("/moderation")
        .replace("{site}", "blog")
        .replace("{batch}", &things.batch)
        .replace("{id}", id);
    match operation {
        "list_bans" | "list_moderated_comments" | "list_log" | "read_statistics" => {
            path += "?site=blog";
        }
        "read_thread" | "change_thread" => path += "?page=/rights",
        "delete_site" => path += "?confirm=blog",
        "list_keys" => path = format!("{path}?moderator={moderator}"),
        _ => {}
    }
    let fresh = format!("x{}", &things.comment.replace('-', "")[16..]);
    let body = match operation {
        "create_ban" => {
            json!({ "site": "blog", "kind": "domain", "subject": format!("{fresh}.example") })
        }
        "create_decision" => json!({ "filter": { "site": "blog" }, "action": "trash" }),
        "create_key" => json!({ "label": "made" }),
        "create_moderator" => json!({ "login": fresh, "password": PASSWORD, "role": "owner" }),
        "change_moderator" => json!({ "sites": [] }),
        "create_site" => {
            json!({ "slug": fresh, "name": "New", "origins": ["https://new.example"] })
        }
        "change_site" => json!({ "name": "Changed" }),
        "replace_policy" => things.policy.clone(),
        "change_policy" => json!({ "moderation": "all" }),
        "set_notices" | "set_moderator_notices" => json!({ "mode": "daily" }),
        "change_thread" => json!({ "title": "Rights" }),
        "edit_moderated_comment" => json!({ "text": "Who may do what?" }),
        "create_author_note" => json!({ "text": "Another note" }),
        "preview_policy" => json!({ "links_max": 1 }),
        "move_thread" => json!({ "from": "/rights", "to": format!("/{fresh}") }),
        _ => Value::Null,
    };
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
    (method, path, Some(body).filter(|body| !body.is_null()))
}

async fn send(
    world: &World,
    token: Option<&str>,
    (method, path, body): (Method, String, Option<Value>),
) -> Answer {
    let mut request = world
        .http
        .request(method, world.url(&format!("/api/v1/moderation{path}")));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::of(request).await
}

/// The operations of the OpenAPI document below `/moderation`.
fn operations() -> Vec<(String, String, String)> {
    let document: Value =
        serde_json::from_str(&rejoinder::openapi_document()).expect("the document");
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let id = operation["operationId"]
                .as_str()
                .expect("a name")
                .to_owned();
            let guarded = operation["security"]
                .as_array()
                .is_some_and(|s| s.iter().any(|scheme| scheme.get("moderator").is_some()));
            let moderation = path.starts_with("/moderation");
            let shared = SHARED.iter().any(|(name, ..)| *name == id);
            assert_eq!(
                guarded,
                shared || moderation && !OPEN.contains(&id.as_str()),
                "{id} says in the document whether it needs a credential"
            );
            if guarded && !shared {
                all.push((id, method.clone(), path.clone()));
            }
        }
    }
    all
}

#[tokio::test]
async fn every_operation_answers_every_kind_of_caller_as_the_table_says() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let table = TABLE
        .iter()
        .map(|(name, a, b, c)| (*name, (*a, *b, *c)))
        .collect::<HashMap<_, _>>();
    let mut all = operations();
    // Operations that remove what the others need come last.
    all.sort_by_key(|(name, ..)| match name.as_str() {
        "delete_moderator_session" => 2,
        "delete_site" => 1,
        _ => 0,
    });
    let mut names = all
        .iter()
        .map(|(name, ..)| name.as_str())
        .collect::<Vec<_>>();
    names.sort_unstable();
    let mut rows = table.keys().copied().collect::<Vec<_>>();
    rows.sort_unstable();
    assert_eq!(names, rows, "the table has every operation of the document");

    // Credentials that were valid once.
    let gone = world.moderator("gone", Role::Owner, &[]).await;
    let key = json!({ "label": "to be revoked" });
    let key = gone
        .send(Method::POST, "/keys", &key)
        .await
        .expect(201)
        .body;
    let revoked_key = key["token"].as_str().expect("a token").to_owned();
    let id = key["key"]["id"].as_str().expect("an id");
    gone.delete(&format!("/keys/{id}")).await.expect(204);
    gone.delete("/session").await.expect(204);
    let mut flipped = owner.token.clone();
    let last = if flipped.pop() == Some('A') { 'B' } else { 'A' };
    flipped.push(last);
    let without = [
        None,
        Some("nonsense"),
        Some(flipped.as_str()),
        Some(gone.token.as_str()),
        Some(revoked_key.as_str()),
    ];

    let mut unexpected = Vec::new();
    let own = world.moderator("own", Role::Moderator, &["blog"]).await;
    let other = world.moderator("other", Role::Moderator, &["garden"]).await;
    let last = world.moderator("another", Role::Owner, &[]).await;
    for (operation, method, path) in &all {
        let (for_owner, for_moderator, for_other) = table[operation.as_str()];
        // A moderator to be changed and removed.
        let other_moderator = world.clock.id().simple().to_string();
        let new = json!({ "login": format!("m{}", &other_moderator[16..]), "password": PASSWORD, "role": "moderator", "sites": ["blog"] });
        let other_moderator = owner
            .send(Method::POST, "/moderators", &new)
            .await
            .expect(201);
        let other_moderator = other_moderator.body["id"].as_str().expect("an id");
        let mut tries = without.map(|token| (token, 401)).to_vec();
        tries.push((Some(&other.token), for_other));
        tries.push((Some(&own.token), for_moderator));
        tries.push((Some(&last.token), for_owner));
        for (at, (token, expected)) in tries.into_iter().enumerate() {
            // A caller with the permission consumes these resources, so each request gets its own.
            let things = create_test_objects(&world, &owner).await;
            let request = request(operation, method, path, &things, other_moderator);
            let answer = send(&world, token, request).await;
            if answer.status.as_u16() != expected {
                unexpected.push(format!(
                    "{operation} #{at}: {} not {expected}",
                    answer.status
                ));
            }
            if answer.status.is_client_error() {
                let code = answer.status.as_u16();
                assert_eq!(answer.header("content-type"), "application/problem+json");
                assert_eq!(answer.body["status"], code, "{operation}");
            }
        }
        if operation == "delete_site" {
            world.add_site_at("blog", "https://blog.example").await;
        }
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
}

#[tokio::test]
async fn operations_shared_with_readers_answer_every_kind_of_caller_as_the_table_says() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let own = world.moderator("own", Role::Moderator, &["blog"]).await;
    let other = world.moderator("other", Role::Moderator, &["garden"]).await;
    let gone = world.moderator("gone", Role::Owner, &[]).await;
    gone.delete("/session").await.expect(204);
    let ended = [gone.token.as_str(), "rjm_", "rjk_nonsense", "nonsense"];
    for (operation, for_owner, for_moderator, for_other) in SHARED {
        let mut tries = ended.map(|token| (token, 401)).to_vec();
        tries.push((owner.token.as_str(), *for_owner));
        tries.push((&own.token, *for_moderator));
        tries.push((&other.token, *for_other));
        for (at, (token, expected)) in tries.into_iter().enumerate() {
            let send = async |method: Method, path: &str, body: Option<Value>| {
                let request = world.http.request(method, world.url(path));
                let mut request = request.bearer_auth(token);
                if let Some(body) = body {
                    request = request.json(&body);
                }
                Answer::of(request).await
            };
            // A caller who may post changes their own comment; the others try to change the owner's.
            let text = format!("{operation} {at}");
            let body = json!({ "page": "/rights", "text": text });
            let path = COMMENTS;
            let answer = if *operation == "create_comment" {
                send(Method::POST, path, Some(body)).await
            } else if *operation == "list_own_comments" {
                send(Method::GET, "/api/v1/sites/blog/mine?page=/rights", None).await
            } else if *operation == "read_thread_page" {
                let path = "/api/v1/sites/blog/thread?page=/rights&part=own";
                send(Method::GET, path, None).await
            } else {
                let made = send(Method::POST, path, Some(body)).await;
                let id = made.body["comment"]["id"].as_str().map(str::to_owned);
                let id = id.unwrap_or_else(|| world.clock.id().to_string());
                let path = format!("{path}/{id}");
                match *operation {
                    "edit_comment" => {
                        let body = json!({ "text": format!("{text} changed") });
                        send(Method::PATCH, &path, Some(body)).await
                    }
                    _ => send(Method::DELETE, &path, None).await,
                }
            };
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{operation} #{at}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn a_key_sets_no_passwords_and_creates_no_moderators_or_keys() {
    let world = World::new().await;
    let key = world.owner_with_key().await;
    let found = key.get("/keys").await.expect(200);
    let id = found.body["items"][0]["id"].as_str().expect("an id");
    let people = key.get("/moderators").await.expect(200);
    let owner = people.body["items"][0]["id"].as_str().expect("an id");
    let (label, password) = (json!({ "label": "more" }), json!({ "password": PASSWORD }));
    let new = json!({ "login": "eve", "password": PASSWORD, "role": "owner" });
    let path = format!("/moderators/{owner}");
    for (method, path, body) in [
        (Method::POST, "/keys", &label),
        (Method::POST, "/moderators", &new),
        (Method::PATCH, &path, &password),
    ] {
        let answer = key.send(method, path, body).await;
        let answer = answer.refused(403, "forbidden");
        let detail = answer.body["detail"].as_str().expect("a detail");
        assert!(detail.contains("Sign in"), "{detail}");
    }
    for path in [path, format!("/keys/{id}")] {
        key.delete(&path).await.refused(403, "forbidden");
    }
    // What a key is meant for works.
    key.get("/comments").await.expect(200);
}

#[tokio::test]
async fn impossible_filter_values_are_refused_instead_of_matching_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let long = "q".repeat(201);
    for (path, field) in [
        ("/comments?reason=colour".to_owned(), "reason"),
        (format!("/comments?q={long}"), "q"),
        ("/log?action=paint".to_owned(), "action"),
    ] {
        let fields = owner.get(&path).await.expect(422).fields();
        assert_eq!(fields[0].0, field, "{path}");
    }
    owner
        .get(&format!("/comments?q={}", &long[1..]))
        .await
        .expect(200);
    owner.get("/comments?reason=text_known").await.expect(200);
    for action in ["approve", "undo"] {
        owner
            .get(&format!("/log?action={action}"))
            .await
            .expect(200);
    }
    let filter = json!({ "filter": { "reason": "colour" }, "action": "spam" });
    let answer = owner.send(Method::POST, "/decisions", &filter).await;
    assert_eq!(answer.expect(422).fields()[0].0, "filter.reason");
    // The empty variable of a script must not decide about all comments.
    world.guest().post("/a", "The cake").await.expect(201);
    for name in ["q", "author", "email_domain", "network", "page"] {
        let filter = json!({ "filter": { name: "" }, "action": "spam" });
        let answer = owner.send(Method::POST, "/decisions", &filter).await;
        let wrong = answer.expect(422).fields();
        assert_eq!(wrong[0].0, format!("filter.{name}"));
        let listed = owner.get(&format!("/comments?{name}=")).await;
        listed.expect(200);
    }
    let ban =
        json!({ "site": "blog", "kind": "domain", "subject": "a.example", "note": "\u{1b}[2J" });
    let answer = owner.send(Method::POST, "/bans", &ban).await.expect(422);
    assert_eq!(answer.fields()[0].0, "note");
}

#[tokio::test]
async fn resources_of_another_site_are_not_found_and_not_listed() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let things = create_test_objects(&world, &owner).await;
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    let nobody = world.moderator("nobody", Role::Moderator, &[]).await;
    for who in [&gardener, &nobody] {
        assert_eq!(
            who.list_all("/comments", &[("status", "approved")])
                .await
                .len(),
            0
        );
        assert_eq!(who.list_all("/log", &[]).await.len(), 0);
        assert_eq!(who.list_all("/bans", &[]).await.len(), 0);
        let look = who.get(&format!("/comments/{}", things.comment)).await;
        look.refused(404, "not_found");
        let answer = who.decide("trash", &[&things.comment]).await.expect(200);
        assert_eq!(answer.body["skipped"][0]["code"], "not_found");
        let answer = who
            .send_decision(&json!({ "filter": {}, "action": "trash" }))
            .await
            .expect(200);
        assert_eq!(
            (&answer.body["decided"], &answer.body["skipped"]),
            (&json!([]), &json!([]))
        );
        let answer = who
            .send_decision(&json!({ "filter": { "site": "garden" }, "action": "delete" }))
            .await;
        assert!(
            [403, 404].contains(&answer.status.as_u16()),
            "{}",
            answer.text
        );
    }
    let sites = gardener.get("/sites").await.expect(200);
    assert_eq!(
        field_of_each(sites.body["items"].as_array().expect("items"), "slug"),
        ["garden"]
    );
    assert_eq!(
        nobody.get("/sites").await.expect(200).body["items"],
        json!([])
    );

    // Only owners may erase: a moderator's request is refused or finds nothing, and nothing changes.
    let own = world.moderator("own", Role::Moderator, &["blog"]).await;
    let answer = own.decide("delete", &[&things.comment]).await;
    assert!(
        answer.status.as_u16() == 403 || answer.body["decided"] == json!([]),
        "{}",
        answer.text
    );
    owner.comment(&things.comment).await;
    let answer = own
        .send_decision(&json!({ "filter": { "site": "blog" }, "action": "delete" }))
        .await;
    answer.refused(403, "forbidden");

    // A moderator's list of keys contains only their own.
    own.send(Method::POST, "/keys", &json!({ "label": "mine" }))
        .await
        .expect(201);
    let keys = own.get("/keys").await.expect(200);
    assert_eq!(
        field_of_each(keys.body["items"].as_array().expect("items"), "label"),
        ["mine"]
    );
}

#[tokio::test]
async fn a_session_expires_after_an_hour_without_use_and_after_twelve_hours_in_any_case() {
    let world = World::new().await;
    let idle = world.owner().await;
    let busy = world.moderator("busy", Role::Owner, &[]).await;
    let started = world.clock.now();
    let minutes = |minutes| Duration::from_mins(minutes);
    let use_now = async |who: &Moderator<'_>| {
        who.get("/session").await.expect(200);
        // The use is recorded concurrently with the answer, not before it.
        let noted = format!(
            "SELECT COUNT(*) FROM moderator_session WHERE used_at = {}",
            world.clock.now().0
        );
        eventually("the recorded use", async || {
            (world.database.number(&noted).await > 0).then_some(())
        })
        .await;
    };
    world.clock.advance(minutes(57));
    use_now(&idle).await;
    world.clock.advance(minutes(2));
    for _ in 0..12 {
        use_now(&busy).await;
        world.clock.advance(minutes(55));
    }
    // `idle` was used at 0:57 and not again.
    idle.get("/session").await.refused(401, "unauthorized");
    let left = started
        .plus(Duration::from_hours(12))
        .since(world.clock.now());
    assert!(left < minutes(5) && left > minutes(0), "{left:?}");
    busy.get("/session").await.expect(200);
    world.clock.advance(left);
    busy.get("/session").await.refused(401, "unauthorized");
}

#[tokio::test]
async fn signing_in_signing_out_and_a_new_password_take_effect_immediately() {
    let world = World::new().await;
    let owner = world.owner().await;
    let new =
        json!({ "login": "ben", "password": PASSWORD, "role": "moderator", "sites": ["blog"] });
    let ben = owner
        .send(Method::POST, "/moderators", &new)
        .await
        .expect(201);
    let path = format!("/moderators/{}", ben.body["id"].as_str().expect("an id"));
    let log_in = async |password: &str| {
        let body = json!({ "login": "Ben", "password": password });
        let url = world.url("/api/v1/moderation/session");
        let request = world
            .http
            .post(url)
            .header("x-forwarded-for", "203.0.113.9");
        Answer::of(request.json(&body)).await
    };
    let session = async || {
        let answer = log_in(PASSWORD).await.expect(201);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.body["moderator"]["sites"], json!(["blog"]));
        Moderator {
            world: &world,
            token: answer.body["token"].as_str().expect("a token").to_owned(),
        }
    };
    let (one, two) = (session().await, session().await);
    assert!(one.token.starts_with("rjm_") && one.token != two.token);
    let key = two
        .send(Method::POST, "/keys", &json!({ "label": "robot" }))
        .await
        .expect(201);
    let robot = Moderator {
        world: &world,
        token: key.body["token"].as_str().expect("a token").to_owned(),
    };
    assert!(robot.token.starts_with("rjk_"));
    // A key cannot end a session.
    robot.delete("/session").await.refused(403, "forbidden");
    one.delete("/session").await.expect(204);
    one.get("/session").await.refused(401, "unauthorized");
    two.get("/session").await.expect(200);

    let changed = json!({ "password": "granite whistle orbit plum" });
    owner.send(Method::PATCH, &path, &changed).await.expect(200);
    two.get("/comments").await.refused(401, "unauthorized");
    robot.get("/comments").await.expect(200);
    log_in(PASSWORD).await.refused(401, "wrong_password");
    log_in("granite whistle orbit plum").await.expect(201);

    // A removed site takes effect in open sessions, and a removed moderator's key is invalid.
    let other = json!({ "sites": [] });
    owner.send(Method::PATCH, &path, &other).await.expect(200);
    robot
        .get_with("/comments", &[("site", "blog")])
        .await
        .refused(404, "not_found");
    owner.delete(&path).await.expect(204);
    robot.get("/comments").await.refused(401, "unauthorized");
    // Neither the tokens nor the password are stored anywhere in the database as plain text.
    for secret in [&one.token, &robot.token, "granite whistle"] {
        assert_eq!(world.database.find_text(secret).await, [""; 0]);
    }
}
