//! Links of comments to the site that they are on. They are evidence neither of spam nor of ham, so they are
//! removed before a text is scored, stored as a training example, or counted by its domains.
//!
//! Training examples are stored without them: later changes of a site's origins do not change what the filter
//! learned, and all processes learn the same.

use std::{borrow::Cow, sync::Arc};

use url::Url;

use crate::{
    classifier::without_links_to,
    site::{Site, SiteId, Sites},
};

/// Finds the links of comments to their own site.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnLinks(Option<Sites>);

impl OwnLinks {
    pub(super) fn of(sites: Sites) -> Self {
        Self(Some(sites))
    }

    /// Returns the links to one site, by the origins that were last read.
    pub(super) fn of_site(&self, site: SiteId) -> LinksToSite {
        LinksToSite(self.0.as_ref().and_then(|sites| sites.last_known(site)))
    }
}

/// The links to one site; none for a site that is not known.
pub(super) struct LinksToSite(Option<Arc<Site>>);

impl LinksToSite {
    /// Returns a text without links to the site.
    pub(super) fn without<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match &self.0 {
            Some(site) => without_links_to(text, |host| site.owns_host(host)),
            None => Cow::Borrowed(text),
        }
    }

    /// Returns the website of an author, unless it is the site itself.
    pub(super) fn other<'a>(&self, website: Option<&'a str>) -> Option<&'a str> {
        website.filter(|website| {
            let url = Url::parse(website).ok();
            let host = url.as_ref().and_then(Url::host_str);
            !self
                .0
                .as_ref()
                .zip(host)
                .is_some_and(|(site, host)| site.owns_host(host))
        })
    }
}

/// The parts of a comment that may have links, without links to its site.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkTexts<'a> {
    pub text: &'a str,
    pub website: Option<&'a str>,
}
