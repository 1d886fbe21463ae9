//! Learning from one decision after another.

use std::collections::VecDeque;

use super::{Document, Model, features::Features};
use crate::spam::Label;

/// The weights with all that learning on needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    model: Model,
    /// The sum of squared gradients of every weight (`AdaGrad`).
    squares: Vec<f32>,
    past: VecDeque<Past>,
}

/// A lesson that may be repeated.
#[derive(Clone, Debug, PartialEq)]
struct Past {
    text: String,
    name: String,
    website: Option<String>,
    label: Label,
}

impl Default for Learner {
    fn default() -> Self {
        let model = Model::default();
        Self {
            squares: vec![0.0; model.weights.len()],
            model,
            past: VecDeque::new(),
        }
    }
}

impl Learner {
    /// Of another version nothing can be read: the lessons are to be learned anew.
    pub const VERSION: u32 = 1;
    /// So many lessons before the next one are repeated now and then.
    pub const PAST: usize = 2_048;

    /// Goes on from a checkpoint of this version: `bytes` as [`checkpoint`](Self::checkpoint) gave
    /// them, and the last [`Self::PAST`] lessons before it in their order (fewer when there were
    /// fewer). `None` when the bytes are not whole.
    #[must_use]
    pub fn resume<'a>(
        bytes: &[u8],
        past: impl Iterator<Item = (Document<'a>, Label)>,
    ) -> Option<Self> {
        let mut words = bytes.chunks_exact(4).map(|c| [c[0], c[1], c[2], c[3]]);
        let mut learner = Self::default();
        let all = learner.model.weights.len();
        if bytes.len() != 4 * (3 + 2 * all) {
            return None;
        }
        learner.model.ham = words.next().map(u32::from_le_bytes)?;
        learner.model.spam = words.next().map(u32::from_le_bytes)?;
        learner.model.bias = words.next().map(f32::from_le_bytes)?;
        for (slot, word) in learner.model.weights.iter_mut().zip(words.by_ref()) {
            *slot = f32::from_le_bytes(word);
        }
        for (slot, word) in learner.squares.iter_mut().zip(words) {
            *slot = f32::from_le_bytes(word);
        }
        for (document, label) in past {
            learner.keep(&document, label);
        }
        Some(learner)
    }

    /// Everything but the lessons that are repeated: some 2 MiB.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        let model = &self.model;
        let mut bytes = Vec::with_capacity(4 * (3 + 2 * model.weights.len()));
        bytes.extend(model.ham.to_le_bytes());
        bytes.extend(model.spam.to_le_bytes());
        bytes.extend(model.bias.to_le_bytes());
        for number in model.weights.iter().chain(&self.squares) {
            bytes.extend(number.to_le_bytes());
        }
        bytes
    }

    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Learns what a person decided. `seed` is the lesson's number, which chooses what is repeated.
    pub fn learn(&mut self, document: &Document<'_>, label: Label, seed: u64) {
        let _ = seed;
        match label {
            Label::Ham => self.model.ham += 1,
            Label::Spam => self.model.spam += 1,
        }
        let features = Features::of(document);
        let wanted = if label == Label::Spam { 1.0 } else { 0.0 };
        let error = wanted - 1.0 / (1.0 + (-self.model.sum(&features)).exp());
        for (index, value) in &features.0 {
            let gradient = error * value;
            let square = &mut self.squares[*index as usize];
            *square += gradient * gradient;
            self.model.weights[*index as usize] += 0.5 * gradient / (0.02 + square.sqrt());
        }
        self.keep(document, label);
    }

    fn keep(&mut self, document: &Document<'_>, label: Label) {
        if self.past.len() == Self::PAST {
            self.past.pop_front();
        }
        self.past.push_back(Past {
            text: document.text.to_owned(),
            name: document.name.to_owned(),
            website: document.website.map(str::to_owned),
            label,
        });
    }
}
