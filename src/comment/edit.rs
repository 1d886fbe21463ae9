//! What authors do with their own comments: read, edit and delete them.

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    ClientOrigin, Comment, CommentStatus, Comments, EditState, PreparedSubmission, Refusal,
    Transition,
    duplicates::CommentPosition,
    external_checks::CheckInput,
    judge::{Judgment, JudgmentInput, LimitSubject, judge},
    sql::{self, edits},
    transition::{self, update_counts},
    writing,
};
use crate::{
    classifier::SpamVerdict,
    clock::Timestamp,
    db::{Conn, Error},
    flood::{FloodStep, PendingSpend, ProofState, TokenState},
    limit,
    render::render,
    site::{Site, WaitingEdits},
    spam::{AuthorKeys, DuplicateCounts, Inspection, Sample, Spam},
    text::{BODY_SCALARS, Body, Email},
};

/// The credential that proves that the caller wrote a comment.
#[derive(Clone, Debug)]
pub enum EditAuthorization {
    /// The edit token from the response to the submission.
    Token(String),
    /// A session of the person who wrote it.
    Person(Uuid),
    /// A credential of the moderator who published it.
    Moderator(Uuid),
}

/// One page of the list of an author's own comments on a site's page.
#[derive(Clone, Debug, Default)]
pub struct OwnCommentsPage {
    pub comments: Vec<Comment>,
    /// The last comment of this part if another part follows: the cursor of the next.
    pub next: Option<Uuid>,
}

impl Comments {
    /// Returns these comments on this page and those of the person, oldest first, in any status except
    /// erased.
    pub async fn own_comments(
        &self,
        site: &Site,
        page: &str,
        (ids, person): (Vec<Uuid>, Option<Uuid>),
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<OwnCommentsPage, Error> {
        let input = (site.id, page.to_owned(), ids, person, after, limit);
        self.0
            .db
            .read(input, |c, (site, page, ids, person, after, limit)| {
                Box::pin(async move {
                    let Some(thread) = sql::find_thread(c, *site, page).await? else {
                        return Ok(OwnCommentsPage::default());
                    };
                    let mut ids = ids.clone();
                    if let Some(person) = person {
                        ids.extend(sql::of_person(c, *site, thread.id, *person).await?);
                    }
                    ids.retain(|id| after.is_none_or(|after| *id > after));
                    ids.sort_unstable();
                    ids.dedup();
                    let has_more = sql::sizes::cut(c, &[*site], &mut ids, *limit).await?;
                    let mut comments = sql::find(c, &[*site], &ids).await?;
                    comments.retain(|comment| {
                        comment.thread == thread.id && comment.status != CommentStatus::Deleted
                    });
                    Ok::<_, Error>(OwnCommentsPage {
                        comments,
                        next: ids.last().copied().filter(|_| has_more),
                    })
                })
            })
            .await
    }

    /// Replaces the text of a comment; the new text is inspected and moderated again. If it may not be
    /// published immediately, it waits beside the published comment. An edit that changes nothing has
    /// no effect, and an edit that restores the published text withdraws the waiting edit.
    pub async fn edit(
        &self,
        site: &Arc<Site>,
        id: Uuid,
        proof: &EditAuthorization,
        text: &Body,
        address: IpAddr,
    ) -> Result<Comment, Refusal> {
        let this = &*self.0;
        let before = self.own(site, id, proof).await?;
        let latest = before.edit.as_ref().map_or(&before.text, |edit| &edit.text);
        if is_unchanged(latest, text) {
            return Ok(before);
        }
        // An unapproved text must not appear beside a moderator's role; a caller with the permission to
        // publish uses `change`.
        if before.badge.is_some() {
            return Err(Refusal::PublishedByModerator);
        }
        if before.edit.is_some() && is_unchanged(&before.text, text) {
            return self.withdraw(before).await;
        }
        let email = before
            .email
            .as_deref()
            .and_then(|email| Email::parse(email).ok());
        let person = before.proved.as_ref().map(|proved| proved.person);
        let words = this.ban_keys(person, email.as_ref());
        let shadowed = self.is_shadow_banned(site, address, &words).await?;
        let authors = this.author_keys(person, email.as_ref());
        let subject = match person {
            Some(person) => LimitSubject {
                person: Some(person.to_string()),
                is_known: self.has_approved(site, &authors).await?,
            },
            None => LimitSubject::guest(email.as_ref(), address),
        };
        self.refuse_banned_word(
            site,
            &[
                Some(text.as_str()),
                Some(&before.name),
                before.email.as_deref(),
                before.website.as_deref(),
            ],
        )?;
        let charges = subject.charges(site, address, &before.page);
        let taken = self.charge(site, &charges).await?;
        let mut post = edited_submission(&before, text, authors);
        let mut inspection = this.spam.inspect(
            &Sample {
                flood: self.flood_step(site, address),
                ..sample(&before, &post, &taken)
            },
            &site.policy,
        );
        post.digest = inspection.digest;
        let asked = CheckInput::again(site, &before, &post.text, address);
        this.run_external_checks(&asked, &mut inspection).await?;
        let edit = EditTransaction {
            site: site.clone(),
            before,
            post,
            inspection,
            shadowed,
            id: this.clock.id(),
            now: this.clock.now(),
        };
        let spam = this.spam.clone();
        let rewritten = this.db.write((edit, spam), |c, (edit, spam)| {
            Box::pin(rewrite(c, edit, spam))
        });
        let (after, is_spam) = match rewritten.await {
            Err(Refusal::Conflict) => return self.edited_meanwhile(site, id, proof, text).await,
            rewritten => rewritten.inspect_err(|refusal| self.note_refused_change(refusal))?,
        };
        if is_spam {
            self.charge_spam(site, &charges).await;
        }
        this.reading.forget(site.id, &after.page);
        Ok(after)
    }

    /// Handles a concurrent change: if the same edit was sent twice, the second request gets the answer
    /// of the first.
    async fn edited_meanwhile(
        &self,
        site: &Site,
        id: Uuid,
        proof: &EditAuthorization,
        text: &Body,
    ) -> Result<Comment, Refusal> {
        let now = self.own(site, id, proof).await?;
        let latest = now.edit.as_ref().map_or(&now.text, |edit| &edit.text);
        if is_unchanged(latest, text) {
            Ok(now)
        } else {
            Err(Refusal::Conflict)
        }
    }

    /// Withdraws the waiting edit, because the author restored the published text.
    async fn withdraw(&self, before: Comment) -> Result<Comment, Refusal> {
        let now = self.0.clock.now();
        let after = self
            .0
            .db
            .write((before, now), |c, (before, now)| {
                Box::pin(withdraw(c, before, *now))
            })
            .await
            .inspect_err(|refusal| self.note_refused_change(refusal))?;
        self.0.reading.forget(after.site, &after.page);
        Ok(after)
    }

    /// Erases a comment; if it has replies, an empty stub stays.
    pub async fn delete(
        &self,
        site: &Site,
        id: Uuid,
        proof: &EditAuthorization,
    ) -> Result<(), Refusal> {
        let before = self.own(site, id, proof).await?;
        let now = self.0.clock.now();
        let page = before.page.clone();
        self.0
            .db
            .write((before, now), |c, (before, now)| {
                Box::pin(erase(c, before, *now))
            })
            .await
            .inspect_err(|refusal| self.note_refused_change(refusal))?;
        self.0.reading.forget(site.id, &page);
        Ok(())
    }

    /// Returns the comment if the credential is valid for it and its edit window is not over.
    pub(super) async fn own(
        &self,
        site: &Site,
        id: Uuid,
        proof: &EditAuthorization,
    ) -> Result<Comment, Refusal> {
        if let EditAuthorization::Token(token) = proof
            && self.comment_of_token(site.id, token) != Some(id)
        {
            return Err(Refusal::WrongToken);
        }
        let found = self
            .0
            .db
            .read((site.id, id), |c, (site, id)| {
                Box::pin(async move { sql::find(c, &[*site], &[*id]).await })
            })
            .await?;
        let Some(comment) = found
            .into_iter()
            .find(|comment| comment.status != CommentStatus::Deleted)
        else {
            return Err(Refusal::NotFound);
        };
        let author = comment.proved.as_ref().map(|proved| proved.person);
        let published_by = comment.badge.map(|badge| badge.moderator);
        let is_own = match proof {
            EditAuthorization::Token(_) => true,
            EditAuthorization::Person(person) => author == Some(*person),
            EditAuthorization::Moderator(moderator) => published_by == Some(*moderator),
        };
        if !is_own {
            // Callers without access cannot learn whether the comment exists.
            return Err(Refusal::NotFound);
        }
        let age = self.0.clock.now().since(comment.created_at).as_secs();
        if age >= u64::from(site.policy.edit_window_seconds) {
            return Err(Refusal::EditWindowOver);
        }
        Ok(comment)
    }
}

/// Erases a comment. Locks the thread and the comment first: a concurrent reply waits and then finds
/// that its parent is gone.
async fn erase(c: &mut Conn<'_>, before: &Comment, now: Timestamp) -> Result<(), Refusal> {
    let current = sql::find_to_change(c, &[before.site], &[before.id]).await?;
    let comment = current
        .first()
        .filter(|current| current.version == before.version)
        .ok_or(Refusal::Conflict)?;
    let moving = Transition {
        comment,
        to: CommentStatus::Deleted,
        taught: None,
    };
    Ok(transition::transition(c, &[moving], now).await?)
}

/// Returns whether an edit changes nothing visible, ignoring line endings, invisible characters and
/// spaces: readers see no difference, so there is nothing to moderate.
pub(super) fn is_unchanged(stored: &str, text: &Body) -> bool {
    let parsed = Body::parse(stored, 0..=BODY_SCALARS);
    stored == text.as_str()
        || parsed.is_ok_and(|parsed| parsed.as_str() == text.as_str())
        || render(stored) == render(text.as_str())
}

struct EditTransaction {
    site: Arc<Site>,
    before: Comment,
    post: PreparedSubmission,
    inspection: Inspection,
    /// The author has a shadow ban now.
    shadowed: bool,
    /// The id of the edit, in case it has to wait.
    id: Uuid,
    now: Timestamp,
}

fn edited_submission(
    before: &Comment,
    text: &Body,
    mut earlier: Vec<Vec<u8>>,
) -> PreparedSubmission {
    earlier.retain(|key| before.author.as_ref() != Some(key));
    let client = ClientOrigin {
        address_hash: before.address_hash.clone(),
        network: before.network.clone(),
        user_agent: before.user_agent.clone(),
    };
    writing::edited(before, text.as_str(), earlier, client)
}

fn sample<'a>(
    before: &'a Comment,
    post: &'a PreparedSubmission,
    taken: &limit::LimitStatus,
) -> Sample<'a> {
    Sample {
        site: before.site,
        text: &post.text,
        name: &post.name,
        email: post.email.as_deref(),
        website: post.website.as_deref(),
        honeypot: false,
        // The form's signals were judged when the comment was posted.
        token: TokenState::Missing,
        proof: ProofState::Missing,
        flood: FloodStep::Calm,
        author: before.author.as_deref().map(|key| AuthorKeys {
            hash: key,
            earlier: &post.earlier_authors,
            verified: before.kind.verified(),
        }),
        network: post.client.network.as_deref(),
        duplicates: DuplicateCounts::default(),
        network_busy: taken.is_network_busy(),
        limits_degraded: taken.degraded,
        edited: true,
    }
}

async fn withdraw(c: &mut Conn<'_>, before: &Comment, now: Timestamp) -> Result<Comment, Refusal> {
    writing::lock(c, before).await?;
    let status = before.status_without_edit();
    edits::withdraw(c, before).await?;
    if !edits::set_edit(c, before, None, status).await? {
        return Err(Refusal::Conflict);
    }
    update_counts(c, &[(before, status)])?;
    edits::mark_changed(c, before.site, &[before.id], now)?;
    writing::reread(c, before).await
}

/// Judges the new text and stores it. Returns the comment afterwards, and whether the text is spam.
async fn rewrite(
    c: &mut Conn<'_>,
    edit: &EditTransaction,
    spam: &Spam,
) -> Result<(Comment, bool), Refusal> {
    let EditTransaction {
        site,
        before,
        post,
        inspection,
        now,
        ..
    } = edit;
    // As for a new comment: of two that become equal, the second waits and finds the first.
    c.lock(post.digest ^ site.id)?;
    writing::lock(c, before).await?;
    let place = CommentPosition {
        thread: before.thread,
        reply_to: before.reply_to,
        comment: before.id,
    };
    let input = JudgmentInput {
        site,
        post,
        inspection: inspection.clone(),
        token: PendingSpend::default(),
        place,
        now: *now,
    };
    let judgment = judge(c, spam, input).await?;
    let waits = edit.shadowed || judgment.status != CommentStatus::Approved;
    let holds_edit = before.is_published() || before.waiting_edit().is_some();
    if holds_edit && (waits || !before.is_published()) {
        hold_edit(c, edit, &judgment).await?;
        edits::mark_changed(c, site.id, &[before.id], *now)?;
    } else {
        replace(c, edit, &judgment).await?;
        edits::mark_changed(c, site.id, &[before.id], *now)?;
        writing::remove_example(c, spam, before, *now)?;
    }
    Ok((writing::reread(c, before).await?, judgment.is_spam))
}

/// Stores the edit as waiting; its comment stays published with the old text or leaves the page.
async fn hold_edit(
    c: &mut Conn<'_>,
    edit: &EditTransaction,
    judgment: &Judgment,
) -> Result<(), Refusal> {
    let before = &edit.before;
    let was_hidden = before.waiting_edit().is_some_and(|waiting| waiting.hides);
    let hides = match edit.site.policy.edits {
        // A moderator who approved the comment must not see it disappear without an explanation.
        _ if edit.shadowed => was_hidden,
        WaitingEdits::Hide => before.is_published(),
        WaitingEdits::Keep => was_hidden,
    };
    let (state, status) = match (edit.shadowed, hides) {
        (true, _) => (EditState::Shadowed, before.status_without_edit()),
        (false, true) => (EditState::Waiting, CommentStatus::Pending),
        (false, false) => (EditState::Waiting, before.status),
    };
    let row = edits::EditRow {
        id: edit.id,
        state,
        hides: hides && !edit.shadowed,
        text: &edit.post.text,
        digest: edit.post.digest,
        assessment: &judgment.assessment,
        at: edit.now,
    };
    if !edits::put(c, before, &row, status).await? {
        return Err(Refusal::Conflict);
    }
    Ok(update_counts(c, &[(before, status)])?)
}

/// Replaces the text of the comment immediately.
async fn replace(
    c: &mut Conn<'_>,
    edit: &EditTransaction,
    judgment: &Judgment,
) -> Result<(), Refusal> {
    let EditTransaction {
        site, before, post, ..
    } = edit;
    let assessment = &judgment.assessment;
    let to = match before.status {
        _ if before.is_published() => CommentStatus::Approved,
        // A new text may move a waiting comment into the spam folder; otherwise only a moderator moves
        // a comment between folders.
        CommentStatus::Pending
            if assessment.verdict == SpamVerdict::Spam && !assessment.sampled() =>
        {
            CommentStatus::Spam
        }
        kept => kept,
    };
    edits::withdraw(c, before).await?;
    if !sql::rewrite(c, before, post, assessment, to, edit.now).await? {
        return Err(Refusal::Conflict);
    }
    update_counts(c, &[(before, to)])?;
    if before.status == CommentStatus::Approved && to == CommentStatus::Approved {
        sql::change_threads(c, site.id, &[before.thread], 0)?;
    }
    Ok(())
}
