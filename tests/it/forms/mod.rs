//! Plain HTML forms, which work without scripts.

mod corrected_fields;
mod error_pages;
mod plain_forms;
mod redirects;
mod refused_forms;
