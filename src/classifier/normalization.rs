//! The normal form of a text: words and symbols separated by single spaces, with obfuscation removed.
//!
//! NFKC (UAX #15), invisible characters and marks that are decoration removed, letters that imitate Latin ones
//! replaced, lower case. A word is a sequence of letters, digits and their combining marks; a character of a script
//! written without spaces is a word by itself, and so is a symbol. Repeated symbols count once. The time is
//! linear in the length of the text; [`Normal::words`] reads only the beginning.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfkc_quick,
};

use super::{
    characters::{MARKS_MAX, alone, visible, without_long_forms},
    decoration::Decorations,
    letter_marks::remove_marks,
    letter_styles::plain_letter,
    look_alikes::fold_look_alikes,
};

/// The number of Unicode scalar values of a text that are read word by word, which bounds the work per
/// comment.
pub(crate) const CAP: usize = 3_000;
/// [`MARKS_MAX`] before normalization, which composes some marks and decomposes others.
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
        let styled = thinned.map(|c| match plain_letter(c) {
            Some((letter, _)) => letter,
            None => without_long_forms(c),
        });
        let mut plain = styled.nfkc().collect();
        undecorate(&mut plain);
        let mut lower = Vec::with_capacity(plain.len());
        for c in plain.into_iter().flat_map(char::to_lowercase) {
            match c {
                'ß' => lower.extend(['s', 's']),
                // Final sigma becomes the normal one, so that upper case and lower case fold to the same
                // letter.
                'ς' => lower.push('σ'),
                c if visible(c) => lower.push(c),
                _ => {}
            }
        }
        // Small letters may have marks and look-alikes that their capitals do not have.
        undecorate(&mut lower);
        for c in lower {
            form.push(c);
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

/// The number of rounds after which decorations that hide others are not looked for.
const ROUNDS_MAX: usize = 4;

/// Removes decorations, also those that a removed one had hidden, such as a mark on a letter that is read as a
/// Latin one.
fn undecorate(text: &mut Vec<char>) {
    let mut found = Decorations::default();
    for _ in 0..ROUNDS_MAX {
        let before = text.clone();
        remove_marks(text, &mut found);
        fold_look_alikes(text, &mut found);
        if *text == before {
            return;
        }
    }
}

/// Builds a normal form from characters.
struct NormalizedWords {
    out: String,
    last: Last,
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
                self.last = Last::Word;
            }
            self.out.push(c);
        } else if c.is_alphanumeric() {
            let single = alone(c);
            if single || self.last != Last::Word {
                self.end();
                self.last = if single { Last::Single } else { Last::Word };
            }
            self.marks = 0;
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

    fn end(&mut self) {
        if matches!(self.last, Last::Gap(_)) {
            return;
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
            "c\u{336}a\u{336}s\u{336}i\u{336}n\u{336}o\u{336}",
            "c\u{20dd}a\u{20dd}s\u{20dd}i\u{20dd}n\u{20dd}o\u{20dd}",
            "ᴄᴀsɪɴᴏ",
            "ᑕᗩSIᑎO",
            "🅲🅰🆂🅸🅽🅾",
        ] {
            assert_eq!(normal(text), "casino", "{text}");
        }
    }

    #[test]
    fn look_alikes_stay_in_words_of_one_script() {
        assert_eq!(normal("Москва сосна"), "москва сосна");
        assert_eq!(normal("καλημέρα κόσμε"), "καλημέρα κόσμε");
        assert_eq!(normal("ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ"), "ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ");
        assert_eq!(normal("được sự giúp đỡ"), "được sự giúp đỡ");
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
    fn a_text_of_long_ligatures_does_not_become_longer() {
        for ligature in ['\u{fdfa}', '\u{fdfb}'] {
            let text = format!("peace {ligature} be");
            assert_eq!(normal(&text), "peace \u{fdfd} be");
            let many = ligature.to_string().repeat(10_000);
            assert_eq!(normal(&many), "\u{fdfd}");
        }
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
        let odd = "[a-cA-C ßςΣİ \u{301}\u{316}\u{345}\u{344}\u{200d}\u{3164}аоеΑοἂᾳ=+!\u{338}ﬁ㎏…ｶﾞกั가\u{1100}\u{1161}\u{336}\u{489}áéᑕᗩᐃᴄᴀɪƎɐ🅰€]{0,40}";
        prop_oneof![any::<String>(), odd, "\\PC{0,60}"]
    }

    proptest! {
        #[test]
        fn normal_forms_of_normal_forms_come_to_an_end(text in texts()) {
            // The spaces of the first one part words, which can show what their letters mean.
            let mut forms = std::iter::successors(Some(Normal::of(&text)), |form| Some(Normal::of(form.text())));
            let last = forms.nth(3).expect("a form");
            prop_assert_eq!(&Normal::of(last.text()), &last);
            prop_assert_eq!(&Normal::of(last.spaced()), &last);
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
