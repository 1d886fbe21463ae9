//! The log of decisions: append-only, written in the transaction of the decision.

use uuid::Uuid;

use super::{Moderation, sql};
use crate::{
    clock::Timestamp,
    comment::{CommentStatus, EditState, ThreadAction},
    db::Error,
    site::SiteId,
};

/// An entry: the moderator, the comment, the action, the time, the reason, and the status before and
/// after.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub site: SiteId,
    pub id: Uuid,
    pub batch: Uuid,
    pub comment: Uuid,
    pub moderator: Uuid,
    pub login: String,
    pub action: String,
    pub from: CommentStatus,
    pub to: CommentStatus,
    pub version: i64,
    pub note: Option<String>,
    pub at: Timestamp,
    /// The state of the edit after a decision about it.
    pub edit: Option<EditState>,
}

/// An entry about a thread: the moderator, the time, and what changed.
#[derive(Clone, Debug)]
pub struct ThreadLogLine {
    pub site: SiteId,
    pub id: Uuid,
    pub page: String,
    /// The moderator; `None` for the command line.
    pub moderator: Option<Uuid>,
    pub login: Option<String>,
    pub action: ThreadAction,
    pub from: Option<String>,
    pub to: Option<String>,
    pub at: Timestamp,
}

/// The action of a [`SiteRemovalLine`].
pub(crate) const REMOVE_SITE: &str = "remove_site";

/// An entry about a removed site. It is retained when the site and all other entries about it are
/// deleted.
#[derive(Clone, Debug)]
pub struct SiteRemovalLine {
    pub id: Uuid,
    /// The slug before the removal.
    pub slug: String,
    /// The moderator who removed the site; `None` for the command line.
    pub moderator: Option<Uuid>,
    pub login: Option<String>,
    pub at: Timestamp,
}

/// The action of an [`AccountLogLine`]: an owner chose the mails of another moderator.
pub(crate) const SET_NOTICES: &str = "set_notices";

/// An entry about what an owner changed in the account of another moderator.
#[derive(Clone, Debug)]
pub struct AccountLogLine {
    pub id: Uuid,
    /// The owner.
    pub moderator: Uuid,
    pub login: String,
    /// The account that was changed.
    pub account: Uuid,
    pub account_login: String,
    pub action: String,
    /// The slug of the site that the change is about.
    pub slug: String,
    pub from: String,
    pub to: String,
    pub at: Timestamp,
}

/// An entry of the log.
#[derive(Clone, Debug)]
pub enum LogRecord {
    Account(AccountLogLine),
    Comment(LogLine),
    Thread(ThreadLogLine),
    SiteRemoval(SiteRemovalLine),
}

impl LogRecord {
    const fn id(&self) -> Uuid {
        match self {
            Self::Account(line) => line.id,
            Self::Comment(line) => line.id,
            Self::Thread(line) => line.id,
            Self::SiteRemoval(line) => line.id,
        }
    }

    /// Returns the login of the moderator at that time; `None` for the command line.
    pub(crate) fn login(&self) -> Option<&str> {
        match self {
            Self::Account(line) => Some(&line.login),
            Self::Comment(line) => Some(&line.login),
            Self::Thread(line) => line.login.as_deref(),
            Self::SiteRemoval(line) => line.login.as_deref(),
        }
    }
}

/// A filter for log entries; all given conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    pub comment: Option<Uuid>,
    pub batch: Option<Uuid>,
    pub moderator: Option<Uuid>,
    pub action: Option<String>,
    /// Whether to include removed sites: the caller has the permission and has not requested a single
    /// site.
    pub with_removals: bool,
    /// Whether to include accounts, under the same conditions.
    pub with_accounts: bool,
}

impl LogFilter {
    pub(super) fn includes_removals(&self) -> bool {
        let action = self.action.as_deref();
        self.with_removals
            && self.comment.is_none()
            && self.batch.is_none()
            && action.is_none_or(|action| action == REMOVE_SITE)
    }

    pub(super) fn includes_accounts(&self) -> bool {
        let action = self.action.as_deref();
        self.with_accounts
            && self.comment.is_none()
            && self.batch.is_none()
            && action.is_none_or(|action| action == SET_NOTICES)
    }
}

impl Moderation {
    /// Returns a page of the log, newest first, and the cursor of the next page if there is one.
    pub async fn log(
        &self,
        sites: &[SiteId],
        filter: &LogFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<(Vec<LogRecord>, Option<Uuid>), Error> {
        let input = (
            sites.to_vec(),
            filter.clone(),
            after.unwrap_or(Uuid::max()),
            limit,
        );
        let lines = self
            .db
            .read_long(input, |c, (sites, filter, before, limit)| {
                Box::pin(async move {
                    let comments = sql::log::newest(c, sites, filter, *before, *limit).await?;
                    let wanted = limit.saturating_add(1);
                    let threads = sql::threads::log(c, sites, filter, *before, wanted).await?;
                    let removals = sql::removals::log(c, filter, *before, wanted).await?;
                    let others = threads.into_iter().map(LogRecord::Thread);
                    let removals = removals.into_iter().map(LogRecord::SiteRemoval);
                    let accounts = sql::accounts::log(c, filter, *before, wanted).await?;
                    let accounts = accounts.into_iter().map(LogRecord::Account);
                    let others = others.chain(removals).chain(accounts).collect::<Vec<_>>();
                    Ok::<_, Error>((comments, others))
                })
            })
            .await?;
        let (comments, mut others) = lines;
        // Older entries of other kinds follow on later pages, with the entries about comments that were
        // cut off.
        if let Some(oldest) = comments.rows.last().filter(|_| comments.is_cut) {
            let oldest = oldest.id;
            others.retain(|line| line.id() > oldest);
        }
        let comment_lines = comments.rows.into_iter().map(LogRecord::Comment);
        let mut lines = comment_lines.chain(others).collect::<Vec<_>>();
        lines.sort_unstable_by_key(|line| std::cmp::Reverse(line.id()));
        let more = comments.is_cut || lines.len() > limit;
        lines.truncate(limit);
        let next = lines.last().map(LogRecord::id).filter(|_| more);
        Ok((lines, next))
    }

    /// Returns all entries about one comment, oldest first.
    pub async fn history(&self, site: SiteId, comment: Uuid) -> Result<Vec<LogLine>, Error> {
        self.db
            .read((site, comment), |c, (site, comment)| {
                Box::pin(sql::log::history(c, *site, *comment))
            })
            .await
    }
}
