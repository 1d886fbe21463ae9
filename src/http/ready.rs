//! Answers made already: the same bytes for everybody, kept by caches and sent as they are.

use std::{
    fmt,
    marker::PhantomData,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{
        MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
    },
    types::Type,
};
use serde::Serialize;

use super::{encode, etag::ETag, problem::Problem};

/// Bytes made once, with their tag; the compressed form is made when it is first asked for.
pub struct Made {
    body: Bytes,
    etag: ETag,
    tag: HeaderValue,
    gzip: OnceLock<Option<Bytes>>,
}

impl Made {
    pub fn new(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let etag = ETag::of(&body);
        Self {
            tag: etag.to_header(),
            etag,
            body,
            gzip: OnceLock::new(),
        }
    }

    /// The JSON of a value.
    pub fn json(value: &impl Serialize) -> Result<Self, Problem> {
        serde_json::to_vec(value)
            .map(Self::new)
            .map_err(Problem::internal)
    }

    pub fn body(&self) -> &Bytes {
        &self.body
    }

    pub fn etag(&self) -> &ETag {
        &self.etag
    }

    /// The compressed form; `None` when it would not be smaller.
    pub fn gzip(&self) -> Option<Bytes> {
        self.gzip.get_or_init(|| encode::gzip(&self.body)).clone()
    }

    /// What it weighs in a cache, in bytes.
    pub fn weight(&self) -> usize {
        self.body.len()
            + self
                .gzip
                .get()
                .and_then(Option::as_ref)
                .map_or(0, Bytes::len)
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Made({} bytes)", self.body.len())
    }
}

/// Bytes made already as the answer of an endpoint, documented as `T`. The conditional read (304)
/// and the compression are decided at the door, for every answer with an `ETag` alike.
#[derive(Clone, Debug)]
pub struct Ready<T> {
    made: Arc<Made>,
    cache_control: &'static str,
    documented: PhantomData<fn() -> T>,
}

impl<T> Ready<T> {
    /// `cache_control` is the whole header, for example `public, max-age=10`.
    pub fn new(made: Arc<Made>, cache_control: &'static str) -> Self {
        Self {
            made,
            cache_control,
            documented: PhantomData,
        }
    }
}

const JSON_UTF8: &str = "application/json; charset=utf-8";

impl<T: Send> IntoResponse for Ready<T> {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.set_body(self.made.body.clone());
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static(JSON_UTF8);
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::ETAG, self.made.tag.clone());
        let cache = HeaderValue::from_static(self.cache_control);
        headers.insert(header::CACHE_CONTROL, cache);
        response.set_data(self.made);
        response
    }
}

impl<T: Type> ApiResponse for Ready<T> {
    fn meta() -> MetaResponses {
        let header = |name: &str, description: &str| MetaHeader {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            required: true,
            deprecated: false,
            schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
        };
        let etag = || {
            header(
                "ETag",
                "Names these bytes; send it back in `If-None-Match`.",
            )
        };
        let cache = || header("Cache-Control", "How long it may be kept.");
        MetaResponses {
            responses: vec![
                MetaResponse {
                    description: "What was asked for; the same bytes for everybody.",
                    status: Some(StatusCode::OK.as_u16()),
                    status_range: None,
                    content: vec![MetaMediaType {
                        content_type: JSON_UTF8,
                        schema: T::schema_ref(),
                    }],
                    headers: vec![etag(), cache()],
                },
                MetaResponse {
                    description: "Unchanged since the answer that `If-None-Match` names.",
                    status: Some(StatusCode::NOT_MODIFIED.as_u16()),
                    status_range: None,
                    content: Vec::new(),
                    headers: vec![etag(), cache()],
                },
            ],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
