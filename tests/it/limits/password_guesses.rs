//! Guesses at moderators' passwords, which must not lock moderators out.

use rejoinder::Role;
use serde_json::json;

use crate::support::{
    answers::Answer,
    guests::Guest,
    people::{Person, ReportedIdentity},
    world::{PASSWORD, World},
};

impl Guest<'_> {
    async fn sign_in(&self, login: &str, password: &str) -> Answer {
        let body = json!({ "login": login, "password": password });
        self.post_json("/moderation/session", &body).await
    }
}

#[tokio::test]
async fn guesses_at_other_logins_do_not_lock_out_a_moderator_on_a_new_network() {
    let world = World::new().await;
    world.owner().await;
    world.moderator("rosa", Role::Moderator, &["blog"]).await;
    let mut evaluated = 0;
    for n in 0..130 {
        let who = world.guest();
        let login = match n % 3 {
            0 => "rosa".to_owned(),
            1 => format!("nobody{n}"),
            _ => "not a login".to_owned(),
        };
        let guess = who.sign_in(&login, "a wrong password").await;
        evaluated += u32::from(guess.status == 401);
    }
    assert!(evaluated > 100, "{evaluated}");
    for login in ["owner", "rosa"] {
        world.guest().sign_in(login, PASSWORD).await.expect(201);
    }
}

#[tokio::test]
async fn guesses_from_a_few_networks_do_not_lock_out_a_moderator_on_a_new_network() {
    let world = World::new().await;
    world.owner().await;
    for n in 0..40 {
        for net in ["198.51.100", "203.0.113", "192.0.2"] {
            let who = world.at(format!("{net}.{n}").parse().expect("an IP address"));
            let guess = who.sign_in("owner", "a wrong password").await;
            let status = guess.status.as_u16();
            assert!([401, 429].contains(&status), "{}", guess.text);
        }
        // An IPv6 /48 counts as one network.
        let who = world.at(format!("2001:db8:7:{n}::1").parse().expect("an IP address"));
        who.sign_in("owner", "a wrong password").await;
    }
    world.guest().sign_in("owner", PASSWORD).await.expect(201);
}

#[tokio::test]
async fn guesses_from_the_same_ip_address_do_not_lock_out_a_known_moderator() {
    let world = World::new().await;
    world.owner().await;
    let office = world.guest();
    office.sign_in("owner", PASSWORD).await.expect(201);
    let mut refused = 0;
    for n in 0..15 {
        let guess = office.sign_in(&format!("colleague{n}"), "wrong").await;
        refused += u32::from(guess.status == 429);
    }
    assert!(refused > 0);
    office.sign_in("owner", PASSWORD).await.expect(201);
}

#[tokio::test]
async fn a_hundred_guesses_a_day_are_checked_while_the_owner_can_sign_in_and_link() {
    let world = World::new().await;
    world.owner().await;
    let home = world.guest();
    home.sign_in("owner", PASSWORD).await.expect(201);
    let person = world
        .person(&ReportedIdentity::email("o@example.org", "Olga"))
        .await;
    let at_home = Person {
        guest: home.clone(),
        ..person.clone()
    };
    let mut evaluated = 0;
    let mut refused = None;
    for n in 0..130 {
        let who = world.guest();
        // Linking at `/me` is another way to guess a password, and shares the budgets.
        let guess = if n % 2 == 0 {
            who.sign_in("OWNER", "a wrong password").await
        } else {
            let person = Person {
                guest: who,
                ..person.clone()
            };
            person.link("owner", "a wrong password").await
        };
        if guess.status == 401 {
            evaluated += 1;
        } else {
            refused = Some(guess.refused(429, "too_fast"));
        }
        if n % 40 == 39 {
            home.sign_in("owner", PASSWORD).await.expect(201);
            at_home.link("owner", PASSWORD).await.expect(200);
        }
    }
    assert!((70..=100).contains(&evaluated), "{evaluated}");
    let refused = refused.expect("some requests are refused");
    let policies = &refused.body["violated-policies"];
    assert_eq!(*policies, json!(["password-strangers"]));
    person
        .link("owner", PASSWORD)
        .await
        .refused(429, "too_fast");
    // A network where the right password was entered at `/me` is known as well.
    let other = world.guest();
    other
        .sign_in("owner", PASSWORD)
        .await
        .refused(429, "too_fast");
}

#[tokio::test]
async fn a_network_where_sessions_were_linked_is_known_for_signing_in() {
    let world = World::new().await;
    world.owner().await;
    let person = world
        .person(&ReportedIdentity::email("o@example.org", "Olga"))
        .await;
    person.link("owner", PASSWORD).await.expect(200);
    for _ in 0..90 {
        world.guest().sign_in("owner", "wrong").await;
    }
    world.guest().sign_in("owner", PASSWORD).await.expect(429);
    person.guest.sign_in("owner", PASSWORD).await.expect(201);
}
