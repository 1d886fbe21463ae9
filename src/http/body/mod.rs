//! Request bodies: read as a whole, with an accepted content type, and strictly.

pub(crate) mod charset;
pub(crate) mod field_errors;
pub(crate) mod findings;
pub(crate) mod form;
pub(crate) mod form_text;
pub(crate) mod reading;
mod schema;

use std::io;

use bytes::Bytes;
use poem::{Request, RequestBody, error::ReadBodyError, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::ParseFromJSON,
};

use self::{findings::Findings, reading::PartialBody};
use super::response::problem::{Code, Problem};
use crate::text::parse_json;

/// The media type of JSON bodies.
pub(crate) const JSON: &str = "application/json";
/// The media type of plain forms.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of forms made for file uploads; files themselves are ignored.
pub(crate) const MULTIPART: &str = "multipart/form-data";

/// Returns the media type of a content type, without its parameters and without a second value after a
/// comma.
#[must_use]
pub(super) fn essence(content_type: &str) -> &str {
    let end = content_type.find([';', ',']);
    content_type[..end.unwrap_or(content_type.len())].trim()
}

/// A violation found while a body was being read. Travels inside an [`io::Error`] through poem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    #[error("the body is larger than the server accepts")]
    TooLarge,
    #[error("the body was not received in time")]
    Slow,
    #[error("too many bodies are being received")]
    Crowded,
}

impl BodyFault {
    /// Finds a fault in the error, no matter how deeply other errors wrap it.
    pub fn inside(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        let fault = error.downcast_ref::<Self>().copied();
        // `io::Error::source` returns the source of the wrapped error, not the wrapped error itself.
        let io = error.downcast_ref::<io::Error>();
        fault.or_else(|| match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Self::inside(wrapped),
            None => Self::inside(error.source()?),
        })
    }
}

impl From<BodyFault> for io::Error {
    fn from(fault: BodyFault) -> Self {
        Self::other(fault)
    }
}

impl From<BodyFault> for Problem {
    fn from(fault: BodyFault) -> Self {
        Self::plain(match fault {
            BodyFault::TooLarge => Code::TooLarge,
            BodyFault::Slow => Code::Timeout,
            BodyFault::Crowded => Code::Unavailable,
        })
    }
}

/// Returns the problem for a body that could not be read.
pub(super) fn unreadable(error: &ReadBodyError) -> Problem {
    match error {
        ReadBodyError::PayloadTooLarge => Problem::plain(Code::TooLarge),
        ReadBodyError::BodyHasBeenTaken => Problem::internal("request body read twice"),
        ReadBodyError::Utf8(_) => Problem::new(Code::Malformed, "The body is not UTF-8."),
        ReadBodyError::Io(io) => match BodyFault::inside(io) {
            Some(fault) => fault.into(),
            None => Problem::new(
                Code::Malformed,
                "The body is incomplete or its framing is invalid.",
            ),
        },
    }
}

/// Reads the whole body. The middleware enforces the size limit.
pub(crate) async fn read(body: &mut RequestBody) -> Result<Bytes, Problem> {
    let body = body.take().map_err(|error| unreadable(&error))?;
    body.into_bytes().await.map_err(|error| unreadable(&error))
}

/// The content type of a request: the media type in lower case, and the whole value with its parameters.
pub(super) struct ContentType<'a> {
    pub essence: String,
    pub whole: &'a str,
}

/// Returns the content type if it is one of `taken`; otherwise, and for any content encoding, a 415
/// problem.
pub(super) fn content_type<'a>(
    request: &'a Request,
    taken: &[&str],
) -> Result<ContentType<'a>, Problem> {
    let refuse = |what: &str| {
        let accepted = taken.join(", ");
        let problem = Problem::new(
            Code::UnsupportedMediaType,
            format!("{what} Send {accepted}."),
        );
        accepted.parse().map_or(problem.clone(), |value| {
            problem.with_header(header::HeaderName::from_static("accept-post"), value)
        })
    };
    let headers = request.headers();
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(refuse(
            "The body must not be compressed or otherwise encoded.",
        ));
    }
    let mut lines = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(refuse("Exactly one `Content-Type` is required."));
    };
    let whole = line
        .to_str()
        .map_err(|_| refuse("The `Content-Type` cannot be read."))?;
    let mut parts = whole.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !taken.contains(&essence.as_str()) {
        return Err(refuse("This content type is not supported here."));
    }
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let utf8 = value.trim_matches('"').eq_ignore_ascii_case("utf-8");
        // Forms are decoded from any encoding of their page.
        if essence == JSON && name.eq_ignore_ascii_case("charset") && !utf8 {
            return Err(refuse("The only supported charset is UTF-8."));
        }
    }
    Ok(ContentType { essence, whole })
}

/// Returns the documentation of a body with these content types.
fn documented<const N: usize>(content: [(&'static str, MetaSchemaRef); N]) -> MetaRequest {
    let content = content.map(|(content_type, schema)| MetaMediaType {
        content_type,
        schema,
    });
    MetaRequest {
        description: None,
        content: content.into(),
        required: true,
    }
}

/// A JSON body of type `T`: `application/json` only, parsed strictly; the 422 problem names every wrong
/// field.
#[derive(Clone, Debug)]
pub(crate) struct StrictJson<T>(pub T);

impl<'a, T: ParseFromJSON + 'static> ApiExtractor<'a> for StrictJson<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(documented([(JSON, T::schema_ref())]))
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        content_type(request, &[JSON])?;
        let value = parse_json(&read(body).await?).map_err(Problem::from)?;
        Ok(Self(reading::read(value)?))
    }
}

/// A body that only plain HTML forms send. What is wrong with it is only reported, as for [`JsonOrForm`].
#[derive(Debug)]
pub(crate) struct PlainForm<F> {
    /// What was readable.
    pub form: F,
    pub findings: Findings,
}

impl<'a, F: PartialBody> ApiExtractor<'a> for PlainForm<F> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        F::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(documented([
            (FORM, F::schema_ref()),
            (MULTIPART, F::schema_ref()),
        ]))
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let content_type = content_type(request, &[FORM, MULTIPART])?;
        let bytes = read(body).await?;
        let (form, findings) = reading::read_form(form::parse(&content_type, &bytes).await?)?;
        Ok(Self { form, findings })
    }
}

/// A body that is either a form (documented as `F`) or the JSON of a form's script (documented as `J`),
/// which is converted to a form. What is wrong is only reported: the handler adds what the parsers of its
/// fields find, and refuses the body with [`Findings::finish`].
#[derive(Debug)]
pub(crate) struct JsonOrForm<J, F> {
    /// What was readable.
    pub form: F,
    pub findings: Findings,
    pub is_form: bool,
    /// The body as received, for fingerprints.
    pub bytes: Bytes,
    documented: std::marker::PhantomData<fn() -> J>,
}

impl<'a, J: PartialBody, F: PartialBody + From<J>> ApiExtractor<'a> for JsonOrForm<J, F> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        J::register(registry);
        F::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(documented([
            (JSON, J::schema_ref()),
            (FORM, F::schema_ref()),
            (MULTIPART, F::schema_ref()),
        ]))
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let content_type = content_type(request, &[JSON, FORM, MULTIPART])?;
        let bytes = read(body).await?;
        let is_form = content_type.essence != JSON;
        let (form, findings) = if is_form {
            reading::read_form(form::parse(&content_type, &bytes).await?)?
        } else {
            let sent = parse_json(&bytes).map_err(Problem::from)?;
            let (sent, findings) = reading::read_form_json::<J>(sent)?;
            (sent.into(), findings)
        };
        Ok(Self {
            form,
            findings,
            is_form,
            bytes,
            documented: std::marker::PhantomData,
        })
    }
}
