//! Who may comment and under which name: policy, trust, bans, reserved names.

use std::time::Duration;

use rejoinder::{ModerationPolicy, Role};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    commenters::code_of_mail,
    fake_wordpress::{FakeWordPress, start_path},
    guests::COMMENTS,
    moderators::Moderator,
    world::{BLOG, World},
};

async fn ban(owner: &Moderator<'_>, mut body: Value) -> Answer {
    body["site"] = json!("blog");
    owner.send(Method::POST, "/bans", &body).await
}

#[track_caller]
fn status(answer: Answer) -> String {
    let answer = answer.expect(201);
    answer.body["status"].as_str().expect("a status").to_owned()
}

#[tokio::test]
async fn guests_may_be_refused_where_signed_in_people_are_accepted() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    world.policy(|policy| policy.guests.allowed = false).await;
    let guest = world.guest();
    guest
        .post("/post", "As a guest")
        .await
        .refused(403, "identity_required");
    ann.post("/post", "As a person").await.expect(201);
    let form = guest
        .get("/api/v1/sites/blog/form?page=/post")
        .await
        .expect(200);
    assert_eq!(form.body["identities"]["anonymous"]["allowed"], false);
    // A banned person also learns what they can do about the refusal.
    world.policy(|policy| policy.identities.email = false).await;
    ann.post("/post", "By mail no more")
        .await
        .refused(403, "identity_required");
    world.policy(|policy| policy.guests.allowed = true).await;
    ann.post("/post", "By mail no more")
        .await
        .refused(403, "identity_required");
    guest.post("/post", "As a guest").await.expect(201);
}

#[tokio::test]
async fn the_list_of_providers_applies_to_signing_in_and_to_posting() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let who = world.guest();
    let walter = who.sign_in_by_account("7").await;
    let started = world.guest().start_sign_in("redirect").await;
    walter.post("/post", "Before the change").await.expect(201);
    world
        .policy(|policy| policy.identities.providers = Some(vec!["github".into()]))
        .await;
    let path = start_path("blog", "wordpress", "popup", BLOG);
    who.browse(&path, None).await.expect(404);
    walter
        .post("/post", "After the change")
        .await
        .refused(403, "identity_required");
    // A sign-in that began before the change still completes; the refusal comes when the person posts.
    let late = world.guest();
    let back = late.return_from_provider(&started, "8").await.expect(303);
    assert!(back.header("location").contains("#rejoinder_code="));
    let path = start_path("blog", "github", "popup", BLOG);
    who.browse(&path, None).await.expect(303);
}

#[tokio::test]
async fn a_person_with_an_approved_comment_is_trusted_but_not_a_guest_who_types_the_same_email_address()
 {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::First)
        .await;
    let owner = world.owner().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let first = ann.post("/post", "My first comment here").await.expect(201);
    assert_eq!(first.body["status"], "pending");
    assert_eq!(
        status(ann.post("/post", "And one more of mine").await),
        "pending"
    );
    owner.decide("approve", &[&first.id()]).await.expect(200);
    assert_eq!(
        status(ann.post("/post", "Now I am known here").await),
        "approved"
    );
    // In another session, on another page, with another name, it is still the same person.
    let again = world.sign_in_by_mail("Ann", "ann@example.org").await;
    again
        .change_profile(&json!({ "name": "Anna" }))
        .await
        .expect(200);
    assert_eq!(
        status(again.post("/other", "Known elsewhere as well").await),
        "approved"
    );
    let guest = world.guest().named("Ann", "ann@example.org");
    assert_eq!(
        status(guest.post("/post", "I only typed this address").await),
        "pending"
    );
    let ben = world.sign_in_by_mail("Ben", "ben@example.org").await;
    assert_eq!(
        status(ben.post("/post", "I am new to all of this").await),
        "pending"
    );
    // An approved guest does not count as a person who verified the email address.
    let approved = guest
        .post("/post", "A good one of the guest")
        .await
        .expect(201);
    owner.decide("approve", &[&approved.id()]).await.expect(200);
    assert_eq!(
        status(guest.post("/post", "One more of the guest").await),
        "pending"
    );
}

#[tokio::test]
async fn where_doubtful_comments_wait_known_good_authors_are_published_unless_the_site_doubts_them()
{
    let world = World::new().await;
    world
        .policy(|policy| {
            policy.moderation = ModerationPolicy::Suspect;
            policy.suspect_words = vec!["casino".into()];
            policy.limits_percent = 10_000;
        })
        .await;
    let owner = world.owner().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    // There is no evidence in favor of a newcomer, so newcomers are doubted.
    for word in ["weather", "rain", "wind", "sun", "snow"] {
        let text = format!("A plain remark on the {word}");
        let posted = ann.post("/post", &text).await.expect(201);
        assert_eq!(posted.body["status"], "pending");
        owner.decide("approve", &[&posted.id()]).await.expect(200);
    }
    assert_eq!(
        status(ann.post("/post", "And one on the rain today").await),
        "approved"
    );
    assert_eq!(
        status(ann.post("/post", "Come to my casino tonight").await),
        "pending"
    );
    let links = "https://a.example https://b.example https://c.example";
    assert_eq!(status(ann.post("/post", links).await), "pending");
    let guest = world.guest().named("Ann", "ann@example.org");
    assert_eq!(
        status(guest.post("/post", "With her address typed").await),
        "pending"
    );
}

#[tokio::test]
async fn a_ban_of_a_person_affects_only_that_person() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let old = ann
        .post("/post", "Sent before the ban")
        .await
        .expect(201)
        .id();
    let body = json!({ "kind": "person", "subject": ann.id, "also": "trash" });
    ban(&owner, body.clone()).await.expect(201);
    ban(&owner, body).await.refused(409, "exists");
    assert_eq!(owner.comment(&old).await["comment"]["status"], "trash");
    ann.post("/post", "Sent after the ban")
        .await
        .refused(403, "banned");
    ann.edit_comment(&old, "Changed after the ban")
        .await
        .refused(403, "banned");
    // A new session from another IP address is still the same person.
    let again = world.sign_in_by_mail("Ann", "ann@example.org").await;
    assert_eq!(again.id, ann.id);
    again
        .post("/post", "Under another session")
        .await
        .refused(403, "banned");
    // A guest who types the same email address is not that person.
    let guest = world.guest().named("Ann", "ann@example.org");
    guest
        .post("/post", "Only the same address")
        .await
        .expect(201);
    let ben = world.sign_in_by_mail("Ben", "ben@example.org").await;
    ben.post("/post", "Somebody else altogether")
        .await
        .expect(201);
    let bans = owner.get("/bans?site=blog").await.expect(200);
    assert!(!bans.text.contains(&ann.id), "{}", bans.text);
    for subject in ["", "ann@example.org", "not-an-id"] {
        let wrong = ban(&owner, json!({ "kind": "person", "subject": subject })).await;
        wrong.refused(422, "invalid");
    }
}

#[tokio::test]
async fn a_ban_of_an_email_address_affects_the_person_who_verified_it() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let owner = world.owner().await;
    let profile = json!({ "email": "ann@mail.spam.example", "email_verified": true });
    stand.set_profile("7", profile);
    let walter = world.guest().sign_in_by_account("7").await;
    let other = world.guest().sign_in_by_account("8").await;
    ban(
        &owner,
        json!({ "kind": "domain", "subject": "spam.example" }),
    )
    .await
    .expect(201);
    walter
        .post("/post", "From a banned domain")
        .await
        .refused(403, "banned");
    other.post("/post", "From nowhere known").await.expect(201);
}

#[tokio::test]
async fn comments_of_a_person_with_a_silent_ban_wait_in_the_queue() {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::None)
        .await;
    let owner = world.owner().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let body = json!({ "kind": "person", "subject": ann.id, "shadow": true });
    ban(&owner, body).await.expect(201);
    let posted = ann
        .post("/post", "Is this thing on at all?")
        .await
        .expect(201);
    assert_eq!(posted.body["status"], "pending");
    assert_eq!(
        owner.comment(&posted.id()).await["comment"]["status"],
        "trash"
    );
    let mine = ann.own_comments("/post").await.expect(200);
    assert_eq!(mine.body["items"][0]["status"], "pending");
    ann.edit_comment(&posted.id(), "Is this thing on now?")
        .await
        .expect(200);
    assert_eq!(
        owner.comment(&posted.id()).await["comment"]["status"],
        "trash"
    );
    assert_eq!(world.guest().read("/post").await["items"], json!([]));
}

/// Names that look like these to a reader.
const LOOKALIKES: &[(&str, &[&str])] = &[
    (
        "Owner",
        &[
            "owner",
            "OWNER",
            "Owner",
            "0wner",
            "оwner",
            "ｏｗｎｅｒ",
            "o w n e r",
            "ow\u{200b}ner",
            "\u{200b}Owner",
            "Own\u{ad}er",
            "O\u{2060}wner\u{feff}",
            "Ow\u{200d}ner\u{200c}",
            "Own\u{fe0f}er\u{e0100}",
            "Owner\u{e0041}\u{3164}",
            "\u{200f}Owner\u{61c}",
            "öwner",
            "Owner!",
        ],
    ),
    (
        "The Blog",
        &[
            "the blog",
            "The B1og",
            "TheBlog",
            "Thе Вlog",
            "The.Blog",
            "THE BLOG",
        ],
    ),
];

/// An owner with this login who chose this display name.
async fn owner_named<'w>(world: &'w World, login: &str, name: &str) -> Moderator<'w> {
    let owner = world.moderator(login, Role::Owner, &[]).await;
    let change = json!({ "name": name });
    owner.alter(&owner.id().await, &change).await.expect(200);
    // Another process learns of the name within a second.
    world.clock.advance(Duration::from_secs(1));
    owner
}

#[tokio::test]
async fn the_names_of_moderators_and_of_the_site_and_lookalikes_are_reserved() {
    let world = World::new().await;
    world.add_site_at("shop", "https://shop.example").await;
    owner_named(&world, "login.of.the.owner", "Owner").await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    for (_, names) in LOOKALIKES {
        for name in *names {
            let guest = world.guest().named(name, "g@example.org");
            let refused = guest
                .post("/post", "Who am I?")
                .await
                .refused(422, "invalid");
            let fields = refused.fields();
            let changed = ann
                .change_profile(&json!({ "name": name }))
                .await
                .refused(422, "invalid");
            assert_eq!(
                fields,
                [("author.name".to_owned(), "reserved".to_owned())],
                "{name:?}"
            );
            assert_eq!(
                changed.fields(),
                [("name".to_owned(), "reserved".to_owned())],
                "{name:?}"
            );
        }
    }
    // A person's name goes with them to every site; a guest's name stays on its own site.
    let refused = ann
        .change_profile(&json!({ "name": "Shop" }))
        .await
        .refused(422, "invalid");
    assert_eq!(
        refused.fields(),
        [("name".to_owned(), "reserved".to_owned())]
    );
    let guest = world.guest().named("Shop", "g@example.org");
    guest.post("/post", "I like shops").await.expect(201);
    let near = world.guest().named("Owen", "g@example.org");
    near.post("/post", "Only near").await.expect(201);
    assert_eq!(ann.session().await.body["viewer"]["name"], "Ann");
}

#[tokio::test]
async fn an_account_with_a_reserved_name_is_shown_with_its_provider() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    owner_named(&world, "somebody", "Walter").await;
    stand.set_profile("1", json!({ "display_name": "Walter" }));
    stand.set_profile("2", json!({ "display_name": "The  Blog" }));
    stand.set_profile("3", json!({ "display_name": "\u{202e}" , "username": "" }));
    let mut names = Vec::new();
    for account in ["1", "2", "3"] {
        let one = world.guest().sign_in_by_account(account).await;
        let viewer = one.session().await.expect(200);
        names.push(
            viewer.body["viewer"]["name"]
                .as_str()
                .expect("a name")
                .to_owned(),
        );
    }
    assert_eq!(names[0], "Walter (wordpress)");
    assert!(names[1].ends_with("(wordpress)"), "{names:?}");
    assert!(names[2].starts_with("Commenter "), "{names:?}");
    // A person with a verified email address who requests such a name gets a distinguishing suffix as well.
    let who = world.guest();
    let body = json!({ "email": "w@example.org", "name": "WaIter" });
    let path = "/sites/blog/session/email";
    who.post_json(path, &body).await.expect(202);
    let code = code_of_mail(&world.only_mail().await);
    let started = who
        .enter_code("blog", "w@example.org", &code)
        .await
        .expect(201);
    assert_eq!(started.body["viewer"]["name"], "WaIter (email)");
}

#[tokio::test]
async fn readers_whose_name_is_a_moderators_login_keep_their_name() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let owner = owner_named(&world, "walter", "Mr. Ferguson").await;
    let plain = world.moderator("ada", Role::Moderator, &["blog"]).await;
    for name in ["Walter", "walter", "Ada", "ADA"] {
        let guest = world
            .guest()
            .named(name, &format!("{}@example.org", name.len()));
        let page = format!("/{name}");
        let posted = guest.post(&page, "That is my name").await.expect(201);
        assert_eq!(posted.body["comment"]["author"]["name"], name);
        assert_eq!(posted.body["comment"]["author"]["role"], Value::Null);
    }
    stand.set_profile("1", json!({ "display_name": "Walter" }));
    let account = world.guest().sign_in_by_account("1").await;
    let viewer = account.session().await.expect(200);
    assert_eq!(viewer.body["viewer"]["name"], "Walter");
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    ann.change_profile(&json!({ "name": "Ada" }))
        .await
        .expect(200);
    // The display name is reserved, and free again after it was changed.
    let guest = world.guest().named("mr ferguson", "g@example.org");
    let refused = guest
        .post("/post", "Who am I?")
        .await
        .refused(422, "invalid");
    assert_eq!(
        refused.fields(),
        [("author.name".to_owned(), "reserved".to_owned())]
    );
    let id = owner.id().await;
    for (name, free) in [
        (json!("Fergus"), true),
        (json!("Mr. Ferguson"), false),
        (Value::Null, true),
    ] {
        owner.alter(&id, &json!({ "name": name })).await.expect(200);
        world.clock.advance(Duration::from_secs(1));
        let answer = guest.post("/post", &format!("Now {name}")).await;
        assert_eq!(answer.status == 201, free, "{name}: {}", answer.text);
    }
    // A removed moderator's name is free, and a name that was never chosen was never reserved.
    owner
        .alter(&id, &json!({ "name": "Mr. Ferguson" }))
        .await
        .expect(200);
    let other = owner_named(&world, "other", "Somebody Else").await;
    other.delete(&format!("/moderators/{id}")).await.expect(204);
    world.clock.advance(Duration::from_secs(1));
    guest.post("/post", "Free at last").await.expect(201);
    plain.say("/post", "From the blog").await.expect(201);
}

#[tokio::test]
async fn another_process_reserves_a_new_display_name_within_a_second() {
    let world = World::new().await;
    let replica = world.replica().await;
    let owner = world.owner().await;
    let guest = world.guest().named("Rosa", "rosa@example.org");
    let post = async |text: &str| {
        let path = COMMENTS;
        let request = guest
            .request(Method::POST, path)
            .json(&guest.comment("/a", text));
        replica.answer(&world, request).await
    };
    post("Before").await.expect(201);
    owner
        .alter(&owner.id().await, &json!({ "name": "Rosa" }))
        .await
        .expect(200);
    world.clock.advance(Duration::from_secs(1));
    post("After").await.refused(422, "invalid");
}

#[tokio::test]
async fn a_display_name_is_a_valid_name_and_unique_among_moderators() {
    let world = World::new().await;
    let owner = owner_named(&world, "first", "Rosa").await;
    let second = world.moderator("second", Role::Moderator, &["blog"]).await;
    let id = second.id().await;
    let long = "x".repeat(65);
    for (name, code) in [
        ("R0SA", "reserved"),
        ("rosa", "reserved"),
        (long.as_str(), "too_long"),
    ] {
        let refused = owner.alter(&id, &json!({ "name": name })).await;
        let fields = refused.refused(422, "invalid").fields();
        assert_eq!(fields[0].0, "name", "{name}");
        assert_eq!(fields[0].1, code, "{name}");
        let new = json!({ "login": "third", "name": name, "password": "short", "role": "owner" });
        let refused = owner.send(Method::POST, "/moderators", &new).await;
        let fields = refused.refused(422, "invalid").fields();
        // Errors of the name are reported together with the other errors, except `reserved`, which needs the
        // database.
        if code != "reserved" {
            let names = fields.iter().map(|(field, _)| field.as_str());
            assert_eq!(names.collect::<Vec<_>>(), ["name", "password"], "{name}");
        }
    }
    // A moderator's own name is no collision, and the empty name is none either.
    let own = owner.id().await;
    owner
        .alter(&own, &json!({ "name": "ROSA" }))
        .await
        .expect(200);
    let changed = owner.alter(&own, &json!({ "name": " " })).await.expect(200);
    assert_eq!(changed.body["name"], Value::Null);
    let changed = owner
        .alter(&id, &json!({ "name": "Rosa" }))
        .await
        .expect(200);
    assert_eq!(changed.body["name"], "Rosa");
    // Without the field, the name is unchanged; and moderators set their own display names.
    let changed = owner
        .alter(&id, &json!({ "sites": ["blog"] }))
        .await
        .expect(200);
    assert_eq!(changed.body["name"], "Rosa");
    second
        .alter(&id, &json!({ "name": "Boss" }))
        .await
        .expect(200);
    let taken = owner.alter(&own, &json!({ "name": "Boss" })).await;
    assert_eq!(taken.expect(422).fields()[0].0, "name");
}

#[tokio::test]
async fn a_name_in_digits_and_symbols_counts_as_the_name_that_it_looks_like() {
    let world = World::new().await;
    owner_named(&world, "first", "Racer").await;
    owner_named(&world, "second", "Bill Estabo!").await;
    for name in [
        "R4cer",
        "R@cer",
        "rac3r",
        "Racer!",
        "!R@C3R!",
        "B!|| E$7a80",
        "8i11 Est4b0",
    ] {
        let guest = world.guest().named(name, "guest@example.org");
        let refused = guest.post("/a", "Hello").await.refused(422, "invalid");
        let expected = [("author.name".to_owned(), "reserved".to_owned())];
        assert_eq!(refused.fields(), expected, "{name}");
    }
    for name in ["Racer 2", "Tracer", "Trac3r", "Bill", "!!!"] {
        let guest = world.guest().named(name, "guest@example.org");
        guest
            .post("/a", &format!("Hello from {name}"))
            .await
            .expect(201);
    }
}
