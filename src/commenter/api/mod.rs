//! The endpoints of commenters: sessions, profiles, signing in and out.

pub(crate) mod browser;
mod caller;
pub(crate) mod email;
pub(crate) mod moderator_link;
pub(crate) mod pictures;
pub(crate) mod session;
pub(crate) mod sign_in;
mod sign_in_answer;
pub(crate) mod wire;

pub(crate) use self::caller::{Caller, Cookie};
