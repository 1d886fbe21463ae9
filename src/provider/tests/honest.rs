//! Well-behaved providers, each in the format that its documentation describes.

use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use super::*;

/// Returns a stand-in for a provider of plain OAuth, its id, and the result of a sign-in.
async fn sign_in(
    id: &str,
    token: Value,
    profile: Value,
    emails: Option<Value>,
) -> (Stand, SignInRedirect, ProviderProfile) {
    let stand = Stand::new().await;
    let mut settings = json!({
        "client_id": "our id", "client_secret": "our:secret",
        "authorize_url": stand.at("/authorize"), "token_url": stand.at("/token"),
        "profile_url": stand.at("/me?a=b"),
    });
    settings["client_id"] = json!("our-id");
    if let Some(emails) = emails {
        settings["emails_url"] = json!(stand.at("/emails"));
        stand.serve("/emails", Served::json(&emails));
    }
    stand.serve("/token", Served::json(&token));
    stand.serve("/me", Served::json(&profile));
    let clock = Clock::held(Timestamp(NOW * 1000));
    let providers = providers_in(json!({id: settings}), &clock, 5000);
    let begin = providers.begin(id, "a state").await.expect("begins");
    let callback = Callback {
        code: "the code".to_owned(),
        iss: Some(stand.at("/login/oauth")),
    };
    let profile = providers
        .finish(id, &callback, &begin.verifier, &begin.nonce)
        .await
        .expect("signs in");
    assert_eq!((&*profile.provider, &*profile.issuer), (id, id));
    let requested_key = &stand.seen("/token")[0];
    let redirect = format!("{BASE}/api/v1/session/{id}/callback");
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "the code"),
        ("code_verifier", begin.verifier.expose_secret()),
        ("redirect_uri", &redirect),
    ] {
        assert_eq!(
            requested_key.parameter(name).as_deref(),
            Some(value),
            "{id} {name}"
        );
    }
    let agent = requested_key
        .header("user-agent")
        .expect("sends a user agent");
    assert_eq!(agent, "Rejoinder");
    (stand, begin, profile)
}

fn fields_of(profile: &ProviderProfile) -> [Option<&str>; 5] {
    [
        profile.name.as_ref().map(|name| name.as_str()),
        profile.username.as_deref(),
        profile.email.as_ref().map(|email| email.as_str()),
        profile.website.as_ref().map(|website| website.as_str()),
        profile.picture.as_ref().map(Url::as_str),
    ]
}

#[tokio::test]
async fn x_profiles_are_read() {
    let (stand, begin, profile) = sign_in(
        "twitter",
        json!({"token_type": "bearer", "expires_in": 7200, "access_token": "VGhl", "scope": "users.read tweet.read"}),
        json!({"data": {
            "id": "2244994945", "name": "Ann Lee", "username": "annlee",
            "profile_image_url": "https://pbs.twimg.com/profile_images/1/a_normal.jpg",
            "url": "https://t.co/3ZX3TNiZCY", "confirmed_email": "ann@example.org",
            "entities": {"url": {"urls": [{"expanded_url": "https://ann.example/"}]}},
        }}),
        None,
    )
    .await;
    assert_eq!(profile.subject, "2244994945");
    assert_eq!(
        fields_of(&profile),
        [
            Some("Ann Lee"),
            Some("annlee"),
            Some("ann@example.org"),
            Some("https://ann.example/"),
            Some("https://pbs.twimg.com/profile_images/1/a_bigger.jpg"),
        ]
    );
    let basic = BASE64_STANDARD.encode("our-id:our%3Asecret");
    let token = &stand.seen("/token")[0];
    assert_eq!(
        token.header("authorization"),
        Some(&*format!("Basic {basic}"))
    );
    assert!(token.parameter("client_secret").is_none());
    let me = stand.seen("/me");
    assert_eq!(
        (me.len(), me[0].header("authorization")),
        (1, Some("Bearer VGhl"))
    );

    let url = Url::parse(&begin.url).expect("a page");
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(begin.verifier.expose_secret()));
    let redirect = format!("{BASE}/api/v1/session/twitter/callback");
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "our-id"),
        ("state", "a state"),
        ("scope", "users.read tweet.read"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("redirect_uri", &redirect),
    ] {
        let found = url.query_pairs().find(|(found, _)| found == name);
        assert_eq!(
            found.map(|(_, value)| value.into_owned()).as_deref(),
            Some(value),
            "{name}"
        );
    }
    assert_eq!(begin.verifier.expose_secret().len(), 43);
    assert!(!format!("{begin:?}").contains(begin.verifier.expose_secret()));
}

#[tokio::test]
async fn facebook_returns_profiles_to_those_who_prove_the_secret() {
    let (stand, _, profile) = sign_in(
        "facebook",
        json!({"access_token": "EAAB", "token_type": "bearer", "expires_in": 5_183_944}),
        json!({"id": "10158599999999", "name": "Ann Lee", "email": "ann@example.org",
            "picture": {"data": {"height": 256, "is_silhouette": false, "url": "https://platform-lookaside.fbsbx.com/a", "width": 256}}}),
        None,
    )
    .await;
    assert_eq!(profile.subject, "10158599999999");
    assert_eq!(
        fields_of(&profile),
        [
            Some("Ann Lee"),
            None,
            None,
            None,
            Some("https://platform-lookaside.fbsbx.com/a")
        ]
    );
    let me = &stand.seen("/me")[0];
    let mut mac = Hmac::<Sha256>::new_from_slice(b"our:secret").expect("a key");
    mac.update(b"EAAB");
    let tag = mac.finalize().into_bytes();
    let proof = tag
        .iter()
        .fold(String::new(), |hex, b| format!("{hex}{b:02x}"));
    assert_eq!(me.parameter("appsecret_proof"), Some(proof));
    assert!(
        !me.target.contains("EAAB"),
        "a token in a URL ends up in a log"
    );
}

#[tokio::test]
async fn wordpress_profiles_are_read() {
    let (stand, _, profile) = sign_in(
        "wordpress",
        json!({"access_token": "wp", "blog_id": "0", "blog_url": null, "token_type": "bearer", "scope": "auth"}),
        json!({"ID": 78_972_699, "display_name": "Ann Lee", "username": "annlee", "email": "ann@example.org",
            "email_verified": true, "primary_blog": 1, "primary_blog_url": "https://annlee.wordpress.com",
            "avatar_URL": "https://1.gravatar.com/avatar/1?s=96", "meta": {"links": {}}}),
        None,
    )
    .await;
    assert_eq!(profile.subject, "78972699");
    assert_eq!(
        fields_of(&profile),
        [
            Some("Ann Lee"),
            Some("annlee"),
            Some("ann@example.org"),
            Some("https://annlee.wordpress.com/"),
            Some("https://1.gravatar.com/avatar/1?s=96"),
        ]
    );
    let token = &stand.seen("/token")[0];
    assert_eq!(
        token.parameter("client_secret").as_deref(),
        Some("our:secret")
    );
    assert!(token.header("authorization").is_none());
}

#[tokio::test]
async fn github_identifies_people_by_number() {
    let (_, _, profile) = sign_in(
        "github",
        json!({"access_token": "gho_1", "scope": "read:user,user:email", "token_type": "bearer"}),
        json!({"login": "octocat", "id": 583_231, "node_id": "MDQ6", "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4",
            "name": null, "blog": "github.blog", "email": "not-this@example.org"}),
        Some(json!([
            {"email": "old@example.org", "primary": false, "verified": true, "visibility": null},
            {"email": "ann@example.org", "primary": true, "verified": true, "visibility": "private"},
        ])),
    )
    .await;
    assert_eq!(profile.subject, "583231");
    assert_eq!(
        fields_of(&profile),
        [
            Some("octocat"),
            Some("octocat"),
            Some("ann@example.org"),
            Some("https://github.blog/"),
            Some("https://avatars.githubusercontent.com/u/583231?v=4"),
        ]
    );
}

#[tokio::test]
async fn google_writes_its_issuer_with_and_without_the_scheme() {
    let mut world = ProviderWorld::with_issuer("google", "", "").await;
    world.claims["azp"] = json!("rejoinder");
    world.claims["picture"] = json!("https://lh3.googleusercontent.com/a/1=s96-c");
    let profile = world.sign_in().await.expect("signs in");
    assert_eq!(
        (&*profile.provider, &*profile.subject),
        ("google", "248289761001")
    );
    assert_eq!(profile.issuer, world.stand.base);
    assert_eq!(
        fields_of(&profile),
        [
            Some("Ann"),
            None,
            Some("ann@example.org"),
            None,
            Some("https://lh3.googleusercontent.com/a/1=s96-c")
        ]
    );
    assert!(
        world.stand.seen("/userinfo").is_empty(),
        "the token already had all claims"
    );
}

#[tokio::test]
async fn claims_missing_from_the_id_token_are_requested_from_the_provider() {
    let mut world = ProviderWorld::new().await;
    for name in ["name", "email", "email_verified"] {
        world.claims.as_object_mut().expect("claims").remove(name);
    }
    world.metadata["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    world.metadata["authorization_response_iss_parameter_supported"] = json!(true);
    world.iss = Some(world.stand.base.clone());
    world.userinfo = json!({"sub": "248289761001", "name": "Ann Lee", "preferred_username": "ann",
        "email": "ann@example.org", "email_verified": true, "website": "https://ann.example"});
    let profile = world.sign_in().await.expect("signs in");
    assert_eq!(
        fields_of(&profile),
        [
            Some("Ann Lee"),
            Some("ann"),
            Some("ann@example.org"),
            Some("https://ann.example/"),
            None
        ]
    );
    let token = &world.stand.seen("/token")[0];
    assert_eq!(
        token.parameter("client_secret").as_deref(),
        Some("a-secret")
    );
    assert_eq!(world.providers.name_of("acme"), Some("Acme"));
    assert_eq!(world.providers.name_of("github"), Some("GitHub"));
    assert_eq!(world.providers.name_of("nobody"), None);
    assert_eq!(
        world.providers.list().collect::<Vec<_>>(),
        [("acme", "Acme")]
    );
}

#[tokio::test]
async fn an_account_of_microsoft_is_known_by_tenant_and_object() {
    const TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let mut world = ProviderWorld::with_issuer("acme", "/common/v2.0", "/{tenantid}/v2.0").await;
    let issuer = format!("{}/{TENANT}/v2.0", world.stand.base);
    world.claims["iss"] = json!(issuer);
    world.claims["tid"] = json!(TENANT);
    world.claims["oid"] = json!("00000000-0000-0000-66f3-3332eca7ea81");
    let profile = world.sign_in().await.expect("signs in");
    assert_eq!(profile.issuer, issuer);
    assert_eq!(profile.subject, "00000000-0000-0000-66f3-3332eca7ea81");

    world.claims["tid"] = json!("11111111-0000-0000-0000-000000000000");
    assert_eq!(world.sign_in().await, Err(ProviderFault::Untrusted("iss")));
    world.claims["tid"] = json!("common");
    assert_eq!(world.sign_in().await, Err(ProviderFault::Untrusted("tid")));
    world.claims["tid"] = json!(TENANT);
    world.claims["oid"] = json!("");
    assert_eq!(world.sign_in().await, Err(ProviderFault::Untrusted("oid")));
}

#[tokio::test]
async fn an_elliptic_key_signs_as_well() {
    let mut world = ProviderWorld::new().await;
    world.key = ec();
    world.keys = json!({"keys": [public(&world.key, Algorithm::ES256, "one")]});
    world.header["alg"] = json!("ES256");
    assert_eq!(
        world.sign_in().await.expect("signs in").subject,
        "248289761001"
    );
}

#[tokio::test]
async fn rotated_keys_are_learnt_once_a_minute_at_most() {
    let mut world = ProviderWorld::new().await;
    world.sign_in().await.expect("signs in");
    world.sign_in().await.expect("signs in again");
    assert_eq!(world.stand.seen("/keys").len(), 1, "keys are cached");
    assert_eq!(
        world.stand.seen("/.well-known/openid-configuration").len(),
        1
    );

    world.key = rsa(1);
    world.header["kid"] = json!("two");
    world.keys = json!({"keys": [public(&world.key, Algorithm::RS256, "two")]});
    assert_eq!(world.sign_in().await, Err(ProviderFault::Untrusted("kid")));
    assert_eq!(world.stand.seen("/keys").len(), 1, "fetched a moment ago");
    world.clock.advance(std::time::Duration::from_secs(61));
    world.sign_in().await.expect("signs in with the new key");
    world.header["kid"] = json!("three");
    for _ in 0..5 {
        assert_eq!(world.sign_in().await, Err(ProviderFault::Untrusted("kid")));
    }
    assert_eq!(world.stand.seen("/keys").len(), 2);
}

#[tokio::test]
async fn a_deletion_request_from_facebook_is_accepted_if_it_is_signed() {
    let clock = Clock::held(Timestamp(NOW * 1000));
    let app = json!({"facebook": {"client_id": "1", "client_secret": "app-secret"}});
    let providers = providers_in(app, &clock, 5000);
    let sign = |payload: &Value, secret: &str| {
        let payload = encoded(payload);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(payload.as_bytes());
        let tag = BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        format!("{tag}.{payload}")
    };
    let payload =
        json!({"algorithm": "HMAC-SHA256", "expires": 1, "issued_at": 1, "user_id": "218471"});
    let good = sign(&payload, "app-secret");
    assert_eq!(
        providers.verify_signed_request(&good).as_deref(),
        Some("218471")
    );
    let (tag, body) = good.split_once('.').expect("two parts");
    let other = json!({"algorithm": "HMAC-SHA256", "user_id": "218472"});
    for bad in [
        sign(&payload, "another secret"),
        format!("{tag}.{}", encoded(&other)),
        format!("{}.{body}", &tag[..20]),
        format!(".{body}"),
        body.to_owned(),
        String::new(),
        "x".repeat(10_000),
        sign(&json!({"algorithm": "none", "user_id": "1"}), "app-secret"),
        sign(
            &json!({"algorithm": "HMAC-SHA256", "user_id": 1}),
            "app-secret",
        ),
        sign(
            &json!({"algorithm": "HMAC-SHA256", "user_id": ""}),
            "app-secret",
        ),
        sign(&json!([]), "app-secret"),
    ] {
        assert_eq!(providers.verify_signed_request(&bad), None, "{bad}");
    }
    let none = providers_in(json!({}), &clock, 5000);
    assert_eq!(none.verify_signed_request(&good), None);
}

#[tokio::test]
async fn a_token_answer_with_odd_unused_members_signs_in() {
    for token in [
        json!({"access_token": "a", "token_type": "bearer", "scope": ["read:user", "user:email"]}),
        json!({"access_token": "a"}),
        json!({"access_token": "a", "token_type": "Bearer", "expires_in": "3600"}),
        json!({"access_token": "a", "token_type": null, "expires_in": null, "scope": {}, "refresh_token": 7, "id_token": []}),
    ] {
        let profile = json!({"id": 1, "login": "ann", "name": "Ann"});
        let (_, _, profile) = sign_in("github", token.clone(), profile, Some(json!([]))).await;
        assert_eq!(profile.subject, "1", "{token}");
    }
}
