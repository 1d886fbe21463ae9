//! The folded form of a word: the same for ways to write a word that a reader takes for the same word.

/// The number of equal letters in a row that no word has.
const REPEATED: usize = 3;

/// Appends the folded form of a word to `out`: digits and symbols replaced by the letters that they stand for,
/// and each sequence of equal letters as one.
pub(super) fn fold(lower: &[char], out: &mut String) {
    let digits = lower.iter().filter(|c| !c.is_alphabetic()).count();
    // `150p` is a number with a unit; `fr33` is a word.
    let is_word = digits * 2 <= lower.len();
    if !is_word {
        out.extend(lower);
        return;
    }
    // `www`, `xxx`
    if lower.iter().all(|c| *c == lower[0]) {
        out.extend(lower.iter().take(REPEATED).map(|c| letter(*c)));
        return;
    }
    let mut before = None;
    for c in lower {
        if !before
            .replace(*c)
            .is_some_and(|before| is_same_letter(before, *c))
        {
            out.push(letter(*c));
        }
    }
}

/// Returns whether two characters stand for the same letter; `1` may be another one than `l` or `i`.
fn is_same_letter(one: char, other: char) -> bool {
    one == other || (letter(one) == letter(other) && letter(one) != 'i')
}

/// Returns the number of letters beyond the second one of each sequence of equal letters in a word.
pub(super) fn repeated_letters(lower: &[char]) -> usize {
    let runs = lower.chunk_by(|a, b| a == b);
    let extra = |run: &[char]| {
        if run[0].is_alphabetic() && run.len() < lower.len() {
            run.len().saturating_sub(REPEATED - 1)
        } else {
            0
        }
    };
    runs.map(extra).sum()
}

/// Returns the letter that a digit or a symbol replaces. `l` and `i` become one letter, since `1` replaces
/// both.
pub(super) fn letter(c: char) -> char {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        let mut out = String::new();
        fold(&word.chars().collect::<Vec<_>>(), &mut out);
        out
    }

    #[test]
    fn ways_to_write_a_word_are_folded_together() {
        for (one, other) in [
            ("free", "fr33"),
            ("free", "freeeee"),
            ("free", "ffreee"),
            ("casino", "c4$ino"),
            ("free", "fr3e"),
            ("will", "w1ll"),
            ("click", "cl1ck"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
    }

    #[test]
    fn numbers_and_words_of_one_letter_stay() {
        assert_eq!(folded("150p"), "150p");
        assert_eq!(folded("08000"), "08000");
        assert_eq!(folded("www"), "www");
        assert_eq!(folded("xxxxxx"), "xxx");
    }

    #[test]
    fn letters_beyond_the_second_are_repeated_ones() {
        let repeated = |word: &str| repeated_letters(&word.chars().collect::<Vec<_>>());
        assert_eq!(repeated("freee"), 1);
        assert_eq!(repeated("hellooooo"), 3);
        assert_eq!(repeated("coffee"), 0);
        assert_eq!(repeated("www"), 0);
        assert_eq!(repeated("10000"), 0);
    }
}
