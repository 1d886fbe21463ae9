//! What all endpoints share on the wire.

pub mod address;
pub mod body;
pub mod cursor;
pub mod encode;
pub mod etag;
pub mod fields;
pub mod form;
pub mod json;
pub mod problem;
pub mod ready;
pub mod refused;
pub mod request;
pub mod settings;
pub mod shape;

pub use body::{JsonOrForm, StrictJson};
pub use cursor::{CursorReader, CursorWriter};
pub use etag::ETag;
pub use fields::{Fields, Source, Wire};
pub use problem::{Code, FieldError, Problem};
pub use ready::{Made, Ready};
pub use refused::Refused;
pub use request::{RequestContext, request_id};
pub use settings::{HttpSettings, ServeSettings};

#[cfg(test)]
pub(crate) mod tests;
