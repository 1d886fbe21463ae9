//! What the decisions of one site do to another one: the filter alone, without a server.

use std::ops::RangeInclusive;

use rejoinder::{Document, Label, LabeledComment, LabeledHistory, Learner};

use super::{Fallible, StreamRandom, of_label};

/// The comments of each label that are judged on the first site in the end.
const JUDGED: usize = 60;
/// The decisions about each label on the first site.
const OWN: [usize; 3] = [20, 60, 120];
/// The most decisions about each label on the other site.
const OTHER_MOST: usize = 150;
/// The ham and the spam threshold.
const HAM_BELOW: f64 = -2.5;
const SPAM_ABOVE: f64 = 3.0;

/// How the other site decides.
const MODES: [(&str, Decide); 5] = [
    ("right", |label, _| label),
    ("one in three wrong", |label, at| match at % 3 {
        0 => opposite(label),
        _ => label,
    }),
    ("all wrong", |label, _| opposite(label)),
    ("approves everything", |_, _| Label::Ham),
    ("rejects everything", |_, _| Label::Spam),
];
type Decide = fn(Label, usize) -> Label;

const ORDERS: [&str; 3] = ["after", "before", "at once"];

/// A decision: the site, the label, and the comment.
type Decision<'a> = (i64, Label, &'a LabeledComment);

fn opposite(label: Label) -> Label {
    match label {
        Label::Ham => Label::Spam,
        Label::Spam => Label::Ham,
    }
}

/// Prints what happens to comments of a site beside another one, in percent.
pub fn run(histories: &[LabeledHistory], seeds: RangeInclusive<u64>) -> Fallible<()> {
    println!(
        "{:<8} {:<8} {:<20} {:>10} {:>10} {:>10} {:>10}",
        "own", "other", "", "spam filed", "published", "ham publ.", "filed"
    );
    for own in OWN {
        let row = |order: Option<&str>, mode: Option<(&str, Decide)>| -> Fallible<()> {
            let mut sums = [0.0; 4];
            for seed in seeds.clone() {
                let of_seed = outcome(histories, seed, own, order, mode.map(|mode| mode.1))?;
                for (sum, share) in sums.iter_mut().zip(of_seed) {
                    *sum += share;
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "few seeds")]
            let [filed, published, of_ham, lost] =
                sums.map(|sum| sum / seeds.clone().count() as f64);
            println!(
                "{own:<8} {:<8} {:<20} {filed:>10.1} {published:>10.1} {of_ham:>10.1} {lost:>10.1}",
                order.unwrap_or("none"),
                mode.map_or("", |mode| mode.0),
            );
            Ok(())
        };
        row(None, None)?;
        for order in ORDERS {
            for mode in MODES {
                row(Some(order), Some(mode))?;
            }
        }
    }
    Ok(())
}

/// Returns the shares of spam that is filed and published, and of ham that is published and filed, in percent.
fn outcome(
    histories: &[LabeledHistory],
    seed: u64,
    own: usize,
    order: Option<&str>,
    decide: Option<Decide>,
) -> Fallible<[f64; 4]> {
    let mut random = StreamRandom::new(seed);
    let mut shuffled = |label| {
        let mut all = of_label(histories, label);
        for at in (1..all.len()).rev() {
            all.swap(at, random.below(at + 1));
        }
        all
    };
    let (ham, spam) = (shuffled(Label::Ham), shuffled(Label::Spam));
    let left = ham.len().min(spam.len()).saturating_sub(JUDGED + own);
    if left == 0 {
        return Err("too few comments of one label".into());
    }
    let other = left.min(OTHER_MOST);
    let part = |from: usize, count: usize| {
        let pairs = ham.iter().zip(&spam).skip(from).take(count);
        pairs
            .flat_map(|(ham, spam)| [ham, spam])
            .collect::<Vec<_>>()
    };
    let (judged, own, other) = (
        part(0, JUDGED),
        part(JUDGED, own),
        part(JUDGED + own, other),
    );
    let own = own.iter().map(|comment| (1, comment.label, *comment));
    let own = own.collect::<Vec<_>>();
    let other = other
        .iter()
        .enumerate()
        .filter_map(|(at, comment)| Some((2, decide?(comment.label, at), *comment)));
    let other = other.collect::<Vec<_>>();
    Ok(shares(&in_order(&own, &other, order), &judged))
}

fn in_order<'a>(
    own: &[Decision<'a>],
    other: &[Decision<'a>],
    order: Option<&str>,
) -> Vec<Decision<'a>> {
    match order {
        Some("before") => [other, own].concat(),
        Some("at once") => {
            let mut all = Vec::with_capacity(own.len() + other.len());
            let (mut of_own, mut of_other) = (own.iter().peekable(), other.iter().peekable());
            while of_own.len() + of_other.len() > 0 {
                let is_own = of_own.len() * other.len() >= of_other.len() * own.len();
                let from = if is_own { &mut of_own } else { &mut of_other };
                all.extend(from.next().copied());
            }
            all
        }
        _ => [own, other].concat(),
    }
}

fn shares(decisions: &[Decision<'_>], judged: &[&LabeledComment]) -> [f64; 4] {
    let document = |site, text| Document {
        text,
        name: "",
        website: None,
        site,
    };
    let mut learner = Learner::default();
    for (number, (site, label, comment)) in (1..).zip(decisions) {
        learner.learn(&document(*site, &comment.text), *label, number);
    }
    let model = learner.model();
    let mut counts = [0_u32; 4];
    for comment in judged {
        let weight = model.weight(model.score(&document(1, &comment.text)));
        let (filed, published) = (weight > SPAM_ABOVE, weight < HAM_BELOW);
        let (first, second, at) = match comment.label {
            Label::Spam => (filed, published, 0),
            Label::Ham => (published, filed, 2),
        };
        counts[at] += u32::from(first);
        counts[at + 1] += u32::from(second);
    }
    #[expect(clippy::cast_precision_loss, reason = "few comments")]
    counts.map(|count| f64::from(count) * 200.0 / judged.len() as f64)
}
