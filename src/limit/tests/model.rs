//! Random calls against a model written differently: a credit that fills up instead of a backlog that
//! drains.

use proptest::{prelude::*, strategy::ValueTree as _};

use super::*;

#[derive(Clone, Debug)]
enum ModelStep {
    Take(Vec<(usize, u32)>),
    Spend(Vec<(usize, u32)>),
    Wait(u64),
}

const QUOTAS: [Quota; 3] = [
    Quota::new("one", 1, Duration::from_mins(5)),
    Quota::new("four", 4, Duration::from_mins(1)),
    Quota::new("nine", 9, Duration::from_mins(2)),
];

fn steps() -> impl Strategy<Value = Vec<ModelStep>> {
    let costs = || prop::collection::vec((0..QUOTAS.len(), 0..12_u32), 0..4);
    let step = prop_oneof![
        4 => costs().prop_map(ModelStep::Take),
        1 => costs().prop_map(ModelStep::Spend),
        // Tens of seconds: the time that a real server's clock adds makes no difference.
        3 => (0..60_u64).prop_map(|tens| ModelStep::Wait(tens * 10)),
    ];
    prop::collection::vec(step, 1..40)
}

/// The credit of every quota in seconds, from minus one window to one window.
struct ReferenceModel([i64; 3]);

impl ReferenceModel {
    fn numbers(which: usize) -> (i64, i64) {
        let quota = QUOTAS[which];
        (
            i64::from(quota.burst),
            i64::try_from(quota.every.as_secs()).unwrap(),
        )
    }

    fn summed(costs: &[(usize, u32)]) -> impl Iterator<Item = (usize, i64)> {
        (0..QUOTAS.len()).filter_map(|which| {
            let of_it = || costs.iter().filter(move |cost| cost.0 == which);
            let sum = of_it().map(|cost| i64::from(cost.1)).sum();
            of_it().next().map(|_| (which, sum))
        })
    }

    /// Returns whether the charges pass, and the seconds to wait if they do not.
    fn take(&mut self, costs: &[(usize, u32)]) -> Result<(), i64> {
        let wait = Self::summed(costs)
            .map(|(which, cost)| {
                let (burst, every) = Self::numbers(which);
                cost.min(burst) * every - self.0[which]
            })
            .max()
            .unwrap_or(0);
        if wait > 0 {
            return Err(wait);
        }
        for (which, cost) in Self::summed(costs) {
            let (burst, every) = Self::numbers(which);
            self.0[which] -= cost.min(burst) * every;
        }
        Ok(())
    }

    fn spend(&mut self, costs: &[(usize, u32)]) {
        for (which, cost) in Self::summed(costs) {
            let (burst, every) = Self::numbers(which);
            self.0[which] = (self.0[which] - cost * every).max(-burst * every);
        }
    }

    fn wait(&mut self, seconds: i64) {
        for (which, credit) in self.0.iter_mut().enumerate() {
            let (burst, every) = Self::numbers(which);
            *credit = (*credit + seconds).min(burst * every);
        }
    }
}

async fn agrees(bench: &Bench, site: &str, steps: &[ModelStep]) {
    let mut model = ReferenceModel([0, 1, 2].map(|which| {
        let (burst, every) = ReferenceModel::numbers(which);
        burst * every
    }));
    let charges = |costs: &[(usize, u32)]| -> Vec<Charge> {
        let charge = |&(which, cost): &(usize, u32)| one(QUOTAS[which], "ann").costing(cost);
        costs.iter().map(charge).collect()
    };
    for step in steps {
        match step {
            ModelStep::Wait(seconds) => {
                bench.advance(Duration::from_secs(*seconds)).await;
                model.wait(i64::try_from(*seconds).unwrap());
            }
            ModelStep::Spend(costs) => {
                bench.limits.charge(site, &charges(costs)).await;
                model.spend(costs);
            }
            ModelStep::Take(costs) => match (
                bench.limits.check(site, &charges(costs)).await,
                model.take(costs),
            ) {
                (Ok(taken), Ok(())) => assert!(!taken.degraded),
                (Err(refused), Err(wait)) => {
                    bench.near(
                        refused.retry_after,
                        Duration::from_secs(wait.unsigned_abs()),
                    );
                }
                (outcome, expected) => panic!("{outcome:?}, but the model says {expected:?}"),
            },
        }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

proptest! {
    #[test]
    fn any_calls_in_process_go_as_the_model_says(steps in steps()) {
        block_on(agrees(&Bench::in_process(), "blog", &steps));
    }

    #[test]
    fn waiting_the_seconds_of_the_header_is_enough(
        burst in 1..50_u32, every_ms in 1..100_000_u64, costs in prop::collection::vec(1..60_u32, 1..30),
    ) {
        let bench = Bench::in_process();
        let quota = Quota::new("any", burst, Duration::from_millis(every_ms));
        block_on(async {
            for cost in costs {
                let charges = [one(quota, "ann").costing(cost)];
                if let Err(refused) = bench.limits.check("blog", &charges).await {
                    let field = refused.tightest.limit_field();
                    let (_, seconds) = field.rsplit_once(";t=").unwrap();
                    bench.clock.advance(Duration::from_secs(seconds.parse().unwrap()));
                    taken(bench.limits.check("blog", &charges).await);
                }
            }
        });
    }
}

#[test]
fn any_calls_in_redis_go_as_the_model_says() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    block_on(async {
        let Some(bench) = Bench::in_redis().await else {
            return;
        };
        for round in 0..12 {
            let steps = steps().new_tree(&mut runner).unwrap().current();
            agrees(&bench, &format!("round-{round}"), &steps).await;
        }
    });
}
