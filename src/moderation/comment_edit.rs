//! Edits of comments by moderators.

use std::sync::Arc;

use uuid::Uuid;

use super::{Actor, Moderation, sql};
use crate::{
    clock::Clock,
    comment::{
        Comment, CommentRevision, CommentStatus, revise,
        sql::{find_to_change, revisions},
    },
    db::{Conn, Error},
    render::render,
    site::SiteId,
    spam::{Spam, digest},
    text::{Body, Name},
};

/// The action in the log.
pub(crate) const EDIT: &str = "edit";

/// A new text or name for a comment.
#[derive(Clone, Debug)]
pub struct ModeratorEdit {
    pub comment: Uuid,
    /// The version that the moderator saw; another one is a conflict.
    pub version: Option<i64>,
    pub text: Option<Body>,
    pub name: Option<Name>,
    pub note: Option<String>,
    /// Whether the moderator may change the names of verified authors, and what other moderators published.
    pub may_edit_verified: bool,
}

/// Why a comment was not edited.
#[derive(Debug)]
pub enum ModeratorEditRefusal {
    NotFound,
    /// The comment has another version.
    Conflict,
    /// The moderator may not change this of this comment.
    Forbidden,
    Db(Error),
}

impl From<Error> for ModeratorEditRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

/// What one transaction needs.
struct EditTask {
    sites: Vec<SiteId>,
    edit: ModeratorEdit,
    actor: Actor,
    clock: Clock,
    spam: Spam,
}

impl Moderation {
    /// Replaces the text or the name of a comment, and keeps the earlier ones. An edit that changes nothing has no
    /// effect.
    pub async fn edit_comment(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        edit: ModeratorEdit,
    ) -> Result<(), ModeratorEditRefusal> {
        let task = Arc::new(EditTask {
            sites: sites.to_vec(),
            edit,
            actor: actor.clone(),
            clock: self.clock.clone(),
            spam: self.comments.spam().clone(),
        });
        let edited = self.db.write(task, |c, task| Box::pin(task.run(c))).await;
        if let Err(ModeratorEditRefusal::Db(error)) = &edited {
            self.comments.note_failed_change(error);
        }
        if let Some(after) = edited? {
            self.comments.page_changed(after.site, &after.page);
            if after.label.is_some() {
                self.trainer.notify();
            }
        }
        Ok(())
    }

    /// Returns what a comment said before moderators edited it, the oldest first.
    pub async fn revisions(
        &self,
        site: SiteId,
        comment: Uuid,
    ) -> Result<Vec<CommentRevision>, Error> {
        self.db
            .read((site, comment), |c, (site, comment)| {
                Box::pin(async move { revisions::of_comments(c, *site, &[*comment]).await })
            })
            .await
    }
}

impl EditTask {
    /// Returns the comment afterwards if it changed.
    async fn run(&self, c: &mut Conn<'_>) -> Result<Option<Comment>, ModeratorEditRefusal> {
        let edit = &self.edit;
        let found = find_to_change(c, &self.sites, &[edit.comment]).await?;
        let before = found
            .into_iter()
            .find(|comment| comment.status != CommentStatus::Deleted)
            .ok_or(ModeratorEditRefusal::NotFound)?;
        if edit.version.is_some_and(|seen| seen != before.version) {
            return Err(ModeratorEditRefusal::Conflict);
        }
        let mut after = before.clone();
        if let Some(text) = &edit.text {
            text.as_str().clone_into(&mut after.text);
            after.html = render(&after.text);
            after.digest = digest(&after.text);
        }
        if let Some(name) = &edit.name {
            name.as_str().clone_into(&mut after.name);
        }
        if after.text == before.text && after.name == before.name {
            return Ok(None);
        }
        if !self.may_change(&before, &after) {
            return Err(ModeratorEditRefusal::Forbidden);
        }
        let now = self.clock.now();
        let revision = CommentRevision {
            id: self.clock.id(),
            comment: before.id,
            text: before.text.clone(),
            name: before.name.clone(),
            moderator: self.actor.id,
            login: self.actor.login.clone(),
            at: now,
        };
        let line = sql::NewLogEntry {
            site: before.site,
            id: self.clock.id(),
            batch: self.clock.id(),
            comment: before.id,
            actor: &self.actor,
            action: EDIT,
            from: before.status,
            to: before.status,
            from_taught: before.label,
            version: before.version + 1,
            note: edit.note.as_deref(),
            at: now,
            edit: None,
        };
        sql::write_log(c, &[line])?;
        revise(c, (&before, &after), &revision, &self.spam).await?;
        Ok(Some(after))
    }

    /// Returns whether the moderator may make this change: the name of a verified author is not that of a guest, who
    /// can type any, and words beside the role of a moderator are that moderator's own.
    fn may_change(&self, before: &Comment, after: &Comment) -> bool {
        let is_of_other = before
            .badge
            .is_some_and(|badge| badge.moderator != self.actor.id);
        let is_renamed = before.kind.verified() && after.name != before.name;
        self.edit.may_edit_verified || !(is_of_other || is_renamed)
    }
}
