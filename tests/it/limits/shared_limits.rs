//! Rate limits of several processes that share one Redis, tested at the whole server: exact while Redis
//! answers in time, bounded while it is slow.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use rejoinder::Policy;
use serde_json::json;

use crate::support::{
    answers::{Answer, eventually},
    process::{Installation, ServerProcess, pause},
    redis::RedisServer,
    relay::{Relay, RelayMode},
    server_client::ServerClient,
};

/// The burst of one IP address, and the time until one more comment is allowed.
const BURST: u32 = 5;

const EMISSION_INTERVAL: Duration = Duration::from_secs(30);

const REPLICAS: u32 = 3;

/// A process with a database of its own, so the rate limits are all that the processes share.
struct LimitedProcess {
    client: ServerClient,
    relay: Relay,
    _served: ServerProcess,
    _installation: Installation,
}

async fn processes(redis: &RedisServer) -> Vec<LimitedProcess> {
    let mut processes = Vec::new();
    for _ in 0..REPLICAS {
        let relay = Relay::in_front_of(&redis.url(), 6379).await;
        let installation = Installation::empty()
            .await
            .set(
                "REJOINDER_SECRET",
                "one secret that all of these replicas share",
            )
            .set("REJOINDER_REDIS_URL", &relay.url_of(&redis.url()))
            // Generous timeout: a machine under load must not look like a slow Redis.
            .set("REJOINDER_LIMITS__REDIS_TIMEOUT_MS", "500");
        let token = installation.add_blog_and_owner(Policy::default()).await;
        let (server, address) = installation.start_and_wait().await;
        processes.push(LimitedProcess {
            client: ServerClient::new(address, &token),
            relay,
            _served: server,
            _installation: installation,
        });
    }
    processes
}

/// Counts requests.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The number of accepted comments of one IP address that posts to all processes concurrently, for several
/// rounds.
async fn count_accepted(processes: &[LimitedProcess], address: &str, rounds: u32) -> u32 {
    let mut accepted = 0;
    for _ in 0..rounds {
        let posts = processes.iter().map(|process| {
            // Every request is different, because a repeated one gets the answer of the first.
            let who = format!("writer-{}", NEXT.fetch_add(1, Ordering::SeqCst));
            let body = json!({
                "page": format!("/{who}"),
                "text": format!("What {who} has to say about this post and no other."),
                "author": { "name": "Ann", "email": format!("{who}@example.org") },
            });
            let request = process
                .client
                .http
                .post(format!(
                    "{}/api/v1/sites/blog/comments",
                    process.client.base
                ))
                .header("x-forwarded-for", address)
                .json(&body);
            Answer::of(request)
        });
        for answer in futures_util::future::join_all(posts).await {
            match answer.status.as_u16() {
                201 => accepted += 1,
                429 => {}
                _ => panic!("{}: {}", answer.status, answer.text),
            }
        }
    }
    accepted
}

async fn wait_for_degraded(processes: &[LimitedProcess], degraded: bool) {
    for process in processes {
        eventually("the state of the limits", async || {
            pause().await;
            let ready = process.client.get("/health/ready").await;
            let is_degraded = ready.body["checks"]["limits"]["status"] == "degraded";
            (is_degraded == degraded).then_some(())
        })
        .await;
    }
}

/// limit × (1 + replicas/2), plus what the limit allows for the elapsed time.
fn maximum_accepted(started: Instant) -> u32 {
    let grown =
        u32::try_from(started.elapsed().as_secs() / EMISSION_INTERVAL.as_secs()).expect("short");
    (BURST + grown) * (2 + REPLICAS) / 2
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ip_address_is_limited_across_replicas_also_while_redis_is_slow() {
    let Some(redis) = RedisServer::new() else {
        return;
    };
    let processes = processes(&redis).await;
    wait_for_degraded(&processes, false).await;
    let started = Instant::now();
    let exact = count_accepted(&processes, "20.1.0.7", 4).await;
    let grown =
        u32::try_from(started.elapsed().as_secs() / EMISSION_INTERVAL.as_secs()).expect("short");
    assert!((BURST..=BURST + grown).contains(&exact), "{exact}");

    // Redis is slow for a while, fast again, and slow once more.
    let started = Instant::now();
    let mut all = count_accepted(&processes, "20.2.0.7", 1).await;
    for _ in 0..2 {
        for process in &processes {
            process
                .relay
                .set_mode(RelayMode::Delayed(Duration::from_millis(700)));
        }
        all += count_accepted(&processes, "20.2.0.7", 3).await;
        for process in &processes {
            process.relay.set_mode(RelayMode::Immediate);
        }
        wait_for_degraded(&processes, false).await;
        all += count_accepted(&processes, "20.2.0.7", 3).await;
    }
    let bound = maximum_accepted(started);
    assert!((BURST..=bound).contains(&all), "{all} of at most {bound}");

    // One process is cut off from Redis, the others are not.
    let started = Instant::now();
    processes[0].relay.set_mode(RelayMode::Frozen);
    let cut_off = count_accepted(&processes, "20.3.0.7", 5).await;
    let bound = maximum_accepted(started);
    assert!(
        (BURST..=bound).contains(&cut_off),
        "{cut_off} of at most {bound}"
    );
}
