//! Preview of a policy: what would have happened to a stored comment.

use super::{
    DuplicateCounts, Sample, Spam,
    decision::{CommentFacts, Placement},
    inspect::of_policy,
};
use crate::{
    assessment::{Assessment, ReasonCode},
    flood::{FloodStep, ProofState, TokenState},
    site::{Policy, SiteId},
};

/// A stored comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PreviewedText<'a> {
    pub site: SiteId,
    pub text: &'a str,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    /// As it was judged when it was posted.
    pub assessment: &'a Assessment,
}

/// What a policy does with a comment before a moderator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    Placed(Placement),
    /// Its author is told to change it.
    Refused,
}

/// Reasons that depend on the policy, or that the decision adds.
const OF_DECISION: [ReasonCode; 6] = [
    ReasonCode::SuspectWord,
    ReasonCode::ManyLinks,
    ReasonCode::Learning,
    ReasonCode::SpamSample,
    ReasonCode::FormAlone,
    ReasonCode::QueueFull,
];

impl Spam {
    /// Returns what a policy would have done with a comment. Words, links and length are checked again; everything else
    /// that was found when the comment was posted counts as it did then.
    #[must_use]
    pub(crate) fn preview(&self, comment: &PreviewedText<'_>, policy: &Policy) -> Treatment {
        let texts = [
            Some(comment.text),
            Some(comment.name),
            comment.email,
            comment.website,
        ];
        let length = u32::try_from(comment.text.chars().count()).unwrap_or(u32::MAX);
        if !(policy.text_min..=policy.text_max).contains(&length)
            || self.banned_word(&texts, policy).is_some()
        {
            return Treatment::Refused;
        }
        let rules = self.published().rules(comment.site, policy);
        let dictionary = self.0.dictionaries.of(policy);
        let sample = sample_of(comment);
        let mut reasons = rules.weighted(of_policy(&sample, policy, dictionary.as_deref()));
        let found = comment.assessment.reasons.iter();
        let found = found.filter(|reason| !OF_DECISION.contains(&reason.code));
        reasons.extend(found.cloned());
        let facts = CommentFacts {
            is_trusted: comment.assessment.has(ReasonCode::AuthorTrusted),
            is_sampled: comment.assessment.sampled(),
        };
        Treatment::Placed(rules.decide_weighted(reasons, facts).placement)
    }
}

/// Returns a sample of which only the texts are looked at.
fn sample_of<'a>(comment: &PreviewedText<'a>) -> Sample<'a> {
    Sample {
        site: comment.site,
        text: comment.text,
        name: comment.name,
        email: comment.email,
        website: comment.website,
        honeypot: false,
        token: TokenState::Missing,
        proof: ProofState::Missing,
        flood: FloodStep::Calm,
        author: None,
        network: None,
        duplicates: DuplicateCounts::default(),
        network_busy: false,
        limits_degraded: false,
        edited: true,
    }
}
