//! What a hostile provider sends, and the code of the fault with which it is refused.

use ProviderFault::{Misconfigured, Unavailable, Untrusted};

use super::{provider_stand_in::Served, *};

pub(super) type ClaimsChange = fn(&mut ProviderWorld);

pub(super) fn set(value: &mut Value, name: &str, to: Value) {
    value[name] = to;
}

pub(super) fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().expect("an object").remove(name);
}

/// A token of raw header and claims with an invalid signature.
fn unsigned(header: &str, claims: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.", part(header), part(claims))
}

/// A validly signed token over claims that are not valid JSON.
fn signed_raw(world: &ProviderWorld, claims: &[u8]) -> String {
    let message = format!(
        "{}.{}",
        encoded(&world.header),
        BASE64_URL_SAFE_NO_PAD.encode(claims)
    );
    let tag = jsonwebtoken::crypto::sign(message.as_bytes(), &world.key, Algorithm::RS256);
    format!("{message}.{}", tag.expect("is signed"))
}

fn tokens(world: &mut ProviderWorld, extra: &Value) {
    let mut claims = world.claims.clone();
    claims["nonce"] = json!("n");
    let mut answer =
        json!({"access_token": "a", "token_type": "Bearer", "id_token": world.sign(&claims)});
    for (name, value) in extra.as_object().expect("an object") {
        answer[name] = value.clone();
    }
    world.token = Some(Served::json(&answer));
}

pub(super) const LIES: &[(&str, ProviderFault, ClaimsChange)] = &[
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
    (
        "a token type that is no text",
        Untrusted("token_type"),
        |w| {
            tokens(w, &json!({"token_type": ["Bearer"]}));
        },
    ),
    (
        "an access token that is no text",
        Untrusted("access_token"),
        |w| {
            tokens(w, &json!({"access_token": 7}));
        },
    ),
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
    ("userinfo without a subject", Untrusted("sub"), |w| {
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
    ("metadata without keys", Untrusted("jwks_uri"), |w| {
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
