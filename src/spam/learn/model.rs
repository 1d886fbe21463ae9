//! The weights, and what they say of a text.

use sha2::{Digest as _, Sha256};

use super::{
    Document, explain,
    features::{Features, Hashed, Views, WEIGHTS},
    shapes::without_known_sites,
    vocabulary::Vocabulary,
};
use crate::spam::{Reason, ReasonCode, Verdict};

/// The learned part of a score stays within this, in log-odds.
const MOST: f64 = 6.0;
/// From so many lessons of the rarer class on it counts in full.
const ENOUGH: u32 = 50;

/// What is needed to score: shared by those who read, replaced as a whole. Some 1.2 MiB.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
    pub(super) vocabulary: Vocabulary,
    /// Lessons of each kind.
    pub(super) ham: u32,
    pub(super) spam: u32,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            weights: vec![0.0; WEIGHTS],
            bias: 0.0,
            vocabulary: Vocabulary::default(),
            ham: 0,
            spam: 0,
        }
    }
}

impl Model {
    /// Becomes equal to another model without allocating: new pages of memory cost more than the copy.
    pub(in crate::spam) fn copy_from(&mut self, other: &Self) {
        self.weights.clone_from(&other.weights);
        self.bias = other.bias;
        self.vocabulary
            .blocks_mut()
            .copy_from_slice(other.vocabulary.blocks());
        self.ham = other.ham;
        self.spam = other.spam;
    }

    /// What a comment is made of.
    #[must_use]
    pub fn read(&self, document: &Document<'_>) -> Views {
        Views::of(Hashed::of(document, &self.vocabulary))
    }

    /// Log-odds of spam of what was read: those of the text or of the worst part of it, whichever
    /// is worse.
    #[must_use]
    pub fn rate(&self, views: &Views) -> f64 {
        f64::from(self.worst(views).0)
    }

    /// Log-odds of spam of a comment of a stranger: sites that it links to, its name and its website
    /// do not count in favor.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> f64 {
        let views = self.read(document);
        let borrowed = self.without_borrowed(document, &views);
        borrowed.map_or_else(|| self.rate(&views), |without| without.score)
    }

    /// Log-odds of spam of a comment whose author earned the good name of what is in it.
    #[must_use]
    pub fn score_of_known(&self, document: &Document<'_>) -> f64 {
        self.rate(&self.read(document))
    }

    /// The comment without the good name of sites and authors, where that makes it look worse. A
    /// stranger could put them into any text.
    fn without_borrowed(&self, document: &Document<'_>, views: &Views) -> Option<WithoutBorrowed> {
        let full = self.worst(views).0;
        let signature = views.views[0].1.signature_times(&self.weights);
        let unsigned = (-signature).max(0.0);
        let mut score = full + unsigned;
        let mut text = None;
        if let Some(unknown) = without_known_sites(&views.hashed.reading.seen) {
            let other = Document {
                text: &unknown,
                ..*document
            };
            let other = self.worst(&self.read(&other)).0 + unsigned;
            if other > score {
                (score, text) = (other, Some(unknown));
            }
        }
        (score > full).then(|| WithoutBorrowed {
            text,
            is_signed: unsigned == 0.0,
            score: f64::from(score),
        })
    }

    /// Lessons of ham and of spam that it is made of.
    #[must_use]
    pub fn lessons(&self) -> (u32, u32) {
        (self.ham, self.spam)
    }

    /// SHA-256 of everything that a score depends on, in hexadecimal: equal models, equal scores.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.ham.to_le_bytes());
        hash.update(self.spam.to_le_bytes());
        hash.update(self.bias.to_le_bytes());
        for weight in &self.weights {
            hash.update(weight.to_le_bytes());
        }
        for block in self.vocabulary.blocks() {
            hash.update(block.to_le_bytes());
        }
        hash.finalize()
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }

    /// What it says of a comment, and by which words; nothing before it has lessons of both kinds.
    #[must_use]
    pub fn reason(&self, document: &Document<'_>) -> Option<LearnedReason> {
        if self.ham.min(self.spam) == 0 {
            return None;
        }
        let views = self.read(document);
        let without = self.without_borrowed(document, &views);
        let of_stranger = without.map(|without| {
            let document = without.document(document);
            self.reason_for(&document, self.read(&document))
        });
        let of_known = self.reason_for(document, views);
        Some(LearnedReason {
            of_stranger: of_stranger.unwrap_or_else(|| of_known.clone()),
            of_known,
        })
    }

    fn reason_for(&self, document: &Document<'_>, views: Views) -> Reason {
        let weight = self.weight(self.rate(&views));
        let detail = if weight < Verdict::HAM_BELOW {
            explain::ham(self, &views)
        } else {
            explain::spam(self, document, views, floor(weight)).detail()
        };
        Reason::weighing(ReasonCode::Learned, weight, detail)
    }

    /// Is something named for its score, and would it be judged otherwise without that?
    pub(in crate::spam) fn explained(&self, document: &Document<'_>) -> (bool, bool) {
        let mut views = self.read(document);
        let without = self.without_borrowed(document, &views);
        let document = match &without {
            Some(without) => &without.document(document),
            None => document,
        };
        if without.is_some() {
            views = self.read(document);
        }
        let floor = floor(self.weight(self.rate(&views)));
        let explanation = explain::spam(self, document, views, floor);
        let enough = self.weight(explanation.rest) < floor;
        (!explanation.pieces.is_empty(), enough)
    }

    /// What a score counts: within bounds, and little while there are few lessons.
    #[must_use]
    pub fn weight(&self, score: f64) -> f64 {
        let rarer = self.ham.min(self.spam).min(ENOUGH);
        score.clamp(-MOST, MOST) * f64::from(rarer) / f64::from(ENOUGH)
    }

    pub(super) fn sum(&self, features: &Features) -> f32 {
        features.times(&self.weights) + self.bias
    }

    /// The score of the view that looks most like spam, and which it is.
    pub(super) fn worst(&self, views: &Views) -> (f32, usize) {
        let scores = views.views.iter().map(|(_, features)| self.sum(features));
        let scores = scores.zip(0..);
        scores.fold((f32::NEG_INFINITY, 0), |worst, one| {
            if one.0 > worst.0 { one } else { worst }
        })
    }
}

/// What the filter has learned to say of a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedReason {
    /// Of an author who earned the good name of the sites and the name in it.
    pub of_known: Reason,
    /// Of anyone else; its weight is never smaller.
    pub of_stranger: Reason,
}

/// A comment in which what a stranger could borrow was replaced.
struct WithoutBorrowed {
    /// With unknown sites; `None` for the text as it is.
    text: Option<String>,
    is_signed: bool,
    score: f64,
}

impl WithoutBorrowed {
    fn document<'a>(&'a self, of: &Document<'a>) -> Document<'a> {
        Document {
            text: self.text.as_deref().unwrap_or(of.text),
            name: if self.is_signed { of.name } else { "" },
            website: of.website.filter(|_| self.is_signed),
        }
    }
}

/// Below what a text would be judged otherwise than with this weight.
fn floor(weight: f64) -> f64 {
    if weight > Verdict::SPAM_ABOVE {
        Verdict::SPAM_ABOVE
    } else {
        Verdict::HAM_BELOW
    }
}
