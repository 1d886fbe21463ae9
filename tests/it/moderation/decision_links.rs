//! The links in mails to moderators: each decides about one comment, once its page was confirmed.

use std::time::Duration;

use rejoinder::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, edit_token, with_form},
    guests::edit_comment,
    moderator_mail::{MailLinks, confirmation_link, links_of, version_of},
    moderators::{Moderator, create_api_key},
    world::World,
};

const PAGE: &str = "/2026/links";

/// The owner with an email address, and the links of the mail about a comment with this text.
async fn mailed_links<'w>(world: &'w World, text: &str) -> (Moderator<'w>, String, MailLinks) {
    let owner = world.owner().await;
    owner.set_email("owner@blog.example").await;
    // A session would end while the clock advances.
    let (owner, _) = create_api_key(&owner).await;
    let posted = world.guest().post(PAGE, text).await.expect(201);
    let links = links_of(&world.mail().await);
    (owner, posted.id(), links)
}

async fn status_of(owner: &Moderator<'_>, id: &str) -> String {
    let comment = owner.comment(id).await;
    comment["comment"]["status"]
        .as_str()
        .expect("a status")
        .to_owned()
}

#[tokio::test]
async fn a_link_shows_the_comment_and_only_its_button_publishes_it() {
    let world = World::new().await;
    let (owner, id, links) = mailed_links(&world, "Good <b>& bad</b> *words*.").await;
    let phone = world.guest();
    for _ in 0..2 {
        // Mail scanners open links.
        let page = phone.open(&links.approve).await.expect(200);
        assert!(
            page.text
                .contains("Good &lt;b&gt;&amp; bad&lt;/b&gt; <em>words</em>."),
            "{}",
            page.text
        );
        assert!(page.text.contains("Approve this comment?"), "{}", page.text);
        assert!(!page.text.contains("<script"), "{}", page.text);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(
            page.header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert_eq!(status_of(&owner, &id).await, "pending");
    }
    let page = phone.open(&links.approve).await;
    let done = phone.press(&links.approve, &page).await.expect(200);
    assert!(
        done.text.contains("The comment is published"),
        "{}",
        done.text
    );
    assert!(done.text.contains("owner decided this"), "{}", done.text);
    assert_eq!(phone.texts(PAGE).await.len(), 1);
    let history = owner.comment(&id).await["history"].clone();
    assert_eq!(history[0]["login"], "owner");
    assert_eq!(history[0]["action"], "approve");
    assert_eq!(history[0]["note"], "by the link of a mail");
    // Pressing again, or another link, changes nothing and says what was decided.
    for link in [&links.approve, &links.spam, &links.trash] {
        let again = phone.press_for(link, "2").await.expect(200);
        assert!(again.text.contains("owner decided this"), "{}", again.text);
        let again = phone.open(link).await.expect(200);
        assert!(
            again.text.contains("The comment is published"),
            "{}",
            again.text
        );
        assert!(!again.text.contains("<button"), "{}", again.text);
    }
    assert_eq!(status_of(&owner, &id).await, "approved");
    let history = owner.comment(&id).await["history"].clone();
    assert_eq!(history.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn each_link_does_what_it_says_and_nothing_else() {
    for (action, status, says) in [
        ("spam", "spam", "The comment is marked as spam"),
        ("trash", "trash", "The comment is in the trash"),
    ] {
        let world = World::new().await;
        let (owner, id, links) = mailed_links(&world, "Buy these words.").await;
        let link = if action == "spam" {
            &links.spam
        } else {
            &links.trash
        };
        let browser = world.guest();
        let page = browser.open(link).await.expect(200);
        let done = browser.press(link, &page).await.expect(200);
        assert!(done.text.contains(says), "{}", done.text);
        assert_eq!(status_of(&owner, &id).await, status);
    }
}

#[tokio::test]
async fn a_comment_that_its_author_changed_must_be_confirmed_again() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    owner.set_email("owner@blog.example").await;
    let author = world.guest();
    let posted = author.post(PAGE, "Harmless words.").await.expect(201);
    let links = links_of(&world.mail().await);
    let browser = world.guest();
    let seen = browser.open(&links.approve).await.expect(200);
    assert!(
        !seen.text.contains("changed or decided in the meantime"),
        "{}",
        seen.text
    );
    let (id, token) = (posted.id(), edit_token(&posted));
    edit_comment(&author, &id, &token, "Other words.")
        .await
        .expect(200);
    let refused = browser.press(&links.approve, &seen).await.expect(409);
    assert!(refused.text.contains("Other words."), "{}", refused.text);
    assert!(
        refused.text.contains("changed or decided in the meantime"),
        "{}",
        refused.text
    );
    assert_eq!(status_of(&owner, &id).await, "pending");
    let program = browser
        .request(Method::POST, &links.approve)
        .header("accept", "application/json");
    Answer::of(with_form(program, &[("version", "1")]))
        .await
        .refused(409, "conflict");
    // A form without the version of a page decides nothing.
    let empty = browser
        .request(Method::POST, &links.approve)
        .header("accept", "text/html");
    Answer::of(with_form(empty, &[])).await.expect(409);
    let again = browser.open(&links.approve).await.expect(200);
    assert!(
        again.text.contains("changed or decided in the meantime"),
        "{}",
        again.text
    );
    assert_ne!(version_of(&again), version_of(&seen));
    browser.press(&links.approve, &again).await.expect(200);
    assert_eq!(browser.texts(PAGE).await, ["Other words."]);
    // The author of a waiting comment does not cause another mail.
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn a_changed_text_of_a_published_comment_is_mailed_and_rejected_alone() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let author = world.guest();
    let posted = author.post(PAGE, "Published words.").await.expect(201);
    let id = posted.id();
    owner.decide("approve", &[&id]).await.expect(200);
    owner.set_email("owner@blog.example").await;
    edit_comment(&author, &id, &edit_token(&posted), "Changed words.")
        .await
        .expect(200);
    let mail = world.mail().await;
    assert!(
        mail.subject.contains("changed a comment"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("> Changed words."), "{}", mail.text);
    let links = links_of(&mail);
    let browser = world.guest();
    let page = browser.open(&links.trash).await.expect(200);
    assert!(page.text.contains("Changed words."), "{}", page.text);
    for part in ["Reject this change?", "The earlier text stays published."] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let approve = browser.open(&links.approve).await.expect(200).text;
    assert!(approve.contains("Approve this change?"), "{approve}");
    let done = browser.press(&links.trash, &page).await.expect(200);
    assert!(
        done.text.contains("The change was rejected"),
        "{}",
        done.text
    );
    assert_eq!(browser.texts(PAGE).await, ["Published words."]);
}

#[tokio::test]
async fn a_link_says_who_decided_first() {
    let world = World::new().await;
    let (_, id, links) = mailed_links(&world, "Words.").await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    ben.decide("trash", &[&id]).await.expect(200);
    let browser = world.guest();
    for page in [
        browser.open(&links.approve).await,
        browser.press_for(&links.approve, "1").await,
        browser.press_for(&links.approve, "2").await,
    ] {
        let page = page.expect(200);
        assert!(
            page.text.contains("The comment is in the trash"),
            "{}",
            page.text
        );
        assert!(page.text.contains("ben decided this"), "{}", page.text);
    }
    assert_eq!(status_of(&ben, &id).await, "trash");
}

#[tokio::test]
async fn a_link_that_decides_ends_after_seven_days_and_one_that_turns_mails_off_does_not() {
    let world = World::new().await;
    let (owner, id, links) = mailed_links(&world, "Words.").await;
    world.clock.advance(Duration::from_hours(7 * 24));
    let browser = world.guest();
    let page = browser.open(&links.approve).await.expect(200);
    world.clock.advance(Duration::from_secs(1));
    assert_ended(&world, [&links.approve, &links.spam, &links.trash]).await;
    browser.press(&links.approve, &page).await.expect(404);
    assert_eq!(status_of(&owner, &id).await, "pending");
    world.clock.advance(Duration::from_hours(365 * 24));
    browser.press_for(&links.off, "1").await.expect(200);
    let settings = owner.get("/notices").await.expect(200).body;
    assert_eq!(settings["items"][0]["mode"], "off");
}

/// Asserts that no link of a mail works.
async fn assert_all_ended(world: &World, links: &MailLinks) {
    let MailLinks {
        approve,
        spam,
        trash,
        off,
    } = links;
    assert_ended(world, [approve, spam, trash, off]).await;
}

/// Asserts that these links do not work: with a page for browsers, and problem details for programs.
async fn assert_ended<const N: usize>(world: &World, links: [&String; N]) {
    let browser = world.guest();
    for link in links {
        let page = browser.open(link).await.expect(404);
        assert!(
            page.text.contains("This link is older than 7 days"),
            "{}",
            page.text
        );
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        browser.press_for(link, "1").await.expect(404);
        browser.get(link).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_link_ends_with_the_site_the_account_and_the_email_address_of_its_moderator() {
    for what in ["site", "account", "address", "no address"] {
        let world = World::new().await;
        let owner = world.owner().await;
        let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
        ben.set_email("ben@blog.example").await;
        world.guest().post(PAGE, "Words.").await.expect(201);
        let links = links_of(&world.mail().await);
        world.guest().open(&links.approve).await.expect(200);
        let path = format!("/moderators/{}", ben.id().await);
        let change = match what {
            "site" => json!({ "sites": [] }),
            "address" => {
                ben.enter_email("other@blog.example").await.expect(200);
                world.guest().open(&links.approve).await.expect(200);
                let mails = world.mails().await;
                let to_new = mails.iter().find(|mail| mail.to == "other@blog.example");
                let link = confirmation_link(to_new.expect("a mail"));
                world.guest().press_for(&link, "").await.expect(200);
                json!({})
            }
            _ => json!({ "email": null }),
        };
        if what == "account" {
            owner.delete(&path).await.expect(204);
        } else {
            owner.send(Method::PATCH, &path, &change).await.expect(200);
        }
        assert_all_ended(&world, &links).await;
    }
}

#[tokio::test]
async fn a_changed_link_does_not_work() {
    let world = World::new().await;
    let (owner, id, links) = mailed_links(&world, "Words.").await;
    let token = links.approve.rsplit('/').next().expect("a token");
    let browser = world.guest();
    let last = if token.ends_with('A') { "Q" } else { "A" };
    for wrong in [
        "x".to_owned(),
        token.replacen("rja_", "rjk_", 1),
        format!("{token}A"),
        format!("{}{last}", &token[..token.len() - 1]),
        token.replacen("rja_AQE", "rja_AQI", 1),
    ] {
        assert_ne!(wrong, token);
        let link = format!("/api/v1/moderation/act/{wrong}");
        browser.open(&link).await.expect(404);
        browser.press_for(&link, "1").await.expect(404);
    }
    assert_eq!(status_of(&owner, &id).await, "pending");
}

#[tokio::test]
async fn one_request_of_a_mail_program_turns_the_mails_off() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    owner.set_email("owner@blog.example").await;
    world.guest().post(PAGE, "Words.").await.expect(201);
    let links = links_of(&world.mail().await);
    let page = world.guest().open(&links.off).await.expect(200);
    assert!(
        page.text.contains("Turn off mails about The Blog?"),
        "{}",
        page.text
    );
    let settings = owner.get("/notices").await.expect(200).body;
    assert_eq!(settings["items"][0]["mode"], "each");
    // As RFC 8058 says: without a cookie or a page before.
    let request = world.guest().request(Method::POST, &links.off);
    let fields = [("List-Unsubscribe", "One-Click")];
    let done = Answer::of(with_form(request, &fields)).await.expect(200);
    assert!(
        done.text.contains("The mails are turned off"),
        "{}",
        done.text
    );
    let settings = owner.get("/notices").await.expect(200).body;
    assert_eq!(settings["items"][0]["mode"], "off");
    world.guest().post(PAGE, "More words.").await.expect(201);
    assert_eq!(world.mails().await, []);
}

#[tokio::test]
async fn a_link_works_after_a_restart() {
    let mut world = World::new().await;
    let link = {
        let (_, _, links) = mailed_links(&world, "Words.").await;
        links.approve
    };
    world.restart().await;
    let browser = world.guest();
    let page = browser.open(&link).await.expect(200);
    browser.press(&link, &page).await.expect(200);
    assert_eq!(browser.texts(PAGE).await, ["Words."]);
}
