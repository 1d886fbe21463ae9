//! HTTP building blocks that all endpoints share.

pub mod body;
pub mod listen_address;
pub mod middleware;
pub mod request;
pub mod response;
pub mod settings;

pub use self::{
    body::{
        JsonOrForm, StrictJson,
        field_errors::{FieldError, FieldErrors, NAMED_MAX, ShownFieldError, shortened},
        findings::Findings,
    },
    listen_address::{ListenAddress, SocketMode},
    middleware::{
        form_page::{ProblemPages, ReaderText, is_form, is_json},
        hosts::is_health_path,
        outermost::{ACCESS_LOG, MiddlewarePlan, with_middleware},
        route_table::{RouteTable, on_get, on_post},
    },
    request::{RequestContext, language},
    response::{
        PAGE_POLICY,
        cached::{Cached, CachedBody},
        cursor::{CursorReader, CursorWriter},
        openapi::complete_document,
        problem::{Code, Problem},
        refused::{BODY, CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, Refused, TOO_FAST, UNAUTHORIZED},
        time::Time,
    },
    settings::HttpSettings,
};

/// The base path of the API.
pub const API_BASE: &str = "/api/v1";
