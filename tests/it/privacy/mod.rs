//! Personal data: what is shown, exported and erased.

mod export_and_erasure;
mod public_answers;
