//! Moderators, with a session or an API key.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{answers::Answer, raw_requests::encode_pairs, world::World};

/// A signed-in moderator.
#[derive(Clone)]
pub struct Moderator<'w> {
    pub world: &'w World,
    pub token: String,
}

impl Moderator<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.world
            .http
            .request(method, self.world.url(&format!("/api/v1/moderation{path}")))
            .bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(method, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    pub async fn decide(&self, action: &str, ids: &[&str]) -> Answer {
        self.send(
            Method::POST,
            "/decisions",
            &json!({ "ids": ids, "action": action }),
        )
        .await
    }

    /// The first hundred comments of the queue.
    pub async fn queue(&self) -> Vec<Value> {
        let answer = self.get("/comments?limit=100").await.expect(200);
        answer.body["items"].as_array().expect("items").clone()
    }

    /// `GET` with query parameters.
    pub async fn get_with(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        self.get(&format!("{path}?{}", encode_pairs(parameters)))
            .await
    }

    /// The items of a list that these parameters select, read to its end.
    pub async fn list_all(&self, path: &str, parameters: &[(&str, &str)]) -> Vec<Value> {
        let mut after: Option<String> = None;
        let mut all = Vec::new();
        loop {
            let mut now = parameters.to_vec();
            now.extend(after.as_deref().map(|after| ("after", after)));
            let answer = self.get_with(path, &now).await.expect(200);
            all.extend(answer.body["items"].as_array().expect("items").clone());
            match answer.body["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => return all,
            }
        }
    }

    /// One comment with its history.
    pub async fn comment(&self, id: &str) -> Value {
        self.get(&format!("/comments/{id}")).await.expect(200).body
    }

    /// Sends the body of a decision.
    pub async fn send_decision(&self, body: &Value) -> Answer {
        self.send(Method::POST, "/decisions", body).await
    }

    pub async fn undo(&self, batch: &str) -> Answer {
        self.send(
            Method::POST,
            &format!("/decisions/{batch}/undo"),
            &json!({}),
        )
        .await
    }
}

/// An API key of this moderator.
pub async fn create_api_key<'w>(moderator: &Moderator<'w>) -> (Moderator<'w>, String) {
    let made = moderator
        .send(Method::POST, "/keys", &json!({ "label": "robot" }))
        .await
        .expect(201);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let key = Moderator {
        world: moderator.world,
        token: text(&made.body["token"]),
    };
    (key, text(&made.body["key"]["id"]))
}
