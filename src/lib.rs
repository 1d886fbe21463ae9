//! Rejoinder: the backend behind a blog's "Leave a Reply" form.
//!
//! This page is the floor plan. Rooms are listed from the cellar up, and a room looks only at
//! rooms listed above it on this page; `tests/it/house.rs` holds that. Inside every room the same
//! file name means the same thing: `mod.rs` is what the room is about, `sql.rs` its statements,
//! `api.rs` its endpoints, and any other file is named for what it does.
//!
//! (The empty lines below keep rustfmt from sorting the rooms by name.)

/// The time, ids and chance, handed in everywhere so that tests can hold them still.
pub mod clock;

/// Files that settings and commands name, read up to a limit.
pub mod input;

/// The installation's secret, and a key of its own for each purpose.
pub mod secret;

/// Texts for readers in the language of their site: one catalog per language, plural rules.
///
/// It stands below `text`, whose faults are messages of the catalogs.
pub mod locale;

/// What people write, made safe to keep: Unicode rules, names, addresses, links.
pub mod text;

/// One SQL text for SQLite and PostgreSQL: open by URL, migrate, `read` and `write`.
pub mod db;

/// Which secrets a database was used with, and what a start with another one means.
pub mod rotation;

/// What all endpoints share on the wire: problems, bodies, the caller's address, cursors, ETags.
pub mod http;

/// How often may one do a thing: the same GCRA in process and in Redis.
pub mod limit;

/// The blogs served: origins and policy.
pub mod site;

/// What has happened, told exactly when it is true: an outbox written in the same transaction,
/// delivered by a worker that retries.
pub mod event;

/// Who is speaking: guests, moderators, passwords, sessions, keys.
pub mod identity;

/// Is a text welcome: form token, checks, memory; every answer is a list of weighted reasons.
pub mod spam;

/// The comments: threads, rendering, states; `comment/submit.rs` tells the story of a post.
pub mod comment;

/// The moderators' way: queue, decisions, log, administration.
pub mod moderation;

/// What is held about one person: export and erasure.
pub mod privacy;

/// Pages for people: set-up, demo, API reference.
pub mod web;

/// Every setting, gathered from the rooms' sections.
pub mod config;

/// The house furnished: every room opened in reading order.
pub mod app;

/// The route table and the accept loop.
pub mod server;

/// The commands of the binary.
pub mod cli;
