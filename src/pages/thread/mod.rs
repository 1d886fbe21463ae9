//! The comments of a page as HTML: as a part for the embedded element and for site generators, and as a whole
//! page with the form, for readers without a script.

mod change_forms;
mod changes;
mod form;
mod fragment;
mod own;
pub(crate) mod scripts;
mod view;
mod whole_page;

use std::sync::{Arc, LazyLock};

use minijinja::Environment;
use poem::{
    IntoResponse, Request, Response,
    http::{StatusCode, header},
};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    registry::{MetaHeader, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};
use url::form_urlencoded;
use uuid::Uuid;

pub(crate) use self::{
    change_forms::ChangeFormsApi, changes::OwnCommentLinks, form::REPLY_TEMPLATES,
};
use self::{
    changes::{ChangeResult, RequestedChange},
    view::ThreadLinks,
};
use crate::{
    closed_set::closed_set,
    comment::{
        Comments, ListingKey, RootOrder,
        api::{ReaderTag, page_key},
    },
    commenter::People,
    html,
    http::{
        API_BASE, Cached, CursorReader, HtmlText, INVALID, KnownWord, NOT_FOUND, Problem, Refused,
        RequestContext, TOO_FAST, UNAUTHORIZED,
    },
    locale::Language,
    moderator::Moderators,
    site::{Site, Sites},
    submission::api::{Sender, SubmissionsApi},
};

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let [reply, icons] = REPLY_TEMPLATES;
    html::environment(&[
        reply,
        icons,
        ("thread.html", include_str!("thread.html")),
        ("fragment.html", include_str!("fragment.html")),
        ("own_list.html", include_str!("own_list.html")),
        ("page.html", include_str!("page.html")),
        ("change.html", include_str!("change.html")),
        ("change_refused.html", include_str!("change_refused.html")),
    ])
});

/// The number of comments in a part: fewer than in a list as JSON, since all of them are shown.
const LIMIT: u8 = 50;

closed_set! {
    /// A part of a thread page.
    pub(crate) enum ThreadSection: "ThreadPart" {
        /// The comments and the form without anything personal: the same bytes for every client.
        Comments = "comments",
        /// The comments of the caller, also those that wait.
        Own = "own",
    }
}

/// The endpoint of threads as HTML.
#[derive(Clone, Debug)]
pub(crate) struct ThreadApi {
    pub comments: Comments,
    pub sites: Sites,
    pub people: People,
    pub moderators: Moderators,
    pub submissions: SubmissionsApi,
    /// The public URL of this server, without a trailing slash.
    pub base_url: String,
}

/// The selected part of a thread.
struct ThreadSelection {
    site: Arc<Site>,
    page: String,
    is_referred: bool,
    language: Language,
    key: ListingKey,
}

/// What whole pages know besides the selected part.
#[derive(Clone, Copy, Debug)]
struct PageOptions {
    /// The comment to reply to.
    reply: Option<Uuid>,
    /// Whether a comment was accepted and waits.
    is_pending: bool,
    /// The result of an edit or a deletion.
    result: Option<ChangeResult>,
    /// The comment around which the part is.
    around: Option<Uuid>,
    /// The comment of the reader to edit or delete.
    change: Option<RequestedChange>,
    /// Whether a signed-in person wants to use another account.
    is_switching_account: bool,
}

/// A part of a thread, or a whole page.
#[derive(Debug)]
pub(crate) enum ThreadResponse {
    Part(Cached<HtmlText>),
    Page(Response),
    /// The page has another key now: the URL with that key.
    Moved(String),
}

impl IntoResponse for ThreadResponse {
    fn into_response(self) -> Response {
        match self {
            Self::Part(part) => part.into_response(),
            Self::Page(page) => page,
            Self::Moved(url) => Response::builder()
                .status(StatusCode::MOVED_PERMANENTLY)
                .header(header::LOCATION, url)
                // The thread may be moved back.
                .header(header::CACHE_CONTROL, page_key::PUBLIC)
                .finish(),
        }
    }
}

impl ApiResponse for ThreadResponse {
    fn meta() -> MetaResponses {
        let mut meta = Cached::<HtmlText>::meta();
        meta.responses.push(MetaResponse {
            description: "Only for whole pages: the thread was moved, and the page has another key.",
            status: Some(StatusCode::MOVED_PERMANENTLY.as_u16()),
            status_range: None,
            content: Vec::new(),
            headers: vec![MetaHeader {
                name: "Location".to_owned(),
                description: Some("The URL with the key of the page.".to_owned()),
                required: true,
                deprecated: false,
                schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
            }],
        });
        meta
    }

    fn register(registry: &mut Registry) {
        Cached::<HtmlText>::register(registry);
    }
}

#[OpenApi]
impl ThreadApi {
    /// Read the comments of a page as HTML
    ///
    /// With `part=comments` the thread and its form, to be inserted into a page: the same bytes for every client,
    /// with an `ETag`; credentials are ignored. With `part=own` the caller's own comments, which need a session
    /// or edit tokens. Without `part` a whole page that works without a script: thread and form, with sign-in by
    /// redirect and a cookie of this server. Markup and class names are described in the documentation.
    #[oai(
        path = "/sites/:site/thread",
        method = "get",
        operation_id = "read_thread_page",
        tag = "ReaderTag::Readers"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter")]
    async fn thread(
        &self,
        request: &Request,
        context: RequestContext,
        sender: Sender,
        /// The site's slug.
        site: Path<String>,
        /// The page's key or full URL. If a template left it unfilled, the page in `Referer` is used.
        #[oai(validator(max_length = 16384))]
        page: Query<String>,
        /// The part of the page; the whole page by default.
        part: Query<Option<KnownWord<ThreadSection>>>,
        /// The language as an ISO 639-1 code, with or without a region; that of the site by default, and if it
        /// is none of the languages of this server.
        #[oai(validator(max_length = 64))]
        lang: Query<Option<String>>,
        /// The order of conversations; `oldest` by default.
        order: Query<Option<KnownWord<RootOrder>>>,
        /// The cursor of the next part, from the link to it.
        after: Query<Option<String>>,
        /// The part that contains this comment, if it is one of the page's. Takes precedence over `after`.
        around: Query<Option<Uuid>>,
        /// Only for whole pages: the comment to reply to.
        reply: Query<Option<Uuid>>,
        /// Only for whole pages: the caller's own comment to edit, with a session in a cookie.
        edit: Query<Option<Uuid>>,
        /// Only for whole pages: the caller's own comment to delete, after a question.
        delete: Query<Option<Uuid>>,
        /// Only for whole pages: `pending` after a comment was accepted and waits for a moderator; `saved`, `waiting`,
        /// `edit-waiting` or `deleted` after the caller's comment was edited or deleted.
        #[oai(validator(max_length = 64))]
        comment: Query<Option<String>>,
        /// Only for whole pages: `1` if a signed-in person wants to use another account.
        #[oai(validator(max_length = 64))]
        change: Query<Option<String>>,
        /// Only for `part=own`: edit tokens from the responses to submissions, separated by commas.
        #[oai(name = "Edit-Token", validator(max_length = 8192))]
        edit_token: Header<Option<String>>,
    ) -> Result<ThreadResponse, Refused<{ UNAUTHORIZED | NOT_FOUND | INVALID | TOO_FAST }>> {
        let site = self.sites.require(&site.0).await?;
        let requested = page_key::requested(&self.sites, request, &site, &page.0)?;
        let order = order.0.map(KnownWord::get).unwrap_or_default();
        let language = lang.0.as_deref().and_then(Language::of_tag);
        let after = match (around.0, after.0) {
            (Some(id), _) => {
                // It reads up to three parts, which no cache holds.
                self.comments
                    .charge_reading(&site.slug, context.address, 1)
                    .map_err(Problem::from)?;
                let page = requested.page.as_str();
                self.comments
                    .before(&site, page, id, (order, LIMIT))
                    .await?
            }
            (None, Some(after)) => {
                CursorReader::read(&after, cursor_kind(order), CursorReader::ids)?
            }
            (None, None) => Vec::new(),
        };
        let page = self
            .comments
            .current_key(&site, requested.page.as_str())
            .await;
        if part.0.is_none() && !requested.is_referred && page != requested.page.as_str() {
            return Ok(ThreadResponse::Moved(self.with_page(request, &site, &page)));
        }
        let selection = ThreadSelection {
            language: language.unwrap_or(site.policy.language),
            page,
            is_referred: requested.is_referred,
            key: ListingKey {
                order,
                limit: LIMIT,
                after,
                variant: 0,
            },
            site,
        };
        Ok(match part.0.map(KnownWord::get) {
            Some(ThreadSection::Comments) => {
                ThreadResponse::Part(self.fragment(request, selection).await?)
            }
            Some(ThreadSection::Own) => ThreadResponse::Page(
                self.own(&selection, &requested.page, &sender, edit_token.0)
                    .await?,
            ),
            None => {
                let result = comment.0.as_deref();
                let edit = edit.0.map(RequestedChange::Edit);
                let options = PageOptions {
                    reply: reply.0,
                    is_pending: result == Some("pending"),
                    result: result.and_then(|result| result.parse().ok()),
                    around: around.0,
                    change: edit.or_else(|| delete.0.map(RequestedChange::Delete)),
                    is_switching_account: change.0.is_some(),
                };
                let page = self.whole_page(request, &context, selection, options);
                ThreadResponse::Page(Box::pin(page).await?)
            }
        })
    }
}

impl ThreadApi {
    /// Returns the URL of the request with another page.
    fn with_page(&self, request: &Request, site: &Site, page: &str) -> String {
        let query = request.original_uri().query().unwrap_or_default();
        let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page");
        let mut moved = form_urlencoded::Serializer::new(String::new());
        moved.append_pair("page", page).extend_pairs(others);
        format!(
            "{}{API_BASE}/sites/{}/thread?{}",
            self.base_url,
            site.slug,
            moved.finish()
        )
    }

    fn links(&self, selection: &ThreadSelection) -> ThreadLinks {
        let ThreadSelection {
            site,
            page,
            language,
            key,
            ..
        } = selection;
        ThreadLinks::new(&self.base_url, site, page, *language, key.order)
    }
}

/// Of cursors, which are different for each order.
const fn cursor_kind(order: RootOrder) -> u8 {
    match order {
        RootOrder::Oldest => 31,
        RootOrder::Newest => 32,
    }
}
