//! Reads all data about one person, page by page.

use std::vec;

use uuid::Uuid;

use super::Privacy;
use crate::{
    comment::{AuthoredComments, Authorship, Comments, NoteAbout},
    commenter::PersonExport,
    db::Error,
    site::SiteId,
};

/// The number of comments read per page. One takes up to 250 KB.
const PAGE: usize = 25;

/// All data about one person. The comments are read page by page, everything else is in memory.
#[derive(Debug)]
pub struct Export {
    pub person: PersonExport,
    /// The notes of moderators on the person.
    pub notes: Vec<NoteAbout>,
    /// The person's comments on every site, including those written as a guest with an email address
    /// that has been verified since.
    pub written: WrittenPages,
}

/// The comments of one person, site by site, the oldest first on each.
#[derive(Debug)]
pub struct WrittenPages {
    comments: Comments,
    authorship: Authorship,
    sites: vec::IntoIter<(SiteId, Vec<Uuid>)>,
    site: SiteId,
    /// The remaining ids of the current site.
    ids: vec::IntoIter<Uuid>,
}

impl WrittenPages {
    /// Reads the next page of comments; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<AuthoredComments>, Error> {
        loop {
            let ids = self.ids.by_ref().take(PAGE).collect::<Vec<_>>();
            if !ids.is_empty() {
                let page = self
                    .comments
                    .comments_of(&self.authorship, self.site, &ids)
                    .await?;
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
    /// Collects all data about a person on these sites; `None` if the person does not exist.
    pub async fn export(&self, person: Uuid, sites: &[SiteId]) -> Result<Option<Export>, Error> {
        let Some(export) = self.people.export(person).await? else {
            return Ok(None);
        };
        let emails = self.people.verified_emails(person).await?;
        let authorship = self.comments.authorship(person, &emails);
        let mut ids = self.comments.comment_ids_of(&authorship).await?;
        let mut notes = self.comments.notes_on(person, &emails).await?;
        // Omits removed sites whose rows are not yet deleted.
        ids.retain(|(site, _)| sites.contains(site));
        notes.retain(|note| sites.contains(&note.site));
        Ok(Some(Export {
            person: export,
            notes,
            written: WrittenPages {
                comments: self.comments.clone(),
                authorship,
                sites: ids.into_iter(),
                site: SiteId::MIN,
                ids: Vec::new().into_iter(),
            },
        }))
    }
}
