//! Every SQL statement of the program, so that tests can prepare and explain each of them.

use crate::db::Sql;

/// The statements of each module, by name.
pub fn statements() -> Vec<(&'static str, &'static [(&'static str, Sql)])> {
    vec![
        ("db::page_keys", crate::db::page_keys::ALL),
        ("db::thread_urls", crate::db::thread_urls::ALL),
        ("site", crate::site::sql::ALL),
        ("site::removal", crate::site::sql::removal::ALL),
        ("privacy", crate::privacy::sql::ALL),
        ("rotation", crate::rotation::sql::ALL),
        ("outbox", crate::outbox::sql::ALL),
        ("moderator", crate::moderator::sql::ALL),
        (
            "moderator::email_change",
            crate::moderator::sql::email_change::ALL,
        ),
        ("moderator::keys", crate::moderator::sql::keys::ALL),
        (
            "moderator::session_link",
            crate::moderator::sql::session_link::ALL,
        ),
        ("flood", crate::flood::sql::ALL),
        ("spam", crate::spam::sql::ALL),
        ("spam::training", crate::spam::training::sql::ALL),
        ("search", crate::search::sql::ALL),
        ("comment", crate::comment::sql::ALL),
        ("commenter", crate::commenter::sql::ALL),
        ("commenter::session", crate::commenter::sql::session::ALL),
        ("commenter::pending", crate::commenter::sql::pending::ALL),
        (
            "commenter::stored_data",
            crate::commenter::sql::stored_data::ALL,
        ),
        ("commenter::network", crate::commenter::sql::network::ALL),
        ("submission", crate::submission::sql::ALL),
        ("comment::person", crate::comment::sql::person::ALL),
        ("comment::reading", crate::comment::sql::reading::ALL),
        ("comment::edits", crate::comment::sql::edits::ALL),
        ("ban", crate::ban::sql::ALL),
        (
            "submission::idempotency",
            crate::submission::sql::idempotency::ALL,
        ),
        ("submission::repeats", crate::submission::sql::repeats::ALL),
        ("comment::sizes", crate::comment::sql::sizes::ALL),
        (
            "comment::queue_limit",
            crate::comment::sql::queue_limit::ALL,
        ),
        ("comment::retention", crate::comment::sql::retention::ALL),
        ("comment::revisions", crate::comment::sql::revisions::ALL),
        ("comment::rerender", crate::comment::sql::rerender::ALL),
        (
            "comment::implicit_feedback",
            crate::comment::sql::implicit_feedback::ALL,
        ),
        ("comment::thread", crate::comment::sql::thread::ALL),
        (
            "comment::thread_change",
            crate::comment::sql::thread_change::ALL,
        ),
        (
            "comment::thread_list",
            crate::comment::sql::thread_list::ALL,
        ),
        (
            "comment::thread_move",
            crate::comment::sql::thread_move::ALL,
        ),
        ("moderation", crate::moderation::sql::ALL),
        ("moderation::log", crate::moderation::sql::log::ALL),
        ("moderation::queue", crate::moderation::sql::queue::ALL),
        ("moderation::search", crate::moderation::sql::search::ALL),
        (
            "moderation::removals",
            crate::moderation::sql::removals::ALL,
        ),
        ("moderation::batches", crate::moderation::sql::batches::ALL),
        ("moderation::context", crate::moderation::sql::context::ALL),
        ("moderation::notes", crate::moderation::sql::notes::ALL),
        (
            "moderation::accounts",
            crate::moderation::sql::accounts::ALL,
        ),
        ("moderation::bans", crate::moderation::sql::bans::ALL),
        ("moderation::threads", crate::moderation::sql::threads::ALL),
        ("statistics", crate::statistics::sql::ALL),
        ("notice", crate::notice::sql::ALL),
        ("administration", crate::administration::sql::ALL),
    ]
}
