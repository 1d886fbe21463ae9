//! Lists of large comments: a page is limited in bytes as well as in items, and concurrent readers share its
//! memory.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::future::join_all;
use rejoinder::{CachedBody, LIST_BYTES, ListingKey, RootOrder};
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    guests::COMMENTS,
    people::ReportedIdentity,
    world::{World, unmoderated_world},
};

/// The largest answer of a list: the byte limit of a page, one more comment, and the overhead of JSON.
const ANSWER_MAX: usize = 2 * LIST_BYTES;

/// A comment whose HTML is as long as HTML can get: 50 KB.
fn large_text(n: usize) -> String {
    format!("{n} {}", "&".repeat(9_990))
}

/// Posts large comments on a page, each from another network.
async fn fill(world: &World, page: &str, count: usize) {
    for n in 0..count {
        world.guest().post(page, &large_text(n)).await.expect(201);
    }
}

/// Reads a list to its end. Returns the number of items of each page, and all items.
async fn walk(path: &str, get: impl AsyncFn(String) -> Answer) -> (Vec<usize>, Vec<Value>) {
    let (mut sizes, mut all) = (Vec::new(), Vec::new());
    let mut after = String::new();
    loop {
        let answer = get(format!("{path}{after}")).await.expect(200);
        assert!(
            answer.text.len() <= ANSWER_MAX,
            "{} bytes",
            answer.text.len()
        );
        let items = answer.body["items"].as_array().expect("items").clone();
        sizes.push(items.len());
        all.extend(items);
        match answer.body["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (sizes, all),
        }
    }
}

/// The numbers at the start of these comments' texts.
fn numbers(items: &[Value]) -> Vec<usize> {
    let number = |item: &Value| {
        let html = item["html"].as_str().expect("html");
        let text = html.trim_start_matches("<p dir=\"auto\">");
        let (number, _) = text.split_once(' ').expect("a number");
        number.parse().expect("a number")
    };
    items.iter().map(number).collect()
}

/// Asserts that every page but the last has fewer items than requested, and that none is empty.
fn assert_cut(sizes: &[usize]) {
    assert!(sizes.len() >= 3, "{sizes:?}");
    assert!(
        sizes.iter().all(|size| (1..=12).contains(size)),
        "{sizes:?}"
    );
}

#[tokio::test]
async fn a_thread_of_large_comments_is_read_in_pages_of_bounded_bytes() {
    let world = unmoderated_world().await;
    fill(&world, "/a", 26).await;
    let ann = world.guest();
    for (order, expected) in [
        ("oldest", (0..26).collect::<Vec<_>>()),
        ("newest", (0..26).rev().collect()),
    ] {
        let path = format!("{COMMENTS}?page=/a&limit=100&order={order}");
        let (sizes, items) = walk(&path, async |path| ann.get(&path).await).await;
        assert_cut(&sizes);
        assert_eq!(numbers(&items), expected, "{order}");
    }
}

#[tokio::test]
async fn a_conversation_of_large_comments_is_readable_to_its_end_in_both_orders() {
    let world = unmoderated_world().await;
    let root = world
        .guest()
        .post("/a", &large_text(0))
        .await
        .expect(201)
        .id();
    for n in 1..25 {
        world
            .guest()
            .reply("/a", &root, &large_text(n))
            .await
            .expect(201);
    }
    world.guest().post("/a", &large_text(25)).await.expect(201);
    let ann = world.guest();
    let newest = std::iter::once(25).chain(0..25).collect::<Vec<_>>();
    for (order, expected) in [("oldest", (0..26).collect()), ("newest", newest)] {
        let path = format!("{COMMENTS}?page=/a&limit=100&order={order}");
        let (sizes, items) = walk(&path, async |path| ann.get(&path).await).await;
        assert_cut(&sizes);
        assert_eq!(numbers(&items), expected, "{order}");
    }
}

#[tokio::test]
async fn the_queue_of_large_comments_is_read_in_pages_of_bounded_bytes() {
    let world = World::new().await;
    world.policy(|policy| policy.limits_percent = 10_000).await;
    fill(&world, "/a", 26).await;
    let owner = world.owner().await;
    for order in ["oldest", "newest", "score"] {
        let path = format!("/comments?site=blog&limit=100&order={order}");
        let (sizes, items) = walk(&path, async |path| owner.get(&path).await).await;
        assert_cut(&sizes);
        let mut all = numbers(&items);
        match order {
            "oldest" => assert_eq!(all, (0..26).collect::<Vec<_>>()),
            "newest" => assert_eq!(all, (0..26).rev().collect::<Vec<_>>()),
            _ => {
                all.sort_unstable();
                assert_eq!(all, (0..26).collect::<Vec<_>>());
            }
        }
    }
}

#[tokio::test]
async fn large_comments_of_the_caller_are_read_in_pages_of_bounded_bytes() {
    let world = unmoderated_world().await;
    let mia = world
        .person(&ReportedIdentity::account("github", "Mia"))
        .await;
    for n in 0..26 {
        mia.post("/a", &large_text(n)).await.expect(201);
    }
    let path = "/api/v1/sites/blog/mine?page=/a&limit=100";
    let get = async |path: String| {
        let request = mia.guest.request(reqwest::Method::GET, &path);
        Answer::of(request.bearer_auth(&mia.token)).await
    };
    let (sizes, items) = walk(path, get).await;
    assert_cut(&sizes);
    assert_eq!(numbers(&items), (0..26).collect::<Vec<_>>());
    let (sizes, _) = walk(&path.replace("100", "2"), get).await;
    assert_eq!(sizes, [2; 13]);
    get(format!("{path}&after=AAAA"))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn comments_requested_by_edit_tokens_are_listed_page_by_page() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut tokens = Vec::new();
    for n in 0..3 {
        let posted = ann.post("/a", &format!("{n} comment")).await.expect(201);
        tokens.push(
            posted.body["edit_token"]
                .as_str()
                .expect("a token")
                .to_owned(),
        );
    }
    let tokens = tokens.join(",");
    let path = "/api/v1/sites/blog/mine?page=/a&limit=2";
    let get = async |path: String| {
        let request = ann.request(reqwest::Method::GET, &path);
        Answer::of(request.header("edit-token", &tokens)).await
    };
    let (sizes, items) = walk(path, get).await;
    assert_eq!((sizes, numbers(&items)), (vec![2, 1], vec![0, 1, 2]));
}

#[tokio::test]
async fn concurrent_readers_with_a_cache_miss_share_one_build_and_its_bytes() {
    let world = unmoderated_world().await;
    fill(&world, "/a", 3).await;
    let blog = world.app.sites.find("blog").await.expect("the blog");
    let key = ListingKey {
        order: RootOrder::Oldest,
        limit: 100,
        after: Vec::new(),
        variant: 0,
    };
    let builds = AtomicUsize::new(0);
    let read = || {
        world.app.comments.listing(&blog, "/a", &key, |part| {
            builds.fetch_add(1, Ordering::Relaxed);
            CachedBody::json(&json!({ "items": part.comments.len() }))
        })
    };
    let all = join_all((0..200).map(|_| read())).await;
    let first = all[0].as_ref().expect("a listing").0.clone();
    for made in all {
        assert!(Arc::ptr_eq(&made.expect("a listing").0, &first));
    }
    assert_eq!(builds.load(Ordering::Relaxed), 1);
    assert_eq!(&first.body()[..], b"{\"items\":3}");
    // After a change the next reader builds the answer again.
    world.guest().post("/a", "One more").await.expect(201);
    let (made, ..) = read().await.expect("a listing");
    assert_eq!(&made.body()[..], b"{\"items\":4}");
    assert_eq!(builds.load(Ordering::Relaxed), 2);
}
