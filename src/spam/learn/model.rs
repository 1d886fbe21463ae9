//! The weights, and what they say of a text.

use sha2::{Digest as _, Sha256};

use super::{
    Document, explain,
    features::{Features, Hashed, Views, WEIGHTS},
    vocabulary::Vocabulary,
};
use crate::spam::{Reason, ReasonCode, Verdict};

/// The learned part of a score stays within this, in log-odds.
const MOST: f64 = 6.0;
/// From so many lessons of the rarer class on it counts in full.
const ENOUGH: u32 = 50;

/// What is needed to score: shared by those who read, replaced as a whole. Some 1.2 MiB.
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
    /// What a comment is made of.
    #[must_use]
    pub fn read(&self, document: &Document<'_>) -> Views {
        Views::of(Hashed::of(document, &self.vocabulary))
    }

    /// Log-odds of spam of what was read: those of the text or of the worst part of it, whichever
    /// is worse.
    #[must_use]
    pub fn rate(&self, views: &Views) -> f64 {
        f64::from(self.worst(views).0)
    }

    /// Log-odds of spam of a comment.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> f64 {
        self.rate(&self.read(document))
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
        hash.finalize()
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }

    /// What it says of a comment, and by which words; nothing before it has lessons of both kinds.
    #[must_use]
    pub fn reason(&self, document: &Document<'_>) -> Option<Reason> {
        if self.ham.min(self.spam) == 0 {
            return None;
        }
        let views = self.read(document);
        let weight = self.weight(self.rate(&views));
        let detail = if weight < Verdict::HAM_BELOW {
            explain::ham(self, &views)
        } else {
            explain::spam(self, document, views, floor(weight)).detail()
        };
        Some(Reason::weighing(ReasonCode::Learned, weight, detail))
    }

    /// Is something named for its score, and would it be judged otherwise without that?
    pub(in crate::spam) fn explained(&self, document: &Document<'_>) -> (bool, bool) {
        let views = self.read(document);
        let floor = floor(self.weight(self.rate(&views)));
        let explanation = explain::spam(self, document, views, floor);
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

    /// The score of the view that looks most like spam, and which it is.
    pub(super) fn worst(&self, views: &Views) -> (f32, usize) {
        let scores = views.views.iter().map(|(_, features)| self.sum(features));
        let scores = scores.zip(0..);
        scores.fold((f32::NEG_INFINITY, 0), |worst, one| {
            if one.0 > worst.0 { one } else { worst }
        })
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
