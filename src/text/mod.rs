//! Validated input text: one type per field, each with one parser.
//!
//! `parse` takes the text as sent and returns the value as it is stored, or a
//! [`FieldFault`](crate::text::FieldFault) that says how to fix it. Nothing is ever truncated silently. Creating,
//! editing, moderating and importing all use the same `parse`, and parsing a stored value changes
//! nothing. Every function is pure and takes time linear in its input.

mod canonical;
mod credentials;
mod email;
mod emphasis;
mod fields;
mod host;
mod json;
mod links;
mod page;
mod skeleton;
mod url;
mod zero_width;

pub(crate) use self::{
    canonical::is_blank,
    emphasis::roles as emphasis_roles,
    links::{AddressFinder, Found, addresses, typed_target},
    url::link_target,
};
pub(crate) use self::{
    credentials::{UNESCAPED, has_unescaped_credentials},
    fields::{BODY_SCALARS, Login, NAME_SCALARS, Slug, Title},
    host::{HOST_RULE, has_acceptable_host, is_host_name, parse_url},
    json::{JsonError, parse_json},
    url::{URL_BYTES, Website, WildcardOrigin},
};
pub use self::{
    email::Email,
    fields::{Body, Name},
    page::{DROPPED_PARAMETERS, Page},
    skeleton::skeletons,
    url::Origin,
};

use crate::locale::Message;

/// Why a field was refused, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldFault {
    /// A stable code: `required`, `too_short`, `too_long`, `too_many_lines`, `too_many_marks`,
    /// `control_character` or `invalid`.
    pub code: &'static str,
    /// For the person who typed it; never contains the typed text.
    pub message: Message,
}

impl FieldFault {
    fn new(code: &'static str, message: impl Into<Message>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    fn required(message: impl Into<Message>) -> Self {
        Self::new("required", message)
    }

    fn invalid(message: impl Into<Message>) -> Self {
        Self::new("invalid", message)
    }

    /// Returns the fault of a value above `most`, with the message `key`.
    fn above(key: &'static str, most: usize, count: usize) -> Self {
        let message = Message::new(key).count("max", most).count("count", count);
        Self::new("too_long", message)
    }
}

/// A field that was repaired or ignored instead of refused, because only the author of the page can fix it.
/// The response lists it, and the operator's log names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWarning {
    /// Dotted path as sent, for example `author.email`.
    pub field: String,
    /// A stable code: `unknown`, `repeated`, `foreign_origin`, `too_long`, …
    pub code: &'static str,
    /// What is wrong and what was done about it.
    pub message: Message,
    /// Additional information for the operator's log only, for example the unknown origin. Never text that
    /// a reader typed.
    pub subject: Option<String>,
}

impl FieldWarning {
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<Message>) -> Self {
        Self {
            field: field.into(),
            code,
            message: message.into(),
            subject: None,
        }
    }

    /// Adds what the operator's log names in addition to the field.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
}

/// Implements the accessors of types that wrap one stored string.
macro_rules! kept_string {
    ($($name:ident),+) => {$(
        impl $name {
            /// Returns the stored value.
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}
use kept_string;

/// Implements the conversion into the stored string.
macro_rules! into_string {
    ($($name:ident),+) => {$(
        impl $name {
            /// Converts into the stored value.
            pub(crate) fn into_string(self) -> String {
                self.0
            }
        }
    )+};
}
use into_string;

/// Implements `Debug` for personal data: shows the length, never the content.
macro_rules! hidden_debug {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "(<{} bytes>)"), self.0.len())
            }
        }
    )+};
}
use hidden_debug;

/// Reads a file of the public test cases, which are outside the repository.
#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "their location differs by machine"
)]
#[expect(
    clippy::print_stderr,
    reason = "the output of the tests must show that these cases were skipped"
)]
pub(crate) fn public_cases(path: &str) -> Option<String> {
    let Ok(folder) = std::env::var("REJOINDER_CASES") else {
        eprintln!("REJOINDER_CASES is not set: cases/{path} was skipped");
        return None;
    };
    let text = std::fs::read_to_string(format!("{folder}/cases/{path}"));
    Some(text.expect("the cases can be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_naughty_string_is_stored_whole_or_refused_with_a_reason() {
        let Some(text) = public_cases("naughty-strings/blns.json") else {
            return;
        };
        let strings: Vec<String> = serde_json::from_str(&text).expect("a list of strings");
        assert!(strings.len() > 400, "{} strings", strings.len());
        for naughty in &strings {
            parses_stably(naughty);
        }
    }

    fn parses_stably(text: &str) {
        macro_rules! stable {
            ($($parse:expr),+) => {$(
                match $parse(text) {
                    Ok(kept) => {
                        let again = $parse(kept.as_str());
                        assert_eq!(again.as_ref().map(|k| k.as_str()), Ok(kept.as_str()), "{text:?}");
                        assert!(!kept.as_str().contains(['\0', '\r', '\u{202e}', '\u{feff}']));
                    }
                    Err(fault) => {
                        assert!(!fault.message.to_string().is_empty() && !fault.code.is_empty());
                    }
                }
            )+};
        }
        let body = |t: &str| Body::parse(t, 1..=BODY_SCALARS);
        let page = |t: &str| Page::parse(t, |_| false);
        stable!(
            body,
            page,
            Name::parse,
            Title::parse,
            Email::parse,
            Website::parse,
            Slug::parse,
            Login::parse,
            Origin::parse,
            WildcardOrigin::parse
        );
        let _ = (skeletons(text), addresses(text));
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_to_itself_or_is_refused(text in "\\PC{0,40}|.{0,40}|(?s).{0,200}") {
            parses_stably(&text);
        }

        #[test]
        fn any_text_with_markup_parses_to_itself_or_is_refused(
            text in "([a-z]|[é́ö̈ñ]|\u{301}|\u{323}|[\u{200b}-\u{200f}]|[ \n\t./:@?#%-]|https?://|www\\.|[가-힣]|\u{1100}|\u{1161}|\u{11a8}){0,60}"
        ) {
            parses_stably(&text);
        }
    }
}
