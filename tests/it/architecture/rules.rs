//! The architecture rules, each as a function from sources to violations: `path:line: why`.

use super::source::{Source, words};

/// Fenced crates: the crates, where they may be used, and why. A `*` stands for any characters.
const FENCED: [(&[&str], &[&str], &str); 17] = [
    (
        &[
            "rusqlite",
            "tokio_postgres",
            "deadpool_postgres",
            "tokio_postgres_rustls",
        ],
        &["src/db/*", "src/sqlite_file/*", "src/backup/*"],
        "only these modules access the database",
    ),
    (
        &["redis"],
        &["src/limit/*"],
        "only the limits are shared through Redis",
    ),
    (
        &["poem", "poem_openapi"],
        &HTTP,
        "domain code does not know HTTP; a closed set is declared once, with its type of the API",
    ),
    (
        &["hyper", "hyper_util"],
        &["src/server/*", "src/http/response/compression.rs"],
        "one loop accepts connections; compression asks for the size of a body",
    ),
    (
        &["reqwest"],
        &["src/client/*"],
        "there is one outgoing HTTP client, with SSRF protection",
    ),
    (
        &["image"],
        &["src/provider/picture.rs", "src/provider/tests/*"],
        "pictures are decoded in one place, with size limits",
    ),
    (
        &["jsonwebtoken"],
        &["src/provider/*"],
        "tokens of providers are verified in one module",
    ),
    (
        &["argon2"],
        &["src/moderator/*"],
        "passwords are verified in one module",
    ),
    (
        &["oauth2"],
        &["src/provider/*"],
        "one module speaks with providers",
    ),
    (
        &["ammonia", "pulldown_cmark"],
        &["src/render/*"],
        "only one module renders text to HTML",
    ),
    (
        &["altcha"],
        &["src/flood/proof_of_work.rs"],
        "only one file issues and verifies proofs of work",
    ),
    (
        &["lettre"],
        &["src/mail/*", "src/outbox/*"],
        "mail is sent through the outbox",
    ),
    (
        &["fluent_bundle"],
        &["src/locale/*", "src/html/*"],
        "texts for readers come from one place",
    ),
    (
        &["encoding_rs"],
        &["src/http/body/charset.rs"],
        "other encodings are converted where a form is read",
    ),
    (&["clap"], &["src/cli*"], "commands are read in one place"),
    (
        &["confique", "toml"],
        &["src/config*"],
        "settings are read in one place",
    ),
    (
        &["listenfd"],
        &["src/server/*", "src/cli*"],
        "only these modules open the socket",
    ),
];

/// Where HTTP may be used: in endpoints, in what serves them, and where settings are read. Domain code does
/// not know it.
const HTTP: [&str; 11] = [
    "src/http/*",
    "src/*/api.rs",
    "src/*/api/*",
    "src/server/*",
    "src/pages/*",
    "src/moderate/*",
    "src/routes*",
    "src/app.rs",
    "src/config*",
    "src/cli*",
    "src/closed_set.rs",
];

/// Where SQL statements may stand.
const STATEMENTS: [&str; 5] = [
    "src/db/*",
    "src/sqlite_file/*",
    "src/backup/*",
    "src/*/sql.rs",
    "src/*/sql/*",
];

/// The one file that builds statements: from names of the schema, for tables of later migrations.
const BUILDER: &str = "src/backup/copy/statement.rs";

/// The maximum length of a file, in lines besides its tests.
const LINES_MAX: usize = 400;

/// The modules of `lib.rs`, in its order.
pub fn module_map(lib: &str) -> Vec<String> {
    lib.lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// The top-level module of a path: `comment` for `src/comment/sql.rs`, `clock` for `src/clock.rs`; `None` for
/// the crate roots.
fn top_level_module(path: &str) -> Option<&str> {
    if matches!(path, "src/lib.rs" | "src/main.rs") {
        return None;
    }
    let first = path.strip_prefix("src/")?.split('/').next()?;
    Some(first.trim_end_matches(".rs"))
}

pub fn uses_of_higher_modules(map: &[String], sources: &[Source]) -> Vec<String> {
    let position = |module: &str| map.iter().position(|r| r == module);
    let mut broken = Vec::new();
    for source in sources {
        let Some(module) = top_level_module(&source.path) else {
            continue;
        };
        for (at, seen) in source.names_below_root() {
            let place = source.place(at);
            match (position(module), position(&seen)) {
                (_, None) => {
                    broken.push(format!("{place}: `{seen}` is not a module of src/lib.rs"));
                }
                (own, other) if other > own => broken.push(format!(
                    "{place}: `{module}` uses `{seen}`, which src/lib.rs lists below it"
                )),
                _ => {}
            }
        }
    }
    broken
}

pub fn uses_of_http(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|s| !stands_in(&s.path, &HTTP)) {
        for (at, _) in source
            .names_below_root()
            .into_iter()
            .filter(|(_, name)| name == "http")
        {
            let place = source.place(at);
            broken.push(format!(
                "{place}: only endpoints and what serves them use `http`; move what is not HTTP below it"
            ));
        }
    }
    broken
}

pub fn files_outside_the_map(map: &[String], sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|s| {
            top_level_module(&s.path).is_some_and(|module| !map.iter().any(|r| r == module))
        })
        .map(|s| format!("{}:1: belongs to no module of src/lib.rs", s.path))
        .collect()
}

pub fn fenced_crates_elsewhere(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        for (at, name) in source.crates() {
            for (crates, places, why) in &FENCED {
                if crates.contains(&name) && !stands_in(&source.path, places) {
                    let (place, places) = (source.place(at), places.join(", "));
                    broken.push(format!(
                        "{place}: `{name}` may only be used in {places}: {why}"
                    ));
                }
            }
        }
    }
    broken
}

pub fn files_without_doc_comment(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|s| !s.text.starts_with("//! "))
        .map(|s| format!("{}:1: does not start with a `//!` comment", s.path))
        .collect()
}

pub fn files_too_long(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .map(|s| (s, s.lines_besides_tests()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(s, lines)| {
            format!(
                "{}:{LINES_MAX}: {lines} lines besides tests; split it by subject",
                s.path
            )
        })
        .collect()
}

pub fn statements_elsewhere(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|s| !stands_in(&s.path, &STATEMENTS)) {
        for (at, string) in &source.strings {
            if is_statement(string) && !source.in_test(*at) {
                let place = source.place(*at);
                broken.push(format!(
                    "{place}: a SQL statement belongs in the module's sql.rs"
                ));
            }
        }
    }
    broken
}

pub fn built_statements(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    let builds = |source: &&Source| source.path != BUILDER && stands_in(&source.path, &STATEMENTS);
    for source in sources.iter().filter(builds) {
        for (at, string) in &source.strings {
            let Some(call @ ("format!" | "format_args!" | "write!" | "writeln!" | "push_str")) =
                source.call_around(*at)
            else {
                continue;
            };
            if (is_statement(string) || has_clause(string)) && !source.in_test(*at) {
                let place = source.place(*at);
                broken.push(format!(
                    "{place}: `{call}` builds SQL; statements are constants, values parameters"
                ));
            }
        }
    }
    broken
}

pub fn migrations_for_one_database(sqlite: &[String], postgres: &[String]) -> Vec<String> {
    let alone = |kind: &'static str, of: &[String], other: &[String]| -> Vec<String> {
        of.iter()
            .filter(|name| !other.contains(name))
            .map(|name| {
                format!(
                    "src/db/migrations/{kind}/{name}:1: the other database has no such migration"
                )
            })
            .collect()
    };
    let mut broken = alone("sqlite", sqlite, postgres);
    broken.extend(alone("postgres", postgres, sqlite));
    broken
}

/// Returns the migrations whose number is not their position: versions are positions in `migrate.rs`.
pub fn misnumbered_migrations(names: &[String]) -> Vec<String> {
    (1..)
        .zip(names)
        .filter(|(position, name)| !name.starts_with(&format!("{position:04}_")))
        .map(|(position, name)| {
            format!("src/db/migrations: {name} is migration {position}; number it {position:04}")
        })
        .collect()
}

/// Returns whether a string begins like a SQL statement, in upper or lower case throughout; `Select a page`
/// is prose.
fn is_statement(string: &str) -> bool {
    let found: Vec<&str> = string.split_whitespace().take(3).collect();
    let Some(first) = found.first() else {
        return false;
    };
    if *first != first.to_uppercase() && *first != first.to_lowercase() {
        return false;
    }
    let lower: Vec<String> = found.iter().map(|word| word.to_lowercase()).collect();
    match lower.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["select", _, ..] => *first == "SELECT" || words(string).any(|(_, w)| w == "from"),
        ["insert", "into" | "or", ..]
        | ["delete", "from", ..]
        | ["update", _, "set"]
        | ["with", _, "as" | "as("] => true,
        _ => false,
    }
}

fn has_clause(string: &str) -> bool {
    words(string).any(|(_, word)| {
        matches!(
            word,
            "SELECT" | "FROM" | "WHERE" | "VALUES" | "AND" | "OR" | "ORDER" | "LIMIT"
        )
    })
}

/// Returns whether a path matches one of the patterns. They have one `*` anywhere, or a second one at the
/// end.
fn stands_in(path: &str, patterns: &[&str]) -> bool {
    patterns
        .iter()
        .any(|pattern| match pattern.split_once('*') {
            None => path == *pattern,
            Some((head, tail)) if tail.ends_with('*') => path
                .strip_prefix(head)
                .is_some_and(|rest| rest.contains(tail.trim_end_matches('*'))),
            Some((head, tail)) => path.strip_prefix(head).is_some_and(|r| r.ends_with(tail)),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, text: &str) -> Vec<Source> {
        vec![Source::new(path, text)]
    }

    #[test]
    fn domain_code_that_names_http_is_reported() {
        let text = "//! x\nuse crate::{\n    db::Db,\n    http::Problem,\n};\n";
        assert_eq!(
            uses_of_http(&one("src/site/mod.rs", text)),
            [
                "src/site/mod.rs:4: only endpoints and what serves them use `http`; move what is not HTTP below it"
            ]
        );
        for path in [
            "src/site/api.rs",
            "src/site/api/wire.rs",
            "src/http/mod.rs",
            "src/cli/check.rs",
        ] {
            assert_eq!(uses_of_http(&one(path, text)), [""; 0], "{path}");
        }
    }

    #[test]
    fn a_use_of_a_higher_module_is_reported_with_its_position() {
        let map = module_map("//! x\nmod storage;\n\nmod pages;\npub use other;\n");
        assert_eq!(map, ["storage", "pages"]);
        let up = one(
            "src/storage/table.rs",
            "//! x\n// crate::pages\nuse crate::pages::Box;\n",
        );
        assert_eq!(
            uses_of_higher_modules(&map, &up),
            ["src/storage/table.rs:3: `storage` uses `pages`, which src/lib.rs lists below it"]
        );
        let indirect = one("src/storage/mod.rs", "fn f() { super::pages::open() }");
        assert_eq!(uses_of_higher_modules(&map, &indirect).len(), 1);
        let nowhere = one("src/pages.rs", "use crate::{storage, missing::Thing};");
        assert_eq!(
            uses_of_higher_modules(&map, &nowhere),
            ["src/pages.rs:1: `missing` is not a module of src/lib.rs"]
        );
        let down = one("src/pages.rs", "use crate::{pages::Box, storage::Table};");
        assert_eq!(uses_of_higher_modules(&map, &down), [""; 0]);
    }

    #[test]
    fn a_file_outside_the_module_map_is_reported() {
        let map = ["storage".to_owned()];
        assert_eq!(
            files_outside_the_map(&map, &one("src/extra/mod.rs", "")).len(),
            1
        );
        assert_eq!(
            files_outside_the_map(&map, &one("src/extra.rs", "")).len(),
            1
        );
        assert_eq!(
            files_outside_the_map(&map, &one("src/storage/table.rs", "")),
            [""; 0]
        );
        assert_eq!(
            files_outside_the_map(&map, &one("src/main.rs", "")),
            [""; 0]
        );
    }

    #[test]
    fn a_fenced_crate_outside_its_modules_is_reported() {
        let found = fenced_crates_elsewhere(&one("src/spam/mod.rs", "\nuse redis::Client;"));
        assert_eq!(
            found,
            [
                "src/spam/mod.rs:2: `redis` may only be used in src/limit/*: only the limits are shared through Redis"
            ]
        );
        for text in [
            "fn f(r: poem::Request) {}",
            "#[derive(poem_openapi::Object)]",
            "use clap as c;",
        ] {
            assert_eq!(
                fenced_crates_elsewhere(&one("src/spam/mod.rs", text)).len(),
                1,
                "{text}"
            );
        }
        for (path, text) in [
            ("src/spam/api.rs", "use poem::Request;"),
            ("src/config.rs", "redis: limit::redis::Settings"),
            (
                "src/spam/mod.rs",
                "/// like `redis::Client`\nlet why = \"redis::Client\";",
            ),
        ] {
            assert_eq!(
                fenced_crates_elsewhere(&one(path, text)),
                [""; 0],
                "{path} {text}"
            );
        }
    }

    #[test]
    fn a_file_without_a_doc_comment_is_reported() {
        assert_eq!(
            files_without_doc_comment(&one("src/a.rs", "use std::fs;\n//! late")).len(),
            1
        );
        assert_eq!(
            files_without_doc_comment(&one("src/a.rs", "//! A file.")),
            [""; 0]
        );
    }

    #[test]
    fn a_file_that_is_too_long_is_reported_and_tests_do_not_count() {
        let full = "x();\n".repeat(LINES_MAX);
        assert_eq!(files_too_long(&one("src/a.rs", &full)), [""; 0]);
        assert_eq!(
            files_too_long(&one("src/a.rs", &format!("{full}y();\n"))).len(),
            1
        );
        let tested = format!("{full}#[cfg(test)]\nmod tests {{\n{full}}}\n");
        assert_eq!(files_too_long(&one("src/a.rs", &tested)), [""; 0]);
    }

    #[test]
    fn a_statement_in_the_wrong_file_is_reported() {
        for sql in [
            "SELECT 1",
            "INSERT INTO t VALUES (1)",
            "  UPDATE t SET a = 1",
            "DELETE FROM t",
            "WITH a AS (SELECT 1)",
            "select a from t",
            "delete from t",
        ] {
            let text = format!("fn f() {{ run(\"{sql}\") }}");
            assert_eq!(
                statements_elsewhere(&one("src/spam/mod.rs", &text)).len(),
                1,
                "{sql}"
            );
            assert_eq!(
                statements_elsewhere(&one("src/spam/sql.rs", &text)),
                [""; 0],
                "{sql}"
            );
            assert_eq!(
                statements_elsewhere(&one("src/spam/sql/read.rs", &text)),
                [""; 0],
                "{sql}"
            );
        }
        for prose in [
            "Select a page",
            "DELETE, GET",
            "update the page",
            "select a page",
            "DELETE",
        ] {
            let text = format!("fn f() {{ say(\"{prose}\") }} // SELECT 1");
            assert_eq!(
                statements_elsewhere(&one("src/spam/mod.rs", &text)),
                [""; 0],
                "{prose}"
            );
        }
    }

    #[test]
    fn a_statement_built_at_run_time_is_reported() {
        for text in [
            "format!(\"SELECT {column} FROM t\")",
            "write!(sql, \"x AND a = {a}\")",
            "sql.push_str(\" WHERE a = 1\")",
        ] {
            assert_eq!(
                built_statements(&one("src/spam/sql.rs", text)).len(),
                1,
                "{text}"
            );
            assert_eq!(
                built_statements(&one("src/db/conn.rs", text)).len(),
                1,
                "{text}"
            );
        }
        for text in [
            "run(\"SELECT 1\")",
            "format!(\"cannot read from {file}\")",
            "f(format!(\"a\"), \"SELECT 1\")",
        ] {
            assert_eq!(
                built_statements(&one("src/spam/sql.rs", text)),
                [""; 0],
                "{text}"
            );
        }
    }

    #[test]
    fn a_migration_for_one_database_only_is_reported() {
        let [one, two] = ["0001_a.sql", "0002_b.sql"].map(str::to_owned);
        let both = [one.clone(), two.clone()];
        assert_eq!(migrations_for_one_database(&both, &both), [""; 0]);
        assert_eq!(migrations_for_one_database(&both, &both[..1]).len(), 1);
        assert_eq!(migrations_for_one_database(&[one], &[two]).len(), 2);
    }

    #[test]
    fn a_gap_in_the_numbers_of_migrations_is_reported() {
        let names = ["0001_a.sql", "0002_b.sql", "0004_c.sql"].map(str::to_owned);
        assert_eq!(misnumbered_migrations(&names[..2]), [""; 0]);
        assert_eq!(
            misnumbered_migrations(&names),
            ["src/db/migrations: 0004_c.sql is migration 3; number it 0003"]
        );
    }
}
