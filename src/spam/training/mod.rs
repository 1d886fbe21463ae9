//! Training from decisions: training examples, reason accuracy, checkpoints, the published model.

pub mod accuracy;
mod checkpoint;
pub mod examples;
pub mod published;
pub mod rebuild;
pub mod revision;
pub mod sql;
mod state;
pub mod trainer;
