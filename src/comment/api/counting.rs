//! Counts of the approved comments of pages.

use std::sync::Arc;

use poem::Request;
use poem_openapi::Object;
use serde::Serialize;

use super::{page_key::PUBLIC, recent::remember, service::CommentsApi, warning::WarningInfo};
use crate::{
    comment::PageApprovals,
    http::{Cached, CachedBody, Problem},
    site::Site,
    text::FieldWarning,
};

/// The number of approved comments of each page.
#[derive(Clone, Debug, Object, Serialize)]
// Generated clients have trouble with a member that has the same name as its type.
#[oai(rename = "CommentCounts", example)]
pub(crate) struct PageCounts {
    /// By page, named as it was requested.
    pub counts: std::collections::BTreeMap<String, i64>,
    /// What is wrong with requested pages, for at most 20 of them.
    pub warnings: Vec<WarningInfo>,
    /// The number of pages with a problem.
    pub warnings_total: u32,
}

/// Pages whose comments are counted.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct PageList {
    /// 1 to 100 pages, each by its key or its full URL. Counts are named as the pages were requested.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub pages: Vec<String>,
}

/// The maximum size of such a list in bytes: 100 full URLs with some escapes.
pub(crate) const PAGE_LIST_BYTES: u64 = 100 * 4_096;

impl CommentsApi {
    /// Returns the counts of pages, named as they were requested.
    pub(super) async fn count(
        &self,
        site: &Site,
        pages: Vec<String>,
        field: impl Fn(usize) -> String,
    ) -> Result<(PageCounts, PageApprovals), Problem> {
        let (keys, warnings) = page_keys(site, &pages, field);
        self.sites.log_warnings(site, &warnings);
        let known = keys.iter().flatten().cloned().collect::<Vec<_>>();
        let found = self.comments.counts(site, &known).await?;
        let mut approved = found.counts.iter().copied();
        let counts = keys.iter().map(|key| match key {
            Some(_) => approved.next().unwrap_or_default(),
            None => 0,
        });
        let counts = PageCounts {
            counts: pages.into_iter().zip(counts).collect(),
            warnings_total: u32::try_from(warnings.len()).unwrap_or(u32::MAX),
            warnings: WarningInfo::all(warnings, site.policy.language),
        };
        Ok((counts, found))
    }

    /// Returns the counts of pages in a query as bytes.
    pub(super) async fn counted(
        &self,
        request: &Request,
        site: &Arc<Site>,
        pages: Vec<String>,
    ) -> Result<Cached<PageCounts>, Problem> {
        if !(1..=100).contains(&pages.len()) {
            let detail = "Must have 1 to 100 pages.";
            return Err(Problem::field("page", "out_of_range", detail));
        }
        let (counts, found) = self.count(site, pages, |_| "page".to_owned()).await?;
        let made = Arc::new(CachedBody::json(&counts)?);
        // Warnings are logged with each answer.
        if counts.warnings.is_empty() {
            remember(
                &self.comments,
                request,
                site,
                &made,
                (&found.freshness, found.snapshot),
            );
        }
        Ok(Cached::new(made, PUBLIC).confirmed_ago(found.freshness.stale_age()))
    }
}

/// Parses the keys of pages to count. An invalid page does not affect the others: its count is 0, and a
/// warning says why. Unlike for other requests, the page on which the browser is does not replace an
/// invalid key.
fn page_keys(
    site: &Site,
    pages: &[String],
    field: impl Fn(usize) -> String,
) -> (Vec<Option<String>>, Vec<FieldWarning>) {
    let mut warnings = Vec::new();
    let mut keys = Vec::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate() {
        keys.push(match site.page(page) {
            Ok(page) => Some(page.into_string()),
            Err(fault) => {
                warnings.push(FieldWarning::new(field(at), fault.code, fault.message));
                None
            }
        });
    }
    (keys, warnings)
}
