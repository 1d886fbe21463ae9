//! Notes of moderators on the author of comments, for other moderators of the site. An author is known by the keyed hash
//! that is stored with the comments; a guest without an email address is not known.

use std::{collections::HashMap, sync::Arc, time::Duration};

use uuid::Uuid;

use super::{Actor, Moderation, sql};
use crate::{
    clock::Timestamp,
    comment::{Comment, CommentStatus, sql::find_to_change},
    db::{Conn, Error, Expiration, ExpirySql, KeyColumn},
    site::SiteId,
};

/// The maximum number of notes on one author of a site.
pub(crate) const NOTES_MAX: i64 = 100;

/// Within this time the same note by the same moderator is a second click on the button.
const SECOND_CLICK: Duration = Duration::from_mins(1);

/// A note on an author.
#[derive(Clone, Debug)]
pub struct AuthorNote {
    pub id: Uuid,
    pub text: String,
    pub moderator: Uuid,
    /// The login at that time.
    pub login: String,
    pub created_at: Timestamp,
}

/// Why a note was not added.
#[derive(Debug)]
pub enum NoteRefusal {
    /// There is no such comment.
    NotFound,
    /// The author is not known.
    UnknownAuthor,
    /// There are [`NOTES_MAX`] notes on the author.
    TooMany,
    Db(Error),
}

impl From<Error> for NoteRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

impl Moderation {
    /// Returns the notes on authors whose last comment was erased: they are data about a person that no page shows any more.
    #[must_use]
    pub(crate) fn expirations(now: Timestamp) -> Vec<Expiration> {
        vec![Expiration {
            what: "notes on authors without comments",
            sql: ExpirySql::ByKey {
                expired: sql::notes::WITHOUT_COMMENTS,
                key: &[KeyColumn::Int, KeyColumn::Uuid],
                remove: sql::notes::EXPIRE_ONE,
            },
            bound: now.0,
        }]
    }

    /// Adds a note on the author of a comment. The newest note sent again, by a second click, is not added twice.
    pub async fn add_note(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        comment: Uuid,
        text: String,
    ) -> Result<AuthorNote, NoteRefusal> {
        let note = AuthorNote {
            id: self.clock.id(),
            text,
            moderator: actor.id,
            login: actor.login.clone(),
            created_at: self.clock.now(),
        };
        let input = Arc::new((sites.to_vec(), comment, note));
        let added = self.db.write(input, |c, input| {
            Box::pin(add(c, &input.0, input.1, &input.2))
        });
        added.await
    }

    /// Returns the notes on the author of a comment, newest first.
    pub async fn notes_of(&self, comment: &Comment) -> Result<Vec<AuthorNote>, Error> {
        let Some(author) = comment.author.clone() else {
            return Ok(Vec::new());
        };
        self.db
            .read((comment.site, author), |c, (site, author)| {
                Box::pin(sql::notes::list(c, *site, author))
            })
            .await
    }

    /// Returns the newest note on each of these authors, without those on whom there is none.
    pub async fn latest_notes(
        &self,
        authors: Vec<(SiteId, Vec<u8>)>,
    ) -> Result<HashMap<(SiteId, Vec<u8>), AuthorNote>, Error> {
        if authors.is_empty() {
            return Ok(HashMap::new());
        }
        self.db
            .read(authors, |c, authors| {
                Box::pin(async move {
                    let mut latest = HashMap::new();
                    for (site, author) in authors {
                        let note = sql::notes::latest(c, *site, author).await?;
                        latest.extend(note.map(|note| ((*site, author.clone()), note)));
                    }
                    Ok(latest)
                })
            })
            .await
    }

    /// Deletes a note. Returns `false` if it does not exist.
    pub async fn delete_note(&self, sites: &[SiteId], id: Uuid) -> Result<bool, Error> {
        self.db
            .write((sites.to_vec(), id), |c, (sites, id)| {
                Box::pin(sql::notes::delete(c, sites, *id))
            })
            .await
    }
}

/// The comment is locked: if its author is erased at the same time, this note is erased too.
async fn add(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    comment: Uuid,
    note: &AuthorNote,
) -> Result<AuthorNote, NoteRefusal> {
    let found = find_to_change(c, sites, &[comment]).await?;
    let comment = found.first().ok_or(NoteRefusal::NotFound)?;
    if comment.status == CommentStatus::Deleted {
        return Err(NoteRefusal::NotFound);
    }
    let author = comment.author.as_deref();
    let author = author.ok_or(NoteRefusal::UnknownAuthor)?;
    let site = comment.site;
    let latest = sql::notes::latest(c, site, author).await?;
    let is_same = |latest: &AuthorNote| {
        latest.text == note.text
            && latest.moderator == note.moderator
            && note.created_at.since(latest.created_at) <= SECOND_CLICK
    };
    if let Some(same) = latest.filter(is_same) {
        return Ok(same);
    }
    if sql::notes::count(c, site, author).await? >= NOTES_MAX {
        return Err(NoteRefusal::TooMany);
    }
    let draft = sql::notes::NoteDraft { site, author, note };
    sql::notes::add(c, &draft).await?;
    Ok(note.clone())
}
