//! Submission counts of one site within the last hour, in slots of ten seconds, and the load computed from
//! them.

use std::collections::BTreeMap;

use super::{FloodSettings, step::FloodRate};
use crate::clock::Timestamp;

/// The length of one slot, in milliseconds.
const SLOT_MS: i64 = 10_000;
const SLOTS_PER_HOUR: i32 = 360;
/// The long measuring period in slots: five minutes, including the current slot.
const LATELY: i32 = 30;
/// The short measuring period in slots: about half a minute.
const JUST_NOW: i32 = 4;
/// The number of last judged submissions, within the hour, whose share of spam is measured.
const JUDGED: u64 = 50;
/// The number of judged submissions below which the share of spam counts as 0.
const JUDGED_LEAST: u64 = 20;

/// Returns the number of the slot that contains a time.
pub(super) fn slot(at: Timestamp) -> i64 {
    at.0.div_euclid(SLOT_MS)
}

/// Returns the number of the hour that contains a time, since 1970.
pub(super) fn hour(at: Timestamp) -> i64 {
    slot(at).div_euclid(SLOTS_PER_HOUR.into())
}

/// Returns the slots of an hour.
pub(super) fn slots_of(hour: i64) -> std::ops::Range<i64> {
    let slots = i64::from(SLOTS_PER_HOUR);
    hour * slots..(hour + 1) * slots
}

/// The submissions of one slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WindowCount {
    /// The number of all submissions, including refused ones.
    pub attempts: u64,
    /// The number of submissions that were accepted and judged.
    pub judged: u64,
    /// The number of judged submissions that were classified as spam.
    pub spam: u64,
}

impl WindowCount {
    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// The last hour of a site.
#[derive(Clone, Debug, Default)]
pub(super) struct Window(BTreeMap<i64, WindowCount>);

impl Window {
    /// Sets the counts of a slot that are known so far.
    pub(super) fn put(&mut self, slot: i64, count: WindowCount) {
        self.0.insert(slot, count);
    }

    /// Drops slots older than an hour.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.0 = self.0.split_off(&(slot(now) - i64::from(SLOTS_PER_HOUR)));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn attempts(&self, now: Timestamp, slots: i32) -> u64 {
        let now = slot(now);
        let counts = self.0.range(now - i64::from(slots) + 1..=now);
        counts.map(|(_, count)| count.attempts).sum()
    }

    /// Returns the share of spam among the last judged submissions.
    fn spam(&self) -> f64 {
        let (mut judged, mut spam) = (0, 0);
        for count in self.0.values().rev() {
            judged += count.judged;
            spam += count.spam;
            if judged >= JUDGED {
                break;
            }
        }
        if judged < JUDGED_LEAST {
            return 0.0;
        }
        number(spam) / number(judged)
    }

    /// Returns the load of the last five minutes and the current load, for a site with `usual` submissions
    /// per hour.
    pub(super) fn heat(
        &self,
        now: Timestamp,
        usual: f64,
        settings: &FloodSettings,
    ) -> [FloodRate; 2] {
        let spam = self.spam() * 100.0 / f64::from(settings.spam_percent);
        [LATELY, JUST_NOW].map(|slots| FloodRate {
            rate: number(self.attempts(now, slots)) / threshold(slots, usual, settings),
            spam,
        })
    }
}

/// Returns the number of submissions in `slots` slots from which it is a flood.
fn threshold(slots: i32, usual: f64, settings: &FloodSettings) -> f64 {
    let [of_hour, of_lately] =
        [SLOTS_PER_HOUR, LATELY].map(|all| f64::from(slots) / f64::from(all));
    let unusual = f64::from(settings.factor) * usual * of_hour;
    unusual.max(f64::from(settings.least) * of_lately)
}

/// Returns the new usual number of submissions for an hour of the day: the old one, moved by a quarter of the
/// difference to `came`, the submissions of the last such hour. `came` is capped, so that a single flooded
/// hour does not make floods usual.
pub(super) fn learned(usual: Option<f64>, came: u64, settings: &FloodSettings) -> f64 {
    let floor = f64::from(settings.least) * f64::from(SLOTS_PER_HOUR / LATELY);
    let before = usual.unwrap_or_default();
    let came = number(came).min((2.0 * before).max(floor));
    match usual {
        Some(usual) => usual + (came - usual) / 4.0,
        None => came,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of an hour are small")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const T0: Timestamp = Timestamp(1_800_000_000_000);

    fn settings() -> FloodSettings {
        FloodSettings::default()
    }

    fn window(counts: &[(i64, u64, u64, u64)]) -> Window {
        let mut window = Window::default();
        for (ago, attempts, judged, spam) in counts {
            let count = WindowCount {
                attempts: *attempts,
                judged: *judged,
                spam: *spam,
            };
            window.put(slot(T0) - ago, count);
        }
        window
    }

    #[test]
    fn five_comments_on_a_small_blog_are_no_flood_and_thirty_are() {
        let [lately, _] = window(&[(0, 5, 5, 0)]).heat(T0, 0.0, &settings());
        assert!(lately.rate < 0.2, "{lately:?}");
        let [lately, _] = window(&[(0, 15, 0, 0), (29, 15, 0, 0)]).heat(T0, 0.0, &settings());
        assert!((lately.rate - 1.0).abs() < 1e-9, "{lately:?}");
        let [lately, _] = window(&[(30, 1_000, 0, 0)]).heat(T0, 0.0, &settings());
        assert!(lately.rate < 1e-9, "{lately:?}");
    }

    #[test]
    fn where_many_are_usual_many_are_no_flood() {
        // 1,200 per hour are 100 in five minutes; five times that is a flood.
        let busy = window(&[(5, 400, 0, 0)]);
        let [lately, _] = busy.heat(T0, 1_200.0, &settings());
        assert!((lately.rate - 0.8).abs() < 1e-9, "{lately:?}");
    }

    #[test]
    fn the_share_of_spam_is_that_of_the_last_fifty() {
        let share = |counts: &[(i64, u64, u64, u64)]| window(counts).spam();
        assert!(share(&[(0, 0, 19, 19)]) < 1e-9);
        assert!((share(&[(0, 0, 20, 10)]) - 0.5).abs() < 1e-9);
        assert!((share(&[(0, 0, 50, 0), (9, 0, 50, 50)])).abs() < 1e-9);
        assert!((share(&[(0, 0, 25, 0), (9, 0, 25, 25)]) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_flooded_hour_moves_the_usual_by_a_quarter_of_itself_at_most() {
        let usual = learned(Some(1_000.0), 1_000_000, &settings());
        assert!((usual - 1_250.0).abs() < 1e-9);
        assert!((learned(Some(1_000.0), 0, &settings()) - 750.0).abs() < 1e-9);
        assert!((learned(None, 12, &settings()) - 12.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_usual_stays_between_what_was_and_what_came(usual in 0.0..1e6_f64, came in 0_u64..1_000_000) {
            let after = learned(Some(usual), came, &settings());
            let came = number(came);
            prop_assert!(after >= usual.min(came) - 1e-6 && after <= usual.max(came) + 1e-6);
        }

        #[test]
        fn an_hour_has_its_parts(ms in 0_i64..4_000_000_000_000) {
            let at = Timestamp(ms);
            prop_assert!(slots_of(hour(at)).contains(&slot(at)));
        }
    }
}
