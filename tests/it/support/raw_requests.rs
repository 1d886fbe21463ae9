//! Requests built by hand: encodings, raw bytes, and the format of refusals.

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{
    answers::Answer,
    guests::{COMMENTS, Guest},
    world::World,
};

/// Encodes a query string or a form.
pub fn encode_pairs(parameters: &[(&str, &str)]) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(parameters);
    text.finish()
}

pub const FORM: &str = "application/x-www-form-urlencoded";

pub const BOUNDARY: &str = "----a-boundary-of-ours";

/// Encodes a value for a query or a form.
pub fn encode_value(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode_value(name), encode_value(value)));
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

impl Guest<'_> {
    /// Sends a body of any type to the URL where comments are posted.
    pub async fn send_raw(&self, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, COMMENTS);
        Answer::of(request.header("content-type", content_type).body(body)).await
    }

    /// Submits a page's form as a browser without scripts does.
    pub async fn submit(&self, fields: &[(&str, &str)]) -> Answer {
        self.send_raw(FORM, urlencoded(fields)).await
    }
}

/// Sends raw bytes on a connection of its own; returns the status, the head in lower case, and the body.
pub async fn send_bytes(world: &World, request: &[u8]) -> (u16, String, String) {
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
