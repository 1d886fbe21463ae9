//! A partial policy: omitted members stay unchanged (JSON Merge Patch, RFC 7396).

use std::borrow::Cow;

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::{ParseFromJSON, ParseResult, Type},
};
use serde_json::{Value, json};

use super::policy_wire::SitePolicy;

/// The members of a policy to change. Documented as [`SitePolicy`] without required members.
#[derive(Clone, Debug)]
pub(crate) struct PolicyPatch(pub Value);

const NAME: &str = "PolicyPatch";

impl Type for PolicyPatch {
    const IS_REQUIRED: bool = true;

    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        NAME.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Reference(NAME.to_owned())
    }

    fn register(registry: &mut Registry) {
        SitePolicy::register(registry);
        registry.create_schema::<Self, _>(NAME.to_owned(), |registry| {
            let policy = SitePolicy::name();
            MetaSchema {
                description: Some(
                    "The members of a policy to change; `null` resets a member to its default.",
                ),
                example: Some(json!({ "moderation": "first", "guests": { "email": "optional" } })),
                ..partial(registry, &policy).unwrap_or(MetaSchema::ANY)
            }
        });
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromJSON for PolicyPatch {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Ok(Self(value.unwrap_or_default()))
    }
}

/// Builds the schema of an object in which no member is required. Nested objects get such schemas too,
/// under their name with the suffix `Patch`.
fn partial(registry: &mut Registry, name: &str) -> Option<MetaSchema> {
    let mut schema = registry
        .schemas
        .get(name)
        .filter(|schema| schema.ty == "object")?
        .clone();
    schema.required.clear();
    schema.example = None;
    for (_, property) in &mut schema.properties {
        let reference = match property {
            // A reference with its own description.
            MetaSchemaRef::Inline(outer) => match &mut outer.all_of[..] {
                [reference, ..] => reference,
                [] => continue,
            },
            reference @ MetaSchemaRef::Reference(_) => reference,
        };
        let MetaSchemaRef::Reference(inner) = reference else {
            continue;
        };
        if let Some(schema) = partial(registry, inner) {
            inner.push_str("Patch");
            registry.schemas.insert(inner.clone(), schema);
        }
    }
    Some(schema)
}
