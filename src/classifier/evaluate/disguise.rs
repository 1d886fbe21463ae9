//! Obfuscations of spam that are meant to evade filters: a seeded generator.

use super::SeededRandom;
use crate::closed_set::closed_set;

closed_set! {
    /// A kind of obfuscation; the word is its name in a table.
    pub(crate) enum Disguise {
        /// Letters are replaced by confusable ones of other scripts.
        LookAlikes = "look-alike letters",
        /// Zero-width characters are inserted between letters.
        ZeroWidth = "zero-width",
        /// Letters are replaced by mathematical bold ones.
        MathBold = "mathematical bold",
        /// Letters are replaced by digits and symbols.
        Leet = "leet",
        /// Letters are separated: by spaces with or without wider gaps between the words, or by another
        /// character.
        Spaced = "s p a c e d",
        /// Forty words of approved comments are appended.
        GoodWords = "40 good words",
    }
}

/// The number of words that [`Disguise::GoodWords`] appends.
const GOOD: usize = 40;

impl Disguise {
    /// Returns the obfuscated text. `good` are words of approved comments.
    pub(super) fn put_on(self, text: &str, good: &[&str], chance: &mut SeededRandom) -> String {
        match self {
            Self::LookAlikes => text.chars().map(look_alike).collect(),
            Self::ZeroWidth => {
                let mut out = String::with_capacity(text.len() * 2);
                for c in text.chars() {
                    out.push(c);
                    if chance.percent(50) {
                        out.push(['\u{200b}', '\u{200d}', '\u{2060}', '\u{ad}'][chance.below(4)]);
                    }
                }
                out
            }
            Self::MathBold => text.chars().map(bold).collect(),
            Self::Leet => text.chars().map(leet).collect(),
            Self::Spaced => spaced(text, chance),
            Self::GoodWords => {
                let mut out = text.to_owned();
                for _ in 0..GOOD {
                    out.push(' ');
                    out.push_str(good.get(chance.below(good.len())).copied().unwrap_or("the"));
                }
                out
            }
        }
    }
}

fn look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'j' => 'ј',
        'o' => 'о',
        'p' => 'р',
        's' => 'ѕ',
        'x' => 'х',
        'y' => 'у',
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'v' => 'ν',
        other => other,
    }
}

fn bold(c: char) -> char {
    let shifted =
        |from: char, to: u32| char::from_u32(to + u32::from(c) - u32::from(from)).unwrap_or(c);
    match c {
        'A'..='Z' => shifted('A', 0x1d400),
        'a'..='z' => shifted('a', 0x1d41a),
        '0'..='9' => shifted('0', 0x1d7ce),
        other => other,
    }
}

fn leet(c: char) -> char {
    match c.to_ascii_lowercase() {
        'a' => '4',
        'e' => '3',
        'i' => '1',
        'o' => '0',
        's' => '5',
        't' => '7',
        _ => c,
    }
}

fn spaced(text: &str, chance: &mut SeededRandom) -> String {
    let (between, gap) = [(" ", "   "), (" ", " "), (".", " "), ("-", " ")][chance.below(4)];
    let word = |word: &str| {
        let letters = word.chars().map(String::from).collect::<Vec<_>>();
        letters.join(between)
    };
    let words = text.split_whitespace().map(word).collect::<Vec<_>>();
    words.join(gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worn(disguise: Disguise, seed: u64) -> String {
        disguise.put_on("Free pills", &["tea", "rain"], &mut SeededRandom::new(seed))
    }

    #[test]
    fn every_disguise_changes_the_text_and_the_seed_decides_how() {
        for disguise in Disguise::ALL {
            assert_ne!(worn(disguise, 1), "Free pills", "{disguise:?}");
            assert_eq!(worn(disguise, 7), worn(disguise, 7), "{disguise:?}");
        }
        assert_ne!(worn(Disguise::GoodWords, 1), worn(Disguise::GoodWords, 2));
    }

    #[test]
    fn they_are_what_they_are_called() {
        assert_eq!(worn(Disguise::Leet, 1), "Fr33 p1ll5");
        assert_eq!(worn(Disguise::MathBold, 1), "𝐅𝐫𝐞𝐞 𝐩𝐢𝐥𝐥𝐬");
        assert_eq!(worn(Disguise::GoodWords, 1).split(' ').count(), 2 + GOOD);
        assert!((0..9).any(|seed| worn(Disguise::Spaced, seed) == "F r e e   p i l l s"));
        assert!((0..9).any(|seed| worn(Disguise::Spaced, seed) == "F r e e p i l l s"));
    }
}
