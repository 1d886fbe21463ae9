//! A simulation of moderation: late decisions, mistakes that are never corrected, a spam folder that is
//! rarely read.

use super::{Judged, LabeledComment, LabeledHistory, SeededRandom};
use crate::classifier::{Label, Learner, SpamVerdict, Thresholds};

/// The number of comments at the beginning of the stream that all wait for a moderator.
const FIRST: usize = 100;
/// The number of training examples per label until which all comments wait for a moderator.
const ENOUGH: u32 = 50;
/// The delay of a decision about a waiting comment, in comments.
const DECIDED: usize = 20;
/// The probability that published spam is reported, in percent.
const REPORTED: u64 = 70;
/// The delay of a report, in comments.
const REPORT: usize = 50;
/// The number of comments after which a published comment that was not reported is trained as ham.
const STANDS: usize = 300;
/// The share of the spam folder that moderators review, in percent.
const SAMPLED: u64 = 5;
/// The share of the ham in the spam folder that its authors inquire about and moderators restore, in percent.
const RESCUED: u64 = 30;

/// The result of a simulation. The counts are of the second half of the stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Life {
    pub ham: u32,
    pub spam: u32,
    /// The number of ham comments that remained in the spam folder.
    pub lost: u32,
    /// The number of spam comments that were published.
    pub published: u32,
    /// The number of comments that waited for a moderator.
    pub queued: u32,
    /// The scores of all comments of the whole stream, each before the filter was trained with it.
    pub judged: Vec<Judged>,
}

impl Life {
    /// Returns, in percent: lost ham of all ham, published spam of all spam, queued comments of all comments.
    #[must_use]
    pub(crate) fn shares(&self) -> [f64; 3] {
        let share = |part: u32, of: u32| 100.0 * f64::from(part) / f64::from(of);
        [
            share(self.lost, self.ham),
            share(self.published, self.spam),
            share(self.queued, self.ham + self.spam),
        ]
    }
}

/// The state that a comment gets.
enum SimulatedPlace {
    Queue,
    Published,
    Folder,
}

/// Simulates the filter and its moderators over a stream of comments.
pub(crate) fn life(history: &LabeledHistory, seed: u64, mut tick: impl FnMut()) -> Life {
    let all = history.0.len();
    let mut learner = Learner::default();
    let mut chance = SeededRandom::new(seed);
    let mut due = vec![Vec::<(&LabeledComment, Label)>::new(); all + STANDS + 1];
    let mut number = seed << 32;
    let mut life = Life::default();
    for (at, example) in history.0.iter().enumerate() {
        for (example, label) in std::mem::take(&mut due[at]) {
            learner.learn(&example.document(), label, number);
            number += 1;
        }
        let label = example.label;
        let model = learner.model();
        let score = model.weight(model.score(&example.document()));
        life.judged.push(Judged { score, label });
        let counts = u32::from(at >= all / 2);
        match label {
            Label::Ham => life.ham += counts,
            Label::Spam => life.spam += counts,
        }
        let (ham, spam) = model.example_counts();
        let place = match SpamVerdict::of(score, Thresholds::default()) {
            _ if at < FIRST || ham.min(spam) < ENOUGH => SimulatedPlace::Queue,
            SpamVerdict::Ham => SimulatedPlace::Published,
            SpamVerdict::Unsure => SimulatedPlace::Queue,
            SpamVerdict::Spam if chance.percent(SAMPLED) => SimulatedPlace::Queue,
            SpamVerdict::Spam => SimulatedPlace::Folder,
        };
        match (place, label) {
            (SimulatedPlace::Queue, label) => {
                life.queued += counts;
                due[at + DECIDED].push((example, label));
            }
            (SimulatedPlace::Published, Label::Spam) => {
                life.published += counts;
                if chance.percent(REPORTED) {
                    due[at + REPORT].push((example, Label::Spam));
                } else {
                    due[at + STANDS].push((example, Label::Ham));
                }
            }
            (SimulatedPlace::Published, Label::Ham) => due[at + STANDS].push((example, Label::Ham)),
            (SimulatedPlace::Folder, Label::Ham) if chance.percent(RESCUED) => {
                due[at + REPORT].push((example, Label::Ham));
            }
            (SimulatedPlace::Folder, Label::Ham) => life.lost += counts,
            (SimulatedPlace::Folder, Label::Spam) => {}
        }
        tick();
    }
    life
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easy_is_published_or_filed_and_hardly_anything_waits() {
        let row = |n: usize| match n % 3 {
            0 => format!("spam\tbuy shiny watches cheap {n}"),
            _ => format!("ham\tthe garden needs rain on day {n}"),
        };
        let lines = (0..900).map(row).collect::<Vec<_>>();
        let history = LabeledHistory::parse(&lines.join("\n")).expect("a history");
        let life = life(&history, 1, || {});
        assert_eq!((life.ham, life.spam), (300, 150));
        assert_eq!((life.lost, life.published), (0, 0));
        assert!(
            life.queued < 40,
            "the sample of the folder: {}",
            life.queued
        );
        assert_eq!(life.judged.len(), 900);
    }
}
