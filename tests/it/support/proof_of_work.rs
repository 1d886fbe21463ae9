//! Floods, and the proof of work that guests do during them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{answers::Answer, guests::Guest, world::World};

pub const MINUTE: Duration = Duration::from_mins(1);

impl World {
    /// Sends this many submissions, each from another network. They are invalid, but flood detection counts
    /// them all the same.
    pub async fn send_invalid(&self, count: usize) {
        for _ in 0..count {
            let answer = self.guest().send(&json!({})).await;
            assert!(answer.status.is_client_error(), "{}", answer.text);
        }
    }

    /// Advances the clock by a second and runs flood detection.
    pub async fn detect_floods(&self) {
        self.app.floods.look().await.expect("succeeds");
    }

    /// Starts a flood and brings it to this step.
    pub async fn start_flood(&self, step: u8) {
        self.send_invalid(40).await;
        self.detect_floods().await;
        for _ in 1..step {
            self.clock.advance(MINUTE);
            self.send_invalid(20).await;
            self.detect_floods().await;
        }
    }
}

/// The data of a page's form, after ten seconds of writing.
pub struct OpenedForm {
    pub token: Value,
    pub challenge: Value,
}

impl Guest<'_> {
    pub async fn open_form(&self, page: &str) -> OpenedForm {
        let path = format!("/api/v1/sites/blog/form?page={page}");
        let form = self.get(&path).await.expect(200).body;
        self.world.clock.advance(Duration::from_secs(10));
        OpenedForm {
            token: form["token"].clone(),
            challenge: form["challenge"].clone(),
        }
    }

    pub fn comment_with_token(&self, page: &str, text: &str, opened: &OpenedForm) -> Value {
        let mut body = self.comment(page, text);
        body["token"] = opened.token.clone();
        body
    }

    /// Opens the form, does the required proof of work, and posts.
    pub async fn solve_and_post(&self, page: &str, text: &str) -> Answer {
        let opened = self.open_form(page).await;
        let mut body = self.comment_with_token(page, text, &opened);
        body["solution"] = solve(&opened.challenge);
        self.send(&body).await
    }
}

/// The solution that a browser would find.
pub fn solve(challenge: &Value) -> Value {
    let theirs: altcha::Challenge =
        serde_json::from_value(challenge.clone()).expect("a challenge of ALTCHA's shape");
    let options = altcha::SolveChallengeOptions::new(&theirs);
    let found = altcha::solve_challenge(options).expect("can be solved");
    json!({ "challenge": challenge, "solution": found.expect("in time") })
}

impl Guest<'_> {
    /// Does the proof of work if it is required, and posts.
    pub async fn solve_if_required_and_post(&self, page: &str, text: &str) -> Answer {
        let opened = self.open_form(page).await;
        let mut body = self.comment_with_token(page, text, &opened);
        if !opened.challenge.is_null() {
            body["solution"] = solve(&opened.challenge);
        }
        self.send(&body).await
    }
}
