//! The OpenAPI document mended where poem-openapi cannot say what holds.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Where the schemas of a document stand, as references name them.
const SCHEMAS: &str = "#/components/schemas/";

/// What is told here and nowhere else:
///
/// - a body's unknown members are refused (`additionalProperties: false`), and a member that may be
///   left out may be `null`;
/// - in an answer every member is there, `null` where there is nothing to tell; problems alone leave
///   members out;
/// - media types stand without their charset, header names as people write them, and whole numbers
///   without a fraction, which is what generators of clients look for.
pub fn mend_document(document: &mut Value) {
    let mut sent = BTreeSet::new();
    for operation in operations(document) {
        collect(document, &operation["requestBody"], &mut sent);
    }
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            match name.as_str() {
                "Problem" | "FieldError" => {}
                _ => mend_schema(schema, sent.contains(name)),
            }
        }
    }
    walk(document);
}

fn operations(document: &Value) -> impl Iterator<Item = Value> + use<> {
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    paths
        .into_iter()
        .flat_map(|(_, methods)| methods.as_object().cloned().unwrap_or_default())
        .map(|(_, operation)| operation)
}

/// The names of all schemas that a part refers to, however far.
fn collect(document: &Value, part: &Value, names: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            let name = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.strip_prefix(SCHEMAS));
            if let Some(name) = name
                && names.insert(name.to_owned())
            {
                collect(document, &document["components"]["schemas"][name], names);
            }
            members
                .values()
                .for_each(|member| collect(document, member, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(document, item, names)),
        _ => {}
    }
}

fn mend_schema(schema: &mut Value, sent: bool) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let names = properties.keys().cloned().collect::<Vec<_>>();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for name in names.iter().filter(|name| !required.contains(&json!(name))) {
        let property = &mut schema["properties"][name];
        if let Some(reference) = property
            .as_object_mut()
            .and_then(|property| property.remove("$ref"))
        {
            *property = json!({ "allOf": [{ "$ref": reference }] });
        }
        property["nullable"] = json!(true);
    }
    if sent {
        schema["additionalProperties"] = json!(false);
    } else {
        schema["required"] = json!(names);
    }
}

/// What is the same wherever it stands.
fn walk(part: &mut Value) {
    match part {
        Value::Object(members) => {
            for (name, member) in &mut *members {
                match name.as_str() {
                    "content" => rename(member, |name| {
                        name.split(';').next().unwrap_or(name).to_owned()
                    }),
                    "headers" => rename(member, canonical),
                    "minimum" | "maximum" => whole(member),
                    "allOf" => only_references(member),
                    // Examples are free text: nothing in them is a schema.
                    "example" => continue,
                    _ => {}
                }
                walk(member);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(walk),
        _ => {}
    }
}

fn rename(members: &mut Value, name: impl Fn(&str) -> String) {
    if let Some(members) = members.as_object_mut() {
        *members = std::mem::take(members)
            .into_iter()
            .map(|(old, value)| (name(&old), value))
            .collect::<Map<_, _>>();
    }
}

/// A header's name as its own specification writes it.
fn canonical(name: &str) -> String {
    let known = [
        "Cache-Control",
        "ETag",
        "Location",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "WWW-Authenticate",
    ];
    known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
        .to_owned()
}

/// `100.0` as `100`.
fn whole(number: &mut Value) {
    if let Some(float) = number.as_f64().filter(|float| float.fract() == 0.0)
        && let Ok(integer) = format!("{float:.0}").parse::<i64>()
    {
        *number = json!(integer);
    }
}

/// poem-openapi repeats the description as a second part of `allOf`, which generators read as a type.
fn only_references(parts: &mut Value) {
    if let Some(parts) = parts.as_array_mut()
        && parts.iter().any(|part| part.get("$ref").is_some())
    {
        parts.retain(|part| {
            part.as_object()
                .is_some_and(|part| !part.keys().all(|name| name == "description"))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_may_leave_out_and_what_is_answered_is_whole() {
        let member =
            json!({ "a": { "type": "string" }, "b": { "$ref": "#/components/schemas/In" } });
        let schema = json!({ "type": "object", "required": ["a"], "properties": member });
        let reference = |name| json!({ "schema": { "$ref": format!("{SCHEMAS}{name}") } });
        let mut document = json!({
            "components": { "schemas": { "In": schema, "Out": schema, "Problem": schema } },
            "paths": { "/x": { "post": {
                "requestBody": { "content": { "application/json": reference("In") } },
                "responses": { "200": {
                    "headers": { "RATELIMIT": { "schema": { "maximum": 100.0, "minimum": 0.5 } } },
                    "content": { "application/json; charset=utf-8": reference("Out") },
                } },
            } } },
        });
        mend_document(&mut document);
        let schemas = &document["components"]["schemas"];
        let nullable =
            json!({ "allOf": [{ "$ref": "#/components/schemas/In" }], "nullable": true });
        assert_eq!(schemas["In"]["properties"]["b"], nullable);
        assert_eq!(schemas["In"]["required"], json!(["a"]));
        assert_eq!(schemas["In"]["additionalProperties"], json!(false));
        assert_eq!(schemas["Out"]["required"], json!(["a", "b"]));
        assert_eq!(schemas["Out"]["properties"]["b"], nullable);
        assert_eq!(schemas["Problem"], schema);
        let answer = &document["paths"]["/x"]["post"]["responses"]["200"];
        assert_eq!(answer["content"]["application/json"], reference("Out"));
        assert_eq!(
            answer["headers"]["RateLimit"]["schema"],
            json!({ "maximum": 100, "minimum": 0.5 })
        );
    }
}
