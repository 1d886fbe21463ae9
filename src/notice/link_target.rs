//! Following the link of a notice: what it leads to, and the decision that it makes.

use std::{collections::HashMap, sync::Arc};

use super::{
    Notices,
    link::{DecisionLink, LinkAction},
    sql,
};
use crate::{
    clock::Timestamp,
    comment::{Comment, CommentStatus, EditState},
    db::Error,
    moderation::{Actor, Decision, LogLine, Selection},
    moderator::{Moderator, Permission},
    site::Site,
};

/// The note in the log: a decision by a link was made without signing in.
const NOTE: &str = "by the link of a mail";

/// What a link leads to.
#[derive(Clone, Debug)]
pub(crate) struct LinkTarget {
    pub site: Arc<Site>,
    pub action: LinkAction,
    pub state: LinkState,
}

/// The present state of what a link is about.
#[derive(Clone, Debug)]
pub(crate) enum LinkState {
    /// The comment waits, and the link can decide about it.
    Waiting {
        comment: Box<Comment>,
        /// Whether it is not the version that the mail showed.
        is_changed: bool,
    },
    /// The comment does not wait.
    Settled {
        status: CommentStatus,
        /// The decision about it, if a moderator made one.
        by: Option<DecisionByLink>,
    },
    /// The comment was deleted.
    Gone,
    /// The mails can be turned off.
    Mails,
}

/// A decision that was made before.
#[derive(Clone, Debug)]
pub(crate) struct DecisionByLink {
    pub login: String,
    pub at: Timestamp,
    /// Whether it rejected an edit, so that the comment stays as it was.
    pub rejected_edit: bool,
}

/// The result of pressing the button of a link.
#[derive(Clone, Debug)]
pub(crate) enum FollowedLink {
    /// The decision was made.
    Decided(LinkTarget),
    /// The mails are turned off.
    MailsOff(LinkTarget),
    /// Nothing was done: the comment is not what the page showed, or does not wait any more.
    NotDone(LinkTarget),
}

impl Notices {
    /// Returns what a link leads to, and changes nothing; `None` if the link is wrong or has expired, or if its
    /// moderator lost the permission or the email address that it was sent to.
    pub(crate) async fn find_link(&self, token: &str) -> Result<Option<LinkTarget>, Error> {
        let Some((link, _, site)) = self.open_link(token).await? else {
            return Ok(None);
        };
        self.target(&link, site).await.map(Some)
    }

    /// Does what a link is for, if the comment has the version that the page showed. `None` as in
    /// [`Self::find_link`].
    pub(crate) async fn follow_link(
        &self,
        token: &str,
        version: Option<i64>,
    ) -> Result<Option<FollowedLink>, Error> {
        let Some((link, moderator, site)) = self.open_link(token).await? else {
            return Ok(None);
        };
        let Some(action) = link.action.decision() else {
            self.turn_off(&site, &moderator).await?;
            let target = self.target(&link, site).await?;
            return Ok(Some(FollowedLink::MailsOff(target)));
        };
        let before = self.target(&link, site.clone()).await?;
        let LinkState::Waiting { comment, .. } = &before.state else {
            return Ok(Some(FollowedLink::NotDone(before)));
        };
        if version != Some(comment.version) {
            return Ok(Some(FollowedLink::NotDone(before)));
        }
        let decision = Decision {
            selection: Selection::Ids(vec![comment.id]),
            action,
            note: Some(NOTE.to_owned()),
            versions: HashMap::from([(comment.id, comment.version)]),
            before: None,
            whole_comment: false,
            dry_run: false,
        };
        let actor = Actor {
            id: moderator.id,
            login: moderator.login,
        };
        let sites = [site.id];
        let decided = self.0.moderation.decide(&actor, &sites, &decision).await?;
        let is_decided = !decided.decided.is_empty();
        let after = self.target(&link, site).await?;
        Ok(Some(if is_decided {
            FollowedLink::Decided(after)
        } else {
            FollowedLink::NotDone(after)
        }))
    }

    /// Returns the link with its moderator and its site, if the moderator may still use it.
    async fn open_link(
        &self,
        token: &str,
    ) -> Result<Option<(DecisionLink, Moderator, Arc<Site>)>, Error> {
        let opened = DecisionLink::open(&self.0.key, token, self.0.clock.now());
        let opened = opened.filter(|(link, _)| link.action != LinkAction::Confirm);
        let Some((link, email_hash)) = opened else {
            return Ok(None);
        };
        let found = self.0.moderators.moderator(link.moderator).await?;
        let is_theirs = |moderator: &Moderator| {
            let email = moderator.email.as_deref();
            email.is_some_and(|email| email_hash.is(&self.0.key, email))
                && moderator.may(Permission::Decide, Some(link.site))
        };
        let Some(moderator) = found.filter(is_theirs) else {
            return Ok(None);
        };
        let site = self.0.sites.by_id(link.site).await;
        Ok(site.map(|site| (link, moderator, site)))
    }

    async fn target(&self, link: &DecisionLink, site: Arc<Site>) -> Result<LinkTarget, Error> {
        let state = match link.action {
            LinkAction::Off => LinkState::Mails,
            _ => self.state(link).await?,
        };
        Ok(LinkTarget {
            site,
            action: link.action,
            state,
        })
    }

    async fn state(&self, link: &DecisionLink) -> Result<LinkState, Error> {
        let found = self.0.moderation.find(&[link.site], link.comment).await?;
        let Some(queued) = found.filter(|q| q.comment.status != CommentStatus::Deleted) else {
            return Ok(LinkState::Gone);
        };
        let comment = queued.comment;
        if queued.group.is_some() {
            return Ok(LinkState::Waiting {
                is_changed: comment.version != link.version,
                comment: Box::new(comment),
            });
        }
        let history = self.0.moderation.history(link.site, link.comment).await?;
        // An edit of the author or a rule may have moved it since the last decision.
        let is_last = |line: &&LogLine| line.version == comment.version;
        let by = history.last().filter(is_last).map(|line| DecisionByLink {
            login: line.login.clone(),
            at: line.at,
            rejected_edit: line.edit == Some(EditState::Rejected),
        });
        Ok(LinkState::Settled {
            status: comment.status,
            by,
        })
    }

    async fn turn_off(&self, site: &Site, moderator: &Moderator) -> Result<(), Error> {
        let input = (site.id, moderator.id);
        let turned_off = self.0.db.write(input, |c, (site, moderator)| {
            Box::pin(sql::turn_off(c, *site, *moderator))
        });
        turned_off.await?;
        tracing::info!(moderator = %moderator.id, site = site.slug, "mails about waiting comments turned off");
        Ok(())
    }
}
