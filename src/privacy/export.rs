//! Everything held about one person, read bit by bit.

use std::vec;

use uuid::Uuid;

use super::Privacy;
use crate::{
    comment::{Authorship, Comments, WrittenPage},
    db::Error,
    identity::person::Kept,
    site::SiteId,
};

/// Comments read at once. One takes up to 250 KB.
const PAGE: usize = 25;

/// Everything held about one person: all but the comments at once, the comments page by page.
#[derive(Debug)]
pub struct Export {
    pub kept: Kept,
    /// What they wrote on every site, also as guests with an address that they proved since.
    pub written: WrittenPages,
}

/// What one person wrote, site by site, the oldest first on each.
#[derive(Debug)]
pub struct WrittenPages {
    comments: Comments,
    whose: Authorship,
    sites: vec::IntoIter<(SiteId, Vec<Uuid>)>,
    site: SiteId,
    /// The ids of this site that are left.
    ids: vec::IntoIter<Uuid>,
}

impl WrittenPages {
    /// Reads the next comments; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<WrittenPage>, Error> {
        loop {
            let ids = self.ids.by_ref().take(PAGE).collect::<Vec<_>>();
            if !ids.is_empty() {
                let page = self.comments.written(&self.whose, self.site, &ids).await?;
                return Ok(Some(page));
            }
            let Some((site, ids)) = self.sites.next() else {
                return Ok(None);
            };
            self.site = site;
            self.ids = ids.into_iter();
        }
    }
}

impl Privacy {
    /// Everything held about a person on these sites; `None` when the person does not exist.
    pub async fn export(&self, person: Uuid, sites: &[SiteId]) -> Result<Option<Export>, Error> {
        let Some(kept) = self.people.kept(person).await? else {
            return Ok(None);
        };
        let emails = self.people.proved(person).await?;
        let whose = self.comments.authorship(person, &emails);
        let mut ids = self.comments.written_ids(&whose).await?;
        // Not of removed sites, of which rows are left.
        ids.retain(|(site, _)| sites.contains(site));
        Ok(Some(Export {
            kept,
            written: WrittenPages {
                comments: self.comments.clone(),
                whose,
                sites: ids.into_iter(),
                site: SiteId::MIN,
                ids: Vec::new().into_iter(),
            },
        }))
    }
}
