//! Tests of the spam filter as a whole: every reason, and the content fingerprints in a database.

mod author_and_network;
mod database;
mod form;
mod properties;
mod text;

use super::*;
use crate::{
    assessment::ReasonCode,
    classifier::{Label, SpamVerdict, Thresholds},
    clock::Timestamp,
    flood::{FloodSettings, FloodStep, TokenState},
    secret::Secret,
    setting::Mistakes,
};

const T0: Timestamp = Timestamp(1_800_000_000_000);
const TEXT: &str = "I have tried this with the older version too, and there it works well";
const ANN: AuthorKeys<'static> = AuthorKeys {
    hash: b"the keyed hash of ann",
    earlier: &[],
    verified: true,
};
const CLAIMED: AuthorKeys<'static> = AuthorKeys {
    verified: false,
    ..ANN
};

fn spam() -> Spam {
    let secret = Secret::new([7; 32]).expect("long enough");
    Spam::new(&secret.into(), Clock::held(T0), SpamSettings::default())
}

fn sample(text: &str) -> Sample<'_> {
    Sample {
        site: 1,
        text,
        name: "Ann",
        email: None,
        website: None,
        honeypot: false,
        token: aged(30_000),
        proof: ProofState::Missing,
        flood: FloodStep::Calm,
        author: None,
        network: None,
        duplicates: DuplicateCounts::default(),
        network_busy: false,
        limits_degraded: false,
        edited: false,
    }
}

fn example<'a>(sample: &Sample<'a>) -> TrainingExample<'a> {
    static PLAIN: std::sync::LazyLock<Assessment> =
        std::sync::LazyLock::new(|| judge(&self::sample(TEXT)));
    TrainingExample {
        site: sample.site,
        comment: Uuid::from_u128(1),
        text: sample.text,
        name: sample.name,
        website: sample.website,
        author: sample.author.map(|a| a.hash),
        verified: sample.author.is_some_and(|a| a.verified),
        network: sample.network,
        at: T0,
        assessment: &PLAIN,
    }
}

fn aged(ms: u64) -> TokenState {
    TokenState::Fresh {
        age: Duration::from_millis(ms),
    }
}

fn judge(sample: &Sample<'_>) -> Assessment {
    judge_by(sample, &Policy::default())
}

fn judge_by(sample: &Sample<'_>, policy: &Policy) -> Assessment {
    let spam = spam();
    spam.judge(
        spam.inspect(sample, policy),
        &ContentFingerprints::default(),
    )
}

fn codes(assessment: &Assessment) -> Vec<ReasonCode> {
    assessment.reasons.iter().map(|r| r.code).collect()
}

/// Judges a sample when all its keys have these counts.
fn judge_after(sample: &Sample<'_>, ham: u32, spam_count: u32) -> Assessment {
    let spam = spam();
    let inspection = spam.inspect(sample, &Policy::default());
    spam.judge(inspection, &remembered(sample, ham, spam_count))
}

/// Returns these counts for all keys of a sample.
fn remembered(sample: &Sample<'_>, ham: u32, spam_count: u32) -> ContentFingerprints {
    let counts = FingerprintCounts {
        ham,
        spam: spam_count,
    };
    let keys = spam().inspect(sample, &Policy::default()).keys.all();
    ContentFingerprints(keys.into_iter().map(|key| (key, counts)).collect())
}

fn weight(assessment: &Assessment, code: ReasonCode) -> Option<f64> {
    let found = assessment.reasons.iter().find(|r| r.code == code);
    found.map(|r| r.weight)
}

#[test]
fn an_ordinary_comment_has_no_reasons() {
    let assessment = judge(&sample(TEXT));
    assert_eq!(assessment.reasons, []);
    assert_eq!(
        (assessment.verdict, assessment.hold),
        (SpamVerdict::Unsure, false)
    );
    assert!(assessment.score.is_sign_positive(), "stored as 0, not -0");
}

#[test]
fn spam_by_its_own_evidence_is_judged_before_the_fingerprints_are_looked_up() {
    let spam = spam();
    let inspect = |honeypot| {
        let sample = Sample {
            honeypot,
            network_busy: true,
            ..sample(TEXT)
        };
        spam.inspect(&sample, &Policy::default())
    };
    assert!(inspect(true).is_spam_already());
    assert!(!inspect(false).is_spam_already());
}

#[test]
fn an_assessment_is_stored_as_json_and_read_back() {
    let assessment = judge(&Sample {
        honeypot: true,
        token: aged(1_200),
        network_busy: true,
        ..sample(TEXT)
    });
    let json = serde_json::to_string(&assessment).expect("writes");
    assert!(json.starts_with(r#"{"score":6.5,"verdict":"spam","hold":false,"reasons":[{"code":"honeypot","weight":4.0,"#), "{json}");
    assert_eq!(
        serde_json::from_str::<Assessment>(&json).expect("reads"),
        assessment
    );
    assert_eq!(assessment.thousandths(), 6_500);
}

#[test]
fn settings_out_of_range_are_named_at_once() {
    let names = |settings: SpamSettings| {
        let mut mistakes = Mistakes::default();
        settings.check(false, &mut mistakes);
        let names = mistakes.0.iter().map(|fault| fault.split(':').next());
        names
            .map(|name| name.unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(SpamSettings::default()), [""; 0]);
    let wrong = SpamSettings {
        sample_percent: 101,
        form_token_hours: 0,
        memory_days: 1,
        outside_timeout_ms: 10_001,
        flood: FloodSettings {
            enabled: true,
            factor: 1,
            least: 9,
            spam_percent: 4,
        },
        ..SpamSettings::default()
    };
    let expected = [
        "spam.form_token_hours",
        "spam.memory_days",
        "spam.sample_percent",
        "spam.outside_timeout_ms",
        "spam.flood.factor",
        "spam.flood.least",
        "spam.flood.spam_percent",
    ];
    assert_eq!(names(wrong), expected);
}
