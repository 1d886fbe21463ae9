//! The filter that learns: an online logistic regression over hashed features of a text.
//!
//! It is pure: lessons go in, in their order, and the same lessons give the same weights, bit for
//! bit, on every machine. `reading.rs` undoes disguises, `vocabulary.rs` knows the words that were
//! taught, `shapes.rs` sees what is not words, `features.rs` hashes it all in groups, `model.rs`
//! scores, `explain.rs` says why, `learner.rs` learns (`AdaGrad`: Duchi, Hazan, Singer 2011).

mod explain;
mod features;
mod learner;
mod model;
mod reading;
mod shapes;
mod vocabulary;

pub use self::{
    features::Views,
    learner::Learner,
    model::{LearnedReason, Model},
};

/// As much of a text is read, in Unicode scalar values.
pub const READ_MAX: usize = 3_000;

/// What is read of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// As written.
    pub text: &'a str,
    /// As which the author signed; empty when there is none.
    pub name: &'a str,
    pub website: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// A text that nobody signed.
    #[must_use]
    pub fn unsigned(text: &'a str) -> Self {
        Self {
            text,
            name: "",
            website: None,
        }
    }
}
