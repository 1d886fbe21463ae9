//! Warnings about a request that was accepted nevertheless.

use poem_openapi::Object;
use serde::Serialize;

use crate::{
    http::{NAMED_MAX, shortened},
    locale::Language,
    text::FieldWarning,
};

/// A field that was repaired or ignored.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "FieldWarning")]
pub struct WarningInfo {
    /// Dotted path as sent, for example `author.email`.
    pub field: String,
    /// A stable code: `foreign_origin`, `too_long`, `not_asked`, `unsupported`, `invalid`, …
    pub code: String,
    /// A human-readable message: what is wrong and how it was handled.
    pub message: String,
}

impl WarningInfo {
    fn new(warning: FieldWarning, language: Language) -> Self {
        Self {
            field: shortened(&warning.field),
            code: warning.code.to_owned(),
            message: warning.message.to_text(language),
        }
    }

    /// Returns the warnings of a response: at most [`NAMED_MAX`], known fields before unknown ones.
    pub fn all(mut warnings: Vec<FieldWarning>, language: Language) -> Vec<Self> {
        if warnings.len() > NAMED_MAX {
            warnings.sort_by_key(|warning| warning.code == "unknown");
            warnings.truncate(NAMED_MAX);
        }
        let warnings = warnings.into_iter();
        warnings
            .map(|warning| Self::new(warning, language))
            .collect()
    }
}
