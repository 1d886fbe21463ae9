//! Pages as requests name them.

use crate::{
    http::{FieldError, Problem},
    site::Site,
    text::Page,
};

/// The key of the page in the parameter `page`.
pub(super) fn page_of(site: &Site, page: &str) -> Result<Page, Problem> {
    Page::parse(page, &site.origins)
        .map_err(|fault| Problem::field("page", fault.code, fault.message))
}

/// The keys of pages; a refusal names every wrong one, by its place in the request.
pub(super) fn page_keys(
    site: &Site,
    pages: &[String],
    field: impl Fn(usize) -> String,
) -> Result<Vec<String>, Problem> {
    let mut errors = Vec::new();
    let mut keys = Vec::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate() {
        match Page::parse(page, &site.origins) {
            Ok(page) => keys.push(page.into_string()),
            Err(fault) => errors.push(FieldError::new(field(at), fault.code, fault.message)),
        }
    }
    if errors.is_empty() {
        Ok(keys)
    } else {
        Err(Problem::invalid(errors))
    }
}
