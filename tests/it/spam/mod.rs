//! Spam: signals, training, external checks and statistics.

mod akismet;
mod captcha;
mod evaluation;
mod external_checks;
mod other_sites;
mod public_conversations;
mod reputation;
mod signals;
mod statistics;
mod streams;
mod training;
mod webhook;
