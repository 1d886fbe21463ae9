//! The one format of every error response: problem details (RFC 9457).

use std::{fmt, time::Duration};

use poem::http::{HeaderName, HeaderValue, StatusCode};

use crate::{
    closed_set::closed_set,
    http::{FieldError, body::field_errors::FieldErrors},
    locale::{self, Language, Message},
    text::JsonError,
};

/// Declares the closed set of problem codes in one table: variant, stable code, status, title.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal, $status:ident, $title:literal;)+) => {
        closed_set! {
            /// The reason why a request was refused: the value of the `code` member.
            pub enum Code { $($(#[doc = $doc])+ $variant = $word,)+ }
        }

        impl Code {
            /// Returns the HTTP status of the code.
            pub const fn status(self) -> StatusCode { match self { $(Self::$variant => StatusCode::$status,)+ } }

            /// Returns the `title` member: the same for every occurrence.
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title,)+ } }

            /// Returns what the code means and what to do, in one or two sentences, for authors of clients.
            pub const fn meaning(self) -> &'static str { match self { $(Self::$variant => concat!($($doc),+),)+ } }
        }
    };
}

codes! {
    /// The request could not be read: invalid JSON, an impossible parameter, a wrong header. Correct it before sending it again.
    Malformed = "malformed", BAD_REQUEST, "Malformed request";
    /// The `Host` header is missing, doubled, or not a host name of this server.
    WrongHost = "wrong_host", BAD_REQUEST, "Wrong host";
    /// A credential is required, or the one sent is wrong, revoked or expired. Sign in again.
    Unauthorized = "unauthorized", UNAUTHORIZED, "Credential missing or invalid";
    /// The login or the password is incorrect.
    WrongPassword = "wrong_password", UNAUTHORIZED, "Incorrect login or password";
    /// The code is wrong, used or older than 15 minutes, or was tried too often. Request a new one.
    WrongCode = "wrong_code", UNAUTHORIZED, "Wrong code";
    /// The credential is valid, but does not permit this action.
    Forbidden = "forbidden", FORBIDDEN, "Not allowed";
    /// The thread accepts no new comments.
    ThreadClosed = "thread_closed", FORBIDDEN, "The thread is closed";
    /// The site accepts comments from signed-in commenters only.
    IdentityRequired = "identity_required", FORBIDDEN, "Sign in to comment";
    /// Comments from this sender are currently not accepted.
    Banned = "banned", FORBIDDEN, "Not allowed to comment";
    /// The time for changes is over; the comment can no longer be edited.
    EditWindowOver = "edit_window_over", FORBIDDEN, "The time for changes is over";
    /// There is nothing here, or nothing that the caller may see.
    NotFound = "not_found", NOT_FOUND, "Not found";
    /// The path does not support the method; `Allow` lists the supported ones.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "Method not allowed";
    /// None of the formats in `Accept` can be served here.
    NotAcceptable = "not_acceptable", NOT_ACCEPTABLE, "Not acceptable";
    /// The request was not received in time.
    Timeout = "timeout", REQUEST_TIMEOUT, "The request took too long";
    /// It was changed by another request in the meantime. Read it again and decide again.
    Conflict = "conflict", CONFLICT, "Changed in the meantime";
    /// The same text is already posted. There is no need to send it again.
    Duplicate = "duplicate", CONFLICT, "Already posted";
    /// An object with this name already exists.
    Exists = "exists", CONFLICT, "Already exists";
    /// A request with the same `Idempotency-Key`, or this batch of decisions, is still being processed. Try again in a moment.
    InProgress = "in_progress", CONFLICT, "Still in progress";
    /// The body is larger than the server accepts.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "Too large";
    /// The URL of the request is longer than the server accepts.
    UriTooLong = "uri_too_long", URI_TOO_LONG, "URL too long";
    /// The server does not accept this content type or content encoding.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "Unsupported media type";
    /// One or more fields are wrong; `errors` names them (the first 20 of `errors_total`) and how to correct them.
    Invalid = "invalid", UNPROCESSABLE_ENTITY, "Some fields are invalid";
    /// The `Idempotency-Key` was used before with another body.
    IdempotencyMismatch = "idempotency_mismatch", UNPROCESSABLE_ENTITY, "Key used for another request";
    /// Too many requests of this kind; `Retry-After` says when to try again.
    TooFast = "too_fast", TOO_MANY_REQUESTS, "Too fast";
    /// More comments are sent to this site than can be reviewed, so it accepts none from people who are not signed in. Sign in, or send the comment again after `Retry-After`.
    Flooded = "flooded", TOO_MANY_REQUESTS, "Temporarily closed to guests";
    /// The header section is larger than the server accepts.
    HeadersTooLarge = "headers_too_large", REQUEST_HEADER_FIELDS_TOO_LARGE, "Headers too large";
    /// An internal error occurred. The `request_id` identifies the entry in the server's log.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Internal error";
    /// The server cannot handle the request at the moment; `Retry-After` says when to try again.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Not available at the moment";
    /// The search took more than 5 seconds and was canceled. Narrow it: choose one site, one status, one page or fewer days.
    TooSlow = "too_slow", SERVICE_UNAVAILABLE, "The search took too long";
    /// The database did not confirm in time whether this was stored. Send it again with the same `Idempotency-Key`, or look at what is stored before you send it again.
    OutcomeUnknown = "outcome_unknown", SERVICE_UNAVAILABLE, "Unknown whether this was stored";
}

impl Code {
    /// Returns the title in the language of the response.
    #[must_use]
    pub fn title_in(self, language: Language) -> String {
        Message::new(format!("title-{}", self.as_str())).to_text(language)
    }
}

/// A refusal, from its cause to the response. Logged once, where it is answered.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: Code,
    /// What happened in this case, for people; never internals.
    pub detail: Message,
    /// For [`Code::Invalid`]: the wrong fields.
    pub errors: FieldErrors,
    /// For 429 and 503: the time after which to try again. Sent rounded up to whole seconds.
    pub retry_after: Option<Duration>,
    /// For 429: the names of the quotas that refused.
    pub violated_policies: Vec<&'static str>,
    /// Additional headers of the response (`Allow`, `RateLimit`, …).
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The internal cause, for the log only.
    pub cause: Option<String>,
}

/// What may be missing, each with the entry of the catalogs that says so.
const MISSING_THINGS: [(&str, &str); 9] = [
    ("site", "missing-site"),
    ("moderator", "missing-moderator"),
    ("ban", "missing-ban"),
    ("key", "missing-key"),
    ("batch", "missing-batch"),
    ("thread", "missing-thread"),
    ("comment", "missing-comment"),
    ("note", "missing-note"),
    ("file", "missing-file"),
];

impl Problem {
    pub fn new(code: Code, detail: impl Into<Message>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: FieldErrors::default(),
            retry_after: None,
            violated_policies: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }
    }

    /// Creates a problem with the general text of its code as detail.
    pub fn plain(code: Code) -> Self {
        let detail = Message::new(format!("problem-{}", code.as_str()));
        Self::new(
            code,
            match code {
                Code::TooFast | Code::Flooded => detail.wait(Duration::from_secs(1)),
                _ => detail,
            },
        )
    }

    /// Creates a 422 problem with every wrong field; the caller makes sure that there is at least one.
    pub fn invalid(errors: impl Into<FieldErrors>) -> Self {
        let errors = errors.into();
        Self {
            detail: Self::detail_of(&errors),
            errors,
            ..Self::plain(Code::Invalid)
        }
    }

    /// Returns a detail that names the fields by their labels, if all of them have one.
    fn detail_of(errors: &[FieldError]) -> Message {
        let label = |error: &FieldError| {
            let name = error.field.rsplit('.').next().unwrap_or_default();
            Some(format!("label-{name}")).filter(|key| locale::has_entry(key))
        };
        match errors.iter().map(label).collect::<Option<Vec<_>>>() {
            Some(mut labels) if !labels.is_empty() => {
                labels.dedup();
                Message::new("problem-invalid-fields").list("fields", labels)
            }
            _ => Message::new("problem-invalid"),
        }
    }

    /// Creates a 422 problem for one field.
    pub fn field(
        field: impl Into<String>,
        code: &'static str,
        message: impl Into<Message>,
    ) -> Self {
        Self::invalid(vec![FieldError::new(field, code, message)])
    }

    /// Creates a 404 problem with a catalog text that says what is missing.
    pub fn missing(key: &'static str) -> Self {
        Self::new(Code::NotFound, Message::new(key))
    }

    /// Creates a 404 problem about a thing of [`MISSING_THINGS`].
    pub fn not_found(what: &str) -> Self {
        let mut things = MISSING_THINGS.iter();
        match things.find(|(name, _)| *name == what) {
            Some((_, key)) => Self::missing(key),
            None => Self::plain(Code::NotFound),
        }
    }

    /// Creates a 500 problem; `cause` goes to the log and never to the caller.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string()),
            ..Self::plain(Code::Internal)
        }
    }

    /// Creates a 503 problem with `Retry-After`; `cause` goes to the log and never to the caller.
    pub fn unavailable(retry_after: Duration, cause: impl fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string()),
            retry_after: Some(retry_after),
            ..Self::plain(Code::Unavailable)
        }
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Problem {}

impl From<JsonError> for Problem {
    fn from(error: JsonError) -> Self {
        Self::new(Code::Malformed, error.to_string())
    }
}

impl From<crate::db::Error> for Problem {
    /// Returns 503 for temporary failures, 400 for a text that no database can store, and 500 for internal
    /// errors.
    fn from(error: crate::db::Error) -> Self {
        use crate::db::Error;
        let code = match &error {
            Error::Nul => return Self::new(Code::Malformed, Message::new("field-nul")),
            Error::TooSlow => Code::TooSlow,
            Error::Uncertain => Code::OutcomeUnknown,
            error if error.passes() => Code::Unavailable,
            error => return Self::internal(error),
        };
        Self {
            cause: Some(error.to_string()),
            retry_after: Some(Duration::from_secs(2)),
            ..Self::plain(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_texts_in_every_language() {
        for code in Code::ALL {
            assert_eq!(code.title_in(Language::En), code.title());
            for language in Language::ALL {
                let detail = Problem::plain(code).detail.to_text(language);
                let is_sentence = detail.ends_with(['.', '。']) && !detail.contains('{');
                assert!(is_sentence, "{language:?}: {detail}");
                assert!(!code.title_in(language).is_empty());
            }
        }
    }

    #[test]
    fn a_detail_names_fields_as_people_know_them_or_not_at_all() {
        let of = |fields: &[&str]| {
            let errors = fields
                .iter()
                .map(|field| FieldError::new(*field, "x", "X."));
            let detail = Problem::invalid(errors.collect::<Vec<_>>()).detail;
            (detail.to_text(Language::En), detail.to_text(Language::De))
        };
        let (en, de) = of(&["author.email", "text"]);
        assert_eq!(en, "Please correct: Email, Comment.");
        assert_eq!(de, "Bitte berichtigen Sie: E-Mail-Adresse, Kommentar.");
        assert_eq!(
            of(&["text", "is_admin"]).0,
            "Please correct the marked fields."
        );
    }
}
