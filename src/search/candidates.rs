//! Which comments can match a query, in the order of the list, from what is the fewest to read.

use uuid::Uuid;

use super::sql;
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
};

/// Up to this number of entries, all comments with a term are read and sorted.
const FEW: i64 = 1_000;
/// Up to this number of words that begin with a term, their lists are merged.
const WORDS_MAX: i64 = 64;
/// The number of terms whose entries are counted, the longest first, because a long word is usually rare.
const COUNTED_TERMS: usize = 8;

/// How much earlier and later than the time of a comment its id may be: ids continue from the last one when the clock
/// is set back, and processes have clocks of their own.
const ID_EARLY_MS: i64 = 60_000;
const ID_LATE_MS: i64 = 86_400_000;

/// Returns the ids between which all comments of a period are, both included.
pub(crate) fn id_range(from: Option<Timestamp>, to: Option<Timestamp>) -> (Uuid, Uuid) {
    let id = |ms: i64, rest: u128| {
        let ms = u128::try_from(ms.clamp(0, (1 << 48) - 1)).unwrap_or_default();
        Uuid::from_u128((ms << 80) | rest)
    };
    (
        from.map_or(Uuid::nil(), |at| id(at.0.saturating_sub(ID_EARLY_MS), 0)),
        to.map_or(Uuid::max(), |at| {
            id(at.0.saturating_add(ID_LATE_MS), (1 << 80) - 1)
        }),
    )
}

/// The order of search results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SearchOrder {
    Oldest,
    Newest,
}

impl SearchOrder {
    /// Returns whether `a` comes before `b`.
    pub(crate) fn is_before(self, a: Uuid, b: Uuid) -> bool {
        match self {
            Self::Oldest => a < b,
            Self::Newest => a > b,
        }
    }

    fn sort(self, ids: &mut Vec<Uuid>) {
        ids.sort_unstable();
        if self == Self::Newest {
            ids.reverse();
        }
        ids.dedup();
    }
}

/// Where the candidates of one site come from. Each of them has one term of the query, or possibly none.
#[derive(Clone, Debug)]
pub(crate) enum CandidateSource {
    /// All comments with a rare term.
    Few(Vec<Uuid>),
    /// The lists of frequent words.
    Words(Vec<String>),
    /// All comments, because every term is the beginning of many frequent words.
    All,
}

impl CandidateSource {
    /// Chooses the source for these terms, of which there is at least one.
    pub(crate) async fn choose(
        c: &mut Conn<'_>,
        site: SiteId,
        terms: &[String],
        order: SearchOrder,
    ) -> Result<Self, Error> {
        let mut longest = terms.iter().map(String::as_str).collect::<Vec<_>>();
        longest.sort_by_key(|term| std::cmp::Reverse(term.len()));
        longest.truncate(COUNTED_TERMS);
        let mut counts = Vec::new();
        for term in &longest {
            counts.push(sql::count(c, site, term, FEW)?);
        }
        let mut rarest = (FEW, "");
        for (term, count) in longest.iter().zip(counts) {
            let count = c.receive(count).await?.first().copied().unwrap_or_default();
            if count < rarest.0 {
                rarest = (count, term);
            }
        }
        if rarest.0 < FEW {
            let mut ids = sql::comments(c, site, rarest.1, FEW).await?;
            order.sort(&mut ids);
            return Ok(Self::Few(ids));
        }
        let mut lists = Vec::new();
        for term in &longest {
            lists.push(sql::words(c, site, term, WORDS_MAX + 1)?);
        }
        let mut fewest: Option<Vec<String>> = None;
        for list in lists {
            let words = c.receive(list).await?;
            if i64::try_from(words.len()).is_ok_and(|count| count <= WORDS_MAX)
                && fewest.as_ref().is_none_or(|best| words.len() < best.len())
            {
                fewest = Some(words);
            }
        }
        Ok(fewest.map_or(Self::All, Self::Words))
    }

    /// Returns the next candidates after `after`, at most `limit`, and fewer only at the end.
    pub(crate) async fn next(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        order: SearchOrder,
        after: Uuid,
        limit: usize,
    ) -> Result<Vec<Uuid>, Error> {
        let is_older = order == SearchOrder::Newest;
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        match self {
            Self::Few(ids) => {
                let rest = ids.iter().filter(|id| order.is_before(after, **id));
                Ok(rest.take(limit).copied().collect())
            }
            Self::Words(words) => {
                let mut lists = Vec::new();
                for word in words {
                    lists.push(sql::next_with(c, (site, word), is_older, after, most)?);
                }
                let mut ids = Vec::new();
                for list in lists {
                    ids.extend(c.receive(list).await?);
                }
                order.sort(&mut ids);
                ids.truncate(limit);
                Ok(ids)
            }
            Self::All => sql::next_of_all(c, site, is_older, after, most).await,
        }
    }
}
