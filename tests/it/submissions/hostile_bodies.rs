//! Every request body of the OpenAPI document, with a hostile text in every string.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    hostile_strings::hostile_strings,
    world::{PASSWORD, unmoderated_world},
};

/// A value that a property of the document accepts, with `text` at the path `at`.
fn value_of(
    document: &Value,
    schema: &Value,
    name: &str,
    path: &str,
    at: &str,
    text: &str,
) -> Value {
    if let Some(reference) = schema["$ref"]
        .as_str()
        .or_else(|| schema["allOf"][0]["$ref"].as_str())
    {
        let named = reference.trim_start_matches('#');
        return value_of(
            document,
            document.pointer(named).expect("a schema"),
            name,
            path,
            at,
            text,
        );
    }
    let inside = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match schema["type"].as_str() {
        Some("object") => {
            let properties = schema["properties"]
                .as_object()
                .cloned()
                .unwrap_or_default();
            let members = properties.iter().filter_map(|(name, property)| {
                let path = inside(name);
                let required = schema["required"]
                    .as_array()
                    .is_some_and(|names| names.contains(&json!(name)));
                (required || at == path || at.starts_with(&format!("{path}."))).then(|| {
                    (
                        name.clone(),
                        value_of(document, property, name, &path, at, text),
                    )
                })
            });
            Value::Object(members.collect())
        }
        Some("array") => json!([value_of(document, &schema["items"], name, path, at, text)]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ if at == path => json!(text),
        _ => match (schema["enum"].get(0), schema["format"].as_str(), name) {
            (Some(word), ..) => word.clone(),
            (_, Some("uuid"), _) | (_, _, "ids") => json!("01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90"),
            (_, _, "origins") => json!("https://new.example"),
            (_, _, "password") => json!(PASSWORD),
            (_, _, "page") => json!("/a"),
            _ => json!("word"),
        },
    }
}

/// Every string inside a schema, by its dotted path.
fn texts_of(document: &Value, schema: &Value, path: &str, into: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"]
        .as_str()
        .or_else(|| schema["allOf"][0]["$ref"].as_str())
    {
        let named = document
            .pointer(reference.trim_start_matches('#'))
            .expect("a schema");
        return texts_of(document, named, path, into);
    }
    match schema["type"].as_str() {
        Some("object") => {
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                texts_of(document, property, &path, into);
            }
        }
        Some("array") => texts_of(document, &schema["items"], path, into),
        Some("string") => into.push(path.to_owned()),
        _ => {}
    }
}

#[tokio::test]
async fn every_string_of_every_body_in_the_document_is_accepted_or_refused() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let posted = world.guest().post("/a", "A comment").await.expect(201).id();
    let document = world.guest().get("/openapi.json").await.expect(200).body;
    let strings = hostile_strings()
        .into_iter()
        .step_by(7)
        .take(8)
        .collect::<Vec<_>>();
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let content = &operation["requestBody"]["content"];
            let schema = &content["application/json"]["schema"];
            let schema = if schema.is_null() {
                &content["application/json; charset=utf-8"]["schema"]
            } else {
                schema
            };
            if schema.is_null() {
                continue;
            }
            let path = path.replace("{site}", "blog").replace("{id}", &posted);
            let path = path.replace("{batch}", &posted);
            let method =
                Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("a method");
            let mut texts = Vec::new();
            texts_of(&document, schema, "", &mut texts);
            for at in texts {
                for text in &strings {
                    let body = value_of(&document, schema, "", "", &at, text);
                    let request = world
                        .guest()
                        .request(method.clone(), &format!("/api/v1{path}"));
                    let request = request
                        .bearer_auth(&owner.token)
                        .header("edit-token", "rje_x");
                    let answer = Answer::of(request.json(&body)).await;
                    assert!(
                        answer.status.as_u16() < 500,
                        "{method} {path} {at} {body}: {}",
                        answer.text
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 200, "{tried}");
    owner.get("/comments").await.expect(200);
}
