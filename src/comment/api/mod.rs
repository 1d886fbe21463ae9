//! The endpoints of readers and commenters.

pub(crate) mod counting;
mod cursor;
mod example;
mod form;
mod ownership;
mod page_key;
mod posted;
mod proof;
mod sender;
mod warning;
pub mod wire;

use poem::Request;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use std::sync::Arc;
use uuid::Uuid;

use self::{
    counting::{Counts, PageList},
    cursor::{read_cursor, read_id, write_cursor, write_id},
    form::FormInfo,
    ownership::{comments_of, no_token, proof},
    page_key::{PERSONAL, PUBLIC, RequestedPage},
    posted::{Browser, FORM_REFUSALS, FormRefused, Posted, Removed},
    sender::Sender,
    wire::{
        Edited, ListOrder, Listing, Mine, NewComment, OwnComment, PostedForm, PreviewAnswer,
        PublicComment, TextBody, ThreadInfo,
    },
};
use super::{Comments, Freshness, ListingKey, Order, draft, render::render};
use crate::{
    http::{
        BODY, CONFLICT, FORBIDDEN, INVALID, JsonOrForm, Made, NOT_FOUND, Problem, Ready, Refused,
        RequestContext, StrictJson, TOO_FAST, UNAUTHORIZED,
    },
    identity::{Identity, person::People},
    limit::Outcome,
    site::{Site, Sites},
};

/// Reading, posting, and what authors do with their own comments.
#[derive(Clone, Debug)]
pub struct CommentsApi {
    pub comments: Comments,
    pub sites: Sites,
    pub people: People,
    pub identity: Identity,
    /// Where browsers reach this server, without a slash at the end.
    pub base_url: String,
}

/// Comments of a part of a thread when nothing else is asked for.
const LIMIT: u8 = 50;

#[OpenApi]
impl CommentsApi {
    /// Approved comments of a page
    ///
    /// In reading order, depth first: conversations by `order`, replies oldest first. An unknown
    /// page is an empty open thread. A page of comments costs the same wherever it begins. It may hold
    /// fewer than `limit`, since its bytes are bounded as well: only `next: null` is the end. While the
    /// database does not answer, the page is served as it was last known, for up to 60 seconds; `Age` and
    /// `Cache-Status` say so.
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
        /// The page's key or full URL. Where a template left it unfilled, it is the page of `Referer`.
        #[oai(validator(max_length = 16384))]
        page: Query<String>,
        /// The order of conversations; `oldest` when not said.
        order: Query<Option<ListOrder>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        /// How many comments at most; 50 when not said.
        limit: Query<Option<u8>>,
        /// `next` of the part before.
        after: Query<Option<String>>,
    ) -> Result<Ready<Listing>, Refused<{ NOT_FOUND | INVALID }>> {
        let site = self.site(&site.0).await?;
        let RequestedPage { page, is_referred } =
            page_key::requested(&self.sites, request, &site, &page.0)?;
        let order = Order::from(order.0.unwrap_or_default());
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
            Made::json(&listing)
        });
        let (made, freshness) = listing.await?;
        let cache_control = if is_referred { PERSONAL } else { PUBLIC };
        Ok(Ready::new(made, cache_control).confirmed_ago(freshness.stale_age()))
    }

    /// One approved comment
    ///
    /// With the page that it belongs to. Comments that wait, were rejected or never existed answer 404 alike.
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
    ) -> Result<Ready<PublicComment>, Refused<{ NOT_FOUND }>> {
        let site = self.site(&site.0).await?;
        let shown = self
            .comments
            .one(&site, id.0)
            .await
            .map_err(Problem::from)?;
        let comment = shown
            .map(|shown| PublicComment::new(shown, &self.base_url))
            .ok_or_else(|| Problem::missing("problem-no-comment"))?;
        Ok(Ready::new(Made::json(&comment)?.shared(), PUBLIC))
    }

    /// How many approved comments pages have
    ///
    /// For up to 100 pages at once. A page without comments has 0. So has a page that no key can be
    /// made of; `warnings` says why. While the database does not answer, counts are served as they were
    /// last known, for up to 60 seconds; `Age` and `Cache-Status` say so.
    #[oai(
        path = "/sites/:site/counts",
        method = "get",
        operation_id = "count_comments",
        tag = "Tag::Readers"
    )]
    async fn counts(
        &self,
        /// The site's slug.
        site: Path<String>,
        #[oai(validator(min_items = 1, max_items = 100))]
        /// 1 to 100 pages; repeat the parameter. Counts are named as the pages were asked for.
        page: Query<Vec<String>>,
    ) -> Result<Ready<Counts>, Refused<{ NOT_FOUND | INVALID }>> {
        let site = self.site(&site.0).await?;
        if !(1..=100).contains(&page.0.len()) {
            return Err(Problem::field("page", "out_of_range", "Ask for 1 to 100 pages.").into());
        }
        let (counts, freshness) = self.count(&site, page.0, |_| "page".to_owned()).await?;
        let ready = Ready::new(Made::json(&counts)?.into(), PUBLIC);
        Ok(ready.confirmed_ago(freshness.stale_age()))
    }

    /// How many approved comments pages have, for long lists
    ///
    /// The same answer as `GET` gives, for lists of pages that are too long for an address. It is not
    /// cached and has a wide limit.
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
    ) -> Result<Json<Counts>, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        self.take_reading_turn(&site, context)?;
        let field = |at| format!("pages.{at}");
        match self.count(&site, body.0.pages, field).await? {
            (counts, Freshness::Current) => Ok(Json(counts)),
            (_, Freshness::LastKnown { error, .. }) => Err(Problem::from(error).into()),
        }
    }

    /// Everything that a form needs
    ///
    /// Ask for it when the form is shown: the token tells how long somebody took to write. Where
    /// there is a challenge, look for the counter (from 0 on) whose key begins as it says, and send
    /// both as `solution`; ALTCHA's solvers (version 2, `PBKDF2/SHA-256`) can do it. Whoever does not
    /// can post all the same, and waits for a moderator.
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
        /// The page's key or full URL. Where a template left it unfilled, it is the page of `Referer`.
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
    /// As JSON, answered with 201, or as a plain HTML form, answered with 303 to `redirect` (or to
    /// the page's `url`) or with a page that holds the form with all that was typed and a message
    /// beside each wrong field. Field problems are found before a turn of the limits is taken.
    ///
    /// A moderator's session or API key posts as the moderator, under the display name: published at
    /// once with `author.role`, also on a closed thread; no form token is needed, and `author` is
    /// refused. It is accepted without an `Origin` header or from this server's own origin, else 403,
    /// and needs the right to decide on the site. On the blog's own page a moderator uses a commenter
    /// session that was linked with `link_moderator`.
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
        /// Any word of 1 to 255 characters, new for every comment: sent again with the same body
        /// within 24 hours, it gets the first answer again and never makes a second comment.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        idempotency_key: Header<Option<String>>,
        body: JsonOrForm<NewComment, PostedForm>,
    ) -> Result<Posted, FormRefused<FORM_REFUSALS>> {
        let site = self.site(&site.0).await?;
        posted::answer(
            self,
            &site,
            context,
            &sender,
            Browser::of(request, &site),
            idempotency_key.0.as_deref(),
            &body,
        )
        .await
    }

    /// Preview a comment
    ///
    /// Returns the HTML exactly as it would be published. Nothing is stored. A preview is charged to the
    /// limit for reading, one turn and another one for each 1,024 bytes of the text.
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

    /// Edit an own comment
    ///
    /// Within the edit window. The new text is inspected and moderated again, but for what a moderator
    /// published: that is changed with the moderator's credential or linked session, not with the edit
    /// token alone, and stays published.
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
        /// `edit_token` of the answer to the submission; not needed with the session that wrote it.
        #[oai(name = "Edit-Token")]
        edit_token: Header<Option<String>>,
        body: StrictJson<TextBody>,
    ) -> Result<
        Json<Edited>,
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
        Ok(Json(Edited {
            status: comment.status,
            message: posted::message(comment.status, site.policy.language),
            comment,
        }))
    }

    /// Delete an own comment
    ///
    /// Within the edit window. What was written is erased; with replies below it, an empty stub stays.
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
        /// `edit_token` of the answer to the submission; not needed with the session that wrote it.
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

    /// The caller's own comments on a page
    ///
    /// With their status, those that wait included, oldest first. A part may hold fewer than `limit`, since
    /// its bytes are bounded as well: only `next: null` is the end. Own are the comments whose edit tokens are sent,
    /// those of the session's person, and those that a moderator published.
    #[oai(
        path = "/sites/:site/mine",
        method = "get",
        operation_id = "list_own_comments",
        tag = "Tag::Commenters"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "the parameters of the contract, one each"
    )]
    async fn mine(
        &self,
        request: &Request,
        sender: Sender,
        /// The site's slug.
        site: Path<String>,
        /// The page's key or full URL. Where a template left it unfilled, it is the page of `Referer`.
        #[oai(validator(max_length = 16384))]
        page: Query<String>,
        /// Up to 50 edit tokens, separated by commas.
        #[oai(name = "Edit-Token")]
        edit_token: Header<Option<String>>,
        /// How many at most; 50 when not said.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// `next` of the part before; send the same tokens again.
        after: Query<Option<String>>,
    ) -> Result<Json<Mine>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>> {
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
        Ok(Json(Mine {
            next: found.next.map(write_id),
            items: found
                .comments
                .into_iter()
                .map(|own| OwnComment::new(&site, own.into(), now, &self.base_url))
                .collect(),
        }))
    }
}

/// Groups of operations in the document.
#[derive(Debug, poem_openapi::Tags)]
enum Tag {
    /// Reading comments. No credential is needed; answers are the same bytes for everybody.
    Readers,
    /// Writing comments, and what authors do with their own.
    Commenters,
}

impl CommentsApi {
    async fn site(&self, slug: &str) -> Result<Arc<Site>, Problem> {
        self.sites
            .find(slug)
            .await
            .ok_or_else(|| Problem::missing("problem-no-site"))
    }

    /// Things that cost work but change nothing have a limit too, a wide one.
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
