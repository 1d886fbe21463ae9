//! Redis frozen, killed, full, read-only, emptied or sending garbage: every call gets an answer, and Redis
//! is used again afterward.

use std::{io::Write, sync::Mutex, time::Instant};

use super::*;
use crate::limit::testing::{SECRET, free_port, open, until, until_back};

fn away_because(limits: &Limits, expected: &str) {
    match limits.health() {
        LimitHealth::Away { reason, .. } => assert_eq!(reason, expected),
        health => panic!("{health:?}"),
    }
}

/// Half of five is two, and degraded outcomes are marked as degraded.
async fn degraded_at_half(limits: &Limits, subject: &str) {
    for _ in 0..2 {
        assert!(taken(limits.check("blog", &[one(FIVE, subject)]).await).degraded);
    }
    let refusal = refused(limits.check("blog", &[one(FIVE, subject)]).await);
    assert!(refusal.degraded);
    assert_eq!(refusal.tightest.burst, 2);
    assert_eq!(refusal.retry_after, 2 * MINUTE);
}

async fn well(limits: &Limits, subject: &str) {
    assert!(!taken(limits.check("blog", &[one(FIVE, subject)]).await).degraded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_redis_costs_one_timeout_and_is_used_again_when_it_thaws() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = open(&server.url(), 50, Clock::held(START)).await;
    until_back(&limits, 5).await;
    server.signal("-STOP");
    let begun = Instant::now();
    degraded_at_half(&limits, "ann").await;
    let first = begun.elapsed();
    assert!(first < Duration::from_millis(300), "{first:?}");
    away_because(&limits, "no answer in time");
    let begun = Instant::now();
    for _ in 0..1000 {
        let is_degraded = match limits.check("blog", &[one(FIVE, "ben")]).await {
            Ok(status) => status.degraded,
            Err(exceeded) => exceeded.degraded,
        };
        assert!(is_degraded);
    }
    assert!(begun.elapsed() < Duration::from_millis(300));
    server.signal("-CONT");
    until_back(&limits, 2).await;
    well(&limits, "cid").await;
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_killed_redis_is_used_again_after_its_restart_and_the_log_says_so_once() {
    let Some(mut server) = RedisServer::start(&[]).await else {
        return;
    };
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // With a single subscriber, tracing lets the thread of another test disable a log call for all.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _log = tracing::subscriber::set_default(subscriber);
    let limits = open(&server.url(), 1000, Clock::held(START)).await;
    well(&limits, "ann@example.org").await;
    server.kill();
    degraded_at_half(&limits, "ann@example.org").await;
    assert!(matches!(
        limits.health(),
        LimitHealth::Away { since: START, .. }
    ));
    server.restart().await;
    until_back(&limits, 2).await;
    well(&limits, "ann@example.org").await;

    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.matches("Redis unavailable").count(), 1, "{log}");
    assert_eq!(log.matches("Redis available again").count(), 1, "{log}");
    assert!(
        !log.contains("example.org") && !log.contains("rl:"),
        "{log}"
    );
}

#[tokio::test]
async fn a_lost_connection_is_noticed_and_replaced_without_a_request() {
    let Some(mut server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = open(&server.url(), 1000, Clock::held(START)).await;
    server.kill();
    until("the loss is noticed", 5, async || {
        matches!(limits.health(), LimitHealth::Away { .. })
    })
    .await;
    server.restart().await;
    until_back(&limits, 2).await;
    well(&limits, "ann").await;
}

#[tokio::test]
async fn an_unreachable_redis_does_not_prevent_the_start() {
    let port = free_port();
    let limits = open(&format!("redis://127.0.0.1:{port}"), 50, Clock::held(START)).await;
    away_because(&limits, "connection refused");
    degraded_at_half(&limits, "ann").await;
}

#[tokio::test]
async fn an_emptied_redis_or_one_without_the_script_goes_on() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = open(&server.url(), 1000, Clock::held(START)).await;
    let all = [one(FIVE, "ann").costing(5)];
    taken(limits.check("blog", &all).await);
    let _: redis::Value = server.request("SCRIPT FLUSH").await;
    assert!(!refused(limits.check("blog", &all).await).degraded);
    let _: redis::Value = server.request("FLUSHALL").await;
    assert!(!taken(limits.check("blog", &all).await).degraded);
    assert_eq!(limits.health(), LimitHealth::Redis);
}

#[tokio::test]
async fn a_full_redis_counts_as_away() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = open(&server.url(), 1000, Clock::held(START)).await;
    let _: redis::Value = server.request("CONFIG SET maxmemory 1").await;
    degraded_at_half(&limits, "ann").await;
    away_because(&limits, "out of memory");
    let _: redis::Value = server.request("CONFIG SET maxmemory 0").await;
    until_back(&limits, 2).await;
    well(&limits, "ben").await;
}

#[tokio::test]
async fn a_read_only_redis_counts_as_away() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = open(&server.url(), 1000, Clock::held(START)).await;
    let _: redis::Value = server.request("REPLICAOF 127.0.0.1 1").await;
    degraded_at_half(&limits, "ann").await;
    away_because(&limits, "read only");
    let _: redis::Value = server.request("REPLICAOF NO ONE").await;
    until_back(&limits, 2).await;
    well(&limits, "ben").await;
}

#[tokio::test]
async fn a_server_that_talks_nonsense_counts_as_away() {
    use tokio::io::AsyncWriteExt as _;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let nonsense = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let limits = open(&format!("redis://127.0.0.1:{port}"), 50, Clock::held(START)).await;
    degraded_at_half(&limits, "ann").await;
    assert!(matches!(limits.health(), LimitHealth::Away { .. }));
    nonsense.abort();
}

#[tokio::test]
async fn every_key_expires_and_names_no_person() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = open(&server.url(), 1000, Clock::held(START)).await;
    let mut charges = quotas::posting_from([192, 0, 2, 1].into());
    charges.extend(quotas::posting_from("2001:db8::1".parse().unwrap()));
    charges.push(one(quotas::PERSON, "ann@example.org"));
    charges.push(one(quotas::PAGE, "/a/page"));
    taken(limits.check("blog", &charges).await);
    limits.charge("blog", &charges).await;
    let keys: Vec<String> = server.request("KEYS *").await;
    assert!(keys.len() >= charges.len(), "{keys:?}");
    for key in keys {
        let ttl: i64 = server.request(&format!("PTTL {key}")).await;
        assert!(ttl != -1, "{key} lives for ever");
        let rest = key
            .strip_prefix("rl:{blog}:")
            .or(key.strip_prefix("rl:{-}:"));
        let rest = rest.unwrap_or_else(|| panic!("{key}"));
        let hashed = rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit());
        assert!(hashed || rest == "probe", "{key}");
    }
}

#[tokio::test]
async fn midnight_changes_the_names_and_resets_nothing() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let clock = Clock::held(Timestamp(20_001 * 86_400_000 - 1));
    let limits = open(&server.url(), 1000, clock.clone()).await;
    let charge = [one(FIVE, "ann")];
    for _ in 0..3 {
        taken(limits.check("blog", &charge).await);
    }
    let of_yesterday: Vec<String> = server.request("KEYS rl:{blog}:*").await;
    clock.advance(Duration::from_millis(2));
    let state = taken(limits.check("blog", &charge).await).tightest.unwrap();
    assert_eq!(state.remaining, 1);
    taken(limits.check("blog", &charge).await);
    let _ = refused(limits.check("blog", &charge).await);
    let now: Vec<String> = server.request("KEYS rl:{blog}:*").await;
    assert_eq!(now.len(), of_yesterday.len() + 1);
}

#[tokio::test]
async fn processes_with_one_secret_share_their_buckets() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let ours = open(&server.url(), 1000, Clock::held(START)).await;
    let theirs = open(&server.url(), 1000, Clock::held(START)).await;
    let all = [one(FIVE, "ann").costing(5)];
    taken(ours.check("blog", &all).await);
    let _ = refused(theirs.check("blog", &all).await);
    assert!(!SECRET.is_empty());
}

/// Returns how often the script has run.
async fn calls(server: &RedisServer) -> u64 {
    let stats: String = server.request("INFO commandstats").await;
    let lines = stats.lines().filter(|line| {
        ["cmdstat_evalsha:", "cmdstat_eval:"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    let calls = lines.filter_map(|line| {
        let (_, after) = line.split_once("calls=")?;
        after.split(',').next()?.parse::<u64>().ok()
    });
    calls.sum()
}

#[tokio::test]
async fn what_redis_refused_is_refused_again_without_asking_it_and_taken_in_time() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let settings = LimitSettings {
        redis_url: Some(server.url().into()),
        redis_timeout_ms: 5000,
        redis_refusals_ms: 10_000,
    };
    let limits = Limits::open(&settings, Clock::system(), SECRET)
        .await
        .unwrap();
    let quota = Quota::new("short", 1, Duration::from_secs(2));
    let ann = [Charge::new(quota, "ann")];
    let both = [Charge::new(FIVE, "page"), Charge::new(quota, "ann")];
    let _ = taken(limits.check("blog", &ann).await);
    let first = refused(limits.check("blog", &ann).await);
    let before = calls(&server).await;
    let mut last = first.retry_after;
    for _ in 0..100 {
        let again = refused(limits.check("blog", &both).await);
        assert_eq!(again.quotas, ["short"]);
        assert!(again.retry_after <= last, "{:?}", again.retry_after);
        last = again.retry_after;
    }
    // The connection is tested from time to time.
    assert!(calls(&server).await < before + 10);
    // No other subject is refused because of it, and extra costs are always charged.
    let _ = taken(limits.check("blog", &[Charge::new(quota, "ben")]).await);
    limits.charge("blog", &ann).await;
    until("there is capacity", 10, async || {
        limits.check("blog", &ann).await.is_ok()
    })
    .await;
}
