//! Who calls, as far as fairness needs it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use poem::{Request, http::header};

use super::request::RequestContext;

/// A hash of the credential, else of the IP address: callers take turns with their long reads.
pub(super) fn caller_of(request: &Request) -> u64 {
    let mut hasher = DefaultHasher::new();
    match request.headers().get(header::AUTHORIZATION) {
        Some(credential) => credential.as_bytes().hash(&mut hasher),
        None => request
            .data::<RequestContext>()
            .map(|context| context.address)
            .hash(&mut hasher),
    }
    hasher.finish()
}
