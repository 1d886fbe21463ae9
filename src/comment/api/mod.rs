//! The API of readers and commenters.

mod caller;
pub(crate) mod counting;
mod endpoints;
mod example;
mod form;
mod listing;
pub(crate) mod own_comments;
mod page_key;
mod proof_of_work;
mod recent;
mod refusal;
mod refused_form;
pub(crate) mod reply_form;
mod sender;
mod service;
mod submission;
mod submit;
mod warning;
pub mod wire;

pub use self::{recent::AnswerRecent, service::CommentsApi};
