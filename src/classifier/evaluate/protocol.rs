//! The two evaluation protocols of the literature: online (in chronological order, with immediate labels),
//! and split (training and test data separated).

use std::{
    collections::{HashMap, VecDeque},
    ops::AddAssign,
};

use super::{Disguise, Judged, LabeledHistory, SeededRandom};
use crate::classifier::{Label, Learner, SpamVerdict, normalization::Normal};

/// The number of parts of a cross-validation.
const FOLDS: usize = 5;
/// The number of characters below which a text is short.
const SHORT: usize = 40;

/// Scores every comment and trains with it `delay` comments later (0: before the next one). `seed` determines
/// which examples are replayed during training. `tick` is called after every comment.
pub(crate) fn online(
    history: &LabeledHistory,
    delay: usize,
    seed: u64,
    mut tick: impl FnMut(),
) -> Vec<Judged> {
    let mut learner = Learner::default();
    let mut waiting = VecDeque::new();
    let mut number = seed << 32;
    let mut judged = Vec::with_capacity(history.0.len());
    for example in &history.0 {
        let score = learner.model().score(&example.document());
        let label = example.label;
        judged.push(Judged { score, label });
        waiting.push_back(example);
        while waiting.len() > delay
            && let Some(example) = waiting.pop_front()
        {
            learner.learn(&example.document(), example.label, number);
            number += 1;
        }
        tick();
    }
    judged
}

/// The result of the split protocol.
#[derive(Clone, Debug, Default)]
pub(crate) struct Split {
    /// The tested comments, in the order of the history.
    pub judged: Vec<Judged>,
    /// For each of [`Disguise::ALL`]: the spam detected in plain and in obfuscated form.
    pub disguised: [DetectionRates; Disguise::ALL.len()],
    pub explained: Explained,
    /// The same for texts of fewer than [`SHORT`] characters.
    pub explained_short: Explained,
}

/// The number of spam comments detected in plain and in obfuscated form, and the total number of spam
/// comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DetectionRates {
    pub plain: u32,
    pub disguised: u32,
    pub of: u32,
}

impl DetectionRates {
    /// Returns the percentage points of recall that are lost to the obfuscation.
    #[must_use]
    pub(crate) fn loss(&self) -> f64 {
        100.0 * (f64::from(self.plain) - f64::from(self.disguised)) / f64::from(self.of)
    }
}

/// How well the displayed explanations account for the scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Explained {
    /// The number of comments that are held or classified as spam by their score.
    pub of: u32,
    /// The number of those for which at least one word or pattern is named.
    pub named: u32,
    /// The number of those whose verdict would differ without the named words and patterns.
    pub enough: u32,
}

impl AddAssign for Explained {
    fn add_assign(&mut self, other: Self) {
        self.of += other.of;
        self.named += other.named;
        self.enough += other.enough;
    }
}

/// Trains with the first `train` comments in an order shuffled by `seed`, and scores the others. Without
/// `train`, performs a cross-validation: each fifth of the history in turn is scored after training with the
/// rest.
pub(crate) fn split(
    history: &LabeledHistory,
    train: Option<usize>,
    seed: u64,
    mut tick: impl FnMut(),
) -> Split {
    let all = history.0.len();
    let mut order = (0..all).collect::<Vec<_>>();
    let mut chance = SeededRandom::new(seed);
    let mut result = Split::default();
    let mut judged = vec![None; all];
    if let Some(train) = train {
        let (known, unknown) = order.split_at_mut(train.min(all));
        chance.shuffle(known);
        test(
            history,
            known,
            unknown,
            &mut chance,
            &mut result,
            &mut judged,
            &mut tick,
        );
    } else {
        chance.shuffle(&mut order);
        let folds = folds(history, &order);
        for fold in 0..FOLDS {
            let part = |own: bool| {
                let those = order.iter().filter(|at| (folds[**at] == fold) == own);
                those.copied().collect::<Vec<_>>()
            };
            let (known, unknown) = (part(false), part(true));
            test(
                history,
                &known,
                &unknown,
                &mut chance,
                &mut result,
                &mut judged,
                &mut tick,
            );
        }
    }
    result.judged = judged.into_iter().flatten().collect();
    result
}

/// Returns the fold of each comment. Comments with the same normal form are in one fold, since a test on a text
/// that was trained would measure nothing; the folds are as equal in size as that allows.
fn folds(history: &LabeledHistory, order: &[usize]) -> Vec<usize> {
    let texts = history.0.iter().map(|comment| Normal::of(&comment.text));
    let texts = texts.collect::<Vec<_>>();
    let mut copies = HashMap::<&str, usize>::new();
    for text in &texts {
        *copies.entry(text.text()).or_default() += 1;
    }
    let mut sizes = [0_usize; FOLDS];
    let mut fold_of_text = HashMap::<&str, usize>::new();
    let mut folds = vec![0; texts.len()];
    for at in order {
        let text = texts[*at].text();
        folds[*at] = *fold_of_text.entry(text).or_insert_with(|| {
            let smallest = (0..FOLDS).min_by_key(|fold| sizes[*fold]).unwrap_or(0);
            sizes[smallest] += copies[text];
            smallest
        });
    }
    folds
}

fn test(
    history: &LabeledHistory,
    known: &[usize],
    unknown: &[usize],
    chance: &mut SeededRandom,
    result: &mut Split,
    judged: &mut [Option<Judged>],
    tick: &mut impl FnMut(),
) {
    let mut learner = Learner::default();
    let seed = chance.next();
    for (number, at) in known.iter().enumerate() {
        let example = &history.0[*at];
        learner.learn(
            &example.document(),
            example.label,
            seed.wrapping_add(number as u64),
        );
        tick();
    }
    let model = learner.model();
    // Independent of the other random choices, which do not depend on the number of disguises.
    let mut chance = SeededRandom::new(seed);
    let ham = known
        .iter()
        .map(|at| &history.0[*at])
        .filter(|e| e.label == Label::Ham);
    let good = ham
        .flat_map(|e| e.text.split_whitespace())
        .collect::<Vec<_>>();
    for at in unknown {
        let example = &history.0[*at];
        let document = example.document();
        let score = model.score(&document);
        judged[*at] = Some(Judged {
            score,
            label: example.label,
        });
        if model.weight(score) >= SpamVerdict::HAM_BELOW {
            let (named, enough) = model.explained(&document);
            let explained = Explained {
                of: 1,
                named: u32::from(named),
                enough: u32::from(enough),
            };
            result.explained += explained;
            if example.text.chars().nth(SHORT - 1).is_none() {
                result.explained_short += explained;
            }
        }
        if example.label == Label::Spam {
            for (disguise, caught) in Disguise::ALL.iter().zip(&mut result.disguised) {
                let text = disguise.put_on(&example.text, &good, &mut chance);
                let document = crate::classifier::Document {
                    text: &text,
                    ..document
                };
                caught.of += 1;
                caught.plain += u32::from(score > 0.0);
                caught.disguised += u32::from(model.score(&document) > 0.0);
            }
        }
        tick();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(rows: usize) -> LabeledHistory {
        let line = |n: usize| match n % 2 {
            0 => format!("ham\tthe garden needs rain on day {n}"),
            _ => format!("spam\tbuy shiny watches cheap {n}"),
        };
        let lines = (0..rows).map(line).collect::<Vec<_>>();
        LabeledHistory::parse(&lines.join("\n")).expect("a history")
    }

    #[test]
    fn online_judges_before_it_learns_and_a_delay_delays() {
        let history = history(40);
        let at_once = online(&history, 0, 1, || {});
        assert_eq!(at_once.len(), 40);
        assert!(at_once[0].score.abs() < 1e-9, "nothing is known yet");
        assert_eq!(
            crate::classifier::evaluate::Figures::of(&at_once[10..])
                .errors
                .to_bits(),
            0.0_f64.to_bits()
        );
        let late = online(&history, 20, 1, || {});
        assert!(late[..20].iter().all(|j| j.score.abs() < 1e-9));
    }

    #[test]
    fn the_same_seed_gives_the_same_scores() {
        let history = history(30);
        let scores = |seed| split(&history, None, seed, || {}).judged;
        assert_eq!(scores(1), scores(1));
        assert_ne!(scores(1), scores(2));
    }

    #[test]
    fn copies_of_a_text_are_never_both_trained_and_tested() {
        let lines =
            (0..60).map(|n| format!("ham\tText  NUMBER {}!\nspam\ttext number {}", n % 7, n % 7));
        let lines = lines.collect::<Vec<_>>().join("\n");
        let history = LabeledHistory::parse(&lines).expect("a history");
        let order = (0..history.0.len()).rev().collect::<Vec<_>>();
        let folds = folds(&history, &order);
        for (a, one) in history.0.iter().enumerate() {
            for (b, other) in history.0.iter().enumerate() {
                let alike = Normal::of(&one.text).text() == Normal::of(&other.text).text();
                assert!(
                    !alike || folds[a] == folds[b],
                    "{} {}",
                    one.text,
                    other.text
                );
            }
        }
        for fold in 0..FOLDS {
            assert!(folds.contains(&fold), "{folds:?}");
        }
    }

    #[test]
    fn a_split_tests_the_rest_and_a_cross_validation_everything() {
        let history = history(50);
        assert_eq!(split(&history, Some(30), 1, || {}).judged.len(), 20);
        let mut ticks = 0;
        let crossed = split(&history, None, 1, || ticks += 1);
        assert_eq!((crossed.judged.len(), ticks), (50, 5 * 50));
        assert_eq!(crossed.disguised[0].of, 25);
        assert!(crossed.explained.of >= 25 && crossed.explained.named == crossed.explained.of);
    }
}
