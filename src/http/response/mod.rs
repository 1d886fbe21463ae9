//! Responses: problem details, cached bytes, entity tags, compression, cursors of lists.

pub mod cached;
pub mod compression;
pub mod cursor;
pub mod etag;
pub mod openapi;
pub mod problem;
pub mod refused;
pub mod time;
