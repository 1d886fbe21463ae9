//! The settings of flood detection.

use serde::Deserialize;

/// Section `[spam.flood]` of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FloodSettings {
    /// Whether flood mode is enabled.
    pub enabled: bool,
    /// A rate of this many times the usual one for the hour is a flood: 2 to 100.
    pub factor: u32,
    /// Fewer submissions than this in five minutes are never a flood: 10 to 100,000.
    pub least: u32,
    /// It is also a flood if more than this percentage of the last 50 comments looks like spam: 5 to 100.
    pub spam_percent: u32,
}

impl Default for FloodSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            factor: 5,
            least: 30,
            spam_percent: 30,
        }
    }
}
