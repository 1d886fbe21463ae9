//! One canonical form of each text: which characters are stored, and in which form.
//!
//! - Canonical composition (NFC, UAX #15).
//! - `\r\n`, `\r`, U+2028 and U+2029 become `\n`: other encodings of a line break.
//! - Vertical tab and form feed become `\n` as well: they are line breaks of other programs.
//! - Removed: all other controls (C0 and C1, except `\n` and `\t`) and noncharacters. They cannot be
//!   typed or seen, so a reader who pastes one could not find it; and storage, logs and parsers handle
//!   them differently.
//! - Removed: U+FEFF, the byte order mark. Editors and other sites add it to what people paste: of
//!   1,365 public comments, 1,140 end with one.
//! - Removed: the bidirectional embeddings, overrides and isolates (U+202A–202E, U+2066–2069),
//!   everywhere. They can make a line look different from what is stored. Right-to-left scripts are
//!   laid out without them; the plain marks U+200E, U+200F and U+061C stay.
//! - Removed from names: zero-width characters that mean nothing in their position (`zero_width`).
//! - Trimmed: no-break spaces at both ends, which editors add.
//! - Refused: more than [`MAX_MARKS`] combining marks on one base, more than [`MAX_LINES`] lines.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfc_quick,
};

use super::{FieldFault, zero_width};
use crate::{locale::Message, text::zero_width::is_invisible};

/// The maximum number of combining marks on one base character.
pub(super) const MAX_MARKS: usize = 8;

/// The maximum number of lines of a text.
pub(super) const MAX_LINES: usize = 2_000;

/// The maximum number of marks before composition, which may remove a few; it limits the cost of
/// sorting in NFC.
const MARKS_BEFORE_NFC: usize = 2 * MAX_MARKS;

/// Returns the canonical form of a text of several lines. Empty lines at the start, no-break spaces at
/// the start and white space at the end are removed; everything else stays.
pub(super) fn lines(source: &str) -> Result<String, FieldFault> {
    let text = composed(source)?;
    let text = text.trim_end();
    let first = text.len() - text.trim_start().len();
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let text = text[start..].trim_start_matches('\u{a0}');
    let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    if breaks >= MAX_LINES {
        let message = Message::new("text-too-many-lines").count("max", MAX_LINES);
        return Err(FieldFault::new("too_many_lines", message));
    }
    Ok(text.to_owned())
}

/// Returns the canonical form of a text of one line, without surrounding white space. Line breaks and
/// tabs, which come from pasted text, become spaces.
pub(super) fn repaired_line(source: &str) -> Result<String, FieldFault> {
    let text = composed(source)?.replace(['\n', '\t'], " ");
    Ok(text.trim().to_owned())
}

/// Returns the canonical form of a name, without zero-width characters that mean nothing in it.
pub(super) fn repaired_name(source: &str) -> Result<String, FieldFault> {
    let visible = without_invisible(source);
    repaired_line(&zero_width::in_name(&visible))
}

/// Returns the canonical form of a key. Controls are refused, since two forms of one key would be two
/// keys.
pub(super) fn line(source: &str) -> Result<String, FieldFault> {
    let text = source.trim();
    // U+2028 and U+2029 would become line breaks.
    let control =
        |c: &char| c.is_control() || is_noncharacter(*c) || matches!(c, '\u{2028}' | '\u{2029}');
    if let Some(c) = text.chars().find(control) {
        let message = format!(
            "Must not contain the invisible character U+{:04X}. Remove it.",
            u32::from(c)
        );
        return Err(FieldFault::new("control_character", message));
    }
    Ok(composed(text)?.trim().to_owned())
}

/// Returns the text without characters that are invisible and never intended, not composed.
pub(super) fn without_invisible(source: &str) -> Cow<'_, str> {
    if source
        .bytes()
        .all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t'))
    {
        return Cow::Borrowed(source);
    }
    let mut text = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            c if is_removed(c) => {}
            c => text.push(c),
        }
    }
    Cow::Owned(text)
}

fn composed(source: &str) -> Result<Cow<'_, str>, FieldFault> {
    let Cow::Owned(mut text) = without_invisible(source) else {
        return Ok(Cow::Borrowed(source));
    };
    few_marks(&text, MARKS_BEFORE_NFC)?;
    if is_nfc_quick(text.chars()) != IsNormalized::Yes {
        text = text.nfc().collect();
    }
    few_marks(&text, MAX_MARKS)?;
    Ok(Cow::Owned(text))
}

fn is_removed(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || is_noncharacter(c)
}

/// Returns whether this is one of the 66 code points that never represent a character (Unicode 23.7).
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn few_marks(text: &str, most: usize) -> Result<(), FieldFault> {
    let mut marks = 0;
    for c in text.chars() {
        if is_combining_mark(c) {
            marks += 1;
            if marks > most {
                let message = Message::new("text-too-many-marks").count("max", MAX_MARKS);
                return Err(FieldFault::new("too_many_marks", message));
            }
        } else if !is_invisible(c) {
            // an invisible character is no base: it does not restart the count
            marks = 0;
        }
    }
    Ok(())
}

/// Returns whether a text shows nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| is_invisible(c) || is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_become_one_kind() {
        assert_eq!(
            lines("a\r\nb\rc\u{2028}d\u{2029}e\n\nf").unwrap(),
            "a\nb\nc\nd\ne\n\nf"
        );
    }

    #[test]
    fn surrounding_empty_lines_are_dropped_and_indentation_remains() {
        assert_eq!(
            lines(" \n\t\n    code\n  b  \n \n").unwrap(),
            "    code\n  b"
        );
        assert_eq!(lines(" \n ").unwrap(), "");
        assert_eq!(lines("\u{3000}\n\u{3000}é").unwrap(), "\u{3000}é");
    }

    #[test]
    fn controls_and_noncharacters_are_removed() {
        let controls = ('\0'..='\u{9f}').filter(|c| c.is_control());
        let others = [
            '\u{feff}',
            '\u{fdd0}',
            '\u{fdef}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{10ffff}',
        ];
        for c in controls.chain(others) {
            let expected = match c {
                '\t' => "a\tb",
                '\n' | '\r' | '\u{b}' | '\u{c}' => "a\nb",
                _ => "ab",
            };
            assert_eq!(lines(&format!("a{c}b")).unwrap(), expected, "{c:?}");
            assert_eq!(
                lines(&format!("{c}a{c}")).unwrap(),
                if c == '\t' { "\ta" } else { "a" }
            );
            let one = expected.replace(['\n', '\t'], " ");
            assert_eq!(repaired_line(&format!("a{c}b")).unwrap(), one, "{c:?}");
            assert_eq!(repaired_line(&format!("{c}a{c}")).unwrap(), "a", "{c:?}");
        }
        assert_eq!(lines("a\tb\nc\u{fffd}").unwrap(), "a\tb\nc\u{fffd}");
    }

    #[test]
    fn no_break_spaces_are_trimmed_and_stay_between_words() {
        assert_eq!(
            lines("\u{a0}\n\u{a0}a\u{a0}b\u{a0}\n\u{a0}").unwrap(),
            "a\u{a0}b"
        );
        assert_eq!(
            repaired_line("\u{a0} Ann\u{a0}Lee \u{a0}").unwrap(),
            "Ann\u{a0}Lee"
        );
    }

    #[test]
    fn direction_controls_are_removed_and_direction_marks_remain() {
        assert_eq!(
            lines("a\u{202e}b\u{2066}c\u{2069}\u{200f}d").unwrap(),
            "abc\u{200f}d"
        );
        // removal comes before composition, or the result would not be composed
        assert_eq!(lines("e\u{202d}\u{301}").unwrap(), "é");
    }

    #[test]
    fn at_most_eight_marks_stand_on_a_base() {
        // none of these composes with the letter
        let stack = |n| format!("x{}", "\u{33d}".repeat(n));
        assert!(lines(&stack(8)).is_ok());
        assert_eq!(lines(&stack(9)).unwrap_err().code, "too_many_marks");
        assert_eq!(lines(&stack(100_000)).unwrap_err().code, "too_many_marks");
        let joined = "x\u{33d}\u{33d}\u{33d}\u{33d}\u{200d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}";
        assert_eq!(
            lines(joined).unwrap_err().code,
            "too_many_marks",
            "a joiner is no base"
        );
        assert_eq!(
            lines("e\u{301}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}")
                .unwrap()
                .chars()
                .count(),
            9
        );
        for kept in [
            "👩‍👩‍👧‍👦❤️‍🔥1️⃣",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "שָׁלוֹם",
            "ที่นี่",
            "བསྒྲུབས",
        ] {
            assert_eq!(lines(kept).unwrap(), kept.nfc().collect::<String>());
        }
    }

    #[test]
    fn the_count_of_lines_is_capped() {
        let text = |n: usize| format!("a{}", "\nb".repeat(n - 1));
        assert!(lines(&text(MAX_LINES)).is_ok());
        assert_eq!(
            lines(&text(MAX_LINES + 1)).unwrap_err().code,
            "too_many_lines"
        );
    }

    #[test]
    fn what_cannot_be_seen_counts_as_blank() {
        for blank in [
            "",
            " ",
            "\u{200b}\u{2060}",
            "\u{3164}",
            "\u{2800}",
            "\u{ad}\u{301}",
            "\u{e0041}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in ["a", ".", "\u{200b}é", "❤️", "\u{661}"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn canonical_text_stays_the_same(text in "(?s).{0,100}") {
            if let Ok(kept) = lines(&text) {
                proptest::prop_assert_eq!(lines(&kept).unwrap(), kept);
            }
            if let Ok(kept) = repaired_line(&text) {
                proptest::prop_assert_eq!(repaired_line(&kept).unwrap(), kept);
            }
            if let Ok(kept) = line(&text) {
                proptest::prop_assert_eq!(line(&kept).unwrap(), kept);
            }
        }
    }
}
