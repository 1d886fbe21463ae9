//! What all endpoints share on the wire.

pub mod problem;

pub use problem::{Code, FieldError, Problem};
