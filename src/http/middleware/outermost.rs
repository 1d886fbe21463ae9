//! The outermost middleware: every request passes it first, and every response last.
//!
//! From the outside in: request context and access log, the checks of this file, [`Cors`], [`Encode`],
//! [`Problems`], the body limit, the routes.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Instant,
};

use futures_util::{
    FutureExt as _,
    future::{Either, lazy},
};
use memchr::memchr2;
use poem::{
    Addr, Endpoint, EndpointExt as _, IntoEndpoint, PathPattern, Request, Response, Result,
    endpoint::BoxEndpoint,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
};

use super::{
    allowed_methods::Allowed,
    body_limit::{BodyLimit, LargestBody},
    caller::caller_of,
    client_ip::TrustedProxies,
    cors::{self, Cors, Origins},
    default_headers::{DEFAULTS, has_secret},
    error_mapping::{self, Problems},
    form_page::{FormLimit, ProblemPages, ReaderPages, ReaderRequest},
    hosts::Hosts,
    operator_log::OperatorLog,
    request_memory::Intake,
};
use crate::{
    clock::Clock,
    db,
    http::{
        body::form::decode,
        request::{RequestContext, UNIX_SCHEME},
        response::{
            compression::Encode,
            problem::{Code, Problem},
        },
        settings::HttpSettings,
    },
    locale::Language,
};

/// Marks a request whose framing is ambiguous (RFC 9112, section 6.1): `Content-Length` together with
/// `Transfer-Encoding`, more than one of either, or a coding other than `chunked`. Set by the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AmbiguousFraming;

/// Marks a request that the connection substitutes for one whose head could not be read; holds the status
/// with which that request is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnreadableHead(pub StatusCode);

/// Everything that the middleware needs.
pub(crate) struct MiddlewarePlan {
    pub settings: HttpSettings,
    /// Development mode: loopback host names are accepted, and no HSTS header is sent.
    pub dev: bool,
    pub clock: Clock,
    pub origins: Arc<dyn Origins>,
    pub allowed: Allowed,
    /// Returns the body limit of a request whose limit is larger than usual.
    pub larger: fn(&Request) -> Option<u64>,
    /// The pages that readers get instead of problem details.
    pub pages: Arc<dyn ProblemPages>,
}

impl fmt::Debug for MiddlewarePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewarePlan")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Wraps the routes in the middleware.
pub(crate) fn with_middleware<R>(routes: R, plan: MiddlewarePlan) -> BoxEndpoint<'static>
where
    R: IntoEndpoint,
    R::Endpoint: Endpoint<Output = Response> + 'static,
{
    let MiddlewarePlan {
        settings,
        dev,
        clock,
        origins,
        allowed,
        larger,
        pages,
    } = plan;
    let allowed = Arc::new(allowed);
    let limit = LargestBody {
        most: settings.max_body,
        larger,
    };
    let intake = Intake::new(&settings.serve);
    let routes = BodyLimit {
        inner: routes.into_endpoint(),
        limit,
        intake: intake.clone(),
    };
    let routes = Problems {
        inner: routes,
        allowed: Arc::clone(&allowed),
    };
    let inner = Cors {
        inner: Encode(routes),
        origins,
        allowed: Arc::clone(&allowed),
    };
    let outermost = OutermostMiddleware {
        inner,
        hosts: Hosts::new(&settings, dev),
        proxies: TrustedProxies::new(settings.trusted_proxies.iter().copied()),
        hsts: settings.is_https() && !dev,
        operator_log: OperatorLog::new(),
        settings,
        clock,
        allowed,
        limit,
        readers: ReaderPages::new(pages, intake.clone()),
        intake,
    };
    outermost.boxed()
}

struct OutermostMiddleware<E> {
    inner: E,
    settings: HttpSettings,
    hosts: Hosts,
    proxies: TrustedProxies,
    hsts: bool,
    operator_log: OperatorLog,
    clock: Clock,
    allowed: Arc<Allowed>,
    limit: LargestBody,
    readers: ReaderPages,
    intake: Intake,
}

impl<E: Endpoint<Output = Response>> Endpoint for OutermostMiddleware<E> {
    type Output = Response;

    // What needs the request is done before the future begins: a future that holds it is large, and is moved with
    // every layer around it.
    fn call(&self, mut request: Request) -> impl Future<Output = Result<Response>> + Send {
        let began = Instant::now();
        let peer = match &request.remote_addr().0 {
            Addr::SocketAddr(socket) => Some(socket.ip()),
            // The other side of a Unix socket is a process on this machine.
            Addr::Custom(UNIX_SCHEME, _) => None,
            _ => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        };
        let is_trusted = peer.is_none_or(|peer| self.proxies.contains(peer));
        self.operator_log
            .note_proxy(peer, is_trusted, request.headers(), request.uri());
        let context = RequestContext {
            id: self.clock.id(),
            address: self.proxies.client(peer, request.headers()),
            language: request.data::<Language>().copied().unwrap_or_default(),
        };
        request.set_data(context);
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let admission = self.intake.admit(context.address);
        let admitted = admission.map(|admission| (admission, self.answer(request, context)));
        async move {
            let response = match admitted {
                Some((admission, answer)) => {
                    let mut response = context.scope(answer).await; // Until the response is sent: the memory that it occupies is charged to its client.
                    response.set_data(Arc::new(admission));
                    response
                }
                None => {
                    context
                        .scope(async { error_mapping::answer(&crowded()) })
                        .await
                }
            };
            let response = self.add_default_headers(response, &path, context);
            log(&response, &method, context, began);
            Ok(response)
        }
    }
}

impl<E: Endpoint<Output = Response>> OutermostMiddleware<E> {
    fn answer(
        &self,
        request: Request,
        context: RequestContext,
    ) -> impl Future<Output = Response> + Send {
        let checked = self.check(&request);
        if let Some(reader) = self.readers.of(&request, context.language) {
            return Either::Left(self.answer_reader(request, reader, checked).boxed());
        }
        Either::Right(match checked {
            Ok(()) => Either::Left(self.pass(request)),
            Err(problem) => Either::Right(lazy(move |_| error_mapping::answer(&problem))),
        })
    }

    async fn answer_reader(
        &self,
        mut request: Request,
        mut reader: ReaderRequest<'_>,
        checked: Result<(), Problem>,
    ) -> Response {
        // The end of a body with two lengths is unknown, and a body that is larger than usual is not held twice.
        let is_readable =
            request.data::<AmbiguousFraming>().is_none() && self.limit.is_usual(&request);
        let limit = FormLimit {
            taken: self.limit.of(&request),
            read: self.limit.of_text(&request),
        };
        let read = if is_readable {
            self.readers.read(&mut reader, &mut request, limit).await
        } else {
            Ok(())
        };
        reader.answer(match checked.and(read) {
            Ok(()) => self.pass(request).await,
            Err(problem) => error_mapping::answer(&problem),
        })
    }

    /// Passes the request on to the routes.
    fn pass(&self, mut request: Request) -> impl Future<Output = Response> + Send {
        // hyper omits the body of the response and retains its length.
        if request.method() == Method::HEAD {
            request.set_method(Method::GET);
        }
        let caller = caller_of(&request);
        let answered = db::as_caller(caller, self.inner.call(request));
        answered.map(|answered| {
            answered
                .unwrap_or_else(|error| error_mapping::answer(&error_mapping::problem_of(&error)))
        })
    }

    /// Checks everything that can be decided from the head of the request alone.
    fn check(&self, request: &Request) -> Result<(), Problem> {
        if let Some(UnreadableHead(status)) = request.data::<UnreadableHead>() {
            return Err(unreadable_head(*status));
        }
        if request.data::<AmbiguousFraming>().is_some() {
            return Err(Problem::new(
                Code::Malformed,
                "The length of the body is ambiguous. Send one Content-Length, or Transfer-Encoding: chunked alone.",
            ));
        }
        let headers = request.headers();
        let target = request
            .uri()
            .path_and_query()
            .map_or(0, |target| target.as_str().len());
        if target > self.settings.max_uri {
            return Err(Problem::plain(Code::UriTooLong));
        }
        let size: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 4)
            .sum();
        if headers.len() > self.settings.max_header_fields || size > self.settings.max_headers {
            return Err(Problem::plain(Code::HeadersTooLarge));
        }
        self.hosts.check(request, &self.operator_log)?;
        if matches!(*request.method(), Method::TRACE | Method::CONNECT) {
            return Err(self.allowed.refusal(request.uri().path()));
        }
        let query = request.uri().query().unwrap_or_default();
        for part in [request.uri().path(), query] {
            // PostgreSQL can store every character except U+0000.
            if memchr2(b'%', 0, part.as_bytes()).is_none() {
                continue;
            }
            if decode(part.as_bytes()).is_none_or(|text| text.contains('\0')) {
                return Err(Problem::new(
                    Code::Malformed,
                    "The path or the query contains invalid percent-encoding or U+0000, or is not UTF-8.",
                ));
            }
        }
        Ok(())
    }

    /// Adds the headers of every response; headers that an endpoint has set are retained.
    fn add_default_headers(
        &self,
        mut response: Response,
        path: &str,
        context: RequestContext,
    ) -> Response {
        let ends_connection = response
            .data::<Code>()
            .is_some_and(|code| ends_connection(*code));
        let headers = response.headers_mut();
        cors::vary_by_origin(path, headers);
        if has_secret(path) && !headers.contains_key(header::REFERRER_POLICY) {
            let none = HeaderValue::from_static("no-referrer");
            headers.insert(header::REFERRER_POLICY, none);
        }
        for (name, value) in &DEFAULTS {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if self.hsts {
            headers.insert(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            );
        }
        headers.remove(header::SERVER);
        if let Ok(id) = HeaderValue::from_str(context.id.hyphenated().encode_lower(&mut [0; 36])) {
            headers.insert(X_REQUEST_ID, id);
        }
        if ends_connection {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// Returns the refusal of a request whose head could not be read.
fn unreadable_head(status: StatusCode) -> Problem {
    match status {
        StatusCode::URI_TOO_LONG => Problem::plain(Code::UriTooLong),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Problem::plain(Code::HeadersTooLarge),
        StatusCode::SERVICE_UNAVAILABLE => Problem::new(
            Code::Unavailable,
            "Too many requests with long headers are being received. Send fewer headers, or try again.",
        ),
        _ => Problem::new(
            Code::Malformed,
            "The head of the request is not valid HTTP (RFC 9112).",
        ),
    }
}

/// Returns the refusal for a client with too many concurrent requests.
fn crowded() -> Problem {
    let detail =
        "Too many concurrent requests from your IP address. Wait until some of them are answered.";
    Problem::new(Code::Unavailable, detail)
}

/// Returns whether the connection ends after this problem, because the rest of the request is better not
/// read.
fn ends_connection(code: Code) -> bool {
    matches!(
        code,
        Code::TooLarge | Code::Timeout | Code::UriTooLong | Code::HeadersTooLarge | Code::WrongHost
    )
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The target of the log events of the access log.
pub(crate) const ACCESS_LOG: &str = "rejoinder::access";

/// Logs one line per request: without IP address and query, and with the template of the route instead of
/// the path.
fn log(response: &Response, method: &Method, context: RequestContext, began: Instant) {
    let route = response
        .data::<PathPattern>()
        .map_or("(none)", |pattern| &*pattern.0);
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        target: ACCESS_LOG,
        request_id = &*context.id.hyphenated().encode_lower(&mut [0; 36]),
        method = method.as_str(),
        route,
        status = response.status().as_u16(),
        micros,
        "answered"
    );
}
