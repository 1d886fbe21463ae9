//! Hostile providers: none of what they do signs anybody in, or holds us up.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use super::*;
use ProviderFault::{Misconfigured, Unavailable, Untrusted};

type Change = fn(&mut World);

fn set(value: &mut Value, name: &str, to: Value) {
    value[name] = to;
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().expect("an object").remove(name);
}

/// A token of raw header and claims with a signature that nobody made.
fn unsigned(header: &str, claims: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.", part(header), part(claims))
}

/// A token that is signed well over claims that are no good JSON.
fn signed_raw(world: &World, claims: &[u8]) -> String {
    let message = format!(
        "{}.{}",
        encoded(&world.header),
        BASE64_URL_SAFE_NO_PAD.encode(claims)
    );
    let tag = jsonwebtoken::crypto::sign(message.as_bytes(), &world.key, Algorithm::RS256);
    format!("{message}.{}", tag.expect("is signed"))
}

fn tokens(world: &mut World, extra: &Value) {
    let mut claims = world.claims.clone();
    claims["nonce"] = json!("n");
    let mut answer =
        json!({"access_token": "a", "token_type": "Bearer", "id_token": world.sign(&claims)});
    for (name, value) in extra.as_object().expect("an object") {
        answer[name] = value.clone();
    }
    world.token = Some(Served::json(&answer));
}

const LIES: &[(&str, ProviderFault, Change)] = &[
    ("iss of another", Untrusted("iss"), |w| {
        set(&mut w.claims, "iss", json!("https://evil.example"));
    }),
    ("iss with a slash more", Untrusted("iss"), |w| {
        let iss = format!("{}/", w.stand.base);
        set(&mut w.claims, "iss", json!(iss));
    }),
    ("iss without scheme, not of Google", Untrusted("iss"), |w| {
        let iss = w.stand.base.replace("http://", "");
        set(&mut w.claims, "iss", json!(iss));
    }),
    ("no iss", Untrusted("iss"), |w| remove(&mut w.claims, "iss")),
    ("iss a list", Untrusted("iss"), |w| {
        let iss = json!([w.stand.base]);
        set(&mut w.claims, "iss", iss);
    }),
    ("answered by another", Untrusted("iss"), |w| {
        w.iss = Some("https://evil.example".into());
    }),
    (
        "does not name itself though it always does",
        Untrusted("iss"),
        |w| {
            set(
                &mut w.metadata,
                "authorization_response_iss_parameter_supported",
                json!(true),
            );
        },
    ),
    ("aud of another", Untrusted("aud"), |w| {
        set(&mut w.claims, "aud", json!("another"));
    }),
    ("no aud", Untrusted("aud"), |w| remove(&mut w.claims, "aud")),
    ("aud an empty list", Untrusted("aud"), |w| {
        set(&mut w.claims, "aud", json!([]));
    }),
    ("aud also another, without azp", Untrusted("aud"), |w| {
        set(&mut w.claims, "aud", json!(["rejoinder", "another"]));
    }),
    ("aud also another, azp the other", Untrusted("aud"), |w| {
        set(&mut w.claims, "aud", json!(["rejoinder", "another"]));
        set(&mut w.claims, "azp", json!("another"));
    }),
    ("azp of another", Untrusted("azp"), |w| {
        set(&mut w.claims, "azp", json!("another"));
    }),
    ("azp no text", Untrusted("azp"), |w| {
        set(&mut w.claims, "azp", json!(["rejoinder"]));
    }),
    ("nonce of another sign-in", Untrusted("nonce"), |w| {
        w.nonce = Some("another".into());
    }),
    ("no nonce", Untrusted("nonce"), |w| {
        set(&mut w.claims, "nonce", json!(null));
    }),
    ("expired", Untrusted("exp"), |w| {
        set(&mut w.claims, "exp", json!(NOW - 60));
    }),
    ("no exp", Untrusted("exp"), |w| remove(&mut w.claims, "exp")),
    ("exp a text", Untrusted("exp"), |w| {
        set(&mut w.claims, "exp", json!("9999999999"));
    }),
    ("not yet good", Untrusted("nbf"), |w| {
        set(&mut w.claims, "nbf", json!(NOW + 61));
    }),
    ("of the future", Untrusted("iat"), |w| {
        set(&mut w.claims, "iat", json!(NOW + 61));
    }),
    ("no iat", Untrusted("iat"), |w| remove(&mut w.claims, "iat")),
    ("no sub", Untrusted("sub"), |w| remove(&mut w.claims, "sub")),
    ("sub empty", Untrusted("sub"), |w| {
        set(&mut w.claims, "sub", json!(""));
    }),
    ("sub blank", Untrusted("sub"), |w| {
        set(&mut w.claims, "sub", json!("  "));
    }),
    ("sub null", Untrusted("sub"), |w| {
        set(&mut w.claims, "sub", json!(null));
    }),
    ("sub a number", Untrusted("sub"), |w| {
        set(&mut w.claims, "sub", json!(1));
    }),
    ("sub a list", Untrusted("sub"), |w| {
        set(&mut w.claims, "sub", json!(["1"]));
    }),
    ("sub too long", Untrusted("sub"), |w| {
        set(&mut w.claims, "sub", json!("a".repeat(256)));
    }),
    ("alg none", Untrusted("alg"), |w| {
        w.id_token = Some(unsigned(r#"{"alg":"none"}"#, &w.claims.to_string()));
    }),
    ("alg nOnE", Untrusted("alg"), |w| {
        w.id_token = Some(unsigned(r#"{"alg":"nOnE"}"#, &w.claims.to_string()));
    }),
    ("no alg", Untrusted("alg"), |w| {
        w.id_token = Some(unsigned("{}", &w.claims.to_string()));
    }),
    ("the public key as a shared secret", Untrusted("alg"), |w| {
        set(&mut w.header, "alg", json!("HS256"));
        w.key = EncodingKey::from_secret(w.keys["keys"][0]["n"].as_str().expect("n").as_bytes());
    }),
    (
        "signed with another key of the same id",
        Untrusted("signature"),
        |w| w.key = rsa(1),
    ),
    ("signature missing", Untrusted("signature"), |w| {
        w.id_token = Some(unsigned(&w.header.to_string(), &w.claims.to_string()));
    }),
    (
        "another algorithm than the key has",
        Untrusted("kid"),
        |w| {
            set(&mut w.header, "alg", json!("RS512"));
        },
    ),
    (
        "an elliptic signature for an RSA key",
        Untrusted("kid"),
        |w| {
            set(&mut w.header, "alg", json!("ES256"));
            w.key = ec();
        },
    ),
    ("unknown kid", Untrusted("kid"), |w| {
        set(&mut w.header, "kid", json!("two"));
    }),
    ("no kid and two keys", Untrusted("kid"), |w| {
        remove(&mut w.header, "kid");
        let two = public(&rsa(1), Algorithm::RS256, "two");
        w.keys["keys"].as_array_mut().expect("a list").push(two);
    }),
    ("two keys of one id", Untrusted("kid"), |w| {
        let two = public(&rsa(1), Algorithm::RS256, "one");
        w.keys["keys"].as_array_mut().expect("a list").push(two);
    }),
    ("a key for encrypting", Untrusted("kid"), |w| {
        set(&mut w.keys["keys"][0], "use", json!("enc"));
    }),
    ("a key of 1024 bits", Untrusted("kid"), |w| {
        let weak = BASE64_URL_SAFE_NO_PAD.encode([0xff; 128]);
        set(&mut w.keys["keys"][0], "n", json!(weak));
    }),
    (
        "a header that must be understood",
        Untrusted("header"),
        |w| {
            w.id_token = Some(unsigned(
                r#"{"alg":"RS256","kid":"one","crit":["x"],"x":1}"#,
                "{}",
            ));
        },
    ),
    ("an access token instead", Untrusted("header"), |w| {
        set(&mut w.header, "typ", json!("at+jwt"));
    }),
    ("claims with a name twice", Untrusted("id_token"), |w| {
        w.id_token = Some(signed_raw(w, br#"{"sub":"1","sub":"2"}"#));
    }),
    ("claims not UTF-8", Untrusted("id_token"), |w| {
        w.id_token = Some(signed_raw(w, b"{\"sub\":\"\xff\"}"));
    }),
    ("claims too deep", Untrusted("id_token"), |w| {
        w.id_token = Some(signed_raw(w, ("[".repeat(40) + &"]".repeat(40)).as_bytes()));
    }),
    ("claims a list", Untrusted("id_token"), |w| {
        w.id_token = Some(signed_raw(w, b"[]"));
    }),
    ("no token at all", Untrusted("id_token"), |w| {
        w.token = Some(Served::json(
            &json!({"access_token": "a", "token_type": "Bearer"}),
        ));
    }),
    ("two parts", Untrusted("id_token"), |w| {
        w.id_token = Some("e30.e30".into());
    }),
    ("an odd token type", Untrusted("token_type"), |w| {
        tokens(w, &json!({"token_type": "mac"}));
    }),
    ("no token type", Unavailable("token"), |w| {
        tokens(w, &json!({"token_type": null}));
    }),
    (
        "a token with a line break",
        Untrusted("access_token"),
        |w| {
            tokens(w, &json!({"access_token": "a\r\nX: y"}));
        },
    ),
    ("an empty token", Untrusted("access_token"), |w| {
        tokens(w, &json!({"access_token": ""}));
    }),
    ("userinfo of another", Untrusted("userinfo_sub"), |w| {
        remove(&mut w.claims, "email");
        set(&mut w.userinfo, "sub", json!("another"));
    }),
    ("userinfo of nobody", Untrusted("sub"), |w| {
        remove(&mut w.claims, "email");
        remove(&mut w.userinfo, "sub");
    }),
    ("userinfo a list", Unavailable("userinfo"), |w| {
        remove(&mut w.claims, "email");
        w.userinfo = json!([]);
    }),
    ("metadata of another issuer", Untrusted("issuer"), |w| {
        set(
            &mut w.metadata,
            "issuer",
            json!("https://accounts.google.com"),
        );
    }),
    (
        "metadata that lead to the cloud's metadata",
        Misconfigured("private_address"),
        |w| {
            set(
                &mut w.metadata,
                "jwks_uri",
                json!("https://169.254.169.254/keys"),
            );
        },
    ),
    (
        "metadata that lead over plain http",
        Misconfigured("address"),
        |w| {
            set(
                &mut w.metadata,
                "token_endpoint",
                json!("http://id.example/token"),
            );
        },
    ),
    (
        "metadata that lead to a file",
        Misconfigured("address"),
        |w| {
            set(
                &mut w.metadata,
                "authorization_endpoint",
                json!("javascript:alert(1)"),
            );
        },
    ),
    (
        "metadata that know no way to show a secret",
        Misconfigured("auth_method"),
        |w| {
            set(
                &mut w.metadata,
                "token_endpoint_auth_methods_supported",
                json!(["private_key_jwt"]),
            );
        },
    ),
    ("metadata without keys", Unavailable("metadata"), |w| {
        remove(&mut w.metadata, "jwks_uri");
    }),
    ("keys that are none", Unavailable("keys"), |w| {
        w.keys = json!({"keys": "none"});
    }),
    ("a code that was used", Untrusted("code"), |w| {
        w.token = Some(Served::text(400, r#"{"error":"invalid_grant"}"#));
    }),
    (
        "our secret is wrong",
        Misconfigured("invalid_client"),
        |w| {
            w.token = Some(Served::text(401, r#"{"error":"invalid_client"}"#));
        },
    ),
    ("an error with status 200", Untrusted("code"), |w| {
        w.token = Some(Served::text(200, r#"{"error":"bad_verification_code"}"#));
    }),
    ("an error beside a token", Untrusted("code"), |w| {
        tokens(w, &json!({"error": "invalid_grant"}));
    }),
    ("status 500", Unavailable("server_error"), |w| {
        w.token = Some(Served::text(500, "{}"));
    }),
    ("status 429", Unavailable("too_many_requests"), |w| {
        w.token = Some(Served::text(429, "{}"));
    }),
    ("HTML", Unavailable("not_json"), |w| {
        w.token = Some(Served::text(
            200,
            "<!doctype html><title>Maintenance</title>",
        ));
    }),
    (
        "an answer with a name twice",
        Unavailable("not_json"),
        |w| {
            w.token = Some(Served::text(
                200,
                r#"{"access_token":"a","access_token":"b"}"#,
            ));
        },
    ),
    ("an answer not UTF-8", Unavailable("not_json"), |w| {
        w.token = Some(Served::Bytes(200, b"{\"access_token\":\"\xff\"}".to_vec()));
    }),
    ("an answer too deep", Unavailable("not_json"), |w| {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        w.token = Some(Served::text(200, &deep));
    }),
    ("an answer of nothing", Unavailable("not_json"), |w| {
        w.token = Some(Served::text(200, ""));
    }),
    ("a redirect to loopback", Unavailable("redirect"), |w| {
        let to = w.stand.at("/internal");
        w.token = Some(Served::Redirect(to));
    }),
    ("half an answer", Unavailable("broken"), |w| {
        w.token = Some(Served::BreaksOff);
    }),
    ("no HTTP", Unavailable("broken"), |w| {
        w.token = Some(Served::Garbage);
    }),
    ("a gigabyte, announced", Unavailable("too_large"), |w| {
        w.token = Some(Served::Announced);
    }),
    ("a gigabyte, not announced", Unavailable("too_large"), |w| {
        w.token = Some(Served::Flood);
    }),
];

#[tokio::test]
async fn a_provider_that_lies_signs_nobody_in() {
    for (name, fault, change) in LIES {
        let mut world = World::new().await;
        change(&mut world);
        assert_eq!(world.sign_in().await, Err(*fault), "{name}");
        assert!(world.stand.seen("/internal").is_empty(), "{name}");
        let read = world.stand.sent.load(Ordering::SeqCst);
        assert!(
            read < 32 << 20,
            "{name}: {read} bytes of the gigabyte were taken"
        );
    }
    assert!(LIES.len() > 70, "{}", LIES.len());
}

#[tokio::test]
async fn what_is_odd_and_still_right_signs_in() {
    let good: [(&str, Change); 8] = [
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
        let mut world = World::new().await;
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
        let mut world = World::new().await;
        set(&mut world.claims, "email", email);
        set(&mut world.claims, "email_verified", verified);
        let profile = world.sign_in().await.expect("signs in all the same");
        assert!(profile.email.is_none());
    }
    // verified in the token does not verify what the userinfo says
    let mut world = World::new().await;
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
            let mut world = World::new().await;
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
                    finish.await.expect_err("nobody")
                }
            };
            assert_eq!(fault, Unavailable("timeout"), "{path}");
            assert!(since.elapsed() < Duration::from_secs(4), "{path}");
        }
    }
}

#[tokio::test]
async fn those_who_wait_for_a_provider_that_is_down_do_not_wait_in_turn() {
    let world = World::new().await;
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
    let world = World::new().await;
    world.sign_in().await.expect("signs in");
    let down = Served::text(503, "");
    world.stand.serve("/.well-known/openid-configuration", down);
    world.clock.advance(Duration::from_hours(2));
    world
        .providers
        .begin("acme", "s")
        .await
        .expect("by what is known");
    world.clock.advance(Duration::from_hours(23));
    let late = world.providers.begin("acme", "s").await;
    assert_eq!(late.err(), Some(Unavailable("server_error")));
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn plain_providers_are_held_to_the_same() {
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
            "code used, told with 200",
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
            "secret wrong, told with 200",
            Served::text(200, r#"{"error":"incorrect_client_credentials"}"#),
            good_me.clone(),
            none.clone(),
            None,
            Misconfigured("invalid_client"),
        ),
        (
            "address wrong, told with 200",
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
    // without the permission for addresses there is none
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
async fn whom_nobody_switched_on_is_unknown() {
    let providers = providers_in(json!({}), &Clock::held(Timestamp(NOW * 1000)), 5000);
    for id in ["github", "", "../github", "acme"] {
        let begin = providers.begin(id, "a state").await;
        assert_eq!(begin.err(), Some(ProviderFault::Unknown), "{id}");
    }
    assert_eq!(providers.list().count(), 0);
}
