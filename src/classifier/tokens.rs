//! A text as a reader sees it: obfuscation removed, split into words.
//!
//! HTML entities are decoded, compatibility forms such as mathematical bold are normalized (NFKC, UAX #15),
//! invisible characters and marks that are decoration are removed, separated letters are joined, letters that
//! imitate others and digits in place of letters are replaced by the letters, repeated letters count once,
//! and exchanged letters of known words are put in order. What was undone is counted. Unlike
//! [`Normal`](super::normalization::Normal), this form is used only for hashing: it may merge different
//! words, as long as it does so consistently.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{
    READ_MAX,
    characters::{MARKS_MAX, alone, unmasked, visible, without_long_forms},
    decoration::{DecorationKind, Decorations},
    folding::{fold, repeated_letters},
    letter_marks::remove_marks,
    letter_styles::{plain_letter, regional_letter},
    look_alikes::fold_look_alikes,
    separated_letters::joined,
    turned_letters::turn_back,
    vocabulary::Vocabulary,
};

/// A text that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ReadText {
    /// The visible text, with capitals; separated letters are joined.
    pub seen: Vec<char>,
    /// The folded words and symbols, with a space before and after each.
    pub folded: String,
    pub words: Vec<ReadWord>,
    /// The decorations that were undone.
    pub decorations: Decorations,
    /// The folded words in which exchanged letters were put in order, as they were written.
    written: Vec<String>,
}

/// A word: its range in [`ReadText::folded`] (bytes) and in [`ReadText::seen`] (characters).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReadWord {
    pub folded: Range<usize>,
    pub seen: Range<usize>,
    /// Whether it occurred in a training example.
    pub is_known: bool,
}

impl ReadText {
    /// Reads the first [`READ_MAX`] characters of a text, in linear time.
    pub(super) fn of(text: &str, vocabulary: &Vocabulary) -> Self {
        let mut decorations = Decorations::default();
        let plain = plain(text, &mut decorations);
        let seen = joined(&plain, vocabulary, &mut decorations);
        let mut reading = Self {
            folded: String::with_capacity(seen.len() + seen.len() / 4 + 2),
            words: Vec::with_capacity(seen.len() / 5 + 1),
            decorations,
            ..Self::default()
        };
        reading.folded.push(' ');
        let (mut at, mut symbol) = (0, None);
        let mut lower = Vec::new();
        while let Some(&c) = seen.get(at) {
            let end = word_end(&seen, at);
            if end > at {
                lower.clear();
                let letters = seen[at..end].iter().flat_map(|c| c.to_lowercase());
                lower.extend(letters.map(unmasked));
                reading.word(&mut lower, at..end, vocabulary);
                symbol = None;
                at = end;
                continue;
            }
            // A repeated symbol adds no information here; sequences of symbols are shapes.
            if !c.is_whitespace() && symbol.replace(c) != Some(c) {
                reading.folded.push(c);
                reading.folded.push(' ');
            }
            at += 1;
        }
        reading.seen = seen;
        reading
    }

    /// Adds the word that was read from `seen`; `lower` are its letters in lower case.
    fn word(&mut self, lower: &mut [char], seen: Range<usize>, vocabulary: &Vocabulary) {
        let start = self.folded.len();
        let repeated = repeated_letters(lower);
        if repeated > 0 {
            self.decorations.add(DecorationKind::Repeated, repeated);
        }
        fold(lower, &mut self.folded);
        if let Some(known) = vocabulary.with_letters_in_order(lower, &self.folded[start..]) {
            self.written.push(self.folded[start..].to_owned());
            self.folded.truncate(start);
            self.folded.push_str(&known);
            self.decorations.add(DecorationKind::Exchanged, lower.len());
        }
        self.words.push(ReadWord {
            is_known: vocabulary.knows(&self.folded[start..]),
            folded: start..self.folded.len(),
            seen,
        });
        self.folded.push(' ');
    }

    /// Adds the words to the vocabulary, also as they were written.
    pub(super) fn teach(&self, vocabulary: &mut Vocabulary) {
        for word in &self.words {
            vocabulary.add(self.folded(word));
        }
        for word in &self.written {
            vocabulary.add(word);
        }
    }

    pub(super) fn folded(&self, word: &ReadWord) -> &str {
        &self.folded[word.folded.clone()]
    }

    /// Returns a word as it was written.
    pub(super) fn seen(&self, word: &ReadWord) -> String {
        self.seen[word.seen.clone()].iter().collect()
    }

    /// Returns the text without some of its words.
    pub(super) fn without(&self, words: &[usize]) -> String {
        let mut seen = self.seen.clone();
        for word in words {
            seen[self.words[*word].seen.clone()].fill(' ');
        }
        seen.into_iter().collect()
    }
}

/// Returns the visible characters in normalized form, without decorations.
fn plain(text: &str, found: &mut Decorations) -> Vec<char> {
    // The entities that are used in practice have at most ten characters.
    let end = text
        .char_indices()
        .nth(READ_MAX * 10)
        .map_or(text.len(), |(end, _)| end);
    let decoded = html_escape::decode_html_entities(&text[..end]);
    if decoded.is_ascii() {
        let seen = decoded.chars().filter(|c| visible(*c));
        return seen.take(READ_MAX).collect();
    }
    let mut marks = 0;
    let thinned = in_plain_style(&decoded, found).filter(move |c| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MARKS_MAX
    });
    let seen = thinned
        .map(without_long_forms)
        .nfkc()
        .filter(|c| visible(*c));
    let mut seen = seen.take(READ_MAX).collect::<Vec<_>>();
    remove_marks(&mut seen, found);
    turn_back(&mut seen, found);
    fold_look_alikes(&mut seen, found);
    seen
}

/// Returns the visible characters with letters in plain style, and counts the others and the invisible
/// characters between letters.
fn in_plain_style(text: &str, found: &mut Decorations) -> impl Iterator<Item = char> {
    let mut before = None;
    let mut is_interrupted = false;
    let mut all = text.chars().peekable();
    let mut last = None;
    let plain = std::iter::from_fn(|| {
        loop {
            let c = all.next()?;
            let previous = last.replace(c);
            if !visible(c) {
                is_interrupted = true;
                continue;
            }
            let regional = regional_letter(c).filter(|_| {
                // Two of them are a flag.
                let is_regional = |c: Option<&char>| c.copied().and_then(regional_letter).is_some();
                !is_regional(previous.as_ref()) && !is_regional(all.peek())
            });
            let styled = regional.map(|letter| (letter, DecorationKind::Enclosed));
            let styled = styled.or_else(|| plain_letter(c));
            if let Some((_, kind)) = styled {
                found.add(kind, 1);
            }
            let c = styled.map_or(c, |(letter, _)| letter);
            let is_letter = is_unjoined(c);
            if is_interrupted && is_letter && before.is_some_and(is_unjoined) {
                found.add(DecorationKind::Invisible, 1);
            }
            is_interrupted = false;
            before = Some(c);
            return Some(c);
        }
    });
    plain.take(READ_MAX).collect::<Vec<_>>().into_iter()
}

/// Returns whether this is a letter of an alphabet that is written without joiners.
fn is_unjoined(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (c.is_alphabetic() && matches!(c, '\u{80}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}'))
}

/// Returns the end of the word that begins at `start`, or `start` if no word begins there.
fn word_end(seen: &[char], start: usize) -> usize {
    let letter = |at: usize| {
        seen.get(at)
            .is_some_and(|c| c.is_alphanumeric() || is_combining_mark(*c))
    };
    // `c@sh`, `$ex`: a symbol in place of a letter, before a letter.
    let stands_in = |at: usize| {
        matches!(seen.get(at), Some('@' | '$' | '!' | '|' | '+'))
            && seen.get(at + 1).is_some_and(|c| c.is_alphabetic())
    };
    let dollar = seen.get(start) == Some(&'$') && stands_in(start);
    if !letter(start) && !dollar {
        return start;
    }
    let mut end = start + 1;
    if alone(seen[start]) {
        while seen.get(end).is_some_and(|c| is_combining_mark(*c)) {
            end += 1;
        }
        return end;
    }
    while (letter(end) && !alone(seen[end])) || stands_in(end) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> ReadText {
        ReadText::of(text, &Vocabulary::default())
    }

    fn words(text: &str) -> Vec<String> {
        let reading = read(text);
        let words = reading.words.iter().map(|w| reading.folded(w).to_owned());
        words.collect()
    }

    #[test]
    fn disguised_words_are_read_as_plain_ones() {
        let plain = words("Free casino");
        for text in [
            "FREE CASINO",
            "frее cаsinо",
            "оf frее"
                .strip_prefix("оf ")
                .map(|_| "frее саsіnо")
                .expect("begins so"),
            "f\u{200b}ree cas\u{ad}ino",
            "𝐟𝐫𝐞𝐞 𝐜𝐚𝐬𝐢𝐧𝐨",
            "fr33 c4s1n0",
            "fr3e ca$ino",
            "f r e e   c a s i n o",
            "f.r.e.e c-a-s-i-n-o",
            "&#102;ree casino",
        ] {
            assert_eq!(words(text), plain, "{text}");
        }
    }

    #[test]
    fn spaced_letters_without_gaps_are_split_at_known_words() {
        let mut vocabulary = Vocabulary::default();
        let known = read("the big market is here");
        for word in &known.words {
            vocabulary.add(known.folded(word));
        }
        let reading = ReadText::of("T h e b i g m a r k e t 2 0 2 6", &vocabulary);
        let seen = reading.words.iter().map(|w| reading.seen(w));
        assert_eq!(seen.collect::<Vec<_>>(), ["The", "big", "market", "2026"]);
    }

    #[test]
    fn numbers_units_and_lists_are_not_changed() {
        assert_eq!(words("150p in 2026"), ["150p", "in", "2026"]);
        assert_eq!(words("a b or c"), ["a", "b", "or", "c"]);
        assert_eq!(words("i'm in a"), ["i", "m", "in", "a"]);
    }

    #[test]
    fn a_script_without_spaces_is_read_by_the_character() {
        assert_eq!(words("我喜欢"), ["我", "喜", "欢"]);
    }

    #[test]
    fn words_can_be_taken_out() {
        let reading = read("Buy 10 pills now!");
        assert_eq!(
            reading
                .without(&[0, 2])
                .split_whitespace()
                .collect::<Vec<_>>(),
            ["10", "now!"]
        );
    }

    #[test]
    fn what_is_read_is_bounded() {
        for unit in ["\u{fdfa}", "a ", "&amp;", "a\u{301}", "👩\u{200d}"] {
            let reading = read(&unit.repeat(60_000 / unit.len()));
            assert!(reading.seen.len() <= READ_MAX + READ_MAX, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in prop_oneof![any::<String>(), "([a-c1-3@$!] ?|[.\\-]| {2,6}|\u{301}|我|&#98;|𝐟|ß|İ){0,60}"]) {
            let reading = read(&text);
            for word in &reading.words {
                prop_assert!(!reading.folded(word).is_empty());
                prop_assert!(!reading.folded(word).contains(' '));
                prop_assert_eq!(reading.seen(word).chars().count(), word.seen.len());
            }
        }
    }
}
