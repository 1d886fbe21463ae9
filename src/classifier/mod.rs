//! The trained filter: an online logistic regression over hashed features of a text.
//!
//! It is pure code: the same training examples in the same order give the same weights, bit for bit, on every
//! machine. `tokens.rs` removes obfuscation, `vocabulary.rs` stores the words of the training examples,
//! `shapes.rs` extracts patterns other than words, `features.rs` hashes all of these in groups, `model.rs`
//! scores, `explain.rs` explains scores, `threshold.rs` and `gates.rs` say from which scores and how many
//! decisions on a score may decide, `learner.rs` trains (`AdaGrad`: Duchi, Hazan, Singer 2011).

pub(crate) mod evaluate;
mod explain;
mod features;
mod gates;
mod hash;
mod learner;
mod model;
pub(crate) mod normalization;
mod shapes;
mod threshold;
mod tokens;
mod verdict;
mod vocabulary;

pub(crate) use self::{
    explain::{ExplainedScore, LearnedReason},
    gates::{RequiredDecisions, ScoreGates},
    threshold::{ErrorLimits, LabelSource, ScoredComment, Scores},
    verdict::{SpamVerdict, Thresholds},
};
pub use self::{learner::Learner, model::Model, verdict::Label};

/// The number of Unicode scalar values of a text that are read, which bounds the work per comment.
pub(crate) const READ_MAX: usize = 3_000;

/// The parts of a comment that the filter reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// The text as written.
    pub text: &'a str,
    /// The name of the author; empty if there is none.
    pub name: &'a str,
    pub website: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// Creates a document from a text without name and website.
    #[must_use]
    pub fn unsigned(text: &'a str) -> Self {
        Self {
            text,
            name: "",
            website: None,
        }
    }
}
