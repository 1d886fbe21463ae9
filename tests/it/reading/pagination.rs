//! Reading long threads page by page, compared with a model.

use proptest::{
    prelude::*,
    sample::Index,
    strategy::ValueTree as _,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

use crate::support::{
    answers::edit_token,
    guests::{Guest, delete_comment, thread_path},
    world::{World, unmoderated_world},
};

/// The expected thread: every comment with its parent, in the order of posting.
#[derive(Default)]
struct ThreadModel {
    nodes: Vec<ThreadNode>,
}

struct ThreadNode {
    id: String,
    token: String,
    parent: Option<usize>,
    depth: usize,
    deleted: bool,
}

impl ThreadModel {
    /// The parent and depth of a reply to `to`: beside it, if it is on the last level.
    fn place(&self, to: Option<usize>) -> (Option<usize>, usize) {
        match to {
            None => (None, 0),
            Some(to) if self.nodes[to].depth == 7 => (self.nodes[to].parent, 7),
            Some(to) => (Some(to), self.nodes[to].depth + 1),
        }
    }

    fn living(&self) -> Vec<usize> {
        (0..self.nodes.len())
            .filter(|n| !self.nodes[*n].deleted)
            .collect()
    }

    fn replies(&self, parent: Option<usize>) -> Vec<usize> {
        (0..self.nodes.len())
            .filter(|n| self.nodes[*n].parent == parent)
            .collect()
    }

    /// A stub is shown while there is a visible comment below it.
    fn below(&self, node: usize, order: &mut Vec<usize>) {
        let at = order.len();
        order.push(node);
        for reply in self.replies(Some(node)) {
            self.below(reply, order);
        }
        if self.nodes[node].deleted && order.len() == at + 1 {
            order.pop();
        }
    }

    /// What a reader sees, as `(id, depth, removed)`.
    fn shown(&self, newest_first: bool) -> Vec<(String, u64, bool)> {
        let mut roots = self.replies(None);
        if newest_first {
            roots.reverse();
        }
        let mut order = Vec::new();
        for root in roots {
            self.below(root, &mut order);
        }
        let seen = |node: usize| {
            let node = &self.nodes[node];
            (node.id.clone(), node.depth as u64, node.deleted)
        };
        order.into_iter().map(seen).collect()
    }
}

/// Reads a thread from its beginning to its end in pages of `limit`.
async fn walk(who: &Guest<'_>, page: &str, order: &str, limit: usize) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    let mut after = String::new();
    loop {
        let rest = format!("&order={order}&limit={limit}{after}");
        let part = who.get(&thread_path(page, &rest)).await.expect(200).body;
        let found = part["items"].as_array().expect("items");
        assert!(
            found.len() == limit || part["next"].is_null(),
            "every page but the last is full"
        );
        items.extend(found.iter().cloned());
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return items,
        }
    }
}

fn summaries(items: &[Value]) -> Vec<(String, u64, bool)> {
    let seen = |item: &Value| {
        let id = item["id"].as_str().expect("an id").to_owned();
        (
            id,
            item["depth"].as_u64().expect("a depth"),
            item["removed"] == true,
        )
    };
    items.iter().map(seen).collect()
}

/// Draws a sample; the same trees in every run.
fn draw_sample<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, seed: u8) -> T {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    strategy.new_tree(&mut runner).expect("a value").current()
}

async fn grow_thread(
    world: &World,
    page: &str,
    size: usize,
    deletions: usize,
    seed: u8,
) -> ThreadModel {
    let reply_to = prop::option::weighted(0.85, any::<Index>());
    let shape = draw_sample(prop::collection::vec(reply_to, size), seed);
    let gone = draw_sample(prop::collection::vec(any::<Index>(), deletions), seed);
    let mut model = ThreadModel::default();
    for (n, to) in shape.into_iter().enumerate() {
        // Half of the replies go to one of the last ten comments, so that trees become deep as well as wide.
        let to = to.filter(|_| n > 0).map(|to| {
            if n % 2 == 0 {
                n - 1 - to.index(n.min(10))
            } else {
                to.index(n)
            }
        });
        let who = world
            .guest()
            .named(&format!("Reader {n}"), &format!("r{n}@example.org"));
        let text = format!("Comment {n} of tree {seed}");
        let posted = match to {
            None => who.post(page, &text).await,
            Some(to) => who.reply(page, &model.nodes[to].id, &text).await,
        };
        let posted = posted.expect(201);
        assert_eq!(posted.body["status"], "approved");
        let (parent, depth) = model.place(to);
        let parent_id = parent.map(|parent| model.nodes[parent].id.as_str());
        assert_eq!(posted.body["comment"]["parent_id"].as_str(), parent_id);
        model.nodes.push(ThreadNode {
            id: posted.id(),
            token: edit_token(&posted),
            parent,
            depth,
            deleted: false,
        });
    }
    for index in gone {
        let living = model.living();
        let node = living[index.index(living.len())];
        let who = world.guest();
        delete_comment(&who, &model.nodes[node].id, &model.nodes[node].token)
            .await
            .expect(204);
        model.nodes[node].deleted = true;
    }
    model
}

#[tokio::test]
async fn cursors_visit_every_comment_of_every_tree_exactly_once_in_reading_order() {
    let world = unmoderated_world().await;
    world
        .policy(|policy| policy.edit_window_seconds = 7 * 86_400)
        .await;
    let reader = world.guest();
    for (seed, size, deletions) in [(1, 300, 40), (2, 60, 30), (3, 12, 0), (4, 1, 1)] {
        let page = format!("/tree/{seed}");
        let model = grow_thread(&world, &page, size, deletions, seed).await;
        for (order, newest_first) in [("oldest", false), ("newest", true)] {
            for limit in [100, 50, 7, 1] {
                if limit == 1 && size > 100 {
                    continue;
                }
                let items = walk(&reader, &page, order, limit).await;
                assert_eq!(
                    summaries(&items),
                    model.shown(newest_first),
                    "{seed} {order} {limit}"
                );
            }
        }
        let count = model.living().len();
        assert_eq!(reader.read(&page).await["thread"]["count"], count);
        let counts = reader
            .get(&format!("/api/v1/sites/blog/counts?page={page}"))
            .await;
        assert_eq!(counts.expect(200).body["counts"][&page], count);
    }
}

#[tokio::test]
async fn a_reader_between_two_pages_misses_nothing_when_comments_are_added() {
    let world = unmoderated_world().await;
    let reader = world.guest();
    let model = grow_thread(&world, "/busy", 60, 0, 7).await;
    for order in ["oldest", "newest"] {
        let before = summaries(&walk(&reader, "/busy", order, 100).await);
        let (mut items, mut after, mut n) = (Vec::new(), String::new(), 0);
        loop {
            let rest = format!("&order={order}&limit=9{after}");
            let part = reader
                .get(&thread_path("/busy", &rest))
                .await
                .expect(200)
                .body;
            items.extend(part["items"].as_array().expect("items").iter().cloned());
            let Some(next) = part["next"].as_str() else {
                break;
            };
            after = format!("&after={next}");
            n += 1;
            let bob = world.guest().named("Bob", &format!("bob{n}@example.org"));
            bob.post("/busy", &format!("New root {n}, {order}"))
                .await
                .expect(201);
            let to = &model.nodes[n * 7 % 60].id;
            bob.reply("/busy", to, &format!("New reply {n}, {order}"))
                .await
                .expect(201);
        }
        let met = summaries(&items)
            .into_iter()
            .filter(|item| before.contains(item));
        assert_eq!(met.collect::<Vec<_>>(), before, "{order}");
        let mut ids = summaries(&items);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), items.len(), "no duplicates");
    }
}
