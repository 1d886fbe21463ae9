//! Comments that train the classifier.

use rejoinder::{Rebuilt, rebuild_model};

use crate::support::{moderators::Moderator, world::World};

pub const SUBJECTS: [&str; 10] = [
    "bread", "bicycles", "gardens", "novels", "trains", "music", "cameras", "hiking", "chess",
    "tea",
];

/// A legitimate comment; all are different.
pub fn ham_text(n: usize) -> String {
    let subject = SUBJECTS[n % SUBJECTS.len()];
    format!("I read your post about {subject} twice, and attempt number {n} worked for my family")
}

/// An unwanted comment.
pub fn spam_text(n: usize) -> String {
    let subject = SUBJECTS[n % SUBJECTS.len()];
    format!(
        "Discount pills, order {n} now: lowest prices, guaranteed winner, better than {subject}"
    )
}

impl World {
    /// Trains the classifier with all decisions so far.
    pub async fn train(&self) {
        self.app.trainer.catch_up().await.expect("learns");
    }

    /// The fingerprint of the model that judges comments now.
    pub async fn model_fingerprint(&self) -> String {
        self.train().await;
        self.app.spam.published().fingerprint().to_owned()
    }

    /// Posts a text as a new author; returns the id.
    pub async fn post_as_writer(&self, n: usize, text: &str) -> String {
        let author = format!("writer{n}@example.org");
        let who = self.guest().named("Writer", &author);
        who.post(&format!("/page/{n}"), text).await.expect(201).id()
    }

    /// Makes this many decisions of each kind.
    pub async fn decide_examples(&self, owner: &Moderator<'_>, each: usize) {
        for (action, text) in [
            ("approve", ham_text as fn(usize) -> String),
            ("spam", spam_text),
        ] {
            let mut ids = Vec::new();
            for n in 0..each {
                ids.push(self.post_as_writer(n, &text(n)).await);
            }
            let ids = ids.iter().map(String::as_str).collect::<Vec<_>>();
            owner.decide(action, &ids).await.expect(200);
        }
        self.train().await;
    }

    pub async fn rebuild_model(&self) -> Rebuilt {
        let rebuilt = rebuild_model(&self.app.db, &self.clock, |_, _| {}).await;
        rebuilt.expect("rebuilds")
    }

    pub async fn count_training_examples(&self) -> i64 {
        self.database.number("SELECT COUNT(*) FROM lesson").await
    }
}
