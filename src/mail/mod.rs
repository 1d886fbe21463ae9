//! Mails: messages, templates, settings and SMTP.

mod captured;
pub(crate) mod message;
pub(crate) mod notice;
mod settings;
pub(crate) mod smtp;
pub(crate) mod template;

use std::fmt;

pub use self::captured::{CapturedMail, CapturedMails};
pub(crate) use self::settings::MailSettings;
use crate::{clock::Timestamp, site::SiteId, text::Email};

/// A mail to be sent.
#[derive(Clone)]
pub struct Mail {
    /// The site of the mail, `None` for the whole installation. The mail is deleted with its site.
    pub site: Option<SiteId>,
    pub to: Email,
    /// A single line.
    pub subject: String,
    pub text: String,
    /// When the mail becomes pointless; it is deleted then.
    pub expires_at: Timestamp,
}

/// Why a delivery failed: a short text without personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryFailure {
    /// A later attempt may succeed.
    Transient(String),
    /// No attempt can succeed.
    Permanent(String),
    /// The mail server refuses this mail permanently, after it accepted sender and recipient.
    ContentRefused(String),
    /// The mail server refuses the recipient permanently, whatever the mail is.
    RecipientRefused(String),
}

/// The state of mail delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailHealth {
    /// No mail server is configured.
    Off,
    /// Development: mails are written to the log.
    Logged,
    /// The last delivery succeeded, or there has been no delivery yet.
    Healthy,
    /// The last delivery failed. Holds the reason, without personal data.
    Failing(String),
}

impl MailHealth {
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        matches!(self, Self::Failing(_))
    }
}

impl fmt::Display for MailHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off: no mail server is configured"),
            Self::Logged => f.write_str("development: mails are written to the log"),
            Self::Healthy => f.write_str("ok"),
            Self::Failing(why) => {
                write!(
                    f,
                    "the last mail could not be delivered: {why}; delivery is retried"
                )
            }
        }
    }
}
