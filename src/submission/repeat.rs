//! Repeated requests: retries with an `Idempotency-Key`, and double clicks.
//!
//! A retry is recognized by the session or the IP address that sent the first request, or by a form
//! token that the first request spent. From any other sender the key is unknown, so that guessing a key
//! reveals nothing. A double click has no key: it is the same comment with the same form token, or
//! without a token from the same IP address within [`DOUBLE_CLICK`].

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    AcceptedSubmission, IdempotencyKey, Refusal, Submission, Submissions,
    checks::Contribution,
    sql::{
        idempotency::{self, StoredResponse},
        repeats,
    },
};
use crate::{
    clock::Timestamp,
    comment::{AuthorView, Comment, CommentStatus, first_id_at, sql},
    db::{Conn, Error, PendingRows},
    flood::{PendingTokenUse, ProofState},
    limit::{Charge, quotas},
    site::SiteId,
};

/// Without a form token, the same comment from the same IP address within this time counts as a double
/// click.
const DOUBLE_CLICK: Duration = Duration::from_secs(10);

/// The data by which a repeated request is recognized.
#[derive(Clone, Debug)]
pub(super) struct RepeatQuery {
    site: SiteId,
    submission: Submission,
    authors: Vec<Vec<u8>>,
    address_hash: Vec<u8>,
    idempotency: Option<IdempotencyKey>,
    now: Timestamp,
}

/// Pending queries for an earlier request like this one.
#[must_use]
pub(super) struct PendingRepeat {
    spent_for: PendingTokenUse,
    stored: Option<PendingRows<StoredResponse>>,
    /// Requested only without a fresh form token.
    sent_from: Option<PendingRows<Uuid>>,
}

/// What the database knows about the sender of a submission before the limits are checked.
#[derive(Debug, Default)]
pub(super) struct SenderHistory {
    /// The answer to the same request, if it was sent before.
    pub(super) answered: Option<AcceptedSubmission>,
    /// A signed-in person with a published comment on the site has separate limits.
    pub(super) is_known: bool,
    /// Another comment has used the proof of work, with its form token. The limits record that as well,
    /// but lose it when the process or Redis restarts.
    pub(super) is_proof_of_work_used: bool,
}

impl Submissions {
    /// Looks up the history of the sender before the limits are checked. A guest without key and token
    /// costs no query: a flood of such submissions must stay cheap.
    pub(super) async fn sender_history(
        &self,
        entry: &Contribution,
        query: &Arc<RepeatQuery>,
    ) -> Result<SenderHistory, Refusal> {
        let has_reason = entry.comment.identity.is_some()
            || query.idempotency.is_some()
            || entry.form.token.is_fresh();
        if !has_reason || !self.allows_lookup(entry) {
            return Ok(SenderHistory::default());
        }
        self.0
            .db
            .read(query.clone(), |c, query| Box::pin(query.history(c)))
            .await
    }

    /// Returns the answer to the same request if it was given a moment ago: a second click must not be
    /// refused because the first one used up the limit.
    pub(super) async fn answered_meanwhile(
        &self,
        entry: &Contribution,
        query: &Arc<RepeatQuery>,
    ) -> Result<Option<AcceptedSubmission>, Refusal> {
        if !self.allows_lookup(entry) {
            return Ok(None);
        }
        self.answered(query).await
    }

    pub(super) async fn answered(
        &self,
        query: &Arc<RepeatQuery>,
    ) -> Result<Option<AcceptedSubmission>, Refusal> {
        self.0
            .db
            .read(query.clone(), |c, query| Box::pin(query.answer(c)))
            .await
    }

    /// Returns whether the database may be queried about a sender before any other limit is checked.
    /// Signed-in people do not use up each other's lookups.
    fn allows_lookup(&self, entry: &Contribution) -> bool {
        let charge = match &entry.comment.identity {
            Some(identity) => Charge::new(quotas::REPEAT, identity.person.to_string()),
            None => quotas::per_address(quotas::REPEAT, entry.address),
        };
        self.charges_here(&entry.site.slug, charge)
    }
}

impl RepeatQuery {
    pub(super) fn new(
        entry: &Contribution,
        submission: Submission,
        idempotency: Option<IdempotencyKey>,
    ) -> Arc<Self> {
        Arc::new(Self {
            site: entry.site.id,
            submission,
            authors: entry.author_keys(),
            address_hash: entry.comment.address_hash.clone().unwrap_or_default(),
            idempotency,
            now: entry.comment.created_at,
        })
    }

    pub(super) fn submission(&self) -> &Submission {
        &self.submission
    }

    async fn history(&self, c: &mut Conn<'_>) -> Result<SenderHistory, Refusal> {
        // All are requested before the first answer is awaited.
        let answered = self.request(c)?;
        let known = match self.submission.author.person() {
            Some(_) => Some(repeats::approved_by(c, self.site, &self.authors)?),
            None => None,
        };
        let proof_use = match self.submission.form.proof_of_work {
            ProofState::Good => Some(self.submission.form.token.spent_for(c, self.site)?),
            _ => None,
        };
        let mut history = SenderHistory {
            answered: self.receive(c, answered).await?,
            ..SenderHistory::default()
        };
        if let Some(known) = known {
            history.is_known = !c.receive(known).await?.is_empty();
        }
        if let Some(proof_use) = proof_use {
            history.is_proof_of_work_used = proof_use.comment(c).await?.is_some();
        }
        Ok(history)
    }

    /// Returns the earlier answer to this request: a retry gets all of it, a double click everything
    /// except the edit token.
    pub(super) async fn answer(
        &self,
        c: &mut Conn<'_>,
    ) -> Result<Option<AcceptedSubmission>, Refusal> {
        let pending = self.request(c)?;
        self.receive(c, pending).await
    }

    /// Requests what [`RepeatQuery::receive`] needs. Only a request that was sent before costs further
    /// queries.
    pub(super) fn request(&self, c: &mut Conn<'_>) -> Result<PendingRepeat, Error> {
        let spent_for = self.submission.form.token.spent_for(c, self.site)?;
        let idempotency = self.idempotency.as_ref();
        let stored = idempotency.map(|key| idempotency::find(c, self.site, key));
        let stored = stored.transpose()?;
        let mut sent_from = None;
        if !self.submission.form.token.is_fresh() {
            let after = first_id_at(self.now.minus(DOUBLE_CLICK));
            let text = self.submission.text.as_str();
            let found = repeats::sent_from(c, self.site, after, &self.address_hash, text)?;
            sent_from = Some(found);
        }
        Ok(PendingRepeat {
            spent_for,
            stored,
            sent_from,
        })
    }

    pub(super) async fn receive(
        &self,
        c: &mut Conn<'_>,
        pending: PendingRepeat,
    ) -> Result<Option<AcceptedSubmission>, Refusal> {
        let spent_for = pending.spent_for.comment(c).await?;
        if let (Some(idempotency), Some(stored)) = (&self.idempotency, pending.stored) {
            let mut stored = c.receive(stored).await?.into_iter().next();
            if stored.is_none()
                && let Some(comment) = spent_for
            {
                stored = idempotency::of_comment(c, self.site, comment, &idempotency.key).await?;
            }
            if let Some(stored) = stored
                && let Some(answer) = self.retried(c, idempotency, &stored).await?
            {
                return Ok(Some(answer));
            }
        }
        let candidates = match (spent_for, pending.sent_from) {
            (Some(comment), _) => vec![comment],
            (None, None) => Vec::new(),
            (None, Some(sent_from)) => c.receive(sent_from).await?,
        };
        if candidates.is_empty() {
            return Ok(None);
        }
        let found = sql::find(c, &[self.site], &candidates).await?;
        let first = found.into_iter().find(|comment| self.is_same(comment));
        Ok(first.map(|comment| AcceptedSubmission {
            comment: comment.into(),
            limits: None,
            is_double_click: true,
        }))
    }

    /// Returns the answer to an earlier request with the same key; `None` if another author sent it: a
    /// form token that was passed on does not hand over a comment.
    async fn retried(
        &self,
        c: &mut Conn<'_>,
        idempotency: &IdempotencyKey,
        stored: &StoredResponse,
    ) -> Result<Option<AcceptedSubmission>, Refusal> {
        if stored.fingerprint != idempotency.fingerprint {
            return Err(Refusal::OtherRequest);
        }
        let found = sql::find(c, &[self.site], &[stored.comment]).await?;
        let comment = found
            .into_iter()
            .find(|comment| comment.status != CommentStatus::Deleted)
            .ok_or(Refusal::Gone)?;
        if !self.is_by_author(comment.author.as_ref()) {
            return Ok(None);
        }
        let mut comment = AuthorView::from(comment);
        comment.comment.status = stored.status;
        Ok(Some(AcceptedSubmission {
            comment,
            limits: None,
            is_double_click: false,
        }))
    }

    /// Returns whether a comment is what this request would create. Everything that a reader can type
    /// must be equal: a corrected email address is not a double click.
    fn is_same(&self, comment: &Comment) -> bool {
        let author = &self.submission.author;
        comment.status != CommentStatus::Deleted
            && comment.page == self.submission.page.as_str()
            && comment.reply_to == self.submission.parent
            && comment.text == self.submission.text.as_str()
            && self.is_by_author(comment.author.as_ref())
            && comment.name == author.name()
            && comment.website.as_deref() == author.website()
    }

    /// Returns whether a comment has an author key of the sender, or neither has one.
    fn is_by_author(&self, author: Option<&Vec<u8>>) -> bool {
        author.map_or(self.authors.is_empty(), |author| {
            self.authors.contains(author)
        })
    }

    pub(super) fn idempotency(&self) -> Option<&IdempotencyKey> {
        self.idempotency.as_ref()
    }
}
