//! Reasons of the author and the network, and of a flood on the site.

use super::*;

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
