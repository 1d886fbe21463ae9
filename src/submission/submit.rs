//! The path of a submission, from a parsed request to a stored comment.
//!
//! Access (an [`Admission`]), repeated requests, bans, limits and proof of work, inspection, external
//! checks, and then everything else in one transaction. What a moderator posts is published without
//! being judged: a moderator who may approve any comment needs no approval. All rules about the text
//! itself still apply. The permission is checked again in the transaction, so that it ends as soon as the
//! session, the API key, the link or the role does.

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    AcceptedSubmission, CommentAuthor, IdempotencyKey, Refusal, Submission, Submissions,
    checks::{Contribution, PosterIdentity},
    repeat::RepeatQuery,
    store::{Publisher, SubmitOutcome, SubmitTransaction, not_judged, store},
};
use crate::{
    clock::Timestamp,
    comment::{AuthorIdentity, Comment, CommentStatus},
    db::Error,
    flood::FloodStep,
    limit::{self, Charge, quotas},
    moderator::{Authority, Credential, Moderator},
    network::ip_prefix,
    render::render,
    site::Site,
    spam::digest,
};

/// A caller who may post on a site now. [`Submissions::submit`] requires one, so that no caller can skip the
/// checks that come before the body is parsed.
#[derive(Debug)]
pub struct Admission {
    site: Arc<Site>,
    address: IpAddr,
    author: Option<CommentAuthor>,
    authority: Option<Authority>,
}

impl Admission {
    /// Returns the signed-in author; `None` for a guest, whose name is in the body.
    #[must_use]
    pub const fn author(&self) -> Option<&CommentAuthor> {
        self.author.as_ref()
    }
}

impl Submissions {
    /// Admits a caller who wants to post: a guest, the signed-in `author`, or a moderator with the
    /// authority to publish.
    pub fn admit(
        &self,
        site: &Arc<Site>,
        address: IpAddr,
        author: Option<CommentAuthor>,
        authority: Option<Authority>,
    ) -> Result<Admission, Refusal> {
        let identity = match author.as_ref().and_then(CommentAuthor::person) {
            _ if authority.is_some() => PosterIdentity::Moderator,
            Some(viewer) => PosterIdentity::Person(&viewer.provider),
            None => PosterIdentity::Guest,
        };
        self.count_refusal(site, self.check_access(site, identity, address))?;
        Ok(Admission {
            site: site.clone(),
            address,
            author,
            authority,
        })
    }

    /// Returns the key by which a retry of a request is recognized: its sender is the moderator, the
    /// session from any IP address, or for a guest the IP address (the /64 prefix for IPv6).
    #[must_use]
    pub fn idempotency_key(
        &self,
        caller: &Admission,
        key: &str,
        fingerprint: Vec<u8>,
    ) -> IdempotencyKey {
        let person = caller.author().and_then(CommentAuthor::person);
        let actor = match (&caller.authority, person) {
            (Some(authority), _) if matches!(authority.credential, Credential::Token(_)) => self
                .0
                .comments
                .hasher()
                .current(&[b"acting moderator", authority.moderator.id.as_bytes()]),
            (_, Some(viewer)) => self
                .0
                .comments
                .hasher()
                .current(&[b"acting session", viewer.session.as_bytes()]),
            (_, None) => {
                let network = crate::network::network_of(caller.address).to_string();
                self.0
                    .comments
                    .hasher()
                    .current(&[b"actor", network.as_bytes()])
            }
        };
        IdempotencyKey {
            actor,
            key: key.to_owned(),
            fingerprint,
        }
    }

    /// Accepts a comment of an admitted caller.
    pub async fn submit(
        &self,
        caller: Admission,
        submission: Submission,
        user_agent: Option<&str>,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<AcceptedSubmission, Refusal> {
        let entry = Box::new(self.contribution(&caller, &submission, user_agent));
        let repeat = RepeatQuery::new(&entry, submission, idempotency);
        // On the heap: together they would be larger than the rest of a request.
        if let Some(authority) = caller.authority {
            return Box::pin(self.submit_as_moderator(entry, repeat, authority)).await;
        }
        let submitted = Box::pin(self.submit_as_reader(entry, repeat)).await;
        self.count_refusal(&caller.site, submitted)
    }

    async fn submit_as_reader(
        &self,
        mut entry: Box<Contribution>,
        repeat: Arc<RepeatQuery>,
    ) -> Result<AcceptedSubmission, Refusal> {
        let (site, address) = (entry.site.clone(), entry.address);
        let history = self.sender_history(&entry, &repeat).await?;
        if let Some(answered) = history.answered {
            return Ok(answered);
        }
        entry.is_known = history.is_known;
        if history.is_proof_of_work_used {
            entry.form.mark_proof_of_work_used();
        }
        let is_shadowed = self.check_bans(&entry).await?;
        let charged = match self.charge(&mut entry).await {
            Ok(charged) => charged,
            Err(refusal) => {
                // The first click of a double click may have used up the limit.
                if self.flood_step(&site, address) == FloodStep::Calm
                    && let Some(answered) = self.answered_meanwhile(&entry, &repeat).await?
                {
                    return Ok(answered);
                }
                return Err(refusal);
            }
        };
        let (mut inspection, is_surcharged) = self.inspect(&mut entry, &charged).await;
        self.refuse_before_external_checks(&entry, &repeat).await?;
        self.run_external_checks(&entry, &mut inspection).await?;
        let publisher = Publisher::Reader {
            inspection: Box::new(inspection),
            is_shadowed,
        };
        let transaction = self.transaction(entry, repeat, publisher);
        let (comment, is_spam) = match self.store(&transaction).await? {
            SubmitOutcome::Answered(answered) => return Ok(*answered),
            SubmitOutcome::New { comment, is_spam } => (comment, is_spam),
        };
        let entry = &transaction.entry;
        if !entry.is_known {
            self.0.floods.count_newcomer(site.id, ip_prefix(address));
        }
        if comment.status == CommentStatus::Pending {
            self.0.comments.note_waiting(site.id);
        }
        self.count_judged(entry, &charged, is_spam, is_surcharged)
            .await;
        Ok(accepted(*comment, charged.taken))
    }

    /// Publishes a moderator's comment, even in a closed thread.
    async fn submit_as_moderator(
        &self,
        mut entry: Box<Contribution>,
        repeat: Arc<RepeatQuery>,
        authority: Authority,
    ) -> Result<AcceptedSubmission, Refusal> {
        if let Some(answered) = self.answered(&repeat).await? {
            return Ok(answered);
        }
        let taken = self
            .charge_moderator(&entry.site, &authority.moderator)
            .await?;
        entry.comment.html = render(&entry.comment.text);
        entry.comment.digest = digest(&entry.comment.text);
        let transaction = self.transaction(entry, repeat, Publisher::Moderator(authority));
        match self.store(&transaction).await? {
            SubmitOutcome::Answered(answered) => Ok(*answered),
            SubmitOutcome::New { comment, .. } => Ok(accepted(*comment, taken)),
        }
    }

    /// Charges the limit for everything that a moderator posts, from any IP address. It bounds what a
    /// stolen API key can do, and is far above what a person writes.
    pub(super) async fn charge_moderator(
        &self,
        site: &Site,
        moderator: &Moderator,
    ) -> Result<limit::LimitStatus, Refusal> {
        let charge = Charge::new(quotas::MODERATOR, moderator.id.as_bytes());
        self.check_limits(site, &[charge]).await
    }

    /// Builds the comment of a submission, as far as it is known before the transaction.
    fn contribution(
        &self,
        caller: &Admission,
        submission: &Submission,
        user_agent: Option<&str>,
    ) -> Contribution {
        let (site, author) = (&caller.site, &submission.author);
        let mut keys = self.author_keys(author).into_iter();
        let page = submission.page.as_str();
        let comment = Comment {
            site: site.id,
            id: Uuid::nil(),
            thread: Uuid::nil(),
            page: page.to_owned(),
            title: submission
                .title
                .as_ref()
                .map(|title| title.as_str().to_owned()),
            thread_title: None,
            thread_title_source: None,
            thread_state: None,
            url: submission.url_of(site, page).map(str::to_owned),
            parent: None,
            reply_to: submission.parent,
            path: Vec::new(),
            status: CommentStatus::Pending,
            version: 1,
            kind: author.kind(),
            name: author.name().to_owned(),
            email: author.email().map(|email| email.as_str().to_owned()),
            website: author.website().map(str::to_owned),
            author: keys.next(),
            identity: author.person().map(|viewer| AuthorIdentity {
                person: viewer.person.id,
                provider: viewer.provider.clone(),
                picture: viewer.person.picture,
            }),
            badge: None,
            text: submission.text.as_str().to_owned(),
            html: String::new(),
            address_hash: Some(self.0.comments.hasher().current_address(caller.address)),
            network: Some(ip_prefix(caller.address)),
            user_agent: user_agent.map(|agent| {
                let printable = agent.chars().filter(|c| !c.is_control());
                printable.take(200).collect()
            }),
            assessment: not_judged(),
            label: None,
            created_at: self.0.clock.now(),
            edited_at: None,
            digest: 0,
            changed_at: Timestamp(0),
            edit: None,
        };
        Contribution {
            site: site.clone(),
            address: caller.address,
            comment,
            earlier_authors: keys.collect(),
            email: author.email().cloned(),
            is_known: false,
            form: submission.form.clone(),
            is_edit: false,
        }
    }

    fn transaction(
        &self,
        mut entry: Box<Contribution>,
        repeat: Arc<RepeatQuery>,
        publisher: Publisher,
    ) -> Arc<SubmitTransaction> {
        let clock = self.0.clock.clone();
        entry.comment.id = clock.id();
        entry.comment.created_at = clock.now();
        Arc::new(SubmitTransaction {
            entry,
            repeat,
            publisher,
            thread: clock.id(),
            clock,
        })
    }

    async fn store(&self, transaction: &Arc<SubmitTransaction>) -> Result<SubmitOutcome, Refusal> {
        let input = (transaction.clone(), self.0.spam.clone());
        let stored = self
            .0
            .db
            .write(input, |c, (transaction, spam)| {
                Box::pin(store(c, transaction, spam))
            })
            .await;
        match stored {
            // A concurrent copy of the same request was faster.
            Err(Refusal::Db(Error::Unique(_))) => {
                let answered = self.answered(&transaction.repeat).await?;
                let answered = answered.ok_or(Refusal::Db(Error::Conflict))?;
                Ok(SubmitOutcome::Answered(Box::new(answered)))
            }
            Err(Refusal::Db(Error::Foreign(_))) => Err(Refusal::NoSuchSite),
            stored => {
                if let Ok(SubmitOutcome::New { comment, .. }) = &stored
                    && comment.status == CommentStatus::Approved
                {
                    let page = &transaction.entry.comment.page;
                    self.0.comments.page_changed(comment.site, page);
                }
                stored
            }
        }
    }
}

fn accepted(comment: Comment, taken: limit::LimitStatus) -> AcceptedSubmission {
    AcceptedSubmission {
        comment: comment.into(),
        limits: Some(taken),
        is_double_click: false,
    }
}
