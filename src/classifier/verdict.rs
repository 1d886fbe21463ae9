//! Labels of training examples, and the verdict that a score leads to.

use serde::{Deserialize, Serialize};

/// The label that a moderator's decision gives to a comment: approved (ham) or spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Ham,
    Spam,
}

impl Label {
    /// Returns the stable name of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Spam => "spam",
        }
    }

    /// Parses a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Ham, Self::Spam]
            .into_iter()
            .find(|label| label.as_str() == name)
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

/// The classification that a score leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpamVerdict {
    Ham,
    Unsure,
    Spam,
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

    /// Returns the stable name of the verdict.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Unsure => "unsure",
            Self::Spam => "spam",
        }
    }
}
