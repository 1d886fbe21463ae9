//! Whether external checks answer.

use std::fmt;

/// The health of the external checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalCheckHealth {
    /// The names of the enabled services.
    pub(super) asked: Vec<&'static str>,
    /// Descriptions of the last failures.
    pub(super) failing: Vec<String>,
}

impl ExternalCheckHealth {
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        !self.failing.is_empty()
    }

    /// Returns whether any service is enabled.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        !self.asked.is_empty()
    }
}

impl fmt::Display for ExternalCheckHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.failing.is_empty() {
            return f.write_str(&self.failing.join("; "));
        }
        if self.asked.is_empty() {
            return f.write_str("off: no external checks are configured");
        }
        write!(f, "enabled: {}", self.asked.join(", "))
    }
}
