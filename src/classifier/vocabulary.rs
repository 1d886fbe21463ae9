//! The vocabulary: the words of all training examples in a Bloom filter, and the segmentation of letters
//! without spaces into these words.

use super::{
    folding::{fold, letter},
    hash::{HashedKind, hash},
};

/// The number of bits in the filter. With 100,000 words (two bits each), the false-positive rate is about 1
/// in 30; a false positive costs a wrong split in a text that was written to be hard to read.
const BITS: usize = 1 << 20;
/// The maximum length of a word in a segmentation, in characters.
const LONGEST: usize = 16;
/// The minimum length of a word whose letters are put in order: shorter ones are often different words.
const SHORTEST: usize = 4;

/// The words of the training examples, in folded form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vocabulary(Vec<u64>);

impl Default for Vocabulary {
    fn default() -> Self {
        Self(vec![0; BITS / 64])
    }
}

impl Vocabulary {
    pub(super) fn add(&mut self, word: &str) {
        for bit in bits(word) {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    pub(super) fn knows(&self, word: &str) -> bool {
        bits(word)
            .into_iter()
            .all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }

    /// Returns the bits of the filter, for storage.
    pub(super) fn blocks(&self) -> &[u64] {
        &self.0
    }

    pub(super) fn blocks_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }

    /// Returns the folded form of a known word that becomes this unknown one when two adjacent letters are
    /// exchanged. `lower` are the letters of the word and `folded` is its folded form.
    pub(super) fn with_letters_in_order(&self, lower: &mut [char], folded: &str) -> Option<String> {
        let is_candidate = (SHORTEST..=LONGEST).contains(&lower.len())
            && lower.iter().all(|c| c.is_alphabetic())
            && !self.knows(folded);
        if !is_candidate {
            return None;
        }
        let mut other = String::with_capacity(folded.len() + 4);
        for at in 0..lower.len() - 1 {
            if lower[at] == lower[at + 1] {
                continue;
            }
            lower.swap(at, at + 1);
            other.clear();
            fold(lower, &mut other);
            lower.swap(at, at + 1);
            if self.knows(&other) {
                return Some(other);
            }
        }
        None
    }

    /// Splits a sequence of letters in lower case into words and returns their ends, in characters: the split
    /// with the fewest words and the fewest unmatched letters. Takes linear time.
    pub(super) fn split(&self, letters: &[char]) -> Vec<usize> {
        let mut best = vec![(u32::MAX, 0_usize); letters.len() + 1];
        best[0] = (0, 0);
        let mut word = String::new();
        for from in 0..letters.len() {
            let (cost, _) = best[from];
            word.clear();
            let mut before = None;
            for (length, c) in letters[from..].iter().take(LONGEST).enumerate() {
                if before.replace(c) != Some(c) {
                    word.push(letter(*c));
                }
                // Short words match by chance: they cost more.
                let price = match length + 1 {
                    _ if !self.knows(&word) => {
                        if length > 0 {
                            continue;
                        }
                        20
                    }
                    1 => 16,
                    2 => 13,
                    _ => 10,
                };
                let to = &mut best[from + length + 1];
                if cost + price < to.0 {
                    *to = (cost + price, from);
                }
            }
        }
        let mut ends = Vec::new();
        let mut end = letters.len();
        while end > 0 {
            ends.push(end);
            end = best[end].1;
        }
        ends.reverse();
        self.joined(&ends, letters)
    }

    /// Joins consecutive unknown letters into one word.
    fn joined(&self, ends: &[usize], letters: &[char]) -> Vec<usize> {
        let mut joined = Vec::new();
        let mut start = 0;
        let mut stray = false;
        for end in ends {
            let mut word = String::new();
            fold(&letters[start..*end], &mut word);
            let alone = end - start == 1 && !self.knows(&word);
            if alone && stray {
                joined.pop();
            }
            joined.push(*end);
            stray = alone;
            start = *end;
        }
        joined
    }
}

fn bits(word: &str) -> [usize; 2] {
    let hash = hash(HashedKind::Known, word.as_bytes());
    let bit = |shift: u32| usize::try_from((hash >> shift) % BITS as u64).unwrap_or_default();
    [bit(0), bit(32)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(word: &str) -> String {
        let mut folded = String::new();
        fold(&word.chars().collect::<Vec<_>>(), &mut folded);
        folded
    }

    #[test]
    fn exchanged_letters_of_known_words_are_put_in_order() {
        let mut vocabulary = Vocabulary::default();
        for word in ["casino", "coffee", "form"] {
            vocabulary.add(&folded(word));
        }
        let ordered = |word: &str| {
            let mut lower = word.chars().collect::<Vec<_>>();
            vocabulary.with_letters_in_order(&mut lower, &folded(word))
        };
        assert_eq!(ordered("csaino"), Some(folded("casino")));
        assert_eq!(ordered("cofefe"), Some(folded("coffee")));
        for word in ["casino", "form", "other", "acs", "", "a"] {
            assert_eq!(ordered(word), None, "{word}");
        }
    }

    fn split(known: &[&str], letters: &str) -> Vec<String> {
        let mut vocabulary = Vocabulary::default();
        for word in known {
            vocabulary.add(&folded(word));
        }
        let letters = letters.chars().collect::<Vec<_>>();
        let mut start = 0;
        let ends = vocabulary.split(&letters);
        let words = ends.into_iter().map(|end| {
            let word = letters[start..end].iter().collect();
            start = end;
            word
        });
        words.collect()
    }

    #[test]
    fn known_words_are_found_again() {
        let known = ["come", "to", "me", "the", "market", "mark"];
        assert_eq!(
            split(&known, "cometothemarket"),
            ["come", "to", "the", "market"]
        );
    }

    #[test]
    fn unknown_letters_stay_together_between_known_words() {
        assert_eq!(
            split(&["the", "market"], "thexyzzymarket"),
            ["the", "xyzzy", "market"]
        );
        assert_eq!(split(&[], "xyzzy"), ["xyzzy"]);
        assert!(split(&[], "").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost(known in proptest::collection::vec("[a-c]{1,4}", 0..6), letters in "[a-dü]{0,60}") {
            let known = known.iter().map(String::as_str).collect::<Vec<_>>();
            prop_assert_eq!(split(&known, &letters).concat(), letters);
        }
    }
}
