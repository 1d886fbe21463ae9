//! Akismet, or a compatible service: checks of comments and reports of wrong verdicts.
//!
//! <https://akismet.com/developers/detailed-docs/comment-check/>

use secrecy::{ExposeSecret as _, SecretString};
use url::{Url, form_urlencoded};

use super::{CheckContext, ExternalCheckFailure, Question};
use crate::{
    assessment::{Assessment, ReasonCode, SpamReason},
    classifier::Label,
    client::{Outbound, Outgoing, OutgoingResponse, Trust},
    network::canonical,
};

/// The maximum size of a response, in bytes: a response is a word or a sentence.
const MOST: usize = 4 << 10;
/// The response to a correction that was accepted.
const THANKS: &str = "Thanks for making the web a better place.";
/// The maximum length of a diagnostic message from Akismet in the log, in characters.
const HELP_MAX: usize = 200;

pub(super) struct Akismet {
    pub key: SecretString,
    /// The base URL of `comment-check` and the other calls; ends with a slash.
    pub base: Url,
    /// Whether requests are marked as tests, from which Akismet does not learn.
    pub is_test: bool,
    /// Whether the full IP address is sent, instead of the first one of the network.
    pub send_address: bool,
}

impl Akismet {
    /// Queries Akismet about a comment.
    pub(super) async fn check(
        &self,
        outgoing: &Outgoing,
        question: &Question<'_>,
    ) -> Result<Vec<SpamReason>, ExternalCheckFailure> {
        let answer = self
            .post(outgoing, "comment-check", self.question(question))
            .await?;
        let discards = answer.header("x-akismet-pro-tip") == Some("discard");
        let (code, detail) = match word(&answer) {
            "true" if discards => (
                ReasonCode::AkismetDiscard,
                "Akismet classified it as blatant spam",
            ),
            "true" => (ReasonCode::AkismetSpam, "Akismet classified it as spam"),
            "false" => return Ok(Vec::new()),
            _ => {
                self.log_help(&answer);
                return Err(ExternalCheckFailure::Answer(
                    "answered something other than true or false",
                ));
            }
        };
        Ok(vec![SpamReason::new(code, detail)])
    }

    fn question(&self, question: &Question<'_>) -> Vec<u8> {
        let mut form = self.form(&question.told);
        if self.send_address {
            form.append_pair("user_ip", &canonical(question.address).to_string());
        } else {
            form.append_pair("user_ip", network_address(&question.told));
        }
        if let Some(referrer) = question.referrer {
            form.append_pair("referrer", referrer);
        }
        if question.told.edited {
            form.append_pair("recheck_reason", "edit");
        } else {
            let (name, filled) = question.honeypot;
            form.append_pair("honeypot_field_name", name);
            form.append_pair(name, if filled { "filled" } else { "" });
        }
        form.finish().into_bytes()
    }

    /// Checks whether the API key is valid for the site at `origin`.
    pub(super) async fn verify(
        &self,
        outgoing: &Outgoing,
        origin: &str,
    ) -> Result<(), ExternalCheckFailure> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("api_key", self.key.expose_secret())
            .append_pair("key", self.key.expose_secret())
            .append_pair("blog", origin)
            .finish();
        let answer = self.post(outgoing, "verify-key", form.into_bytes()).await?;
        if word(&answer) == "valid" {
            Ok(())
        } else {
            Err(ExternalCheckFailure::Answer("rejected the API key"))
        }
    }

    /// Reports the decision of a moderator.
    pub(super) async fn correct(
        &self,
        outgoing: &Outgoing,
        told: &CheckContext<'_>,
        label: Label,
    ) -> Result<(), ExternalCheckFailure> {
        let form = self
            .form(told)
            .append_pair("user_ip", network_address(told))
            .finish();
        let call = match label {
            Label::Spam => "submit-spam",
            Label::Ham => "submit-ham",
        };
        let answer = self.post(outgoing, call, form.into_bytes()).await?;
        if word(&answer) == THANKS {
            Ok(())
        } else {
            self.log_help(&answer);
            Err(ExternalCheckFailure::Answer("did not accept it"))
        }
    }

    /// Returns the form fields that checks and corrections have in common.
    fn form(&self, told: &CheckContext<'_>) -> form_urlencoded::Serializer<'static, String> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let origin = told.site.origins.first().map_or("", |o| o.as_str());
        form.append_pair("api_key", self.key.expose_secret())
            .append_pair("blog", origin)
            .append_pair("blog_lang", told.site.policy.language.as_str())
            .append_pair("blog_charset", "UTF-8")
            .append_pair("permalink", &told.permalink())
            .append_pair("comment_type", if told.reply { "reply" } else { "comment" })
            .append_pair("comment_author", told.name)
            .append_pair("comment_content", told.text)
            .append_pair("comment_date_gmt", &told.at.rfc3339());
        for (name, value) in [
            ("comment_author_email", told.email),
            ("comment_author_url", told.website),
            ("user_agent", told.user_agent),
        ] {
            if let Some(value) = value {
                form.append_pair(name, value);
            }
        }
        if self.is_test {
            form.append_pair("is_test", "1");
        }
        form
    }

    async fn post(
        &self,
        outgoing: &Outgoing,
        call: &str,
        form: Vec<u8>,
    ) -> Result<OutgoingResponse, ExternalCheckFailure> {
        let url = self.base.join(call);
        let url = url.map_err(|_| ExternalCheckFailure::Answer("has no valid URL"))?;
        let ask = Outbound::post_form(url, Trust::Operator, form);
        let answer = outgoing
            .send(ask.accept("text/plain").at_most(MOST))
            .await?;
        if answer.status != 200 {
            self.log_help(&answer);
            return Err(ExternalCheckFailure::Status(answer.status));
        }
        Ok(answer)
    }

    /// Logs the diagnostic messages in a response, with the API key removed.
    fn log_help(&self, answer: &OutgoingResponse) {
        for name in ["x-akismet-debug-help", "x-akismet-alert-msg"] {
            let Some(help) = answer.header(name) else {
                continue;
            };
            let help = help.replace(self.key.expose_secret(), "…");
            let help = help.chars().take(HELP_MAX).collect::<String>();
            tracing::warn!(help, "Akismet diagnostic message");
        }
    }
}

/// Returns the whole response body, if it is text; otherwise an empty string.
fn word(answer: &OutgoingResponse) -> &str {
    std::str::from_utf8(&answer.body).map_or("", str::trim)
}

/// Returns the first IP address of the network, which contains no more information than is stored.
fn network_address<'a>(told: &CheckContext<'a>) -> &'a str {
    let network = told.network.unwrap_or_default();
    network.split('/').next().unwrap_or_default()
}

/// Returns the label to report to Akismet when the label of a comment changes from `from` to `to`; `None` if
/// Akismet has that label already, from its own check or from an earlier report.
#[must_use]
pub(crate) fn correction(
    assessment: &Assessment,
    from: Option<Label>,
    to: Option<Label>,
) -> Option<Label> {
    let (before, after) = (belief(assessment, from), belief(assessment, to));
    (before != after).then_some(after)
}

/// Returns the label that Akismet should have for a comment with the decision `said`; without a decision, the
/// result of its own check.
#[must_use]
pub(crate) fn belief(assessment: &Assessment, said: Option<Label>) -> Label {
    let says_spam = |reason: &SpamReason| {
        matches!(
            reason.code,
            ReasonCode::AkismetSpam | ReasonCode::AkismetDiscard
        )
    };
    match said {
        Some(label) => label,
        None if assessment.reasons.iter().any(says_spam) => Label::Spam,
        None => Label::Ham,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::Thresholds;

    #[test]
    fn it_hears_only_what_it_does_not_know_already() {
        use Label::{Ham, Spam};
        let of = |code| {
            let reasons = vec![SpamReason::new(code, "x")];
            Assessment::of(reasons, Thresholds::default())
        };
        let says_spam = of(ReasonCode::AkismetSpam);
        let says_ham = of(ReasonCode::Honeypot);
        // A moderator agrees, disagrees, revokes the decision, and changes it.
        assert_eq!(correction(&says_spam, None, Some(Spam)), None);
        assert_eq!(correction(&says_spam, None, Some(Ham)), Some(Ham));
        assert_eq!(correction(&says_spam, Some(Ham), None), Some(Spam));
        assert_eq!(correction(&says_spam, Some(Ham), Some(Spam)), Some(Spam));
        assert_eq!(correction(&says_ham, None, Some(Ham)), None);
        assert_eq!(correction(&says_ham, None, Some(Spam)), Some(Spam));
        assert_eq!(correction(&says_ham, Some(Spam), None), Some(Ham));
        assert_eq!(correction(&says_ham, Some(Ham), None), None);
        assert_eq!(correction(&of(ReasonCode::AkismetFailed), None, None), None);
        let discards = of(ReasonCode::AkismetDiscard);
        assert_eq!(correction(&discards, None, Some(Ham)), Some(Ham));
    }
}
