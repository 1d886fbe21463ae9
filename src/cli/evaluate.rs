//! `rejoinder spam evaluate`: measures the filter on a history of labeled comments.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::{ArgGroup, Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandFailure, DatabaseFlags, failed, open_sites, print_line};
use crate::{
    classifier::evaluate::{Disguise, Figures, Judged, LabeledHistory, Split, online, split},
    input,
    spam::{Life, SpamSettings, life, training::examples::labeled_history},
};

/// The arguments of `rejoinder spam evaluate`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true).args(["file", "site"]))]
pub(super) struct EvaluateFlags {
    /// Tab-separated `label<TAB>text` lines, label `spam` or `ham`; `\t`, `\n` and `\\` are escapes. A
    /// header line may name the columns label, text, author, page, time, ip
    file: Option<PathBuf>,
    /// Use the decisions on this site, in chronological order, instead of a file
    #[arg(long, value_name = "SLUG")]
    site: Option<String>,
    #[command(flatten)]
    database: DatabaseFlags,
    /// The protocol to run; default: all
    #[arg(long, value_enum)]
    protocol: Option<Protocol>,
    /// split: train with the first N comments and test the others (default: five-fold cross-validation)
    #[arg(long, value_name = "N")]
    train: Option<usize>,
    /// online: delay labels by N comments
    #[arg(long, value_name = "N")]
    delay: Option<usize>,
    /// The first random seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The number of runs, each with the next seed; the table shows the mean
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: u64,
    /// Write one score per line, in log-odds of spam, computed before training (of the first seed;
    /// requires --protocol)
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// The learned score alone: judge each comment in order, then train with its label
    Online,
    /// The learned score alone: train with some comments, then judge the others, also disguised. Comments
    /// with the same text are never both trained and tested, except with --train
    Split,
    /// A site with the policy `suspect`, as the server runs it: all reasons, thresholds and gates. Moderators
    /// decide about waiting comments 20 comments later, report 70 % of the published spam after 50, and find
    /// 30 % of the real comments in the spam folder. The columns author, page, time and ip are used
    Life,
}

/// The maximum size of a history file, in bytes: it is held in memory.
const HISTORY_MAX: u64 = 1 << 30;

/// The result of the run with one seed.
enum SeedResult {
    Online(Vec<Judged>),
    Split(Box<Split>),
    Life(Box<Life>),
}

impl SeedResult {
    fn judged(&self) -> &[Judged] {
        match self {
            Self::Online(judged) => judged,
            Self::Split(split) => &split.judged,
            Self::Life(life) => &life.judged,
        }
    }
}

pub(super) async fn evaluate(flags: &EvaluateFlags) -> Result<(), CommandFailure> {
    let (name, history) = match (&flags.site, &flags.file) {
        (Some(slug), _) => (slug.clone(), decided(slug, &flags.database).await?),
        (None, Some(file)) => (file.display().to_string(), read(file)?),
        // The argument parser refuses this earlier.
        (None, None) => {
            return Err(CommandFailure::Usage(
                "specify a FILE or --site SLUG".to_owned(),
            ));
        }
    };
    if flags.site.is_none()
        && (flags.database.config.is_some() || flags.database.database.is_some())
    {
        let remedy = "--config and --database require --site";
        return Err(CommandFailure::Usage(remedy.to_owned()));
    }
    let (ham, spam) = history.counts();
    if ham == 0 || spam == 0 {
        return Err(CommandFailure::Failed(format!(
            "{name}: comments of both kinds are required, ham and spam"
        )));
    }
    if flags.scores.is_some() && flags.protocol.is_none() {
        let remedy = "--scores requires --protocol online, split or life";
        return Err(CommandFailure::Usage(remedy.to_owned()));
    }
    if let Some(train) = flags.train
        && !(1..history.0.len()).contains(&train)
    {
        let most = history.0.len() - 1;
        return Err(CommandFailure::Usage(format!(
            "--train must be between 1 and {most} for this history"
        )));
    }
    if let (Some(scores), Some(file)) = (&flags.scores, &flags.file)
        && same_file(scores, file)
    {
        let remedy = "--scores must not be the history file; choose another file";
        return Err(CommandFailure::Usage(remedy.to_owned()));
    }
    for (given, flag, of) in [
        (flags.train.is_some(), "--train", Protocol::Split),
        (flags.delay.is_some(), "--delay", Protocol::Online),
    ] {
        if given && flags.protocol.is_some_and(|protocol| protocol != of) {
            let _ = writeln!(std::io::stderr(), "{flag} has no effect on this protocol");
        }
    }
    print_line(&format!("{name}: {ham} ham, {spam} spam"));
    let protocols = match flags.protocol {
        Some(one) => vec![one],
        None => vec![Protocol::Online, Protocol::Split, Protocol::Life],
    };
    for protocol in protocols {
        let began = Instant::now();
        let runs = runs(flags, &history, protocol);
        if let Some(path) = &flags.scores {
            write_scores(path, runs[0].judged())?;
        }
        print_line("");
        print_line(&table(flags, &runs, began.elapsed()));
    }
    print_line("");
    print_line(&format!(
        "Cost of a comment: {:.0} µs to read and score it.",
        cost(&history)
    ));
    Ok(())
}

/// Returns whether two paths lead to the same existing file.
fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn read(path: &Path) -> Result<LabeledHistory, CommandFailure> {
    let name = path.display();
    let text = input::read_text(path, HISTORY_MAX)
        .map_err(|error| CommandFailure::Failed(format!("{name}: {error}")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    LabeledHistory::parse(text).map_err(|bad| CommandFailure::Failed(format!("{name}: {bad}")))
}

/// Reads the decisions on a site.
async fn decided(slug: &str, flags: &DatabaseFlags) -> Result<LabeledHistory, CommandFailure> {
    let (db, _, sites) = open_sites(flags).await?;
    let all = sites.all().await;
    let site = all.iter().find(|site| site.slug == slug);
    let site = site.ok_or_else(|| CommandFailure::Usage(format!("there is no site {slug}")))?;
    db.read_background(site.id, |c, site| Box::pin(labeled_history(c, *site)))
        .await
        .map_err(failed)
}

/// Runs once for each seed, on as many threads as there are processors.
fn runs(flags: &EvaluateFlags, history: &LabeledHistory, protocol: Protocol) -> Vec<SeedResult> {
    let rows = history.0.len() as u64;
    let (name, steps) = match (protocol, flags.train) {
        (Protocol::Online, _) => ("online", rows),
        (Protocol::Split, None) => ("split", 5 * rows),
        (Protocol::Split, Some(_)) => ("split", rows),
        (Protocol::Life, _) => ("life", rows),
    };
    let bar = ProgressBar::new(steps * flags.seeds).with_message(name);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent} % {eta}") {
        bar.set_style(style);
    }
    let run = |seed: u64| {
        let tick = || bar.inc(1);
        match protocol {
            Protocol::Online => {
                SeedResult::Online(online(history, flags.delay.unwrap_or(0), seed, tick))
            }
            Protocol::Split => SeedResult::Split(Box::new(split(history, flags.train, seed, tick))),
            Protocol::Life => {
                let sample = SpamSettings::default().sample_percent;
                SeedResult::Life(Box::new(life(history, seed, sample, tick)))
            }
        }
    };
    let seeds = (0..flags.seeds).map(|n| flags.seed.wrapping_add(n));
    let seeds = seeds.collect::<Vec<_>>();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut runs = Vec::with_capacity(seeds.len());
    for some in seeds.chunks(threads) {
        std::thread::scope(|scope| {
            let begun = some.iter().map(|seed| scope.spawn(|| run(*seed)));
            let begun = begun.collect::<Vec<_>>();
            let ended = begun
                .into_iter()
                .map(|thread| thread.join().expect("a run does not panic"));
            runs.extend(ended);
        });
    }
    bar.finish_and_clear();
    runs
}

fn write_scores(path: &Path, judged: &[Judged]) -> Result<(), CommandFailure> {
    let mut scores = String::new();
    for judged in judged {
        // Writing into a string never fails.
        let _ = writeln!(scores, "{:.6}", judged.score);
    }
    std::fs::write(path, scores)
        .map_err(|error| CommandFailure::Failed(format!("{}: {error}", path.display())))
}

fn table(flags: &EvaluateFlags, runs: &[SeedResult], took: Duration) -> String {
    let figures = runs
        .iter()
        .map(|run| Figures::of(run.judged()))
        .collect::<Vec<_>>();
    let mean = Figures::mean(&figures);
    let mut lines = String::new();
    let seeds = match flags.seeds {
        1 => format!("seed {}", flags.seed),
        n => format!("mean of {n} seeds from {}", flags.seed),
    };
    let title = match runs.first() {
        Some(SeedResult::Online(_)) => match flags.delay.unwrap_or(0) {
            0 => "online: judged in order, labels immediately".to_owned(),
            n => format!("online: judged in order, labels {n} comments later"),
        },
        Some(SeedResult::Split(_)) => match flags.train {
            Some(train) => format!("split: trained with the first {train}, the others judged"),
            None => "split: five-fold cross-validation".to_owned(),
        },
        _ => "life: a simulated site and its moderators".to_owned(),
    };
    let mut row = |name: &str, value: String| {
        // Writing into a string never fails.
        let _ = write!(lines, "\n  {name:<34}{value:>12}");
    };
    row("comments judged", mean.comments.to_string());
    row("errors", format!("{:.1}", mean.errors));
    row("accuracy", percent(mean.accuracy));
    row("spam caught (SC)", percent(mean.sc));
    row("ham blocked (BH)", percent(mean.bh));
    row("MCC", number(mean.mcc, 3, ""));
    row("SC at BH 1 %", percent(mean.sc_at_1));
    row("SC at BH 0.1 %", percent(mean.sc_at_01));
    row("1-AUC", percent(mean.auc));
    row("spam above 3 (filed)", percent(mean.filed.spam));
    row("ham above 3 (filed)", percent(mean.filed.ham));
    row("spam below -2 (published)", percent(mean.published.spam));
    row("ham below -2 (published)", percent(mean.published.ham));
    let splits = runs.iter().filter_map(|run| match run {
        SeedResult::Split(split) => Some(&**split),
        _ => None,
    });
    let splits = splits.collect::<Vec<_>>();
    if !splits.is_empty() {
        for (at, disguise) in Disguise::ALL.iter().enumerate() {
            let loss = average(splits.iter().map(|split| split.disguised[at].loss()));
            row(
                &format!("SC lost to {}", disguise.as_str()),
                number(loss, 1, " pt"),
            );
        }
        let of = |part: fn(&Split) -> u32| {
            splits
                .iter()
                .map(|split| f64::from(part(split)))
                .sum::<f64>()
        };
        let all = of(|split| split.explained.of);
        row(
            "not published: a reason is named",
            percent(100.0 * of(|split| split.explained.named) / all),
        );
        row(
            "not published: it decides",
            percent(100.0 * of(|split| split.explained.enough) / all),
        );
        let short = of(|split| split.explained_short.of);
        row(
            "it decides, under 40 characters",
            percent(100.0 * of(|split| split.explained_short.enough) / short),
        );
    }
    let reports = runs.iter().filter_map(|run| match run {
        SeedResult::Life(life) => Some(&life.report),
        _ => None,
    });
    let reports = reports.collect::<Vec<_>>();
    if !reports.is_empty() {
        for (at, name) in ["ham lost", "spam published", "queued"].iter().enumerate() {
            let name = format!("{name}, second half");
            row(
                &name,
                percent(average(reports.iter().map(|report| report.shares()[at]))),
            );
        }
        let queued = average(reports.iter().map(|report| f64::from(report.looked_at)));
        row("comments queued, first half", number(queued, 1, ""));
        let first = reports
            .iter()
            .map(|report| report.first_published.map_or(f64::NAN, f64::from));
        row(
            "comments before one is published",
            number(average(first), 1, ""),
        );
    }
    format!("{title} ({seeds}; {:.1} s){lines}", took.as_secs_f64())
}

fn percent(value: f64) -> String {
    number(value, 2, " %")
}

/// Formats a figure; a dash if there was nothing to count.
fn number(value: f64, places: usize, unit: &str) -> String {
    if value.is_finite() {
        format!("{value:.places$}{unit}")
    } else {
        "-".to_owned()
    }
}

#[expect(clippy::cast_precision_loss, reason = "few runs")]
fn average(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    values.sum::<f64>() / count as f64
}

/// Measures the microseconds to read and score one comment with the fully trained model, on one thread.
#[expect(clippy::cast_precision_loss, reason = "few comments")]
fn cost(history: &LabeledHistory) -> f64 {
    let model = history.learned();
    let began = Instant::now();
    let mut rounds = 0_usize;
    while began.elapsed() < Duration::from_millis(200) {
        for example in &history.0 {
            std::hint::black_box(model.score(&example.document()));
        }
        rounds += 1;
    }
    began.elapsed().as_secs_f64() * 1e6 / (rounds * history.0.len()) as f64
}
