//! Texts that are turned upside down: each letter is replaced by one that looks like it when turned, and the
//! order is reversed.

use super::decoration::{DecorationKind, Decorations};

/// The number of turned letters that make a text turned, if they are a fifth of its letters.
const TURNED_MIN: usize = 3;

/// Turns a text back, if it is turned upside down.
pub(super) fn turn_back(text: &mut [char], found: &mut Decorations) {
    // Alphabets of some languages have these letters.
    let is_common = |c: char| matches!(c, 'ı' | 'ə' | 'ɔ' | 'Ɔ' | 'Ǝ' | 'Λ' | '¡' | '¿');
    let is_turned = |c: &&char| !c.is_ascii() && !is_common(**c) && upright(**c) != **c;
    let turned = text.iter().filter(is_turned).count();
    if turned < TURNED_MIN {
        return;
    }
    let letters = text.iter().filter(|c| c.is_alphabetic()).count();
    if turned * 5 < letters {
        return;
    }
    text.reverse();
    for c in text.iter_mut() {
        *c = upright(*c);
    }
    found.add(DecorationKind::Turned, letters);
}

/// Returns the character that looks like this one when turned upside down.
const fn upright(c: char) -> char {
    match c {
        'ɐ' => 'a',
        'q' => 'b',
        'ɔ' => 'c',
        'p' => 'd',
        'ǝ' | 'ə' => 'e',
        'ɟ' => 'f',
        'ƃ' | 'ᵷ' => 'g',
        'ɥ' => 'h',
        'ᴉ' | 'ı' => 'i',
        'ɾ' => 'j',
        'ʞ' => 'k',
        'ʅ' | 'ן' | 'ꞁ' => 'l',
        'ɯ' => 'm',
        'u' => 'n',
        'd' => 'p',
        'b' => 'q',
        'ɹ' => 'r',
        'ʇ' => 't',
        'n' => 'u',
        'ʌ' => 'v',
        'ʍ' => 'w',
        'ʎ' => 'y',
        '∀' => 'A',
        'ᗺ' => 'B',
        'Ɔ' => 'C',
        'Ǝ' => 'E',
        'Ⅎ' => 'F',
        '⅁' => 'G',
        '⋊' => 'K',
        '⅂' => 'L',
        'W' => 'M',
        'Ԁ' => 'P',
        'ᴚ' => 'R',
        '⊥' | '┴' => 'T',
        '∩' => 'U',
        'Λ' => 'V',
        'M' => 'W',
        '⅄' => 'Y',
        '6' => '9',
        '9' => '6',
        '¡' => '!',
        '¿' => '?',
        '⅋' => '&',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(text: &str) -> (String, usize) {
        let mut chars = text.chars().collect::<Vec<_>>();
        let mut found = Decorations::default();
        turn_back(&mut chars, &mut found);
        (
            chars.into_iter().collect(),
            found.count(DecorationKind::Turned),
        )
    }

    #[test]
    fn a_text_that_is_upside_down_is_turned_back() {
        assert_eq!(
            turned("ʇǝʞɹɐɯ ǝɥʇ uı sqol ǝǝɹɟ"),
            ("free lobs in the market".to_owned(), 19)
        );
    }

    #[test]
    fn a_few_phonetic_letters_do_not_turn_a_text() {
        for text in [
            "mən səni sevirəm",
            "ɔkɔ",
            "(lɪkə ðɪs), as he said",
            "¿qué? ∀x",
        ] {
            assert_eq!(turned(text), (text.to_owned(), 0));
        }
    }
}
