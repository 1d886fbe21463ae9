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
        field_errors::{FieldErrors, NAMED_MAX},
        fields::{Fields, Source, Wire},
    },
    listen_address::{ListenAddress, SocketMode},
    middleware::{
        allowed_methods::Allowed,
        cors::Origins,
        form_page::{ProblemPages, ReaderText, is_form, is_json},
        hosts::is_health_path,
        outermost::{DoorPlan, PAGE_POLICY, door},
        route_table::{RouteTable, on_get, on_post},
    },
    request::{RequestContext, language, request_id},
    response::{
        cached::{Cached, CachedBody},
        cursor::{CursorReader, CursorWriter, PAGE_BYTES},
        etag::ETag,
        openapi::complete_document,
        problem::{Code, FieldError, FieldWarning, Problem, ShownFieldError, shortened},
        refused::{
            BAD_REQUEST, BODY, CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, Refused, TOO_FAST,
            UNAUTHORIZED,
        },
        time::Time,
    },
    settings::{HttpSettings, ServeSettings},
};

/// The base path of the API.
pub const API_BASE: &str = "/api/v1";
