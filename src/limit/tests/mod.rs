//! One table of behavior, tested against the buckets in process and those in a real Redis.

mod model;
mod outages;
mod replicas;
mod topologies;

use std::{net::IpAddr, time::Duration};

use super::{testing::RedisServer, *};

pub(super) const START: Timestamp = Timestamp(1_800_000_000_000);
const MINUTE: Duration = Duration::from_mins(1);
const FIVE: Quota = Quota::new("five", 5, MINUTE);
const THREE: Quota = Quota::new("three", 3, MINUTE);

/// Limits whose time the test controls. In Redis the time is the server's, so there the buckets are moved
/// instead; the time that passes meanwhile is the slack.
pub(super) struct Bench {
    pub limits: Limits,
    pub clock: Clock,
    pub redis: Option<RedisServer>,
}

impl Bench {
    pub(super) fn in_process() -> Self {
        let clock = Clock::held(START);
        Self {
            limits: Limits::in_process(clock.clone()),
            clock,
            redis: None,
        }
    }

    pub(super) async fn in_redis() -> Option<Self> {
        let server = RedisServer::start(&[]).await?;
        let clock = Clock::held(START);
        Some(Self {
            limits: testing::open(&server.url(), 5000, clock.clone()).await,
            clock,
            redis: Some(server),
        })
    }

    pub(super) async fn advance(&self, by: Duration) {
        let Some(server) = &self.redis else {
            self.clock.advance(by);
            return;
        };
        let keys: Vec<String> = server.request("KEYS rl:*").await;
        let is_bucket = |key: &&String| !key.ends_with("probe") && !key.contains(":once:");
        for key in keys.iter().filter(is_bucket) {
            let full: Option<u128> = server.request(&format!("GET {key}")).await;
            let moved = full.unwrap_or(0).saturating_sub(by.as_micros());
            let _: redis::Value = server
                .request(&format!("SET {key} {moved} XX KEEPTTL"))
                .await;
        }
    }

    fn slack(&self) -> Duration {
        Duration::from_secs(if self.redis.is_some() { 10 } else { 0 })
    }

    #[track_caller]
    fn near(&self, got: Duration, exact: Duration) {
        let least = exact.saturating_sub(self.slack());
        assert!(got <= exact && got >= least, "{got:?} is not {exact:?}");
    }
}

fn one(quota: Quota, subject: &str) -> Charge {
    Charge::new(quota, subject)
}

fn taken(result: Result<LimitStatus, LimitExceeded>) -> LimitStatus {
    match result {
        Ok(taken) => taken,
        Err(refused) => panic!("refused: {refused:?}"),
    }
}

fn refused(result: Result<LimitStatus, LimitExceeded>) -> LimitExceeded {
    match result {
        Err(refused) => refused,
        Ok(taken) => panic!("taken: {taken:?}"),
    }
}

/// Every behavior runs on a site of its own, in process and in Redis.
macro_rules! behaviours {
    ($($name:ident)+) => {
        mod in_process { $(
            #[tokio::test]
            async fn $name() {
                super::$name(&super::Bench::in_process(), stringify!($name)).await;
            }
        )+ }

        #[tokio::test]
        async fn the_whole_table_holds_in_redis() {
            let Some(bench) = Bench::in_redis().await else { return };
            $( $name(&bench, stringify!($name)).await; )+
            assert_eq!(bench.limits.health(), LimitHealth::Redis);
        }
    };
}

behaviours! {
    a_burst_passes_and_the_wait_after_it_is_exact
    turns_grow_back_one_by_one_and_never_beyond_the_burst
    all_is_taken_or_nothing
    the_tightest_quota_is_reported
    a_request_dearer_than_the_bucket_empties_it
    spending_leads_into_debt_of_one_burst_at_most
    charges_of_one_bucket_are_added_up
    sites_names_and_subjects_do_not_meet
    a_charge_without_cost_only_checks
    after_a_quota_shrinks_no_client_waits_longer_than_its_window
    nothing_charged_is_always_taken
    a_value_is_used_by_one_request_and_only_with_its_charges
    of_many_requests_at_once_one_uses_a_value
}

async fn a_burst_passes_and_the_wait_after_it_is_exact(bench: &Bench, site: &str) {
    let charge = [one(FIVE, "ann")];
    for left in (0..5).rev() {
        let state = taken(bench.limits.check(site, &charge).await)
            .tightest
            .unwrap();
        assert_eq!(state.remaining, left);
        assert_eq!((state.quota, state.burst), ("five", 5));
        assert_eq!(state.window, 5 * MINUTE);
        bench.near(state.reset, MINUTE);
    }
    let refusal = refused(bench.limits.check(site, &charge).await);
    assert_eq!(refusal.quotas, ["five"]);
    assert!(!refusal.degraded);
    bench.near(refusal.retry_after, MINUTE);
    assert_eq!(refusal.tightest.reset, refusal.retry_after);
    assert_eq!(refusal.tightest.remaining, 0);

    let moment = bench.slack().max(Duration::from_millis(1));
    bench
        .advance(refusal.retry_after.saturating_sub(moment))
        .await;
    let _ = refused(bench.limits.check(site, &charge).await);
    bench.advance(moment).await;
    taken(bench.limits.check(site, &charge).await);
}

async fn turns_grow_back_one_by_one_and_never_beyond_the_burst(bench: &Bench, site: &str) {
    let charge = one(FIVE, "ann");
    taken(bench.limits.check(site, &[charge.clone().costing(5)]).await);
    bench.advance(2 * MINUTE).await;
    taken(
        bench
            .limits
            .check(site, std::slice::from_ref(&charge))
            .await,
    );
    taken(
        bench
            .limits
            .check(site, std::slice::from_ref(&charge))
            .await,
    );
    let _ = refused(
        bench
            .limits
            .check(site, std::slice::from_ref(&charge))
            .await,
    );
    bench.advance(100 * MINUTE).await;
    taken(bench.limits.check(site, &[charge.clone().costing(5)]).await);
    let _ = refused(bench.limits.check(site, &[charge]).await);
}

async fn all_is_taken_or_nothing(bench: &Bench, site: &str) {
    let both = [one(FIVE, "net"), one(THREE, "ann")];
    for _ in 0..3 {
        taken(bench.limits.check(site, &both).await);
    }
    for _ in 0..10 {
        assert_eq!(
            refused(bench.limits.check(site, &both).await).quotas,
            ["three"]
        );
    }
    let left = taken(bench.limits.check(site, &both[..1]).await).tightest;
    assert_eq!(left.unwrap().remaining, 1);
    taken(bench.limits.check(site, &both[..1]).await);
    let neither = refused(bench.limits.check(site, &both).await);
    assert_eq!(neither.quotas, ["five", "three"]);
}

async fn the_tightest_quota_is_reported(bench: &Bench, site: &str) {
    let slow = Quota::new("slow", 3, 2 * MINUTE);
    let all = [one(FIVE, "a"), one(THREE, "b"), one(slow, "c")];
    let state = taken(bench.limits.check(site, &all).await)
        .tightest
        .unwrap();
    assert_eq!((state.quota, state.remaining), ("slow", 2));
    taken(bench.limits.check(site, &all).await);
    taken(bench.limits.check(site, &all).await);
    let refusal = refused(bench.limits.check(site, &all).await);
    assert_eq!(refusal.quotas, ["three", "slow"]);
    assert_eq!(refusal.tightest.quota, "slow");
    bench.near(refusal.retry_after, 2 * MINUTE);
}

async fn a_request_dearer_than_the_bucket_empties_it(bench: &Bench, site: &str) {
    let dear = [one(THREE, "ann").costing(7)];
    taken(bench.limits.check(site, &dear).await);
    let refusal = refused(bench.limits.check(site, &dear).await);
    bench.near(refusal.retry_after, 3 * MINUTE);
    bench.advance(refusal.retry_after).await;
    taken(bench.limits.check(site, &dear).await);
}

async fn spending_leads_into_debt_of_one_burst_at_most(bench: &Bench, site: &str) {
    let charge = one(FIVE, "ann");
    bench
        .limits
        .charge(site, &[charge.clone().costing(4)])
        .await;
    let state = taken(
        bench
            .limits
            .check(site, std::slice::from_ref(&charge))
            .await,
    )
    .tightest;
    assert_eq!(state.unwrap().remaining, 0);
    for _ in 0..100 {
        bench
            .limits
            .charge(site, &[charge.clone().costing(u32::MAX)])
            .await;
    }
    let refusal = refused(
        bench
            .limits
            .check(site, std::slice::from_ref(&charge))
            .await,
    );
    bench.near(refusal.retry_after, 6 * MINUTE);
    bench.advance(refusal.retry_after).await;
    taken(bench.limits.check(site, &[charge]).await);
}

async fn charges_of_one_bucket_are_added_up(bench: &Bench, site: &str) {
    let charge = one(FIVE, "ann");
    let thrice = vec![charge.clone(); 3];
    let state = taken(bench.limits.check(site, &thrice).await).tightest;
    assert_eq!(state.unwrap().remaining, 2);
    assert_eq!(
        refused(bench.limits.check(site, &thrice).await).quotas,
        ["five"]
    );
    taken(bench.limits.check(site, &thrice[..2]).await);
}

async fn sites_names_and_subjects_do_not_meet(bench: &Bench, site: &str) {
    let charge = one(FIVE, "ann").costing(5);
    let other_name = Quota::new("other", 5, MINUTE);
    let other_site = format!("{site}-2");
    taken(
        bench
            .limits
            .check(site, std::slice::from_ref(&charge))
            .await,
    );
    taken(
        bench
            .limits
            .check(&other_site, std::slice::from_ref(&charge))
            .await,
    );
    taken(
        bench
            .limits
            .check(site, &[one(other_name, "ann").costing(5)])
            .await,
    );
    taken(
        bench
            .limits
            .check(site, &[one(FIVE, "ben").costing(5)])
            .await,
    );
    let _ = refused(bench.limits.check(site, &[charge]).await);
}

async fn a_charge_without_cost_only_checks(bench: &Bench, site: &str) {
    let request = [one(THREE, "ann").costing(0)];
    for _ in 0..10 {
        let state = taken(bench.limits.check(site, &request).await).tightest;
        assert_eq!(state.unwrap().remaining, 3);
    }
    bench
        .limits
        .charge(site, &[one(THREE, "ann").costing(3)])
        .await;
    taken(bench.limits.check(site, &request).await);
    bench
        .limits
        .charge(site, &[one(THREE, "ann").costing(2)])
        .await;
    let refusal = refused(bench.limits.check(site, &request).await);
    bench.near(refusal.retry_after, 2 * MINUTE);
}

async fn after_a_quota_shrinks_no_client_waits_longer_than_its_window(bench: &Bench, site: &str) {
    let slow = Quota::new("changing", 10, 60 * MINUTE);
    let quick = Quota::new("changing", 2, MINUTE);
    taken(
        bench
            .limits
            .check(site, &[one(slow, "ann").costing(10)])
            .await,
    );
    let refusal = refused(
        bench
            .limits
            .check(site, &[one(quick, "ann").costing(2)])
            .await,
    );
    bench.near(refusal.retry_after, quick.window());
}

async fn nothing_charged_is_always_taken(bench: &Bench, site: &str) {
    assert_eq!(taken(bench.limits.check(site, &[]).await).tightest, None);
    bench.limits.charge(site, &[]).await;
}

async fn sixty_four_tasks_get_the_burst(bench: Bench) {
    let hundred = Quota::new("hundred", 100, 60 * MINUTE);
    let limits = Arc::new(bench.limits);
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let limits = Arc::clone(&limits);
            tokio::spawn(async move {
                let mut got = 0;
                for _ in 0..10 {
                    let charges = [one(hundred, "all"), one(FIVE, "nobody").costing(0)];
                    if let Ok(taken) = limits.check("blog", &charges).await {
                        assert!(!taken.degraded);
                        got += 1;
                    }
                }
                got
            })
        })
        .collect();
    let mut got = 0;
    for task in tasks {
        got += task.await.unwrap();
    }
    assert_eq!(got, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_never_get_more_than_the_burst_in_process() {
    sixty_four_tasks_get_the_burst(Bench::in_process()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_never_get_more_than_the_burst_in_redis() {
    if let Some(bench) = Bench::in_redis().await {
        sixty_four_tasks_get_the_burst(bench).await;
    }
}

#[tokio::test]
async fn an_address_posts_five_times_and_a_network_twenty() {
    let bench = Bench::in_process();
    let mut got = 0;
    for host in 0..10_u8 {
        let charges = quotas::posting_from(IpAddr::from([192, 0, 2, host]));
        for _ in 0..6 {
            got += u32::from(bench.limits.check("blog", &charges).await.is_ok());
        }
    }
    assert_eq!(got, 20);
}

#[tokio::test]
async fn reading_is_counted_here_and_never_degraded() {
    let settings = LimitSettings {
        redis_url: Some(format!("redis://127.0.0.1:{}", testing::free_port()).into()),
        ..LimitSettings::default()
    };
    let limits = Limits::open(&settings, Clock::held(START), testing::SECRET)
        .await
        .unwrap();
    let charges = [quotas::per_address(quotas::READING, [192, 0, 2, 1].into())];
    for _ in 0..300 {
        assert!(!taken(limits.check_in_process("blog", &charges)).degraded);
    }
    let refusal = refused(limits.check_in_process("blog", &charges));
    assert_eq!(refusal.retry_after, Duration::from_millis(50));
}

#[test]
fn the_settings_refuse_unknown_keys_and_hide_the_url() {
    let settings: LimitSettings =
        serde_json::from_str(r#"{"redis_url": "redis://:hunter2@localhost"}"#).unwrap();
    assert_eq!(settings.redis_timeout_ms, 50);
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(serde_json::from_str::<LimitSettings>(r#"{"redis": 1}"#).is_err());
}

#[tokio::test]
async fn mistakes_in_the_settings_stop_the_start() {
    for (settings, said) in [
        (r#"{"redis_url": "http://localhost"}"#, "limits.redis_url"),
        (
            r#"{"redis_timeout_ms": 0}"#,
            "limits.redis_timeout_ms: must be",
        ),
    ] {
        let settings: LimitSettings = serde_json::from_str(settings).unwrap();
        let opened = Limits::open(&settings, Clock::held(START), testing::SECRET).await;
        let mistakes = opened.expect_err(said);
        assert!(mistakes.0[0].starts_with(said), "{mistakes}");
    }
}

#[test]
fn the_debug_output_of_a_charge_hides_its_subject() {
    let shown = format!("{:?}", one(FIVE, "ann@example.org"));
    assert!(
        shown.contains("five") && !shown.contains("97, 110"),
        "{shown}"
    );
}

fn once(value: u8, request: u8) -> SingleUse {
    SingleUse {
        value: vec![value; 16],
        request: [request; 16],
        life: 20 * MINUTE,
    }
}

async fn a_value_is_used_by_one_request_and_only_with_its_charges(bench: &Bench, site: &str) {
    let take = async |site: &str, who: &str, cost: u32, once: &SingleUse| {
        let charges = [one(FIVE, who).costing(cost), one(THREE, "all")];
        bench.limits.check_single_use(site, &charges, once).await
    };
    let is_refused = |outcome| matches!(outcome, Err(SingleUseRefusal::Exceeded(_)));
    assert!(take(site, "ann", 5, &once(1, 1)).await.is_ok());
    // Refused by a limit, the value stays valid.
    assert!(is_refused(take(site, "ann", 1, &once(2, 2)).await));
    assert!(take(site, "ben", 1, &once(2, 3)).await.is_ok());
    // When the value is already used, nothing is charged: one unit of the shared quota is left for the next
    // request.
    for _ in 0..9 {
        assert_eq!(
            take(site, "cid", 1, &once(2, 4)).await,
            Err(SingleUseRefusal::Used)
        );
    }
    // The same request may be repeated, and is charged again.
    assert!(take(site, "ben", 1, &once(2, 3)).await.is_ok());
    assert!(is_refused(take(site, "dan", 1, &once(3, 5)).await));
    assert_eq!(
        take(site, "dan", 1, &once(1, 5)).await,
        Err(SingleUseRefusal::Used)
    );
    let elsewhere = format!("{site}, another");
    assert!(take(&elsewhere, "dan", 1, &once(1, 5)).await.is_ok());
}

async fn of_many_requests_at_once_one_uses_a_value(bench: &Bench, site: &str) {
    const WIDE: Quota = Quota::new("wide", 1000, MINUTE);
    let takes = (0..64_u8).map(|n| async move {
        let charges = [one(FIVE, &n.to_string()), one(WIDE, "all")];
        let outcome = bench
            .limits
            .check_single_use(site, &charges, &once(9, n))
            .await;
        outcome != Err(SingleUseRefusal::Used)
    });
    let used = futures_util::future::join_all(takes).await;
    assert_eq!(used.into_iter().filter(|used| *used).count(), 1);
    let left = taken(bench.limits.check(site, &[one(WIDE, "all")]).await);
    assert_eq!(left.tightest.map(|state| state.remaining), Some(998));
}
