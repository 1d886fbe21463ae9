//! The URLs of forms. A browser shows one after a form was refused or asked about something, and then opens it again: it
//! leads to the page that the form stands on.

use poem::{Request, Response, handler};

use super::{address::QUEUE, see_other};

#[handler]
pub(crate) fn show(request: &Request) -> Response {
    let uri = request.uri();
    let page = page_of(uri.path());
    match uri.query() {
        // A list has its query with or without the slash.
        Some(query) if page == QUEUE => see_other(&format!("{page}?{query}")),
        _ => see_other(page),
    }
}

/// Returns the page of a form.
fn page_of(path: &str) -> &str {
    let above = |path: &'_ str| path.rfind('/').map_or(0, |at| at);
    let parent = &path[..above(path)];
    // Bans and keys have no pages of their own.
    let has_page = !path.starts_with("/moderate/bans/") && !path.starts_with("/moderate/keys/");
    let page = if has_page {
        parent
    } else {
        &parent[..above(parent)]
    };
    if page.starts_with(QUEUE) { page } else { QUEUE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_to_its_page() {
        for (form, page) in [
            ("/moderate/", "/moderate"),
            ("/moderate/undo", "/moderate"),
            ("/moderate/comments/1/edit", "/moderate/comments/1"),
            ("/moderate/people/1/email", "/moderate/people/1"),
            (
                "/moderate/sites/blog/policy/preview",
                "/moderate/sites/blog/policy",
            ),
            ("/moderate/bans/1/lift", "/moderate/bans"),
            ("/moderate/keys/1/revoke", "/moderate/keys"),
        ] {
            assert_eq!(page_of(form), page);
        }
    }
}
