//! Turnstile or hCaptcha: verifies the captcha answer in a form with the captcha service.
//!
//! <https://developers.cloudflare.com/turnstile/get-started/server-side-validation/>,
//! <https://docs.hcaptcha.com/#verify-the-user-response-server-side>

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::{CaptchaKind, ExternalCheckFailure, Question};
use crate::{
    assessment::{ReasonCode, SpamReason},
    client::{Outbound, Outgoing, Trust},
    network::canonical,
    site::Site,
};

/// The maximum size of a response, in bytes.
const MOST: usize = 16 << 10;
/// The maximum length of a captcha answer, in bytes; the services issue no longer ones.
const LONGEST: usize = 4 << 10;

/// Error codes for faults of this server or of the service, regardless of the captcha answer.
const OURS: &[&str] = &[
    "missing-input-secret",
    "invalid-input-secret",
    "internal-error",
];
/// Ambiguous error codes: they may be caused by a fault of this server, but also by a captcha answer that was
/// made up or issued for another key.
const UNCLEAR: &[&str] = &[
    "not-using-dummy-secret",
    "not-using-dummy-passcode",
    "sitekey-secret-mismatch",
    "bad-request",
];

pub(super) struct CaptchaClient {
    pub kind: CaptchaKind,
    pub site_key: String,
    pub secret: SecretString,
    pub url: Url,
    /// Whether a comment without a captcha answer is held for moderation.
    pub required: bool,
    pub send_address: bool,
}

#[derive(Deserialize)]
struct CaptchaResponse {
    success: bool,
    hostname: Option<String>,
    #[serde(default, rename = "error-codes")]
    codes: Option<Vec<String>>,
}

impl CaptchaClient {
    /// Returns the reasons that need no query; `None` if there is an answer to verify. An edit has no form
    /// and therefore no captcha.
    pub(super) fn unasked(&self, question: &Question<'_>) -> Option<Vec<SpamReason>> {
        match question.captcha {
            _ if question.told.edited => Some(Vec::new()),
            None if self.required => Some(vec![SpamReason::new(
                ReasonCode::CaptchaMissing,
                "the captcha of the form was not answered",
            )]),
            None => Some(Vec::new()),
            Some(answer) if !is_answer(answer) => Some(wrong("")),
            Some(_) => None,
        }
    }

    fn form(&self, question: &Question<'_>) -> Vec<u8> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("secret", self.secret.expose_secret())
            .append_pair("response", question.captcha.unwrap_or_default());
        if self.kind == CaptchaKind::Hcaptcha {
            // Otherwise the service accepts captcha answers from sites of its other customers.
            form.append_pair("sitekey", &self.site_key);
        }
        if self.send_address {
            form.append_pair("remoteip", &canonical(question.address).to_string());
        }
        form.finish().into_bytes()
    }

    pub(super) async fn verify(
        &self,
        outgoing: &Outgoing,
        question: &Question<'_>,
    ) -> Result<Vec<SpamReason>, ExternalCheckFailure> {
        let ask = Outbound::post_form(self.url.clone(), Trust::Operator, self.form(question));
        let answer = outgoing.send(ask.at_most(MOST)).await?;
        if answer.status != 200 {
            let ours = serde_json::from_slice::<CaptchaResponse>(&answer.body)
                .ok()
                .and_then(|answer| fault(&answer.codes.unwrap_or_default()))
                .filter(|fault| !fault.concerns_one());
            return Err(ours.unwrap_or(ExternalCheckFailure::Status(answer.status)));
        }
        heard(&answer.body, question.told.site)
    }
}

fn heard(body: &[u8], site: &Site) -> Result<Vec<SpamReason>, ExternalCheckFailure> {
    let answer = serde_json::from_slice::<CaptchaResponse>(body)
        .map_err(|_| ExternalCheckFailure::Answer("gave an answer without a result"))?;
    let codes = answer.codes.unwrap_or_default();
    if answer.success {
        let elsewhere = answer.hostname.is_some_and(|host| !stands_on(site, &host));
        return Ok(if elsewhere {
            wrong("it was given on another site")
        } else {
            Vec::new()
        });
    }
    if let Some(fault) = fault(&codes) {
        return Err(fault);
    }
    let codes = codes.iter().filter(|code| is_code(code)).take(3);
    let codes = codes.map(String::as_str).collect::<Vec<_>>().join(", ");
    Ok(wrong(&codes))
}

/// Returns the failure for error codes that are not, or not certainly, the fault of the commenter.
fn fault(codes: &[String]) -> Option<ExternalCheckFailure> {
    let any = |of: &[&str]| codes.iter().any(|code| of.contains(&code.as_str()));
    if any(OURS) {
        Some(ExternalCheckFailure::Answer(
            "rejected the configured secret or has an internal error",
        ))
    } else if any(UNCLEAR) {
        Some(ExternalCheckFailure::Question("rejected the request"))
    } else {
        None
    }
}

/// Returns whether the text may be the answer of a widget. Anything else is rejected without a query.
fn is_answer(answer: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    (1..=LONGEST).contains(&answer.len()) && answer.bytes().all(is_part)
}

fn wrong(why: &str) -> Vec<SpamReason> {
    let mut detail = "the captcha answer is invalid".to_owned();
    if !why.is_empty() {
        detail.push_str(": ");
        detail.push_str(why);
    }
    vec![SpamReason::new(ReasonCode::CaptchaWrong, detail)]
}

fn is_code(code: &str) -> bool {
    (1..=40).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

/// Returns whether `host` is the host of one of the site's origins.
fn stands_on(site: &Site, host: &str) -> bool {
    let secure = format!("https://{}", host.to_ascii_lowercase());
    let is_preview = site.wildcards.iter().any(|own| own.matches(&secure));
    is_preview
        || site.origins.iter().any(|origin| {
            Url::parse(origin.as_str()).is_ok_and(|url| {
                url.host_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(host))
            })
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::external_check::tests::site;

    fn codes(body: &serde_json::Value) -> Result<Vec<ReasonCode>, ExternalCheckFailure> {
        let heard = heard(body.to_string().as_bytes(), &site())?;
        Ok(heard.iter().map(|reason| reason.code).collect())
    }

    #[test]
    fn a_good_answer_is_one_that_was_given_on_the_site() {
        assert_eq!(codes(&json!({ "success": true })), Ok(vec![]));
        let at = |host: &str| codes(&json!({ "success": true, "hostname": host }));
        assert_eq!(at("blog.example"), Ok(vec![]));
        assert_eq!(at("Blog.Example"), Ok(vec![]));
        let wrong = Ok(vec![ReasonCode::CaptchaWrong]);
        assert_eq!(at("evil.example"), wrong);
        assert_eq!(at("evil.blog.example"), wrong);
        assert_eq!(at(""), wrong);
    }

    #[test]
    fn what_is_our_own_fault_is_no_wrong_answer() {
        let no = |codes_: &[&str]| codes(&json!({ "success": false, "error-codes": codes_ }));
        let wrong = Ok(vec![ReasonCode::CaptchaWrong]);
        assert_eq!(no(&[]), wrong);
        assert_eq!(no(&["timeout-or-duplicate"]), wrong);
        assert_eq!(codes(&json!({ "success": false })), wrong);
        assert_eq!(no(&["invalid-input-response"]), wrong);
        for (codes, alone) in [(OURS, false), (UNCLEAR, true)] {
            for code in codes {
                let fault = no(&["timeout-or-duplicate", code]).expect_err(code);
                assert_eq!(fault.concerns_one(), alone, "{code}");
            }
        }
        let both = no(&["bad-request", "invalid-input-secret"]).expect_err("ours");
        assert!(!both.concerns_one());
        for lie in [
            json!({}),
            json!({ "success": "true" }),
            json!([true]),
            json!(1),
        ] {
            assert!(codes(&lie).is_err(), "{lie}");
        }
    }

    #[test]
    fn only_what_a_widget_may_have_made_is_an_answer() {
        let longest = "a".repeat(LONGEST);
        for good in ["XXXX.DUMMY.TOKEN.XXXX", "P1_ey-J0", &longest] {
            assert!(is_answer(good), "{good}");
        }
        let longer = "a".repeat(LONGEST + 1);
        for bad in [
            "", " ", "a b", "a\nb", "a\u{0}", "é", "a=b", "a+b/", &longer,
        ] {
            assert!(!is_answer(bad), "{bad:?}");
        }
    }

    #[test]
    fn only_words_of_its_error_codes_are_shown() {
        let body =
            json!({ "success": false, "error-codes": ["<b>", "expired-input-response", "A"] });
        let heard = heard(body.to_string().as_bytes(), &site()).expect("an answer");
        assert_eq!(
            heard[0].detail,
            "the captcha answer is invalid: expired-input-response"
        );
    }
}
