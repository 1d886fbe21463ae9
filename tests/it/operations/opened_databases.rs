//! Which database a command opens: only `serve` and `migrate` create one, other commands report what is
//! missing, and `check` changes nothing.

use std::{collections::BTreeMap, fs, path::Path};

use rejoinder::{Flags, Settings};
use secrecy::ExposeSecret as _;

use crate::support::{
    shell::{CommandOutput, Shell},
    world::on_services,
};

/// Every command that works on a database and must not create one.
const COMMANDS: &[&str] = &[
    "check",
    "site list",
    "site add blog --name Blog --origin https://blog.example",
    "site remove blog",
    "moderator add ann --role owner --password-file -",
    "moderator password ann --password-file -",
    "moderator list",
    "moderator remove ann",
    "key add robot --moderator ann",
    "key list",
    "key revoke 01a20bf6-7d52-7038-8448-ec6438cf70c3",
    "spam rebuild",
    "spam report",
    "spam evaluate --site blog",
    "backup copy.db",
];

const PASSWORD: &str = "otter lamp velvet quarry\n";

/// Runs a command on a SQLite database in the folder of the shell.
fn on(shell: &Shell, command: &str, url: &str) -> CommandOutput {
    shell.run_line(&format!("{command} --database {url}"), PASSWORD)
}

/// Both outputs, because `check` reports on standard output.
fn printed(output: &CommandOutput) -> String {
    format!("{}{}", output.out, output.err)
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("lists") {
        let path = entry.expect("an entry").path();
        let name = path.display().to_string();
        if path.is_dir() {
            found.insert(name, Vec::new());
            found.extend(files(&path));
        } else {
            found.insert(name, fs::read(&path).expect("reads"));
        }
    }
    found
}

#[tokio::test]
async fn a_command_on_a_missing_database_names_it_and_creates_nothing() {
    let shell = Shell::bare().await;
    let folder = shell.database.folder.path();
    for command in COMMANDS {
        for url in ["sqlite:nowhere.db", "sqlite:no/folder/nowhere.db"] {
            let output = on(&shell, command, url).expect_code(1);
            let path = folder.join(url.trim_start_matches("sqlite:"));
            let expected = format!(
                "There is no database at {}; name it with --database or --config",
                path.display()
            );
            assert!(
                printed(&output).contains(&expected),
                "{command}: {}",
                printed(&output)
            );
            assert!(
                !printed(&output).contains("opied"),
                "{command}: {}",
                printed(&output)
            );
        }
    }
    assert_eq!(files(folder), BTreeMap::new());
    // Without `--database` the database is that of the settings.
    if on_services() {
        let output = shell.run(&["site", "list"]).expect_code(1);
        assert!(
            output.err.contains("no tables of Rejoinder"),
            "{}",
            output.err
        );
        let output = shell.run(&[
            "site",
            "list",
            "--database",
            "postgres://rejoinder@127.0.0.1:1/x",
        ]);
        assert!(output.expect_code(1).err.contains("127.0.0.1:1"));
    } else {
        let output = shell.run(&["site", "list"]).expect_code(1);
        assert!(
            output.err.contains("There is no database at /"),
            "{}",
            output.err
        );
    }
    assert_eq!(files(folder), BTreeMap::new());
}

#[tokio::test]
async fn a_path_that_is_not_a_rejoinder_database_is_reported_as_what_it_is() {
    let shell = Shell::bare().await;
    let folder = shell.database.folder.path();
    fs::create_dir(folder.join("folder")).expect("creates");
    fs::write(
        folder.join("letter.db"),
        "Dear reader, this is no database.",
    )
    .expect("writes");
    fs::write(folder.join("empty.db"), "").expect("writes");
    let other = rusqlite::Connection::open(folder.join("places.db")).expect("opens");
    other
        .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE place (id INTEGER)")
        .expect("creates");
    drop(other);
    let before = files(folder);
    for (name, words) in [
        ("folder", "is a folder"),
        ("letter.db", "is not a SQLite database"),
        ("places.db", "another program"),
        ("letter.db/x.db", "cannot open"),
    ] {
        let url = format!("sqlite:{name}");
        for command in COMMANDS.iter().chain(&["serve", "migrate"]) {
            let output = on(&shell, command, &url).expect_code(1);
            assert!(
                printed(&output).contains(words),
                "{command} {name}: {}",
                printed(&output)
            );
        }
    }
    for command in COMMANDS {
        let output = on(&shell, command, "sqlite:empty.db").expect_code(1);
        assert!(
            printed(&output).contains("the file is empty"),
            "{command}: {}",
            printed(&output)
        );
    }
    assert!(files(folder) == before, "{:?}", files(folder).keys());
    // A process may have been killed while it created the file.
    on(&shell, "migrate", "sqlite:empty.db").expect_code(0);
    on(&shell, "site list", "sqlite:empty.db").expect_code(0);
}

#[tokio::test]
async fn every_command_names_its_database_without_the_password() {
    let shell = Shell::new().await;
    for command in ["migrate", "site list", "moderator list", "spam report"] {
        let output = shell.run_line(command, "").expect_code(0);
        let line = output
            .err
            .lines()
            .find(|line| line.starts_with("Database: "));
        assert_eq!(
            line,
            Some(&*format!("Database: {}", shell.database.url)),
            "{command}"
        );
        assert!(
            !output.out.contains("Database"),
            "{command}: {}",
            output.out
        );
    }
    if !on_services() {
        // A relative path is shown in full.
        let output = on(&shell, "site list", "sqlite:test.db").expect_code(0);
        assert!(output.err.contains(&shell.database.url), "{}", output.err);
    }
    let away = "postgres://me:hunter2@127.0.0.1:1/none";
    let output = on(&shell, "site list", away).expect_code(1);
    assert!(
        output.err.contains("postgres://me:***@127.0.0.1:1/none"),
        "{}",
        output.err
    );
    assert_eq!(
        output.err.matches("127.0.0.1:1").count(),
        1,
        "{}",
        output.err
    );
    assert!(!output.err.contains("hunter2"), "{}", output.err);
}

#[tokio::test]
async fn an_outdated_schema_is_changed_by_serve_and_migrate_only() {
    let shell = Shell::new().await;
    let newest = shell
        .database
        .number("SELECT MAX(version) FROM schema_step")
        .await;
    let set = async |to: i64| {
        let change = format!(
            "UPDATE schema_step SET version = {to} WHERE version = (SELECT MAX(version) FROM schema_step)"
        );
        shell.database.execute(&change).await.expect("changes");
    };
    // As if the last migration had not been applied.
    shell
        .database
        .execute(&format!("DELETE FROM schema_step WHERE version = {newest}"))
        .await
        .expect("changes");
    for command in ["site list", "moderator list", "spam rebuild", "key list"] {
        let output = shell.run_line(command, "").expect_code(1);
        assert!(
            output.err.contains("older than version"),
            "{command}: {}",
            output.err
        );
        assert!(
            output.err.contains("rejoinder migrate"),
            "{command}: {}",
            output.err
        );
    }
    let left = shell
        .database
        .number("SELECT MAX(version) FROM schema_step")
        .await;
    assert_eq!(left, newest - 1, "no command applied the migration");
    if !on_services() {
        // A backup to make before the migration is applied.
        shell.run(&["backup", "before.db"]).expect_code(0);
    }
    set(newest + 1).await;
    for command in ["site list", "migrate", "check"] {
        let output = shell.run_line(command, "").expect_code(1);
        assert!(
            printed(&output).contains("newer"),
            "{command}: {}",
            printed(&output)
        );
    }
}

#[tokio::test]
async fn a_wrong_database_url_is_refused_with_the_right_spelling() {
    let shell = Shell::bare().await;
    for (url, spelling) in [
        ("sqlite://data/x.db", "`sqlite:data/x.db`"),
        ("sqlite:///data/x.db", "`sqlite:/data/x.db`"),
        ("sqlite:", "`sqlite:data/rejoinder.db`"),
        ("data/x.db", "`sqlite:data/x.db`"),
        (
            "mysql://me:hunter2@db/x",
            "postgres://user:password@host:5432/name",
        ),
        ("postgres:///x", "the host is missing"),
        ("postgres://me:hunter2@2@db/x", "`@` as %40"),
        ("postgres://me:hunter2/2@db/x", "`/` as %2F"),
    ] {
        for command in ["site list", "check", "serve", "migrate", "backup copy.db"] {
            let output = on(&shell, command, url).expect_code(2);
            assert!(
                output.err.contains(spelling),
                "{command} {url}: {}",
                output.err
            );
            assert!(
                output.err.contains("database.url"),
                "{command} {url}: {}",
                output.err
            );
            assert!(
                !printed(&output).contains("hunter2"),
                "{command} {url}: {}",
                printed(&output)
            );
        }
    }
    assert_eq!(files(shell.database.folder.path()), BTreeMap::new());
}

#[tokio::test]
async fn flags_may_stand_before_within_or_after_a_command() {
    let mut shell = Shell::new().await;
    let url = shell.database.url.clone();
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_DATABASE_URL");
    let file = format!("[database]\nurl = \"{url}\"\n");
    fs::write(shell.database.folder.path().join("rejoinder.toml"), file).expect("writes");
    for flag in [
        format!("--database {url}"),
        "--config rejoinder.toml".to_owned(),
    ] {
        for line in [
            format!("{flag} site list"),
            format!("site {flag} list"),
            format!("site list {flag}"),
        ] {
            let output = shell.run_line(&line, "").expect_code(0);
            assert!(output.err.contains(&url), "{line}: {}", output.err);
        }
    }
    for line in [
        format!("--dev --database {url} check"),
        format!("--database {url} check --dev"),
        "--config rejoinder.toml --dev check".to_owned(),
    ] {
        let output = shell.run_line(&line, "").expect_code(0);
        assert!(output.out.contains("development"), "{line}: {}", output.out);
    }
    // Flags that a command does not use are refused rather than ignored.
    for line in [
        "--dev site list",
        "--listen :1 migrate",
        "--redis redis://x key list",
    ] {
        let output = shell.run_line(line, "").expect_code(2);
        assert!(
            output.err.contains("belongs to `serve`"),
            "{line}: {}",
            output.err
        );
    }
    for line in ["site list --database=", "--database= site list"] {
        shell.run_line(line, "").expect_code(2);
    }
    for line in ["help", "help site", "help site add", "site help add"] {
        let output = shell.run_line(line, "").expect_code(0);
        assert!(output.out.contains("Usage: "), "{line}: {}", output.out);
    }
}

#[tokio::test]
async fn check_leaves_every_byte_unchanged() {
    let shell = Shell::new().await;
    shell.add_owner("ann");
    let folder = shell.database.folder.path();
    let before = files(folder);
    shell.run(&["check"]).expect_code(0);
    let serving = shell.serve();
    shell.run(&["check"]).expect_code(0);
    drop(serving);
    if on_services() {
        return;
    }
    // A killed process leaves its write-ahead log behind, and the data in it counts.
    let after_kill = files(folder);
    shell.run(&["check"]).expect_code(0);
    let shared = |path: &String| path.ends_with("-shm");
    for (path, bytes) in &after_kill {
        // The index of the write-ahead log is shared memory between processes, not data.
        assert!(shared(path) || files(folder)[path] == *bytes, "{path}");
    }
    assert!(files(folder).keys().eq(after_kill.keys()));
    assert!(before.keys().all(|path| after_kill.contains_key(path)));
    // A complete database file, without a write-ahead log beside it.
    let copy = folder.join("copy");
    fs::create_dir(&copy).expect("creates");
    shell.run(&["backup", "copy/whole.db"]).expect_code(0);
    let before = files(&copy);
    on(&shell, "check", "sqlite:copy/whole.db").expect_code(0);
    assert!(files(&copy) == before, "{:?}", files(&copy).keys());
}

fn load(default: &Path, flags: Flags) -> Result<Settings, Vec<String>> {
    let flags = Flags {
        default_config: Some(default.to_owned()),
        database_only: true,
        ..flags
    };
    Settings::load(&flags, std::iter::empty()).map_err(|mistakes| mistakes.0)
}

#[test]
fn the_default_settings_file_is_read_if_it_exists_except_in_a_trial_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rejoinder.toml");
    let url = |settings: &Settings| settings.database.url.expose_secret().to_owned();
    let default = "sqlite:data/rejoinder.db";
    assert_eq!(url(&load(&file, Flags::default()).expect("sound")), default);

    fs::write(&file, "[database]\nurl = \"sqlite:/srv/x.db\"\n").expect("writes");
    assert_eq!(
        url(&load(&file, Flags::default()).expect("sound")),
        "sqlite:/srv/x.db"
    );
    let dev = Flags {
        dev: true,
        ..Flags::default()
    };
    assert_eq!(url(&load(&file, dev).expect("sound")), default);
    let other = folder.path().join("other.toml");
    fs::write(&other, "").expect("writes");
    let named = Flags {
        config: Some(other),
        ..Flags::default()
    };
    assert_eq!(url(&load(&file, named).expect("sound")), default);
    let flag = Flags {
        database: Some("sqlite:flag.db".into()),
        ..Flags::default()
    };
    assert_eq!(url(&load(&file, flag).expect("sound")), "sqlite:flag.db");

    // An installation with a settings file is not a trial run.
    let serving = Flags {
        default_config: Some(file.clone()),
        ..Flags::default()
    };
    let mistakes = Settings::load(&serving, std::iter::empty())
        .expect_err("production requires more settings")
        .0;
    assert!(
        mistakes.iter().any(|m| m.contains("http.public_url")),
        "{mistakes:?}"
    );

    fs::remove_file(&file).expect("removes");
    fs::create_dir(&file).expect("creates");
    let mistakes = load(&file, Flags::default()).expect_err("cannot be read");
    assert!(mistakes[0].contains("cannot read"), "{mistakes:?}");
}

#[test]
fn an_empty_environment_variable_counts_as_unset() {
    let environment = [
        "REJOINDER_DATABASE_URL",
        "REJOINDER_REDIS_URL",
        "REJOINDER_SECRET",
        "REJOINDER_SMTP_URL",
        "REJOINDER_PUBLIC_URL",
        "REJOINDER_HTTP__TRUSTED_PROXIES",
        "REJOINDER_HTTP__MAX_BODY",
    ];
    let environment = environment.map(|name| (name.to_owned(), String::new()));
    let settings = Settings::load(&Flags::default(), environment.into_iter()).expect("sound");
    assert!(settings.dev, "without settings it is development mode");
    assert_eq!(
        settings.database.url.expose_secret(),
        "sqlite:data/rejoinder.db"
    );
}

#[tokio::test]
async fn a_database_to_which_other_migrations_were_applied_is_refused() {
    let shell = Shell::new().await;
    let without = "SELECT COUNT(*) FROM schema_step WHERE checksum IS NULL";
    assert_eq!(shell.database.number(without).await, 0);
    shell.run(&["site", "list"]).expect_code(0);
    let change = "UPDATE schema_step SET checksum = 'other' WHERE version = 3";
    shell.database.execute(change).await.expect("changes");
    for command in ["site list", "migrate", "check", "serve"] {
        let output = shell.run_line(command, "").expect_code(1);
        assert!(
            printed(&output).contains("migration 3 (0003_comments) was applied to it with other"),
            "{command}: {}",
            printed(&output)
        );
    }
}
