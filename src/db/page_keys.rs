//! Recomputes the keys of existing threads with the current rules of [`Page`], and merges threads that get
//! the same key.
//!
//! It runs for all sites in the transaction of a migration that changes the rules, and chunk by chunk for
//! one site when its origins change: full URLs that were opaque keys then become paths.
//!
//! - A thread whose key differs today is renamed. Its old key remains as an alias.
//! - If a thread with that key exists, the comments move there. The thread is open unless both were closed,
//!   is as old as the older one, and has a version above both.
//! - Conversations under the home page or under what a faulty template produced (`undefined`) move to the
//!   page that their stored URL names. A conversation stays together: the first comment with a URL decides.
//!
//! Paths and stubs of comments depend only on their conversation and remain unchanged.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Conn, Error, Value, statements};
use crate::{
    clock::Timestamp,
    text::{Origin, Page},
};

/// The number of threads read in one query.
const THREADS_AT_ONCE: i64 = 500;
/// The number of comments moved by one statement, unless a single conversation is longer.
const COMMENTS_AT_ONCE: usize = 1_000;

statements! {
    SITES = "SELECT id FROM site ORDER BY id";
    ORIGINS = "SELECT origin FROM site_origin WHERE site = $1";
    THREADS = "SELECT id, page, open, version, created_at FROM thread
        WHERE site = $1 AND id > $2 ORDER BY id LIMIT $3";
    THREAD_OF = "SELECT id FROM thread WHERE site = $1 AND id = COALESCE(
        (SELECT e.id FROM thread e WHERE e.site = $1 AND e.page = $2),
        (SELECT a.thread FROM page_alias a WHERE a.site = $1 AND a.page = $2))";
    RENAME = "UPDATE thread SET page = $3, version = version + 1 WHERE site = $1 AND id = $2";
    ADD_THREAD = "INSERT INTO thread (site, id, page, title, url, open, approved, version, created_at)
        VALUES ($1, $2, $3, NULL, NULL, $4, 0, 1, $5)";
    MERGE = "UPDATE thread SET open = (open OR $3),
            version = CASE WHEN version < $4 THEN $4 ELSE version END,
            created_at = CASE WHEN created_at > $5 THEN $5 ELSE created_at END
        WHERE site = $1 AND id = $2";
    /// The title of a thread that is merged into another one, if it was set and the other's was not.
    MERGE_TITLE = "UPDATE thread SET
            title = (SELECT f.title FROM thread f WHERE f.site = $1 AND f.id = $3),
            title_source = (SELECT f.title_source FROM thread f WHERE f.site = $1 AND f.id = $3)
        WHERE site = $1 AND id = $2 AND title_source IS NULL
            AND EXISTS (SELECT 1 FROM thread f WHERE f.site = $1 AND f.id = $3 AND f.title_source IS NOT NULL)";
    /// Like `SETTLE`, for migrations that run before titles could be set.
    SETTLE_IN_STEP = "UPDATE thread SET version = version + 1,
            approved = (SELECT COUNT(*) FROM comment c
                WHERE c.site = thread.site AND c.thread = thread.id AND c.status = 'approved'),
            title = (SELECT c.page_title FROM comment c WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_title IS NOT NULL ORDER BY c.id LIMIT 1),
            url = (SELECT c.page_url FROM comment c WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_url IS NOT NULL ORDER BY c.id LIMIT 1)
        WHERE site = $1 AND id = $2";
    /// Updates the count, title, URL and version of a thread whose comments have changed.
    SETTLE = "UPDATE thread SET version = version + 1,
            approved = (SELECT COUNT(*) FROM comment c
                WHERE c.site = thread.site AND c.thread = thread.id AND c.status = 'approved'),
            title = CASE WHEN title_source IS NULL THEN (SELECT c.page_title FROM comment c
                WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_title IS NOT NULL ORDER BY c.id LIMIT 1) ELSE title END,
            url = CASE WHEN url_source IS NULL THEN (SELECT c.page_url FROM comment c
                WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_url IS NOT NULL
                AND (thread.urls_after IS NULL OR c.id > thread.urls_after) ORDER BY c.id LIMIT 1) ELSE url END
        WHERE site = $1 AND id = $2";
    /// What moderators set for a thread that is merged into another one, unless they set it for the other.
    MERGE_SET = "UPDATE thread SET
            state = COALESCE(state, (SELECT f.state FROM thread f WHERE f.site = $1 AND f.id = $3)),
            pinned = COALESCE(pinned, (SELECT f.pinned FROM thread f WHERE f.site = $1 AND f.id = $3))
        WHERE site = $1 AND id = $2";
    REMOVE = "DELETE FROM thread WHERE site = $1 AND id = $2";
    COMMENTS = "SELECT root, id, page_url, created_at FROM comment
        WHERE site = $1 AND thread = $2 ORDER BY path";
    MOVE = "UPDATE comment SET thread = $3 WHERE site = $1 AND id = ANY($2)";
    MOVE_ALIASES = "UPDATE page_alias SET thread = $3 WHERE site = $1 AND thread = $2";
    ADD_ALIAS = "INSERT INTO page_alias (site, page, thread) VALUES ($1, $2, $3)
        ON CONFLICT (site, page) DO UPDATE SET thread = $3";
}

/// Returns whether an origin belongs to the site.
pub(crate) type Owns<'a> = &'a (dyn Fn(&str) -> bool + Send + Sync);

/// A migration: recomputes the keys of every site, and moves the comments of ambiguous keys.
pub(super) async fn step(c: &mut Conn<'_>) -> Result<(), Error> {
    for (site, origins) in sites(c).await? {
        let owns = |origin: &str| origins.iter().any(|own| own.as_str() == origin);
        for thread in rename_all(c, site, KeyRules::of_step(&owns)).await? {
            refile(c, site, &thread, &owns).await?;
        }
    }
    Ok(())
}

/// A migration: recomputes the keys of every site only.
pub(super) async fn rekey_all(c: &mut Conn<'_>) -> Result<(), Error> {
    for (site, origins) in sites(c).await? {
        let owns = |origin: &str| origins.iter().any(|own| own.as_str() == origin);
        rename_all(c, site, KeyRules::of_step(&owns)).await?;
    }
    Ok(())
}

/// How keys are computed, and whether titles may have been set.
#[derive(Clone, Copy)]
struct KeyRules<'a> {
    owns: Owns<'a>,
    has_set_titles: bool,
}

impl<'a> KeyRules<'a> {
    /// The rules in a migration, before titles could be set.
    fn of_step(owns: Owns<'a>) -> Self {
        Self {
            owns,
            has_set_titles: false,
        }
    }
}

/// Returns every site with its origins.
pub(super) async fn sites(c: &mut Conn<'_>) -> Result<Vec<(i64, Vec<Origin>)>, Error> {
    let ids: Vec<i64> = c.rows(SITES, &[], |row| row.get(0)).await?;
    let mut sites = Vec::with_capacity(ids.len());
    for id in ids {
        let texts: Vec<String> = c.rows(ORIGINS, &[id.into()], |row| row.get(0)).await?;
        sites.push((
            id,
            texts.iter().flat_map(|text| Origin::parse(text)).collect(),
        ));
    }
    Ok(sites)
}

/// Recomputes the keys of some of a site's threads, in the order of their ids, after its origins have
/// changed. Returns the last examined thread; `None` if there are none after `after`.
pub(crate) async fn rekey_some(
    c: &mut Conn<'_>,
    site: i64,
    owns: Owns<'_>,
    after: Uuid,
    limit: i64,
) -> Result<Option<Uuid>, Error> {
    let keys = KeyRules {
        owns,
        has_set_titles: true,
    };
    rename_some(c, site, keys, after, limit, &mut Vec::new()).await
}

/// Recomputes the keys of a site's threads; returns the threads whose key does not identify a page.
async fn rename_all(
    c: &mut Conn<'_>,
    site: i64,
    keys: KeyRules<'_>,
) -> Result<Vec<KeyedThread>, Error> {
    let mut last = Uuid::nil();
    let mut ambiguous = Vec::new();
    while let Some(end) = rename_some(c, site, keys, last, THREADS_AT_ONCE, &mut ambiguous).await? {
        last = end;
    }
    Ok(ambiguous)
}

/// Recomputes the keys of the threads after `after`, and returns the last of them. Collects those whose key
/// does not identify a page.
async fn rename_some(
    c: &mut Conn<'_>,
    site: i64,
    keys: KeyRules<'_>,
    after: Uuid,
    limit: i64,
    ambiguous: &mut Vec<KeyedThread>,
) -> Result<Option<Uuid>, Error> {
    let parameters = [site.into(), after.into(), limit.into()];
    let threads = c.rows(THREADS, &parameters, thread).await?;
    let end = threads.last().map(|thread| thread.id);
    for thread in threads {
        let Ok(page) = Page::parse_existing(&thread.page, keys.owns) else {
            continue;
        };
        let merged = if page.as_str() == thread.page {
            false
        } else {
            rename(c, site, &thread, &page, keys).await?
        };
        if page.is_ambiguous() && !merged {
            ambiguous.push(KeyedThread {
                page: page.into_string(),
                ..thread
            });
        }
    }
    Ok(end)
}

struct KeyedThread {
    id: Uuid,
    page: String,
    open: bool,
    version: i64,
    created_at: Timestamp,
}

fn thread(row: &super::Row<'_>) -> Result<KeyedThread, Error> {
    Ok(KeyedThread {
        id: row.get(0)?,
        page: row.get(1)?,
        open: row.get(2)?,
        version: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// A root comment and all comments below it, which stay in one thread.
struct Conversation {
    ids: Vec<Uuid>,
    /// The first URL that its comments were sent with.
    url: Option<String>,
    begun_at: Timestamp,
}

/// Gives a thread its current key; returns `true` if it was merged into another one.
async fn rename(
    c: &mut Conn<'_>,
    site: i64,
    thread: &KeyedThread,
    page: &Page,
    keys: KeyRules<'_>,
) -> Result<bool, Error> {
    let target = thread_of(c, site, page.as_str())
        .await?
        .filter(|target| *target != thread.id);
    if let Some(target) = target {
        merge(c, site, thread, target, keys).await?;
    } else {
        let parameters = [site.into(), thread.id.into(), page.as_str().into()];
        c.execute(RENAME, &parameters).await?;
    }
    let thread_id = target.unwrap_or(thread.id);
    let alias = [site.into(), (&thread.page).into(), thread_id.into()];
    c.execute(ADD_ALIAS, &alias).await?;
    Ok(target.is_some())
}

async fn thread_of(c: &mut Conn<'_>, site: i64, page: &str) -> Result<Option<Uuid>, Error> {
    c.row(THREAD_OF, &[site.into(), page.into()], |row| row.get(0))
        .await
}

async fn merge(
    c: &mut Conn<'_>,
    site: i64,
    from: &KeyedThread,
    to: Uuid,
    keys: KeyRules<'_>,
) -> Result<(), Error> {
    let conversations = conversations(c, site, from.id).await?;
    move_all(c, site, &conversations.iter().collect::<Vec<_>>(), to).await?;
    let parameters = [
        site.into(),
        to.into(),
        from.open.into(),
        from.version.into(),
        from.created_at.into(),
    ];
    c.execute(MERGE, &parameters).await?;
    let both: [Value<'_>; 3] = [site.into(), from.id.into(), to.into()];
    c.execute(MOVE_ALIASES, &both).await?;
    if keys.has_set_titles {
        let both: [Value<'_>; 3] = [site.into(), to.into(), from.id.into()];
        c.execute(MERGE_TITLE, &both).await?;
        c.execute(MERGE_SET, &both).await?;
    }
    c.execute(REMOVE, &both[..2]).await?;
    let settle = if keys.has_set_titles {
        SETTLE
    } else {
        SETTLE_IN_STEP
    };
    c.execute(settle, &[site.into(), to.into()]).await?;
    Ok(())
}

/// Moves the conversations of an ambiguous key to the pages that their URLs name.
async fn refile(
    c: &mut Conn<'_>,
    site: i64,
    thread: &KeyedThread,
    owns: Owns<'_>,
) -> Result<(), Error> {
    let conversations = conversations(c, site, thread.id).await?;
    let mut by_page = BTreeMap::<String, Vec<&Conversation>>::new();
    let mut staying = 0;
    for conversation in &conversations {
        let url = conversation.url.as_deref();
        let page = url.and_then(|url| Page::of_url(url, owns));
        match page.filter(|page| page.as_str() != thread.page && !page.is_doubtful()) {
            Some(page) => by_page
                .entry(page.into_string())
                .or_default()
                .push(conversation),
            None => staying += 1,
        }
    }
    if by_page.is_empty() {
        return Ok(());
    }
    for (page, moving) in by_page {
        let first = moving.iter().min_by_key(|moving| moving.begun_at);
        let Some((begun_at, root)) =
            first.and_then(|first| Some((first.begun_at, *first.ids.first()?)))
        else {
            continue;
        };
        let target = if let Some(found) = thread_of(c, site, &page).await? {
            found
        } else {
            // No thread has the id of a comment, and this way the migration needs no random bytes.
            let parameters: [Value<'_>; 5] = [
                site.into(),
                root.into(),
                (&page).into(),
                thread.open.into(),
                begun_at.into(),
            ];
            c.execute(ADD_THREAD, &parameters).await?;
            root
        };
        move_all(c, site, &moving, target).await?;
        let parameters = [
            site.into(),
            target.into(),
            false.into(),
            thread.version.into(),
            begun_at.into(),
        ];
        c.execute(MERGE, &parameters).await?;
        c.execute(SETTLE_IN_STEP, &[site.into(), target.into()])
            .await?;
    }
    let parameters = [site.into(), thread.id.into()];
    let emptied = staying == 0 && thread.open;
    c.execute(if emptied { REMOVE } else { SETTLE_IN_STEP }, &parameters)
        .await?;
    Ok(())
}

async fn conversations(
    c: &mut Conn<'_>,
    site: i64,
    thread: Uuid,
) -> Result<Vec<Conversation>, Error> {
    let rows = c
        .rows(COMMENTS, &[site.into(), thread.into()], |row| {
            let read: (Uuid, Uuid, Option<String>, Timestamp) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(read)
        })
        .await?;
    let mut conversations = BTreeMap::<Uuid, Conversation>::new();
    for (root, id, url, at) in rows {
        let conversation = conversations.entry(root).or_insert(Conversation {
            ids: Vec::new(),
            url: None,
            begun_at: at,
        });
        conversation.ids.push(id);
        conversation.url = conversation.url.take().or(url);
    }
    Ok(conversations.into_values().collect())
}

/// Moves conversations. A comment and its parent must change their thread in one statement.
async fn move_all(
    c: &mut Conn<'_>,
    site: i64,
    conversations: &[&Conversation],
    to: Uuid,
) -> Result<(), Error> {
    let mut ids = Vec::new();
    for conversation in conversations {
        ids.extend_from_slice(&conversation.ids);
        if ids.len() >= COMMENTS_AT_ONCE {
            let parameters: [Value<'_>; 3] = [site.into(), (&ids[..]).into(), to.into()];
            c.execute(MOVE, &parameters).await?;
            ids.clear();
        }
    }
    let parameters: [Value<'_>; 3] = [site.into(), (&ids[..]).into(), to.into()];
    c.execute(MOVE, &parameters).await?;
    Ok(())
}
