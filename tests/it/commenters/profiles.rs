//! What the server makes of an account's profile: a person, a verified email address, a picture.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{
    answers::{Answer, eventually},
    commenters::{Commenter, VERIFIER, url_parameter},
    fake_wordpress::{FakeWordPress, StartedSignIn, start_path},
    raw_requests::FORM,
    world::{BLOG, World},
};

async fn count_persons(world: &World) -> i64 {
    world.database.number("SELECT COUNT(*) FROM person").await
}

#[tokio::test]
async fn accounts_are_identified_by_their_number_and_never_by_their_email_address() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let owner = world.owner().await;
    let ann = json!({ "email": "ann@example.org", "email_verified": true, "username": "ann" });
    stand.set_profile("7", ann.clone());
    stand.set_profile("8", ann);
    stand.set_profile(
        "9",
        json!({ "email": "ann@example.org", "email_verified": "true" }),
    );
    let mut people = Vec::new();
    for account in ["7", "8", "9"] {
        people.push(world.guest().sign_in_by_account(account).await);
    }
    let by_mail = world.sign_in_by_mail("Ann", "ann@example.org").await;
    people.push(by_mail);
    let mut ids = people.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    ids.dedup();
    assert_eq!((ids.len(), count_persons(&world).await), (4, 4));
    let mut emails = Vec::new();
    for (n, one) in people.iter().enumerate() {
        let id = one
            .post("/post", &format!("Text number {n}"))
            .await
            .expect(201)
            .id();
        let comment = &owner.comment(&id).await["comment"];
        assert_eq!(comment["author"]["person_id"], json!(one.id));
        emails.push(comment["author"]["email"].clone());
    }
    let known = json!("ann@example.org");
    assert_eq!(emails, [known.clone(), known.clone(), Value::Null, known]);
    // The account is the same person on every site where it signs in.
    let again = world.guest().sign_in_by_account("7").await;
    assert_eq!(again.id, people[0].id);
    assert_ne!(again.token, people[0].token);
}

#[tokio::test]
async fn pictures_are_served_by_this_server_and_fetched_only_once() {
    let stand = FakeWordPress::new().await;
    let settings = [("REJOINDER_HTTP__OUTGOING__ALLOW_PRIVATE", "true")];
    let world = stand.world_with(&settings).await;
    stand.set_profile(
        "7",
        json!({ "avatar_URL": format!("{}/picture/7", stand.base) }),
    );
    let walter = world.guest().sign_in_by_account("7").await;
    let path = async || {
        let viewer = walter.session().await.expect(200).body;
        let picture = viewer["viewer"]["picture"].as_str().expect("a URL");
        picture
            .strip_prefix(&world.url(""))
            .expect("is on this server")
            .to_owned()
    };
    let picture = eventually("the picture", async || {
        let answer = world.guest().browse(&path().await, None).await.expect(200);
        (answer.header("content-type") == "image/jpeg").then_some(answer)
    })
    .await;
    assert_eq!(
        picture.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(picture.header("cache-control").contains("immutable"));
    world.guest().sign_in_by_account("7").await;
    let plain = world.guest().sign_in_by_account("8").await.session().await;
    let drawn = plain.body["viewer"]["picture"]
        .as_str()
        .expect("a URL")
        .to_owned();
    let drawn = world
        .guest()
        .browse(
            drawn
                .strip_prefix(&world.url(""))
                .expect("is on this server"),
            None,
        )
        .await;
    assert_eq!(drawn.expect(200).header("content-type"), "image/svg+xml");
    assert_eq!(stand.count_requests("/picture"), 1);
}

#[tokio::test]
async fn a_picture_on_this_machine_is_not_fetched_for_a_stranger() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let port = stand.base.rsplit(':').next().expect("a port");
    let hosts = [
        "127.0.0.1",
        "[::1]",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ];
    for (n, host) in hosts.into_iter().enumerate() {
        let account = (n + 1).to_string();
        stand.set_profile(
            &account,
            json!({ "avatar_URL": format!("http://{host}:{port}/picture") }),
        );
        let walter = world.guest().sign_in_by_account(&account).await;
        walter
            .post("/post", &format!("Text number {n}"))
            .await
            .expect(201);
    }
    assert_eq!(stand.count_requests("/picture"), 0);
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM picture").await,
        0
    );
}

/// The body that Facebook sends, signed with this secret.
fn signed_request(secret: &str, reported: &Value) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    let payload = URL_SAFE_NO_PAD.encode(reported.to_string());
    mac.update(payload.as_bytes());
    let tag = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("signed_request={tag}.{payload}")
}

#[tokio::test]
async fn an_account_deletion_requested_by_facebook_erases_the_person_and_ends_the_sessions() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    stand.set_profile("7", json!({ "id": "7", "name": "Fay" }));
    let who = world.guest();
    let path = start_path("blog", "facebook", "redirect", BLOG);
    let started = StartedSignIn::of(who.browse(&path, None).await);
    let path = format!(
        "/api/v1/session/facebook/callback?code=7&state={}",
        started.state
    );
    let back = who.browse(&path, Some(&started.cookie)).await.expect(303);
    let code = url_parameter(back.header("location"), "rejoinder_code").expect("a code");
    let fay = Commenter::of(&who, who.redeem(&code, VERIFIER).await);
    let other = world.guest().sign_in_by_account("7").await;

    let path = "/api/v1/session/facebook/deletion";
    let ask = |form: String| {
        let request = world.guest().request(Method::POST, path);
        Answer::of(request.header("content-type", FORM).body(form))
    };
    let secret = "a-secret-of-the-tests";
    let reported = json!({ "algorithm": "HMAC-SHA256", "user_id": "7", "issued_at": 1 });
    let other_secret = ask(signed_request("another", &reported)).await;
    other_secret.refused(422, "invalid");
    for nonsense in ["", "signed_request=", "signed_request=a.b", "other=1"] {
        ask(nonsense.to_owned()).await.refused(422, "invalid");
    }
    let request = world.guest().request(Method::POST, path);
    let answer = Answer::of(request.json(&json!({ "signed_request": "a.b" }))).await;
    answer.refused(415, "unsupported_media_type");
    fay.session().await.expect(200);

    let done = ask(signed_request(secret, &reported)).await.expect(200);
    fay.session().await.refused(401, "unauthorized");
    // The same number at another provider is another person.
    other.session().await.expect(200);
    let code = done.body["confirmation_code"].as_str().expect("a code");
    let url = done.body["url"].as_str().expect("a URL");
    let page = url.strip_prefix(&world.url("")).expect("is on this server");
    assert!(page.ends_with(code));
    let page = world.guest().browse(page, None).await.expect(200);
    assert!(page.text.contains("2026-11-24"), "{}", page.text);
    // An unknown account gets the same answer.
    let unknown = json!({ "algorithm": "HMAC-SHA256", "user_id": "4711" });
    ask(signed_request(secret, &unknown)).await.expect(200);
    for wrong in ["x", &code[1..], &format!("{}A", &code[..code.len() - 2])] {
        let path = format!("{path}/{wrong}");
        world.guest().browse(&path, None).await.expect(404);
    }
}

#[tokio::test]
async fn without_facebook_the_deletion_callback_does_not_exist() {
    let world = World::new().await;
    let path = "/api/v1/session/facebook/deletion";
    let request = world.guest().request(Method::POST, path);
    let request = request
        .header("content-type", FORM)
        .body("signed_request=a.b");
    Answer::of(request).await.refused(404, "not_found");
}
