//! Determines the page of a request: by the key that it sends, or else by the page on which the browser
//! is.

use poem::Request;

use crate::{
    http::Problem,
    site::{Site, Sites},
    text::{FieldFault, FieldWarning, Page},
};

/// Any cache may store a public response, and must revalidate it each time.
pub(crate) const PUBLIC: &str = "public, no-cache";
/// For a response that depends on more than its URL.
pub(crate) const PERSONAL: &str = "private, no-cache";

/// The page of a read request.
#[derive(Debug)]
pub(crate) struct RequestedPage {
    pub(crate) page: Page,
    /// Whether it was taken from `Referer`, so that the response is not the same for every client.
    pub(crate) is_referred: bool,
}

/// Returns the page that a parameter names. If a template left it empty or unfilled, returns the page
/// on which the browser is, if known.
pub(crate) fn requested(
    sites: &Sites,
    request: &Request,
    site: &Site,
    key: &str,
) -> Result<RequestedPage, Problem> {
    let named = site.page(key);
    if let Ok(page) = &named
        && !page.is_doubtful()
    {
        return Ok(RequestedPage {
            page: page.clone(),
            is_referred: false,
        });
    }
    let referred = referred(request, site);
    let fault = match named {
        // An existing page with a doubtful key may be read, unless the browser is on a different page.
        Ok(page) if referred.as_ref().is_none_or(|on| *on == page) => {
            return Ok(RequestedPage {
                page,
                is_referred: true,
            });
        }
        Ok(_) => FieldFault::placeholder(),
        Err(fault) => fault,
    };
    let warning = FieldWarning::new("page", fault.code, fault.message.clone());
    sites.log_warnings(site, &[warning]);
    referred
        .map(|page| RequestedPage {
            page,
            is_referred: true,
        })
        .ok_or_else(|| Problem::field("page", fault.code, fault.message))
}

/// Returns the page of the site on which the browser is, by its `Referer`.
pub(crate) fn referred(request: &Request, site: &Site) -> Option<Page> {
    let page = site.page_of_referrer(request.header("referer")?)?;
    // Browsers send only the origin to another origin, unless the page requests more: such a referrer
    // does not mean the home page. A refused form is served by this server itself.
    let is_named = page.as_str() != "/" || request.header("sec-fetch-site") == Some("same-origin");
    (is_named && !page.as_str().starts_with("/api/v1/")).then_some(page)
}
