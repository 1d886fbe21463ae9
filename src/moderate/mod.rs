//! `/moderate`: the moderators' pages. They work without a script; `moderate.js` sends the same forms, replaces the
//! rows that they are about, and adds keys.
//!
//! A session is a cookie of these pages alone. Every change is a form of a page of this server, answered with a
//! redirect to the list, whose URL says what was done.

pub(crate) mod address;
pub(crate) mod administration;
pub(crate) mod assets;
mod author_notes;
mod chart;
pub(crate) mod context;
mod context_form;
pub(crate) mod dashboard;
pub(crate) mod decide;
pub(crate) mod edit_form;
pub(crate) mod failure;
mod form;
pub(crate) mod form_url;
pub(crate) mod health;
mod label;
pub(crate) mod log;
pub(crate) mod matching;
pub(crate) mod note_form;
mod notice;
pub(crate) mod queue;
mod reasons;
pub(crate) mod reply;
mod row;
pub(crate) mod session;
mod template;
mod thread;
pub(crate) mod thread_form;
pub(crate) mod undo;

use std::sync::Arc;

use poem::{
    IntoResponse as _, Response,
    http::{StatusCode, header},
};

use self::{administration::AdministrationApis, health::MonitoredServices};
use crate::{
    clock::Clock,
    commenter::{People, api::Cookie},
    limit::Limits,
    moderation::api::{CommentEditsApi, ModerationApi, NotesApi, ThreadsApi},
    moderator::Moderators,
    site::Sites,
    submission::Submissions,
};

/// The services and settings that the moderators' pages use.
#[derive(Clone, Debug)]
pub(crate) struct ModeratorPages {
    /// The public base URL of this server, without a trailing slash.
    pub base_url: String,
    pub sites: Sites,
    pub submissions: Submissions,
    pub limits: Arc<Limits>,
    pub people: People,
    pub moderators: Moderators,
    pub moderation: ModerationApi,
    pub notes: NotesApi,
    pub edits: CommentEditsApi,
    pub threads: ThreadsApi,
    pub cookie: Cookie,
    pub administration: AdministrationApis,
    pub clock: Clock,
    pub monitored: MonitoredServices,
}

fn see_other(to: &str) -> Response {
    StatusCode::SEE_OTHER
        .with_header(header::LOCATION, to)
        .with_header(header::CACHE_CONTROL, "no-store")
        .into_response()
}
