//! Validates a JSON value against the documented schema of a type and reports every mismatch.
//!
//! poem-openapi's own parser stops at the first error and speaks of Rust types. This module walks the same
//! schema that the API document contains, so document and behavior cannot differ.

use std::{
    any::TypeId,
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, Mutex},
};

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::{ParseFromJSON, Type},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{field_errors::FieldErrors, fields::unknown_message};
use crate::{
    clock::Timestamp,
    http::{FieldError, response::problem::Problem},
    locale::Message,
};

/// The schema of a type with all schemas that it refers to.
struct Shape {
    root: MetaSchemaRef,
    named: BTreeMap<String, MetaSchema>,
}

static SHAPES: LazyLock<Mutex<HashMap<TypeId, Arc<Shape>>>> = LazyLock::new(Mutex::default);

fn shape<T: Type + 'static>() -> Arc<Shape> {
    let mut shapes = SHAPES.lock().unwrap_or_else(|e| e.into_inner());
    let shape = shapes.entry(TypeId::of::<T>()).or_insert_with(|| {
        let mut registry = Registry::new();
        T::register(&mut registry);
        Arc::new(Shape {
            root: T::schema_ref(),
            named: registry.schemas,
        })
    });
    Arc::clone(shape)
}

/// Reads `T` from a JSON value: returns the value, or a 422 problem with all wrong fields.
pub fn read<T: ParseFromJSON + 'static>(value: Value) -> Result<T, Problem> {
    let shape = shape::<T>();
    let mut walk = Walk {
        shape: &shape,
        errors: FieldErrors::default(),
    };
    walk.reference(&shape.root, &value, "");
    if !walk.errors.is_empty() {
        return Err(Problem::invalid(walk.errors));
    }
    T::parse_from_json(Some(value)).map_err(|error| Problem {
        cause: Some(error.into_message()),
        ..Problem::field("", "invalid", Message::new("field-shape"))
    })
}

struct Walk<'a> {
    shape: &'a Shape,
    errors: FieldErrors,
}

impl<'a> Walk<'a> {
    fn note(&mut self, path: &str, code: &'static str, message: impl Into<Message>) {
        self.errors.push(FieldError::new(path, code, message));
    }

    fn reference(&mut self, reference: &'a MetaSchemaRef, value: &Value, path: &str) {
        match reference {
            MetaSchemaRef::Inline(schema) => self.schema(schema, value, path),
            MetaSchemaRef::Reference(name) => {
                if let Some(schema) = self.shape.named.get(name) {
                    self.schema(schema, value, path);
                }
            }
        }
    }

    fn schema(&mut self, schema: &'a MetaSchema, value: &Value, path: &str) {
        // A reference with validators of its own is written as `allOf`; the inline part repeats the outer
        // one and has no type.
        for part in &schema.all_of {
            self.reference(part, value, path);
        }
        if !schema.enum_items.is_empty() && !schema.enum_items.contains(value) {
            let words: Vec<_> = schema.enum_items.iter().map(word).collect();
            self.note(
                path,
                "invalid",
                Message::new("field-one-of").with("choices", words.join(", ")),
            );
            return;
        }
        match (schema.ty, value) {
            ("object", Value::Object(members)) => self.object(schema, members, path),
            ("array", Value::Array(items)) => self.array(schema, items, path),
            ("string", Value::String(text)) => self.text(schema, text, path),
            ("integer", Value::Number(number)) if number.is_i64() || number.is_u64() => {
                self.number(schema, value, path);
            }
            ("number", Value::Number(_)) => self.number(schema, value, path),
            ("boolean", Value::Bool(_)) => {}
            ("object", _) => self.note(path, "wrong_type", Message::new("field-type-object")),
            ("array", _) => self.note(path, "wrong_type", Message::new("field-type-list")),
            ("string", _) => self.note(path, "wrong_type", Message::new("field-type-text")),
            ("integer", _) => self.note(path, "wrong_type", Message::new("field-type-integer")),
            ("number", _) => self.note(path, "wrong_type", Message::new("field-type-number")),
            ("boolean", _) => self.note(path, "wrong_type", Message::new("field-type-boolean")),
            // Alternatives (`anyOf`, `oneOf`) and free values are left to the type itself.
            _ => {}
        }
    }

    fn object(&mut self, schema: &'a MetaSchema, members: &Map<String, Value>, path: &str) {
        let inside = |name: &str| {
            if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            }
        };
        for (name, value) in members {
            let property = schema.properties.iter().find(|(known, _)| known == name);
            if let Some((known, property)) = property {
                // Optional members may be `null`.
                if !value.is_null() || schema.required.contains(known) {
                    self.reference(property, value, &inside(name));
                }
            } else if let Some(free) = &schema.additional_properties {
                self.reference(free, value, &inside(name));
            } else {
                let known: Vec<_> = schema.properties.iter().map(|(name, _)| *name).collect();
                self.note(&inside(name), "unknown", unknown_message(&known));
            }
        }
        for name in &schema.required {
            if !members.contains_key(*name) {
                self.note(&inside(name), "required", Message::new("field-required"));
            }
        }
        self.count(
            schema.min_properties,
            schema.max_properties,
            members.len(),
            path,
            false,
        );
    }

    fn array(&mut self, schema: &'a MetaSchema, items: &[Value], path: &str) {
        if let Some(item_schema) = &schema.items {
            for (index, item) in items.iter().enumerate() {
                let place = if path.is_empty() {
                    index.to_string()
                } else {
                    format!("{path}.{index}")
                };
                self.reference(item_schema, item, &place);
            }
        }
        self.count(schema.min_items, schema.max_items, items.len(), path, false);
        let twice = || {
            items
                .iter()
                .enumerate()
                .any(|(i, item)| items[..i].contains(item))
        };
        if schema.unique_items == Some(true) && twice() {
            self.note(path, "repeated", Message::new("field-twice"));
        }
    }

    fn text(&mut self, schema: &MetaSchema, text: &str, path: &str) {
        self.count(
            schema.min_length,
            schema.max_length,
            text.chars().count(),
            path,
            true,
        );
        if schema.format == Some("date-time") && Timestamp::parse(text).is_none() {
            let message = Message::new("field-time");
            self.note(path, "invalid", message);
        }
        if schema.format == Some("uuid") && Uuid::try_parse(text).is_err() {
            self.note(path, "invalid", Message::new("field-id"));
        }
    }

    fn count(
        &mut self,
        min: Option<usize>,
        max: Option<usize>,
        count: usize,
        path: &str,
        of_characters: bool,
    ) {
        if let Some(min) = min.filter(|min| count < *min) {
            let key = if of_characters {
                "field-too-short"
            } else {
                "field-too-few"
            };
            self.note(path, "too_short", Message::new(key).count("min", min));
        }
        if let Some(max) = max.filter(|max| count > *max) {
            let key = if of_characters {
                "field-too-long"
            } else {
                "field-too-many"
            };
            let message = Message::new(key).count("max", max).count("count", count);
            self.note(path, "too_long", message);
        }
    }

    fn number(&mut self, schema: &MetaSchema, value: &Value, path: &str) {
        let Some(number) = value.as_f64() else { return };
        let (least, most) = match schema.format {
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            Some("uint32") => (0.0, f64::from(u32::MAX)),
            Some("uint16") => (0.0, f64::from(u16::MAX)),
            Some("uint64") => (0.0, f64::MAX),
            _ => (f64::MIN, f64::MAX),
        };
        let (min, max) = (
            schema.minimum.unwrap_or(least),
            schema.maximum.unwrap_or(most),
        );
        let above = number > min || (number >= min && schema.exclusive_minimum != Some(true));
        let below = number < max || (number <= max && schema.exclusive_maximum != Some(true));
        if !above {
            self.note(
                path,
                "too_small",
                Message::new("field-too-small").with("min", min.to_string()),
            );
        }
        if !below {
            self.note(
                path,
                "too_large",
                Message::new("field-too-large").with("max", max.to_string()),
            );
        }
    }
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), |text| format!("`{text}`"))
}

#[cfg(test)]
mod tests {
    use poem_openapi::{Enum, Object};
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Enum)]
    #[oai(rename_all = "snake_case")]
    enum TestMode {
        First,
        All,
    }

    #[derive(Debug, PartialEq, Object)]
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

    fn wrong(value: Value) -> Vec<(String, &'static str)> {
        let problem = read::<TestExample>(value).unwrap_err();
        let mut found: Vec<_> = problem
            .errors
            .into_iter()
            .map(|e| (e.field, e.code))
            .collect();
        found.sort();
        found
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
}
