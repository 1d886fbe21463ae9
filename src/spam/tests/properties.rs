//! Properties of every assessment.

use proptest::prelude::*;

use super::*;
use crate::{assessment::reasons::DETAIL_MAX, spam::fingerprints::FingerprintKeys};

prop_compose! {
    fn samples()(
        text in prop_oneof!["(casino|spam |https://a[0-9].com |ab |\u{301}|é){0,12}", any::<String>()],
        name in "\\PC{0,12}",
        website in proptest::option::of("(https?://)?[a-z.]{0,12}"),
        token in prop_oneof![
            Just(TokenState::Missing), Just(TokenState::Stale), Just(TokenState::Used),
            (0_u64..10_000).prop_map(aged),
        ],
        author in proptest::option::of(any::<(Vec<u8>, bool)>()),
        network in proptest::option::of("[0-9.]{1,9}/24"),
        flags in any::<[bool; 4]>(),
        pages in 0_u32..5,
        proof in proptest::sample::select(&[
            ProofState::Missing, ProofState::Expired, ProofState::Used, ProofState::Wrong, ProofState::Good,
        ]),
        flood in proptest::sample::select(&FloodStep::ALL),
    ) -> Owned {
        Owned { text, name, website, token, author, network, flags, pages, proof, flood }
    }
}

#[derive(Debug)]
struct Owned {
    text: String,
    name: String,
    website: Option<String>,
    token: TokenState,
    author: Option<(Vec<u8>, bool)>,
    network: Option<String>,
    flags: [bool; 4],
    pages: u32,
    proof: ProofState,
    flood: FloodStep,
}

impl Owned {
    fn sample(&self) -> Sample<'_> {
        let [honeypot, network_busy, limits_degraded, edited] = self.flags;
        Sample {
            site: 1,
            text: &self.text,
            name: &self.name,
            email: None,
            website: self.website.as_deref(),
            honeypot,
            token: self.token,
            proof: self.proof,
            flood: self.flood,
            author: self.author.as_ref().map(|(hash, verified)| AuthorKeys {
                hash,
                earlier: &[],
                verified: *verified,
            }),
            network: self.network.as_deref(),
            duplicates: DuplicateCounts {
                pages_within_hour: self.pages,
            },
            network_busy,
            limits_degraded,
            edited,
        }
    }
}

proptest! {
    #[test]
    fn the_score_is_the_sum_of_the_weights_and_the_verdict_follows(owned in samples(), ham in 0_u32..9, bad in 0_u32..9) {
        let assessment = judge_after(&owned.sample(), ham, bad);
        let sum = assessment.reasons.iter().fold(0.0, |sum, r| sum + r.weight);
        prop_assert!((assessment.score - sum).abs() < 1e-12);
        prop_assert_eq!(assessment.verdict, SpamVerdict::of(assessment.score, Thresholds::default()));
        prop_assert_eq!(assessment.hold, assessment.reasons.iter().any(|r| r.code.holds()));
        for reason in &assessment.reasons {
            let start = reason.code.start_weight();
            prop_assert!(reason.weight.abs() <= start.abs() && reason.weight * start >= 0.0);
            prop_assert!(!reason.detail.is_empty() && reason.detail.chars().count() <= DETAIL_MAX);
        }
        let codes = codes(&assessment);
        prop_assert!(codes.iter().enumerate().all(|(n, code)| !codes[..n].contains(code)));
    }

    #[test]
    fn a_higher_score_is_never_a_better_verdict(a in -20.0..20.0_f64, b in -20.0..20.0_f64) {
        let of = |score| SpamVerdict::of(score, Thresholds::default());
        prop_assert_eq!(of(a.min(b)).min(of(a.max(b))), of(a.min(b)));
    }

    #[test]
    fn more_spam_never_lowers_the_score(owned in samples(), ham in 0_u32..9, bad in 0_u32..9) {
        let (less, more) = (judge_after(&owned.sample(), ham, bad), judge_after(&owned.sample(), ham, bad + 1));
        prop_assert!(more.score >= less.score, "{less:?} {more:?}");
    }

    #[test]
    fn a_stored_comment_has_the_keys_of_its_sample(owned in samples()) {
        let (spam, sample) = (spam(), owned.sample());
        let inspection = spam.inspect(&sample, &Policy::default());
        // The sample looks up the network's last days; the comment is counted under its own day.
        let asked = inspection.keys;
        let mut kept = FingerprintKeys { network_before: Vec::new(), ..asked.clone() };
        for domain in &mut kept.domains {
            domain.earned_before.clear();
        }
        prop_assert_eq!(FingerprintKeys::of_example(&example(&sample), &spam.2.of_site(1), &spam.0.network_key), kept);
        let days = if sample.network.is_some() { fingerprints::NETWORK_DAYS - 1 } else { 0 };
        prop_assert_eq!(asked.network_before.len(), usize::from(days));
    }
}
