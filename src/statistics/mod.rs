//! Statistics: submissions, decisions, time in the queue, and the accuracy of reasons.

mod group_counts;
pub(crate) mod sql;
mod tally;

use std::collections::{BTreeMap, HashMap};

pub(crate) use self::{group_counts::GroupCounts, tally::add_up};
use crate::{
    assessment::ReasonCode,
    classifier::{ErrorLimits, ScoreGates, Thresholds},
    clock::Timestamp,
    db::{Conn, Error},
    site::{SiteId, Sites},
    spam::{DecisionHistory, LabelCounts, ReasonAccuracy, Spam},
};

/// The number of milliseconds in a day.
const DAY: i64 = 86_400_000;

/// A range of days, counted since 1970-01-01 (UTC), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub from: i64,
    pub to: i64,
}

impl Days {
    /// The maximum number of days in a request.
    pub const COUNT_MAX: i64 = 366;

    /// Returns the range of `count` days that ends with the day of `now`.
    #[must_use]
    pub fn last(count: i64, now: Timestamp) -> Self {
        Self {
            from: now.day() - count.clamp(1, Self::COUNT_MAX) + 1,
            to: now.day(),
        }
    }
}

/// Formats the day as `2026-11-24`.
#[must_use]
pub(crate) fn date(day: i64) -> String {
    let mut text = Timestamp(day.saturating_mul(DAY)).rfc3339();
    text.truncate("2026-11-24".len());
    text
}

/// The counts of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCount {
    /// Accepted comments, without those erased since.
    pub received: i64,
    /// Of the received comments, those that are published now.
    pub approved: i64,
    /// Of the received comments, those that are in the spam folder now.
    pub spam: i64,
    /// Of the approved comments, those that the checks had classified as spam.
    pub rescued: i64,
    /// Submissions refused by rate limits; not included in `received`.
    pub refused: i64,
    /// Pending comments that were moved to the spam folder on that day because the queue was full.
    pub overflowed: i64,
    /// Of the received comments, those that wait now, without those of which only an edit waits.
    pub waiting: GroupCounts,
}

impl DayCount {
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            received: self.received + other.received,
            approved: self.approved + other.approved,
            spam: self.spam + other.spam,
            rescued: self.rescued + other.rescued,
            refused: self.refused + other.refused,
            overflowed: self.overflowed + other.overflowed,
            waiting: self.waiting.plus(other.waiting),
        }
    }
}

/// How long comments waited for a decision, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueTimesMeasured {
    pub decided: usize,
    /// The median.
    pub median: Option<i64>,
    /// The 90th percentile.
    pub p90: Option<i64>,
}

impl QueueTimesMeasured {
    fn of(mut waited: Vec<i64>) -> Self {
        waited.sort_unstable();
        let at = |percent: usize| {
            let among = (waited.len() * percent).div_ceil(100);
            waited.get(among.checked_sub(1)?).copied()
        };
        Self {
            decided: waited.len(),
            median: at(50),
            p90: at(90),
        }
    }
}

/// A reason and the decisions about comments that had it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReasonRecord {
    pub code: ReasonCode,
    /// The current weight; `None` for several sites, each of which has its own.
    pub points: Option<f64>,
    pub outcome: LabelCounts,
    pub worth: ReasonAccuracy,
}

/// All statistics.
#[derive(Clone, Debug)]
pub struct SiteStatistics {
    /// Every day, oldest first.
    pub days: Vec<(i64, DayCount)>,
    pub waited: QueueTimesMeasured,
    /// The comments and edits that wait now, regardless of the days.
    pub waiting: GroupCounts,
    /// All decisions, regardless of the days.
    pub decided: LabelCounts,
    /// `None` for several sites.
    pub thresholds: Option<Thresholds>,
    /// `None` for several sites.
    pub(crate) gates: Option<ScoreGates>,
    /// All reasons, regardless of the days.
    pub reasons: Vec<ReasonRecord>,
}

/// The requested sites, each with the limits within which its filter may err, and the days.
#[derive(Clone, Debug)]
pub struct StatisticsQuery {
    pub(crate) sites: Vec<(SiteId, ErrorLimits)>,
    pub days: Days,
    pub now: Timestamp,
}

impl StatisticsQuery {
    /// Creates the query for these sites.
    pub(crate) async fn new(sites: &Sites, ids: Vec<SiteId>, days: Days, now: Timestamp) -> Self {
        let mut queried = Vec::new();
        for id in ids {
            let site = sites.by_id(id).await;
            queried.extend(site.map(|site| (id, site.policy.error_limits())));
        }
        Self {
            sites: queried,
            days,
            now,
        }
    }
}

/// Reads the statistics from the database.
pub(crate) async fn read(
    c: &mut Conn<'_>,
    query: &StatisticsQuery,
) -> Result<SiteStatistics, Error> {
    let days = query.days;
    let mut counts = (days.from..=days.to)
        .map(|day| (day, DayCount::default()))
        .collect::<BTreeMap<_, _>>();
    let mut add = |day: i64, more: DayCount| {
        if let Some(count) = counts.get_mut(&day) {
            *count = count.plus(more);
        }
    };
    let (mut waited, mut waiting) = (Vec::new(), GroupCounts::default());
    for (site, _) in &query.sites {
        for (day, count) in sql::days(c, *site, days).await? {
            add(day, count);
        }
        for (day, refused) in sql::refused(c, *site, days).await? {
            let count = DayCount::default();
            add(day, DayCount { refused, ..count });
        }
        for (day, overflowed) in sql::overflowed(c, *site, days).await? {
            let count = DayCount::default();
            add(
                day,
                DayCount {
                    overflowed,
                    ..count
                },
            );
        }
        waiting = waiting.plus(sql::counts(c, *site).await?);
        waited.extend(sql::waited(c, *site, days).await?);
    }
    let sites = query.sites.iter().map(|(site, _)| *site);
    let histories = Spam::decided(c, &sites.collect::<Vec<_>>(), query.now).await?;
    let one = match query.sites[..] {
        [(site, limits)] => Some((histories.get(&site).cloned().unwrap_or_default(), limits)),
        _ => None,
    };
    let sum = sum_histories(&histories);
    let reasons = ReasonCode::ALL.iter().map(|code| ReasonRecord {
        code: *code,
        points: one.as_ref().map(|(history, _)| history.points(*code)),
        outcome: sum.outcome(*code),
        worth: sum.accuracy(*code),
    });
    Ok(SiteStatistics {
        days: counts.into_iter().collect(),
        waited: QueueTimesMeasured::of(waited),
        waiting,
        decided: sum.all,
        thresholds: one
            .as_ref()
            .map(|(history, limits)| history.thresholds(*limits)),
        gates: one.as_ref().map(|(history, _)| history.gates()),
        reasons: reasons.collect(),
    })
}

fn sum_histories(histories: &HashMap<SiteId, DecisionHistory>) -> DecisionHistory {
    let mut all = DecisionHistory::default();
    for history in histories.values() {
        all.all = all.all.plus(history.all);
        for (code, outcome) in &history.reasons {
            let sum = all.reasons.entry(*code).or_default();
            *sum = sum.plus(*outcome);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_nine_of_ten_waited_no_longer() {
        assert_eq!(
            QueueTimesMeasured::of(Vec::new()),
            QueueTimesMeasured::default()
        );
        let waited = QueueTimesMeasured::of((0..=100).rev().collect());
        assert_eq!((waited.median, waited.p90), (Some(50), Some(90)));
        let few = QueueTimesMeasured::of(vec![3, 1, 2]);
        assert_eq!((few.median, few.p90), (Some(2), Some(3)));
        let one = QueueTimesMeasured::of(vec![7]);
        assert_eq!((one.decided, one.median, one.p90), (1, Some(7), Some(7)));
    }

    #[test]
    fn days_are_counted_from_today_backwards() {
        let days = Days::last(30, Timestamp(1_795_497_023_042));
        assert_eq!(
            (date(days.from), date(days.to)),
            ("2026-10-26".into(), "2026-11-24".into())
        );
    }
}
