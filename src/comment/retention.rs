//! Retention of the spam folder and the trash. Apart from decisions and requests of authors, nothing
//! else deletes comments.

use std::time::Duration;

use uuid::Uuid;

use super::{CommentStatus, Comments, sql, transition::remove_or_blank};
use crate::{
    clock::Timestamp,
    db::{ChunkRunner, Conn, Error},
    site::{SiteId, Sites},
    spam::Spam,
};

/// What one transaction needs.
struct RetentionStep {
    site: SiteId,
    folder: CommentStatus,
    /// Comments filed before this time are deleted.
    before: Timestamp,
    ids: Vec<Uuid>,
    now: Timestamp,
}

impl Comments {
    /// Deletes comments that have been in the spam folder or the trash for longer than the site's
    /// retention. Returns the number of deleted comments. The next run continues an interrupted one.
    pub async fn purge_folders(&self, sites: &Sites) -> Result<u64, Error> {
        let now = self.0.clock.now();
        let mut purged = 0;
        for site in &sites.all().await {
            let folders = [
                (CommentStatus::Spam, site.policy.spam_days),
                (CommentStatus::Trash, site.policy.trash_days),
            ];
            for (folder, days) in folders.into_iter().filter(|(_, days)| *days > 0) {
                let before = now.minus(Duration::from_hours(24 * u64::from(days)));
                purged += self.purge_folder(site.id, folder, before, now).await?;
            }
        }
        Ok(purged)
    }

    async fn purge_folder(
        &self,
        site: SiteId,
        folder: CommentStatus,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<u64, Error> {
        let mut purged = 0;
        let mut chunks = ChunkRunner::new(&self.0.db);
        loop {
            let input = (site, folder, before, chunks.rows());
            let ids = self
                .0
                .db
                .read_background(input, |c, (site, folder, before, rows)| {
                    Box::pin(sql::retention::in_folder(c, *site, *folder, *before, *rows))
                });
            let ids = ids.await?;
            if ids.is_empty() {
                return Ok(purged);
            }
            let step = RetentionStep {
                site,
                folder,
                before,
                ids,
                now,
            };
            match chunks.run(step, |c, step, _| Box::pin(step.run(c))).await? {
                // A concurrent decision moved all of them a moment ago.
                0 => return Ok(purged),
                more => purged += more,
            }
        }
    }
}

impl RetentionStep {
    async fn run(&self, c: &mut Conn<'_>) -> Result<u64, Error> {
        let in_folder =
            sql::retention::still_in_folder(c, self.site, &self.ids, self.folder, self.before);
        let in_folder = in_folder.await?;
        if in_folder.is_empty() {
            return Ok(0);
        }
        let purged = remove_or_blank(c, self.site, &in_folder, self.now).await?;
        // Training examples of spam labeled by a moderator stay, without their author.
        let ids = in_folder.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        Spam::anonymize_examples(c, self.site, &ids).await?;
        Ok(purged)
    }
}
