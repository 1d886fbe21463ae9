//! Request bodies: read as a whole, with an accepted content type, and strictly.

pub(crate) mod charset;
pub(crate) mod field_errors;
pub mod fields;
pub mod form;
pub(crate) mod form_text;
pub mod schema;
use std::{io, ops::Deref};

use bytes::Bytes;
use poem::{Request, RequestBody, error::ReadBodyError, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, Registry},
    types::{ParseFromJSON, Type},
};

use self::fields::Source;
use super::response::problem::{Code, Problem};
use crate::text::parse_json;

/// The media type of JSON bodies.
pub const JSON: &str = "application/json";
/// The media type of plain forms.
pub const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of forms made for file uploads; files themselves are ignored.
pub const MULTIPART: &str = "multipart/form-data";

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
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(fault) = error.downcast_ref::<Self>() {
                return Some(*fault);
            }
            // `io::Error::source` returns the source of the wrapped error, not the wrapped error itself.
            let wrapped = error
                .downcast_ref::<io::Error>()
                .and_then(io::Error::get_ref);
            next = match wrapped {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        None
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
        ReadBodyError::Io(io) => BodyFault::inside(io).map_or_else(
            || {
                Problem::new(
                    Code::Malformed,
                    "The body is incomplete or its framing is invalid.",
                )
            },
            Problem::from,
        ),
    }
}

/// Reads the whole body. The middleware enforces the size limit.
pub async fn read(body: &mut RequestBody) -> Result<Bytes, Problem> {
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
    let refuse = |what: String| {
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
            "The body must not be compressed or otherwise encoded.".to_owned(),
        ));
    }
    let mut lines = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(refuse("Exactly one `Content-Type` is required.".to_owned()));
    };
    let whole = line
        .to_str()
        .map_err(|_| refuse("The `Content-Type` cannot be read.".to_owned()))?;
    let mut parts = whole.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !taken.contains(&essence.as_str()) {
        return Err(refuse(
            "This content type is not supported here.".to_owned(),
        ));
    }
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let utf8 = value.trim_matches('"').eq_ignore_ascii_case("utf-8");
        // Forms are decoded from any encoding of their page.
        if essence == JSON && name.eq_ignore_ascii_case("charset") && !utf8 {
            return Err(refuse("The only supported charset is UTF-8.".to_owned()));
        }
    }
    Ok(ContentType { essence, whole })
}

/// A JSON body of type `T`: `application/json` only, parsed strictly; the 422 problem names every wrong
/// field.
#[derive(Clone, Debug)]
pub struct StrictJson<T>(pub T);

impl<T> Deref for StrictJson<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'a, T: ParseFromJSON + 'static> ApiExtractor<'a> for StrictJson<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: JSON,
                schema: T::schema_ref(),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        content_type(request, &[JSON])?;
        let value = parse_json(&read(body).await?).map_err(Problem::from)?;
        Ok(Self(schema::read(value)?))
    }
}

/// A body that is either JSON (documented as `J`) or a form (documented as `F`), read by the same reader:
/// [`Source::fields`].
#[derive(Debug)]
pub struct JsonOrForm<J, F> {
    pub source: Source,
    /// The body as received, for fingerprints.
    pub bytes: Bytes,
    documented: std::marker::PhantomData<fn() -> (J, F)>,
}

impl<'a, J: Type, F: Type> ApiExtractor<'a> for JsonOrForm<J, F> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        J::register(registry);
        F::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let media = |content_type, schema| MetaMediaType {
            content_type,
            schema,
        };
        Some(MetaRequest {
            description: None,
            content: vec![
                media(JSON, J::schema_ref()),
                media(FORM, F::schema_ref()),
                media(MULTIPART, F::schema_ref()),
            ],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let content_type = content_type(request, &[JSON, FORM, MULTIPART])?;
        let bytes = read(body).await?;
        let source = match content_type.essence.as_str() {
            JSON => Source::json(parse_json(&bytes).map_err(Problem::from)?)?,
            FORM => {
                let charset = form::parameter(content_type.whole, "charset");
                Source::form(form::urlencoded(&bytes, charset.as_deref())?)
            }
            _ => {
                let form = form::multipart(content_type.whole, bytes.clone()).await?;
                Source::form(form.pairs).with_files(form.files)
            }
        };
        Ok(Self {
            source,
            bytes,
            documented: std::marker::PhantomData,
        })
    }
}
