//! Many state transitions: two moderators who decide concurrently, and a long random sequence compared with a
//! model.

use std::collections::{BTreeMap, HashMap, HashSet};

use rejoinder::Role;
use serde_json::{Value, json};

use crate::support::{
    answers::{field_of_each, outcomes},
    moderators::Moderator,
    world::World,
};

const PAGE: &str = "/moves";

/// Posts root comments and replies of many authors, all approved; returns each id with the index of its
/// parent.
pub async fn post_conversation(
    world: &World,
    owner: &Moderator<'_>,
    count: usize,
) -> Vec<(String, Option<usize>)> {
    let mut all: Vec<(String, Option<usize>)> = Vec::new();
    for n in 0..count {
        let person = world
            .guest()
            .named("Somebody", &format!("p{n}@example.org"));
        let text = format!("Comment number {n}");
        // Every third comment is a root; the others reply to an earlier one.
        let parent = (n % 3 != 0).then(|| (n * 7 + 3) % n);
        let posted = match parent {
            None => person.post(PAGE, &text).await,
            Some(parent) => person.reply(PAGE, &all[parent].0, &text).await,
        };
        let id = posted.expect(201).id();
        owner.decide("approve", &[&id]).await.expect(200);
        all.push((id, parent));
    }
    all
}

/// Reads the public thread to its end: each comment's text with whether it is a stub, and the count.
pub async fn read_thread(world: &World) -> (Vec<(String, bool)>, i64) {
    let reader = world.guest();
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/v1/sites/blog/comments?page={PAGE}&limit=7{after}");
        let part = reader.get(&path).await.expect(200).body;
        let items = part["items"].as_array().expect("items");
        all.extend(items.iter().map(|item| {
            let id = item["id"].as_str().expect("an id").to_owned();
            (id, item["removed"] == true)
        }));
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (all, part["thread"]["count"].as_i64().expect("a count")),
        }
    }
}

#[tokio::test]
async fn two_moderators_who_decide_the_same_comments_concurrently_decide_each_once() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let mut ids = Vec::new();
    for n in 0..200 {
        let person = world
            .guest()
            .named("Somebody", &format!("p{n}@example.org"));
        let body = person.comment(PAGE, &format!("Comment number {n}"));
        ids.push(person.send(&body).await.expect(201).id());
    }
    let versions = ids
        .iter()
        .map(|id| (id.clone(), 1))
        .collect::<HashMap<_, _>>();
    let ann = world.moderator("ann", Role::Moderator, &["blog"]).await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let decide = async |who: &Moderator<'_>, action: &str, ids: Vec<String>| {
        let mut answers = Vec::new();
        for part in ids.chunks(50) {
            let body = json!({ "ids": part, "action": action, "versions": versions });
            answers.push(who.send_decision(&body).await.expect(200));
        }
        answers
    };
    let backwards = ids.iter().rev().cloned().collect::<Vec<_>>();
    let (approved, trashed) = tokio::join!(
        decide(&ann, "approve", ids.clone()),
        decide(&ben, "trash", backwards)
    );
    let mut expected = HashMap::new();
    for answer in approved.iter().chain(&trashed) {
        for (id, status) in outcomes(answer, "decided", "status") {
            assert_eq!(expected.insert(id, status), None, "decided twice");
        }
        for (_, code) in outcomes(answer, "skipped", "code") {
            assert_eq!(code, "conflict");
        }
    }
    assert_eq!(expected.len(), 200, "every comment was decided");

    let log = owner.list_all("/log", &[("limit", "100")]).await;
    let logged = log
        .iter()
        .map(|line| {
            let by = if line["after"] == "approved" {
                "ann"
            } else {
                "ben"
            };
            assert_eq!(
                (&line["login"], &line["before"]),
                (&json!(by), &json!("pending"))
            );
            let text = |name: &str| line[name].as_str().expect("a word").to_owned();
            (text("comment_id"), text("after"))
        })
        .collect::<HashMap<_, _>>();
    assert_eq!((log.len(), &logged), (200, &expected));
    let ids_of = |status: &str| {
        let of = expected.iter().filter(|(_, is)| *is == status);
        of.map(|(id, _)| id.as_str()).collect::<HashSet<_>>()
    };
    for status in ["approved", "trash", "pending"] {
        let found = owner
            .list_all("/comments", &[("status", status), ("limit", "100")])
            .await;
        assert_eq!(
            field_of_each(&found, "id")
                .into_iter()
                .collect::<HashSet<_>>(),
            ids_of(status)
        );
    }
    let (read, count) = read_thread(&world).await;
    let read = read
        .iter()
        .map(|(id, _)| id.as_str())
        .collect::<HashSet<_>>();
    assert_eq!(read, ids_of("approved"));
    assert_eq!(usize::try_from(count), Ok(ids_of("approved").len()));
}

/// A pseudorandom generator with a fixed algorithm: every run makes the same moves.
pub struct FixedRandom(pub u64);

impl FixedRandom {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("fits") % n
    }
}

/// The index of the comment that was moved, its previous status, and the previous label of a moderator.
type ChangedComment<'a> = (usize, &'a str, Option<&'a str>);

/// The comments that should be shown, in the order of their ids, each with whether it is a stub.
pub fn expected_thread(all: &[(String, Option<usize>)], status: &[&str]) -> BTreeMap<String, bool> {
    let mut shown = BTreeMap::new();
    for n in (0..all.len()).filter(|n| status[*n] == "approved") {
        shown.insert(all[n].0.clone(), false);
        let mut above = all[n].1;
        while let Some(parent) = above {
            if status[parent] != "approved" {
                shown.insert(all[parent].0.clone(), true);
            }
            above = all[parent].1;
        }
    }
    shown
}

fn result<'a>(from: &'a str, action: &str) -> &'a str {
    match action {
        _ if from == "deleted" || from == "gone" => from,
        "approve" => "approved",
        "restore" if from == "approved" => from,
        "hold" | "restore" => "pending",
        "spam" => "spam",
        _ => "trash",
    }
}

#[tokio::test]
async fn after_random_decisions_the_thread_and_its_count_match_a_model() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let all = post_conversation(&world, &owner, 24).await;
    let mut status = vec!["approved"; all.len()];
    let mut printed = vec![Some("approved"); all.len()];
    let mut dice = FixedRandom(20_261_124);
    let actions = ["approve", "hold", "spam", "trash", "restore", "approve"];
    let mut batches: Vec<(String, Vec<ChangedComment>)> = Vec::new();
    for step in 0..150 {
        match dice.below(10) {
            0 if !batches.is_empty() => {
                let (batch, moves) = batches.remove(dice.below(batches.len()));
                // Undo restores only comments that have not been moved since. Versions decide that, so read
                // it from the answer.
                let undone = owner.undo(&batch).await.expect(200);
                for (id, now) in outcomes(&undone, "decided", "status") {
                    let (n, from, before) = moves
                        .iter()
                        .find(|(n, ..)| all[*n].0 == id)
                        .expect("was moved");
                    assert_eq!(*from, now, "undo restores the previous status");
                    (status[*n], printed[*n]) = (from, *before);
                }
            }
            1 if step % 5 == 0 => {
                let n = dice.below(all.len());
                let answer = owner.decide("delete", &[&all[n].0]).await.expect(200);
                if answer.body["decided"] != json!([]) {
                    status[n] = "deleted";
                }
            }
            _ => {
                let action = actions[dice.below(actions.len())];
                let chosen = (0..=dice.below(4)).map(|_| dice.below(all.len()));
                let chosen = chosen.collect::<HashSet<_>>();
                let ids = chosen
                    .iter()
                    .map(|n| all[*n].0.as_str())
                    .collect::<Vec<_>>();
                let answer = owner.decide(action, &ids).await.expect(200);
                let mut moves = Vec::new();
                for n in chosen {
                    let (from, to) = (status[n], result(status[n], action));
                    // Confirming the present status counts as a decision if no moderator has labeled the
                    // comment yet.
                    let says = ["approved", "spam"].into_iter().find(|says| *says == to);
                    let confirmed = ["approve", "spam"].contains(&action) && says != printed[n];
                    if from != to || (from != "deleted" && confirmed) {
                        moves.push((n, from, printed[n]));
                        (status[n], printed[n]) = (to, says);
                    }
                }
                let decided = outcomes(&answer, "decided", "status");
                assert_eq!(decided.len(), moves.len(), "{action} {}", answer.text);
                let batch = answer.body["batch"].as_str().expect("a batch").to_owned();
                batches.push((batch, moves));
            }
        }
        let expected = expected_thread(&all, &status);
        let (read, count) = read_thread(&world).await;
        let read_map = read.iter().cloned().collect::<BTreeMap<_, _>>();
        assert_eq!(read.len(), read_map.len(), "no duplicates");
        assert_eq!(read_map, expected, "step {step}");
        let approved = status
            .iter()
            .filter(|status| **status == "approved")
            .count();
        assert_eq!(usize::try_from(count), Ok(approved), "step {step}");
    }
    // The status of each comment, as a moderator sees it.
    for ((id, _), expected) in all.iter().zip(status) {
        let answer = owner.get(&format!("/comments/{id}")).await;
        match answer.status.as_u16() {
            404 => assert_eq!(expected, "deleted"),
            _ => assert_eq!(answer.body["comment"]["status"], Value::from(expected)),
        }
    }
}
