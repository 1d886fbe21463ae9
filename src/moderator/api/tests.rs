//! Tests of the sessions of moderators.

use std::{sync::Arc, time::Duration};

use poem::{
    Endpoint, EndpointExt as _, Request, Route,
    http::StatusCode,
    test::{TestClient, TestResponse},
};
use poem_openapi::OpenApiService;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::{
    http::{Code, RequestContext},
    limit::Limits,
    moderator::{
        Permission, Role,
        api::{
            current_moderator::SCHEME,
            wire::{ModeratorCredentials, ModeratorSessionStarted},
        },
        fixture::{PASSWORD, TestModerators},
    },
    site::Sites,
    token::{Token, TokenKind},
};

const PATH: &str = "/moderation/session";

async fn service(world: &TestModerators) -> OpenApiService<SessionApi, ()> {
    let sites = Sites::open(world.db.clone(), world.clock.clone()).await;
    let api = SessionApi {
        moderators: world.moderators.clone(),
        sites: sites.expect("reads"),
        limits: Arc::new(Limits::in_process(world.clock.clone())),
    };
    OpenApiService::new(api, "test", "1")
}

async fn client(world: &TestModerators) -> TestClient<impl Endpoint> {
    let routes = Route::new().nest("/", service(world).await);
    let routes = routes.data(world.moderators.clone());
    TestClient::new(routes.before(|mut request: Request| async move {
        // Stands in for the middleware that determines the IP address.
        let address = request.header("test-address").unwrap_or("192.0.2.7");
        request.set_data(RequestContext {
            id: Uuid::nil(),
            address: address.parse().expect("an IP address"),
            language: crate::locale::Language::En,
        });
        Ok(request)
    }))
}

async fn sign_in(
    client: &TestClient<impl Endpoint>,
    address: &str,
    login: &str,
    password: &str,
) -> TestResponse {
    let body = json!({"login": login, "password": password});
    let request = client.post(PATH).header("test-address", address);
    request.body_json(&body).send().await
}

async fn text(response: TestResponse) -> String {
    let body = response.0.into_body().into_string().await;
    body.expect("is text")
}

async fn value(response: TestResponse) -> Value {
    serde_json::from_str(&text(response).await).expect("is JSON")
}

#[tokio::test]
async fn a_moderator_signs_in_is_known_and_signs_out() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let site = world.site("garden").await;
    let ben = world.add("ben", Role::Moderator, &[site]).await;
    let client = client(&world).await;
    let body = json!({"login": "Ben", "password": PASSWORD});
    let answer = client.post(PATH).body_json(&body).send().await;
    answer.assert_status(StatusCode::CREATED);
    answer.assert_header("cache-control", "no-store");
    let answer = value(answer).await;
    let view = json!({"id": ben.id, "login": "ben", "name": null, "role": "moderator", "sites": ["garden"]});
    assert_eq!(answer["moderator"], view);
    assert_eq!(answer["expires_at"], "2027-01-15T20:00:00.000Z");
    let bearer = format!("Bearer {}", answer["token"].as_str().expect("a token"));

    let who = client
        .get(PATH)
        .header("authorization", &bearer)
        .send()
        .await;
    who.assert_status_is_ok();
    assert_eq!(
        value(who).await,
        json!({"moderator": view, "linked_sessions": []})
    );
    let out = client
        .delete(PATH)
        .header("authorization", &bearer)
        .send()
        .await;
    out.assert_status(StatusCode::NO_CONTENT);
    for again in [client.get(PATH), client.delete(PATH)] {
        let refused = again.header("authorization", &bearer).send().await;
        refused.assert_status(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_credential_that_is_not_good_is_401_and_never_anonymous() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let token = world.sign_in("ann").await;
    let client = client(&world).await;
    let stranger = Token::fresh(TokenKind::Session, &world.clock).reveal();
    let wrong = [
        String::new(),
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer{token}"),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {stranger}"),
        format!("Bearer {token} {token}"),
    ];
    for line in &wrong {
        let refused = client.get(PATH).header("authorization", line).send().await;
        refused.assert_status(StatusCode::UNAUTHORIZED);
        refused.assert_header("www-authenticate", "Bearer");
        refused.assert_content_type("application/problem+json");
        assert_eq!(value(refused).await["code"], "unauthorized", "{line}");
    }
    let none = client.get(PATH).send().await;
    none.assert_status(StatusCode::UNAUTHORIZED);
    let good = format!("Bearer {token}");
    let twice = client
        .get(PATH)
        .header("authorization", &good)
        .header("authorization", &good);
    twice.send().await.assert_status(StatusCode::UNAUTHORIZED);
    let in_the_address = client.get(PATH).query("access_token", &token);
    let refused = in_the_address.send().await;
    refused.assert_status(StatusCode::UNAUTHORIZED);
    let small = format!("bearer {token}");
    let fine = client.get(PATH).header("authorization", small).send().await;
    fine.assert_status_is_ok();
}

#[tokio::test]
async fn a_database_that_is_away_is_503_and_not_401() {
    let world = TestModerators::new().await;
    let service = service(&world).await;
    let (db, release) = world.with_readers_held().await;
    let moderators = crate::moderator::fixture::moderators(&db, &world.clock);
    let routes = Route::new().nest("/", service);
    let client = TestClient::new(routes.data(moderators));
    let token = Token::fresh(TokenKind::Session, &world.clock).reveal();
    let bearer = format!("Bearer {token}");
    let answer = client
        .get(PATH)
        .header("authorization", bearer)
        .send()
        .await;
    answer.assert_status(StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.0.headers().contains_key("retry-after"));
    drop(release);
}

#[tokio::test]
async fn a_wrong_login_and_a_wrong_password_are_answered_byte_for_byte_alike() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let client = client(&world).await;
    let mut answers = Vec::new();
    for (login, password) in [("ann", "wrong"), ("bob", PASSWORD), ("not a login", "")] {
        let body = json!({"login": login, "password": password});
        let answer = client.post(PATH).body_json(&body).send().await;
        answer.assert_status(StatusCode::UNAUTHORIZED);
        let headers = format!("{:?}", answer.0.headers());
        answers.push((headers, text(answer).await));
    }
    assert!(answers[0].1.contains("wrong_password"));
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
}

#[tokio::test]
async fn an_address_over_its_limit_is_refused_before_a_hash_is_computed() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let client = client(&world).await;
    for number in 0..10 {
        let login = format!("ann{number}");
        let wrong = sign_in(&client, "192.0.2.7", &login, "wrong").await;
        wrong.assert_status(StatusCode::UNAUTHORIZED);
    }
    let refused = sign_in(&client, "192.0.2.7", "ann", PASSWORD).await;
    refused.assert_status(StatusCode::TOO_MANY_REQUESTS);
    refused.assert_header("retry-after", "60");
    assert!(refused.0.headers().contains_key("ratelimit"));
    let refused = value(refused).await;
    assert_eq!(refused["violated-policies"], json!(["password-address"]));
    let other = sign_in(&client, "192.0.2.8", "ann", PASSWORD).await;
    other.assert_status(StatusCode::CREATED);
    world.clock.advance(Duration::from_mins(1));
    let later = sign_in(&client, "192.0.2.7", "ann", PASSWORD).await;
    later.assert_status(StatusCode::CREATED);
}

#[tokio::test]
async fn a_crowd_gets_few_guesses_a_day_and_the_owner_gets_in_meanwhile() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let client = client(&world).await;
    let first = sign_in(&client, "2001:db8:1:1::7", "ann", PASSWORD).await;
    first.assert_status(StatusCode::CREATED);
    let mut tried = 0;
    for hour in 0..24 {
        for number in 0..8 {
            let address = format!("198.51.{hour}.{number}");
            let guess = sign_in(&client, &address, "Ann", "wrong").await;
            match guess.0.status() {
                StatusCode::UNAUTHORIZED => tried += 1,
                status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
            }
        }
        if hour % 8 == 7 {
            // From any address in the same /64.
            let address = format!("2001:db8:1:1::{hour}");
            let owner = sign_in(&client, &address, "ann", PASSWORD).await;
            owner.assert_status(StatusCode::CREATED);
        }
        world.clock.advance(Duration::from_mins(58));
    }
    assert!((60..=100).contains(&tried), "{tried}");
    let stranger = sign_in(&client, "203.0.113.9", "ben", "wrong").await;
    stranger.assert_status(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_unknown_login_is_limited_like_a_known_one() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let client = client(&world).await;
    let mut answers = Vec::new();
    for (login, net) in [("ann", 1), ("bob", 2), ("not a login", 3)] {
        let mut statuses = Vec::new();
        for number in 0..63 {
            let address = format!("192.0.{net}.{number}");
            let answer = sign_in(&client, &address, login, "wrong").await;
            statuses.push(answer.0.status());
        }
        answers.push(statuses);
        world.clock.advance(Duration::from_mins(2));
    }
    assert!(answers[0].contains(&StatusCode::TOO_MANY_REQUESTS));
    assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn a_body_that_is_not_right_names_every_field() {
    let world = TestModerators::new().await;
    let client = client(&world).await;
    let body = json!({"login": 7, "user": "ann"});
    let refused = client.post(PATH).body_json(&body).send().await;
    refused.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let refused = value(refused).await;
    let errors = refused["errors"].as_array().expect("errors");
    let mut fields = errors
        .iter()
        .filter_map(|error| error["field"].as_str())
        .collect::<Vec<_>>();
    fields.sort_unstable();
    assert_eq!(fields, ["login", "password", "user"]);
}

#[tokio::test]
async fn an_api_key_is_known_and_cannot_sign_out() {
    let world = TestModerators::new().await;
    let ann = world.add("ann", Role::Owner, &[]).await;
    let (_, key) = world
        .moderators
        .add_key(ann.id, "backup")
        .await
        .expect("adds");
    let bearer = format!("Bearer {}", key.reveal());
    let client = client(&world).await;
    let refused = client
        .delete(PATH)
        .header("authorization", &bearer)
        .send()
        .await;
    refused.assert_status(StatusCode::FORBIDDEN);
    let who = client
        .get(PATH)
        .header("authorization", &bearer)
        .send()
        .await;
    who.assert_status_is_ok();
}

#[tokio::test]
async fn a_site_that_is_not_theirs_is_not_there_and_a_right_they_lack_is_403() {
    let world = TestModerators::new().await;
    let (one, two) = (world.site("one").await, world.site("two").await);
    let caller = CurrentModerator {
        moderator: world.add("ben", Role::Moderator, &[one]).await,
        token: Token::fresh(TokenKind::Session, &world.clock),
    };
    let code = |action, site| caller.must(action, site).map_err(|problem| problem.code);
    assert_eq!(code(Permission::Decide, Some(one)), Ok(()));
    assert_eq!(code(Permission::Decide, Some(two)), Err(Code::NotFound));
    assert_eq!(
        code(Permission::WritePolicy, Some(one)),
        Err(Code::Forbidden)
    );
    assert_eq!(
        code(Permission::WritePolicy, Some(two)),
        Err(Code::NotFound)
    );
    assert_eq!(
        code(Permission::ManageModerators, None),
        Err(Code::Forbidden)
    );
}

#[tokio::test]
async fn the_document_requires_credentials_where_they_are_needed() {
    let world = TestModerators::new().await;
    let document = service(&world).await.spec();
    let document = serde_json::from_str::<Value>(&document).expect("is JSON");
    let scheme = &document["components"]["securitySchemes"][SCHEME];
    assert_eq!(
        (&scheme["type"], &scheme["scheme"]),
        (&json!("http"), &json!("bearer"))
    );
    let operations = &document["paths"][PATH];
    for (method, operation, security) in [
        ("post", "create_moderator_session", Value::Null),
        ("get", "read_moderator_session", json!([{SCHEME: []}])),
        ("delete", "delete_moderator_session", json!([{SCHEME: []}])),
    ] {
        assert_eq!(operations[method]["operationId"], operation);
        assert_eq!(operations[method]["security"], security, "{method}");
        let responses = &operations[method]["responses"];
        assert!(responses["401"].is_object(), "{method}");
    }
}

#[tokio::test]
async fn secrets_do_not_show_in_debug() {
    let world = TestModerators::new().await;
    world.add("ann", Role::Owner, &[]).await;
    let session = world.moderators.sign_in("ann", PASSWORD.into(), None).await;
    let session = session.expect("signs in");
    let sites = Sites::open(world.db.clone(), world.clock.clone()).await;
    let started = ModeratorSessionStarted::of(&session, &sites.expect("reads")).await;
    let body = ModeratorCredentials {
        login: "ann".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let shown = format!("{started:?} {body:?} {session:?}");
    assert!(!shown.contains(&session.token.reveal()[4..]), "{shown}");
    assert!(!shown.contains(PASSWORD), "{shown}");
}
