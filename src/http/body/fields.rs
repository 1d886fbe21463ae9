//! Reads the members of a body one by one and reports all wrong ones together.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::field_errors::{FieldErrors, UNKNOWN};
use crate::{
    http::{FieldError, response::problem::Problem},
    locale::Message,
    text::FieldWarning,
};

/// The format of a body. It decides how a value is parsed, not what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// JSON: values have types.
    Json,
    /// A form: all values are text, and an empty value counts as absent.
    Form,
}

/// The field in which a browser names the encoding of a form (HTML standard, section 4.10.21.4).
pub(crate) const CHARSET_FIELD: &str = "_charset_";

/// The largest number of files of a form that are named in warnings. All files are ignored.
const FILES_MAX: usize = 50;

/// The members of a body in either format.
#[derive(Clone, Debug)]
pub struct Source {
    members: Map<String, Value>,
    wire: Wire,
    /// Names that a form sent more than once.
    repeated: Vec<String>,
    /// Names of the files that a form sent.
    files: Vec<String>,
}

impl Source {
    /// Creates a source from a parsed JSON text. A value that is not an object is a field error of the
    /// whole body (`""`).
    pub fn json(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Object(members) => Ok(Self {
                members,
                wire: Wire::Json,
                repeated: Vec::new(),
                files: Vec::new(),
            }),
            _ => Err(Problem::field(
                "",
                "wrong_type",
                Message::new("field-body-object"),
            )),
        }
    }

    /// Creates a source from the pairs of a form. If a name occurs more than once, its first non-empty
    /// value is used.
    #[must_use]
    pub fn form(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut members = Map::new();
        let mut repeated: Vec<String> = Vec::new();
        for (name, value) in pairs {
            match members.get_mut(&name) {
                Some(first) => {
                    if first.as_str() == Some("") {
                        *first = Value::String(value);
                    }
                    if !repeated.contains(&name) {
                        repeated.push(name);
                    }
                }
                None => {
                    members.insert(name, Value::String(value));
                }
            }
        }
        Self {
            members,
            wire: Wire::Form,
            repeated,
            files: Vec::new(),
        }
    }

    /// Adds the names of files, which are ignored.
    #[must_use]
    pub fn with_files(self, files: Vec<String>) -> Self {
        Self { files, ..self }
    }

    /// Returns whether a form sent one of these fields more than once.
    pub fn repeated(&self, known: &[&str]) -> bool {
        let mut repeated = self.repeated.iter();
        repeated.any(|name| known.contains(&name.as_str()))
    }

    pub fn wire(&self) -> Wire {
        self.wire
    }

    /// Returns the text of a member as typed, for showing a refused form again.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    /// Starts reading. `known` lists all permitted names. Other names are errors in JSON; a form is written
    /// by the author of a page, so there they are ignored with a warning.
    pub fn fields(&self, known: &[&str]) -> Fields<'_> {
        let mut fields = Fields::new(&self.members, self.wire, String::new(), known);
        for name in &self.repeated {
            if known.contains(&name.as_str()) {
                fields.warn(name, "repeated", Message::new("warning-repeated"));
            }
        }
        for name in self.files.iter().take(FILES_MAX) {
            fields.warn(name, "file", Message::new("warning-file"));
        }
        fields
    }
}

/// A reading in progress. Each method records what is wrong and continues; [`Fields::finish`] reports it.
///
/// ```ignore
/// let mut fields = source.fields(&["page", "text", "parent_id"]);
/// fields.required("page");
/// let page = fields.text("page");
/// let parent = fields.uuid("parent_id");
/// fields.finish()?;
/// ```
#[derive(Debug)]
pub struct Fields<'a> {
    members: &'a Map<String, Value>,
    wire: Wire,
    prefix: String,
    errors: FieldErrors,
    warnings: Vec<FieldWarning>,
}

impl<'a> Fields<'a> {
    fn new(members: &'a Map<String, Value>, wire: Wire, prefix: String, known: &[&str]) -> Self {
        let mut fields = Self {
            members,
            wire,
            prefix,
            errors: FieldErrors::default(),
            warnings: Vec::new(),
        };
        for name in members.keys() {
            if known.contains(&name.as_str()) {
                continue;
            }
            match wire {
                Wire::Json => fields.note(name, UNKNOWN, unknown_message(known)),
                Wire::Form if name == CHARSET_FIELD => {}
                Wire::Form => {
                    fields.warn(name, UNKNOWN, Message::new("warning-unknown"));
                }
            }
        }
        fields
    }

    /// Returns whether the member was sent with a value.
    pub fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// Records an error that a validator found.
    pub fn note(&mut self, name: &str, code: &'static str, message: impl Into<Message>) {
        let field = format!("{}{name}", self.prefix);
        self.errors.push(FieldError::new(field, code, message));
    }

    /// Records that a field was repaired or ignored, which only the author of the page can prevent. The
    /// request continues; see [`Fields::take_warnings`].
    pub fn warn(&mut self, name: &str, code: &'static str, message: impl Into<Message>) {
        self.push_warning(FieldWarning::new(name, code, message));
    }

    /// Records a warning that was created elsewhere; its field is relative to the object being read.
    pub fn push_warning(&mut self, mut warning: FieldWarning) {
        warning.field.insert_str(0, &self.prefix);
        self.warnings.push(warning);
    }

    /// Returns all warnings so far. Must be called before [`Fields::finish`].
    pub fn take_warnings(&mut self) -> Vec<FieldWarning> {
        std::mem::take(&mut self.warnings)
    }

    /// Reads a text, if sent.
    pub fn text(&mut self, name: &str) -> Option<&'a str> {
        let value = self.member(name)?;
        let text = value.as_str();
        if text.is_none() {
            self.wrong_type(name, "field-type-text");
        }
        text
    }

    /// Returns the raw value of a member, if sent.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.member(name)
    }

    /// Parses a text with `read` and records its error: `fields.parse("email", Email::parse)`. The error is
    /// a pair of code and message.
    pub fn parse<T, M: Into<Message>>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, (&'static str, M)>,
    ) -> Option<T> {
        match read(self.text(name)?) {
            Ok(value) => Some(value),
            Err((code, message)) => {
                self.note(name, code, message);
                None
            }
        }
    }

    /// Reads a boolean; forms send `on`, `true`, `1`, `yes` or `off`, `false`, `0`, `no`.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.member(name)?;
        let read = match (self.wire, value) {
            (Wire::Json, value) => value.as_bool(),
            (Wire::Form, Value::String(text)) => match text.as_str() {
                "on" | "true" | "1" | "yes" => Some(true),
                "off" | "false" | "0" | "no" => Some(false),
                _ => None,
            },
            (Wire::Form, _) => None,
        };
        if read.is_none() {
            self.wrong_type(name, "field-type-boolean");
        }
        read
    }

    /// Reads an id.
    pub fn uuid(&mut self, name: &str) -> Option<Uuid> {
        self.parse(name, |text| {
            Uuid::try_parse(text).map_err(|_| ("invalid", Message::new("field-id")))
        })
    }

    /// Reads a nested object with `read`; its errors are named with a dotted path.
    pub fn object<T>(
        &mut self,
        name: &str,
        known: &[&str],
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> Option<T> {
        let Value::Object(members) = self.member(name)? else {
            self.wrong_type(name, "field-type-object");
            return None;
        };
        let prefix = format!("{}{name}.", self.prefix);
        let mut inner = Fields::new(members, self.wire, prefix, known);
        let value = read(&mut inner);
        self.errors.append(inner.errors);
        self.warnings.append(&mut inner.warnings);
        Some(value)
    }

    /// Returns whether the member is present, and records an error if it is missing.
    pub fn required(&mut self, name: &str) -> bool {
        let there = self.has(name);
        if !there {
            self.note(name, "required", Message::new("field-required"));
        }
        there
    }

    /// Returns the 422 problem with every recorded error, if there is one.
    pub fn finish(self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.errors))
        }
    }

    /// Absent, `null` and the empty text are equivalent: scripts send all members of a form, whether or not
    /// something was typed.
    fn member(&self, name: &str) -> Option<&'a Value> {
        self.members
            .get(name)
            .filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    fn wrong_type(&mut self, name: &str, key: &'static str) {
        self.note(name, "wrong_type", Message::new(key));
    }
}

/// Returns a message that lists the known names.
pub(crate) fn unknown_message(known: &[&str]) -> Message {
    if known.is_empty() {
        Message::new("field-unknown-none")
    } else {
        Message::new("field-unknown").with("known", known.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn wrong(result: Result<(), Problem>) -> Vec<(String, &'static str)> {
        result
            .err()
            .map(|problem| {
                problem
                    .errors
                    .into_iter()
                    .map(|e| (e.field, e.code))
                    .collect()
            })
            .unwrap_or_default()
    }

    #[test]
    fn all_wrong_fields_are_named_at_once_with_their_path() {
        let source = Source::json(json!({
            "text": 5, "subscribe": "yes", "author": {"email": 1, "status": "admin"}, "extra": null,
        }))
        .unwrap();
        let mut fields = source.fields(&["page", "text", "subscribe", "author"]);
        assert!(!fields.required("page"));
        assert_eq!(fields.text("text"), None);
        assert_eq!(fields.boolean("subscribe"), None);
        let name = fields.object("author", &["name", "email"], |author| {
            author.text("email");
            author.required("name")
        });
        assert_eq!(name, Some(false));
        let mut found = wrong(fields.finish());
        found.sort();
        let expected = [
            ("author.email", "wrong_type"),
            ("author.name", "required"),
            ("author.status", "unknown"),
            ("extra", "unknown"),
            ("page", "required"),
            ("subscribe", "wrong_type"),
            ("text", "wrong_type"),
        ];
        assert_eq!(
            found,
            expected.map(|(field, code)| (field.to_owned(), code))
        );
    }

    #[test]
    fn a_form_says_the_same_in_text() {
        let pairs = [
            ("page", "/a"),
            ("subscribe", "on"),
            ("limit", "7"),
            ("website", ""),
        ];
        let source = Source::form(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
        let mut fields = source.fields(&["page", "subscribe", "limit", "website"]);
        assert_eq!(fields.text("page"), Some("/a"));
        assert_eq!(fields.boolean("subscribe"), Some(true));
        assert_eq!(fields.text("website"), None);
        assert!(fields.finish().is_ok());
    }

    #[test]
    fn of_a_repeated_field_the_first_value_that_is_not_empty_counts_with_a_warning() {
        let pairs = [
            ("a", ""),
            ("a", "b"),
            ("a", "c"),
            ("x", "1"),
            ("x", "2"),
            ("_charset_", "utf-8"),
        ];
        let source = Source::form(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
        let mut fields = source.fields(&["a"]);
        assert_eq!(fields.text("a"), Some("b"));
        let warnings = fields.take_warnings();
        let found: Vec<_> = warnings
            .iter()
            .map(|w| (w.field.as_str(), w.code))
            .collect();
        assert_eq!(found, [("x", "unknown"), ("a", "repeated")]);
        assert!(fields.finish().is_ok());
    }

    #[test]
    fn a_warning_inside_an_object_has_its_path() {
        let source = Source::json(json!({"author": {"name": "Ann"}})).unwrap();
        let mut fields = source.fields(&["author"]);
        fields.object("author", &["name"], |author| {
            author.warn("name", "odd", "Odd.");
        });
        assert_eq!(fields.take_warnings()[0].field, "author.name");
    }

    #[test]
    fn an_empty_member_of_json_counts_as_absent() {
        let source = Source::json(json!({"a": "", "b": "", "c": "", "d": ""})).unwrap();
        let mut fields = source.fields(&["a", "b", "c", "d"]);
        assert_eq!((fields.text("a"), fields.boolean("b")), (None, None));
        assert_eq!(fields.uuid("c"), None);
        assert!(!fields.required("d"));
        assert_eq!(wrong(fields.finish()), [("d".to_owned(), "required")]);
    }

    #[test]
    fn a_body_that_is_no_object_is_a_field_error_of_the_whole() {
        for value in [json!([]), json!(1), json!("x"), json!(null)] {
            assert_eq!(
                Source::json(value).unwrap_err().errors[0].code,
                "wrong_type"
            );
        }
    }

    proptest! {
        #[test]
        fn every_unknown_name_is_reported(names in prop::collection::btree_set("[a-z]{1,6}", 0..8)) {
            let members: Map<_, _> = names.iter().map(|n| (n.clone(), json!(1))).collect();
            let source = Source::json(Value::Object(members)).unwrap();
            let found = wrong(source.fields(&[]).finish());
            prop_assert_eq!(found.len(), names.len());
        }
    }
}
