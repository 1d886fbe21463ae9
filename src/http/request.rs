//! What is settled about a request before anything else happens: its id and whom it is from.

use std::{fmt, future::Future, net::IpAddr};

use poem::{FromRequest, Request, RequestBody};
use uuid::Uuid;

use super::problem::Problem;
use crate::locale::Language;

tokio::task_local! {
    static REQUEST: RequestContext;
}

/// Decided once, at the door; taken by endpoints as an argument and found by [`current`] anywhere
/// in the task that answers the request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestContext {
    /// `UUIDv7` of our own making; one sent by the caller is not believed.
    pub id: Uuid,
    /// The caller's address as the door decides it: never IPv4-mapped.
    pub address: IpAddr,
    /// The language of what readers see in the answer: of the site that the request is about.
    pub language: Language,
}

impl RequestContext {
    /// Runs `work` so that [`current`] finds this context in it. Tasks spawned inside do not
    /// inherit it.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        REQUEST.scope(self, work).await
    }
}

/// The address is personal, so it does not show.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The request that this task answers.
pub fn current() -> Option<RequestContext> {
    REQUEST.try_with(|context| *context).ok()
}

/// The id of the request that this task answers, for problems and the log.
pub fn request_id() -> Option<Uuid> {
    current().map(|context| context.id)
}

/// The language of the answer of this task; English outside of a request.
pub fn language() -> Language {
    current()
        .map(|context| context.language)
        .unwrap_or_default()
}

impl<'a> FromRequest<'a> for RequestContext {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        request
            .data::<Self>()
            .copied()
            .or_else(current)
            .ok_or_else(|| Problem::internal("a request came past the door").into())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::clock::Clock;

    #[tokio::test]
    async fn the_context_is_found_inside_its_scope_only() {
        let context = RequestContext {
            id: Clock::system().id(),
            address: Ipv4Addr::new(192, 0, 2, 7).into(),
            language: Language::En,
        };
        assert_eq!(request_id(), None);
        let seen = context.scope(async { current() }).await;
        assert_eq!(seen, Some(context));
        assert_eq!(request_id(), None);
    }

    #[test]
    fn the_address_does_not_show_in_the_log() {
        let context = RequestContext {
            id: Clock::system().id(),
            address: Ipv4Addr::new(192, 0, 2, 7).into(),
            language: Language::En,
        };
        assert!(!format!("{context:?}").contains("192.0.2.7"));
    }
}
