//! Spam filter: form tokens, content checks and past decisions. Every check returns weighted reasons.
//!
//! A submission passes these steps: a form is opened (`Spam::issue_token`); it is submitted
//! (`Spam::check_token`) and inspected (`Spam::inspect`); external checks are queried, if configured
//! (`ExternalChecks`); the counts of past decisions about similar comments are read (`Spam::request_fingerprints`); all
//! reasons are combined into an `Assessment`, which decides whether the comment is published, waits or is filed
//! (`Spam::decide`, `decision.rs`). The decision of a moderator is stored (`Spam::revise`) and trains the filter
//! (`Trainer`). A score never refuses a submission; only facts do, such as a banned word.

mod decision;
mod fingerprint_store;
mod fingerprints;
mod history;
mod inspect;
mod links;
mod own_links;
mod preview;
mod refusal_counts;
mod retention;
mod sample;
mod settings;
mod simulation;
pub(crate) mod sql;
pub(crate) mod training;
mod words;

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use uuid::Uuid;

use self::{
    decision::CommentFacts,
    own_links::{LinkTexts, OwnLinks},
};
pub use self::{
    decision::{Placement, SpamDecision},
    fingerprints::ContentFingerprints,
    sample::{DuplicateCounts, Sample},
    settings::SpamSettings,
    simulation::{COMMENT_INTERVAL, Life, LifeReport, SimulatedModerators, WRITING_TIME, life},
    training::{
        published::Published,
        rebuild::{Rebuilt, rebuild},
    },
};
pub(crate) use self::{
    fingerprint_store::PendingFingerprints,
    fingerprints::FingerprintCounts,
    inspect::{Inspection, digest},
    preview::{PreviewedText, Treatment},
    sample::AuthorKeys,
    training::{
        Revision, TrainingExample, UNREPORTED_AGE,
        accuracy::{DecisionHistory, LabelCounts, ReasonAccuracy},
        progress::TrainingProgress,
        trainer::Trainer,
    },
};
use crate::{
    assessment::{Assessment, SpamReason},
    clock::{Clock, Timestamp},
    db::{self, Conn},
    external_check::ExternalChecks,
    flood::{
        Challenge, Challenges, CheckedToken, IssuedForm, ProofState, RequiredWork, Solution,
        TokenFault, form_token,
    },
    secret::{Key, KeyRing, Secrets},
    site::{Policy, SiteId, Sites},
};

/// The spam filter. Clones share its state.
#[derive(Clone)]
pub struct Spam(Arc<Inner>, ExternalChecks, OwnLinks);

struct Inner {
    clock: Clock,
    settings: SpamSettings,
    token_keys: KeyRing,
    challenges: Challenges,
    network_key: Key,
    dictionaries: words::Dictionaries,
    published: ArcSwap<Published>,
    training: TrainingProgress,
    refusals: refusal_counts::RefusalCounts,
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
                training: TrainingProgress::default(),
                refusals: refusal_counts::RefusalCounts::default(),
            }),
            ExternalChecks::default(),
            OwnLinks::default(),
        )
    }

    /// Adds external checks.
    #[must_use]
    pub fn with_external_checks(self, outside: ExternalChecks) -> Self {
        Self(self.0, outside, self.2)
    }

    /// Ignores links of comments to the site that they are on, which say nothing about them.
    #[must_use]
    pub fn with_sites(self, sites: Sites) -> Self {
        Self(self.0, self.1, OwnLinks::of(sites))
    }

    /// Returns the external checks.
    #[must_use]
    pub fn external_checks(&self) -> &ExternalChecks {
        &self.1
    }

    /// Issues a token for a form on `page`: 108 characters of base64url.
    #[must_use]
    pub fn issue_token(&self, site: SiteId, page: &str) -> String {
        let (now, nonce) = (self.0.clock.now(), self.0.clock.random_bytes());
        form_token::issue(self.0.token_keys.current(), site, page, now, nonce)
    }

    /// Issues a token for a form on `page`, and a proof-of-work challenge that is valid only with this token.
    #[must_use]
    pub fn issue_challenge(
        &self,
        site: SiteId,
        page: &str,
        work: RequiredWork,
    ) -> (String, Option<Challenge>) {
        let nonce = self.0.clock.random_bytes();
        let token = form_token::issue(
            self.0.token_keys.current(),
            site,
            page,
            self.0.clock.now(),
            nonce,
        );
        let form = IssuedForm {
            site,
            page,
            nonce: &nonce,
        };
        let challenge = self.0.challenges.issue(&form, work, &self.0.clock);
        (token, challenge)
    }

    /// Checks the solution of a proof-of-work challenge that was sent with a comment and its token.
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

    /// Returns whether the reputation of a network is so bad that its clients need a proof of work.
    pub async fn suspects(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        network: &str,
    ) -> Result<bool, db::Error> {
        let keys = fingerprints::network_days(network, self.0.clock.now(), &self.0.network_key);
        let fingerprints = fingerprint_store::request_fingerprints(c, site, &keys)?
            .receive(c)
            .await?;
        let days = keys.iter().map(|key| fingerprints.counts(key));
        Ok(history::Reputation::of(days).is_suspicious())
    }

    /// Checks the token that was sent with a comment, without spending it. `None` or an empty token is
    /// [`crate::flood::TokenState::Missing`].
    ///
    /// # Errors
    ///
    /// A token that this server did not issue for this page; the submission must be refused.
    pub fn check_token(
        &self,
        site: SiteId,
        page: &str,
        token: Option<&str>,
    ) -> Result<CheckedToken, TokenFault> {
        let Some(token) = token.filter(|t| !t.is_empty()) else {
            return Ok(CheckedToken::missing());
        };
        let now = self.0.clock.now();
        form_token::check(
            &self.0.token_keys,
            site,
            page,
            token,
            now,
            self.token_lifetime(),
        )
    }

    /// Inspects a sample by itself and with the trained filter: no waiting, no database.
    #[must_use]
    pub fn inspect(&self, sample: &Sample<'_>, policy: &Policy) -> Inspection {
        let dictionary = self.0.dictionaries.of(policy);
        let today = self.0.clock.now();
        let own = self.2.of_site(sample.site);
        let others = LinkTexts {
            text: &own.without(sample.text),
            website: own.other(sample.website),
        };
        let mut inspection = inspect::inspect(
            sample,
            others,
            policy,
            dictionary.as_deref(),
            &self.0.network_key,
            today,
        );
        let published = self.0.published.load();
        inspection.learned(&published, sample, others, policy);
        inspection
    }

    /// Requests the counts of decisions about similar comments: one query.
    pub fn request_fingerprints(
        c: &mut Conn<'_>,
        site: SiteId,
        inspection: &Inspection,
    ) -> Result<PendingFingerprints, db::Error> {
        fingerprint_store::request_fingerprints(c, site, &inspection.keys.all())
    }

    /// Combines the findings about the sample and the counts of past decisions into an assessment.
    #[must_use]
    pub fn judge(&self, inspection: Inspection, fingerprints: &ContentFingerprints) -> Assessment {
        Self::decided_by_rules(inspection, fingerprints, false).assessment
    }

    /// Judges a comment with this id, and decides whether it is published, waits or is filed as spam. Some of
    /// the comments that the score classifies as spam wait nevertheless, a random sample. The id determines the
    /// choice, so that the result is the same for every call.
    #[must_use]
    pub fn decide(
        &self,
        inspection: Inspection,
        fingerprints: &ContentFingerprints,
        comment: Uuid,
    ) -> SpamDecision {
        let is_sampled = is_sampled(comment, self.0.settings.sample_percent);
        Self::decided_by_rules(inspection, fingerprints, is_sampled)
    }

    /// Pure; every group of reasons is one function.
    fn decided_by_rules(
        inspection: Inspection,
        fingerprints: &ContentFingerprints,
        is_sampled: bool,
    ) -> SpamDecision {
        let facts = CommentFacts {
            is_trusted: inspection.trusts(fingerprints),
            is_sampled,
        };
        let network = history::reputation(&inspection.keys, fingerprints);
        let mut reasons = inspection.form.reasons();
        reasons.extend(inspection.form.proof(network.is_suspicious()));
        reasons.extend(inspection.reasons);
        if let Some(learned) = inspection.learned {
            reasons.push(SpamReason::learned(
                if history::is_earned(&inspection.keys, fingerprints) {
                    &learned.of_known
                } else {
                    &learned.of_stranger
                },
            ));
        }
        reasons.extend(history::content_reasons(&inspection.keys, fingerprints));
        reasons.extend(history::author(&inspection.keys, fingerprints));
        reasons.extend(history::network(network));
        inspection.rules.decide(reasons, facts)
    }

    /// Returns the published state of the trained filter.
    #[must_use]
    pub fn published(&self) -> Arc<Published> {
        self.0.published.load_full()
    }

    /// Returns how far training has come with the decisions of this process.
    #[must_use]
    pub(crate) fn training_progress(&self) -> &TrainingProgress {
        &self.0.training
    }

    /// Reads the decisions on sites, by reason and by score, from the database.
    pub async fn decided(
        c: &mut Conn<'_>,
        sites: &[SiteId],
        now: Timestamp,
    ) -> Result<HashMap<SiteId, DecisionHistory>, db::Error> {
        training::accuracy::with_scores(c, sites, now).await
    }

    /// Replaces the published state of the trained filter; called by the [`Trainer`].
    pub fn publish(&self, published: Published) {
        self.0.published.store(Arc::new(published));
    }

    fn refusals(&self) -> &refusal_counts::RefusalCounts {
        &self.0.refusals
    }

    /// Counts a submission that was refused by rate limits or flood protection.
    pub fn count_refusal(&self, site: SiteId) {
        self.0.refusals.count(site, self.0.clock.now());
    }

    /// Deletes the counts of the authors with these keyed hashes on all sites, at most `limit` rows of
    /// domains for each key. Returns the number of deleted rows.
    pub async fn delete_author_fingerprints(
        c: &mut Conn<'_>,
        authors: &[Vec<u8>],
        limit: i64,
    ) -> Result<u64, db::Error> {
        fingerprint_store::delete_author_fingerprints(c, authors, limit).await
    }

    fn token_lifetime(&self) -> Duration {
        Duration::from_hours(u64::from(self.0.settings.form_token_hours))
    }
}

/// Returns whether an id is in a sample of `percent` of all ids. The last bits of a `UUIDv7` are random.
#[must_use]
pub(crate) fn is_sampled(id: Uuid, percent: u32) -> bool {
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
