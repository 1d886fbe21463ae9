//! Low-level requests and answers, built and inspected by hand: forms, raw requests, HTML as browsers parse
//! it.

use std::{collections::BTreeMap, fmt::Write as _};

use html5ever::{
    ParseOpts, QualName, local_name, ns, parse_document, parse_fragment, tendril::TendrilSink as _,
};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use reqwest::Method;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::world::{Answer, Stranger, World};

pub const FORM: &str = "application/x-www-form-urlencoded";
const BOUNDARY: &str = "----a-boundary-of-ours";

/// Encodes a value for a query or a form.
pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The fields as `multipart/form-data`: content type and body.
pub fn multipart(fields: &[(&str, &str)]) -> (String, String) {
    let mut body = String::new();
    for (name, value) in fields {
        let _ = write!(
            body,
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    let _ = write!(body, "--{BOUNDARY}--\r\n");
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

impl Stranger<'_> {
    /// Sends a body of any type to the URL where comments are posted.
    pub async fn send_raw(&self, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, "/api/v1/sites/blog/comments");
        Answer::of(request.header("content-type", content_type).body(body)).await
    }

    /// Submits a page's form as a browser without scripts does.
    pub async fn submit(&self, fields: &[(&str, &str)]) -> Answer {
        self.send_raw(FORM, urlencoded(fields)).await
    }
}

/// Sends raw bytes on a connection of its own; returns the status, the head in lower case, and the body.
pub async fn raw(world: &World, request: &[u8]) -> (u16, String, String) {
    let mut socket = tokio::net::TcpStream::connect(world.address)
        .await
        .expect("connects");
    socket.write_all(request).await.expect("sends");
    let mut answer = Vec::new();
    // A client that is refused while it is sending may see the connection reset after the answer.
    let _ = socket.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status =
        status.unwrap_or_else(|| panic!("no answer to {}", String::from_utf8_lossy(request)));
    (status, head.to_ascii_lowercase(), body.to_owned())
}

/// Asserts the format of every refusal: problem details with the documented members and no others.
#[track_caller]
pub fn assert_problem(status: u16, content_type: &str, body: &str) -> Value {
    assert_eq!(content_type, "application/problem+json", "{body:.300}");
    let problem: Value = serde_json::from_str(body).expect("JSON");
    let members = problem.as_object().expect("an object");
    for name in ["type", "title", "detail", "code", "request_id"] {
        let text = members.get(name).and_then(Value::as_str);
        assert!(
            text.is_some_and(|text| !text.is_empty()),
            "{name} of {body}"
        );
    }
    assert_eq!(members["status"], status, "{body}");
    let known = [
        "type",
        "title",
        "status",
        "detail",
        "code",
        "request_id",
        "errors",
        "errors_total",
        "violated-policies",
    ];
    for name in members.keys() {
        assert!(known.contains(&name.as_str()), "{name} of {body}");
    }
    assert_eq!(
        members.contains_key("errors"),
        members["code"] == "invalid",
        "{body}"
    );
    for error in members
        .get("errors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        for name in ["field", "code", "message"] {
            assert!(error[name].is_string(), "{body}");
        }
    }
    // No names of libraries or other internals.
    for word in [
        "serde",
        "poem",
        "sql",
        "panick",
        "src/",
        "::",
        "Option<",
        "tokio",
        "column name",
    ] {
        assert!(!body.contains(word), "{word} in {body}");
    }
    problem
}

/// Returns everything forbidden in the HTML of a comment, as a browser parses it.
pub fn unsafe_parts(html: &str) -> Vec<String> {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let options = ParseOpts::default();
    let dom = parse_fragment(RcDom::default(), options, context, vec![], false).one(html);
    let mut wrong = Vec::new();
    for root in dom.document.children.borrow().iter() {
        for child in root.children.borrow().iter() {
            walk(child, &mut |node| judge(node, &mut wrong));
        }
    }
    wrong
}

fn walk(node: &Handle, look: &mut impl FnMut(&Handle)) {
    look(node);
    for child in node.children.borrow().iter() {
        walk(child, look);
    }
}

fn judge(node: &Handle, wrong: &mut Vec<String>) {
    const TAGS: [&str; 12] = [
        "p",
        "br",
        "em",
        "strong",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
    ];
    match &node.data {
        NodeData::Text { .. } => {}
        NodeData::Element { name, attrs, .. } => {
            if !TAGS.contains(&&*name.local) || name.ns != ns!(html) {
                wrong.push(format!("<{}>", name.local));
            }
            for attribute in attrs.borrow().iter() {
                let value = &*attribute.value;
                let fine = match (&*name.local, &*attribute.name.local) {
                    ("a", "rel") => value == "nofollow ugc noopener noreferrer",
                    ("a", "href") => value.starts_with("https://") || value.starts_with("http://"),
                    ("p" | "pre" | "blockquote" | "ul" | "ol", "dir") => value == "auto",
                    ("ol", "start") => value.parse::<u32>().is_ok_and(|n| n <= 999_999_999),
                    _ => false,
                };
                if !fine {
                    wrong.push(format!("{}={value}", attribute.name.local));
                }
            }
        }
        _ => wrong.push("neither element nor text".to_owned()),
    }
}

/// A page with a form, as a browser represents it.
#[derive(Debug, Default)]
pub struct FilledForm {
    /// The fields that would be sent, by name.
    pub values: BTreeMap<String, String>,
    pub action: String,
    /// Texts by the `id` of their element.
    pub texts: BTreeMap<String, String>,
    /// Every start tag with its attributes.
    pub tags: Vec<(String, Vec<(String, String)>)>,
}

impl FilledForm {
    pub fn read(page: &str) -> Self {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
        let mut form = Self::default();
        walk(&dom.document, &mut |node| form.note(node));
        form
    }

    fn note(&mut self, node: &Handle) {
        let NodeData::Element { name, attrs, .. } = &node.data else {
            return;
        };
        let attributes = attrs
            .borrow()
            .iter()
            .map(|a| (a.name.local.to_string(), a.value.to_string()))
            .collect::<Vec<_>>();
        let value_of = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        match (&*name.local, value_of("name")) {
            ("input", Some(field)) => {
                self.values
                    .insert(field, value_of("value").unwrap_or_default());
            }
            ("textarea", Some(field)) => {
                self.values.insert(field, text_of(node));
            }
            ("form", _) => self.action = value_of("action").unwrap_or_default(),
            _ => {}
        }
        if let Some(id) = value_of("id") {
            self.texts.insert(id, text_of(node));
        }
        self.tags.push((name.local.to_string(), attributes));
    }

    /// Submits the form.
    pub async fn send(&self, who: &Stranger<'_>) -> Answer {
        let fields = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let body = urlencoded(&fields.collect::<Vec<_>>());
        let request = who.request(Method::POST, &self.action);
        Answer::of(request.header("content-type", FORM).body(body)).await
    }
}

fn text_of(node: &Handle) -> String {
    let mut text = String::new();
    walk(node, &mut |node| {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
    });
    text
}
