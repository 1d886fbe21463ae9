//! The list of a page's comments, with its cursors.

use std::sync::Arc;

use poem::Request;
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;

use super::{
    page_key::{PERSONAL, PUBLIC, RequestedPage},
    recent::remember,
    service::CommentsApi,
    wire::PublicComment,
};
use crate::{
    comment::{Freshness, HeadsSnapshot, ListingKey, RootOrder, Thread, ThreadFormat, ThreadState},
    http::{Cached, CachedBody, CursorReader, CursorWriter, Problem, RequestContext},
    site::Site,
};

/// The thread of a page.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Thread")]
pub(crate) struct ThreadInfo {
    /// The page's key: the current one, also if it was requested by an older one.
    pub page: String,
    /// The full URL of the page: the one that a moderator set, or else the one of the oldest approved comment with a
    /// URL of this page.
    pub url: Option<String>,
    /// The title of the page: the one that a moderator set, or else the one that the oldest approved
    /// comment with a title claims.
    pub title: Option<String>,
    /// Whether it accepts new comments; the same as the state `open`.
    pub open: bool,
    /// Whether it accepts new comments, and edits by their authors.
    pub state: ThreadState,
    /// The number of approved comments.
    pub count: i64,
}

impl ThreadInfo {
    /// `page` is the requested key, for a page without a thread.
    pub(crate) fn new(page: &str, thread: Option<&Thread>, state: ThreadState) -> Self {
        // Any commenter can claim title and URL; they are public once a comment is approved or they were set.
        let stated = thread.filter(|thread| thread.approved > 0 || thread.url_source.is_some());
        let titled = thread.filter(|thread| thread.approved > 0 || thread.title_source.is_some());
        Self {
            page: thread.map_or_else(|| page.to_owned(), |thread| thread.page.clone()),
            url: stated.and_then(|thread| thread.url.clone()),
            title: titled.and_then(|thread| thread.title.clone()),
            open: state == ThreadState::Open,
            state,
            count: thread.map_or(0, |thread| thread.approved),
        }
    }
}

/// A part of a thread in reading order: depth first.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub(super) struct Listing {
    /// Comments, with empty stubs for removed ones that have replies.
    pub items: Vec<PublicComment>,
    /// The cursor of the next part, for `after`; null at the end.
    pub next: Option<String>,
    /// The thread that they belong to.
    pub thread: ThreadInfo,
}

impl ThreadFormat for CachedBody {
    type Error = Problem;

    fn check_memory() -> Result<(), Problem> {
        Self::check_memory()
    }

    fn weight(&self) -> usize {
        self.weight()
    }
}

impl CommentsApi {
    pub(super) async fn listing(
        &self,
        request: &Request,
        site: &Arc<Site>,
        RequestedPage { page, is_referred }: RequestedPage,
        (order, limit): (RootOrder, u8),
        after: Option<String>,
    ) -> Result<Cached<Listing>, Problem> {
        let after = after
            .map(|after| CursorReader::read(&after, cursor_kind(order), CursorReader::ids))
            .transpose()?;
        let key = ListingKey {
            order,
            limit,
            after: after.unwrap_or_default(),
            variant: 0,
        };
        let (body, freshness, snapshot) = self.part(site, page.as_str(), &key).await?;
        let cache_control = if is_referred { PERSONAL } else { PUBLIC };
        if !is_referred {
            remember(&self.comments, request, site, &body, (&freshness, snapshot));
        }
        Ok(Cached::new(body, cache_control).confirmed_ago(freshness.stale_age()))
    }

    /// Returns the part of its page that contains a comment.
    pub(super) async fn around(
        &self,
        context: &RequestContext,
        site: &Arc<Site>,
        id: Uuid,
        (order, limit): (RootOrder, u8),
    ) -> Result<Cached<Listing>, Problem> {
        // It reads up to three parts, which no cache holds.
        self.comments
            .charge_reading(&site.slug, context.address, 1)?;
        let page = self.comments.page_of(site, id).await?;
        let page = page.ok_or_else(|| Problem::missing("problem-no-comment"))?;
        let after = self.comments.before(site, &page, id, (order, limit));
        let key = ListingKey {
            order,
            limit,
            after: after.await?,
            variant: 0,
        };
        let (body, freshness, _) = self.part(site, &page, &key).await?;
        Ok(Cached::new(body, PUBLIC).confirmed_ago(freshness.stale_age()))
    }

    async fn part(
        &self,
        site: &Arc<Site>,
        page: &str,
        key: &ListingKey,
    ) -> Result<(Arc<CachedBody>, Freshness, HeadsSnapshot), Problem> {
        let listing = self.comments.listing(site, page, key, |part| {
            let next = part.comments.last().filter(|_| part.has_more).map(|last| {
                CursorWriter::new(cursor_kind(key.order))
                    .bytes(&last.path)
                    .finish()
            });
            let thread = part.head.thread.as_deref();
            let comments = part.comments.into_iter();
            let listing = Listing {
                thread: ThreadInfo::new(page, thread, part.state),
                items: comments
                    .map(|comment| PublicComment::new(comment, &self.base_url))
                    .collect(),
                next,
            };
            CachedBody::json(&listing)
        });
        listing.await
    }
}

const fn cursor_kind(order: RootOrder) -> u8 {
    match order {
        RootOrder::Oldest => 1,
        RootOrder::Newest => 2,
    }
}
