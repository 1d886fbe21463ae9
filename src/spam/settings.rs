//! The settings of the spam filter.

use std::time::Duration;

use serde::Deserialize;

use crate::{
    external_check::{self, AkismetSettings, CaptchaSettings, ExternalCheckSettings, HookSettings},
    flood::FloodSettings,
    setting::Mistakes,
};

/// Section `[spam]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpamSettings {
    /// The time that a form may stay open before its token is stale, in hours: 1 to 168.
    pub form_token_hours: u32,
    /// Content fingerprints are deleted when no decision has updated them for this number of days: 7 to
    /// 3,650.
    pub memory_days: u32,
    /// The percentage of comments classified as spam by their score that are shown in the moderation queue
    /// instead, so that the training data is not biased by the filter itself: 0 to 100.
    pub sample_percent: u32,
    /// The time that a submission waits for all external checks together, in milliseconds: 100 to 10,000.
    pub outside_timeout_ms: u32,
    pub akismet: AkismetSettings,
    pub hook: HookSettings,
    pub captcha: CaptchaSettings,
    pub flood: FloodSettings,
}

impl Default for SpamSettings {
    fn default() -> Self {
        Self {
            form_token_hours: 24,
            memory_days: 180,
            sample_percent: 5,
            outside_timeout_ms: 2_000,
            akismet: AkismetSettings::default(),
            hook: HookSettings::default(),
            captcha: CaptchaSettings::default(),
            flood: FloodSettings::default(),
        }
    }
}

impl SpamSettings {
    /// Adds all mistakes in this section.
    pub fn check(&self, dev: bool, faults: &mut Mistakes) {
        for (key, value, range) in [
            ("spam.form_token_hours", self.form_token_hours, 1..=168),
            ("spam.memory_days", self.memory_days, 7..=3_650),
            ("spam.sample_percent", self.sample_percent, 0..=100),
            (
                "spam.outside_timeout_ms",
                self.outside_timeout_ms,
                100..=10_000,
            ),
            ("spam.flood.factor", self.flood.factor, 2..=100),
            ("spam.flood.least", self.flood.least, 10..=100_000),
            ("spam.flood.spam_percent", self.flood.spam_percent, 5..=100),
        ] {
            faults.range(key, value, &range);
        }
        external_check::check(self.external_checks(), dev, faults);
    }

    /// Returns the settings of external checks.
    #[must_use]
    pub(crate) fn external_checks(&self) -> ExternalCheckSettings<'_> {
        ExternalCheckSettings {
            deadline: Duration::from_millis(self.outside_timeout_ms.into()),
            akismet: &self.akismet,
            hook: &self.hook,
            captcha: &self.captcha,
        }
    }
}
