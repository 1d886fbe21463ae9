//! Letters in other styles: compatibility forms, letters in circles, squares and parentheses, and regional
//! indicators that are not flags.
//!
//! A style is a property of the character alone, so it is undone everywhere.

use unicode_normalization::char::decompose_compatible;

use super::decoration::DecorationKind;

/// Returns the letter that a character shows in another style, and the style.
pub(super) fn plain_letter(c: char) -> Option<(char, DecorationKind)> {
    if c.is_ascii() {
        return None;
    }
    let of_alphabet = |first: char| {
        let at = u8::try_from(u32::from(c) - u32::from(first)).unwrap_or_default();
        Some((char::from(b'a' + at), DecorationKind::Enclosed))
    };
    match c {
        // Negative circled and negative squared letters exist only as capitals and have no compatibility
        // decomposition.
        '\u{1f150}'..='\u{1f169}' => return of_alphabet('\u{1f150}'),
        '\u{1f170}'..='\u{1f189}' => return of_alphabet('\u{1f170}'),
        // Nothing between has a letter as its decomposition.
        '\u{80}'..='\u{ff}' | '\u{250}'..='\u{2af}' | '\u{370}'..='\u{1cff}' => return None,
        _ => {}
    }
    let mut parts = ['\0'; 3];
    let mut count = 0;
    decompose_compatible(c, |part| {
        if let Some(slot) = parts.get_mut(count) {
            *slot = part;
        }
        count += 1;
    });
    let letter = match (count, parts) {
        (1, [letter, ..]) | (3, ['(', letter, ')']) if letter.is_ascii_alphabetic() => letter,
        _ => return None,
    };
    let kind = match c {
        '\u{249c}'..='\u{24e9}' | '\u{1f110}'..='\u{1f14f}' => DecorationKind::Enclosed,
        _ => DecorationKind::Styled,
    };
    // Letters in squares and some in parentheses exist only as capitals.
    let letter = match c {
        '\u{1f110}'..='\u{1f14f}' => letter.to_ascii_lowercase(),
        _ => letter,
    };
    Some((letter, kind))
}

/// Returns the letter of a regional indicator.
pub(super) fn regional_letter(c: char) -> Option<char> {
    let at = u32::from(c).checked_sub(0x1f1e6).filter(|at| *at < 26)?;
    u8::try_from(at).ok().map(|at| char::from(b'a' + at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_style_are_read() {
        let read = |text: &str| {
            text.chars()
                .map(|c| plain_letter(c).map_or(c, |(letter, _)| letter))
                .collect::<String>()
        };
        for styled in [
            "𝐜𝐚𝐬𝐢𝐧𝐨",
            "ｃａｓｉｎｏ",
            "ⓒⓐⓢⓘⓝⓞ",
            "⒞⒜⒮⒤⒩⒪",
            "🄲🄰🅂🄸🄽🄾",
            "🅒🅐🅢🅘🅝🅞",
            "🅲🅰🆂🅸🅽🅾",
            "ᶜᵃˢⁱⁿᵒ",
            "🄒🄐🄢🄘🄝🄞",
        ] {
            assert_eq!(read(styled), "casino", "{styled}");
        }
    }

    #[test]
    fn letters_and_signs_of_texts_are_no_styles() {
        for c in "éñøłßжωकخ我ﬁ™№½②ⅷ€".chars() {
            assert_eq!(plain_letter(c), None, "{c}");
        }
    }

    #[test]
    fn kinds_are_distinguished() {
        let kind = |c| plain_letter(c).map(|(_, kind)| kind);
        assert_eq!(kind('🅰'), Some(DecorationKind::Enclosed));
        assert_eq!(kind('ⓐ'), Some(DecorationKind::Enclosed));
        assert_eq!(kind('𝐚'), Some(DecorationKind::Styled));
        assert_eq!(regional_letter('🇿'), Some('z'));
        assert_eq!(regional_letter('z'), None);
    }
}
