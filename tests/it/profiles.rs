//! What the profile of an account becomes here: a person, a proved address, a picture.

use serde_json::{Value, json};

use crate::{
    standin::Standin,
    world::{World, eventually},
};

async fn persons(world: &World) -> i64 {
    world.database.number("SELECT COUNT(*) FROM person").await
}

#[tokio::test]
async fn accounts_are_people_by_their_number_and_never_by_their_address() {
    let stand = Standin::new().await;
    let world = stand.world().await;
    let owner = world.owner().await;
    let ann = json!({ "email": "ann@example.org", "email_verified": true, "username": "ann" });
    stand.tells("7", ann.clone());
    stand.tells("8", ann);
    stand.tells(
        "9",
        json!({ "email": "ann@example.org", "email_verified": "true" }),
    );
    let mut people = Vec::new();
    for account in ["7", "8", "9"] {
        people.push(world.stranger().by_account(account).await);
    }
    let by_mail = world.by_mail("Ann", "ann@example.org").await;
    people.push(by_mail);
    let mut ids = people.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    ids.dedup();
    assert_eq!((ids.len(), persons(&world).await), (4, 4));
    let mut emails = Vec::new();
    for (n, one) in people.iter().enumerate() {
        let id = one
            .post("/post", &format!("Text number {n}"))
            .await
            .expect(201)
            .id();
        let comment = &owner.look(&id).await["comment"];
        assert_eq!(comment["author"]["person_id"], json!(one.id));
        emails.push(comment["author"]["email"].clone());
    }
    let known = json!("ann@example.org");
    assert_eq!(emails, [known.clone(), known.clone(), Value::Null, known]);
    // The account is the same person wherever it signs in.
    let again = world.stranger().by_account("7").await;
    assert_eq!(again.id, people[0].id);
    assert_ne!(again.token, people[0].token);
}

#[tokio::test]
async fn pictures_are_served_from_here_and_nowhere_else_asked_for_twice() {
    let stand = Standin::new().await;
    let settings = [("REJOINDER_HTTP__OUTGOING__ALLOW_PRIVATE", "true")];
    let world = stand.world_with(&settings).await;
    stand.tells(
        "7",
        json!({ "avatar_URL": format!("{}/picture/7", stand.base) }),
    );
    let walter = world.stranger().by_account("7").await;
    let path = async || {
        let viewer = walter.session().await.expect(200).body;
        let picture = viewer["viewer"]["picture"].as_str().expect("an address");
        picture
            .strip_prefix(&world.url(""))
            .expect("is here")
            .to_owned()
    };
    let picture = eventually("the picture", async || {
        let answer = world
            .stranger()
            .browse(&path().await, None)
            .await
            .expect(200);
        (answer.header("content-type") == "image/jpeg").then_some(answer)
    })
    .await;
    assert_eq!(
        picture.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(picture.header("cache-control").contains("immutable"));
    world.stranger().by_account("7").await;
    let plain = world.stranger().by_account("8").await.session().await;
    let drawn = plain.body["viewer"]["picture"]
        .as_str()
        .expect("an address")
        .to_owned();
    let drawn = world
        .stranger()
        .browse(drawn.strip_prefix(&world.url("")).expect("here"), None)
        .await;
    assert_eq!(drawn.expect(200).header("content-type"), "image/svg+xml");
    assert_eq!(stand.asked("/picture"), 1);
}

#[tokio::test]
async fn a_picture_on_this_machine_is_not_fetched_for_a_stranger() {
    let stand = Standin::new().await;
    let world = stand.world().await;
    let port = stand.base.rsplit(':').next().expect("a port");
    let hosts = [
        "127.0.0.1",
        "[::1]",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ];
    for (n, host) in hosts.into_iter().enumerate() {
        let account = (n + 1).to_string();
        stand.tells(
            &account,
            json!({ "avatar_URL": format!("http://{host}:{port}/picture") }),
        );
        let walter = world.stranger().by_account(&account).await;
        walter
            .post("/post", &format!("Text number {n}"))
            .await
            .expect(201);
    }
    assert_eq!(stand.asked("/picture"), 0);
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM picture").await,
        0
    );
}
