//! Mails kept instead of sent, for tests.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// A mail that was delivered to a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaughtMail {
    /// Of the outbox's row and of the Message-ID.
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The message as it would have been sent.
    pub raw: Vec<u8>,
}

/// Where they are kept. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Caught(Arc<Mutex<Vec<CaughtMail>>>);

impl Caught {
    /// Everything caught since the last call, in the order of delivery.
    #[must_use]
    pub fn take(&self) -> Vec<CaughtMail> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn keep(&self, mail: CaughtMail) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(mail);
    }
}
