//! The problems that errors become.

use std::time::Duration;

use crate::{
    http::{Code, FieldError, Problem},
    moderator::Error,
};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::WrongPassword => Self::plain(Code::WrongPassword),
            Error::Login(fault) => Self::field("login", fault.code, message),
            Error::Name(fault) => Self::field("name", fault.code, message),
            Error::NameTaken => Self::field(
                "name",
                "reserved",
                "Another moderator has this display name or a similar-looking one. Choose another.",
            ),
            Error::Password(fault) => {
                Self::invalid(vec![FieldError::new("password", fault.as_str(), message)])
            }
            Error::Label => Self::field("label", "invalid", message),
            Error::Exists => Self::new(Code::Exists, "A moderator with this login already exists."),
            Error::UnknownModerator => Self::not_found("moderator"),
            Error::UnknownSite => Self::field("sites", "unknown", message),
            Error::LastOwner => Self::new(
                Code::Forbidden,
                "The last owner cannot be removed or demoted. Make another moderator an owner first.",
            ),
            Error::SetupOver => Self::new(
                Code::Unauthorized,
                "The set-up token is wrong, expired or already used. Restart the server for a new one.",
            ),
            Error::Busy => Self::unavailable(Duration::from_secs(2), message),
            Error::Db(error) => error.into(),
        }
    }
}
