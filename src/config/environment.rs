//! Settings from environment variables: `REJOINDER_<SECTION>__<KEY>`, and short names for common
//! settings.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::sections::{SECTIONS, Sections, put, put_at};
use crate::setting::Mistakes;

/// Short names of environment variables for the most common settings.
const SHORT: &[(&str, &str, &str)] = &[
    ("REJOINDER_LISTEN", "http", "listen"),
    ("REJOINDER_PUBLIC_URL", "http", "public_url"),
    ("REJOINDER_DATABASE_URL", "database", "url"),
    ("REJOINDER_REDIS_URL", "limits", "redis_url"),
    ("REJOINDER_SMTP_URL", "mail", "smtp_url"),
    ("REJOINDER_SECRET", "security", "secret"),
    ("REJOINDER_SECRET_FILE", "security", "secret_file"),
];

/// Returns whether an environment variable indicates that the server is to serve other machines.
pub(super) fn is_configuration(name: &str) -> bool {
    let aside = ["REJOINDER_LISTEN", "REJOINDER_HTTP__LISTEN"];
    !aside.contains(&name) && !name.starts_with("REJOINDER_LOG__") && !is_test_variable(name)
}

/// Returns whether the variable is read by tests and benchmarks, not by the server.
fn is_test_variable(name: &str) -> bool {
    name.starts_with("REJOINDER_TEST_") || name == "REJOINDER_CASES"
}

/// Adds the variables to their sections.
pub(super) fn read_environment(
    environment: BTreeMap<String, String>,
    sections: &mut Sections,
    mistakes: &mut Mistakes,
) {
    for (name, text) in environment {
        if let Some((_, section, key)) = SHORT.iter().find(|(short, ..)| *short == name) {
            put(sections, section, key, Value::String(text));
            continue;
        }
        if is_test_variable(&name) {
            continue;
        }
        let path = name["REJOINDER_".len()..].to_ascii_lowercase();
        match path.split_once("__") {
            Some((section, key)) if SECTIONS.contains(&section) => {
                // `[http.serve]` is a section within a section.
                let path = key.split("__").collect::<Vec<_>>();
                // These texts may look like numbers and would change if parsed as one.
                let value = match path.last() {
                    Some(last) if TEXTS.contains(last) => Value::String(text),
                    _ => typed(&text),
                };
                let section = sections.entry(section.to_owned()).or_default();
                put_at(section, &path, value);
            }
            _ => mistakes.0.push(format!(
                "{name}: unknown setting; the form is REJOINDER_<SECTION>__<KEY>"
            )),
        }
    }
}

/// Parses a text as a number, a boolean or a list if possible; otherwise it remains a string.
fn typed(text: &str) -> Value {
    let read = format!("v = {text}")
        .parse::<Table>()
        .ok()
        .and_then(|mut table| table.remove("v"));
    match read {
        Some(
            value @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Array(_)),
        ) => value,
        _ => Value::String(text.to_owned()),
    }
}

/// Keys whose values are texts even if they look like numbers.
const TEXTS: &[&str] = &["key", "site_key", "secret", "client_secret", "client_id"];
