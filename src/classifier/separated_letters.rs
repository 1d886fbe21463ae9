//! Letters that are separated by spaces or symbols: `f r e e`, `f.r.e.e`, `f█r█e█e`.

use super::{
    characters::unmasked,
    decoration::{DecorationKind, Decorations},
    vocabulary::Vocabulary,
};

/// The least number of single letters separated by spaces that are considered separated on purpose.
const SPACED_MIN: usize = 4;
/// The same for letters separated by another character; joining `e.g.` and `U.S.` does no harm.
const DOTTED_MIN: usize = 2;
/// The same for letters separated by different symbols.
const FILLED_MIN: usize = 3;
/// The maximum number of spaces between two words of separated letters.
const GAP_MAX: usize = 5;
/// The maximum number of symbols and spaces between two letters.
const PADDING_MAX: usize = 3;
/// The number of joined letters up to which they are one word, if words are separated in another way.
const WORD_MAX: usize = 14;

/// Joins separated letters.
pub(super) fn joined(seen: &[char], vocabulary: &Vocabulary, found: &mut Decorations) -> Vec<char> {
    let mut out = Vec::with_capacity(seen.len());
    let mut at = 0;
    while let Some(&c) = seen.get(at) {
        let before = at.checked_sub(1).map(|before| seen[before]);
        let begins = c.is_alphanumeric() && before.is_none_or(|c| !c.is_alphanumeric());
        let joined = begins.then(|| padded(seen, at).or_else(|| spaced(seen, at)));
        let joined = joined.flatten().or_else(|| {
            if c.is_whitespace() || !before.is_none_or(char::is_whitespace) {
                return None;
            }
            let rest = &seen[at..];
            let end = rest.iter().position(|c| c.is_whitespace());
            let piece = &rest[..end.unwrap_or(rest.len())];
            filled(piece).map(|letters| (letters, at + piece.len()))
        });
        let Some((letters, end)) = joined else {
            out.push(c);
            at += 1;
            continue;
        };
        let are_words_separate = !seen[at..end].contains(&' ') || letters.contains(&' ');
        for (n, part) in letters.split(|c| *c == ' ').enumerate() {
            if n > 0 {
                out.push(' ');
            }
            if are_words_separate && part.len() <= WORD_MAX {
                out.extend(part);
            } else {
                split(part, vocabulary, &mut out);
            }
        }
        let count = letters.iter().filter(|c| c.is_alphabetic()).count();
        if count >= FILLED_MIN {
            found.add(DecorationKind::Separated, count);
        }
        at = end;
    }
    out
}

/// Returns the letters of a piece of text without spaces in which symbols stand between all letters, with a
/// space for each wider gap.
fn filled(piece: &[char]) -> Option<Vec<char>> {
    let is_letter = |c: &char| c.is_alphanumeric();
    if piece.len() < 2 * FILLED_MIN - 1 || piece.iter().take(FILLED_MIN).all(is_letter) {
        return None;
    }
    let runs = piece.chunk_by(|a, b| is_letter(a) == is_letter(b));
    let (mut single, mut double, mut narrow) = (0, 0, usize::MAX);
    let mut ascii = None;
    for run in runs.clone() {
        match run.len() {
            length if !is_letter(&run[0]) => {
                narrow = narrow.min(length);
                for c in run.iter().filter(|c| c.is_ascii()) {
                    // `T&C's`
                    if *ascii.get_or_insert(*c) != *c {
                        return None;
                    }
                }
            }
            1 => single += 1,
            2 => double += 1,
            _ => return None,
        }
    }
    // `a1:b2:c3` has another meaning.
    if single + double < FILLED_MIN || double > single || (ascii.is_some() && double > 0) {
        return None;
    }
    let mut letters = Vec::with_capacity(piece.len());
    for run in runs {
        if is_letter(&run[0]) {
            letters.extend(run);
        } else if run.len() > narrow && !letters.is_empty() {
            letters.push(' ');
        }
    }
    let mut words = letters.iter().filter(|c| c.is_alphabetic());
    let first = words.next()?;
    let is_word = words.any(|c| c != first);
    let count = letters.iter().filter(|c| c.is_alphabetic()).count();
    if letters.last() == Some(&' ') {
        letters.pop();
    }
    (is_word && count >= FILLED_MIN).then_some(letters)
}

/// Returns the letters that begin at `start` and are separated by the same symbols and spaces, and their end.
fn padded(seen: &[char], start: usize) -> Option<(Vec<char>, usize)> {
    let after = &seen[start + 1..];
    let width = after.iter().take(PADDING_MAX + 1);
    let width = width.take_while(|c| !c.is_alphanumeric()).count();
    let padding = &after[..width];
    let has_both = padding.contains(&' ') && padding.iter().any(|c| !c.is_whitespace());
    if width > PADDING_MAX || !has_both {
        return None;
    }
    let mut letters = vec![seen[start]];
    let mut end = start + 1;
    while let Some(next) = seen.get(end + width) {
        let ends = seen.get(end + width + 1);
        let is_padded = seen[end..].starts_with(padding);
        if !is_padded || !next.is_alphabetic() || ends.is_some_and(|c| c.is_alphanumeric()) {
            break;
        }
        letters.push(*next);
        end += width + 1;
    }
    (letters.len() >= SPACED_MIN).then_some((letters, end))
}

/// Returns the separated letters that begin at `start`, with a space for each wider gap, and their end.
fn spaced(seen: &[char], start: usize) -> Option<(Vec<char>, usize)> {
    let separator = *seen.get(start + 1)?;
    if separator.is_alphanumeric() || (separator.is_whitespace() && separator != ' ') {
        return None;
    }
    let ends = |at: usize| {
        seen.get(at)
            .is_none_or(|c| *c == separator || c.is_whitespace())
    };
    let mut letters = vec![seen[start]];
    let mut at = start;
    loop {
        let next = |ahead: usize| seen.get(at + ahead).copied();
        if next(1) != Some(separator) {
            break;
        }
        if next(2).is_some_and(|c| c != separator && !c.is_whitespace()) && ends(at + 3) {
            at += 2;
            letters.push(seen[at]);
            continue;
        }
        let is_begun = letters.len() > 1;
        let is_gap = |c: &&char| **c == ' ' || (is_begun && **c == separator);
        let gap = seen[at + 1..].iter().take_while(is_gap).count();
        let after = at + 1 + gap;
        if (2..=GAP_MAX).contains(&gap) && after < seen.len() && ends(after + 1) {
            letters.extend([' ', seen[after]]);
            at = after;
            continue;
        }
        break;
    }
    let found = letters.iter().filter(|c| c.is_alphanumeric()).count();
    let words = letters.iter().any(|c| c.is_alphabetic());
    let least = match separator {
        '.' | '-' | '_' | '*' | '~' | ',' | '/' if words => DOTTED_MIN,
        // `a+a+a` is rather a formula, and `:D:D:D` a smile.
        separator if separator != ' ' && words && letters.iter().any(|c| *c != letters[0]) => {
            FILLED_MIN
        }
        _ => SPACED_MIN,
    };
    (found >= least).then_some((letters, at + 1))
}

/// Splits joined letters, whose word boundaries were lost, into words.
fn split(run: &[char], vocabulary: &Vocabulary, out: &mut Vec<char>) {
    let kind = |c: &char| match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_alphanumeric() => 1,
        _ => 2,
    };
    let mut before = None;
    for part in run.chunk_by(|a, b| kind(a) == kind(b)) {
        let own = kind(&part[0]);
        if own != 2 && before.is_some_and(|before| before != 2) {
            out.push(' ');
        }
        before = Some(own);
        if own != 1 {
            out.extend(part);
            continue;
        }
        let lower = |c: &char| c.to_lowercase().next().unwrap_or(*c);
        let lower = part.iter().map(|c| unmasked(lower(c)));
        let mut start = 0;
        for end in vocabulary.split(&lower.collect::<Vec<_>>()) {
            if start > 0 {
                out.push(' ');
            }
            out.extend(&part[start..end]);
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        let seen = text.chars().collect::<Vec<_>>();
        let mut found = Decorations::default();
        let joined = joined(&seen, &Vocabulary::default(), &mut found);
        joined.into_iter().collect()
    }

    #[test]
    fn letters_are_joined_across_symbols_of_every_kind() {
        for text in [
            "f█r█e█e c█a█s█i█n█o",
            "░f░r░e░e░ ░c░a░s░i░n░o░",
            "f█r░e▒e c▓a▒s░i█n█o",
            "f.r.e.e c'a's'i'n'o",
            "f--r--e--e c--a--s--i--n--o",
            "f♥r♥e♥e c♥as♥i♥n♥o",
            "f █ r █ e █ e c | a | s | i | n | o",
            "f█r█e█e██c█a█s█i█n█o",
            "f r e e   c a s i n o",
        ] {
            assert_eq!(read(text), "free casino", "{text}");
        }
    }

    #[test]
    fn abbreviations_lists_and_smileys_are_not_changed() {
        for text in [
            "T&C's apply, rock'n'roll",
            "a or b, 1/2/2026, 3:4:5",
            "x^2+y^2=1",
            "a1:b2:c3 me@a.io",
            ":-) :D :P",
            "👍👍👍 I ♥ you",
        ] {
            assert_eq!(read(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "([a-c]|[█░♥]|[.'|-]| ){0,40}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&read(&text)), letters(&text));
        }
    }
}
