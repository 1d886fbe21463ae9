//! Answers, read completely, and what the tests read in them.

use std::time::{Duration, Instant};

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;

use crate::support::raw_requests::urlencoded;

/// Adds form fields to the request, as a browser sends them.
pub fn with_form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(urlencoded(fields))
}

/// An answer, read completely.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// `Null` if the answer is not JSON.
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        Self::read(request.send().await.expect("an answer")).await
    }

    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self {
            status,
            headers,
            text,
            body,
        }
    }

    /// Returns the answer if it has this status, else fails the test.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Asserts a refusal with this status and code, as problem details.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!(
            (self.status.as_u16(), self.body["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert!(self.body["request_id"].is_string(), "{}", self.text);
        self
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The id of a comment that was posted.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["comment"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no comment: {}", self.text))
            .to_owned()
    }

    /// The names of the refused fields with their codes.
    pub fn fields(&self) -> Vec<(String, String)> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let word = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        errors
            .iter()
            .map(|error| (word(error, "field"), word(error, "code")))
            .collect()
    }
}

/// Repeats a request until there is an answer.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{what} did not come"
        );
        tokio::task::yield_now().await;
    }
}

/// One field of each item.
pub fn field_of_each<'v>(items: &'v [Value], field: &str) -> Vec<&'v str> {
    items
        .iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect()
}

/// The ids under `decided` or `skipped`, with the status or code of each.
pub fn outcomes(answer: &Answer, list: &str, word: &str) -> Vec<(String, String)> {
    let items = answer.body[list].as_array().expect("a list").clone();
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    items
        .iter()
        .map(|item| (text(item, "id"), text(item, word)))
        .collect()
}

/// Fields with codes, in the order of `sorted`.
pub fn field_errors(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = expected
        .iter()
        .map(|(field, code)| ((*field).to_owned(), (*code).to_owned()))
        .collect::<Vec<_>>();
    pairs.sort();
    pairs
}

pub fn sort_fields(mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.sort();
    fields
}

/// The edit token of an answer.
pub fn edit_token(answer: &Answer) -> String {
    answer.body["edit_token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// Asserts that all answers are about one comment, and that exactly one of them grants the right to edit it.
#[track_caller]
pub fn assert_one_comment(answers: &[Answer]) {
    let ids = answers.iter().map(|answer| {
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.id()
    });
    let ids = ids.collect::<Vec<_>>();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let tokens = answers
        .iter()
        .filter(|answer| answer.body["edit_token"].is_string());
    assert_eq!(tokens.count(), 1, "exactly one answer has the edit token");
}

/// The fields and codes of the warnings.
pub fn warnings_of(answer: &Answer) -> Vec<(String, String)> {
    let list = answer.body["warnings"].as_array().expect("warnings");
    let word = |warning: &Value, name: &str| warning[name].as_str().expect(name).to_owned();
    for warning in list {
        assert!(word(warning, "message").len() > 10, "{warning}");
        assert_eq!(warning.as_object().expect("an object").len(), 3);
    }
    sort_fields(
        list.iter()
            .map(|w| (word(w, "field"), word(w, "code")))
            .collect(),
    )
}
