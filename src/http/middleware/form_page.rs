//! Pages instead of problem details, where a browser would show the response to a reader.
//!
//! A form without a script is answered in the reader's window, and the reader's text is stored nowhere
//! else. So its body is read before any check can refuse it, up to three times the limit of a form, and
//! every refusal, from the first check to an internal error, becomes a page that contains the text.

use std::sync::Arc;

use bytes::Bytes;
use poem::{
    Request, Response,
    http::{HeaderValue, Method, header},
};

use super::request_memory::Intake;
use crate::{
    http::{
        PAGE_POLICY,
        body::{BodyFault, FORM, JSON, MULTIPART, essence, form_text},
        request::{client, content_length},
        response::{
            problem::{Code, Problem},
            refused::PROBLEM_JSON,
        },
    },
    locale::Language,
};

/// The size limits of a form, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormLimit {
    /// Larger forms are refused.
    pub(crate) taken: u64,
    /// Larger forms are not read, so the page of the refusal lacks their text.
    pub(crate) read: u64,
}

/// The text of a refused comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReaderText {
    /// The form contained no text, or it cannot be found.
    None,
    /// The whole text.
    Whole(String),
    /// The text was not read, because the form is far too large.
    TooLarge,
}

/// Renders the pages; implemented by the module that renders all pages.
pub(crate) trait ProblemPages: Send + Sync {
    /// Returns whether a browser shows the response to this request in its window.
    fn is_for_reader(&self, request: &Request) -> bool;

    /// Returns the name of the site that the request is about.
    fn site_name(&self, request: &Request) -> Option<String>;

    /// Returns the whole page.
    fn page(&self, refusal: &ReaderRefusal<'_>) -> String;
}

/// A refused request, as its page is rendered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReaderRefusal<'r> {
    pub(crate) problem: &'r Problem,
    pub(crate) text: &'r ReaderText,
    pub(crate) language: Language,
    pub(crate) site_name: Option<&'r str>,
}

/// A request whose refusal is shown to a reader, with the part of its body that was read.
pub(crate) struct ReaderRequest<'p> {
    pages: &'p dyn ProblemPages,
    content_type: String,
    body: Bytes,
    is_cut: bool,
    language: Language,
    site_name: Option<String>,
}

/// The renderer of the pages, and the memory limits for reading forms.
pub(crate) struct ReaderPages {
    pages: Arc<dyn ProblemPages>,
    intake: Intake,
}

impl ReaderPages {
    pub(crate) fn new(pages: Arc<dyn ProblemPages>, intake: Intake) -> Self {
        Self { pages, intake }
    }

    /// Prepares for a refusal, if a reader would see it.
    pub(crate) fn of(&self, request: &Request, language: Language) -> Option<ReaderRequest<'_>> {
        self.pages.is_for_reader(request).then(|| ReaderRequest {
            pages: &*self.pages,
            content_type: request.content_type().unwrap_or_default().to_owned(),
            body: Bytes::new(),
            is_cut: false,
            language,
            site_name: self.pages.site_name(request),
        })
    }

    /// Reads the body of a form, so that its text can be returned to the author. Afterwards the request has
    /// the body again. Returns a problem if the body is larger than the limit or was not received.
    pub(crate) async fn read(
        &self,
        reader: &mut ReaderRequest<'_>,
        request: &mut Request,
        limit: FormLimit,
    ) -> Result<(), Problem> {
        if request.method() != Method::POST {
            return Ok(());
        }
        let FormLimit {
            taken: most,
            read: readable,
        } = limit;
        let declared = content_length(request);
        if declared.is_some_and(|length| length > readable) {
            reader.is_cut = true;
            return Err(BodyFault::TooLarge.into());
        }
        let pieces = request.take_body().into_bytes_stream();
        let client = client(request);
        match self.intake.read(client, pieces, readable, declared).await {
            Ok(body) => reader.body = body,
            Err(error) => {
                reader.is_cut = BodyFault::inside(&error) == Some(BodyFault::TooLarge);
                return Err(broken_off(&error));
            }
        }
        if reader.body.len() as u64 > most {
            return Err(BodyFault::TooLarge.into());
        }
        request.set_body(reader.body.clone());
        Ok(())
    }
}

fn broken_off(error: &std::io::Error) -> Problem {
    BodyFault::inside(error).map_or_else(|| Problem::plain(Code::Malformed), Problem::from)
}

impl ReaderRequest<'_> {
    /// Returns the response as the reader gets it: problem details become a page, everything else is
    /// unchanged.
    pub(crate) fn answer(&self, mut response: Response) -> Response {
        let is_problem = response.content_type() == Some(PROBLEM_JSON);
        let Some(problem) = response.data::<Problem>().filter(|_| is_problem).cloned() else {
            return response;
        };
        // A flood is answered briefly: a page with the text would cost more than sending the request.
        let text = match problem.code {
            Code::TooFast | Code::Flooded => ReaderText::None,
            _ => self.text(),
        };
        let page = self.pages.page(&ReaderRefusal {
            problem: &problem,
            text: &text,
            language: self.language,
            site_name: self.site_name.as_deref(),
        });
        response.set_body(page);
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_ENCODING);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, html);
        let policy = HeaderValue::from_static(PAGE_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        response
    }

    fn text(&self) -> ReaderText {
        if self.is_cut {
            return ReaderText::TooLarge;
        }
        let text = form_text::reader_text(&self.content_type, &self.body);
        text.map_or(ReaderText::None, ReaderText::Whole)
    }
}

/// Returns whether a request has one of the accepted content types of forms.
#[must_use]
pub(crate) fn is_form(request: &Request) -> bool {
    let essence = essence(request.content_type().unwrap_or_default());
    [FORM, MULTIPART]
        .iter()
        .any(|kind| essence.eq_ignore_ascii_case(kind))
}

/// Returns whether a request has a JSON content type, which no browser form sends.
#[must_use]
pub(crate) fn is_json(request: &Request) -> bool {
    let essence = essence(request.content_type().unwrap_or_default()).to_ascii_lowercase();
    essence == JSON || (essence.starts_with("application/") && essence.ends_with("+json"))
}
