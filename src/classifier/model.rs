//! The weights of the filter, and the scores of texts.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{
    Document,
    features::{Hashed, WEIGHTS},
    gates::ScoreGates,
    language::{self, LanguageModels},
    separation::{ExampleCounts, Separation, SharedPart, SharedState},
    shapes::without_known_sites,
    stack::{Opinions, Stack},
    views::{Features, Views},
    vocabulary::Vocabulary,
    word_pairs::{self, WordPairs, WordRatios},
};

/// The maximum absolute weight of the learned reason, in log-odds: above the highest spam threshold, so that
/// the learned reason alone can reach it.
const MOST: f64 = 6.0;
/// The factor of the learned reason. The learners take the scores before they learn the answer, with few answers
/// at first, and so they are too cautious: among the comments of the training collections that scored between 2
/// and 5 there was hardly a real one.
const CONFIDENCE: f64 = 1.2;
/// The number of ham training examples from which a score that indicates spam has its full weight. A few are
/// enough to put the queue in order; whether such a score may file a comment is another question
/// ([`ScoreGates`]).
const HAM_ENOUGH: u32 = 10;

/// The data needed to score comments: shared by all readers, replaced as a whole. About 3.2 MiB.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(super) weights: Vec<f32>,
    /// What the learners know that all sites share, besides weights and counts.
    pub(super) shared: SharedState,
    pub(super) vocabulary: Vocabulary,
    pub(super) pairs: WordPairs,
    pub(super) language: LanguageModels,
    pub(super) sites: BTreeMap<i64, SiteState>,
    /// The number of ham training examples.
    pub(super) ham: u32,
    /// The number of spam training examples.
    pub(super) spam: u32,
}

/// What the filter has learned about one site, besides the weights and counts of its own features.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SiteState {
    /// The numbers of ham and of spam training examples.
    pub seen: [u32; 2],
    pub bias: f32,
    pub stack: Stack,
    pub separation: Separation,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            weights: vec![0.0; WEIGHTS],
            shared: SharedState::default(),
            vocabulary: Vocabulary::default(),
            pairs: WordPairs::default(),
            language: LanguageModels::default(),
            sites: BTreeMap::new(),
            ham: 0,
            spam: 0,
        }
    }
}

impl Model {
    /// Copies another model into this one without allocating: new memory pages would cost more than the copy.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.weights.clone_from(&other.weights);
        self.shared = other.shared;
        self.vocabulary
            .blocks_mut()
            .copy_from_slice(other.vocabulary.blocks());
        let counts = self.pairs.0.slots_mut();
        counts.copy_from_slice(other.pairs.0.slots());
        let counts = self.language.0.slots_mut();
        counts.copy_from_slice(other.language.0.slots());
        self.sites.clone_from(&other.sites);
        self.ham = other.ham;
        self.spam = other.spam;
    }

    /// Extracts the features of a comment.
    #[must_use]
    pub fn read(&self, document: &Document<'_>) -> Views {
        Views::of(Hashed::of(document, &self.vocabulary))
    }

    /// Returns the log-odds of spam: the higher one of the whole text and of the worst part of it.
    #[must_use]
    pub fn rate(&self, views: &Views) -> f64 {
        f64::from(self.worst(views, &self.evidence(views)).0)
    }

    /// Returns the log-odds of spam of a comment by an unknown author: the sites that it links to, its name
    /// and its website do not count in its favor. Not below zero if too little of the text is known.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> f64 {
        let (text, views, evidence) = self.read_without_inserted_words(document);
        let document = &Document {
            text: &text,
            ..*document
        };
        let borrowed = self.without_borrowed(document, &views, &evidence);
        borrowed.map_or_else(
            || f64::from(of_known_words(self.worst(&views, &evidence).0, &views)),
            |without| without.score,
        )
    }

    /// Returns the comment without features of reputable sites and names, if that makes its score worse.
    /// Unknown authors could put such sites and names into any text.
    pub(super) fn without_borrowed(
        &self,
        document: &Document<'_>,
        views: &Views,
        evidence: &Evidence,
    ) -> Option<WithoutBorrowed> {
        let opinions = &evidence.opinions;
        let full = self.highest_score(views, opinions, 0.0).0;
        let mask = self.shared_part(views.hashed.site).mask;
        let of_view = &views.views[0].shared;
        let signature = of_view.signature_times(&self.weights, mask);
        let unsigned = (-signature).max(0.0);
        let mut score = self.highest_score(views, opinions, unsigned).0;
        let mut rated = of_known_words(score, views);
        let mut text = None;
        if let Some(unknown) = without_known_sites(&views.hashed.reading.seen) {
            let other = Document {
                text: &unknown,
                ..*document
            };
            let other = self.read(&other);
            let opinions = self.evidence(&other).opinions;
            let of_other = self.highest_score(&other, &opinions, unsigned).0;
            if of_other > score {
                (score, text) = (of_other, Some(unknown));
                rated = of_known_words(score, &other);
            }
        }
        (score > full).then(|| WithoutBorrowed {
            text,
            is_signed: unsigned == 0.0,
            score: f64::from(rated),
        })
    }

    /// Returns the numbers of ham and of spam training examples in the model.
    #[must_use]
    pub fn example_counts(&self) -> (u32, u32) {
        (self.ham, self.spam)
    }

    /// Returns the SHA-256 of everything that a score depends on, in hexadecimal: equal fingerprints mean
    /// equal scores.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        self.write(&mut |bytes| hash.update(bytes));
        hash.finalize()
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }

    /// Converts a score to the weight of the learned reason: clamped, and reduced while there are few
    /// training examples of the other label. A text can only be unlike spam once the filter has seen spam, and
    /// unlike ham once it has seen ham.
    #[must_use]
    pub fn weight(&self, score: f64) -> f64 {
        let (seen, enough) = if score < 0.0 {
            let spam = ScoreGates::of(self.ham, self.spam).publishing;
            (spam.decided, spam.required)
        } else {
            (self.ham, HAM_ENOUGH)
        };
        (score * CONFIDENCE).clamp(-MOST, MOST) * f64::from(seen.min(enough)) / f64::from(enough)
    }

    /// Returns the state of a site; the initial one if there are no training examples of it.
    pub(super) fn site(&self, site: i64) -> SiteState {
        self.sites.get(&site).copied().unwrap_or_default()
    }

    /// Returns the part of the shared learners that a site reads.
    pub(super) fn shared_part(&self, id: i64) -> SharedPart {
        let separation = self.site(id).separation;
        let state = if separation.is_separate {
            separation.state
        } else {
            self.shared
        };
        SharedPart {
            mask: separation.mask(id),
            state,
        }
    }

    /// Stores the state of the part of the shared learners that a site reads.
    pub(super) fn set_shared_state(&mut self, id: i64, state: SharedState) {
        let separation = &mut self.sites.entry(id).or_default().separation;
        if separation.is_separate {
            separation.state = state;
        } else {
            self.shared = state;
        }
    }

    /// Returns the numbers of training examples of a site and of the others.
    pub(super) fn counts_beside(&self, id: i64) -> ExampleCounts {
        let own = self.site(id).seen;
        ExampleCounts {
            own,
            others: (self.ham + self.spam).saturating_sub(own[0] + own[1]),
        }
    }

    /// Returns what the learner of the shared features says.
    pub(super) fn shared_sum(&self, features: &Features, part: &SharedPart) -> f32 {
        features.times(&self.weights, part.mask) + part.state.bias
    }

    /// Returns what the learner of the features of one site says.
    pub(super) fn own_sum(&self, features: &Features, bias: f32) -> f32 {
        features.times(&self.weights, 0) + bias
    }

    /// Returns what the learners say about a text.
    pub(super) fn evidence(&self, views: &Views) -> Evidence {
        let hashed = &views.hashed;
        let site = self.site(hashed.site);
        let pairs = self.pairs.ratios(hashed, site.seen);
        let part = self.shared_part(hashed.site);
        let language = self.language.ratios(hashed, &part);
        let of_view = views.views.iter().map(|view| Opinions {
            shared: self.shared_sum(&view.shared, &part),
            own: self.own_sum(&view.own, site.bias),
            pairs: word_pairs::evidence(&pairs[view.words.clone()]).0,
            language: language::evidence(&language[hashed.written_chars(&view.words)]).0,
        });
        let opinions = of_view.collect();
        Evidence {
            pairs,
            language,
            opinions,
        }
    }

    /// Returns the score and the index of the view that looks most like spam.
    pub(super) fn worst(&self, views: &Views, evidence: &Evidence) -> (f32, usize) {
        self.highest_score(views, &evidence.opinions, 0.0)
    }

    /// Returns the highest score of the views and its index, with an addition to what the learner of the shared
    /// features says.
    fn highest_score(&self, views: &Views, opinions: &[Opinions], addition: f32) -> (f32, usize) {
        let stack = self.site(views.hashed.site).stack;
        highest(opinions.iter().map(|opinions| {
            stack.score(&Opinions {
                shared: opinions.shared + addition,
                ..*opinions
            })
        }))
    }
}

/// What the learners say about a text, computed once for its score and its explanation.
#[derive(Debug)]
pub(super) struct Evidence {
    /// The ratios of each word of the text.
    pub pairs: Vec<WordRatios>,
    /// The ratio of each character.
    pub language: Vec<f32>,
    /// What each learner says about each view.
    pub opinions: Vec<Opinions>,
}

/// Returns a score, or zero in place of a lower one if too little of the text is known.
fn of_known_words(score: f32, views: &Views) -> f32 {
    if score < 0.0 && views.are_unfamiliar() {
        0.0
    } else {
        score
    }
}

/// Returns the highest score and its index; of equal ones the first.
pub(super) fn highest(scores: impl Iterator<Item = f32>) -> (f32, usize) {
    scores
        .zip(0..)
        .fold((f32::NEG_INFINITY, 0), |highest, score| {
            if score.0 > highest.0 { score } else { highest }
        })
}

/// A comment in which reputable sites or the author's name were replaced, since an unknown author could copy
/// them.
pub(super) struct WithoutBorrowed {
    /// The text with unknown sites in place of the original ones; `None` for the original text.
    text: Option<String>,
    /// Whether name and website are unchanged (otherwise they are removed).
    is_signed: bool,
    score: f64,
}

impl WithoutBorrowed {
    pub(super) fn document<'a>(&'a self, of: &Document<'a>) -> Document<'a> {
        Document {
            text: self.text.as_deref().unwrap_or(of.text),
            name: if self.is_signed { of.name } else { "" },
            website: of.website.filter(|_| self.is_signed),
            site: of.site,
        }
    }
}
