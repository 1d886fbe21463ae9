//! The endpoint with which moderators edit comments.

use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    ModerationTag,
    params::{actor, parse_note},
    scope::ModeratorScope,
    wire::ModeratedComment,
};
use crate::{
    commenter::People,
    http::{
        BODY, CONFLICT, Code, FORBIDDEN, FieldError, NOT_FOUND, Problem, Refused, StrictJson,
        UNAUTHORIZED,
    },
    locale::Message,
    moderation::{Moderation, ModeratorEdit, ModeratorEditRefusal},
    moderator::{CurrentModerator, Moderator, Permission},
    site::Sites,
    text::{BODY_SCALARS, Body, FieldFault, Name},
};

/// The endpoint with which moderators edit comments.
#[derive(Clone, Debug)]
pub(crate) struct CommentEditsApi {
    pub moderation: Moderation,
    pub sites: Sites,
    pub people: People,
}

/// The changes to a comment.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct EditModeratedComment {
    /// The new text: Markdown without HTML.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: Option<String>,
    /// The new name of the author.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub name: Option<String>,
    /// The version that was reviewed: if the comment has another one now, the response is 409.
    pub version: Option<i64>,
    /// The reason, for the log.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
}

impl CommentEditsApi {
    /// Refuses a name that equals or resembles that of a moderator or of the site of the comment.
    async fn unreserved(
        &self,
        name: Name,
        (scope, comment): (&ModeratorScope, Uuid),
    ) -> Result<Result<Name, FieldFault>, Problem> {
        let found = self.moderation.find(&scope.ids(), comment).await?;
        let found = found.ok_or_else(|| Problem::not_found("comment"))?;
        let site = self.sites.by_id(found.comment.site).await;
        let reserved = self.people.names().of(site.as_deref()).await;
        let is_reserved = reserved.is_reserved(name.as_str());
        Ok(if is_reserved {
            Err(FieldFault {
                code: "reserved",
                message: Message::new("name-reserved"),
            })
        } else {
            Ok(name)
        })
    }
}

#[OpenApi]
impl CommentEditsApi {
    /// Edit a comment
    ///
    /// Replaces the text or the name; omitted members stay unchanged. The status stays as well, and readers see that
    /// the comment was edited. `read_moderated_comment` returns what it said before, until the comment is erased. Only
    /// owners may change the name of a verified author, or what another moderator published. The log gets an entry;
    /// to undo an edit, send the earlier text.
    #[oai(
        path = "/moderation/comments/:id",
        method = "patch",
        operation_id = "edit_moderated_comment",
        tag = "ModerationTag::Moderation"
    )]
    async fn edit(
        &self,
        moderator: CurrentModerator,
        /// The id of the comment.
        id: Path<Uuid>,
        body: StrictJson<EditModeratedComment>,
    ) -> Result<
        Json<ModeratedComment>,
        Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY }>,
    > {
        let scope = ModeratorScope::of(&self.sites, &moderator, None, Permission::Edit).await?;
        self.apply(&moderator, &scope, id.0, body.0).await?;
        let found = self.moderation.find(&scope.ids(), id.0).await?;
        let queued = found.ok_or_else(|| Problem::not_found("comment"))?;
        Ok(Json(scope.show(queued)))
    }
}

impl CommentEditsApi {
    /// Edits a comment of these sites, on which the moderator may edit.
    pub(crate) async fn apply(
        &self,
        moderator: &Moderator,
        scope: &ModeratorScope,
        id: Uuid,
        body: EditModeratedComment,
    ) -> Result<(), Problem> {
        let text = body.text.as_deref();
        let text = text
            .map(|text| Body::parse(text, 1..=BODY_SCALARS))
            .transpose();
        let name = body.name.as_deref().map(Name::parse).transpose();
        let name = match name {
            Ok(Some(name)) => self.unreserved(name, (scope, id)).await?.map(Some),
            other => other,
        };
        let wrong = [("text", text.as_ref().err()), ("name", name.as_ref().err())];
        let wrong = wrong.into_iter().filter_map(|(field, fault)| {
            let fault = fault?;
            Some(FieldError::new(field, fault.code, fault.message.clone()))
        });
        let wrong = wrong.collect::<Vec<_>>();
        let (Ok(text), Ok(name)) = (text, name) else {
            return Err(Problem::invalid(wrong));
        };
        let edit = ModeratorEdit {
            comment: id,
            version: body.version,
            text,
            name,
            note: parse_note(body.note)?,
            may_edit_verified: moderator.may(Permission::EditVerified, None),
        };
        let (sites, by) = (scope.ids(), actor(moderator));
        let edited = self.moderation.edit_comment(&by, &sites, edit);
        edited.await.map_err(|refusal| match refusal {
            ModeratorEditRefusal::NotFound => Problem::not_found("comment"),
            ModeratorEditRefusal::Conflict => Problem::plain(Code::Conflict),
            ModeratorEditRefusal::Forbidden => {
                Problem::new(Code::Forbidden, Message::new("mod-edit-owners"))
            }
            ModeratorEditRefusal::Db(error) => error.into(),
        })
    }
}
