//! Explanations of scores: the words and patterns without which the verdict would differ.

use super::{
    Document,
    contributions::Contributions,
    features::{Hashed, shape_index},
    model::{Evidence, Model},
    shapes::{DECORATED, shapes, told},
    verdict::SpamVerdict,
    views::Views,
};

/// The maximum number of named words and shapes; repetitions of a word count once.
const NAMED_MAX: usize = 12;
/// The maximum length of a named word, in characters; longer words are truncated.
const WORD_MAX: usize = 24;

/// A weight in log-odds with its explanation for people.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedScore {
    pub weight: f64,
    pub detail: String,
}

/// The learned reason for a comment, depending on the reputation of its author.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedReason {
    /// For an author who has a good reputation with the sites and the name in the comment.
    pub of_known: ExplainedScore,
    /// For any other author; its weight is never smaller.
    pub of_stranger: ExplainedScore,
}

impl Model {
    /// Returns the learned reason for a comment with its explanation; `None` until there are training
    /// examples of both labels.
    #[must_use]
    pub fn reason(&self, document: &Document<'_>) -> Option<LearnedReason> {
        if self.ham.min(self.spam) == 0 {
            return None;
        }
        let (text, views, evidence) = self.read_without_inserted_words(document);
        let document = &Document {
            text: &text,
            ..*document
        };
        let without = self.without_borrowed(document, &views, &evidence);
        let of_stranger = without.map(|without| {
            let document = without.document(document);
            let views = self.read(&document);
            let evidence = self.evidence(&views);
            let is_unfamiliar = views.are_unfamiliar();
            (self.reason_for(&document, views, evidence), is_unfamiliar)
        });
        let is_unfamiliar = views.are_unfamiliar();
        let of_known = self.reason_for(document, views, evidence);
        let of_stranger = of_stranger.unwrap_or_else(|| (of_known.clone(), is_unfamiliar));
        Some(LearnedReason {
            of_stranger: match of_stranger {
                (reason, true) if reason.weight < 0.0 => ExplainedScore {
                    weight: 0.0,
                    detail: "most of its words are new to the filter".to_owned(),
                },
                (reason, _) => reason,
            },
            of_known,
        })
    }

    fn reason_for(
        &self,
        document: &Document<'_>,
        views: Views,
        evidence: Evidence,
    ) -> ExplainedScore {
        let weight = self.weight(f64::from(self.worst(&views, &evidence).0));
        let detail = if weight < SpamVerdict::HAM_BELOW {
            ham(self, &views, &evidence)
        } else {
            spam(self, document, (views, evidence), floor(weight)).detail(weight)
        };
        ExplainedScore { weight, detail }
    }

    /// Returns whether the explanation names anything, and whether the verdict would differ without the named
    /// pieces.
    pub(crate) fn explained(&self, document: &Document<'_>) -> (bool, bool) {
        let (text, mut views, mut evidence) = self.read_without_inserted_words(document);
        let document = &Document {
            text: &text,
            ..*document
        };
        let without = self.without_borrowed(document, &views, &evidence);
        let document = match &without {
            Some(without) => &without.document(document),
            None => document,
        };
        if without.is_some() {
            views = self.read(document);
            evidence = self.evidence(&views);
        }
        let score = f64::from(self.worst(&views, &evidence).0);
        let floor = floor(self.weight(score));
        let explanation = spam(self, document, (views, evidence), floor);
        let enough = self.weight(explanation.rest) < floor;
        (!explanation.pieces.is_empty(), enough)
    }
}

/// Returns the threshold below which the verdict differs from that for `weight`.
fn floor(weight: f64) -> f64 {
    if weight > SpamVerdict::SPAM_ABOVE {
        SpamVerdict::SPAM_ABOVE
    } else {
        SpamVerdict::HAM_BELOW
    }
}

/// The result of an explanation.
pub(super) struct Explanation {
    /// The named words (adjacent ones combined into one piece) and shapes.
    pub pieces: Vec<String>,
    /// The score of the text without the named pieces.
    pub rest: f64,
}

impl Explanation {
    /// Returns the explanation of a score of this weight: below zero a text reads more like a real comment than
    /// like spam, only not clearly enough.
    pub(super) fn detail(&self, weight: f64) -> String {
        if self.pieces.is_empty() {
            return "no single word or pattern stands out".to_owned();
        }
        let pieces = self.pieces.join(", ");
        if weight < 0.0 {
            format!("it does not read clearly like a real comment; against it speak {pieces}")
        } else {
            format!("it reads like spam because of {pieces}")
        }
    }
}

/// Names the words and shapes that add most to the score, until the rest of the text scores below `floor`.
pub(super) fn spam(
    model: &Model,
    document: &Document<'_>,
    (views, evidence): (Views, Evidence),
    floor: f64,
) -> Explanation {
    let whole = views.hashed.clone();
    let (mut left, mut evidence) = (views, evidence);
    let reading = &whole.reading;
    let nameable = nameable(&whole);
    let (mut words, mut named_shapes) = (Vec::new(), Vec::<&DescribedShape>::new());
    let (mut score, mut worst) = model.worst(&left, &evidence);
    let mut named = 0;
    while named < NAMED_MAX && model.weight(f64::from(score)) >= floor {
        let hashed = &left.hashed;
        let contributions = Contributions::of(model, &left, &evidence, worst);
        let of_words = contributions
            .words
            .iter()
            .zip(left.views[worst].words.clone());
        let of_words = of_words.map(|(adds, at)| (*adds, Piece::Word(at)));
        let of_shapes = nameable
            .iter()
            .filter(|shape| hashed.has_shape(shape.index));
        let of_shapes = of_shapes.map(|shape| {
            let adds = contributions.shape(model, shape.index);
            (adds, Piece::Shape(shape))
        });
        let mut all = of_words.chain(of_shapes).collect::<Vec<_>>();
        all.retain(|(adds, _)| *adds > 0.0);
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let before = named;
        // As many as should be enough, if the rest kept its evidence: the next round shows whether it did.
        let mut left_over = score;
        for (adds, piece) in all {
            let is_enough = named > before && model.weight(f64::from(left_over)) < floor;
            if is_enough || named == NAMED_MAX {
                break;
            }
            left_over -= adds;
            match piece {
                Piece::Shape(shape) => named_shapes.push(shape),
                Piece::Word(at) => {
                    let word = hashed.reading.folded(&hashed.reading.words[at]);
                    let same = |n: &usize| {
                        reading.folded(&reading.words[*n]) == word && !words.contains(n)
                    };
                    let more = (0..reading.words.len()).filter(same).collect::<Vec<_>>();
                    // A word that appears only because other words were removed is not in the original text.
                    if more.is_empty() {
                        continue;
                    }
                    words.extend(more);
                }
            }
            named += 1;
        }
        if named == before {
            break;
        }
        let text = reading.without(&words);
        let rest = Document {
            text: &text,
            ..*document
        };
        let mut hashed = Hashed::of(&rest, &model.vocabulary);
        // The rest is read without decorations, but they are still in the text.
        let decorations = nameable.iter().filter(|shape| shape.is_decoration);
        hashed.add_shapes(decorations.map(|shape| shape.index));
        hashed.drop_shapes(|index| named_shapes.iter().any(|shape| shape.index == index));
        left = Views::of(hashed);
        evidence = model.evidence(&left);
        (score, worst) = model.worst(&left, &evidence);
    }
    let mut pieces = phrases(&whole, &mut words);
    for shape in named_shapes {
        if !pieces.contains(&shape.told) {
            pieces.push(shape.told.clone());
        }
    }
    Explanation {
        pieces,
        rest: f64::from(score),
    }
}

/// A piece that can be named.
enum Piece<'a> {
    /// The index of a word in the rest of the text.
    Word(usize),
    Shape(&'a DescribedShape),
}

/// A shape with a description for moderators.
struct DescribedShape {
    index: u32,
    told: String,
    is_decoration: bool,
}

fn nameable(hashed: &Hashed) -> Vec<DescribedShape> {
    let mut all = Vec::<DescribedShape>::new();
    shapes(&hashed.reading.seen, &hashed.reading.decorations, |shape| {
        let index = shape_index(shape);
        if let Some(told) = told(shape)
            && !all.iter().any(|known| known.index == index)
        {
            let is_decoration = shape.starts_with(DECORATED);
            all.push(DescribedShape {
                index,
                told,
                is_decoration,
            });
        }
    });
    all
}

/// Explains a text that looks like approved comments by the words with the strongest evidence.
pub(super) fn ham(model: &Model, views: &Views, evidence: &Evidence) -> String {
    let hashed = &views.hashed;
    let shares = Contributions::of(model, views, evidence, 0).words;
    let mut best = (0..shares.len())
        .filter(|n| shares[*n] < 0.0)
        .collect::<Vec<_>>();
    best.sort_by(|a, b| shares[*a].total_cmp(&shares[*b]));
    best.truncate(3);
    let pieces = phrases(hashed, &mut best);
    if pieces.is_empty() {
        "it reads like approved comments".to_owned()
    } else {
        format!(
            "it reads like approved comments because of {}",
            pieces.join(", ")
        )
    }
}

/// Returns words in quotation marks, adjacent words combined, in the order of the text, without duplicates.
fn phrases(hashed: &Hashed, words: &mut [usize]) -> Vec<String> {
    words.sort_unstable();
    let mut pieces = Vec::new();
    for run in words.chunk_by(|a, b| a + 1 == *b) {
        let seen = run.iter().map(|n| {
            let word = hashed
                .reading
                .seen(&hashed.reading.words[*n])
                .to_lowercase();
            match word.char_indices().nth(WORD_MAX) {
                Some((end, _)) => format!("{}\u{2026}", &word[..end]),
                None => word,
            }
        });
        let piece = format!("\u{201c}{}\u{201d}", seen.collect::<Vec<_>>().join(" "));
        if !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::{Label, Learner};

    fn model() -> Model {
        let mut learner = Learner::default();
        for number in 0..120 {
            let spam = format!("Please visit my channel for free coins, friend {number}");
            let ham = format!("The second verse reminds me of rain in spring {number}");
            learner.learn(&Document::unsigned(&spam), Label::Spam, number);
            learner.learn(&Document::unsigned(&ham), Label::Ham, number);
        }
        learner.model().clone()
    }

    #[test]
    fn the_words_that_decide_are_named_as_they_were_written() {
        let document = Document::unsigned("Lovely verse! Visit my CHANNEL for frее coins");
        let detail = model()
            .reason(&document)
            .expect("has lessons")
            .of_stranger
            .detail;
        assert!(
            detail.starts_with("it reads like spam because of \u{201c}"),
            "{detail}"
        );
        assert!(
            detail.contains("channel") || detail.contains("coins"),
            "{detail}"
        );
        assert!(!detail.contains("verse"), "{detail}");
    }

    #[test]
    fn without_what_is_named_it_would_be_judged_otherwise() {
        let model = model();
        for text in ["Visit my channel", "free coins for you, friend"] {
            assert_eq!(
                model.explained(&Document::unsigned(text)),
                (true, true),
                "{text}"
            );
        }
    }

    #[test]
    fn decorations_are_named_in_words() {
        let mut learner = Learner::default();
        for number in 0..120 {
            let struck = |text: &str| {
                text.chars()
                    .flat_map(|c| [c, '\u{336}'])
                    .collect::<String>()
            };
            let text = format!("The verse of song {number} reminds me of rain in spring");
            learner.learn(&Document::unsigned(&struck(&text)), Label::Spam, number);
            learner.learn(&Document::unsigned(&text), Label::Ham, number);
        }
        let struck = "A\u{336}n\u{336}o\u{336}t\u{336}h\u{336}e\u{336}r";
        let reason = learner.model().reason(&Document::unsigned(struck));
        let detail = reason.expect("has examples").of_stranger.detail;
        assert!(
            detail.contains("letters that are struck through"),
            "{detail}"
        );
    }

    #[test]
    fn what_reads_like_ham_says_so() {
        let detail = model().reason(&Document::unsigned("This verse reminds me of rain"));
        let detail = detail.expect("has lessons").of_stranger.detail;
        assert!(
            detail.starts_with("it reads like approved comments because of"),
            "{detail}"
        );
    }

    #[test]
    fn a_text_without_words_is_explained_without_words() {
        let model = model();
        for text in ["", "!!!", "\u{1f600}"] {
            assert!(
                model
                    .reason(&Document::unsigned(text))
                    .is_some_and(|r| !r.of_stranger.detail.is_empty())
            );
        }
    }
}
