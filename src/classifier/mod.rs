//! The trained filter: four learners over hashed features of a text, and their combination.
//!
//! Two of them are shared by all sites of an installation: an online logistic regression (`AdaGrad`: Duchi,
//! Hazan, Singer 2011), and two language models of characters (`language.rs`). Two belong to each site: a
//! logistic regression and a naive Bayes classifier over word pairs (`word_pairs.rs`). `stack.rs` combines them
//! for each site, so that a new site starts with what the others taught. A site that contradicts the others learns
//! by itself (`separation.rs`).
//!
//! It is pure code: the same training examples in the same order give the same weights, bit for bit, on every
//! machine. `tokens.rs` reads a text without its decorations (`letter_styles.rs`, `letter_marks.rs`,
//! `look_alikes.rs`, `latin_letters.rs`, `turned_letters.rs`, `separated_letters.rs`, `folding.rs`;
//! `decoration.rs` counts them), `vocabulary.rs` stores the words of the training examples, `shapes.rs` extracts
//! patterns other than words, `features.rs` hashes all of these, `views.rs` builds groups of features, `model.rs`
//! scores, `inserted_words.rs` finds words that hide spam, `familiarity.rs` texts about which nothing is known, `contributions.rs` and `explain.rs` explain scores,
//! `threshold.rs` and `gates.rs` say from which scores and how many decisions on a score may decide,
//! `learner.rs` trains, `checkpoint.rs` stores the learner.

mod characters;
mod checkpoint;
mod contributions;
mod counts;
mod decoration;
pub(crate) mod evaluate;
mod explain;
mod familiarity;
mod features;
mod folding;
mod gates;
mod hash;
mod inserted_words;
mod language;
mod latin_letters;
mod learner;
mod letter_marks;
mod letter_styles;
mod look_alikes;
mod model;
pub(crate) mod normalization;
mod separated_letters;
mod separation;
mod shapes;
mod stack;
mod threshold;
mod tokens;
mod turned_letters;
mod verdict;
mod views;
mod vocabulary;
mod word_pairs;

pub(crate) use self::{
    explain::{ExplainedScore, LearnedReason},
    gates::{RequiredDecisions, ScoreGates},
    shapes::without_links_to,
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
    /// The id of the site, whose own learners judge together with those of all sites.
    pub site: i64,
}

impl<'a> Document<'a> {
    /// Creates a document from a text alone.
    #[must_use]
    pub fn unsigned(text: &'a str) -> Self {
        Self {
            text,
            name: "",
            website: None,
            site: 0,
        }
    }
}
