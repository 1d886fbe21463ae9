//! Forms whose fields are the members of a body of the API: read as that body, and shown again with what was typed and what
//! is wrong with it.

use std::collections::BTreeMap;

use poem_openapi::types::ParseFromJSON;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    http::{Code, FieldError, FieldErrors, Problem, StrictJson, body::reading::read, language},
    locale::{Language, Message},
    moderate::form::FormFields,
};

/// How a field of a form becomes a member of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A text.
    Text,
    /// A text that is omitted if it is blank.
    Optional,
    /// A whole number.
    Integer,
    /// A whole number that is omitted if the field is empty.
    OptionalInteger,
    /// A checkbox.
    Flag,
    /// A list of texts, one on each line.
    Lines,
    /// A list of what is selected among several checkboxes.
    Choices,
}

/// The dotted path of a member, which is also the name of its field, and its kind.
pub(super) type FieldSpec = (&'static str, FieldKind);

/// The state of a form, as the templates take it.
#[derive(Debug, Default, Serialize)]
pub(super) struct FormView {
    values: BTreeMap<String, String>,
    /// The selected values of fields with several checkboxes.
    chosen: BTreeMap<String, Vec<String>>,
    errors: Vec<FormFieldError>,
    /// What is wrong with the form as a whole.
    message: Option<String>,
}

#[derive(Debug, Serialize)]
struct FormFieldError {
    field: &'static str,
    message: String,
}

/// Returns the member with this dotted path.
pub(super) fn member<'v>(body: &'v Value, path: &str) -> &'v Value {
    path.split('.')
        .try_fold(body, |body, name| body.get(name))
        .unwrap_or(&Value::Null)
}

/// Sets the member with this dotted path.
pub(super) fn set_member(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for name in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}

/// Returns the field that an error is about: of a list, the error names a member.
pub(super) fn field_of(error: &FieldError, specs: &[FieldSpec]) -> Option<&'static str> {
    let names = specs.iter().map(|(name, _)| *name);
    let mut names = names.filter(|name| {
        let rest = error.field.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    names.next()
}

/// Returns the body of the API that a form stands for.
pub(super) fn body_of(fields: &FormFields, specs: &[FieldSpec]) -> Value {
    let mut body = Value::Object(Map::new());
    for (name, kind) in specs {
        let text = fields.get(name).unwrap_or_default();
        let value = match kind {
            FieldKind::Text => Some(text_value(text)),
            FieldKind::Optional => (!text.trim().is_empty()).then(|| text_value(text)),
            FieldKind::Integer => Some(number(text)),
            FieldKind::OptionalInteger => (!text.trim().is_empty()).then(|| number(text)),
            FieldKind::Flag => Some(fields.get(name).is_some().into()),
            FieldKind::Lines => Some(lines(text).collect::<Vec<_>>().into()),
            FieldKind::Choices => Some(fields.all(name).collect::<Vec<_>>().into()),
        };
        if let Some(value) = value {
            set_member(&mut body, name, value);
        }
    }
    body
}

/// The field with the stored body that a form was made from.
const MADE_FROM: &str = "made_from";

/// Leaves in a body what was changed in the form: another owner may have changed the rest since the form was made. What
/// both have changed is a conflict.
pub(super) fn only_changes(
    mut body: Value,
    fields: &FormFields,
    (stored, specs): (&Value, &[FieldSpec]),
) -> Result<Value, Problem> {
    let Some(made_from) = made_from(fields) else {
        return Ok(body);
    };
    let mut conflicts = FieldErrors::default();
    for (name, _) in specs {
        let (before, now) = (member(&made_from, name), member(stored, name));
        let new = member(&body, name);
        if is_same(new, before) || is_same(new, now) {
            if let Some(members) = body.as_object_mut() {
                members.remove(*name);
            }
        } else if made_from.get(name).is_some() && !is_same(before, now) {
            let message = Message::new("mod-policy-conflict").with("value", shown(now));
            conflicts.push(FieldError::new(*name, "conflict", message));
        }
    }
    if conflicts.total() > 0 {
        return Err(Problem {
            errors: conflicts,
            ..Problem::plain(Code::Conflict)
        });
    }
    Ok(body)
}

fn made_from(fields: &FormFields) -> Option<Value> {
    let made_from = serde_json::from_str(fields.get(MADE_FROM)?).ok();
    made_from.filter(Value::is_object)
}

/// Returns whether two values are the same in a form, where lists have no order and an empty field is no value.
fn is_same(a: &Value, b: &Value) -> bool {
    let sorted = |value: &Value| {
        let texts = value.as_array().into_iter().flatten();
        let mut texts = texts.filter_map(Value::as_str).collect::<Vec<_>>();
        texts.sort_unstable();
        texts.join("\n")
    };
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::Array(_) => sorted(value),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text(a) == text(b)
}

/// Returns a value for people.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items = items.iter().filter_map(Value::as_str);
            items.take(20).collect::<Vec<_>>().join(", ")
        }
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// Reads a body by the rules of the API; the error lists everything that is wrong with it.
pub(super) fn parse<T: ParseFromJSON + 'static>(body: Value) -> Result<StrictJson<T>, Problem> {
    read(body).map(StrictJson)
}

/// Returns a text with the line ends of JSON: forms have others.
fn text_value(text: &str) -> Value {
    text.replace("\r\n", "\n").into()
}

/// Returns a number, or the text, which the schema then refuses.
fn number(text: &str) -> Value {
    let number = text.trim().parse::<i64>();
    number.map_or_else(|_| text.into(), Value::from)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl FormView {
    /// Creates the form with the stored values, a body of the API.
    pub(super) fn stored(body: &Value, specs: &[FieldSpec]) -> Self {
        let mut form = Self::default();
        for (name, kind) in specs {
            let value = member(body, name);
            let texts = value.as_array().into_iter().flatten();
            let texts = texts.filter_map(Value::as_str).map(str::to_owned);
            match kind {
                FieldKind::Choices => drop(form.chosen.insert((*name).to_owned(), texts.collect())),
                FieldKind::Lines => form.set(name, texts.collect::<Vec<_>>().join("\n")),
                FieldKind::Flag if value == &Value::Bool(false) => {}
                _ => match value {
                    Value::Null => {}
                    Value::String(text) => form.set(name, text),
                    other => form.set(name, other.to_string()),
                },
            }
        }
        form
    }

    /// Notes the stored body in the form.
    pub(super) fn made_from(mut self, stored: &Value) -> Self {
        self.set(MADE_FROM, stored.to_string());
        self
    }

    /// Notes again what the form was made from. Sent again after a conflict, it replaces what is stored now of the members
    /// that are in conflict.
    pub(super) fn made_from_before(
        self,
        fields: &FormFields,
        (stored, problem): (&Value, &Problem),
    ) -> Self {
        let Some(mut made_from) = made_from(fields) else {
            return self;
        };
        for error in problem.errors.iter() {
            if error.code == "conflict" {
                set_member(
                    &mut made_from,
                    &error.field,
                    member(stored, &error.field).clone(),
                );
            }
        }
        self.made_from(&made_from)
    }

    /// Creates the form as it was sent, except for passwords.
    pub(super) fn typed(fields: &FormFields, specs: &[FieldSpec]) -> Self {
        let mut form = Self::default();
        form.retype(fields, specs);
        form
    }

    /// Replaces stored values by what was sent.
    pub(super) fn retype(&mut self, fields: &FormFields, specs: &[FieldSpec]) {
        for (name, kind) in specs {
            match kind {
                _ if name.contains("password") => {}
                FieldKind::Choices => {
                    let chosen = fields.all(name).map(str::to_owned);
                    self.chosen.insert((*name).to_owned(), chosen.collect());
                }
                _ => match fields.get(name) {
                    Some(text) => self.set(name, text),
                    None => drop(self.values.remove(*name)),
                },
            }
        }
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Returns the message of an error, with the line or the choice that it is about.
    fn message_of(&self, error: &FieldError, field: &str, language: Language) -> String {
        let message = error.message.to_text(language);
        let entry = error.field[field.len()..].trim_start_matches('.');
        let Ok(entry) = entry.parse::<usize>() else {
            return message;
        };
        if let Some(chosen) = self.chosen.get(field) {
            let choice = chosen.get(entry).map_or("", String::as_str);
            return format!("{choice}: {message}");
        }
        let text = self.values.get(field).map_or("", String::as_str);
        Message::new("mod-line-error")
            .with("line", line_of(text, entry).to_string())
            .with("error", message)
            .to_text(language)
    }

    /// Adds what is wrong: beside its field, or above the form.
    pub(super) fn refuse(mut self, problem: &Problem, specs: &[FieldSpec]) -> Self {
        let language = language();
        let mut above = Vec::new();
        for error in problem.errors.iter() {
            match field_of(error, specs) {
                Some(field) => {
                    let message = self.message_of(error, field, language);
                    self.errors.push(FormFieldError { field, message });
                }
                None => above.push(error.message.to_text(language)),
            }
        }
        let detail = || problem.detail.to_text(language);
        self.message = Some(if above.is_empty() {
            detail()
        } else {
            above.join(" ")
        });
        self
    }
}

/// Returns the number, from 1 on, of the line with an entry of a list: blank lines are no entries.
fn line_of(text: &str, entry: usize) -> usize {
    let lines = text.lines().enumerate();
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines.nth(entry).map_or(entry, |(at, _)| at) + 1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SPECS: [FieldSpec; 7] = [
        ("name", FieldKind::Text),
        ("note", FieldKind::Optional),
        ("guests.max", FieldKind::Integer),
        ("days", FieldKind::OptionalInteger),
        ("guests.allowed", FieldKind::Flag),
        ("words", FieldKind::Lines),
        ("sites", FieldKind::Choices),
    ];

    fn form(fields: &[(&str, &str)]) -> FormFields {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        FormFields(fields.collect())
    }

    #[test]
    fn a_form_is_a_body_and_shows_the_same_again() {
        let sent = form(&[
            ("name", "Ann"),
            ("note", "one\r\ntwo"),
            ("guests.max", "7"),
            ("days", ""),
            ("guests.allowed", "1"),
            ("words", " a \r\n\r\nb"),
            ("sites", "x"),
            ("sites", "y"),
        ]);
        let body = body_of(&sent, &SPECS);
        let expected = json!({
            "name": "Ann", "note": "one\ntwo", "guests": { "max": 7, "allowed": true }, "words": ["a", "b"],
            "sites": ["x", "y"],
        });
        assert_eq!(body, expected);
        let shown = FormView::stored(&body, &SPECS);
        assert_eq!(shown.values["words"], "a\nb");
        assert_eq!(shown.values["guests.max"], "7");
        assert_eq!(shown.chosen["sites"], ["x", "y"]);
        let empty = body_of(&form(&[("guests.max", "x")]), &SPECS);
        let expected = json!({
            "name": "", "guests": { "max": "x", "allowed": false }, "words": [], "sites": [],
        });
        assert_eq!(empty, expected);
    }
}
