//! Preview of a policy: what would have happened to the latest comments of a site.

use std::sync::Arc;

use uuid::Uuid;

use super::{Moderation, sql};
use crate::{
    assessment::Assessment,
    db::Error,
    site::{Policy, SiteId},
    spam::{Placement, PreviewedText, Treatment},
};

/// The number of comments that a preview is about.
const COMMENTS: usize = 500;

/// A stored comment, as far as a policy looks at it.
#[derive(Clone, Debug)]
pub(crate) struct PreviewedComment {
    pub id: Uuid,
    pub text: String,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub assessment: Assessment,
}

/// The comments by what would have happened to them, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct PreviewedPolicy {
    pub published: Vec<Uuid>,
    pub held: Vec<Uuid>,
    pub filed: Vec<Uuid>,
    pub refused: Vec<Uuid>,
}

impl Moderation {
    /// Returns what a policy would have done with the latest comments of readers.
    pub(crate) async fn preview_policy(
        &self,
        site: SiteId,
        policy: Policy,
    ) -> Result<PreviewedPolicy, Error> {
        let mut found = PreviewedPolicy::default();
        let policy = Arc::new(policy);
        let (mut before, mut left) = (Uuid::max(), COMMENTS);
        while left > 0 {
            let part = self
                .db
                .read_long((site, before, left), |c, (site, before, left)| {
                    Box::pin(sql::previews::latest(c, *site, *before, *left))
                })
                .await?;
            let Some(last) = part.rows.last() else {
                break;
            };
            before = last.id;
            left = left.saturating_sub(part.rows.len());
            let has_more = part.is_cut;
            let (spam, policy) = (self.comments.spam().clone(), policy.clone());
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
