//! Administration: sites, policies, moderators, keys, and the first owner.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_errors, field_of_each},
    moderators::Moderator,
    raw_requests::encode_pairs,
    world::{PASSWORD, World},
};

fn items(answer: &Answer) -> Vec<Value> {
    answer.body["items"].as_array().expect("items").clone()
}

#[tokio::test]
async fn a_site_is_added_and_changed() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let body = json!({
        "slug": "garden", "name": "  The Garden ", "origins": ["https://Garden.example/", "https://garden.example"],
    });
    let made = owner.send(Method::POST, "/sites", &body).await.expect(201);
    assert_eq!(made.body["origins"], json!(["https://garden.example"]));
    assert_eq!(made.body["name"], "The Garden");
    owner
        .send(Method::POST, "/sites", &body)
        .await
        .refused(409, "exists");
    let listed = owner.get("/sites").await.expect(200);
    assert!(field_of_each(&items(&listed), "slug").contains(&"garden"));

    let change =
        json!({ "name": "Bed", "origins": ["http://localhost:3000", "https://bed.example"] });
    let changed = owner
        .send(Method::PATCH, "/sites/garden", &change)
        .await
        .expect(200);
    assert_eq!(changed.body["name"], "Bed");
    let only_name = json!({ "name": "Border" });
    let changed = owner
        .send(Method::PATCH, "/sites/garden", &only_name)
        .await
        .expect(200);
    assert_eq!(
        (&changed.body["name"], &changed.body["origins"]),
        (
            &json!("Border"),
            &json!(["http://localhost:3000", "https://bed.example"])
        )
    );
}

#[tokio::test]
async fn a_site_is_removed_with_all_its_data() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let ann = world.guest().named("Canaryann", "canary@example.org");
    let id = ann
        .post_on("garden", "/g", "Canary in the garden")
        .await
        .expect(201)
        .id();
    let reply = json!({ "ids": [id], "action": "approve", "note": "canary" });
    owner.send_decision(&reply).await.expect(200);
    let mut body = ann.comment("/g", "Canary below it");
    body["parent_id"] = json!(id);
    let path = "/api/v1/sites/garden/comments";
    Answer::of(ann.request(Method::POST, path).json(&body))
        .await
        .expect(201);
    let ban = json!({ "site": "garden", "kind": "domain", "subject": "canary.example" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    let held = json!({ "login": "gardener", "password": PASSWORD, "role": "moderator", "sites": ["garden"] });
    owner
        .send(Method::POST, "/moderators", &held)
        .await
        .expect(201);
    let elsewhere = ann
        .post("/here", "A Kanarienvogel on the blog")
        .await
        .expect(201)
        .id();

    for (confirm, code) in [
        ("", "required"),
        ("?confirm=blog", "invalid"),
        ("?confirm=", "invalid"),
    ] {
        let refused = owner.delete(&format!("/sites/garden{confirm}")).await;
        let refused = refused.refused(422, "invalid");
        assert_eq!(refused.body["errors"][0]["field"], "confirm", "{confirm}");
        assert_eq!(refused.body["errors"][0]["code"], code, "{confirm}");
        let message = refused.body["errors"][0]["message"]
            .as_str()
            .expect("a message");
        assert!(message.contains("?confirm=garden"), "{message}");
    }
    ann.get("/api/v1/sites/garden/comments?page=/g")
        .await
        .expect(200);
    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .expect(204);
    assert_eq!(
        ann.get("/api/v1/sites/garden/comments?page=/g")
            .await
            .status,
        404
    );
    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .refused(404, "not_found");
    owner
        .get(&format!("/comments/{id}"))
        .await
        .refused(404, "not_found");
    let log = owner.get("/log?action=remove_site").await.expect(200);
    assert_eq!(log.body["items"][0]["site"], "garden");
    assert_eq!(log.body["items"][0]["login"], "owner");
    world.delete_removed_sites().await;
    // Of the person, only the comment on the other site is left.
    owner.decide("delete", &[&elsewhere]).await.expect(200);
    assert_eq!(world.database.find_text("canary").await, [""; 0]);
    let people = owner.get("/moderators").await.expect(200);
    let gardener = items(&people)
        .into_iter()
        .find(|m| m["login"] == "gardener");
    assert_eq!(gardener.expect("stays")["sites"], json!([]));
    // A new site of the same name starts empty, and the old moderator has no rights on it.
    owner
        .send(
            Method::POST,
            "/sites",
            &json!({ "slug": "garden", "name": "New", "origins": ["https://new.example"] }),
        )
        .await
        .expect(201);
    let page = ann
        .get("/api/v1/sites/garden/comments?page=/g")
        .await
        .expect(200);
    assert_eq!(
        (&page.body["items"], &page.body["thread"]["count"]),
        (&json!([]), &json!(0))
    );
    assert_eq!(
        owner.list_all("/log", &[("site", "garden")]).await,
        [] as [Value; 0]
    );
}

#[tokio::test]
async fn all_errors_of_a_site_a_policy_or_a_moderator_are_reported_together() {
    let world = World::new().await;
    let owner = world.owner().await;
    let fields = |answer: Answer| {
        let mut names = answer.refused(422, "invalid").fields();
        names.sort();
        names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let site = json!({ "slug": "No Slug", "name": "\u{202e}", "origins": ["nowhere", "https://ok.example", "https://a.example/path"] });
    let refused = owner.send(Method::POST, "/sites", &site).await;
    assert_eq!(fields(refused), ["name", "origins.0", "origins.2", "slug"]);
    let change = json!({ "name": "", "origins": ["ftp://a.example"] });
    let refused = owner.send(Method::PATCH, "/sites/blog", &change).await;
    assert_eq!(fields(refused), ["name", "origins.0"]);
    let refused = owner
        .send(Method::PATCH, "/sites/blog", &json!({ "origins": [] }))
        .await;
    assert_eq!(fields(refused), ["origins"]);

    let moderator = json!({ "login": "a b", "password": "short", "role": "moderator", "sites": ["blog", "nowhere"] });
    let refused = owner.send(Method::POST, "/moderators", &moderator).await;
    assert_eq!(fields(refused), ["login", "password", "sites.1"]);

    let policy = owner.get("/sites/blog/policy").await.expect(200).body;
    let mut wrong = policy.clone();
    for (name, value) in [
        ("text_min", json!(0)),
        ("text_max", json!(10_001)),
        ("links_max", json!(1_001)),
        ("close_after_days", json!(0)),
        ("edit_window_seconds", json!(604_801)),
        ("depth_max", json!(9)),
        ("limits_percent", json!(0)),
        ("banned_words", json!(["ok", " "])),
        ("suspect_words", json!(["x".repeat(101)])),
    ] {
        wrong[name] = value;
    }
    let refused = owner.send(Method::PUT, "/sites/blog/policy", &wrong).await;
    let mut all = vec![
        "banned_words.1",
        "close_after_days",
        "depth_max",
        "edit_window_seconds",
        "limits_percent",
        "links_max",
        "suspect_words.0",
        "text_max",
        "text_min",
    ];
    all.sort_unstable();
    assert_eq!(fields(refused), all);
    // A policy is replaced as a whole: missing and unknown settings are reported.
    let mut partial = policy.clone();
    partial
        .as_object_mut()
        .expect("an object")
        .remove("depth_max");
    partial["colour"] = json!("red");
    partial["guests"]["name"] = json!("perhaps");
    let refused = owner
        .send(Method::PUT, "/sites/blog/policy", &partial)
        .await;
    assert_eq!(fields(refused), ["colour", "depth_max", "guests.name"]);
    assert_eq!(
        owner.get("/sites/blog/policy").await.expect(200).body,
        policy
    );
}

#[tokio::test]
async fn a_policy_with_all_allowed_words_is_accepted_in_any_json_spelling() {
    let world = World::new().await;
    let owner = world.owner().await;
    let mut policy = owner.get("/sites/blog/policy").await.expect(200).body;
    let numbered = |n: usize| format!("{n:04}{}", "\u{1f600}".repeat(96));
    let words = (0..1_000).map(numbered).collect::<Vec<_>>();
    for list in ["banned_words", "suspect_words"] {
        policy[list] = json!(words);
    }
    let escaped = policy.to_string().replace('\u{1f600}', "\\ud83d\\ude00");
    assert!(escaped.len() > 2 << 20);
    let send = |method: Method, path: &str, body: &str| {
        let request = owner.request(method, path);
        let request = request.header("content-type", "application/json");
        Answer::of(request.body(body.to_owned()))
    };
    let put = |path: &str, body: &str| send(Method::PUT, path, body);
    put("/sites/blog/policy", &escaped).await.expect(200);
    let read = owner.get("/sites/blog/policy").await.expect(200).body;
    assert_eq!(read, policy);
    let preview = "/sites/blog/policy/preview";
    send(Method::PATCH, "/sites/blog/policy", &escaped)
        .await
        .expect(200);
    send(Method::POST, preview, &escaped).await.expect(200);
    policy["banned_words"] = json!((0..1_001).map(numbered).collect::<Vec<_>>());
    let refused = put("/sites/blog/policy", &policy.to_string()).await;
    refused.refused(422, "invalid");
    policy["banned_words"] = json!(["one", "x".repeat(101), ""]);
    let refused = put("/sites/blog/policy", &policy.to_string()).await;
    let wrong = ["banned_words.1", "banned_words.2"].map(|field| (field, "invalid"));
    assert_eq!(
        refused.refused(422, "invalid").fields(),
        field_errors(&wrong)
    );
    // A body larger than any policy, or one of this size on another path, is still too large.
    put("/sites/blog/policy", &escaped.repeat(2))
        .await
        .refused(413, "too_large");
    put("/sites/blog", &escaped).await.refused(413, "too_large");
}

#[tokio::test]
async fn a_new_policy_applies_to_the_next_comment() {
    let world = World::new().await;
    let owner = world.owner().await;
    let mut policy = owner.get("/sites/blog/policy").await.expect(200).body;
    assert_eq!(
        (&policy["moderation"], &policy["limits_percent"]),
        (&json!("all"), &json!(100))
    );
    policy["moderation"] = json!("none");
    policy["banned_words"] = json!(["casino"]);
    policy["text_max"] = json!(50);
    policy["guests"]["email"] = json!("hidden");
    policy["close_after_days"] = json!(7);
    let put = owner
        .send(Method::PUT, "/sites/blog/policy", &policy)
        .await
        .expect(200);
    assert_eq!(put.body, policy);
    assert_eq!(
        owner.get("/sites/blog/policy").await.expect(200).body,
        policy
    );
    let mut ann = world.guest();
    ann.email = None;
    let posted = ann
        .post("/policy", "Straight to the page")
        .await
        .expect(201);
    assert_eq!(posted.body["status"], "approved");
    assert_eq!(ann.texts("/policy").await, ["Straight to the page"]);
    let refused = ann.post("/policy", "Come to my CASINO").await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    ann.post("/policy", &"long ".repeat(11))
        .await
        .refused(422, "invalid");
    world.clock.advance(Duration::from_hours(7 * 24));
    ann.post("/policy", "Too late")
        .await
        .refused(403, "thread_closed");
}

#[tokio::test]
async fn moderators_are_added_changed_and_removed_but_the_last_owner_stays() {
    let world = World::new().await;
    let owner = world.owner().await;
    let new =
        json!({ "login": "Ben", "password": PASSWORD, "role": "moderator", "sites": ["blog"] });
    let ben = owner
        .send(Method::POST, "/moderators", &new)
        .await
        .expect(201)
        .body;
    assert_eq!(
        (&ben["login"], &ben["role"], &ben["sites"]),
        (&json!("ben"), &json!("moderator"), &json!(["blog"]))
    );
    assert!(ben.get("password").is_none());
    owner
        .send(Method::POST, "/moderators", &new)
        .await
        .refused(409, "exists");
    let who = owner.get("/session").await.expect(200);
    let me = format!(
        "/moderators/{}",
        who.body["moderator"]["id"].as_str().expect("an id")
    );
    let him = format!("/moderators/{}", ben["id"].as_str().expect("an id"));
    owner.delete(&me).await.refused(403, "forbidden");
    // All or nothing: the password is unchanged if another change is refused.
    let demote = json!({ "role": "moderator", "password": "granite whistle orbit plum" });
    owner
        .send(Method::PATCH, &me, &demote)
        .await
        .refused(403, "forbidden");
    owner.get("/session").await.expect(200);
    let log_in = |password: &str| {
        let body = json!({ "login": "owner", "password": password });
        Answer::of(
            world
                .http
                .post(world.url("/api/v1/moderation/session"))
                .json(&body),
        )
    };
    log_in(PASSWORD).await.expect(201);

    let promote = json!({ "role": "owner" });
    let changed = owner.send(Method::PATCH, &him, &promote).await.expect(200);
    assert_eq!(
        (&changed.body["role"], &changed.body["sites"]),
        (&json!("owner"), &json!([]))
    );
    owner.send(Method::PATCH, &me, &demote).await.expect(200);
    owner.get("/session").await.refused(401, "unauthorized");
    log_in(PASSWORD).await.refused(401, "wrong_password");
    log_in("granite whistle orbit plum").await.expect(201);
    let unknown = format!("/moderators/{}", world.clock.id());
    let ben = world.moderator("third", rejoinder::Role::Owner, &[]).await;
    ben.send(Method::PATCH, &unknown, &json!({}))
        .await
        .refused(404, "not_found");
    ben.delete(&unknown).await.refused(404, "not_found");
    ben.delete(&me).await.expect(204);
    let people = ben.get("/moderators").await.expect(200);
    assert_eq!(field_of_each(&items(&people), "login"), ["ben", "third"]);
}

#[tokio::test]
async fn a_key_is_shown_once_listed_without_its_secret_and_invalid_after_revocation() {
    let world = World::new().await;
    let owner = world.owner().await;
    let made = owner
        .send(Method::POST, "/keys", &json!({ "label": "Robot ☃" }))
        .await
        .expect(201);
    let token = made.body["token"].as_str().expect("a token").to_owned();
    let robot = Moderator {
        world: &world,
        token: token.clone(),
    };
    robot.get("/comments").await.expect(200);
    let listed = robot.get("/keys").await.expect(200);
    assert!(!listed.text.contains(&token[4..]));
    assert_eq!(field_of_each(&items(&listed), "label"), ["Robot ☃"]);
    assert_eq!(made.header("cache-control"), "no-store");
    for label in ["", " ", "a\nb", &"x".repeat(101)] {
        owner
            .send(Method::POST, "/keys", &json!({ "label": label }))
            .await
            .refused(422, "invalid");
    }
    let id = made.body["key"]["id"].as_str().expect("an id");
    owner.delete(&format!("/keys/{id}")).await.expect(204);
    robot.get("/comments").await.refused(401, "unauthorized");
    owner
        .delete(&format!("/keys/{id}"))
        .await
        .refused(404, "not_found");
    assert_eq!(
        items(&owner.get("/keys").await.expect(200)),
        [] as [Value; 0]
    );
}

async fn create_first_owner(
    world: &World,
    token: &str,
    login: &str,
    password: &str,
    site: &str,
) -> Answer {
    let fields = [("token", token), ("login", login), ("password", password)];
    submit_first_owner(world, &fields, site).await
}

async fn submit_first_owner(world: &World, fields: &[(&str, &str)], site: &str) -> Answer {
    let form = encode_pairs(fields);
    let mut request = world
        .http
        .post(world.url("/setup"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    if !site.is_empty() {
        request = request.header("sec-fetch-site", site);
    }
    Answer::of(request).await
}

#[tokio::test]
async fn the_first_owner_is_created_once_with_the_token_from_the_console() {
    let world = World::new().await;
    let show = async || Answer::of(world.http.get(world.url("/setup"))).await;
    assert_eq!(show().await.status, 404);
    let browser = world.http.get(world.url("/setup"));
    let over = Answer::of(browser.header("accept", "text/html")).await;
    let over = over.expect(404).text;
    assert!(
        over.contains("a moderator already exists") && over.contains("href=\"/moderate\""),
        "{over}"
    );
    let offer = async || {
        world
            .app
            .setup
            .issue_token()
            .await
            .expect("reads")
            .map(|t| t.reveal())
    };
    let token = offer().await.expect("a token, because there is no owner");
    assert!(show().await.expect(200).text.contains("<form"));
    for site in ["cross-site", "same-site"] {
        assert_eq!(
            create_first_owner(&world, &token, "ann", PASSWORD, site)
                .await
                .status,
            403
        );
    }
    for wrong in [
        "",
        "nonsense",
        &format!("{token}x"),
        &token.replace("rjs_", "rjm_")[1..],
    ] {
        let refused = create_first_owner(&world, wrong, "ann", PASSWORD, "same-origin").await;
        assert_eq!(refused.status, 401, "{}", refused.text);
        world.clock.advance(Duration::from_mins(1));
    }
    // A mistake in the fields does not use up the token.
    let refused = create_first_owner(&world, &token, "<b>", PASSWORD, "")
        .await
        .expect(422);
    assert!(!refused.text.contains("<b>"), "{}", refused.text);
    create_first_owner(&world, &token, "ann", "short", "")
        .await
        .expect(422);
    // After its lifetime the token is refused; a restart issues another.
    world.clock.advance(Duration::from_mins(15));
    assert_eq!(
        create_first_owner(&world, &token, "ann", PASSWORD, "")
            .await
            .status,
        404
    );
    assert_eq!(show().await.status, 404);
    let second = offer().await.expect("still without an owner");
    let (one, two) = tokio::join!(
        create_first_owner(&world, &second, "ann", PASSWORD, "same-origin"),
        create_first_owner(&world, &second, "ben", PASSWORD, "same-origin")
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!(
        statuses[0] == 200 && [401, 404].contains(&statuses[1]),
        "{statuses:?}"
    );
    assert_eq!(
        create_first_owner(&world, &second, "eve", PASSWORD, "")
            .await
            .status,
        404
    );
    assert_eq!(show().await.status, 404);
    assert_eq!(offer().await, None);
    let login = if one.status == 200 { "ann" } else { "ben" };
    let body = json!({ "login": login, "password": PASSWORD });
    let url = world.url("/api/v1/moderation/session");
    let session = Answer::of(world.http.post(url).json(&body))
        .await
        .expect(201);
    assert_eq!(session.body["moderator"]["role"], "owner");
}

#[tokio::test]
async fn the_set_up_page_names_all_that_is_wrong_at_once() {
    let world = World::new().await;
    let token = world.app.setup.issue_token().await.expect("reads");
    let token = token.expect("a token, because there is no owner").reveal();
    let long = "x".repeat(65);
    let fields = [
        ("token", token.as_str()),
        ("login", "a b"),
        ("name", &long),
        ("password", "short"),
    ];
    let refused = submit_first_owner(&world, &fields, "").await;
    let refused = refused.expect(422).text;
    for field in ["login", "name", "password"] {
        let error = format!("id=\"{field}-error\"");
        assert!(refused.contains(&error), "{field}: {refused}");
    }
    assert!(!refused.contains("value=\"short\""), "{refused}");
}

#[tokio::test]
async fn the_first_owner_chooses_a_display_name_on_the_set_up_page() {
    for (typed, kept) in [
        (" Rosa of the Blog ", json!("Rosa of the Blog")),
        (" ", Value::Null),
    ] {
        let world = World::new().await;
        let token = world.app.setup.issue_token().await.expect("reads");
        let token = token.expect("a token, because there is no owner").reveal();
        let page = Answer::of(world.http.get(world.url("/setup"))).await;
        assert!(page.expect(200).text.contains("name=\"name\""));
        let with = |name| {
            [
                ("token", token.as_str()),
                ("login", "ann"),
                ("name", name),
                ("password", PASSWORD),
            ]
        };
        let long = "x".repeat(65);
        let refused = submit_first_owner(&world, &with(&long), "")
            .await
            .expect(422);
        assert!(refused.text.contains("field-error"), "{}", refused.text);
        assert!(
            refused.text.contains(&format!("value=\"{long}\"")),
            "{}",
            refused.text
        );
        submit_first_owner(&world, &with(typed), "")
            .await
            .expect(200);
        let body = json!({ "login": "ann", "password": PASSWORD });
        let url = world.url("/api/v1/moderation/session");
        let session = Answer::of(world.http.post(url).json(&body))
            .await
            .expect(201);
        assert_eq!(session.body["moderator"]["name"], kept);
    }
}
