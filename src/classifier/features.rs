//! Feature extraction: hashed binary features of a text in groups, each group with a fixed norm.

use std::ops::Range;

use super::{
    Document,
    shapes::{links, shapes},
    tokens::ReadText,
    vocabulary::Vocabulary,
};
use crate::classifier::hash::{HashedKind, OFFSET, fnv, hash, mixed};

/// The number of weights.
pub(super) const WEIGHTS: usize = 1 << 18;
/// The maximum length of a character n-gram.
const GRAM: usize = 5;
/// The maximum distance between two words of a pair, in words.
const APART: usize = 3;
/// The number of words above which a text is also scored in windows.
const WINDOWED: usize = 14;
/// The length of a window, in words.
const WINDOW: usize = 10;
/// The distance between the beginnings of two windows, in words.
const STEP: usize = 5;
/// The maximum number of windows: enough for a text of [`READ_MAX`](super::READ_MAX) characters.
const WINDOWS_MAX: usize = 320;

/// The norm of each group of features.
const WORDS: f32 = 0.9;
const PAIRS: f32 = 0.6;
const GRAMS: f32 = 0.9;
const SHAPES: f32 = 0.7;
const SIGNATURE: f32 = 0.5;

fn index(hash: u64) -> u32 {
    u32::try_from(hash % WEIGHTS as u64).unwrap_or_default()
}

pub(super) fn shape_index(shape: &str) -> u32 {
    index(hash(HashedKind::Shape, shape.as_bytes()))
}

fn pair(one: u64, other: u64, apart: usize) -> u32 {
    index(mixed(one.rotate_left(17) ^ other ^ apart as u64))
}

/// The features of one view of a text: indices into the weights, group after group.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Features {
    pub indices: Vec<u32>,
    /// The end of each group, and the value of each of its features.
    pub groups: Vec<(usize, f32)>,
}

impl Features {
    /// Calls `each` with every feature and its value.
    pub(super) fn for_each(&self, mut each: impl FnMut(usize, f32)) {
        let mut start = 0;
        for (end, value) in &self.groups {
            for index in &self.indices[start..*end] {
                each(*index as usize, *value);
            }
            start = *end;
        }
    }

    /// Returns the contribution of the last group: the name and the website of the author.
    pub(super) fn signature_times(&self, weights: &[f32]) -> f32 {
        let Some((end, value)) = self.groups.last() else {
            return 0.0;
        };
        let start = match &self.groups[..] {
            [.., (start, _), _] => *start,
            _ => 0,
        };
        let group = &self.indices[start..*end];
        let sum: f32 = group.iter().map(|index| weights[*index as usize]).sum();
        sum * value
    }

    /// Returns the dot product with the weights.
    pub(super) fn times(&self, weights: &[f32]) -> f32 {
        let (mut start, mut total) = (0, 0.0);
        for (end, value) in &self.groups {
            let group = &self.indices[start..*end];
            let sum = group
                .iter()
                .fold(0.0, |sum: f32, index| sum + weights[*index as usize]);
            total += sum * value;
            start = *end;
        }
        total
    }
}

/// A text with the hashes from which the features of its views are built.
#[derive(Clone, Debug)]
pub(super) struct Hashed {
    pub reading: ReadText,
    words: Vec<u64>,
    /// The hashes of the n-grams that begin at each character of the folded text, [`GRAM`] for each
    /// character.
    grams: Vec<u32>,
    shapes: Vec<u32>,
    signature: Vec<u32>,
    /// The character range of each word in the folded text.
    spans: Vec<Range<usize>>,
}

impl Hashed {
    pub(super) fn of(document: &Document<'_>, vocabulary: &Vocabulary) -> Self {
        let reading = ReadText::of(document.text, vocabulary);
        let words = reading
            .words
            .iter()
            .map(|w| hash(HashedKind::Word, reading.folded(w).as_bytes()));
        let words = words.collect();
        let mut all = Vec::new();
        shapes(&reading.seen, &reading.decorations, |shape| {
            all.push(shape_index(shape));
        });
        let (grams, spans) = grams(&reading);
        Self {
            words,
            grams,
            shapes: all,
            signature: signature(document, vocabulary),
            spans,
            reading,
        }
    }

    /// Returns the word ranges of the views: the whole text, and the windows of a longer text.
    pub(super) fn views(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let all = self.words.len();
        let windows = if all > WINDOWED {
            (all - WINDOW).div_ceil(STEP) + 1
        } else {
            0
        };
        let window = move |n: usize| n * STEP..(n * STEP + WINDOW).min(all);
        std::iter::once(0..all).chain((0..windows.min(WINDOWS_MAX)).map(window))
    }

    /// Returns the features of a range of words.
    pub(super) fn view(&self, words: &Range<usize>, scratch: &mut Scratch) -> Features {
        let chars = self.chars(words);
        let most = chars.len() * GRAM
            + words.len() * (1 + APART)
            + self.shapes.len()
            + self.signature.len();
        let mut features = Features {
            indices: Vec::with_capacity(most),
            groups: Vec::with_capacity(5),
        };
        let hashes = &self.words[words.clone()];
        scratch.group(&mut features, WORDS, hashes.iter().map(|hash| index(*hash)));
        let pairs = hashes.iter().enumerate().flat_map(|(at, one)| {
            let after = hashes[at + 1..].iter().take(APART).enumerate();
            after.map(|(apart, other)| pair(*one, *other, apart))
        });
        scratch.group(&mut features, PAIRS, pairs);
        let end = chars.end;
        let grams = chars.flat_map(|at| {
            let start = at * GRAM;
            self.grams[start..start + GRAM.min(end - at)]
                .iter()
                .copied()
        });
        scratch.group(&mut features, GRAMS, grams);
        scratch.group(&mut features, SHAPES, self.shapes.iter().copied());
        scratch.group(&mut features, SIGNATURE, self.signature.iter().copied());
        features
    }

    /// Returns how much each word of a range adds to the score, by its own features and those shared with
    /// other words.
    pub(super) fn shares(
        &self,
        words: &Range<usize>,
        features: &Features,
        weights: &[f32],
    ) -> Vec<f32> {
        let value = |group: usize| features.groups.get(group).map_or(0.0, |(_, value)| *value);
        let weight = |index: u32| weights[index as usize];
        let hashes = &self.words[words.clone()];
        let mut shares = hashes
            .iter()
            .map(|hash| weight(index(*hash)) * value(0))
            .collect::<Vec<_>>();
        for (at, one) in hashes.iter().enumerate() {
            for (apart, other) in hashes[at + 1..].iter().take(APART).enumerate() {
                let half = weight(pair(*one, *other, apart)) * value(1) / 2.0;
                shares[at] += half;
                shares[at + 1 + apart] += half;
            }
        }
        for (share, span) in shares.iter_mut().zip(&self.spans[words.clone()]) {
            for at in span.clone() {
                let grams = &self.grams[at * GRAM..(at + 1) * GRAM];
                let inside = GRAM.min(span.end + 1 - at);
                let sum = grams[..inside]
                    .iter()
                    .map(|index| weight(*index))
                    .sum::<f32>();
                *share += sum * value(2);
            }
        }
        shares
    }

    /// Returns the feature value of each shape.
    pub(super) fn shape_value(&self) -> f32 {
        let mut unique = self.shapes.clone();
        unique.sort_unstable();
        unique.dedup();
        unit(SHAPES, unique.len())
    }

    pub(super) fn has_shape(&self, index: u32) -> bool {
        self.shapes.contains(&index)
    }

    pub(super) fn drop_shapes(&mut self, dropped: impl Fn(u32) -> bool) {
        self.shapes.retain(|index| !dropped(*index));
    }

    /// Returns the character range of a range of words in the folded text, including a space on each side.
    fn chars(&self, words: &Range<usize>) -> Range<usize> {
        let all = self.grams.len() / GRAM;
        if words.len() == self.words.len() {
            return 0..all;
        }
        let (first, last) = (&self.spans[words.start], &self.spans[words.end - 1]);
        first.start - 1..(last.end + 1).min(all)
    }
}

/// A text with the features of all its views: the whole text, and the windows of a longer text.
#[derive(Clone, Debug)]
pub struct Views {
    pub(super) hashed: Hashed,
    /// The views with their word ranges; the first one is the whole text.
    pub(super) views: Vec<(Range<usize>, Features)>,
}

impl Views {
    pub(super) fn of(hashed: Hashed) -> Self {
        let mut scratch = Scratch::default();
        let views = hashed.views().map(|words| {
            let features = hashed.view(&words, &mut scratch);
            (words, features)
        });
        Self {
            views: views.collect(),
            hashed,
        }
    }
}

/// Removes duplicates within a group: one bit for every weight, cleared between groups.
#[derive(Debug)]
pub(super) struct Scratch(Vec<u64>);

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

fn grams(reading: &ReadText) -> (Vec<u32>, Vec<Range<usize>>) {
    let folded = &reading.folded;
    let starts = folded.char_indices().map(|(at, _)| at);
    let starts = starts.chain([folded.len()]).collect::<Vec<_>>();
    let chars = starts.len() - 1;
    let mut grams = vec![0; chars * GRAM];
    for at in 0..chars {
        let mut hash = OFFSET;
        for length in 1..=GRAM.min(chars - at) {
            let letter = &folded.as_bytes()[starts[at + length - 1]..starts[at + length]];
            hash = letter.iter().copied().fold(hash, fnv);
            grams[at * GRAM + length - 1] = index(mixed(hash ^ (length as u64) << 48));
        }
    }
    let char_at = |byte: usize| starts.partition_point(|start| *start < byte);
    let spans = reading
        .words
        .iter()
        .map(|word| char_at(word.folded.start)..char_at(word.folded.end));
    let spans = spans.collect();
    (grams, spans)
}

/// Returns the features of the author: the words of the name, and the parts of the website URL.
fn signature(document: &Document<'_>, vocabulary: &Vocabulary) -> Vec<u32> {
    let mut all = Vec::new();
    if !document.name.is_empty() {
        let name = ReadText::of(document.name, vocabulary);
        let words = name.words.iter().map(|w| name.folded(w).as_bytes());
        all.extend(words.map(|word| index(hash(HashedKind::Name, word))));
    }
    if let Some(website) = document.website {
        let mut part = String::new();
        links(website, |link| {
            part.clear();
            // Writing into a string never fails.
            let _ = std::fmt::Write::write_fmt(&mut part, link);
            all.push(index(hash(HashedKind::Site, part.as_bytes())));
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn views(text: &str) -> Vec<Features> {
        let hashed = Hashed::of(&Document::unsigned(text), &Vocabulary::default());
        let mut scratch = Scratch::default();
        let views = hashed
            .views()
            .map(|words| hashed.view(&words, &mut scratch));
        views.collect()
    }

    #[test]
    fn every_group_has_its_length() {
        let one =
            &views("Cats and dogs, cats and mice: 12 of them at https://pets.example.com/")[0];
        let mut start = 0;
        let lengths = one.groups.iter().map(|(end, value)| {
            #[expect(clippy::cast_precision_loss, reason = "few")]
            let length = ((end - start) as f32).sqrt() * value;
            start = *end;
            (length * 1_000.0).round()
        });
        assert_eq!(
            lengths.collect::<Vec<_>>(),
            [900.0, 600.0, 900.0, 700.0, 0.0]
        );
    }

    #[test]
    fn a_short_text_has_one_view_and_a_long_one_overlapping_windows() {
        let text = |words: usize| vec!["word"; words].join(" ");
        assert_eq!(views(&text(14)).len(), 1);
        let hashed = Hashed::of(&Document::unsigned(&text(23)), &Vocabulary::default());
        let ranges = hashed.views().collect::<Vec<_>>();
        assert_eq!(ranges, [0..23, 0..10, 5..15, 10..20, 15..23]);
    }

    #[test]
    fn the_signature_counts_apart_from_the_text() {
        let signed = Document {
            text: "hello",
            name: "Cheap pills",
            website: Some("https://pills.example.com"),
        };
        let signed = Hashed::of(&signed, &Vocabulary::default());
        let unsigned = Hashed::of(&Document::unsigned("hello"), &Vocabulary::default());
        assert!(signed.signature.len() > 2 && unsigned.signature.is_empty());
        assert_eq!(signed.words, unsigned.words);
    }

    proptest! {
        #[test]
        fn nothing_counts_twice_in_a_group(text in prop_oneof![any::<String>(), "([a-c] ?|我|[.!]|\u{301}){0,80}"]) {
            for features in views(&text) {
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
