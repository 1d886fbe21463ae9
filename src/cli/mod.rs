//! The commands of the binary.

mod admin;
mod backup;
mod check;
mod evaluate;
mod log;
mod serve;
mod spam;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    clock::Clock,
    config::{Flags, Mistakes, Settings},
    db::Db,
    site::Sites,
};

/// The backend behind a blog's "Leave a Reply" form.
#[derive(Debug, Parser)]
// Flags before a command would be those of `serve` without one, and mean nothing.
#[command(
    version,
    about,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve (also without a command).
    Serve(ServeFlags),
    /// Look at settings, database and Redis, and say what works and what does not.
    Check(ServeFlags),
    /// Bring the database's schema to what this binary needs.
    Migrate(DatabaseFlags),
    /// Print the OpenAPI document.
    Openapi,
    /// The blogs served.
    #[command(subcommand)]
    Site(admin::Site),
    /// The people who moderate.
    #[command(subcommand)]
    Moderator(admin::Moderator),
    /// Their API keys.
    #[command(subcommand)]
    Key(admin::Key),
    /// The filter that learns.
    #[command(subcommand)]
    Spam(spam::Spam),
    /// Write a consistent copy of the database to FILE, also while it is being served.
    Backup {
        /// Where to; must not exist yet.
        file: PathBuf,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
}

#[derive(Clone, Debug, Default, Args)]
struct ServeFlags {
    #[command(flatten)]
    database: DatabaseFlags,
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Where browsers reach it, for example <https://comments.example.org>.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// `redis://…`, `rediss://…`, `redis-cluster://…` or `redis-sentinel://…/MASTER`.
    #[arg(long, value_name = "URL")]
    redis: Option<String>,
    /// Allow weak settings, serve /demo and /docs: for trying things out.
    #[arg(long)]
    dev: bool,
}

#[derive(Clone, Debug, Default, Args)]
struct DatabaseFlags {
    /// The settings file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…`.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Why a command ended badly.
enum Failure {
    /// Wrong use or settings: exit code 2.
    Usage(String),
    /// It could not be done: exit code 1.
    Failed(String),
}

impl From<Mistakes> for Failure {
    fn from(mistakes: Mistakes) -> Self {
        Self::Usage(mistakes.to_string())
    }
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Failed(error.to_string())
}

/// Runs the command of the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // One TLS provider for Redis and whoever else asks; a second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return report(&failed(error)),
    };
    let result = runtime.block_on(command(cli));
    // A blocking thread that still hashes a password must not hold the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    log::flush();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

fn report(failure: &Failure) -> ExitCode {
    let (text, code) = match failure {
        Failure::Usage(text) => (text, 2),
        Failure::Failed(text) => (text, 1),
    };
    let _ = writeln!(std::io::stderr(), "rejoinder: {text}");
    ExitCode::from(code)
}

async fn command(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        None => serve::serve(&cli.serve).await,
        Some(Command::Serve(flags)) => serve::serve(&flags).await,
        Some(Command::Check(flags)) => check::check(&flags).await,
        Some(Command::Migrate(flags)) => migrate(&flags).await,
        Some(Command::Openapi) => {
            say(crate::server::openapi_document().trim_end());
            Ok(())
        }
        Some(Command::Site(command)) => admin::site(command).await,
        Some(Command::Moderator(command)) => admin::moderator(command).await,
        Some(Command::Key(command)) => admin::key(command).await,
        Some(Command::Spam(command)) => spam::spam(command).await,
        Some(Command::Backup { file, flags }) => backup::backup(&file, &flags).await,
    }
}

/// A line for people on standard output; a closed pipe is theirs to close.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn settings(flags: &ServeFlags) -> Result<Settings, Failure> {
    let flags = Flags {
        config: flags.database.config.clone(),
        dev: flags.dev,
        listen: flags.listen.clone(),
        public_url: flags.public_url.clone(),
        database: flags.database.database.clone(),
        redis: flags.redis.clone(),
    };
    Ok(Settings::load(&flags, environment())?)
}

/// The settings of a command that needs the database alone: what only serving needs may be missing.
fn database_settings(flags: &DatabaseFlags) -> Result<Settings, Failure> {
    settings(&ServeFlags {
        database: flags.clone(),
        dev: true,
        ..ServeFlags::default()
    })
}

/// What the process was given; names or values that are not UTF-8 cannot be ours.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Opens the database and brings its schema up to date.
async fn open_database(settings: &Settings, clock: &Clock) -> Result<Db, Failure> {
    let db = Db::open(&settings.database).await.map_err(failed)?;
    db.migrate(clock.now()).await.map_err(failed)?;
    Ok(db)
}

/// The database and the blogs in it, for a command beside a serving process.
async fn open_sites(flags: &DatabaseFlags) -> Result<(Db, Clock, Sites), Failure> {
    let settings = database_settings(flags)?;
    let clock = Clock::system();
    let db = open_database(&settings, &clock).await?;
    let sites = Sites::open(db.clone(), clock.clone()).await;
    Ok((db, clock, sites.map_err(failed)?))
}

async fn migrate(flags: &DatabaseFlags) -> Result<(), Failure> {
    let settings = database_settings(flags)?;
    let db = Db::open(&settings.database).await.map_err(failed)?;
    let bar = spinner("migrating");
    let taken = db.migrate(Clock::system().now()).await.map_err(failed)?;
    bar.finish_and_clear();
    if taken.is_empty() {
        say("The schema is up to date.");
    }
    for name in taken {
        say(&format!("Migrated: {name}"));
    }
    Ok(())
}

/// Shown on a terminal alone.
fn spinner(message: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}
