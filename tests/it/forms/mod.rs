//! Plain HTML forms, which work without scripts.

pub mod corrected_fields;
mod error_pages;
pub mod plain_forms;
mod redirects;
mod refused_forms;
