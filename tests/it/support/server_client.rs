//! A client of a server that runs in a process of its own.

use std::{net::SocketAddr, time::Duration};

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::support::answers::Answer;

/// A client of one process, with a moderator's token.
#[derive(Clone)]
pub struct ServerClient {
    pub http: Client,
    pub base: String,
    pub token: String,
}

impl ServerClient {
    pub fn new(address: SocketAddr, token: &str) -> Self {
        let http = crate::support::world::http_client_builder()
            .timeout(Duration::from_mins(1))
            .build();
        Self {
            http: http.expect("a client"),
            base: format!("http://{address}"),
            token: token.into(),
        }
    }

    /// A request that posts the `n`th comment, with an author, an IP address and a page of its own.
    pub fn comment(&self, n: u32) -> RequestBuilder {
        let [_, a, b, c] = n.to_be_bytes();
        self.http
            .post(format!("{}/api/v1/sites/blog/comments", self.base))
            .header("x-forwarded-for", format!("{}.{b}.{c}.7", 20 + a))
            .json(&numbered_comment(n))
    }

    pub async fn post(&self, n: u32) -> Answer {
        Answer::of(self.comment(n)).await
    }

    /// Posts the `n`th comment to a server that may stop before it answers.
    pub fn post_if_possible(&self, n: u32) -> impl Future<Output = ()> + Send + 'static {
        let sent = self.comment(n).send();
        async move { drop(sent.await) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base));
        Answer::of(request.bearer_auth(&self.token)).await
    }

    pub fn decision(&self, id: &str, action: &str) -> RequestBuilder {
        self.http
            .post(format!("{}/api/v1/moderation/decisions", self.base))
            .bearer_auth(&self.token)
            .json(&json!({ "ids": [id], "action": action }))
    }

    /// Reads the public page of the `n`th comment.
    pub async fn read(&self, n: u32) -> Answer {
        let request = self.http.get(format!(
            "{}/api/v1/sites/blog/comments?page=/page/{n}",
            self.base
        ));
        Answer::of(request).await
    }

    pub async fn is_ready(&self) -> bool {
        let requested = self.http.get(format!("{}/health/ready", self.base)).send();
        requested.await.is_ok_and(|answer| answer.status() == 200)
    }
}

pub fn numbered_comment(n: u32) -> Value {
    json!({
        "page": format!("/page/{n}"),
        "text": numbered_text(n),
        "author": { "name": format!("Writer {n}"), "email": format!("writer{n}@example.org") },
    })
}

/// The text of the `n`th comment; all are different.
pub fn numbered_text(n: u32) -> String {
    format!("This is what writer {n} has to say about page {n}, and nobody else.")
}

/// Asserts a temporary refusal with a `Retry-After` header.
#[track_caller]
pub fn assert_retry_later(answer: Answer) {
    // The answer to a COMMIT may have been lost.
    let code = match answer.body["code"].as_str() {
        Some("outcome_unknown") => "outcome_unknown",
        _ => "unavailable",
    };
    let answer = answer.refused(503, code);
    let seconds: u32 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
}
