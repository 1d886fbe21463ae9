//! The door of people: who they are, their sessions, signing in and out.

mod caller;
pub mod session;
pub mod wire;

pub use self::caller::{Caller, Cookie};
