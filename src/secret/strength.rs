//! Rejects secrets that are too easy to guess.

use std::{collections::BTreeSet, fmt};

use super::SHORTEST;

/// The minimum number of different bytes. The probability that 32 random bytes, also in hexadecimal,
/// have fewer is about 10^-12.
const DISTINCT_MIN: usize = 10;

/// Placeholders for a secret in the documentation, the deployment files and the settings file, and the
/// example of the Standard Webhooks libraries; in lower case. No random secret contains one of them.
const EXAMPLES: [&str; 7] = [
    "put the output of",
    "put something of your own here",
    "openssl rand",
    "/etc/rejoinder/",
    "/run/secrets/",
    "chv0ihnvbwv0agluzybvzib5b3vyig93bibozxjl",
    "mfkq9r8gkyqrtwjupd8ilpzio2lalasw",
];

/// Why a secret is too easy to guess. Its text states the requirement and never contains the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretWeakness {
    TooShort { bytes: usize },
    FewDistinct { distinct: usize },
    Repeated { period: usize },
    Example,
}

impl fmt::Display for SecretWeakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { bytes } => {
                write!(f, "must have at least {SHORTEST} bytes (got {bytes})")
            }
            Self::FewDistinct { distinct } => write!(
                f,
                "must have at least {DISTINCT_MIN} different bytes (got {distinct})"
            ),
            Self::Repeated { period } => write!(
                f,
                "must not be a repeated pattern (it repeats after {period} bytes)"
            ),
            Self::Example => f.write_str("must not be an example from the documentation"),
        }
    }
}

/// Returns why `secret` is too easy to guess, or `None` if it may be used. 32 random bytes are always
/// accepted, raw, in hexadecimal or in base64.
#[must_use]
pub fn secret_weakness(secret: &[u8]) -> Option<SecretWeakness> {
    let bytes = secret.len();
    if bytes < SHORTEST {
        return Some(SecretWeakness::TooShort { bytes });
    }
    let distinct = secret.iter().collect::<BTreeSet<_>>().len();
    if distinct < DISTINCT_MIN {
        return Some(SecretWeakness::FewDistinct { distinct });
    }
    if let Some(period) = period(secret) {
        return Some(SecretWeakness::Repeated { period });
    }
    let lower = String::from_utf8_lossy(secret).to_ascii_lowercase();
    let is_example = EXAMPLES.iter().any(|example| lower.contains(example));
    is_example.then_some(SecretWeakness::Example)
}

/// Returns the length of the repeated pattern, at most half of the text; the last repetition may be cut
/// off. Linear: the length minus the longest border (Knuth, Morris, Pratt) is the shortest period.
fn period(bytes: &[u8]) -> Option<usize> {
    let mut borders = vec![0; bytes.len()];
    let mut border = 0;
    for at in 1..bytes.len() {
        while border > 0 && bytes[at] != bytes[border] {
            border = borders[border - 1];
        }
        if bytes[at] == bytes[border] {
            border += 1;
        }
        borders[at] = border;
    }
    let period = bytes.len() - borders.last().copied().unwrap_or(0);
    (period * 2 <= bytes.len()).then_some(period)
}

#[cfg(test)]
mod tests {
    use base64::{
        Engine as _,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    use proptest::prelude::*;

    use super::*;

    fn weakness(text: &str) -> Option<SecretWeakness> {
        secret_weakness(text.as_bytes())
    }

    #[test]
    fn each_weakness_is_named() {
        assert_eq!(
            weakness("0123456789abcdef0123456789abcde"),
            Some(SecretWeakness::TooShort { bytes: 31 })
        );
        assert_eq!(
            weakness(&"a".repeat(64)),
            Some(SecretWeakness::FewDistinct { distinct: 1 })
        );
        assert_eq!(
            weakness("111122223333444455556666777788889999"),
            Some(SecretWeakness::FewDistinct { distinct: 9 })
        );
        for (text, period) in [
            ("0123456789abcdef0123456789abcdef", 16),
            ("change me please change me please change", 17),
            (
                "correct horse battery staplecorrect horse battery staple",
                28,
            ),
            ("abcdefghijabcdefghijabcdefghijabcd", 10),
        ] {
            assert_eq!(
                weakness(text),
                Some(SecretWeakness::Repeated { period }),
                "{text}"
            );
        }
        for text in [
            "put the output of openssl rand -base64 48 here",
            "PUT THE OUTPUT OF openssl rand -base64 48 HERE",
            "whsec_cHV0IHNvbWV0aGluZyBvZiB5b3VyIG93biBoZXJl",
            "put something of your own here, please",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "echo whsec_$(openssl rand -base64 32)",
        ] {
            assert_eq!(weakness(text), Some(SecretWeakness::Example), "{text}");
        }
        assert_eq!(weakness("0123456789abcdef0123456789abcdeX"), None);
    }

    #[test]
    fn a_message_says_what_is_demanded_and_never_the_secret() {
        let text = "hunter2hunter2hunter2hunter2hunter2hunter2";
        let message = weakness(text).expect("weak").to_string();
        assert!(!message.contains("hunter"), "{message}");
        assert_eq!(message, "must have at least 10 different bytes (got 7)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn random_bytes_always_pass_raw_in_hexadecimal_and_in_base64(
            secret in prop::array::uniform32(any::<u8>()).no_shrink()
        ) {
            let hex = secret.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            prop_assert_eq!(secret_weakness(&secret), None);
            prop_assert_eq!(weakness(&hex), None);
            prop_assert_eq!(weakness(&hex.to_uppercase()), None);
            prop_assert_eq!(weakness(&STANDARD.encode(secret)), None);
            prop_assert_eq!(weakness(&URL_SAFE_NO_PAD.encode(secret)), None);
        }

        #[test]
        fn any_repetition_is_refused(
            pattern in prop::collection::vec(any::<u8>(), 1..40), times in 2_usize..9, more in 0_usize..40,
        ) {
            let mut secret = pattern.repeat(times);
            secret.extend_from_slice(&pattern[..more.min(pattern.len())]);
            prop_assert!(secret_weakness(&secret).is_some());
        }
    }
}
