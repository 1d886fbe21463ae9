//! Which comments a filter selects: from the indexes of the queue, or from the index of words.
//!
//! Rare words are looked up in the index of words. With frequent ones, the lists of one page or one network and short
//! folders are read themselves; other folders are read from the lists of the words. One request
//! looks at a limited number of candidates: two frequent words that hardly ever occur together give a short or empty part
//! of the list with a cursor, not a slow answer.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    filter::{CommentFilter, KeyOrder, QueueCursor},
    sql,
};
use crate::{
    comment::CommentStatus,
    db::{Conn, Error},
    search::{CandidateSource, SearchOrder, id_range},
    site::SiteId,
};

/// The largest number of candidates that one statement reads.
const STEP: usize = 512;
/// The largest number of candidates of a site that one request looks at.
const CANDIDATES_MAX: usize = 5_000;
/// A folder with fewer comments is read itself.
const FOLDER_MAX: i64 = 5_000;
/// The statuses of comments that have a text.
const WITH_TEXT: [CommentStatus; 4] = [
    CommentStatus::Pending,
    CommentStatus::Approved,
    CommentStatus::Spam,
    CommentStatus::Trash,
];

/// The beginning of what a filter selects after a cursor.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundKeys {
    pub(super) keys: Vec<QueueCursor>,
    /// Everything up to here was looked at, and more follows. `None` if the list is complete, or was cut at
    /// the limit.
    pub(super) seen_to: Option<QueueCursor>,
}

impl CommentFilter {
    /// Returns the ids between which all selected comments are, both included.
    pub(super) fn id_range(&self) -> (Uuid, Uuid) {
        id_range(self.from, self.to)
    }

    /// Returns whether the list that the filter selects without its words may be long.
    const fn is_of_a_long_list(&self) -> bool {
        self.page.is_none() && self.network.is_none()
    }
}

/// Returns how to look up words; `None` if the list itself is to be read instead.
async fn words_to_look_up(
    c: &mut Conn<'_>,
    site: SiteId,
    filter: &CommentFilter,
    by: KeyOrder,
) -> Result<Option<(SearchOrder, CandidateSource)>, Error> {
    let order = match by {
        KeyOrder::Oldest => SearchOrder::Oldest,
        // By score, only rare words are looked up, in any order.
        KeyOrder::Newest | KeyOrder::HighestScore | KeyOrder::LowestScore => SearchOrder::Newest,
    };
    if filter.terms().is_empty() {
        return Ok(None);
    }
    let is_by_score = matches!(by, KeyOrder::HighestScore | KeyOrder::LowestScore);
    let source = CandidateSource::choose(c, site, filter.terms(), order).await?;
    let is_quick = match (&source, filter.status) {
        (CandidateSource::Few(_), _) => true,
        _ if is_by_score => false,
        _ if !filter.is_of_a_long_list() => false,
        (_, Some(status)) => sql::search::count(c, site, status).await? >= FOLDER_MAX,
        (_, None) => true,
    };
    Ok(is_quick.then_some((order, source)))
}

/// Returns score and id of the comments that a filter selects, in order, after `after`.
pub(super) async fn keys(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &CommentFilter,
    order: KeyOrder,
    after: Option<QueueCursor>,
    limit: usize,
) -> Result<FoundKeys, Error> {
    let mut found = FoundKeys::default();
    if filter.selects_nothing() {
        return Ok(found);
    }
    for site in sites {
        let words = words_to_look_up(c, *site, filter, order).await?;
        if let Some((_, CandidateSource::Few(ids))) = &words
            && matches!(order, KeyOrder::HighestScore | KeyOrder::LowestScore)
        {
            for ids in ids.chunks(STEP) {
                let matches = sql::search::matches(c, *site, ids, filter).await?;
                let is_next =
                    |key: &QueueCursor| after.is_none_or(|after| is_before(order, after, *key));
                found.keys.extend(matches.into_iter().filter(is_next));
            }
        } else if let Some(words) = words {
            let after = after.map(|(_, id)| id);
            let part = keys_with_words(c, (*site, filter), &words, after, limit).await?;
            found.keys.extend(part.keys);
            found.seen_to = nearest(order, found.seen_to, part.seen_to);
        } else {
            let one = filter.status.as_ref().map(std::slice::from_ref);
            for status in one.unwrap_or(&WITH_TEXT) {
                let keys = sql::queue::keys(c, *site, (filter, *status), order, after, limit);
                found.keys.extend(keys.await?);
            }
        }
    }
    sort(&mut found.keys, order);
    if let Some(end) = found.seen_to {
        found.keys.retain(|key| !is_before(order, end, *key));
    }
    if found.keys.len() > limit {
        found.keys.truncate(limit);
        found.seen_to = None;
    }
    Ok(found)
}

/// Returns all that a filter selects, oldest first, at most `most`.
pub(super) async fn all_keys(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &CommentFilter,
    most: usize,
) -> Result<Vec<QueueCursor>, Error> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let wanted = most.saturating_sub(all.len());
        let part = keys(c, sites, filter, KeyOrder::Oldest, after, wanted).await?;
        all.extend(part.keys);
        match part.seen_to {
            Some(seen_to) if all.len() < most => after = Some(seen_to),
            _ => return Ok(all),
        }
    }
}

/// Looks up words of one site in the index.
async fn keys_with_words(
    c: &mut Conn<'_>,
    (site, filter): (SiteId, &CommentFilter),
    (order, source): &(SearchOrder, CandidateSource),
    after: Option<Uuid>,
    limit: usize,
) -> Result<FoundKeys, Error> {
    let order = *order;
    let (first, last) = filter.id_range();
    let mut after = match order {
        SearchOrder::Oldest => after.unwrap_or_default().max(id_before(first)),
        SearchOrder::Newest => after.unwrap_or(Uuid::max()).min(id_after(last)),
    };
    let mut found = FoundKeys::default();
    let (mut step, mut looked_at) = (limit.clamp(1, STEP), 0);
    while looked_at < CANDIDATES_MAX {
        let mut ids = source.next(c, site, order, after, step).await?;
        let is_end = ids.len() < step;
        looked_at += ids.len();
        let Some(newest_seen) = ids.last().copied() else {
            return Ok(found);
        };
        ids.retain(|id| (first..=last).contains(id));
        if !ids.is_empty() {
            let matches = sql::search::matches(c, site, &ids, filter).await?;
            found.keys.extend(matches);
        }
        let is_past = match order {
            SearchOrder::Oldest => newest_seen > last,
            SearchOrder::Newest => newest_seen < first,
        };
        if is_end || is_past {
            return Ok(found);
        }
        after = newest_seen;
        if found.keys.len() >= limit {
            break;
        }
        step = (step * 2).min(STEP);
    }
    found.seen_to = Some((0, after));
    Ok(found)
}

fn id_before(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_sub(1))
}

fn id_after(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}

/// Sorts keys. A comment that waits because of an edit and is listed with its own status is the same entry.
fn sort(keys: &mut Vec<QueueCursor>, order: KeyOrder) {
    keys.sort_unstable_by(|a, b| match order {
        KeyOrder::Oldest => a.1.cmp(&b.1),
        KeyOrder::Newest => b.1.cmp(&a.1),
        KeyOrder::HighestScore => b.cmp(a),
        KeyOrder::LowestScore => a.cmp(b),
    });
    let mut seen = BTreeSet::new();
    keys.retain(|(_, id)| seen.insert(*id));
}

fn is_before(order: KeyOrder, a: QueueCursor, b: QueueCursor) -> bool {
    match order {
        KeyOrder::Oldest => a.1 < b.1,
        KeyOrder::Newest => a.1 > b.1,
        KeyOrder::HighestScore => a > b,
        KeyOrder::LowestScore => a < b,
    }
}

/// Returns the cursor up to which the lists of all sites were looked at.
fn nearest(order: KeyOrder, a: Option<QueueCursor>, b: Option<QueueCursor>) -> Option<QueueCursor> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if is_before(order, a, b) { a } else { b }),
        (a, b) => a.or(b),
    }
}
