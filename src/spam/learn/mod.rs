//! The filter that learns: an online logistic regression over hashed features of a text.
//!
//! It is pure: lessons go in, in their order, and the same lessons give the same weights, bit for
//! bit, on every machine. `features.rs` turns a text into features, `model.rs` holds the weights and
//! scores, `learner.rs` learns.

mod features;
mod learner;
mod model;

pub use self::{learner::Learner, model::Model};

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
