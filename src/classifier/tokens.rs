//! A text as a reader sees it: obfuscation removed, split into words.
//!
//! HTML entities are decoded, compatibility forms such as mathematical bold are normalized (NFKC, UAX #15),
//! invisible characters are removed, separated letters are joined, confusable letters of other scripts and
//! digits in place of letters are replaced by the letters. Unlike [`Normal`](super::normalization::Normal),
//! this form is used only for hashing: it may merge different words, as long as it does so consistently.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{
    READ_MAX,
    normalization::{MARKS_MAX, alone, unmasked, visible},
    vocabulary::Vocabulary,
};

/// The least number of single letters separated by spaces that are considered separated on purpose.
const SPACED_MIN: usize = 4;
/// The same for letters separated by another character; joining `e.g.` and `U.S.` does no harm.
const DOTTED_MIN: usize = 2;
/// The maximum number of spaces between two words of separated letters.
const GAP_MAX: usize = 5;

/// A text that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ReadText {
    /// The visible text, with capitals; separated letters are joined.
    pub seen: Vec<char>,
    /// The folded words and symbols, with a space before and after each.
    pub folded: String,
    pub words: Vec<ReadWord>,
}

/// A word: its range in [`ReadText::folded`] (bytes) and in [`ReadText::seen`] (characters).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReadWord {
    pub folded: Range<usize>,
    pub seen: Range<usize>,
}

impl ReadText {
    /// Reads the first [`READ_MAX`] characters of a text, in linear time.
    pub(super) fn of(text: &str, vocabulary: &Vocabulary) -> Self {
        let seen = joined(&plain(text), vocabulary);
        let mut reading = Self {
            folded: String::with_capacity(seen.len() + seen.len() / 4 + 2),
            words: Vec::with_capacity(seen.len() / 5 + 1),
            seen: Vec::new(),
        };
        reading.folded.push(' ');
        let (mut at, mut symbol) = (0, None);
        while let Some(&c) = seen.get(at) {
            let end = word_end(&seen, at);
            if end > at {
                reading.word(&seen[at..end], at);
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

    fn word(&mut self, letters: &[char], at: usize) {
        let start = self.folded.len();
        let digits = letters.iter().filter(|c| !c.is_alphabetic()).count();
        // `150p` is a number with a unit; `fr33` is a word.
        let disguised = digits * 2 <= letters.len();
        for c in letters.iter().flat_map(|c| c.to_lowercase()) {
            let c = unmasked(c);
            self.folded.push(if disguised { letter(c) } else { c });
        }
        self.words.push(ReadWord {
            folded: start..self.folded.len(),
            seen: at..at + letters.len(),
        });
        self.folded.push(' ');
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

/// Returns the visible characters in normalized form.
fn plain(text: &str) -> Vec<char> {
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
    let thinned = decoded
        .chars()
        .filter(|c| visible(*c))
        .take(READ_MAX)
        .filter(move |c| {
            marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
            marks <= MARKS_MAX
        });
    let seen = thinned.nfkc().filter(|c| visible(*c));
    seen.take(READ_MAX).collect()
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

/// Returns the letter that a digit or a symbol replaces. `l` and `i` become one letter, since `1` replaces
/// both.
fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'l' | '!' | '|' => 'i',
        '2' => 'z',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        other => other,
    }
}

/// Joins separated letters: `f r e e`, `f.r.e.e`, `f-r-e-e`.
fn joined(seen: &[char], vocabulary: &Vocabulary) -> Vec<char> {
    let mut out = Vec::with_capacity(seen.len());
    let mut at = 0;
    while let Some(&c) = seen.get(at) {
        let begins = c.is_alphanumeric() && (at == 0 || !seen[at - 1].is_alphanumeric());
        if begins && let Some((letters, end)) = spaced(seen, at) {
            for (n, part) in letters.split(|c| *c == ' ').enumerate() {
                if n > 0 {
                    out.push(' ');
                }
                split(part, vocabulary, &mut out);
            }
            at = end;
            continue;
        }
        out.push(c);
        at += 1;
    }
    out
}

/// Returns the separated letters that begin at `start`, with a space for each wider gap, and their end.
fn spaced(seen: &[char], start: usize) -> Option<(Vec<char>, usize)> {
    let separator = *seen.get(start + 1)?;
    if !matches!(separator, ' ' | '.' | '-' | '_' | '*' | '~' | ',' | '/') {
        return None;
    }
    let ends = |at: usize| {
        seen.get(at)
            .is_none_or(|c| *c == separator || c.is_whitespace())
    };
    let mut letters = vec![seen[start]];
    let mut at = start;
    loop {
        let next = |ahead: usize| seen.get(at + ahead).copied();
        if next(1) != Some(separator) {
            break;
        }
        if next(2).is_some_and(|c| c != separator && !c.is_whitespace()) && ends(at + 3) {
            at += 2;
            letters.push(seen[at]);
            continue;
        }
        let gap = seen[at + 1..].iter().take_while(|c| **c == ' ').count();
        let after = at + 1 + gap;
        if (2..=GAP_MAX).contains(&gap) && after < seen.len() && ends(after + 1) {
            letters.extend([' ', seen[after]]);
            at = after;
            continue;
        }
        break;
    }
    let found = letters.iter().filter(|c| c.is_alphanumeric()).count();
    let words = letters.iter().any(|c| c.is_alphabetic());
    let least = if separator != ' ' && words {
        DOTTED_MIN
    } else {
        SPACED_MIN
    };
    (found >= least).then_some((letters, at + 1))
}

/// Splits joined letters, whose word boundaries were lost, into words.
fn split(run: &[char], vocabulary: &Vocabulary, out: &mut Vec<char>) {
    let kind = |c: &char| match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_alphanumeric() => 1,
        _ => 2,
    };
    let mut before = None;
    for part in run.chunk_by(|a, b| kind(a) == kind(b)) {
        let own = kind(&part[0]);
        if own != 2 && before.is_some_and(|before| before != 2) {
            out.push(' ');
        }
        before = Some(own);
        if own != 1 {
            out.extend(part);
            continue;
        }
        let lower = |c: &char| c.to_lowercase().next().unwrap_or(*c);
        let folded = part.iter().map(|c| letter(unmasked(lower(c))));
        let mut start = 0;
        for end in vocabulary.split(&folded.collect::<Vec<_>>()) {
            if start > 0 {
                out.push(' ');
            }
            out.extend(&part[start..end]);
            start = end;
        }
    }
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
