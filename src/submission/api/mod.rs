//! The API of commenters.

mod endpoints;
mod example;
mod form;
mod own_changes;
pub(crate) mod own_comments;
mod page;
mod preview;
mod proof_of_work;
mod refusal;
pub(crate) mod refused_form;
pub(crate) mod reply_form;
mod sender;
mod service;
mod submission;
mod submit;
pub(crate) mod wire;

pub(crate) use self::{
    endpoints::CommenterTag, sender::Sender, service::SubmissionsApi, submission::parse_text,
};
