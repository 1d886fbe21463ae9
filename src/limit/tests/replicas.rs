//! Several processes on one Redis that is slow, silent, or restarted empty: what they allow together is
//! bounded.

use proptest::prelude::*;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use super::*;
use crate::limit::{
    gcra,
    memory::{CalledBucket, InProcessLimits},
    testing::{open, until, until_back},
};

const SITE: &str = "blog";

/// The fate of one call.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// Redis replies in time.
    Answered,
    /// Redis executes the call, and the reply comes too late.
    Late,
    /// The call does not reach Redis.
    Lost,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Request(usize, Fate),
    /// A process reconnects to Redis.
    Back(usize),
    /// Redis is restarted without its data.
    Emptied,
    Wait(u64),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let fate = prop_oneof![
        6 => Just(Fate::Answered),
        1 => Just(Fate::Late),
        1 => Just(Fate::Lost),
    ];
    let event = prop_oneof![
        12 => (0..5_usize, fate).prop_map(|(who, fate)| Event::Request(who, fate)),
        4 => (0..5_usize).prop_map(Event::Back),
        2 => (0..120_u64).prop_map(Event::Wait),
        1 => Just(Event::Emptied),
    ];
    prop::collection::vec(event, 1..120)
}

/// Processes as `Limits::run` and `Remote` implement them, with a table in place of Redis.
struct ReplicaModel {
    clock: Clock,
    quota: Quota,
    redis: InProcessLimits,
    processes: Vec<(InProcessLimits, bool)>,
}

impl ReplicaModel {
    fn new(quota: Quota, processes: usize) -> Self {
        let clock = Clock::held(START);
        let process = |_| (InProcessLimits::new(clock.clone()), false);
        Self {
            quota,
            redis: InProcessLimits::new(clock.clone()),
            processes: (0..processes).map(process).collect(),
            clock,
        }
    }

    /// Returns whether one request from one IP address passes.
    fn request(&mut self, who: usize, fate: Fate) -> bool {
        let charges = [one(self.quota, "ann")];
        let requests = gcra::gather(&charges);
        let names = ["rl:{blog}:ann".to_owned()];
        let (memory, is_away) = &mut self.processes[who];
        if !*is_away && !matches!(fate, Fate::Lost) {
            let reply = self
                .redis
                .run(SITE, &requests, ChargeMode::Conditional, None);
            if matches!(fate, Fate::Answered) {
                memory.note_reply(
                    SITE,
                    &requests,
                    &names,
                    ChargeMode::Conditional,
                    None,
                    &reply,
                );
                return requests[0].wait(reply.backlogs[0]) == 0;
            }
        }
        *is_away = true;
        let (requests, reply) =
            memory.run_degraded(SITE, &requests, &names, ChargeMode::Conditional, None);
        requests[0].wait(reply.backlogs[0]) == 0
    }

    /// Does what `RAISE` does.
    fn back(&mut self, who: usize) {
        let (memory, is_away) = &mut self.processes[who];
        *is_away = false;
        let charges = [one(self.quota, "ann")];
        let requests = gcra::gather(&charges);
        for known in memory.known() {
            let entry = CalledBucket {
                key: self.redis.key("", SITE, &requests[0]),
                request: requests[0],
                name: None,
            };
            self.redis.note(SITE, &[entry], &[known.backlog], None);
        }
    }

    fn empty(&mut self) {
        self.redis = InProcessLimits::new(self.clock.clone());
        for (_, is_away) in &mut self.processes {
            *is_away = true;
        }
    }
}

/// Returns what R processes may allow for one bucket in a time while Redis keeps its data: the limit ×
/// (1 + R/2), rounded down.
fn bound(quota: Quota, processes: usize, seconds: u64) -> u64 {
    let limit_halves = |processes: u64| (2 + processes) * (seconds + quota.window().as_secs());
    limit_halves(processes as u64) / (2 * quota.every.as_secs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn all_processes_together_hold_the_limit_in_every_state_of_redis(
        burst in 2..12_u32, processes in 1..5_usize, events in events(),
    ) {
        let quota = Quota::new("any", burst, Duration::from_secs(30));
        let mut model = ReplicaModel::new(quota, processes);
        let (mut passed, mut waited, mut losses) = (0, 0, 0);
        for event in events {
            match event {
                Event::Request(who, fate) => {
                    passed += u64::from(model.request(who % processes, fate));
                }
                Event::Back(who) => model.back(who % processes),
                Event::Emptied => {
                    losses += 1;
                    model.empty();
                }
                Event::Wait(seconds) => {
                    waited += seconds;
                    model.clock.advance(Duration::from_secs(seconds));
                }
            }
            let most = bound(quota, processes, waited) + losses * u64::from(burst);
            prop_assert!(passed <= most, "{passed} of {most} after {waited} s");
            if processes == 1 {
                let limit = u64::from(burst) + waited / 30;
                prop_assert!(passed <= limit, "{passed} of {limit}");
            }
        }
    }

    #[test]
    fn while_redis_answers_in_time_the_limit_is_exact(
        burst in 1..12_u32, requests in prop::collection::vec(0..4_usize, 1..60),
    ) {
        let mut model = ReplicaModel::new(Quota::new("any", burst, Duration::from_secs(30)), 4);
        let passed = requests.iter().filter(|who| model.request(**who, Fate::Answered)).count();
        prop_assert_eq!(passed, requests.len().min(burst as usize));
    }
}

/// Forwards bytes to Redis and back, each piece with a delay.
async fn delayed(port: u16, delay: watch::Receiver<Duration>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "redis://127.0.0.1:{}",
        listener.local_addr().unwrap().port()
    );
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let delay = delay.clone();
            tokio::spawn(async move {
                let far = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = (near.set_nodelay(true), far.set_nodelay(true));
                let ((mut from, mut to), (mut back, mut home)) =
                    (near.into_split(), far.into_split());
                let there = async {
                    let mut piece = [0; 4096];
                    while let Ok(length @ 1..) = from.read(&mut piece).await {
                        let delay = *delay.borrow();
                        tokio::time::sleep(delay).await;
                        if home.write_all(&piece[..length]).await.is_err() {
                            return;
                        }
                    }
                };
                let here = async { drop(tokio::io::copy(&mut back, &mut to).await) };
                tokio::select! { () = there => {} () = here => {} }
            });
        }
    });
    url
}

/// Calls every process in turn, and all of them concurrently, until none allows anything more.
async fn passed(processes: &[Arc<Limits>], subject: &str, rounds: usize) -> usize {
    let mut passed = 0;
    for _ in 0..rounds {
        let all = processes.iter().map(|limits| {
            let (limits, charge) = (Arc::clone(limits), one(FIVE, subject));
            async move { limits.check(SITE, &[charge]).await.is_ok() }
        });
        let answers = futures_util::future::join_all(all).await;
        passed += answers.into_iter().filter(|passes| *passes).count();
    }
    passed
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_on_a_slow_redis_stay_within_the_bound_and_are_exact_again_after_it() {
    let Some(mut server) = RedisServer::start(&[]).await else {
        return;
    };
    let (slow, delay) = watch::channel(Duration::ZERO);
    let mut processes = Vec::new();
    for _ in 0..3 {
        let url = delayed(server.port, delay.clone()).await;
        processes.push(Arc::new(open(&url, 200, Clock::held(START)).await));
    }
    for limits in &processes {
        until_back(limits, 10).await;
    }
    assert_eq!(
        passed(&processes, "well", 6).await,
        5,
        "exact while it answers"
    );

    // Slow from the first request on, and from the middle of the requests.
    let most = usize::try_from(bound(FIVE, 3, 0)).unwrap();
    slow.send_replace(Duration::from_millis(400));
    let slow_from_the_start = passed(&processes, "ann", 8).await;
    assert!(
        (1..=most).contains(&slow_from_the_start),
        "{slow_from_the_start}"
    );
    slow.send_replace(Duration::ZERO);
    for limits in &processes {
        until_back(limits, 20).await;
    }
    let before = passed(&processes, "ben", 1).await;
    slow.send_replace(Duration::from_millis(400));
    let during = passed(&processes, "ben", 8).await;
    slow.send_replace(Duration::ZERO);
    for limits in &processes {
        until_back(limits, 20).await;
    }
    let after = passed(&processes, "ben", 8).await;
    assert!(
        before + during + after <= most,
        "{before} + {during} + {after}"
    );
    // Redis has received what was charged without it.
    let again = passed(&processes, "ann", 8).await;
    assert!(
        slow_from_the_start + again <= most,
        "{slow_from_the_start} + {again}"
    );
    // Exact again for subjects without a known history.
    assert_eq!(passed(&processes, "cid", 6).await, 5);

    // A Redis that was restarted empty receives what was charged before.
    server.kill();
    until("the loss is noticed", 10, async || {
        processes.iter().all(|limits| limits.health().is_degraded())
    })
    .await;
    assert_eq!(passed(&processes, "cid", 4).await, 0, "known to be used up");
    server.restart().await;
    for limits in &processes {
        until_back(limits, 20).await;
    }
    assert_eq!(
        passed(&processes, "cid", 4).await,
        0,
        "transferred to Redis"
    );
    assert_eq!(passed(&processes, "dan", 6).await, 5);
}

#[tokio::test]
async fn a_single_process_holds_the_limit_during_an_outage() {
    let Some(server) = RedisServer::start(&[]).await else {
        return;
    };
    let limits = [Arc::new(open(&server.url(), 100, Clock::held(START)).await)];
    until_back(&limits[0], 5).await;
    let before = passed(&limits, "ann", 2).await;
    server.signal("-STOP");
    let during = passed(&limits, "ann", 5).await;
    server.signal("-CONT");
    until_back(&limits[0], 10).await;
    let after = passed(&limits, "ann", 9).await;
    assert_eq!((before, during), (2, 2));
    // The call that timed out is charged once, whether or not the frozen Redis executed it later.
    assert_eq!(after, 1);
}
