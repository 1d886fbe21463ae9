//! A replay of five public conversations, moderated according to their labels.

use std::{collections::HashSet, net::Ipv4Addr};

use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::support::{
    answers::field_of_each,
    guests::Guest,
    moderators::Moderator,
    world::{World, public_cases_folder},
};

const VIDEOS: [&str; 5] = ["psy", "katyperry", "lmfao", "eminem", "shakira"];

/// The number of concurrent authors.
const AT_ONCE: usize = 16;

/// Label and text of each comment: `\t`, `\n` and `\\` are escapes.
fn comments(file: &std::path::Path) -> Vec<(bool, String)> {
    let text = std::fs::read_to_string(file).expect("the cases are there");
    text.lines()
        .map(|line| {
            let (label, text) = line.split_once('\t').expect("label and text");
            let mut plain = String::new();
            let mut rest = text.chars();
            while let Some(c) = rest.next() {
                plain.push(match c {
                    '\\' => match rest.next() {
                        Some('t') => '\t',
                        Some('n') => '\n',
                        other => other.unwrap_or('\\'),
                    },
                    c => c,
                });
            }
            (label == "spam", plain)
        })
        .collect()
}

/// Reads the whole public page: the ids in their order, and the count.
async fn readable(reader: &Guest<'_>, page: &str) -> (Vec<String>, i64) {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/sites/blog/comments?page={page}&limit=37{after}");
        let part = reader.get(&path).await.expect(200).body;
        let items = part["items"].as_array().expect("items");
        ids.extend(field_of_each(items, "id").into_iter().map(str::to_owned));
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (ids, part["thread"]["count"].as_i64().expect("a count")),
        }
    }
}

async fn decide_all(owner: &Moderator<'_>, action: &str, ids: &[&String]) {
    if ids.is_empty() {
        return;
    }
    let answer = owner
        .send_decision(&json!({ "ids": ids, "action": action }))
        .await
        .expect(200);
    for skipped in answer.body["skipped"].as_array().expect("a list") {
        assert_eq!(
            skipped["code"], "unchanged",
            "the comment may already be classified as spam"
        );
    }
}

#[tokio::test]
async fn five_conversations_are_stored_judged_and_readable_without_their_spam() {
    let Some(folder) = public_cases_folder("spam/youtube") else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let mut refused = Vec::new();
    let (mut printed, mut kept_ids) = (0, HashSet::new());
    for (v, video) in VIDEOS.iter().enumerate() {
        let page = format!("/watch/{video}");
        let all = comments(&folder.join(format!("{video}-train.tsv")));
        printed += all.len();
        let speakers = all.iter().enumerate().map(|(n, (spam, text))| {
            let (a, b) = (
                u8::try_from(n / 256).expect("small"),
                u8::try_from(n % 256).expect("small"),
            );
            let address = Ipv4Addr::new(50 + u8::try_from(v).expect("small"), a, b, 1);
            let person = world
                .at(address.into())
                .named(&format!("Viewer {n}"), &format!("{video}{n}@example.org"));
            (person, *spam, text)
        });
        // All authors open the page, read for a minute, and then post.
        let page = &page;
        let opened = stream::iter(speakers)
            .map(|(person, spam, text)| async move {
                let form = format!("/api/v1/sites/blog/form?page={page}");
                let form = person.get(&form).await.expect(200);
                (person, spam, text, form.body["token"].clone())
            })
            .buffered(AT_ONCE)
            .collect::<Vec<_>>()
            .await;
        world.clock.advance(std::time::Duration::from_mins(1));
        let posted = stream::iter(opened)
            .map(|(person, spam, text, token)| async move {
                let mut body = person.comment(page, text);
                body["token"] = token;
                (spam, text, person.send(&body).await)
            })
            .buffered(AT_ONCE)
            .collect::<Vec<_>>()
            .await;
        let (mut ham_ids, mut spam_ids) = (Vec::new(), Vec::new());
        for (spam, text, answer) in posted {
            if answer.status == 201 {
                let id = answer.id();
                assert!(
                    kept_ids.insert(id.clone()),
                    "each comment has an id of its own"
                );
                if spam { &mut spam_ids } else { &mut ham_ids }.push(id);
            } else {
                refused.push(format!("{} {:?} {text:?}", answer.status, answer.fields()));
            }
        }
        decide_all(&owner, "approve", &ham_ids.iter().collect::<Vec<_>>()).await;
        decide_all(&owner, "spam", &spam_ids.iter().collect::<Vec<_>>()).await;

        let reader = world.guest();
        let (read, count) = readable(&reader, page).await;
        ham_ids.sort_unstable();
        assert_eq!(read, ham_ids, "{video}: the ham, oldest first");
        assert_eq!(usize::try_from(count), Ok(ham_ids.len()));
        let counts = format!("/api/v1/sites/blog/counts?page={page}");
        assert_eq!(reader.get(&counts).await.body["counts"][page], count);
        let spam = [
            ("status", "spam"),
            ("page", page.as_str()),
            ("limit", "100"),
        ];
        let in_folder = owner.list_all("/comments", &spam).await;
        spam_ids.sort_unstable();
        assert_eq!(field_of_each(&in_folder, "id"), spam_ids);
        let look = owner.comment(&ham_ids[0]).await;
        assert_eq!(look["history"][0]["action"], "approve");
    }
    assert_eq!(
        owner.list_all("/comments", &[]).await,
        [] as [Value; 0],
        "all comments are decided"
    );
    assert_eq!((VIDEOS.len(), printed), (5, 1365));
    assert!(
        refused.len() <= 5,
        "{} refused: {refused:#?}",
        refused.len()
    );
    assert_eq!(kept_ids.len() + refused.len(), printed);
    let stored = world.database.number("SELECT COUNT(*) FROM comment").await;
    assert_eq!(usize::try_from(stored), Ok(kept_ids.len()));
}
