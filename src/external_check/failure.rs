//! Failures of external checks, displayed as a predicate that follows the name of the service.

use std::{fmt, time::Duration};

use crate::client::OutgoingFault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExternalCheckFailure {
    /// There was no answer before the deadline.
    Late(Duration),
    /// There was no complete response.
    Outgoing(OutgoingFault),
    Status(u16),
    /// The response is not an answer to the request.
    Answer(&'static str),
    /// The service rejected this request; it may accept others.
    Question(&'static str),
    /// Too many requests to the service are pending already.
    Busy,
    /// The service failed too often and is not queried for a while.
    Resting,
}

impl ExternalCheckFailure {
    /// Returns whether the comment itself may have caused the failure. Such a failure holds that comment, but
    /// does not count as a failure of the service: otherwise an author could disable the check for all
    /// comments.
    pub(super) const fn concerns_one(self) -> bool {
        match self {
            Self::Question(_) => true,
            Self::Status(401 | 403 | 429) => false,
            Self::Status(status) => matches!(status, 400..=499),
            _ => false,
        }
    }
}

impl From<OutgoingFault> for ExternalCheckFailure {
    fn from(fault: OutgoingFault) -> Self {
        Self::Outgoing(fault)
    }
}

impl fmt::Display for ExternalCheckFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late(after) => write!(f, "did not answer within {} s", after.as_secs_f64()),
            Self::Status(status) => write!(f, "answered with status {status}"),
            Self::Answer(how) | Self::Question(how) => f.write_str(how),
            Self::Busy => f.write_str("has too many pending requests"),
            Self::Resting => {
                f.write_str("failed several times in a row and is not queried for the moment")
            }
            Self::Outgoing(fault) => f.write_str(match fault {
                OutgoingFault::Address | OutgoingFault::Private => "has a URL that is not allowed",
                OutgoingFault::Connect => "could not be reached",
                OutgoingFault::Timeout => "did not answer in time",
                OutgoingFault::TooLarge => "sent a response that is too large",
                OutgoingFault::Broken => "sent an incomplete or invalid response",
            }),
        }
    }
}
