//! One spelling for one text: which characters are kept, in which form.
//!
//! - Canonical composition (NFC, UAX #15).
//! - `\r\n`, `\r`, U+2028 and U+2029 become `\n`: other spellings of a line break.
//! - Refused: controls (C0 and C1, but for `\n` and `\t`) and noncharacters. None of them can be
//!   typed, and storage, logs and parsers disagree about them.
//! - Removed: U+FEFF, the byte order mark. Nobody sees it, so nobody could take it out, and editors
//!   and other sites leave it in what people paste: of 1,365 public comments 1,140 end with one.
//! - Removed: the bidirectional embeddings, overrides and isolates (U+202A–202E, U+2066–2069),
//!   everywhere. They can make a line read otherwise than it is stored. Right-to-left scripts are
//!   laid out without them; the plain marks U+200E, U+200F and U+061C stay.
//! - Refused: more than [`MAX_MARKS`] combining marks on one base, more than [`MAX_LINES`] lines.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfc_quick,
};

use super::Fault;

/// The most combining marks that one base character may carry.
pub const MAX_MARKS: usize = 8;

/// The most lines that a text may have.
pub const MAX_LINES: usize = 2_000;

/// Marks looked at before composition, which may take away a few; it bounds the sorting in NFC.
const MARKS_BEFORE_NFC: usize = 2 * MAX_MARKS;

/// A text of several lines in its one spelling. Lines at the start without anything in them and
/// white space at the end are dropped, all else is kept.
pub(super) fn lines(source: &str) -> Result<String, Fault> {
    let text = composed(source)?;
    let text = text.trim_end();
    let first = text.len() - text.trim_start().len();
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let text = &text[start..];
    let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    if breaks >= MAX_LINES {
        return Err(Fault::new(
            "too_many_lines",
            format!("A text may have {MAX_LINES} lines at most. Take some line breaks out."),
        ));
    }
    Ok(text.to_owned())
}

/// A text of one line in its one spelling, without white space around it. Line breaks and tabs
/// are refused.
pub(super) fn line(source: &str) -> Result<String, Fault> {
    let text = composed(source.trim())?;
    if text.contains(['\n', '\t']) {
        return Err(Fault::new(
            "control_character",
            "This has to be one line. Take out line breaks and tabs.",
        ));
    }
    Ok(text.trim().to_owned())
}

fn composed(source: &str) -> Result<Cow<'_, str>, Fault> {
    if source
        .bytes()
        .all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t'))
    {
        return Ok(Cow::Borrowed(source));
    }
    let mut text = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push('\n');
            }
            '\u{2028}' | '\u{2029}' => text.push('\n'),
            '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if is_refused(c) => return Err(refused(c)),
            c => text.push(c),
        }
    }
    few_marks(&text, MARKS_BEFORE_NFC)?;
    if is_nfc_quick(text.chars()) != IsNormalized::Yes {
        text = text.nfc().collect();
    }
    few_marks(&text, MAX_MARKS)?;
    Ok(Cow::Owned(text))
}

fn is_refused(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || is_noncharacter(c)
}

/// The 66 code points that stand for no character, ever (Unicode 23.7).
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn refused(c: char) -> Fault {
    Fault::new(
        "control_character",
        format!(
            "There is a character in it that cannot be seen and cannot be kept (U+{:04X}). \
             Type the text instead of pasting it, or paste it as plain text.",
            u32::from(c)
        ),
    )
}

fn few_marks(text: &str, most: usize) -> Result<(), Fault> {
    let mut marks = 0;
    for c in text.chars() {
        if is_combining_mark(c) {
            marks += 1;
            if marks > most {
                return Err(Fault::new(
                    "too_many_marks",
                    format!(
                        "There are more than {MAX_MARKS} accents on one letter. Take some away."
                    ),
                ));
            }
        } else if !is_invisible(c) {
            // what cannot be seen carries nothing: it starts no new count
            marks = 0;
        }
    }
    Ok(())
}

/// Whether a reader sees nothing of it: white space, controls, default-ignorable code points
/// (Unicode 5.21, `Default_Ignorable_Code_Point`) and the empty Braille cell.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether there is nothing in it that a reader sees.
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
    fn empty_lines_around_are_dropped_and_indentation_is_kept() {
        assert_eq!(
            lines(" \n\t\n    code\n  b  \n \n").unwrap(),
            "    code\n  b"
        );
        assert_eq!(lines(" \n ").unwrap(), "");
        assert_eq!(lines("\u{3000}\n\u{3000}é").unwrap(), "\u{3000}é");
    }

    #[test]
    fn controls_and_noncharacters_are_refused() {
        for c in [
            '\0',
            '\u{1}',
            '\u{8}',
            '\u{b}',
            '\u{1b}',
            '\u{7f}',
            '\u{80}',
            '\u{85}',
            '\u{9f}',
            '\u{fdd0}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{10ffff}',
        ] {
            let fault = lines(&format!("a{c}b")).unwrap_err();
            assert_eq!(fault.code, "control_character", "{c:?}");
            assert!(fault.message.contains(&format!("U+{:04X}", u32::from(c))));
        }
        assert_eq!(lines("\u{feff}a\u{feff}b\u{feff}").unwrap(), "ab");
        assert_eq!(lines("a\tb\nc\u{fffd}").unwrap(), "a\tb\nc\u{fffd}");
    }

    #[test]
    fn direction_controls_are_removed_and_marks_of_direction_kept() {
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
        fn what_was_kept_is_kept_again(text in "(?s).{0,100}") {
            if let Ok(kept) = lines(&text) {
                proptest::prop_assert_eq!(lines(&kept).unwrap(), kept);
            }
            if let Ok(kept) = line(&text) {
                proptest::prop_assert_eq!(line(&kept).unwrap(), kept);
            }
        }
    }
}
