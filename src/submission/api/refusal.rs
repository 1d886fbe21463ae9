//! Refusals as problem details.

use std::time::Duration;

use poem::http::{HeaderName, HeaderValue};

use crate::{
    http::{Code, Problem},
    locale::Message,
    submission::Refusal,
};

fn banned_word(field: &'static str, word: &str) -> Problem {
    let message = Message::new("text-banned-word").with("word", word);
    Problem::field(field, "banned_word", message)
}

/// Builds the problem for a site that accepts nothing from guests for this long. Signed-in people are
/// still admitted, and nothing that was typed is lost.
fn flooded(left: Duration) -> Problem {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let detail = Message::new("problem-flooded").wait(left);
    let problem = Problem {
        retry_after: Some(left),
        ..Problem::new(Code::Flooded, detail)
    };
    let fields = [
        ("ratelimit-policy", "\"flood\";q=0;w=600".to_owned()),
        ("ratelimit", format!("\"flood\";r=0;t={seconds}")),
    ];
    fields.into_iter().fold(
        problem,
        |problem, (name, value)| match HeaderValue::try_from(value) {
            Ok(value) => problem.with_header(HeaderName::from_static(name), value),
            Err(_) => problem,
        },
    )
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooFast(refused) => refused.into(),
            Refusal::Flooded(left) => flooded(left),
            Refusal::IdentityRequired => Self::plain(Code::IdentityRequired),
            Refusal::ThreadClosed => Self::plain(Code::ThreadClosed),
            Refusal::ThreadLocked => {
                Self::new(Code::ThreadClosed, Message::new("problem-thread-locked"))
            }
            Refusal::Banned => Self::plain(Code::Banned),
            Refusal::BannedWord { field, word } => banned_word(field, &word),
            Refusal::NoSuchParent => Self::missing("problem-no-parent"),
            Refusal::NoSuchSite => Self::missing("problem-no-site"),
            Refusal::Duplicate => Self::plain(Code::Duplicate),
            Refusal::OtherRequest => Self::plain(Code::IdempotencyMismatch),
            Refusal::SignedOut => Self::plain(Code::Unauthorized),
            Refusal::RightEnded => Self::new(Code::Forbidden, Message::new("problem-right-ended")),
            Refusal::PublishedByModerator => Self::new(
                Code::Forbidden,
                Message::new("problem-published-by-moderator"),
            ),
            Refusal::Gone => Self::missing("problem-comment-gone"),
            Refusal::WrongToken => super::own_comments::wrong_token(),
            Refusal::NotFound => Self::missing("problem-no-comment"),
            Refusal::EditWindowOver => Self::plain(Code::EditWindowOver),
            Refusal::Conflict => Self::plain(Code::Conflict),
            Refusal::Db(error) => error.into(),
        }
    }
}
