//! The HTTP side of moderators' sessions.

mod current_moderator;
mod error;
mod session;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use self::{
    current_moderator::{CurrentModerator, bearer, bearer_scheme, has_own_authorization},
    session::{SessionApi, start_session},
    wire::{LinkedSessionView, ModeratorView},
};
