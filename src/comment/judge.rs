//! The steps that a submission and an edit share, so that neither can skip a rule of the other.

use std::net::IpAddr;

use super::{
    CommentStatus, Comments, PreparedSubmission, Refusal,
    ban::BanKeys,
    duplicates::{CommentPosition, PendingDuplicates, count_other_pages},
    first_status, ip_prefix,
    sql::repeats,
};
use crate::{
    classifier::Thresholds,
    clock::Timestamp,
    db::{Conn, Error},
    flood::PendingSpend,
    limit::{Charge, LimitStatus, quotas},
    site::Site,
    spam::{Assessment, AuthorKeys, Inspection, Spam},
    text::Email,
};

/// How the limits identify the sender of a submission or an edit.
#[derive(Clone, Debug)]
pub(super) struct LimitSubject {
    pub(super) person: Option<String>,
    /// Signed in, with a published comment on the site.
    pub(super) is_known: bool,
}

impl LimitSubject {
    /// Returns the subject of a guest. Anyone can type an email address, so it counts only together
    /// with the IP prefix of the request: senders elsewhere cannot use up the limit of its owner.
    pub(super) fn guest(email: Option<&Email>, address: IpAddr) -> Self {
        let person = email.map(|email| format!("{} {}", email.normal(), ip_prefix(address)));
        Self {
            person,
            is_known: false,
        }
    }

    pub(super) fn charges(&self, site: &Site, address: IpAddr, page: &str) -> Vec<Charge> {
        let poster = match &self.person {
            Some(person) if self.is_known => quotas::Poster::Known(person),
            person => quotas::Poster::Unknown(person.as_deref()),
        };
        quotas::posting(address, poster, page, site.policy.limits_percent)
    }
}

impl Comments {
    /// Charges all limits of a request, or none.
    pub(super) async fn charge(
        &self,
        site: &Site,
        charges: &[Charge],
    ) -> Result<LimitStatus, Refusal> {
        Ok(self.0.limits.check(&site.slug, charges).await?)
    }

    /// Refuses a banned word. Checked before the limits: the reader can correct it, and what can be
    /// corrected must not cost a charge or a proof of work.
    pub(super) fn refuse_banned_word(
        &self,
        site: &Site,
        texts: &[Option<&str>],
    ) -> Result<(), Refusal> {
        match self.0.spam.banned_word(texts, &site.policy) {
            Some(word) => Err(Refusal::BannedWord(word)),
            None => Ok(()),
        }
    }

    /// Charges more for what looks like spam, so that a flood of it ends sooner.
    pub(super) async fn charge_spam(&self, site: &Site, charges: &[Charge]) {
        let surcharge = quotas::surcharge(charges);
        self.0.limits.charge(&site.slug, &surcharge).await;
    }

    /// Returns whether the author has a shadow ban; an open ban is a refusal.
    pub(super) async fn is_shadow_banned(
        &self,
        site: &Site,
        address: IpAddr,
        words: &BanKeys,
    ) -> Result<bool, Refusal> {
        match self.0.bans.check(site.id, address, words).await? {
            None => Ok(false),
            Some(ban) if ban.shadow => Ok(true),
            Some(_) => Err(Refusal::Banned),
        }
    }

    /// Returns whether an author has a published comment on the site.
    pub(super) async fn has_approved(
        &self,
        site: &Site,
        authors: &[Vec<u8>],
    ) -> Result<bool, Error> {
        let input = (site.id, authors.to_vec());
        self.0
            .db
            .read(input, |c, (site, authors)| {
                Box::pin(repeats::has_approved(c, *site, authors))
            })
            .await
    }
}

pub(super) fn author(post: &PreparedSubmission) -> Option<AuthorKeys<'_>> {
    post.author.as_deref().map(|key| AuthorKeys {
        hash: key,
        earlier: &post.earlier_authors,
        verified: post.kind.verified(),
    })
}

/// How a text was judged, and what that means for its comment.
pub(super) struct Judgment {
    pub(super) assessment: Assessment,
    /// The first status of a new comment, and the new status of an edited one.
    pub(super) status: CommentStatus,
    /// Spam even without what a flood adds to the score: a flood must not feed itself.
    pub(super) is_spam: bool,
}

/// What is judged inside the transaction.
pub(super) struct JudgmentInput<'a> {
    pub(super) site: &'a Site,
    pub(super) post: &'a PreparedSubmission,
    pub(super) inspection: Inspection,
    pub(super) token: PendingSpend,
    pub(super) place: CommentPosition,
    pub(super) now: Timestamp,
}

/// Refuses duplicates, adds the evidence of other pages and past decisions, and judges.
pub(super) async fn judge(
    c: &mut Conn<'_>,
    spam: &Spam,
    input: JudgmentInput<'_>,
) -> Result<Judgment, Refusal> {
    let JudgmentInput {
        site,
        post,
        mut inspection,
        token,
        place,
        now,
    } = input;
    // All are requested before the first answer is awaited.
    let duplicates = PendingDuplicates::request(c, site.id, post, place, now)?;
    let same_text = repeats::same_text(c, site.id, post.digest)?;
    let memory = Spam::request_fingerprints(c, site.id, &inspection)?;
    if duplicates.has_any(c).await? {
        return Err(Refusal::Duplicate);
    }
    let same_text = c.receive(same_text).await?;
    let memory = memory.receive(c).await?;
    if !token.is_first(c).await? {
        inspection.token_was_used();
    }
    inspection.note_duplicates(count_other_pages(&same_text, place, now));
    let trusted = inspection.trusts(&memory);
    let thresholds: Thresholds = inspection.thresholds();
    let mut assessment = spam.judge(inspection, &memory);
    spam.sample_spam(place.comment, &mut assessment);
    Ok(Judgment {
        status: first_status(site.policy.moderation, trusted, &assessment),
        is_spam: assessment.is_spam_by_itself(thresholds),
        assessment,
    })
}
