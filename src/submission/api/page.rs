//! The page of a submission, with its title and URL: by the key that the form sends, or else by its URL, or by
//! the page on which the browser is.

use url::{Position, Url};

use super::{service::SubmissionsApi, wire::PostedForm};
use crate::{
    http::{Findings, Problem},
    locale::Message,
    site::Site,
    text::{FieldFault, FieldWarning, Page, Title, Website},
};

/// Returns the key under which an earlier version issued the form, while its token is still valid.
pub(super) async fn older_key(
    api: &SubmissionsApi,
    site: &Site,
    form: &PostedForm,
    referred: Option<&Page>,
) -> Result<Option<String>, Problem> {
    let (url, token) = (form.url.as_deref(), form.token.as_deref());
    let page = page_of(site, &form.page, url.unwrap_or_default(), referred);
    let Ok(FoundPage { page, .. }) = page else {
        return Ok(None);
    };
    let key = api
        .submissions
        .older_key_of_form(site, page.as_str(), token.unwrap_or_default());
    key.await.map_err(Problem::from)
}

/// Returns the page of a submission, with a warning if its key had to be replaced.
pub(super) fn page(
    form: &PostedForm,
    findings: &mut Findings,
    site: &Site,
    referred: Option<&Page>,
) -> Option<Page> {
    findings.excuse("page");
    if !findings.reopen("page") {
        return None;
    }
    let url = form.url.as_deref().unwrap_or_default();
    match page_of(site, &form.page, url, referred) {
        Ok(FoundPage { page, instead_of }) => {
            if let Some(fault) = instead_of {
                findings.warn("page", fault.code, Message::new("warning-page"));
            }
            Some(page)
        }
        Err(fault) => {
            // The reader cannot fix it, so the operator's log names it as well.
            findings.warn("page", fault.code, fault.message.clone());
            findings.note("page", fault.code, fault.message);
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
pub(super) fn title(form: &PostedForm, findings: &mut Findings) -> Option<Title> {
    findings.reopen("title");
    match Title::parse(form.title.as_deref()?) {
        Ok(title) => Some(title),
        Err(fault) => {
            findings.warn("title", fault.code, ignored(&fault));
            None
        }
    }
}

/// Returns a URL that the page filled in, on one of the site's own origins: any other would make this
/// server an open redirect. A URL that differs only by scheme or `www.` is rewritten to the site's
/// origin.
pub(super) fn own_url(
    findings: &mut Findings,
    (name, text): (&str, Option<&str>),
    site: &Site,
    allows: fn(&Site, &str) -> bool,
) -> Option<String> {
    findings.reopen(name);
    let url = match Website::parse(text?) {
        Ok(url) => url.into_string(),
        Err(fault) => {
            findings.warn(name, fault.code, ignored(&fault));
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
    let warning = FieldWarning::new(name, "foreign_origin", message);
    findings.warnings.push(warning.about(origin));
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
