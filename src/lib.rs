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

/// Closed sets: enums with a stable word for each variant, in texts, JSON, the database and the API.
pub mod closed_set;

/// Files named by settings and commands, read up to a size limit.
pub mod input;

/// The secret of the installation, and a derived key for each purpose.
pub mod secret;

/// Opaque bearer tokens: generated, compared and stored as hashes.
pub mod token;

/// Texts for readers in the language of the site: one catalog per language, plural rules.
///
/// Below `text`, whose errors are messages of the catalogs.
pub mod locale;

/// Validation and normalization of user input: Unicode rules, names, email addresses, URLs, links.
pub mod text;

/// The Markdown of comments, rendered as HTML that is safe to insert into any page.
pub mod render;

/// Files of SQLite databases: locks between processes, markers, logs, files of other programs.
pub mod sqlite_file;

/// One SQL text for SQLite and PostgreSQL: opening by URL, migrations, `read` and `write`.
pub mod db;

/// Whole databases: backups, verification, restoration, copies between databases.
pub mod backup;

/// Which secrets a database was used with, and what a start with another secret means.
pub mod rotation;

/// The one client for outgoing requests: timeouts, size limits, no forbidden IP addresses.
///
/// Below `http`, whose settings include those of the client.
pub mod client;

/// What all endpoints share in HTTP: middleware, request bodies, responses and problem details.
pub mod http;

/// The template environment of all HTML pages, and their base template.
pub mod html;

/// The accept loop: sockets, connection limits and deadlines, request framing, graceful shutdown.
pub mod server;

/// Rate limits: the same algorithm (GCRA) in process and in Redis.
pub mod limit;

/// The blogs served: origins and policies.
pub mod site;

/// Mails: messages, templates and SMTP.
///
/// Below `outbox`, whose worker sends them.
pub mod mail;

/// The transactional outbox: rows written in the transaction that causes them, delivered by a worker
/// that retries.
pub mod outbox;

/// Moderators: accounts, passwords, sessions, API keys, permissions, the first owner.
pub mod moderator;

/// Clients of OAuth 2.0 and OpenID Connect; every provider is a row of a table.
pub mod provider;

/// People who sign in to comment: identities, sessions, email sign-in, profiles.
pub mod commenter;

/// The learning filter as pure code: normalization, features, model, explanations, evaluation.
pub mod classifier;

/// Flood detection, form tokens and proof of work.
pub mod flood;

/// Judging a submission: checks with weighted reasons, external checks, training from decisions.
pub mod spam;

/// Comments: threads, states, reading; `comment/submit.rs` is the story of a submission.
pub mod comment;

/// Moderation: queue, decisions, log, administration.
pub mod moderation;

/// The data stored about one person: export and erasure.
pub mod privacy;

/// Whole HTML pages: set-up, account, demo, API reference, problems.
pub mod pages;

/// All settings, merged from the sections of the modules.
pub mod config;

/// Opens all modules in dependency order and connects them.
pub mod app;

/// The route table and the middleware, on one page.
pub mod routes;

/// The commands of the binary.
pub mod cli;
