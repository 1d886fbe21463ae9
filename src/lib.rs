//! Rejoinder: the backend behind a blog's "Leave a Reply" form.
//!
//! This page is the module map. Modules are listed from the bottom layer up, and a module may use only
//! modules listed above it; `tests/it/architecture.rs` enforces that. In every module the same file name means
//! the same thing: `mod.rs` holds the main types, `sql.rs` the statements, `api.rs` the endpoints, and
//! any other file is named after what it does.
//!
//! (The empty lines below prevent rustfmt from sorting the modules by name.)

/// Time, ids and random bytes, injected everywhere so that tests can control them.
pub mod clock;

/// Files named by settings and commands, read up to a size limit.
pub mod input;

/// The secret of the installation, and a derived key for each purpose.
pub mod secret;

/// Texts for readers in the language of the site: one catalog per language, plural rules.
///
/// Below `text`, whose errors are messages of the catalogs.
pub mod locale;

/// Validation and normalization of user input: Unicode rules, names, email addresses, URLs, links.
pub mod text;

/// The Markdown of comments, rendered as HTML that is safe to insert into any page.
pub mod render;

/// One SQL text for SQLite and PostgreSQL: opening by URL, migrations, `read` and `write`.
pub mod db;

/// Which secrets a database was used with, and what a start with another secret means.
pub mod rotation;

/// What all endpoints share in HTTP: problem details, bodies, the client's IP address, cursors, ETags.
pub mod http;

/// Rate limits: the same algorithm (GCRA) in process and in Redis.
pub mod limit;

/// The blogs served: origins and policies.
pub mod site;

/// The transactional outbox: rows written in the transaction that causes them, delivered by a worker
/// that retries.
pub mod event;

/// Authentication: guests, commenters, moderators, passwords, sessions, keys.
pub mod identity;

/// Spam detection: form token, checks, content fingerprints; every check returns a list of weighted
/// reasons.
pub mod spam;

/// Comments: threads, states, reading; `comment/submit.rs` is the story of a submission.
pub mod comment;

/// Moderation: queue, decisions, log, administration.
pub mod moderation;

/// The data stored about one person: export and erasure.
pub mod privacy;

/// HTML pages: set-up, demo, API reference.
pub mod web;

/// All settings, merged from the sections of the modules.
pub mod config;

/// Opens all modules in dependency order and connects them.
pub mod app;

/// The route table and the accept loop.
pub mod server;

/// The commands of the binary.
pub mod cli;
