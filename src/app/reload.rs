//! Replaces the credentials of external services while the process serves.

use super::App;
use crate::config::Settings;

impl App {
    /// Activates the credentials of these settings for sign-in providers, the mail server and the
    /// external spam checks. Requests in progress use the old ones. On `Err`, which holds the mistake,
    /// nothing has changed.
    pub fn use_credentials(&self, settings: &Settings) -> Result<(), String> {
        let providers = self
            .people
            .providers()
            .new_credentials(&settings.identity)?;
        let mail = self
            .events
            .new_sender(&settings.mail, settings.dev, &settings.host())?;
        let outside = self
            .spam
            .external_checks()
            .new_credentials(settings.spam.external_checks())?;
        providers();
        mail();
        outside();
        // Mails that failed with the old credentials may be due.
        self.events.wake();
        Ok(())
    }
}
