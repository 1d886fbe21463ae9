//! The endpoints for commenters.

use poem::Request;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    form::FormInfo,
    own_comments::{EditAnswer, OwnComment, OwnComments},
    preview::PreviewResponse,
    refused_form::SubmitRefusal,
    sender::{BrowserContext, CallerContext, Sender},
    service::SubmissionsApi,
    submission,
    submit::{self, DeleteResponse, SUBMIT_REFUSALS, SubmitResponse},
    wire::{PreviewAnswer, SentSubmission, TextBody},
};
use crate::{
    comment::api::{LIMIT, page_key},
    http::{
        BODY, CONFLICT, FORBIDDEN, INVALID, NOT_FOUND, Problem, Refused, RequestContext,
        StrictJson, TOO_FAST, UNAUTHORIZED,
    },
    locale::Language,
    render::render,
};

/// The group of these operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
pub(crate) enum CommenterTag {
    /// Writing comments and managing one's own.
    Commenters,
}

/// The number of bytes of a preview that cost one more unit of the reading limit. The slowest texts
/// take a few milliseconds per 10 KiB: at 20 units a second, one client uses a small part of one
/// processor.
const PREVIEW_BYTES_PER_UNIT: usize = 1 << 10;

#[OpenApi]
impl SubmissionsApi {
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
        tag = "CommenterTag::Commenters"
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
        /// The language of `texts` as an ISO 639-1 code, with or without a region; that of the site by default,
        /// and if it is none of the languages of this server.
        #[oai(validator(max_length = 64))]
        lang: Query<Option<String>>,
    ) -> Result<Json<FormInfo>, Refused<{ NOT_FOUND | INVALID | TOO_FAST }>> {
        let site = self.sites.require(&site.0).await?;
        self.comments
            .charge_reading(&site.slug, context.address, 1)?;
        let page = page_key::requested(&self.sites, request, &site, &page.0)?.page;
        let form = self
            .submissions
            .open_form(&site, page.as_str(), context.address)
            .await
            .map_err(Problem::from)?;
        let language = lang.0.as_deref().and_then(Language::of_tag);
        Ok(Json(FormInfo::new(
            &site,
            form,
            &self.people,
            self.submissions.spam().external_checks(),
            (language.unwrap_or(site.policy.language), &self.base_url),
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
        tag = "CommenterTag::Commenters"
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
        body: SentSubmission,
    ) -> Result<SubmitResponse, SubmitRefusal<SUBMIT_REFUSALS>> {
        let site = self.sites.require(&site.0).await?;
        let caller = CallerContext {
            sender: &sender,
            address: context.address,
            browser: BrowserContext::of(request, &site),
        };
        let key = idempotency_key.0.as_deref();
        submit::answer(self, &site, &caller, key, body).await
    }

    /// Preview a comment
    ///
    /// Returns the HTML exactly as it would be published, as JSON, or with `Accept: text/html` alone. Nothing is
    /// stored. A preview is charged to
    /// the reading limit: 1 unit, and 1 more for each 1,024 bytes of the text.
    #[oai(
        path = "/sites/:site/preview",
        method = "post",
        operation_id = "preview_comment",
        tag = "CommenterTag::Commenters"
    )]
    async fn preview(
        &self,
        request: &Request,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<TextBody>,
    ) -> Result<PreviewResponse, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.sites.require(&site.0).await?;
        let text = submission::preview(&body.0.text, &site, |bytes| {
            let cost = 1 + bytes / PREVIEW_BYTES_PER_UNIT;
            self.comments
                .charge_reading(&site.slug, context.address, cost)?;
            Ok(())
        })?;
        let html = render(text.as_str());
        let accept = request.header("accept").unwrap_or_default();
        Ok(if accept.starts_with("text/html") {
            PreviewResponse::Html(html)
        } else {
            PreviewResponse::Json(Json(PreviewAnswer { html }))
        })
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
        tag = "CommenterTag::Commenters"
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
        let site = self.sites.require(&site.0).await?;
        let text = (body.0.text.as_str(), context.address);
        let edited = self.edit_own(&site, id.0, (&sender, edit_token.0), text);
        let edited = edited.await?;
        let now = self.submissions.now();
        let comment = OwnComment::new(&site, edited.into(), now, &self.base_url);
        Ok(Json(EditAnswer {
            status: comment.status,
            message: submit::message(comment.status, site.policy.language),
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
        tag = "CommenterTag::Commenters"
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
    ) -> Result<DeleteResponse, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT }>> {
        let site = self.sites.require(&site.0).await?;
        self.delete_own(&site, id.0, (&sender, edit_token.0))
            .await?;
        Ok(DeleteResponse::Done)
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
        tag = "CommenterTag::Commenters"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "one argument for each parameter of the API contract"
    )]
    async fn own_comments(
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
        let site = self.sites.require(&site.0).await?;
        let page = page_key::requested(&self.sites, request, &site, &page.0)?.page;
        let limit = usize::from(limit.0.unwrap_or(LIMIT));
        let part = (after.0, limit);
        Ok(self
            .own_part(&site, &page, &sender, edit_token.0, part)
            .await?)
    }
}
