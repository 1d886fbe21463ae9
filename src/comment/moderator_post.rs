//! Comments that moderators publish themselves: posting, editing and finding them.
//!
//! A moderator's comment is published immediately. It is not judged, trains nothing and is not held by
//! any policy: a moderator who may approve any comment needs no approval. All rules about the text
//! itself still apply: its length, its rendering, one copy of it per position. The permission is
//! checked again in the transaction that writes, so that it ends as soon as the session, the API key,
//! the link or the role does.

use std::{net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    AcceptedSubmission, Badge, ClientOrigin, Comment, CommentInsert, CommentStatus, Comments,
    EditAuthorization, IdempotencyKey, PreparedSubmission, Refusal, Submission,
    duplicates::{CommentPosition, PendingDuplicates},
    edit::is_unchanged,
    record::reply_path,
    repeat::RepeatQuery,
    sql::{self, moderator::PublishedLine, repeats},
    writing::{self, InsertedComment},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{Conn, Error},
    identity::{Authority, Moderator},
    limit::{Charge, quotas},
    site::{Site, SiteId},
    spam::{Assessment, Spam, SpamVerdict, digest},
    text::Body,
};

/// Everything that the transaction needs.
struct PublishTransaction {
    site: Arc<Site>,
    draft: Submission,
    post: PreparedSubmission,
    authority: Authority,
    repeat: Arc<RepeatQuery>,
    clock: Clock,
    now: Timestamp,
}

/// The result of the transaction.
enum PublishOutcome {
    New(InsertedComment),
    /// The same request was answered before.
    Answered(Box<AcceptedSubmission>),
}

impl Comments {
    /// Returns a keyed hash of the moderator who sent a request, for the idempotency record.
    #[must_use]
    pub fn actor_of_moderator(&self, moderator: Uuid) -> Vec<u8> {
        self.0
            .person
            .current()
            .mac(&[b"acting moderator", moderator.as_bytes()])[..16]
            .to_vec()
    }

    /// Publishes a moderator's comment, even in a closed thread.
    pub async fn submit_as_moderator(
        &self,
        site: &Arc<Site>,
        draft: Submission,
        authority: Authority,
        (address, user_agent): (IpAddr, Option<&str>),
        idempotency: Option<IdempotencyKey>,
    ) -> Result<AcceptedSubmission, Refusal> {
        let this = &*self.0;
        let repeat = self.repeat_query(site, &draft, address, idempotency.as_ref());
        if let Some(answered) = self.answered(&repeat).await? {
            return Ok(answered);
        }
        let charges = [moderator_charge(&authority.moderator)];
        let taken = self.charge(site, &charges).await?;
        let mut post = self.post(&draft, address, user_agent);
        post.digest = digest(&post.text);
        let entry = Arc::new(PublishTransaction {
            site: site.clone(),
            draft,
            post,
            authority,
            repeat,
            clock: this.clock.clone(),
            now: this.clock.now(),
        });
        let written = this
            .db
            .write(entry.clone(), |c, entry| Box::pin(publish(c, entry)))
            .await;
        let published = match written {
            Ok(PublishOutcome::New(published)) => published,
            Ok(PublishOutcome::Answered(answered)) => return Ok(*answered),
            // A concurrent request with the same key was faster.
            Err(Refusal::Db(Error::Unique(_))) => {
                let answered = self.answered(&entry.repeat).await?;
                return answered.ok_or(Refusal::Db(Error::Conflict));
            }
            Err(Refusal::Db(Error::Foreign(_))) => return Err(Refusal::NoSuchSite),
            Err(refusal) => return Err(refusal),
        };
        this.reading.forget(site.id, entry.draft.page.as_str());
        Ok(AcceptedSubmission {
            comment: writing::own(&entry.post, published, entry.now),
            limits: Some(taken),
            is_double_click: false,
        })
    }

    /// Replaces the text of a comment: one that a moderator published with the permission to publish,
    /// any other as its author would.
    pub async fn change(
        &self,
        site: &Arc<Site>,
        id: Uuid,
        proof: &EditAuthorization,
        authority: Option<&Authority>,
        (text, address): (&Body, IpAddr),
    ) -> Result<Comment, Refusal> {
        if let Some(authority) = authority
            && let Some(edited) = self
                .edit_as_moderator(site, id, proof, authority, text)
                .await?
        {
            return Ok(edited);
        }
        self.edit(site, id, proof, text, address).await
    }

    /// Replaces the text of a comment that a moderator published, without judging it. Returns `None`
    /// for an ordinary comment, which is edited like any reader's.
    async fn edit_as_moderator(
        &self,
        site: &Arc<Site>,
        id: Uuid,
        proof: &EditAuthorization,
        authority: &Authority,
        text: &Body,
    ) -> Result<Option<Comment>, Refusal> {
        let this = &*self.0;
        let before = self.own(site, id, proof).await?;
        let Some(badge) = before.badge else {
            return Ok(None);
        };
        if is_unchanged(&before.text, text) {
            return Ok(Some(before));
        }
        if badge.moderator != authority.moderator.id {
            return Err(Refusal::PublishedByModerator);
        }
        self.charge(site, &[moderator_charge(&authority.moderator)])
            .await?;
        let page = before.page.clone();
        let edit = ModeratorEdit {
            before,
            text: text.as_str().to_owned(),
            authority: authority.clone(),
            now: this.clock.now(),
        };
        let input = (Arc::new(edit), this.spam.clone());
        let after = this
            .db
            .write(input, |c, (edit, spam)| Box::pin(rewrite(c, edit, spam)))
            .await
            .inspect_err(|refusal| self.note_refused_change(refusal))?;
        this.reading.forget(site.id, &page);
        Ok(Some(after))
    }

    /// Returns the comments that a moderator published on a page.
    pub async fn of_moderator(
        &self,
        site: &Site,
        page: &str,
        moderator: Uuid,
    ) -> Result<Vec<Uuid>, Error> {
        let input = (site.id, page.to_owned(), moderator);
        self.0
            .db
            .read(input, |c, (site, page, moderator)| {
                Box::pin(sql::moderator::of_moderator(c, *site, page, *moderator))
            })
            .await
    }
}

/// The limit for everything that a moderator posts, from any IP address. It bounds what a stolen API
/// key can do, and is far above what a person writes.
fn moderator_charge(moderator: &Moderator) -> Charge {
    Charge::new(quotas::MODERATOR, moderator.id.as_bytes())
}

/// Returns an assessment for a text that was not inspected and from which nothing is learned.
fn published_assessment() -> Assessment {
    Assessment {
        score: 0.0,
        verdict: SpamVerdict::Ham,
        hold: false,
        reasons: Vec::new(),
    }
}

/// Publishes in one transaction: idempotency, permission, thread, parent, duplicates, comment, log.
async fn publish(c: &mut Conn<'_>, entry: &PublishTransaction) -> Result<PublishOutcome, Refusal> {
    let PublishTransaction {
        site,
        draft,
        post,
        now,
        ..
    } = entry;
    // Of two equal requests, the second waits here and then finds the first.
    c.lock(post.digest ^ site.id)?;
    if let Some(answered) = entry.repeat.answer(c).await? {
        return Ok(PublishOutcome::Answered(Box::new(answered)));
    }
    let moderator = entry.authority.in_force(c, site.id, *now).await?;
    let moderator = moderator.ok_or(Refusal::RightEnded)?;
    writing::check_person(c, draft).await?;
    let id = entry.clock.id();
    let page = draft.page.as_str();
    let thread = writing::find_or_add_thread(c, site.id, page, entry.clock.id(), *now).await?;
    let (path, parent) = match draft.parent {
        None => (id.as_bytes().to_vec(), None),
        Some(parent) => {
            sql::lock_thread(c, site.id, thread.id)?;
            let above = sql::moderator::answerable(c, site.id, thread.id, parent).await?;
            let above = above.ok_or(Refusal::NoSuchParent)?;
            reply_path(&above, id, site.policy.depth_max as usize)
        }
    };
    let place = CommentPosition {
        thread: thread.id,
        reply_to: draft.parent,
        comment: id,
    };
    let duplicates = PendingDuplicates::request(c, site.id, post, place, *now)?;
    if duplicates.has_any(c).await? {
        return Err(Refusal::Duplicate);
    }
    // A form token is not required, but a second click is recognized by the token that was spent.
    let _ = Spam::spend_token(c, site.id, &draft.token, id)?;
    let badge = Badge {
        moderator: moderator.id,
        role: moderator.role,
    };
    let new = CommentInsert {
        site: site.id,
        id,
        thread: thread.id,
        parent,
        reply_to: draft.parent,
        path,
        status: CommentStatus::Approved,
        post,
        assessment: &published_assessment(),
        page_title: draft.title.as_ref().map(|title| title.as_str()),
        page_url: draft.url_of(site, &thread.page),
        at: *now,
    };
    writing::insert(c, &new)?;
    if let Some(title) = new.page_title {
        sql::thread::offer_title(c, site.id, thread.id, title).await?;
    }
    sql::moderator::put_badge(c, site.id, id, &badge, *now).await?;
    let line = PublishedLine {
        site: site.id,
        id: entry.clock.id(),
        batch: entry.clock.id(),
        comment: id,
        moderator: moderator.id,
        login: &moderator.login,
        at: *now,
    };
    sql::moderator::log_published(c, &line).await?;
    if let Some(idempotency) = entry.repeat.idempotency() {
        repeats::store_answer(c, site.id, idempotency, id, CommentStatus::Approved, *now)?;
    }
    sql::edits::mark_changed(c, site.id, &[id], *now)?;
    Ok(PublishOutcome::New(InsertedComment {
        id,
        parent,
        path: new.path,
        status: new.status,
        badge: Some(badge),
    }))
}

struct ModeratorEdit {
    before: Comment,
    text: String,
    authority: Authority,
    now: Timestamp,
}

async fn rewrite(c: &mut Conn<'_>, edit: &ModeratorEdit, spam: &Spam) -> Result<Comment, Refusal> {
    let ModeratorEdit {
        before, text, now, ..
    } = edit;
    let site: SiteId = before.site;
    if edit.authority.in_force(c, site, *now).await?.is_none() {
        return Err(Refusal::RightEnded);
    }
    writing::lock(c, before).await?;
    let mut post = writing::edited(before, text, Vec::new(), ClientOrigin::default());
    post.digest = digest(text);
    if !sql::rewrite(
        c,
        before,
        &post,
        &published_assessment(),
        before.status,
        *now,
    )
    .await?
    {
        return Err(Refusal::Conflict);
    }
    if before.status == CommentStatus::Approved {
        sql::change_threads(c, site, &[before.thread], 0)?;
    }
    sql::edits::mark_changed(c, site, &[before.id], *now)?;
    writing::remove_example(c, spam, before, *now)?;
    writing::reread(c, before).await
}
