//! What a server does with a stream of labeled comments, posted through its API with a clock that stands still.
//!
//! `cargo bench --bench stream -- compare FILE...` posts the comments of a file as its readers, decides as the
//! simulated moderators of `rejoinder spam evaluate --protocol life`, and prints the figures beside those of
//! `evaluate`. Several files are one stream, in which the spam of each file is mixed with its ham at random.
//!
//! `cargo bench --bench stream -- blogs FILE...` makes two blogs of the comments, one with 30 real comments per
//! spam and one with 67 spam per real comment, and prints what their moderators look at on each day. With
//! `--svg=FILE` it draws that.
//!
//! `cargo bench --bench stream -- sites FILE...` prints what wrong decisions of one site do to another one.
#![expect(clippy::print_stdout, reason = "a bench prints")]

mod blogs;
mod chart;
mod server;
mod sites;

use std::{error::Error, time::Duration};

use rejoinder::{
    COMMENT_INTERVAL, Label, LabeledComment, LabeledHistory, LifeReport, SimulatedModerators,
    simulate_life,
};

use self::server::{StreamServer, times};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// The share of the spam folder that moderators see, in percent: the default of the server.
const SAMPLE_PERCENT: u32 = 5;
/// The number of comments between two runs of the maintenance.
const MAINTENANCE_EVERY: usize = 20;

fn main() -> Fallible<()> {
    let arguments = std::env::args().skip(1);
    let arguments = arguments.filter(|argument| argument != "--bench");
    let (mut seeds, mut svg, mut words) = (1..=5, None, Vec::new());
    for argument in arguments {
        match argument.split_once('=') {
            Some(("--seed", seed)) => seeds = seed.parse()?..=seed.parse()?,
            Some(("--svg", file)) => svg = Some(file.to_owned()),
            _ => words.push(argument),
        }
    }
    let Some((mode, files)) = words.split_first().filter(|(_, files)| !files.is_empty()) else {
        println!(
            "nothing measured: name a mode (compare, blogs or sites) and files of labeled comments"
        );
        return Ok(());
    };
    let histories = files.iter().map(|file| read(file));
    let histories = histories.collect::<Fallible<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    match mode.as_str() {
        "compare" => runtime.block_on(compare(&histories, seeds)),
        "blogs" => runtime.block_on(blogs::run(&histories, seeds, svg.as_deref())),
        "sites" => sites::run(&histories, seeds),
        other => Err(format!("unknown mode {other}: must be compare, blogs or sites").into()),
    }
}

fn read(file: &str) -> Fallible<LabeledHistory> {
    let text = std::fs::read_to_string(file)?;
    LabeledHistory::parse(&text).map_err(|fault| format!("{file}: {fault}").into())
}

/// Random numbers for streams: xorshift64.
#[derive(Clone, Debug)]
pub struct StreamRandom(u64);

impl StreamRandom {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }
}

/// One history as it is; of several, one after another, each with its spam among its ham.
fn stream(histories: &[LabeledHistory], seed: u64) -> LabeledHistory {
    if let [one] = histories {
        return one.clone();
    }
    let mut random = StreamRandom::new(seed);
    let mut stream = Vec::new();
    for history in histories {
        let of = |label| history.0.iter().filter(move |one| one.label == label);
        let (mut ham, mut spam) = (of(Label::Ham).peekable(), of(Label::Spam).peekable());
        let (mut hams, mut spams) = (of(Label::Ham).count(), of(Label::Spam).count());
        while hams + spams > 0 {
            let is_ham = random.below(hams + spams) < hams;
            let (from, left) = if is_ham {
                (&mut ham, &mut hams)
            } else {
                (&mut spam, &mut spams)
            };
            stream.extend(from.next().cloned());
            *left -= 1;
        }
    }
    LabeledHistory(stream)
}

async fn compare(
    histories: &[LabeledHistory],
    seeds: std::ops::RangeInclusive<u64>,
) -> Fallible<()> {
    println!(
        "{:<12} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "lost %", "publ. %", "queued %", "first", "1st half"
    );
    let mut sums = [[0.0; 5]; 2];
    let count = seeds.clone().count();
    for seed in seeds {
        let history = stream(histories, seed);
        let simulated = simulate_life(&history, seed, SAMPLE_PERCENT, || {}).report;
        let posted = Box::pin(post(&history, seed)).await?;
        for (name, report, sum) in [("evaluate", simulated, 0), ("API", posted, 1)] {
            let figures = figures(&report);
            print_row(&format!("{name} {seed}"), &figures);
            for (sum, figure) in sums[sum].iter_mut().zip(figures) {
                *sum += figure;
            }
        }
    }
    for (name, sum) in ["evaluate", "API"].iter().zip(sums) {
        #[expect(clippy::cast_precision_loss, reason = "few seeds")]
        print_row(&format!("{name} mean"), &sum.map(|sum| sum / count as f64));
    }
    Ok(())
}

fn figures(report: &LifeReport) -> [f64; 5] {
    let [lost, published, queued] = report.shares();
    let first = report.first_published.map_or(f64::NAN, f64::from);
    [lost, published, queued, first, f64::from(report.looked_at)]
}

fn print_row(name: &str, figures: &[f64; 5]) {
    let [lost, published, queued, first, half] = figures;
    println!("{name:<12} {lost:>9.2} {published:>9.2} {queued:>9.2} {first:>9.0} {half:>9.0}");
}

/// Posts a stream and decides about it.
async fn post(history: &LabeledHistory, seed: u64) -> Fallible<LifeReport> {
    let mut server = Box::pin(StreamServer::start(SAMPLE_PERCENT)).await?;
    let mut moderators = SimulatedModerators::new(seed);
    let mut ids = Vec::with_capacity(history.0.len());
    let mut placements = Vec::with_capacity(history.0.len());
    let times = times(&history.0, COMMENT_INTERVAL);
    for (at, comment) in history.0.iter().enumerate() {
        server.wait_until(times[at].minus(Duration::from_mins(2)));
        if at % MAINTENANCE_EVERY == 0 {
            server.maintain().await?;
        }
        for (index, label) in moderators.due(at) {
            let id: &String = &ids[index];
            server.decide(&[id], action(label)).await?;
        }
        let received = server.post(comment, times[at]).await?;
        moderators.note(at, comment.label, received.placement);
        placements.push(received.placement);
        ids.push(received.id);
    }
    Ok(LifeReport::of(history, &placements, &moderators))
}

/// Returns the action that gives a comment this label.
pub fn action(label: Label) -> &'static str {
    match label {
        Label::Ham => "approve",
        Label::Spam => "spam",
    }
}

/// Returns the comments with a label, of all histories.
pub fn of_label(histories: &[LabeledHistory], label: Label) -> Vec<LabeledComment> {
    let all = histories.iter().flat_map(|history| &history.0);
    all.filter(|one| one.label == label).cloned().collect()
}
