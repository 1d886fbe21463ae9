//! Reasons in the text and the domains in it, by themselves and after decisions about the same.

use super::*;

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
fn texts_that_read_alike_have_one_digest() {
    assert_eq!(digest("Great  POST!!"), digest("great post!"));
    assert_ne!(digest("great post"), digest("great posts"));
}
