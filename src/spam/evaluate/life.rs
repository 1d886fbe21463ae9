//! Moderation as in life: decisions that come late, mistakes that stay, a folder that few look into.

use super::{Chance, Example, History, Judged};
use crate::spam::{Label, Thresholds, Verdict, learn::Learner};

/// The first comments of all wait for a moderator,
const FIRST: usize = 100;
/// and so do all until each class has so many lessons.
const ENOUGH: u32 = 50;
/// Decisions about what waits come so many comments later.
const DECIDED: usize = 20;
/// Published spam is reported in so many of a hundred cases, so many comments later.
const REPORTED: u64 = 70;
const REPORT: usize = 50;
/// What stands for so long is taken for ham.
const STANDS: usize = 300;
/// Of the spam folder so much is looked at, in percent,
const SAMPLED: u64 = 5;
/// and of the ham in it so much is asked for and found, in percent.
const RESCUED: u64 = 30;

/// What happened in the second half of the stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Life {
    pub ham: u32,
    pub spam: u32,
    /// Ham that stayed in the spam folder.
    pub lost: u32,
    /// Spam that was published.
    pub published: u32,
    /// What waited for a moderator.
    pub queued: u32,
    /// Of the whole stream: how each was scored before it was learned.
    pub judged: Vec<Judged>,
}

impl Life {
    /// In percent: ham lost of all ham, spam published of all spam, queued of all.
    #[must_use]
    pub fn shares(&self) -> [f64; 3] {
        let share = |part: u32, of: u32| 100.0 * f64::from(part) / f64::from(of);
        [
            share(self.lost, self.ham),
            share(self.published, self.spam),
            share(self.queued, self.ham + self.spam),
        ]
    }
}

/// Where a comment goes.
enum Place {
    Queue,
    Published,
    Folder,
}

/// Runs a stream through the filter and its moderators.
pub fn life(history: &History, seed: u64, mut tick: impl FnMut()) -> Life {
    let all = history.0.len();
    let mut learner = Learner::default();
    let mut chance = Chance::new(seed);
    let mut due = vec![Vec::<(&Example, Label)>::new(); all + STANDS + 1];
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
        let (ham, spam) = model.lessons();
        let place = match Verdict::of(score, Thresholds::default()) {
            _ if at < FIRST || ham.min(spam) < ENOUGH => Place::Queue,
            Verdict::Ham => Place::Published,
            Verdict::Unsure => Place::Queue,
            Verdict::Spam if chance.percent(SAMPLED) => Place::Queue,
            Verdict::Spam => Place::Folder,
        };
        match (place, label) {
            (Place::Queue, label) => {
                life.queued += counts;
                due[at + DECIDED].push((example, label));
            }
            (Place::Published, Label::Spam) => {
                life.published += counts;
                if chance.percent(REPORTED) {
                    due[at + REPORT].push((example, Label::Spam));
                } else {
                    due[at + STANDS].push((example, Label::Ham));
                }
            }
            (Place::Published, Label::Ham) => due[at + STANDS].push((example, Label::Ham)),
            (Place::Folder, Label::Ham) if chance.percent(RESCUED) => {
                due[at + REPORT].push((example, Label::Ham));
            }
            (Place::Folder, Label::Ham) => life.lost += counts,
            (Place::Folder, Label::Spam) => {}
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
        let history = History::parse(&lines.join("\n")).expect("a history");
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
