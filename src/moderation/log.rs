//! The log of decisions: append-only, written in the transaction of the decision.

use uuid::Uuid;

use super::{Moderation, sql};
use crate::{
    clock::Timestamp,
    comment::{EditState, Status},
    db::Error,
    site::SiteId,
};

/// One line: who did what to which comment, when and why, before and after.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub site: SiteId,
    pub id: Uuid,
    pub batch: Uuid,
    pub comment: Uuid,
    pub moderator: Uuid,
    pub login: String,
    pub action: String,
    pub from: Status,
    pub to: Status,
    pub version: i64,
    pub note: Option<String>,
    pub at: Timestamp,
    /// What became of the edit that the decision was about.
    pub edit: Option<EditState>,
}

/// Which lines. Everything given must hold.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    pub comment: Option<Uuid>,
    pub batch: Option<Uuid>,
    pub moderator: Option<Uuid>,
    pub action: Option<String>,
}

impl Moderation {
    /// A part of the log, newest first, and where the next begins if there is one.
    pub async fn log(
        &self,
        sites: &[SiteId],
        filter: &LogFilter,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<(Vec<LogLine>, Option<Uuid>), Error> {
        let input = (
            sites.to_vec(),
            filter.clone(),
            after.unwrap_or(Uuid::max()),
            limit,
        );
        let lines = self
            .db
            .read(input, |c, (sites, filter, before, limit)| {
                Box::pin(sql::log(c, sites, filter, *before, *limit))
            })
            .await?;
        let next = lines.rows.last().map(|line| line.id);
        Ok((lines.rows, next.filter(|_| lines.is_cut)))
    }

    /// Everything that happened to one comment, oldest first.
    pub async fn history(&self, site: SiteId, comment: Uuid) -> Result<Vec<LogLine>, Error> {
        self.db
            .read((site, comment), |c, (site, comment)| {
                Box::pin(sql::history(c, *site, *comment))
            })
            .await
    }
}
