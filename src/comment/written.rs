//! The comments of one person on all sites, newest first, for the person's own page.

use uuid::Uuid;

use super::{Comment, Comments, sql};
use crate::{
    db::{Conn, Error},
    site::SiteId,
};

/// A part of what a person wrote, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct WrittenComments {
    pub comments: Vec<Comment>,
    /// The last comment of this part if another part follows: the cursor of the next.
    pub next: Option<Uuid>,
}

impl Comments {
    /// Returns what the person wrote with a session, before the comment `before`, in any status except erased. The cost
    /// depends on the number of sites that the person wrote on, not on the number of comments.
    pub(crate) async fn written_by(
        &self,
        person: Uuid,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<WrittenComments, Error> {
        // Larger than every id that this server generates.
        let before = before.unwrap_or(Uuid::max());
        self.0
            .db
            .read((person, before, limit), |c, (person, before, limit)| {
                Box::pin(written(c, *person, *before, *limit))
            })
            .await
    }
}

async fn written(
    c: &mut Conn<'_>,
    person: Uuid,
    before: Uuid,
    limit: usize,
) -> Result<WrittenComments, Error> {
    let (mut sites, mut ids) = (Vec::<SiteId>::new(), Vec::new());
    while let Some(site) = sql::person::next_site(c, person, sites.last().copied()).await? {
        sites.push(site);
        ids.extend(sql::person::latest(c, (person, site), before, limit + 1).await?);
    }
    ids.sort_unstable_by(|a: &Uuid, b| b.cmp(a));
    let has_more = sql::sizes::cut(c, &sites, &mut ids, limit).await?;
    let mut comments = sql::find(c, &sites, &ids).await?;
    comments.sort_unstable_by_key(|comment| std::cmp::Reverse(comment.id));
    Ok(WrittenComments {
        comments,
        next: ids.last().copied().filter(|_| has_more),
    })
}
