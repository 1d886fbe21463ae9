//! Look-alikes: detects when two names, or two hosts, look alike to a reader.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_security::{
    RestrictionLevel, RestrictionLevelDetection as _, confusable_detection::skeleton as prototype,
};

use super::zero_width::is_invisible;

/// The maximum number of symbols at either end of a name that are read in every way; of more, either
/// all or none are letters.
const SIDE_MAX: usize = 3;

/// Returns the skeletons of a name: what is left after folding away everything that is easily
/// overlooked. A name with symbols that look like letters has one skeleton for each way of reading
/// them. Two names that share a skeleton look alike. A name of emoji, for example, has none, and looks
/// like no other.
///
/// The prototypes are those of UTS #39 section 4 (`а` is `a`, `0` is `O`, `m` is `rn`). In addition,
/// compatibility forms, case, accents, white space and punctuation make no difference, and digits and
/// symbols that replace a letter count as that letter (`R4cer`, `@nna`). Such a symbol may be
/// punctuation as well (`Anna!`).
#[must_use]
pub fn skeletons(name: &str) -> BTreeSet<String> {
    let seen: String = name.nfkc().filter(|c| !is_invisible(*c)).collect();
    // Twice: some upper-case letters have look-alikes that the lower-case ones do not have, and vice
    // versa.
    let once: String = prototype(&seen).flat_map(char::to_lowercase).collect();
    let folded = prototype(&once)
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .filter(|c| c.is_alphanumeric() || letter_of_symbol(*c).is_some());
    let folded = folded.map(letter_of_digit).collect::<Vec<_>>();
    let is_symbol = |c: &char| letter_of_symbol(*c).is_some();
    let start = folded.iter().take_while(|c| is_symbol(c)).count();
    let end = folded.iter().rev().take_while(|c| is_symbol(c)).count();
    let end = end.min(folded.len() - start);
    let read = |part: &[char]| {
        let letters = part.iter().map(|c| letter_of_symbol(*c).unwrap_or(*c));
        letters.collect::<String>()
    };
    let without_symbols = folded.iter().filter(|c| !is_symbol(c)).collect::<String>();
    let mut found = BTreeSet::from([without_symbols]);
    // Of the symbols on either side, the outer ones are punctuation and the inner ones are letters.
    for first in (0..=start.min(SIDE_MAX)).chain([start]) {
        for last in (0..=end.min(SIDE_MAX)).chain([end]) {
            found.insert(read(&folded[first..folded.len() - last]));
        }
    }
    found.remove("");
    found
}

/// Returns the letter that a digit, or another look-alike beyond those of UTS #39, replaces.
const fn letter_of_digit(c: char) -> char {
    match c {
        'i' | 'ı' | '1' => 'l',
        '0' => 'o',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        c => c,
    }
}

/// Returns the letter that a symbol replaces.
const fn letter_of_symbol(c: char) -> Option<char> {
    match c {
        '@' => Some('a'),
        '$' => Some('s'),
        '!' | '|' => Some('l'),
        _ => None,
    }
}

/// Returns whether a host, as typed, may imitate another: a label mixes scripts (beyond the Highly
/// Restrictive level of UTS #39 section 5.2), or looks all-ASCII under an ASCII top-level domain.
pub(super) fn is_deceptive(host: &str) -> bool {
    let ascii_top = host.rsplit('.').next().is_some_and(str::is_ascii);
    host.split(['.', '。', '．', '｡'])
        .filter(|label| !label.is_ascii())
        .any(|label| {
            !label.check_restriction_level(RestrictionLevel::HighlyRestrictive)
                || (ascii_top && prototype(label).all(|c| c.is_ascii()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_like(one: &str, other: &str) -> bool {
        !skeletons(one).is_disjoint(&skeletons(other))
    }

    #[test]
    fn names_that_look_alike_share_a_skeleton() {
        for (name, like) in [
            ("Admin", "аdmіn"),
            ("Admin", "ADMIN"),
            ("Admin", "A d-m.i_n"),
            ("Admin", "Αdmin"),
            ("Admin", "Adrnin"),
            ("Admin", "Ádmin"),
            ("Admin", "𝐀𝐝𝐦𝐢𝐧"),
            ("Admin", "Ａｄｍｉｎ"),
            ("Admin", "Ad\u{200b}min"),
            ("Admin", "Adm1n"),
            ("Admin", "AdmIn"),
            ("Admin", "Adm|n"),
            ("Bob", "B0b"),
            ("Bob", "ВОВ"),
            ("Bill", "BiII"),
            ("Bill", "B1ll"),
            ("Bill", "Biⅼⅼ"),
            ("olga", "оlgа"),
            ("Ana", "a\u{301}na"),
            ("Ana", "(Ana)"),
            ("Racer", "R4cer"),
            ("Racer", "R@c3r"),
            ("Anna", "@nna"),
            ("Anna", "Ann@!"),
            ("Anna", "Anna!"),
            ("Anna", "!Anna!"),
            ("Anna", "@Anna"),
            ("Will", "W!|1"),
            ("Bess", "83$5"),
            ("Bess", "Be$$"),
            ("Tom", "70m"),
            ("Sam", "＄am"),
            ("Anna!", "Anna"),
        ] {
            assert!(is_like(name, like) && is_like(like, name), "{name} {like}");
        }
    }

    #[test]
    fn other_names_have_other_skeletons() {
        for (name, other) in [
            ("Ann", "Anna"),
            ("Bob", "Rob"),
            ("Олег", "Ольга"),
            ("山田", "山口"),
            ("Ann", ""),
            ("Ann", "Ann2"),
            ("Max", "Max 99"),
            ("Ann", "!!!"),
        ] {
            assert!(!is_like(name, other), "{name} {other}");
        }
        assert!(skeletons("  …").is_empty());
    }

    #[test]
    fn a_host_that_passes_for_another_is_found() {
        for host in [
            "аpple.com",
            "аррӏе.com",
            "paypaӏ.com",
            "www.gооgle.com",
            "ｅxamplе.com",
        ] {
            assert!(is_deceptive(host), "{host}");
        }
        for host in [
            "example.org",
            "bücher.example",
            "президент.рф",
            "例え.jp",
            "xn--bcher-kva.example",
            "bündnis-für-krankenhäuser.de",
            "東京tower.jp",
        ] {
            assert!(!is_deceptive(host), "{host}");
        }
    }
}
