//! Tests of external checks that need no connection.

use serde::Deserialize;

use super::*;
use crate::{classifier::SpamVerdict, client::OutgoingSettings, site::Policy, text::Origin};

/// The keys of section `[spam]` that external checks have.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Section {
    akismet: AkismetSettings,
    hook: HookSettings,
    captcha: CaptchaSettings,
}

impl Section {
    pub(super) fn settings(&self) -> ExternalCheckSettings<'_> {
        ExternalCheckSettings {
            deadline: Duration::from_secs(2),
            akismet: &self.akismet,
            hook: &self.hook,
            captcha: &self.captcha,
        }
    }
}

pub(super) fn section(value: &serde_json::Value) -> Section {
    serde_json::from_value(value.clone()).expect("is read")
}

/// A site at `https://blog.example`.
pub(super) fn site() -> Site {
    Site {
        id: 1,
        slug: "blog".into(),
        name: "The Blog".into(),
        origins: vec![Origin::parse("https://blog.example").expect("an origin")],
        wildcards: Vec::new(),
        policy: Policy::default(),
        version: 1,
        created_at: Timestamp(0),
    }
}

fn told(site: &Site) -> CheckContext<'_> {
    CheckContext {
        site,
        page: "/a",
        title: None,
        url: None,
        reply: false,
        text: "Text",
        name: "Ann",
        email: None,
        website: None,
        verified: false,
        network: Some("203.0.113.0/24"),
        user_agent: None,
        at: Timestamp(0),
        edited: false,
    }
}

fn external_checks(settings: &serde_json::Value) -> ExternalChecks {
    let section = section(settings);
    let outgoing = Outgoing::new(&OutgoingSettings::default(), true).expect("is set up");
    ExternalChecks::new(section.settings(), outgoing, Clock::held(Timestamp(0))).expect("is sound")
}

async fn reasons(outside: &ExternalChecks, edited: bool) -> Vec<ReasonCode> {
    let site = site();
    let so_far = Assessment {
        score: 0.0,
        verdict: SpamVerdict::Unsure,
        hold: false,
        reasons: Vec::new(),
        review_below: None,
    };
    let question = Question {
        told: CheckContext {
            edited,
            ..told(&site)
        },
        address: [203, 0, 113, 7].into(),
        referrer: None,
        honeypot: ("subject", false),
        captcha: None,
        so_far: &so_far,
    };
    let reasons = outside.ask(&question).await;
    reasons.iter().map(|reason| reason.code).collect()
}

#[tokio::test]
async fn a_service_without_settings_is_not_called() {
    let outside = external_checks(&serde_json::json!({}));
    assert!(!outside.is_asked() && !outside.reports_corrections());
    assert_eq!(reasons(&outside, false).await, []);
    assert_eq!(outside.captcha(), None);
    let health = outside.health();
    assert!(!health.is_degraded());
    assert_eq!(health.to_string(), "off: no external checks are configured");
    let corrected = outside
        .correct(Uuid::nil(), &told(&site()), Label::Spam)
        .await;
    assert!(matches!(corrected, Err(DeliveryFailure::Permanent(_))));
}

#[tokio::test]
async fn a_captcha_that_was_not_answered_holds_where_it_is_required_and_an_edit_has_none() {
    let with = |required: bool| {
        external_checks(&serde_json::json!({ "captcha": {
            "kind": "turnstile", "site_key": "public", "secret": "hunter2", "required": required,
        }}))
    };
    let required = with(true);
    assert_eq!(
        required.captcha(),
        Some((CaptchaKind::Turnstile, "public".to_owned()))
    );
    assert_eq!(
        reasons(&required, false).await,
        [ReasonCode::CaptchaMissing]
    );
    assert_eq!(reasons(&required, true).await, []);
    assert_eq!(reasons(&with(false), false).await, []);
    assert!(!required.health().is_degraded(), "no service was queried");
}

#[test]
fn a_page_is_named_by_its_address_or_by_what_is_known_of_it() {
    let site = site();
    let told = told(&site);
    assert_eq!(told.permalink(), "https://blog.example/a");
    let url = "https://blog.example/b?c=1";
    assert_eq!(
        CheckContext {
            url: Some(url),
            ..told
        }
        .permalink(),
        url
    );
    assert_eq!(
        CheckContext {
            page: "guestbook",
            ..told
        }
        .permalink(),
        "https://blog.example/"
    );
}
