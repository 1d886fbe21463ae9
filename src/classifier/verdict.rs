//! Labels of training examples, and the verdict that a score leads to.

use crate::closed_set::closed_set;

closed_set! {
    /// The label that a moderator's decision gives to a comment: approved (ham) or spam.
    pub enum Label {
        Ham = "ham",
        Spam = "spam",
    }
}

impl Label {
    /// Returns the probability of spam that a learner should arrive at.
    pub(super) fn target(self) -> f32 {
        match self {
            Self::Ham => 0.0,
            Self::Spam => 1.0,
        }
    }
}

/// The scores that separate ham, unsure and spam, in log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// A score below it is ham.
    pub ham: f64,
    /// A score above it is spam.
    pub spam: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            ham: SpamVerdict::HAM_BELOW,
            spam: SpamVerdict::SPAM_ABOVE,
        }
    }
}

closed_set! {
    /// The classification of a comment by the checks.
    pub enum SpamVerdict: "Verdict" {
        Ham = "ham",
        Unsure = "unsure",
        Spam = "spam",
    }
}

impl SpamVerdict {
    /// The default ham threshold: a score below it is ham. Used until a site has enough decisions of its own.
    pub const HAM_BELOW: f64 = -2.0;
    /// The default spam threshold: a score above it is spam. Used until a site has enough decisions of its
    /// own.
    pub const SPAM_ABOVE: f64 = 3.0;

    /// Classifies `score`, in log-odds.
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
}
