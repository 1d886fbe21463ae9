//! Reasons in the way the form was filled in: the hidden field, the time, the token.

use super::*;

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
