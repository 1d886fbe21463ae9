//! The largest request body, and its reading into one buffer.

use futures_util::{
    FutureExt as _,
    future::{Either, ready},
    stream,
};
use poem::{Body, Endpoint, Request, Response, Result};

use super::request_memory::Intake;
use crate::http::{
    body::{BodyFault, FORM, essence},
    request::{client, content_length},
    response::problem::Problem,
};

/// The limits on the size of a request body.
#[derive(Clone, Copy)]
pub(super) struct LargestBody {
    pub(super) most: u64,
    pub(super) larger: fn(&Request) -> Option<u64>,
}

/// The factor by which a percent-encoded form may be larger than other bodies, because the encoding writes
/// three bytes for one typed byte.
const FORM_FACTOR: u64 = 3;

/// A form that is too large is still read, for the sake of its text, up to this multiple of the limit.
const READ_FACTOR: u64 = 3;

impl LargestBody {
    pub(super) fn of(self, request: &Request) -> u64 {
        let kind = request.content_type().map(essence);
        let most = if kind.is_some_and(|kind| kind.eq_ignore_ascii_case(FORM)) {
            self.most.saturating_mul(FORM_FACTOR)
        } else {
            self.most
        };
        (self.larger)(request).map_or(most, |larger| most.max(larger))
    }

    /// Returns whether the body has a size that every route accepts.
    pub(super) fn is_usual(self, request: &Request) -> bool {
        let usual = self.most.saturating_mul(FORM_FACTOR);
        (self.larger)(request).is_none()
            || content_length(request).is_some_and(|length| length <= usual)
    }

    /// Returns the size up to which the text of a form is returned to its author: the same for every kind
    /// of form, because the reader does not choose the kind.
    pub(super) fn of_text(self, request: &Request) -> u64 {
        let most = self.of(request).max(self.most.saturating_mul(FORM_FACTOR));
        most.saturating_mul(READ_FACTOR)
    }
}

/// Middleware that enforces the body limit, whether or not the length was declared, and reads the body into
/// one buffer that counts toward the memory limits.
pub(super) struct BodyLimit<E> {
    pub(super) inner: E,
    pub(super) limit: LargestBody,
    pub(super) intake: Intake,
}

impl<E: Endpoint<Output = Response>> Endpoint for BodyLimit<E> {
    type Output = Response;

    fn call(&self, mut request: Request) -> impl Future<Output = Result<Response>> + Send {
        let declared = content_length(&request);
        let most = self.limit.of(&request);
        if declared.is_some_and(|length| length > most) {
            return Either::Left(ready(Err(Problem::from(BodyFault::TooLarge).into())));
        }
        let body = request.take_body();
        if !body.is_empty() {
            let client = client(&request);
            let intake = self.intake.clone();
            // Nothing is read before an endpoint requests it: many endpoints refuse by the head alone.
            let whole = stream::once(Box::pin(async move {
                let pieces = body.into_bytes_stream();
                intake.read(client, pieces, most, declared).await
            }));
            request.set_body(Body::from_bytes_stream(whole));
        }
        // On the heap: the layers around it move it.
        Either::Right(self.inner.call(request).boxed())
    }
}
