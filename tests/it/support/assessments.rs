//! Assessments of comments, as moderators see them.

use serde_json::Value;

use crate::support::moderators::Moderator;

/// Status, score and reasons (code, weight, detail) of a comment, as moderators see them.
#[derive(Debug)]
pub struct Assessment {
    pub status: String,
    pub score: f64,
    pub reasons: Vec<(String, f64, String)>,
}

impl Assessment {
    pub fn codes(&self) -> Vec<&str> {
        self.reasons
            .iter()
            .map(|(code, ..)| code.as_str())
            .collect()
    }
}

pub async fn assessment_of(owner: &Moderator<'_>, id: &str) -> Assessment {
    let seen = owner.get(&format!("/comments/{id}")).await.expect(200).body;
    let seen = seen.get("comment").cloned().unwrap_or(seen);
    let reasons = seen["assessment"]["reasons"].as_array().expect("reasons");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Assessment {
        status: text(&seen["status"]),
        score: seen["assessment"]["score"].as_f64().expect("a score"),
        reasons: reasons
            .iter()
            .map(|one| {
                let weight = one["weight"].as_f64().expect("a weight");
                (text(&one["code"]), weight, text(&one["detail"]))
            })
            .collect(),
    }
}
