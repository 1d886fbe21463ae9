//! The endpoints of threads.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
    types::{Example, MaybeUndefined},
};

use super::{ModerationTag, scope::find_site};
use crate::{
    comment::{Comments, Thread, TitleChange, TitleSource},
    http::{BODY, FORBIDDEN, INVALID, NOT_FOUND, Problem, Refused, StrictJson, UNAUTHORIZED},
    moderator::{CurrentModerator, Permission},
    site::{Site, Sites},
    text::{Page, Title},
};

/// The endpoints of threads.
#[derive(Clone, Debug)]
pub(crate) struct ThreadsApi {
    pub comments: Comments,
    pub sites: Sites,
}

/// The thread of a page, as moderators see it.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct ModeratedThread {
    /// The key of the page.
    pub page: String,
    /// The full URL of the page, if a published comment contained one for this page.
    pub url: Option<String>,
    /// The title of the page.
    pub title: Option<String>,
    /// The origin of the title. Null if it is that of the oldest approved comment with a title: such a
    /// title comes from the author's browser and can be forged.
    pub title_source: Option<TitleSource>,
    /// The number of approved comments.
    pub count: i64,
    /// Incremented with every public change.
    pub version: i64,
}

impl From<Thread> for ModeratedThread {
    fn from(thread: Thread) -> Self {
        Self {
            page: thread.page,
            url: thread.url,
            title: thread.title,
            title_source: thread.title_source,
            count: thread.approved,
            version: thread.version,
        }
    }
}

impl Example for ModeratedThread {
    fn example() -> Self {
        Self {
            page: "/2026/thing-12".to_owned(),
            url: Some("https://blog.example/2026/thing-12/".to_owned()),
            title: Some("Thing 12 – Party time!".to_owned()),
            title_source: Some(TitleSource::Moderator),
            count: 3,
            version: 7,
        }
    }
}

/// The changes to a thread.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(super) struct ChangeThread {
    /// The title of the page, at most 300 characters; null for the title from comments. A title set
    /// here is never overwritten by a comment.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub title: MaybeUndefined<String>,
}

impl Example for ChangeThread {
    fn example() -> Self {
        Self {
            title: MaybeUndefined::Value("Thing 12 – Party time!".to_owned()),
        }
    }
}

#[OpenApi]
impl ThreadsApi {
    /// Read the thread of a page
    ///
    /// Returns the title, its origin, and the number of approved comments.
    #[oai(
        path = "/moderation/sites/:site/thread",
        method = "get",
        operation_id = "read_thread",
        tag = "ModerationTag::Moderation"
    )]
    async fn read(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        /// The key of the page, or its full URL.
        page: Query<String>,
    ) -> Result<Json<ModeratedThread>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>>
    {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::ReadQueue).await?;
        let page = existing_page(&site, &page.0)?;
        let found = self.comments.thread(&site, page.as_str()).await;
        let thread = found?;
        let thread = thread.ok_or_else(|| Problem::not_found("thread"))?;
        Ok(Json(thread.into()))
    }

    /// Change the title of a thread
    ///
    /// A title from comments comes from the browsers of their authors. A title set here replaces it
    /// until it is set to null. The log gets an entry with both titles.
    #[oai(
        path = "/moderation/sites/:site/thread",
        method = "patch",
        operation_id = "change_thread",
        tag = "ModerationTag::Moderation"
    )]
    async fn change(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        /// The key of the page, or its full URL.
        page: Query<String>,
        body: StrictJson<ChangeThread>,
    ) -> Result<Json<ModeratedThread>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>>
    {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::Decide).await?;
        let page = existing_page(&site, &page.0)?;
        let title = match body.0.title {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(title) => Some(Some(parse_title(&title)?)),
        };
        let found = match title {
            None => self.comments.thread(&site, page.as_str()).await,
            Some(title) => {
                let change = TitleChange {
                    page,
                    title,
                    moderator: moderator.id,
                    login: moderator.login.clone(),
                };
                self.comments.set_title(&site, change).await
            }
        };
        let thread = found?;
        let thread = thread.ok_or_else(|| Problem::not_found("thread"))?;
        Ok(Json(thread.into()))
    }
}

fn existing_page(site: &Site, key: &str) -> Result<Page, Problem> {
    site.existing_page(key)
        .map_err(|fault| Problem::field("page", fault.code, fault.message))
}

fn parse_title(title: &str) -> Result<Title, Problem> {
    Title::parse(title).map_err(|fault| Problem::field("title", fault.code, fault.message))
}
