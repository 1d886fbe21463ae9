//! The URLs of moderators' pages, to which mails and the feed lead.

use uuid::Uuid;

use crate::site::Site;

/// Returns the URL of the queue of a site. The slug of a site needs no encoding.
pub(in crate::notice) fn queue_page(base_url: &str, site: &Site) -> String {
    format!("{base_url}/moderate?site={}", site.slug)
}

/// Returns the URL of the page with a comment in its thread, from which a link leads to the queue of the site.
pub(in crate::notice) fn context_page(base_url: &str, site: &Site, comment: Uuid) -> String {
    format!("{base_url}/moderate/comments/{comment}?site={}", site.slug)
}
