//! The comments of one person: listing, adopting, anonymizing and erasing them.
//!
//! A person wrote what they sent with a session, and what guests sent with an email address that the
//! person has verified since. Changes are made in short transactions, so that others can write between
//! them; each operation can be repeated after an interruption.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use uuid::Uuid;

use super::{
    AuthorIdentity, Comment, CommentRevision, CommentStatus, Comments, IdentityKind, Transition,
    edit_transition::discard_edits,
    sql::{self, edits::StoredEdit},
    transition,
};
use crate::{
    clock::Timestamp,
    closed_set::closed_set,
    commenter::{self, EMAIL, Person},
    db::{ChunkRunner, Conn, Error},
    site::SiteId,
    spam::{Revision, Spam},
    text::Email,
};

/// The authorship by which comments are selected.
#[derive(Clone, Debug, Default)]
pub struct Authorship {
    /// The person who sent them with a session.
    pub person: Option<Uuid>,
    /// Keyed hashes of guests, by the typed email address.
    pub guests: Vec<Vec<u8>>,
}

impl Authorship {
    fn keys(&self) -> (Option<Uuid>, &[Vec<u8>]) {
        (self.person, &self.guests)
    }

    /// Returns whether the comment is one of theirs.
    fn includes(&self, comment: &Comment) -> bool {
        match &comment.identity {
            Some(identity) => self.person == Some(identity.person),
            None => comment
                .author
                .as_ref()
                .is_some_and(|author| self.guests.contains(author)),
        }
    }
}

closed_set! {
    /// How the comments of an erased person are treated.
    pub enum PersonChange: "ErasedComments" {
        /// The texts stay without any information about their author.
        Anonymize = "anonymise",
        /// The texts are erased; a comment with replies remains as a placeholder.
        Delete = "delete",
    }
}

/// The part of the work that one transaction does.
struct Chunk {
    of: Authorship,
    site: SiteId,
    ids: Vec<Uuid>,
    todo: PersonTask,
    spam: Spam,
    now: Timestamp,
}

#[derive(Clone)]
enum PersonTask {
    Change(PersonChange),
    Adopt {
        identity: AuthorIdentity,
        author: Vec<u8>,
    },
}

/// What one transaction did.
#[derive(Default)]
struct ChunkResult {
    count: u64,
    changed: HashSet<(SiteId, String)>,
}

/// A note of a moderator on a person.
#[derive(Clone, Debug)]
pub struct NoteAbout {
    pub site: SiteId,
    pub text: String,
    pub created_at: Timestamp,
}

/// Comments with all stored texts of each.
#[derive(Clone, Debug, Default)]
pub struct AuthoredComments {
    pub comments: Vec<Comment>,
    /// Their other texts: waiting or rejected edits, and texts that an edit replaced.
    pub edits: Vec<StoredEdit>,
    /// What they said before moderators edited them.
    pub revisions: Vec<CommentRevision>,
}

impl Comments {
    /// Returns the authorship of a person who verified these email addresses.
    #[must_use]
    pub fn authorship(&self, person: Uuid, emails: &[Email]) -> Authorship {
        Authorship {
            person: Some(person),
            guests: emails
                .iter()
                .flat_map(|email| self.0.hasher.guest(email))
                .collect(),
        }
    }

    /// Returns the ids of the comments, site by site, oldest first within each site.
    pub async fn comment_ids_of(&self, of: &Authorship) -> Result<Vec<(SiteId, Vec<Uuid>)>, Error> {
        let mut all = Vec::new();
        for site in self.sites_of(of).await? {
            let mut ids = self.ids_of(of, site).await?;
            ids.sort_unstable();
            all.push((site, ids));
        }
        Ok(all)
    }

    /// Reads these comments of a site, skipping those that are no longer theirs, oldest first, with
    /// every stored text besides the published one.
    pub async fn comments_of(
        &self,
        of: &Authorship,
        site: SiteId,
        ids: &[Uuid],
    ) -> Result<AuthoredComments, Error> {
        let input = (of.clone(), site, ids.to_vec());
        self.0
            .db
            .read_long(input, |c, (of, site, ids)| {
                Box::pin(async move {
                    let mut comments = sql::find(c, &[*site], ids).await?;
                    comments.retain(|comment| {
                        of.includes(comment) && comment.status != CommentStatus::Deleted
                    });
                    let ids = comments.iter().map(|comment| comment.id);
                    let ids = ids.collect::<Vec<_>>();
                    let mut edits = sql::edits::of_comments(c, *site, &ids).await?;
                    edits.retain(|edit: &StoredEdit| !edit.text.is_empty());
                    let revisions = sql::revisions::of_comments(c, *site, &ids).await?;
                    Ok::<_, Error>(AuthoredComments {
                        comments,
                        edits,
                        revisions,
                    })
                })
            })
            .await
    }

    /// Returns the notes of moderators on a person who verified these email addresses.
    pub async fn notes_on(&self, person: Uuid, emails: &[Email]) -> Result<Vec<NoteAbout>, Error> {
        let guests = emails.iter().flat_map(|email| self.0.hasher.guest(email));
        let authors = self.0.hasher.person(person).into_iter().chain(guests);
        let authors = authors.collect::<Vec<_>>();
        self.0
            .db
            .read_long(authors, |c, authors| {
                Box::pin(sql::person::notes(c, authors))
            })
            .await
    }

    /// Returns how many comments guests wrote with this email address. They have no owner until a
    /// person who verified the email address adopts them.
    pub async fn adoptable(&self, email: &Email) -> Result<i64, Error> {
        let guests = self.0.hasher.guest(email);
        self.0
            .db
            .read_long(guests, |c, guests| Box::pin(sql::person::count(c, guests)))
            .await
    }

    /// Assigns the comments that guests wrote with this email address to the person, who must have
    /// verified it. Returns their number. Earlier decisions about them count for the person from now
    /// on.
    pub async fn adopt(&self, person: &Person, email: &Email) -> Result<u64, Error> {
        let of = Authorship {
            person: None,
            guests: self.0.hasher.guest(email),
        };
        let todo = PersonTask::Adopt {
            identity: AuthorIdentity {
                person: person.id,
                provider: EMAIL.to_owned(),
                picture: person.picture,
            },
            author: self.0.hasher.current(&[b"person", person.id.as_bytes()]),
        };
        self.change_all(&of, &todo).await
    }

    /// Anonymizes or erases all of the comments. Returns their number.
    pub async fn change_comments_of(
        &self,
        of: &Authorship,
        change: PersonChange,
    ) -> Result<u64, Error> {
        self.change_all(of, &PersonTask::Change(change)).await
    }

    /// Drops the cached bytes of every thread, including those of old versions.
    pub async fn forget_listings(&self) {
        self.0.reading.forget_listings().await;
    }

    async fn sites_of(&self, of: &Authorship) -> Result<Vec<SiteId>, Error> {
        self.0
            .db
            .read_long(of.clone(), |c, of| {
                Box::pin(sql::person::sites(c, of.keys()))
            })
            .await
    }

    async fn ids_of(&self, of: &Authorship, site: SiteId) -> Result<Vec<Uuid>, Error> {
        self.0
            .db
            .read((of.clone(), site), |c, (of, site)| {
                Box::pin(sql::person::ids(c, *site, of.keys()))
            })
            .await
    }

    async fn change_all(&self, of: &Authorship, todo: &PersonTask) -> Result<u64, Error> {
        let mut count = 0;
        let mut chunks = ChunkRunner::new(&self.0.db);
        for site in self.sites_of(of).await? {
            let mut ids = self.ids_of(of, site).await?;
            // Newest first: replies before the comments that they answer.
            ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
            while !ids.is_empty() {
                let rows = usize::try_from(chunks.rows()).unwrap_or(1);
                let rest = ids.split_off(rows.min(ids.len()));
                let chunk = Arc::new(Chunk {
                    of: of.clone(),
                    site,
                    ids: std::mem::replace(&mut ids, rest),
                    todo: todo.clone(),
                    spam: self.0.spam.clone(),
                    now: self.0.clock.now(),
                });
                let run = chunks
                    .run(chunk, |c, chunk, _| Box::pin(chunk.run(c)))
                    .await;
                let done: ChunkResult = run.inspect_err(|error| self.note_failed_change(error))?;
                self.changed(&done.changed.into_iter().collect::<Vec<_>>());
                count += done.count;
            }
        }
        Ok(count)
    }
}

/// Returns whether they have written anything that is still stored. Used at the end of an erasure.
pub(crate) async fn has_comments(c: &mut Conn<'_>, of: &Authorship) -> Result<bool, Error> {
    Ok(!sql::person::sites(c, of.keys()).await?.is_empty())
}

impl Chunk {
    async fn run(&self, c: &mut Conn<'_>) -> Result<ChunkResult, Error> {
        if let PersonTask::Adopt { identity, .. } = &self.todo
            && !commenter::person_exists(c, identity.person).await?
        {
            return Ok(ChunkResult::default());
        }
        if let PersonTask::Adopt { author, .. } = &self.todo {
            sql::person::adopt_notes(c, self.site, &self.of.guests, author)?;
        }
        let found = sql::find_to_change(c, &[self.site], &self.ids).await?;
        let mut done = ChunkResult::default();
        let own = found.iter().filter(|comment| self.of.includes(comment));
        let own = own.collect::<Vec<_>>();
        // Replies before the comments that they answer: fewer stubs are left this way.
        for comment in own.iter().rev() {
            self.change(c, comment).await?;
            done.count += 1;
            done.changed.insert((comment.site, comment.page.clone()));
        }
        let threads = own
            .iter()
            .filter(|comment| comment.status == CommentStatus::Approved)
            .map(|comment| comment.thread)
            .collect::<BTreeSet<_>>();
        // An erasure has already updated its threads.
        if !matches!(self.todo, PersonTask::Change(PersonChange::Delete)) && !threads.is_empty() {
            let threads = threads.into_iter().collect::<Vec<_>>();
            sql::change_threads(c, self.site, &threads, 0)?;
        }
        self.forget_answers(c, &found).await?;
        self.teach(c, &own)?;
        if matches!(self.todo, PersonTask::Change(PersonChange::Anonymize)) {
            let ids = own.iter().map(|comment| comment.id).collect::<Vec<_>>();
            Spam::anonymize_examples(c, self.site, &ids).await?;
        }
        Ok(done)
    }

    async fn change(&self, c: &mut Conn<'_>, comment: &Comment) -> Result<(), Error> {
        match &self.todo {
            PersonTask::Change(PersonChange::Delete) => {
                let moving = Transition {
                    comment,
                    to: CommentStatus::Deleted,
                    label: None,
                };
                transition(c, &[moving], self.now).await
            }
            PersonTask::Change(PersonChange::Anonymize) => {
                discard_edits(c, comment).await?;
                sql::person::anonymize(c, comment).await.map(drop)
            }
            PersonTask::Adopt { identity, author } => {
                let adopted = sql::person::adopt(c, comment, identity, author);
                adopted.await.map(drop)
            }
        }
    }

    /// Counts decisions about adopted comments for the person. Comes last, like every change of the
    /// training data.
    fn teach(&self, c: &mut Conn<'_>, own: &[&Comment]) -> Result<(), Error> {
        let PersonTask::Adopt { identity, author } = &self.todo else {
            return Ok(());
        };
        let labeled = own.iter().filter(|comment| comment.label.is_some());
        let adopted = labeled.clone().map(|comment| Comment {
            kind: IdentityKind::Email,
            author: Some(author.clone()),
            identity: Some(identity.clone()),
            ..(**comment).clone()
        });
        let adopted = adopted.collect::<Vec<_>>();
        let revisions = labeled.zip(&adopted).flat_map(|(before, after)| {
            let label = before.label;
            [
                Revision {
                    example: before.training_example(),
                    from: label,
                    to: None,
                },
                Revision {
                    example: after.training_example(),
                    from: None,
                    to: label,
                },
            ]
        });
        let revisions = revisions.collect::<Vec<_>>();
        self.spam.revise(c, &revisions, self.now)
    }

    /// Deletes the responses stored for an `Idempotency-Key`, which are retained for a day only.
    async fn forget_answers(&self, c: &mut Conn<'_>, found: &[Comment]) -> Result<(), Error> {
        if matches!(self.todo, PersonTask::Adopt { .. }) {
            return Ok(());
        }
        let since = self.now.minus(super::IDEMPOTENCY_RETENTION);
        let late = found.iter().filter(|comment| comment.created_at >= since);
        let late = late.map(|comment| comment.id).collect::<Vec<_>>();
        if !late.is_empty() {
            sql::person::delete_responses(c, self.site, &late).await?;
        }
        Ok(())
    }
}
