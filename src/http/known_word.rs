//! A query parameter that is a word of a closed set. A refusal names the words.

use std::borrow::Cow;

use poem_openapi::{
    registry::{MetaSchemaRef, Registry},
    types::{ParseError, ParseFromParameter, ParseResult, Type},
};

use crate::{closed_set::ClosedSet, locale::Message};

/// What precedes the words in the reason of a refusal.
const MARK: &str = "must be one of ";

/// A query parameter that is a word of a closed set, as in `Query<Option<KnownWord<RootOrder>>>`. In the
/// document it is the set itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownWord<T>(T);

impl<T> KnownWord<T> {
    pub(crate) fn get(self) -> T {
        self.0
    }
}

impl<T: Type + ClosedSet> Type for KnownWord<T> {
    const IS_REQUIRED: bool = T::IS_REQUIRED;

    type RawValueType = T::RawValueType;

    type RawElementValueType = T::RawElementValueType;

    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        self.0.as_raw_value()
    }

    fn raw_element_iter<'a>(
        &'a self,
    ) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        self.0.raw_element_iter()
    }
}

impl<T: Type + ClosedSet> ParseFromParameter for KnownWord<T> {
    fn parse_from_parameter(word: &str) -> ParseResult<Self> {
        let quoted = T::WORDS.iter().map(|word| format!("`{word}`"));
        // Without the word that was sent: the reason is searched for what the framework writes into it.
        let reason = || format!("{MARK}{}", quoted.collect::<Vec<_>>().join(", "));
        T::of_word(word)
            .map(Self)
            .map_err(|_| ParseError::custom(reason()))
    }
}

/// Returns the message for a refused word, if the reason for rejecting a parameter is that of a [`KnownWord`].
pub(super) fn message(reason: &str) -> Option<Message> {
    let (_, words) = reason.split_once(MARK)?;
    // The framework adds in which type the error occurred.
    let (words, _) = words.split_once(" (").unwrap_or((words, ""));
    Some(Message::new("field-one-of").with("choices", words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed_set::closed_set;

    closed_set! {
        /// A set of the API.
        enum TestSeason: "TestSeason" {
            Summer = "summer",
            EarlyFall = "early_fall",
        }
    }

    #[test]
    fn a_word_of_the_set_is_read_and_any_other_is_refused_with_the_known_ones() {
        let parse = |word: &str| {
            Option::<KnownWord<TestSeason>>::parse_from_parameters([word])
                .map(|word| word.map(KnownWord::get))
                .map_err(ParseError::into_message)
        };
        assert_eq!(parse("early_fall"), Ok(Some(TestSeason::EarlyFall)));
        let expected = "Must be one of: `summer`, `early_fall`.";
        for word in [
            "",
            "Summer",
            "summer ",
            "uuid",
            "maximum(5",
            "must be one of x (",
        ] {
            let reason = parse(word).expect_err(word);
            let message = message(&reason).expect("names the words").to_string();
            assert_eq!(message, expected, "{word}");
        }
    }
}
