//! Who may comment and under which name: policy, trust, bans, reserved names.

use rejoinder::{identity::Role, site::Moderation};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::code_in,
    standin::{Standin, start_path},
    world::{Answer, BLOG, Moderator, World},
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
async fn guests_may_be_refused_where_people_are_welcome() {
    let world = World::new().await;
    let ann = world.by_mail("Ann", "ann@example.org").await;
    world.policy(|policy| policy.guests.allowed = false).await;
    let guest = world.stranger();
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
    // Whoever is banned as well hears of what they can do about it.
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
async fn the_list_of_providers_holds_when_signing_in_and_when_posting() {
    let stand = Standin::new().await;
    let world = stand.world().await;
    let who = world.stranger();
    let walter = who.by_account("7").await;
    let begun = world.stranger().begin("redirect").await;
    walter.post("/post", "Before the change").await.expect(201);
    world
        .policy(|policy| policy.identities.providers = Some(vec!["github".into()]))
        .await;
    let path = start_path("blog", "wordpress", "popup", BLOG);
    who.browse(&path, None).await.refused(404, "not_found");
    walter
        .post("/post", "After the change")
        .await
        .refused(403, "identity_required");
    // Who was on the way arrives, and is told when they post.
    let late = world.stranger();
    let back = late.come_back(&begun, "8").await.expect(303);
    assert!(back.header("location").contains("#rejoinder_code="));
    let path = start_path("blog", "github", "popup", BLOG);
    who.browse(&path, None).await.expect(303);
}

#[tokio::test]
async fn a_person_with_an_approved_comment_is_trusted_and_nobody_who_types_their_address() {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = Moderation::First)
        .await;
    let owner = world.owner().await;
    let ann = world.by_mail("Ann", "ann@example.org").await;
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
    // Another session, another page, another name: still the same person.
    let again = world.by_mail("Ann", "ann@example.org").await;
    again.change(&json!({ "name": "Anna" })).await.expect(200);
    assert_eq!(
        status(again.post("/other", "Known elsewhere as well").await),
        "approved"
    );
    let guest = world.stranger().named("Ann", "ann@example.org");
    assert_eq!(
        status(guest.post("/post", "I only typed this address").await),
        "pending"
    );
    let ben = world.by_mail("Ben", "ben@example.org").await;
    assert_eq!(
        status(ben.post("/post", "I am new to all of this").await),
        "pending"
    );
    // An approved guest is not somebody who proved the address.
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
async fn where_the_doubtful_waits_those_known_as_good_are_published_unless_the_site_doubts_them() {
    let world = World::new().await;
    world
        .policy(|policy| {
            policy.moderation = Moderation::Suspect;
            policy.suspect_words = vec!["casino".into()];
            policy.limits_percent = 10_000;
        })
        .await;
    let owner = world.owner().await;
    let ann = world.by_mail("Ann", "ann@example.org").await;
    // Of a newcomer nothing is known that speaks for them, so they are doubted.
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
    let guest = world.stranger().named("Ann", "ann@example.org");
    assert_eq!(
        status(guest.post("/post", "With her address typed").await),
        "pending"
    );
}

#[tokio::test]
async fn a_ban_of_a_person_meets_them_and_nobody_else() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ann = world.by_mail("Ann", "ann@example.org").await;
    let old = ann
        .post("/post", "Sent before the ban")
        .await
        .expect(201)
        .id();
    let body = json!({ "kind": "person", "subject": ann.id, "also": "trash" });
    ban(&owner, body.clone()).await.expect(201);
    ban(&owner, body).await.refused(409, "exists");
    assert_eq!(owner.look(&old).await["comment"]["status"], "trash");
    ann.post("/post", "Sent after the ban")
        .await
        .refused(403, "banned");
    ann.edit(&old, "Changed after the ban")
        .await
        .refused(403, "banned");
    // A new session, from another place, is the same person.
    let again = world.by_mail("Ann", "ann@example.org").await;
    assert_eq!(again.id, ann.id);
    again
        .post("/post", "Under another session")
        .await
        .refused(403, "banned");
    // Somebody who types the same address is not.
    let guest = world.stranger().named("Ann", "ann@example.org");
    guest
        .post("/post", "Only the same address")
        .await
        .expect(201);
    let ben = world.by_mail("Ben", "ben@example.org").await;
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
async fn a_ban_of_an_address_meets_the_person_who_proved_it() {
    let stand = Standin::new().await;
    let world = stand.world().await;
    let owner = world.owner().await;
    let profile = json!({ "email": "ann@mail.spam.example", "email_verified": true });
    stand.tells("7", profile);
    let walter = world.stranger().by_account("7").await;
    let other = world.stranger().by_account("8").await;
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
async fn a_person_banned_without_a_word_sees_their_comments_wait() {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = Moderation::None)
        .await;
    let owner = world.owner().await;
    let ann = world.by_mail("Ann", "ann@example.org").await;
    let body = json!({ "kind": "person", "subject": ann.id, "shadow": true });
    ban(&owner, body).await.expect(201);
    let posted = ann
        .post("/post", "Is this thing on at all?")
        .await
        .expect(201);
    assert_eq!(posted.body["status"], "pending");
    assert_eq!(owner.look(&posted.id()).await["comment"]["status"], "trash");
    let mine = ann.mine("/post").await.expect(200);
    assert_eq!(mine.body["items"][0]["status"], "pending");
    ann.edit(&posted.id(), "Is this thing on now?")
        .await
        .expect(200);
    assert_eq!(owner.look(&posted.id()).await["comment"]["status"], "trash");
    assert_eq!(world.stranger().read("/post").await["items"], json!([]));
}

/// Names that the eye takes for these.
const ALIKE: &[(&str, &[&str])] = &[
    (
        "owner",
        &[
            "owner",
            "OWNER",
            "Owner",
            "0wner",
            "оwner",
            "ｏｗｎｅｒ",
            "o w n e r",
            "ow\u{200b}ner",
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

#[tokio::test]
async fn nobody_bears_a_moderators_or_the_sites_name_nor_one_that_looks_like_it() {
    let world = World::new().await;
    world.site("shop", "https://shop.example").await;
    world.owner().await;
    let ann = world.by_mail("Ann", "ann@example.org").await;
    for (_, names) in ALIKE {
        for name in *names {
            let guest = world.stranger().named(name, "g@example.org");
            let refused = guest
                .post("/post", "Who am I?")
                .await
                .refused(422, "invalid");
            let fields = refused.fields();
            assert_eq!(fields[0].0, "author.name", "{name}");
            let changed = ann
                .change(&json!({ "name": name }))
                .await
                .refused(422, "invalid");
            // One or the other; a name may be refused for what hides in it as well.
            if !name.contains('\u{200b}') {
                assert_eq!(
                    fields,
                    [("author.name".to_owned(), "reserved".to_owned())],
                    "{name}"
                );
                assert_eq!(
                    changed.fields(),
                    [("name".to_owned(), "reserved".to_owned())],
                    "{name}"
                );
            }
        }
    }
    // The name of a person goes with them to every site; a guest's stays on its own.
    let refused = ann
        .change(&json!({ "name": "Shop" }))
        .await
        .refused(422, "invalid");
    assert_eq!(
        refused.fields(),
        [("name".to_owned(), "reserved".to_owned())]
    );
    let guest = world.stranger().named("Shop", "g@example.org");
    guest.post("/post", "I like shops").await.expect(201);
    let near = world.stranger().named("Owen", "g@example.org");
    near.post("/post", "Only near").await.expect(201);
    assert_eq!(ann.session().await.body["viewer"]["name"], "Ann");
}

#[tokio::test]
async fn an_account_with_a_reserved_name_says_where_it_comes_from() {
    let stand = Standin::new().await;
    let world = stand.world().await;
    world.moderator("walter", Role::Owner, &[]).await;
    stand.tells("1", json!({ "display_name": "Walter" }));
    stand.tells("2", json!({ "display_name": "The  Blog" }));
    stand.tells("3", json!({ "display_name": "\u{202e}" , "username": "" }));
    let mut names = Vec::new();
    for account in ["1", "2", "3"] {
        let one = world.stranger().by_account(account).await;
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
    // Somebody who proves an address and asks for such a name is told apart as well.
    let who = world.stranger();
    let body = json!({ "email": "w@example.org", "name": "WaIter" });
    let path = "/sites/blog/session/email";
    who.tell(path, &body).await.expect(202);
    let code = code_in(&world.mail().await);
    let begun = who
        .type_code("blog", "w@example.org", &code)
        .await
        .expect(201);
    assert_eq!(begun.body["viewer"]["name"], "WaIter (email)");
}
