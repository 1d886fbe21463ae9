//! `/moderate`: the moderators' pages. They work without a script; `moderate.js` sends the same forms, replaces the
//! rows that they are about, and adds keys.
//!
//! A session is a cookie of these pages alone. Every change is a form of a page of this server, answered with a
//! redirect to the list, whose URL says what was done.

pub(crate) mod address;
pub(crate) mod assets;
pub(crate) mod context;
pub(crate) mod decide;
mod form;
mod label;
pub(crate) mod matching;
mod notice;
pub(crate) mod queue;
mod reasons;
pub(crate) mod reply;
mod row;
pub(crate) mod session;
mod template;
pub(crate) mod undo;

use poem::{
    IntoResponse as _, Response,
    http::{StatusCode, header},
};

fn see_other(to: &str) -> Response {
    StatusCode::SEE_OTHER
        .with_header(header::LOCATION, to)
        .with_header(header::CACHE_CONTROL, "no-store")
        .into_response()
}
