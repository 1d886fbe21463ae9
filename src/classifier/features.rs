//! Feature extraction: a text as hashes of its words, character sequences, shapes and signature, from which
//! the features of its views are built.

use std::ops::Range;

use super::{
    Document,
    characters::unmasked,
    hash::{HashedKind, OFFSET, fnv, hash, mixed},
    shapes::{links, shapes},
    tokens::ReadText,
    vocabulary::Vocabulary,
};

/// The number of slots of each table of weights or counts.
pub(super) const WEIGHTS: usize = 1 << 18;
/// The maximum length of a character n-gram.
pub(super) const GRAM: usize = 5;
/// The maximum distance between two words of a pair, in words, of the features of all sites.
pub(super) const SHARED_APART: usize = 3;
/// The same for the features of one site.
pub(super) const APART: usize = 4;
/// The number of words above which a text is also scored in windows.
const WINDOWED: usize = 14;
/// The length of a window, in words.
const WINDOW: usize = 10;
/// The distance between the beginnings of two windows, in words.
const STEP: usize = 5;
/// The maximum number of windows: enough for a text of [`READ_MAX`](super::READ_MAX) characters.
const WINDOWS_MAX: usize = 320;

fn index(hash: u64) -> u32 {
    u32::try_from(hash % WEIGHTS as u64).unwrap_or_default()
}

pub(super) fn shape_index(shape: &str) -> u32 {
    index(hash(HashedKind::Shape, shape.as_bytes()))
}

/// Returns the index of a shape among the features of one site.
pub(super) fn own_shape_index(shape: u32, site: i64) -> u32 {
    index(mixed(u64::from(shape) ^ salt(site)))
}

pub(super) fn pair(one: u64, other: u64, apart: usize) -> u32 {
    index(mixed(one.rotate_left(17) ^ other ^ apart as u64))
}

/// Returns what distinguishes the features of one site from those of the others (Weinberger, Dasgupta,
/// Langford, Smola, Attenberg 2009).
fn salt(site: i64) -> u64 {
    mixed(site.cast_unsigned())
}

/// Returns what is combined with the indices of the shared features of a site, so that they become its own.
pub(super) fn separate_indices(site: i64) -> u32 {
    // Never 0, which leaves them as they are.
    index(mixed(!salt(site))).max(1)
}

/// A text with the hashes from which the features of its views are built.
#[derive(Clone, Debug)]
pub(super) struct Hashed {
    pub reading: ReadText,
    pub site: i64,
    pub words: Vec<u64>,
    /// The hashes of the words for the features of this site.
    own_words: Vec<u64>,
    /// The hashes of the n-grams that begin at each character of the folded text, [`GRAM`] for each
    /// character.
    pub grams: Vec<u32>,
    /// The same for the text as it was written, with capitals and digits.
    written_grams: Vec<u32>,
    pub shapes: Vec<u32>,
    pub signature: Vec<u32>,
    /// The character range of each word in the folded text.
    pub spans: Vec<Range<usize>>,
}

impl Hashed {
    pub(super) fn of(document: &Document<'_>, vocabulary: &Vocabulary) -> Self {
        let reading = ReadText::of(document.text, vocabulary);
        let words = reading
            .words
            .iter()
            .map(|w| hash(HashedKind::Word, reading.folded(w).as_bytes()));
        let words = words.collect::<Vec<_>>();
        let salt = salt(document.site);
        let own_words = words.iter().map(|word| mixed(word ^ salt)).collect();
        let mut all = Vec::new();
        shapes(&reading.seen, &reading.decorations, |shape| {
            all.push(shape_index(shape));
        });
        let (grams, spans) = grams(&reading);
        Self {
            site: document.site,
            words,
            own_words,
            grams,
            written_grams: written_grams(&reading.seen),
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

    pub(super) fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Returns the number of characters of the text as it was written.
    pub(super) fn char_count(&self) -> usize {
        self.written_grams.len() / GRAM
    }

    /// Returns the indices of the n-grams that begin at a character of the text as it was written, the shortest
    /// first.
    pub(super) fn written_grams(&self, at: usize) -> &[u32] {
        let start = at * GRAM;
        &self.written_grams[start..start + GRAM.min(self.char_count() - at)]
    }

    pub(super) fn word_index(&self, word: usize) -> u32 {
        index(self.words[word])
    }

    /// Returns the indices of a word and of its pairs with the words before it, for the features of this site.
    pub(super) fn own_indices(&self, word: usize) -> [Option<u32>; 1 + APART] {
        let own = self.own_words[word];
        std::array::from_fn(|apart| {
            if apart == 0 {
                return Some(index(own));
            }
            let before = self.own_words[word.checked_sub(apart)?];
            Some(pair(before, own, apart))
        })
    }

    pub(super) fn has_shape(&self, index: u32) -> bool {
        self.shapes.contains(&index)
    }

    pub(super) fn add_shapes(&mut self, added: impl Iterator<Item = u32>) {
        self.shapes.extend(added);
    }

    pub(super) fn drop_shapes(&mut self, dropped: impl Fn(u32) -> bool) {
        self.shapes.retain(|index| !dropped(*index));
    }

    /// Returns the character range of a range of words in the folded text, including a space on each side.
    pub(super) fn chars(&self, words: &Range<usize>) -> Range<usize> {
        let all = self.grams.len() / GRAM;
        if words.len() == self.words.len() {
            return 0..all;
        }
        let (first, last) = (&self.spans[words.start], &self.spans[words.end - 1]);
        first.start - 1..(last.end + 1).min(all)
    }

    /// Returns the character range of a range of words in the text as it was written.
    pub(super) fn written_chars(&self, words: &Range<usize>) -> Range<usize> {
        if words.len() == self.words.len() {
            return 0..self.char_count();
        }
        let seen = |word: usize| &self.reading.words[word].seen;
        seen(words.start).start..seen(words.end - 1).end
    }
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

/// Returns the hashes of the n-grams of the text as it was written, except that letters of other scripts that
/// look like Latin ones are replaced, and that all white space is equal.
fn written_grams(seen: &[char]) -> Vec<u32> {
    let read = |c: char| match c {
        c if c.is_whitespace() => ' ',
        c => unmasked(c),
    };
    let mut grams = vec![0; seen.len() * GRAM];
    for (at, grams) in grams.chunks_exact_mut(GRAM).enumerate() {
        let mut hash = !OFFSET;
        let after = seen[at..].iter().map(|c| u64::from(u32::from(read(*c))));
        for ((letter, gram), length) in after.zip(grams).zip(1_u64..) {
            hash = mixed(hash ^ letter);
            *gram = index(hash ^ length << 48);
        }
    }
    grams
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
    use super::*;

    #[test]
    fn a_long_text_has_overlapping_windows() {
        let text = vec!["word"; 23].join(" ");
        let hashed = Hashed::of(&Document::unsigned(&text), &Vocabulary::default());
        let ranges = hashed.views().collect::<Vec<_>>();
        assert_eq!(ranges, [0..23, 0..10, 5..15, 10..20, 15..23]);
    }

    #[test]
    fn the_signature_counts_apart_from_the_text() {
        let signed = Document {
            name: "Cheap pills",
            website: Some("https://pills.example.com"),
            ..Document::unsigned("hello")
        };
        let signed = Hashed::of(&signed, &Vocabulary::default());
        let unsigned = Hashed::of(&Document::unsigned("hello"), &Vocabulary::default());
        assert!(signed.signature.len() > 2 && unsigned.signature.is_empty());
        assert_eq!(signed.words, unsigned.words);
    }

    #[test]
    fn sites_share_words_and_have_features_of_their_own() {
        let of_site = |site| {
            let document = Document {
                site,
                ..Document::unsigned("cats and dogs")
            };
            Hashed::of(&document, &Vocabulary::default())
        };
        let (one, other) = (of_site(1), of_site(2));
        assert_eq!(one.words, other.words);
        for word in 0..3 {
            assert_ne!(one.own_indices(word), other.own_indices(word));
        }
    }
}
