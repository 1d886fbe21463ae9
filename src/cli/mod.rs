//! The commands of the binary.

mod access_log;
mod admin;
mod admin_context;
mod backup;
mod check;
mod copy;
mod evaluate;
mod generate;
mod log;
mod moderator_settings;
mod reload;
mod restore;
mod secret_notice;
mod serve;
mod signals;
mod site_commands;
mod site_removal;
mod site_settings;
mod spam;
mod thread_commands;
mod version;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, builder::NonEmptyStringValueParser};

use self::secret_notice::secret_notice;
use crate::{
    clock::Clock,
    comment,
    config::{Flags, Settings, SettingsSource},
    db::{Db, OpenMode},
    search,
    setting::Mistakes,
    site::Sites,
};

/// The backend behind a blog's "Leave a Reply" form.
#[derive(Debug, Parser)]
#[command(version, long_version = version::LONG.as_str(), about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Without a command, the flags of `serve`; `serve` and `check` also accept them before the command.
    #[command(flatten)]
    serve: ServeFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (the default without a command).
    Serve(ServeFlags),
    /// Check the settings and the services that the server needs.
    Check(ServeFlags),
    /// Migrate the database schema to the version of this binary.
    Migrate(DatabaseFlags),
    /// Print the OpenAPI document.
    Openapi,
    /// Manage sites.
    #[command(subcommand)]
    Site(site_commands::SiteCommand),
    /// Manage moderators.
    #[command(subcommand)]
    Moderator(admin::ModeratorCommand),
    /// Manage API keys.
    #[command(subcommand)]
    Key(admin::KeyCommand),
    /// Manage threads.
    #[command(subcommand)]
    Thread(thread_commands::ThreadCommand),
    /// Measure, rebuild and report on the spam filter.
    #[command(subcommand)]
    Spam(spam::SpamCommand),
    /// Write a verified copy of the database to FILE, even while a server is using it.
    Backup(backup::Backup),
    /// Replace the database by a copy; no server may be using it. The replaced files remain available.
    Restore(restore::RestoreFlags),
    /// Print the completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page, or write one for each command.
    Man {
        /// The folder for the pages of all commands; without it, rejoinder(1) is printed.
        folder: Option<PathBuf>,
    },
    /// Copy all data of a database into an empty one, also between SQLite and PostgreSQL.
    Copy(copy::CopyFlags),
}

/// The flags of `serve` and `check`.
#[derive(Clone, Debug, Default, Args)]
struct ServeFlags {
    #[command(flatten)]
    database: DatabaseFlags,
    /// Host and port to listen on, or `unix:PATH`.
    #[arg(long, value_name = "ADDR", value_parser = NonEmptyStringValueParser::new())]
    listen: Option<String>,
    /// The public base URL, for example <https://comments.example.org>.
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    public_url: Option<String>,
    /// `redis://…`, `rediss://…`, `redis-cluster://…` or `redis-sentinel://…/MASTER`.
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    redis: Option<String>,
    /// Development mode: allow weak settings, serve /demo and /docs.
    #[arg(long)]
    dev: bool,
    /// Accept a secret that differs from the last one used with the database. Use once, after changing
    /// the secret on purpose.
    #[arg(long)]
    accept_new_secret: bool,
}

/// The flags of every command, before or after its name.
#[derive(Clone, Debug, Default, Args)]
struct DatabaseFlags {
    /// The settings file; default: /etc/rejoinder/rejoinder.toml if it exists.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…`.
    #[arg(long, value_name = "URL", global = true, value_parser = NonEmptyStringValueParser::new())]
    database: Option<String>,
}

impl ServeFlags {
    /// Merges two sets of flags: those of `self`, and where a flag is not set, that of `front`.
    fn or(self, front: Self) -> Self {
        Self {
            // clap merges the global flags before and after the command itself.
            database: self.database,
            listen: self.listen.or(front.listen),
            public_url: self.public_url.or(front.public_url),
            redis: self.redis.or(front.redis),
            dev: self.dev || front.dev,
            accept_new_secret: self.accept_new_secret || front.accept_new_secret,
        }
    }

    /// Refuses these flags before a command that does not use them.
    fn refuse(&self) -> Result<(), CommandFailure> {
        let given = [
            ("--listen", self.listen.is_some()),
            ("--public-url", self.public_url.is_some()),
            ("--redis", self.redis.is_some()),
            ("--dev", self.dev),
            ("--accept-new-secret", self.accept_new_secret),
        ];
        match given.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((flag, _)) => Err(CommandFailure::Usage(format!(
                "{flag} belongs to `serve` and `check`; omit it here"
            ))),
        }
    }
}

/// The default settings file of an installation.
const SYSTEM_CONFIG: &str = "/etc/rejoinder/rejoinder.toml";

/// Why a command failed.
enum CommandFailure {
    /// Incorrect usage or settings: exit code 2.
    Usage(String),
    /// The command could not be completed: exit code 1.
    Failed(String),
}

impl From<Mistakes> for CommandFailure {
    fn from(mistakes: Mistakes) -> Self {
        Self::Usage(mistakes.to_string())
    }
}

fn failed(error: impl std::fmt::Display) -> CommandFailure {
    CommandFailure::Failed(error.to_string())
}

/// Runs the command given by the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // One TLS provider for Redis and all other clients; a second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return report(&failed(error)),
    };
    let result = runtime.block_on(async {
        let result = Box::pin(command(cli)).await;
        crate::db::close_all().await;
        result
    });
    // A blocking thread that is still hashing a password must not delay the exit.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    log::flush();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

fn report(failure: &CommandFailure) -> ExitCode {
    let (text, code) = match failure {
        CommandFailure::Usage(text) => (text, 2),
        CommandFailure::Failed(text) => (text, 1),
    };
    log::write_last(format!("rejoinder: {text}\n"));
    ExitCode::from(code)
}

async fn command(cli: Cli) -> Result<(), CommandFailure> {
    let front = cli.serve;
    let command = match cli.command {
        None => return serve::serve(&front).await,
        Some(Command::Serve(flags)) => return serve::serve(&flags.or(front)).await,
        Some(Command::Check(flags)) => return check::check(&flags.or(front)).await,
        Some(command) => command,
    };
    front.refuse()?;
    match command {
        Command::Serve(flags) => serve::serve(&flags).await,
        Command::Check(flags) => check::check(&flags).await,
        Command::Migrate(flags) => migrate(&flags).await,
        Command::Openapi => {
            print_line(crate::routes::openapi_document().trim_end());
            Ok(())
        }
        Command::Site(command) => site_commands::run(command).await,
        Command::Moderator(command) => admin::moderator(command).await,
        Command::Key(command) => admin::key(command).await,
        Command::Thread(command) => thread_commands::run(command).await,
        Command::Spam(command) => spam::spam(command).await,
        Command::Backup(backup) => backup::run(backup).await,
        Command::Restore(flags) => restore::restore(&flags),
        Command::Completions { shell } => {
            generate::completions(shell);
            Ok(())
        }
        Command::Man { folder } => generate::man(folder.as_deref()),
        Command::Copy(flags) => copy::copy(&flags).await,
    }
}

/// Prints a line to standard output. A closed pipe is not an error.
fn print_line(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints to standard error which database a command uses.
fn name_database(db: &Db) {
    let _ = writeln!(std::io::stderr(), "Database: {}", db.place());
}

fn settings(flags: &ServeFlags) -> Result<Settings, CommandFailure> {
    Ok(settings_with_source(flags)?.0)
}

/// Returns the settings, and their source for reloading.
fn settings_with_source(flags: &ServeFlags) -> Result<(Settings, SettingsSource), CommandFailure> {
    let flags = Flags {
        config: flags.database.config.clone(),
        default_config: Some(PathBuf::from(SYSTEM_CONFIG)),
        dev: flags.dev,
        listen: flags.listen.clone(),
        public_url: flags.public_url.clone(),
        database: flags.database.database.clone(),
        redis: flags.redis.clone(),
        accept_new_secret: flags.accept_new_secret,
        ..Flags::default()
    };
    let environment = environment()?.into_iter();
    Ok(SettingsSource::load(&flags, environment)?)
}

/// Returns the settings of a command that uses only the database: settings required only for serving
/// may be missing.
fn database_settings(flags: &DatabaseFlags) -> Result<Settings, CommandFailure> {
    let flags = Flags {
        config: flags.config.clone(),
        default_config: Some(PathBuf::from(SYSTEM_CONFIG)),
        database: flags.database.clone(),
        database_only: true,
        ..Flags::default()
    };
    Ok(Settings::load(&flags, environment()?.into_iter())?)
}

/// Returns the environment of the process.
fn environment() -> Result<Vec<(String, String)>, CommandFailure> {
    let mut environment = Vec::new();
    for (name, value) in std::env::vars_os() {
        // A name that is not UTF-8 cannot be one of Rejoinder's.
        let Ok(name) = name.into_string() else {
            continue;
        };
        match value.into_string() {
            Ok(value) => environment.push((name, value)),
            Err(_) if name.starts_with("REJOINDER_") => {
                return Err(CommandFailure::Usage(format!(
                    "{name}: must be valid UTF-8"
                )));
            }
            Err(_) => {}
        }
    }
    Ok(environment)
}

/// Opens an existing database with a current schema, and prints which one it is.
async fn open_database(settings: &Settings) -> Result<Db, CommandFailure> {
    let db = Db::open(&settings.database, OpenMode::Existing)
        .await
        .map_err(failed)?;
    db.require_current_schema().await.map_err(failed)?;
    name_database(&db);
    Ok(db)
}

/// Opens the database and the sites in it, for a command that may run while a server is running.
async fn open_sites(flags: &DatabaseFlags) -> Result<(Db, Clock, Sites), CommandFailure> {
    let settings = database_settings(flags)?;
    let clock = Clock::system();
    let db = open_database(&settings).await?;
    let sites = Sites::open(db.clone(), clock.clone()).await;
    Ok((db, clock, sites.map_err(failed)?))
}

async fn migrate(flags: &DatabaseFlags) -> Result<(), CommandFailure> {
    let settings = database_settings(flags)?;
    let db = Db::open(&settings.database, OpenMode::Create)
        .await
        .map_err(failed)?;
    name_database(&db);
    let bar = spinner("migrating");
    let taken = db.migrate(Clock::system().now()).await.map_err(failed)?;
    bar.finish_and_clear();
    if taken.is_empty() {
        print_line("The schema is up to date.");
    }
    for name in taken {
        print_line(&format!("Migrated: {name}"));
    }
    let bar = spinner("re-rendering comments");
    let rendered = comment::rerender(&db, |count| bar.inc(count)).await;
    bar.finish_and_clear();
    let rendered = rendered.map_err(failed)?;
    if rendered > 0 {
        let comments = if rendered == 1 { "comment" } else { "comments" };
        print_line(&format!("Re-rendered: {rendered} {comments}"));
    }
    let bar = spinner("reading the words of comments for the search");
    let read = search::fill(&db, |count| bar.inc(count)).await;
    bar.finish_and_clear();
    let read = read.map_err(failed)?;
    if read > 0 {
        let comments = if read == 1 { "comment" } else { "comments" };
        print_line(&format!("Added to the search: {read} {comments}"));
    }
    Ok(())
}

/// Creates a spinner, which is shown only on a terminal.
fn spinner(message: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}
