//! Reads a body as its documented type and reports all wrong fields together.

use std::collections::BTreeSet;

use poem_openapi::types::{ParseFromJSON, Type};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    field_errors::WRONG_TYPE,
    findings::Findings,
    form::SentForm,
    schema::{BodyFormat, Shape},
};
use crate::{http::response::problem::Problem, locale::Message};

/// The largest number of files of a form that are named in warnings. All files are ignored.
const FILES_MAX: usize = 50;

/// A type of which a part can be read: a missing or wrong member has its default.
pub trait PartialBody: Type + DeserializeOwned + Default + 'static {}

impl<T: Type + DeserializeOwned + Default + 'static> PartialBody for T {}

/// Reads `T` from a JSON value: returns the value, or a 422 problem with all wrong fields.
pub fn read<T: ParseFromJSON + 'static>(mut value: Value) -> Result<T, Problem> {
    let mut findings = Shape::of::<T>().check(BodyFormat::Json, &mut value);
    findings.finish(Some(()))?;
    T::parse_from_json(Some(value)).map_err(|error| wrong_shape(error.into_message()))
}

fn wrong_shape(cause: String) -> Problem {
    Problem {
        cause: Some(cause),
        ..Problem::field("", "invalid", Message::new("field-shape"))
    }
}

/// Reads what is readable of the JSON of a form's script, and reports the rest. A value that is not an
/// object is a field error of the whole body (`""`).
pub fn read_form_json<T: PartialBody>(value: Value) -> Result<(T, Findings), Problem> {
    if !value.is_object() {
        let message = Message::new("field-body-object");
        return Err(Problem::field("", WRONG_TYPE, message));
    }
    read_partly(&Shape::of::<T>(), BodyFormat::FormJson, value)
}

/// Reads what is readable of a form, and reports the rest. If a name occurs more than once, its first
/// non-empty value is used.
pub fn read_form<T: PartialBody>(form: SentForm) -> Result<(T, Findings), Problem> {
    let mut members = Map::new();
    let mut repeated = BTreeSet::new();
    for (name, value) in form.pairs {
        match members.get_mut(&name) {
            Some(first) => {
                if first == "" {
                    *first = value.into();
                }
                repeated.insert(name);
            }
            None => drop(members.insert(name, value.into())),
        }
    }
    let shape = Shape::of::<T>();
    let (value, mut findings) = read_partly(&shape, BodyFormat::Form, Value::Object(members))?;
    for name in repeated.iter().filter(|name| shape.has(name)) {
        findings.warn(name, "repeated", Message::new("warning-repeated"));
    }
    for name in form.files.iter().take(FILES_MAX) {
        findings.warn(name, "file", Message::new("warning-file"));
    }
    Ok((value, findings))
}

fn read_partly<T: PartialBody>(
    shape: &Shape,
    format: BodyFormat,
    mut value: Value,
) -> Result<(T, Findings), Problem> {
    let findings = shape.check(format, &mut value);
    let value = serde_json::from_value(value).map_err(|error| wrong_shape(error.to_string()))?;
    Ok((value, findings))
}

#[cfg(test)]
mod tests {
    use poem_openapi::{Enum, Object};
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[derive(Debug, PartialEq, Enum)]
    #[oai(rename_all = "snake_case")]
    enum TestMode {
        First,
        All,
    }

    #[derive(Debug, Default, PartialEq, Deserialize, Object)]
    #[serde(default)]
    struct TestPerson {
        #[oai(validator(min_length = 1, max_length = 5))]
        name: String,
        email: Option<String>,
    }

    #[derive(Debug, PartialEq, Object)]
    struct TestExample {
        mode: TestMode,
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: u32,
        id: Option<Uuid>,
        author: Option<TestPerson>,
        #[oai(default, validator(max_items = 2))]
        people: Vec<TestPerson>,
    }

    /// A body of which a part can be read.
    #[derive(Debug, Default, PartialEq, Deserialize, Object)]
    #[serde(default)]
    struct TestPost {
        #[oai(validator(max_length = 5))]
        text: String,
        id: Option<Uuid>,
        subscribe: Option<bool>,
        limit: Option<u32>,
        author: Option<TestPerson>,
    }

    fn errors_of(problem: Problem) -> Vec<(String, &'static str)> {
        let errors = problem.errors.into_iter();
        let mut found: Vec<_> = errors.map(|e| (e.field, e.code)).collect();
        found.sort();
        found
    }

    fn wrong(value: Value) -> Vec<(String, &'static str)> {
        errors_of(read::<TestExample>(value).unwrap_err())
    }

    fn sent<const N: usize>(pairs: [(&str, &str); N], files: usize) -> (TestPost, Findings) {
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let files = (0..files).map(|n| format!("file{n}")).collect();
        let pairs = pairs.to_vec();
        read_form(SentForm { pairs, files }).unwrap()
    }

    fn warnings(findings: &Findings) -> Vec<(&str, &'static str)> {
        let warnings = findings.warnings.iter();
        warnings.map(|w| (w.field.as_str(), w.code)).collect()
    }

    fn pairs<const N: usize>(expected: [(&str, &'static str); N]) -> Vec<(String, &'static str)> {
        expected
            .map(|(field, code)| (field.to_owned(), code))
            .to_vec()
    }

    #[test]
    fn a_good_value_is_read_and_null_is_the_same_as_absent() {
        let read = read::<TestExample>(
            json!({"mode": "all", "limit": 100, "id": null, "author": {"name": "Ann"}}),
        )
        .unwrap();
        assert_eq!(read.limit, 100);
        assert_eq!(read.mode, TestMode::All);
        assert_eq!(
            read.author,
            Some(TestPerson {
                name: "Ann".to_owned(),
                email: None
            })
        );
    }

    #[test]
    fn every_wrong_place_is_named_with_its_path() {
        let found = wrong(json!({
            "mode": "some", "limit": 101, "id": "x", "role": "admin",
            "author": {"name": "", "email": 5, "is_admin": true},
            "people": [{"name": "Ann"}, {"name": "Barbara"}, {}],
        }));
        let expected = pairs([
            ("author.email", "wrong_type"),
            ("author.is_admin", "unknown"),
            ("author.name", "too_short"),
            ("id", "invalid"),
            ("limit", "too_large"),
            ("mode", "invalid"),
            ("people", "too_long"),
            ("people.1.name", "too_long"),
            ("people.2.name", "required"),
            ("role", "unknown"),
        ]);
        assert_eq!(found, expected);
    }

    #[test]
    fn missing_fields_are_named_too() {
        assert_eq!(
            wrong(json!({})),
            pairs([("limit", "required"), ("mode", "required")])
        );
        assert_eq!(wrong(json!([])), pairs([("", "wrong_type")]));
        let found = wrong(json!({"limit": -1, "mode": null}));
        assert_eq!(found, pairs([("limit", "too_small"), ("mode", "invalid")]));
    }

    #[test]
    fn messages_speak_of_the_field_and_not_of_types_of_the_program() {
        let problem = read::<TestExample>(json!({"mode": "some", "limit": "9"})).unwrap_err();
        let texts: Vec<_> = problem
            .errors
            .iter()
            .map(|e| e.message.to_string())
            .collect();
        assert_eq!(
            texts,
            ["Must be a whole number.", "Must be one of: `first`, `all`."]
        );
    }

    #[test]
    fn what_is_readable_is_read_and_everything_else_is_named_with_its_path() {
        let (post, mut findings) = read_form_json::<TestPost>(json!({
            "text": "too long", "id": "x", "subscribe": "yes", "limit": -1, "extra": null,
            "author": {"email": 1, "status": "admin"},
        }))
        .unwrap();
        let expected = pairs([
            ("author.email", "wrong_type"),
            ("author.name", "required"),
            ("author.status", "unknown"),
            ("extra", "unknown"),
            ("id", "invalid"),
            ("limit", "too_small"),
            ("subscribe", "wrong_type"),
            ("text", "too_long"),
        ]);
        assert_eq!(errors_of(findings.finish(Some(())).unwrap_err()), expected);
        let read = TestPost {
            text: "too long".to_owned(),
            author: Some(TestPerson::default()),
            ..TestPost::default()
        };
        assert_eq!(post, read);
    }

    #[test]
    fn a_form_says_the_same_in_text() {
        let form = [
            ("text", "Hi"),
            ("subscribe", "on"),
            ("limit", "7"),
            ("id", ""),
        ];
        let (post, mut findings) = sent(form, 0);
        let read = TestPost {
            text: "Hi".to_owned(),
            subscribe: Some(true),
            limit: Some(7),
            ..TestPost::default()
        };
        assert_eq!(post, read);
        assert!(findings.finish(Some(())).is_ok());
        let (_, mut findings) = sent([("subscribe", "maybe"), ("limit", "x"), ("author", "a")], 0);
        let expected = pairs([
            ("author", "wrong_type"),
            ("limit", "wrong_type"),
            ("subscribe", "wrong_type"),
            ("text", "required"),
        ]);
        assert_eq!(errors_of(findings.finish(Some(())).unwrap_err()), expected);
    }

    #[test]
    fn of_a_repeated_field_the_first_value_that_is_not_empty_counts_with_a_warning() {
        let pairs = [
            ("text", ""),
            ("text", "b"),
            ("text", "c"),
            ("x", "1"),
            ("x", "2"),
            ("_charset_", "utf-8"),
        ];
        let (post, mut findings) = sent(pairs, 0);
        assert_eq!(post.text, "b");
        let expected = [("x", "unknown"), ("text", "repeated")];
        assert_eq!(warnings(&findings), expected);
        assert!(findings.finish(Some(())).is_ok());
    }

    #[test]
    fn files_are_ignored_and_fifty_of_them_are_named() {
        let (_, findings) = sent([("text", "a")], 60);
        assert_eq!(findings.warnings.len(), FILES_MAX);
        assert_eq!(warnings(&findings)[0], ("file0", "file"));
    }

    #[test]
    fn an_empty_member_of_a_forms_json_counts_as_absent() {
        let empty = json!({"text": "", "id": "", "subscribe": "", "author": null, "limit": ""});
        let (post, mut findings) = read_form_json::<TestPost>(empty).unwrap();
        assert_eq!(post, TestPost::default());
        let found = errors_of(findings.finish(Some(())).unwrap_err());
        assert_eq!(found, pairs([("text", "required")]));
    }

    #[test]
    fn a_body_that_is_no_object_is_a_field_error_of_the_whole() {
        for value in [json!([]), json!(1), json!("x"), json!(null)] {
            let problem = read_form_json::<TestPost>(value).unwrap_err();
            assert_eq!(errors_of(problem), pairs([("", "wrong_type")]));
        }
    }

    proptest! {
        #[test]
        fn every_unknown_name_is_reported(names in prop::collection::btree_set("z[a-z]{1,6}", 0..8)) {
            let mut members: Map<_, _> = names.iter().map(|n| (n.clone(), json!(1))).collect();
            members.insert("text".to_owned(), json!("a"));
            let (_, mut findings) = read_form_json::<TestPost>(Value::Object(members)).unwrap();
            let found = findings.finish(Some(())).err().map(errors_of).unwrap_or_default();
            prop_assert_eq!(found.len(), names.len());
        }
    }
}
