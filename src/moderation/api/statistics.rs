//! The endpoint for statistics.

use poem_openapi::{Object, OpenApi, param::Query, payload::Json, types::Example};

use super::{ModerationTag, ModeratorScope, queue_wire::WaitingCounts};
use crate::{
    assessment::ReasonCode,
    classifier,
    clock::{Clock, Timestamp},
    http::{INVALID, NOT_FOUND, Problem, Refused, UNAUTHORIZED},
    moderation::Moderation,
    moderator::{CurrentModerator, Permission},
    site::Sites,
    spam::{self, Spam},
    statistics::{self, Days, GroupCounts, StatisticsQuery},
};

/// The endpoint for statistics.
#[derive(Clone, Debug)]
pub(crate) struct StatisticsApi {
    pub moderation: Moderation,
    pub sites: Sites,
    pub spam: Spam,
    pub clock: Clock,
}

/// The default number of days.
const DAYS: i64 = 30;

/// One day (UTC) of the requested sites.
#[derive(Clone, Debug, Object)]
pub(super) struct DayStatistics {
    /// The date, such as `2026-11-24`.
    pub date: String,
    /// The number of accepted comments, without those erased since.
    pub received: i64,
    /// Of the received comments, those that are public now.
    pub approved: i64,
    /// Of the received comments, those that are in the spam folder now.
    pub spam: i64,
    /// Of the approved comments, those that the checks had classified as spam.
    pub rescued: i64,
    /// Submissions refused by rate limits or because of a flood; not included in `received`.
    pub refused: i64,
    /// Pending comments that were moved to the spam folder on that day because the queue was full.
    pub overflowed: i64,
    /// Of the received comments, those that wait for a moderator now, by group; without those of which
    /// only an edit waits.
    pub waiting: WaitingCounts,
}

/// How long comments that were decided on these days had waited in the queue.
#[derive(Clone, Debug, Object)]
#[oai(rename = "QueueTimes")]
pub(super) struct QueueTimes {
    /// The number of decisions: at most the latest 1,000 of a site.
    pub decided: u64,
    /// The median, in seconds; null if there were no decisions.
    pub median_seconds: Option<f64>,
    /// The 90th percentile, in seconds.
    pub p90_seconds: Option<f64>,
}

/// The numbers of comments decided as ham and as spam, since the beginning.
#[derive(Clone, Copy, Debug, Object)]
#[oai(rename = "Outcome")]
pub(super) struct OutcomeCounts {
    /// Approved comments.
    pub ham: u32,
    /// Comments classified as spam by a moderator.
    pub spam: u32,
    /// Of the approved comments, those that the checks had classified as spam: false positives.
    pub ham_filed: u32,
    /// Of the spam, the comments that the checks had classified as spam too.
    pub spam_filed: u32,
}

/// A reason, and the decisions about comments that had it, since the beginning.
#[derive(Clone, Debug, Object)]
pub(super) struct ReasonStatistics {
    /// The stable code of the reason.
    pub code: String,
    /// The meaning of the reason.
    pub meaning: String,
    /// The start weight of the reason, in log-odds; for `learned` the maximum.
    pub start: f64,
    /// The current weight; null if several sites are requested, each of which has its own.
    pub points: Option<f64>,
    /// The decisions about comments that had the reason.
    pub outcome: OutcomeCounts,
    /// The accuracy of the reason.
    pub worth: spam::ReasonAccuracy,
}

/// The score thresholds for ham and spam.
#[derive(Clone, Copy, Debug, Object)]
#[oai(rename = "Thresholds")]
pub(super) struct ThresholdsInfo {
    /// Comments with a lower score are ham.
    pub ham: f64,
    /// Comments with a higher score are spam.
    pub spam: f64,
}

/// Decisions of moderators on a site, and how many are required.
#[derive(Clone, Copy, Debug, Object)]
#[oai(rename = "RequiredDecisions")]
pub(super) struct RequiredDecisionsInfo {
    /// The number of decisions so far.
    pub decided: u32,
    /// The required number.
    pub required: u32,
}

/// The decisions that the filter needs before it decides by score. Until then such comments wait, with the
/// reason `learning`.
#[derive(Clone, Copy, Debug, Object)]
pub(super) struct LearningProgress {
    /// Decisions on spam, before comments are published by their score (policy `suspect`). A site with many
    /// real comments needs fewer.
    pub publishing: RequiredDecisionsInfo,
    /// Approvals, before comments are filed as spam by what the filter has learned alone.
    pub filing: RequiredDecisionsInfo,
}

/// The filter that this process uses. Two processes use the same filter if their fingerprints are equal.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FilterInfo")]
pub(super) struct FilterInfo {
    /// The number of ham training examples, on all sites.
    pub ham: u32,
    /// The number of spam training examples, on all sites.
    pub spam: u32,
    /// The sequence number of the last training example.
    pub learned_through: i64,
    /// SHA-256 of the weights, in hexadecimal.
    pub fingerprint: String,
}

/// Submissions, decisions and the accuracy of reasons.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct Statistics {
    /// Every requested day, oldest first.
    pub days: Vec<DayStatistics>,
    /// How long comments waited for a moderator.
    pub queue: QueueTimes,
    /// The number of comments that wait for a moderator now, regardless of the days.
    pub waiting: WaitingCounts,
    /// All decisions since the beginning.
    pub decided: OutcomeCounts,
    /// Null if several sites are requested, each of which has its own.
    pub thresholds: Option<ThresholdsInfo>,
    /// Null if several sites are requested, each of which has its own.
    pub learning: Option<LearningProgress>,
    /// All reasons.
    pub reasons: Vec<ReasonStatistics>,
    /// The spam filter.
    pub filter: FilterInfo,
}

#[OpenApi]
impl StatisticsApi {
    /// Read statistics
    ///
    /// Returns the submissions and decisions of each day, how long comments waited in the queue, and
    /// the accuracy of the reasons.
    #[oai(
        path = "/moderation/statistics",
        method = "get",
        operation_id = "read_statistics",
        tag = "ModerationTag::Moderation"
    )]
    async fn statistics(
        &self,
        moderator: CurrentModerator,
        /// The slug of a site. Default: all sites that the moderator may see.
        site: Query<Option<String>>,
        /// The first day (UTC), such as `2026-11-24`. Default: 29 days before the last.
        from: Query<Option<String>>,
        /// The last day (UTC). Default: today.
        to: Query<Option<String>>,
    ) -> Result<Json<Statistics>, Refused<{ UNAUTHORIZED | NOT_FOUND | INVALID }>> {
        let scope = ModeratorScope::of(
            &self.sites,
            &moderator,
            site.0.as_deref(),
            Permission::ReadQueue,
        )
        .await?;
        let now = self.clock.now();
        let days = days(from.0.as_deref(), to.0.as_deref(), now)?;
        let query = StatisticsQuery::new(&self.sites, scope.ids(), days, now).await;
        let found = self.moderation.statistics(query).await?;
        Ok(Json(Statistics::new(found, self.filter().await)))
    }
}

impl StatisticsApi {
    async fn filter(&self) -> FilterInfo {
        self.spam.training_progress().wait().await;
        let published = self.spam.published();
        let (ham, spam) = published.model.example_counts();
        let learned_through = published.through;
        // Hashes about a megabyte if the model is new.
        let hashed = tokio::task::spawn_blocking(move || published.fingerprint().to_owned());
        FilterInfo {
            ham,
            spam,
            learned_through,
            fingerprint: hashed.await.unwrap_or_default(),
        }
    }
}

fn days(from: Option<&str>, to: Option<&str>, now: Timestamp) -> Result<Days, Problem> {
    let day = |field: &'static str, text: Option<&str>| {
        let read = |text: &str| {
            let day = Timestamp::parse(&format!("{text}T00:00:00Z")).map(Timestamp::day);
            // Accepts only dates in the format of `statistics::date`, and none before 1970.
            day.filter(|day| *day >= 0 && statistics::date(*day) == text)
                .ok_or_else(|| {
                    let message = "Must be a date from 1970 on, such as 2026-11-24.";
                    Problem::field(field, "invalid", message)
                })
        };
        text.map(read).transpose()
    };
    let to = day("to", to)?;
    let last = to.unwrap_or_else(|| now.day());
    let first = day("from", from)?.unwrap_or((last - DAYS + 1).max(0));
    if first > last {
        let message = "Must not be after the last day.";
        return Err(Problem::field("from", "invalid", message));
    }
    if last - first >= Days::COUNT_MAX {
        let message = "At most 366 days can be requested.";
        return Err(Problem::field("from", "out_of_range", message));
    }
    Ok(Days {
        from: first,
        to: last,
    })
}

impl Statistics {
    pub(super) fn new(found: statistics::SiteStatistics, filter: FilterInfo) -> Self {
        Self {
            days: found.days.into_iter().map(DayStatistics::from).collect(),
            queue: found.waited.into(),
            waiting: found.waiting.into(),
            decided: found.decided.into(),
            thresholds: found.thresholds.map(|thresholds| ThresholdsInfo {
                ham: thresholds.ham,
                spam: thresholds.spam,
            }),
            learning: found.gates.map(Into::into),
            reasons: found.reasons.into_iter().map(Into::into).collect(),
            filter,
        }
    }
}

impl From<(i64, statistics::DayCount)> for DayStatistics {
    fn from((day, count): (i64, statistics::DayCount)) -> Self {
        Self {
            date: statistics::date(day),
            received: count.received,
            approved: count.approved,
            spam: count.spam,
            rescued: count.rescued,
            refused: count.refused,
            overflowed: count.overflowed,
            waiting: count.waiting.into(),
        }
    }
}

impl From<statistics::QueueTimesMeasured> for QueueTimes {
    fn from(waited: statistics::QueueTimesMeasured) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "fewer milliseconds than 2^53")]
        let seconds = |millis: i64| millis as f64 / 1_000.0;
        Self {
            decided: waited.decided as u64,
            median_seconds: waited.median.map(seconds),
            p90_seconds: waited.p90.map(seconds),
        }
    }
}

impl From<classifier::ScoreGates> for LearningProgress {
    fn from(gates: classifier::ScoreGates) -> Self {
        let info = |of: classifier::RequiredDecisions| RequiredDecisionsInfo {
            decided: of.decided,
            required: of.required,
        };
        Self {
            publishing: info(gates.publishing),
            filing: info(gates.filing),
        }
    }
}

impl From<spam::LabelCounts> for OutcomeCounts {
    fn from(outcome: spam::LabelCounts) -> Self {
        Self {
            ham: outcome.ham,
            spam: outcome.spam,
            ham_filed: outcome.ham_filed,
            spam_filed: outcome.spam_filed,
        }
    }
}

impl From<statistics::ReasonRecord> for ReasonStatistics {
    fn from(standing: statistics::ReasonRecord) -> Self {
        let code = standing.code;
        Self {
            code: code.as_str().to_owned(),
            meaning: code.meaning().to_owned(),
            start: code.start_weight(),
            points: standing.points,
            outcome: standing.outcome.into(),
            worth: standing.worth,
        }
    }
}

impl Example for Statistics {
    fn example() -> Self {
        let found = statistics::SiteStatistics {
            days: vec![(
                20_781,
                statistics::DayCount {
                    received: 46,
                    approved: 31,
                    spam: 14,
                    rescued: 0,
                    refused: 1_204,
                    overflowed: 0,
                    waiting: GroupCounts {
                        review: 1,
                        probably_spam: 0,
                    },
                },
            )],
            waited: statistics::QueueTimesMeasured {
                decided: 45,
                median: Some(412_000),
                p90: Some(7_260_000),
            },
            waiting: GroupCounts {
                review: 1,
                probably_spam: 0,
            },
            decided: spam::LabelCounts {
                ham: 310,
                spam: 140,
                ham_filed: 0,
                spam_filed: 127,
            },
            thresholds: Some(classifier::Thresholds::default()),
            gates: Some(classifier::ScoreGates::of(310, 140)),
            reasons: vec![statistics::ReasonRecord {
                code: ReasonCode::Honeypot,
                points: Some(4.3),
                outcome: spam::LabelCounts {
                    ham: 1,
                    spam: 96,
                    ham_filed: 0,
                    spam_filed: 96,
                },
                worth: spam::ReasonAccuracy::Good,
            }],
        };
        let filter = FilterInfo {
            ham: 310,
            spam: 140,
            learned_through: 462,
            fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                .to_owned(),
        };
        Self::new(found, filter)
    }
}
