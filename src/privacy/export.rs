//! Everything held about one person, gathered.

use uuid::Uuid;

use super::Privacy;
use crate::{
    comment::{Status, Stored, sql::edits::HeldEdit},
    db::Error,
    identity::person::Kept,
};

/// Everything held about one person.
#[derive(Clone, Debug)]
pub struct Export {
    pub kept: Kept,
    /// What they wrote on every site, also as guests with an address that they proved since.
    pub comments: Vec<Stored>,
    /// Their other texts: edits that wait or were rejected, and what edits replaced.
    pub edits: Vec<HeldEdit>,
}

impl Privacy {
    /// Everything held about a person; `None` when there is nobody.
    pub async fn export(&self, person: Uuid) -> Result<Option<Export>, Error> {
        let Some(kept) = self.people.kept(person).await? else {
            return Ok(None);
        };
        let emails = self.people.proved(person).await?;
        let whose = self.comments.authorship(person, &emails);
        let mut comments = self.comments.written(&whose).await?;
        comments.retain(|comment| comment.status != Status::Deleted);
        let edits = self.comments.held_edits(&comments).await?;
        Ok(Some(Export {
            kept,
            comments,
            edits,
        }))
    }
}
