//! Tests of the spam filter as a whole: every reason, and the content fingerprints in a database.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::{
    assessment::{ReasonCode, reasons::DETAIL_MAX},
    classifier::{Label, SpamVerdict, Thresholds},
    clock::Timestamp,
    db::{DatabaseSettings, Db, OpenMode},
    flood::FloodSettings,
    secret::Secret,
    setting::Mistakes,
    site::{self, NewSite},
    spam::fingerprints::FingerprintKeys,
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
fn a_filled_honeypot_waits_for_a_moderator_and_with_another_reason_it_is_spam() {
    let filled = Sample {
        honeypot: true,
        ..sample(TEXT)
    };
    let assessment = judge(&filled);
    let expected = [ReasonCode::Honeypot, ReasonCode::FormAlone];
    assert_eq!(codes(&assessment), expected);
    assert!(assessment.verdict == SpamVerdict::Unsure && assessment.hold);
    let assessment = judge(&Sample {
        network_busy: true,
        ..filled
    });
    let expected = [ReasonCode::Honeypot, ReasonCode::NetworkBurst];
    assert_eq!(codes(&assessment), expected);
    assert_eq!(assessment.verdict, SpamVerdict::Spam);
}

#[test]
fn an_answer_too_fast_for_a_person_counts() {
    let of = |ms| {
        codes(&judge(&Sample {
            token: aged(ms),
            ..sample(TEXT)
        }))
    };
    assert_eq!(of(0), [ReasonCode::AnsweredAtOnce]);
    assert_eq!(of(1_999), [ReasonCode::AnsweredAtOnce]);
    assert_eq!(of(2_000), [ReasonCode::AnsweredQuickly]);
    assert_eq!(of(3_999), [ReasonCode::AnsweredQuickly]);
    assert_eq!(of(4_000), []);
}

#[test]
fn the_detail_says_how_fast_it_was() {
    let assessment = judge(&Sample {
        token: aged(1_234),
        ..sample(TEXT)
    });
    assert_eq!(assessment.reasons[0].detail, "answered after 1.2 s");
}

#[test]
fn without_a_good_token_a_strangers_comment_waits() {
    for (token, code) in [
        (TokenState::Missing, ReasonCode::TokenMissing),
        (TokenState::Stale, ReasonCode::TokenStale),
        (TokenState::Used, ReasonCode::TokenUsed),
    ] {
        for author in [None, Some(CLAIMED)] {
            let assessment = judge(&Sample {
                token,
                author,
                ..sample(TEXT)
            });
            assert_eq!(codes(&assessment), [code, ReasonCode::Unvouched]);
            assert!(assessment.hold);
        }
        let verified = judge(&Sample {
            token,
            author: Some(ANN),
            ..sample(TEXT)
        });
        assert_eq!((codes(&verified), verified.hold), (vec![code], false));
    }
}

#[test]
fn an_edit_needs_no_form() {
    let assessment = judge(&Sample {
        token: TokenState::Missing,
        edited: true,
        ..sample(TEXT)
    });
    assert_eq!(assessment.reasons, []);
}

#[test]
fn a_token_spent_by_another_is_judged_as_used() {
    let spam = spam();
    let mut inspection = spam.inspect(&sample(TEXT), &Policy::default());
    inspection.token_was_used();
    let assessment = spam.judge(inspection, &ContentFingerprints::default());
    assert_eq!(
        codes(&assessment),
        [ReasonCode::TokenUsed, ReasonCode::Unvouched]
    );
}

#[test]
fn a_burst_from_the_network_counts_and_degraded_limits_hold() {
    let busy = judge(&Sample {
        network_busy: true,
        ..sample(TEXT)
    });
    assert_eq!(
        (codes(&busy), busy.hold),
        (vec![ReasonCode::NetworkBurst], false)
    );
    let degraded = judge(&Sample {
        limits_degraded: true,
        ..sample(TEXT)
    });
    assert_eq!(
        (codes(&degraded), degraded.hold),
        (vec![ReasonCode::LimitsDegraded], true)
    );
}

#[test]
fn the_same_text_on_other_pages_counts_sooner_when_it_says_something() {
    let of = |text, pages_within_hour| {
        codes(&judge(&Sample {
            duplicates: DuplicateCounts { pages_within_hour },
            ..sample(text)
        }))
    };
    assert_eq!(of(TEXT, 1), [ReasonCode::TextRepeated]);
    assert_eq!(of("Thanks!", 2), []);
    assert_eq!(of("Thanks!", 3), [ReasonCode::TextRepeated]);
}

#[test]
fn more_links_than_the_site_allows_hold() {
    let text = "https://a.com/ https://b.com/ www.c.com";
    let many = judge(&sample(text));
    assert_eq!(
        (codes(&many), many.hold),
        (vec![ReasonCode::ManyLinks], true)
    );
    let policy = Policy {
        links_max: 3,
        ..Policy::default()
    };
    assert_eq!(judge_by(&sample(text), &policy).reasons, []);
}

#[test]
fn a_banned_word_in_any_field_refuses_and_a_suspect_one_holds() {
    let policy = Policy {
        banned_words: vec!["Casino".to_owned()],
        suspect_words: vec!["crypto coin".to_owned()],
        ..Policy::default()
    };
    let spam = spam();
    let banned = |sample: &Sample<'_>| {
        let texts = [
            Some(sample.text),
            Some(sample.name),
            sample.email,
            sample.website,
        ];
        spam.banned_word(&texts, &policy)
    };
    assert_eq!(banned(&sample("the CАSINO")).as_deref(), Some("Casino"));
    for sample in [
        Sample {
            name: "Casino Joe",
            ..sample(TEXT)
        },
        Sample {
            email: Some("x@casino.example"),
            ..sample(TEXT)
        },
        Sample {
            website: Some("https://casino.example/"),
            ..sample(TEXT)
        },
    ] {
        assert!(banned(&sample).is_some(), "{sample:?}");
    }
    assert_eq!(banned(&sample(TEXT)), None);
    let suspect = judge_by(&sample("a Crypto  Coin"), &policy);
    assert_eq!(
        (codes(&suspect), suspect.hold),
        (vec![ReasonCode::SuspectWord], true)
    );
}

#[test]
fn a_text_that_was_spam_is_spam_again() {
    let assessment = judge_after(&sample(TEXT), 0, 1);
    assert_eq!(
        codes(&assessment),
        [ReasonCode::TextKnown],
        "and not similar besides"
    );
    assert_eq!(
        (assessment.score, assessment.verdict),
        (6.0, SpamVerdict::Spam)
    );
    assert_eq!(
        assessment.reasons[0].detail,
        "the same text was rejected as spam once"
    );
}

#[test]
fn approvals_of_the_same_text_weigh_against_its_past() {
    let of = |ham, spam| {
        weight(
            &judge_after(&sample(TEXT), ham, spam),
            ReasonCode::TextKnown,
        )
    };
    assert_eq!(of(1, 1), None);
    assert_eq!(of(1, 3), Some(3.0));
    assert_eq!(of(9, 1), None);
}

#[test]
fn thanks_is_never_condemned_by_itself() {
    for text in ["thanks", "+1", "Great post!", "👍"] {
        assert_eq!(judge_after(&sample(text), 0, 1).reasons, [], "{text}");
        let assessment = judge_after(&sample(text), 0, 1_000_000);
        assert_eq!(
            (assessment.score, assessment.verdict),
            (2.0, SpamVerdict::Unsure),
            "{text}"
        );
        assert_eq!(judge_after(&sample(text), 40, 20).reasons, [], "{text}");
    }
}

#[test]
fn a_text_without_anything_to_read_is_not_remembered() {
    let assessment = judge_after(&sample("\u{200b}\u{200d}"), 0, 1_000_000);
    assert_eq!(assessment.reasons, []);
}

#[test]
fn a_domain_known_only_from_spam_is_named() {
    let text = "look here: https://www.spam-shop.com/x";
    let assessment = judge_after(&sample(text), 0, 3);
    let reason = assessment
        .reasons
        .iter()
        .find(|r| r.code == ReasonCode::DomainSpam);
    let reason = reason.expect("it is known");
    assert_eq!(reason.weight, 3.0);
    assert_eq!(
        reason.detail,
        "the domain spam-shop.com was seen in 3 spam comments and in no other"
    );
}

#[test]
fn a_domain_counts_in_the_website_and_the_name_as_in_the_text() {
    for sample in [
        Sample {
            website: Some("https://shop.com/"),
            ..sample("hello")
        },
        Sample {
            name: "shop.com",
            ..sample("hello")
        },
        sample("see shop.com"),
    ] {
        let assessment = judge_after(&sample, 0, 1);
        assert_eq!(
            weight(&assessment, ReasonCode::DomainSpam),
            Some(3.0),
            "{sample:?}"
        );
    }
}

#[test]
fn a_mixed_domain_says_nothing_and_a_good_one_a_little() {
    let text = "see https://en.wikipedia.org/";
    let of_ann = Sample {
        network: Some("203.0.113.0/24"),
        ..sample(text)
    };
    assert_eq!(judge_after(&sample(text), 5, 1).reasons, []);
    assert_eq!(codes(&judge_after(&of_ann, 5, 0)), [ReasonCode::DomainHam]);
    assert_eq!(judge(&of_ann).reasons, []);
}

#[test]
fn the_good_name_of_a_domain_is_for_the_author_or_the_network_that_earned_it() {
    let network = Some("203.0.113.0/24");
    let text = "see https://shop.com/";
    let own = Sample {
        author: Some(ANN),
        network,
        ..sample(text)
    };
    let fingerprints = remembered(&own, 5, 0);
    let of = |sample: &Sample<'_>| {
        let spam = spam();
        let inspection = spam.inspect(sample, &Policy::default());
        weight(
            &spam.judge(inspection, &fingerprints),
            ReasonCode::DomainHam,
        )
    };
    assert_eq!(of(&own), Some(-0.5));
    let elsewhere = Sample {
        network: Some("198.51.100.0/24"),
        ..own
    };
    assert_eq!(of(&elsewhere), Some(-0.5), "the verified author");
    let neighbor = Sample {
        author: None,
        ..own
    };
    assert_eq!(of(&neighbor), Some(-0.5), "the network");
    for stranger in [
        Sample {
            author: None,
            ..elsewhere
        },
        Sample {
            author: Some(CLAIMED),
            ..elsewhere
        },
        sample(text),
    ] {
        assert_eq!(of(&stranger), None, "{stranger:?}");
    }
    let two = Sample {
        text: "see https://shop.com/ and https://other.com/",
        ..own
    };
    assert_eq!(of(&two), None, "one of two domains");
}

#[test]
fn trust_is_for_verified_authors_without_a_rejection() {
    let of = |author, ham, spam| {
        let sample = Sample {
            author: Some(author),
            ..sample("")
        };
        judge_after(&sample, ham, spam).score
    };
    assert_eq!(of(ANN, 1, 0), -1.5);
    assert_eq!(of(ANN, 4, 0), -1.5);
    assert_eq!(of(ANN, 5, 0), -2.5);
    assert_eq!(of(ANN, 50, 1), 0.0);
    assert_eq!(of(CLAIMED, 50, 0), 0.0);
}

#[test]
fn rejections_count_for_everybody_known() {
    for author in [ANN, CLAIMED] {
        let of = |ham, spam| {
            let sample = Sample {
                author: Some(author),
                ..sample("")
            };
            weight(&judge_after(&sample, ham, spam), ReasonCode::AuthorRejected)
        };
        assert_eq!(of(0, 1), None, "one may be a mistake");
        assert_eq!(of(0, 2), Some(2.0));
        assert_eq!(of(7, 3), Some(2.0));
        assert_eq!(of(8, 3), None, "less than 30 %");
    }
}

#[test]
fn typing_the_address_of_a_verified_person_does_not_share_their_record() {
    let spam = spam();
    let keys = |author| {
        let sample = Sample {
            author: Some(author),
            ..sample(TEXT)
        };
        spam.inspect(&sample, &Policy::default()).keys.author
    };
    assert_ne!(keys(ANN), keys(CLAIMED));
}

#[test]
fn the_name_of_a_network_fades_from_day_to_day() {
    let spam = spam();
    let sample = Sample {
        network: Some("203.0.113.0/24"),
        ..sample("hello")
    };
    let inspect = || spam.inspect(&sample, &Policy::default());
    let bad_day = inspect().keys.network.expect("a key");
    let counts = FingerprintCounts { ham: 0, spam: 3 };
    let fingerprints = ContentFingerprints(HashMap::from([(bad_day, counts)]));
    for expected in [Some(1.0), Some(0.5), Some(0.25), Some(0.125), None] {
        let judged = spam.judge(inspect(), &fingerprints);
        assert_eq!(weight(&judged, ReasonCode::NetworkSpam), expected);
        // While the reputation is bad, a proof of work is required; comments are not refused because of it.
        let asked = codes(&judged).contains(&ReasonCode::ProofMissing);
        assert_eq!(asked, expected.is_some_and(|weight| weight >= 0.5));
        assert_eq!(judged.hold, asked);
        spam.0.clock.advance(Duration::from_hours(24));
    }
}

#[test]
fn in_a_flood_work_is_required_of_all_but_verified_people() {
    let flooded = |flood, proof, author| {
        let judged = judge(&Sample {
            proof,
            flood,
            author,
            ..sample(TEXT)
        });
        (codes(&judged), judged.hold, judged.score)
    };
    let (calm, proof, doubled) = (FloodStep::Calm, FloodStep::Proof, FloodStep::Doubled);
    assert_eq!(flooded(calm, ProofState::Wrong, None), (vec![], false, 0.0));
    assert_eq!(
        flooded(proof, ProofState::Good, None),
        (vec![ReasonCode::Flood], false, 1.0)
    );
    for missing in [ProofState::Missing, ProofState::Expired, ProofState::Used] {
        let reasons = vec![ReasonCode::ProofMissing, ReasonCode::Flood];
        assert_eq!(flooded(proof, missing, Some(CLAIMED)), (reasons, true, 1.0));
    }
    let wrong = vec![ReasonCode::ProofWrong, ReasonCode::Flood];
    assert_eq!(flooded(proof, ProofState::Wrong, None), (wrong, true, 2.0));
    let goes_on = vec![ReasonCode::Flood, ReasonCode::FloodUnknown];
    assert_eq!(
        flooded(doubled, ProofState::Good, None),
        (goes_on, true, 1.0)
    );
    assert_eq!(
        flooded(FloodStep::Closed, ProofState::Missing, Some(ANN)),
        (vec![], false, 0.0)
    );
}

#[test]
fn a_flood_does_not_make_spam_of_what_is_none_by_itself() {
    let thresholds = Thresholds::default();
    let reasons = vec![
        SpamReason::new(ReasonCode::TextSimilar, "similar"),
        SpamReason::new(ReasonCode::Flood, "flood"),
    ];
    let over = Assessment::of(reasons, thresholds);
    assert!(over.verdict == SpamVerdict::Spam && !over.is_spam_by_itself(thresholds));
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

#[test]
fn a_token_is_fresh_on_its_own_page_missing_when_empty_and_refused_elsewhere() {
    let spam = spam();
    let token = spam.issue_token(1, "/post/");
    assert_eq!(token.len(), 108);
    spam.0.clock.advance(Duration::from_secs(5));
    let state = |page, token| spam.check_token(1, page, token).map(|t| t.state);
    assert_eq!(state("/post/", Some(&token)), Ok(aged(5_000)));
    assert_eq!(state("/post/", None), Ok(TokenState::Missing));
    assert_eq!(state("/post/", Some("")), Ok(TokenState::Missing));
    assert_eq!(state("/other/", Some(&token)), Err(TokenFault::Elsewhere));
    spam.0.clock.advance(Duration::from_hours(24));
    assert_eq!(state("/post/", Some(&token)), Ok(TokenState::Stale));
}

#[test]
fn texts_that_read_alike_have_one_digest() {
    assert_eq!(digest("Great  POST!!"), digest("great post!"));
    assert_ne!(digest("great post"), digest("great posts"));
}

prop_compose! {
    fn samples()(
        text in prop_oneof!["(casino|spam |https://a[0-9].com |ab |\u{301}|é){0,12}", any::<String>()],
        name in "\\PC{0,12}",
        website in proptest::option::of("(https?://)?[a-z.]{0,12}"),
        token in prop_oneof![
            Just(TokenState::Missing), Just(TokenState::Stale), Just(TokenState::Used),
            (0_u64..10_000).prop_map(aged),
        ],
        author in proptest::option::of(any::<(Vec<u8>, bool)>()),
        network in proptest::option::of("[0-9.]{1,9}/24"),
        flags in any::<[bool; 4]>(),
        pages in 0_u32..5,
        proof in proptest::sample::select(&[
            ProofState::Missing, ProofState::Expired, ProofState::Used, ProofState::Wrong, ProofState::Good,
        ]),
        flood in proptest::sample::select(&FloodStep::ALL),
    ) -> Owned {
        Owned { text, name, website, token, author, network, flags, pages, proof, flood }
    }
}

#[derive(Debug)]
struct Owned {
    text: String,
    name: String,
    website: Option<String>,
    token: TokenState,
    author: Option<(Vec<u8>, bool)>,
    network: Option<String>,
    flags: [bool; 4],
    pages: u32,
    proof: ProofState,
    flood: FloodStep,
}

impl Owned {
    fn sample(&self) -> Sample<'_> {
        let [honeypot, network_busy, limits_degraded, edited] = self.flags;
        Sample {
            site: 1,
            text: &self.text,
            name: &self.name,
            email: None,
            website: self.website.as_deref(),
            honeypot,
            token: self.token,
            proof: self.proof,
            flood: self.flood,
            author: self.author.as_ref().map(|(hash, verified)| AuthorKeys {
                hash,
                earlier: &[],
                verified: *verified,
            }),
            network: self.network.as_deref(),
            duplicates: DuplicateCounts {
                pages_within_hour: self.pages,
            },
            network_busy,
            limits_degraded,
            edited,
        }
    }
}

proptest! {
    #[test]
    fn the_score_is_the_sum_of_the_weights_and_the_verdict_follows(owned in samples(), ham in 0_u32..9, bad in 0_u32..9) {
        let assessment = judge_after(&owned.sample(), ham, bad);
        let sum = assessment.reasons.iter().fold(0.0, |sum, r| sum + r.weight);
        prop_assert!((assessment.score - sum).abs() < 1e-12);
        prop_assert_eq!(assessment.verdict, SpamVerdict::of(assessment.score, Thresholds::default()));
        prop_assert_eq!(assessment.hold, assessment.reasons.iter().any(|r| r.code.holds()));
        for reason in &assessment.reasons {
            let start = reason.code.start_weight();
            prop_assert!(reason.weight.abs() <= start.abs() && reason.weight * start >= 0.0);
            prop_assert!(!reason.detail.is_empty() && reason.detail.chars().count() <= DETAIL_MAX);
        }
        let codes = codes(&assessment);
        prop_assert!(codes.iter().enumerate().all(|(n, code)| !codes[..n].contains(code)));
    }

    #[test]
    fn a_higher_score_is_never_a_better_verdict(a in -20.0..20.0_f64, b in -20.0..20.0_f64) {
        let of = |score| SpamVerdict::of(score, Thresholds::default());
        prop_assert_eq!(of(a.min(b)).min(of(a.max(b))), of(a.min(b)));
    }

    #[test]
    fn more_spam_never_lowers_the_score(owned in samples(), ham in 0_u32..9, bad in 0_u32..9) {
        let (less, more) = (judge_after(&owned.sample(), ham, bad), judge_after(&owned.sample(), ham, bad + 1));
        prop_assert!(more.score >= less.score, "{less:?} {more:?}");
    }

    #[test]
    fn a_stored_comment_has_the_keys_of_its_sample(owned in samples()) {
        let (spam, sample) = (spam(), owned.sample());
        let inspection = spam.inspect(&sample, &Policy::default());
        // The sample looks up the network's last days; the comment is counted under its own day.
        let asked = inspection.keys;
        let mut kept = FingerprintKeys { network_before: Vec::new(), ..asked.clone() };
        for domain in &mut kept.domains {
            domain.earned_before.clear();
        }
        prop_assert_eq!(FingerprintKeys::of_example(&example(&sample), &spam.2.of_site(1), &spam.0.network_key), kept);
        let days = if sample.network.is_some() { fingerprints::NETWORK_DAYS - 1 } else { 0 };
        prop_assert_eq!(asked.network_before.len(), usize::from(days));
    }
}

struct SpamWorld {
    db: Db,
    spam: Spam,
    site: SiteId,
    _folder: tempfile::TempDir,
}

impl SpamWorld {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let settings = DatabaseSettings {
            url: url.into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        db.migrate(T0).await.expect("migrates");
        let site = Self::add_site(&db, "blog").await;
        Self {
            db,
            spam: spam(),
            site,
            _folder: folder,
        }
    }

    async fn add_site(db: &Db, slug: &str) -> SiteId {
        let new = NewSite {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            origins: Vec::new(),
            policy: Policy::default(),
        };
        db.write(new, |c, new| {
            Box::pin(async move { site::add(c, new, T0).await })
        })
        .await
        .unwrap_or_else(|e| panic!("{e}"))
    }

    async fn judge(&self, sample: &Sample<'_>) -> Assessment {
        let inspection = self.spam.inspect(sample, &Policy::default());
        self.spam.judge(
            inspection,
            &self.content_fingerprints(self.site, sample).await,
        )
    }

    async fn content_fingerprints(&self, site: SiteId, sample: &Sample<'_>) -> ContentFingerprints {
        let inspection = self.spam.inspect(sample, &Policy::default());
        self.db
            .read((site, inspection), |c, (site, inspection)| {
                Box::pin(async move {
                    let recalled = Spam::request_fingerprints(c, *site, inspection)?;
                    recalled.receive(c).await
                })
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"))
    }

    async fn decide(&self, sample: &Sample<'_>, label: Label) {
        self.train(sample, label, true).await;
    }

    async fn undo(&self, sample: &Sample<'_>, label: Label) {
        self.train(sample, label, false).await;
    }

    async fn train(&self, sample: &Sample<'_>, label: Label, learn: bool) {
        let example = example(sample);
        let author = example.author.map(<[u8]>::to_vec);
        let texts = [
            Some(example.text),
            Some(example.name),
            example.website,
            example.network,
        ];
        let input = (
            self.spam.clone(),
            self.site,
            texts.map(|t| t.map(str::to_owned)),
            author,
            example.verified,
        );
        self.db
            .write(input, move |c, (spam, site, texts, author, verified)| {
                Box::pin(async move {
                    let [text, name, website, network] = texts.each_ref().map(Option::as_deref);
                    let assessment = judge(&self::sample(TEXT));
                    let example = TrainingExample {
                        site: *site,
                        comment: Uuid::from_u128(1),
                        text: text.unwrap_or_default(),
                        name: name.unwrap_or_default(),
                        website,
                        author: author.as_deref(),
                        verified: *verified,
                        network,
                        at: T0,
                        assessment: &assessment,
                    };
                    let (from, to) = if learn {
                        (None, Some(label))
                    } else {
                        (Some(label), None)
                    };
                    let revision = Revision { example, from, to };
                    spam.revise(c, &[revision], T0)
                })
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
    }

    async fn spend(&self, token: CheckedToken) -> bool {
        self.db
            .write((self.site, token), |c, (site, token)| {
                Box::pin(async move {
                    let spent = token.spend(c, *site, Uuid::nil())?;
                    spent.was_first(c).await
                })
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"))
    }

    async fn forget(&self, now: Timestamp) -> u64 {
        let mut rows = self.spam.expire_networks(&self.db, now).await;
        for expiration in self.spam.expirations(now) {
            let expired = self.db.expire(&expiration).await;
            rows = rows.and_then(|rows| Ok(rows + expired?));
        }
        rows.unwrap_or_else(|e| panic!("{e}"))
    }

    fn checked(&self) -> CheckedToken {
        let token = self.spam.issue_token(self.site, "/");
        self.spam
            .check_token(self.site, "/", Some(&token))
            .expect("ours")
    }
}

const ADVERT: &str = "Hello friends I earn nine thousand dollars every single month from home with this \
    simple trick, visit www.quick-money-shop.com and begin today";

#[tokio::test]
async fn a_moderators_decision_is_remembered_for_the_next_comment() {
    let world = SpamWorld::new().await;
    let advert = Sample {
        author: Some(CLAIMED),
        proof: ProofState::Good,
        network: Some("203.0.113.0/24"),
        ..sample(ADVERT)
    };
    assert_eq!(world.judge(&advert).await.reasons, []);
    world.decide(&advert, Label::Spam).await;
    let again = world.judge(&advert).await;
    assert_eq!(
        codes(&again),
        [
            ReasonCode::TextKnown,
            ReasonCode::DomainSpam,
            ReasonCode::NetworkSpam
        ]
    );
    let changed = format!("{} now!", ADVERT.replace("friends", "my dear people"));
    let alike = world.judge(&sample(&changed)).await;
    assert_eq!(
        codes(&alike),
        [ReasonCode::TextSimilar, ReasonCode::DomainSpam]
    );
    assert_eq!(world.judge(&sample(TEXT)).await.reasons, []);
}

#[tokio::test]
async fn approvals_earn_a_verified_author_trust() {
    let world = SpamWorld::new().await;
    let ann = |text| Sample {
        author: Some(ANN),
        ..sample(text)
    };
    for (n, word) in ["one", "two", "three", "four", "five"]
        .into_iter()
        .enumerate()
    {
        let expected = if n == 0 {
            vec![]
        } else {
            vec![ReasonCode::AuthorApproved]
        };
        assert_eq!(codes(&world.judge(&ann(TEXT)).await), expected);
        world.decide(&ann(word), Label::Ham).await;
    }
    let trusted = world.judge(&ann(TEXT)).await;
    assert_eq!(codes(&trusted), [ReasonCode::AuthorTrusted]);
    assert_eq!(trusted.verdict, SpamVerdict::Ham);
}

#[tokio::test]
async fn what_is_learned_and_unlearned_leaves_the_memory_as_it_was() {
    let world = SpamWorld::new().await;
    let advert = Sample {
        author: Some(ANN),
        network: Some("203.0.113.0/24"),
        ..sample(ADVERT)
    };
    world.decide(&advert, Label::Spam).await;
    world.undo(&advert, Label::Spam).await;
    assert_eq!(
        world.content_fingerprints(world.site, &advert).await,
        ContentFingerprints::default()
    );
    world.decide(&advert, Label::Ham).await;
    let before = world.content_fingerprints(world.site, &advert).await;
    world.decide(&advert, Label::Spam).await;
    assert_ne!(
        world.content_fingerprints(world.site, &advert).await,
        before
    );
    world.undo(&advert, Label::Spam).await;
    assert_eq!(
        world.content_fingerprints(world.site, &advert).await,
        before
    );
}

#[tokio::test]
async fn a_count_never_falls_below_zero() {
    let world = SpamWorld::new().await;
    let advert = sample(ADVERT);
    world.undo(&advert, Label::Ham).await;
    world.decide(&advert, Label::Spam).await;
    world.undo(&advert, Label::Ham).await;
    let fingerprints = world.content_fingerprints(world.site, &advert).await;
    assert!(!fingerprints.0.is_empty());
    assert!(
        fingerprints
            .0
            .values()
            .all(|c| *c == FingerprintCounts { ham: 0, spam: 1 }),
        "{fingerprints:?}"
    );
}

#[tokio::test]
async fn one_sites_decisions_say_nothing_to_another() {
    let world = SpamWorld::new().await;
    let other = SpamWorld::add_site(&world.db, "other").await;
    world.decide(&sample(ADVERT), Label::Spam).await;
    assert_eq!(
        world.content_fingerprints(other, &sample(ADVERT)).await,
        ContentFingerprints::default()
    );
}

#[tokio::test]
async fn of_two_comments_with_one_token_one_spends_it() {
    let world = SpamWorld::new().await;
    let token = world.checked();
    let (a, b) = tokio::join!(world.spend(token), world.spend(token));
    assert!(a != b, "{a} {b}");
    assert!(!world.spend(token).await);
    assert!(
        world.spend(world.checked()).await,
        "another token of the same page"
    );
}

#[tokio::test]
async fn a_missing_token_has_nothing_to_spend() {
    let world = SpamWorld::new().await;
    let missing = world
        .spam
        .check_token(world.site, "/", None)
        .expect("no token is not a bad one");
    assert!(world.spend(missing).await && world.spend(missing).await);
}

#[tokio::test]
async fn upkeep_forgets_stale_tokens_then_networks_then_the_rest() {
    let world = SpamWorld::new().await;
    let advert = Sample {
        network: Some("203.0.113.0/24"),
        ..sample(ADVERT)
    };
    world.decide(&advert, Label::Spam).await;
    let rows = world
        .content_fingerprints(world.site, &advert)
        .await
        .0
        .len() as u64;
    let token = world.checked();
    assert!(world.spend(token).await);
    let day = |n: u64| T0.plus(Duration::from_secs(86_400 * n + 1));
    assert_eq!(world.forget(T0).await, 0);
    assert!(
        !world.spend(token).await,
        "not forgotten while it would be fresh"
    );
    assert_eq!(world.forget(day(1)).await, 1, "the token");
    assert_eq!(world.forget(day(4)).await, 0);
    assert_eq!(
        world.forget(day(5)).await,
        2,
        "the network, alone and with the domain"
    );
    assert_eq!(world.forget(day(179)).await, 0);
    assert_eq!(world.forget(day(180)).await, rows - 2, "the rest");
    assert_eq!(
        world.content_fingerprints(world.site, &advert).await,
        ContentFingerprints::default()
    );
}

#[tokio::test]
async fn every_statement_is_understood() {
    let world = SpamWorld::new().await;
    for (name, statement) in sql::ALL {
        world
            .db
            .prepare(*statement)
            .await
            .unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}
