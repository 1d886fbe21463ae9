//! The decision about a comment before a moderator has seen it: publish, wait, or file as spam.
//!
//! It follows from the reasons, their weights on the site, the thresholds, the gates and the policy, and from
//! nothing else. The server and the simulation of `rejoinder spam evaluate` call the same function.

use std::sync::Arc;

use super::DecisionHistory;
use crate::{
    assessment::{Assessment, ReasonCode, SpamReason},
    classifier::{ErrorLimits, ScoreGates, SpamVerdict, Thresholds},
    site::{ModerationPolicy, Policy},
};

/// What happens to a comment before a moderator has seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// It is public.
    Published,
    /// It waits for a moderator.
    Queued,
    /// It is in the spam folder.
    Filed,
}

/// How a comment was judged, and what happens to it.
#[derive(Clone, Debug, PartialEq)]
pub struct SpamDecision {
    pub assessment: Assessment,
    pub placement: Placement,
}

/// What is known about a comment besides its reasons.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CommentFacts {
    /// The verified author was approved before and never rejected as spam: the comment does not depend on the
    /// filter.
    pub is_trusted: bool,
    /// The comment is in the random sample that moderators see even if its score is that of spam.
    pub is_sampled: bool,
}

/// Everything that decides about a comment besides its reasons: the history and the policy of its site.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecisionRules {
    history: Option<Arc<DecisionHistory>>,
    thresholds: Thresholds,
    /// See [`Assessment::review_below`].
    review_below: Option<f64>,
    gates: ScoreGates,
    moderation: ModerationPolicy,
}

impl Policy {
    /// Returns the limits within which the filter of the site may err.
    pub(crate) const fn error_limits(&self) -> ErrorLimits {
        ErrorLimits {
            ham_lost_per_mille: self.ham_lost_per_mille,
            spam_published_percent: self.spam_published_percent,
        }
    }
}

impl DecisionRules {
    pub(crate) fn new(history: Option<Arc<DecisionHistory>>, policy: &Policy) -> Self {
        let (thresholds, gates) = history.as_ref().map_or_else(Default::default, |history| {
            (history.thresholds(policy.error_limits()), history.gates())
        });
        let review_below = history.as_ref().and_then(|history| history.review_below());
        Self {
            history,
            thresholds,
            review_below,
            gates,
            moderation: policy.moderation,
        }
    }

    pub(crate) fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Decides about a comment with these reasons, which have their start weights.
    pub(crate) fn decide(&self, reasons: Vec<SpamReason>, facts: CommentFacts) -> SpamDecision {
        self.decide_weighted(self.weighted(reasons), facts)
    }

    /// Decides about a comment with these reasons, which have the weights of the site.
    pub(super) fn decide_weighted(
        &self,
        reasons: Vec<SpamReason>,
        facts: CommentFacts,
    ) -> SpamDecision {
        let mut thresholds = self.thresholds;
        if facts.is_trusted {
            // A site that gets much spam from strangers does not publish less of what trusted authors write.
            thresholds.ham = thresholds.ham.max(SpamVerdict::HAM_BELOW);
        }
        let mut assessment = Assessment::of(reasons, thresholds);
        assessment.review_below = self.review_below;
        let may_not_file = assessment.verdict == SpamVerdict::Spam
            && !self.gates.filing.are_enough()
            && !assessment.has_independent_evidence();
        if may_not_file {
            assessment.verdict = SpamVerdict::Unsure;
        }
        let may_not_publish = self.moderation == ModerationPolicy::Suspect
            && !self.gates.publishing.are_enough()
            && !facts.is_trusted
            && assessment.verdict != SpamVerdict::Spam;
        if (may_not_file || may_not_publish)
            && let Some(missing) = self.gates.missing()
        {
            let detail = format!("still learning: {missing}");
            assessment.hold(SpamReason::new(ReasonCode::Learning, detail));
        }
        if facts.is_sampled && assessment.is_worth_a_sample() {
            let detail = "it looks like spam; a few such comments are queued to train the filter";
            assessment.hold(SpamReason::new(ReasonCode::SpamSample, detail));
        }
        SpamDecision {
            placement: self.placement(&assessment, facts.is_trusted),
            assessment,
        }
    }

    fn placement(&self, assessment: &Assessment, is_trusted: bool) -> Placement {
        match (assessment.verdict, self.moderation) {
            (SpamVerdict::Spam, _) if !assessment.sampled() => Placement::Filed,
            _ if assessment.hold => Placement::Queued,
            (_, ModerationPolicy::First) if is_trusted => Placement::Published,
            (_, ModerationPolicy::None) | (SpamVerdict::Ham, ModerationPolicy::Suspect) => {
                Placement::Published
            }
            _ => Placement::Queued,
        }
    }

    /// Gives reasons the weights that they have on the site.
    pub(super) fn weighted(&self, mut reasons: Vec<SpamReason>) -> Vec<SpamReason> {
        if let Some(history) = &self.history {
            for reason in &mut reasons {
                let start = reason.code.start_weight();
                if reason.code != ReasonCode::Learned && start != 0.0 {
                    reason.weight *= history.points(reason.code) / start;
                }
            }
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spam::LabelCounts;

    fn rules(moderation: ModerationPolicy, ham: u32, spam: u32) -> DecisionRules {
        let history = DecisionHistory {
            all: LabelCounts {
                ham,
                spam,
                ..LabelCounts::default()
            },
            ..DecisionHistory::default()
        };
        let policy = Policy {
            moderation,
            ..Policy::default()
        };
        DecisionRules::new(Some(Arc::new(history)), &policy)
    }

    fn learned(weight: f64) -> Vec<SpamReason> {
        vec![SpamReason::weighing(ReasonCode::Learned, weight, "learned")]
    }

    const STRANGER: CommentFacts = CommentFacts {
        is_trusted: false,
        is_sampled: false,
    };

    fn detail(decision: &SpamDecision) -> Option<&str> {
        let mut reasons = decision.assessment.reasons.iter();
        let found = reasons.find(|reason| reason.code == ReasonCode::Learning);
        found.map(|reason| reason.detail.as_str())
    }

    #[test]
    fn publishing_by_score_starts_with_spam_decisions_and_far_below_zero() {
        let decide = |ham, spam, score| {
            rules(ModerationPolicy::Suspect, ham, spam).decide(learned(score), STRANGER)
        };
        let early = decide(40, 11, -5.0);
        assert_eq!(early.placement, Placement::Queued);
        let expected = "still learning: 11 of 13 spam decisions";
        assert_eq!(detail(&early), Some(expected));
        assert_eq!(decide(40, 13, -5.0).placement, Placement::Published);
        let cautious = decide(40, 13, -2.5);
        assert_eq!(cautious.placement, Placement::Queued, "not below -3 yet");
        assert_eq!(detail(&cautious), None);
    }

    #[test]
    fn the_learned_score_alone_files_from_25_ham_decisions_and_earlier_with_other_evidence() {
        let both = |score| {
            let mut reasons = learned(score);
            reasons.push(SpamReason::new(ReasonCode::NetworkSpam, "network"));
            reasons
        };
        for moderation in ModerationPolicy::ALL {
            let decide =
                |ham, spam, reasons| rules(moderation, ham, spam).decide(reasons, STRANGER);
            let early = decide(12, 500, learned(5.5));
            assert_eq!(early.placement, Placement::Queued, "{moderation:?}");
            assert_eq!(early.assessment.verdict, SpamVerdict::Unsure);
            let expected = "still learning: 12 of 25 ham decisions";
            assert_eq!(detail(&early), Some(expected));
            assert_eq!(decide(12, 500, both(5.5)).placement, Placement::Filed);
            let mut with_form = learned(5.5);
            with_form.push(SpamReason::new(ReasonCode::TokenMissing, "token"));
            let without_token = decide(0, 500, with_form);
            assert_eq!(without_token.placement, Placement::Queued, "a plain form");
            assert!(detail(&without_token).is_some());
            assert_eq!(decide(25, 500, learned(5.5)).placement, Placement::Filed);
            let known = vec![SpamReason::new(ReasonCode::TextKnown, "known")];
            assert_eq!(decide(0, 1, known).placement, Placement::Filed);
        }
    }

    #[test]
    fn trusted_authors_do_not_depend_on_what_the_filter_has_learned() {
        let trusted = CommentFacts {
            is_trusted: true,
            ..STRANGER
        };
        let reasons = vec![SpamReason::new(ReasonCode::AuthorTrusted, "trusted")];
        for (ham, spam) in [(0, 0), (5, 0), (1_000, 1_000)] {
            let rules = rules(ModerationPolicy::Suspect, ham, spam);
            let decision = rules.decide(reasons.clone(), trusted);
            assert_eq!(decision.placement, Placement::Published, "{ham} {spam}");
        }
    }

    #[test]
    fn a_sampled_comment_waits_unless_its_text_is_known() {
        let sampled = CommentFacts {
            is_sampled: true,
            ..STRANGER
        };
        let rules = rules(ModerationPolicy::None, 100, 100);
        let decision = rules.decide(learned(5.5), sampled);
        assert_eq!(decision.placement, Placement::Queued);
        assert_eq!(decision.assessment.verdict, SpamVerdict::Spam);
        let known = vec![SpamReason::new(ReasonCode::TextKnown, "known")];
        assert_eq!(rules.decide(known, sampled).placement, Placement::Filed);
    }

    proptest! {
        #[test]
        fn nothing_that_the_checks_take_for_spam_or_hold_is_published_unseen(
            codes in prop::collection::vec(prop::sample::select(&ReasonCode::ALL), 0..5),
            score in -6.0_f64..6.0,
            moderation in prop::sample::select(&ModerationPolicy::ALL),
            ham in 0_u32..60,
            spam in 0_u32..60,
            is_trusted in any::<bool>(),
            is_sampled in any::<bool>(),
        ) {
            let mut reasons = learned(score);
            reasons.extend(codes.iter().filter(|code| **code != ReasonCode::Learned).map(|code| SpamReason::new(*code, "x")));
            let rules = rules(moderation, ham, spam);
            let decision = rules.decide(reasons, CommentFacts { is_trusted, is_sampled });
            let SpamDecision { assessment, placement } = &decision;
            match (assessment.verdict, assessment.hold) {
                (SpamVerdict::Spam, _) if !assessment.sampled() => prop_assert_eq!(*placement, Placement::Filed),
                (_, true) => prop_assert_eq!(*placement, Placement::Queued),
                _ if moderation == ModerationPolicy::All => prop_assert_eq!(*placement, Placement::Queued),
                _ if moderation == ModerationPolicy::None => prop_assert_eq!(*placement, Placement::Published),
                (SpamVerdict::Unsure, _) if moderation == ModerationPolicy::Suspect => {
                    prop_assert_eq!(*placement, Placement::Queued);
                }
                _ => {}
            }
            if *placement == Placement::Filed {
                prop_assert!(assessment.score > 3.0);
                prop_assert!(ham >= 25 || assessment.has_independent_evidence());
            }
            if *placement == Placement::Published && moderation == ModerationPolicy::Suspect && !is_trusted {
                prop_assert!(assessment.score < -2.0);
            }
            let sum = assessment.reasons.iter().map(|reason| reason.weight).sum::<f64>();
            prop_assert!((sum - assessment.score).abs() < 1e-9, "weights add up to the score");
        }
    }
}
