//! Is a text welcome: form token, checks, memory; every answer is a list of weighted reasons.
//!
//! The story: a form is opened (`Spam::issue_token`); something comes back (`Spam::check_token`);
//! it is looked at (`Spam::inspect`); what was decided about the like is read (`Spam::recall`);
//! both make an `Assessment` (`Spam::judge`). When a moderator decides, that is remembered
//! (`Spam::learn`, `Spam::unlearn`). A score never refuses; only hard facts do: a token that is
//! not ours, a banned word.

pub mod flood;
mod history;
mod inspect;
pub mod learn;
mod links;
mod memory;
mod normal;
mod proof;
mod reasons;
pub mod sql;
mod token;
mod words;

use std::{fmt, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use self::proof::Challenges;
pub use self::{
    flood::{Flood, FloodSettings, FloodStep, Floods},
    inspect::{Inspection, digest},
    memory::{Counts, Memory},
    proof::{
        Challenge, ChallengeData, ChallengeParameters, PROOF_LIFE, ProofState, Solution, Work,
    },
    reasons::{DETAIL_MAX, Group, Reason, ReasonCode},
    token::{BadToken, CheckedToken},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Conn},
    secret::{Key, Secret},
    site::{Policy, SiteId},
};

/// Section `[spam]` of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpamSettings {
    /// For how long a form may stay open before its token is stale, in hours: 1 to 168.
    pub form_token_hours: u32,
    /// What no decision has touched for so many days is forgotten: 7 to 3,650.
    pub memory_days: u32,
    pub flood: FloodSettings,
}

impl Default for SpamSettings {
    fn default() -> Self {
        Self {
            form_token_hours: 24,
            memory_days: 180,
            flood: FloodSettings::default(),
        }
    }
}

impl SpamSettings {
    /// Every value that makes no sense: its name and the remedy.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let ranges = [
            ("form_token_hours", self.form_token_hours, 1..=168),
            ("memory_days", self.memory_days, 7..=3_650),
            ("flood.factor", self.flood.factor, 2..=100),
            ("flood.least", self.flood.least, 10..=100_000),
            ("flood.spam_percent", self.flood.spam_percent, 5..=100),
        ];
        let wrong = ranges
            .into_iter()
            .filter(|(_, v, range)| !range.contains(v));
        wrong
            .map(|(name, _, range)| {
                let remedy = format!("must be from {} to {}", range.start(), range.end());
                (name, remedy)
            })
            .collect()
    }
}

/// What is judged: a comment as it was sent, and what is known around it.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each named where it is set"
)]
pub struct Sample<'a> {
    /// As written, before rendering.
    pub text: &'a str,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    /// Was the field filled in that people do not see?
    pub honeypot: bool,
    pub token: TokenState,
    pub proof: ProofState,
    /// How the site defends itself just now.
    pub flood: FloodStep,
    pub author: Option<Author<'a>>,
    /// The sender's network, such as `203.0.113.0/24`.
    pub network: Option<&'a str>,
    pub sightings: Sightings,
    /// Do many comments come from the network just now?
    pub network_busy: bool,
    /// Does the limiter count alone, because its shared store is away?
    pub limits_degraded: bool,
    /// An edit of a comment; no form token belongs to it.
    pub edited: bool,
}

/// By what the same person is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author<'a> {
    /// A keyed hash.
    pub hash: &'a [u8],
    /// Proven, by mail or a provider, and not only typed in.
    pub verified: bool,
}

/// Where else the same text was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    /// On so many other pages of the site within the hour. [`digest`] tells which texts are the same.
    pub pages_within_hour: u32,
}

/// What a form token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    Missing,
    Stale,
    /// Spent for another comment.
    Used,
    /// `age`: how long ago the form was opened.
    Fresh {
        age: Duration,
    },
}

/// How a comment was judged; kept with it as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The sum of the weights, in log-odds.
    pub score: f64,
    pub verdict: Verdict,
    /// Does a reason send it to the queue, whatever the score?
    pub hold: bool,
    pub reasons: Vec<Reason>,
}

impl Assessment {
    fn of(reasons: Vec<Reason>) -> Self {
        // An empty sum of floats is -0.
        let score = reasons.iter().map(|r| r.weight).sum::<f64>() + 0.0;
        Self {
            score,
            verdict: Verdict::of(score),
            hold: reasons.iter().any(|r| r.code.holds()),
            reasons,
        }
    }

    /// Would it be spam without what a flood adds? A flood must not feed itself.
    #[must_use]
    pub fn is_spam_by_itself(&self) -> bool {
        let of_flood = |reason: &&Reason| reason.code == ReasonCode::Flood;
        let added = self.reasons.iter().filter(of_flood).map(|r| r.weight);
        self.verdict == Verdict::Spam
            && Verdict::of(self.score - added.sum::<f64>()) == Verdict::Spam
    }

    /// The score in thousandths, as databases sort it.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scores are small and finite"
    )]
    pub fn thousandths(&self) -> i64 {
        (self.score * 1_000.0).round() as i64
    }
}

/// What a score means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Ham,
    Unsure,
    Spam,
}

impl Verdict {
    /// A score below it is ham.
    pub const HAM_BELOW: f64 = -2.0;
    /// A score above it is spam.
    pub const SPAM_ABOVE: f64 = 3.0;

    /// What `score`, in log-odds, means.
    #[must_use]
    pub fn of(score: f64) -> Self {
        if score < Self::HAM_BELOW {
            Self::Ham
        } else if score > Self::SPAM_ABOVE {
            Self::Spam
        } else {
            Self::Unsure
        }
    }

    /// Its stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ham => "ham",
            Self::Unsure => "unsure",
            Self::Spam => "spam",
        }
    }
}

/// What a moderator's decision says of a comment: approved, or spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Ham,
    Spam,
}

/// A decided comment, as it is kept; remembered under the same keys as its [`Sample`].
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    pub text: &'a str,
    pub name: &'a str,
    pub website: Option<&'a str>,
    /// [`Author::hash`] and [`Author::verified`].
    pub author: Option<&'a [u8]>,
    pub verified: bool,
    pub network: Option<&'a str>,
    /// When the comment was sent: networks are remembered by the day.
    pub at: Timestamp,
}

/// A change of mind about a comment: what was said of it before, and what is said now.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    pub lesson: Lesson<'a>,
    pub from: Option<Label>,
    pub to: Option<Label>,
}

/// The spam defence. Clones share it.
#[derive(Clone)]
pub struct Spam(Arc<Inner>);

struct Inner {
    clock: Clock,
    settings: SpamSettings,
    token_key: Key,
    challenges: Challenges,
    network_key: Key,
    dictionaries: words::Dictionaries,
}

impl Spam {
    #[must_use]
    pub fn new(secret: &Secret, clock: Clock, settings: SpamSettings) -> Self {
        Self(Arc::new(Inner {
            clock,
            settings,
            token_key: secret.key("form token"),
            challenges: Challenges::new(secret.key("proof of work")),
            network_key: secret.key("spam network"),
            dictionaries: words::Dictionaries::default(),
        }))
    }

    /// The token for a form on `page`: 108 characters of base64url.
    #[must_use]
    pub fn issue_token(&self, site: SiteId, page: &str) -> String {
        let (now, nonce) = (self.0.clock.now(), self.0.clock.chance());
        token::issue(&self.0.token_key, site, page, now, nonce)
    }

    /// The token for a form on `page`, and a challenge that is good with this token alone.
    #[must_use]
    pub fn issue_challenge(
        &self,
        site: SiteId,
        page: &str,
        work: Work,
    ) -> (String, Option<Challenge>) {
        let nonce = self.0.clock.chance();
        let token = token::issue(&self.0.token_key, site, page, self.0.clock.now(), nonce);
        let form = proof::Form {
            site,
            page,
            nonce: &nonce,
        };
        let challenge = self.0.challenges.issue(&form, work, &self.0.clock);
        (token, challenge)
    }

    /// Looks at the answer to a challenge that came with a comment and its token.
    #[must_use]
    pub fn check_proof(
        &self,
        site: SiteId,
        page: &str,
        token: &CheckedToken,
        solution: Option<&Solution>,
    ) -> ProofState {
        let now = self.0.clock.now();
        solution.map_or(ProofState::Missing, |solution| {
            self.0.challenges.check(site, page, token, solution, now)
        })
    }

    /// Has a network such a name that whoever comes from there is asked for a proof of work?
    pub async fn suspects(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        network: &str,
    ) -> Result<bool, db::Error> {
        let keys = memory::network_days(network, self.0.clock.now(), &self.0.network_key);
        let memory = memory::recall(c, site, &keys).await?;
        let days = keys.iter().map(|key| memory.counts(key));
        Ok(history::Reputation::of(days).is_suspicious())
    }

    /// Looks at the token that came with a comment; does not spend it. `None` or an empty one is
    /// [`TokenState::Missing`]; an `Err` is a reason to refuse.
    pub fn check_token(
        &self,
        site: SiteId,
        page: &str,
        token: Option<&str>,
    ) -> Result<CheckedToken, BadToken> {
        let Some(token) = token.filter(|t| !t.is_empty()) else {
            return Ok(CheckedToken::missing());
        };
        let now = self.0.clock.now();
        token::check(
            &self.0.token_key,
            site,
            page,
            token,
            now,
            self.token_lifetime(),
        )
    }

    /// Looks at a sample by itself: pure but for the day.
    #[must_use]
    pub fn inspect(&self, sample: &Sample<'_>, policy: &Policy) -> Inspection {
        let dictionary = self.0.dictionaries.of(policy);
        let today = self.0.clock.now();
        inspect::inspect(
            sample,
            policy,
            dictionary.as_deref(),
            &self.0.network_key,
            today,
        )
    }

    /// Reads what was decided about the like: one query.
    pub async fn recall(
        c: &mut Conn<'_>,
        site: SiteId,
        inspection: &Inspection,
    ) -> Result<Memory, db::Error> {
        memory::recall(c, site, &inspection.keys.all()).await
    }

    /// Adds up what the sample and the memory say. Pure; every group of reasons is one function.
    #[must_use]
    pub fn judge(&self, inspection: Inspection, memory: &Memory) -> Assessment {
        let network = history::reputation(&inspection.keys, memory);
        let mut reasons = inspection.form.reasons();
        reasons.extend(inspection.form.proof(network.is_suspicious()));
        reasons.extend(inspection.reasons);
        reasons.extend(history::memory(&inspection.keys, memory));
        reasons.extend(history::author(&inspection.keys, memory));
        reasons.extend(history::network(network));
        Assessment::of(reasons)
    }

    /// Makes the token good for nothing else. `false`: it was spent before, judge the sample as
    /// [`TokenState::Used`] (see [`Inspection::token_was_used`]). One that is missing or stale has
    /// nothing to spend.
    pub async fn spend_token(
        c: &mut Conn<'_>,
        site: SiteId,
        token: &CheckedToken,
    ) -> Result<bool, db::Error> {
        let Some(spend) = &token.spend else {
            return Ok(true);
        };
        let parameters = [site.into(), (&spend.nonce).into(), spend.until.into()];
        Ok(c.execute(sql::SPEND, &parameters).await? == 1)
    }

    /// Remembers decisions, and takes back what was said of the same comments before; a count never
    /// falls below zero. The last thing that a work does: others who decide wait until it ends.
    pub async fn revise(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        revisions: &[Revision<'_>],
        now: Timestamp,
    ) -> Result<(), db::Error> {
        let mut changes = memory::Changes::new();
        for revision in revisions {
            let keys = memory::Keys::of_lesson(&revision.lesson, &self.0.network_key);
            for (label, times) in [(revision.from, -1), (revision.to, 1)] {
                if let Some(label) = label {
                    memory::count(&mut changes, &keys, label, times);
                }
            }
        }
        memory::change(c, site, &changes, now).await
    }

    /// Forgets on every site what was decided about whoever these keyed hashes are; how many rows.
    pub async fn forget_authors(c: &mut Conn<'_>, authors: &[Vec<u8>]) -> Result<u64, db::Error> {
        memory::forget_authors(c, authors).await
    }

    /// Upkeep, at least once a week: forgets spent tokens that are stale by now, networks after five
    /// days, old counts of floods, and what no decision has touched for long. Gives the number of rows.
    pub async fn forget(&self, c: &mut Conn<'_>, now: Timestamp) -> Result<u64, db::Error> {
        let tokens = c.execute(sql::FORGET_TOKENS, &[now.into()]).await?;
        let counts = Floods::forget(c, now).await?;
        let long = Duration::from_hours(24 * u64::from(self.0.settings.memory_days));
        Ok(tokens + counts + memory::forget(c, now, long).await?)
    }

    fn token_lifetime(&self) -> Duration {
        Duration::from_hours(u64::from(self.0.settings.form_token_hours))
    }
}

impl fmt::Debug for Spam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spam")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "weights and their small sums are exact")]
mod tests;
