//! Re-rendering of stored comments after the renderer has changed.
//!
//! The HTML of a comment is stored with the version of the renderer that wrote it. Older HTML is
//! replaced in chunks, one short transaction each: a stopped process continues where it was, and
//! several processes share the remaining work.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    Comments,
    sql::{self, rerender::OutdatedComment},
};
use crate::{
    db::{ChunkRunner, Conn, Db, Error},
    render::{self, render},
    site::SiteId,
    text::Website,
};

/// A comment as the current renderer and rules write it.
#[derive(Clone, Debug)]
struct Renewed {
    before: OutdatedComment,
    html: String,
    website: Option<String>,
}

impl Renewed {
    fn new(before: OutdatedComment) -> Self {
        let website = before.website.as_deref().map(Website::parse);
        Self {
            html: render(&before.text),
            website: website.and_then(Result::ok).map(Website::into_string),
            before,
        }
    }

    /// Returns whether readers see a difference.
    fn is_visible(&self) -> bool {
        let before = &self.before;
        before.is_approved && (before.html != self.html || before.website != self.website)
    }
}

/// The pages of a site on which comments changed.
type ChangedPages = BTreeSet<(SiteId, String)>;

impl Comments {
    /// Re-renders what an earlier version of the renderer wrote. Returns the number of comments.
    pub async fn rerender(&self) -> Result<u64, Error> {
        let mut total = 0;
        let mut chunks = ChunkRunner::new(&self.0.db);
        while let Some((count, pages)) = rerender_chunk(&self.0.db, &mut chunks).await? {
            for (site, page) in pages {
                self.0.reading.forget(site, &page);
            }
            total += count;
        }
        if total > 0 {
            tracing::info!(
                comments = total,
                renderer = render::VERSION,
                "comments re-rendered"
            );
        }
        Ok(total)
    }
}

/// Re-renders what an earlier version of the renderer wrote, in a process that does not serve requests.
/// Calls `progress` with the number of comments of each chunk.
pub(crate) async fn rerender(db: &Db, mut progress: impl FnMut(u64)) -> Result<u64, Error> {
    let mut total = 0;
    let mut chunks = ChunkRunner::new(db);
    while let Some((count, _)) = rerender_chunk(db, &mut chunks).await? {
        progress(count);
        total += count;
    }
    Ok(total)
}

/// Renders one chunk. Returns `None` when nothing is left, or when others are changing all that is
/// left.
async fn rerender_chunk(
    db: &Db,
    chunks: &mut ChunkRunner,
) -> Result<Option<(u64, ChangedPages)>, Error> {
    let outdated = db
        .read(chunks.rows(), |c, rows| {
            Box::pin(sql::rerender::outdated(c, render::VERSION, *rows))
        })
        .await?
        .rows;
    if outdated.is_empty() {
        return Ok(None);
    }
    let renewed =
        tokio::task::spawn_blocking(|| outdated.into_iter().map(Renewed::new).collect::<Vec<_>>());
    let renewed = renewed.await.map_err(|_| Error::Panicked)?;
    let (count, pages) = chunks
        .run(renewed, |c, renewed, _| Box::pin(store(c, renewed)))
        .await?;
    Ok((count > 0).then_some((count, pages)))
}

async fn store(c: &mut Conn<'_>, renewed: &[Renewed]) -> Result<(u64, ChangedPages), Error> {
    let sites = renewed
        .iter()
        .map(|new| new.before.site)
        .collect::<BTreeSet<_>>();
    let sites = sites.into_iter().collect::<Vec<SiteId>>();
    let ids = renewed
        .iter()
        .map(|new| new.before.id)
        .collect::<Vec<Uuid>>();
    sql::lock_threads(c, &sites, &ids)?;
    let mut count = 0;
    let mut changed = BTreeSet::new();
    for new in renewed {
        let website = new.website.as_deref();
        let before = &new.before;
        if sql::rerender::replace(c, before, &new.html, website, render::VERSION).await? {
            count += 1;
            if new.is_visible() {
                changed.insert((before.site, before.thread, before.page.clone()));
            }
        }
    }
    for (site, thread, _) in &changed {
        sql::change_threads(c, *site, &[*thread], 0)?;
    }
    let pages = changed.into_iter().map(|(site, _, page)| (site, page));
    Ok((count, pages.collect()))
}
