//! Personal data: what is shown, exported and erased.

pub mod export_and_erasure;
mod public_answers;
