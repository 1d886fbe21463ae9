//! The path of a submission, from a valid draft to a stored comment.

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    ClientOrigin, CommentInsert, CommentStatus, Comments, IdempotencyKey, Inner, OwnedComment,
    PreparedSubmission, Refusal, Submission, Thread, VerifiedIdentity,
    duplicates::CommentPosition,
    external_checks::CheckInput,
    flood, hashed, is_open,
    judge::{JudgmentInput, LimitSubject, author, judge},
    record::{ip_prefix, reply_path},
    repeat::RepeatQuery,
    sql::{self, edits, repeats},
    writing::{self, InsertedComment, PendingPerson},
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, PendingRows},
    flood::FloodStep,
    http::middleware::client_ip::canonical,
    limit,
    render::render,
    site::Site,
    spam::{DuplicateCounts, Inspection, Sample, Spam},
    text::Email,
};

/// The result of an accepted submission.
#[derive(Clone, Debug)]
pub struct AcceptedSubmission {
    pub comment: OwnedComment,
    /// What is left of the limits, for the response headers; `None` when an earlier answer is repeated.
    pub limits: Option<limit::LimitStatus>,
    /// The answer to the first click is returned again, without the edit token.
    pub is_double_click: bool,
}

/// Everything that the transaction needs.
struct SubmitTransaction {
    site: Arc<Site>,
    draft: Submission,
    post: PreparedSubmission,
    inspection: Inspection,
    repeat: Arc<RepeatQuery>,
    shadowed: bool,
    ids: SubmissionIds,
    now: Timestamp,
}

/// Ids are generated before the transaction, which may be retried.
struct SubmissionIds {
    comment: Uuid,
    thread: Uuid,
}

impl Comments {
    /// Accepts a comment: limits, bans, checks, external checks, and then everything else in one
    /// transaction.
    pub async fn submit(
        &self,
        site: &Arc<Site>,
        mut draft: Submission,
        address: IpAddr,
        user_agent: Option<&str>,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<AcceptedSubmission, Refusal> {
        let this = &*self.0;
        let repeat = self.repeat_query(site, &draft, address, idempotency.as_ref());
        let history = self.sender_history(site, &repeat, address).await?;
        if let Some(answered) = history.answered {
            return Ok(answered);
        }
        self.refuse_banned_words_of(site, &draft)?;
        if history.is_proof_used {
            flood::mark_proof_used(&mut draft);
        }
        let subject = limit_subject(&draft, address, history.is_known);
        let charges = subject.charges(site, address, draft.page.as_str());
        let outcome = self.charge_submission(site, &mut draft, charges, address);
        let (charges, taken) = match outcome.await {
            Err(refusal) => {
                // The first click of a double click may have used up the limit.
                if self.flood_step(site, address) == FloodStep::Calm
                    && let Some(answered) = self.answered_meanwhile(site, &repeat, address).await?
                {
                    return Ok(answered);
                }
                this.spam.count_refusal(site.id);
                return Err(refusal);
            }
            Ok(both) => both,
        };
        let words = this.ban_keys_of(&draft.author);
        let shadowed = self.is_shadow_banned(site, address, &words).await?;
        let mut post = self.post(&draft, address, user_agent);
        let mut inspection = this.spam.inspect(
            &self.sample(site, &draft, &post, &taken, address),
            &site.policy,
        );
        if let Some(what) = draft.irregular {
            inspection.hold_irregular(what);
        }
        // If the text alone is enough to classify it as spam, the surcharge comes before anything is
        // written.
        let surcharged = inspection.is_spam_already();
        if surcharged {
            self.charge_spam(site, &charges).await;
        }
        post.digest = inspection.digest;
        this.refuse_before_external_checks(site, &draft, &post, &repeat)
            .await?;
        let asked = CheckInput::new(site, &draft, &post, address, this.clock.now());
        this.run_external_checks(&asked, &mut inspection).await?;
        let ids = SubmissionIds {
            comment: this.clock.id(),
            thread: this.clock.id(),
        };
        let now = this.clock.now();
        let entry = SubmitTransaction {
            site: site.clone(),
            draft,
            post,
            inspection,
            repeat,
            shadowed,
            ids,
            now,
        };
        let entry = Arc::new(entry);
        let input = (entry.clone(), this.spam.clone());
        let kept = match this
            .db
            .write(input, |c, (entry, spam)| Box::pin(keep(c, entry, spam)))
            .await
        {
            Ok(SubmitOutcome::New(kept)) => kept,
            Ok(SubmitOutcome::Answered(answered)) => return Ok(*answered),
            // A concurrent copy of the same request was faster.
            Err(Refusal::Db(Error::Unique(_))) => {
                let answered = self.answered(&entry.repeat).await?;
                return answered.ok_or(Refusal::Db(Error::Conflict));
            }
            Err(Refusal::Db(Error::Foreign(_))) => return Err(Refusal::NoSuchSite),
            Err(refusal) => return Err(refusal),
        };
        if !history.is_known {
            self.count_newcomer(site, address);
        }
        if kept.placed.status == CommentStatus::Approved {
            this.reading.forget(site.id, entry.draft.page.as_str());
        }
        if kept.placed.status == CommentStatus::Pending {
            this.queues.note(site.id);
        }
        self.count_judged(site, address, kept.is_spam);
        if kept.is_spam && !surcharged {
            self.charge_spam(site, &charges).await;
        }
        Ok(AcceptedSubmission {
            comment: writing::own(&entry.post, kept.placed, entry.now),
            limits: Some(taken),
            is_double_click: false,
        })
    }

    fn refuse_banned_words_of(&self, site: &Site, draft: &Submission) -> Result<(), Refusal> {
        let author = &draft.author;
        let texts = [
            Some(draft.text.as_str()),
            Some(author.name()),
            author.email().map(Email::as_str),
            author.website(),
        ];
        self.refuse_banned_word(site, &texts)
    }

    fn sample<'a>(
        &self,
        site: &Site,
        draft: &'a Submission,
        post: &'a PreparedSubmission,
        taken: &limit::LimitStatus,
        address: IpAddr,
    ) -> Sample<'a> {
        Sample {
            site: site.id,
            text: &post.text,
            name: &post.name,
            email: post.email.as_deref(),
            website: post.website.as_deref(),
            honeypot: draft.honeypot,
            token: draft.token.state,
            proof: draft.proof,
            flood: self.flood_step(site, address),
            author: author(post),
            network: post.client.network.as_deref(),
            duplicates: DuplicateCounts::default(),
            network_busy: taken.is_network_busy(),
            limits_degraded: taken.degraded,
            edited: false,
        }
    }

    pub(super) fn post(
        &self,
        draft: &Submission,
        address: IpAddr,
        user_agent: Option<&str>,
    ) -> PreparedSubmission {
        let author = &draft.author;
        let text = draft.text.as_str().to_owned();
        let mut authors = self.author_keys(author).into_iter();
        PreparedSubmission {
            kind: author.kind(),
            name: author.name().to_owned(),
            email: author.email().map(|email| email.as_str().to_owned()),
            website: author.website().map(str::to_owned),
            author: authors.next(),
            earlier_authors: authors.collect(),
            proved: author.person().map(|viewer| VerifiedIdentity {
                person: viewer.person.id,
                provider: viewer.provider.clone(),
                picture: viewer.person.picture,
            }),
            html: render(&text),
            digest: 0,
            text,
            client: self.0.client(address, user_agent),
        }
    }
}

impl Inner {
    pub(super) fn address_hash(&self, address: IpAddr) -> Vec<u8> {
        let address = canonical(address).to_string();
        hashed(self.person.current(), &[b"address", address.as_bytes()])
    }

    fn client(&self, address: IpAddr, user_agent: Option<&str>) -> ClientOrigin {
        let network = ip_prefix(address);
        ClientOrigin {
            address_hash: Some(self.address_hash(address)),
            network: Some(network),
            user_agent: user_agent.map(|agent| {
                agent
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(200)
                    .collect()
            }),
        }
    }
}

fn limit_subject(draft: &Submission, address: IpAddr, is_known: bool) -> LimitSubject {
    match draft.author.person() {
        Some(viewer) => LimitSubject {
            person: Some(viewer.person.id.to_string()),
            is_known,
        },
        None => LimitSubject::guest(draft.author.email(), address),
    }
}

/// The result of the transaction.
enum SubmitOutcome {
    New(StoredSubmission),
    /// The same request was answered before.
    Answered(Box<AcceptedSubmission>),
}

/// What the transaction decided about a new comment.
struct StoredSubmission {
    placed: InsertedComment,
    /// Without what a flood adds to the score.
    is_spam: bool,
}

/// Stores in one transaction: idempotency, thread, parent, duplicates, fingerprints, verdict, comment.
async fn keep(
    c: &mut Conn<'_>,
    entry: &SubmitTransaction,
    spam: &Spam,
) -> Result<SubmitOutcome, Refusal> {
    let SubmitTransaction {
        site,
        draft,
        post,
        ids,
        now,
        ..
    } = entry;
    // Of two concurrent copies of the same text, the second waits here and then finds the first, or the
    // answer to it.
    c.lock(post.digest ^ site.id)?;
    // All are requested before the first answer is awaited, in one round trip to PostgreSQL.
    let repeat = entry.repeat.request(c)?;
    let person = PendingPerson::request(c, draft)?;
    let thread = sql::request_thread(c, site.id, draft.page.as_str())?;
    if let Some(answered) = entry.repeat.receive(c, repeat).await? {
        return Ok(SubmitOutcome::Answered(Box::new(answered)));
    }
    person.check(c).await?;
    let thread = open_thread(c, entry, thread).await?;
    let mut parent = None;
    if let Some(id) = draft.parent {
        sql::lock_thread(c, site.id, thread.id)?;
        parent = Some(sql::position(c, site.id, id)?);
    }
    let token = Spam::spend_token(c, site.id, &draft.token, ids.comment)?;
    let (path, parent) = match parent {
        None => (ids.comment.as_bytes().to_vec(), None),
        Some(parent) => match c.receive(parent).await?.pop() {
            Some((at, path, CommentStatus::Approved)) if at == thread.id => {
                reply_path(&path, ids.comment, site.policy.depth_max as usize)
            }
            _ => return Err(Refusal::NoSuchParent),
        },
    };
    let place = CommentPosition {
        thread: thread.id,
        reply_to: draft.parent,
        comment: ids.comment,
    };
    let input = JudgmentInput {
        site,
        post,
        inspection: entry.inspection.clone(),
        token,
        place,
        now: *now,
    };
    let judgment = judge(c, spam, input).await?;
    let status = if entry.shadowed {
        CommentStatus::Trash
    } else {
        judgment.status
    };
    let new = CommentInsert {
        site: site.id,
        id: ids.comment,
        thread: thread.id,
        parent,
        reply_to: draft.parent,
        path,
        status,
        post,
        assessment: &judgment.assessment,
        page_title: draft.title.as_ref().map(|title| title.as_str()),
        page_url: draft.url_of(site, &thread.page),
        at: *now,
    };
    writing::insert(c, &new)?;
    if let Some(idempotency) = entry.repeat.idempotency() {
        repeats::store_answer(c, site.id, idempotency, ids.comment, status, *now)?;
    }
    edits::mark_changed(c, site.id, &[ids.comment], *now)?;
    let placed = InsertedComment {
        id: ids.comment,
        parent,
        path: new.path,
        status,
        badge: None,
    };
    Ok(SubmitOutcome::New(StoredSubmission {
        placed,
        is_spam: judgment.is_spam,
    }))
}

/// Returns the thread of the page if it accepts comments; adds it with its first comment.
async fn open_thread(
    c: &mut Conn<'_>,
    entry: &SubmitTransaction,
    found: PendingRows<Thread>,
) -> Result<Thread, Refusal> {
    let (site, ids, now) = (&entry.site, &entry.ids, entry.now);
    let page = entry.draft.page.as_str();
    let thread = match c.receive(found).await?.into_iter().next() {
        Some(thread) => thread,
        None => writing::add_thread(c, site.id, page, ids.thread, now).await?,
    };
    if is_open(site, Some(&thread), now) {
        Ok(thread)
    } else {
        Err(Refusal::ThreadClosed)
    }
}
