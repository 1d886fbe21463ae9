//! Changing the secret: refused unless confirmed, and what a previous secret is still used for.

use std::time::Duration;

use rejoinder::{DatabaseUrl, PreviousSecretSettings, TokenState};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::edit_token,
    guests::{edit_comment, own_comments},
    moderators::Moderator,
    people::ReportedIdentity,
    process::Installation,
    shell::Shell,
    world::{World, on_services, unmoderated_world},
};

const NEW: &str = "the new secret of this test, 32 characters";

const DAY: Duration = Duration::from_hours(24);

/// Restarts with another secret. `previous` are the settings of the previous secret, `None` if it is not
/// configured.
async fn rotate(world: &mut World, previous: Option<PreviousSecretSettings>) {
    let security = &mut world.app.settings.security;
    let before = security.secret.replace(NEW.into());
    security.previous_secrets = previous
        .into_iter()
        .map(|previous| PreviousSecretSettings {
            secret: before.clone(),
            ..previous
        })
        .collect();
    security.accept_new_secret = true;
    world.restart().await;
    // The confirmation is needed only once.
    world.app.settings.security.accept_new_secret = false;
    world.restart().await;
}

fn compromised() -> PreviousSecretSettings {
    PreviousSecretSettings {
        compromised: true,
        ..PreviousSecretSettings::default()
    }
}

fn trusted() -> PreviousSecretSettings {
    PreviousSecretSettings::default()
}

/// The owner, with a token from before a restart.
fn owner_with_token<'w>(world: &'w World, token: &str) -> Moderator<'w> {
    Moderator {
        world,
        token: token.to_owned(),
    }
}

async fn ban_email(owner: &Moderator<'_>, email: &str) {
    let ban = json!({ "site": "blog", "kind": "email", "subject": email });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
}

async fn hints(owner: &Moderator<'_>) -> Value {
    let list = owner.get("/bans").await.expect(200).body;
    let items = list["items"].as_array().expect("bans").iter();
    items.map(|ban| ban["hint"].clone()).collect()
}

#[tokio::test]
async fn a_ban_by_email_holds_after_a_change_of_the_secret_and_permanently_once_it_has_matched() {
    for previous in [trusted(), compromised()] {
        let mut world = unmoderated_world().await;
        let owner = world.owner().await;
        ban_email(&owner, "troll@example.org").await;
        ban_email(&owner, "other@example.org").await;
        let masked = json!(["o…@example.org", "t…@example.org"]);
        assert_eq!(hints(&owner).await, masked);
        let token = owner.token.clone();
        rotate(&mut world, Some(previous)).await;
        let owner = owner_with_token(&world, &token);
        assert_eq!(hints(&owner).await, masked, "read with the previous secret");
        let troll = world.guest().named("Troll", "Troll@Example.org");
        troll.post("/a", "One").await.refused(403, "banned");
        let twice = json!({ "site": "blog", "kind": "email", "subject": "other@example.org" });
        let twice = owner.send(Method::POST, "/bans", &twice).await;
        twice.refused(409, "exists");
        world.clock.advance(31 * DAY);
        let troll = world.guest().named("Troll", "troll@example.org");
        troll.post("/a", "Two").await.refused(403, "banned");
    }
}

#[tokio::test]
async fn without_the_previous_secret_the_hints_are_absent() {
    let mut world = unmoderated_world().await;
    let owner = world.owner().await;
    ban_email(&owner, "troll@example.org").await;
    assert!(
        world.database.find_text("@example.org").await.is_empty(),
        "it is encrypted"
    );
    let token = owner.token.clone();
    rotate(&mut world, None).await;
    assert_eq!(
        hints(&owner_with_token(&world, &token)).await,
        json!([null])
    );
}

#[tokio::test]
async fn the_hint_of_a_ban_is_removed_when_the_ban_has_ended() {
    let world = World::new().await;
    let owner = world.owner().await;
    let until = world.clock.now().plus(Duration::from_mins(30)).rfc3339();
    let ban =
        json!({ "site": "blog", "kind": "email", "subject": "t@example.org", "until": until });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    let hinted = "SELECT COUNT(*) FROM ban WHERE hint IS NOT NULL";
    world.app.purge_expired().await.expect("cleans up");
    assert_eq!(world.database.number(hinted).await, 1);
    world.clock.advance(Duration::from_mins(31));
    world.app.purge_expired().await.expect("cleans up");
    assert_eq!(world.database.number(hinted).await, 0);
}

#[tokio::test]
async fn open_forms_and_edit_tokens_of_a_previous_secret_work_until_they_expire() {
    let mut world = unmoderated_world().await;
    let ann = world.guest();
    let (opened, late) = (ann.token("/a").await, ann.token("/a").await);
    let posted = ann.post("/a", "Before").await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    rotate(&mut world, Some(trusted())).await;
    let ann = world.guest();
    let mut body = ann.comment("/a", "From a form that was open");
    body["token"] = json!(opened);
    ann.send(&body).await.expect(201);
    edit_comment(&ann, &id, &token, "After").await.expect(200);
    assert_eq!(
        own_comments(&ann, "/a", &token).await.expect(200).body["items"][0]["id"],
        json!(id)
    );
    world.clock.advance(Duration::from_mins(16));
    edit_comment(&ann, &id, &token, "Late")
        .await
        .refused(403, "edit_window_over");
    let seen = own_comments(&ann, "/a", &token).await.expect(200);
    assert_eq!(seen.body["items"], json!([]));
    world.clock.advance(DAY);
    let site = world.app.sites.find("blog").await.expect("the blog").id;
    let checked = world.app.spam.check_token(site, "/a", Some(&late));
    assert!(
        matches!(checked, Ok(checked) if checked.state == TokenState::Stale),
        "{checked:?}"
    );
}

#[tokio::test]
async fn tokens_of_a_compromised_or_expired_secret_are_refused() {
    let ended = PreviousSecretSettings {
        until: Some("2026-11-23".to_owned().into()),
        ..trusted()
    };
    for previous in [Some(compromised()), Some(ended), None] {
        let mut world = unmoderated_world().await;
        let ann = world.guest();
        let opened = ann.token("/a").await;
        let posted = ann.post("/a", "Before").await.expect(201);
        let (id, token) = (posted.id(), edit_token(&posted));
        rotate(&mut world, previous).await;
        let ann = world.guest();
        let site = world.app.sites.find("blog").await.expect("the blog").id;
        let checked = world.app.spam.check_token(site, "/a", Some(&opened));
        assert!(checked.is_err(), "{checked:?}");
        let edited = edit_comment(&ann, &id, &token, "After").await;
        assert!(
            [401, 403].contains(&edited.status.as_u16()),
            "{}",
            edited.text
        );
        assert!(
            own_comments(&ann, "/a", &token)
                .await
                .status
                .is_client_error()
        );
        // Tokens issued from now on are valid.
        let posted = ann.post("/a", "Again").await.expect(201);
        edit_comment(&ann, &posted.id(), &edit_token(&posted), "Again!")
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn authors_are_recognized_again_after_a_change_of_the_secret() {
    for previous in [trusted(), compromised()] {
        let mut world = unmoderated_world().await;
        let ann = world.guest();
        ann.post("/a", "I was here before").await.expect(201);
        let owner = world.owner().await;
        let token = owner.token.clone();
        rotate(&mut world, Some(previous)).await;
        let ann = world.guest();
        // The same text by the same author is a duplicate.
        ann.post("/a", "I was here before")
            .await
            .refused(409, "duplicate");
        ann.post("/a", "I am here again").await.expect(201);
        // The person's own data, after the email address was verified.
        let person = world
            .person(&ReportedIdentity::email("ann@example.org", "Ann"))
            .await;
        let adopted = person
            .send("/me/adopt", &[("email", "ann@example.org")])
            .await;
        adopted.expect(303);
        let data = person.data().await;
        assert_eq!(data["comments"].as_array().map(Vec::len), Some(2), "{data}");
        // Comments that a banned author sent before the change are found.
        let ben = world.guest().named("Ben", "ben@example.org");
        ben.post("/b", "Buy now").await.expect(201);
        let owner = owner_with_token(&world, &token);
        let ban =
            json!({ "site": "blog", "kind": "person", "subject": person.id, "also": "trash" });
        let made = owner.send(Method::POST, "/bans", &ban).await.expect(201);
        let decided = made.body["also"]["decided"].as_array().map(Vec::len);
        assert_eq!(decided, Some(2), "{}", made.text);
    }
}

#[tokio::test]
async fn comments_of_a_banned_guest_from_under_the_previous_secret_are_trashed() {
    let mut world = unmoderated_world().await;
    let troll = world.guest().named("Troll", "troll@example.org");
    troll.post("/a", "Buy now").await.expect(201);
    let token = world.owner().await.token.clone();
    rotate(&mut world, Some(compromised())).await;
    let ban =
        json!({ "site": "blog", "kind": "email", "subject": "troll@example.org", "also": "spam" });
    let owner = owner_with_token(&world, &token);
    let made = owner.send(Method::POST, "/bans", &ban).await.expect(201);
    assert_eq!(
        made.body["also"]["decided"].as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn a_server_with_another_secret_starts_only_when_the_change_is_confirmed() {
    let mut shell = Shell::new().await;
    let set = |shell: &mut Shell, secret: &str| {
        let place = shell
            .settings
            .iter_mut()
            .find(|(name, _)| name == "REJOINDER_SECRET");
        place.expect("a secret").1 = secret.to_owned();
    };
    drop(shell.serve());
    shell.run(&["check"]).expect_code(0);
    set(&mut shell, NEW);
    let refused = shell.run(&["serve"]).expect_code(1);
    for part in [
        "security.secret",
        "another secret",
        "previous_secrets",
        "--accept-new-secret",
    ] {
        assert!(refused.err.contains(part), "{part} in {}", refused.err);
    }
    assert!(!refused.err.contains(NEW), "{}", refused.err);
    let checked = shell.run(&["check"]).expect_code(1);
    assert!(checked.out.contains("another secret"), "{}", checked.out);
    shell.serve_with_flags(&["--accept-new-secret"]);
    drop(shell.serve());
    shell.run(&["check"]).expect_code(0);
}

#[tokio::test]
async fn in_development_a_secret_is_stored_and_a_different_one_is_reported() {
    let mut installation = Installation::empty().await;
    installation.environment.remove("REJOINDER_SECRET");
    let url = installation.environment["REJOINDER_DATABASE_URL"].clone();
    for _ in 0..2 {
        let (mut server, _) = installation.start_and_wait().await;
        server.kill();
    }
    let url = DatabaseUrl::parse(&url).expect("a URL");
    let file = rejoinder::development_secret_file(&url);
    let file = installation.folder.path().join(file);
    assert_eq!(std::fs::read(&file).expect("the stored secret").len(), 44);
    assert_eq!(
        file.starts_with(installation.folder.path().join("data")),
        on_services()
    );
    let installation = installation.set("REJOINDER_SECRET", NEW);
    let mut server = installation.start();
    assert_eq!(server.wait_for_exit().await.code(), Some(1));
    let log = std::fs::read_to_string(installation.log()).expect("a log");
    let name = file
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    assert!(log.contains(&name), "{log}");
    // Production accepts the stored secret as a file.
    let mut installation = installation;
    installation.environment.remove("REJOINDER_SECRET");
    let stored = file.display().to_string();
    let installation = installation.set("REJOINDER_SECRET_FILE", &stored);
    installation.start_and_wait().await;
}
