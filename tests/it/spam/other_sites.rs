//! What the decisions of one site mean for another, on public data.

use std::fs;

use rejoinder::{Document, Label, Learner};

use crate::support::world::public_cases_folder;

/// The number of comments of each label that either site decides, and that are judged afterwards.
const COMMENTS: usize = 50;
const QUIET: i64 = 1;
const CARELESS: i64 = 2;

type Comment = (Label, String);
/// The label that a site decides for a comment with this one.
type Decide = fn(Label) -> Label;

/// What happens to comments on the quiet site, in percent.
#[derive(Debug)]
struct Outcome {
    spam_filed: usize,
    spam_published: usize,
    ham_published: usize,
    ham_filed: usize,
}

/// Returns three parts with as many comments of both labels, mixed.
fn parts() -> Option<[Vec<Comment>; 3]> {
    let folder = public_cases_folder("spam/youtube")?;
    let mut files = fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|file| file.expect("is readable").path())
        .filter(|path| path.extension().is_some_and(|end| end == "tsv"))
        .collect::<Vec<_>>();
    files.sort();
    let mut of_label = [Vec::new(), Vec::new()];
    for file in files {
        for line in fs::read_to_string(file).expect("is text").lines() {
            match line.split_once('\t') {
                Some(("ham", text)) => of_label[0].push((Label::Ham, text.to_owned())),
                Some(("spam", text)) => of_label[1].push((Label::Spam, text.to_owned())),
                _ => {}
            }
        }
    }
    let [ham, spam] = of_label;
    assert!(ham.len().min(spam.len()) > 10 * COMMENTS, "there are many");
    Some(std::array::from_fn(|part| {
        // Each part has comments of all videos, and as different ones as possible.
        let every = |all: &[Comment]| {
            let step = all.len() / COMMENTS;
            let chosen = all.iter().skip(part * step / 3).step_by(step);
            chosen.take(COMMENTS).cloned().collect::<Vec<_>>()
        };
        let pairs = every(&ham).into_iter().zip(every(&spam));
        pairs.flat_map(|(ham, spam)| [ham, spam]).collect()
    }))
}

fn document(site: i64, text: &str) -> Document<'_> {
    Document {
        site,
        ..Document::unsigned(text)
    }
}

/// Trains on the decisions in this order, and judges comments on the quiet site.
fn judged(decisions: &[(i64, Label, &str)], comments: &[Comment]) -> Outcome {
    let mut learner = Learner::default();
    for (number, (site, label, text)) in (1..).zip(decisions) {
        learner.learn(&document(*site, text), *label, number);
    }
    let model = learner.model();
    let weights = comments.iter().map(|(label, text)| {
        let score = model.score(&document(QUIET, text));
        (*label, model.weight(score))
    });
    let weights = weights.collect::<Vec<_>>();
    let percent = |wanted: Label, is_counted: fn(f64) -> bool| {
        let counted = weights.iter();
        let counted = counted.filter(|(label, weight)| *label == wanted && is_counted(*weight));
        counted.count() * 100 / COMMENTS
    };
    Outcome {
        spam_filed: percent(Label::Spam, |weight| weight > 3.0),
        spam_published: percent(Label::Spam, |weight| weight < -2.5),
        ham_published: percent(Label::Ham, |weight| weight < -2.5),
        ham_filed: percent(Label::Ham, |weight| weight > 3.0),
    }
}

#[test]
fn wrong_decisions_on_one_site_cost_another_at_most_a_few_comments() {
    let Some([quiet, careless, judged_later]) = parts() else {
        return;
    };
    let of_quiet = quiet
        .iter()
        .map(|(label, text)| (QUIET, *label, text.as_str()));
    let of_quiet = of_quiet.collect::<Vec<_>>();
    let alone = judged(&of_quiet, &judged_later);
    assert!(
        alone.spam_filed > 40 && alone.ham_published > 40,
        "it has learned: {alone:?}"
    );
    let wrong: [(&str, Decide); 3] = [
        ("opposite", |label| match label {
            Label::Ham => Label::Spam,
            Label::Spam => Label::Ham,
        }),
        ("approves everything", |_| Label::Ham),
        ("rejects everything", |_| Label::Spam),
    ];
    for (mode, wrong) in wrong {
        let of_careless = careless
            .iter()
            .map(|(label, text)| (CARELESS, wrong(*label), text.as_str()));
        let of_careless = of_careless.collect::<Vec<_>>();
        let orders = [
            ("after", [&of_quiet[..], &of_careless].concat()),
            ("before", [&of_careless[..], &of_quiet].concat()),
        ];
        for (order, decisions) in orders {
            let beside = judged(&decisions, &judged_later);
            let is_harmless = beside.spam_filed + 10 >= alone.spam_filed
                && beside.spam_published <= alone.spam_published + 2
                && beside.ham_published + 12 >= alone.ham_published
                && beside.ham_filed <= alone.ham_filed + 2;
            assert!(is_harmless, "{mode}, {order}: {beside:?}, alone {alone:?}");
        }
    }
}

#[test]
fn a_site_gains_from_the_right_decisions_of_another() {
    let Some([quiet, other, judged_later]) = parts() else {
        return;
    };
    let of_quiet = quiet[..20]
        .iter()
        .map(|(label, text)| (QUIET, *label, text.as_str()));
    let of_quiet = of_quiet.collect::<Vec<_>>();
    let of_other = other
        .iter()
        .map(|(label, text)| (CARELESS, *label, text.as_str()));
    let alone = judged(&of_quiet, &judged_later);
    let both = of_other.chain(of_quiet.iter().copied()).collect::<Vec<_>>();
    let beside = judged(&both, &judged_later);
    assert!(
        beside.spam_filed >= alone.spam_filed + 10
            && beside.ham_published >= alone.ham_published + 10
            && beside.spam_published <= alone.spam_published + 2,
        "{beside:?}, alone {alone:?}"
    );
}
