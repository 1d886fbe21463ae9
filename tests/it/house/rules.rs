//! The rules of the house, each as a function from sources to what breaks it: `path:line: why`.

use super::source::{Source, words};

/// Crates that stay where they were let in: the crates, where, why. A `*` is any run of characters.
const FENCED: [(&[&str], &[&str], &str); 16] = [
    (
        &[
            "rusqlite",
            "tokio_postgres",
            "deadpool_postgres",
            "tokio_postgres_rustls",
        ],
        &["src/db/*"],
        "there is one way to the database",
    ),
    (
        &["redis"],
        &["src/limit/*"],
        "only the limits are shared through Redis",
    ),
    (
        &["poem", "poem_openapi"],
        &[
            "src/http/*",
            "src/*/api.rs",
            "src/*/api/*",
            "src/web/*",
            "src/server*",
            "src/app.rs",
            "src/cli*",
        ],
        "what is thought must not know how it is asked",
    ),
    (
        &["hyper", "hyper_util"],
        &["src/http/*", "src/server*"],
        "one loop accepts connections",
    ),
    (
        &["reqwest"],
        &["src/http/outgoing.rs"],
        "one client goes out, and is guarded",
    ),
    (
        &["image"],
        &[
            "src/identity/provider/picture.rs",
            "src/identity/provider/tests/*",
        ],
        "pictures are decoded in one place, under caps",
    ),
    (
        &["jsonwebtoken"],
        &["src/identity/provider/*"],
        "tokens of others are verified in one place",
    ),
    (
        &["argon2", "oauth2"],
        &["src/identity/*"],
        "who is speaking is decided in one room",
    ),
    (
        &["ammonia", "pulldown_cmark"],
        &["src/comment/render/*"],
        "there is one way from text to HTML",
    ),
    (
        &["altcha"],
        &["src/spam/proof.rs"],
        "there is one way to ask for work",
    ),
    (
        &["lettre"],
        &["src/event/*"],
        "mail leaves through the outbox",
    ),
    (
        &["fluent_bundle"],
        &["src/locale/*"],
        "texts for readers come from one place",
    ),
    (
        &["encoding_rs"],
        &["src/http/charset.rs"],
        "other encodings end where a form is read",
    ),
    (&["clap"], &["src/cli*"], "commands are read in one place"),
    (
        &["confique", "toml"],
        &["src/config*"],
        "settings are read in one place",
    ),
    (
        &["listenfd"],
        &["src/http/*", "src/server*", "src/cli*"],
        "one place opens the socket",
    ),
];

/// Where statements may stand.
const STATEMENTS: [&str; 3] = ["src/db/*", "src/*/sql.rs", "src/*/sql/*"];

/// The one file that builds statements: from the schema's own names, for tables of later migrations.
const BUILDER: &str = "src/db/copy/statement.rs";

/// The longest a file may be, in lines besides its tests.
const LONGEST: usize = 500;

/// The rooms of `lib.rs` in its order.
pub fn plan(lib: &str) -> Vec<String> {
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// `comment` of `src/comment/sql.rs`, `clock` of `src/clock.rs`; none of the roots of the crates.
fn room(path: &str) -> Option<&str> {
    if matches!(path, "src/lib.rs" | "src/main.rs") {
        return None;
    }
    let first = path.strip_prefix("src/")?.split('/').next()?;
    Some(first.trim_end_matches(".rs"))
}

pub fn looks_up(plan: &[String], sources: &[Source]) -> Vec<String> {
    let floor = |room: &str| plan.iter().position(|r| r == room);
    let mut broken = Vec::new();
    for source in sources {
        let Some(room) = room(&source.path) else {
            continue;
        };
        for (at, seen) in source.names_below_root() {
            let place = source.place(at);
            match (floor(room), floor(&seen)) {
                (_, None) => broken.push(format!("{place}: `{seen}` is no room of the plan")),
                (own, other) if other > own => broken.push(format!(
                    "{place}: `{room}` looks at `{seen}`, which the plan lists below it"
                )),
                _ => {}
            }
        }
    }
    broken
}

pub fn homeless(plan: &[String], sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|s| room(&s.path).is_some_and(|room| !plan.iter().any(|r| r == room)))
        .map(|s| format!("{}:1: stands in no room of src/lib.rs", s.path))
        .collect()
}

pub fn strays(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        for (at, name) in source.crates() {
            for (crates, places, why) in &FENCED {
                if crates.contains(&name) && !stands_in(&source.path, places) {
                    let (place, places) = (source.place(at), places.join(", "));
                    broken.push(format!("{place}: `{name}` belongs to {places}: {why}"));
                }
            }
        }
    }
    broken
}

pub fn speechless(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|s| !s.text.starts_with("//! "))
        .map(|s| format!("{}:1: begins without a `//!` sentence", s.path))
        .collect()
}

pub fn long(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .map(|s| (s, s.lines_besides_tests()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(s, lines)| {
            format!(
                "{}:{LONGEST}: {lines} lines besides tests; it has two subjects",
                s.path
            )
        })
        .collect()
}

pub fn loose_statements(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|s| !stands_in(&s.path, &STATEMENTS)) {
        for (at, string) in &source.strings {
            if is_statement(string) && !source.in_test(*at) {
                let place = source.place(*at);
                broken.push(format!("{place}: a statement belongs to the room's sql.rs"));
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

pub fn lonely(sqlite: &[String], postgres: &[String]) -> Vec<String> {
    let alone = |kind: &'static str, of: &[String], other: &[String]| -> Vec<String> {
        of.iter()
            .filter(|name| !other.contains(name))
            .map(|name| format!("src/db/migrations/{kind}/{name}:1: the other has no such file"))
            .collect()
    };
    let mut broken = alone("sqlite", sqlite, postgres);
    broken.extend(alone("postgres", postgres, sqlite));
    broken
}

/// Does a string begin like a statement? Upper or lower case throughout; `Select a page` is prose.
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

/// Does a path fit one of the patterns? They have one `*` anywhere, or a second one at the end.
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
    fn a_look_upstairs_is_found_where_it_stands() {
        let plan = plan("//! x\npub mod cellar;\n\npub mod attic;\nmod hidden;\n");
        assert_eq!(plan, ["cellar", "attic"]);
        let up = one(
            "src/cellar/jam.rs",
            "//! x\n// crate::attic\nuse crate::attic::Box;\n",
        );
        assert_eq!(
            looks_up(&plan, &up),
            ["src/cellar/jam.rs:3: `cellar` looks at `attic`, which the plan lists below it"]
        );
        let round_about = one("src/cellar/mod.rs", "fn f() { super::attic::open() }");
        assert_eq!(looks_up(&plan, &round_about).len(), 1);
        let nowhere = one("src/attic.rs", "use crate::{cellar, garden::Tree};");
        assert_eq!(
            looks_up(&plan, &nowhere),
            ["src/attic.rs:1: `garden` is no room of the plan"]
        );
        let down = one("src/attic.rs", "use crate::{attic::Box, cellar::Jam};");
        assert_eq!(looks_up(&plan, &down), [""; 0]);
    }

    #[test]
    fn a_file_outside_the_plan_is_found() {
        let plan = ["cellar".to_owned()];
        assert_eq!(homeless(&plan, &one("src/shed/mod.rs", "")).len(), 1);
        assert_eq!(homeless(&plan, &one("src/shed.rs", "")).len(), 1);
        assert_eq!(homeless(&plan, &one("src/cellar/jam.rs", "")), [""; 0]);
        assert_eq!(homeless(&plan, &one("src/main.rs", "")), [""; 0]);
    }

    #[test]
    fn a_crate_that_strays_is_found() {
        let found = strays(&one("src/spam/mod.rs", "\nuse redis::Client;"));
        assert_eq!(
            found,
            [
                "src/spam/mod.rs:2: `redis` belongs to src/limit/*: only the limits are shared through Redis"
            ]
        );
        for text in [
            "fn f(r: poem::Request) {}",
            "#[derive(poem_openapi::Object)]",
            "use clap as c;",
        ] {
            assert_eq!(strays(&one("src/spam/mod.rs", text)).len(), 1, "{text}");
        }
        for (path, text) in [
            ("src/spam/api.rs", "use poem::Request;"),
            ("src/config.rs", "redis: limit::redis::Settings"),
            (
                "src/spam/mod.rs",
                "/// like `redis::Client`\nlet why = \"redis::Client\";",
            ),
        ] {
            assert_eq!(strays(&one(path, text)), [""; 0], "{path} {text}");
        }
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_for_is_found() {
        assert_eq!(
            speechless(&one("src/a.rs", "use std::fs;\n//! late")).len(),
            1
        );
        assert_eq!(speechless(&one("src/a.rs", "//! A file.")), [""; 0]);
    }

    #[test]
    fn a_file_that_is_too_long_is_found_and_tests_do_not_count() {
        let full = "x();\n".repeat(LONGEST);
        assert_eq!(long(&one("src/a.rs", &full)), [""; 0]);
        assert_eq!(long(&one("src/a.rs", &format!("{full}y();\n"))).len(), 1);
        let tested = format!("{full}#[cfg(test)]\nmod tests {{\n{full}}}\n");
        assert_eq!(long(&one("src/a.rs", &tested)), [""; 0]);
    }

    #[test]
    fn a_statement_in_the_wrong_file_is_found() {
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
                loose_statements(&one("src/spam/mod.rs", &text)).len(),
                1,
                "{sql}"
            );
            assert_eq!(
                loose_statements(&one("src/spam/sql.rs", &text)),
                [""; 0],
                "{sql}"
            );
            assert_eq!(
                loose_statements(&one("src/spam/sql/read.rs", &text)),
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
                loose_statements(&one("src/spam/mod.rs", &text)),
                [""; 0],
                "{prose}"
            );
        }
    }

    #[test]
    fn a_statement_built_at_run_time_is_found() {
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
    fn a_migration_for_one_database_only_is_found() {
        let [one, two] = ["0001_a.sql", "0002_b.sql"].map(str::to_owned);
        let both = [one.clone(), two.clone()];
        assert_eq!(lonely(&both, &both), [""; 0]);
        assert_eq!(lonely(&both, &both[..1]).len(), 1);
        assert_eq!(lonely(&[one], &[two]).len(), 2);
    }
}
