//! Is a text welcome: form token, checks, memory; every answer is a list of weighted reasons.
//!
//! The story: a form is opened (`Spam::issue_token`); something comes back (`Spam::check_token`);
//! it is looked at (`Spam::inspect`); others are asked, if any (`Spam::outside`); what was decided about the like is read (`Spam::recall`);
//! both make an `Assessment` (`Spam::judge`). When a moderator decides, that is remembered
//! (`Spam::revise`) and learned (`School`). A score never refuses; only hard facts do: a token that
//! is not ours, a banned word.

mod assessment;
mod checkpoint;
pub mod evaluate;
mod expiry;
pub mod flood;
mod history;
mod inspect;
pub mod learn;
mod lessons;
mod links;
mod memory;
mod normal;
mod outcome;
pub mod outside;
mod proof;
mod published;
mod reasons;
mod rebuild;
mod refusals;
mod school;
pub mod sql;
mod teaching;
mod threshold;
mod token;
mod token_use;
mod training_state;
mod words;

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use serde::Deserialize;
use uuid::Uuid;

use self::proof::Challenges;
pub use self::{
    assessment::{Assessment, Verdict},
    flood::{Flood, FloodSettings, FloodStep, Floods},
    inspect::{Inspection, digest},
    memory::{Counts, Memory, PendingMemory},
    outcome::{History, Outcome, Worth},
    outside::{AkismetSettings, CaptchaSettings, HookSettings, Outside},
    proof::{
        Challenge, ChallengeData, ChallengeParameters, PROOF_LIFE, ProofState, Solution, Work,
    },
    published::{DECISIONS_WANTED, Published},
    reasons::{DETAIL_MAX, Group, Reason, ReasonCode},
    rebuild::{Rebuilt, rebuild},
    school::School,
    teaching::{Label, Lesson, Revision},
    threshold::Thresholds,
    token::{BadToken, CheckedToken},
    token_use::{PendingSpend, PendingTokenUse},
};
use crate::{
    clock::Clock,
    db::{self, Conn},
    secret::{Key, KeyRing, Secrets},
    site::{Policy, SiteId},
};

/// Section `[spam]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpamSettings {
    /// For how long a form may stay open before its token is stale, in hours: 1 to 168.
    pub form_token_hours: u32,
    /// What no decision has touched for so many days is forgotten: 7 to 3,650.
    pub memory_days: u32,
    /// So many in a hundred comments that the score files as spam are shown in the queue instead, to
    /// keep the learning honest: 0 to 100.
    pub sample_percent: u32,
    /// How long a post waits for all those outside that are asked about it, in milliseconds: 100 to
    /// 10,000.
    pub outside_timeout_ms: u32,
    pub akismet: AkismetSettings,
    pub hook: HookSettings,
    pub captcha: CaptchaSettings,
    pub flood: FloodSettings,
}

impl Default for SpamSettings {
    fn default() -> Self {
        Self {
            form_token_hours: 24,
            memory_days: 180,
            sample_percent: 5,
            outside_timeout_ms: 2_000,
            akismet: AkismetSettings::default(),
            hook: HookSettings::default(),
            captcha: CaptchaSettings::default(),
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
            ("sample_percent", self.sample_percent, 0..=100),
            ("outside_timeout_ms", self.outside_timeout_ms, 100..=10_000),
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

impl SpamSettings {
    /// What is wrong with those who are asked, each as one sentence with its key.
    #[must_use]
    pub fn outside_faults(&self, dev: bool) -> Vec<String> {
        outside::faults(self, dev)
    }
}

/// What is judged: a comment as it was sent, and what is known around it.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each named where it is set"
)]
pub struct Sample<'a> {
    pub site: SiteId,
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
    /// Hashes of the same author under previous secrets.
    pub earlier: &'a [Vec<u8>],
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

/// The spam defence. Clones share it.
#[derive(Clone)]
pub struct Spam(Arc<Inner>, Outside);

struct Inner {
    clock: Clock,
    settings: SpamSettings,
    token_keys: KeyRing,
    challenges: Challenges,
    network_key: Key,
    dictionaries: words::Dictionaries,
    published: ArcSwap<Published>,
    refusals: refusals::Refusals,
}

impl Spam {
    #[must_use]
    pub fn new(secrets: &Secrets, clock: Clock, settings: SpamSettings) -> Self {
        Self(
            Arc::new(Inner {
                clock,
                settings,
                token_keys: secrets.keys("form token"),
                challenges: Challenges::new(secrets.current().key("proof of work")),
                network_key: secrets.current().key("spam network"),
                dictionaries: words::Dictionaries::default(),
                published: ArcSwap::default(),
                refusals: refusals::Refusals::default(),
            }),
            Outside::default(),
        )
    }

    /// The same, which asks others as well.
    #[must_use]
    pub fn asking(self, outside: Outside) -> Self {
        Self(self.0, outside)
    }

    /// Whom else to ask.
    #[must_use]
    pub fn outside(&self) -> &Outside {
        &self.1
    }

    /// The token for a form on `page`: 108 characters of base64url.
    #[must_use]
    pub fn issue_token(&self, site: SiteId, page: &str) -> String {
        let (now, nonce) = (self.0.clock.now(), self.0.clock.chance());
        token::issue(self.0.token_keys.current(), site, page, now, nonce)
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
        let token = token::issue(
            self.0.token_keys.current(),
            site,
            page,
            self.0.clock.now(),
            nonce,
        );
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
        let memory = memory::recall(c, site, &keys)?.receive(c).await?;
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
            &self.0.token_keys,
            site,
            page,
            token,
            now,
            self.token_lifetime(),
        )
    }

    /// Looks at a sample by itself, and as the filter has learned to: no waiting, no database.
    #[must_use]
    pub fn inspect(&self, sample: &Sample<'_>, policy: &Policy) -> Inspection {
        let dictionary = self.0.dictionaries.of(policy);
        let today = self.0.clock.now();
        let mut inspection = inspect::inspect(
            sample,
            policy,
            dictionary.as_deref(),
            &self.0.network_key,
            today,
        );
        let published = self.0.published.load();
        inspection.learned(&published, sample, policy);
        inspection
    }

    /// Requests what was decided about similar comments: one query.
    pub fn recall(
        c: &mut Conn<'_>,
        site: SiteId,
        inspection: &Inspection,
    ) -> Result<PendingMemory, db::Error> {
        memory::recall(c, site, &inspection.keys.all())
    }

    /// Adds up what the sample and the memory say. Pure; every group of reasons is one function.
    #[must_use]
    pub fn judge(&self, inspection: Inspection, memory: &Memory) -> Assessment {
        let trusted = inspection.trusts(memory);
        let network = history::reputation(&inspection.keys, memory);
        let mut reasons = inspection.form.reasons();
        reasons.extend(inspection.form.proof(network.is_suspicious()));
        reasons.extend(inspection.reasons);
        if let Some(learned) = inspection.learned {
            reasons.push(if history::is_earned(&inspection.keys, memory) {
                learned.of_known
            } else {
                learned.of_stranger
            });
        }
        reasons.extend(history::memory(&inspection.keys, memory));
        reasons.extend(history::author(&inspection.keys, memory));
        reasons.extend(history::network(network));
        reasons.extend(inspection.weighing.learning(trusted));
        inspection.weighing.assess(reasons)
    }

    /// Shows a few of the comments that the score alone files as spam to a moderator. The comment's
    /// id chooses, so that the same comment is always treated alike. What is known word for word
    /// would teach nothing.
    pub fn sample_spam(&self, comment: Uuid, assessment: &mut Assessment) {
        let known = [ReasonCode::TextKnown, ReasonCode::TextRepeated];
        if assessment.verdict == Verdict::Spam
            && chosen(comment, self.0.settings.sample_percent)
            && !known.iter().any(|code| assessment.has(*code))
        {
            let detail = "it looks like spam; a few such comments are shown, to learn from";
            assessment
                .reasons
                .push(Reason::new(ReasonCode::SpamSample, detail));
            assessment.hold = true;
        }
    }

    /// What has been learned so far.
    #[must_use]
    pub fn published(&self) -> Arc<Published> {
        self.0.published.load_full()
    }

    /// What was decided on sites, by reason and by score, as the database has it now.
    pub async fn decided(
        c: &mut Conn<'_>,
        sites: &[SiteId],
    ) -> Result<HashMap<SiteId, History>, db::Error> {
        outcome::with_scores(c, sites).await
    }

    /// Judges by this from now on; the work of the [`School`].
    pub fn publish(&self, published: Published) {
        self.0.published.store(Arc::new(published));
    }

    fn refusals(&self) -> &refusals::Refusals {
        &self.0.refusals
    }

    /// Counts a submission that the limits refused, or a flood.
    pub fn count_refusal(&self, site: SiteId) {
        self.0.refusals.count(site, self.0.clock.now());
    }

    /// Spends the token for this comment. `false`: it was spent before, judge the
    /// sample as [`TokenState::Used`] (see [`Inspection::token_was_used`]). One that is missing or
    /// stale has nothing to spend.
    pub fn spend_token(
        c: &mut Conn<'_>,
        site: SiteId,
        token: &CheckedToken,
        comment: Uuid,
    ) -> Result<PendingSpend, db::Error> {
        let Some(spend) = &token.spend else {
            return Ok(PendingSpend(None));
        };
        let parameters = [
            site.into(),
            (&spend.nonce).into(),
            spend.until.into(),
            comment.into(),
        ];
        let first = c.request(sql::SPEND, &parameters, |row| row.get(0))?;
        Ok(PendingSpend(Some(first)))
    }

    /// Requests the comment that a token was spent for.
    pub fn spent_for(
        c: &mut Conn<'_>,
        site: SiteId,
        token: &CheckedToken,
    ) -> Result<PendingTokenUse, db::Error> {
        let Some(spend) = &token.spend else {
            return Ok(PendingTokenUse(None));
        };
        let parameters = [site.into(), (&spend.nonce).into()];
        let found = c.request(sql::SPENT_FOR, &parameters, |row| {
            row.get::<Option<Uuid>>(0)
        })?;
        Ok(PendingTokenUse(Some(found)))
    }

    /// Forgets on every site what was decided about whoever these keyed hashes are; how many rows.
    pub async fn forget_authors(
        c: &mut Conn<'_>,
        authors: &[Vec<u8>],
        limit: i64,
    ) -> Result<u64, db::Error> {
        memory::forget_authors(c, authors, limit).await
    }

    fn token_lifetime(&self) -> Duration {
        Duration::from_hours(u64::from(self.0.settings.form_token_hours))
    }
}

/// Does an id fall to the share of so many in a hundred? The last bits of a `UUIDv7` are chance.
#[must_use]
pub fn chosen(id: Uuid, percent: u32) -> bool {
    let (_, last) = id.as_u64_pair();
    (last & 0xffff_ffff) * 100 < u64::from(percent) << 32
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
