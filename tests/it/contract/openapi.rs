//! The OpenAPI document: the committed one matches the code, and its README is correct.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// `UPDATE=1 cargo test --test it openapi` writes the document.
#[test]
fn the_committed_document_matches_the_code() {
    let generated = rejoinder::openapi_document();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    if std::env::vars().any(|(name, value)| name == "UPDATE" && value == "1") {
        std::fs::write(path, &generated).expect("writes");
    }
    let committed = std::fs::read_to_string(path).expect("openapi/openapi.json is there");
    assert!(
        committed == generated,
        "openapi/openapi.json differs: run `cargo run -- openapi > openapi/openapi.json`"
    );
}

/// The common start of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// A convention of `openapi/README.md`, identified by the start of its line, and a function that returns what
/// violates it.
type Convention = (&'static str, fn(&Document) -> Vec<String>);

const CONVENTIONS: &[Convention] = &[
    ("Every path is below", |d| {
        let is_only = d.0["servers"] == serde_json::json!([{ "url": "/api/v1" }]);
        (!is_only)
            .then(|| d.0["servers"].to_string())
            .into_iter()
            .collect()
    }),
    ("Operation ids are `verb_resource`", misnamed_operations),
    ("An operation that needs no credential", |d| {
        let declared = |operation: &Value| operation["security"].is_array();
        d.operations_without(declared)
    }),
    ("JSON names are `snake_case`", misspelled_members),
    ("Request bodies refuse unknown members", |d| {
        let schemas = d.schemas_of_requests().into_iter();
        schemas
            .filter(|name| d.schema(name)["properties"].is_object())
            .filter(|name| d.schema(name)["additionalProperties"] != false)
            .collect()
    }),
    ("Responses contain every member", incomplete_responses),
    ("A reference that may be `null`", |d| {
        let mut wrong = Vec::new();
        visit(&d.0, &mut |members| {
            if members.get("nullable") == Some(&Value::Bool(true)) && !members.contains_key("type")
            {
                wrong.push(Value::Object(members.clone()).to_string());
            }
        });
        wrong
    }),
    ("Times are RFC 3339", unformatted_members),
    ("Lists with `after` as JSON are", |d| {
        d.operations_without(|operation| {
            let parameters = operation["parameters"].as_array();
            let pages = parameters
                .is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "after"));
            let content = &operation["responses"]["200"]["content"];
            !pages || !content["application/json"].is_object() || {
                let answer = &content["application/json"];
                let name = answer["schema"]["$ref"].as_str().unwrap_or_default();
                let properties = &d.schema(name.trim_start_matches(SCHEMAS))["properties"];
                properties["items"].is_object() && properties["next"].is_object()
            }
        })
    }),
    ("Every error is `application/problem+json`", |d| {
        d.responses_without("45", |_, response| {
            let schema = &response["content"]["application/problem+json"]["schema"];
            schema["allOf"][0]["$ref"] == "#/components/schemas/Problem"
        })
    }),
    ("Where a browser shows the answer to a reader", |d| {
        d.responses_without("45", |_, response| {
            response["content"]["text/html"].is_object()
        })
        .into_iter()
        .filter(|place| {
            let posts = [
                "create_comment",
                "count_comments_of_pages",
                "preview_comment",
                "post_comment_edit",
                "post_comment_deletion",
                "start_mail_sign_in",
                "finish_mail_sign_in",
                "finish_posted_sign_in",
            ];
            let opened = [
                "start_sign_in",
                "finish_sign_in",
                "read_facebook_deletion",
                "show_decision_link",
                "follow_decision_link",
            ];
            let mut shown = posts.iter().chain(&opened);
            shown.any(|id| place.starts_with(&format!("\"{id}\" ")))
        })
        .collect()
    }),
    ("429 and 503 say in `Retry-After`", |d| {
        d.responses_without("45", |status, response| {
            !matches!(status, "429" | "503") || response["headers"]["Retry-After"].is_object()
        })
    }),
    ("Public reads send a strong `ETag`", |d| {
        // A form has a token of its own each time, and a sign-in begins with a redirect.
        let others = ["read_form", "start_sign_in"];
        let public = d
            .public_reads()
            .filter(|read| !others.contains(&id_of(read)));
        let public = public.collect::<Vec<_>>();
        assert!(public.len() >= 3, "{public:?}");
        let has_tag = |read: &&&Value| {
            let responses = &read["responses"];
            responses["200"]["headers"]["ETag"].is_object() && responses["304"].is_object()
        };
        let wrong = public.iter().filter(|read| !has_tag(read));
        wrong.map(|read| id_of(read).to_owned()).collect()
    }),
];

fn id_of(operation: &Value) -> &str {
    operation["operationId"].as_str().expect("an id")
}

#[test]
fn the_document_follows_every_convention_of_its_readme() {
    let readme = include_str!("../../../openapi/README.md");
    let (_, conventions) = readme.split_once("## Conventions").expect("the section");
    let (conventions, _) = conventions.split_once("\n## ").expect("the next section");
    let document = Document::of_the_code();
    let mut listed = 0;
    for line in conventions
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
    {
        let mut checks = CONVENTIONS
            .iter()
            .filter(|(claim, _)| line.starts_with(claim));
        let (claim, check) = checks
            .next()
            .unwrap_or_else(|| panic!("no check for {line}"));
        let broken = check(&document);
        assert!(broken.is_empty(), "{claim}: {broken:#?}");
        listed += 1;
    }
    assert_eq!(listed, CONVENTIONS.len(), "a check is missing for a line");
}

#[test]
fn the_document_has_no_placeholders() {
    let document = Document::of_the_code();
    assert_eq!(document.0["openapi"], "3.0.3");
    assert!(
        document.0["info"].get("summary").is_none(),
        "OpenAPI 3.0 has no summary"
    );
    assert!(document.schemas().all(|(name, _)| name != "Client"));
    let text = document.0.to_string();
    for promise in ["for now", "not yet", "still to come"] {
        assert!(!text.contains(promise), "{promise}");
    }
    visit(&document.0, &mut |members| {
        if members.get("in").is_some_and(Value::is_string) {
            let described = members.get("description").and_then(Value::as_str);
            assert!(described.is_some_and(|text| text.len() > 5), "{members:?}");
        }
    });
}

fn misnamed_operations(document: &Document) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for operation in document.operations() {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let words: Vec<_> = id.split('_').collect();
        let is_lower =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        let named = words.len() >= 2 && words.iter().all(is_lower) && seen.insert(id.to_owned());
        let described = operation["description"].as_str().unwrap_or_default();
        if !named || described.len() < 20 {
            wrong.push(format!("{id}: {described}"));
        }
    }
    wrong
}

fn misspelled_members(document: &Document) -> Vec<String> {
    // These names are defined by the captcha widgets and by ALTCHA.
    let foreign = |schema: &str, name: &str| {
        name.contains('-') || schema.starts_with("Challenge") || schema == "FoundKey"
    };
    let is_snake = |name: &str| {
        let mut bytes = name.bytes();
        bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let mut wrong = Vec::new();
    for (schema, value) in document.schemas() {
        for name in value["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
        {
            if !is_snake(name) && !foreign(schema, name) {
                wrong.push(format!("{schema}.{name}"));
            }
        }
    }
    wrong
}

fn incomplete_responses(document: &Document) -> Vec<String> {
    let requests = document.schemas_of_requests();
    let mut wrong = Vec::new();
    for (name, schema) in document.schemas() {
        if requests.contains(name) || matches!(name.as_str(), "Problem" | "FieldError") {
            continue;
        }
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let members = schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys);
        let missing = members.filter(|member| required.iter().all(|name| name != *member));
        wrong.extend(missing.map(|member| format!("{name}.{member}")));
    }
    wrong
}

/// Members whose names are those of times or ids, but without the format.
fn unformatted_members(document: &Document) -> Vec<String> {
    let mut wrong = Vec::new();
    for (schema, value) in document.schemas() {
        for (name, member) in value["properties"].as_object().into_iter().flatten() {
            let format = if name.ends_with("_at") {
                "date-time"
            } else if name == "id" || name == "parent_id" {
                "uuid"
            } else {
                continue;
            };
            // The id of a provider is a word such as `github`, and a form may name the element of a comment.
            let is_text = matches!(schema.as_str(), "ProviderOption" | "PostedForm");
            if member["format"] != format && !is_text {
                wrong.push(format!("{schema}.{name}"));
            }
        }
    }
    wrong
}

struct Document(Value);

impl Document {
    fn of_the_code() -> Self {
        let text = rejoinder::openapi_document();
        Self(serde_json::from_str(&text).expect("the document is JSON"))
    }

    fn schemas(&self) -> impl Iterator<Item = (&String, &Value)> {
        let schemas = self.0["components"]["schemas"].as_object();
        schemas.expect("schemas").iter()
    }

    fn schema(&self, name: &str) -> &Value {
        &self.0["components"]["schemas"][name]
    }

    fn operations(&self) -> impl Iterator<Item = &Value> {
        let paths = self.0["paths"].as_object().expect("paths").values();
        paths.flat_map(|path| path.as_object().expect("methods").values())
    }

    /// The GET operations on sites that need no credential.
    fn public_reads(&self) -> impl Iterator<Item = &Value> {
        let paths = self.0["paths"].as_object().expect("paths").iter();
        paths
            .filter(|(path, _)| path.starts_with("/sites/"))
            .filter_map(|(_, methods)| methods.get("get"))
            .filter(|read| read["security"] == Value::Array(Vec::new()))
    }

    fn operations_without(&self, holds: impl Fn(&Value) -> bool) -> Vec<String> {
        let wrong = self.operations().filter(|operation| !holds(operation));
        wrong
            .map(|wrong| wrong["operationId"].to_string())
            .collect()
    }

    /// Responses whose status begins with one of these digits and for which `holds` returns false.
    fn responses_without(&self, digits: &str, holds: fn(&str, &Value) -> bool) -> Vec<String> {
        let mut wrong = Vec::new();
        for operation in self.operations() {
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                if status.starts_with(|digit| digits.contains(digit)) && !holds(status, response) {
                    wrong.push(format!("{} {status}", operation["operationId"]));
                }
            }
        }
        wrong
    }

    /// The schemas of request bodies and all schemas that these refer to.
    fn schemas_of_requests(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<Value> = self
            .operations()
            .map(|operation| operation["requestBody"].clone())
            .collect();
        while let Some(part) = open.pop() {
            visit(&part, &mut |members| {
                let reference = members.get("$ref").and_then(Value::as_str);
                if let Some(name) = reference.and_then(|path| path.rsplit('/').next())
                    && found.insert(name.to_owned())
                {
                    open.push(self.schema(name).clone());
                }
            });
        }
        found
    }
}

/// Calls `see` with every object in a value, except in examples, which contain no schemas.
fn visit(value: &Value, see: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            see(members);
            for (name, member) in members {
                if name != "example" {
                    visit(member, see);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        _ => {}
    }
}
