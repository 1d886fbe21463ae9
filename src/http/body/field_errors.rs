//! The field errors of one request, of which a response names only some.

use std::ops::Deref;

use serde::Serialize;

use crate::locale::{Language, Message};

/// An error in one field, as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Dotted path as sent, for example `author.email`.
    pub field: String,
    /// A stable code: `required`, `too_long`, `too_short`, `invalid`, `unknown`, …
    pub code: &'static str,
    /// What is wrong and what to do, for people.
    pub message: Message,
}

/// A [`FieldError`] in the language of a response.
#[derive(Clone, Debug, Serialize)]
pub struct ShownFieldError {
    pub field: String,
    pub code: &'static str,
    pub message: String,
}

/// The longest field name that a response repeats, in bytes: an unknown member may have a name of any
/// length.
const FIELD_SHOWN: usize = 1_024;

/// Returns the name of a field as a response repeats it.
#[must_use]
pub fn shortened(field: &str) -> String {
    if field.len() <= FIELD_SHOWN {
        return field.to_owned();
    }
    format!("{}…", &field[..field.floor_char_boundary(FIELD_SHOWN)])
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<Message>) -> Self {
        Self {
            field: field.into(),
            code,
            message: message.into(),
        }
    }

    /// Returns the error in the given language, as it is sent.
    #[must_use]
    pub fn shown(&self, language: Language) -> ShownFieldError {
        ShownFieldError {
            field: shortened(&self.field),
            code: self.code,
            message: self.message.to_text(language),
        }
    }
}

/// The largest number of errors or warnings that a response names. A body of 64 KiB can have 10,000 wrong
/// members, and a response must not be larger than the request.
pub const NAMED_MAX: usize = 20;

/// The code for a member that does not exist.
pub(crate) const UNKNOWN: &str = "unknown";
/// The code for a member that is missing.
pub(crate) const REQUIRED: &str = "required";
/// The code for a value of another type than the documented one.
pub(crate) const WRONG_TYPE: &str = "wrong_type";

/// Wrong fields: at most [`NAMED_MAX`] of them, and the total number.
///
/// Errors of existing fields displace those of unknown members, because only the former can be typing
/// errors of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    named: Vec<FieldError>,
    total: usize,
}

impl FieldErrors {
    /// Returns the total number of errors.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.total
    }

    pub fn push(&mut self, error: FieldError) {
        self.total += 1;
        if self.named.len() < NAMED_MAX {
            self.named.push(error);
        } else if error.code != UNKNOWN
            && let Some(at) = self.named.iter().rposition(|named| named.code == UNKNOWN)
        {
            self.named.remove(at);
            self.named.push(error);
        }
    }

    /// Removes the errors for which `keep` is false.
    pub fn retain(&mut self, keep: impl Fn(&FieldError) -> bool) {
        let named = self.named.len();
        self.named.retain(keep);
        self.total -= named - self.named.len();
    }
}

impl FromIterator<FieldError> for FieldErrors {
    fn from_iter<T: IntoIterator<Item = FieldError>>(errors: T) -> Self {
        let mut all = Self::default();
        errors.into_iter().for_each(|error| all.push(error));
        all
    }
}

impl From<Vec<FieldError>> for FieldErrors {
    fn from(errors: Vec<FieldError>) -> Self {
        errors.into_iter().collect()
    }
}

impl Deref for FieldErrors {
    type Target = [FieldError];

    fn deref(&self) -> &Self::Target {
        &self.named
    }
}

impl IntoIterator for FieldErrors {
    type Item = FieldError;
    type IntoIter = std::vec::IntoIter<FieldError>;

    fn into_iter(self) -> Self::IntoIter {
        self.named.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(n: usize, code: &'static str) -> FieldError {
        FieldError::new(format!("f{n}"), code, "X.")
    }

    #[test]
    fn twenty_are_named_and_all_are_counted() {
        let errors = (0..1_000).map(|n| error(n, "invalid"));
        let mut errors = errors.collect::<FieldErrors>();
        assert_eq!((errors.len(), errors.total()), (NAMED_MAX, 1_000));
        assert_eq!(errors[0].field, "f0");
        errors.retain(|error| error.field != "f0");
        assert_eq!((errors.len(), errors.total()), (NAMED_MAX - 1, 999));
    }

    #[test]
    fn a_field_that_exists_is_named_before_any_that_does_not() {
        let unknown = (0..100).map(|n| error(n, UNKNOWN));
        let mut errors = unknown.collect::<FieldErrors>();
        errors.push(error(200, "required"));
        errors.push(error(201, UNKNOWN));
        assert_eq!((errors.len(), errors.total()), (NAMED_MAX, 102));
        assert_eq!(errors.last().map(|e| e.code), Some("required"));
        assert_eq!(errors.iter().filter(|e| e.code == UNKNOWN).count(), 19);
    }
}
