//! Prebuilt responses: the same bytes for every caller, stored in caches and sent unchanged.

use std::{
    collections::HashMap,
    fmt,
    marker::PhantomData,
    sync::{
        Arc, LazyLock, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use poem::{
    IntoResponse, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{
        MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
    },
    types::Type,
};
use serde::Serialize;
use tokio::sync::OnceCell;

use super::{coding::Coding, etag::ETag, problem::Problem, refused::header_of};

/// Bytes built once, with their entity tag; the compressed form is built when it is first requested.
pub struct CachedBody {
    content_type: HeaderValue,
    body: Bytes,
    etag: ETag,
    tag: HeaderValue,
    brotli: OnceCell<Option<Bytes>>,
    gzip: OnceCell<Option<Bytes>>,
}

/// The largest total size in bytes of responses in memory, with their compressed forms. Without it, slow
/// readers who request different content could hold any number of them.
const LIVE_MAX: usize = 96 << 20;
/// The current total size of responses in memory.
static LIVE: AtomicUsize = AtomicUsize::new(0);

/// Bytes that are being sent, by their tag: readers of the same bytes share them.
static SENT: LazyLock<Mutex<HashMap<ETag, Weak<CachedBody>>>> = LazyLock::new(Mutex::default);

impl CachedBody {
    fn new(content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        LIVE.fetch_add(2 * body.len(), Ordering::Relaxed);
        let etag = ETag::of(&body);
        Self {
            content_type,
            tag: etag.to_header(),
            etag,
            body,
            brotli: OnceCell::new(),
            gzip: OnceCell::new(),
        }
    }

    /// Checks whether another large response may be built now: 503 while slow readers hold too much.
    pub fn check_memory() -> Result<(), Problem> {
        let live = LIVE.load(Ordering::Relaxed);
        if live < LIVE_MAX {
            return Ok(());
        }
        let cause = format!("{live} bytes of responses are waiting for slow readers");
        Err(Problem::unavailable(Duration::from_secs(1), cause))
    }

    /// Serializes a value as JSON.
    pub fn json(value: &impl Serialize) -> Result<Self, Problem> {
        serde_json::to_vec(value)
            .map(|body| Self::new(JSON_UTF8_VALUE, body))
            .map_err(Problem::internal)
    }

    /// Takes a page, or a part of one, as HTML.
    #[must_use]
    pub fn html(html: String) -> Self {
        Self::new(HTML_UTF8_VALUE, html)
    }

    /// Takes an Atom feed.
    #[must_use]
    pub fn atom(feed: String) -> Self {
        Self::new(ATOM_UTF8_VALUE, feed)
    }

    pub fn body(&self) -> &Bytes {
        &self.body
    }

    pub fn etag(&self) -> &ETag {
        &self.etag
    }

    /// Returns these bytes for sending without a cache. If a slow reader holds the same bytes, they are
    /// shared, so that many slow readers hold them only once.
    #[must_use]
    pub fn shared(self) -> Arc<Self> {
        let mut sent = SENT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = sent.get(&self.etag).and_then(Weak::upgrade)
            && known.body == self.body
        {
            return known;
        }
        if sent.len()
            >= 2 * sent
                .values()
                .filter(|known| known.strong_count() > 0)
                .count()
                + 64
        {
            sent.retain(|_, known| known.strong_count() > 0);
        }
        let made = Arc::new(self);
        sent.insert(made.etag.clone(), Arc::downgrade(&made));
        made
    }

    /// Returns a compressed form, built once; `None` if it would not be much smaller: both together are never larger
    /// than the plain one.
    pub(super) async fn coded(&self, coding: Coding) -> Option<Bytes> {
        let build = async || {
            let bytes = coding.compress(self.body.clone()).await;
            bytes.filter(|bytes| bytes.len() <= self.body.len() / 2)
        };
        self.cell(coding).get_or_init(build).await.clone()
    }

    /// Returns a compressed form if it was requested before.
    pub(super) fn built(&self, coding: Coding) -> Option<Bytes> {
        self.cell(coding).get().cloned().flatten()
    }

    const fn cell(&self, coding: Coding) -> &OnceCell<Option<Bytes>> {
        match coding {
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
        }
    }

    /// Returns the upper bound of its size in a cache, in bytes, with both compressed forms.
    pub fn weight(&self) -> usize {
        2 * self.body.len()
    }
}

impl Drop for CachedBody {
    fn drop(&mut self) {
        LIVE.fetch_sub(2 * self.body.len(), Ordering::Relaxed);
    }
}

impl fmt::Debug for CachedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Made({} bytes)", self.body.len())
    }
}

/// Prebuilt bytes as the response of an endpoint, documented as `T`. The middleware decides on conditional
/// requests (304) and compression, as for every response with an `ETag`.
#[derive(Clone, Debug)]
pub(crate) struct Cached<T> {
    made: Arc<CachedBody>,
    cache_control: &'static str,
    stale_age: Option<Duration>,
    documented: PhantomData<fn() -> T>,
}

impl<T> Cached<T> {
    /// `cache_control` is the whole header value, for example `public, max-age=10`.
    pub(crate) fn new(made: Arc<CachedBody>, cache_control: &'static str) -> Self {
        Self {
            made,
            cache_control,
            stale_age: None,
            documented: PhantomData,
        }
    }

    /// Marks bytes that the database could not confirm now: it last did so this long ago. `Age` and
    /// `Cache-Status` (RFC 9211) report this.
    #[must_use]
    pub(crate) fn confirmed_ago(mut self, stale_age: Option<Duration>) -> Self {
        self.stale_age = stale_age;
        self
    }
}

/// Names the cache that answered, and the reason (RFC 9211).
const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
const STALE: HeaderValue = HeaderValue::from_static("rejoinder; hit");

const JSON_UTF8: &str = "application/json; charset=utf-8";
const JSON_UTF8_VALUE: HeaderValue = HeaderValue::from_static(JSON_UTF8);
const HTML_UTF8: &str = "text/html; charset=utf-8";
const HTML_UTF8_VALUE: HeaderValue = HeaderValue::from_static(HTML_UTF8);

const ATOM_UTF8: &str = "application/atom+xml; charset=utf-8";
const ATOM_UTF8_VALUE: HeaderValue = HeaderValue::from_static(ATOM_UTF8);

/// The type of HTML in the OpenAPI document, for [`Cached`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct HtmlText;

/// The type of Atom feeds in the OpenAPI document, for [`Cached`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtomText;

/// How a response is documented.
pub(crate) trait DocumentedBody {
    const CONTENT_TYPE: &'static str;

    fn schema_ref() -> MetaSchemaRef;

    fn register(registry: &mut Registry);
}

impl<T: Type> DocumentedBody for T {
    const CONTENT_TYPE: &'static str = JSON_UTF8;

    fn schema_ref() -> MetaSchemaRef {
        <T as Type>::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }
}

impl DocumentedBody for HtmlText {
    const CONTENT_TYPE: &'static str = HTML_UTF8;

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")))
    }

    fn register(_: &mut Registry) {}
}

impl DocumentedBody for AtomText {
    const CONTENT_TYPE: &'static str = ATOM_UTF8;

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")))
    }

    fn register(_: &mut Registry) {}
}

impl<T: Send> IntoResponse for Cached<T> {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.set_body(self.made.body.clone());
        let headers = response.headers_mut();
        // For all headers that the middleware adds, so that the map does not grow step by step.
        headers.reserve(16);
        headers.insert(header::CONTENT_TYPE, self.made.content_type.clone());
        headers.insert(header::ETAG, self.made.tag.clone());
        let cache = HeaderValue::from_static(self.cache_control);
        headers.insert(header::CACHE_CONTROL, cache);
        if let Some(age) = self.stale_age {
            let age = age.as_secs();
            headers.insert(header::AGE, HeaderValue::from(age));
            let status = format!("rejoinder; hit; ttl=-{age}; detail=database-unavailable");
            headers.insert(CACHE_STATUS, HeaderValue::try_from(status).unwrap_or(STALE));
        }
        response.set_data(self.made);
        response
    }
}

/// The documented headers of both responses: name, whether it is always present, description.
const HEADERS: [(&str, bool, &str); 4] = [
    (
        "ETag",
        true,
        "Identifies these bytes; send it back in `If-None-Match`.",
    ),
    (
        "Cache-Control",
        true,
        "How long the response may be cached.",
    ),
    (
        "Age",
        false,
        "Only while the database does not answer: how many seconds ago it confirmed these bytes, 59 at most.",
    ),
    (
        "Cache-Status",
        false,
        "Only while the database does not answer (RFC 9211): `rejoinder; hit; ttl=-12; detail=database-unavailable`. These are the last bytes known; this server knows of no change since.",
    ),
];

impl<T: DocumentedBody> ApiResponse for Cached<T> {
    fn meta() -> MetaResponses {
        let response = |status: StatusCode, description, content| MetaResponse {
            description,
            status: Some(status.as_u16()),
            status_range: None,
            content,
            headers: HEADERS
                .map(|(name, required, description)| MetaHeader {
                    required,
                    ..header_of(name, "string", description)
                })
                .into(),
        };
        let content = MetaMediaType {
            content_type: T::CONTENT_TYPE,
            schema: T::schema_ref(),
        };
        let read = "The requested data; the same bytes for every caller.";
        let unchanged = "Unchanged since the response that `If-None-Match` names.";
        MetaResponses {
            responses: vec![
                response(StatusCode::OK, read, vec![content]),
                response(StatusCode::NOT_MODIFIED, unchanged, Vec::new()),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn readers_of_the_same_bytes_share_them() {
        let first = CachedBody::html("the same bytes".to_owned()).shared();
        assert!(Arc::ptr_eq(
            &first,
            &CachedBody::html("the same bytes".to_owned()).shared()
        ));
        assert!(!Arc::ptr_eq(
            &first,
            &CachedBody::html("other bytes".to_owned()).shared()
        ));
        for n in 0..1_000 {
            drop(CachedBody::html(format!("bytes without a reader {n}")).shared());
        }
        let known = SENT.lock().unwrap_or_else(PoisonError::into_inner).len();
        assert!(known < 500, "{known} entries remain");
    }

    #[tokio::test]
    async fn many_readers_at_once_share_one_compressed_form() {
        let made = CachedBody::html("compressible ".repeat(20_000));
        let all = futures_util::future::join_all((0..20).map(|_| made.coded(Coding::Gzip))).await;
        let first = all[0].clone().expect("is smaller");
        for bytes in all {
            assert_eq!(bytes.expect("is smaller").as_ptr(), first.as_ptr());
        }
    }
}
