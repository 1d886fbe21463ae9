//! HTTP building blocks that all endpoints share.

pub mod address;
pub mod allowed;
pub mod any;
pub mod body;
mod caller;
mod charset;
mod connection;
pub mod cors;
pub mod cursor;
mod document;
pub mod door;
pub mod encode;
pub mod etag;
mod field_errors;
pub mod fields;
pub mod form;
mod form_page;
mod form_text;
mod framing;
mod global;
mod head_budget;
pub mod hosts;
mod intake;
pub mod json;
mod listen;
mod operator_log;
pub mod outgoing;
mod parser_refusal;
pub mod problem;
pub mod ready;
pub mod refused;
pub mod request;
pub mod serve;
pub mod settings;
pub mod shape;
mod time;
mod watched;

pub use allowed::Allowed;
pub use body::{JsonOrForm, StrictJson};
pub use connection::ServerStopping;
pub use cors::Origins;
pub use cursor::{CursorReader, CursorWriter, PAGE_BYTES};
pub use document::complete_document;
pub use door::{ACCESS_LOG, DoorPlan, PAGE_POLICY, door};
pub use etag::ETag;
pub use field_errors::{FieldErrors, NAMED_MAX};
pub use fields::{Fields, Source, Wire};
pub use form_page::{ProblemPages, ReaderText, is_form, is_json};
pub use hosts::is_health_path;
pub use listen::{ListenAddress, Listener, SocketMode, listen};
pub use outgoing::{Outgoing, OutgoingSettings};
pub use problem::{Code, FieldError, FieldWarning, Problem, ShownFieldError, shortened};
pub use ready::{Cached, CachedBody};
pub use refused::{
    BAD_REQUEST, BODY, CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, Refused, TOO_FAST, UNAUTHORIZED,
};
pub use request::{RequestContext, language, request_id};
pub use serve::serve;
pub use settings::{HttpSettings, ServeSettings};
pub use time::Time;

#[cfg(test)]
pub(crate) mod tests;
