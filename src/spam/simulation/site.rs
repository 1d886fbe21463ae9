//! A site in memory that judges and learns as the server does.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
    time::Duration,
};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{COMMENT_INTERVAL, WRITING_TIME};
use crate::{
    assessment::Assessment,
    classifier::{
        Document, Label, Learner, SpamVerdict, Thresholds,
        evaluate::{LabeledComment, SeededRandom},
    },
    clock::{Clock, Timestamp},
    flood::{FloodStep, ProofState, TokenState},
    network::ip_prefix,
    secret::Secret,
    site::{ModerationPolicy, Policy, SiteId},
    spam::{
        AuthorKeys, ContentFingerprints, DecisionHistory, DuplicateCounts, FingerprintCounts,
        Placement, Published, Revision, Sample, Spam, SpamDecision, SpamSettings, TrainingExample,
        UNREPORTED_AGE, digest,
        fingerprint_store::{self, FingerprintChanges},
        fingerprints::FingerprintKeys,
        own_links::OwnLinks,
        training::latest::{JudgedComment, LatestComments, saturated},
    },
    text::{BODY_SCALARS, Body},
};

const SITE: SiteId = 1;
/// When a history without times begins.
const START: Timestamp = Timestamp(1_800_000_000_000);
/// How long the same text on other pages counts.
const ELSEWHERE_WITHIN: Duration = Duration::from_hours(1);

/// A comment that the site accepted.
struct SimulatedComment {
    id: Uuid,
    at: Timestamp,
    text: String,
    name: String,
    author: Option<Vec<u8>>,
    network: Option<String>,
    page: String,
    digest: i64,
    assessment: Assessment,
    placement: Placement,
    label: Option<Label>,
}

impl SimulatedComment {
    fn example(&self) -> TrainingExample<'_> {
        TrainingExample {
            site: SITE,
            comment: self.id,
            text: &self.text,
            name: &self.name,
            website: None,
            author: self.author.as_deref(),
            verified: false,
            network: self.network.as_deref(),
            at: self.at,
            assessment: &self.assessment,
        }
    }

    fn document(&self) -> Document<'_> {
        Document {
            name: &self.name,
            site: SITE,
            ..Document::unsigned(&self.text)
        }
    }
}

/// A site with the policy `suspect`.
pub(super) struct SimulatedSite {
    clock: Clock,
    /// When each comment is submitted.
    times: Vec<Timestamp>,
    random: SeededRandom,
    spam: Spam,
    policy: Policy,
    learner: Learner,
    history: DecisionHistory,
    latest: LatestComments,
    fingerprints: HashMap<Vec<u8>, FingerprintCounts>,
    /// The accepted comments by their index in the stream.
    comments: BTreeMap<usize, SimulatedComment>,
    /// The training examples: sequence number, index of the comment, label.
    examples: Vec<(u64, usize, Label)>,
    sequence: u64,
    /// The index of the next comment.
    next: usize,
    /// The index of the first comment that is too recent to count as unreported.
    recent: usize,
    /// Whether there were decisions since the model was published.
    has_news: bool,
}

impl SimulatedSite {
    pub(super) fn new(seed: u64, sample_percent: u32, stream: &[LabeledComment]) -> Self {
        let mut at = START;
        let times = stream.iter().map(|comment| {
            at = comment.time.unwrap_or_else(|| at.plus(COMMENT_INTERVAL));
            at
        });
        let times = times.collect::<Vec<_>>();
        let begin = times.first().copied().unwrap_or(START);
        let clock = Clock::held(begin.minus(COMMENT_INTERVAL));
        let secret = Secret::new([7; 32]).expect("is long enough");
        let settings = SpamSettings {
            sample_percent,
            ..SpamSettings::default()
        };
        Self {
            spam: Spam::new(&secret.into(), clock.clone(), settings),
            clock,
            times,
            // Not the numbers that the moderators get.
            random: SeededRandom::new(!seed),
            policy: Policy {
                moderation: ModerationPolicy::Suspect,
                ..Policy::default()
            },
            learner: Learner::default(),
            history: DecisionHistory::default(),
            latest: LatestComments::default(),
            fingerprints: HashMap::new(),
            comments: BTreeMap::new(),
            examples: Vec::new(),
            sequence: 0,
            next: 0,
            recent: 0,
            has_news: false,
        }
    }

    /// Advances the clock to the time of comment `at`, and takes earlier comments that were not reported for
    /// ham.
    pub(super) fn wait_for(&mut self, at: usize) {
        self.clock.advance(self.times[at].since(self.clock.now()));
        let old = self.clock.now().minus(UNREPORTED_AGE);
        while self.recent < at && self.times[self.recent] < old {
            let index = self.recent;
            self.recent += 1;
            let is_unreported = self.comments.get(&index).is_some_and(|comment| {
                comment.placement == Placement::Published && comment.label.is_none()
            });
            if is_unreported {
                self.decide(index, Label::Ham);
            }
        }
    }

    /// Judges and places the next comment, also one whose text a server would refuse.
    pub(super) fn submit(&mut self, comment: &LabeledComment) -> SpamDecision {
        let index = self.next;
        self.next += 1;
        let parsed = Body::parse(&comment.text, 1..=BODY_SCALARS);
        let text = parsed.map_or_else(|_| comment.text.clone(), |body| body.as_str().to_owned());
        if std::mem::take(&mut self.has_news) {
            self.publish();
        }
        let now = self.clock.now();
        let mut submitted = SimulatedComment {
            id: self.id(now),
            at: now,
            digest: digest(&text),
            text,
            name: comment.author.clone(),
            author: (!comment.author.is_empty())
                .then(|| Sha256::digest(comment.author.as_bytes()).to_vec()),
            network: comment.ip.map(ip_prefix),
            page: comment.page.clone(),
            assessment: Assessment::of(Vec::new(), Thresholds::default()),
            placement: Placement::Queued,
            label: None,
        };
        let inspection = self.spam.inspect(&self.sample(&submitted), &self.policy);
        let keys = inspection.keys.all();
        let known = keys
            .into_iter()
            .filter_map(|key| self.fingerprints.get(&key).map(|counts| (key, *counts)));
        let fingerprints = ContentFingerprints(known.collect());
        let decision = self.spam.decide(inspection, &fingerprints, submitted.id);
        submitted.assessment = decision.assessment.clone();
        submitted.placement = decision.placement;
        let is_spam = decision.assessment.verdict == SpamVerdict::Spam;
        self.latest.add(JudgedComment {
            id: submitted.id,
            score: saturated(decision.assessment.thousandths()),
            decided: None,
            placed: match decision.placement {
                Placement::Published => Some(Label::Ham),
                Placement::Filed => Some(Label::Spam),
                Placement::Queued => None,
            },
            is_spam,
            is_sampled: decision.assessment.sampled(),
        });
        self.comments.insert(index, submitted);
        decision
    }

    fn sample<'a>(&self, comment: &'a SimulatedComment) -> Sample<'a> {
        Sample {
            site: SITE,
            text: &comment.text,
            name: &comment.name,
            email: None,
            website: None,
            honeypot: false,
            token: TokenState::Fresh { age: WRITING_TIME },
            proof: ProofState::Missing,
            flood: FloodStep::Calm,
            author: comment.author.as_deref().map(|hash| AuthorKeys {
                hash,
                earlier: &[],
                verified: false,
            }),
            network: comment.network.as_deref(),
            duplicates: self.duplicates(comment),
            network_busy: false,
            limits_degraded: false,
            edited: false,
        }
    }

    /// Counts the other pages with the same text within the hour.
    fn duplicates(&self, comment: &SimulatedComment) -> DuplicateCounts {
        let recent = self.comments.values().rev();
        let recent = recent.take_while(|other| comment.at.since(other.at) < ELSEWHERE_WITHIN);
        let mut pages = recent
            .filter(|other| other.digest == comment.digest && other.page != comment.page)
            .map(|other| other.page.as_str())
            .collect::<Vec<_>>();
        pages.sort_unstable();
        pages.dedup();
        DuplicateCounts {
            pages_within_hour: u32::try_from(pages.len()).unwrap_or(u32::MAX),
        }
    }

    fn id(&mut self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.0).unwrap_or_default();
        let mut random = [0; 10];
        random[2..].copy_from_slice(&self.random.next().to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Decides about a comment and trains the filter with it.
    pub(super) fn decide(&mut self, index: usize, label: Label) {
        let Some(comment) = self.comments.get_mut(&index) else {
            return;
        };
        let from = comment.label.replace(label);
        if from == Some(label) {
            return;
        }
        let comment = &self.comments[&index];
        let revision = Revision {
            example: comment.example(),
            from,
            to: Some(label),
        };
        let own_links = OwnLinks::default().of_site(SITE);
        let keys =
            FingerprintKeys::of_example(&revision.example, &own_links, &self.spam.0.network_key);
        let mut changes = FingerprintChanges::new();
        for (label, times) in [(from, -1), (Some(label), 1)] {
            if let Some(label) = label {
                fingerprint_store::count(&mut changes, &keys, label, times);
            }
        }
        for (key, (ham, spam)) in changes {
            let counts = self.fingerprints.entry(key).or_default();
            *counts = FingerprintCounts {
                ham: changed(counts.ham, ham),
                spam: changed(counts.spam, spam),
            };
        }
        self.history.revise(&[&revision]);
        let score = comment.assessment.thousandths();
        self.latest.decide(comment.id, label, score);
        self.sequence += 1;
        if from.is_some() {
            self.rebuild_without(index);
        }
        self.examples.push((self.sequence, index, label));
        let document = self.comments[&index].document();
        self.learner.learn(&document, label, self.sequence);
        self.has_news = true;
    }

    /// Trains a new filter with all examples but that of a comment, as the server does when a decision was
    /// revoked.
    fn rebuild_without(&mut self, index: usize) {
        self.examples.retain(|(_, of, _)| *of != index);
        self.learner = Learner::default();
        for (sequence, index, label) in &self.examples {
            let document = self.comments[index].document();
            self.learner.learn(&document, *label, *sequence);
        }
    }

    fn publish(&mut self) {
        self.history.scores = self.latest.scores(self.clock.now());
        self.spam.publish(Published {
            model: Arc::new(self.learner.model().clone()),
            through: i64::try_from(self.sequence).unwrap_or(i64::MAX),
            histories: HashMap::from([(SITE, Arc::new(self.history.clone()))]),
            fingerprint: OnceLock::new(),
        });
    }
}

/// Changes a count, which never falls below zero.
fn changed(count: u32, by: i64) -> u32 {
    let changed = i64::from(count).saturating_add(by).max(0);
    u32::try_from(changed).unwrap_or(u32::MAX)
}
