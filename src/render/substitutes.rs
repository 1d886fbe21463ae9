//! Substitute characters that make the Markdown parser see text where it would see markup.
//!
//! Every ASCII punctuation character has an inert substitute among the noncharacters U+FDD0–U+FDEF. A
//! substitute means nothing to the parser, and [`restored`] converts it back in every position: in
//! text, in code, in the target of a link. So the decision that a character is text does not depend on
//! its position. No input contains these characters: [`cleaned`] replaces them first.

use std::borrow::Cow;

/// The first of the 32 inert substitutes.
const FIRST: u32 = 0xfdd0;

/// Counts as white space for the parser: next to it no emphasis opens to the left or closes to the
/// right.
pub(super) const GAP: char = '\u{2028}';
/// Counts as a letter for the parser.
pub(super) const LETTER: char = '\u{1fffe}';
/// A backslash that escapes the next character. The writer shows it where it shows text as typed.
pub(super) const ESCAPE: char = '\u{1ffff}';
/// The start of a URL that becomes a link.
pub(super) const URL_START: char = '\u{2fffe}';
/// The end of such a URL.
pub(super) const URL_END: char = '\u{2ffff}';

const ASCII_PUNCTUATION: &[u8; 32] = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Returns the text with line feeds as the only line breaks and without noncharacters, which have a
/// meaning in this module.
pub(super) fn cleaned(text: &str) -> Cow<'_, str> {
    let is_special = |c: char| matches!(c, '\r' | '\u{2028}' | '\u{2029}') || is_noncharacter(c);
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if is_noncharacter(c) => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns whether this is one of the 66 code points that never represent a character (Unicode 23.7).
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// Returns the inert substitute of an ASCII punctuation character, and any other character unchanged.
pub(super) fn substitute(c: char) -> char {
    ASCII_PUNCTUATION
        .iter()
        .position(|byte| char::from(*byte) == c)
        .and_then(|at| char::from_u32(FIRST + u32::try_from(at).ok()?))
        .unwrap_or(c)
}

/// Returns the text as it is shown: with substitutes converted back and markers removed.
pub(super) fn restored(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            GAP | LETTER | ESCAPE | URL_START | URL_END => {}
            '\u{fdd0}'..='\u{fdef}' => {
                let at = (u32::from(c) - FIRST) as usize;
                out.push(char::from(ASCII_PUNCTUATION[at]));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_punctuation_character_has_a_twin_and_comes_back() {
        for c in (0..=127_u8).map(char::from) {
            let twin = substitute(c);
            assert_eq!(twin != c, c.is_ascii_punctuation(), "{c:?}");
            assert_eq!(restored(&twin.to_string()), c.to_string());
        }
    }

    #[test]
    fn no_input_can_bring_twins_or_markers() {
        assert_eq!(
            cleaned("a\u{fdd0}\u{1fffe}\u{2ffff}b\r\nc\rd\u{2028}e"),
            "a\u{fffd}\u{fffd}\u{fffd}b\nc\nd\ne"
        );
        assert!(matches!(cleaned("a\n&*b"), Cow::Borrowed(_)));
    }
}
