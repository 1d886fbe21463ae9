//! Combining marks that decorate letters: lines through letters, circles around them, marks on every letter.
//!
//! What an orthography uses stays: marks that compose with their letter, accents on letters of other
//! languages as long as most letters have none, and all marks of scripts with marks of their own.

use std::sync::LazyLock;

use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_canonical, is_combining_mark,
};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};

use super::{
    characters::alone,
    decoration::{DecorationKind, Decorations},
};

/// The combining class of marks that are drawn across their letter.
const OVERLAY: u8 = 1;
/// The number of letters above which a word can be decorated with marks that compose with its letters.
const WORD_MIN: usize = 5;
/// The same for a word in which some marks do not compose with their letters.
const LOOSE_WORD_MIN: usize = 3;
/// The same for a whole text.
const TEXT_MIN: usize = 8;

/// Removes the marks of a text in NFC or NFKC that are decoration, in linear time.
pub(super) fn remove_marks(text: &mut Vec<char>, found: &mut Decorations) {
    if text.iter().all(|c| c.is_ascii()) {
        return;
    }
    let whole = LetterCount::of(text);
    let everywhere = whole.letters >= TEXT_MIN && whole.marked * 3 >= whole.letters * 2;
    let mut out = Vec::with_capacity(text.len());
    let mut rest = &text[..];
    while let Some(first) = rest.first() {
        let class = CharacterClass::of(*first);
        let end = rest
            .iter()
            .position(|c| !is_combining_mark(*c) && CharacterClass::of(*c) != class);
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        unmark(run, everywhere, &mut out, found);
        rest = after;
    }
    *text = out;
}

/// Marks are of the class of the character before them.
#[derive(PartialEq)]
enum CharacterClass {
    OfWord,
    /// Of a script without spaces between words.
    Alone,
    Other,
}

impl CharacterClass {
    fn of(c: char) -> Self {
        match c {
            c if !c.is_alphanumeric() => Self::Other,
            c if alone(c) => Self::Alone,
            _ => Self::OfWord,
        }
    }
}

/// Copies a run of characters without the marks that are decoration.
fn unmark(run: &[char], everywhere: bool, out: &mut Vec<char>, found: &mut Decorations) {
    if run.iter().all(|c| c.is_ascii()) {
        out.extend(run);
        return;
    }
    let count = LetterCount::of(run);
    let min = match count.loose {
        0 => WORD_MIN,
        _ => LOOSE_WORD_MIN,
    };
    let is_decorated =
        everywhere || (count.letters >= min && count.marked * 4 >= count.letters * 3);
    let mut at = 0;
    while let Some(base) = run.get(at) {
        let marks = &run[at + 1..];
        let marks = marks.iter().take_while(|c| is_combining_mark(**c));
        let marks = &run[at + 1..at + 1 + marks.count()];
        at += 1 + marks.len();
        let mut kind = None;
        // Only at the beginning of the text: as after a space.
        if is_combining_mark(*base) {
            let all = std::iter::once(base).chain(marks);
            out.extend(all.filter(|mark| decoration(' ', **mark, is_decorated).is_none()));
            continue;
        }
        out.push(match accents_removed(*base).filter(|_| is_decorated) {
            Some(bare) => {
                kind = Some(DecorationKind::Marked);
                bare
            }
            None => *base,
        });
        // A mark on a symbol is one after a space, since words and symbols are separated.
        let carrier = if base.is_alphanumeric() { *base } else { ' ' };
        for mark in marks {
            match decoration(carrier, *mark, is_decorated) {
                Some(decoration) => kind = Some(decoration),
                None => out.push(*mark),
            }
        }
        if let Some(kind) = kind.filter(|_| base.is_alphabetic()) {
            found.add(kind, 1);
        }
    }
}

/// Returns the kind of decoration that a mark is on a letter; `None` for a mark that belongs there.
fn decoration(base: char, mark: char, is_decorated: bool) -> Option<DecorationKind> {
    if mark.general_category() == GeneralCategory::EnclosingMark {
        return Some(DecorationKind::Enclosed);
    }
    let script = mark.script();
    if script != Script::Inherited && script != Script::Common {
        let is_foreign = base.is_alphabetic() && takes_accents(base) && base.script() != script;
        return is_foreign.then_some(DecorationKind::Marked);
    }
    let belongs_to_a_script = !mark.script_extension().is_inherited();
    if canonical_combining_class(mark) == OVERLAY && !belongs_to_a_script {
        return Some(DecorationKind::Struck);
    }
    let is_misplaced = !is_accent(mark) && (base.is_alphabetic() || !belongs_to_a_script);
    let is_decoration = takes_accents(base) && (is_decorated || is_misplaced);
    is_decoration.then_some(DecorationKind::Marked)
}

/// Returns whether a character is of a script whose orthographies use accents, or of none. In other scripts
/// marks are parts of letters.
fn takes_accents(c: char) -> bool {
    match c {
        '\0'..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => true,
        _ => matches!(
            c.script(),
            Script::Common | Script::Latin | Script::Greek | Script::Cyrillic
        ),
    }
}

/// Returns whether a mark composes with a letter of the Latin alphabet, so that orthographies use it as an
/// accent.
fn is_accent(mark: char) -> bool {
    const FIRST: u32 = 0x300;
    static ACCENTS: LazyLock<[bool; 0x70]> = LazyLock::new(|| {
        let mut accents = [false; 0x70];
        for (mark, accent) in (FIRST..).zip(&mut accents) {
            *accent = char::from_u32(mark)
                .is_some_and(|mark| ('a'..='z').any(|letter| compose(letter, mark).is_some()));
        }
        accents
    });
    let at = u32::from(mark).checked_sub(FIRST);
    let at = at.and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| ACCENTS.get(at)).is_some_and(|is| *is)
}

/// Returns a letter without the accents that are composed with it; `None` for a letter without accents.
fn accents_removed(c: char) -> Option<char> {
    if c.is_ascii() || !takes_accents(c) {
        return None;
    }
    let mut bare = None;
    let mut marks = 0;
    decompose_canonical(c, |part| match bare {
        None => bare = Some(part),
        Some(_) => marks += usize::from(is_combining_mark(part)),
    });
    bare.filter(|_| marks > 0)
}

/// The letters of a text that could have accents.
#[derive(Default)]
struct LetterCount {
    letters: usize,
    /// The number of letters with an accent or a mark.
    marked: usize,
    /// The number of letters with a mark that does not compose with them.
    loose: usize,
}

impl LetterCount {
    fn of(text: &[char]) -> Self {
        let mut count = Self::default();
        let mut is_letter = false;
        let mut is_marked = false;
        let mut is_loose = false;
        for c in text {
            if !c.is_ascii() && is_combining_mark(*c) {
                count.marked += usize::from(is_letter && !is_marked);
                count.loose += usize::from(is_letter && !is_loose);
                (is_marked, is_loose) = (true, true);
                continue;
            }
            is_letter = c.is_alphabetic() && takes_accents(*c);
            is_marked = is_letter && accents_removed(*c).is_some();
            is_loose = false;
            count.letters += usize::from(is_letter);
            count.marked += usize::from(is_marked);
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    fn unmarked(text: &str) -> (String, Decorations) {
        let mut chars = text.nfkc().collect::<Vec<_>>();
        let mut found = Decorations::default();
        remove_marks(&mut chars, &mut found);
        (chars.into_iter().collect(), found)
    }

    fn with(mark: &str, text: &str) -> String {
        let with_mark = |c: char| std::iter::once(c).chain(mark.chars());
        text.chars().flat_map(with_mark).collect()
    }

    #[test]
    fn marks_on_every_letter_are_removed() {
        for mark in [
            "\u{336}",
            "\u{335}",
            "\u{338}",
            "\u{20d2}",
            "\u{20dd}",
            "\u{20de}",
            "\u{332}",
            "\u{305}",
            "\u{301}",
            "\u{308}",
            "\u{323}",
            "\u{489}",
            "\u{64b}",
            "\u{336}\u{332}",
            "\u{310}\u{489}",
        ] {
            for text in ["free casino", "Бесплатное казино"] {
                assert_eq!(unmarked(&with(mark, text)).0, text, "{mark:?}");
            }
        }
    }

    #[test]
    fn what_was_removed_is_counted_by_kind() {
        let count = |mark: &str, kind| unmarked(&with(mark, "free cash")).1.count(kind);
        assert_eq!(count("\u{336}", DecorationKind::Struck), 8);
        assert_eq!(count("\u{20de}", DecorationKind::Enclosed), 8);
        assert_eq!(count("\u{301}", DecorationKind::Marked), 8);
        assert_eq!(unmarked("élève naïf").1, Decorations::default());
    }

    #[test]
    fn what_orthographies_use_stays() {
        for text in [
            "Được sự giúp đỡ của mọi người",
            "Příliš žluťoučký kůň úpěl ďábelské ódy",
            "ọ̀rọ̀ Yorùbá",
            "за́мок й ё",
            "Ἐν ἀρχῇ ἦν ὁ λόγος",
            "الْعَرَبِيَّةُ لُغَةٌ",
            "שָׁלוֹם עֲלֵיכֶם",
            "हिन्दी में लिखा हुआ",
            "ภาษาไทยน้ำ",
            "தமிழ்",
            "ᐃᓄᒃᑎᑐᑦ",
            "≠ ∉",
            "きゃ゛ が",
        ] {
            let normal = text.nfkc().collect::<String>();
            assert_eq!(unmarked(text), (normal, Decorations::default()), "{text}");
        }
    }
}
