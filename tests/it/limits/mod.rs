//! Rate limits.

mod charged_limits;
mod password_guesses;
mod rate_limits;
mod shared_limits;
