//! While the database does not answer, readers get the last known version of a page: for 60 seconds, and
//! never one that this server knows to have changed.

use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};

use rejoinder::{DatabaseSettings, DbError, ModerationPolicy};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, eventually},
    guests::{COMMENTS, Guest},
    people::ReportedIdentity,
    process::pause,
    relay::{Relay, RelayMode, world_behind_relay},
    world::{World, on_services},
};

/// A database that can be made unresponsive.
struct UnresponsiveDatabase {
    world: World,
    relay: Option<Relay>,
    held: Mutex<Vec<mpsc::Sender<()>>>,
}

impl UnresponsiveDatabase {
    async fn new() -> Self {
        let (world, relay) = if on_services() {
            let (world, relay) = world_behind_relay()
                .await
                .expect("PostgreSQL accepts connections");
            (world, Some(relay))
        } else {
            (World::new().await, None)
        };
        world
            .policy(|policy| policy.moderation = ModerationPolicy::None)
            .await;
        Self {
            world,
            relay,
            held: Mutex::default(),
        }
    }

    /// SQLite: every reading thread hangs, as with a disk that does not answer.
    async fn begin(&self, carrying: RelayMode) {
        if let Some(relay) = &self.relay {
            return relay.set_mode(carrying);
        }
        for _ in 0..DatabaseSettings::default().readers {
            let (release, hangs) = mpsc::channel::<()>();
            let (tell, started) = tokio::sync::oneshot::channel();
            let input = (Mutex::new(hangs), Mutex::new(Some(tell)));
            let db = self.world.app.db.clone();
            tokio::spawn(async move {
                db.read(input, |_, (hangs, tell)| {
                    Box::pin(async move {
                        if let Some(tell) = tell.lock().expect("locks").take() {
                            let _ = tell.send(());
                        }
                        let _ = hangs.lock().expect("locks").recv();
                        Ok::<_, DbError>(())
                    })
                })
                .await
            });
            started.await.expect("the thread has started");
            self.held.lock().expect("locks").push(release);
        }
    }

    async fn end(&self) {
        if let Some(relay) = &self.relay {
            relay.set_mode(RelayMode::Immediate);
        }
        self.held.lock().expect("locks").clear();
        let reader = self.world.guest();
        eventually("an answer", async || {
            pause().await;
            let answer = list(&reader, "/never-read").await;
            (answer.status == 200 && answer.header("age").is_empty()).then_some(())
        })
        .await;
    }
}

async fn list(reader: &Guest<'_>, page: &str) -> Answer {
    let path = format!("/api/v1/sites/blog/comments?page={page}");
    reader.get(&path).await
}

/// Asserts the previous answer, with an `Age` that shows how old it is.
#[track_caller]
fn assert_last_known(answer: Answer, before: &Answer, age: &str) {
    let answer = answer.expect(200);
    assert_eq!(answer.text, before.text);
    assert_eq!(answer.header("etag"), before.header("etag"));
    assert_stale(&answer, age);
}

#[track_caller]
fn assert_stale(answer: &Answer, age: &str) {
    assert_eq!(answer.header("age"), age);
    let status = format!("rejoinder; hit; ttl=-{age}; detail=database-unavailable");
    assert_eq!(answer.header("cache-status"), status);
    assert_eq!(answer.header("cache-control"), "public, no-cache");
}

#[track_caller]
fn assert_current(answer: Answer) -> Answer {
    let answer = answer.expect(200);
    assert_eq!(
        (answer.header("age"), answer.header("cache-status")),
        ("", "")
    );
    answer
}

const COUNTS: &str = "/api/v1/sites/blog/counts?page=/a&page=/none";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_known_version_of_a_page_is_served_for_60_seconds() {
    for carrying in [RelayMode::Frozen, RelayMode::Cut] {
        let outage = UnresponsiveDatabase::new().await;
        let world = &outage.world;
        let ann = world.guest();
        let own = ann.post("/a", "A comment that stays").await.expect(201);
        let page = assert_current(list(&ann, "/a").await);
        let empty = assert_current(list(&ann, "/none").await);
        let counts = assert_current(ann.get(COUNTS).await);
        world.clock.advance(Duration::from_secs(10));
        outage.begin(carrying).await;

        assert_last_known(list(&ann, "/a").await, &page, "10");
        assert_last_known(list(&ann, "/none").await, &empty, "10");
        assert_last_known(ann.get(COUNTS).await, &counts, "10");
        let request = ann.request(Method::GET, "/api/v1/sites/blog/comments?page=/a");
        let request = request.header("if-none-match", page.header("etag"));
        let unchanged = Answer::of(request).await.expect(304);
        assert_stale(&unchanged, "10");
        // Pages that were never read and personal data are not answered.
        for path in [
            "/api/v1/sites/blog/comments?page=/unread",
            "/api/v1/sites/blog/comments?page=/a&order=newest",
            "/api/v1/sites/blog/counts?page=/a&page=/unread",
            "/api/v1/sites/blog/form?page=/a",
        ] {
            ann.get(path).await.refused(503, "unavailable");
        }
        let mine = ann.request(Method::GET, "/api/v1/sites/blog/mine?page=/a");
        let token = own.body["edit_token"].as_str().expect("a token");
        let mine = Answer::of(mine.header("edit-token", token)).await;
        mine.refused(503, "unavailable");
        let post = ann.request(Method::POST, "/api/v1/sites/blog/counts");
        let counted = Answer::of(post.json(&json!({ "pages": ["/a"] }))).await;
        counted.refused(503, "unavailable");

        world.clock.advance(Duration::from_secs(49));
        assert_last_known(list(&ann, "/a").await, &page, "59");
        world.clock.advance(Duration::from_secs(1));
        list(&ann, "/a").await.refused(503, "unavailable");
        ann.get(COUNTS).await.refused(503, "unavailable");

        outage.end().await;
        assert_eq!(assert_current(list(&ann, "/a").await).text, page.text);
        world.mails().await;
        if !on_services() {
            // A disk has only one way not to answer.
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_known_to_have_changed_is_not_served_from_before() {
    let outage = UnresponsiveDatabase::new().await;
    let world = &outage.world;
    let owner = world.owner().await;
    let ann = world.guest();
    let mut posted = Vec::new();
    for page in ["/same", "/post", "/decide", "/delete", "/edit", "/replica"] {
        let writer = world.guest();
        posted.push(
            writer
                .post(page, &format!("A comment on {page}"))
                .await
                .expect(201),
        );
    }
    let replica = world.replica().await;
    let mut more = ann.comment("/replica", "By another process");
    more["token"] = ann.token("/replica").await.into();
    let other = world.guest();
    let mut another = other.comment("/post", "By this process");
    another["token"] = other.token("/post").await.into();
    let pages = ["/same", "/post", "/decide", "/delete", "/edit", "/replica"];
    for page in pages {
        assert_current(list(&ann, page).await);
    }

    other.send(&another).await.expect(201);
    owner.decide("trash", &[&posted[2].id()]).await.expect(200);
    let of = |at: usize, method: Method| {
        let posted: &Answer = &posted[at];
        let path = format!("/api/v1/sites/blog/comments/{}", posted.id());
        let token = posted.body["edit_token"].as_str().expect("a token");
        ann.request(method, &path).header("edit-token", token)
    };
    Answer::of(of(3, Method::DELETE)).await.expect(204);
    let edit = of(4, Method::PATCH).json(&json!({ "text": "Another text" }));
    Answer::of(edit).await.expect(200);
    let request = ann.request(Method::POST, COMMENTS);
    replica.answer(world, request.json(&more)).await.expect(201);
    // This process has learned of the change and has not read the page again.
    world.clock.advance(Duration::from_secs(2));
    assert_current(ann.get("/api/v1/sites/blog/counts?page=/replica").await);
    outage.begin(RelayMode::Cut).await;

    let same = list(&ann, "/same").await.expect(200);
    assert_eq!(same.header("age"), "2");
    for page in &pages[1..] {
        list(&ann, page).await.refused(503, "unavailable");
    }
    outage.end().await;
    for page in pages {
        assert_current(list(&ann, page).await);
    }
    world.mails().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_comment_is_not_served_from_before() {
    let outage = UnresponsiveDatabase::new().await;
    let world = &outage.world;
    let known = ReportedIdentity::email("ann@example.org", "Ann");
    let ann = world.person(&known).await;
    ann.post("/a", "What is to be erased").await.expect(201);
    let reader = world.guest();
    let page = assert_current(list(&reader, "/a").await);
    assert!(page.text.contains("What is to be erased"));
    crate::support::people::erase_person(&ann, "delete")
        .await
        .expect(204);
    outage.begin(RelayMode::Cut).await;
    list(&reader, "/a").await.refused(503, "unavailable");
    outage.end().await;
    let page = assert_current(list(&reader, "/a").await);
    assert!(!page.text.contains("What is to be erased"));
    world.mails().await;
}
