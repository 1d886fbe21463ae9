//! Walks a value along the documented schema of its type and reports every mismatch.
//!
//! poem-openapi's own parser stops at the first error and speaks of Rust types. This module walks the same
//! schema that the API document contains, so document and behavior cannot differ.

use std::{
    any::TypeId,
    cell::LazyCell,
    collections::{BTreeMap, HashMap},
    fmt::{Display, Write as _},
    sync::{Arc, LazyLock, Mutex},
};

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    charset::CHARSET_FIELD,
    field_errors::{REQUIRED, UNKNOWN, WRONG_TYPE},
    findings::Findings,
};
use crate::{clock::Timestamp, locale::Message};

/// How a body was sent. It decides how a value is parsed, not what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFormat {
    /// JSON of a program, in which an empty text is a text.
    Json,
    /// JSON of a form's script, which sends all members of the form, whether or not something was typed.
    FormJson,
    /// A form: all values are text.
    Form,
}

impl BodyFormat {
    /// Returns whether `null` and the empty text are equivalent to absence.
    fn is_empty_absent(self) -> bool {
        self != Self::Json
    }
}

/// The schema of a type with all schemas that it refers to.
pub(super) struct Shape {
    root: MetaSchemaRef,
    named: BTreeMap<String, MetaSchema>,
}

static SHAPES: LazyLock<Mutex<HashMap<TypeId, Arc<Shape>>>> = LazyLock::new(Mutex::default);

impl Shape {
    pub(super) fn of<T: Type + 'static>() -> Arc<Self> {
        let mut shapes = SHAPES.lock().unwrap_or_else(|e| e.into_inner());
        let shape = shapes.entry(TypeId::of::<T>()).or_insert_with(|| {
            let mut registry = Registry::new();
            T::register(&mut registry);
            Arc::new(Self {
                root: T::schema_ref(),
                named: registry.schemas,
            })
        });
        Arc::clone(shape)
    }

    /// Reports every mismatch of the value, and removes the members that cannot be read.
    pub(super) fn check(&self, format: BodyFormat, value: &mut Value) -> Findings {
        let mut walk = Walk {
            shape: self,
            format,
            path: String::new(),
            findings: Findings::default(),
        };
        walk.reference(&self.root, value);
        walk.findings
    }

    /// Returns whether the type has a member with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let members = self.resolve(&self.root).map(|schema| &schema.properties);
        members.is_some_and(|members| members.iter().any(|(known, _)| *known == name))
    }

    fn resolve<'a>(&'a self, reference: &'a MetaSchemaRef) -> Option<&'a MetaSchema> {
        match reference {
            MetaSchemaRef::Inline(schema) => Some(schema),
            MetaSchemaRef::Reference(name) => self.named.get(name),
        }
    }
}

/// The messages for too few and too many characters, and items.
const CHARACTERS: (&str, &str) = ("field-too-short", "field-too-long");
const ITEMS: (&str, &str) = ("field-too-few", "field-too-many");

/// The functions return whether the value can be read as its documented type, even if it violates a limit.
struct Walk<'a> {
    shape: &'a Shape,
    format: BodyFormat,
    /// The dotted path of the value that is checked.
    path: String,
    findings: Findings,
}

impl<'a> Walk<'a> {
    fn note(&mut self, code: &'static str, message: impl Into<Message>) {
        self.findings.note(&self.path, code, message);
    }

    /// Notes an error of a value that cannot be read at all.
    fn unreadable(&mut self, code: &'static str, key: &'static str) -> bool {
        self.note(code, Message::new(key));
        false
    }

    /// Calls `check` with the path of a member or item.
    fn inside<R>(&mut self, name: impl Display, check: impl FnOnce(&mut Self) -> R) -> R {
        let end = self.path.len();
        let dot = if end == 0 { "" } else { "." };
        // Writing to a string cannot fail.
        let _ = write!(self.path, "{dot}{name}");
        let checked = check(self);
        self.path.truncate(end);
        checked
    }

    fn reference(&mut self, reference: &'a MetaSchemaRef, value: &mut Value) -> bool {
        let schema = self.shape.resolve(reference);
        schema.is_none_or(|schema| self.schema(schema, value))
    }

    fn schema(&mut self, schema: &'a MetaSchema, value: &mut Value) -> bool {
        // A reference with validators of its own is written as `allOf`; the inline part repeats the outer
        // one and has no type.
        let mut is_readable = true;
        for part in &schema.all_of {
            is_readable &= self.reference(part, value);
        }
        if self.format == BodyFormat::Form {
            convert(schema.ty, value);
        }
        if !schema.enum_items.is_empty() && !schema.enum_items.contains(value) {
            let words: Vec<_> = schema.enum_items.iter().map(word).collect();
            let message = Message::new("field-one-of").with("choices", words.join(", "));
            self.note("invalid", message);
            return false;
        }
        is_readable
            & match (schema.ty, value) {
                ("object", Value::Object(members)) => self.object(schema, members),
                ("array", Value::Array(items)) => self.array(schema, items),
                ("string", Value::String(text)) => self.text(schema, text),
                ("integer", Value::Number(number)) if number.is_i64() || number.is_u64() => {
                    self.number(schema, number.as_f64())
                }
                ("number", Value::Number(number)) => self.number(schema, number.as_f64()),
                ("boolean", Value::Bool(_)) => true,
                ("object", _) => self.unreadable(WRONG_TYPE, "field-type-object"),
                ("array", _) => self.unreadable(WRONG_TYPE, "field-type-list"),
                ("string", _) => self.unreadable(WRONG_TYPE, "field-type-text"),
                ("integer", _) => self.unreadable(WRONG_TYPE, "field-type-integer"),
                ("number", _) => self.unreadable(WRONG_TYPE, "field-type-number"),
                ("boolean", _) => self.unreadable(WRONG_TYPE, "field-type-boolean"),
                // Alternatives (`anyOf`, `oneOf`) and free values are left to the type itself.
                _ => true,
            }
    }

    fn object(&mut self, schema: &'a MetaSchema, members: &mut Map<String, Value>) -> bool {
        let sent = members.len();
        let format = self.format;
        let is_absent = |value: &Value| {
            format.is_empty_absent() && (value.is_null() || value.as_str() == Some(""))
        };
        let missing = |name: &&&'static str| members.get(**name).is_none_or(is_absent);
        let missing: Vec<_> = schema.required.iter().filter(missing).collect();
        let unknown = LazyCell::new(|| unknown_message(schema));
        members.retain(|name, value| {
            let known = schema.properties.iter().find(|(known, _)| known == name);
            match (known, &schema.additional_properties) {
                (Some(_), _) if is_absent(value) => false,
                // Optional members may be `null`.
                (Some((known, _)), _) if value.is_null() && !schema.required.contains(known) => {
                    true
                }
                (Some((_, member)), _) => self.inside(name, |walk| walk.reference(member, value)),
                (None, Some(free)) => self.inside(name, |walk| walk.reference(free, value)),
                (None, None) => {
                    self.inside(name, |walk| walk.unknown(|| unknown.clone()));
                    false
                }
            }
        });
        for name in missing {
            self.inside(name, |walk| walk.unreadable(REQUIRED, "field-required"));
        }
        let limits = (schema.min_properties, schema.max_properties);
        self.count(ITEMS, limits, sent);
        true
    }

    /// Reports a name that the type does not have: an error in JSON. A form is written by the author of a
    /// page, so there it is ignored with a warning.
    fn unknown(&mut self, message: impl FnOnce() -> Message) {
        if self.format != BodyFormat::Form {
            self.note(UNKNOWN, message());
        } else if self.path != CHARSET_FIELD {
            let message = Message::new("warning-unknown");
            self.findings.warn(&self.path, UNKNOWN, message);
        }
    }

    fn array(&mut self, schema: &'a MetaSchema, items: &mut [Value]) -> bool {
        let mut is_readable = true;
        if let Some(item_schema) = &schema.items {
            for (index, item) in items.iter_mut().enumerate() {
                is_readable &= self.inside(index, |walk| walk.reference(item_schema, item));
            }
        }
        self.count(ITEMS, (schema.min_items, schema.max_items), items.len());
        let mut places = items.iter().enumerate();
        if schema.unique_items == Some(true) && places.any(|(i, item)| items[..i].contains(item)) {
            self.note("repeated", Message::new("field-twice"));
        }
        is_readable
    }

    fn text(&mut self, schema: &MetaSchema, text: &str) -> bool {
        let limits = (schema.min_length, schema.max_length);
        if limits != (None, None) {
            self.count(CHARACTERS, limits, text.chars().count());
        }
        match schema.format {
            Some("date-time") if Timestamp::parse(text).is_none() => {
                self.unreadable("invalid", "field-time")
            }
            Some("uuid") if Uuid::try_parse(text).is_err() => {
                self.unreadable("invalid", "field-id")
            }
            _ => true,
        }
    }

    /// Notes a count outside of its limits, with the messages for too few and too many.
    fn count(
        &mut self,
        (few, many): (&'static str, &'static str),
        (min, max): (Option<usize>, Option<usize>),
        count: usize,
    ) {
        if let Some(min) = min.filter(|min| count < *min) {
            self.note("too_short", Message::new(few).count("min", min));
        }
        if let Some(max) = max.filter(|max| count > *max) {
            let message = Message::new(many).count("max", max).count("count", count);
            self.note("too_long", message);
        }
    }

    fn number(&mut self, schema: &MetaSchema, number: Option<f64>) -> bool {
        let Some(number) = number else { return true };
        let (least, most) = match schema.format {
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            Some("uint32") => (0.0, f64::from(u32::MAX)),
            Some("uint16") => (0.0, f64::from(u16::MAX)),
            Some("uint64") => (0.0, f64::MAX),
            _ => (f64::MIN, f64::MAX),
        };
        let min = schema.minimum.unwrap_or(least);
        let max = schema.maximum.unwrap_or(most);
        let is_above = number > min || (number >= min && schema.exclusive_minimum != Some(true));
        let is_below = number < max || (number <= max && schema.exclusive_maximum != Some(true));
        if !is_above {
            let message = Message::new("field-too-small").with("min", min.to_string());
            self.note("too_small", message);
        }
        if !is_below {
            let message = Message::new("field-too-large").with("max", max.to_string());
            self.note("too_large", message);
        }
        is_above && is_below
    }
}

/// Converts the text of a form to the documented type, if it can be.
fn convert(ty: &str, value: &mut Value) {
    let converted = match (ty, value.as_str().unwrap_or_default()) {
        ("boolean", "on" | "true" | "1" | "yes") => Some(Value::Bool(true)),
        ("boolean", "off" | "false" | "0" | "no") => Some(Value::Bool(false)),
        ("integer" | "number", text) => serde_json::from_str(text).ok().map(Value::Number),
        _ => None,
    };
    if let Some(converted) = converted {
        *value = converted;
    }
}

/// Returns a message that lists the known names.
fn unknown_message(schema: &MetaSchema) -> Message {
    let known: Vec<_> = schema.properties.iter().map(|(name, _)| *name).collect();
    if known.is_empty() {
        Message::new("field-unknown-none")
    } else {
        Message::new("field-unknown").with("known", known.join(", "))
    }
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), |text| format!("`{text}`"))
}
