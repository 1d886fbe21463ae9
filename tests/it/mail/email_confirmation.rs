//! A new email address of a moderator waits until its owner confirms it by the link of a mail.

use std::time::Duration;

use rejoinder::{CapturedMail, Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, with_form},
    moderate_page::{ModeratePage, notice},
    moderator_mail::confirmation_link,
    moderators::{Moderator, create_api_key},
    world::{PASSWORD, World},
};

const NEW: &str = "new@blog.example";
const OLD: &str = "old@blog.example";
const DAY: Duration = Duration::from_hours(24);

/// The email address in use, and the one that waits.
async fn emails(moderator: &Moderator<'_>) -> (Value, Value) {
    let body = moderator.get("/notices").await.expect(200).body;
    (body["email"].clone(), body["unconfirmed_email"].clone())
}

#[track_caller]
fn to<'m>(mails: &'m [CapturedMail], recipient: &str) -> &'m CapturedMail {
    let mut found = mails.iter().filter(|mail| mail.to == recipient);
    let mail = found.next();
    let mail = mail.unwrap_or_else(|| panic!("a mail to {recipient}: {mails:#?}"));
    assert!(found.next().is_none(), "one mail to {recipient}");
    mail
}

/// A moderator whose session has ended, signed in again.
async fn again<'w>(world: &'w World, login: &str) -> Moderator<'w> {
    let moderators = &world.app.moderators;
    let session = moderators.sign_in(login, PASSWORD.into(), None).await;
    Moderator {
        world,
        token: session.expect("signs in").token.reveal(),
    }
}

async fn assert_ended(world: &World, link: &str) {
    let page = world.guest().open(link).await.expect(404);
    let ended = "was confirmed or dropped, another one was entered";
    assert!(page.text.contains(ended), "{}", page.text);
    world.guest().press_for(link, "").await.expect(404);
    world.guest().get(link).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_new_email_address_gets_nothing_but_the_mail_with_its_link_until_it_is_confirmed() {
    let world = World::new().await;
    world.raise_limits().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    ben.set_email(OLD).await;
    let changed = ben.enter_email(NEW).await.expect(200).body;
    assert_eq!(changed["email"], OLD);
    assert_eq!(changed["unconfirmed_email"], NEW);
    let mails = world.mails().await;
    assert_eq!(mails.len(), 2, "{mails:#?}");
    let told = to(&mails, OLD);
    assert!(
        told.text.contains("the moderator account ben"),
        "{}",
        told.text
    );
    assert!(
        !told.text.contains("/act/") && !told.text.contains(NEW),
        "{}",
        told.text
    );
    let asked = to(&mails, NEW);
    assert!(
        asked.subject.starts_with("Confirm your email address"),
        "{}",
        asked.subject
    );
    let link = confirmation_link(asked);
    world.guest().post("/a", "Before.").await.expect(201);
    let before = world.mails().await;
    assert_eq!(before.len(), 1);
    to(&before, OLD);
    // Mail scanners open links; only the button confirms.
    let page = world.guest().open(&link).await.expect(200);
    assert!(
        page.text.contains(NEW) && page.text.contains("<form method=\"post\""),
        "{}",
        page.text
    );
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(emails(&ben).await, (json!(OLD), json!(NEW)));
    let done = world.guest().press_for(&link, "").await.expect(200);
    assert!(
        done.text.contains("The email address is confirmed"),
        "{}",
        done.text
    );
    assert_eq!(emails(&ben).await, (json!(NEW), Value::Null));
    assert_ended(&world, &link).await;
    world.guest().post("/a", "After.").await.expect(201);
    to(&world.mails().await, NEW);
}

#[tokio::test]
async fn a_first_email_address_that_an_owner_enters_waits_too() {
    let world = World::new().await;
    let owner = world.owner().await;
    let body = json!({
        "login": "ben", "password": PASSWORD, "role": "moderator", "sites": ["blog"], "email": NEW,
    });
    let made = owner
        .send(Method::POST, "/moderators", &body)
        .await
        .expect(201)
        .body;
    assert_eq!(
        (&made["email"], &made["unconfirmed_email"]),
        (&Value::Null, &json!(NEW))
    );
    let path = format!("/moderators/{}", made["id"].as_str().expect("an id"));
    let link = confirmation_link(&world.mail().await);
    world.guest().post("/a", "Words.").await.expect(201);
    assert_eq!(world.mails().await, [], "none before the confirmation");
    // Another one ends the link of the first.
    let other = json!({ "email": "other@blog.example" });
    owner.send(Method::PATCH, &path, &other).await.expect(200);
    assert_ended(&world, &link).await;
    let link = confirmation_link(&world.mail().await);
    world.guest().press_for(&link, "").await.expect(200);
    let listed = owner.get("/moderators").await.expect(200).body;
    let items = listed["items"].as_array().expect("items");
    let ben = items.iter().find(|item| item["login"] == "ben");
    assert_eq!(ben.expect("ben")["email"], "other@blog.example");
}

#[tokio::test]
async fn a_link_ends_with_its_time_the_account_its_password_and_the_removal_of_the_email_address() {
    for what in [
        "time",
        "account",
        "password",
        "removal",
        "in use",
        "drop",
        "owner demoted",
        "owner removed",
    ] {
        let world = World::new().await;
        let owner = world.owner().await;
        let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
        ben.set_email(OLD).await;
        ben.enter_email(NEW).await.expect(200);
        let link = confirmation_link(to(&world.mails().await, NEW));
        let path = format!("/moderators/{}", ben.id().await);
        match what {
            "time" => world.clock.advance(7 * DAY + Duration::from_secs(1)),
            "account" => drop(owner.delete(&path).await.expect(204)),
            "password" => {
                let reset = json!({ "password": "granite whistle orbit plum" });
                owner.send(Method::PATCH, &path, &reset).await.expect(200);
            }
            "removal" => {
                let none = json!({ "email": null });
                ben.send(Method::PATCH, &path, &none).await.expect(200);
            }
            // An owner may have entered an email address of their own for someone else.
            "owner demoted" => {
                let zoe = world.moderator("zoe", Role::Owner, &[]).await;
                let path = format!("/moderators/{}", zoe.id().await);
                let lower = json!({ "role": "moderator", "sites": ["blog"] });
                owner.send(Method::PATCH, &path, &lower).await.expect(200);
            }
            "owner removed" => {
                let zoe = world.moderator("zoe", Role::Owner, &[]).await;
                let path = format!("/moderators/{}", zoe.id().await);
                owner.delete(&path).await.expect(204);
            }
            "in use" => drop(ben.enter_email(OLD).await.expect(200)),
            _ => {
                let path = format!("{path}/confirmation");
                ben.delete(&path).await.expect(204);
                ben.delete(&path).await.refused(404, "not_found");
            }
        }
        assert_ended(&world, &link).await;
        assert_eq!(world.mails().await, [], "{what}");
    }
}

#[tokio::test]
async fn an_unconfirmed_email_address_is_deleted_after_a_month() {
    let world = World::new().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    ben.enter_email(NEW).await.expect(200);
    world.mails().await;
    for (days, waits) in [(29, json!(NEW)), (2, Value::Null)] {
        world.clock.advance(days * DAY);
        world.app.purge_expired().await.expect("runs maintenance");
        let ben = again(&world, "ben").await;
        assert_eq!(emails(&ben).await, (Value::Null, waits));
    }
}

#[tokio::test]
async fn the_mail_can_be_sent_again_a_few_times_by_the_moderator_and_by_owners() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (key, _) = create_api_key(&owner).await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let path = format!("/moderators/{}/confirmation", ben.id().await);
    let send = async |by: &Moderator<'_>| by.send(Method::POST, &path, &json!({})).await;
    send(&ben).await.refused(404, "not_found");
    ben.enter_email(NEW).await.expect(200);
    let first = confirmation_link(&world.mail().await);
    world.clock.advance(6 * DAY);
    let (owner, ben) = (again(&world, "owner").await, again(&world, "ben").await);
    send(&ben).await.expect(204);
    let second = confirmation_link(&world.mail().await);
    send(&owner).await.expect(204);
    world.mail().await;
    send(&key).await.refused(403, "forbidden");
    let ann = world.moderator("ann", Role::Moderator, &["blog"]).await;
    send(&ann).await.refused(403, "forbidden");
    ann.delete(&path).await.refused(403, "forbidden");
    let mut count = 0;
    while send(&ben).await.status == 204 {
        count += 1;
        assert!(count < 10, "there is a limit");
    }
    send(&ben).await.refused(429, "too_fast");
    assert!(world.mails().await.iter().all(|mail| mail.to == NEW));
    // Other accounts share the limit of the recipient.
    ann.enter_email(NEW).await.refused(429, "too_fast");
    ann.enter_email("ann@blog.example").await.expect(200);
    // The later link is valid for a week of its own.
    world.clock.advance(2 * DAY);
    assert_ended(&world, &first).await;
    world.guest().press_for(&second, "").await.expect(200);
    world.mails().await;
    let ben = again(&world, "ben").await;
    assert_eq!(emails(&ben).await, (json!(NEW), Value::Null));
}

#[tokio::test]
async fn the_page_of_an_account_shows_what_waits_in_the_language_of_the_browser() {
    let world = World::new().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let page = ModeratePage::of(&ben);
    let own = format!("/moderate/people/{}", ben.id().await);
    let saved = page
        .submit(&format!("{own}/email"), &[("email", NEW)])
        .await;
    assert_eq!(notice(&saved), "Saved.");
    assert!(
        saved.contains("new@blog.example waits for its confirmation"),
        "{saved}"
    );
    assert!(saved.contains("Until then no mails are sent."), "{saved}");
    world.mail().await;
    let sent = page.submit(&format!("{own}/email/send"), &[]).await;
    assert_eq!(notice(&sent), "The mail was sent again.");
    world.mail().await;
    let dropped = page.submit(&format!("{own}/email/drop"), &[]).await;
    assert_eq!(notice(&dropped), "The new email address is dropped.");
    assert!(!dropped.contains("waits for its confirmation"), "{dropped}");
    page.send(&format!("{own}/email/drop"), &[])
        .await
        .expect(404);
    // Mail and page of the link are in the language of who entered it.
    let request = page.request(Method::POST, &format!("{own}/email"));
    let request = request
        .header("sec-fetch-site", "same-origin")
        .header("accept-language", "de");
    let entered = with_form(request, &[("email", NEW)]);
    Answer::of(entered).await.expect(303);
    let mail = world.mail().await;
    assert!(mail.subject.contains("Bestätigen Sie"), "{}", mail.subject);
    let link = confirmation_link(&mail);
    let shown = world.guest().open(&link).await.expect(200);
    assert!(
        shown.text.contains("Diese E-Mail-Adresse bestätigen?"),
        "{}",
        shown.text
    );
    world.guest().press_for(&link, "").await.expect(200);
    let account = page.open(&own).await;
    assert!(account.contains("value=\"new@blog.example\""), "{account}");
}
