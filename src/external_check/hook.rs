//! The owner's hook: a signed request with a comment to a service of the owner, which answers with a verdict.
//!
//! Signed as in Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp` in seconds, and
//! `webhook-signature: v1,` with base64 of HMAC-SHA-256 over `id.timestamp.body`.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;
use url::Url;

use super::{ExternalCheckFailure, Question};
use crate::{
    assessment::{ReasonCode, SpamReason},
    classifier::SpamVerdict,
    client::{Outbound, Outgoing, Trust},
    clock::{Clock, Timestamp},
    secret::{SecretWeakness, secret_weakness},
};

/// The maximum size of a response, in bytes.
const MOST: usize = 16 << 10;
/// The minimum length of a key, in bytes, as in Standard Webhooks.
const SHORTEST: usize = 24;
/// The prefix of a key in base64.
const PREFIX: &str = "whsec_";

pub(super) struct Hook {
    pub url: Url,
    pub key: SigningKey,
}

/// The key that signs requests.
pub(super) struct SigningKey(Vec<u8>);

impl SigningKey {
    /// Parses `whsec_` followed by base64 of at least 24 bytes, or a text of at least 24 bytes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = match text.strip_prefix(PREFIX) {
            Some(encoded) => STANDARD.decode(encoded).ok()?,
            None => text.as_bytes().to_vec(),
        };
        (bytes.len() >= SHORTEST).then_some(Self(bytes))
    }

    /// Returns why the key is too easy to guess, if it is. `text` is what it was parsed from.
    pub(super) fn weakness(&self, text: &str) -> Option<SecretWeakness> {
        // An example key is recognized in either form.
        secret_weakness(&self.0).or_else(|| {
            secret_weakness(text.as_bytes()).filter(|weak| *weak == SecretWeakness::Example)
        })
    }

    /// Returns the value of `webhook-signature`.
    fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0);
        let mut mac = mac.expect("HMAC takes a key of any length");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

#[derive(Deserialize)]
struct HookAnswer {
    verdict: SpamVerdict,
    #[serde(default)]
    reasons: Option<Vec<String>>,
}

impl Hook {
    pub(super) async fn ask(
        &self,
        outgoing: &Outgoing,
        clock: &Clock,
        question: &Question<'_>,
    ) -> Result<Vec<SpamReason>, ExternalCheckFailure> {
        let id = format!("msg_{}", clock.id().simple());
        let timestamp = clock.now().0.div_euclid(1_000);
        let body = body(question, clock.now()).into_bytes();
        let signature = self.key.sign(&id, timestamp, &body);
        let ask = Outbound::post_json(self.url.clone(), Trust::Operator, body)
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", signature)
            .at_most(MOST);
        let answer = outgoing.send(ask).await?;
        if answer.status != 200 {
            return Err(ExternalCheckFailure::Status(answer.status));
        }
        heard(&answer.body).map(|reason| vec![reason])
    }
}

/// Returns the request body, as JSON.
fn body(question: &Question<'_>, now: Timestamp) -> String {
    let (told, so_far) = (&question.told, question.so_far);
    json!({
        "type": "comment.check",
        "timestamp": now.rfc3339(),
        "site": told.site.slug,
        "page": { "key": told.page, "title": told.title, "url": told.permalink() },
        "text": told.text,
        "reply": told.reply,
        "edited": told.edited,
        "author": {
            "name": told.name,
            "email": told.email,
            "website": told.website,
            "verified": told.verified,
        },
        "network": told.network,
        "user_agent": told.user_agent,
        "score": so_far.score,
        "verdict": so_far.verdict,
        "reasons": so_far.reasons,
    })
    .to_string()
}

fn heard(body: &[u8]) -> Result<SpamReason, ExternalCheckFailure> {
    let answer = serde_json::from_slice::<HookAnswer>(body)
        .map_err(|_| ExternalCheckFailure::Answer("gave an answer without a valid verdict"))?;
    let (code, word) = match answer.verdict {
        SpamVerdict::Ham => (ReasonCode::HookHam, "welcome"),
        SpamVerdict::Spam => (ReasonCode::HookSpam, "spam"),
        SpamVerdict::Unsure => (ReasonCode::HookUnsure, "unsure"),
    };
    let reasons = answer.reasons.unwrap_or_default();
    let reasons = reasons.iter().map(|reason| plain(reason));
    let reasons = reasons.filter(|reason| !reason.is_empty());
    let reasons = reasons.collect::<Vec<_>>().join("; ");
    let detail = if reasons.is_empty() {
        format!("the hook says {word}")
    } else {
        format!("the hook says {word}: {reasons}")
    };
    Ok(SpamReason::new(code, detail))
}

/// Returns the text as one line without control characters and without characters that change the direction
/// of writing.
fn plain(text: &str) -> String {
    let is_turn = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let seen = text.chars().filter(|c| !is_turn(*c));
    let seen = seen.map(|c| if c.is_control() { ' ' } else { c });
    let seen = seen.collect::<String>();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assessment::reasons::DETAIL_MAX;

    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        // The example of the reference libraries of Standard Webhooks.
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a key");
        let signature = key.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_key_is_long_enough_or_none() {
        let encoded = |bytes: usize| format!("{PREFIX}{}", STANDARD.encode(vec![7; bytes]));
        assert!(SigningKey::parse(&encoded(24)).is_some());
        assert!(SigningKey::parse(&encoded(23)).is_none());
        assert!(SigningKey::parse("whsec_not base64 but long enough").is_none());
        assert!(SigningKey::parse(&"x".repeat(24)).is_some());
        assert!(SigningKey::parse(&"x".repeat(23)).is_none());
        let key = SigningKey::parse(&"x".repeat(24)).expect("a key");
        assert!(!format!("{key:?}").contains('x'));
    }

    #[test]
    fn only_the_three_verdicts_are_accepted() {
        let code = |body: &str| heard(body.as_bytes()).map(|reason| reason.code);
        assert_eq!(code(r#"{"verdict":"ham"}"#), Ok(ReasonCode::HookHam));
        assert_eq!(code(r#"{"verdict":"spam"}"#), Ok(ReasonCode::HookSpam));
        let more = r#"{"verdict":"unsure","reasons":null,"model":"v2"}"#;
        assert_eq!(code(more), Ok(ReasonCode::HookUnsure));
        for lie in [
            "",
            "ham",
            "{}",
            "[]",
            r#"{"verdict":"Ham"}"#,
            r#"{"verdict":"maybe"}"#,
            r#"{"verdict":true}"#,
            r#"{"verdict":"ham","reasons":"because"}"#,
            r#"{"verdict":"ham","reasons":[1]}"#,
            r#"{"verdict":"ham"} and more"#,
        ] {
            assert!(heard(lie.as_bytes()).is_err(), "{lie}");
        }
    }

    #[test]
    fn its_reasons_are_shown_as_one_line_of_plain_text() {
        let body = json!({ "verdict": "spam", "reasons": ["a\u{202e}b\r\n\u{0}c", " ", "d"] });
        let reason = heard(body.to_string().as_bytes()).expect("a verdict");
        assert_eq!(reason.detail, "the hook says spam: ab c; d");
    }

    proptest! {
        #[test]
        fn any_answer_results_in_a_short_plain_detail(reasons in prop::collection::vec("[\\s\\S]{0,300}", 0..5)) {
            let body = json!({ "verdict": "unsure", "reasons": reasons }).to_string();
            let reason = heard(body.as_bytes()).expect("a verdict");
            prop_assert!(reason.detail.chars().count() <= DETAIL_MAX);
            prop_assert!(!reason.detail.chars().any(char::is_control));
        }

        #[test]
        fn no_answer_makes_it_stumble(body: Vec<u8>) {
            if let Ok(reason) = heard(&body) {
                prop_assert!(reason.detail.starts_with("the hook says "));
            }
        }
    }
}
