//! The queue: the comments to decide about, with all data needed to decide.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Moderation,
    filter::{CommentFilter, KeyOrder, QueueCursor},
    search, sql,
};
use crate::{
    assessment::QueueGroup,
    clock::Timestamp,
    comment::{self, Comment, CommentStatus},
    db::{Conn, Error},
    site::SiteId,
    statistics::{self, Days, GroupCounts},
};

/// How many days the queue reports comments that were moved out because it was full.
const OVERFLOW_DAYS: i64 = 7;

/// The numbers of the author's other comments on the site, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthorOutcomes {
    pub approved: i64,
    pub spam: i64,
    pub trash: i64,
}

/// A comment in the queue.
#[derive(Clone, Debug)]
pub struct QueuedComment {
    pub comment: Comment,
    pub record: AuthorOutcomes,
    /// The group in which the comment or its edit waits; `None` if neither waits.
    pub group: Option<QueueGroup>,
    /// The number of notes of moderators on the author.
    pub notes: i64,
}

/// Which page of the queue is read.
#[derive(Clone, Debug)]
pub struct QueueQuery {
    pub sites: Vec<SiteId>,
    pub filter: CommentFilter,
    pub order: KeyOrder,
    /// The cursor of the page; `None` for the first one.
    pub after: Option<QueueCursor>,
    /// The maximum number of comments.
    pub limit: usize,
}

/// A page of the queue.
#[derive(Clone, Debug)]
pub struct QueuePart {
    pub items: Vec<QueuedComment>,
    /// The cursor of the next page, if there is one.
    pub next: Option<QueueCursor>,
    /// Whether a search may miss comments, because the words of some are not stored yet.
    pub is_incomplete: bool,
    /// The time of the latest change included in this page.
    pub latest_change: Timestamp,
    /// The number of pending comments that were moved to the spam folder in the last seven days because
    /// the queue was full.
    pub overflowed: i64,
    /// The number of waiting comments of the sites, regardless of the filter.
    pub waiting: GroupCounts,
}

impl Moderation {
    /// Returns a page of the queue, and the cursor of the next page if there is one.
    pub async fn queue(&self, query: QueueQuery) -> Result<QueuePart, Error> {
        let days = Days::last(OVERFLOW_DAYS, self.clock.now());
        if query.filter.terms.is_some() {
            crate::search::catch_up(&self.db, &query.sites).await?;
        }
        self.db
            .read_long((query, days), |c, (query, days)| {
                Box::pin(async move {
                    let mut part = read_part(c, query).await?;
                    for site in &query.sites {
                        let counts = statistics::sql::overflowed(c, *site, *days).await?;
                        part.overflowed += counts.iter().map(|(_, count)| count).sum::<i64>();
                        let counts = statistics::sql::counts(c, *site).await?;
                        part.waiting = part.waiting.plus(counts);
                    }
                    Ok::<_, Error>(part)
                })
            })
            .await
    }

    /// Returns the number of waiting comments of each of these sites. A site without waiting comments is
    /// missing. The cost depends on the queues, which have a cap, and not on the stored comments.
    pub async fn waiting_by_site(
        &self,
        sites: Vec<SiteId>,
    ) -> Result<HashMap<SiteId, GroupCounts>, Error> {
        self.db
            .read(sites, |c, sites| {
                Box::pin(statistics::sql::counts_by_site(c, sites))
            })
            .await
    }

    /// Returns one comment with the author's record.
    pub async fn find(&self, sites: &[SiteId], id: Uuid) -> Result<Option<QueuedComment>, Error> {
        let found = self.find_all(sites, &[id]).await?;
        Ok(found.into_iter().next())
    }

    /// Returns these comments with the records of their authors, oldest first.
    pub async fn find_all(
        &self,
        sites: &[SiteId],
        ids: &[Uuid],
    ) -> Result<Vec<QueuedComment>, Error> {
        let input = (sites.to_vec(), ids.to_vec());
        self.db
            .read(input, |c, (sites, ids)| {
                Box::pin(async move {
                    let comments = sql::find(c, sites, ids).await?;
                    to_queued(c, comments).await
                })
            })
            .await
    }
}

impl Moderation {
    /// Returns the comments of a site that wait in the group `review`, the newest first.
    pub async fn newest_waiting(
        &self,
        site: SiteId,
        limit: usize,
    ) -> Result<Vec<QueuedComment>, Error> {
        self.db
            .read((site, limit), |c, (site, limit)| {
                Box::pin(read_newest(c, *site, *limit))
            })
            .await
    }
}

async fn read_newest(
    c: &mut Conn<'_>,
    site: SiteId,
    limit: usize,
) -> Result<Vec<QueuedComment>, Error> {
    let filter = CommentFilter {
        status: Some(CommentStatus::Pending),
        group: Some(QueueGroup::Review),
        ..CommentFilter::default()
    };
    let found = search::keys(c, &[site], &filter, KeyOrder::Newest, None, limit).await?;
    let mut ids = found.keys.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    // A reader of the feed must not make the server hold any number of bytes.
    comment::sql::sizes::cut(c, &[site], &mut ids, limit).await?;
    let mut found = sql::find(c, &[site], &ids).await?;
    found.sort_unstable_by_key(|comment| std::cmp::Reverse(comment.id));
    to_queued(c, found).await
}

async fn read_part(c: &mut Conn<'_>, query: &QueueQuery) -> Result<QueuePart, Error> {
    let QueueQuery {
        sites,
        filter,
        order,
        after,
        limit,
    } = query;
    let latest_change = comment::sql::edits::latest_change(c).await?;
    let wanted = limit.saturating_add(1);
    let search::FoundKeys { mut keys, seen_to } =
        search::keys(c, sites, filter, *order, *after, wanted).await?;
    let mut ids = keys.iter().map(|(_, id)| *id).collect::<Vec<_>>();
    let more = comment::sql::sizes::cut(c, sites, &mut ids, *limit).await?;
    keys.truncate(ids.len());
    let next = if more { keys.last().copied() } else { seen_to };
    let is_incomplete = filter.terms.is_some() && crate::search::is_incomplete(c, sites).await?;
    let mut found = sql::find(c, sites, &ids)
        .await?
        .into_iter()
        .map(|c| (c.id, c))
        .collect::<HashMap<_, _>>();
    let comments = ids.iter().filter_map(|id| found.remove(id)).collect();
    Ok(QueuePart {
        items: to_queued(c, comments).await?,
        next,
        is_incomplete,
        latest_change,
        overflowed: 0,
        waiting: GroupCounts::default(),
    })
}

/// Returns the ids that a filter selects, oldest first, at most `most`, and the time of the latest
/// change considered by the selection.
pub(super) async fn select_ids(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &CommentFilter,
    most: usize,
) -> Result<(Vec<Uuid>, Timestamp), Error> {
    let latest = comment::sql::edits::latest_change(c).await?;
    let keys = search::all_keys(c, sites, filter, most).await?;
    Ok((keys.into_iter().map(|(_, id)| id).collect(), latest))
}

/// Adds the records of the authors and the groups of the queue.
pub(super) async fn to_queued(
    c: &mut Conn<'_>,
    comments: Vec<Comment>,
) -> Result<Vec<QueuedComment>, Error> {
    let mut authors = comments
        .iter()
        .filter_map(|comment| comment.author.clone())
        .collect::<Vec<_>>();
    authors.sort_unstable();
    authors.dedup();
    let mut sites = comments
        .iter()
        .map(|comment| comment.site)
        .collect::<Vec<_>>();
    sites.sort_unstable();
    sites.dedup();
    let records = if authors.is_empty() {
        HashMap::new()
    } else {
        sql::queue::records(c, &sites, &authors).await?
    };
    let notes = if authors.is_empty() {
        HashMap::new()
    } else {
        sql::notes::counts(c, &sites, &authors).await?
    };
    let notes_on = |comment: &Comment| {
        let author = comment.author.clone()?;
        notes.get(&(comment.site, author)).copied()
    };
    let ids = comments.iter().map(|comment| comment.id);
    let groups = sql::queue::groups(c, &sites, &ids.collect::<Vec<_>>()).await?;
    let record = |comment: &Comment| {
        let author = comment.author.as_ref()?;
        let record = *records.get(&(comment.site, author.clone()))?;
        // Excludes the comment itself, because the record is about the author's other comments.
        let of_itself = |status| i64::from(comment.status == status);
        Some(AuthorOutcomes {
            approved: record.approved - of_itself(CommentStatus::Approved),
            spam: record.spam - of_itself(CommentStatus::Spam),
            trash: record.trash - of_itself(CommentStatus::Trash),
        })
    };
    Ok(comments
        .into_iter()
        .map(|comment| QueuedComment {
            record: record(&comment).unwrap_or_default(),
            group: groups.get(&comment.id).copied(),
            notes: notes_on(&comment).unwrap_or_default(),
            comment,
        })
        .collect())
}
