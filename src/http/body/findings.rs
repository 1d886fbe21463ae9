//! What is wrong with a body: found by its schema, then by the parsers of its fields.

use super::field_errors::{FieldErrors, REQUIRED, WRONG_TYPE};
use crate::{
    http::{FieldError, response::problem::Problem},
    locale::Message,
    text::{FieldFault, FieldWarning},
};

/// The errors and warnings of a body. All errors are reported together, by [`Findings::finish`].
#[derive(Debug, Default)]
pub struct Findings {
    errors: FieldErrors,
    /// Fields that were repaired or ignored, which only the author of the page can prevent.
    pub warnings: Vec<FieldWarning>,
}

impl Findings {
    /// Adds an error of the field with this dotted path.
    pub fn note(&mut self, field: &str, code: &'static str, message: impl Into<Message>) {
        self.errors.push(FieldError::new(field, code, message));
    }

    pub fn warn(&mut self, field: &str, code: &'static str, message: impl Into<Message>) {
        self.warnings.push(FieldWarning::new(field, code, message));
    }

    /// Parses a field with the parser of its type, whose verdict replaces that of the schema:
    /// `findings.parse("email", &form.email, Email::parse)`.
    pub fn parse<T>(
        &mut self,
        field: &str,
        text: &str,
        parser: impl FnOnce(&str) -> Result<T, FieldFault>,
    ) -> Option<T> {
        if !self.reopen(field) {
            return None;
        }
        parser(text)
            .map_err(|fault| self.note(field, fault.code, fault.message))
            .ok()
    }

    /// Leaves the verdict about a field to the caller: drops what the schema says about the text. Returns
    /// whether the field has no other errors: it may be missing, or have the wrong type.
    pub fn reopen(&mut self, field: &str) -> bool {
        let is_verdict = |code| code != REQUIRED && code != WRONG_TYPE;
        self.errors
            .retain(|error| error.field != field || !is_verdict(error.code));
        !self.errors.iter().any(|error| error.field == field)
    }

    /// Drops the error that a field is missing, because the caller can do without it.
    pub fn excuse(&mut self, field: &str) {
        self.errors
            .retain(|error| error.field != field || error.code != REQUIRED);
    }

    /// Returns what was read, or the 422 problem with every error. Without an error nothing is missing.
    pub fn finish<T>(&mut self, read: Option<T>) -> Result<T, Problem> {
        if self.errors.total() > 0 {
            return Err(Problem::invalid(std::mem::take(&mut self.errors)));
        }
        read.ok_or_else(|| Problem::internal("a field is missing without a field error"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Name;

    #[test]
    fn the_parser_of_a_field_overrules_its_schema_except_about_a_missing_or_unreadable_text() {
        let mut findings = Findings::default();
        for (field, code) in [
            ("good", "too_long"),
            ("bad", "too_short"),
            ("none", REQUIRED),
            ("number", WRONG_TYPE),
            ("excused", REQUIRED),
        ] {
            findings.note(field, code, "X.");
        }
        for field in ["number", "excused"] {
            findings.excuse(field);
        }
        let texts = [
            ("good", "Ann"),
            ("bad", " "),
            ("none", ""),
            ("number", ""),
            ("excused", "Bo"),
        ];
        let parsed = texts.map(|(field, text)| findings.parse(field, text, Name::parse).is_some());
        assert_eq!(parsed, [true, false, false, false, true]);
        let errors = findings.finish(Some(())).unwrap_err().errors.into_iter();
        let errors: Vec<_> = errors.map(|error| (error.field, error.code)).collect();
        let expected = [
            ("none", REQUIRED),
            ("number", WRONG_TYPE),
            ("bad", REQUIRED),
        ];
        assert_eq!(
            errors,
            expected.map(|(field, code)| (field.to_owned(), code))
        );
    }
}
