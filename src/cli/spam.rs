//! `rejoinder spam`: measures, rebuilds and reports on the spam filter.

use std::io::{IsTerminal as _, Write as _};

use clap::Subcommand;

use super::{
    CommandFailure, DatabaseFlags, database_settings, evaluate, failed, open_database, open_sites,
    print_line,
};
use crate::{
    clock::Clock,
    spam::{self, ReasonAccuracy},
    statistics::{self, DayCount, Days, ReasonRecord, SiteStatistics, StatisticsQuery},
};

#[derive(Debug, Subcommand)]
pub(super) enum SpamCommand {
    /// Measure the filter on labeled comments: a file, or the decisions on a site.
    Evaluate(evaluate::EvaluateFlags),
    /// Discard the trained model and rebuild it from the stored decisions.
    Rebuild {
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    /// Show submission, decision and reason statistics.
    Report {
        /// The site; default: all sites together.
        #[arg(long, value_name = "SLUG")]
        site: Option<String>,
        /// The number of days, up to today (UTC).
        #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=Days::COUNT_MAX))]
        days: i64,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

pub(super) async fn spam(command: SpamCommand) -> Result<(), CommandFailure> {
    match command {
        SpamCommand::Evaluate(flags) => evaluate::evaluate(&flags).await,
        SpamCommand::Rebuild { flags } => rebuild(&flags).await,
        SpamCommand::Report { site, days, flags } => report(site.as_deref(), days, &flags).await,
    }
}

async fn rebuild(flags: &DatabaseFlags) -> Result<(), CommandFailure> {
    let settings = database_settings(flags)?;
    let clock = Clock::system();
    let db = open_database(&settings).await?;
    let begun = clock.now();
    let mut progress = Progress::new();
    let rebuilt = spam::rebuild(&db, &clock, |done, all| progress.show(done, all))
        .await
        .map_err(failed)?;
    progress.end();
    let took = clock.now().since(begun);
    print_line(&format!(
        "Rebuilt from {} training examples ({} ham, {} spam) in {:.1} s.",
        rebuilt.ham + rebuilt.spam,
        rebuilt.ham,
        rebuilt.spam,
        took.as_secs_f64()
    ));
    print_line(&format!("fingerprint  {}", rebuilt.fingerprint));
    print_line(match rebuilt.same {
        None => "There was no checkpoint to compare with.",
        Some(true) => "The previous checkpoint was identical.",
        Some(false) => {
            "The previous checkpoint was different; running servers rebuild their model."
        }
    });
    Ok(())
}

async fn report(
    slug: Option<&str>,
    days: i64,
    flags: &DatabaseFlags,
) -> Result<(), CommandFailure> {
    let (db, clock, sites) = open_sites(flags).await?;
    let mut chosen = sites.all().await;
    chosen.retain(|site| slug.is_none_or(|slug| site.slug == slug));
    if let (Some(slug), true) = (slug, chosen.is_empty()) {
        return Err(CommandFailure::Usage(format!("there is no site {slug}")));
    }
    let days = Days::last(days, clock.now());
    let asked = StatisticsQuery {
        sites: chosen
            .iter()
            .map(|site| (site.id, site.policy.error_limits()))
            .collect(),
        days,
        now: clock.now(),
    };
    let found = db.read_background(asked, |c, asked| Box::pin(statistics::read(c, asked)));
    let found = found.await.map_err(failed)?;
    let names = chosen
        .iter()
        .map(|site| site.slug.as_str())
        .collect::<Vec<_>>();
    print_line(&format!(
        "{} from {} to {}",
        names.join(", "),
        statistics::date(days.from),
        statistics::date(days.to)
    ));
    for line in summary(&found) {
        print_line(&line);
    }
    print_line("");
    for line in table(&found.reasons) {
        print_line(&line);
    }
    Ok(())
}

fn summary(found: &SiteStatistics) -> Vec<String> {
    let all = found
        .days
        .iter()
        .fold(DayCount::default(), |sum, (_, day)| sum.plus(*day));
    let mut lines = vec![format!(
        "received {}, approved {}, spam {}, rescued {}, refused by limits {}",
        all.received, all.approved, all.spam, all.rescued, all.refused
    )];
    if all.overflowed > 0 {
        lines.push(format!(
            "moved from full queues to spam: {} (see them with reason=queue_full)",
            all.overflowed
        ));
    }
    lines.push(format!(
        "waiting {} for review, {} as probably spam",
        found.waiting.review, found.waiting.probably_spam
    ));
    if let (Some(median), Some(p90)) = (found.waited.median, found.waited.p90) {
        lines.push(format!(
            "time in the queue: median {}, 90th percentile {} ({} decided)",
            span(median),
            span(p90),
            found.waited.decided
        ));
    }
    let decided = found.decided;
    lines.push(format!(
        "all decisions: {} ham ({} of them filed as spam), {} spam ({} of them filed as spam)",
        decided.ham, decided.ham_filed, decided.spam, decided.spam_filed
    ));
    if let Some(thresholds) = found.thresholds {
        lines.push(format!(
            "ham below {:.1}, spam above {:.1}",
            thresholds.ham, thresholds.spam
        ));
    }
    if let Some(missing) = found.gates.and_then(|gates| gates.missing()) {
        lines.push(format!("still learning: {missing}"));
    }
    lines
}

/// Formats milliseconds for people.
fn span(millis: i64) -> String {
    match millis / 1_000 {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// Formats the reasons that occurred, the most frequent first.
fn table(reasons: &[ReasonRecord]) -> Vec<String> {
    let seen = |standing: &ReasonRecord| standing.outcome.ham + standing.outcome.spam;
    let mut reasons = reasons
        .iter()
        .filter(|standing| seen(standing) > 0)
        .collect::<Vec<_>>();
    if reasons.is_empty() {
        return vec!["No comment with a reason has been decided yet.".to_owned()];
    }
    reasons.sort_by_key(|standing| std::cmp::Reverse(seen(standing)));
    let head = format!(
        "{:<18} {:>5} {:>6} {:>7} {:>7} {:>9}  {}",
        "reason", "start", "points", "spam", "ham", "ham filed", "accuracy"
    );
    let rows = reasons.iter().map(|standing| {
        let points = standing
            .points
            .map_or("–".to_owned(), |points| format!("{points:.1}"));
        let worth = match standing.worth {
            ReasonAccuracy::Unknown => "unknown",
            ReasonAccuracy::Good => "useful",
            ReasonAccuracy::Weak => "weak",
            ReasonAccuracy::Misleading => "misleading",
        };
        // A reason that only holds a comment is not evidence of spam or ham.
        let worth = if standing.code.holds() {
            "only holds"
        } else {
            worth
        };
        format!(
            "{:<18} {:>5.1} {:>6} {:>7} {:>7} {:>9}  {worth}",
            standing.code.as_str(),
            standing.code.start_weight(),
            points,
            standing.outcome.spam,
            standing.outcome.ham,
            standing.outcome.ham_filed,
        )
    });
    std::iter::once(head).chain(rows).collect()
}

/// A progress bar on a terminal; otherwise a line for every tenth.
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
            let _ = writeln!(
                std::io::stderr(),
                "{done} of {all} training examples processed"
            );
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{assessment::ReasonCode, spam::LabelCounts};

    #[test]
    fn a_table_names_what_was_seen_most_first_and_leaves_out_the_rest() {
        let standing = |code, ham, spam| ReasonRecord {
            code,
            points: Some(1.25),
            outcome: LabelCounts {
                ham,
                spam,
                ..LabelCounts::default()
            },
            worth: ReasonAccuracy::Good,
        };
        let lines = table(&[
            standing(ReasonCode::Honeypot, 0, 0),
            standing(ReasonCode::TokenStale, 1, 2),
            standing(ReasonCode::DomainSpam, 0, 40),
        ]);
        assert_eq!(lines.len(), 3);
        assert!(lines[1].starts_with("domain_spam") && lines[1].ends_with("useful"));
        assert!(lines[2].starts_with("token_stale"));
        assert_eq!(table(&[]).len(), 1);
    }

    #[test]
    fn a_time_span_is_shown_in_its_own_unit() {
        let spans = [1_000, 200_000, 7_200_000, 500_000_000].map(span);
        assert_eq!(spans, ["1 s", "3 min", "2 h", "5 days"]);
    }
}
