//! Look-alikes: when two names, or a host and another, cannot be told apart by eye.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_security::{
    RestrictionLevel, RestrictionLevelDetection as _, confusable_detection::skeleton as prototype,
};

use super::canonical::is_invisible;

/// What is left of a name once all that the eye may miss is folded away. Two names with the same
/// skeleton look alike, unless it is empty (a name of emoji, say), which means nothing.
///
/// UTS #39 section 4 gives the prototypes (`а` is `a`, `0` is `O`, `m` is `rn`); beyond it
/// compatibility forms, case, accents, white space and punctuation make no difference, and `1`,
/// `I`, `i`, `l` and `|` are one letter.
#[must_use]
pub fn skeleton(name: &str) -> String {
    let seen: String = name.nfkc().filter(|c| !is_invisible(*c)).collect();
    // twice: capitals have look-alikes that small letters have not, and the other way round
    let once: String = prototype(&seen).flat_map(char::to_lowercase).collect();
    prototype(&once)
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c) && !is_invisible(*c))
        .map(|c| match c {
            'i' | 'ı' | '1' => 'l',
            '0' => 'o',
            c => c,
        })
        .collect()
}

/// Whether a host, as typed, may pass for another: a label mixes scripts (beyond the Highly
/// Restrictive level of UTS #39 section 5.2), or looks all ASCII under an ASCII top-level domain.
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

    #[test]
    fn names_that_look_alike_have_one_skeleton() {
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
        ] {
            assert_eq!(skeleton(name), skeleton(like), "{name} {like}");
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
        ] {
            assert_ne!(skeleton(name), skeleton(other), "{name} {other}");
        }
        assert_eq!(skeleton("  …"), "");
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
