//! The endpoints of notices: which mails a moderator gets, and the feed of the queue.

mod feed;
mod others;
mod preferences;

pub(crate) use self::{feed::FeedApi, others::ModeratorNoticesApi, preferences::NoticesApi};
