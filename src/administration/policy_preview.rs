//! Preview of a policy: what would have happened to the latest comments of a site.

use std::sync::Arc;

use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{PreviewedComment, sql};
use crate::{
    db::{Db, Error},
    site::{Policy, SiteId},
    spam::{Placement, PreviewedText, Spam, Treatment},
};

/// The number of comments that a preview is about.
const COMMENTS: usize = 500;

/// The comments by what would have happened to them, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct PreviewedPolicy {
    pub published: Vec<Uuid>,
    pub held: Vec<Uuid>,
    pub filed: Vec<Uuid>,
    pub refused: Vec<Uuid>,
}

/// What previews policies. Clones share the state.
#[derive(Clone, Debug)]
pub(crate) struct PolicyPreviews {
    db: Db,
    spam: Spam,
    /// Lets one preview run at a time: each compares hundreds of texts with a thousand words.
    turn: Arc<Semaphore>,
}

impl PolicyPreviews {
    #[must_use]
    pub(crate) fn new(db: Db, spam: Spam) -> Self {
        Self {
            db,
            spam,
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Returns what a policy would have done with the latest comments of readers.
    pub(crate) async fn of(&self, site: SiteId, policy: Policy) -> Result<PreviewedPolicy, Error> {
        let _turn = self.turn.acquire().await;
        let mut found = PreviewedPolicy::default();
        let policy = Arc::new(policy);
        let (mut before, mut left) = (Uuid::max(), COMMENTS);
        while left > 0 {
            let part = self
                .db
                .read_long((site, before, left), |c, (site, before, left)| {
                    Box::pin(sql::latest(c, *site, *before, *left))
                })
                .await?;
            let Some(last) = part.rows.last() else {
                break;
            };
            before = last.id;
            left = left.saturating_sub(part.rows.len());
            let has_more = part.is_cut;
            let (spam, policy) = (self.spam.clone(), policy.clone());
            // Hundreds of texts are compared with a thousand words each.
            let judged = tokio::task::spawn_blocking(move || {
                let comments = part.rows.iter();
                let judged = comments.map(|comment| {
                    let text = comment.text_of(site);
                    (comment.id, spam.preview(&text, &policy))
                });
                judged.collect::<Vec<_>>()
            });
            for (id, treatment) in judged.await.map_err(|_| Error::Panicked)? {
                found.list(treatment).push(id);
            }
            if !has_more {
                break;
            }
        }
        Ok(found)
    }
}

impl PreviewedComment {
    fn text_of(&self, site: SiteId) -> PreviewedText<'_> {
        PreviewedText {
            site,
            text: &self.text,
            name: &self.name,
            email: self.email.as_deref(),
            website: self.website.as_deref(),
            assessment: &self.assessment,
        }
    }
}

impl PreviewedPolicy {
    fn list(&mut self, treatment: Treatment) -> &mut Vec<Uuid> {
        match treatment {
            Treatment::Placed(Placement::Published) => &mut self.published,
            Treatment::Placed(Placement::Queued) => &mut self.held,
            Treatment::Placed(Placement::Filed) => &mut self.filed,
            Treatment::Refused => &mut self.refused,
        }
    }
}
