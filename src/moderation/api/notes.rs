//! The endpoints of notes on authors.

use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    ModerationTag,
    note_wire::{NewNote, NoteCreated, NoteDeleted, NoteInfo, NoteList},
    params::{actor, parse_note},
    scope::ModeratorScope,
};
use crate::{
    http::{BODY, CONFLICT, Code, NOT_FOUND, Problem, Refused, StrictJson, UNAUTHORIZED},
    locale::Message,
    moderation::{AuthorNote, Moderation, NOTES_MAX, NoteRefusal},
    moderator::{CurrentModerator, Moderator, Permission},
    site::Sites,
};

/// The endpoints of notes on authors.
#[derive(Clone, Debug)]
pub(crate) struct NotesApi {
    pub moderation: Moderation,
    pub sites: Sites,
}

#[OpenApi]
impl NotesApi {
    /// List the notes on the author of a comment
    ///
    /// Returns what moderators of the site noted on the author, with whichever comment. Authors are known by a verified
    /// identity or, if they are guests, by the email address that they typed.
    #[oai(
        path = "/moderation/comments/:id/notes",
        method = "get",
        operation_id = "list_author_notes",
        tag = "ModerationTag::Moderation"
    )]
    async fn list(
        &self,
        moderator: CurrentModerator,
        /// The id of the comment.
        id: Path<Uuid>,
    ) -> Result<Json<NoteList>, Refused<{ UNAUTHORIZED | NOT_FOUND }>> {
        let scope =
            ModeratorScope::of(&self.sites, &moderator, None, Permission::ReadQueue).await?;
        let found = self.moderation.find(&scope.ids(), id.0).await?;
        let queued = found.ok_or_else(|| Problem::not_found("comment"))?;
        let notes = self.moderation.notes_of(&queued.comment).await?;
        Ok(Json(NoteList {
            items: notes.into_iter().map(NoteInfo::from).collect(),
            next: None,
        }))
    }

    /// Add a note on the author of a comment
    ///
    /// The note is shown with all comments of the author on the site, to its moderators only. It is erased with the
    /// data of the person. If the author is a guest without an email address, the response is 409. The newest note, sent
    /// again by the same moderator within a minute, is returned and not added again.
    #[oai(
        path = "/moderation/comments/:id/notes",
        method = "post",
        operation_id = "create_author_note",
        tag = "ModerationTag::Moderation"
    )]
    async fn create(
        &self,
        moderator: CurrentModerator,
        /// The id of the comment.
        id: Path<Uuid>,
        body: StrictJson<NewNote>,
    ) -> Result<NoteCreated, Refused<{ UNAUTHORIZED | NOT_FOUND | CONFLICT | BODY }>> {
        let note = self.add(&moderator, id.0, body.0.text).await?;
        Ok(NoteCreated::Created(Json(note.into())))
    }

    /// Delete a note on an author
    ///
    /// Any moderator of the site may delete it.
    #[oai(
        path = "/moderation/notes/:id",
        method = "delete",
        operation_id = "delete_author_note",
        tag = "ModerationTag::Moderation"
    )]
    async fn delete(
        &self,
        moderator: CurrentModerator,
        /// The id of the note.
        id: Path<Uuid>,
    ) -> Result<NoteDeleted, Refused<{ UNAUTHORIZED | NOT_FOUND }>> {
        self.remove(&moderator, id.0).await?;
        Ok(NoteDeleted::Deleted)
    }
}

impl NotesApi {
    /// Adds a note on the author of a comment.
    pub(crate) async fn add(
        &self,
        moderator: &Moderator,
        comment: Uuid,
        text: String,
    ) -> Result<AuthorNote, Problem> {
        let scope = ModeratorScope::of(&self.sites, moderator, None, Permission::Decide).await?;
        let text = parse_note(Some(text)).map_err(named_text)?;
        let empty = || Problem::field("text", "required", Message::new("text-empty"));
        let text = text.ok_or_else(empty)?;
        let (by, sites) = (actor(moderator), scope.ids());
        let added = self.moderation.add_note(&by, &sites, comment, text);
        added.await.map_err(|refusal| match refusal {
            NoteRefusal::NotFound => Problem::not_found("comment"),
            NoteRefusal::UnknownAuthor => {
                Problem::new(Code::Conflict, Message::new("mod-notes-unknown"))
            }
            NoteRefusal::TooMany => {
                let detail = Message::new("mod-note-many").with("max", NOTES_MAX.to_string());
                Problem::new(Code::Conflict, detail)
            }
            NoteRefusal::Db(error) => error.into(),
        })
    }

    /// Deletes a note.
    pub(crate) async fn remove(&self, moderator: &Moderator, note: Uuid) -> Result<(), Problem> {
        let scope = ModeratorScope::of(&self.sites, moderator, None, Permission::Decide).await?;
        if self.moderation.delete_note(&scope.ids(), note).await? {
            Ok(())
        } else {
            Err(Problem::not_found("note"))
        }
    }
}

/// Names the member of this body instead of that of a decision.
fn named_text(problem: Problem) -> Problem {
    let errors = problem.errors.into_iter().map(|mut error| {
        "text".clone_into(&mut error.field);
        error
    });
    Problem::invalid(errors.collect::<Vec<_>>())
}
