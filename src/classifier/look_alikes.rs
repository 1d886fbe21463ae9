//! Letters that imitate Latin ones: of other scripts, phonetic ones, currency and mathematical symbols.
//!
//! Words that are written in their own script stay as they are. The letters of a script are read as Latin ones
//! only where its use shows that they are meant as such: they stand beside Latin letters in one word, or nearly
//! all of them happen to look like Latin letters, which no language does.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};

use super::{
    characters::unmasked,
    decoration::{DecorationKind, Decorations},
    latin_letters::latin_letter,
};

/// The number of letters of a script in a text from which the lack of letters without a Latin look-alike is
/// no coincidence, beside Latin words and without them.
const BESIDE_LATIN: usize = 6;
const BY_THEMSELVES: usize = 10;
/// The number of different phonetic letters that make a word decorated.
const PHONETIC_MIN: usize = 3;
/// The number of letters of a script without a Latin look-alike after which no more are looked up.
const GENUINE: usize = 8;

/// Replaces letters that imitate Latin ones, in linear time. The text must be in NFKC.
pub(super) fn fold_look_alikes(text: &mut [char], found: &mut Decorations) {
    if text.iter().all(|c| c.is_ascii()) {
        return;
    }
    let mut scripts = ScriptUses::default();
    let letters = text.iter().map(|c| ImitatingLetter::of(*c, &mut scripts));
    let letters = letters.collect::<Vec<_>>();
    if letters.iter().all(|letter| !letter.class.may_imitate()) {
        return;
    }
    let words = words(&letters);
    let mut has_latin_words = false;
    let mut phonetic = false;
    for word in &words {
        let word = &letters[word.clone()];
        let latin = word.iter().any(|l| l.class == LetterClass::Latin);
        has_latin_words |= latin && word.iter().all(|l| !l.class.may_imitate());
        if word.iter().any(|l| l.class.is_easily_latin()) {
            scripts.note_mixed(word);
        }
        phonetic = phonetic || is_phonetic(word);
    }
    for word in words {
        let of_word = &letters[word.clone()];
        let how = WordReading::of(of_word, &scripts, has_latin_words, phonetic);
        let mut folded = 0;
        for (c, letter) in text[word].iter_mut().zip(of_word) {
            if let Some(latin) = how.latin(*c, letter) {
                *c = latin;
                folded += 1;
            }
        }
        found.add(DecorationKind::LookAlike, folded);
    }
}

/// What a character is, as far as it matters for imitations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LetterClass {
    /// A letter of the Latin alphabet, with or without accents.
    Latin,
    /// Any other letter of the Latin script: small capitals, turned letters, letters with a stroke.
    Phonetic,
    /// Greek, Cyrillic or Armenian, with letters that are easily confused with Latin ones.
    Alphabet(Script),
    /// A script in which nearly every letter has been likened to a Latin one, so that the share of
    /// look-alikes says nothing.
    Likened(Script),
    /// Any other script: the index of its use.
    Other(usize),
    /// A currency or mathematical symbol that looks like a letter.
    Symbol,
    Digit,
    NoLetter,
}

impl LetterClass {
    fn may_imitate(self) -> bool {
        !matches!(self, Self::Latin | Self::Digit | Self::NoLetter)
    }

    fn is_alphabet(self) -> bool {
        matches!(self, Self::Alphabet(_))
    }

    /// Returns whether it is a Latin letter, or looks like one without regard to the rest of the text.
    fn is_easily_latin(self) -> bool {
        self.is_alphabet() || matches!(self, Self::Latin | Self::Phonetic | Self::Symbol)
    }

    fn is_of_word(self) -> bool {
        self != Self::NoLetter
    }

    /// Returns the script, if words of it do not stand beside words of other scripts without a space.
    fn separate_script(self, scripts: &ScriptUses) -> Option<Script> {
        let script = match self {
            Self::Alphabet(script) | Self::Likened(script) => script,
            Self::Other(at) => scripts.0[at].script,
            _ => return None,
        };
        let is_separate = !matches!(
            script,
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Bopomofo
                | Script::Hangul
                | Script::Thai
                | Script::Lao
                | Script::Myanmar
                | Script::Khmer
        );
        is_separate.then_some(script)
    }
}

struct ImitatingLetter {
    class: LetterClass,
    /// The Latin letter that it looks like; not looked up for every class.
    latin: Option<char>,
}

impl ImitatingLetter {
    fn of(c: char, scripts: &mut ScriptUses) -> Self {
        let only = |class| Self { class, latin: None };
        if c.is_ascii() {
            return only(match c {
                'a'..='z' | 'A'..='Z' => LetterClass::Latin,
                '0'..='9' => LetterClass::Digit,
                _ => LetterClass::NoLetter,
            });
        }
        if !c.is_alphabetic() {
            if c.is_numeric() {
                return only(LetterClass::Digit);
            }
            let category = c.general_category();
            let is_of_script = matches!(
                category,
                GeneralCategory::OtherSymbol | GeneralCategory::OtherPunctuation
            ) && !matches!(c.script(), Script::Common | Script::Inherited);
            if is_of_script {
                return scripts.letter(c);
            }
            let may_be_letter = matches!(
                category,
                GeneralCategory::CurrencySymbol | GeneralCategory::MathSymbol
            );
            let latin = if may_be_letter { latin_letter(c) } else { None };
            let class = match latin {
                Some(_) => LetterClass::Symbol,
                // Marks belong to the word of their letter, and say nothing about its script.
                None if is_combining_mark(c) => LetterClass::Digit,
                None => LetterClass::NoLetter,
            };
            return Self { class, latin };
        }
        match c.script() {
            Script::Latin if is_accented(c) => only(LetterClass::Latin),
            Script::Latin | Script::Common | Script::Inherited => Self {
                class: LetterClass::Phonetic,
                latin: latin_letter(c),
            },
            script @ (Script::Greek | Script::Cyrillic | Script::Armenian) => {
                only(LetterClass::Alphabet(script))
            }
            script @ (Script::Arabic
            | Script::Bengali
            | Script::Devanagari
            | Script::Gujarati
            | Script::Hangul
            | Script::Hebrew
            | Script::Hiragana
            | Script::Katakana
            | Script::Khmer
            | Script::Lao
            | Script::Mongolian
            | Script::Myanmar
            | Script::Tamil
            | Script::Thai) => only(LetterClass::Likened(script)),
            _ => scripts.letter(c),
        }
    }
}

/// Returns the Latin letter that a Greek, Cyrillic or Armenian letter looks like, in lower case.
fn latin_of_alphabet(c: char) -> Option<char> {
    let known = unmasked(c.to_lowercase().next()?);
    let known = known.is_ascii_lowercase().then_some(known);
    // A capital may look like another letter than the small one: eta like H and n.
    if c.is_uppercase() {
        latin_letter(c).or(known)
    } else {
        known.or_else(|| latin_letter(c))
    }
}

/// Returns whether a letter consists of a letter of the Latin alphabet and accents.
fn is_accented(c: char) -> bool {
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    first.is_some_and(|first| first.is_ascii_alphabetic())
}

/// The words of a text: sequences of letters, digits, marks and symbols that look like letters.
fn words(letters: &[ImitatingLetter]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for run in letters.chunk_by(|a, b| a.class.is_of_word() == b.class.is_of_word()) {
        let end = start + run.len();
        if run[0].class.is_of_word() {
            words.push(start..end);
        }
        start = end;
    }
    words
}

/// How a script is used in a text.
struct ScriptUse {
    script: Script,
    /// The number of letters that look like Latin ones.
    alike: usize,
    /// The number of the other letters.
    unlike: usize,
    /// Whether a word has letters of this script and Latin letters.
    is_mixed: bool,
}

impl ScriptUse {
    fn look_up(&mut self, c: char) -> Option<char> {
        if self.unlike > GENUINE + self.alike / 8 {
            self.unlike += 1;
            return None;
        }
        let latin = latin_letter(c);
        match latin {
            Some(_) => self.alike += 1,
            None => self.unlike += 1,
        }
        latin
    }

    /// Returns whether the script is used to imitate Latin letters.
    fn imitates(&self, has_latin_words: bool) -> bool {
        if self.is_mixed && self.script != Script::Han {
            return self.unlike <= self.alike;
        }
        let enough = if has_latin_words {
            BESIDE_LATIN
        } else {
            BY_THEMSELVES
        };
        self.alike >= enough && self.unlike * 8 <= self.alike
    }
}

#[derive(Default)]
struct ScriptUses(Vec<ScriptUse>);

impl ScriptUses {
    fn letter(&mut self, c: char) -> ImitatingLetter {
        let at = self.index(c.script());
        ImitatingLetter {
            class: LetterClass::Other(at),
            latin: self.0[at].look_up(c),
        }
    }

    fn index(&mut self, script: Script) -> usize {
        let known = self.0.iter().rposition(|known| known.script == script);
        known.unwrap_or_else(|| {
            self.0.push(ScriptUse {
                script,
                alike: 0,
                unlike: 0,
                is_mixed: false,
            });
            self.0.len() - 1
        })
    }

    fn note_mixed(&mut self, word: &[ImitatingLetter]) {
        for letter in word {
            if let LetterClass::Other(at) = letter.class {
                self.0[at].is_mixed = true;
            }
        }
    }
}

/// Returns whether a word is written with phonetic letters, which decorate the words of the whole text then.
fn is_phonetic(word: &[ImitatingLetter]) -> bool {
    let phonetic = word
        .iter()
        .filter(|l| l.class == LetterClass::Phonetic)
        .filter_map(|l| l.latin);
    let phonetic = phonetic.collect::<Vec<_>>();
    if phonetic.len() < PHONETIC_MIN {
        return false;
    }
    let letters = word.iter().filter(|l| l.class != LetterClass::Digit);
    let mut seen = [false; 26];
    for letter in &phonetic {
        seen[usize::from((*letter as u8).saturating_sub(b'a')).min(25)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    different >= PHONETIC_MIN && phonetic.len() * 5 >= letters.count() * 3
}

/// The letters of a word that are read as Latin ones.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent classes of letters"
)]
struct WordReading<'a> {
    scripts: &'a ScriptUses,
    has_latin_words: bool,
    /// Letters of all scripts.
    all: bool,
    phonetic: bool,
    symbols: bool,
}

impl<'a> WordReading<'a> {
    fn of(
        word: &[ImitatingLetter],
        scripts: &'a ScriptUses,
        has_latin_words: bool,
        phonetic: bool,
    ) -> Self {
        let has = |class: fn(LetterClass) -> bool| word.iter().any(|l| class(l.class));
        let is_latin = |class| matches!(class, LetterClass::Latin | LetterClass::Phonetic);
        let mut found = word.iter().filter_map(|l| l.class.separate_script(scripts));
        let is_of_many = found
            .next()
            .is_some_and(|first| found.any(|other| other != first));
        let is_letter = |class: LetterClass| class.may_imitate() && class != LetterClass::Symbol;
        let has_letters = has(is_letter) || has(is_latin);
        let symbols = has_letters && !has(|class| class == LetterClass::Digit);
        let imitates = |class| match class {
            LetterClass::Symbol => symbols,
            LetterClass::Other(at) => scripts.0[at].imitates(has_latin_words),
            class => is_latin(class),
        };
        let is_mixed = word.iter().any(|l| imitates(l.class)) && has(LetterClass::is_alphabet);
        Self {
            scripts,
            has_latin_words,
            all: is_of_many || is_mixed,
            phonetic,
            symbols,
        }
    }

    /// Returns the Latin letter as which a letter of the word is read, if it is another one.
    fn latin(&self, c: char, letter: &ImitatingLetter) -> Option<char> {
        let lower = match letter.class {
            LetterClass::Phonetic if self.phonetic || self.all => letter.latin?,
            LetterClass::Symbol if self.symbols => letter.latin?,
            LetterClass::Other(at)
                if self.all || self.scripts.0[at].imitates(self.has_latin_words) =>
            {
                letter.latin?
            }
            LetterClass::Alphabet(_) if self.all => latin_of_alphabet(c)?,
            LetterClass::Likened(_) if self.all => latin_letter(c)?,
            _ => return None,
        };
        let keeps_case = matches!(
            letter.class,
            LetterClass::Phonetic | LetterClass::Alphabet(_)
        );
        Some(if keeps_case && c.is_uppercase() {
            lower.to_ascii_uppercase()
        } else {
            lower
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    fn folded(text: &str) -> (String, usize) {
        let mut chars = text.nfkc().collect::<Vec<_>>();
        let mut found = Decorations::default();
        fold_look_alikes(&mut chars, &mut found);
        (
            chars.into_iter().collect(),
            found.count(DecorationKind::LookAlike),
        )
    }

    #[test]
    fn letters_that_imitate_latin_ones_are_read_as_these() {
        for text in [
            "саsіnо games",
            "ᴄᴀsɪɴᴏ ɢᴀᴍᴇs",
            "ᑕᗩSIᑎO GᗩᗰES",
            "ᏟᎪᏚᏆΝϴ ᏀᎪᎷᎬᏚ",
            "ꓚꓮꓢꓲꓠꓳ ꓖꓮꓟꓰꓢ",
            "ςαѕιησ gαмєѕ",
        ] {
            assert_eq!(folded(text).0.to_lowercase(), "casino games", "{text}");
        }
    }

    #[test]
    fn words_of_their_own_script_stay() {
        for text in [
            "Москва сосна",
            "καλημέρα κόσμε",
            "ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ ᐊᒻᒪᓗ ᖃᓪᓗᓈᑎᑐᑦ",
            "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᎴ ᎠᏂᏣᎳᎩ",
            "ⵜⴰⵎⴰⵣⵉⵖⵜ ⴷ ⵜⵓⵜⵍⴰⵢⵜ",
            "የኢትዮጵያ ቋንቋ አማርኛ ነው",
            "ქართული ენა",
            "我喜欢这个网站 iPhone很好",
            "สวัสดี ใช้ iPhone",
            "مرحبا بالعالم",
            "Ŋutɔ akpɛ ɖe eŋu",
            "Straße, smørrebrød, Łódź, Mən səni",
            "100€ or $5 × 3",
        ] {
            let normal = text.nfkc().collect::<String>();
            assert_eq!(folded(text), (normal, 0), "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_again_comes_to_an_end(text in "([a-c]|[аоеβ]|[ᴄᴀɪɴ]|[ᑕᗩᑎᐃ]|[Ꭺ我卂]|[€∂]|[ש1 ]){0,40}") {
            // What is read as Latin letters can show what the letters beside them mean.
            let mut rounds = std::iter::successors(Some(text), |text| Some(folded(text).0));
            let last = rounds.nth(4).expect("a text");
            prop_assert_eq!(folded(&last).0, last);
        }
    }
}
