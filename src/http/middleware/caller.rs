//! Identifies the caller of a request for fair scheduling.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use poem::{Request, http::header};

use crate::http::request::RequestContext;

/// Returns a hash of the credential, or else of the IP address. Callers take turns with their long reads.
pub(crate) fn caller_of(request: &Request) -> u64 {
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
