//! The weights, and what they say of a text.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::{
    Document, explain,
    features::{Features, Hashed, Scratch, WEIGHTS},
    vocabulary::Vocabulary,
};
use crate::spam::{Reason, ReasonCode, Verdict};

/// The learned part of a score stays within this, in log-odds.
const MOST: f64 = 6.0;
/// From so many lessons of the rarer class on it counts in full.
const ENOUGH: u32 = 50;

/// What is needed to score: shared by those who read, replaced as a whole. Some 1.1 MiB.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
    pub(super) vocabulary: Vocabulary,
    /// Lessons of each kind.
    pub(super) ham: u32,
    pub(super) spam: u32,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            weights: vec![0.0; WEIGHTS],
            bias: 0.0,
            vocabulary: Vocabulary::default(),
            ham: 0,
            spam: 0,
        }
    }
}

impl Model {
    /// Log-odds of spam: those of the text or of the worst part of it, whichever is worse.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> f64 {
        let hashed = Hashed::of(document, &self.vocabulary);
        f64::from(self.worst(&hashed, &mut Scratch::default()).score)
    }

    /// Lessons of ham and of spam that it is made of.
    #[must_use]
    pub fn lessons(&self) -> (u32, u32) {
        (self.ham, self.spam)
    }

    /// SHA-256 of everything that a score depends on, in hexadecimal: equal models, equal scores.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.ham.to_le_bytes());
        hash.update(self.spam.to_le_bytes());
        hash.update(self.bias.to_le_bytes());
        for weight in &self.weights {
            hash.update(weight.to_le_bytes());
        }
        for block in self.vocabulary.blocks() {
            hash.update(block.to_le_bytes());
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// What it says of a comment, and by which words; nothing before it has lessons of both kinds.
    #[must_use]
    pub fn reason(&self, document: &Document<'_>) -> Option<Reason> {
        if self.ham.min(self.spam) == 0 {
            return None;
        }
        let hashed = Hashed::of(document, &self.vocabulary);
        let worst = self.worst(&hashed, &mut Scratch::default());
        let weight = self.weight(f64::from(worst.score));
        let detail = if weight < Verdict::HAM_BELOW {
            explain::ham(self, &hashed)
        } else {
            explain::spam(self, document, floor(weight)).detail()
        };
        Some(Reason::weighing(ReasonCode::Learned, weight, detail))
    }

    pub fn dbg(&self, d: &Document<'_>) -> String {
        let e = explain::spam(self, d, -2.0);
        format!(
            "{:.2} {} | empty {:.2}",
            e.rest,
            e.detail(),
            self.score(&Document::unsigned(""))
        )
    }
    /// Is something named for its score, and would it be judged otherwise without that?
    pub(in crate::spam) fn explained(&self, document: &Document<'_>) -> (bool, bool) {
        let floor = floor(self.weight(self.score(document)));
        let explanation = explain::spam(self, document, floor);
        let enough = self.weight(explanation.rest) < floor;
        (!explanation.pieces.is_empty(), enough)
    }

    /// What a score counts: within bounds, and little while there are few lessons.
    #[must_use]
    pub fn weight(&self, score: f64) -> f64 {
        let rarer = self.ham.min(self.spam).min(ENOUGH);
        score.clamp(-MOST, MOST) * f64::from(rarer) / f64::from(ENOUGH)
    }

    pub(super) fn sum(&self, features: &Features) -> f32 {
        features.times(&self.weights) + self.bias
    }

    /// The view that looks most like spam.
    pub(super) fn worst(&self, hashed: &Hashed, scratch: &mut Scratch) -> Scored {
        let mut worst: Option<Scored> = None;
        for words in hashed.views() {
            let features = hashed.view(&words, scratch);
            let score = self.sum(&features);
            if worst.as_ref().is_none_or(|worst| score > worst.score) {
                worst = Some(Scored {
                    words,
                    features,
                    score,
                });
            }
        }
        worst.expect("the whole text is a view")
    }
}

/// Below what a text would be judged otherwise than with this weight.
fn floor(weight: f64) -> f64 {
    if weight > Verdict::SPAM_ABOVE {
        Verdict::SPAM_ABOVE
    } else {
        Verdict::HAM_BELOW
    }
}

/// A view and its score.
pub(super) struct Scored {
    pub words: Range<usize>,
    pub features: Features,
    pub score: f32,
}
