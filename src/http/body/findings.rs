//! What is wrong with a body: found by its schema, then by the parsers of its fields.

use super::field_errors::{FieldErrors, REQUIRED, UNKNOWN, WRONG_TYPE};
use crate::{
    http::{FieldError, response::problem::Problem},
    locale::Message,
    text::{FieldFault, FieldWarning},
};

/// The errors and warnings of a body. All errors are reported together, by [`Findings::finish`].
#[derive(Debug, Default)]
pub(crate) struct Findings {
    errors: FieldErrors,
    /// Fields that were repaired or ignored, which only the author of the page can prevent.
    pub warnings: Vec<FieldWarning>,
}

impl Findings {
    /// Adds an error of the field with this dotted path.
    pub(crate) fn note(&mut self, field: &str, code: &'static str, message: impl Into<Message>) {
        self.errors.push(FieldError::new(field, code, message));
    }

    pub(crate) fn warn(&mut self, field: &str, code: &'static str, message: impl Into<Message>) {
        self.warnings.push(FieldWarning::new(field, code, message));
    }

    /// Parses a field with the parser of its type, whose verdict replaces that of the schema:
    /// `findings.parse("email", &form.email, Email::parse)`.
    pub(crate) fn parse<T>(
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
    /// whether the field has no other errors: it may be missing, unknown, or have the wrong type.
    pub(crate) fn reopen(&mut self, field: &str) -> bool {
        let is_verdict = |code| ![REQUIRED, UNKNOWN, WRONG_TYPE].contains(&code);
        self.errors
            .retain(|error| error.field != field || !is_verdict(error.code));
        !self.errors.iter().any(|error| error.field == field)
    }

    /// Drops everything that was found about a field and its members. Returns whether anything was.
    pub(crate) fn take(&mut self, field: &str) -> bool {
        let before = self.errors.total();
        self.errors.retain(|error| {
            let member = error.field.strip_prefix(field);
            !member.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        self.errors.total() < before
    }

    /// Drops the error that a field is missing, because the caller can do without it.
    pub(crate) fn excuse(&mut self, field: &str) {
        self.errors
            .retain(|error| error.field != field || error.code != REQUIRED);
    }

    /// Returns what was read, or the 422 problem with every error. Without an error nothing is missing.
    pub(crate) fn finish<T>(&mut self, read: Option<T>) -> Result<T, Problem> {
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
            ("unknown", UNKNOWN),
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
            ("unknown", "Cy"),
        ];
        let parsed = texts.map(|(field, text)| findings.parse(field, text, Name::parse).is_some());
        assert_eq!(parsed, [true, false, false, false, true, false]);
        let errors = findings.finish(Some(())).unwrap_err().errors.into_iter();
        let errors: Vec<_> = errors.map(|error| (error.field, error.code)).collect();
        let expected = [
            ("none", REQUIRED),
            ("number", WRONG_TYPE),
            ("unknown", UNKNOWN),
            ("bad", REQUIRED),
        ];
        assert_eq!(
            errors,
            expected.map(|(field, code)| (field.to_owned(), code))
        );
    }
}
