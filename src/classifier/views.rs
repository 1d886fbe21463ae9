//! The views of a text (the whole, and the windows of a longer one) with their features in groups, each group
//! with a fixed norm.

use std::ops::Range;

use super::{
    familiarity::is_unfamiliar,
    features::{APART, GRAM, Hashed, SHARED_APART, WEIGHTS, own_shape_index, pair},
};

/// The norm of each group of features that all sites share.
const WORDS: f32 = 0.7;
const PAIRS: f32 = 0.3;
const GRAMS: f32 = 0.9;
const SHAPES: f32 = 0.7;
const SIGNATURE: f32 = 0.5;
/// The norm of each group of features of one site.
const OWN_WORDS: f32 = 1.0;
const OWN_PAIRS: f32 = 0.8;
const OWN_SHAPES: f32 = 0.5;

/// Binary features: indices into the weights, group after group.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Features {
    pub indices: Vec<u32>,
    /// The end of each group, and the value of each of its features.
    pub groups: Vec<(usize, f32)>,
}

impl Features {
    /// Calls `each` with every feature, combined with a mask, and its value.
    pub(super) fn for_each(&self, mask: u32, mut each: impl FnMut(usize, f32)) {
        let mut start = 0;
        for (end, value) in &self.groups {
            for index in &self.indices[start..*end] {
                each((*index ^ mask) as usize, *value);
            }
            start = *end;
        }
    }

    /// Returns the contribution of the last group, which is the name and the website of the author among the
    /// shared features.
    pub(super) fn signature_times(&self, weights: &[f32], mask: u32) -> f32 {
        let Some((end, value)) = self.groups.last() else {
            return 0.0;
        };
        let start = match &self.groups[..] {
            [.., (start, _), _] => *start,
            _ => 0,
        };
        let group = &self.indices[start..*end];
        let group = group.iter().map(|index| weights[(*index ^ mask) as usize]);
        let sum: f32 = group.sum();
        sum * value
    }

    /// Returns the dot product with the weights at the indices combined with a mask.
    pub(super) fn times(&self, weights: &[f32], mask: u32) -> f32 {
        let (mut start, mut total) = (0, 0.0);
        for (end, value) in &self.groups {
            let group = &self.indices[start..*end];
            let sum = group.iter().fold(0.0, |sum: f32, index| {
                sum + weights[(*index ^ mask) as usize]
            });
            total += sum * value;
            start = *end;
        }
        total
    }

    /// Returns the value of each feature of a group.
    pub(super) fn value(&self, group: usize) -> f32 {
        self.groups.get(group).map_or(0.0, |(_, value)| *value)
    }
}

/// A range of the words of a text with its features.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct View {
    pub words: Range<usize>,
    /// The features that all sites share: words, pairs, n-grams, shapes, signature.
    pub shared: Features,
    /// The features of this site: words, pairs, shapes.
    pub own: Features,
}

impl View {
    fn of(hashed: &Hashed, words: Range<usize>, scratch: &mut Scratch) -> Self {
        Self {
            shared: shared(hashed, &words, scratch),
            own: own(hashed, &words, scratch),
            words,
        }
    }
}

fn shared(hashed: &Hashed, words: &Range<usize>, scratch: &mut Scratch) -> Features {
    let chars = hashed.chars(words);
    let most = chars.len() * GRAM
        + words.len() * (1 + SHARED_APART)
        + hashed.shapes.len()
        + hashed.signature.len();
    let mut features = Features {
        indices: Vec::with_capacity(most),
        groups: Vec::with_capacity(5),
    };
    let indices = words.clone().map(|word| hashed.word_index(word));
    scratch.group(&mut features, WORDS, indices);
    let all = &hashed.words[words.clone()];
    let pairs = all.iter().enumerate().flat_map(|(at, one)| {
        let after = all[at + 1..].iter().take(SHARED_APART).enumerate();
        after.map(|(apart, other)| pair(*one, *other, apart))
    });
    scratch.group(&mut features, PAIRS, pairs);
    let end = chars.end;
    let grams = chars.flat_map(|at| {
        let start = at * GRAM;
        hashed.grams[start..start + GRAM.min(end - at)]
            .iter()
            .copied()
    });
    scratch.group(&mut features, GRAMS, grams);
    scratch.group(&mut features, SHAPES, hashed.shapes.iter().copied());
    scratch.group(&mut features, SIGNATURE, hashed.signature.iter().copied());
    features
}

fn own(hashed: &Hashed, words: &Range<usize>, scratch: &mut Scratch) -> Features {
    let most = words.len() * (1 + APART) + hashed.shapes.len();
    let mut features = Features {
        indices: Vec::with_capacity(most),
        groups: Vec::with_capacity(3),
    };
    let singles = words.clone().filter_map(|word| hashed.own_indices(word)[0]);
    scratch.group(&mut features, OWN_WORDS, singles);
    let pairs = words.clone().flat_map(|word| {
        let last = APART.min(word - words.start);
        let indices = hashed.own_indices(word).into_iter();
        indices.take(1 + last).skip(1).flatten()
    });
    scratch.group(&mut features, OWN_PAIRS, pairs);
    let shapes = hashed.shapes.iter();
    let shapes = shapes.map(|shape| own_shape_index(*shape, hashed.site));
    scratch.group(&mut features, OWN_SHAPES, shapes);
    features
}

/// A text with the features of all its views: the whole text, and the windows of a longer text.
#[derive(Clone, Debug)]
pub struct Views {
    pub(super) hashed: Hashed,
    /// The first one is the whole text.
    pub(super) views: Vec<View>,
}

impl Views {
    /// Returns whether too little of the text, or of a part of it, is known to tell that it is ham.
    pub(super) fn are_unfamiliar(&self) -> bool {
        let reading = &self.hashed.reading;
        let mut views = self.views.iter();
        views.any(|view| is_unfamiliar(reading, &view.words))
    }

    pub(super) fn of(hashed: Hashed) -> Self {
        let mut scratch = Scratch::default();
        let views = hashed.views();
        let views = views.map(|words| View::of(&hashed, words, &mut scratch));
        Self {
            views: views.collect(),
            hashed,
        }
    }
}

/// Removes duplicates within a group: one bit for every weight, cleared between groups.
#[derive(Debug)]
struct Scratch(Vec<u64>);

impl Default for Scratch {
    fn default() -> Self {
        Self(vec![0; WEIGHTS / 64])
    }
}

impl Scratch {
    fn group(&mut self, features: &mut Features, length: f32, all: impl Iterator<Item = u32>) {
        let start = features.indices.len();
        for index in all {
            let (block, bit) = (index as usize / 64, 1 << (index % 64));
            if self.0[block] & bit == 0 {
                self.0[block] |= bit;
                features.indices.push(index);
            }
        }
        let group = &features.indices[start..];
        for index in group {
            self.0[*index as usize / 64] = 0;
        }
        let value = unit(length, group.len());
        features.groups.push((features.indices.len(), value));
    }
}

/// Returns the value of each feature in a group of `features` features with the norm `length`.
#[expect(clippy::cast_precision_loss, reason = "far below 2^24 features")]
fn unit(length: f32, features: usize) -> f32 {
    length / (features.max(1) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::classifier::{Document, vocabulary::Vocabulary};

    fn views(text: &str) -> Vec<View> {
        let hashed = Hashed::of(&Document::unsigned(text), &Vocabulary::default());
        Views::of(hashed).views
    }

    fn norms(features: &Features) -> Vec<f32> {
        let mut start = 0;
        let norms = features.groups.iter().map(|(end, value)| {
            #[expect(clippy::cast_precision_loss, reason = "few")]
            let norm = ((end - start) as f32).sqrt() * value;
            start = *end;
            (norm * 1_000.0).round()
        });
        norms.collect()
    }

    #[test]
    fn every_group_has_its_norm() {
        let view =
            &views("Cats and dogs, cats and mice: 12 of them at https://pets.example.com/")[0];
        assert_eq!(norms(&view.shared), [700.0, 300.0, 900.0, 700.0, 0.0]);
        assert_eq!(norms(&view.own), [1_000.0, 800.0, 500.0]);
    }

    #[test]
    fn a_short_text_has_one_view() {
        assert_eq!(views(&vec!["word"; 14].join(" ")).len(), 1);
        assert_eq!(views(&vec!["word"; 15].join(" ")).len(), 3);
    }

    proptest! {
        #[test]
        fn nothing_counts_twice_in_a_group(text in prop_oneof![any::<String>(), "([a-c] ?|我|[.!]|\u{301}){0,80}"]) {
            for features in views(&text).iter().flat_map(|view| [&view.shared, &view.own]) {
                let mut start = 0;
                for (end, value) in &features.groups {
                    let group = &features.indices[start..*end];
                    let mut unique = group.to_vec();
                    unique.sort_unstable();
                    unique.dedup();
                    prop_assert_eq!(unique.len(), group.len());
                    prop_assert!(value.is_finite());
                    start = *end;
                }
            }
        }
    }
}
