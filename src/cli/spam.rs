//! `rejoinder spam`: the filter, looked at from a shell.

use clap::Subcommand;

use super::{Failure, evaluate};

#[derive(Debug, Subcommand)]
pub(super) enum Spam {
    /// Measure the filter on a history of labelled comments.
    Evaluate(evaluate::EvaluateFlags),
}

pub(super) fn spam(command: Spam) -> Result<(), Failure> {
    match command {
        Spam::Evaluate(flags) => evaluate::evaluate(&flags),
    }
}
