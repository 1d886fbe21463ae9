//! The endpoint of the statistics.

use poem_openapi::{Enum, Object, OpenApi, param::Query, payload::Json, types::Example};

use super::{ModeratorScope, Tag};
use crate::{
    clock::{Clock, Timestamp},
    http::{INVALID, NOT_FOUND, Problem, Refused, UNAUTHORIZED},
    identity::{Action as Right, CurrentModerator},
    moderation::{
        Moderation,
        statistics::{self, Asked, Days},
    },
    site::Sites,
    spam::{self, Spam},
};

/// Statistics.
#[derive(Clone, Debug)]
pub struct StatisticsApi {
    pub moderation: Moderation,
    pub sites: Sites,
    pub spam: Spam,
    pub clock: Clock,
}

/// Days when nothing else is asked for.
const DAYS: i64 = 30;

/// One day (UTC) of the sites asked for.
#[derive(Clone, Debug, Object)]
pub struct Day {
    /// The day, `2026-11-24`.
    pub date: String,
    /// Comments that were taken, without those erased since.
    pub received: i64,
    /// Of them those that everybody can read now.
    pub approved: i64,
    /// Of them those that lie in the spam folder now.
    pub spam: i64,
    /// Of the approved, those that the checks had taken for spam.
    pub rescued: i64,
    /// Submissions that the limits refused, or a flood; they are not among the received.
    pub refused: i64,
    /// Pending comments that were moved to the spam folder on that day because more waited than the policy
    /// allows.
    pub overflowed: i64,
}

/// How long those waited in the queue that were decided about on these days.
#[derive(Clone, Debug, Object)]
#[oai(rename = "QueueTimes")]
pub struct QueueTimes {
    /// How many decisions: the latest 10,000 of a site at most.
    pub decided: u64,
    /// Half of them waited no longer, in seconds; null when there were none.
    pub median_seconds: Option<f64>,
    /// Nine of ten waited no longer, in seconds.
    pub p90_seconds: Option<f64>,
}

/// How many comments were decided as what, since the beginning.
#[derive(Clone, Copy, Debug, Object)]
pub struct Outcome {
    /// Approved.
    pub ham: u32,
    /// Called spam.
    pub spam: u32,
    /// Of the approved, those that the checks had taken for spam: what they would have cost.
    pub ham_filed: u32,
    /// Of the spam, what the checks had taken for it too.
    pub spam_filed: u32,
}

/// Does a reason earn its keep?
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename = "ReasonWorth", rename_all = "lowercase")]
pub enum Worth {
    /// Too little was decided to say.
    Unknown,
    /// It tells spam from ham.
    Good,
    /// It tells less than half of what its start weight says.
    Weak,
    /// It speaks for the wrong side.
    Misleading,
}

/// A reason, and what became of the comments that had it, since the beginning.
#[derive(Clone, Debug, Object)]
pub struct ReasonStanding {
    /// Its stable word.
    pub code: String,
    /// What it means.
    pub meaning: String,
    /// The points that it starts with, in log-odds; of `learned` the most that it can have.
    pub start: f64,
    /// The points now; null when several sites are asked for, each of which has its own.
    pub points: Option<f64>,
    /// The decisions about comments that had it.
    pub outcome: Outcome,
    /// Does it earn its keep?
    pub worth: Worth,
}

/// From which score on a comment is ham or spam.
#[derive(Clone, Copy, Debug, Object)]
#[oai(rename = "Thresholds")]
pub struct ThresholdsInfo {
    /// A score below it is ham.
    pub ham: f64,
    /// A score above it is spam.
    pub spam: f64,
}

/// The filter that this process judges by; two processes agree when their fingerprints do.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FilterInfo")]
pub struct FilterInfo {
    /// Lessons of ham, of all sites.
    pub ham: u32,
    /// Lessons of spam, of all sites.
    pub spam: u32,
    /// The number of the last lesson.
    pub learned_through: i64,
    /// SHA-256 of the weights, in hexadecimal.
    pub fingerprint: String,
}

/// What came, what became of it, and by which reasons.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct Statistics {
    /// Every day asked for, oldest first.
    pub days: Vec<Day>,
    /// How long comments waited for a moderator.
    pub queue: QueueTimes,
    /// All decisions since the beginning.
    pub decided: Outcome,
    /// Null when several sites are asked for, each of which has its own.
    pub thresholds: Option<ThresholdsInfo>,
    /// Every reason there is.
    pub reasons: Vec<ReasonStanding>,
    /// The filter that learns.
    pub filter: FilterInfo,
}

#[OpenApi]
impl StatisticsApi {
    /// Statistics
    ///
    /// What came on each day and what became of it, how long comments waited, and which reasons earn
    /// their keep.
    #[oai(
        path = "/moderation/statistics",
        method = "get",
        operation_id = "read_statistics",
        tag = "Tag::Moderation"
    )]
    async fn statistics(
        &self,
        moderator: CurrentModerator,
        /// A site's slug; all sites that the moderator may see when left out.
        site: Query<Option<String>>,
        /// The first day (UTC), `2026-11-24`; 29 days before the last when left out.
        from: Query<Option<String>>,
        /// The last day; today when left out.
        to: Query<Option<String>>,
    ) -> Result<Json<Statistics>, Refused<{ UNAUTHORIZED | NOT_FOUND | INVALID }>> {
        let scope =
            ModeratorScope::of(&self.sites, &moderator, site.0.as_deref(), Right::ReadQueue)
                .await?;
        let days = days(from.0.as_deref(), to.0.as_deref(), self.clock.now())?;
        let mut sites = Vec::new();
        for id in scope.ids() {
            let site = self.sites.by_id(id).await;
            sites.extend(site.map(|site| (id, site.policy.ham_lost_per_mille)));
        }
        let found = self
            .moderation
            .statistics(Asked { sites, days })
            .await
            .map_err(Problem::from)?;
        Ok(Json(Statistics::new(found, self.filter().await)))
    }
}

impl StatisticsApi {
    async fn filter(&self) -> FilterInfo {
        let published = self.spam.published();
        let (ham, spam) = published.model.lessons();
        let learned_through = published.through;
        // A megabyte is hashed when the model is new.
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
            // Only as it would be written here, and not before 1970.
            day.filter(|day| *day >= 0 && statistics::date(*day) == text)
                .ok_or_else(|| {
                    let message = "This must be a day from 1970 on, like 2026-11-24.";
                    Problem::field(field, "invalid", message)
                })
        };
        text.map(read).transpose()
    };
    let to = day("to", to)?;
    let last = to.unwrap_or_else(|| now.day());
    let first = day("from", from)?.unwrap_or((last - DAYS + 1).max(0));
    if first > last {
        let message = "The first day must not be after the last.";
        return Err(Problem::field("from", "invalid", message));
    }
    if last - first >= Days::MOST {
        let message = "At most 366 days can be asked for.";
        return Err(Problem::field("from", "out_of_range", message));
    }
    Ok(Days {
        from: first,
        to: last,
    })
}

impl Statistics {
    pub(super) fn new(found: statistics::Statistics, filter: FilterInfo) -> Self {
        Self {
            days: found.days.into_iter().map(Day::from).collect(),
            queue: found.waited.into(),
            decided: found.decided.into(),
            thresholds: found.thresholds.map(|thresholds| ThresholdsInfo {
                ham: thresholds.ham,
                spam: thresholds.spam,
            }),
            reasons: found.reasons.into_iter().map(Into::into).collect(),
            filter,
        }
    }
}

impl From<(i64, statistics::Count)> for Day {
    fn from((day, count): (i64, statistics::Count)) -> Self {
        Self {
            date: statistics::date(day),
            received: count.received,
            approved: count.approved,
            spam: count.spam,
            rescued: count.rescued,
            refused: count.refused,
            overflowed: count.overflowed,
        }
    }
}

impl From<statistics::Waited> for QueueTimes {
    fn from(waited: statistics::Waited) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "fewer milliseconds than 2^53")]
        let seconds = |millis: i64| millis as f64 / 1_000.0;
        Self {
            decided: waited.decided as u64,
            median_seconds: waited.median.map(seconds),
            p90_seconds: waited.p90.map(seconds),
        }
    }
}

impl From<spam::Outcome> for Outcome {
    fn from(outcome: spam::Outcome) -> Self {
        Self {
            ham: outcome.ham,
            spam: outcome.spam,
            ham_filed: outcome.ham_filed,
            spam_filed: outcome.spam_filed,
        }
    }
}

impl From<statistics::Standing> for ReasonStanding {
    fn from(standing: statistics::Standing) -> Self {
        let code = standing.code;
        Self {
            code: code.word().to_owned(),
            meaning: code.meaning().to_owned(),
            start: code.start_weight(),
            points: standing.points,
            outcome: standing.outcome.into(),
            worth: match standing.worth {
                spam::Worth::Unknown => Worth::Unknown,
                spam::Worth::Good => Worth::Good,
                spam::Worth::Weak => Worth::Weak,
                spam::Worth::Misleading => Worth::Misleading,
            },
        }
    }
}

impl Example for Statistics {
    fn example() -> Self {
        let found = statistics::Statistics {
            days: vec![(
                20_781,
                statistics::Count {
                    received: 46,
                    approved: 31,
                    spam: 14,
                    rescued: 0,
                    refused: 1_204,
                    overflowed: 0,
                },
            )],
            waited: statistics::Waited {
                decided: 45,
                median: Some(412_000),
                p90: Some(7_260_000),
            },
            decided: spam::Outcome {
                ham: 310,
                spam: 140,
                ham_filed: 0,
                spam_filed: 127,
            },
            thresholds: Some(spam::Thresholds::default()),
            reasons: vec![statistics::Standing {
                code: spam::ReasonCode::Honeypot,
                points: Some(4.3),
                outcome: spam::Outcome {
                    ham: 1,
                    spam: 96,
                    ham_filed: 0,
                    spam_filed: 96,
                },
                worth: spam::Worth::Good,
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
