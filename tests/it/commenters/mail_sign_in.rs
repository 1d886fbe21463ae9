//! Signing in by mail, and what a commenter's session is good for.

use std::time::Duration;

use rejoinder::Language;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    commenters::{
        Commenter, OTHER_VERIFIER, VERIFIER, attempt_of, challenge_of, code_of_mail, cookie_of,
        link_of_mail, url_parameter,
    },
    world::{BLOG, World},
};

#[tokio::test]
async fn a_mail_has_a_code_and_a_link_and_nothing_that_the_requester_typed() {
    let world = World::new().await;
    world.policy(|policy| policy.language = Language::De).await;
    let who = world.guest();
    let body = json!({
        "email": "Ann@Example.org",
        "name": "Buy pills at http://pills.example",
        "challenge": challenge_of(VERIFIER), "page": format!("{BLOG}/pills?pills=1"),
    });
    let answer = who.post_json("/sites/blog/session/email", &body).await;
    answer.expect(202);
    let mail = world.only_mail().await;
    assert_eq!(mail.to, "Ann@example.org");
    let code = code_of_mail(&mail);
    assert!(mail.subject.contains("The Blog") && mail.subject.contains(&code));
    assert!(mail.text.contains("bestätigen"), "{}", mail.text);
    assert!(link_of_mail(&world, &mail).starts_with("/sign-in/rj"));
    let raw = String::from_utf8_lossy(&mail.raw);
    assert!(!raw.contains("pills"), "{raw}");
    let head = raw.split("\r\n\r\n").next().expect("a head");
    let names = |name: &str| head.lines().filter(|line| line.starts_with(name)).count();
    for name in ["From: ", "To: ", "Subject: ", "Date: ", "Message-ID: "] {
        assert_eq!(names(name), 1, "{name} in {head}");
    }
    assert_eq!((names("Cc:"), names("Bcc:"), names("Reply-To:")), (0, 0, 0));
}

#[tokio::test]
async fn a_code_typed_in_another_spelling_works_once_and_identifies_the_person() {
    let world = World::new().await;
    let who = world.guest();
    let body = json!({ "email": "Ann@example.org", "name": "Ann A." });
    let path = "/sites/blog/session/email";
    who.post_json(path, &body).await.expect(202);
    let code = code_of_mail(&world.only_mail().await);
    let typed = code.to_lowercase().replace('-', " ");
    let typed = format!(" {}-{} ", &typed[..2], &typed[2..]);
    let started = who.enter_code("blog", "ann@EXAMPLE.org", &typed).await;
    let started = started.expect(201);
    assert_eq!(started.header("cache-control"), "no-store");
    let viewer = &started.body["viewer"];
    assert_eq!(
        (
            &viewer["name"],
            &viewer["kind"],
            &viewer["provider"],
            &viewer["verified"]
        ),
        (
            &json!("Ann A."),
            &json!("email"),
            &json!("email"),
            &json!(true)
        )
    );
    assert!(
        !started.text.to_lowercase().contains("ann@example"),
        "{}",
        started.text
    );
    let again = who.enter_code("blog", "ann@example.org", &code).await;
    again.refused(401, "wrong_code");
    // The same email address later is the same person, who keeps their name.
    let body = json!({ "email": "ann@example.org", "name": "Somebody else" });
    who.post_json(path, &body).await.expect(202);
    let code = code_of_mail(&world.only_mail().await);
    let again = who.enter_code("blog", "ann@example.org", &code).await;
    assert_eq!(again.expect(201).body["viewer"], *viewer);
}

#[tokio::test]
async fn five_wrong_tries_invalidate_a_code_but_not_its_link() {
    let world = World::new().await;
    let who = world.guest();
    for (email, wrong, status) in [("ann@example.org", 5, 401), ("ben@example.org", 4, 201)] {
        let attempt = attempt_of(&who.request_mail(email).await.expect(202));
        let mail = world.only_mail().await;
        for _ in 0..wrong {
            let wrong = who.enter_code_of(&attempt, email, "BBBB-BBBB").await;
            wrong.refused(401, "wrong_code");
        }
        let right = who
            .enter_code_of(&attempt, email, &code_of_mail(&mail))
            .await;
        right.expect(status);
        let link = link_of_mail(&world, &mail);
        let followed = Answer::of(who.request(Method::POST, &link)).await;
        // In one case, the sign-in is already used.
        followed.expect(if status == 401 { 303 } else { 401 });
    }
}

#[tokio::test]
async fn codes_and_links_expire_after_fifteen_minutes() {
    let world = World::new().await;
    let who = world.guest();
    for (email, age, status) in [("a@example.org", 899, 201), ("b@example.org", 900, 401)] {
        who.request_mail(email).await.expect(202);
        let mail = world.only_mail().await;
        world.clock.advance(Duration::from_secs(age));
        let looked = who.get(&link_of_mail(&world, &mail)).await;
        assert_eq!(
            looked.status.as_u16(),
            if status == 201 { 200 } else { 404 }
        );
        let typed = who.enter_code("blog", email, &code_of_mail(&mail)).await;
        typed.expect(status);
        let followed = Answer::of(who.request(Method::POST, &link_of_mail(&world, &mail))).await;
        // Used in one case, expired in the other.
        followed.expect(401);
    }
}

#[tokio::test]
async fn a_code_is_bound_to_its_site_and_email_address_and_survives_a_newer_one() {
    let world = World::new().await;
    world.add_site_at("shop", "https://shop.example").await;
    let who = world.guest();
    who.request_mail("ann@example.org").await.expect(202);
    let old = code_of_mail(&world.only_mail().await);
    who.request_mail("ann@example.org").await.expect(202);
    let new = code_of_mail(&world.only_mail().await);
    assert_ne!(old, new);
    let elsewhere = who.enter_code("shop", "ann@example.org", &old).await;
    elsewhere.refused(401, "wrong_code");
    let other = who.enter_code("blog", "ben@example.org", &old).await;
    other.refused(401, "wrong_code");
    who.enter_code("blog", "ann@example.org", &old)
        .await
        .expect(201);
    who.enter_code("blog", "ann@example.org", &new)
        .await
        .expect(201);
}

#[tokio::test]
async fn an_email_address_gets_few_mails_silently_and_a_requester_is_refused() {
    let world = World::new().await;
    for _ in 0..8 {
        let requested = world.guest().request_mail("ann@example.org").await;
        requested.expect(202);
    }
    assert_eq!(world.mails().await.len(), 6);
    // Mails to another email address are not affected.
    world
        .guest()
        .request_mail("ben@example.org")
        .await
        .expect(202);
    assert_eq!(world.mails().await.len(), 1);

    let one = world.guest();
    for n in 0..5 {
        one.request_mail(&format!("p{n}@example.org"))
            .await
            .expect(202);
    }
    let refused = one
        .request_mail("p5@example.org")
        .await
        .refused(429, "too_fast");
    assert!(
        refused
            .header("retry-after")
            .parse::<u64>()
            .expect("seconds")
            > 0
    );
    assert_eq!(world.mails().await.len(), 5);
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_only_its_own_page_may_follow_it() {
    let world = World::new().await;
    let who = world.guest();
    let body = json!({
        "email": "ann@example.org",
        "challenge": challenge_of(VERIFIER), "page": format!("{BLOG}/post?a=b#here"),
    });
    let path = "/sites/blog/session/email";
    who.post_json(path, &body).await.expect(202);
    let link = link_of_mail(&world, &world.only_mail().await);
    for _ in 0..2 {
        let page = who.get(&link).await.expect(200);
        assert!(page.text.contains("<form method=\"post\"") && page.text.contains("The Blog"));
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
        // Browsers check the redirect against the policy of the page with the form.
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains(&format!("form-action 'self' {BLOG};")),
            "{policy}"
        );
    }
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let request = who.request(Method::POST, &link).header(name, value);
        Answer::of(request).await.refused(403, "forbidden");
    }
    let request = who.request(Method::POST, &link);
    let followed = Answer::of(request.header("sec-fetch-site", "same-origin")).await;
    let followed = followed.expect(303);
    let back = followed.header("location");
    assert!(
        back.starts_with(&format!("{BLOG}/post?a=b#rejoinder_code=rjo_")),
        "{back}"
    );
    assert!(followed.headers.get("set-cookie").is_none());
    let code = url_parameter(back, "rejoinder_code").expect("a code");
    let started = Commenter::of(&who, who.redeem(&code, VERIFIER).await);
    started.session().await.expect(200);
    Answer::of(who.request(Method::POST, &link))
        .await
        .expect(401);

    // Another verifier is refused, and uses up the code.
    who.post_json(path, &body).await.expect(202);
    let link = link_of_mail(&world, &world.only_mail().await);
    let followed = Answer::of(who.request(Method::POST, &link)).await;
    let code = url_parameter(followed.header("location"), "rejoinder_code").expect("a code");
    who.redeem(&code, OTHER_VERIFIER)
        .await
        .refused(401, "unauthorized");
    who.redeem(&code, VERIFIER)
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
async fn an_invalid_request_names_its_fields_and_sends_no_mail() {
    let world = World::new().await;
    let who = world.guest();
    let cases = [
        (
            json!({ "email": "ann@example.org, ben@example.org" }),
            "email",
        ),
        (
            json!({ "email": "ann@example.org\r\nBcc: ben@example.org" }),
            "email",
        ),
        (json!({ "email": "Ann <ann@example.org>" }), "email"),
        (json!({ "email": "group: ann@example.org;" }), "email"),
        (json!({ "email": "a@b.example", "name": "x\u{0}" }), "name"),
        (
            json!({ "email": "a@b.example", "challenge": "short" }),
            "challenge",
        ),
        (
            json!({ "email": "a@b.example", "challenge": challenge_of(VERIFIER), "page": "https://evil.example/" }),
            "page",
        ),
    ];
    for (body, field) in cases {
        let refused = who.post_json("/sites/blog/session/email", &body).await;
        let status = refused.status.as_u16();
        assert!([400, 422].contains(&status), "{body}: {}", refused.text);
        if status == 422 {
            assert_eq!(refused.fields()[0].0, field, "{body}");
        }
    }
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn hostile_email_addresses_are_refused_or_are_a_single_recipient() {
    let Some(cases) = crate::support::world::public_cases_folder("cases/email/tests.xml") else {
        return;
    };
    let world = World::new().await;
    let text = std::fs::read_to_string(cases).expect("the cases");
    let mut taken = 0;
    for part in text.split("<address>").skip(1) {
        let address = part
            .split("</address>")
            .next()
            .expect("an `address` element");
        let plain = quick_xml::escape::unescape(address).expect("XML");
        let pictures = |c: char| match c {
            '\u{2400}'..='\u{2420}' => char::from_u32(c as u32 - 0x2400).unwrap_or(c),
            c => c,
        };
        let email = plain.chars().map(pictures).collect::<String>();
        let answer = world.guest().request_mail(&email).await;
        world.clock.advance(Duration::from_secs(20));
        match answer.status.as_u16() {
            202 => {
                taken += 1;
                // Email addresses that differ only in invisible characters are the same, and get few mails a
                // day.
                for mail in world.mails().await {
                    let wrong = mail
                        .to
                        .contains(|c: char| c.is_control() || ", <".contains(c));
                    assert!(!wrong, "{:?}", mail.to);
                }
            }
            status => assert!([400, 422].contains(&status), "{email:?}: {}", answer.text),
        }
    }
    assert!(taken > 10, "{taken}");
}

#[tokio::test]
async fn without_mail_signing_in_by_mail_is_refused() {
    let world = World::new().await;
    let who = world.guest();
    world.policy(|policy| policy.identities.email = false).await;
    who.request_mail("ann@example.org")
        .await
        .refused(404, "not_found");
    let typed = who.enter_code("blog", "ann@example.org", "BBBB-BBBB").await;
    typed.refused(404, "not_found");
    let form = who.get("/api/v1/sites/blog/form?page=/").await.expect(200);
    assert_eq!(form.body["identities"]["email"], false);
    let path = "/sites/nowhere/session/email";
    let nowhere = who
        .post_json(path, &json!({ "email": "a@b.example" }))
        .await;
    nowhere.refused(404, "not_found");
}

#[tokio::test]
async fn of_two_simultaneous_redemptions_of_a_code_one_succeeds() {
    let world = World::new().await;
    for n in 0..8 {
        let who = world.guest();
        let code = sign_in_by_link(&world, &format!("p{n}@example.org")).await;
        let (one, two) = tokio::join!(who.redeem(&code, VERIFIER), who.redeem(&code, VERIFIER));
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [201, 401]);
    }
    let sessions = world
        .database
        .number("SELECT COUNT(*) FROM person_session")
        .await;
    assert_eq!(sessions, 8);
}

#[tokio::test]
async fn a_code_for_a_page_expires_after_a_minute_and_is_refused_for_another_site() {
    let world = World::new().await;
    world.add_site_at("shop", "https://shop.example").await;
    let who = world.guest();
    let code = sign_in_by_link(&world, "ann@example.org").await;
    world.clock.advance(Duration::from_mins(1));
    who.redeem(&code, VERIFIER)
        .await
        .refused(401, "unauthorized");
    let code = sign_in_by_link(&world, "ann@example.org").await;
    world.clock.advance(Duration::from_secs(59));
    let body = json!({ "code": code, "verifier": VERIFIER });
    let request = who
        .request(Method::POST, "/api/v1/session/redeem")
        .json(&body);
    let there = Answer::of(request.header("origin", "https://shop.example")).await;
    there.refused(401, "unauthorized");
    who.redeem(&code, VERIFIER)
        .await
        .refused(401, "unauthorized");
    let sessions = world
        .database
        .number("SELECT COUNT(*) FROM person_session")
        .await;
    assert_eq!(sessions, 0);
    for nonsense in ["", "rjo_", "rjc_AAAA", "no code"] {
        let body: Value = json!({ "code": nonsense, "verifier": VERIFIER });
        let refused = who.post_json("/session/redeem", &body).await;
        refused.refused(401, "unauthorized");
    }
}

/// Signs in with the link of a mail; returns the code for the page.
async fn sign_in_by_link(world: &World, email: &str) -> String {
    let who = world.guest();
    let body = json!({ "email": email, "challenge": challenge_of(VERIFIER) });
    let path = "/sites/blog/session/email";
    who.post_json(path, &body).await.expect(202);
    let link = link_of_mail(world, &world.only_mail().await);
    let followed = Answer::of(who.request(Method::POST, &link))
        .await
        .expect(303);
    assert_eq!(cookie_of(&followed), "");
    url_parameter(followed.header("location"), "rejoinder_code").expect("a code")
}

#[tokio::test]
async fn a_malformed_verifier_is_reported_and_costs_neither_the_code_nor_the_rate_limit() {
    let world = World::new().await;
    let who = world.guest();
    let code = sign_in_by_link(&world, "ann@example.org").await;
    let wrong = [
        (String::new(), "too_short"),
        ("a".repeat(42), "too_short"),
        ("a".repeat(129), "too_long"),
        ("a".repeat(10_000), "too_long"),
        (format!("{}=", "a".repeat(43)), "invalid"),
        (format!("{}\u{e9}", "a".repeat(43)), "invalid"),
        (format!(" {VERIFIER}"), "invalid"),
    ];
    // More often than one IP address may try codes.
    for (verifier, fault) in wrong.iter().cycle().take(70) {
        let refused = who.redeem(&code, verifier).await;
        let refused = refused.refused(422, "invalid");
        assert_eq!(
            refused.fields(),
            [("verifier".to_owned(), (*fault).to_owned())]
        );
    }
    who.redeem(&code, VERIFIER).await.expect(201);
}

#[tokio::test]
async fn every_start_requires_a_complete_challenge() {
    let world = World::new().await;
    let who = world.guest();
    let good = challenge_of(VERIFIER);
    let wrong = [
        "a".to_owned(),
        good[..42].to_owned(),
        format!("{good}="),
        format!("{good}A"),
        good.replace('-', "+"),
        // The last character holds four bits; with any other bits it would be a second spelling.
        format!("{}N", &good[..42]),
        challenge_of(OTHER_VERIFIER) + &good,
    ];
    for challenge in wrong {
        let body = json!({ "email": "ann@example.org", "challenge": challenge });
        let refused = who.post_json("/sites/blog/session/email", &body).await;
        let refused = refused.refused(422, "invalid");
        assert_eq!(refused.fields()[0].0, "challenge", "{challenge}");
    }
    assert_eq!(world.mails().await, []);
}
