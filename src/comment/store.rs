//! The transaction that stores a submission, and the steps that it shares with edits.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    AcceptedSubmission, Badge, Comment, CommentStatus, FormSignals, Refusal, Thread,
    checks::Contribution,
    is_open,
    judge::{PendingDuplicates, judge},
    record::{ancestors, reply_path},
    repeat::RepeatQuery,
    sql::{self, edits, idempotency},
};
use crate::{
    classifier::SpamVerdict,
    clock::{Clock, Timestamp},
    commenter,
    db::{Conn, Error},
    flood::PendingSpend,
    moderator::{Authority, Moderator},
    site::{Site, SiteId},
    spam::{Assessment, Inspection, Revision, Spam},
};

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
    insert(c, &comment, now)?;
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
    sql::moderator::log_published(c, comment, (id, batch), moderator).await
}

/// Returns an assessment for a text that was not judged and from which nothing is learned.
pub(super) fn not_judged() -> Assessment {
    Assessment {
        score: 0.0,
        verdict: SpamVerdict::Ham,
        hold: false,
        reasons: Vec::new(),
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
    if is_moderator || is_open(site, Some(&thread), now) {
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
    let token = Spam::spend_token(c, site.id, &form.token, comment.id)?;
    comment.thread = thread.id;
    comment.page.clone_from(&thread.page);
    (comment.path, comment.parent) = match parent {
        None => (comment.id.as_bytes().to_vec(), None),
        Some(parent) => match c.receive(parent).await?.pop() {
            Some((at, path, CommentStatus::Approved)) if at == thread.id => {
                reply_path(&path, comment.id, site.policy.depth_max as usize)
            }
            _ => return Err(Refusal::NoSuchParent),
        },
    };
    Ok(token)
}

/// Stores a new comment, and updates the counts if it is published. Runs last, because it advances the change
/// clock. The clock comes before the comment, so that the comment is written once. Setting its time afterwards
/// would be 4 % of the instructions of a submission, and on PostgreSQL a dead row for each comment.
fn insert(c: &mut Conn<'_>, comment: &Comment, now: Timestamp) -> Result<(), Error> {
    let is_approved = comment.status == CommentStatus::Approved;
    if is_approved {
        let above = ancestors(&comment.path);
        if !above.is_empty() {
            sql::change_ancestors(c, comment.site, &above, 1)?;
        }
        sql::change_threads(c, comment.site, &[comment.thread], 1)?;
    }
    edits::advance_change_clock(c, now)?;
    sql::insert(c, comment)?;
    if is_approved {
        sql::name_threads(c, comment.site, &[comment.thread])?;
    }
    Ok(())
}

/// Locks the comment, and refuses if it has changed since it was read.
pub(super) async fn lock(c: &mut Conn<'_>, before: &Comment) -> Result<(), Refusal> {
    let current = sql::find_to_change(c, &[before.site], &[before.id]).await?;
    match current.first() {
        Some(current) if current.version == before.version => Ok(()),
        _ => Err(Refusal::Conflict),
    }
}

/// Returns the comment as it is after a change.
pub(super) async fn reread(c: &mut Conn<'_>, site: SiteId, id: Uuid) -> Result<Comment, Refusal> {
    let after = sql::find(c, &[site], &[id]).await?;
    after.into_iter().next().ok_or(Refusal::NotFound)
}

/// Removes the training example of the old text: the decision about it does not apply to the new one.
pub(super) fn remove_example(
    c: &mut Conn<'_>,
    spam: &Spam,
    before: &Comment,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(label) = before.label else {
        return Ok(());
    };
    let revision = Revision {
        example: before.training_example(),
        from: Some(label),
        to: None,
    };
    spam.revise(c, &[revision], now)
}
