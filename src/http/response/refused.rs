//! Problems as responses: the error side of every endpoint, and its documentation.

use poem::{
    Response,
    error::ResponseError,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{
        MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
    },
};
use serde_json::{Value, json};

use super::problem::{Code, Problem};
use crate::http::{
    FieldError,
    request::{language, request_id},
};

/// The media type of problem details (RFC 9457).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// The problem type of an exhausted quota (draft-ietf-httpapi-ratelimit-headers).
const QUOTA_EXCEEDED: &str = "https://iana.org/assignments/http-problem-types#quota-exceeded";

/// Declares the bits of the masks: one per status that an operation may name.
macro_rules! statuses {
    ($($bit:literal $name:ident = $status:ident, $example:ident, $description:literal;)+) => {
        $(
            #[doc = concat!("Mask of ", stringify!($status), ".")]
            pub(crate) const $name: u32 = 1 << $bit;
        )+

        /// The bit, the status, the code of the example, and the description.
        const STATUSES: &[(u32, StatusCode, Code, &str)] =
            &[$(($name, StatusCode::$status, Code::$example, $description),)+];
    };
}

statuses! {
    0 BAD_REQUEST = BAD_REQUEST, Malformed, "The request could not be read.";
    1 UNAUTHORIZED = UNAUTHORIZED, Unauthorized, "A credential is missing, wrong, revoked or too old.";
    2 FORBIDDEN = FORBIDDEN, Forbidden, "Not allowed.";
    3 NOT_FOUND = NOT_FOUND, NotFound, "Nothing exists here, or nothing that the caller may see.";
    4 NOT_ACCEPTABLE = NOT_ACCEPTABLE, NotAcceptable, "None of the formats in `Accept` can be served.";
    5 TIMEOUT = REQUEST_TIMEOUT, Timeout, "The body was not received in time.";
    6 CONFLICT = CONFLICT, Conflict, "The request conflicts with the current state.";
    7 TOO_LARGE = PAYLOAD_TOO_LARGE, TooLarge, "The body is larger than the server accepts.";
    13 URI_TOO_LONG = URI_TOO_LONG, UriTooLong, "The URL of the request is longer than the server accepts.";
    8 UNSUPPORTED = UNSUPPORTED_MEDIA_TYPE, UnsupportedMediaType, "The content type or encoding is not accepted.";
    9 INVALID = UNPROCESSABLE_ENTITY, Invalid, "One or more fields are wrong; `errors` names them all.";
    10 TOO_FAST = TOO_MANY_REQUESTS, TooFast, "Too many requests of this kind; `Retry-After` says when to try again.";
    14 HEADERS_TOO_LARGE = REQUEST_HEADER_FIELDS_TOO_LARGE, HeadersTooLarge, "The header section is larger than the server accepts.";
    11 INTERNAL = INTERNAL_SERVER_ERROR, Internal, "An internal error occurred.";
    12 UNAVAILABLE = SERVICE_UNAVAILABLE, Unavailable, "Not available at the moment; `Retry-After` says when to try again.";
}

/// The statuses that every operation can answer, whether it names them or not.
pub(crate) const ALWAYS: u32 =
    BAD_REQUEST | URI_TOO_LONG | HEADERS_TOO_LARGE | INTERNAL | UNAVAILABLE;

/// The statuses that every operation with a body can answer.
pub(crate) const BODY: u32 = BAD_REQUEST | TIMEOUT | TOO_LARGE | UNSUPPORTED | INVALID;

/// The error side of an endpoint that may answer the statuses of the mask (and those of [`ALWAYS`]):
/// `Result<Json<T>, Refused<{ NOT_FOUND | INVALID }>>`. In a debug build the conversion of a [`Problem`]
/// with another status panics, so that the tests prove the document.
#[derive(Debug)]
pub struct Refused<const STATUSES: u32>(Problem);

impl<const S: u32> Refused<S> {
    /// Returns the problem.
    pub fn problem(&self) -> &Problem {
        &self.0
    }

    /// Returns the problem, for pages that call an endpoint.
    pub fn into_problem(self) -> Problem {
        self.0
    }
}

impl<E: Into<Problem>, const S: u32> From<E> for Refused<S> {
    fn from(error: E) -> Self {
        let problem = error.into();
        debug_assert!(
            mask_of(problem.code.status()) & (S | ALWAYS) != 0,
            "{} is not among the statuses that this operation documents",
            problem.code.status()
        );
        Self(problem)
    }
}

impl<const S: u32> From<Refused<S>> for poem::Error {
    fn from(refused: Refused<S>) -> Self {
        refused.0.into()
    }
}

impl<const S: u32> ApiResponse for Refused<S> {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: STATUSES
                .iter()
                .filter(|(bit, ..)| bit & (S | ALWAYS) != 0)
                .map(|(_, status, code, description)| MetaResponse {
                    description,
                    status: Some(status.as_u16()),
                    status_range: None,
                    content: vec![MetaMediaType {
                        content_type: PROBLEM_JSON,
                        schema: schema_with_example(*code),
                    }],
                    headers: headers_of(*status),
                })
                .collect(),
        }
    }

    fn register(registry: &mut Registry) {
        register(registry);
    }
}

fn mask_of(status: StatusCode) -> u32 {
    STATUSES
        .iter()
        .find(|(_, known, ..)| *known == status)
        .map_or(0, |(bit, ..)| *bit)
}

/// Registers the components `Problem` and `FieldError`.
pub(crate) fn register(registry: &mut Registry) {
    registry.create_schema::<FieldError, _>("FieldError".to_owned(), |_| field_error_schema());
    registry.create_schema::<Problem, _>("Problem".to_owned(), |_| problem_schema());
}

fn schema_with_example(code: Code) -> MetaSchemaRef {
    let mut problem = match code {
        Code::Invalid => Problem::field("author.email", "required", "Please give an address."),
        _ => Problem::plain(code),
    };
    if code == Code::TooFast {
        problem.violated_policies = vec!["comments"];
    }
    let mut example = problem.to_json();
    example["request_id"] = json!("01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90");
    MetaSchemaRef::Inline(Box::new(MetaSchema {
        all_of: vec![MetaSchemaRef::Reference("Problem".to_owned())],
        example: Some(example),
        ..MetaSchema::ANY
    }))
}

/// Returns the documentation of a header that is always present.
pub(super) fn header_of(name: &str, ty: &'static str, description: &str) -> MetaHeader {
    MetaHeader {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: true,
        deprecated: false,
        schema: member(MetaSchema::new(ty)),
    }
}

fn headers_of(status: StatusCode) -> Vec<MetaHeader> {
    let wait = "Whole seconds after which to try again.";
    match status {
        StatusCode::UNAUTHORIZED => {
            vec![header_of("WWW-Authenticate", "string", "Always `Bearer`.")]
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            vec![header_of("Retry-After", "integer", wait)]
        }
        _ => Vec::new(),
    }
}

fn inline(ty: &'static str, description: &'static str) -> MetaSchema {
    MetaSchema {
        description: Some(description),
        ..MetaSchema::new(ty)
    }
}

fn member(schema: MetaSchema) -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(schema))
}

fn text(name: &'static str, description: &'static str) -> (&'static str, MetaSchemaRef) {
    (name, member(inline("string", description)))
}

fn field_error_schema() -> MetaSchema {
    MetaSchema {
        description: Some("An error in one field."),
        required: vec!["field", "code", "message"],
        properties: vec![
            text("field", "Dotted path as sent, for example `author.email`."),
            text(
                "code",
                "A stable code: `required`, `too_long`, `unknown`, …",
            ),
            text(
                "message",
                "What is wrong and how to correct it, for people.",
            ),
        ],
        ..MetaSchema::new("object")
    }
}

fn problem_schema() -> MetaSchema {
    let words = Code::ALL
        .iter()
        .map(|code| Value::from(code.as_str()))
        .collect();
    let status = MetaSchema {
        format: Some("int32"),
        ..inline("integer", "The HTTP status.")
    };
    let code = MetaSchema {
        enum_items: words,
        ..inline("string", "A stable code for programs.")
    };
    let request_id = MetaSchema {
        format: Some("uuid"),
        ..inline("string", "Identifies the entry in the server's log.")
    };
    let errors = MetaSchema {
        items: Some(Box::new(MetaSchemaRef::Reference("FieldError".to_owned()))),
        ..inline("array", "With `invalid`: the wrong fields, at most 20.")
    };
    let errors_total = MetaSchema {
        minimum: Some(1.0),
        ..inline("integer", "With `invalid`: the number of wrong fields.")
    };
    let policies = MetaSchema {
        items: Some(Box::new(member(MetaSchema::new("string")))),
        ..inline(
            "array",
            "With `too_fast`: the names of the quotas that refused.",
        )
    };
    let ty = MetaSchema {
        format: Some("uri-reference"),
        ..inline("string", "Where the kind of problem is explained.")
    };
    MetaSchema {
        description: Some("Problem details (RFC 9457): the format of every error."),
        required: vec!["type", "title", "status", "detail", "code"],
        properties: vec![
            ("type", member(ty)),
            text("title", "The kind of problem, for people."),
            ("status", member(status)),
            text("detail", "What happened in this case, for people."),
            ("code", member(code)),
            ("request_id", member(request_id)),
            ("errors", member(errors)),
            ("errors_total", member(errors_total)),
            ("violated-policies", member(policies)),
        ],
        ..MetaSchema::new("object")
    }
}

impl Problem {
    /// Returns the `type` member: the URL of a page of this server that explains the code.
    pub fn type_uri(&self) -> String {
        match self.code {
            Code::TooFast => QUOTA_EXCEEDED.to_owned(),
            code => format!("/problems#{}", code.as_str()),
        }
    }

    /// Returns the body of the response, in the language and with the id of the request that the task
    /// answers.
    pub fn to_json(&self) -> Value {
        let language = language();
        let mut body = json!({
            "type": self.type_uri(),
            "title": self.code.title_in(language),
            "status": self.code.status().as_u16(),
            "detail": self.detail.to_text(language),
            "code": self.code.as_str(),
        });
        if let Some(id) = request_id() {
            body["request_id"] = json!(id);
        }
        if !self.errors.is_empty() {
            let errors = self.errors.iter().map(|error| error.shown(language));
            body["errors"] = json!(errors.collect::<Vec<_>>());
            body["errors_total"] = json!(self.errors.total());
        }
        if !self.violated_policies.is_empty() {
            body["violated-policies"] = json!(self.violated_policies);
        }
        body
    }

    /// Returns the seconds of `Retry-After`: rounded up, at least one; always present with 429 and 503.
    fn retry_after_seconds(&self) -> Option<u64> {
        let asked = self.retry_after.map(|wait| {
            let started = u64::from(wait.subsec_nanos() > 0);
            wait.as_secs().saturating_add(started).max(1)
        });
        let needed = matches!(
            self.code.status(),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        );
        asked.or(needed.then_some(1))
    }

    /// Returns the whole response.
    pub fn to_response(&self) -> Response {
        let mut response = Response::builder()
            .status(self.code.status())
            .content_type(PROBLEM_JSON)
            .header(header::CACHE_CONTROL, "no-store")
            .body(self.to_json().to_string());
        let headers = response.headers_mut();
        if self.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        response.set_data(self.code);
        response.set_data(self.clone());
        response
    }
}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.code.status()
    }

    fn as_response(&self) -> Response {
        self.to_response()
    }
}

#[cfg(test)]
mod tests {
    use std::{net::Ipv4Addr, time::Duration};

    use super::*;
    use crate::{clock::Clock, http::request::RequestContext, locale::Language};

    #[tokio::test]
    async fn a_problem_is_answered_as_rfc_9457_requires() {
        let context = RequestContext {
            id: Clock::system().id(),
            address: Ipv4Addr::LOCALHOST.into(),
            language: Language::En,
        };
        let problem = Problem::field("author.email", "required", "Please give an address.");
        let response = context.scope(async { problem.to_response() }).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.content_type(), Some(PROBLEM_JSON));
        let body: Value = response.into_body().into_json().await.unwrap();
        assert_eq!(
            body,
            json!({
                "type": "/problems#invalid",
                "title": "Some fields are invalid",
                "status": 422,
                "detail": "Please correct: Email.",
                "code": "invalid",
                "request_id": context.id,
                "errors": [{"field": "author.email", "code": "required", "message": "Please give an address."}],
                "errors_total": 1,
            })
        );
    }

    #[test]
    fn retry_after_is_rounded_up_and_never_missing_where_it_is_due() {
        let after = |code, wait: Option<Duration>| {
            let problem = Problem {
                retry_after: wait,
                ..Problem::plain(code)
            };
            let response = problem.to_response();
            response.header("retry-after").map(ToOwned::to_owned)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            after(Code::TooFast, Some(Duration::from_millis(1001))),
            some("2")
        );
        assert_eq!(after(Code::TooFast, Some(Duration::ZERO)), some("1"));
        assert_eq!(after(Code::Unavailable, None), some("1"));
        assert_eq!(after(Code::Conflict, None), None);
    }

    #[test]
    fn a_401_says_how_to_authenticate() {
        let response = Problem::plain(Code::Unauthorized).to_response();
        assert_eq!(response.header("www-authenticate"), Some("Bearer"));
    }

    #[test]
    fn an_exhausted_quota_has_the_registered_type() {
        assert_eq!(Problem::plain(Code::TooFast).type_uri(), QUOTA_EXCEEDED);
        assert_eq!(Problem::plain(Code::Exists).type_uri(), "/problems#exists");
    }

    #[test]
    fn an_operation_documents_its_statuses_and_those_of_all() {
        let statuses: Vec<_> = Refused::<{ NOT_FOUND | INVALID }>::meta()
            .responses
            .iter()
            .filter_map(|response| response.status)
            .collect();
        assert_eq!(statuses, [400, 404, 414, 422, 431, 500, 503]);
    }

    #[test]
    #[should_panic(expected = "not among the statuses")]
    #[cfg(debug_assertions)]
    fn a_status_that_is_not_documented_is_found_by_the_tests() {
        let _ = Refused::<NOT_FOUND>::from(Problem::plain(Code::Conflict));
    }

    #[tokio::test]
    async fn what_went_wrong_inside_stays_inside() {
        let refused: poem::Error =
            Refused::<0>::from(Problem::internal("secret table is missing")).into();
        let text = refused
            .into_response()
            .into_body()
            .into_string()
            .await
            .unwrap();
        assert!(!text.contains("secret"), "{text}");
    }
}
