//! The endpoints of commenters: sessions, profiles, signing in and out.

pub mod browser;
mod caller;
pub mod email;
pub mod moderator_link;
pub mod pictures;
pub mod session;
pub mod sign_in;
mod sign_in_answer;
pub mod wire;

pub use self::caller::{Caller, Cookie};
