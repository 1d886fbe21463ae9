//! The transaction that stores a submission, and the judgment in it, which edits share: duplicates, the evidence
//! of other pages and past decisions, verdict, first status.

use std::{collections::HashSet, sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    AcceptedSubmission, FormSignals, Refusal,
    checks::Contribution,
    repeat::RepeatQuery,
    sql::{idempotency, log_published, repeats},
};
use crate::{
    assessment::{Assessment, QueueGroup},
    classifier::SpamVerdict,
    clock::{Clock, Timestamp},
    comment::{
        self, Badge, Comment, CommentStatus, Thread, ThreadState, first_id_at, lock_out_moves,
        reply_path, sql, state_of,
    },
    commenter,
    db::{Conn, Error, PendingRows},
    flood::PendingSpend,
    moderator::{Authority, Moderator},
    outbox,
    site::{Site, SiteId},
    spam::{DuplicateCounts, Inspection, Spam, SpamDecision},
};

/// After this time the same author may repeat the same text in the same position.
const DUPLICATE_WITHIN: Duration = Duration::from_hours(24);
/// How long the same text on other pages counts.
const ELSEWHERE_WITHIN: Duration = Duration::from_hours(1);

/// Everything that the transaction needs.
pub(super) struct SubmitTransaction {
    pub(super) entry: Box<Contribution>,
    pub(super) repeat: Arc<RepeatQuery>,
    pub(super) publisher: Publisher,
    /// The id of the thread, if the comment is the first on its page. Ids are generated before the
    /// transaction, which may be retried.
    pub(super) thread: Uuid,
    pub(super) clock: Clock,
}

pub(super) enum Publisher {
    Reader {
        inspection: Box<Inspection>,
        /// The author has a shadow ban.
        is_shadowed: bool,
    },
    Moderator(Authority),
}

/// The result of the transaction.
pub(super) enum SubmitOutcome {
    New {
        comment: Box<Comment>,
        /// Without what a flood adds to the score.
        is_spam: bool,
    },
    /// The same request was answered before.
    Answered(Box<AcceptedSubmission>),
}

/// Stores in one transaction: idempotency, thread, parent, duplicates, fingerprints, verdict, comment.
pub(super) async fn store(
    c: &mut Conn<'_>,
    transaction: &SubmitTransaction,
    spam: &Spam,
) -> Result<SubmitOutcome, Refusal> {
    let SubmitTransaction { entry, repeat, .. } = transaction;
    let (site, mut comment) = (&*entry.site, entry.comment.clone());
    let now = comment.created_at;
    // Of two concurrent copies of the same text, the second waits here and then finds the first, or the
    // answer to it.
    c.lock(comment.digest ^ site.id)?;
    lock_out_moves(c, site.id)?;
    // All are requested before the first answer is awaited, in one round trip to PostgreSQL.
    let earlier = repeat.request(c)?;
    // The person cannot be erased until the transaction ends.
    let person = comment.identity.as_ref();
    let person = person.map(|identity| commenter::lock_person_shared(c, identity.person));
    let person = person.transpose()?;
    let thread = sql::request_thread(c, site.id, &comment.page)?;
    if let Some(answered) = repeat.receive(c, earlier).await? {
        return Ok(SubmitOutcome::Answered(Box::new(answered)));
    }
    if let Some(person) = person
        && c.receive(person).await?.is_empty()
    {
        return Err(Refusal::SignedOut);
    }
    let moderator = match &transaction.publisher {
        Publisher::Reader { .. } => None,
        Publisher::Moderator(authority) => {
            let moderator = authority.find_current_moderator(c, site.id, now).await?;
            Some(moderator.ok_or(Refusal::RightEnded)?)
        }
    };
    let is_moderator = moderator.is_some();
    let thread = c.receive(thread).await?.into_iter().next();
    let thread = open_thread(c, entry, (thread, transaction.thread), is_moderator).await?;
    comment.url = repeat
        .submission()
        .url_of(site, &thread.page)
        .map(str::to_owned);
    let token = attach(c, &mut comment, &entry.form, &thread, site).await?;
    let mut is_spam = false;
    match &transaction.publisher {
        Publisher::Reader {
            inspection,
            is_shadowed,
        } => {
            let judged =
                judge(c, spam, entry, &comment, (**inspection).clone(), token, now).await?;
            is_spam = judged.is_spam;
            comment.assessment = judged.assessment;
            comment.status = if *is_shadowed {
                CommentStatus::Trash
            } else {
                judged.status
            };
        }
        Publisher::Moderator(_) => {
            let duplicates = PendingDuplicates::request(c, entry, &comment, now)?;
            if duplicates.has_any(c).await? {
                return Err(Refusal::Duplicate);
            }
            comment.status = CommentStatus::Approved;
        }
    }
    comment.badge = moderator.as_ref().map(|moderator| Badge {
        moderator: moderator.id,
        role: moderator.role,
    });
    if let Some(moderator) = &moderator {
        log_publication(c, &comment, moderator, &transaction.clock).await?;
    }
    if comment.status == CommentStatus::Pending
        && comment.assessment.queue_group() == QueueGroup::Review
    {
        let id = transaction.clock.id();
        outbox::queue_comment_notice(c, site.id, comment.id, id, now)?;
    }
    comment::add(c, &comment, now)?;
    if let Some(key) = repeat.idempotency() {
        idempotency::store(c, site.id, key, comment.id, comment.status, now)?;
    }
    Ok(SubmitOutcome::New {
        comment: Box::new(comment),
        is_spam,
    })
}

/// Sets the title that a moderator's comment sends, unless one was set, and writes the log entry.
async fn log_publication(
    c: &mut Conn<'_>,
    comment: &Comment,
    moderator: &Moderator,
    clock: &Clock,
) -> Result<(), Error> {
    if let Some(title) = &comment.title {
        sql::thread::offer_title(c, comment.site, comment.thread, title).await?;
    }
    let (id, batch) = (clock.id(), clock.id());
    log_published(c, comment, (id, batch), moderator).await
}

/// Returns an assessment for a text that was not judged and from which nothing is learned.
pub(super) fn not_judged() -> Assessment {
    Assessment {
        score: 0.0,
        verdict: SpamVerdict::Ham,
        hold: false,
        reasons: Vec::new(),
        review_below: None,
    }
}

/// Returns the thread of a contribution, which was looked up; adds it under `id` with its first comment.
/// A closed thread accepts only what moderators publish.
async fn open_thread(
    c: &mut Conn<'_>,
    entry: &Contribution,
    (found, id): (Option<Thread>, Uuid),
    is_moderator: bool,
) -> Result<Thread, Refusal> {
    let (site, page) = (&entry.site, &entry.comment.page);
    let now = entry.comment.created_at;
    let thread = if let Some(thread) = found {
        thread
    } else {
        sql::add_thread(c, site.id, id, page, now)?;
        // A concurrent request may have added one: that one counts.
        let added = sql::find_thread(c, site.id, page).await?;
        added.ok_or(Error::Conflict)?
    };
    if is_moderator || state_of(site, Some(&thread), now) == ThreadState::Open {
        Ok(thread)
    } else {
        Err(Refusal::ThreadClosed)
    }
}

/// Gives a new comment its position in the thread, and spends its form token.
async fn attach(
    c: &mut Conn<'_>,
    comment: &mut Comment,
    form: &FormSignals,
    thread: &Thread,
    site: &Site,
) -> Result<PendingSpend, Refusal> {
    let parent = match comment.reply_to {
        None => None,
        Some(id) => {
            sql::lock_thread(c, site.id, thread.id)?;
            Some(sql::position(c, site.id, id)?)
        }
    };
    let token = form.token.spend(c, site.id, comment.id)?;
    comment.thread = thread.id;
    comment.page.clone_from(&thread.page);
    (comment.path, comment.parent) = match parent {
        None => (comment.id.as_bytes().to_vec(), None),
        Some(parent) => match c.receive(parent).await?.pop() {
            Some((at, path, CommentStatus::Approved)) => {
                if at != thread.id {
                    comment.thread = unmoved(c, (site.id, at), thread).await?;
                }
                reply_path(&path, comment.id, site.policy.depth_max as usize)
            }
            _ => return Err(Refusal::NoSuchParent),
        },
    };
    Ok(token)
}

/// Returns a thread whose comments are being moved to the thread of the page: a reply to one of them moves with it.
async fn unmoved(
    c: &mut Conn<'_>,
    (site, id): (SiteId, Uuid),
    thread: &Thread,
) -> Result<Uuid, Refusal> {
    if sql::thread_move::target(c, site, id).await? != Some(thread.id) {
        return Err(Refusal::NoSuchParent);
    }
    sql::lock_thread(c, site, id)?;
    Ok(id)
}

/// How a text was judged, and what that means for its comment.
pub(super) struct Judgment {
    pub(super) assessment: Assessment,
    /// The first status of a new comment, and the new status of an edited one.
    pub(super) status: CommentStatus,
    /// Spam even without what a flood adds to the score: a flood must not feed itself.
    pub(super) is_spam: bool,
}

/// Refuses duplicates, adds the evidence of other pages and past decisions, and judges. `comment` is that
/// of the contribution, in its thread.
pub(super) async fn judge(
    c: &mut Conn<'_>,
    spam: &Spam,
    entry: &Contribution,
    comment: &Comment,
    mut inspection: Inspection,
    token: PendingSpend,
    now: Timestamp,
) -> Result<Judgment, Refusal> {
    let site = &entry.site;
    // All are requested before the first answer is awaited.
    let duplicates = PendingDuplicates::request(c, entry, comment, now)?;
    let same_text = repeats::same_text(c, site.id, comment.digest)?;
    let memory = Spam::request_fingerprints(c, site.id, &inspection)?;
    if duplicates.has_any(c).await? {
        return Err(Refusal::Duplicate);
    }
    let same_text = c.receive(same_text).await?;
    let memory = memory.receive(c).await?;
    if !token.was_first(c).await? {
        inspection.token_was_used();
    }
    inspection.note_duplicates(other_pages(&same_text, comment, now));
    let thresholds = inspection.thresholds();
    let SpamDecision {
        assessment,
        placement,
    } = spam.decide(inspection, &memory, comment.id);
    Ok(Judgment {
        status: placement.into(),
        is_spam: assessment.is_spam_by_itself(thresholds),
        assessment,
    })
}

/// A pending query for comments with the same text by the same author in the same position.
#[must_use]
pub(super) struct PendingDuplicates {
    found: Option<PendingRows<repeats::DuplicateRow>>,
    /// An edited comment is not a duplicate of itself.
    comment: Uuid,
}

impl PendingDuplicates {
    /// Requests the duplicates. Without an author key (a guest without an email address) nothing is a
    /// duplicate: two unrelated guests may both write "+1".
    pub(super) fn request(
        c: &mut Conn<'_>,
        entry: &Contribution,
        comment: &Comment,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let authors = entry.author_keys();
        let after = first_id_at(now.minus(DUPLICATE_WITHIN));
        let found = (!authors.is_empty())
            .then(|| repeats::duplicates(c, comment, &authors, after))
            .transpose()?;
        Ok(Self {
            found,
            comment: comment.id,
        })
    }

    /// Returns whether the author posted the same text in the same position within a day.
    pub(super) async fn has_any(self, c: &mut Conn<'_>) -> Result<bool, Error> {
        let Some(found) = self.found else {
            return Ok(false);
        };
        let found = c.receive(found).await?;
        // A text that a moderator trashed may be posted again. One that waits or was filed without a
        // moderator may not: otherwise an author could detect a shadow ban by sending a text twice.
        let counts = |status, is_decided: bool| match status {
            CommentStatus::Deleted => false,
            CommentStatus::Trash => !is_decided,
            CommentStatus::Pending | CommentStatus::Approved | CommentStatus::Spam => true,
        };
        let mut others = found.iter().filter(|row| row.id != self.comment);
        Ok(others.any(|row| counts(row.status, row.is_decided)))
    }
}

/// Returns on how many other pages the same text was posted within the hour, given the comments with
/// that text.
fn other_pages(
    same_text: &[(Uuid, Timestamp, Uuid)],
    comment: &Comment,
    now: Timestamp,
) -> DuplicateCounts {
    let elsewhere = same_text.iter().filter(|(thread, at, id)| {
        *thread != comment.thread && *id != comment.id && now.since(*at) < ELSEWHERE_WITHIN
    });
    let pages = elsewhere.map(|(thread, ..)| thread).collect::<HashSet<_>>();
    DuplicateCounts {
        pages_within_hour: u32::try_from(pages.len()).unwrap_or(u32::MAX),
    }
}
