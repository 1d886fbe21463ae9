//! Spam: signals, training, external checks and statistics.

mod evaluation;
mod external_checks;
mod public_conversations;
mod reputation;
mod signals;
mod statistics;
mod training;
