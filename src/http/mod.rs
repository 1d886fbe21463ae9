//! HTTP building blocks that all endpoints share.

pub(crate) mod body;
mod known_word;
pub(crate) mod middleware;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod settings;

pub use self::response::cached::CachedBody;
pub(crate) use self::{
    body::{
        JsonOrForm, PlainForm, StrictJson,
        field_errors::{FieldError, FieldErrors, NAMED_MAX, ShownFieldError, shortened},
        findings::Findings,
    },
    known_word::KnownWord,
    middleware::{
        form_page::{ProblemPages, ReaderRefusal, ReaderText, is_form, is_json},
        hosts::is_health_path,
        outermost::{ACCESS_LOG, MiddlewarePlan, with_middleware},
        route_table::{RouteTable, on_get, on_post},
    },
    request::{RequestContext, language},
    response::{
        PAGE_POLICY,
        cached::{AtomText, Cached, HtmlText},
        coding::{AcceptedCodings, Coding},
        compression::add_vary,
        cursor::{CursorReader, CursorWriter},
        etag::ETag,
        openapi::complete_document,
        problem::{Code, Problem},
        refused::{BODY, CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, Refused, TOO_FAST, UNAUTHORIZED},
        time::Time,
    },
    settings::HttpSettings,
};

/// The base path of the API.
pub(crate) const API_BASE: &str = "/api/v1";
