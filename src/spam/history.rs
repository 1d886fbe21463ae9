//! The reasons that follow from past decisions.

use super::{ContentFingerprints, FingerprintCounts, fingerprints::FingerprintKeys};
use crate::assessment::{ReasonCode, SpamReason};

/// The number of approvals that a short text is assumed to have had before the first decision.
const SHORT_PRIOR: f64 = 3.0;
/// The largest weight of `text_known` for a short text, in log-odds: below the default spam threshold, so
/// that a short text alone is never spam, no matter how often it was rejected.
const SHORT_WEIGHT_MAX: f64 = 2.0;
/// The number of approvals from which a verified author is a trusted one.
const TRUSTED: u32 = 5;

/// Returns the reasons from past decisions about the same text, similar texts and the domains in it.
pub(super) fn content_reasons(
    keys: &FingerprintKeys,
    fingerprints: &ContentFingerprints,
) -> Vec<SpamReason> {
    let same = keys
        .text
        .as_ref()
        .and_then(|key| same(fingerprints.counts(key), keys.short));
    let text = same.or_else(|| similar(keys, fingerprints));
    text.into_iter()
        .chain(domains(keys, fingerprints))
        .collect()
}

fn same(counts: FingerprintCounts, short: bool) -> Option<SpamReason> {
    let (ham, spam) = (f64::from(counts.ham), f64::from(counts.spam));
    let prior = if short { SHORT_PRIOR } else { 0.0 };
    let share = spam / (spam + ham + prior).max(1.0);
    let most = if short { SHORT_WEIGHT_MAX } else { f64::MAX };
    let weight = (ReasonCode::TextKnown.start_weight() * (2.0 * share - 1.0)).min(most);
    (weight > 0.0).then(|| {
        let detail = match (counts.spam, counts.ham) {
            (spam, 0) => format!("the same text was rejected as spam {}", times(spam)),
            (spam, ham) => format!(
                "the same text was rejected as spam {} and approved {}",
                times(spam),
                times(ham)
            ),
        };
        SpamReason::weighing(ReasonCode::TextKnown, weight, detail)
    })
}

fn similar(keys: &FingerprintKeys, fingerprints: &ContentFingerprints) -> Option<SpamReason> {
    let all = keys.shingles.len();
    let spam = |key: &&Vec<u8>| only_spam(fingerprints.counts(key));
    let known = keys.shingles.iter().filter(spam).count();
    (known > 0 && known * 2 >= all).then(|| {
        let detail = format!("{known} of {all} sampled four-word sequences were seen only in spam");
        SpamReason::new(ReasonCode::TextSimilar, detail)
    })
}

fn domains(keys: &FingerprintKeys, fingerprints: &ContentFingerprints) -> Option<SpamReason> {
    let counted = || {
        keys.domains
            .iter()
            .map(|domain| (fingerprints.counts(&domain.key), &domain.name))
    };
    // The worst domain stands for all of them, since such domains mostly occur together.
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
            "the domain {name} was seen in {} spam {comments} and in no other",
            counts.spam
        );
        return Some(SpamReason::new(ReasonCode::DomainSpam, detail));
    }
    // One good link next to an unknown one is no evidence.
    let good = |(c, _): (FingerprintCounts, &String)| c.ham > 0 && c.spam == 0;
    let is_good = !keys.domains.is_empty() && counted().all(good) && is_earned(keys, fingerprints);
    is_good.then(|| {
        let detail = match &keys.domains[..] {
            [domain] => format!(
                "the domain {} was seen in approved comments of the same author or network and never in spam",
                shortened(&domain.name)
            ),
            more => format!(
                "its {} domains were seen in approved comments of the same author or network and never in spam",
                more.len()
            ),
        };
        SpamReason::new(ReasonCode::DomainHam, detail)
    })
}

/// Returns whether the reputation of the contents of a comment is based on comments of its verified author or
/// of its network: each domain was in approved comments of that author or network and in no spam of theirs;
/// without domains, that author or network had at least one comment approved and none rejected as spam.
/// Anyone can link to a domain that is known from other people's comments, or sign with another name.
pub(super) fn is_earned(keys: &FingerprintKeys, fingerprints: &ContentFingerprints) -> bool {
    let good = |counts: FingerprintCounts| counts.ham > 0 && counts.spam == 0;
    if !keys.domains.is_empty() {
        let mut domains = keys.domains.iter();
        return domains.all(|domain| good(domain.earned_counts(fingerprints)));
    }
    let author = keys.author_counts(fingerprints).filter(|_| keys.verified);
    let network = reputation(keys, fingerprints);
    author.is_some_and(good) || (network.ham > 0 && network.spam == 0)
}

/// Returns the reason that follows from decisions about the author's other comments.
pub(super) fn author(
    keys: &FingerprintKeys,
    fingerprints: &ContentFingerprints,
) -> Option<SpamReason> {
    let counts = keys.author_counts(fingerprints)?;
    let (ham, spam) = (u64::from(counts.ham), u64::from(counts.spam));
    if spam >= 2 && spam * 10 >= (ham + spam) * 3 {
        let detail = format!("{spam} of {} comments by the author were spam", ham + spam);
        return Some(SpamReason::new(ReasonCode::AuthorRejected, detail));
    }
    // Anyone can type a name and an email address; only a verified identity can become trusted.
    if !keys.verified || counts.ham == 0 || counts.spam > 0 {
        return None;
    }
    let code = if counts.ham >= TRUSTED {
        ReasonCode::AuthorTrusted
    } else {
        ReasonCode::AuthorApproved
    };
    let detail = format!(
        "comments by the author were approved {} and never rejected as spam",
        times(counts.ham)
    );
    Some(SpamReason::new(code, detail))
}

/// The reputation of a network: a weight of 1 if it sent spam today and nothing else, halved with each day
/// since, and lower with every approved comment from the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reputation {
    /// From 0 (no spam) to 1 (spam only, today).
    pub weight: f64,
    /// The number of spam comments in the last `memory::NETWORK_DAYS` days.
    pub spam: u32,
    pub ham: u32,
}

impl Reputation {
    /// The least weight at which a reason is given.
    const LEAST: f64 = 0.05;
    /// The weight from which clients of the network need a proof of work.
    const SUSPICIOUS: f64 = 0.5;

    /// Computes the reputation from the counts of the last days, the latest first. More spam never lowers the
    /// weight, and no day counts for more than the following day would.
    pub(super) fn of(days: impl IntoIterator<Item = FingerprintCounts>) -> Self {
        let (mut fresh, mut share) = (1.0, 0.0_f64);
        let (mut spam_faded, mut ham_faded) = (0.0, 0.0);
        let (mut spam, mut ham) = (0_u32, 0_u32);
        for day in days {
            if day.spam > 0 {
                share = share.max(fresh);
            }
            spam_faded += fresh * f64::from(day.spam);
            ham_faded += fresh * f64::from(day.ham);
            spam = spam.saturating_add(day.spam);
            ham = ham.saturating_add(day.ham);
            fresh /= 2.0;
        }
        let weight = if spam_faded > 0.0 {
            share * spam_faded / (spam_faded + ham_faded)
        } else {
            0.0
        };
        Self { weight, spam, ham }
    }

    pub(super) fn is_suspicious(self) -> bool {
        self.weight >= Self::SUSPICIOUS
    }
}

/// Returns the reputation of a sample's network from the last days.
pub(super) fn reputation(keys: &FingerprintKeys, fingerprints: &ContentFingerprints) -> Reputation {
    let days = keys.network.iter().chain(&keys.network_before);
    Reputation::of(days.map(|key| fingerprints.counts(key)))
}

pub(super) fn network(reputation: Reputation) -> Option<SpamReason> {
    (reputation.weight >= Reputation::LEAST).then(|| {
        let comments = if reputation.spam == 1 {
            "comment"
        } else {
            "comments"
        };
        let spam = reputation.spam;
        let detail = match reputation.ham {
            0 => format!("{spam} spam {comments} came from the network in the last few days"),
            ham => format!(
                "{spam} spam {comments} and {ham} approved came from the network in the last few days"
            ),
        };
        let weight = ReasonCode::NetworkSpam.start_weight() * reputation.weight;
        SpamReason::weighing(ReasonCode::NetworkSpam, weight, detail)
    })
}

fn only_spam(counts: FingerprintCounts) -> bool {
    counts.spam > 0 && counts.ham == 0
}

fn times(n: u32) -> String {
    if n == 1 {
        "once".to_owned()
    } else {
        format!("{n} times")
    }
}

/// Shortens a domain name (up to 253 characters) to its last 80 characters, since the registered part is at
/// the end.
fn shortened(name: &str) -> String {
    match name.char_indices().nth_back(79) {
        Some((start, _)) if start > 0 => format!("…{}", &name[start..]),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weight(days: &[(u32, u32)]) -> f64 {
        let days = days.iter().map(|(spam, ham)| FingerprintCounts {
            ham: *ham,
            spam: *spam,
        });
        Reputation::of(days).weight
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "halves are exact")]
    fn a_bad_name_fades_by_half_a_day_and_comments_that_were_approved_speak_against_it() {
        assert_eq!(weight(&[(1, 0)]), 1.0);
        assert_eq!(weight(&[(0, 0), (9, 0)]), 0.5);
        assert_eq!(weight(&[(0, 0), (0, 0), (9, 0)]), 0.25);
        assert_eq!(weight(&[(1, 0), (3, 0), (7, 0)]), 1.0);
        assert_eq!(weight(&[(1, 1)]), 0.5);
        assert_eq!(weight(&[(0, 2), (4, 0)]), 0.25);
        assert_eq!(weight(&[(0, 5)]), 0.0);
        assert_eq!(weight(&[]), 0.0);
    }

    proptest! {
        #[test]
        fn more_spam_never_improves_a_reputation_and_more_ham_never_worsens_it(
            days in prop::collection::vec((0_u32..50, 0_u32..50), 4), day in 0_usize..4,
        ) {
            let before = weight(&days);
            let (mut worse, mut better) = (days.clone(), days);
            worse[day].0 += 1;
            better[day].1 += 1;
            prop_assert!((0.0..=1.0).contains(&before));
            prop_assert!(weight(&worse) >= before - 1e-9);
            prop_assert!(weight(&better) <= before + 1e-9);
        }
    }
}
