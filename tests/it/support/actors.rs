//! What moderators and operators do in some tests, in addition to `world`.

use std::time::Duration;

use rejoinder::{
    site::{self, NewSite, Policy},
    text::Origin,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::world::{Answer, Moderator, NOW, Stranger, World};

impl World {
    /// Adds a site with one origin.
    pub async fn site(&self, slug: &str, origin: &str) {
        let new = NewSite {
            slug: slug.into(),
            name: slug.into(),
            origins: vec![Origin::parse(origin).expect("an origin")],
            policy: Policy::default(),
        };
        self.app
            .db
            .write((new, NOW), |c, (new, now)| {
                Box::pin(site::add(c, new, *now))
            })
            .await
            .expect("adds the site");
        self.app.sites.reload().await.expect("reads the sites");
    }

    /// Raises the rate limits, because a test of moderation does not test limits.
    pub async fn without_limits(&self) {
        self.policy(|policy| policy.limits_percent = 10_000).await;
    }

    /// The owner with an API key, which does not expire when the clock advances.
    pub async fn owner_with_key(&self) -> Moderator<'_> {
        let owner = self.owner().await;
        let made = owner
            .send(Method::POST, "/keys", &json!({ "label": "test" }))
            .await
            .expect(201);
        Moderator {
            world: self,
            token: made.body["token"].as_str().expect("a token").to_owned(),
        }
    }

    /// The sum of all counts in the spam memory; it changes with every decision that is learned.
    pub async fn remembered(&self) -> i64 {
        self.database
            .number("SELECT CAST(COALESCE(SUM(ham + spam), 0) AS BIGINT) FROM memory")
            .await
    }
}

impl Stranger<'_> {
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

impl Moderator<'_> {
    /// `GET` with query parameters.
    pub async fn ask(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        self.get(&format!("{path}?{}", encoded(parameters))).await
    }

    /// The items of a list that these parameters select, read to its end.
    pub async fn walk(&self, path: &str, parameters: &[(&str, &str)]) -> Vec<Value> {
        let mut after: Option<String> = None;
        let mut all = Vec::new();
        loop {
            let mut now = parameters.to_vec();
            now.extend(after.as_deref().map(|after| ("after", after)));
            let answer = self.ask(path, &now).await.expect(200);
            all.extend(answer.body["items"].as_array().expect("items").clone());
            match answer.body["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => return all,
            }
        }
    }

    /// One comment with its history.
    pub async fn look(&self, id: &str) -> Value {
        self.get(&format!("/comments/{id}")).await.expect(200).body
    }

    /// Sends the body of a decision.
    pub async fn decides(&self, body: &Value) -> Answer {
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

/// Encodes a query string or a form.
pub fn encoded(parameters: &[(&str, &str)]) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(parameters);
    text.finish()
}

/// One field of each item.
pub fn each<'v>(items: &'v [Value], field: &str) -> Vec<&'v str> {
    items
        .iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect()
}

/// The ids under `decided` or `skipped`, with the status or code of each.
pub fn outcome(answer: &Answer, list: &str, word: &str) -> Vec<(String, String)> {
    let items = answer.body[list].as_array().expect("a list").clone();
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    items
        .iter()
        .map(|item| (text(item, "id"), text(item, word)))
        .collect()
}
