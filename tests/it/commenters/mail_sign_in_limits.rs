//! Signing in by mail while strangers request codes and guess them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    commenters::{attempt_of, code_of_mail},
    guests::Guest,
    people::{ReportedIdentity, erase_person},
    world::World,
};

const ANN: &str = "ann@example.org";

impl World {
    /// Lets strangers request codes for this email address until no more are mailed; returns how many were.
    async fn exhaust_mails(&self, email: &str) -> usize {
        let mut mailed = 0;
        for _ in 0..12 {
            self.guest().request_mail(email).await.expect(202);
            mailed += self.mails().await.len();
        }
        self.guest().request_mail(email).await.expect(202);
        assert_eq!(self.mails().await, []);
        mailed
    }
}

#[tokio::test]
async fn requests_that_send_no_mail_do_not_use_up_the_sites_budget() {
    let world = World::new().await;
    assert_eq!(world.exhaust_mails(ANN).await, 6);
    for _ in 0..70 {
        world.guest().request_mail(ANN).await.expect(202);
    }
    // The site's burst is sixty mails, of which six were used.
    let mut mailed = 0;
    let mut refused = Vec::new();
    for n in 0..58 {
        let request = world
            .guest()
            .request_mail(&format!("p{n}@example.org"))
            .await;
        if request.status == 429 {
            refused.push(request.refused(429, "too_fast"));
        }
        mailed += world.mails().await.len();
    }
    // On Redis, a mail becomes available every ten seconds of real time.
    assert!((54..58).contains(&mailed), "{mailed}");
    assert_eq!(refused[0].body["violated-policies"], json!(["mail-site"]));
}

#[tokio::test]
async fn an_empty_budget_of_the_site_reveals_nothing_about_a_recipient() {
    let world = World::new().await;
    world.exhaust_mails(ANN).await;
    // Until it stays empty: on Redis, a mail becomes available every ten seconds of real time.
    let mut refused = 0;
    for n in 0..200 {
        let request = world
            .guest()
            .request_mail(&format!("p{n}@example.org"))
            .await;
        refused += usize::from(request.status == 429);
        world.mails().await;
        if refused == 5 {
            break;
        }
    }
    assert_eq!(refused, 5);
    let nobody = world.guest().request_mail("nobody@example.org").await;
    let ann = world.guest().request_mail(ANN).await;
    for request in [nobody, ann] {
        let request = request.refused(429, "too_fast");
        assert_eq!(request.body["violated-policies"], json!(["mail-site"]));
        assert!(request.header("ratelimit").contains("mail-site"));
    }
}

#[tokio::test]
async fn three_requests_of_a_stranger_do_not_use_up_anothers_mails() {
    let world = World::new().await;
    let guest = world.guest();
    for _ in 0..5 {
        guest.request_mail(ANN).await.expect(202);
    }
    assert_eq!(world.mails().await.len(), 3);
    let ann = world.guest();
    let attempt = attempt_of(&ann.request_mail(ANN).await.expect(202));
    let code = code_of_mail(&world.only_mail().await);
    ann.enter_code_of(&attempt, ANN, &code).await.expect(201);
}

#[tokio::test]
async fn requests_by_strangers_do_not_keep_mails_from_a_person_on_a_known_network() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", ANN).await;
    let home = world.at(ann.address);
    world.exhaust_mails(ANN).await;
    // This also uses up the mails of the site, and the requests of her network.
    let neighbors = |n: usize| {
        let std::net::IpAddr::V4(home) = ann.address else {
            panic!("{}", ann.address);
        };
        let [a, b, c, _] = home.octets();
        let last = u8::try_from(100 + n).expect("a byte");
        world.at(std::net::Ipv4Addr::new(a, b, c, last).into())
    };
    for n in 0..30 {
        let email = format!("neighbor{n}@example.org");
        let request = neighbors(n).request_mail(&email).await;
        assert!(
            [202, 429].contains(&request.status.as_u16()),
            "{}",
            request.text
        );
        world.mails().await;
    }
    let mut n = 0;
    loop {
        n += 1;
        let request = world
            .guest()
            .request_mail(&format!("p{n}@example.org"))
            .await;
        world.mails().await;
        if request.status == 429 {
            break;
        }
        assert!(n < 100);
    }
    for _ in 0..4 {
        let attempt = attempt_of(&home.request_mail(ANN).await.expect(202));
        let code = code_of_mail(&world.only_mail().await);
        home.enter_code_of(&attempt, ANN, &code).await.expect(201);
    }
    // The mails to the known network are limited as well, without a visible refusal.
    home.request_mail(ANN).await.expect(202);
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn the_answer_does_not_depend_on_the_recipient() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", ANN).await;
    let home = world.at(ann.address);
    let mut answers = vec![home.request_mail(ANN).await];
    world.mails().await;
    world.exhaust_mails(ANN).await;
    for email in [ANN, "nobody@example.org", "ann@example.net"] {
        answers.push(world.guest().request_mail(email).await);
    }
    world.mails().await;
    let shape = |answer: &Answer| {
        let mut names = answer
            .headers
            .keys()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        names.sort();
        let mut body = answer.body.clone();
        let attempt = body["attempt"].take();
        let attempt = attempt.as_str().expect("an attempt").len();
        (answer.status, names, body, attempt, answer.text.len())
    };
    for answer in &answers {
        assert_eq!(answer.status, 202, "{}", answer.text);
        assert_eq!(shape(answer), shape(&answers[0]));
    }
    let mut attempts = answers.iter().map(attempt_of).collect::<Vec<_>>();
    attempts.sort();
    attempts.dedup();
    assert_eq!(attempts.len(), answers.len());
}

/// Sends wrong codes for this email address, without an attempt; returns the last answer.
async fn guess(who: &Guest<'_>, email: &str, times: usize) -> Answer {
    let mut last = None;
    for _ in 0..times {
        last = Some(who.enter_code("blog", email, "BBBB-BBBB").await);
    }
    last.expect("an answer")
}

#[tokio::test]
async fn wrong_codes_of_strangers_do_not_invalidate_the_code_of_another_request() {
    let world = World::new().await;
    let ann = world.guest();
    let attempt = attempt_of(&ann.request_mail(ANN).await.expect(202));
    let code = code_of_mail(&world.only_mail().await);
    for _ in 0..12 {
        let guest = world.guest();
        let own = attempt_of(&guest.request_mail(ANN).await.expect(202));
        for _ in 0..6 {
            let wrong = guest.enter_code_of(&own, ANN, "BBBB-BBBB").await;
            wrong.refused(401, "wrong_code");
        }
        // The code of one request is wrong for another.
        let wrong = guest.enter_code_of(&own, ANN, &code).await;
        wrong.refused(401, "wrong_code");
        guess(&guest, ANN, 5).await;
    }
    world.mails().await;
    ann.enter_code_of(&attempt, ANN, &code).await.expect(201);
}

#[tokio::test]
async fn an_attempt_is_bound_to_its_email_address_and_site_and_works_once() {
    let world = World::new().await;
    world.add_site_at("shop", "https://shop.example").await;
    let ann = world.guest();
    let attempt = attempt_of(&ann.request_mail(ANN).await.expect(202));
    let code = code_of_mail(&world.only_mail().await);
    let elsewhere = json!({ "email": ANN, "code": code, "attempt": attempt });
    let elsewhere = ann.post_json("/sites/shop/session/email/verify", &elsewhere);
    elsewhere.await.refused(401, "wrong_code");
    let other = ann.enter_code_of(&attempt, "ben@example.org", &code).await;
    other.refused(401, "wrong_code");
    let mut flipped = attempt.clone().into_bytes();
    flipped[20] = if flipped[20] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).expect("a text");
    let shorter = &attempt[..attempt.len() - 1];
    let zeros = format!("rja_{}", "A".repeat(43));
    let token = attempt.replacen("rja_", "rjc_", 1);
    for wrong in [&flipped, shorter, &zeros, &token, "x", " "] {
        let refused = ann.enter_code_of(wrong, ANN, &code).await;
        let refused = refused.refused(422, "invalid");
        let field = [("attempt".to_owned(), "invalid".to_owned())];
        assert_eq!(refused.fields(), field, "{wrong}");
    }
    ann.enter_code_of(&attempt, ANN, &code).await.expect(201);
    let again = ann.enter_code_of(&attempt, ANN, &code).await;
    again.refused(401, "wrong_code");
    // After its lifetime, the code is refused.
    let attempt = attempt_of(&ann.request_mail(ANN).await.expect(202));
    let code = code_of_mail(&world.only_mail().await);
    world.clock.advance(Duration::from_mins(15));
    let late = ann.enter_code_of(&attempt, ANN, &code).await;
    late.refused(401, "wrong_code");
}

#[tokio::test]
async fn without_an_attempt_strangers_have_few_tries_and_a_known_network_has_its_own() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", ANN).await;
    let home = world.at(ann.address);
    let one = world.guest();
    guess(&one, ANN, 5).await.refused(401, "wrong_code");
    let refused = guess(&one, ANN, 1).await.refused(429, "too_fast");
    let policies = json!(["mail-code-network"]);
    assert_eq!(refused.body["violated-policies"], policies);
    // For another email address, that network has tries left.
    guess(&one, "ben@example.org", 1)
        .await
        .refused(401, "wrong_code");
    // One of the twenty was used by Ann.
    for times in [5, 5, 4] {
        guess(&world.guest(), ANN, times)
            .await
            .refused(401, "wrong_code");
    }
    let refused = guess(&world.guest(), ANN, 1).await;
    let refused = refused.refused(429, "too_fast");
    assert_eq!(refused.body["violated-policies"], json!(["mail-code"]));
    // Neither a client with the attempt nor a known network is affected.
    let elsewhere = world.guest();
    let attempt = attempt_of(&elsewhere.request_mail(ANN).await.expect(202));
    let code = code_of_mail(&world.only_mail().await);
    elsewhere
        .enter_code_of(&attempt, ANN, &code)
        .await
        .expect(201);
    home.request_mail(ANN).await.expect(202);
    let code = code_of_mail(&world.only_mail().await);
    guess(&home, ANN, 5).await.refused(401, "wrong_code");
    home.enter_code("blog", ANN, &code).await.expect(201);
}

#[tokio::test]
async fn networks_are_stored_as_hashes_for_ninety_days_or_until_the_person_is_erased() {
    let world = World::new().await;
    let count = "SELECT COUNT(*) FROM person_network";
    let ann = world.sign_in_by_mail("Ann", ANN).await;
    world.sign_in_by_mail("Ben", "ben@example.org").await;
    assert_eq!(world.database.number(count).await, 2);
    let address = ann.address.to_string();
    assert_eq!(world.database.find_text(&address).await, [""; 0]);
    let person = world.person(&ReportedIdentity::email(ANN, "Ann")).await;
    let data = person.data().await;
    let networks = data["networks"].as_array().expect("networks");
    assert_eq!(networks.len(), 1, "{data}");
    assert!(networks[0]["used_at"].is_string(), "{data}");
    erase_person(&person, "anonymise").await.expect(204);
    assert_eq!(world.database.number(count).await, 1);
    // The person would be deleted after the same time, so only the network is made older.
    let old = world.clock.now().minus(Duration::from_hours(90 * 24)).0;
    let age = format!("UPDATE person_network SET used_at = {old}");
    world.database.execute(&age).await.expect("sets the age");
    world.app.purge_expired().await.expect("cleans up");
    assert_eq!(world.database.number(count).await, 0);
    assert_eq!(data["person"]["name"], Value::from("Ann"));
}
