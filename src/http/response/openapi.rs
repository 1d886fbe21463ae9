//! Completes the OpenAPI document where poem-openapi cannot express a fact.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::refused::PROBLEM_JSON;

/// The prefix of references to the schemas of a document.
const SCHEMAS: &str = "#/components/schemas/";

/// The OpenAPI version whose rules the document follows: since 3.0.3 `nullable` only applies next to
/// `type`.
const VERSION: &str = "3.0.3";

/// Adds what is true but cannot be expressed with the attributes of poem-openapi:
///
/// - unknown members of a request body are refused (`additionalProperties: false`), and optional members
///   may be `null`;
/// - in a response every member is present, `null` if there is no value; only problems omit members;
/// - an operation without `security` needs no credential (`security: []`);
/// - where a reader's browser displays the response, a problem may be a page (`text/html`);
/// - media types are listed without their charset, header names in their usual spelling, and whole numbers
///   without a fraction, as client generators expect.
pub(crate) fn complete_document(document: &mut Value) {
    document["openapi"] = json!(VERSION);
    let bodies = operations(document).map(|(.., operation)| operation["requestBody"].clone());
    let mut request_schemas = BTreeSet::new();
    for body in bodies.collect::<Vec<_>>() {
        collect(document, &body, &mut request_schemas);
    }
    let types = schema_types(document);
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            match name.as_str() {
                "Problem" | "FieldError" => {}
                _ => complete_schema(schema, request_schemas.contains(name), &types),
            }
        }
    }
    for (path, method, operation) in operations(document) {
        if let Some(operation) = operation.as_object_mut() {
            operation.entry("security").or_insert_with(|| json!([]));
        }
        if is_shown_to_readers(method, path) {
            declare_problem_pages(operation);
        }
    }
    walk(document);
}

/// Returns whether a browser displays the response of an operation to a reader: the operations that forms
/// are sent to, the steps of a sign-in, and the links in mails to moderators.
fn is_shown_to_readers(method: &str, path: &str) -> bool {
    let is_callback = path.starts_with("/session/") && path.ends_with("/callback");
    let is_link = path.starts_with("/moderation/act/");
    match method {
        "post" => is_callback || is_link || path.starts_with("/sites/"),
        "get" => {
            is_callback
                || is_link
                || (path.contains("/session/") && path.ends_with("/start"))
                || path.starts_with("/session/facebook/deletion/")
        }
        _ => false,
    }
}

fn declare_problem_pages(operation: &mut Value) {
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    let contents = responses
        .into_iter()
        .flat_map(|responses| responses.values_mut())
        .filter_map(|response| response.get_mut("content")?.as_object_mut());
    for content in contents {
        let has = |kind: &str| content.keys().any(|known| known.starts_with(kind));
        if has(PROBLEM_JSON) && !has("text/html") {
            let page = json!({ "schema": { "type": "string" } });
            content.insert("text/html".to_owned(), page);
        }
    }
}

/// Returns the type of each schema, keyed by its reference.
fn schema_types(document: &Value) -> BTreeMap<String, Value> {
    let schemas = document["components"]["schemas"].as_object();
    schemas
        .into_iter()
        .flatten()
        .map(|(name, schema)| (format!("{SCHEMAS}{name}"), schema["type"].clone()))
        .collect()
}

/// Returns all operations with their path and method.
fn operations(document: &mut Value) -> impl Iterator<Item = (&str, &str, &mut Value)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flatten().flat_map(|(path, methods)| {
        let methods = methods.as_object_mut().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// Collects the names of all schemas that a part refers to, directly or indirectly.
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

fn complete_schema(schema: &mut Value, is_request: bool, types: &BTreeMap<String, Value>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let names = properties.keys().cloned().collect::<Vec<_>>();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for name in names.iter().filter(|name| !required.contains(&json!(name))) {
        allow_null(&mut schema["properties"][name], types);
    }
    if is_request {
        schema["additionalProperties"] = json!(false);
    } else {
        schema["required"] = json!(names);
    }
}

/// Makes a property nullable. A reference accepts `null` only as one of two alternatives: members next to
/// `$ref` are ignored, and a `nullable` next to `allOf` does not apply to the referenced schema.
fn allow_null(property: &mut Value, types: &BTreeMap<String, Value>) {
    let Some(members) = property.as_object_mut() else {
        return;
    };
    let reference = members.remove("$ref").or_else(|| {
        let parts = members.remove("allOf").or_else(|| members.remove("anyOf"));
        parts?
            .as_array()?
            .iter()
            .find_map(|part| part.get("$ref").cloned())
    });
    let Some(reference) = reference else {
        members.insert("nullable".to_owned(), json!(true));
        return;
    };
    let kind = reference
        .as_str()
        .and_then(|reference| types.get(reference));
    let absent = json!({ "type": kind, "nullable": true, "enum": [null] });
    members.insert("oneOf".to_owned(), json!([{ "$ref": reference }, absent]));
}

/// Applies the corrections that concern every part of the document.
fn walk(part: &mut Value) {
    match part {
        Value::Object(members) => {
            // poem-openapi writes out these defaults for every parameter.
            if members.get("in").is_some_and(Value::is_string) {
                members.retain(|name, value| {
                    name != "explode" && (name != "deprecated" || value == true)
                });
            }
            for (name, member) in &mut *members {
                match name.as_str() {
                    "content" => rename(member, |name| {
                        name.split(';').next().unwrap_or(name).to_owned()
                    }),
                    "headers" => rename(member, canonical),
                    "minimum" | "maximum" => whole(member),
                    "allOf" => only_references(member),
                    // Examples are free text and contain no schemas.
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

/// Returns a header name in the spelling of its specification: poem-openapi writes capitals only.
fn canonical(name: &str) -> String {
    let irregular = ["ETag", "RateLimit", "RateLimit-Policy", "WWW-Authenticate"];
    if let Some(known) = irregular
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name))
    {
        return (*known).to_owned();
    }
    let capitalized = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
    };
    name.split('-')
        .map(capitalized)
        .collect::<Vec<_>>()
        .join("-")
}

/// Rewrites `100.0` as `100`.
fn whole(number: &mut Value) {
    if let Some(float) = number.as_f64().filter(|float| float.fract() == 0.0)
        && let Ok(integer) = format!("{float:.0}").parse::<i64>()
    {
        *number = json!(integer);
    }
}

/// Removes the description that poem-openapi repeats as a second part of `allOf`, which generators read as
/// a type.
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
    fn header_names_are_spelled_as_specified() {
        for (given, spelled) in [
            ("CONTENT-DISPOSITION", "Content-Disposition"),
            ("ETAG", "ETag"),
            ("ratelimit-policy", "RateLimit-Policy"),
            ("Location", "Location"),
            ("", ""),
        ] {
            assert_eq!(canonical(given), spelled);
        }
    }

    #[test]
    fn requests_may_omit_members_and_answers_are_complete() {
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
        complete_document(&mut document);
        let schemas = &document["components"]["schemas"];
        let nullable = json!({ "oneOf": [
            { "$ref": "#/components/schemas/In" },
            { "type": "object", "nullable": true, "enum": [null] },
        ] });
        assert_eq!(schemas["In"]["properties"]["b"], nullable);
        assert_eq!(schemas["In"]["required"], json!(["a"]));
        assert_eq!(schemas["In"]["additionalProperties"], json!(false));
        assert_eq!(schemas["Out"]["required"], json!(["a", "b"]));
        assert_eq!(schemas["Out"]["properties"]["b"], nullable);
        assert_eq!(schemas["Problem"], schema);
        assert_eq!(document["paths"]["/x"]["post"]["security"], json!([]));
        let answer = &document["paths"]["/x"]["post"]["responses"]["200"];
        assert_eq!(answer["content"]["application/json"], reference("Out"));
        assert_eq!(
            answer["headers"]["RateLimit"]["schema"],
            json!({ "maximum": 100, "minimum": 0.5 })
        );
    }
}
