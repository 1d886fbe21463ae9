//! `rejoinder spam`: the filter that learns, measured, rebuilt and reported on.

use std::io::{IsTerminal as _, Write as _};

use clap::Subcommand;

use super::{DatabaseFlags, Failure, database_settings, evaluate, failed, open_database, say};
use crate::{clock::Clock, spam};

#[derive(Debug, Subcommand)]
pub(super) enum Spam {
    /// Measure the filter on a history of labelled comments.
    Evaluate(evaluate::EvaluateFlags),
    /// Forget what was learned, and learn everything anew from the decisions that are kept.
    Rebuild {
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

pub(super) async fn spam(command: Spam) -> Result<(), Failure> {
    match command {
        Spam::Evaluate(flags) => evaluate::evaluate(&flags),
        Spam::Rebuild { flags } => rebuild(&flags).await,
    }
}

async fn rebuild(flags: &DatabaseFlags) -> Result<(), Failure> {
    let settings = database_settings(flags)?;
    let clock = Clock::system();
    let db = open_database(&settings, &clock).await?;
    let begun = clock.now();
    let mut progress = Progress::new();
    let rebuilt = spam::rebuild(&db, &clock, |done, all| progress.show(done, all))
        .await
        .map_err(failed)?;
    progress.end();
    let took = clock.now().since(begun);
    say(&format!(
        "Learned {} lessons anew ({} of ham, {} of spam) in {:.1} s.",
        rebuilt.ham + rebuilt.spam,
        rebuilt.ham,
        rebuilt.spam,
        took.as_secs_f64()
    ));
    say(&format!("fingerprint  {}", rebuilt.fingerprint));
    say(match rebuilt.same {
        None => "There was no checkpoint to compare with.",
        Some(true) => "The checkpoint that was there was the same, bit for bit.",
        Some(false) => {
            "The checkpoint that was there was another one; processes that serve learn anew."
        }
    });
    Ok(())
}

/// A bar on a terminal, a line for every tenth elsewhere.
struct Progress {
    bar: indicatif::ProgressBar,
    plain: bool,
    told: u64,
}

impl Progress {
    fn new() -> Self {
        Self {
            bar: indicatif::ProgressBar::new(0),
            plain: !std::io::stderr().is_terminal(),
            told: 0,
        }
    }

    fn show(&mut self, done: u64, all: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
        let tenth = (done * 10).checked_div(all).unwrap_or_default();
        if self.plain && tenth > self.told {
            self.told = tenth;
            let _ = writeln!(std::io::stderr(), "{done} of {all} lessons learned");
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
