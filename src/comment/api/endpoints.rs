//! The endpoints for readers.

use poem::Request;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    LIMIT,
    counting::{PageCounts, PageList},
    listing::Listing,
    page_key::{self, PUBLIC},
    service::CommentsApi,
    wire::PublicComment,
};
use crate::{
    comment::{Freshness, RootOrder},
    http::{
        BODY, Cached, CachedBody, INVALID, KnownWord, NOT_FOUND, Problem, Refused, RequestContext,
        StrictJson, TOO_FAST,
    },
};

/// The group of these operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
pub(crate) enum ReaderTag {
    /// Reading comments. No credential is needed; the response is the same for every client.
    Readers,
}

#[OpenApi]
impl CommentsApi {
    /// List the approved comments of a page
    ///
    /// In reading order, depth first: conversations by `order`, replies oldest first. An unknown page
    /// is an empty open thread. A page of results costs the same wherever it begins. It may hold fewer
    /// than `limit` comments, because its size in bytes is limited as well: only `next: null` marks the
    /// end. While the database does not answer, the last known results are served for up to 60 seconds,
    /// as `Age` and `Cache-Status` show.
    #[oai(
        path = "/sites/:site/comments",
        method = "get",
        operation_id = "list_comments",
        tag = "ReaderTag::Readers"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter")]
    async fn list(
        &self,
        request: &Request,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        /// The page's key or full URL. If a template left it unfilled, the page in `Referer` is used. May be left
        /// out with `around`.
        #[oai(validator(max_length = 16384))]
        page: Query<Option<String>>,
        /// The order of conversations; `oldest` by default.
        order: Query<Option<KnownWord<RootOrder>>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        /// The maximum number of comments; 50 by default.
        limit: Query<Option<u8>>,
        /// `next` of the previous part.
        after: Query<Option<String>>,
        /// The part that contains this comment, for a link to it. Takes precedence over `page` and `after`. 404 if
        /// it is not public.
        around: Query<Option<Uuid>>,
    ) -> Result<Cached<Listing>, Refused<{ NOT_FOUND | INVALID | TOO_FAST }>> {
        let site = self.sites.require(&site.0).await?;
        let order = order.0.map(KnownWord::get).unwrap_or_default();
        let limit = limit.0.unwrap_or(LIMIT);
        if let Some(id) = around.0 {
            return Ok(self.around(&context, &site, id, (order, limit)).await?);
        }
        let page = page.0.unwrap_or_default();
        let page = page_key::requested(&self.sites, request, &site, &page)?;
        Ok(self
            .listing(request, &site, page, (order, limit), after.0)
            .await?)
    }

    /// Read one approved comment
    ///
    /// A comment that waits, was rejected or never existed is answered with 404 in each case.
    #[oai(
        path = "/sites/:site/comments/:id",
        method = "get",
        operation_id = "read_comment",
        tag = "ReaderTag::Readers"
    )]
    async fn read(
        &self,
        /// The site's slug.
        site: Path<String>,
        /// The comment's id.
        id: Path<Uuid>,
    ) -> Result<Cached<PublicComment>, Refused<{ NOT_FOUND }>> {
        let site = self.sites.require(&site.0).await?;
        let shown = self
            .comments
            .approved(&site, id.0)
            .await
            .map_err(Problem::from)?;
        let comment = shown
            .map(|shown| PublicComment::new(shown, &self.base_url))
            .ok_or_else(|| Problem::missing("problem-no-comment"))?;
        Ok(Cached::new(CachedBody::json(&comment)?.shared(), PUBLIC))
    }

    /// Count the approved comments of pages
    ///
    /// For up to 100 pages per request. A page without comments has 0, and so does an invalid page;
    /// `warnings` says why. While the database does not answer, the last known counts are served for up
    /// to 60 seconds, as `Age` and `Cache-Status` show.
    #[oai(
        path = "/sites/:site/counts",
        method = "get",
        operation_id = "count_comments",
        tag = "ReaderTag::Readers"
    )]
    async fn counts(
        &self,
        request: &Request,
        /// The site's slug.
        site: Path<String>,
        #[oai(validator(min_items = 1, max_items = 100))]
        /// 1 to 100 pages; repeat the parameter. Counts are named as the pages were requested.
        page: Query<Vec<String>>,
    ) -> Result<Cached<PageCounts>, Refused<{ NOT_FOUND | INVALID }>> {
        let site = self.sites.require(&site.0).await?;
        Ok(self.counted(request, &site, page.0).await?)
    }

    /// Count the approved comments of pages in a long list
    ///
    /// The same response as for `GET`, for lists of pages that are too long for a URL. It is not cached
    /// and has a high rate limit.
    #[oai(
        path = "/sites/:site/counts",
        method = "post",
        operation_id = "count_comments_of_pages",
        tag = "ReaderTag::Readers"
    )]
    async fn counts_of_pages(
        &self,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<PageList>,
    ) -> Result<Json<PageCounts>, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.sites.require(&site.0).await?;
        self.comments
            .charge_reading(&site.slug, context.address, 1)?;
        let field = |at| format!("pages.{at}");
        let (counts, found) = self.count(&site, body.0.pages, field).await?;
        match found.freshness {
            Freshness::Current => Ok(Json(counts)),
            Freshness::LastKnown { error, .. } => Err(Problem::from(error).into()),
        }
    }
}
