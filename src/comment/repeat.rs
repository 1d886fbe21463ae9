//! Requests that were answered before: retries with an `Idempotency-Key`, and double clicks.
//!
//! A retry is known by the session or the IP address that sent the first request, or by a form
//! token that the first request spent. From anywhere else the key is unknown, so that guessing a key
//! tells nothing. A double click has no key: it is the same comment with the same form token, or
//! without a token from the same IP address within [`DOUBLE_CLICK`].

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::{
    Comments, Draft, Idempotency, Own, Refusal, Status, Stored, Submitted, sql,
    sql::repeats::{self, StoredAnswer},
    standing::first_id,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::{Site, SiteId},
    spam::{ProofState, Spam},
};

/// Without a form token, the same comment from the same IP address within this time is one that was
/// sent by a double click.
const DOUBLE_CLICK: Duration = Duration::from_secs(10);

/// By what a request is recognized as one that came before.
#[derive(Clone, Debug)]
pub(super) struct RepeatQuery {
    site: SiteId,
    draft: Draft,
    authors: Vec<Vec<u8>>,
    address_hash: Vec<u8>,
    idempotency: Option<Idempotency>,
    now: Timestamp,
}

/// What the database knows about the sender of a submission before the limits are asked.
#[derive(Debug, Default)]
pub(super) struct SenderHistory {
    /// The answer to the same request when it came before.
    pub(super) answered: Option<Submitted>,
    /// A signed-in person with a published comment has limits of their own.
    pub(super) is_known: bool,
    /// The proof of work, with its form token, was used for another comment.
    pub(super) is_proof_used: bool,
}

impl Comments {
    pub(super) fn repeat_query(
        &self,
        site: &Site,
        draft: &Draft,
        address: IpAddr,
        idempotency: Option<&Idempotency>,
    ) -> Arc<RepeatQuery> {
        Arc::new(RepeatQuery {
            site: site.id,
            draft: draft.clone(),
            authors: self.author_keys(&draft.speaker),
            address_hash: self.0.address_hash(address),
            idempotency: idempotency.cloned(),
            now: self.0.clock.now(),
        })
    }

    /// Looks up what there is to know before the limits. A guest without key and token costs no
    /// query: a flood of such submissions must stay cheap.
    pub(super) async fn sender_history(
        &self,
        site: &Site,
        query: &Arc<RepeatQuery>,
        address: IpAddr,
    ) -> Result<SenderHistory, Refusal> {
        let person = query.draft.speaker.person().map(|viewer| viewer.person.id);
        let has_reason =
            person.is_some() || query.idempotency.is_some() || query.draft.token.is_fresh();
        if !has_reason || !self.may_look_back(site, person, address) {
            return Ok(SenderHistory::default());
        }
        self.0
            .db
            .read(query.clone(), |c, query| {
                Box::pin(async move {
                    Ok(SenderHistory {
                        answered: query.answer(c).await?,
                        is_known: query.is_known(c).await?,
                        is_proof_used: query.is_proof_used(c).await?,
                    })
                })
            })
            .await
    }

    /// The answer to the same request, when it was given a moment ago: a second click must not be
    /// refused because the first one used up the limit.
    pub(super) async fn answered_meanwhile(
        &self,
        site: &Site,
        query: &Arc<RepeatQuery>,
        address: IpAddr,
    ) -> Result<Option<Submitted>, Refusal> {
        let person = query.draft.speaker.person().map(|viewer| viewer.person.id);
        if !self.may_look_back(site, person, address) {
            return Ok(None);
        }
        self.answered(query).await
    }

    pub(super) async fn answered(
        &self,
        query: &Arc<RepeatQuery>,
    ) -> Result<Option<Submitted>, Refusal> {
        self.0
            .db
            .read(query.clone(), |c, query| Box::pin(query.answer(c)))
            .await
    }
}

impl RepeatQuery {
    /// The answer that this request got before: a retry gets all of it, a double click all but the
    /// edit token.
    pub(super) async fn answer(&self, c: &mut Conn<'_>) -> Result<Option<Submitted>, Refusal> {
        let spent_for = Spam::spent_for(c, self.site, &self.draft.token).await?;
        if let Some(idempotency) = &self.idempotency {
            let mut stored = repeats::answer_to(c, self.site, idempotency).await?;
            if stored.is_none()
                && let Some(comment) = spent_for
            {
                stored = repeats::answer_about(c, self.site, comment, &idempotency.key).await?;
            }
            if let Some(stored) = stored
                && let Some(answer) = self.retried(c, idempotency, &stored).await?
            {
                return Ok(Some(answer));
            }
        }
        let candidates = match spent_for {
            Some(comment) => vec![comment],
            None if self.draft.token.is_fresh() => Vec::new(),
            None => {
                let after = first_id(self.now.minus(DOUBLE_CLICK));
                let text = self.draft.text.as_str();
                repeats::sent_from(c, self.site, after, &self.address_hash, text).await?
            }
        };
        if candidates.is_empty() {
            return Ok(None);
        }
        let found = sql::find(c, &[self.site], &candidates).await?;
        let first = found.into_iter().find(|comment| self.is_same(comment));
        Ok(first.map(|comment| Submitted {
            comment: comment.into(),
            limits: None,
            is_double_click: true,
        }))
    }

    /// The answer to an earlier request with the same key. `None` when another author sent it: a form
    /// token that was passed on hands over no comment.
    async fn retried(
        &self,
        c: &mut Conn<'_>,
        idempotency: &Idempotency,
        stored: &StoredAnswer,
    ) -> Result<Option<Submitted>, Refusal> {
        if stored.fingerprint != idempotency.fingerprint {
            return Err(Refusal::OtherRequest);
        }
        let found = sql::find(c, &[self.site], &[stored.comment]).await?;
        let comment = found
            .into_iter()
            .find(|comment| comment.status != Status::Deleted)
            .ok_or(Refusal::Gone)?;
        Ok(self
            .is_by_author(comment.author.as_ref())
            .then(|| Submitted {
                comment: Own {
                    status: stored.status,
                    ..comment.into()
                },
                limits: None,
                is_double_click: false,
            }))
    }

    /// Whether a comment is what this request would make. Everything that a reader can type must be
    /// the same: a corrected email address is no double click.
    fn is_same(&self, comment: &Stored) -> bool {
        let speaker = &self.draft.speaker;
        comment.status != Status::Deleted
            && comment.page == self.draft.page.as_str()
            && comment.reply_to == self.draft.parent
            && comment.text == self.draft.text.as_str()
            && self.is_by_author(comment.author.as_ref())
            && comment.name == speaker.name()
            && comment.website.as_deref() == speaker.website()
    }

    /// Whether a comment has an author key of the sender, or neither has one.
    fn is_by_author(&self, author: Option<&Vec<u8>>) -> bool {
        author.map_or(self.authors.is_empty(), |author| {
            self.authors.contains(author)
        })
    }

    /// Whether the sender is signed in and has a published comment on the site.
    async fn is_known(&self, c: &mut Conn<'_>) -> Result<bool, Error> {
        match self.draft.speaker.person() {
            Some(_) => repeats::has_approved(c, self.site, &self.authors).await,
            None => Ok(false),
        }
    }

    /// Whether another comment has used the proof of work. The limits know that as well, but forget it
    /// when the process or Redis restarts.
    async fn is_proof_used(&self, c: &mut Conn<'_>) -> Result<bool, Error> {
        if self.draft.proof != ProofState::Good {
            return Ok(false);
        }
        let spent_for = Spam::spent_for(c, self.site, &self.draft.token).await?;
        Ok(spent_for.is_some())
    }

    pub(super) fn idempotency(&self) -> Option<&Idempotency> {
        self.idempotency.as_ref()
    }
}
