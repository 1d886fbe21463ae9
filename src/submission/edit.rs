//! Edits of authors and moderators: inspected and moderated like new comments, in the same steps.
//!
//! An edit of a comment that a moderator published is not judged, like the comment itself; it takes the
//! permission to publish.

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    EditAuthorization, FormSignals, Refusal, Submissions,
    checks::{Contribution, PosterIdentity},
    sql::repeats,
    store::{Judgment, judge, not_judged},
};
use crate::{
    assessment::QueueGroup,
    clock::Timestamp,
    comment::{
        Comment, CommentEdit, CommentStatus, EditState, ThreadState, replace_text,
        sql::{self, edits},
        update_counts,
    },
    db::{Conn, Error},
    flood::PendingSpend,
    moderator::Authority,
    outbox,
    render::render,
    site::{Site, SiteId, WaitingEdits},
    spam::{Inspection, Revision, Spam, digest},
    text::{BODY_SCALARS, Body, Email},
};

impl Submissions {
    /// Replaces the text of a comment; the new text is inspected and moderated again. If it may not be
    /// published immediately, it waits beside the published comment. An edit that changes nothing has
    /// no effect, and an edit that restores the published text withdraws the waiting edit. A comment
    /// that a moderator published is edited with `authority` only, and stays published.
    pub async fn edit(
        &self,
        site: &Arc<Site>,
        id: Uuid,
        authorization: &EditAuthorization,
        authority: Option<&Authority>,
        (text, address): (&Body, IpAddr),
    ) -> Result<Comment, Refusal> {
        let before = self.own(site, id, authorization).await?;
        // The ban that hid a text may have ended since.
        if is_unchanged(before.latest_text(), text) && !before.is_shadowed() {
            return Ok(before);
        }
        if let Some(badge) = before.badge {
            // An unapproved text must not appear beside a moderator's role.
            return match authority {
                Some(authority) if authority.moderator.id == badge.moderator => {
                    self.edit_as_moderator(site, before, authority, text).await
                }
                _ => Err(Refusal::PublishedByModerator),
            };
        }
        refuse_if_locked(&before)?;
        if before.edit.is_some() && is_unchanged(&before.text, text) {
            return self.withdraw(before).await;
        }
        let edited = Box::pin(self.edit_as_reader(site, before, text, address)).await;
        match self.count_refusal(site, edited) {
            // If the same edit was sent twice, the second request gets the answer of the first.
            Err(Refusal::Conflict) => {
                let now = self.own(site, id, authorization).await?;
                if is_unchanged(now.latest_text(), text) {
                    Ok(now)
                } else {
                    Err(Refusal::Conflict)
                }
            }
            edited => edited,
        }
    }

    async fn edit_as_reader(
        &self,
        site: &Arc<Site>,
        before: Comment,
        text: &Body,
        address: IpAddr,
    ) -> Result<Comment, Refusal> {
        let identity = before.identity.as_ref();
        let identity = identity.map_or(PosterIdentity::Guest, |identity| {
            PosterIdentity::Person(&identity.provider)
        });
        self.check_access(site, identity, address)?;
        let mut entry = self.edited(site, &before, text, address).await?;
        let is_shadowed = self.check_bans(&entry).await?;
        let charged = self.charge(&mut entry).await?;
        let (mut inspection, is_surcharged) = self.inspect(&mut entry, &charged).await;
        self.run_external_checks(&entry, &mut inspection).await?;
        let edit = Arc::new(EditTransaction {
            before,
            entry,
            inspection,
            is_shadowed,
            id: self.0.clock.id(),
            notice: self.0.clock.id(),
            now: self.0.clock.now(),
        });
        let input = (edit.clone(), self.0.spam.clone());
        let rewritten = self
            .0
            .db
            .write(input, |c, (edit, spam)| Box::pin(rewrite(c, edit, spam)));
        let (after, is_spam) = self.after_change(rewritten.await)?;
        self.count_judged(&edit.entry, &charged, is_spam, is_surcharged)
            .await;
        self.0.comments.page_changed(site.id, &after.page);
        Ok(after)
    }

    /// Builds the contribution of an edit. The form's signals were judged when the comment was posted.
    async fn edited(
        &self,
        site: &Arc<Site>,
        before: &Comment,
        text: &Body,
        address: IpAddr,
    ) -> Result<Contribution, Error> {
        let email = before.email.as_deref();
        let email = email.and_then(|email| Email::parse(email).ok());
        let person = before.identity.as_ref().map(|identity| identity.person);
        let mut authors = self.0.comments.hasher().author(person, email.as_ref());
        let is_known = person.is_some()
            && self
                .0
                .db
                .read((site.id, authors.clone()), |c, (site, authors)| {
                    Box::pin(repeats::has_approved(c, *site, authors))
                })
                .await?;
        authors.retain(|key| before.author.as_ref() != Some(key));
        let comment = Comment {
            text: text.as_str().to_owned(),
            ..before.clone()
        };
        Ok(Contribution {
            site: site.clone(),
            address,
            comment,
            earlier_authors: authors,
            email,
            is_known,
            form: FormSignals::none(),
            is_edit: true,
        })
    }

    /// Replaces the text of a comment that a moderator published, without judging it.
    async fn edit_as_moderator(
        &self,
        site: &Site,
        before: Comment,
        authority: &Authority,
        text: &Body,
    ) -> Result<Comment, Refusal> {
        self.charge_moderator(site, &authority.moderator).await?;
        let after = Comment {
            text: text.as_str().to_owned(),
            html: render(text.as_str()),
            digest: digest(text.as_str()),
            assessment: not_judged(),
            ..before.clone()
        };
        let now = self.0.clock.now();
        let input = (before, after, authority.clone(), self.0.spam.clone(), now);
        let edited = self
            .0
            .db
            .write(input, |c, (before, after, authority, spam, now)| {
                Box::pin(rewrite_published(c, (before, after), authority, spam, *now))
            });
        let after = self.after_change(edited.await)?;
        self.0.comments.page_changed(site.id, &after.page);
        Ok(after)
    }

    /// Withdraws the waiting edit, because the author restored the published text.
    async fn withdraw(&self, before: Comment) -> Result<Comment, Refusal> {
        let now = self.0.clock.now();
        let withdrawn = self.0.db.write((before, now), |c, (before, now)| {
            Box::pin(withdraw(c, before, *now))
        });
        let after = self.after_change(withdrawn.await)?;
        self.0.comments.page_changed(after.site, &after.page);
        Ok(after)
    }

    fn after_change<T>(&self, changed: Result<T, Refusal>) -> Result<T, Refusal> {
        changed.inspect_err(|refusal| self.note_refused_change(refusal))
    }
}

/// Returns whether an edit changes nothing visible, ignoring line endings, invisible characters and
/// spaces: readers see no difference, so there is nothing to moderate.
fn is_unchanged(stored: &str, text: &Body) -> bool {
    let parsed = Body::parse(stored, 0..=BODY_SCALARS);
    stored == text.as_str()
        || parsed.is_ok_and(|parsed| parsed.as_str() == text.as_str())
        || render(stored) == render(text.as_str())
}

struct EditTransaction {
    before: Comment,
    entry: Contribution,
    inspection: Inspection,
    /// The author has a shadow ban now.
    is_shadowed: bool,
    /// The id of the edit, in case it has to wait.
    id: Uuid,
    /// The id of the notice to moderators about it.
    notice: Uuid,
    now: Timestamp,
}

async fn withdraw(c: &mut Conn<'_>, before: &Comment, now: Timestamp) -> Result<Comment, Refusal> {
    lock_unless_locked(c, before).await?;
    let status = before.status_without_edit();
    edits::withdraw(c, before).await?;
    if !edits::set_edit(c, before, None, status).await? {
        return Err(Refusal::Conflict);
    }
    update_counts(c, &[(before, status)])?;
    edits::mark_changed(c, before.site, &[before.id], now)?;
    reread(c, before.site, before.id).await
}

/// Stores the new text of a comment that a moderator published.
async fn rewrite_published(
    c: &mut Conn<'_>,
    (before, after): (&Comment, &Comment),
    authority: &Authority,
    spam: &Spam,
    now: Timestamp,
) -> Result<Comment, Refusal> {
    if authority
        .find_current_moderator(c, before.site, now)
        .await?
        .is_none()
    {
        return Err(Refusal::RightEnded);
    }
    lock(c, before).await?;
    if !replace_text(c, before, after, now).await? {
        return Err(Refusal::Conflict);
    }
    edits::mark_changed(c, before.site, &[before.id], now)?;
    remove_example(c, spam, before, now)?;
    reread(c, before.site, before.id).await
}

/// Judges the new text and stores it. Returns the comment afterwards, and whether the text is spam.
async fn rewrite(
    c: &mut Conn<'_>,
    edit: &EditTransaction,
    spam: &Spam,
) -> Result<(Comment, bool), Refusal> {
    let EditTransaction {
        before, entry, now, ..
    } = edit;
    let site = &entry.site;
    // As for a new comment: of two that become equal, the second waits and finds the first.
    c.lock(entry.comment.digest ^ site.id)?;
    lock_unless_locked(c, before).await?;
    let inspection = edit.inspection.clone();
    let no_token = PendingSpend::default();
    let judged = judge(c, spam, entry, &entry.comment, inspection, no_token, *now).await?;
    let is_spam = judged.is_spam;
    let waits = edit.is_shadowed || judged.status != CommentStatus::Approved;
    let holds_edit = before.is_published() || before.waiting_edit().is_some();
    if holds_edit && (waits || !before.is_published()) {
        hold_edit(c, edit, judged).await?;
        edits::mark_changed(c, site.id, &[before.id], *now)?;
    } else {
        let after = Comment {
            status: status_after(before, &judged),
            assessment: judged.assessment,
            ..entry.comment.clone()
        };
        edits::withdraw(c, before).await?;
        if !replace_text(c, before, &after, *now).await? {
            return Err(Refusal::Conflict);
        }
        edits::mark_changed(c, site.id, &[before.id], *now)?;
        remove_example(c, spam, before, *now)?;
    }
    Ok((reread(c, before.site, before.id).await?, is_spam))
}

/// Stores the edit as waiting; its comment stays published with the old text or leaves the page.
async fn hold_edit(
    c: &mut Conn<'_>,
    edit: &EditTransaction,
    judged: Judgment,
) -> Result<(), Refusal> {
    let (before, entry) = (&edit.before, &edit.entry);
    let was_hidden = before.waiting_edit().is_some_and(|waiting| waiting.hides);
    let hides = match entry.site.policy.edits {
        // A moderator who approved the comment must not see it disappear without an explanation.
        _ if edit.is_shadowed => was_hidden,
        WaitingEdits::Hide => before.is_published(),
        WaitingEdits::Keep => was_hidden,
    };
    let (state, status) = match (edit.is_shadowed, hides) {
        (true, _) => (EditState::Shadowed, before.status_without_edit()),
        (false, true) => (EditState::Waiting, CommentStatus::Pending),
        (false, false) => (EditState::Waiting, before.status),
    };
    // Moderators who got a mail about an earlier edit see the newest text behind its links.
    let is_news = state == EditState::Waiting
        && before.waiting_edit().is_none()
        && judged.assessment.queue_group() == QueueGroup::Review;
    if is_news {
        outbox::queue_comment_notice(c, before.site, before.id, edit.notice, edit.now)?;
    }
    let held = CommentEdit {
        id: edit.id,
        state,
        hides: hides && !edit.is_shadowed,
        text: entry.comment.text.clone(),
        digest: entry.comment.digest,
        assessment: judged.assessment,
        label: None,
        written_at: Some(edit.now),
    };
    if !edits::put(c, before, &held, status).await? {
        return Err(Refusal::Conflict);
    }
    Ok(update_counts(c, &[(before, status)])?)
}

/// Returns the status of a comment whose text is replaced immediately.
fn status_after(before: &Comment, judged: &Judgment) -> CommentStatus {
    match before.status {
        _ if before.is_published() => CommentStatus::Approved,
        // A new text may move a waiting comment into the spam folder; otherwise only a moderator moves
        // a comment between folders.
        CommentStatus::Pending if judged.status == CommentStatus::Spam => CommentStatus::Spam,
        status => status,
    }
}

/// Locks the rows of the comment and its thread, and refuses if the comment has changed since it was read, or has
/// moved to another thread. Returns the comment.
async fn lock(c: &mut Conn<'_>, before: &Comment) -> Result<Comment, Refusal> {
    let current = sql::find_to_change(c, &[before.site], &[before.id]).await?;
    let is_same =
        |current: &Comment| current.version == before.version && current.thread == before.thread;
    let current = current.into_iter().next();
    current.filter(is_same).ok_or(Refusal::Conflict)
}

/// Does the same for a reader, who may change nothing in a locked thread.
async fn lock_unless_locked(c: &mut Conn<'_>, before: &Comment) -> Result<(), Refusal> {
    refuse_if_locked(&lock(c, before).await?)
}

fn refuse_if_locked(comment: &Comment) -> Result<(), Refusal> {
    if comment.thread_state == Some(ThreadState::Locked) {
        Err(Refusal::ThreadLocked)
    } else {
        Ok(())
    }
}

/// Returns the comment as it is after a change.
async fn reread(c: &mut Conn<'_>, site: SiteId, id: Uuid) -> Result<Comment, Refusal> {
    let after = sql::find(c, &[site], &[id]).await?;
    after.into_iter().next().ok_or(Refusal::NotFound)
}

/// Removes the training example of the old text: the decision about it does not apply to the new one.
fn remove_example(
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
