//! Rejoinder: the backend behind a blog's "Leave a Reply" form.
//!
//! This page is the module map. Modules are listed from the bottom layer up, and a module may use only
//! modules listed above it; `tests/it/architecture.rs` enforces that. In every module the same file name means
//! the same thing: `mod.rs` holds the main types, `sql.rs` the statements, `api.rs` the endpoints, and
//! any other file is named after what it does.
//!
//! (The empty lines below prevent rustfmt from sorting the modules by name.)

#![warn(unreachable_pub)]

/// Time, ids and random bytes, injected everywhere so that tests can control them.
mod clock;

/// Closed sets: enums with a stable word for each variant, in texts, JSON, the database and the API.
mod closed_set;

/// Files named by settings and commands, read up to a size limit.
mod input;

/// The mistakes found in settings, and secrets that are set directly or in a file.
mod setting;

/// The secret of the installation, and a derived key for each purpose.
mod secret;

/// Opaque bearer tokens: generated, compared and stored as hashes.
mod token;

/// IP addresses and networks of clients, in the forms in which they are counted, banned and stored; where to listen.
mod network;

/// Texts for readers in the language of the site: one catalog per language, plural rules.
///
/// Below `text`, whose errors are messages of the catalogs.
mod locale;

/// Validation and normalization of user input: Unicode rules, names, email addresses, URLs, links.
mod text;

/// The Markdown of comments, rendered as HTML that is safe to insert into any page.
mod render;

/// Files of SQLite databases: locks between processes, markers, logs, files of other programs.
mod sqlite_file;

/// One SQL text for SQLite and PostgreSQL: opening by URL, migrations, `read` and `write`.
mod db;

/// Whole databases: backups, verification, restoration, copies between databases.
mod backup;

/// Which secrets a database was used with, and what a start with another secret means.
mod rotation;

/// The one client for outgoing requests: timeouts, size limits, no forbidden IP addresses.
///
/// Below `http`, whose settings include those of the client.
mod client;

/// What all endpoints share in HTTP: middleware, request bodies, responses and problem details.
mod http;

/// The template environment of all HTML pages, and their base template.
mod html;

/// The accept loop: sockets, connection limits and deadlines, request framing, graceful shutdown.
mod server;

/// Rate limits: the same algorithm (GCRA) in process and in Redis.
mod limit;

/// The blogs served: origins and policies.
mod site;

/// Bans: who may not comment on a site, looked up in memory.
mod ban;

/// Mails: messages, templates and SMTP.
///
/// Below `outbox`, whose worker sends them.
mod mail;

/// The transactional outbox: rows written in the transaction that causes them, delivered by a worker
/// that retries.
mod outbox;

/// Moderators: accounts, passwords, sessions, API keys, permissions, the first owner.
mod moderator;

/// Clients of OAuth 2.0 and OpenID Connect; every provider is a row of a table.
mod provider;

/// People who sign in to comment: identities, sessions, email sign-in, profiles.
mod commenter;

/// The learning filter as pure code: normalization, features, model, explanations, evaluation.
mod classifier;

/// Flood detection, form tokens and proof of work.
mod flood;

/// Assessments of comments: weighted reasons, the score and the verdict.
mod assessment;

/// External checks: Akismet, a hook of the owner and captcha services, queried about a comment before it is stored.
///
/// Below `spam`, whose settings include those of external checks.
mod external_check;

/// Judging a submission: checks that find reasons, content fingerprints, training from decisions.
mod spam;

/// The search: an index of the words of comments, the same on both databases.
///
/// Below `comment`, which stores the words in the transaction that changes a comment.
mod search;

/// Comments as they are stored: threads, states and transitions, reading.
mod comment;

/// Submissions: from a form to a stored comment, edits, own comments; `submission/submit.rs` is the story of one.
mod submission;

/// Numbers about a site: what waits, submissions and decisions by day, time in the queue, the accuracy of reasons.
///
/// Below `moderation`, whose queue shows them.
mod statistics;

/// Moderation: queue, decisions and undo, edits, notes, log, bans, threads.
mod moderation;

/// How moderators learn about waiting comments: mails with links that decide by one click, digests, the feed.
mod notice;

/// Administration: sites and their policies, previews of policies, moderators and their keys.
mod administration;

/// The data stored about one person: export and erasure.
mod privacy;

/// HTML pages: threads and the scripts of the embedded element, set-up, account, demo, API reference, problems.
mod pages;

/// The moderators' pages at `/moderate`.
mod moderate;

/// All settings, merged from the sections of the modules.
mod config;

/// Opens all modules in dependency order and connects them.
mod app;

/// The route table and the middleware, on one page.
mod routes;

/// The commands of the binary.
mod cli;

/// Every SQL statement by module, for the tests that prepare and explain each of them.
mod statements;

// What the binary, the tests and the benches of this package use. It is no interface for other crates, so
// the modules are private and the compiler reports what nothing uses.
#[doc(hidden)]
pub use self::{
    app::App,
    assessment::ReasonCode,
    backup::{CopyError, CopyReport, copy as copy_database},
    classifier::{
        Document, Label, Learner, Model,
        evaluate::{HistoryFault, LabeledComment, LabeledHistory},
    },
    cli::run,
    clock::{Clock, Timestamp},
    comment::{ListingKey, PersonChange, RootOrder},
    commenter::{
        CodeChallenge, CodeVerifier, ReturnTarget, SignInFault, SignInOutcome, VerifiedIdentity,
    },
    config::{Flags, PreviousSecretSettings, Settings},
    db::{
        DatabaseSettings, DatabaseUrl, Db, Error as DbError, LIST_BYTES, OpenError, OpenMode,
        ROWS_MAX, Sql,
    },
    flood::{FloodStep, ProofState, TokenState},
    http::CachedBody,
    mail::{CapturedMail, CapturedMails, Mail, MailHealth, template::sign_in as sign_in_mail},
    moderator::{NewModerator, Role},
    outbox::queue as queue_delivery,
    render::{html_max, is_blank, plain, render},
    rotation::development_secret_file,
    routes::{endpoint as app_endpoint, openapi_document},
    secret::{Secret, secret_weakness},
    server::{listen, serve},
    site::{
        FieldRule, Language, ModerationPolicy, NewSite, Policy, WaitingEdits, add as add_site,
        purge_removed as purge_removed_sites, sql::update_policy,
    },
    spam::{
        COMMENT_INTERVAL, ContentFingerprints, DuplicateCounts, Life, LifeReport, Placement,
        Published, Rebuilt, Sample, SimulatedModerators, Spam, SpamDecision, SpamSettings,
        WRITING_TIME, life as simulate_life, rebuild as rebuild_model,
    },
    statements::statements,
    submission::{CommentAuthor, FormSignals, Refusal, Submission},
    text::{Body, DROPPED_PARAMETERS, Email, Name, Origin, Page, skeletons},
    token::Token,
};
