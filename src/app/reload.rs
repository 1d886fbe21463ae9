//! New credentials for services, while the process serves.

use super::App;
use crate::config::Settings;

impl App {
    /// Puts the credentials of these settings in place: for sign-in providers, the mail server and those
    /// who are asked about comments. What is under way keeps the old ones. `Err` says what is wrong, and
    /// then nothing has changed.
    pub fn use_credentials(&self, settings: &Settings) -> Result<(), String> {
        let providers = self
            .people
            .providers()
            .new_credentials(&settings.identity)?;
        let mail = self
            .events
            .new_sender(&settings.mail, settings.dev, &settings.host())
            .map_err(|faults| faults.join("; "))?;
        let outside = self.spam.outside().new_credentials(&settings.spam)?;
        providers();
        mail();
        outside();
        // What failed for the old credentials may be due.
        self.events.wake();
        Ok(())
    }
}
