//! What authors do with their own comments besides editing them: prove that they are theirs, list and
//! delete them.

use uuid::Uuid;

use super::{
    Refusal, Submissions,
    sql::{of_moderator, of_person},
};
use crate::{
    clock::Timestamp,
    comment::{Comment, CommentStatus, Transition, sql, transition},
    db::{Conn, Error},
    site::Site,
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

impl Submissions {
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
                        ids.extend(of_person(c, *site, thread.id, *person).await?);
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
                Box::pin(of_moderator(c, *site, page, *moderator))
            })
            .await
    }

    /// Erases a comment; if it has replies, an empty stub stays. Returns the page of the comment.
    pub async fn delete(
        &self,
        site: &Site,
        id: Uuid,
        authorization: &EditAuthorization,
    ) -> Result<String, Refusal> {
        let before = self.own(site, id, authorization).await?;
        let now = self.0.clock.now();
        let page = before.page.clone();
        self.0
            .db
            .write((before, now), |c, (before, now)| {
                Box::pin(erase(c, before, *now))
            })
            .await
            .inspect_err(|refusal| self.note_refused_change(refusal))?;
        self.0.comments.page_changed(site.id, &page);
        Ok(page)
    }

    /// Returns the comment if the credential is valid for it and its edit window is not over.
    pub async fn own(
        &self,
        site: &Site,
        id: Uuid,
        authorization: &EditAuthorization,
    ) -> Result<Comment, Refusal> {
        if let EditAuthorization::Token(token) = authorization
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
        let author = comment.identity.as_ref().map(|identity| identity.person);
        let published_by = comment.badge.map(|badge| badge.moderator);
        let is_own = match authorization {
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
    let deletion = Transition {
        comment,
        to: CommentStatus::Deleted,
        label: None,
    };
    Ok(transition(c, &[deletion], now).await?)
}
