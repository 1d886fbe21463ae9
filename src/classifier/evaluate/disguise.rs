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
        /// A line is drawn through each letter.
        StrikeThrough = "strike-through",
        /// Each letter has a combining mark: all the same one, or different ones.
        LetterMarks = "a mark on each letter",
        /// Letters are replaced by small capitals.
        SmallCapitals = "small capitals",
        /// Letters are replaced by Canadian, Cherokee or Lisu letters of the same look.
        Syllabics = "syllabics",
        /// Letters are replaced by letters in squares or circles.
        SquaredLetters = "squared and circled letters",
        /// Blocks are inserted between letters.
        Blocks = "blocks between letters",
        /// The text is turned upside down.
        UpsideDown = "upside down",
        /// Letters are repeated.
        RepeatedLetters = "repeated letters",
        /// Two adjacent letters of each word are exchanged.
        ExchangedLetters = "exchanged letters",
        /// A word of an approved comment is inserted after each word.
        Interleaved = "a good word after each word",
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
                    out.push_str(good_word(good, chance));
                }
                out
            }
            Self::StrikeThrough => {
                let mark = ['\u{336}', '\u{335}', '\u{338}', '\u{337}'][chance.below(4)];
                text.chars().flat_map(|c| [c, mark]).collect()
            }
            Self::LetterMarks => marked(text, chance),
            Self::SmallCapitals => text.chars().map(small_capital).collect(),
            Self::Syllabics => {
                let script = [CANADIAN, CHEROKEE, LISU][chance.below(3)];
                let letter = |c: char| replaced(c, script);
                text.chars().map(letter).collect()
            }
            Self::SquaredLetters => {
                let first = ['🄰', '🅐', '🅰', 'Ⓐ'][chance.below(4)];
                text.chars().map(|c| in_frame(c, first)).collect()
            }
            Self::Blocks => blocks(text, chance),
            Self::UpsideDown => text.chars().rev().map(upside_down).collect(),
            Self::RepeatedLetters => by_word(text, |word| {
                let at = letter_at(word, chance);
                for _ in 0..=chance.below(3) {
                    word.insert(at, word[at]);
                }
            }),
            Self::ExchangedLetters => by_word(text, |word| {
                let at = letter_at(word, chance);
                if word.len() >= 4 && at + 1 < word.len() && word[at + 1].is_alphabetic() {
                    word.swap(at, at + 1);
                }
            }),
            Self::Interleaved => {
                let words = text.split_whitespace();
                let words = words.map(|word| format!("{word} {}", good_word(good, chance)));
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

fn good_word<'a>(good: &[&'a str], chance: &mut SeededRandom) -> &'a str {
    good.get(chance.below(good.len())).copied().unwrap_or("the")
}

/// Changes the characters of every word with `change`.
fn by_word(text: &str, mut change: impl FnMut(&mut Vec<char>)) -> String {
    let words = text.split_whitespace().map(|word| {
        let mut letters = word.chars().collect::<Vec<_>>();
        change(&mut letters);
        letters.into_iter().collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Returns the position of one of the letters of a word; 0 if it has none.
fn letter_at(word: &[char], chance: &mut SeededRandom) -> usize {
    let letters = (0..word.len()).filter(|at| word[*at].is_alphabetic());
    let letters = letters.collect::<Vec<_>>();
    letters
        .get(chance.below(letters.len()))
        .copied()
        .unwrap_or_default()
}

fn marked(text: &str, chance: &mut SeededRandom) -> String {
    const MARKS: [char; 12] = [
        '\u{301}', '\u{308}', '\u{323}', '\u{332}', '\u{305}', '\u{303}', '\u{30a}', '\u{35c}',
        '\u{20d7}', '\u{346}', '\u{311}', '\u{489}',
    ];
    let one = (chance.percent(50)).then(|| MARKS[chance.below(MARKS.len())]);
    let mut out = String::with_capacity(text.len() * 3);
    for c in text.chars() {
        out.push(c);
        if c.is_alphanumeric() {
            out.push(one.unwrap_or_else(|| MARKS[chance.below(MARKS.len())]));
        }
    }
    out
}

fn blocks(text: &str, chance: &mut SeededRandom) -> String {
    let block = ['█', '░', '▒', '■', '│', '·', '♥', '\''][chance.below(8)];
    let word = |word: &str| {
        let letters = word.chars().map(String::from).collect::<Vec<_>>();
        letters.join(&block.to_string())
    };
    let words = text.split_whitespace().map(word).collect::<Vec<_>>();
    words.join(" ")
}

/// The letters from `a` to `z` as other scripts have them; a space for none.
const CANADIAN: &str = "ᗩᗷᑕᗪ ᖴᘜᕼ ᒍ ᒪᗰᑎ ᑭᑫᖇᔕ ᑌᐯᗯ᙭  ";
const CHEROKEE: &str = "ᎪᏴᏟᎠᎬ ᏀᎻᏆᎫᏦᏞᎷ  Ꮲ ᎡᏚᎢ ᏙᎳ ᎩᏃ";
const LISU: &str = "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑ ꓣꓢꓔꓴꓦꓪꓫꓬꓜ";
const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘ ʀꜱᴛᴜᴠᴡ ʏᴢ";
const UPSIDE_DOWN: &str = "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz";

fn replaced(c: char, alphabet: &str) -> char {
    let at = match c {
        'a'..='z' => u32::from(c) - u32::from('a'),
        'A'..='Z' => u32::from(c) - u32::from('A'),
        _ => return c,
    };
    let letter = alphabet
        .chars()
        .nth(usize::try_from(at).unwrap_or_default());
    letter.filter(|letter| *letter != ' ').unwrap_or(c)
}

fn small_capital(c: char) -> char {
    replaced(c, SMALL_CAPITALS)
}

fn upside_down(c: char) -> char {
    replaced(c, UPSIDE_DOWN)
}

/// Returns a letter in a circle or a square, of the alphabet that begins with `first`.
fn in_frame(c: char, first: char) -> char {
    match c.to_ascii_uppercase() {
        letter @ 'A'..='Z' => {
            let at = u32::from(letter) - u32::from('A');
            char::from_u32(u32::from(first) + at).unwrap_or(c)
        }
        _ => c,
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
        assert_eq!(worn(Disguise::SmallCapitals, 1), "ꜰʀᴇᴇ ᴘɪʟʟꜱ");
        assert_eq!(worn(Disguise::UpsideDown, 1), "sllᴉd ǝǝɹɟ");
        assert!((0..9).any(|seed| worn(Disguise::Syllabics, seed) == "ᖴᖇee ᑭiᒪᒪᔕ"));
        assert!((0..30).any(|seed| worn(Disguise::Blocks, seed) == "F█r█e█e p█i█l█l█s"));
        assert!((0..9).any(|seed| worn(Disguise::SquaredLetters, seed) == "🅵🆁🅴🅴 🅿🅸🅻🅻🆂"));
        assert!((0..200).any(|seed| worn(Disguise::ExchangedLetters, seed) == "rFee iplls"));
        assert_eq!(worn(Disguise::Interleaved, 1).split(' ').count(), 4);
        assert!(worn(Disguise::RepeatedLetters, 1).len() > "Free pills".len());
    }
}
