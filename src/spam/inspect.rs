//! The reasons that follow from a sample by itself, without the counts of past decisions.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{
    DuplicateCounts, Sample,
    decision::DecisionRules,
    fingerprints::{ContentFingerprints, FingerprintKeys, Traces},
    links::Links,
    own_links::LinkTexts,
    training::published::Published,
    words::Dictionary,
};
use crate::{
    assessment::{ReasonCode, SpamReason, score_without_flood},
    classifier::{Document, LearnedReason, Thresholds, normalization::Normal},
    clock::Timestamp,
    flood::{FloodStep, ProofState, TokenState},
    secret::Key,
    site::Policy,
};

/// A submission faster than this after opening the form can hardly come from a person.
const AT_ONCE: Duration = Duration::from_secs(2);
/// A submission faster than this is unusual for a person.
const QUICKLY: Duration = Duration::from_secs(4);
/// The number of other pages within the hour from which a repeated text is no coincidence.
const PAGES: u32 = 1;
/// The same for a short text, which different people may write independently.
const PAGES_SHORT: u32 = 3;

/// The findings about a sample.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// [`digest`] of the text.
    pub digest: i64,
    pub(super) form: FormBehavior,
    short: bool,
    /// The reasons of the groups network and site, and of the external checks.
    pub(super) reasons: Vec<SpamReason>,
    pub(super) learned: Option<LearnedReason>,
    pub(super) keys: FingerprintKeys,
    pub(super) rules: DecisionRules,
}

impl Inspection {
    /// Adds the reason of the trained filter and the current rules of the site.
    pub(super) fn learned(
        &mut self,
        published: &Published,
        sample: &Sample<'_>,
        others: LinkTexts<'_>,
        policy: &Policy,
    ) {
        let document = Document {
            text: others.text,
            name: sample.name,
            website: others.website,
            site: sample.site,
        };
        self.learned = published.model.reason(&document);
        self.rules = published.rules(sample.site, policy);
    }

    /// Adds the reason for duplicates of the text, which are counted only later.
    pub fn note_duplicates(&mut self, duplicates: DuplicateCounts) {
        self.reasons.extend(repeated(duplicates, self.short));
    }

    /// Adds the reasons of the external checks.
    pub fn add_external_reasons(&mut self, reasons: Vec<SpamReason>) {
        self.reasons.extend(reasons);
    }

    /// Holds the comment for moderation, since its form was sent in a way that may not be what the reader
    /// meant.
    pub fn hold_irregular(&mut self, what: &str) {
        self.reasons
            .push(SpamReason::new(ReasonCode::FormIrregular, what));
    }

    /// Returns whether a comment of the same verified author was approved and none was rejected as spam.
    #[must_use]
    pub fn trusts(&self, fingerprints: &ContentFingerprints) -> bool {
        let counts = self.keys.author_counts(fingerprints).unwrap_or_default();
        self.keys.verified && counts.ham > 0 && counts.spam == 0
    }

    /// Marks the form token as used, and its proof of work with it, because a concurrent comment spent it
    /// first.
    pub fn token_was_used(&mut self) {
        self.form.token = TokenState::Used;
        if self.form.proof == ProofState::Good {
            self.form.proof = ProofState::Used;
        }
    }

    /// Returns the thresholds that separate ham, unsure and spam.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.rules.thresholds()
    }

    /// Returns whether the sample is spam by itself, before the counts of past decisions are read.
    #[must_use]
    pub fn is_spam_already(&self) -> bool {
        let mut all = self.form.reasons();
        all.extend(self.reasons.iter().cloned());
        all.extend(
            self.learned
                .iter()
                .map(|l| SpamReason::learned(&l.of_stranger)),
        );
        score_without_flood(&all, self.thresholds()) > self.thresholds().spam
    }
}

/// Returns a hash that is equal for texts with the same normal form. It is the same on all installations.
#[must_use]
pub(crate) fn digest(text: &str) -> i64 {
    digest_of(&Normal::of(text))
}

fn digest_of(text: &Normal) -> i64 {
    let hash: [u8; 32] = Sha256::digest(text.text()).into();
    let (head, _) = hash.split_at(8);
    head.iter()
        .fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// Inspects a sample; `others` are its texts without links to the site itself.
pub(super) fn inspect(
    sample: &Sample<'_>,
    others: LinkTexts<'_>,
    policy: &Policy,
    dictionary: Option<&Dictionary>,
    network_key: &Key,
    now: Timestamp,
) -> Inspection {
    let text = Normal::of(sample.text);
    let mut links = Links::default();
    links.read(others.text);
    // The limit of the site is for all links.
    let count = if others.text.len() == sample.text.len() {
        links.count
    } else {
        link_count(sample.text)
    };

    let mut reasons = network(sample, text.short());
    reasons.extend(words_and_links(sample, &text, policy, count, dictionary));
    reasons.extend(circumstances(sample));
    Inspection {
        digest: digest_of(&text),
        short: text.short(),
        form: FormBehavior {
            token: sample.token,
            proof: sample.proof,
            flood: sample.flood,
            honeypot: sample.honeypot,
            edited: sample.edited,
            verified: sample.author.is_some_and(|a| a.verified),
        },
        reasons,
        learned: None,
        keys: FingerprintKeys::of_sample(
            Traces {
                text: &text,
                links,
                name: sample.name,
                website: others.website,
                author: sample.author,
                network: sample.network,
                at: now,
            },
            network_key,
        ),
        rules: DecisionRules::default(),
    }
}

/// The way the form was filled in.
#[derive(Clone, Debug)]
pub(super) struct FormBehavior {
    token: TokenState,
    proof: ProofState,
    flood: FloodStep,
    honeypot: bool,
    edited: bool,
    verified: bool,
}

impl FormBehavior {
    pub(super) fn reasons(&self) -> Vec<SpamReason> {
        let mut reasons = Vec::new();
        if self.honeypot {
            let detail = "the hidden field of the form was filled in";
            reasons.push(SpamReason::new(ReasonCode::Honeypot, detail));
        }
        if self.edited {
            return reasons;
        }
        let without = match self.token {
            TokenState::Fresh { age } => {
                let code = match age {
                    age if age < AT_ONCE => ReasonCode::AnsweredAtOnce,
                    age if age < QUICKLY => ReasonCode::AnsweredQuickly,
                    _ => return reasons,
                };
                let detail = format!("answered after {:.1} s", age.as_secs_f64());
                reasons.push(SpamReason::new(code, detail));
                return reasons;
            }
            TokenState::Missing => {
                SpamReason::new(ReasonCode::TokenMissing, "sent without a form token")
            }
            TokenState::Stale => {
                SpamReason::new(ReasonCode::TokenStale, "the form was open for too long")
            }
            TokenState::Used => {
                let detail = "the form was already used for another comment";
                SpamReason::new(ReasonCode::TokenUsed, detail)
            }
        };
        reasons.push(without);
        if !self.verified {
            let detail = "there is no valid form token and no verified author";
            reasons.push(SpamReason::new(ReasonCode::Unvouched, detail));
        }
        reasons
    }
}

impl FormBehavior {
    /// Returns the reason for the proof of work where one is required: during a flood, and for clients of a
    /// suspicious network. A verified identity costs more than any work and replaces it.
    pub(super) fn proof(&self, suspicious: bool) -> Option<SpamReason> {
        if self.edited || self.verified || (self.flood == FloodStep::Calm && !suspicious) {
            return None;
        }
        let (code, detail) = match self.proof {
            ProofState::Good => return None,
            ProofState::Missing => (
                ReasonCode::ProofMissing,
                "the browser sent no proof of work",
            ),
            ProofState::Expired => (
                ReasonCode::ProofMissing,
                "the proof of work expired before the form was submitted",
            ),
            ProofState::Used => (
                ReasonCode::ProofMissing,
                "the proof of work was already used for another comment",
            ),
            ProofState::Wrong => (
                ReasonCode::ProofWrong,
                "the proof of work is invalid or belongs to another form",
            ),
        };
        Some(SpamReason::new(code, detail))
    }
}

fn network(sample: &Sample<'_>, short: bool) -> Vec<SpamReason> {
    let mut reasons = Vec::new();
    if sample.network_busy {
        let detail = "many comments are currently coming from the same network";
        reasons.push(SpamReason::new(ReasonCode::NetworkBurst, detail));
    }
    reasons.extend(repeated(sample.duplicates, short));
    reasons
}

fn repeated(duplicates: DuplicateCounts, short: bool) -> Option<SpamReason> {
    let pages = duplicates.pages_within_hour;
    (pages >= if short { PAGES_SHORT } else { PAGES }).then(|| {
        let detail = match pages {
            1 => "the same text was posted on another page within the hour".to_owned(),
            n => format!("the same text was posted on {n} other pages within the hour"),
        };
        SpamReason::new(ReasonCode::TextRepeated, detail)
    })
}

fn link_count(text: &str) -> u32 {
    let mut all = Links::default();
    all.read(text);
    all.count
}

/// Returns the reasons that follow from the words and the number of links that a policy allows.
pub(super) fn of_policy(
    sample: &Sample<'_>,
    policy: &Policy,
    dictionary: Option<&Dictionary>,
) -> Vec<SpamReason> {
    let text = Normal::of(sample.text);
    words_and_links(sample, &text, policy, link_count(sample.text), dictionary)
}

fn words_and_links(
    sample: &Sample<'_>,
    text: &Normal,
    policy: &Policy,
    links: u32,
    dictionary: Option<&Dictionary>,
) -> Vec<SpamReason> {
    let mut reasons = Vec::new();
    if let Some(word) = suspect_word(sample, text, dictionary) {
        let detail = format!("it contains the suspect word \u{201c}{word}\u{201d}");
        reasons.push(SpamReason::new(ReasonCode::SuspectWord, detail));
    }
    if links > policy.links_max {
        let detail = format!("it has {links} links; the limit is {}", policy.links_max);
        reasons.push(SpamReason::new(ReasonCode::ManyLinks, detail));
    }
    reasons
}

/// Returns the reasons that follow from the circumstances of the submission.
fn circumstances(sample: &Sample<'_>) -> Vec<SpamReason> {
    let mut reasons = Vec::new();
    let verified = sample.author.is_some_and(|author| author.verified);
    if sample.flood > FloodStep::Calm && !verified {
        let detail =
            "more comments than usual are currently sent to this site or from this network";
        reasons.push(SpamReason::new(ReasonCode::Flood, detail));
        if sample.flood > FloodStep::Proof {
            let detail = "the flood continues and the author is not verified";
            reasons.push(SpamReason::new(ReasonCode::FloodUnknown, detail));
        }
    }
    if sample.limits_degraded {
        let detail = "the shared store of the rate limits could not be reached";
        reasons.push(SpamReason::new(ReasonCode::LimitsDegraded, detail));
    }
    reasons
}

/// Returns the first suspect word in any text field of the submission. Banned words are refused earlier.
fn suspect_word(
    sample: &Sample<'_>,
    text: &Normal,
    dictionary: Option<&Dictionary>,
) -> Option<String> {
    let dictionary = dictionary?;
    let rest = [Some(sample.name), sample.email, sample.website].map(|f| f.map(Normal::of));
    let mut fields = [text].into_iter().chain(rest.iter().flatten());
    let suspect = fields.find_map(|f| dictionary.suspect.find(f));
    suspect.map(str::to_owned)
}
