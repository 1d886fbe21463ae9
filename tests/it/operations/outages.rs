//! Outages of backing services: without Redis, comments are still accepted, limited, and held in the queue; a
//! PostgreSQL server that does not answer blocks no caller forever.

use std::time::{Duration, Instant};

use rejoinder::{ModerationPolicy, Policy};

use crate::support::{
    answers::eventually,
    moderators::Moderator,
    process::{Installation, pause, signal},
    redis::RedisServer,
    relay::{Relay, RelayMode},
    server_client::{ServerClient, assert_retry_later},
    world::{World, on_services},
};

/// The results of the submissions of one phase.
#[derive(Debug, Default)]
struct Phase {
    slowest: Duration,
    approved: usize,
    held: usize,
    refused: usize,
}

/// Posts during a possible outage: from strangers, and from one author more often than the limit allows.
async fn submit(world: &World) -> Phase {
    let mut phase = Phase::default();
    let eager = world.guest();
    let eager = eager.named("Eve", &format!("eve-{}@example.org", world.clock.id()));
    for turn in 0..16 {
        // Every other comment is from that author.
        let own = world.guest();
        let own = own.named("Ben", &format!("ben-{}@example.org", world.clock.id()));
        let who = if turn % 2 == 0 { &own } else { &eager };
        let page = format!("/{}", world.clock.id());
        let token = who.token(&page).await;
        let mut body = who.comment(&page, &format!("I was on {page}, and it was a good time."));
        body["token"] = token.into();
        let started = Instant::now();
        let answer = who.send(&body).await;
        phase.slowest = phase.slowest.max(started.elapsed());
        match (answer.status.as_u16(), answer.body["status"].as_str()) {
            (201, Some("approved")) => phase.approved += 1,
            (201, Some("pending")) => phase.held += 1,
            (429, _) => phase.refused += 1,
            _ => panic!("{}: {}", answer.status, answer.text),
        }
        assert!(started.elapsed() < Duration::from_secs(3), "{phase:?}");
    }
    assert!(phase.refused > 0, "limits still limit: {phase:?}");
    phase
}

async fn health(world: &World) -> (u16, String, String) {
    let answer = world.guest().get("/health/ready").await;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let limits = &answer.body["checks"]["limits"];
    (
        answer.status.as_u16(),
        text(&answer.body["status"]),
        text(&limits["detail"]),
    )
}

async fn wait_for_phase(world: &World, wanted: &str) -> (Duration, String) {
    let started = Instant::now();
    let detail = eventually(wanted, async || {
        pause().await;
        let (status, overall, detail) = health(world).await;
        assert_eq!(status, 200, "limits work in the process: {detail}");
        (overall == wanted).then_some(detail)
    })
    .await;
    (started.elapsed(), detail)
}

/// The number of comments in the queue, and how many of them wait because of the limits.
async fn count_waiting(owner: &Moderator<'_>) -> (usize, usize) {
    let queue = owner.queue().await;
    let degraded = queue.iter().filter(|comment| {
        let reasons = comment["assessment"]["reasons"].as_array();
        reasons.is_some_and(|all| all.iter().any(|r| r["code"] == "limits_degraded"))
    });
    (queue.len(), degraded.count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_comments_are_accepted_limited_and_held() {
    let Some(mut redis) = RedisServer::new() else {
        return;
    };
    let world = World::with(&[("REJOINDER_REDIS_URL", &redis.url())]).await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::None)
        .await;
    let owner = world.owner().await;
    wait_for_phase(&world, "ok").await;
    let well = submit(&world).await;
    eprintln!("recovered: {well:?}");
    assert!(well.approved > 0);
    let faults = ["stopped", "frozen", "out of memory", "a replica"];
    for fault in faults {
        let before = count_waiting(&owner).await;
        match fault {
            "stopped" => redis.stop(),
            "frozen" => signal(redis.child.id(), "STOP"),
            "out of memory" => redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await,
            _ => redis.command(&["REPLICAOF", "127.0.0.1", "1"]).await,
        }
        // Under load from the start, because a submission is what discovers the outage.
        let first = submit(&world).await;
        let (noticed, detail) = wait_for_phase(&world, "degraded").await;
        assert!(detail.starts_with("Redis unavailable since "), "{detail}");
        let away = submit(&world).await;
        assert_eq!(away.approved, 0, "{fault}: all of them wait: {away:?}");
        let after = count_waiting(&owner).await;
        let (held, for_that) = (after.0 - before.0, after.1 - before.1);
        assert_eq!(held, for_that, "{fault}: the queue says why");
        assert_eq!(held, first.held + away.held);
        match fault {
            "stopped" => redis.restart(),
            "frozen" => signal(redis.child.id(), "CONT"),
            "out of memory" => redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await,
            _ => redis.command(&["REPLICAOF", "NO", "ONE"]).await,
        }
        let (recovered, detail) = wait_for_phase(&world, "ok").await;
        assert_eq!(detail, "counted in Redis");
        let again = submit(&world).await;
        assert!(again.approved > 0, "{fault}: {again:?}");
        eprintln!(
            "{fault}: slowest {:?}, then {:?}; noticed at most {noticed:?} later, back after {recovered:?}, held {held}, refused by limits {}",
            first.slowest,
            away.slowest,
            first.refused + away.refused,
        );
        for id in owner.queue().await {
            owner
                .decide("approve", &[id["id"].as_str().expect("an id")])
                .await
                .expect(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flushed_redis_loses_only_rate_limits() {
    let Some(redis) = RedisServer::new() else {
        return;
    };
    // Generous timeouts: on a machine under load, a slow answer must not look like an outage.
    let world = World::with(&[
        ("REJOINDER_REDIS_URL", &redis.url()),
        ("REJOINDER_LIMITS__REDIS_TIMEOUT_MS", "5000"),
    ])
    .await;
    wait_for_phase(&world, "ok").await;
    submit(&world).await;
    for words in [&["FLUSHALL"][..], &["SCRIPT", "FLUSH"]] {
        let ((), during) = tokio::join!(redis.command(words), submit(&world));
        eprintln!("{words:?}: slowest {:?}", during.slowest);
        assert!(during.held > 0);
    }
    // How many are refused depends on the elapsed time on the clock of Redis. The test relies only on some
    // being refused and on Redis counting.
    let (_, detail) = wait_for_phase(&world, "ok").await;
    assert_eq!(detail, "counted in Redis");
    submit(&world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_does_not_answer_is_reported_as_an_outage_and_used_again_afterwards() {
    if !on_services() {
        eprintln!("REJOINDER_TEST_DATABASE_URL is not set: test with a silent PostgreSQL skipped");
        return;
    }
    let mut installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let url = &installation.environment["REJOINDER_DATABASE_URL"];
    let relay = Relay::in_front_of(url, 5432).await;
    let url = relay.url_of(url);
    installation = installation.set("REJOINDER_DATABASE_URL", &url);
    let (_served, address) = installation.start_and_wait().await;
    let client = ServerClient::new(address, &token);
    client.post(1).await.expect(201);
    relay.set_mode(RelayMode::Frozen);
    let started = Instant::now();
    let posts = (2..8).map(|n| client.post(n));
    let (answers, ready) = tokio::join!(futures_util::future::join_all(posts), client.is_ready());
    let waited = started.elapsed();
    assert!(!ready);
    answers.into_iter().for_each(assert_retry_later);
    relay.set_mode(RelayMode::Immediate);
    let started = Instant::now();
    eventually("readiness", async || {
        pause().await;
        client.is_ready().await.then_some(())
    })
    .await;
    client.post(9).await.expect(201);
    eprintln!(
        "a silent PostgreSQL: 503 after {waited:?}, back after {:?}",
        started.elapsed()
    );
}
