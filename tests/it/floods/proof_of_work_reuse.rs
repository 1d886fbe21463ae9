//! A proof of work is valid for one submission, however many present it concurrently.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, with_form},
    guests::{COMMENTS, Guest},
    proof_of_work::solve,
    world::{World, on_services, unmoderated_world},
};

/// A submission with a proof of work that one computer made, to be sent from many IP addresses.
struct ReplayedSubmission {
    body: Value,
}

impl ReplayedSubmission {
    /// Opens the form once and does its proof of work once.
    async fn new(world: &World, page: &str) -> Self {
        let worker = world.guest();
        let opened = worker.open_form(page).await;
        let mut body = worker.comment_with_token(page, "", &opened);
        body["solution"] = solve(&opened.challenge);
        Self { body }
    }

    fn by(&self, bot: &Guest<'_>, n: usize) -> Value {
        let mut body = self.body.clone();
        body["text"] = json!(format!("Message number {n} of many"));
        body["author"] = bot.comment("/a", "")["author"].clone();
        body
    }
}

fn bot(world: &World, n: usize) -> Guest<'_> {
    let (name, email) = (format!("Bot {n}"), format!("bot{n}@example.org"));
    world.guest().named(&name, &email)
}

/// The outcomes of submissions with the same proof of work.
#[derive(Debug, Default, PartialEq, Eq)]
struct SubmissionCounts {
    published: usize,
    held: usize,
    refused: usize,
}

impl SubmissionCounts {
    fn count(&mut self, answer: &Answer) {
        match (answer.status, answer.body["status"].as_str()) {
            (StatusCode::CREATED, Some("approved")) => self.published += 1,
            (StatusCode::CREATED, _) => self.held += 1,
            _ => {
                // Without a valid proof of work they share one small budget, and do not use up any other.
                assert_eq!(
                    answer.status,
                    StatusCode::TOO_MANY_REQUESTS,
                    "{}",
                    answer.text
                );
                assert_eq!(answer.body["violated-policies"], json!(["unproved"]));
                self.refused += 1;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_networks_with_one_solution_one_is_accepted_concurrently() {
    let world = unmoderated_world().await;
    world.policy(|policy| policy.limits_percent = 100).await;
    world.start_flood(1).await;
    let replica = world.replica().await;
    let replayed = ReplayedSubmission::new(&world, "/a").await;
    let bots = (0..40).map(|n| bot(&world, n)).collect::<Vec<_>>();
    let answers = bots.iter().enumerate().map(|(n, bot)| {
        let request = bot.request(Method::POST, COMMENTS);
        let request = request.json(&replayed.by(bot, n));
        let (world, replica) = (&world, &replica);
        async move {
            // Processes that share Redis share the record of used proofs of work.
            if on_services() && n % 2 == 1 {
                replica.answer(world, request).await
            } else {
                Answer::of(request).await
            }
        }
    });
    let mut ended = SubmissionCounts::default();
    for answer in join_all(answers).await {
        ended.count(&answer);
    }
    assert_eq!(ended.published, 1, "{ended:?}");
    assert!((5..=25).contains(&ended.held), "{ended:?}");
    assert!(ended.refused > 10, "{ended:?}");
    // Also one after the other, in this process and after a restart, which loses what the process holds in
    // memory.
    let mut world = world;
    drop(replica);
    for restarted in [false, true] {
        if restarted {
            world.restart().await;
            world.detect_floods().await;
        }
        let mut ended = SubmissionCounts::default();
        for n in 40..55 {
            let bot = bot(&world, n);
            ended.count(&bot.send(&replayed.by(&bot, n)).await);
        }
        assert_eq!(ended.published, 0, "{restarted}: {ended:?}");
    }
    // People who did their own work are not affected.
    for n in 60..63 {
        let text = format!("My own words, number {n}");
        let posted = bot(&world, n).solve_and_post("/a", &text).await;
        assert_eq!(posted.expect(201).body["status"], "approved");
    }
}

#[tokio::test]
async fn the_assessment_of_a_replay_says_that_the_proof_of_work_was_used() {
    let world = unmoderated_world().await;
    let owner = world.owner_with_key().await;
    world.start_flood(1).await;
    let replayed = ReplayedSubmission::new(&world, "/a").await;
    let (one, two) = (bot(&world, 1), bot(&world, 2));
    let (first, second) = (replayed.by(&one, 1), replayed.by(&two, 2));
    let (first, second) = tokio::join!(one.send(&first), two.send(&second));
    let mut reasons = [
        owner.reasons(&first.expect(201)).await,
        owner.reasons(&second.expect(201)).await,
    ];
    reasons.sort_by_key(Vec::len);
    assert_eq!(reasons[0], ["flood"]);
    assert_eq!(
        reasons[1],
        ["token_used", "unvouched", "proof_missing", "flood"]
    );
}

#[tokio::test]
async fn a_proof_of_work_used_without_a_flood_is_used_up_in_a_flood_too() {
    let world = unmoderated_world().await;
    world.policy(|policy| policy.limits_percent = 100).await;
    world.start_flood(1).await;
    let replayed = ReplayedSubmission::new(&world, "/a").await;
    world.clock.advance(std::time::Duration::from_mins(6));
    world.detect_floods().await;
    let first = bot(&world, 1);
    first.send(&replayed.by(&first, 1)).await.expect(201);
    world.start_flood(1).await;
    let mut ended = SubmissionCounts::default();
    for n in 2..20 {
        let bot = bot(&world, n);
        ended.count(&bot.send(&replayed.by(&bot, n)).await);
    }
    assert_eq!(ended.published, 0, "{ended:?}");
    assert!(ended.refused > 0, "{ended:?}");
}

#[tokio::test]
async fn a_double_click_and_a_retry_with_a_used_proof_of_work_get_the_first_answer() {
    let world = unmoderated_world().await;
    world.policy(|policy| policy.limits_percent = 100).await;
    world.start_flood(1).await;
    let ann = world.guest();
    for key in [None, Some("a key of this submission")] {
        let opened = ann.open_form("/a").await;
        let mut body = ann.comment_with_token("/a", &format!("Said once, {key:?}"), &opened);
        body["solution"] = solve(&opened.challenge);
        let send = || {
            let mut request = ann.request(Method::POST, COMMENTS).json(&body);
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            Answer::of(request)
        };
        let (one, two) = tokio::join!(send(), send());
        let again = send().await;
        let ids = [one, two, again].map(|answer| {
            let answer = answer.expect(201);
            assert_eq!(answer.body["status"], "approved");
            answer.id()
        });
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ids[0], ids[2]);
    }
}

#[tokio::test]
async fn a_correctable_error_uses_up_neither_the_rate_limit_nor_the_proof_of_work() {
    let world = unmoderated_world().await;
    world
        .policy(|policy| {
            policy.limits_percent = 100;
            policy.banned_words = vec!["casino".into()];
        })
        .await;
    world.start_flood(1).await;
    let ann = world.guest();
    let opened = ann.open_form("/a").await;
    let mut body = ann.comment_with_token("/a", "Good at last", &opened);
    body["solution"] = solve(&opened.challenge);
    let with = |name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        body
    };
    let wrong = [
        (with("text", json!("")), "text"),
        (with("text", json!("The casino of the village")), "text"),
        (
            with(
                "author",
                json!({ "name": "Casino", "email": "a@b.example" }),
            ),
            "author.name",
        ),
        (
            with("author", json!({ "name": "Ann", "email": "nonsense" })),
            "author.email",
        ),
        (
            with("author", json!({ "name": "", "email": "a@b.example" })),
            "author.name",
        ),
    ];
    for (body, field) in wrong.iter().cycle().take(15) {
        let refused = ann.send(body).await.refused(422, "invalid");
        assert_eq!(refused.fields()[0].0, *field, "{body}");
    }
    // With a form as well, whose page returns the proof of work.
    let fields = [
        ("page", "/a"),
        ("token", opened.token.as_str().expect("a token")),
        ("solution", &body["solution"].to_string()),
        ("name", "Ann"),
        ("email", "ann@example.org"),
        ("text", "The casino again"),
    ];
    let form = with_form(ann.request(Method::POST, COMMENTS), &fields);
    Answer::of(form).await.expect(422);
    let posted = ann.send(&body).await.expect(201);
    assert_eq!(posted.body["status"], "approved");
    // An edit can be corrected in the same way.
    let edit = |text: &str| {
        let path = format!("{COMMENTS}/{}", posted.id());
        let token = posted.body["edit_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let request = ann
            .request(Method::PATCH, &path)
            .header("edit-token", token);
        Answer::of(request.json(&json!({ "text": text })))
    };
    for _ in 0..8 {
        edit("To the casino").await.refused(422, "invalid");
    }
    edit("To the village").await.expect(200);
}
