//! Every reason that a comment can be judged by, with its start weight: one table.

use serde::{Deserialize, Serialize};

/// One summand of a score, kept with the comment and shown to its moderator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub code: ReasonCode,
    /// Log-odds: above zero speaks for spam, below zero against it, zero only holds.
    pub weight: f64,
    /// What was seen, in plain words for a moderator: at most [`DETAIL_MAX`] characters.
    pub detail: String,
}

/// The longest [`Reason::detail`], in Unicode scalar values.
pub const DETAIL_MAX: usize = 200;

impl Reason {
    /// A reason with the start weight of its code.
    pub(super) fn new(code: ReasonCode, detail: impl Into<String>) -> Self {
        Self::weighing(code, code.start_weight(), detail)
    }

    pub(super) fn weighing(code: ReasonCode, weight: f64, detail: impl Into<String>) -> Self {
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

/// What a reason draws on. Each group is the work of one function; a further judge (a learner, an
/// outside service) is a further group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What the filter has learned from decisions.
    Learned,
    /// What was decided about the same text, a similar one, or the same domain.
    Memory,
    /// What was decided about the same person.
    Author,
    /// How the form was filled in.
    Form,
    /// Where it came from and how much else did.
    Network,
    /// What the site's owner asked for, and the state of the installation.
    Site,
    /// What others say who were asked.
    Outside,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $group:ident, $weight:literal, $holds:literal;)+) => {
        /// Why a comment was judged as it was: a closed set, stored by its word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ReasonCode {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $name,)+
        }

        impl ReasonCode {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word by which it is stored and told to clients.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What it means, for a legend beside the queue.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }

            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)+ }
            }

            /// The weight that it starts with, in log-odds. What is known may make it smaller
            /// (`text_known`).
            #[must_use]
            pub fn start_weight(self) -> f64 {
                match self { $(Self::$name => $weight,)+ }
            }

            /// Does it send the comment to the queue whatever the score?
            #[must_use]
            pub fn holds(self) -> bool {
                match self { $(Self::$name => $holds,)+ }
            }
        }
    };
}

// The table: what it means, the code, its word, its group, its start weight, whether it holds.
reasons! {
    /// The words, pairs, links and shapes of the text, as the filter has learned them.
    Learned = "learned", Learned, 6.0, false;
    /// Too little was decided for the filter to be relied on, as the site's policy does.
    Learning = "learning", Learned, 0.0, true;
    /// It looks like spam, and is one of the few that are shown to learn from.
    SpamSample = "spam_sample", Learned, 0.0, true;
    /// The same text was spam before.
    TextKnown = "text_known", Memory, 6.0, false;
    /// At least half of the sampled runs of four words are known from spam and from nothing else.
    TextSimilar = "text_similar", Memory, 3.0, false;
    /// A domain that was in spam and never in an approved comment.
    DomainSpam = "domain_spam", Memory, 3.0, false;
    /// Every domain in it is known from approved comments alone, also of the same author or network.
    DomainHam = "domain_ham", Memory, -0.5, false;
    /// The verified author was approved before and never rejected.
    AuthorApproved = "author_approved", Author, -1.5, false;
    /// The verified author was approved five times or more and never rejected.
    AuthorTrusted = "author_trusted", Author, -2.5, false;
    /// At least two of the author's comments, and 30 % of them, were rejected.
    AuthorRejected = "author_rejected", Author, 2.0, false;
    /// A field that people do not see was filled in; password managers do that too.
    Honeypot = "honeypot", Form, 4.0, false;
    /// Answered less than 2 seconds after the form was opened.
    AnsweredAtOnce = "answered_at_once", Form, 1.5, false;
    /// Answered less than 4 seconds after the form was opened.
    AnsweredQuickly = "answered_quickly", Form, 0.5, false;
    /// Sent without a form token.
    TokenMissing = "token_missing", Form, 1.0, false;
    /// The form token had run out.
    TokenStale = "token_stale", Form, 1.0, false;
    /// The form token had been used for another comment.
    TokenUsed = "token_used", Form, 1.0, false;
    /// Neither a good form token nor a verified author vouches for it.
    Unvouched = "unvouched", Form, 0.0, true;
    /// The form sent a field twice, or names a comment to reply to that cannot be read.
    FormIrregular = "form_irregular", Form, 0.0, true;
    /// A proof of work was asked for, and none came that is still good.
    ProofMissing = "proof_missing", Form, 0.0, true;
    /// A proof of work was asked for, and what came is none, or one for another form.
    ProofWrong = "proof_wrong", Form, 1.0, true;
    /// The way that the form was filled in looks like spam, and nothing else does: a moderator decides.
    FormAlone = "form_alone", Form, 0.0, true;
    /// The network sent spam in the last days: less with every day since, and with what was approved.
    NetworkSpam = "network_spam", Network, 1.0, false;
    /// Many comments at once come from the network.
    NetworkBurst = "network_burst", Network, 1.0, false;
    /// The same text was left on other pages within the hour.
    TextRepeated = "text_repeated", Network, 3.0, false;
    /// More comments are sent to the site than is usual, or too much of it is spam; the author is not known.
    Flood = "flood", Site, 1.0, false;
    /// The flood goes on, and what comes from authors who are not known waits.
    FloodUnknown = "flood_unknown", Site, 0.0, true;
    /// More comments waited than the site allows, and of those that may move it looked most like spam.
    QueueFull = "queue_full", Site, 0.0, true;
    /// It has one of the site's suspect words.
    SuspectWord = "suspect_word", Site, 0.0, true;
    /// It has more links than the site allows.
    ManyLinks = "many_links", Site, 0.0, true;
    /// The limits were counted by this process alone, for want of the shared store.
    LimitsDegraded = "limits_degraded", Site, 0.0, true;
    /// Akismet says that it is spam.
    AkismetSpam = "akismet_spam", Outside, 5.0, false;
    /// Akismet says that it is spam of the plainest kind, to be discarded unseen.
    AkismetDiscard = "akismet_discard", Outside, 8.0, false;
    /// Akismet was asked and gave no answer.
    AkismetFailed = "akismet_failed", Outside, 0.0, true;
    /// The owner's hook says that it is spam.
    HookSpam = "hook_spam", Outside, 5.0, false;
    /// The owner's hook says that it is welcome.
    HookHam = "hook_ham", Outside, -3.0, false;
    /// The owner's hook wants a person to decide.
    HookUnsure = "hook_unsure", Outside, 0.0, true;
    /// The owner's hook was asked and gave no answer.
    HookFailed = "hook_failed", Outside, 0.0, true;
    /// The captcha of the form was not answered.
    CaptchaMissing = "captcha_missing", Outside, 0.0, true;
    /// The captcha of the form was answered wrongly, twice with the same answer, or elsewhere.
    CaptchaWrong = "captcha_wrong", Outside, 2.0, true;
    /// The captcha's service was asked and gave no answer.
    CaptchaFailed = "captcha_failed", Outside, 0.0, true;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_is_stored_by_its_own_word_and_read_back() {
        let words = ReasonCode::ALL
            .iter()
            .map(|c| c.word())
            .collect::<HashSet<_>>();
        assert_eq!(words.len(), ReasonCode::ALL.len());
        for &code in ReasonCode::ALL {
            let json = serde_json::to_string(&code).expect("writes");
            assert_eq!(json, format!("\"{}\"", code.word()));
            assert_eq!(
                serde_json::from_str::<ReasonCode>(&json).expect("reads"),
                code
            );
            assert!(code.meaning().ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn a_code_without_weight_is_one_that_holds() {
        for &code in ReasonCode::ALL {
            assert!(code.start_weight() != 0.0 || code.holds(), "{code:?}");
        }
    }

    #[test]
    fn a_long_detail_is_cut_between_characters() {
        let reason = Reason::new(ReasonCode::Honeypot, "ü".repeat(300));
        assert_eq!(reason.detail.chars().count(), DETAIL_MAX);
    }
}
