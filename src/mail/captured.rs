//! Mails captured instead of sent, for tests.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// A mail that was delivered to a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedMail {
    /// The id of the outbox row, also used in the Message-ID.
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The message as it would have been sent.
    pub raw: Vec<u8>,
}

/// Stores captured mails. Clones share the store.
#[derive(Clone, Debug, Default)]
pub struct CapturedMails(Arc<Mutex<Vec<CapturedMail>>>);

impl CapturedMails {
    /// Returns and removes all mails captured since the last call, in order of delivery.
    #[must_use]
    pub fn take(&self) -> Vec<CapturedMail> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn push(&self, mail: CapturedMail) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(mail);
    }
}
