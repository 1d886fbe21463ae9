//! Transitions between the steps of flood mode: pure arithmetic.
//!
//! Loads are relative to the threshold of the site, which is `1`. A step up depends on the current load (the
//! first step on that of five minutes). A step down requires that even twice the load of five minutes leads
//! to a lower step, and a minimum duration of the current step. This hysteresis prevents the steps from
//! oscillating.

use std::time::Duration;

use crate::{clock::Timestamp, closed_set::closed_set};

closed_set! {
    /// The level of a site's flood protection.
    #[derive(Default)]
    pub enum FloodStep {
        /// There is no flood.
        #[default]
        Calm = "calm",
        /// Guests need a proof of work.
        Proof = "proof",
        /// Submissions cost twice as much of the rate limits, the proof of work is doubled, and comments of
        /// guests are held for moderation.
        Doubled = "doubled",
        /// Guests are refused for ten minutes.
        Closed = "closed",
    }
}

impl FloodStep {
    /// Returns the stored number of the step, from 0 (calm) to 3 (closed).
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn of(number: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    fn up(self) -> Self {
        match self {
            Self::Calm => Self::Proof,
            Self::Proof => Self::Doubled,
            Self::Doubled | Self::Closed => Self::Closed,
        }
    }

    fn down(self) -> Self {
        match self {
            Self::Calm | Self::Proof => Self::Calm,
            Self::Doubled => Self::Proof,
            Self::Closed => Self::Doubled,
        }
    }
}

/// A step and the time of its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flood {
    pub step: FloodStep,
    pub since: Timestamp,
}

/// The time for which guests are refused before the step is evaluated again.
pub(super) const CLOSED_FOR: Duration = Duration::from_mins(10);
/// The minimum duration of a step before the next step up.
const TRIED: Duration = Duration::from_mins(1);
/// The minimum duration of a step before a step down.
const STAY: Duration = Duration::from_mins(5);

/// Measured load, relative to the thresholds of a flood.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct FloodRate {
    /// The rate of submissions.
    pub rate: f64,
    /// The share of spam among judged submissions; 0 while too few were judged.
    pub spam: f64,
}

impl FloodRate {
    fn times(self, factor: f64) -> Self {
        Self {
            rate: self.rate * factor,
            spam: self.spam * factor,
        }
    }

    /// Returns the step that this load requires. Many comments may be the result of a popular post: the
    /// stricter steps require an even higher rate, or spam.
    fn wants(self) -> FloodStep {
        let spam = self.spam > 1.0;
        match self.rate {
            rate if rate >= 4.0 || (rate >= 2.0 && spam) => FloodStep::Closed,
            rate if rate >= 2.0 || (rate >= 1.0 && spam) => FloodStep::Doubled,
            rate if rate >= 1.0 || spam => FloodStep::Proof,
            _ => FloodStep::Calm,
        }
    }
}

/// Returns the new step of a site after a flood check; `None` if nothing changes. `lately` is the load of
/// five minutes; `just_now` is that of a period shorter than [`TRIED`], so that it does not include the time
/// before the current step.
pub(super) fn next(
    flood: Flood,
    lately: FloodRate,
    just_now: FloodRate,
    now: Timestamp,
) -> Option<Flood> {
    let stayed = now.since(flood.since);
    let cooled = lately.times(2.0).wants() < flood.step;
    let step = match flood.step {
        FloodStep::Calm if lately.wants() > FloodStep::Calm => FloodStep::Proof,
        FloodStep::Calm => return None,
        FloodStep::Closed if stayed < CLOSED_FOR => return None,
        // Closed again, for the same duration.
        FloodStep::Closed if !cooled => FloodStep::Closed,
        FloodStep::Closed => FloodStep::Doubled,
        step if just_now.wants() > step && stayed >= TRIED => step.up(),
        step if cooled && stayed >= STAY => step.down(),
        _ => return None,
    };
    Some(Flood { step, since: now })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const T0: Timestamp = Timestamp(1_800_000_000_000);

    fn on(step: FloodStep) -> Flood {
        Flood { step, since: T0 }
    }

    fn heat(rate: f64, spam: f64) -> FloodRate {
        FloodRate { rate, spam }
    }

    fn after(flood: Flood, heat: FloodRate, seconds: u64) -> FloodStep {
        let now = flood.since.plus(Duration::from_secs(seconds));
        next(flood, heat, heat, now).map_or(flood.step, |next| next.step)
    }

    #[test]
    fn a_flood_that_goes_on_is_met_step_by_step() {
        let flood = heat(9.0, 0.0);
        assert_eq!(after(on(FloodStep::Calm), flood, 0), FloodStep::Proof);
        assert_eq!(after(on(FloodStep::Proof), flood, 59), FloodStep::Proof);
        assert_eq!(after(on(FloodStep::Proof), flood, 60), FloodStep::Doubled);
        assert_eq!(after(on(FloodStep::Doubled), flood, 60), FloodStep::Closed);
    }

    #[test]
    fn spam_alone_only_requires_work_and_many_comments_never_close_a_site_at_once() {
        let spam = heat(0.1, 2.0);
        assert_eq!(after(on(FloodStep::Calm), spam, 0), FloodStep::Proof);
        assert_eq!(after(on(FloodStep::Proof), spam, 900), FloodStep::Proof);
        let popular = heat(1.5, 0.0);
        assert_eq!(after(on(FloodStep::Calm), popular, 0), FloodStep::Proof);
        assert_eq!(after(on(FloodStep::Proof), popular, 900), FloodStep::Proof);
        let spammed = heat(1.5, 1.1);
        assert_eq!(after(on(FloodStep::Proof), spammed, 60), FloodStep::Doubled);
        assert_eq!(
            after(on(FloodStep::Doubled), spammed, 900),
            FloodStep::Doubled
        );
    }

    #[test]
    fn between_the_two_thresholds_nothing_moves() {
        let half = heat(0.6, 0.0);
        assert_eq!(after(on(FloodStep::Calm), half, 900), FloodStep::Calm);
        assert_eq!(after(on(FloodStep::Proof), half, 900), FloodStep::Proof);
    }

    #[test]
    fn it_comes_down_one_step_at_a_time_after_a_least_stay() {
        let calm = FloodRate::default();
        assert_eq!(after(on(FloodStep::Closed), calm, 599), FloodStep::Closed);
        assert_eq!(after(on(FloodStep::Closed), calm, 600), FloodStep::Doubled);
        assert_eq!(after(on(FloodStep::Doubled), calm, 299), FloodStep::Doubled);
        assert_eq!(after(on(FloodStep::Doubled), calm, 300), FloodStep::Proof);
        assert_eq!(after(on(FloodStep::Proof), calm, 300), FloodStep::Calm);
    }

    #[test]
    fn what_was_closed_stays_closed_for_as_long_again_while_the_flood_goes_on() {
        let now = T0.plus(CLOSED_FOR);
        let again = next(
            on(FloodStep::Closed),
            heat(9.0, 0.0),
            FloodRate::default(),
            now,
        );
        let closed = Flood {
            step: FloodStep::Closed,
            since: now,
        };
        assert_eq!(again, Some(closed));
    }

    #[test]
    fn steps_are_stored_as_numbers() {
        for step in FloodStep::ALL {
            assert_eq!(FloodStep::of(step.number().into()), Some(step));
        }
        assert_eq!(FloodStep::of(4), None);
    }

    proptest! {
        #[test]
        fn no_look_moves_by_more_than_one_step(
            step in 0_usize..4, rates in prop::array::uniform4(0.0..20.0_f64), seconds in 0_u64..2_000,
        ) {
            let flood = on(FloodStep::ALL[step]);
            let now = T0.plus(Duration::from_secs(seconds));
            let [a, b, c, d] = rates;
            if let Some(moved) = next(flood, heat(a, b), heat(c, d), now) {
                let (from, to) = (flood.step.number(), moved.step.number());
                prop_assert!(from.abs_diff(to) <= 1);
                prop_assert!(from != to || moved.step == FloodStep::Closed);
                prop_assert_eq!(moved.since, now);
            }
        }

        #[test]
        fn a_steady_stream_comes_to_rest(rate in 0.0..20.0_f64, spam in 0.0..3.0_f64) {
            let mut flood = on(FloodStep::Calm);
            let mut now = T0;
            let mut moves = Vec::new();
            for _ in 0..4_000 {
                now = now.plus(Duration::from_secs(1));
                if let Some(moved) = next(flood, heat(rate, spam), heat(rate, spam), now)
                    && moved.step != flood.step
                {
                    moves.push(moved.step);
                }
                flood = next(flood, heat(rate, spam), heat(rate, spam), now).unwrap_or(flood);
            }
            prop_assert!(moves.len() <= 3, "{:?}", moves);
        }
    }
}
