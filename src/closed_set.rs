//! Closed sets: enums whose variants have a stable word each, declared in one place.
//!
//! `closed_set!` gives the enum, its words, the conversion of words in texts, JSON and the columns of the
//! database (see `ClosedSet`), and, for a set with a schema name, the type of the API.

use thiserror::Error;

/// A set that `closed_set!` declared.
pub trait ClosedSet: Copy + 'static {
    /// The name of the type.
    const NAME: &'static str;
    /// The words, in the order of the variants.
    const WORDS: &'static [&'static str];
    /// Every variant, in the order of the declaration.
    const VARIANTS: &'static [Self];

    /// Returns the word of the variant.
    fn word(self) -> &'static str;

    /// Returns the variant with this word.
    fn of_word(word: &str) -> Result<Self, UnknownWord> {
        let mut known = Self::VARIANTS.iter().copied();
        known
            .find(|variant| variant.word() == word)
            .ok_or_else(|| UnknownWord {
                set: Self::NAME,
                word: word.to_owned(),
                known: Self::WORDS,
            })
    }
}

/// A word that is not in the set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown {set} `{word}`: must be one of {}", known.join(", "))]
pub struct UnknownWord {
    /// The name of the type.
    pub set: &'static str,
    pub word: String,
    /// The words of the set.
    pub known: &'static [&'static str],
}

/// Declares a closed set: an enum with a word for each variant. A schema name after the name makes it a type of
/// the API: `pub enum CommentStatus: "Status" { Pending = "pending", … }`.
macro_rules! closed_set {
    ($(#[$($attribute:tt)*])* $vis:vis enum $name:ident: $schema:literal {
        $($(#[$($of_variant:tt)*])* $variant:ident = $word:literal,)+
    }) => {
        $(#[$($attribute)*])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize, poem_openapi::Enum)]
        #[oai(rename = $schema)]
        $vis enum $name {
            $($(#[$($of_variant)*])* #[oai(rename = $word)] #[serde(rename = $word)] $variant,)+
        }
        $crate::closed_set::closed_set! { @words $vis $name { $($variant = $word,)+ } }
    };
    ($(#[$($attribute:tt)*])* $vis:vis enum $name:ident {
        $($(#[$($of_variant:tt)*])* $variant:ident = $word:literal,)+
    }) => {
        $(#[$($attribute)*])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        $vis enum $name {
            $($(#[$($of_variant)*])* #[serde(rename = $word)] $variant,)+
        }
        $crate::closed_set::closed_set! { @words $vis $name { $($variant = $word,)+ } }
    };
    (@words $vis:vis $name:ident { $($variant:ident = $word:literal,)+ }) => {
        impl $name {
            /// The words, in the order of the variants.
            $vis const WORDS: [&'static str; [$($word),+].len()] = [$($word),+];
            /// Every variant, in the order of the declaration.
            $vis const ALL: [Self; Self::WORDS.len()] = [$(Self::$variant),+];

            /// Returns the stable word.
            #[must_use]
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl $crate::closed_set::ClosedSet for $name {
            const NAME: &'static str = stringify!($name);
            const WORDS: &'static [&'static str] = &Self::WORDS;
            const VARIANTS: &'static [Self] = &Self::ALL;

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::closed_set::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                $crate::closed_set::ClosedSet::of_word(word)
            }
        }
    };
}
pub(crate) use closed_set;

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use poem_openapi::types::{
        ParseFromJSON as _, ParseFromParameter as _, ToJSON as _, Type as _,
    };
    use serde_json::{Value, json};

    use super::*;

    closed_set! {
        /// A set of the API.
        #[derive(Default)]
        enum Color: "Colour" {
            /// The default.
            #[default]
            DarkRed = "dark-red",
            Blue = "blue",
        }
    }

    closed_set! {
        /// A set that is only stored.
        pub(super) enum Outline {
            Round = "round",
            Square = "square",
        }
    }

    #[test]
    fn each_variant_has_one_word_in_texts_json_and_the_api() {
        assert_eq!(Color::WORDS, ["dark-red", "blue"]);
        assert_eq!(Color::default(), Color::DarkRed);
        for color in Color::ALL {
            let word = color.as_str();
            assert_eq!(Color::from_str(word), Ok(color));
            assert_eq!(serde_json::to_value(color).expect("JSON"), json!(word));
            let read = serde_json::from_value::<Color>(json!(word));
            assert_eq!(read.expect("a word"), color);
            assert_eq!(color.to_json(), Some(json!(word)));
            let read = Color::parse_from_json(Some(json!(word)));
            assert_eq!(read.ok(), Some(color));
            assert_eq!(Color::parse_from_parameter(word).ok(), Some(color));
        }
        assert_eq!(Color::name(), "Colour");
        for outline in Outline::ALL {
            assert_eq!(outline.word().parse(), Ok(outline));
            let read = serde_json::from_value::<Outline>(json!(outline.as_str()));
            assert_eq!(read.expect("a word"), outline);
        }
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_known_ones() {
        for word in ["", "Blue", "blue ", "green"] {
            let unknown = Color::from_str(word).expect_err(word);
            let expected = format!("unknown Color `{word}`: must be one of dark-red, blue");
            assert_eq!(unknown.to_string(), expected);
            let read = serde_json::from_value::<Outline>(Value::from(word));
            let message = read.expect_err(word).to_string();
            let expected = format!("unknown variant `{word}`, expected `round` or `square`");
            assert_eq!(message, expected);
            assert!(Color::parse_from_json(Some(json!(word))).is_err(), "{word}");
            assert!(Color::parse_from_parameter(word).is_err(), "{word}");
        }
    }
}
