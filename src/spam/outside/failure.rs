//! The ways in which somebody outside fails, in words that follow their name.

use std::{fmt, time::Duration};

use crate::http::outgoing::OutgoingFault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing came until the deadline.
    Late(Duration),
    /// There is no whole answer.
    Outgoing(OutgoingFault),
    Status(u16),
    /// What came is not an answer to the question.
    Answer(&'static str),
    /// It does not take this question; another one it may.
    Question(&'static str),
    /// Too many questions wait for it already.
    Busy,
    /// It failed too often, and is left alone for a while.
    Resting,
}

impl Failure {
    /// May it be the comment's own fault? Such a one holds that comment, and says nothing of how
    /// others would fare: else whoever writes comments could have nobody's asked about.
    pub const fn concerns_one(self) -> bool {
        match self {
            Self::Question(_) => true,
            Self::Status(401 | 403 | 429) => false,
            Self::Status(status) => matches!(status, 400..=499),
            _ => false,
        }
    }
}

impl From<OutgoingFault> for Failure {
    fn from(fault: OutgoingFault) -> Self {
        Self::Outgoing(fault)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late(after) => write!(f, "did not answer within {} s", after.as_secs_f64()),
            Self::Status(status) => write!(f, "answered with status {status}"),
            Self::Answer(how) | Self::Question(how) => f.write_str(how),
            Self::Busy => f.write_str("has too many questions to answer already"),
            Self::Resting => {
                f.write_str("failed several times in a row and is not asked for a moment")
            }
            Self::Outgoing(fault) => f.write_str(match fault {
                OutgoingFault::Address | OutgoingFault::Private => "has an address not to be asked",
                OutgoingFault::Connect => "could not be reached",
                OutgoingFault::Timeout => "did not answer in time",
                OutgoingFault::TooLarge => "answered more than is read",
                OutgoingFault::Broken => "broke off its answer",
            }),
        }
    }
}
