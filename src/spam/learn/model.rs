//! The weights, and what they say of a text.

use sha2::{Digest as _, Sha256};

use super::{
    Document,
    features::{Features, WEIGHTS},
};
use crate::spam::{Reason, ReasonCode};

/// The learned part of a score stays within this, in log-odds.
const MOST: f64 = 6.0;
/// From so many decisions of the rarer class on it counts in full.
const ENOUGH: u32 = 50;

/// What is needed to score: shared by those who read, replaced as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
    /// Lessons of each kind.
    pub(super) ham: u32,
    pub(super) spam: u32,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            weights: vec![0.0; WEIGHTS],
            bias: 0.0,
            ham: 0,
            spam: 0,
        }
    }
}

impl Model {
    /// Log-odds of spam, as the weights say it.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> f64 {
        f64::from(self.sum(&Features::of(document)))
    }

    pub(super) fn sum(&self, features: &Features) -> f32 {
        let sum = features.0.iter().fold(0.0, |sum, (index, value)| {
            sum + self.weights[*index as usize] * value
        });
        sum + self.bias
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
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// What it says of a comment; nothing before it has lessons of both kinds.
    #[must_use]
    pub fn reason(&self, document: &Document<'_>) -> Option<Reason> {
        let rarer = self.ham.min(self.spam);
        let ramp = f64::from(rarer.min(ENOUGH)) / f64::from(ENOUGH);
        let weight = self.score(document).clamp(-MOST, MOST) * ramp;
        (rarer > 0).then(|| Reason::weighing(ReasonCode::Learned, weight, "it reads like spam"))
    }
}
