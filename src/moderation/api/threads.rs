//! The endpoints of threads.

use std::sync::Arc;

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
    types::MaybeUndefined,
};

use super::{
    LIMIT, ModerationTag,
    params::THREADS,
    scope::find_site,
    thread_wire::{ChangeThread, ModeratedThread, MoveThread, ThreadList},
};
use crate::{
    clock::Clock,
    comment::{
        Comments, MoveRefusal, MovedBy, Thread, ThreadChanges, ThreadMove, ThreadPatch,
        ThreadRefusal,
    },
    http::{
        BODY, CursorReader, CursorWriter, FORBIDDEN, INVALID, NOT_FOUND, Problem, Refused,
        StrictJson, UNAUTHORIZED,
    },
    locale::Message,
    moderator::{CurrentModerator, Moderator, Permission},
    site::{Site, Sites},
    text::{FieldFault, Title, Website},
};

/// The endpoints of threads.
#[derive(Clone, Debug)]
pub(crate) struct ThreadsApi {
    pub comments: Comments,
    pub sites: Sites,
    pub clock: Clock,
}

#[OpenApi]
impl ThreadsApi {
    /// List the threads of a site, the newest first
    ///
    /// Returns title, state, number of approved comments and newest comment of each thread. `next` continues the list.
    #[oai(
        path = "/moderation/sites/:site/threads",
        method = "get",
        operation_id = "list_threads",
        tag = "ModerationTag::Moderation"
    )]
    async fn list(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        /// The maximum number of threads. Default: 50.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// The `next` of the previous page.
        after: Query<Option<String>>,
    ) -> Result<Json<ThreadList>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::ReadQueue).await?;
        let after = after
            .0
            .map(|after| CursorReader::read(&after, THREADS, CursorReader::uuid))
            .transpose()?;
        let limit = usize::from(limit.0.unwrap_or(LIMIT));
        let (threads, next) = self.comments.threads(&site, after, limit).await?;
        let now = self.clock.now();
        Ok(Json(ThreadList {
            items: threads
                .into_iter()
                .map(|listed| ModeratedThread::listed(&site, listed, now))
                .collect(),
            next: next.map(|id| CursorWriter::new(THREADS).uuid(id).finish()),
        }))
    }

    /// Read the thread of a page
    ///
    /// Returns title and URL with their origins, the state, and the number of approved comments.
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
        let page = named("page", site.existing_page(&page.0))?;
        let found = self.comments.thread(&site, page.as_str()).await?;
        let thread = found.ok_or_else(|| Problem::not_found("thread"))?;
        Ok(Json(ModeratedThread::new(&site, thread, self.clock.now())))
    }

    /// Change a thread
    ///
    /// Closes, locks or reopens the thread, sets its title or its URL, or pins a comment; omitted members stay
    /// unchanged. Title and URL from comments come from the browsers of their authors; what is set here replaces them
    /// until it is set to null. If `state` is set, a page without comments gets a thread. The log gets an entry for
    /// each change.
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
        let (site, thread) = self.apply(&moderator, (&site.0, &page.0), body.0).await?;
        Ok(Json(ModeratedThread::new(&site, thread, self.clock.now())))
    }

    /// Move the thread of a page to another page
    ///
    /// For example after a post got another URL. From then on, `to` is the key of the page, and `from` answers as `to`
    /// does. If `to` has a thread, the comments of both are in one thread afterwards, which has the title and the
    /// state that were set for `to`, or else those that were set for `from`. Many comments are moved in several steps,
    /// between other requests; if the server stops, it continues. If only `to` has a thread, `from` becomes another
    /// key of it. URLs that comments claimed for `from` no longer count. A full URL in `to` must be on an origin of the
    /// site.
    #[oai(
        path = "/moderation/sites/:site/thread/move",
        method = "post",
        operation_id = "move_thread",
        tag = "ModerationTag::Moderation"
    )]
    async fn move_to(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<MoveThread>,
    ) -> Result<Json<ModeratedThread>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>>
    {
        let (site, thread) = self.apply_move(&moderator, &site.0, &body.0).await?;
        Ok(Json(ModeratedThread::new(&site, thread, self.clock.now())))
    }
}

impl ThreadsApi {
    /// Changes the thread of a page, with the slug of the site and the key of the page.
    pub(crate) async fn apply(
        &self,
        moderator: &Moderator,
        (slug, page): (&str, &str),
        body: ChangeThread,
    ) -> Result<(Arc<Site>, Thread), Problem> {
        let site = find_site(&self.sites, moderator, slug, Permission::Decide).await?;
        let patch = ThreadPatch {
            page: named("page", site.existing_page(page))?,
            changes: ThreadChanges {
                title: parse_member(body.title, |title| named("title", Title::parse(&title)))?,
                url: parse_member(body.url, |url| parse_url(&site, &url))?,
                state: parse_member(body.state, Ok)?,
                pinned: parse_member(body.pinned, Ok)?,
            },
            moderator: moderator.id,
            login: moderator.login.clone(),
        };
        match self.comments.change_thread(&site, patch).await {
            Ok(thread) => Ok((site, thread)),
            Err(ThreadRefusal::NoSuchThread) => Err(Problem::not_found("thread")),
            Err(ThreadRefusal::NotPinnable) => {
                let message = Message::new("pinned-invalid");
                Err(Problem::field("pinned", "invalid", message))
            }
            Err(ThreadRefusal::Db(error)) => Err(error.into()),
        }
    }

    /// Moves the thread of a page of the site with this slug.
    pub(crate) async fn apply_move(
        &self,
        moderator: &Moderator,
        slug: &str,
        body: &MoveThread,
    ) -> Result<(Arc<Site>, Thread), Problem> {
        let site = find_site(&self.sites, moderator, slug, Permission::Decide).await?;
        let from = named("from", site.existing_page(&body.from));
        let to = named("to", site.new_page(&body.to));
        let (from, to) = match (from, to) {
            (Ok(from), Ok(to)) => (from, to),
            (from, to) => {
                let wrong = [from.err(), to.err()].into_iter().flatten();
                let wrong = wrong.flat_map(|wrong| wrong.errors).collect::<Vec<_>>();
                return Err(Problem::invalid(wrong));
            }
        };
        // What no page sends can be moved only where it has comments of earlier versions.
        let sent = named("from", site.page(&body.from));
        if self.comments.thread(&site, from.as_str()).await?.is_none() {
            sent?;
        }
        if from == to {
            let message = Message::new("mod-thread-same");
            return Err(Problem::field("to", "invalid", message));
        }
        let wanted = ThreadMove {
            site: site.id,
            from,
            to,
            by: MovedBy::Moderator {
                id: moderator.id,
                login: moderator.login.clone(),
            },
        };
        match self.comments.move_thread(wanted).await {
            Ok(thread) => Ok((site, thread)),
            Err(MoveRefusal::NoSuchThread) => Err(Problem::not_found("thread")),
            Err(MoveRefusal::Db(error)) => Err(error.into()),
        }
    }
}

/// Returns the change that a member asks for: none, the removal of what was set, or a parsed value.
fn parse_member<T, P>(
    member: MaybeUndefined<T>,
    parse: impl FnOnce(T) -> Result<P, Problem>,
) -> Result<Option<Option<P>>, Problem> {
    match member {
        MaybeUndefined::Undefined => Ok(None),
        MaybeUndefined::Null => Ok(Some(None)),
        MaybeUndefined::Value(value) => Ok(Some(Some(parse(value)?))),
    }
}

/// Names the field of a fault.
fn named<T>(field: &'static str, parsed: Result<T, FieldFault>) -> Result<T, Problem> {
    parsed.map_err(|fault| Problem::field(field, fault.code, fault.message))
}

/// Parses the URL of a page. Readers are sent to it, so it must be on an origin of the site.
fn parse_url(site: &Site, url: &str) -> Result<String, Problem> {
    let url = named("url", Website::parse(url))?.into_string();
    if site.owns(&url) {
        return Ok(url);
    }
    named("url", Err(site.foreign_origin()))
}
