//! Every SQL statement is valid for the database of this run.

use rejoinder::db::Sql;

use crate::support::world::World;

/// The statements of each module, by name.
pub fn statements() -> Vec<(&'static str, &'static [(&'static str, Sql)])> {
    vec![
        ("db::page_keys", rejoinder::db::page_keys::ALL),
        ("db::thread_urls", rejoinder::db::thread_urls::ALL),
        ("site", rejoinder::site::sql::ALL),
        ("site::removal", rejoinder::site::sql::removal::ALL),
        ("privacy", rejoinder::privacy::sql::ALL),
        ("rotation", rejoinder::rotation::sql::ALL),
        ("outbox", rejoinder::outbox::sql::ALL),
        ("moderator", rejoinder::moderator::sql::ALL),
        (
            "moderator::session_link",
            rejoinder::moderator::sql::session_link::ALL,
        ),
        ("flood", rejoinder::flood::sql::ALL),
        ("spam", rejoinder::spam::sql::ALL),
        ("spam::training", rejoinder::spam::training::sql::ALL),
        ("comment", rejoinder::comment::sql::ALL),
        ("commenter", rejoinder::commenter::sql::ALL),
        (
            "commenter::session",
            rejoinder::commenter::sql::session::ALL,
        ),
        (
            "commenter::pending",
            rejoinder::commenter::sql::pending::ALL,
        ),
        (
            "commenter::stored_data",
            rejoinder::commenter::sql::stored_data::ALL,
        ),
        (
            "commenter::network",
            rejoinder::commenter::sql::network::ALL,
        ),
        ("submission", rejoinder::submission::sql::ALL),
        ("comment::person", rejoinder::comment::sql::person::ALL),
        ("comment::reading", rejoinder::comment::sql::reading::ALL),
        ("comment::edits", rejoinder::comment::sql::edits::ALL),
        ("ban", rejoinder::ban::sql::ALL),
        (
            "submission::idempotency",
            rejoinder::submission::sql::idempotency::ALL,
        ),
        (
            "submission::repeats",
            rejoinder::submission::sql::repeats::ALL,
        ),
        ("comment::sizes", rejoinder::comment::sql::sizes::ALL),
        (
            "comment::queue_limit",
            rejoinder::comment::sql::queue_limit::ALL,
        ),
        (
            "comment::retention",
            rejoinder::comment::sql::retention::ALL,
        ),
        ("comment::rerender", rejoinder::comment::sql::rerender::ALL),
        (
            "comment::implicit_feedback",
            rejoinder::comment::sql::implicit_feedback::ALL,
        ),
        ("comment::thread", rejoinder::comment::sql::thread::ALL),
        ("moderation", rejoinder::moderation::sql::ALL),
        ("moderation::queue", rejoinder::moderation::sql::queue::ALL),
        (
            "moderation::removals",
            rejoinder::moderation::sql::removals::ALL,
        ),
        (
            "moderation::batches",
            rejoinder::moderation::sql::batches::ALL,
        ),
        ("moderation::bans", rejoinder::moderation::sql::bans::ALL),
        (
            "moderation::threads",
            rejoinder::moderation::sql::threads::ALL,
        ),
        (
            "moderation::statistics",
            rejoinder::moderation::sql::statistics::ALL,
        ),
    ]
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let world = World::new().await;
    let mut count = 0;
    for (module, statements) in statements() {
        for (name, sql) in statements {
            world
                .app
                .db
                .prepare(*sql)
                .await
                .unwrap_or_else(|error| panic!("{module}::{name}: {error}"));
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}
