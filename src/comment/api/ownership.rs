//! How a caller shows that a comment is their own.

use crate::{
    comment::Proof,
    http::{Code, Problem},
    identity::person::api::Caller,
    site::Site,
};

/// The edit token that was sent, else the caller's session.
pub(super) fn proof(
    site: &Site,
    caller: &Caller,
    edit_token: Option<String>,
) -> Result<Proof, Problem> {
    let viewer = caller.on(site)?;
    match (edit_token, viewer) {
        (Some(token), _) => Ok(Proof::Token(token)),
        (None, Some(viewer)) => Ok(Proof::Person(viewer.person.id)),
        (None, None) => Err(no_token()),
    }
}

pub(super) fn no_token() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "Send the edit token of the comment in the header Edit-Token, or the session that wrote it.",
    )
}

pub(super) fn wrong_token() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "This edit token is not one of this comment.",
    )
}
