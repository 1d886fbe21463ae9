//! Online training from one decision after another.

use std::collections::VecDeque;

use super::{
    Document, Label, Model, READ_MAX,
    features::{Features, Views},
};

/// The learning rate of `AdaGrad`.
const RATE: f32 = 0.4;
/// The term in the denominator of `AdaGrad` that limits the first steps.
const DAMPING: f32 = 0.01;
/// The learning rate of the bias, which a single text must not change much.
const BIAS_RATE: f32 = 0.05;
/// The number of earlier training examples that are replayed with every new one.
const REPLAYS: u32 = 5;
/// The prediction error below which a training example changes nothing.
const KNOWN: f32 = 0.002;

/// The model with the state needed to continue training.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    model: Model,
    /// The sum of squared gradients, for every weight.
    squares: Vec<f32>,
    past: VecDeque<Past>,
}

/// A training example that may be replayed.
#[derive(Clone, Debug, PartialEq)]
struct Past {
    text: String,
    name: String,
    website: Option<String>,
    label: Label,
}

impl Default for Learner {
    fn default() -> Self {
        let model = Model::default();
        Self {
            squares: vec![0.0; model.weights.len()],
            model,
            past: VecDeque::new(),
        }
    }
}

impl Learner {
    /// The version of the algorithm and of the checkpoint format. Checkpoints of other versions cannot be
    /// read; the model must be rebuilt from the training examples.
    pub const VERSION: u32 = 4;
    /// The number of latest training examples from which the replayed ones are chosen.
    pub const PAST: usize = 2_048;

    /// Restores a learner from a checkpoint of this version. `bytes` come from
    /// [`checkpoint`](Self::checkpoint); `past` are the last [`Self::PAST`] training examples before it, in
    /// order (fewer if there were fewer). Returns `None` if the length of `bytes` is wrong.
    #[must_use]
    pub fn resume<'a>(
        bytes: &[u8],
        past: impl Iterator<Item = (Document<'a>, Label)>,
    ) -> Option<Self> {
        let mut learner = Self::default();
        let Model {
            weights,
            bias,
            vocabulary,
            ham,
            spam,
        } = &mut learner.model;
        let numbers = weights.len() + learner.squares.len();
        if bytes.len() != 4 * (3 + numbers) + 8 * vocabulary.blocks().len() {
            return None;
        }
        let (numbers, blocks) = bytes.split_at(4 * (3 + numbers));
        let mut words = numbers.as_chunks().0.iter().copied();
        *ham = words.next().map(u32::from_le_bytes)?;
        *spam = words.next().map(u32::from_le_bytes)?;
        *bias = words.next().map(f32::from_le_bytes)?;
        for (slot, word) in weights.iter_mut().chain(&mut learner.squares).zip(words) {
            *slot = f32::from_le_bytes(word);
        }
        for (slot, block) in vocabulary.blocks_mut().iter_mut().zip(blocks.as_chunks().0) {
            *slot = u64::from_le_bytes(*block);
        }
        for (document, label) in past {
            learner.keep(&document, label);
        }
        Some(learner)
    }

    /// Serializes everything except the training examples for replay: about 2.2 MiB.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        let model = &self.model;
        let mut bytes = Vec::with_capacity((8 * model.weights.len()) + (64 << 10));
        bytes.extend(model.ham.to_le_bytes());
        bytes.extend(model.spam.to_le_bytes());
        bytes.extend(model.bias.to_le_bytes());
        for number in model.weights.iter().chain(&self.squares) {
            bytes.extend(number.to_le_bytes());
        }
        for block in model.vocabulary.blocks() {
            bytes.extend(block.to_le_bytes());
        }
        bytes
    }

    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Trains from one decision. `seed` is the number of the training example; it determines which earlier
    /// ones are replayed.
    pub fn learn(&mut self, document: &Document<'_>, label: Label, seed: u64) {
        match label {
            Label::Ham => self.model.ham += 1,
            Label::Spam => self.model.spam += 1,
        }
        let views = self.model.read(document);
        views.hashed.reading.teach(&mut self.model.vocabulary);
        self.study(&views, label);
        let mut chance = seed;
        for _ in 0..REPLAYS.min(u32::try_from(self.past.len()).unwrap_or(u32::MAX)) {
            let which = next(&mut chance) % self.past.len() as u64;
            let past = &self.past[usize::try_from(which).unwrap_or_default()];
            let (views, label) = (self.model.read(&past.document()), past.label);
            self.study(&views, label);
        }
        self.keep(document, label);
    }

    /// Trains from the whole text and from the view that looks most like spam: for spam it is the part to
    /// recognize, for ham the part that must not be misclassified.
    fn study(&mut self, views: &Views, label: Label) {
        self.step(&views.views[0].1, label);
        let (_, worst) = self.model.worst(views);
        if worst > 0 {
            self.step(&views.views[worst].1, label);
        }
        // A half of an approved comment must not be misclassified.
        if label == Label::Ham
            && let Some(half) = self
                .model
                .without_inserted_words(&Document::unsigned(""), views)
        {
            let half = self.model.read(&Document::unsigned(&half));
            let (_, worst) = self.model.worst(&half);
            self.step(&half.views[worst].1, label);
        }
    }

    fn step(&mut self, features: &Features, label: Label) {
        let wanted = match label {
            Label::Ham => 0.0,
            Label::Spam => 1.0,
        };
        // From `libm`, which computes the same bits on every machine.
        let error = wanted - 1.0 / (1.0 + libm::expf(-self.model.sum(features)));
        if error.abs() < KNOWN {
            return;
        }
        features.for_each(|index, value| {
            let gradient = error * value;
            let square = &mut self.squares[index];
            *square += gradient * gradient;
            self.model.weights[index] += RATE * gradient / (DAMPING + square.sqrt());
        });
        self.model.bias += BIAS_RATE * error;
    }

    fn keep(&mut self, document: &Document<'_>, label: Label) {
        if self.past.len() == Self::PAST {
            self.past.pop_front();
        }
        self.past.push_back(Past {
            text: document.text.chars().take(READ_MAX).collect(),
            name: document.name.to_owned(),
            website: document.website.map(str::to_owned),
            label,
        });
    }
}

impl Past {
    fn document(&self) -> Document<'_> {
        Document {
            text: &self.text,
            name: &self.name,
            website: self.website.as_deref(),
        }
    }
}

/// `SplitMix64`.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let hash = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(number: u64) -> (String, Label) {
        if number.is_multiple_of(3) {
            (
                format!("Buy shiny watches at https://shop{number}.example.com/ now!!!"),
                Label::Spam,
            )
        } else {
            (
                format!("The garden needs rain, and my tomatoes on balcony {number} too"),
                Label::Ham,
            )
        }
    }

    fn taught(learner: &mut Learner, numbers: std::ops::Range<u64>) {
        for number in numbers {
            let (text, label) = lesson(number);
            learner.learn(&Document::unsigned(&text), label, number);
        }
    }

    #[test]
    fn the_same_examples_in_the_same_order_give_the_same_bits() {
        let learned = |numbers: &[u64]| {
            let mut learner = Learner::default();
            for number in numbers {
                taught(&mut learner, *number..*number + 1);
            }
            learner.model().fingerprint()
        };
        assert_eq!(learned(&[1, 2, 3, 4]), learned(&[1, 2, 3, 4]));
        assert_ne!(learned(&[1, 2, 3, 4]), learned(&[1, 3, 2, 4]));
    }

    #[test]
    fn going_on_from_a_checkpoint_is_going_on() {
        let mut through = Learner::default();
        taught(&mut through, 0..40);
        let checkpoint = through.checkpoint();
        taught(&mut through, 40..60);

        let texts = (0..40).map(lesson).collect::<Vec<_>>();
        let past = texts
            .iter()
            .map(|(text, label)| (Document::unsigned(text), *label));
        let mut resumed = Learner::resume(&checkpoint, past).expect("is whole");
        taught(&mut resumed, 40..60);
        assert_eq!(resumed.model().fingerprint(), through.model().fingerprint());
        assert_eq!(resumed, through);
        assert!(Learner::resume(&checkpoint[1..], std::iter::empty()).is_none());
    }

    #[test]
    fn trained_classes_are_distinguished_also_when_obfuscated() {
        let mut learner = Learner::default();
        taught(&mut learner, 0..200);
        let score = |text: &str| learner.model().score(&Document::unsigned(text));
        assert!(score("shiny watches, buy them at https://other.example.com/") > 1.0);
        assert!(score("my garden and the tomatoes had rain") < -1.0);
        assert!(score("5h1ny w4tch35, buy n0w!!!") > 1.0);
        assert!(score("s h i n y w a t c h e s b u y n o w") > 0.5);
        let good = "the garden needs rain and my tomatoes ".repeat(8);
        assert!(score(&format!("Buy shiny watches now!!! {good}")) > score(&good) + 1.0);
    }

    #[test]
    fn a_signature_is_learned_too() {
        let mut learner = Learner::default();
        for number in 0..100 {
            let signed = |name, website| Document {
                text: "I could not agree more",
                name,
                website,
            };
            learner.learn(
                &signed("Cheap Pills", Some("https://pills.example.com/")),
                Label::Spam,
                number,
            );
            learner.learn(&signed("Ann", None), Label::Ham, number);
        }
        let score = |name, website| {
            learner.model().score(&Document {
                text: "I could not agree more",
                name,
                website,
            })
        };
        assert!(score("Pills", Some("https://pills.example.com/")) > score("Ann", None) + 1.0);
    }

    #[test]
    fn a_few_training_examples_have_little_weight() {
        let mut learner = Learner::default();
        taught(&mut learner, 1..3);
        assert_eq!(
            learner.model().reason(&Document::unsigned("garden")),
            None,
            "one kind alone"
        );
        taught(&mut learner, 3..60);
        let few = learner.model().clone();
        taught(&mut learner, 60..400);
        let document = Document::unsigned("Buy shiny watches now!!!");
        let weight = |model: &Model| {
            model
                .reason(&document)
                .expect("both kinds")
                .of_stranger
                .weight
        };
        assert!(weight(&few) > 0.0 && weight(&few) < weight(learner.model()));
        assert!(weight(learner.model()) <= 6.0);
    }
}
