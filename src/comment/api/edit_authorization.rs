//! The credential with which a caller proves that a comment is their own.

use uuid::Uuid;

use super::Sender;
use crate::{
    comment::{Comments, EditAuthorization},
    http::{Code, Problem},
    locale::Message,
    site::Site,
};

/// Returns a moderator's credential, or else the edit token that was sent, or else the commenter
/// session.
pub(super) fn proof(
    site: &Site,
    sender: &Sender,
    edit_token: Option<String>,
) -> Result<EditAuthorization, Problem> {
    if let Some(moderator) = sender.moderator(site)? {
        return Ok(EditAuthorization::Moderator(moderator.id));
    }
    let viewer = sender.person(site)?;
    match (edit_token, viewer) {
        (Some(token), _) => Ok(EditAuthorization::Token(token)),
        (None, Some(viewer)) => Ok(EditAuthorization::Person(viewer.person.id)),
        (None, None) => Err(no_token()),
    }
}

pub(super) fn no_token() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-no-edit-token"))
}

/// The maximum number of edit tokens per request.
const TOKENS_MAX: usize = 50;

/// Returns the comments that comma-separated edit tokens give access to.
pub(super) fn comments_of(
    comments: &Comments,
    site: &Site,
    header: &str,
) -> Result<Vec<Uuid>, Problem> {
    let tokens = header.split(',').map(str::trim);
    let tokens = tokens.filter(|token| !token.is_empty());
    if tokens.clone().count() > TOKENS_MAX {
        let message = "Must have at most 50 tokens.";
        return Err(Problem::field("Edit-Token", "too_long", message));
    }
    let seen = tokens.map(|token| {
        comments
            .comment_readable_with(site, token)
            .ok_or_else(wrong_token)
    });
    let seen = seen.collect::<Result<Vec<_>, _>>()?;
    Ok(seen.into_iter().flatten().collect())
}

pub(super) fn wrong_token() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-wrong-edit-token"))
}
