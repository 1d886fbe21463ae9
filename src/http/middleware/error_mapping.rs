//! Error mapping: every failure of the inner endpoints becomes a problem here and is logged once.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt as _;
use poem::{
    Endpoint, Request, Response, Result,
    error::{MethodNotAllowedError, NotFoundError, ParsePathError, ReadBodyError},
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseParamError, ParsePathError as ParseApiPathError,
};

use super::allowed_methods::Allowed;
use crate::{
    http::{
        body::unreadable,
        known_word,
        request::request_id,
        response::problem::{Code, Problem},
    },
    locale::Message,
};

/// Middleware that answers errors of all kinds, including panics, with problem details.
#[derive(Debug)]
pub(crate) struct Problems<E> {
    pub inner: E,
    pub allowed: Arc<Allowed>,
}

impl<E: Endpoint<Output = Response>> Endpoint for Problems<E> {
    type Output = Response;

    fn call(&self, request: Request) -> impl Future<Output = Result<Response>> + Send {
        let uri = request.original_uri().clone();
        let answered = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        answered.map(move |outcome| Ok(self.response(outcome, uri.path())))
    }
}

impl<E> Problems<E> {
    fn response(&self, outcome: std::thread::Result<Result<Response>>, path: &str) -> Response {
        let error = match outcome {
            Ok(Ok(response)) => return bare_to_problem(response),
            Ok(Err(error)) => error,
            Err(panic) => return answer(&Problem::internal(what_panicked(&*panic))),
        };
        let pattern = error.data::<poem::PathPattern>().cloned();
        let mut response = if error.is_from_response() {
            bare_to_problem(error.into_response())
        } else if error.is::<MethodNotAllowedError>() {
            answer(&self.allowed.refusal(path))
        } else {
            answer(&problem_of(&error))
        };
        if let Some(pattern) = pattern {
            response.set_data(pattern);
        }
        response
    }
}

/// Logs a problem and returns its response: server errors at level error with the cause, client errors at
/// level debug.
pub(crate) fn answer(problem: &Problem) -> Response {
    let id = request_id().map(tracing::field::display);
    let (code, cause) = (problem.code.as_str(), problem.cause.as_deref());
    if problem.code.status().is_server_error() {
        tracing::error!(request_id = id, code, cause, "request failed");
    } else {
        tracing::debug!(request_id = id, code, cause, "request refused");
    }
    problem.to_response()
}

/// Replaces a response that has an error status and no body with a problem.
fn bare_to_problem(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    answer(&of_status(
        status,
        "an endpoint returned an error status without a body",
    ))
}

/// Returns a description of a panic. The message may contain user input, so only a literal of the program
/// is included.
fn what_panicked(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().copied();
    format!(
        "panic: {}",
        said.unwrap_or("(message created at run time, not logged)")
    )
}

/// Returns the problem for an error of poem or poem-openapi.
pub(crate) fn problem_of(error: &poem::Error) -> Problem {
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return problem.clone();
    }
    if error.is::<NotFoundError>() {
        return Problem::plain(Code::NotFound);
    }
    if error.is::<ParseApiPathError>() || error.is::<ParsePathError>() {
        // The parameter name that the framework uses for the segment must not reach the client.
        return Problem::plain(Code::NotFound);
    }
    if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
        let (code, message) = remedy(&parameter.reason);
        return Problem::field(parameter.name, code, message);
    }
    if let Some(read) = error.downcast_ref::<ReadBodyError>() {
        return unreadable(read);
    }
    if error.is::<ContentTypeError>() {
        return Problem::plain(Code::UnsupportedMediaType);
    }
    if error.is::<AuthorizationError>() {
        return Problem::plain(Code::Unauthorized);
    }
    of_status(error.status(), error)
}

/// Returns the general problem of a status, for errors without a more specific mapping.
fn of_status(status: StatusCode, cause: impl ToString) -> Problem {
    let code = match status {
        StatusCode::BAD_REQUEST => Code::Malformed,
        status if status.is_client_error() => Code::ALL
            .iter()
            .copied()
            .find(|code| code.status() == status)
            .unwrap_or(Code::Malformed),
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ => Code::Internal,
    };
    Problem {
        cause: Some(cause.to_string()),
        ..Problem::plain(code)
    }
}

/// Translates poem-openapi's reason for rejecting a parameter into a code and a message for the client.
fn remedy(reason: &str) -> (&'static str, Message) {
    if reason.contains("expects an input value") {
        return ("required", Message::new("field-parameter"));
    }
    if let Some(message) = known_word::message(reason) {
        return ("invalid", message);
    }
    let validators = [
        ("minimum(", "too_small", "field-too-small"),
        ("maximum(", "too_large", "field-too-large"),
        ("minLength(", "too_short", "parameter-too-short"),
        ("maxLength(", "too_long", "parameter-too-long"),
        ("minItems(", "too_short", "field-too-few"),
        ("maxItems(", "too_long", "parameter-too-many"),
    ];
    for (name, code, key) in validators {
        if let Some((_, after)) = reason.split_once(name) {
            let limit: String = after
                .chars()
                .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.'))
                .collect();
            let value = if code == "too_small" || code == "too_short" {
                "min"
            } else {
                "max"
            };
            let message = Message::new(key);
            let message = match limit.parse() {
                Ok(number) => message.count(value, number),
                Err(_) => message.with(value, limit),
            };
            return (code, message);
        }
    }
    let key = match reason {
        _ if reason.contains("\"integer") => "parameter-integer",
        _ if reason.contains("\"number") => "field-type-number",
        _ if reason.contains("\"boolean") => "field-type-boolean",
        _ if reason.contains("date-time") => "field-time",
        _ if reason.contains("uuid") => "field-id",
        _ => "parameter-other",
    };
    ("invalid", Message::new(key))
}

impl Allowed {
    /// Returns a 405 problem for a path, with the methods that it allows.
    pub(crate) fn refusal(&self, path: &str) -> Problem {
        let allow = self.methods_of(path).unwrap_or("GET, HEAD, OPTIONS");
        let value = HeaderValue::from_str(allow).unwrap_or(HeaderValue::from_static("GET, HEAD"));
        Problem::plain(Code::MethodNotAllowed).with_header(header::ALLOW, value)
    }
}
