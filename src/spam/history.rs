//! The reasons that past decisions give.

use super::{Counts, Memory, Reason, ReasonCode, memory::Keys};

/// As many approvals as a short text is taken to have had before anybody looked.
const SHORT_PRIOR: f64 = 3.0;
/// A short text alone is never spam, however often it was.
const SHORT_WEIGHT_MAX: f64 = 2.0;
/// Approvals that make a verified author a trusted one.
const TRUSTED: u32 = 5;

/// What the same text, similar ones and its domains were.
pub(super) fn memory(keys: &Keys, memory: &Memory) -> Vec<Reason> {
    let same = keys
        .text
        .as_ref()
        .and_then(|key| same(memory.counts(key), keys.short));
    let text = same.or_else(|| similar(keys, memory));
    text.into_iter().chain(domains(keys, memory)).collect()
}

fn same(counts: Counts, short: bool) -> Option<Reason> {
    let (ham, spam) = (f64::from(counts.ham), f64::from(counts.spam));
    let prior = if short { SHORT_PRIOR } else { 0.0 };
    let share = spam / (spam + ham + prior).max(1.0);
    let most = if short { SHORT_WEIGHT_MAX } else { f64::MAX };
    let weight = (ReasonCode::TextKnown.start_weight() * (2.0 * share - 1.0)).min(most);
    (weight > 0.0).then(|| {
        let detail = match (counts.spam, counts.ham) {
            (spam, 0) => format!("the same text was spam {}", times(spam)),
            (spam, ham) => format!(
                "the same text was spam {} and approved {}",
                times(spam),
                times(ham)
            ),
        };
        Reason::weighing(ReasonCode::TextKnown, weight, detail)
    })
}

fn similar(keys: &Keys, memory: &Memory) -> Option<Reason> {
    let all = keys.shingles.len();
    let spam = |key: &&Vec<u8>| only_spam(memory.counts(key));
    let known = keys.shingles.iter().filter(spam).count();
    (known > 0 && known * 2 >= all).then(|| {
        let detail = format!("{known} of {all} runs of four words are known from spam alone");
        Reason::new(ReasonCode::TextSimilar, detail)
    })
}

fn domains(keys: &Keys, memory: &Memory) -> Option<Reason> {
    let counted = || {
        keys.domains
            .iter()
            .map(|(key, name)| (memory.counts(key), name))
    };
    // The worst one speaks for all: they mostly come together.
    let worst = counted()
        .filter(|(c, _)| only_spam(*c))
        .max_by_key(|(c, _)| c.spam);
    if let Some((counts, name)) = worst {
        let comments = if counts.spam == 1 {
            "comment"
        } else {
            "comments"
        };
        let name = shortened(name);
        let detail = format!(
            "the domain {name} was in {} spam {comments} and no other",
            counts.spam
        );
        return Some(Reason::new(ReasonCode::DomainSpam, detail));
    }
    // One good link beside an unknown one says nothing.
    let good = |(c, _): (Counts, &String)| c.ham > 0 && c.spam == 0;
    (!keys.domains.is_empty() && counted().all(good)).then(|| {
        let detail = match &keys.domains[..] {
            [(_, name)] => format!(
                "the domain {} was in approved comments alone",
                shortened(name)
            ),
            more => format!("its {} domains were in approved comments alone", more.len()),
        };
        Reason::new(ReasonCode::DomainHam, detail)
    })
}

/// What became of the author's other comments.
pub(super) fn author(keys: &Keys, memory: &Memory) -> Option<Reason> {
    let counts = memory.counts(keys.author.as_ref()?);
    let (ham, spam) = (u64::from(counts.ham), u64::from(counts.spam));
    if spam >= 2 && spam * 10 >= (ham + spam) * 3 {
        let detail = format!("{spam} of {} comments of the author were spam", ham + spam);
        return Some(Reason::new(ReasonCode::AuthorRejected, detail));
    }
    // Anybody can type a name and an address; only a proven identity earns trust.
    if !keys.verified || counts.ham == 0 || counts.spam > 0 {
        return None;
    }
    let code = if counts.ham >= TRUSTED {
        ReasonCode::AuthorTrusted
    } else {
        ReasonCode::AuthorApproved
    };
    let detail = format!(
        "the author was approved {} and never rejected",
        times(counts.ham)
    );
    Some(Reason::new(code, detail))
}

/// What else came from the network today.
pub(super) fn network(keys: &Keys, memory: &Memory) -> Option<Reason> {
    let spam = memory.counts(keys.network.as_ref()?).spam;
    (spam > 0).then(|| {
        let comments = if spam == 1 { "comment" } else { "comments" };
        let detail = format!("{spam} spam {comments} came from the network today");
        Reason::new(ReasonCode::NetworkSpam, detail)
    })
}

fn only_spam(counts: Counts) -> bool {
    counts.spam > 0 && counts.ham == 0
}

fn times(n: u32) -> String {
    if n == 1 {
        "once".to_owned()
    } else {
        format!("{n} times")
    }
}

/// A domain name may have 253 characters; the end of it is what was registered.
fn shortened(name: &str) -> String {
    match name.char_indices().nth_back(79) {
        Some((start, _)) if start > 0 => format!("…{}", &name[start..]),
        _ => name.to_owned(),
    }
}
