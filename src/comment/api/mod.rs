//! The endpoints for readers and commenters.

pub(crate) mod counting;
mod cursor;
mod example;
mod form;
mod ownership;
mod page_key;
mod posted;
mod proof;
mod recent;
mod sender;
mod warning;
pub mod wire;

pub use recent::AnswerRecent;

use poem::Request;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use std::sync::Arc;
use uuid::Uuid;

use self::{
    counting::{PageCounts, PageList},
    cursor::{read_cursor, read_id, write_cursor, write_id},
    form::FormInfo,
    ownership::{comments_of, no_token, proof},
    page_key::{PERSONAL, PUBLIC, RequestedPage},
    posted::{BrowserContext, FORM_REFUSALS, FormRefused, Posted, Removed},
    sender::Sender,
    wire::{
        CommentSubmission, EditAnswer, ListOrder, Listing, OwnComment, OwnComments, PostedForm,
        PreviewAnswer, PublicComment, TextBody, ThreadInfo,
    },
};
use super::{Comments, Freshness, ListingKey, RootOrder, draft, render::render};
use crate::{
    http::{
        BODY, CONFLICT, Cached, CachedBody, FORBIDDEN, INVALID, JsonOrForm, NOT_FOUND, Problem,
        Refused, RequestContext, StrictJson, TOO_FAST, UNAUTHORIZED,
    },
    identity::{Identity, person::People},
    limit::Outcome,
    site::{Site, Sites},
};

/// Endpoints for reading, posting, and managing one's own comments.
#[derive(Clone, Debug)]
pub struct CommentsApi {
    pub comments: Comments,
    pub sites: Sites,
    pub people: People,
    pub identity: Identity,
    /// The public URL of this server, without a trailing slash.
    pub base_url: String,
}

/// The default number of comments in a part of a thread.
const LIMIT: u8 = 50;

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
        tag = "Tag::Readers"
    )]
    async fn list(
        &self,
        request: &Request,
        /// The site's slug.
        site: Path<String>,
        /// The page's key or full URL. If a template left it unfilled, the page in `Referer` is used.
        #[oai(validator(max_length = 16384))]
        page: Query<String>,
        /// The order of conversations; `oldest` by default.
        order: Query<Option<ListOrder>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        /// The maximum number of comments; 50 by default.
        limit: Query<Option<u8>>,
        /// `next` of the previous part.
        after: Query<Option<String>>,
    ) -> Result<Cached<Listing>, Refused<{ NOT_FOUND | INVALID }>> {
        let site = self.site(&site.0).await?;
        let RequestedPage { page, is_referred } =
            page_key::requested(&self.sites, request, &site, &page.0)?;
        let order = RootOrder::from(order.0.unwrap_or_default());
        let after = after
            .0
            .map(|after| read_cursor(order, &after))
            .transpose()?
            .unwrap_or_default();
        let key = ListingKey {
            order,
            limit: limit.0.unwrap_or(LIMIT),
            after,
        };
        let listing = self.comments.listing(&site, page.as_str(), &key, |part| {
            let next = part
                .comments
                .last()
                .filter(|_| part.has_more)
                .map(|last| write_cursor(order, &last.path));
            let thread = part.head.thread.as_deref();
            let listing = Listing {
                thread: ThreadInfo::new(page.as_str(), thread, part.is_open),
                items: part
                    .comments
                    .into_iter()
                    .map(|shown| PublicComment::new(shown, &self.base_url))
                    .collect(),
                next,
            };
            CachedBody::json(&listing)
        });
        let (made, freshness, snapshot) = listing.await?;
        let cache_control = if is_referred { PERSONAL } else { PUBLIC };
        if !is_referred {
            self.remember(request, &site, &made, (&freshness, snapshot));
        }
        Ok(Cached::new(made, cache_control).confirmed_ago(freshness.stale_age()))
    }

    /// Read one approved comment
    ///
    /// With the page that it belongs to. A comment that waits, was rejected or never existed is
    /// answered with 404 in each case.
    #[oai(
        path = "/sites/:site/comments/:id",
        method = "get",
        operation_id = "read_comment",
        tag = "Tag::Readers"
    )]
    async fn read(
        &self,
        /// The site's slug.
        site: Path<String>,
        /// The comment's id.
        id: Path<Uuid>,
    ) -> Result<Cached<PublicComment>, Refused<{ NOT_FOUND }>> {
        let site = self.site(&site.0).await?;
        let shown = self.comments.one(&site, id.0);
        let shown = shown.await.map_err(Problem::from)?;
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
        tag = "Tag::Readers"
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
        let site = self.site(&site.0).await?;
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
        tag = "Tag::Readers"
    )]
    async fn counts_of_pages(
        &self,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<PageList>,
    ) -> Result<Json<PageCounts>, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        self.take_reading_turn(&site, context)?;
        let field = |at| format!("pages.{at}");
        let (counts, found) = self.count(&site, body.0.pages, field).await?;
        match found.freshness {
            Freshness::Current => Ok(Json(counts)),
            Freshness::LastKnown { error, .. } => Err(Problem::from(error).into()),
        }
    }

    /// Read everything that a form needs
    ///
    /// Send this request when the form is shown: the token records how long its user takes to write. If
    /// there is a challenge, search for the counter (from 0 on) whose key begins with `keyPrefix`, and
    /// send both as `solution`; ALTCHA's solvers (version 2, `PBKDF2/SHA-256`) can do it. A comment
    /// without a solution is accepted, but waits for a moderator.
    #[oai(
        path = "/sites/:site/form",
        method = "get",
        operation_id = "read_form",
        tag = "Tag::Commenters"
    )]
    async fn form(
        &self,
        request: &Request,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        /// The page's key or full URL. If a template left it unfilled, the page in `Referer` is used.
        #[oai(validator(max_length = 16384))]
        page: Query<String>,
    ) -> Result<Json<FormInfo>, Refused<{ NOT_FOUND | INVALID | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        self.take_reading_turn(&site, context)?;
        let page = page_key::requested(&self.sites, request, &site, &page.0)?.page;
        let form = self
            .comments
            .open_form(&site, page.as_str(), context.address)
            .await
            .map_err(Problem::from)?;
        Ok(Json(FormInfo::new(
            &site,
            form,
            &self.people,
            self.comments.spam().outside(),
            &self.base_url,
        )))
    }

    /// Post a comment
    ///
    /// As JSON, answered with 201, or as a plain HTML form, answered with 303 to `redirect` (or to the
    /// page's `url`) or with a page that holds the form with everything that was typed and a message
    /// beside each invalid field. Fields are validated before the rate limits are charged.
    ///
    /// With a moderator's session or API key, the comment is posted as the moderator, under the display
    /// name: it is published immediately with `author.role`, even in a closed thread; no form token is
    /// needed, and `author` is refused. The credential is accepted without an `Origin` header or from
    /// this server's own origin, otherwise the response is 403; it needs the permission to decide on
    /// the site. On the blog's own page, a moderator uses a commenter session that was linked with
    /// `link_moderator`.
    #[oai(
        path = "/sites/:site/comments",
        method = "post",
        operation_id = "create_comment",
        tag = "Tag::Commenters"
    )]
    async fn create(
        &self,
        request: &Request,
        context: RequestContext,
        sender: Sender,
        /// The site's slug.
        site: Path<String>,
        /// A unique string of 1 to 255 characters, different for every comment. If it is sent again
        /// with the same body within 24 hours, the first response is returned again and no second
        /// comment is created.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        idempotency_key: Header<Option<String>>,
        body: JsonOrForm<CommentSubmission, PostedForm>,
    ) -> Result<Posted, FormRefused<FORM_REFUSALS>> {
        let site = self.site(&site.0).await?;
        posted::answer(
            self,
            &site,
            context,
            &sender,
            BrowserContext::of(request, &site),
            idempotency_key.0.as_deref(),
            &body,
        )
        .await
    }

    /// Preview a comment
    ///
    /// Returns the HTML exactly as it would be published. Nothing is stored. A preview is charged to
    /// the reading limit: 1 unit, and 1 more for each 1,024 bytes of the text.
    #[oai(
        path = "/sites/:site/preview",
        method = "post",
        operation_id = "preview_comment",
        tag = "Tag::Commenters"
    )]
    async fn preview(
        &self,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<TextBody>,
    ) -> Result<Json<PreviewAnswer>, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        let text = draft::preview(&body.text, &site, |bytes| {
            let comments = &self.comments;
            taken(comments.take_preview_turns(&site.slug, context.address, bytes))
        })?;
        Ok(Json(PreviewAnswer {
            html: render(text.as_str()),
        }))
    }

    /// Edit one's own comment
    ///
    /// Possible within the edit window. The new text is inspected and moderated again. A comment that a
    /// moderator published is the exception: it is edited with the moderator's credential or linked
    /// session, not with the edit token alone, and stays published.
    #[oai(
        path = "/sites/:site/comments/:id",
        method = "patch",
        operation_id = "edit_comment",
        tag = "Tag::Commenters"
    )]
    async fn edit(
        &self,
        context: RequestContext,
        sender: Sender,
        /// The site's slug.
        site: Path<String>,
        /// The comment's id.
        id: Path<Uuid>,
        /// `edit_token` of the response to the submission; not needed with the session that wrote the
        /// comment.
        #[oai(name = "Edit-Token")]
        edit_token: Header<Option<String>>,
        body: StrictJson<TextBody>,
    ) -> Result<
        Json<EditAnswer>,
        Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY | TOO_FAST }>,
    > {
        let site = self.site(&site.0).await?;
        let authority = sender.authority(&site, &self.identity).await?;
        let proof = proof(&site, &sender, edit_token.0)?;
        let text = draft::text(&body.text, &site)?;
        let change = self.comments.change(
            &site,
            id.0,
            &proof,
            authority.as_ref(),
            (&text, context.address),
        );
        let edited = Box::pin(change).await.map_err(Problem::from)?;
        let now = self.comments.now();
        let comment = OwnComment::new(&site, edited.into(), now, &self.base_url);
        Ok(Json(EditAnswer {
            status: comment.status,
            message: posted::message(comment.status, site.policy.language),
            comment,
        }))
    }

    /// Delete one's own comment
    ///
    /// Possible within the edit window. The text is erased; if the comment has replies, an empty stub
    /// stays.
    #[oai(
        path = "/sites/:site/comments/:id",
        method = "delete",
        operation_id = "delete_comment",
        tag = "Tag::Commenters"
    )]
    async fn delete(
        &self,
        sender: Sender,
        /// The site's slug.
        site: Path<String>,
        /// The comment's id.
        id: Path<Uuid>,
        /// `edit_token` of the response to the submission; not needed with the session that wrote the
        /// comment.
        #[oai(name = "Edit-Token")]
        edit_token: Header<Option<String>>,
    ) -> Result<Removed, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT }>> {
        let site = self.site(&site.0).await?;
        let proof = proof(&site, &sender, edit_token.0)?;
        self.comments
            .delete(&site, id.0, &proof)
            .await
            .map_err(Problem::from)?;
        Ok(Removed::Done)
    }

    /// List the caller's own comments on a page
    ///
    /// With their status, including those that wait, oldest first. A page of results may hold fewer
    /// than `limit` comments, because its size in bytes is limited as well: only `next: null` marks the
    /// end. A caller's own comments are those whose edit tokens are sent, those of the session's
    /// person, and those that the moderator published.
    #[oai(
        path = "/sites/:site/mine",
        method = "get",
        operation_id = "list_own_comments",
        tag = "Tag::Commenters"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "one argument for each parameter of the API contract"
    )]
    async fn mine(
        &self,
        request: &Request,
        sender: Sender,
        /// The site's slug.
        site: Path<String>,
        /// The page's key or full URL. If a template left it unfilled, the page in `Referer` is used.
        #[oai(validator(max_length = 16384))]
        page: Query<String>,
        /// Up to 50 edit tokens, separated by commas.
        #[oai(name = "Edit-Token")]
        edit_token: Header<Option<String>>,
        /// The maximum number of comments; 50 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// `next` of the previous part; send the same tokens again.
        after: Query<Option<String>>,
    ) -> Result<Json<OwnComments>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>>
    {
        let site = self.site(&site.0).await?;
        let page = page_key::requested(&self.sites, request, &site, &page.0)?.page;
        let moderator = sender.moderator(&site)?.map(|moderator| moderator.id);
        let person = sender.person(&site)?.map(|viewer| viewer.person.id);
        let header = match edit_token.0 {
            Some(header) => header,
            None if person.is_some() || moderator.is_some() => String::new(),
            None => return Err(no_token().into()),
        };
        let mut ids = comments_of(&self.comments, &site, &header)?;
        if let Some(moderator) = moderator {
            let published = self.comments.of_moderator(&site, page.as_str(), moderator);
            ids.extend(published.await.map_err(Problem::from)?);
        }
        let after = after.0.map(|after| read_id(&after)).transpose()?;
        let limit = usize::from(limit.0.unwrap_or(LIMIT));
        let found = self
            .comments
            .mine(&site, page.as_str(), (ids, person), after, limit)
            .await
            .map_err(Problem::from)?;
        let now = self.comments.now();
        Ok(Json(OwnComments {
            next: found.next.map(write_id),
            items: found
                .comments
                .into_iter()
                .map(|own| OwnComment::new(&site, own.into(), now, &self.base_url))
                .collect(),
        }))
    }
}

/// Groups of operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
enum Tag {
    /// Reading comments. No credential is needed; the response is the same for every client.
    Readers,
    /// Writing comments and managing one's own.
    Commenters,
}

impl CommentsApi {
    async fn site(&self, slug: &str) -> Result<Arc<Site>, Problem> {
        self.sites
            .find(slug)
            .await
            .ok_or_else(|| Problem::missing("problem-no-site"))
    }

    /// Charges requests that cost work but change nothing; their limit is high.
    fn take_reading_turn(&self, site: &Site, context: RequestContext) -> Result<(), Problem> {
        taken(self.comments.take_reading_turn(&site.slug, context.address))
    }
}

fn taken(outcome: Outcome) -> Result<(), Problem> {
    match outcome {
        Outcome::Taken(_) => Ok(()),
        Outcome::Refused(refused) => Err(refused.into()),
    }
}
