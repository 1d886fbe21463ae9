//! Whether enough of a text is known to tell that it reads like ham.
//!
//! A learner that knows nothing about a text says what it says about all texts, and on a blog with few spam
//! comments that is "ham". Random letters, alphabets that imitate others, and languages that are new there would
//! be published unseen.

use std::ops::Range;

use super::{characters::alone, tokens::ReadText};

/// The number of letters of a view from which it is examined: a few new words are common, and useless as spam.
const LETTERS_LEAST: usize = 24;
/// One in how many letters must be in a known word: with 8, one eighth of the letters.
const KNOWN_ONE_IN: usize = 8;

/// Returns whether hardly any word in a range of the words of a text occurred in a training example.
pub(super) fn is_unfamiliar(reading: &ReadText, words: &Range<usize>) -> bool {
    let (mut known, mut all) = (0, 0);
    for word in &reading.words[words.clone()] {
        let seen = &reading.seen[word.seen.clone()];
        let letters = seen.iter().filter(|c| c.is_alphabetic()).count();
        all += letters;
        // A single letter is known everywhere, except in a script of which it is a word.
        if word.is_known && (letters > 1 || alone(seen[0])) {
            known += letters;
        }
    }
    all >= LETTERS_LEAST && known * KNOWN_ONE_IN < all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::vocabulary::Vocabulary;

    fn unfamiliar(known: &str, text: &str) -> bool {
        let mut vocabulary = Vocabulary::default();
        ReadText::of(known, &vocabulary.clone()).teach(&mut vocabulary);
        let reading = ReadText::of(text, &vocabulary);
        is_unfamiliar(&reading, &(0..reading.words.len()))
    }

    #[test]
    fn a_text_of_unknown_words_is_unfamiliar() {
        let known = "I love this song a lot";
        assert!(unfamiliar(known, "qwhtz plvvd unrgst kjhqx bnmzw"));
        assert!(unfamiliar(
            known,
            "a qwhtz a plvvd a unrgst i q p kjhqx bnmzw"
        ));
        assert!(!unfamiliar(
            known,
            "I love this qwhtz of unrgst kjhqx bnmzw"
        ));
        assert!(!unfamiliar(known, "Those chinchillas!"), "too short");
        assert!(!unfamiliar(known, "123 456 789 !!! 2026"), "no letters");
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        let known = "我非常喜欢这首歌谢谢你们大家";
        assert!(!unfamiliar(
            known,
            "我喜欢这首歌谢谢大家你们好 今天天气晴朗适合出门散步吧"
        ));
        assert!(unfamiliar(
            known,
            "今天气温晴朗适合出门散步吧明早再去公园看花草树木"
        ));
    }
}
