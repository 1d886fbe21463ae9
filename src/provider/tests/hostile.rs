//! Hostile providers: none of their behavior signs a person in or blocks the server.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use super::{
    lies::{ClaimsChange, LIES, remove, set},
    *,
};
use ProviderFault::{Misconfigured, Unavailable, Untrusted};

#[tokio::test]
async fn a_provider_with_false_claims_signs_in_no_one() {
    for (name, fault, change) in LIES {
        let mut world = ProviderWorld::new().await;
        change(&mut world);
        assert_eq!(world.sign_in().await, Err(*fault), "{name}");
        assert!(world.stand.seen("/internal").is_empty(), "{name}");
        let read = world.stand.sent.load(Ordering::SeqCst);
        assert!(
            read < 32 << 20,
            "{name}: {read} bytes of the gigabyte were read"
        );
    }
    assert!(LIES.len() > 70, "{}", LIES.len());
}

#[tokio::test]
async fn what_is_odd_and_still_right_signs_in() {
    let good: [(&str, ClaimsChange); 8] = [
        ("two audiences and azp", |w| {
            set(&mut w.claims, "aud", json!(["another", "rejoinder"]));
            set(&mut w.claims, "azp", json!("rejoinder"));
        }),
        ("one audience in a list", |w| {
            set(&mut w.claims, "aud", json!(["rejoinder"]));
        }),
        ("a minute late", |w| {
            set(&mut w.claims, "exp", json!(NOW - 59));
        }),
        ("a minute early", |w| {
            set(&mut w.claims, "nbf", json!(NOW + 60));
            set(&mut w.claims, "iat", json!(NOW + 60));
        }),
        ("a time with a fraction", |w| {
            set(&mut w.claims, "exp", json!(1_800_000_300.5));
        }),
        ("no kid and one key", |w| remove(&mut w.header, "kid")),
        ("keys of kinds to come", |w| {
            let keys = w.keys["keys"].as_array_mut().expect("a list");
            keys.push(json!({"kty": "AKP", "kid": "one", "alg": "ML-DSA-44"}));
            keys.push(json!({"kty": "oct", "kid": "one", "k": "AA"}));
        }),
        ("names itself", |w| w.iss = Some(w.stand.base.clone())),
    ];
    for (name, change) in good {
        let mut world = ProviderWorld::new().await;
        change(&mut world);
        let profile = world.sign_in().await;
        assert_eq!(
            profile.map(|p| p.subject),
            Ok("248289761001".to_owned()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_address_that_is_not_verified_or_none_is_left_out() {
    for (email, verified) in [
        (json!("ann@example.org"), json!(false)),
        (json!("ann@example.org"), json!("true")),
        (json!("ann@example.org"), json!(null)),
        (json!("a@x@y"), json!(true)),
        (json!("Ann <ann@example.org>"), json!(true)),
        (json!(["ann@example.org"]), json!(true)),
    ] {
        let mut world = ProviderWorld::new().await;
        set(&mut world.claims, "email", email);
        set(&mut world.claims, "email_verified", verified);
        let profile = world.sign_in().await.expect("signs in all the same");
        assert!(profile.email.is_none());
    }
    // `email_verified` in the token does not verify the email address in userinfo.
    let mut world = ProviderWorld::new().await;
    remove(&mut world.claims, "email");
    set(&mut world.userinfo, "email", json!("bob@example.org"));
    assert!(world.sign_in().await.expect("signs in").email.is_none());
}

#[tokio::test]
async fn a_slow_provider_costs_its_time_and_no_more() {
    for served in [Served::Silence, Served::Drip] {
        for path in [
            "/.well-known/openid-configuration",
            "/token",
            "/keys",
            "/userinfo",
        ] {
            let mut world = ProviderWorld::new().await;
            let settings = json!({"oidc": {"acme": {
                "issuer": world.stand.base, "client_id": "rejoinder", "client_secret": "a-secret"}}});
            world.providers = providers_in(settings, &world.clock, 250);
            remove(&mut world.claims, "email");
            world.publish();
            world.stand.serve(path, served.clone());
            let since = Instant::now();
            let fault = match world.providers.begin("acme", "a state").await {
                Err(fault) => fault,
                Ok(begin) => {
                    let mut claims = world.claims.clone();
                    claims["nonce"] = json!(begin.nonce);
                    let answer = json!({"access_token": "a", "token_type": "Bearer", "id_token": world.sign(&claims)});
                    if path != "/token" {
                        world.stand.serve("/token", Served::json(&answer));
                    }
                    let callback = Callback {
                        code: "a code".into(),
                        iss: None,
                    };
                    let finish =
                        world
                            .providers
                            .finish("acme", &callback, &begin.verifier, &begin.nonce);
                    finish.await.expect_err("no profile")
                }
            };
            assert_eq!(fault, Unavailable("timeout"), "{path}");
            assert!(since.elapsed() < Duration::from_secs(4), "{path}");
        }
    }
}

#[tokio::test]
async fn those_who_wait_for_a_provider_that_is_down_do_not_wait_in_turn() {
    let world = ProviderWorld::new().await;
    let settings = json!({"oidc": {"acme": {
        "issuer": world.stand.base, "client_id": "rejoinder", "client_secret": "a-secret"}}});
    let providers = providers_in(settings, &world.clock, 400);
    world
        .stand
        .serve("/.well-known/openid-configuration", Served::Silence);
    let since = Instant::now();
    let all = (0..20).map(|_| providers.begin("acme", "a state"));
    for begin in futures_util::future::join_all(all).await {
        assert_eq!(begin.err(), Some(Unavailable("timeout")));
    }
    assert!(
        since.elapsed() < Duration::from_secs(3),
        "{:?}",
        since.elapsed()
    );
}

#[tokio::test]
async fn a_provider_that_goes_down_is_still_known_for_a_day() {
    let world = ProviderWorld::new().await;
    world.sign_in().await.expect("signs in");
    let down = Served::text(503, "");
    world.stand.serve("/.well-known/openid-configuration", down);
    world.clock.advance(Duration::from_hours(2));
    world
        .providers
        .begin("acme", "s")
        .await
        .expect("uses the cached metadata");
    world.clock.advance(Duration::from_hours(23));
    let late = world.providers.begin("acme", "s").await;
    assert_eq!(late.err(), Some(Unavailable("server_error")));
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn providers_without_openid_connect_are_checked_as_strictly() {
    let stand = Stand::new().await;
    let clock = Clock::held(Timestamp(NOW * 1000));
    let settings = json!({"github": {
        "client_id": "a", "client_secret": "b", "authorize_url": stand.at("/authorize"),
        "token_url": stand.at("/token"), "profile_url": stand.at("/me"), "emails_url": stand.at("/emails")}});
    let providers = providers_in(settings, &clock, 5000);
    let good_token = Served::text(200, r#"{"access_token":"a","token_type":"bearer"}"#);
    let good_me = Served::text(200, r#"{"id":1,"login":"ann"}"#);
    let none = Served::text(200, "[]");
    let cases = [
        (
            "id null",
            good_token.clone(),
            Served::text(200, r#"{"id":null,"login":"ann"}"#),
            none.clone(),
            None,
            Untrusted("id"),
        ),
        (
            "id twice",
            good_token.clone(),
            Served::text(200, r#"{"id":1,"id":2}"#),
            none.clone(),
            None,
            Unavailable("not_json"),
        ),
        (
            "profile a page",
            good_token.clone(),
            Served::text(200, "<html>"),
            none.clone(),
            None,
            Unavailable("not_json"),
        ),
        (
            "token refused",
            good_token.clone(),
            Served::text(401, "{}"),
            none.clone(),
            None,
            Untrusted("access_token"),
        ),
        (
            "profile down",
            good_token.clone(),
            Served::text(502, ""),
            none.clone(),
            None,
            Unavailable("server_error"),
        ),
        (
            "profile too large",
            good_token.clone(),
            Served::Flood,
            none.clone(),
            None,
            Unavailable("too_large"),
        ),
        (
            "addresses too large",
            good_token.clone(),
            good_me.clone(),
            Served::Announced,
            None,
            Unavailable("too_large"),
        ),
        (
            "sent elsewhere",
            good_token.clone(),
            Served::Redirect(stand.at("/internal")),
            none.clone(),
            None,
            Unavailable("redirect"),
        ),
        (
            "a mix-up",
            good_token.clone(),
            good_me.clone(),
            none.clone(),
            Some("https://evil.example/login/oauth"),
            Untrusted("iss"),
        ),
        (
            "a mix-up with nonsense",
            good_token.clone(),
            good_me.clone(),
            none.clone(),
            Some("github"),
            Untrusted("iss"),
        ),
        (
            "code used, reported with 200",
            Served::text(
                200,
                r#"{"error":"bad_verification_code","error_description":"x"}"#,
            ),
            good_me.clone(),
            none.clone(),
            None,
            Untrusted("code"),
        ),
        (
            "secret wrong, reported with 200",
            Served::text(200, r#"{"error":"incorrect_client_credentials"}"#),
            good_me.clone(),
            none.clone(),
            None,
            Misconfigured("invalid_client"),
        ),
        (
            "address wrong, reported with 200",
            Served::text(200, r#"{"error":"redirect_uri_mismatch"}"#),
            good_me.clone(),
            none.clone(),
            None,
            Misconfigured("redirect_uri"),
        ),
        (
            "Facebook's code error",
            Served::text(
                400,
                r#"{"error":{"message":"x","type":"OAuthException","code":100}}"#,
            ),
            good_me.clone(),
            none.clone(),
            None,
            Untrusted("code"),
        ),
        (
            "Facebook's secret error",
            Served::text(400, r#"{"error":{"message":"x","code":101}}"#),
            good_me.clone(),
            none,
            None,
            Misconfigured("invalid_client"),
        ),
    ];
    let begin = providers.begin("github", "a state").await.expect("begins");
    for (name, token, me, emails, iss, fault) in cases {
        stand.serve("/token", token);
        stand.serve("/me", me);
        stand.serve("/emails", emails);
        let callback = Callback {
            code: "c".into(),
            iss: iss.map(str::to_owned),
        };
        let finish = providers.finish("github", &callback, &begin.verifier, &begin.nonce);
        assert_eq!(finish.await, Err(fault), "{name}");
    }
    assert!(stand.seen("/internal").is_empty());
    // Without the permission for email addresses there is none.
    stand.serve("/token", good_token);
    stand.serve("/me", good_me);
    stand.serve("/emails", Served::text(404, "{}"));
    let callback = Callback {
        code: "c".into(),
        iss: None,
    };
    let finish = providers.finish("github", &callback, &begin.verifier, &begin.nonce);
    assert!(finish.await.expect("signs in").email.is_none());
}

#[tokio::test]
async fn a_provider_that_is_not_enabled_is_unknown() {
    let providers = providers_in(json!({}), &Clock::held(Timestamp(NOW * 1000)), 5000);
    for id in ["github", "", "../github", "acme"] {
        let begin = providers.begin(id, "a state").await;
        assert_eq!(begin.err(), Some(ProviderFault::Unknown), "{id}");
    }
    assert_eq!(providers.list().count(), 0);
}
