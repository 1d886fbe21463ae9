//! How a caller shows that a comment is their own.

use super::Sender;
use crate::{
    comment::Proof,
    http::{Code, Problem},
    locale::Message,
    site::Site,
};

/// A moderator's credential, else the edit token that was sent, else the commenter session.
pub(super) fn proof(
    site: &Site,
    sender: &Sender,
    edit_token: Option<String>,
) -> Result<Proof, Problem> {
    if let Some(moderator) = sender.moderator(site)? {
        return Ok(Proof::Moderator(moderator.id));
    }
    let viewer = sender.person(site)?;
    match (edit_token, viewer) {
        (Some(token), _) => Ok(Proof::Token(token)),
        (None, Some(viewer)) => Ok(Proof::Person(viewer.person.id)),
        (None, None) => Err(no_token()),
    }
}

pub(super) fn no_token() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-no-edit-token"))
}

pub(super) fn wrong_token() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-wrong-edit-token"))
}
