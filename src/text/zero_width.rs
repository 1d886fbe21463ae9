//! Zero-width characters in names and in typed email addresses and URLs.
//!
//! They come with pasted text (soft hyphens, word joiners, zero-width spaces), or are inserted to make
//! a name look like another. All that mean nothing in their position are removed; the others stay:
//!
//! - joiners (U+200C, U+200D) in scripts whose letters they join or separate, and between emoji;
//! - variation selectors after a character that has variations;
//! - tags after the black flag, which they turn into the flag of a region;
//! - fillers of Hangul next to Hangul;
//! - direction marks (U+200E, U+200F, U+061C) in names with a letter that is written from right to
//!   left.
//!
//! Names are compared without any of them: see `skeleton`.

use std::borrow::Cow;

use unicode_properties::{GeneralCategoryGroup, UnicodeEmoji as _, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};

/// Returns a name without zero-width characters that mean nothing.
pub(super) fn in_name(text: &str) -> Cow<'_, str> {
    let mut letters = text.chars().filter(|c| !is_zero_width(*c));
    strip(text, letters.any(is_right_to_left))
}

/// Returns an email address or a URL without zero-width characters; in these, direction marks never
/// mean anything.
pub(super) fn in_address(text: &str) -> Cow<'_, str> {
    strip(text, false)
}

fn strip(text: &str, with_direction: bool) -> Cow<'_, str> {
    if !text.contains(is_zero_width) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut after = text.chars().filter(|c| !is_zero_width(*c)).peekable();
    for c in text.chars() {
        let is_kept = if is_zero_width(c) {
            let before = out.chars().next_back();
            means_something(c, before, after.peek().copied(), with_direction)
        } else {
            after.next();
            true
        };
        if is_kept {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Returns whether a character has no width. White space, controls and the empty Braille cell have one.
fn is_zero_width(c: char) -> bool {
    is_invisible(c) && !c.is_whitespace() && !c.is_control() && c != '\u{2800}'
}

fn means_something(
    c: char,
    before: Option<char>,
    after: Option<char>,
    with_direction: bool,
) -> bool {
    let before_is = |is: fn(char) -> bool| before.is_some_and(is);
    let after_is = |is: fn(char) -> bool| after.is_some_and(is);
    match c {
        '\u{200c}' | '\u{200d}' if before_is(is_joiner) => false,
        '\u{200d}' if before_is(ends_emoji) && after_is(is_emoji) => true,
        '\u{200c}' | '\u{200d}' => {
            before_is(needs_joiners) || (before_is(is_mark) && after_is(needs_joiners))
        }
        '\u{fe0e}' | '\u{fe0f}' => before_is(is_emoji) || after == Some('\u{20e3}'),
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => before_is(has_variations),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => before_is(|c| c.script() == Script::Mongolian),
        '\u{e0020}'..='\u{e007f}' => {
            before_is(|c| matches!(c, '\u{1f3f4}' | '\u{e0020}'..='\u{e007e}'))
        }
        '\u{115f}' | '\u{1160}' => before_is(is_hangul) || after_is(is_hangul),
        '\u{200e}' | '\u{200f}' | '\u{61c}' => with_direction,
        _ => false,
    }
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Returns whether this is an emoji. Digits count as emoji in Unicode's data, since they begin keycaps.
fn is_emoji(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}

fn ends_emoji(c: char) -> bool {
    is_emoji(c) || matches!(c, '\u{fe0f}' | '\u{e007f}')
}

fn is_hangul(c: char) -> bool {
    c.script() == Script::Hangul
}

fn has_variations(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han | Script::Myanmar | Script::Phags_Pa | Script::Mongolian | Script::Manichaean
    )
}

/// Returns whether joiners change how letters of the script are written (Unicode 9.2, 12.1).
fn needs_joiners(c: char) -> bool {
    matches!(
        c.script(),
        Script::Arabic
            | Script::Syriac
            | Script::Mongolian
            | Script::Nko
            | Script::Devanagari
            | Script::Bengali
            | Script::Gurmukhi
            | Script::Gujarati
            | Script::Oriya
            | Script::Tamil
            | Script::Telugu
            | Script::Kannada
            | Script::Malayalam
            | Script::Sinhala
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
            | Script::Balinese
            | Script::Javanese
    )
}

fn is_right_to_left(c: char) -> bool {
    matches!(
        c.script(),
        Script::Hebrew
            | Script::Arabic
            | Script::Syriac
            | Script::Thaana
            | Script::Nko
            | Script::Samaritan
            | Script::Mandaic
            | Script::Adlam
            | Script::Hanifi_Rohingya
    )
}

/// Returns whether a character is invisible: white space, controls, default-ignorable code points
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_is_removed() {
        for (name, expected) in [
            ("\u{200b}Anna", "Anna"),
            ("b\u{ad}oss", "boss"),
            ("A\u{2060}nn\u{200d}a\u{200c}", "Anna"),
            ("\u{200e}Ann\u{200f}\u{61c}", "Ann"),
            ("An\u{fe0f}n\u{fe00}\u{e0100}", "Ann"),
            ("Ann\u{e0041}\u{180b}\u{3164}\u{ffa0}\u{1160}", "Ann"),
            ("1\u{200d}2\u{fe0f}", "12"),
            ("\u{34f}\u{206a}\u{1d173}x", "x"),
            ("क\u{200d}\u{200d}\u{200b}ष", "क\u{200d}ष"),
        ] {
            assert_eq!(in_name(name), expected, "{name:?}");
            assert_eq!(in_address(name), expected, "{name:?}");
        }
    }

    #[test]
    fn what_scripts_and_emoji_need_stays() {
        for name in [
            "می\u{200c}خواهم",
            "नी\u{200d}",
            "क्\u{200d}ष",
            "ශ්\u{200d}රී",
            "ᠠ\u{180b}",
            "👩\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}\u{200d}🔥",
            "👩🏽\u{200d}🚀",
            "1\u{fe0f}\u{20e3}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "葛\u{e0100}",
            "\u{1112}\u{1160}",
            "Ann Lee",
            "⠓⠑\u{2800}⠇",
        ] {
            assert_eq!(in_name(name), name);
            assert_eq!(in_address(name), name);
        }
        assert_eq!(in_name("אנה (C++)\u{200e}"), "אנה (C++)\u{200e}");
        assert_eq!(in_address("אנה\u{200e}"), "אנה");
    }

    proptest::proptest! {
        #[test]
        fn what_is_left_stays(text in "([a-z1]|[\u{200b}-\u{200f}]|[\u{ad}\u{2060}\u{fe0e}\u{fe0f}\u{1160}\u{e0067}]|[कषम]|[یخ]|[👩🏽❤🏴]|\u{20e3}|\u{64b}|한){0,20}") {
            let once = in_name(&text).into_owned();
            proptest::prop_assert_eq!(&in_name(&once), &once);
            let visible = |text: &str| text.chars().filter(|c| !is_zero_width(*c)).collect::<String>();
            proptest::prop_assert_eq!(visible(&in_name(&text)), visible(&text));
        }
    }
}
