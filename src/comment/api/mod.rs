//! The API of readers.

pub(crate) mod counting;
mod endpoints;
pub(crate) mod example;
pub(crate) mod listing;
pub(crate) mod page_key;
pub(crate) mod recent;
mod service;
pub(crate) mod warning;
pub(crate) mod wire;

pub(crate) use self::{endpoints::ReaderTag, recent::AnswerRecent, service::CommentsApi};

/// The default number of comments in a part of a list.
pub(crate) const LIMIT: u8 = 50;
