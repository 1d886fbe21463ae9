//! The problems that errors become.

use std::time::Duration;

use crate::{
    http::{Code, Problem},
    locale::Message,
    moderator::Error,
};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::WrongPassword => Self::plain(Code::WrongPassword),
            Error::Login(fault) => Self::field("login", fault.code, fault.message),
            Error::Name(fault) => Self::field("name", fault.code, fault.message),
            Error::NameTaken => {
                Self::field("name", "reserved", Message::new("moderator-name-taken"))
            }
            Error::Password(fault) => Self::field("password", fault.as_str(), fault.message()),
            Error::Label => Self::field("label", "invalid", Message::new("key-label-invalid")),
            Error::Exists => Self::new(Code::Exists, Message::new("moderator-exists")),
            Error::UnknownModerator => Self::not_found("moderator"),
            Error::UnknownSite => Self::field("sites", "unknown", Message::new("site-unknown")),
            Error::LastOwner => Self::new(Code::Forbidden, Message::new("moderator-last-owner")),
            Error::SetupOver => Self::new(Code::Unauthorized, Message::new("setup-over")),
            Error::Busy => Self::unavailable(Duration::from_secs(2), error),
            Error::Db(error) => error.into(),
        }
    }
}
