//! The caller who sends a comment: the sender, and what the browser reports.

use std::net::IpAddr;

use poem::Request;

use super::{page_key, sender::Sender};
use crate::{site::Site, text::Page};

/// What a browser reports about itself.
#[derive(Clone, Debug)]
pub(super) struct BrowserContext<'a> {
    pub(super) agent: Option<&'a str>,
    pub(super) referrer: Option<&'a str>,
    /// Whether it accepts JSON and not HTML, and so is a program that sends a form.
    pub(super) wants_json: bool,
    /// The page of the site on which it is, if it reports that.
    pub(super) page: Option<Page>,
}

impl<'a> BrowserContext<'a> {
    pub(super) fn of(request: &'a Request, site: &Site) -> Self {
        let accept = request.header("accept").unwrap_or_default();
        Self {
            wants_json: accept.contains("json") && !accept.contains("text/html"),
            agent: request.header("user-agent"),
            referrer: request.header("referer"),
            page: page_key::referred(request, site),
        }
    }
}

/// The sender of a submission, and what its browser reports.
#[derive(Debug)]
pub(super) struct CallerContext<'a> {
    pub(super) sender: &'a Sender,
    pub(super) address: IpAddr,
    pub(super) browser: BrowserContext<'a>,
}
