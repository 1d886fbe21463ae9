//! All reasons for an assessment with their start weights, in one table.

use serde::{Deserialize, Serialize};

use crate::{classifier::ExplainedScore, closed_set::closed_set};

/// One summand of a score, stored with the comment and shown to moderators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpamReason {
    pub code: ReasonCode,
    /// The weight in log-odds: positive is evidence of spam, negative evidence against it, zero only holds
    /// the comment for moderation.
    pub weight: f64,
    /// The finding, in plain words for moderators: at most [`DETAIL_MAX`] characters.
    pub detail: String,
}

/// The longest [`SpamReason::detail`], in Unicode scalar values.
pub(crate) const DETAIL_MAX: usize = 200;

impl SpamReason {
    /// Creates a reason with the start weight of its code.
    pub(crate) fn new(code: ReasonCode, detail: impl Into<String>) -> Self {
        Self::weighing(code, code.start_weight(), detail)
    }

    /// Creates the learned reason.
    pub(crate) fn learned(score: &ExplainedScore) -> Self {
        Self::weighing(ReasonCode::Learned, score.weight, score.detail.clone())
    }

    pub(crate) fn weighing(code: ReasonCode, weight: f64, detail: impl Into<String>) -> Self {
        let mut detail = detail.into();
        if let Some((end, _)) = detail.char_indices().nth(DETAIL_MAX) {
            detail.truncate(end);
        }
        Self {
            code,
            weight,
            detail,
        }
    }
}

/// The kind of evidence behind a reason. Each group is computed by one function; another source of evidence
/// (a learner, an external service) is another group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The filter trained from decisions.
    Learned,
    /// Decisions about the same text, a similar one, or the same domain.
    Memory,
    /// Decisions about the same author.
    Author,
    /// The way the form was filled in.
    Form,
    /// The network of the client, and the number of submissions.
    Network,
    /// The policy of the site, and the state of the installation.
    Site,
    /// The answers of external checks.
    ExternalChecks,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $group:ident, $weight:literal, $holds:literal;)+) => {
        closed_set! {
            /// The code of a reason for an assessment: stored, and sent to clients.
            pub enum ReasonCode {
                $($(#[doc = $doc])+ $name = $word,)+
            }
        }

        impl ReasonCode {
            /// Returns the meaning as one sentence, for the legend next to the moderation queue.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }

            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)+ }
            }

            /// Returns the start weight, in log-odds. The finding may make the weight smaller (`text_known`).
            #[must_use]
            pub fn start_weight(self) -> f64 {
                match self { $(Self::$name => $weight,)+ }
            }

            /// Returns whether the reason sends the comment to the moderation queue regardless of the score.
            #[must_use]
            pub fn holds(self) -> bool {
                match self { $(Self::$name => $holds,)+ }
            }
        }
    };
}

// The table: the meaning, the variant, its name, its group, its start weight, whether it holds the comment.
reasons! {
    /// The words, word pairs, links and patterns of the text, as weighted by the trained filter.
    Learned = "learned", Learned, 6.0, false;
    /// There are too few decisions for the filter to be relied on, as the site's policy does.
    Learning = "learning", Learned, 0.0, true;
    /// It looks like spam, and is one of the few such comments that are queued to train the filter.
    SpamSample = "spam_sample", Learned, 0.0, true;
    /// The same text was spam before.
    TextKnown = "text_known", Memory, 6.0, false;
    /// At least half of the sampled four-word sequences were seen in spam and nowhere else.
    TextSimilar = "text_similar", Memory, 3.0, false;
    /// It contains a domain that was seen in spam and never in an approved comment.
    DomainSpam = "domain_spam", Memory, 3.0, false;
    /// Each domain in it was seen in approved comments, also of the same author or network, never in spam.
    DomainHam = "domain_ham", Memory, -0.5, false;
    /// The verified author was approved before and never rejected.
    AuthorApproved = "author_approved", Author, -1.5, false;
    /// The verified author was approved five times or more and never rejected.
    AuthorTrusted = "author_trusted", Author, -2.5, false;
    /// At least two of the author's comments, and at least 30 % of them, were rejected as spam.
    AuthorRejected = "author_rejected", Author, 2.0, false;
    /// A hidden field was filled in; password managers do that too.
    Honeypot = "honeypot", Form, 4.0, false;
    /// Submitted less than 2 seconds after the form was opened.
    AnsweredAtOnce = "answered_at_once", Form, 1.5, false;
    /// Submitted less than 4 seconds after the form was opened.
    AnsweredQuickly = "answered_quickly", Form, 0.5, false;
    /// Sent without a form token.
    TokenMissing = "token_missing", Form, 1.0, false;
    /// The form token had expired.
    TokenStale = "token_stale", Form, 1.0, false;
    /// The form token had been used for another comment.
    TokenUsed = "token_used", Form, 1.0, false;
    /// There is no valid form token and no verified author.
    Unvouched = "unvouched", Form, 0.0, true;
    /// The form sent a field twice, or named the comment to reply to in an unreadable way.
    FormIrregular = "form_irregular", Form, 0.0, true;
    /// A proof of work was required, and none was sent that is still valid.
    ProofMissing = "proof_missing", Form, 0.0, true;
    /// A proof of work was required, and the one that was sent is invalid or belongs to another form.
    ProofWrong = "proof_wrong", Form, 1.0, true;
    /// Only the way the form was filled in looks like spam: a moderator decides.
    FormAlone = "form_alone", Form, 0.0, true;
    /// The network sent spam in the last few days; the weight falls with each day and each approved comment.
    NetworkSpam = "network_spam", Network, 1.0, false;
    /// Many comments came from the network in a short time.
    NetworkBurst = "network_burst", Network, 1.0, false;
    /// The same text was posted on other pages within the hour.
    TextRepeated = "text_repeated", Network, 3.0, false;
    /// More comments than usual or too many spam comments are sent, and the author is not verified.
    Flood = "flood", Site, 1.0, false;
    /// The flood continues, and comments of authors who are not verified wait for a moderator.
    FloodUnknown = "flood_unknown", Site, 0.0, true;
    /// More comments waited than the site allows, and of those that may be moved, it looked most like spam.
    QueueFull = "queue_full", Site, 0.0, true;
    /// It contains one of the site's suspect words.
    SuspectWord = "suspect_word", Site, 0.0, true;
    /// It has more links than the site allows.
    ManyLinks = "many_links", Site, 0.0, true;
    /// The rate limits were counted by one process alone, because the shared store was unavailable.
    LimitsDegraded = "limits_degraded", Site, 0.0, true;
    /// Akismet classifies it as spam.
    AkismetSpam = "akismet_spam", ExternalChecks, 5.0, false;
    /// Akismet classifies it as blatant spam, to be discarded unseen.
    AkismetDiscard = "akismet_discard", ExternalChecks, 8.0, false;
    /// Akismet gave no valid answer.
    AkismetFailed = "akismet_failed", ExternalChecks, 0.0, true;
    /// The owner's hook classifies it as spam.
    HookSpam = "hook_spam", ExternalChecks, 5.0, false;
    /// The owner's hook classifies it as legitimate.
    HookHam = "hook_ham", ExternalChecks, -3.0, false;
    /// The owner's hook leaves the decision to a moderator.
    HookUnsure = "hook_unsure", ExternalChecks, 0.0, true;
    /// The owner's hook gave no valid answer.
    HookFailed = "hook_failed", ExternalChecks, 0.0, true;
    /// The captcha of the form was not answered.
    CaptchaMissing = "captcha_missing", ExternalChecks, 0.0, true;
    /// The captcha answer was wrong, already used, or given on another site.
    CaptchaWrong = "captcha_wrong", ExternalChecks, 2.0, true;
    /// The captcha service gave no valid answer.
    CaptchaFailed = "captcha_failed", ExternalChecks, 0.0, true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_a_sentence() {
        for code in ReasonCode::ALL {
            assert!(code.meaning().ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn a_code_without_weight_is_one_that_holds() {
        for code in ReasonCode::ALL {
            assert!(code.start_weight() != 0.0 || code.holds(), "{code:?}");
        }
    }

    #[test]
    fn a_long_detail_is_cut_between_characters() {
        let reason = SpamReason::new(ReasonCode::Honeypot, "ü".repeat(300));
        assert_eq!(reason.detail.chars().count(), DETAIL_MAX);
    }
}
