//! The two groups of the queue, `review` and `probably_spam`: which comments are in each, and the decision
//! about a whole group in one step.

use rejoinder::WaitingEdits;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, field_of_each, outcomes},
    guests::{edit_comment, own_comments},
    moderators::Moderator,
    seeded_comments::{SeededComments, seeded_id},
    world::World,
};

const GROUPS: [&str; 2] = ["review", "probably_spam"];

impl World {
    /// Posts a text on two pages within the hour, as programs do; the second one waits with a score of 3, and
    /// the first one is moved to the trash.
    async fn post_as_program(&self, owner: &Moderator<'_>, text: &str) -> String {
        let program = self.guest().named("Program", "program@example.org");
        let text = format!("{text}: come and see what wonderful things we sell today");
        let mut ids = Vec::new();
        for page in ["/first", "/second"] {
            let token = program.token(page).await;
            let mut body = program.comment(page, &text);
            body["token"] = token.into();
            ids.push(program.send(&body).await.expect(201).id());
        }
        owner.decide("trash", &[&ids[0]]).await.expect(200);
        ids.remove(1)
    }

    /// Adds waiting comments to a site, each with one of a few scores, in both groups. Returns the score
    /// in thousandths and the number of each.
    async fn seed_groups(&self, site: i64, first: u32, count: u32) -> Vec<(i64, u32)> {
        let seed = SeededComments {
            database: &self.database,
            site,
            status: "pending",
            changed_at: 0,
        };
        seed.add(first, count).await;
        let numbers = first..first + count;
        let scores = numbers.map(|n| (i64::from(n * 7 % 11) * 500 - 1_500, n));
        let scores = scores.collect::<Vec<_>>();
        for (score, n) in &scores {
            seed.run(&format!(
                "UPDATE comment SET score = {score}, queue_group = '{}' WHERE id = {}",
                GROUPS[usize::from(*score >= 2_000)],
                seeded_id(&n.to_string())
            ))
            .await;
        }
        scores
    }

    /// Adds waiting comments to the blog that are probably spam.
    async fn fill_probably_spam(&self, first: u32, count: u32) {
        let seed = SeededComments {
            database: &self.database,
            site: self.site_id("blog").await,
            status: "pending",
            changed_at: 1,
        };
        seed.add(first, count).await;
        seed.run(
            "UPDATE comment SET score = 2500, queue_group = 'probably_spam' WHERE text = 'Seeded'",
        )
        .await;
    }
}

impl Moderator<'_> {
    async fn group(&self, group: &str) -> Vec<Value> {
        self.list_all("/comments", &[("group", group)]).await
    }

    async fn ids_of_group(&self, group: &str) -> Vec<String> {
        let items = self.group(group).await;
        assert!(items.iter().all(|item| item["group"] == group), "{items:?}");
        let ids = field_of_each(&items, "id").into_iter().map(str::to_owned);
        ids.collect()
    }

    /// The numbers of waiting comments, as the list and the statistics report them: for review, and
    /// probable spam.
    async fn waiting(&self) -> (i64, i64) {
        let list = self.get("/comments?limit=1").await.expect(200).body;
        let statistics = self.get("/statistics").await.expect(200).body;
        assert_eq!(list["waiting"], statistics["waiting"]);
        let count = |name: &str| list["waiting"][name].as_i64().expect("a number");
        (count("review"), count("probably_spam"))
    }

    async fn group_of(&self, id: &str) -> Value {
        self.comment(id).await["comment"]["group"].clone()
    }

    async fn decide_group(&self, filter: Value, action: &str, dry_run: bool) -> Answer {
        let body = json!({ "filter": filter, "action": action, "dry_run": dry_run });
        self.send_decision(&body).await
    }
}

fn ids_of(answer: &Answer, list: &str, word: &str) -> Vec<String> {
    let found = outcomes(answer, list, word);
    found.into_iter().map(|(id, _)| id).collect()
}

/// The id of a seeded comment in the API.
fn api_id(n: u32) -> String {
    format!("01900000-0000-0000-0000-{n:012x}")
}

#[tokio::test]
async fn a_comment_waits_in_the_group_of_its_score_and_has_none_once_decided() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    assert_eq!(owner.waiting().await, (0, 0));
    let ann = world.guest();
    let real = ann.post("/a", "A question about the recipe").await;
    let real = real.expect(201).id();
    let bot = world.post_as_program(&owner, "Visit this page").await;
    assert_eq!(
        owner.ids_of_group("review").await,
        std::slice::from_ref(&real)
    );
    assert_eq!(
        owner.ids_of_group("probably_spam").await,
        std::slice::from_ref(&bot)
    );
    assert_eq!(owner.waiting().await, (1, 1));
    // Without the parameter the queue has both.
    let queue = owner.queue().await;
    assert_eq!(field_of_each(&queue, "group"), GROUPS);
    // The other filters and the other folders do not change the numbers of waiting comments.
    for parameters in [
        [("status", "spam")],
        [("q", "no such text")],
        [("group", "review")],
    ] {
        let list = owner.get_with("/comments", &parameters).await.expect(200);
        let expected = json!({ "review": 1, "probably_spam": 1 });
        assert_eq!(list.body["waiting"], expected, "{parameters:?}");
    }
    let report = world.run("spam report --site blog").expect_code(0).out;
    assert!(
        report.contains("waiting 1 for review, 1 as probably spam"),
        "{report}"
    );
    for (action, id) in [("approve", &real), ("spam", &bot)] {
        owner.decide(action, &[id]).await.expect(200);
        assert_eq!(owner.group_of(id).await, Value::Null, "{action}");
    }
    assert_eq!(owner.waiting().await, (0, 0));
    // A comment that a moderator puts back waits in its group again.
    owner.decide("hold", &[&real]).await.expect(200);
    owner.decide("restore", &[&bot]).await.expect(200);
    assert_eq!(owner.group_of(&real).await, "review");
    assert_eq!(owner.group_of(&bot).await, "probably_spam");
    assert_eq!(owner.waiting().await, (1, 1));
}

#[tokio::test]
async fn a_sample_of_the_spam_folder_is_in_the_group_for_review() {
    let world = World::with(&[("REJOINDER_SPAM__SAMPLE_PERCENT", "100")]).await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let first = world.post_as_writer(1, "Look at https://pills.example today");
    let first = first.await;
    owner.decide("spam", &[&first]).await.expect(200);
    let ann = world.guest();
    let mut body = ann.comment("/b", "Other words about https://pills.example and more");
    // Sent in the moment the form was opened, as no person could.
    let form = ann.get("/api/v1/sites/blog/form?page=/b").await.expect(200);
    body["token"] = form.body["token"].clone();
    let sample = ann.send(&body).await.expect(201).id();
    let shown = owner.comment(&sample).await["comment"].clone();
    assert!(shown["assessment"]["score"].as_f64() > Some(3.0), "{shown}");
    assert_eq!(
        (&shown["status"], &shown["group"]),
        (&json!("pending"), &json!("review"))
    );
    assert_eq!(owner.waiting().await, (1, 0));
}

#[tokio::test]
async fn each_group_is_read_to_its_end_in_every_order() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let (blog, garden) = (world.site_id("blog").await, world.site_id("garden").await);
    let mut all = world.seed_groups(blog, 10, 25).await;
    all.extend(world.seed_groups(garden, 100, 20).await);
    for group in GROUPS {
        let mut expected = all.clone();
        expected.retain(|(score, _)| (*score >= 2_000) == (group == "probably_spam"));
        assert!(expected.len() > 10);
        for order in ["oldest", "newest", "score"] {
            match order {
                "oldest" => expected.sort_unstable_by_key(|(_, n)| *n),
                "newest" => expected.sort_unstable_by_key(|(_, n)| std::cmp::Reverse(*n)),
                // The comments that are least likely spam come first.
                _ => expected.sort_unstable(),
            }
            for limit in ["1", "7", "100"] {
                for (filter, of_filter) in [
                    (("site", "blog"), 10..35),
                    (("page", "/seeded/100"), 100..120),
                    (("q", "seeded"), 10..120),
                ] {
                    let list = [("group", group), ("order", order), ("limit", limit), filter];
                    let found = owner.list_all("/comments", &list).await;
                    let expected = expected.iter().filter(|(_, n)| of_filter.contains(n));
                    let expected = expected.map(|(_, n)| api_id(*n)).collect::<Vec<_>>();
                    assert_eq!(field_of_each(&found, "id"), expected, "{list:?}");
                }
            }
        }
    }
    // The order by score has another direction in a group, so a cursor is valid in one of them only.
    let parameters = [("group", "review"), ("order", "score"), ("limit", "1")];
    let part = owner.get_with("/comments", &parameters).await.expect(200);
    let after = part.body["next"].as_str().expect("more");
    let refused = owner
        .get_with("/comments", &[("order", "score"), ("after", after)])
        .await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
}

#[tokio::test]
async fn a_group_of_one_network_is_listed_in_every_order() {
    let world = World::new().await;
    let owner = world.owner().await;
    let blog = world.site_id("blog").await;
    let all = world.seed_groups(blog, 10, 22).await;
    for (network, part) in [("192.0.2.0/24", 0), ("198.51.100.0/24", 1)] {
        for (_, n) in all.iter().filter(|(_, n)| n % 2 == part) {
            let id = seeded_id(&n.to_string());
            let set = format!("UPDATE comment SET network = '{network}' WHERE id = {id}");
            world
                .database
                .execute(&set)
                .await
                .expect("sets the network");
        }
        for order in ["oldest", "newest", "score"] {
            let parameters = [
                ("group", "probably_spam"),
                ("network", network),
                ("order", order),
                ("limit", "2"),
            ];
            let found = owner.list_all("/comments", &parameters).await;
            let mut expected = all
                .iter()
                .filter(|(score, n)| *score >= 2_000 && n % 2 == part)
                .copied()
                .collect::<Vec<_>>();
            match order {
                "oldest" => {}
                "newest" => expected.reverse(),
                _ => expected.sort_unstable(),
            }
            let expected = expected.iter().map(|(_, n)| api_id(*n));
            let expected = expected.collect::<Vec<_>>();
            assert_eq!(field_of_each(&found, "id"), expected, "{network} {order}");
        }
    }
}

#[tokio::test]
async fn probable_spam_is_decided_in_one_step_and_the_step_can_be_undone() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    world.fill_probably_spam(10, 400).await;
    let ann = world.guest();
    let real = ann.post("/a", "A kind word").await.expect(201).id();
    assert_eq!(owner.waiting().await, (1, 400));
    let whole = json!({ "group": "probably_spam" });
    let dry = owner.decide_group(whole, "spam", true).await.expect(200);
    let seen = ids_of(&dry, "decided", "status");
    assert_eq!(seen.len(), 400);
    assert_eq!(owner.waiting().await, (1, 400), "a dry run changes nothing");

    // In the meantime one more arrives, and another moderator approves one.
    let late = world.post_as_program(&owner, "Too late to be seen").await;
    owner.decide("approve", &[&seen[0]]).await.expect(200);
    let filter = json!({ "group": "probably_spam", "before": dry.body["before"] });
    let decided = owner.decide_group(filter, "spam", false).await.expect(200);
    assert_eq!(ids_of(&decided, "decided", "status"), seen[1..]);
    let skipped = outcomes(&decided, "skipped", "code");
    assert_eq!(skipped, [(late.clone(), "conflict".to_owned())]);
    assert_eq!(owner.waiting().await, (1, 1));
    assert_eq!(owner.group_of(&seen[0]).await, Value::Null);
    assert_eq!(owner.comment(&real).await["comment"]["status"], "pending");

    let batch = decided.body["batch"].as_str().expect("a batch");
    let progress = owner.get(&format!("/decisions/{batch}")).await.expect(200);
    assert_eq!(
        (&progress.body["decided"], &progress.body["skipped"]),
        (&json!(399), &json!(1))
    );
    let undone = owner.undo(batch).await.expect(200);
    assert_eq!(ids_of(&undone, "decided", "status"), seen[1..]);
    assert_eq!(owner.waiting().await, (1, 400));
    let mut expected = seen[1..].to_vec();
    expected.push(late);
    assert_eq!(owner.ids_of_group("probably_spam").await, expected);

    // Approving a whole group needs the time of what was seen, as with every filter.
    let whole = json!({ "group": "probably_spam" });
    let refused = owner.decide_group(whole, "approve", false).await;
    let fields = refused.refused(422, "invalid").fields();
    assert_eq!(fields, [("filter.before".into(), "required".into())]);
    assert_eq!(owner.waiting().await, (1, 400));
}

#[tokio::test]
async fn a_comment_that_left_its_group_after_the_dry_run_is_not_decided() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let ann = world.guest();
    let posted = ann.post("/a", "Words that look like spam").await;
    let (id, token) = (posted.id(), edit_token(&posted.expect(201)));
    let suspect = "UPDATE comment SET score = 2500, queue_group = 'probably_spam'";
    world.database.execute(suspect).await.expect("changes");
    let stays = world.post_as_program(&owner, "Visit this page").await;
    assert_eq!(owner.waiting().await, (0, 2));
    let whole = json!({ "group": "probably_spam" });
    let dry = owner.decide_group(whole, "trash", true).await.expect(200);
    let seen = ids_of(&dry, "decided", "status");
    assert_eq!(seen, [id.clone(), stays.clone()]);

    // The author edits the comment, which is judged again and now looks like a real one.
    edit_comment(&ann, &id, &token, "A question about the recipe")
        .await
        .expect(200);
    assert_eq!(owner.group_of(&id).await, "review");
    let filter = json!({ "group": "probably_spam", "before": dry.body["before"] });
    let decided = owner.decide_group(filter, "trash", false).await.expect(200);
    assert_eq!(ids_of(&decided, "decided", "status"), [stays]);
    assert_eq!(owner.comment(&id).await["comment"]["status"], "pending");
    // The same decision by the ids and versions that were seen names it as skipped.
    let seen = json!({ "ids": [id], "versions": { (id.clone()): 1 }, "action": "trash" });
    let decided = owner.send_decision(&seen).await.expect(200);
    let skipped = outcomes(&decided, "skipped", "code");
    assert_eq!(skipped, [(id, "conflict".to_owned())]);
    assert_eq!(owner.waiting().await, (1, 0));
}

#[tokio::test]
async fn a_waiting_edit_is_in_the_group_of_its_own_text() {
    for edits in [WaitingEdits::Keep, WaitingEdits::Hide] {
        let world = World::new().await;
        world
            .policy(|policy| {
                policy.limits_percent = 10_000;
                policy.edits = edits;
            })
            .await;
        let owner = world.owner_with_key().await;
        let known = world.post_as_writer(1, "Look at https://pills.example today");
        let known = known.await;
        owner.decide("spam", &[&known]).await.expect(200);
        let ann = world.guest();
        let posted = ann.post("/a", "A good comment about gardens").await;
        let (id, token) = (posted.id(), edit_token(&posted.expect(201)));
        owner.decide("approve", &[&id]).await.expect(200);
        let spam = "Now look at https://pills.example";
        edit_comment(&ann, &id, &token, spam).await.expect(200);
        assert_eq!(owner.group_of(&id).await, "probably_spam", "{edits:?}");
        assert_eq!(
            owner.ids_of_group("probably_spam").await,
            std::slice::from_ref(&id)
        );
        assert_eq!(owner.ids_of_group("review").await, [""; 0]);
        assert_eq!(owner.waiting().await, (0, 1), "{edits:?}");
        let by_score = [("group", "probably_spam"), ("order", "score")];
        assert_eq!(owner.list_all("/comments", &by_score).await.len(), 1);

        // The decision about the group discards the edit alone.
        let whole = json!({ "group": "probably_spam" });
        let decided = owner.decide_group(whole, "trash", false).await.expect(200);
        assert_eq!(
            ids_of(&decided, "decided", "status"),
            std::slice::from_ref(&id)
        );
        assert_eq!(owner.group_of(&id).await, Value::Null);
        assert_eq!(ann.texts("/a").await, ["A good comment about gardens"]);
        let batch = decided.body["batch"].as_str().expect("a batch");
        owner.undo(batch).await.expect(200);
        assert_eq!(owner.group_of(&id).await, "probably_spam", "{edits:?}");

        // Published and taken back into the queue, the comment has the group of the text that it has then.
        let approved = owner.decide("approve", &[&id]).await.expect(200);
        owner.decide("hold", &[&id]).await.expect(200);
        assert_eq!(owner.group_of(&id).await, "probably_spam", "{edits:?}");
        owner.decide("approve", &[&id]).await.expect(200);
        let batch = approved.body["batch"].as_str().expect("a batch");
        let undone = owner.undo(batch).await.expect(200);
        assert_eq!(undone.body["skipped"][0]["code"], "conflict");
        let own = own_comments(&ann, "/a", &token).await.expect(200);
        assert_eq!(own.body["items"][0]["text"], spam);
        edit_comment(&ann, &id, &token, "A good comment about trees")
            .await
            .expect(200);
        assert_eq!(owner.group_of(&id).await, "review", "{edits:?}");
        assert_eq!(owner.waiting().await, (1, 0), "{edits:?}");
    }
}

#[tokio::test]
async fn an_unknown_group_is_refused_with_the_known_ones_and_decides_nothing() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    world.post_as_program(&owner, "Visit this page").await;
    let message = "Must be one of: `review`, `probably_spam`.";
    let long = "probably_spam".repeat(500);
    for wrong in [
        "",
        " ",
        "spam",
        "Review",
        "PROBABLY_SPAM",
        "probably-spam",
        "probably_spam ",
        "review,probably_spam",
        "probably_spam' OR '1'='1",
        "uuid",
        "maximum(5)",
        &long,
    ] {
        let listed = owner.get_with("/comments", &[("group", wrong)]).await;
        let listed = listed.refused(422, "invalid");
        assert_eq!(listed.fields(), [("group".into(), "invalid".into())]);
        assert_eq!(listed.body["errors"][0]["message"], message, "{wrong:?}");
        assert!(listed.text.len() < 1_000, "{}", listed.text.len());
        for dry_run in [false, true] {
            let filter = json!({ "group": wrong });
            let decided = owner.decide_group(filter, "delete", dry_run).await;
            let decided = decided.refused(422, "invalid");
            assert_eq!(
                decided.fields(),
                [("filter.group".into(), "invalid".into())]
            );
            assert_eq!(decided.body["errors"][0]["message"], message, "{wrong:?}");
        }
    }
    for wrong in [json!(7), json!(["review"]), json!({ "review": true })] {
        let decided = owner
            .decide_group(json!({ "group": wrong }), "delete", false)
            .await;
        let fields = decided.refused(422, "invalid").fields();
        assert_eq!(fields[0].0, "filter.group", "{wrong}");
    }
    // Only waiting comments have a group.
    for status in ["approved", "spam", "trash", "deleted"] {
        let parameters = [("group", "review"), ("status", status)];
        let listed = owner.get_with("/comments", &parameters).await;
        let fields = listed.refused(422, "invalid").fields();
        assert_eq!(fields, [("group".into(), "invalid".into())], "{status}");
        let filter = json!({ "group": "probably_spam", "status": status });
        let decided = owner.decide_group(filter, "delete", false).await;
        let fields = decided.refused(422, "invalid").fields();
        assert_eq!(fields, [("filter.group".into(), "invalid".into())]);
    }
    assert_eq!(owner.waiting().await, (0, 1));
    let filter = json!({ "group": "probably_spam", "status": "pending" });
    let dry = owner.decide_group(filter, "delete", true).await.expect(200);
    assert_eq!(ids_of(&dry, "decided", "status").len(), 1);
    // Of a repeated parameter the first counts, as with all parameters.
    for (first, second, count) in [("probably_spam", "review", 1), ("review", "x", 0)] {
        let parameters = [("group", first), ("group", second)];
        let listed = owner.list_all("/comments", &parameters).await;
        assert_eq!(listed.len(), count, "{first}");
    }
}

#[tokio::test]
async fn every_parameter_with_a_fixed_set_of_words_names_them_in_its_refusal() {
    let world = World::new().await;
    let owner = world.owner().await;
    for (path, field, words) in [
        (
            "/api/v1/moderation/comments?order=uuid",
            "order",
            "`oldest`, `newest`, `score`",
        ),
        (
            "/api/v1/moderation/comments?status=lost",
            "status",
            "`pending`, `approved`, `spam`, `trash`, `deleted`, `any`",
        ),
        (
            "/api/v1/sites/blog/comments?page=/a&order=best",
            "order",
            "`oldest`, `newest`",
        ),
    ] {
        let request = world.http.request(Method::GET, world.url(path));
        let answer = Answer::of(request.bearer_auth(&owner.token)).await;
        let answer = answer.refused(422, "invalid");
        assert_eq!(answer.fields(), [(field.to_owned(), "invalid".to_owned())]);
        let expected = format!("Must be one of: {words}.");
        assert_eq!(answer.body["errors"][0]["message"], expected);
    }
}

#[tokio::test]
async fn moderators_see_and_decide_the_groups_of_their_own_sites() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let (blog, garden) = (world.site_id("blog").await, world.site_id("garden").await);
    world.seed_groups(blog, 10, 11).await;
    world.seed_groups(garden, 100, 22).await;
    let gardener = world
        .moderator("gardener", rejoinder::Role::Moderator, &["garden"])
        .await;
    let owner = world.owner().await;
    // Of eleven comments, four have a score of at least 2.
    assert_eq!(owner.waiting().await, (21, 12));
    assert_eq!(gardener.waiting().await, (14, 8));
    let whole = json!({ "group": "probably_spam" });
    let decided = gardener.decide_group(whole, "spam", false).await;
    let decided = decided.expect(200);
    assert_eq!(ids_of(&decided, "decided", "status").len(), 8);
    assert_eq!(owner.waiting().await, (21, 4));
    assert_eq!(gardener.waiting().await, (14, 0));
    let days = gardener.get("/statistics?from=1970-01-01&to=1970-01-01");
    let days = days.await.expect(200).body;
    // The days do not limit what waits now. The seeded comments were written on the first day of 1970, but
    // their ids are later.
    assert_eq!(days["waiting"], json!({ "review": 14, "probably_spam": 0 }));
}
