//! Guests: authors without an account.

use std::{net::IpAddr, time::Duration};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    raw_requests::{encode_value, urlencoded},
    world::World,
};

/// A guest without an account.
#[derive(Clone)]
pub struct Guest<'w> {
    pub world: &'w World,
    pub address: IpAddr,
    pub name: String,
    pub email: Option<String>,
}

impl Guest<'_> {
    /// The same person under another name.
    pub fn named(mut self, name: &str, email: &str) -> Self {
        self.name = name.into();
        self.email = Some(email.into());
        self
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.world
            .http
            .request(method, self.world.url(path))
            .header("x-forwarded-for", self.address.to_string())
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Opens the form of a page and lets ten seconds pass, as a person who writes would.
    pub async fn token(&self, page: &str) -> String {
        let form = self
            .get(&format!("/api/v1/sites/blog/form?page={page}"))
            .await;
        self.world.clock.advance(Duration::from_secs(10));
        form.body["token"].as_str().expect("a token").to_owned()
    }

    /// The body that a JSON client would send.
    pub fn comment(&self, page: &str, text: &str) -> Value {
        let mut author = json!({ "name": self.name });
        if let Some(email) = &self.email {
            author["email"] = json!(email);
        }
        json!({ "page": page, "text": text, "author": author })
    }

    /// Sends a body unchanged.
    pub async fn send(&self, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, COMMENTS).json(body)).await
    }

    /// Posts a comment with a valid token.
    pub async fn post(&self, page: &str, text: &str) -> Answer {
        let mut body = self.comment(page, text);
        body["token"] = json!(self.token(page).await);
        self.send(&body).await
    }

    pub async fn reply(&self, page: &str, parent: &str, text: &str) -> Answer {
        let mut body = self.comment(page, text);
        body["token"] = json!(self.token(page).await);
        body["parent_id"] = json!(parent);
        self.send(&body).await
    }

    /// Returns the public thread of a page.
    pub async fn read(&self, page: &str) -> Value {
        let answer = self
            .get(&format!("/api/v1/sites/blog/comments?page={page}"))
            .await;
        answer.expect(200).body
    }

    /// Posts a comment on the site with this slug.
    pub async fn post_on(&self, site: &str, page: &str, text: &str) -> Answer {
        let form = self
            .get(&format!("/api/v1/sites/{site}/form?page={page}"))
            .await
            .expect(200);
        self.world.clock.advance(Duration::from_secs(10));
        let mut body = self.comment(page, text);
        body["token"] = form.body["token"].clone();
        let path = format!("/api/v1/sites/{site}/comments");
        Answer::of(self.request(Method::POST, &path).json(&body)).await
    }

    /// The public texts of a page, with empty ones for stubs.
    pub async fn texts(&self, page: &str) -> Vec<String> {
        let page = self.read(page).await;
        let items = page["items"].as_array().expect("items").clone();
        items
            .iter()
            .map(|item| item["html"].as_str().unwrap_or_default().to_owned())
            .map(|html| {
                html.trim()
                    .replace("<p dir=\"auto\">", "")
                    .replace("</p>", "")
            })
            .collect()
    }
}

pub const COMMENTS: &str = "/api/v1/sites/blog/comments";

pub async fn post_with_key(who: &Guest<'_>, key: &str, body: &Value) -> Answer {
    Answer::of(
        who.request(Method::POST, COMMENTS)
            .header("idempotency-key", key)
            .json(body),
    )
    .await
}

pub async fn edit_comment(who: &Guest<'_>, id: &str, token: &str, text: &str) -> Answer {
    let request = who.request(Method::PATCH, &format!("{COMMENTS}/{id}"));
    Answer::of(
        request
            .header("edit-token", token)
            .json(&json!({ "text": text })),
    )
    .await
}

pub async fn delete_comment(who: &Guest<'_>, id: &str, token: &str) -> Answer {
    let request = who.request(Method::DELETE, &format!("{COMMENTS}/{id}"));
    Answer::of(request.header("edit-token", token)).await
}

pub async fn own_comments(who: &Guest<'_>, page: &str, tokens: &str) -> Answer {
    let path = format!("/api/v1/sites/blog/mine?page={}", encode_value(page));
    Answer::of(who.request(Method::GET, &path).header("edit-token", tokens)).await
}

/// A form token for a page, in any spelling.
pub async fn form_token(ann: &Guest<'_>, page: &str) -> String {
    let page = urlencoded(&[("page", page)]);
    let form = ann.get(&format!("/api/v1/sites/blog/form?{page}")).await;
    ann.world.clock.advance(Duration::from_secs(10));
    form.expect(200).body["token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// Posts a comment that is published immediately.
pub async fn publish_comment(ann: &Guest<'_>, page: &str, text: &str) -> Answer {
    let mut body = ann.comment(page, text);
    body["token"] = json!(form_token(ann, page).await);
    let posted = ann.send(&body).await.expect(201);
    assert_eq!(posted.body["status"], "approved", "{page}");
    posted
}

/// The path of a thread's comments.
pub fn thread_path(page: &str, rest: &str) -> String {
    format!("{COMMENTS}?page={}{rest}", encode_value(page))
}
