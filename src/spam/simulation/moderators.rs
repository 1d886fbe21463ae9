//! Simulated moderators: they decide late, miss reports, and rarely find what was filed wrongly.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    classifier::{Label, evaluate::SeededRandom},
    spam::Placement,
};

/// The delay of a decision about a waiting comment, in comments.
const QUEUE_DELAY: usize = 20;
/// The probability that published spam is reported, in percent.
const REPORTED_PERCENT: u64 = 70;
/// The share of the ham in the spam folder that its authors ask about and moderators restore, in percent.
const RESCUED_PERCENT: u64 = 30;
/// The delay of a report or a restoration, in comments.
const REPORT_DELAY: usize = 50;

/// The moderators of a site, who see each comment by its index in the stream.
#[derive(Clone, Debug)]
pub struct SimulatedModerators {
    random: SeededRandom,
    /// The decisions to be made before the comment with an index is submitted.
    due: BTreeMap<usize, Vec<(usize, Label)>>,
    /// The filed ham that is restored.
    rescued: BTreeSet<usize>,
}

impl SimulatedModerators {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: SeededRandom::new(seed),
            due: BTreeMap::new(),
            rescued: BTreeSet::new(),
        }
    }

    /// Returns the decisions to be made before comment `at` is submitted, in order: the index of a comment
    /// and its label.
    pub fn due(&mut self, at: usize) -> Vec<(usize, Label)> {
        let later = self.due.split_off(&(at + 1));
        let due = std::mem::replace(&mut self.due, later);
        due.into_values().flatten().collect()
    }

    /// Notes where a comment was placed.
    pub fn note(&mut self, at: usize, label: Label, placement: Placement) {
        let delay = match (placement, label) {
            (Placement::Queued, _) => QUEUE_DELAY,
            (Placement::Published, Label::Spam) if self.random.percent(REPORTED_PERCENT) => {
                REPORT_DELAY
            }
            (Placement::Filed, Label::Ham) if self.random.percent(RESCUED_PERCENT) => {
                self.rescued.insert(at);
                REPORT_DELAY
            }
            // The server takes what is published and not reported for ham after some time.
            (Placement::Published | Placement::Filed, _) => return,
        };
        self.due.entry(at + delay).or_default().push((at, label));
    }

    /// Returns whether a filed ham comment was found or will be.
    pub(super) fn rescues(&self, at: usize) -> bool {
        self.rescued.contains(&at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_come_late_and_only_about_what_is_seen() {
        let mut moderators = SimulatedModerators::new(1);
        moderators.note(0, Label::Spam, Placement::Queued);
        moderators.note(1, Label::Ham, Placement::Published);
        moderators.note(2, Label::Spam, Placement::Filed);
        assert_eq!(moderators.due(19), []);
        assert_eq!(moderators.due(20), [(0, Label::Spam)]);
        assert_eq!(moderators.due(1_000), []);
    }

    #[test]
    fn most_published_spam_is_reported_and_some_filed_ham_restored() {
        let decided = |label, placement| {
            let mut moderators = SimulatedModerators::new(7);
            for at in 0..1_000 {
                moderators.note(at, label, placement);
            }
            moderators.due(2_000).len()
        };
        assert!((650..750).contains(&decided(Label::Spam, Placement::Published)));
        assert!((250..350).contains(&decided(Label::Ham, Placement::Filed)));
    }
}
