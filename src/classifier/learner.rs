//! Online training from one decision after another.

use std::collections::VecDeque;

use super::{
    Document, Label, Model, READ_MAX,
    model::{SiteState, highest},
    separation::SharedPart,
    stack::sigmoid,
    views::{Features, Views},
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

/// The bounds of the weight of an example by its class.
const CLASS_WEIGHTS: std::ops::RangeInclusive<f32> = 0.3..=3.0;

/// The model with the state needed to continue training.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    pub(super) model: Model,
    /// The sum of squared gradients, for every weight.
    pub(super) squares: Vec<f32>,
    past: VecDeque<Past>,
}

/// A training example that may be replayed.
#[derive(Clone, Debug, PartialEq)]
struct Past {
    text: String,
    name: String,
    website: Option<String>,
    site: i64,
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
    pub const VERSION: u32 = 5;
    /// The number of latest training examples from which the replayed ones are chosen.
    pub const PAST: usize = 2_048;

    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Trains from one decision. `seed` is the number of the training example; it determines which earlier
    /// ones are replayed.
    pub fn learn(&mut self, document: &Document<'_>, label: Label, seed: u64) {
        let views = self.model.read(document);
        // First of all, since the combination learns from what the learners say about unknown texts.
        self.combine(&views, label);
        self.compare(&views, label);
        self.count(&views, label);
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

    fn combine(&mut self, views: &Views, label: Label) {
        if self.model.ham.min(self.model.spam) == 0 {
            return;
        }
        let opinions = self.model.evidence(views).opinions;
        let site = self.model.sites.entry(views.hashed.site).or_default();
        let scores = opinions.iter().map(|opinions| site.stack.score(opinions));
        let (_, worst) = highest(scores);
        site.stack.learn(&opinions[worst], label);
    }

    /// Compares the answer with what the learners of all sites say.
    fn compare(&mut self, views: &Views, label: Label) {
        let model = &mut self.model;
        let id = views.hashed.site;
        let all = SharedPart {
            mask: 0,
            state: model.shared,
        };
        let sums = views.views.iter();
        let sums = sums.map(|view| model.shared_sum(&view.shared, &all));
        let (said, _) = highest(sums);
        let counts = model.counts_beside(id);
        let site = model.sites.entry(id).or_default();
        site.separation.note(said, label, counts);
    }

    fn count(&mut self, views: &Views, label: Label) {
        let model = &mut self.model;
        match label {
            Label::Ham => model.ham += 1,
            Label::Spam => model.spam += 1,
        }
        let hashed = &views.hashed;
        model.sites.entry(hashed.site).or_default().seen[label as usize] += 1;
        hashed.reading.teach(&mut model.vocabulary);
        model.pairs.add(hashed, label);
        let mut part = model.shared_part(hashed.site);
        let counts = model.counts_beside(hashed.site);
        if model.site(hashed.site).separation.teaches(label, counts) {
            model.language.add(hashed, label, &mut part);
            model.set_shared_state(hashed.site, part.state);
        }
    }

    /// Trains both logistic regressions from the whole text and from the view that looks most like spam: for
    /// spam it is the part to recognize, for ham the part that must not be misclassified. The same holds for a
    /// half of an approved comment that would be judged instead of the whole.
    fn study(&mut self, views: &Views, label: Label) {
        self.step_all(views, label, 0);
        let document = Document {
            site: views.hashed.site,
            ..Document::unsigned("")
        };
        if label == Label::Ham
            && let Some(half) =
                self.model
                    .without_inserted_words(&document, views, &self.model.evidence(views))
        {
            let half = Document {
                text: &half,
                ..document
            };
            let half = self.model.read(&half);
            let (_, worst) = self.model.worst(&half, &self.model.evidence(&half));
            self.step_all(&half, label, worst);
        }
    }

    /// Trains both logistic regressions from one view and from the one that each of them finds most like spam.
    fn step_all(&mut self, views: &Views, label: Label, at: usize) {
        let id = views.hashed.site;
        let SiteState {
            seen,
            mut bias,
            separation,
            ..
        } = self.model.site(id);
        let views_of = &views.views;
        if separation.teaches(label, self.model.counts_beside(id)) {
            self.step_shared(views, label, at);
        }
        let own = class_weight(seen, label);
        let sums = views_of
            .iter()
            .map(|view| self.model.own_sum(&view.own, 0.0));
        let (_, worst) = highest(sums);
        bias += self.step(&views_of[at].own, 0, bias, label, own);
        if worst != at {
            bias += self.step(&views_of[worst].own, 0, bias, label, own);
        }
        self.model.sites.entry(id).or_default().bias = bias;
    }

    fn step_shared(&mut self, views: &Views, label: Label, at: usize) {
        let id = views.hashed.site;
        let SiteState {
            seen, separation, ..
        } = self.model.site(id);
        let seen = if separation.is_separate {
            seen
        } else {
            [self.model.ham, self.model.spam]
        };
        let weight = class_weight(seen, label);
        let SharedPart { mask, mut state } = self.model.shared_part(id);
        let views_of = &views.views;
        let sums = views_of
            .iter()
            .map(|view| view.shared.times(&self.model.weights, mask));
        let (_, worst) = highest(sums);
        state.bias += self.step(&views_of[at].shared, mask, state.bias, label, weight);
        if worst != at {
            state.bias += self.step(&views_of[worst].shared, mask, state.bias, label, weight);
        }
        self.model.set_shared_state(id, state);
    }

    /// Changes the weights of some features, and returns the change of the bias.
    fn step(
        &mut self,
        features: &Features,
        mask: u32,
        bias: f32,
        label: Label,
        class_weight: f32,
    ) -> f32 {
        let said = features.times(&self.model.weights, mask) + bias;
        let error = label.target() - sigmoid(said);
        if error.abs() < KNOWN {
            return 0.0;
        }
        let error = error * class_weight;
        features.for_each(mask, |index, value| {
            let gradient = error * value;
            let square = &mut self.squares[index];
            *square += gradient * gradient;
            self.model.weights[index] += RATE * gradient / (DAMPING + square.sqrt());
        });
        BIAS_RATE * error
    }

    pub(super) fn keep(&mut self, document: &Document<'_>, label: Label) {
        if self.past.len() == Self::PAST {
            self.past.pop_front();
        }
        self.past.push_back(Past {
            text: document.text.chars().take(READ_MAX).collect(),
            name: document.name.to_owned(),
            website: document.website.map(str::to_owned),
            site: document.site,
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
            site: self.site,
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

/// Returns the weight of an example: those of the rarer label count more, by the root of its share.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^24")]
fn class_weight(seen: [u32; 2], label: Label) -> f32 {
    let [ham, spam] = seen.map(|count| count as f32 + 1.0);
    let of = match label {
        Label::Ham => ham,
        Label::Spam => spam,
    };
    let weight = (0.5 * (ham + spam) / of).sqrt();
    weight.clamp(*CLASS_WEIGHTS.start(), *CLASS_WEIGHTS.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labeled_text(number: u64) -> (String, Label) {
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
            let (text, label) = labeled_text(number);
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

    /// Returns a text of words that both labels use, with a few that only one of them does.
    fn text_of_words(number: u64, label: Label) -> String {
        let mut chance = number;
        let mut word = |first: u64, words: u64| {
            let word = first + next(&mut chance) % words;
            let syllables = [word / 100, word / 10 % 10, word % 10];
            let syllables = syllables.map(|n| {
                ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu"]
                    [usize::try_from(n).expect("one digit")]
            });
            syllables.concat()
        };
        let own = match label {
            Label::Ham => 400,
            Label::Spam => 700,
        };
        let words = (0..8).map(|at| {
            if at % 4 == 3 {
                word(own, 60)
            } else {
                word(0, 200)
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Trains two sites, of which the first decides rightly about its texts, in the order of `turns`; returns
    /// how many of 100 texts of each label are filed and published on the first site.
    fn judged_beside(turns: &[i64], of_other: fn(Label) -> Label) -> [usize; 2] {
        fn document(site: i64, text: &str) -> Document<'_> {
            Document {
                site,
                ..Document::unsigned(text)
            }
        }
        let mut learner = Learner::default();
        let label_of = |number: u64| match number % 2 {
            0 => Label::Ham,
            _ => Label::Spam,
        };
        for (number, site) in (0..).zip(turns) {
            let label = label_of(number / 2);
            let text = text_of_words(number, label);
            let label = if *site == 1 { label } else { of_other(label) };
            learner.learn(&document(*site, &text), label, number);
        }
        let model = learner.model();
        let mut judged = [0, 0];
        for number in 10_000..10_200 {
            let label = label_of(number);
            let text = text_of_words(number, label);
            let weight = model.weight(model.score(&document(1, &text)));
            judged[0] += usize::from(label == Label::Spam && weight > 3.0);
            judged[1] += usize::from(label == Label::Ham && weight < -2.5);
        }
        judged
    }

    #[test]
    fn wrong_decisions_on_one_site_hardly_change_what_happens_on_another() {
        let wrong: [fn(Label) -> Label; 3] = [
            |label| match label {
                Label::Ham => Label::Spam,
                Label::Spam => Label::Ham,
            },
            |_| Label::Ham,
            |_| Label::Spam,
        ];
        let (own, other) = ([1].repeat(200), [2].repeat(200));
        let alone = judged_beside(&own, |label| label);
        assert!(alone.iter().all(|judged| *judged > 60), "{alone:?}");
        let orders = [
            [own.clone(), other.clone()].concat(),
            [other, own].concat(),
            [1, 2].repeat(200),
        ];
        for (order, turns) in ["after", "before", "beside"].iter().zip(orders) {
            for (mode, wrong) in wrong.into_iter().enumerate() {
                let beside = judged_beside(&turns, wrong);
                let is_close = alone
                    .iter()
                    .zip(beside)
                    .all(|(alone, beside)| beside + 25 > *alone);
                assert!(is_close, "{order}, {mode}: {beside:?} of {alone:?}");
            }
        }
    }

    #[test]
    fn a_text_of_which_nothing_is_known_is_not_taken_for_ham() {
        let mut learner = Learner::default();
        taught(&mut learner, 0..200);
        let score = |text: &str| learner.model().score(&Document::unsigned(text));
        for text in [
            "qwhtz plvvd unrgst kjhqx bnmzw",
            "\u{561}\u{57d}\u{578}\u{582}\u{56a}\u{561}\u{57d}\u{578}\u{582}\u{56a}\u{561}\u{57d}\u{578}\u{582}\u{56a}",
            "\u{16a0}\u{16b1}\u{16c1}\u{16de} \u{16b2}\u{16a8}\u{16cb}\u{16c1}\u{16be}\u{16a2}\u{16d6}",
            "the garden qwhtz plvvd unrgst kjhqx bnmzw trplk fghqa zxcvq mnbwe lkjhg poiuz rewqy kqjwx zzpqt vrrth",
        ] {
            assert!(score(text) >= 0.0, "{text}: {}", score(text));
        }
        assert!(score("my garden and the tomatoes had rain") < -1.0);
        assert!(score("Rain!") < 0.0, "a short text");
    }

    #[test]
    fn a_new_site_begins_with_what_the_others_taught() {
        let mut learner = Learner::default();
        taught(&mut learner, 0..200);
        for number in 1_000..1_050 {
            let (text, label) = labeled_text(number);
            let document = Document {
                site: 7,
                ..Document::unsigned(&text)
            };
            let score = learner.model().score(&document);
            assert_eq!(score > 0.0, label == Label::Spam, "{text}: {score}");
        }
    }

    #[test]
    fn going_on_from_a_checkpoint_is_going_on() {
        let mut through = Learner::default();
        taught(&mut through, 0..40);
        let checkpoint = through.checkpoint();
        taught(&mut through, 40..60);

        let texts = (0..40).map(labeled_text).collect::<Vec<_>>();
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
                name,
                website,
                ..Document::unsigned("I could not agree more")
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
                name,
                website,
                ..Document::unsigned("I could not agree more")
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
        taught(&mut learner, 3..9);
        let few = learner.model().clone();
        taught(&mut learner, 9..400);
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
