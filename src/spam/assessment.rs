//! How a comment was judged: reasons, their sum, and what it means.

use serde::{Deserialize, Serialize};

use super::{Group, Reason, ReasonCode, Thresholds};

/// How a comment was judged; kept with it as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The sum of the weights, in log-odds.
    pub score: f64,
    pub verdict: Verdict,
    /// Does a reason send it to the queue, whatever the score?
    pub hold: bool,
    pub reasons: Vec<Reason>,
}

impl Assessment {
    pub(super) fn of(mut reasons: Vec<Reason>, thresholds: Thresholds) -> Self {
        if cap_form(&mut reasons, thresholds) {
            let detail = "nothing but the way that the form was filled in speaks for spam";
            reasons.push(Reason::new(ReasonCode::FormAlone, detail));
        }
        // An empty sum of floats is -0.
        let score = reasons.iter().map(|r| r.weight).sum::<f64>() + 0.0;
        Self {
            score,
            verdict: Verdict::of(score, thresholds),
            hold: reasons.iter().any(|r| r.code.holds()),
            reasons,
        }
    }

    /// Is it shown to a moderator although it looks like spam?
    #[must_use]
    pub fn sampled(&self) -> bool {
        self.has(ReasonCode::SpamSample)
    }

    /// Notes that the comment left the queue because too many waited.
    pub fn overflow(&mut self, detail: String) {
        if !self.has(ReasonCode::QueueFull) {
            self.reasons
                .push(Reason::new(ReasonCode::QueueFull, detail));
        }
    }

    /// Would it be spam without what a flood adds? A flood must not feed itself.
    #[must_use]
    pub fn is_spam_by_itself(&self, thresholds: Thresholds) -> bool {
        score_without_flood(&self.reasons, thresholds) > thresholds.spam
    }

    pub(super) fn has(&self, code: ReasonCode) -> bool {
        self.reasons.iter().any(|reason| reason.code == code)
    }

    /// The score in thousandths, as databases sort it.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scores are small and finite"
    )]
    pub fn thousandths(&self) -> i64 {
        (self.score * 1_000.0).round() as i64
    }
}

/// How far below the threshold of spam the reasons of the form stay together.
const FORM_MARGIN: f64 = 0.5;
/// A reason of this weight speaks for spam; the learned reason gives a little to any text.
const SPEAKS_FOR_SPAM: f64 = 0.5;

/// Lowers the weights of the form's reasons in proportion, where that is needed, so that together they stay below the
/// threshold of spam: a password manager fills in the hidden field, a fast reader pastes a text, and
/// neither is a spammer. It takes a reason of another group to file a comment as spam. A flood is no
/// such reason, since it says nothing about this comment; what it adds is left out of the room below
/// the threshold.
fn cap_form(reasons: &mut [Reason], thresholds: Thresholds) -> bool {
    let is_form = |reason: &Reason| reason.code.group() == Group::Form && reason.weight > 0.0;
    let speaks = |reason: &Reason| {
        reason.weight >= SPEAKS_FOR_SPAM
            && !matches!(reason.code.group(), Group::Form)
            && reason.code != ReasonCode::Flood
    };
    let total: f64 = reasons
        .iter()
        .filter(|reason| is_form(reason))
        .map(|reason| reason.weight)
        .sum();
    let of_flood = |reason: &&Reason| reason.code == ReasonCode::Flood;
    let flood: f64 = reasons.iter().filter(of_flood).map(|r| r.weight).sum();
    let most = (thresholds.spam - FORM_MARGIN - flood).max(0.0);
    if total <= most || reasons.iter().any(speaks) {
        return false;
    }
    for reason in reasons.iter_mut().filter(|reason| is_form(reason)) {
        reason.weight *= most / total;
    }
    true
}

/// The score of a comment as it would be on a site without a flood: a flood must not feed itself.
pub(super) fn score_without_flood(reasons: &[Reason], thresholds: Thresholds) -> f64 {
    let own = reasons
        .iter()
        .filter(|reason| reason.code != ReasonCode::Flood);
    let mut own = own.cloned().collect::<Vec<_>>();
    cap_form(&mut own, thresholds);
    own.iter().map(|reason| reason.weight).sum()
}

/// What a score means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Ham,
    Unsure,
    Spam,
}

impl Verdict {
    /// A score below it is ham, where no decisions say otherwise.
    pub const HAM_BELOW: f64 = -2.0;
    /// A score above it is spam, where no decisions say otherwise.
    pub const SPAM_ABOVE: f64 = 3.0;

    /// What `score`, in log-odds, means.
    #[must_use]
    pub fn of(score: f64, thresholds: Thresholds) -> Self {
        if score < thresholds.ham {
            Self::Ham
        } else if score > thresholds.spam {
            Self::Spam
        } else {
            Self::Unsure
        }
    }

    /// Its stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Unsure => "unsure",
            Self::Spam => "spam",
        }
    }
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

    fn reasons(codes: &[(ReasonCode, f64)]) -> Vec<Reason> {
        codes
            .iter()
            .map(|(code, weight)| Reason::weighing(*code, *weight, ""))
            .collect()
    }

    #[test]
    fn a_filled_honeypot_alone_is_doubted_and_with_a_known_text_it_is_spam() {
        let thresholds = Thresholds::default();
        let alone = reasons(&[(ReasonCode::Honeypot, 4.0), (ReasonCode::TokenMissing, 1.0)]);
        let assessment = Assessment::of(alone.clone(), thresholds);
        assert_eq!(assessment.verdict, Verdict::Unsure);
        assert!(assessment.hold && assessment.has(ReasonCode::FormAlone));
        assert!((assessment.score - 2.5).abs() < 1e-9, "{assessment:?}");
        for (code, weight) in [
            (ReasonCode::NetworkBurst, 1.0),
            (ReasonCode::DomainSpam, 3.0),
            (ReasonCode::Learned, 0.7),
        ] {
            let more = [alone.clone(), reasons(&[(code, weight)])].concat();
            let assessment = Assessment::of(more, thresholds);
            assert_eq!(assessment.verdict, Verdict::Spam, "{code:?}");
        }
    }

    proptest! {
        #[test]
        fn reasons_of_the_form_alone_are_never_spam_whatever_their_points(
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
            prop_assert_ne!(assessment.verdict, Verdict::Spam);
            prop_assert!(!assessment.is_spam_by_itself(thresholds));
            let sum: f64 = assessment.reasons.iter().map(|reason| reason.weight).sum();
            prop_assert!((sum - assessment.score).abs() < 1e-9, "weights add up to the score");
        }
    }
}
