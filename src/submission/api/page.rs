//! The page of a submission, with its title and URL: by the key that the form sends, or else by its URL, or by
//! the page on which the browser is.

use serde_json::Value;
use url::{Position, Url};

use super::service::SubmissionsApi;
use crate::{
    http::{Fields, Problem, Source},
    locale::Message,
    site::Site,
    text::{FieldFault, FieldWarning, Page, Title, Website},
};

/// Returns the key under which an earlier version issued the form, while its token is still valid.
pub(super) async fn older_key(
    api: &SubmissionsApi,
    site: &Site,
    source: &Source,
    referred: Option<&Page>,
) -> Result<Option<String>, Problem> {
    let sent = |name| source.typed(name).unwrap_or_default();
    let page = page_of(site, sent("page"), sent("url"), referred);
    let Ok(FoundPage { page, .. }) = page else {
        return Ok(None);
    };
    let key = api
        .submissions
        .older_key_of_form(site, page.as_str(), sent("token"));
    key.await.map_err(Problem::from)
}

/// Returns the page of a submission, with a warning if its key had to be replaced.
pub(super) fn page(fields: &mut Fields<'_>, site: &Site, referred: Option<&Page>) -> Option<Page> {
    let key = if fields.has("page") {
        fields.text("page")?
    } else {
        ""
    };
    let url = fields.value("url").and_then(Value::as_str);
    match page_of(site, key, url.unwrap_or_default(), referred) {
        Ok(FoundPage { page, instead_of }) => {
            if let Some(fault) = instead_of {
                fields.warn("page", fault.code, Message::new("warning-page"));
            }
            Some(page)
        }
        Err(fault) => {
            // The reader cannot fix it, so the operator's log names it as well.
            fields.warn("page", fault.code, fault.message.clone());
            fields.note("page", fault.code, fault.message);
            None
        }
    }
}

/// The page of a submission.
pub(super) struct FoundPage {
    pub(super) page: Page,
    /// What was wrong with the key, if the page was found without it.
    instead_of: Option<FieldFault>,
}

/// Finds the page of a submission: by its key, or if that names no page, by its URL, or else by the
/// page on which the browser is.
pub(super) fn page_of(
    site: &Site,
    key: &str,
    url: &str,
    referred: Option<&Page>,
) -> Result<FoundPage, FieldFault> {
    let url = site.page_of_url(url);
    let fault = match site.page(key) {
        // If the browser is on it, the page exists.
        Ok(page)
            if !page.is_doubtful() || Some(&page) == url.as_ref() || Some(&page) == referred =>
        {
            return Ok(FoundPage {
                page,
                instead_of: None,
            });
        }
        Ok(_) => FieldFault::placeholder(),
        Err(fault) => fault,
    };
    let url = url.filter(|url| !url.is_doubtful() || Some(url) == referred);
    match url.or_else(|| referred.cloned()) {
        Some(page) => Ok(FoundPage {
            page,
            instead_of: Some(fault),
        }),
        None => Err(fault),
    }
}

/// Returns the title of the page if it is valid. An invalid one only causes a warning: a reader cannot
/// change it.
pub(super) fn title(fields: &mut Fields<'_>) -> Option<Title> {
    match Title::parse(fields.text("title")?) {
        Ok(title) => Some(title),
        Err(fault) => {
            fields.warn("title", fault.code, ignored(&fault));
            None
        }
    }
}

/// Returns a URL that the page filled in, on one of the site's own origins: any other would make this
/// server an open redirect. A URL that differs only by scheme or `www.` is rewritten to the site's
/// origin.
pub(super) fn own_url(
    fields: &mut Fields<'_>,
    name: &str,
    site: &Site,
    allows: fn(&Site, &str) -> bool,
) -> Option<String> {
    let url = match Website::parse(fields.text(name)?) {
        Ok(url) => url.into_string(),
        Err(fault) => {
            fields.warn(name, fault.code, ignored(&fault));
            return None;
        }
    };
    if allows(site, &url) {
        return Some(url);
    }
    let url = Url::parse(&url).ok()?;
    let repaired = on_own_origin(&url, site);
    let message = if let Some((origin, _)) = &repaired {
        Message::new("warning-origin-moved").with("origin", *origin)
    } else {
        let origins = site.origins.iter().map(|origin| origin.as_str());
        let origins = origins.collect::<Vec<_>>().join(", ");
        Message::new("warning-origin-ignored").with("origins", origins)
    };
    let origin = url.origin().ascii_serialization();
    fields.push_warning(FieldWarning::new(name, "foreign_origin", message).about(origin));
    repaired.map(|(_, url)| url)
}

/// Returns the warning about a field that only the author of the page can fix.
fn ignored(fault: &FieldFault) -> Message {
    Message::new("warning-ignored").nested("fault", fault.message.clone())
}

/// Returns the site's origin with the host of this URL, ignoring scheme and `www.`, and the same path
/// on it.
fn on_own_origin<'s>(url: &Url, site: &'s Site) -> Option<(&'s str, String)> {
    fn bare(url: &Url) -> Option<&str> {
        let host = url.host_str()?;
        (url.port().is_none()).then(|| host.strip_prefix("www.").unwrap_or(host))
    }
    let host = bare(url)?;
    let own = site.origins.iter().find(|origin| {
        Url::parse(origin.as_str()).is_ok_and(|origin| bare(&origin) == Some(host))
    })?;
    let moved = format!("{own}{}", &url[Position::BeforePath..]);
    Some((own.as_str(), moved))
}
