//! The endpoints of bans.

use std::{sync::Arc, time::Duration};

use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    LIMIT, ModerationTag, ModeratorScope,
    ban_subject::parse_subject,
    decision_wire::DecisionAnswer,
    params::{BANS, actor, parse_note},
};
use crate::{
    ban::{BanKind, BanTarget},
    closed_set::closed_set,
    comment, db,
    http::{
        BODY, CONFLICT, Code, CursorReader, CursorWriter, FORBIDDEN, FieldError, INVALID,
        NOT_FOUND, Problem, Refused, StrictJson, Time, UNAUTHORIZED,
    },
    locale::Message,
    moderation::{self, BanOrder, Moderation, decision::DecisionBatch},
    moderator::{CurrentModerator, Moderator, Permission},
    site::Sites,
};

/// The endpoints of bans.
#[derive(Clone, Debug)]
pub(crate) struct BansApi {
    pub moderation: Moderation,
    pub sites: Sites,
}

closed_set! {
    /// Where to move existing comments of the banned author that are pending or approved.
    pub(crate) enum ExistingComments: "ExistingComments" {
        Spam = "spam",
        Trash = "trash",
    }
}

/// A ban to create.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct NewBan {
    /// The slug of the site.
    pub site: String,
    /// The kind of `subject`.
    pub kind: BanKind,
    /// The id of the person, the email address, the domain, or the IP address or network.
    pub subject: String,
    /// Accept their comments and hide them without telling the author, instead of refusing them.
    pub shadow: Option<bool>,
    /// The reason, for other moderators.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
    /// When the ban ends. Default: never.
    pub until: Option<Time>,
    /// Also move existing comments to the spam folder or the trash: at most 10,000, and of a whole network (IPv4 /24,
    /// IPv6 /48 or larger) those among the latest 10,000 of the site. Of a smaller IPv6 network they are found by the
    /// one IP address in `subject`.
    pub also: Option<ExistingComments>,
}

/// A ban.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Ban")]
pub(crate) struct BanInfo {
    /// The id of the ban.
    pub id: Uuid,
    /// The slug of the site.
    pub site: String,
    /// The kind of `subject`.
    pub kind: BanKind,
    /// The subject. For a person or an email address a keyed hash, because the value itself is not
    /// stored.
    pub subject: String,
    /// For an email address, its first character and its domain, such as `t…@example.org`. Null for
    /// other kinds, for bans created before hints were stored, and if the secret was changed and the
    /// one that encrypted the hint is not among the previous ones.
    pub hint: Option<String>,
    /// Whether comments are accepted and hidden without telling the author.
    pub shadow: bool,
    /// The reason, for other moderators.
    pub note: Option<String>,
    /// The id of the moderator who created the ban.
    pub moderator_id: Uuid,
    /// The login of that moderator when the ban was created.
    pub login: String,
    /// When the ban was created.
    pub created_at: Time,
    /// When the ban ends; null for never.
    pub until: Option<Time>,
}

/// A newly created ban, and the result for existing comments.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct BanAnswer {
    /// The id of the ban.
    pub id: Uuid,
    /// The result for existing comments; null without `also`.
    pub also: Option<DecisionAnswer>,
}

/// A page of the list of bans, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct Bans {
    pub items: Vec<BanInfo>,
    /// The cursor of the next page, for `after`; null at the end.
    pub next: Option<String>,
}

/// A newly created ban.
#[derive(Debug, ApiResponse)]
pub enum BanCreated {
    /// The ban is in effect.
    #[oai(status = 201)]
    Created(Json<BanAnswer>),
}

/// A ban was ended.
#[derive(Debug, ApiResponse)]
pub enum BanDeleted {
    /// The ban has ended.
    #[oai(status = 204)]
    Deleted,
}

#[OpenApi]
impl BansApi {
    /// List bans, newest first
    ///
    /// Returns the bans of the sites that the caller may see, without those that have ended. `next`
    /// continues the list.
    #[oai(
        path = "/moderation/bans",
        method = "get",
        operation_id = "list_bans",
        tag = "ModerationTag::Moderation"
    )]
    pub(crate) async fn list(
        &self,
        moderator: CurrentModerator,
        /// The slug of a site. Default: all sites that the moderator may see.
        site: Query<Option<String>>,
        /// The maximum number of bans. Default: 50.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u8>>,
        /// The `next` of the previous page.
        after: Query<Option<String>>,
    ) -> Result<Json<Bans>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>> {
        let scope =
            ModeratorScope::of(&self.sites, &moderator, site.0.as_deref(), Permission::Ban).await?;
        let after = after
            .0
            .map(|after| CursorReader::read(&after, BANS, CursorReader::uuid))
            .transpose()?;
        let limit = usize::from(limit.0.unwrap_or(LIMIT));
        let (bans, next) = self.moderation.bans(&scope.ids(), after, limit).await?;
        Ok(Json(Bans {
            items: bans.into_iter().map(|ban| to_wire(&scope, ban)).collect(),
            next: next.map(|id| CursorWriter::new(BANS).uuid(id).finish()),
        }))
    }

    /// Ban an author or a network from a site
    ///
    /// Bans a person, an email address, an email domain, an IP address or a network, temporarily or
    /// permanently. A shadow ban accepts the comments and hides them without telling the author. `also`
    /// moves existing comments to the spam folder or the trash: ban and decision are stored together, and many comments
    /// are moved in several steps, between other requests. If the server stops, it continues; `GET
    /// /moderation/decisions/{batch}` shows the progress, and the decision can be undone.
    #[oai(
        path = "/moderation/bans",
        method = "post",
        operation_id = "create_ban",
        tag = "ModerationTag::Moderation"
    )]
    async fn create(
        &self,
        moderator: CurrentModerator,
        body: StrictJson<NewBan>,
    ) -> Result<BanCreated, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY }>>
    {
        let (id, batch) = self.store(&moderator, body.0).await?;
        let also = match batch {
            Some(batch) => Some(self.moderation.run_to_end(batch).await?.into()),
            None => None,
        };
        Ok(BanCreated::Created(Json(BanAnswer { id, also })))
    }

    /// End a ban
    ///
    /// The ban ends immediately. Comments that it moved stay where they are.
    #[oai(
        path = "/moderation/bans/:id",
        method = "delete",
        operation_id = "delete_ban",
        tag = "ModerationTag::Moderation"
    )]
    pub(crate) async fn end(
        &self,
        moderator: CurrentModerator,
        /// The id of the ban.
        id: Path<Uuid>,
    ) -> Result<BanDeleted, Refused<{ UNAUTHORIZED | NOT_FOUND }>> {
        let scope = ModeratorScope::of(&self.sites, &moderator, None, Permission::Ban).await?;
        if self.moderation.unban(&scope.ids(), id.0).await? {
            Ok(BanDeleted::Deleted)
        } else {
            Err(Problem::not_found("ban").into())
        }
    }
}

impl BansApi {
    /// Adds a ban. Returns the id of the decision about existing comments, which may still be running: it continues by
    /// itself after `wait`.
    pub(crate) async fn start(
        &self,
        moderator: &Moderator,
        new: NewBan,
        wait: Duration,
    ) -> Result<Option<Uuid>, Problem> {
        let (_, batch) = self.store(moderator, new).await?;
        let Some(batch) = batch else { return Ok(None) };
        let id = batch.id;
        let running = self.moderation.run_to_end(batch);
        if let Ok(Err(error)) = tokio::time::timeout(wait, running).await {
            tracing::warn!(%error, batch = %id, "decision of a ban interrupted");
        }
        Ok(Some(id))
    }

    /// Checks and stores a ban with the decision about existing comments.
    async fn store(
        &self,
        moderator: &Moderator,
        new: NewBan,
    ) -> Result<(Uuid, Option<Arc<DecisionBatch>>), Problem> {
        let scope =
            ModeratorScope::of(&self.sites, moderator, Some(&new.site), Permission::Ban).await?;
        let banned = self.parse_ban(&new)?;
        let note = parse_note(new.note)?;
        let Some(site) = scope.ids().into_iter().next() else {
            return Err(Problem::not_found("site"));
        };
        let order = BanOrder {
            site,
            subject: banned,
            shadow: new.shadow.unwrap_or_default(),
            note,
            until: new.until.map(|Time(until)| until),
            also: new.also.map(|also| match also {
                ExistingComments::Spam => comment::Action::Spam,
                ExistingComments::Trash => comment::Action::Trash,
            }),
        };
        let stored = self.moderation.ban(&actor(moderator), order).await;
        stored.map_err(|error| match error {
            db::Error::Unique(_) => Problem::new(Code::Exists, Message::new("mod-ban-exists")),
            error => error.into(),
        })
    }

    /// Parses the subject of a ban. The error lists everything that is wrong with the ban.
    fn parse_ban(&self, new: &NewBan) -> Result<BanTarget, Problem> {
        let over = |until: &Time| until.0 <= self.moderation.clock.now();
        let late = new
            .until
            .as_ref()
            .is_some_and(over)
            .then(|| FieldError::new("until", "invalid", Message::new("ban-until-past")));
        match (parse_subject(new.kind, &new.subject), late) {
            (Ok(banned), None) => Ok(banned),
            (Ok(_), Some(late)) => Err(Problem::invalid(vec![late])),
            (Err(mut wrong), late) => {
                if let Some(error) = late {
                    wrong.errors.push(error);
                }
                Err(wrong)
            }
        }
    }
}

fn to_wire(scope: &ModeratorScope, ban: moderation::BanRecord) -> BanInfo {
    BanInfo {
        id: ban.id,
        site: scope.slug(ban.site).to_owned(),
        kind: ban.kind,
        subject: ban.subject,
        hint: ban.hint,
        shadow: ban.shadow,
        note: ban.note,
        moderator_id: ban.moderator,
        login: ban.login,
        created_at: ban.created_at.into(),
        until: ban.until.map(Time),
    }
}
