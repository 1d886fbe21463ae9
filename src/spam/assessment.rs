//! How a comment was judged: reasons, their sum, and what it means.

use serde::{Deserialize, Serialize};

use super::{Reason, ReasonCode, Thresholds};

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
    pub(super) fn of(reasons: Vec<Reason>, thresholds: Thresholds) -> Self {
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

    /// Would it be spam without what a flood adds? A flood must not feed itself.
    #[must_use]
    pub fn is_spam_by_itself(&self, thresholds: Thresholds) -> bool {
        let of_flood = |reason: &&Reason| reason.code == ReasonCode::Flood;
        let added = self.reasons.iter().filter(of_flood).map(|r| r.weight);
        Verdict::of(self.score - added.sum::<f64>(), thresholds) == Verdict::Spam
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
