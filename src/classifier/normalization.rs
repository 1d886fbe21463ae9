//! The normal form of a text: words and symbols separated by single spaces, with obfuscation removed.
//!
//! NFKC (UAX #15), invisible characters removed, lower case, confusable letters folded in words that mix
//! scripts. A word is a sequence of letters, digits and their combining marks; a character of a script
//! written without spaces is a word by itself, and so is a symbol. Repeated symbols count once. The time is
//! linear in the length of the text; [`Normal::words`] reads only the beginning.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfkc_quick,
};

/// The number of Unicode scalar values of a text that are read word by word, which bounds the work per
/// comment.
pub(crate) const CAP: usize = 3_000;
/// The maximum number of combining marks on one letter: no writing system needs more, and longer sequences
/// are decoration.
pub(crate) const MARKS_MAX: usize = 8;
/// The same limit before normalization, which composes some marks and decomposes others.
const MARKS_TAKEN: usize = 32;

/// A text in normal form, with a space before and after every word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Normal(String);

impl Normal {
    #[must_use]
    pub(crate) fn of(text: &str) -> Self {
        let mut form = NormalizedWords::with_capacity(text.len());
        if text.is_ascii() {
            for byte in text.bytes().filter(|b| visible(char::from(*b))) {
                form.push(char::from(byte.to_ascii_lowercase()));
            }
            return Self(form.finish());
        }
        let mut marks = 0;
        let thinned = text.chars().filter(|c| visible(*c)).filter(move |c| {
            marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
            marks <= MARKS_TAKEN
        });
        for c in thinned.nfkc().flat_map(char::to_lowercase) {
            match c {
                'ß' => "ss".chars().for_each(|c| form.push(c)),
                // Final sigma becomes the normal one, so that upper case and lower case fold to the same
                // letter.
                'ς' => form.push('σ'),
                c if visible(c) => form.push(c),
                _ => {}
            }
        }
        let out = form.finish();
        // Lowercasing and folding may produce a letter and a mark that have a composed form.
        match is_nfkc_quick(out.chars()) {
            IsNormalized::Yes => Self(out),
            _ => Self(out.nfkc().collect()),
        }
    }

    /// Returns the words and symbols, separated by single spaces.
    #[must_use]
    pub(crate) fn text(&self) -> &str {
        self.0.trim_matches(' ')
    }

    /// Returns the same with a leading and a trailing space, for searching whole words.
    pub(crate) fn spaced(&self) -> &str {
        &self.0
    }

    /// Returns the words without the symbols, of the first [`CAP`] characters.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let end = match self.0.char_indices().nth(CAP) {
            Some((end, _)) if self.0.len() > CAP => end,
            _ => self.0.len(),
        };
        let word = |w: &&str| w.starts_with(|c: char| c.is_alphanumeric() || is_combining_mark(c));
        self.0[..end].split(' ').filter(word)
    }

    /// Returns whether the text is too short to be characteristic of its author: many people write "thanks".
    #[must_use]
    pub(crate) fn short(&self) -> bool {
        let letters = self.0.chars().filter(|c| *c != ' ').take(30).count();
        letters < 30 || self.words().take(5).count() < 5
    }
}

/// Builds a normal form from characters.
struct NormalizedWords {
    out: String,
    last: Last,
    /// The start of the last word, in bytes.
    start: usize,
    /// The alphabets in the last word, one bit each.
    alphabets: u8,
    /// The number of combining marks since its last letter.
    marks: usize,
}

#[derive(PartialEq)]
enum Last {
    /// A word that may continue.
    Word,
    /// A character that is a word by itself; combining marks may follow it.
    Single,
    /// A space, and the symbol before it, if there was one.
    Gap(Option<char>),
}

impl NormalizedWords {
    fn with_capacity(bytes: usize) -> Self {
        let mut out = String::with_capacity(bytes + bytes / 4 + 2);
        out.push(' ');
        Self {
            out,
            last: Last::Gap(None),
            start: 0,
            alphabets: 0,
            marks: 0,
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.end();
        } else if !c.is_ascii() && is_combining_mark(c) {
            self.marks += 1;
            if self.marks > MARKS_MAX {
                return;
            }
            if matches!(self.last, Last::Gap(_)) {
                self.begin(Last::Word);
            }
            self.out.push(c);
        } else if c.is_alphanumeric() {
            let single = alone(c);
            if single || self.last != Last::Word {
                self.end();
                self.begin(if single { Last::Single } else { Last::Word });
            }
            self.marks = 0;
            self.alphabets |= alphabet(c);
            self.out.push(c);
        } else {
            self.end();
            self.marks = 0;
            if self.last != Last::Gap(Some(c)) {
                self.out.push(c);
                self.out.push(' ');
                self.last = Last::Gap(Some(c));
            }
        }
    }

    fn begin(&mut self, last: Last) {
        self.last = last;
        self.start = self.out.len();
        self.alphabets = 0;
    }

    fn end(&mut self) {
        if matches!(self.last, Last::Gap(_)) {
            return;
        }
        if self.alphabets.count_ones() > 1 {
            let word = self.out.split_off(self.start);
            self.out.extend(word.chars().map(unmasked));
        }
        self.out.push(' ');
        self.last = Last::Gap(None);
        self.marks = 0;
    }

    fn finish(mut self) -> String {
        self.end();
        self.out
    }
}

/// Returns whether a character is visible or white space. Control characters, Unicode's
/// `Default_Ignorable_Code_Point`s and the blank Braille pattern are invisible and are used to split words.
pub(crate) fn visible(c: char) -> bool {
    match c {
        '\t'..='\r' | ' '..='~' | '\u{85}' => true,
        _ => {
            !c.is_control()
                && !matches!(c,
                    '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
                    | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                    | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
                    | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        }
    }
}

/// Returns whether a character belongs to a script written without spaces between words.
pub(crate) fn alone(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' // Thai, Lao, Burmese, Khmer
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' // Chinese characters
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // Japanese syllables
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns the bit of the alphabet of a letter, for the alphabets with confusable letters (Latin, Greek,
/// Cyrillic, Armenian); 0 for other characters.
fn alphabet(c: char) -> u8 {
    match c {
        'a'..='z' | '\u{aa}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => 1,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 2,
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => 4,
        '\u{530}'..='\u{58f}' => 8,
        _ => 0,
    }
}

/// Returns the Latin letter that a Greek, Cyrillic or Armenian letter can be mistaken for, in lower or upper
/// case; other characters unchanged.
pub(crate) fn unmasked(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'ь' | 'β' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'ց' => 'g',
        'н' | 'һ' | 'հ' => 'h',
        'і' | 'ι' => 'i',
        'ј' | 'յ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' | 'μ' => 'm',
        'п' | 'η' | 'ո' => 'n',
        'о' | 'ο' | 'σ' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ѵ' | 'ν' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ζ' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        Normal::of(text).text().to_owned()
    }

    #[test]
    fn case_space_and_runs_of_symbols_make_no_difference() {
        assert_eq!(normal("  Great\t POST!!!\n"), "great post !");
        assert_eq!(normal("so . . . what"), "so . what");
        assert_eq!(normal("Straße ΛΟΓΟΣ"), normal("STRASSE λογος"));
        assert_eq!(normal("don't"), "don ' t");
    }

    #[test]
    fn disguises_are_undone() {
        for text in [
            "c\u{200b}as\u{ad}ino",
            "𝐜𝐚𝐬𝐢𝐧𝐨",
            "ＣＡＳＩＮＯ",
            "cаsinо",
            "CАSІNО",
            "casi\u{2060}no",
        ] {
            assert_eq!(normal(text), "casino", "{text}");
        }
    }

    #[test]
    fn look_alikes_stay_in_words_of_one_script() {
        assert_eq!(normal("Москва сосна"), "москва сосна");
        assert_eq!(normal("καλημέρα κόσμε"), "καλημέρα κόσμε");
    }

    #[test]
    fn a_script_without_spaces_is_read_by_the_character() {
        assert_eq!(normal("我喜欢casino网站"), "我 喜 欢 casino 网 站");
        assert_eq!(
            Normal::of("สวัสดี").words().count(),
            4,
            "marks remain attached to their letter"
        );
    }

    #[test]
    fn symbols_and_emoji_stand_by_themselves() {
        assert_eq!(normal("C++ :-) 👍🏽👍🏽"), "c + : - ) 👍 🏽 👍 🏽");
        assert_eq!(normal("👩\u{200d}💻"), "👩 💻");
    }

    #[test]
    fn piles_of_marks_are_cleared() {
        let text = format!("z{}", "\u{301}\u{316}".repeat(5_000));
        assert!(normal(&text).chars().count() <= 1 + MARKS_MAX);
    }

    #[test]
    fn words_are_read_only_from_the_beginning() {
        assert_eq!(Normal::of(&"ab ".repeat(3_000)).words().count(), CAP / 3);
        assert_eq!(
            Normal::of("a , b ; c").words().collect::<Vec<_>>(),
            ["a", "b", "c"]
        );
    }

    #[test]
    fn thanks_is_short_and_a_sentence_is_not() {
        assert!(Normal::of("+1").short() && Normal::of("Thank you very much indeed").short());
        assert!(!Normal::of("I have tried this with the older version too").short());
        assert!(Normal::of("").short());
    }

    fn texts() -> impl Strategy<Value = String> {
        let odd = "[a-cA-C ßςΣİ \u{301}\u{316}\u{345}\u{344}\u{200d}\u{3164}аоеΑοἂᾳ=+!\u{338}ﬁ㎏…ｶﾞกั가\u{1100}\u{1161}]{0,40}";
        prop_oneof![any::<String>(), odd, "\\PC{0,60}"]
    }

    proptest! {
        #[test]
        fn the_normal_form_of_a_normal_form_is_itself(text in texts()) {
            let once = Normal::of(&text);
            prop_assert_eq!(&Normal::of(once.text()), &once);
            prop_assert_eq!(&Normal::of(once.spaced()), &once);
        }

        #[test]
        fn it_has_single_spaces_and_no_capitals(text in texts()) {
            let form = Normal::of(&text);
            prop_assert!(!form.spaced().contains("  "));
            prop_assert!(form.spaced().starts_with(' ') && form.spaced().ends_with(' '));
            prop_assert!(!form.text().contains(|c: char| c.is_ascii_uppercase() || !visible(c)));
        }
    }
}
