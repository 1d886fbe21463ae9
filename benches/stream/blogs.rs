//! Two lopsided blogs, and what their moderators look at on each day of ten weeks.

use std::{ops::RangeInclusive, time::Duration};

use rejoinder::{Label, LabeledComment, LabeledHistory, Placement};

use super::{
    Fallible, SAMPLE_PERCENT, StreamRandom, action, chart, of_label,
    server::{Received, StreamServer},
};

/// The length of the simulation, in days.
const DAYS: usize = 70;
const DAY: Duration = Duration::from_hours(24);
/// The probability that published spam is reported the next day, and that the author of a real comment in the
/// spam folder asks for it, in percent.
const REPORTED_PERCENT: usize = 70;
const RESCUED_PERCENT: usize = 30;
/// The number of comments of the group `probably_spam` that the moderator looks at before deciding about the
/// group in one step: those with the lowest scores, which the list shows first.
const LOOKED_AT_FIRST: usize = 3;

/// A blog by its comments in a week.
struct Blog {
    name: &'static str,
    ham_per_week: usize,
    spam_per_week: usize,
}

const BLOGS: [Blog; 2] = [
    Blog {
        name: "30 real comments per spam",
        ham_per_week: 210,
        spam_per_week: 7,
    },
    Blog {
        name: "67 spam per real comment",
        ham_per_week: 3,
        spam_per_week: 201,
    },
];

/// What happened on a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct DayCounts {
    pub received: u32,
    /// Comments that the moderator looked at.
    pub review: u32,
    /// Comments that were decided in one step.
    probably_spam: u32,
    /// Real comments in the folder that are not found, and those decided as spam without a look.
    lost: u32,
    published_spam: u32,
}

/// A waiting or placed comment that a moderator may see.
struct Seen {
    received: Received,
    label: Label,
}

/// Runs both blogs with each seed, and draws those of the last seed into a file, if one is named.
pub async fn run(
    histories: &[LabeledHistory],
    seeds: RangeInclusive<u64>,
    svg: Option<&str>,
) -> Fallible<()> {
    let mut drawn = Vec::new();
    for seed in seeds {
        drawn.clear();
        for blog in &BLOGS {
            let days = Box::pin(run_blog(blog, histories, seed)).await?;
            drawn.push((blog.name, days));
        }
    }
    if let Some(file) = svg {
        let blogs = drawn.iter().map(|(name, days)| (*name, &days[..]));
        std::fs::write(file, chart::svg(&blogs.collect::<Vec<_>>())?)?;
    }
    Ok(())
}

/// The comments of a label in a random order; from the beginning again when all were used.
struct Supply {
    comments: Vec<LabeledComment>,
    next: usize,
}

impl Supply {
    fn new(histories: &[LabeledHistory], label: Label, random: &mut StreamRandom) -> Self {
        let mut comments = of_label(histories, label);
        for at in (1..comments.len()).rev() {
            comments.swap(at, random.below(at + 1));
        }
        Self { comments, next: 0 }
    }

    fn take(&mut self) -> LabeledComment {
        let comment = self.comments[self.next % self.comments.len()].clone();
        self.next += 1;
        comment
    }
}

async fn run_blog(
    blog: &Blog,
    histories: &[LabeledHistory],
    seed: u64,
) -> Fallible<[DayCounts; DAYS]> {
    let mut random = StreamRandom::new(seed);
    let mut ham = Supply::new(histories, Label::Ham, &mut random);
    let mut spam = Supply::new(histories, Label::Spam, &mut random);
    let mut server = Box::pin(StreamServer::start(SAMPLE_PERCENT)).await?;
    let begin = server.clock.now();
    let mut days = [DayCounts::default(); DAYS];
    let (mut posted, mut first_published) = (0_u32, None);
    for (day, counts) in days.iter_mut().enumerate() {
        // The same number each week, spread evenly over its days.
        let of_day = |per_week: usize| per_week * (day + 1) / 7 - per_week * day / 7;
        let mut today = Vec::new();
        today.extend((0..of_day(blog.ham_per_week)).map(|_| ham.take()));
        today.extend((0..of_day(blog.spam_per_week)).map(|_| spam.take()));
        for at in (1..today.len()).rev() {
            today.swap(at, random.below(at + 1));
        }
        let morning = begin.plus(DAY * u32::try_from(day)?);
        let mut received_today = Vec::with_capacity(today.len());
        for (n, comment) in today.iter().enumerate() {
            let at = morning.plus(DAY * u32::try_from(n + 1)? / u32::try_from(today.len() + 2)?);
            let received = server.post(comment, at).await?;
            if received.placement == Placement::Published && first_published.is_none() {
                first_published = Some(posted);
            }
            posted += 1;
            received_today.push(Seen {
                received,
                label: comment.label,
            });
        }
        server.wait_until(morning.plus(DAY));
        *counts = moderate(&server, &received_today, &mut random).await?;
        server.maintain().await?;
    }
    print(blog, seed, &days, first_published);
    Ok(days)
}

/// Decides at the end of a day: first what is to be looked at, one comment after another, and then the rest in
/// one step, after a look at the first of them. Readers report published spam, and authors ask for their comments.
async fn moderate(
    server: &StreamServer,
    seen: &[Seen],
    random: &mut StreamRandom,
) -> Fallible<DayCounts> {
    let mut counts = DayCounts {
        received: u32::try_from(seen.len())?,
        ..DayCounts::default()
    };
    let mut probably_spam = Vec::new();
    for one in seen {
        let (label, id) = (one.label, one.received.id.as_str());
        match (one.received.placement, label) {
            (Placement::Queued, _) if one.received.is_probably_spam => probably_spam.push(one),
            (Placement::Queued, _) => {
                counts.review += 1;
                server.decide(&[id], action(label)).await?;
            }
            (Placement::Published, Label::Spam) => {
                counts.published_spam += 1;
                if random.below(100) < REPORTED_PERCENT {
                    server.decide(&[id], action(label)).await?;
                }
            }
            (Placement::Filed, Label::Ham) => {
                if random.below(100) < RESCUED_PERCENT {
                    server.decide(&[id], action(label)).await?;
                } else {
                    counts.lost += 1;
                }
            }
            (Placement::Published, Label::Ham) | (Placement::Filed, Label::Spam) => {}
        }
    }
    probably_spam.sort_by(|a, b| a.received.score.total_cmp(&b.received.score));
    let (first, rest) = probably_spam.split_at(LOOKED_AT_FIRST.min(probably_spam.len()));
    for one in first {
        counts.review += 1;
        let id = one.received.id.as_str();
        server.decide(&[id], action(one.label)).await?;
    }
    counts.probably_spam = u32::try_from(rest.len())?;
    let unseen_ham = rest.iter().filter(|one| one.label == Label::Ham).count();
    counts.lost += u32::try_from(unseen_ham)?;
    let ids = rest.iter().map(|one| one.received.id.as_str());
    let ids = ids.collect::<Vec<_>>();
    server.decide(&ids, action(Label::Spam)).await?;
    Ok(counts)
}

fn print(blog: &Blog, seed: u64, days: &[DayCounts], first_published: Option<u32>) {
    println!("\n{} (seed {seed})", blog.name);
    let first = first_published.map_or("none".to_owned(), |first| first.to_string());
    println!("comments before the first one published by score: {first}");
    println!(
        "{:>4} {:>9} {:>12} {:>12} {:>14} {:>5} {:>15}",
        "week", "received", "looked at", "most a day", "in one step", "lost", "spam published"
    );
    for (week, days) in days.chunks(7).enumerate() {
        let sum = |count: fn(&DayCounts) -> u32| days.iter().map(count).sum::<u32>();
        let most = days.iter().map(|day| day.review).max().unwrap_or_default();
        println!(
            "{:>4} {:>9} {:>12} {:>12} {:>14} {:>5} {:>15}",
            week + 1,
            sum(|day| day.received),
            sum(|day| day.review),
            most,
            sum(|day| day.probably_spam),
            sum(|day| day.lost),
            sum(|day| day.published_spam),
        );
    }
    let looked_at = days.iter().map(|day| day.review.to_string());
    println!(
        "looked at, day by day: {}",
        looked_at.collect::<Vec<_>>().join(" ")
    );
}
