//! `/me`: a commenter's own page, without scripts.

use reqwest::Method;

use crate::support::{
    answers::{Answer, with_form},
    commenters::{code_of_mail, cookie_of},
    people::ReportedIdentity,
    world::{World, unmoderated_world},
};

const FORMS: [&str; 10] = [
    "/me/mail",
    "/me/mail/code",
    "/me/profile",
    "/me/unlink",
    "/me/end",
    "/me/log-out",
    "/me/adopt",
    "/me/moderator",
    "/me/moderator/end",
    "/me/erase",
];

#[tokio::test]
async fn a_signed_out_visitor_is_offered_every_way_to_sign_in() {
    let world = World::with(&[
        ("REJOINDER_IDENTITY__GITHUB__CLIENT_ID", "id"),
        ("REJOINDER_IDENTITY__GITHUB__CLIENT_SECRET", "secret"),
    ])
    .await;
    let page = world.guest().get("/me").await.expect(200);
    for part in [
        "/me/sign-in/github",
        "action=\"/me/mail\"",
        "Mail me a code",
    ] {
        assert!(page.text.contains(part), "{}", page.text);
    }
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self'") && !policy.contains("script-src"),
        "{policy}"
    );
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let world = World::new().await;
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    for path in FORMS {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("x-nothing", "said"),
        ] {
            let request = ann.guest.request(Method::POST, path);
            let request = request
                .header("cookie", format!("rejoinder={}", ann.cookie))
                .header(name, value);
            let fields = [("comments", "delete"), ("sure", "yes"), ("name", "Eve")];
            let status = Answer::of(with_form(request, &fields)).await.status;
            assert_eq!(status, 403, "{path} {name}: {value}");
        }
    }
    assert_eq!(ann.data().await["person"]["name"], "Ann");
    // Without `Sec-Fetch-Site`, as from older browsers, the `Origin` header decides.
    let request = ann.guest.request(Method::POST, "/me/profile");
    let request = request
        .header("cookie", format!("rejoinder={}", ann.cookie))
        .header("origin", world.url(""));
    let request = with_form(request, &[("name", "Ann the Second")]);
    Answer::of(request).await.expect(303);
    assert_eq!(ann.data().await["person"]["name"], "Ann the Second");
}

#[tokio::test]
async fn a_link_on_another_site_cannot_start_a_sign_in() {
    let world = World::new().await;
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    let request = ann
        .guest
        .request(Method::GET, "/me/sign-in/github?link=yes");
    let request = request
        .header("cookie", format!("rejoinder={}", ann.cookie))
        .header("sec-fetch-site", "cross-site");
    let answer = Answer::of(request).await.expect(303);
    assert_eq!(
        (answer.header("location"), answer.header("set-cookie")),
        ("/me", "")
    );
    let started = world.database.number("SELECT COUNT(*) FROM sign_in").await;
    assert_eq!(started, 0);
}

#[tokio::test]
async fn a_requested_code_can_be_entered_in_the_browser_that_requested_it() {
    let world = World::new().await;
    let ann = world.guest();
    let send = |path: &str, cookie: &str, fields: &[(&str, &str)]| {
        let request = ann.request(Method::POST, path);
        let request = request.header("sec-fetch-site", "same-origin");
        Answer::of(with_form(request.header("cookie", cookie), fields))
    };
    let wrong = send("/me/mail", "", &[("email", "ann at example")])
        .await
        .expect(422);
    assert!(
        wrong.text.contains("value=\"ann at example\""),
        "{}",
        wrong.text
    );
    assert!(wrong.text.contains("id=\"email-error\""), "{}", wrong.text);
    let requested = send("/me/mail", "", &[("email", "Ann@example.org")])
        .await
        .expect(303);
    assert_eq!(requested.header("location"), "/me");
    let cookie = cookie_of(&requested);
    let page = ann.request(Method::GET, "/me").header("cookie", &cookie);
    let page = Answer::of(page).await.expect(200);
    assert!(
        page.text.contains("mail can reach ann@example.org"),
        "{}",
        page.text
    );
    let elsewhere = world.guest().get("/me").await.expect(200);
    assert!(
        !elsewhere.text.contains("ann@example.org"),
        "{}",
        elsewhere.text
    );
    let fields = [("email", "ann@example.org"), ("code", "BBBB-BBBB")];
    let wrong = send("/me/mail/code", &cookie, &fields).await.expect(422);
    assert!(wrong.text.contains("id=\"code-error\""), "{}", wrong.text);
    assert!(
        wrong.text.contains("value=\"ann@example.org\""),
        "{}",
        wrong.text
    );
    // One IP address may request a burst of five mails.
    for _ in 0..4 {
        send("/me/mail", &cookie, &[("email", "ann@example.org")])
            .await
            .expect(303);
    }
    let refused = send("/me/mail", &cookie, &[("email", "ann@example.org")])
        .await
        .expect(429);
    assert!(
        refused
            .header("retry-after")
            .parse::<u32>()
            .is_ok_and(|s| s > 0)
    );
    assert!(
        refused.text.contains("value=\"ann@example.org\""),
        "{}",
        refused.text
    );
    // Three of the five were sent, so that one mailbox is not flooded.
    assert_eq!(world.mails().await.len(), 3);
}

#[tokio::test]
async fn name_and_website_are_changed_and_a_refused_form_loses_no_input() {
    let world = World::new().await;
    let owner = world.owner().await;
    let name = serde_json::json!({ "name": "Owner" });
    owner.alter(&owner.id().await, &name).await.expect(200);
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    let changed = ann
        .send(
            "/me/profile",
            &[("name", "Ann <3"), ("website", "ann.example")],
        )
        .await;
    assert_eq!(changed.expect(303).header("location"), "/me?done=profile");
    let page = ann.get("/me?done=profile").await.expect(200).text;
    assert!(
        page.contains("value=\"Ann &lt;3\"") && page.contains("are changed"),
        "{page}"
    );
    let fields = [("name", "Owner"), ("website", "javascript:alert(1)")];
    let wrong = ann.send("/me/profile", &fields).await.expect(422).text;
    assert!(wrong.contains("value=\"Owner\""), "{wrong}");
    assert!(
        wrong.contains("javascript:alert(1)") && wrong.contains("id=\"website-error\""),
        "{wrong}"
    );
    let wrong = ann
        .send("/me/profile", &[("name", "Owner")])
        .await
        .expect(422)
        .text;
    assert!(wrong.contains("belongs to the site"), "{wrong}");
    assert_eq!(ann.data().await["person"]["name"], "Ann <3");
}

#[tokio::test]
async fn identities_are_linked_and_unlinked_except_the_last_one() {
    let world = World::new().await;
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    let fields = [("issuer", "github"), ("subject", "Ann")];
    let refused = ann.send("/me/unlink", &fields).await.expect(422);
    assert!(
        refused.text.contains("This is the last account"),
        "{}",
        refused.text
    );
    let email = ReportedIdentity::email("ann@example.org", "Ann");
    world
        .sign_in_with(&email, Some(ann.id), None)
        .await
        .expect("links");
    let by_mail = world.person(&email).await;
    assert_eq!(by_mail.id, ann.id, "the same person with another identity");
    // Another person's identity cannot be unlinked.
    let bob = world
        .person(&ReportedIdentity::account("google", "Bob"))
        .await;
    let theirs = [("issuer", "google"), ("subject", "Bob")];
    ann.send("/me/unlink", &theirs).await.expect(422);
    assert_eq!(bob.data().await["identities"][0]["issuer"], "google");
    let page = by_mail.get("/me").await.expect(200).text;
    assert!(
        page.contains("ann@example.org") && page.contains("Unlink"),
        "{page}"
    );
    by_mail.send("/me/unlink", &fields).await.expect(303);
    // Sessions that began with it have ended, and the others continue.
    ann.get("/api/v1/session/data")
        .await
        .refused(401, "unauthorized");
    let data = by_mail.data().await;
    assert_eq!(data["identities"].as_array().map(Vec::len), Some(1));
    // An unlinked identity is a new person when it signs in again.
    let again = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    assert_ne!(again.id, by_mail.id);
}

#[tokio::test]
async fn two_people_are_never_merged() {
    let world = World::new().await;
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    let known = ReportedIdentity {
        email: Some("ann@example.org"),
        ..ReportedIdentity::account("google", "Other Ann")
    };
    let other = world.person(&known).await;
    let by_mail = world
        .person(&ReportedIdentity::email("ann@example.org", "Ann"))
        .await;
    assert!(ann.id != other.id && other.id != by_mail.id && ann.id != by_mail.id);
    let taken = world.sign_in_with(&known, Some(ann.id), None).await;
    let taken = taken.expect_err("belongs to another person").to_string();
    assert!(taken.contains("another person"), "{taken}");
    for person in [&ann, &other, &by_mail] {
        let data = person.data().await;
        assert_eq!(
            data["identities"].as_array().map(Vec::len),
            Some(1),
            "{data}"
        );
    }
}

#[tokio::test]
async fn sessions_are_listed_and_can_be_ended() {
    let world = World::new().await;
    let known = ReportedIdentity::account("github", "Ann");
    let ann = world.person(&known).await;
    let elsewhere = world.person(&known).await;
    let page = ann.get("/me").await.expect(200).text;
    assert_eq!(page.matches("action=\"/me/end\"").count(), 5, "{page}");
    assert!(page.contains("The Blog, with"), "{page}");
    let data = ann.data().await;
    let sessions = data["sessions"].as_array().expect("sessions");
    let in_form = sessions.iter().find(|session| session["site"] == "blog");
    let id = in_form.expect("a session")["id"].as_str().expect("an id");
    ann.send("/me/end", &[("session", id)]).await.expect(303);
    elsewhere
        .post("/a", "Still there?")
        .await
        .refused(401, "unauthorized");
    ann.send("/me/end", &[]).await.expect(303);
    elsewhere
        .get("/api/v1/session/data")
        .await
        .refused(401, "unauthorized");
    assert_eq!(
        ann.data().await["sessions"].as_array().map(Vec::len),
        Some(1)
    );
    let out = ann.send("/me/log-out", &[]).await.expect(303);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    let page = ann.get("/me").await.expect(200).text;
    assert!(page.contains("Mail me a code"), "{page}");
    let late = ann
        .send("/me/profile", &[("name", "Ann")])
        .await
        .expect(303);
    assert_eq!(late.header("location"), "/me?done=over");
}

#[tokio::test]
async fn a_guests_comments_are_offered_only_after_verification_and_adopted_on_request() {
    let world = unmoderated_world().await;
    let guest = world.guest().named("Ann", "Ann@Example.org");
    let first = guest.post("/a", "The first").await.expect(201);
    guest.post("/a", "The second").await.expect(201);
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    let page = ann.get("/me").await.expect(200).text;
    assert!(
        !page.contains("before you verified this email address"),
        "{page}"
    );
    let typed = ann.send("/me/adopt", &[("email", "ann@example.org")]).await;
    assert!(
        typed
            .expect(422)
            .text
            .contains("Verify this email address first")
    );
    world
        .sign_in_with(
            &ReportedIdentity::email("ann@example.org", "Ann"),
            Some(ann.id),
            None,
        )
        .await
        .expect("links");
    let page = ann.get("/me").await.expect(200).text;
    assert!(
        page.contains("2 comments were written with ann@example.org"),
        "{page}"
    );
    assert_eq!(
        guest.read("/a").await["items"][0]["author"]["verified"],
        false
    );
    ann.send("/me/adopt", &[("email", "ann@example.org")])
        .await
        .expect(303);
    let read = guest.read("/a").await;
    assert_eq!(read["items"][0]["id"], first.id());
    assert_eq!(read["items"][0]["author"]["verified"], true);
    assert_eq!(read["items"][1]["author"]["provider"], "email");
    let page = ann.get("/me").await.expect(200).text;
    assert!(
        !page.contains("before you verified this email address"),
        "{page}"
    );
}

#[tokio::test]
async fn an_erasure_is_confirmed_before_it_is_done() {
    let world = unmoderated_world().await;
    let ann = world
        .person(&ReportedIdentity::account("github", "Ann"))
        .await;
    ann.post("/a", "Here I was").await.expect(201);
    let unsure = ann
        .send("/me/erase", &[("comments", "anonymise")])
        .await
        .expect(422)
        .text;
    assert!(
        unsure.contains("cannot be undone") && unsure.contains("value=\"anonymise\" checked"),
        "{unsure}"
    );
    ann.send("/me/erase", &[("sure", "yes")]).await.expect(422);
    assert_eq!(ann.data().await["person"]["name"], "Ann");
    let erased = ann
        .send("/me/erase", &[("comments", "anonymise"), ("sure", "yes")])
        .await
        .expect(303);
    assert_eq!(erased.header("location"), "/me?done=erased");
    assert!(
        erased.header("set-cookie").contains("Max-Age=0"),
        "{erased:?}"
    );
    let page = ann.get("/me?done=erased").await.expect(200).text;
    assert!(
        page.contains("is erased") && page.contains("Mail me a code"),
        "{page}"
    );
    assert_eq!(
        world.guest().read("/a").await["items"][0]["author"]["name"],
        ""
    );
}

#[tokio::test]
async fn wrong_codes_from_elsewhere_do_not_use_up_the_tries_of_the_requesting_browser() {
    let world = World::new().await;
    let ann = world.guest();
    let send = |path: &str, cookie: &str, fields: &[(&str, &str)]| {
        let request = ann.request(Method::POST, path);
        let request = request.header("sec-fetch-site", "same-origin");
        Answer::of(with_form(request.header("cookie", cookie), fields))
    };
    let requested = send("/me/mail", "", &[("email", "ann@example.org")]).await;
    let cookie = cookie_of(&requested.expect(303));
    let mails = world.mails().await;
    let code = code_of_mail(&mails[0]);
    for _ in 0..5 {
        let fields = [("email", "ann@example.org"), ("code", "BBBB-BBBB")];
        send("/me/mail/code", "", &fields).await.expect(422);
    }
    // The page of the requesting browser contains its attempt, whose tries other clients cannot use up.
    let page = Answer::of(ann.request(Method::GET, "/me").header("cookie", &cookie));
    let page = page.await.expect(200).text;
    let (_, rest) = page
        .split_once("name=\"attempt\" value=\"")
        .expect("an attempt");
    let (attempt, _) = rest.split_once('"').expect("the end of the value");
    let typed = |code: &str| {
        let fields = [
            ("email", "ann@example.org"),
            ("code", code),
            ("attempt", attempt),
        ];
        send("/me/mail/code", &cookie, &fields)
    };
    let wrong = typed("BBBB-BBBB").await.expect(422);
    let again = format!("name=\"attempt\" value=\"{attempt}\"");
    assert!(wrong.text.contains(&again), "{}", wrong.text);
    typed(&code).await.expect(303);
}

#[tokio::test]
async fn a_network_of_many_ip_addresses_does_not_use_up_the_mail_budget_of_a_server() {
    let world = World::new().await;
    let mut taken = 0;
    for n in 0..40 {
        let address = format!("2001:db8:7:{n:x}::1")
            .parse()
            .expect("an IP address");
        let requested = world.at(address).request(Method::POST, "/me/mail");
        let requested = requested.header("sec-fetch-site", "same-origin");
        let email = format!("reader{n}@example.org");
        let answer = Answer::of(with_form(requested, &[("email", email.as_str())])).await;
        taken += u32::from(answer.status == 303);
    }
    assert_eq!(taken, 20, "the burst of one network");
    assert_eq!(world.mails().await.len(), 20);
    let other = world.guest().request(Method::POST, "/me/mail");
    let other = other.header("sec-fetch-site", "same-origin");
    Answer::of(with_form(other, &[("email", "ann@example.org")]))
        .await
        .expect(303);
    world.mails().await;
}

#[tokio::test]
async fn people_who_signed_in_and_never_wrote_are_deleted_after_a_while() {
    let world = World::new().await;
    let idle = world
        .person(&ReportedIdentity::account("github", "idle"))
        .await;
    let ann = world
        .person(&ReportedIdentity::account("github", "ann"))
        .await;
    ann.post("/a", "I was here").await.expect(201);
    let people = "SELECT COUNT(*) FROM person";
    world
        .clock
        .advance(std::time::Duration::from_hours(89 * 24));
    world.app.purge_expired().await.expect("purges");
    assert_eq!(world.database.number(people).await, 2);
    world.clock.advance(std::time::Duration::from_hours(2 * 24));
    world.app.purge_expired().await.expect("purges");
    assert_eq!(world.database.number(people).await, 1);
    assert_ne!(idle.id, ann.id);
}
