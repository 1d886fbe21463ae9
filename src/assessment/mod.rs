//! The assessment of a comment: its reasons, their sum (the score) and the verdict.
//!
//! Below the modules that find reasons (`external_check`, `spam`), and stored with comments.

pub(crate) mod reasons;

use serde::{Deserialize, Serialize};

use self::reasons::Group;
pub use self::reasons::ReasonCode;
pub(crate) use self::reasons::SpamReason;
use crate::{
    classifier::{SpamVerdict, Thresholds},
    closed_set::closed_set,
};

closed_set! {
    /// The group of the moderation queue in which a comment waits.
    pub enum QueueGroup: "QueueGroup" {
        /// A moderator should look at each of these comments.
        Review = "review",
        /// Almost all of these comments are spam; one decision about all of them is enough.
        ProbablySpam = "probably_spam",
    }
}

/// The lowest score of a comment in [`QueueGroup::ProbablySpam`], in log-odds, on a site that has no score of
/// its own ([`Assessment::review_below`]). One below the initial spam
/// threshold: what waits here is what the filter would move to the spam folder if it were a little more
/// certain. A change applies to comments that are judged afterwards; the others stay in their group, which
/// for comments from before the groups existed is that of migration 0026.
const PROBABLY_SPAM_SCORE: f64 = 2.0;

/// The assessment of a comment, stored with the comment as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The sum of the weights, in log-odds.
    pub score: f64,
    pub verdict: SpamVerdict,
    /// Whether a reason sends the comment to the moderation queue regardless of the score.
    pub hold: bool,
    pub reasons: Vec<SpamReason>,
    /// The score below which a waiting comment should be looked at by itself, if the site has one of its own:
    /// on a site that gets little but spam, everything scores high.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_below: Option<f64>,
}

impl Assessment {
    pub(crate) fn of(mut reasons: Vec<SpamReason>, thresholds: Thresholds) -> Self {
        if cap_form(&mut reasons, thresholds) {
            let detail = "only the way the form was filled in indicates spam";
            reasons.push(SpamReason::new(ReasonCode::FormAlone, detail));
        }
        // The sum of an empty iterator of floats is -0.
        let score = reasons.iter().map(|r| r.weight).sum::<f64>() + 0.0;
        Self {
            score,
            verdict: SpamVerdict::of(score, thresholds),
            hold: reasons.iter().any(|r| r.code.holds()),
            reasons,
            review_below: None,
        }
    }

    /// Returns whether the comment is shown to a moderator although its score classifies it as spam.
    #[must_use]
    pub fn sampled(&self) -> bool {
        self.has(ReasonCode::SpamSample)
    }

    /// Adds a reason that sends the comment to the moderation queue.
    pub(crate) fn hold(&mut self, reason: SpamReason) {
        self.hold |= reason.code.holds();
        self.reasons.push(reason);
    }

    /// Returns whether a reason is evidence of spam other than what the filter has learned and the way the form
    /// was filled in: a plain form without a token is no sign of spam.
    pub(crate) fn has_independent_evidence(&self) -> bool {
        let mut reasons = self.reasons.iter();
        reasons.any(|reason| {
            let is_other = !matches!(reason.code.group(), Group::Learned | Group::Form);
            is_other && speaks_for_spam(reason)
        })
    }

    /// Returns whether the filter can be corrected by a decision about this comment, which its score
    /// classifies as spam. Texts that are known word for word would add nothing to the training data.
    pub(crate) fn is_worth_a_sample(&self) -> bool {
        let known = [ReasonCode::TextKnown, ReasonCode::TextRepeated];
        self.verdict == SpamVerdict::Spam && !known.iter().any(|code| self.has(*code))
    }

    /// Returns the group of the moderation queue in which the comment waits, if it waits. A sample of the
    /// spam is shown for a moderator to look at, so it is in the group for review, and so is a comment with
    /// nothing against it but the way its form was filled in, as password managers do.
    #[must_use]
    pub fn queue_group(&self) -> QueueGroup {
        let probably_from = self.review_below.unwrap_or(PROBABLY_SPAM_SCORE);
        let is_only_form =
            self.reasons.iter().any(is_form_evidence) && !has_evidence_besides_form(&self.reasons);
        if self.score >= probably_from && !self.sampled() && !is_only_form {
            QueueGroup::ProbablySpam
        } else {
            QueueGroup::Review
        }
    }

    /// Records that the comment left the moderation queue because the queue was full.
    pub fn overflow(&mut self, detail: String) {
        if !self.has(ReasonCode::QueueFull) {
            self.reasons
                .push(SpamReason::new(ReasonCode::QueueFull, detail));
        }
    }

    /// Returns whether the score classifies the comment as spam even without the weight that a flood adds.
    /// Otherwise comments classified as spam because of a flood would prolong the flood.
    #[must_use]
    pub fn is_spam_by_itself(&self, thresholds: Thresholds) -> bool {
        score_without_flood(&self.reasons, thresholds) > thresholds.spam
    }

    pub(crate) fn has(&self, code: ReasonCode) -> bool {
        self.reasons.iter().any(|reason| reason.code == code)
    }

    /// Returns the score in thousandths, an integer by which the databases sort.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scores are small and finite"
    )]
    pub fn thousandths(&self) -> i64 {
        (self.score * 1_000.0).round() as i64
    }
}

/// The distance below the spam threshold at which the sum of the form reasons is capped, in log-odds.
const FORM_MARGIN: f64 = 0.5;
/// The least weight at which a reason counts as evidence of spam, in log-odds; the learned reason adds a
/// small weight to any text.
const SPEAKS_FOR_SPAM: f64 = 0.5;

/// Returns whether a reason is evidence of spam about the comment itself. A flood says nothing about it.
fn speaks_for_spam(reason: &SpamReason) -> bool {
    reason.weight >= SPEAKS_FOR_SPAM && reason.code != ReasonCode::Flood
}

/// Returns whether a reason is evidence of spam in the way the form was filled in.
fn is_form_evidence(reason: &SpamReason) -> bool {
    reason.code.group() == Group::Form && reason.weight > 0.0
}

/// Returns whether a reason other than the way the form was filled in is evidence of spam.
fn has_evidence_besides_form(reasons: &[SpamReason]) -> bool {
    let speaks =
        |reason: &SpamReason| speaks_for_spam(reason) && reason.code.group() != Group::Form;
    reasons.iter().any(speaks)
}

/// Scales the weights of the form reasons down proportionally, if needed, so that their sum stays below the
/// spam threshold: a password manager fills in the hidden field, a fast reader pastes a text, and neither
/// is a spammer. Only a reason of another group can make a comment spam. A flood is no such reason, since
/// it says nothing about this comment; its weight is subtracted from the margin below the threshold.
/// Returns whether weights were changed.
fn cap_form(reasons: &mut [SpamReason], thresholds: Thresholds) -> bool {
    let total: f64 = reasons
        .iter()
        .filter(|reason| is_form_evidence(reason))
        .map(|reason| reason.weight)
        .sum();
    let of_flood = |reason: &&SpamReason| reason.code == ReasonCode::Flood;
    let flood: f64 = reasons.iter().filter(of_flood).map(|r| r.weight).sum();
    let most = (thresholds.spam - FORM_MARGIN - flood).max(0.0);
    if total <= most || has_evidence_besides_form(reasons) {
        return false;
    }
    for reason in reasons.iter_mut().filter(|reason| is_form_evidence(reason)) {
        reason.weight *= most / total;
    }
    true
}

/// Returns the score that the comment would have on a site without a flood. Counting the flood's own weight
/// would let the flood prolong itself.
pub(crate) fn score_without_flood(reasons: &[SpamReason], thresholds: Thresholds) -> f64 {
    let own = reasons
        .iter()
        .filter(|reason| reason.code != ReasonCode::Flood);
    let mut own = own.cloned().collect::<Vec<_>>();
    cap_form(&mut own, thresholds);
    own.iter().map(|reason| reason.weight).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: [ReasonCode; 6] = [
        ReasonCode::Honeypot,
        ReasonCode::AnsweredAtOnce,
        ReasonCode::TokenMissing,
        ReasonCode::TokenStale,
        ReasonCode::TokenUsed,
        ReasonCode::ProofWrong,
    ];

    fn reasons(codes: &[(ReasonCode, f64)]) -> Vec<SpamReason> {
        codes
            .iter()
            .map(|(code, weight)| SpamReason::weighing(*code, *weight, ""))
            .collect()
    }

    #[test]
    fn a_filled_honeypot_holds_a_comment_and_with_a_known_text_it_is_spam() {
        let thresholds = Thresholds::default();
        let alone = reasons(&[(ReasonCode::Honeypot, 4.0), (ReasonCode::TokenMissing, 1.0)]);
        let assessment = Assessment::of(alone.clone(), thresholds);
        assert_eq!(assessment.verdict, SpamVerdict::Unsure);
        assert!(assessment.hold && assessment.has(ReasonCode::FormAlone));
        assert!((assessment.score - 2.5).abs() < 1e-9, "{assessment:?}");
        assert_eq!(assessment.queue_group(), QueueGroup::Review);
        for (code, weight) in [
            (ReasonCode::NetworkBurst, 1.0),
            (ReasonCode::DomainSpam, 3.0),
            (ReasonCode::Learned, 0.7),
        ] {
            let more = [alone.clone(), reasons(&[(code, weight)])].concat();
            let assessment = Assessment::of(more, thresholds);
            assert_eq!(assessment.verdict, SpamVerdict::Spam, "{code:?}");
            assert_eq!(assessment.queue_group(), QueueGroup::ProbablySpam);
        }
    }

    #[test]
    fn a_hurried_reader_without_a_token_waits_where_a_moderator_looks() {
        let hurried = [
            (ReasonCode::AnsweredAtOnce, 1.5),
            (ReasonCode::TokenMissing, 1.0),
            (ReasonCode::Learned, -0.2),
        ];
        let mut assessment = Assessment::of(reasons(&hurried), Thresholds::default());
        assert!(!assessment.has(ReasonCode::FormAlone), "{assessment:?}");
        for border in [None, Some(1.0)] {
            assessment.review_below = border;
            assert_eq!(assessment.queue_group(), QueueGroup::Review);
        }
    }

    #[test]
    fn a_comment_with_a_high_score_is_probably_spam_unless_it_is_a_sample() {
        let group = |weight: f64, more: &[ReasonCode]| {
            let mut all = vec![(ReasonCode::Learned, weight)];
            all.extend(more.iter().map(|code| (*code, 0.0)));
            Assessment::of(reasons(&all), Thresholds::default()).queue_group()
        };
        assert_eq!(group(-9.0, &[]), QueueGroup::Review);
        assert_eq!(group(PROBABLY_SPAM_SCORE - 0.001, &[]), QueueGroup::Review);
        assert_eq!(group(PROBABLY_SPAM_SCORE, &[]), QueueGroup::ProbablySpam);
        let held = [ReasonCode::SuspectWord, ReasonCode::AkismetFailed];
        assert_eq!(group(6.0, &held), QueueGroup::ProbablySpam);
        assert_eq!(group(6.0, &[ReasonCode::SpamSample]), QueueGroup::Review);
        let mut lopsided = Assessment::of(
            reasons(&[(ReasonCode::Learned, 4.0)]),
            Thresholds::default(),
        );
        lopsided.review_below = Some(4.5);
        assert_eq!(lopsided.queue_group(), QueueGroup::Review);
        lopsided.review_below = Some(3.5);
        assert_eq!(lopsided.queue_group(), QueueGroup::ProbablySpam);
    }

    proptest! {
        #[test]
        fn reasons_of_the_form_alone_never_make_a_comment_spam(
            points in prop::collection::vec((0_usize..FORM.len(), 0.0_f64..12.0), 0..8),
            good in -6.0_f64..0.0,
            spam in 2.0_f64..6.0,
            flood in any::<bool>(),
        ) {
            let thresholds = Thresholds { ham: -2.0, spam };
            let mut all = points.iter().map(|(n, weight)| (FORM[*n], *weight)).collect::<Vec<_>>();
            all.push((ReasonCode::AuthorApproved, good));
            if flood {
                all.push((ReasonCode::Flood, 1.5));
            }
            let assessment = Assessment::of(reasons(&all), thresholds);
            prop_assert_ne!(assessment.verdict, SpamVerdict::Spam);
            prop_assert!(!assessment.is_spam_by_itself(thresholds));
            let sum: f64 = assessment.reasons.iter().map(|reason| reason.weight).sum();
            prop_assert!((sum - assessment.score).abs() < 1e-9, "weights add up to the score");
        }
    }
}
