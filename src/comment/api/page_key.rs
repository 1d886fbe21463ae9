//! Which page a request means: the key that it sends, or else the page that the browser is on.

use poem::Request;

use super::{
    CommentsApi,
    posted::Browser,
    wire::{NewComment, PostedForm},
};
use crate::{
    comment::draft::{self, FoundPage},
    http::{FieldWarning, JsonOrForm, Problem},
    site::{Site, Sites},
    text::{Fault, Page},
};

/// Anybody may keep a public answer, and asks each time whether it is still good.
pub(super) const PUBLIC: &str = "public, no-cache";
/// For an answer that depends on more than its URL.
pub(super) const PERSONAL: &str = "private, no-cache";

/// The page of a request that reads.
#[derive(Debug)]
pub(super) struct RequestedPage {
    pub(super) page: Page,
    /// Whether it was taken from `Referer`, so that the answer is not the same for everybody.
    pub(super) is_referred: bool,
}

/// The page that a parameter names. Where a template left it empty or not filled in, it is the page
/// that the browser is on, if that is known.
pub(super) fn requested(
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
        // What exists under a doubtful key may be read, unless the browser is elsewhere.
        Ok(page) if referred.as_ref().is_none_or(|on| *on == page) => {
            return Ok(RequestedPage {
                page,
                is_referred: true,
            });
        }
        Ok(_) => Fault::placeholder(),
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

/// The page of the site that the browser is on, by its `Referer`.
pub(super) fn referred(request: &Request, site: &Site) -> Option<Page> {
    let page = site.page_of_referrer(request.header("referer")?)?;
    // To another origin browsers send the origin alone, unless the page asks for more: that is not
    // the home page. The form that was refused stands on this server.
    let is_named = page.as_str() != "/" || request.header("sec-fetch-site") == Some("same-origin");
    (is_named && !page.as_str().starts_with("/api/v1/")).then_some(page)
}

/// The key under which an earlier version gave out the form, while its token still lives.
pub(super) async fn older_key(
    api: &CommentsApi,
    site: &Site,
    browser: &Browser<'_>,
    body: &JsonOrForm<NewComment, PostedForm>,
) -> Result<Option<String>, Problem> {
    let sent = |name| body.source.typed(name).unwrap_or_default();
    let page = draft::page_of(site, sent("page"), sent("url"), browser.page.as_ref());
    let Ok(FoundPage { page, .. }) = page else {
        return Ok(None);
    };
    let key = api
        .comments
        .older_key_of_form(site, page.as_str(), sent("token"));
    key.await.map_err(Problem::from)
}
