//! Texts for readers: one catalog per language, written in Fluent (<https://projectfluent.org>).
//!
//! Fluent keeps the grammar of a language in its catalog: CLDR plural rules, and words that depend on a
//! value, without code per language. A [`Message`](crate::locale::Message) names an entry with its values and
//! is formatted only where the language of the answer is known. A test checks that all catalogs have the same
//! entries with the same values, and that code and templates use no others.

use std::{borrow::Cow, fmt, sync::LazyLock, time::Duration};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::closed_set::closed_set;

closed_set! {
    /// A language, as its ISO 639-1 code.
    #[derive(Default)]
    pub enum Language: "Language" {
        /// English, the operator's language.
        #[default]
        En = "en",
        /// German.
        De = "de",
        /// French.
        Fr = "fr",
        /// Spanish.
        Es = "es",
        /// Portuguese, as written in Brazil.
        Pt = "pt",
        /// Italian.
        It = "it",
        /// Dutch.
        Nl = "nl",
        /// Polish.
        Pl = "pl",
        /// Russian.
        Ru = "ru",
        /// Chinese, in simplified characters.
        Zh = "zh",
        /// Japanese.
        Ja = "ja",
        /// Arabic.
        Ar = "ar",
    }
}

impl Language {
    /// Returns the language with this ISO 639-1 code; a region (`de-AT`) is ignored.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let word = tag.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.as_str().eq_ignore_ascii_case(word))
    }

    /// Returns the language that `Accept-Language` (RFC 9110, section 12.5.4) prefers among the given ones.
    #[must_use]
    pub fn preferred(accept_language: &str, among: &[Self]) -> Option<Self> {
        let mut wanted: Vec<(f32, Self)> = accept_language
            .split(',')
            .take(20)
            .filter_map(|item| {
                let (tag, weight) = item.split_once(';').unwrap_or((item, "q=1"));
                let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
                let weight = weight.parse::<f32>().ok().filter(|weight| *weight > 0.0)?;
                Some((weight, Self::of_tag(tag.trim())?))
            })
            .filter(|(_, language)| among.contains(language))
            .collect();
        // The sort is stable: among equal weights the first one wins.
        wanted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        wanted.first().map(|(_, language)| *language)
    }

    /// Returns the direction of its script, as the attribute `dir` of HTML.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            _ => "ltr",
        }
    }

    /// Returns what stands between the items of a list.
    const fn list_separator(self) -> &'static str {
        match self {
            Self::Ar => "، ",
            Self::Zh | Self::Ja => "、",
            _ => ", ",
        }
    }

    const fn catalog(self) -> &'static str {
        match self {
            Self::En => include_str!("en.ftl"),
            Self::De => include_str!("de.ftl"),
            Self::Fr => include_str!("fr.ftl"),
            Self::Es => include_str!("es.ftl"),
            Self::Pt => include_str!("pt.ftl"),
            Self::It => include_str!("it.ftl"),
            Self::Nl => include_str!("nl.ftl"),
            Self::Pl => include_str!("pl.ftl"),
            Self::Ru => include_str!("ru.ftl"),
            Self::Zh => include_str!("zh.ftl"),
            Self::Ja => include_str!("ja.ftl"),
            Self::Ar => include_str!("ar.ftl"),
        }
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> =
            LazyLock::new(|| Language::ALL.into_iter().map(read_catalog).collect());
        &BUNDLES[self as usize]
    }
}

/// Parses a catalog. The tests parse all of them, so a mistake in one does not reach a server.
fn read_catalog(language: Language) -> FluentBundle<FluentResource> {
    let word = language.as_str().parse().expect("an ISO 639-1 code");
    let mut bundle = FluentBundle::new_concurrent(vec![word]);
    // Isolation marks would be extra characters in texts that programs and people compare.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(language.catalog().to_owned());
    let resource = resource.unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A text for a person: a catalog entry with its values, or an English text for operators and programs that
/// readers do not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message(Inner);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Inner {
    English(String),
    Entry {
        key: Cow<'static, str>,
        values: Vec<(&'static str, MessageValue)>,
    },
}

/// A value in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum MessageValue {
    Text(String),
    Number(u64),
    /// Other entries, as a list.
    Entries(Vec<String>),
    /// Another message.
    Nested(Box<Message>),
}

impl Message {
    /// Creates a message from the entry with this key.
    #[must_use]
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self(Inner::Entry {
            key: key.into(),
            values: Vec::new(),
        })
    }

    /// Adds a text, unchanged.
    #[must_use]
    pub fn with(self, name: &'static str, text: impl Into<String>) -> Self {
        self.push(name, MessageValue::Text(text.into()))
    }

    /// Adds a number, which selects the plural form.
    #[must_use]
    pub fn count(self, name: &'static str, number: usize) -> Self {
        self.push(name, MessageValue::Number(number as u64))
    }

    /// Adds a list of other entries.
    #[must_use]
    pub fn list(self, name: &'static str, keys: Vec<String>) -> Self {
        self.push(name, MessageValue::Entries(keys))
    }

    /// Adds another message.
    #[must_use]
    pub fn nested(self, name: &'static str, message: Self) -> Self {
        self.push(name, MessageValue::Nested(Box::new(message)))
    }

    /// Returns whether this is a catalog entry rather than a text for operators and programs.
    #[must_use]
    pub const fn is_for_readers(&self) -> bool {
        matches!(self.0, Inner::Entry { .. })
    }

    /// Adds a time to wait as `$unit` and `$wait`, rounded up, so that waiting that long always suffices. Up
    /// to two minutes the number is the same as in `Retry-After`.
    #[must_use]
    pub fn wait(self, time: Duration) -> Self {
        let seconds = (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1);
        let (unit, wait) = match seconds {
            0..=120 => ("second", seconds),
            121..=7200 => ("minute", seconds.div_ceil(60)),
            _ => ("hour", seconds.div_ceil(3600)),
        };
        self.with("unit", unit)
            .push("wait", MessageValue::Number(wait))
    }

    fn push(mut self, name: &'static str, value: MessageValue) -> Self {
        if let Inner::Entry { values, .. } = &mut self.0 {
            values.push((name, value));
        }
        self
    }

    /// Returns the text in this language.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        match &self.0 {
            Inner::English(text) => text.clone(),
            Inner::Entry { key, values } => {
                let mut arguments = FluentArgs::new();
                for (name, value) in values {
                    arguments.set(
                        *name,
                        match value {
                            MessageValue::Text(text) => FluentValue::from(text.as_str()),
                            MessageValue::Number(number) => FluentValue::from(*number),
                            MessageValue::Nested(message) => {
                                FluentValue::from(message.to_text(language))
                            }
                            MessageValue::Entries(keys) => {
                                let texts = keys.iter().map(|key| format(language, key, None));
                                FluentValue::from(
                                    texts.collect::<Vec<_>>().join(language.list_separator()),
                                )
                            }
                        },
                    );
                }
                format(language, key, Some(&arguments))
            }
        }
    }
}

/// Formats an entry. An entry that is missing in a catalog is read from the English one.
pub(crate) fn format(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    let bundle = language.bundle();
    let pattern = bundle.get_message(key).and_then(|entry| entry.value());
    let Some(pattern) = pattern else {
        debug_assert!(language != Language::En, "the catalogs have no entry {key}");
        return match language {
            Language::En => key.to_owned(),
            _ => format(Language::En, key, arguments),
        };
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, arguments, &mut errors);
    debug_assert!(errors.is_empty(), "{key}: {errors:?}");
    text.into_owned()
}

/// Returns whether the catalogs have this entry.
#[must_use]
pub(crate) fn has_entry(key: &str) -> bool {
    Language::En.bundle().has_message(key)
}

/// Formats the message in English, for operators.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::En))
    }
}

/// Creates a text that readers do not see.
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Creates a text that readers do not see.
impl From<String> for Message {
    fn from(text: String) -> Self {
        Self(Inner::English(text))
    }
}

#[cfg(test)]
mod tests;
