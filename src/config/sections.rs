//! The sections of the settings as tables, and how they become typed settings.

use std::{collections::BTreeMap, path::Path};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::{input, setting::Mistakes};

pub(super) const SECTIONS: &[&str] = &[
    "security", "http", "database", "limits", "mail", "identity", "spam", "log",
];

pub(super) type Sections = BTreeMap<String, Table>;

/// Sets a value under its key; `serve__keep_alive` is `keep_alive` in the table `serve`.
pub(super) fn put(sections: &mut Sections, section: &str, key: &str, value: Value) {
    put_at(
        sections.entry(section.to_owned()).or_default(),
        &[key],
        value,
    );
}

/// Sets the value at the end of a path of keys.
pub(super) fn put_at(table: &mut Table, path: &[&str], value: Value) {
    match path {
        [] => {}
        [key] => {
            table.insert((*key).to_owned(), value);
        }
        [key, rest @ ..] => {
            let inner = table
                .entry((*key).to_owned())
                .or_insert_with(|| Value::Table(Table::new()));
            if !inner.is_table() {
                *inner = Value::Table(Table::new());
            }
            if let Value::Table(inner) = inner {
                put_at(inner, rest, value);
            }
        }
    }
}

pub(super) fn read_file(path: &Path, mistakes: &mut Mistakes) -> Sections {
    let text = match input::read_text(path, input::SETTING_MAX) {
        Ok(text) => text,
        Err(error) => {
            let hint = match error.kind() {
                std::io::ErrorKind::PermissionDenied => {
                    "; run the command as a user with read access, or choose another file with --config"
                }
                _ => "",
            };
            mistakes
                .0
                .push(format!("cannot read {}: {error}{hint}", path.display()));
            return Sections::new();
        }
    };
    let table = match text.parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            // The error message shows the line, which may contain a secret; only position and reason
            // are reported.
            let line = error
                .span()
                .map_or(0, |span| text[..span.start].lines().count().max(1));
            mistakes.0.push(format!(
                "{}: line {line}: {}",
                path.display(),
                error.message()
            ));
            return Sections::new();
        }
    };
    let mut sections = Sections::new();
    for (name, value) in table {
        match value {
            Value::Table(table) if SECTIONS.contains(&name.as_str()) => {
                sections.insert(name, table);
            }
            Value::Table(_) => mistakes.0.push(format!(
                "[{name}]: unknown section; the sections are {}",
                list()
            )),
            _ => mistakes.0.push(format!(
                "{name}: settings must be in a section; the sections are {}",
                list()
            )),
        }
    }
    sections
}

pub(super) fn list() -> String {
    SECTIONS
        .iter()
        .map(|name| format!("[{name}]"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Deserializes a section. Each key is tried separately, so that all mistakes are reported together.
pub(super) fn section<T: DeserializeOwned + Default>(
    sections: &Sections,
    name: &str,
    mistakes: &mut Mistakes,
) -> T {
    let Some(table) = sections.get(name) else {
        return T::default();
    };
    let mut good = Table::new();
    for (path, value) in leaves(table) {
        let mut alone = Table::new();
        put_at(&mut alone, &path, value.clone());
        let key = path.join(".");
        match alone.try_into::<T>() {
            Ok(_) => put_at(&mut good, &path, value.clone()),
            // The error message may show a value in the list, which may be a secret.
            Err(_) if path.last() == Some(&"previous_secrets") => mistakes.0.push(format!(
                "{name}.{key}: must be a list of tables with secret or secret_file, until and compromised"
            )),
            // The error message may show the value, which is a secret here.
            Err(_) if path.last().is_some_and(|last| SECRETS.contains(last)) => {
                mistakes.0.push(format!("{name}.{key}: must be a text"));
            }
            // The value given in place of a section may be a secret.
            Err(_) if is_section(name, &path) && !value.is_table() => {
                mistakes.0.push(format!(
                    "{name}.{key}: unknown setting, or a section"
                ));
            }
            Err(error) => match (
                as_list(value),
                error.message().contains("expected a sequence"),
            ) {
                // Every list may be written as a text with commas.
                (Some(list), true) => {
                    let mut alone = Table::new();
                    put_at(&mut alone, &path, list.clone());
                    match alone.try_into::<T>() {
                        Ok(_) => put_at(&mut good, &path, list),
                        Err(error) => mistakes.0.push(format!("{name}.{key}: {}", error.message())),
                    }
                }
                _ => mistakes.0.push(format!("{name}.{key}: {}", error.message())),
            },
        }
    }
    good.try_into().unwrap_or_default()
}

/// Splits a text at commas; a number becomes a list of one element.
pub(super) fn as_list(value: &Value) -> Option<Value> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        _ => return None,
    };
    let parts = text.split(',').map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    Some(Value::Array(parts.map(Value::from).collect()))
}

/// Returns whether the path is that of a section with secrets, or of no known section.
pub(super) fn is_section(name: &str, path: &[&str]) -> bool {
    match (name, path) {
        ("identity", [_]) => true,
        ("spam", [inner]) => ["akismet", "hook", "captcha"].contains(inner),
        _ => false,
    }
}

/// Keys, in any section, whose values are never shown.
pub(super) const SECRETS: &[&str] = &[
    "key",
    "key_file",
    "secret",
    "secret_file",
    "client_secret",
    "client_secret_file",
];

/// Returns every value with the path of keys that leads to it.
pub(super) fn leaves(table: &Table) -> Vec<(Vec<&str>, &Value)> {
    let mut all = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) if !inner.is_empty() => {
                for (mut path, value) in leaves(inner) {
                    path.insert(0, key);
                    all.push((path, value));
                }
            }
            value => all.push((vec![key.as_str()], value)),
        }
    }
    all
}
