//! The endpoints of moderators and their API keys.

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    UnconfirmedEmailApi,
    people_fields::{display_name_fault, email_of, refuse_faults, site_ids},
    wire::{
        AddKey, AddModerator, ChangeModerator, Deleted, KeyCreated, KeyInfo, KeyList,
        ManagedModerator, ModeratorCreated, ModeratorList, NewKey,
    },
};
use crate::{
    http::{
        BODY, CONFLICT, Code, FORBIDDEN, FieldError, INVALID, NOT_FOUND, Problem, Refused,
        StrictJson, TOO_FAST, Time, UNAUTHORIZED,
    },
    moderation::api::{ModerationTag, find_site, require},
    moderator::{
        CurrentModerator, EmailChange, Moderator, ModeratorChange, Moderators, NewModerator,
        Permission, api::LinkedSessionView,
    },
    site::Sites,
    text::{Email, Login},
};

/// The endpoints of moderators and API keys.
#[derive(Clone, Debug)]
pub(crate) struct PeopleApi {
    pub sites: Sites,
    pub moderators: Moderators,
    pub emails: UnconfirmedEmailApi,
}

#[OpenApi]
impl PeopleApi {
    /// List all moderators
    ///
    /// Requires the role `owner`. Returns owners and moderators with the sites that they are assigned to.
    #[oai(
        path = "/moderation/moderators",
        method = "get",
        operation_id = "list_moderators",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn moderators(
        &self,
        moderator: CurrentModerator,
    ) -> Result<Json<ModeratorList>, Refused<{ UNAUTHORIZED | FORBIDDEN }>> {
        require(&moderator, Permission::ManageModerators)?;
        let mut items = Vec::new();
        for moderator in self.moderators.list_moderators().await? {
            items.push(self.to_wire(moderator).await?);
        }
        Ok(Json(ModeratorList { items, next: None }))
    }

    /// Add a moderator
    ///
    /// Requires the role `owner` and a session; an API key cannot manage moderators. An owner may
    /// moderate every site, a moderator only those in `sites`. An `email` waits until its owner confirms it.
    #[oai(
        path = "/moderation/moderators",
        method = "post",
        operation_id = "create_moderator",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn add_moderator(
        &self,
        moderator: CurrentModerator,
        body: StrictJson<AddModerator>,
    ) -> Result<
        ModeratorCreated,
        Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | CONFLICT | BODY | TOO_FAST }>,
    > {
        require(&moderator, Permission::ManageModerators)?;
        moderator.signed_in()?;
        let body = body.0;
        let (sites, mut wrong) = site_ids(&self.sites, &body.sites.unwrap_or_default()).await;
        let password = SecretString::from(body.password);
        if let Err(fault) = Login::parse(&body.login) {
            wrong.insert(0, FieldError::new("login", fault.code, fault.message));
        }
        wrong.extend(display_name_fault(body.name.as_deref()));
        let email = body.email.and_then(|email| email_of(&email, &mut wrong));
        refuse_faults(&self.moderators, wrong, &body.login, Some(&password)).await?;
        if let Some(email) = &email {
            self.emails.charge(None, email).await?;
        }
        let new = NewModerator {
            login: body.login,
            name: body.name,
            password,
            role: body.role,
            sites,
        };
        let change = |added: &Moderator| email.map(|email| self.emails.change(added, email));
        let added = self.moderators.add_moderator_with_email(new, change);
        let added = added.await?;
        self.emails.outbox.wake();
        Ok(ModeratorCreated::Created(Json(self.to_wire(added).await?)))
    }

    /// Change a moderator's display name, email address, password, role or sites
    ///
    /// Requires a session, because an API key cannot manage moderators, and the role `owner`; moderators may change
    /// display name and email address of their own account. Omitted members stay unchanged. The change takes effect immediately, also in
    /// existing sessions; only a new email address waits until its owner opens the link of a mail. Until then mails go to the one
    /// in use, which is told of the change.
    #[oai(
        path = "/moderation/moderators/:id",
        method = "patch",
        operation_id = "change_moderator",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn change_moderator(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
        body: StrictJson<ChangeModerator>,
    ) -> Result<
        Json<ManagedModerator>,
        Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY | TOO_FAST }>,
    > {
        let body = body.0;
        if moderator.id != id.0 || !body.changes_only_profile() {
            require(&moderator, Permission::ManageModerators)?;
        }
        moderator.signed_in()?;
        let password = body.password.map(SecretString::from);
        let (ids, mut wrong) = match &body.sites {
            Some(slugs) => site_ids(&self.sites, slugs).await,
            None => (Vec::new(), Vec::new()),
        };
        let name = match body.name {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(name) => Some(Some(name)),
        };
        wrong.extend(display_name_fault(name.as_ref().and_then(Option::as_deref)));
        // With a new password the account may have another holder, or an intruder has set the address: links in mails
        // must not stay valid.
        let is_reset = password.is_some() && moderator.id != id.0;
        let email = match body.email {
            MaybeUndefined::Undefined if !is_reset => None,
            MaybeUndefined::Undefined | MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(email) => Some(email_of(&email, &mut wrong)),
        };
        refuse_faults(&self.moderators, wrong, "", password.as_ref()).await?;
        let email = match email {
            None => None,
            Some(None) => Some(EmailChange::Remove),
            Some(Some(email)) => Some(self.email_change(id.0, email).await?),
        };
        let sites = body.sites.map(|_| ids);
        let change = ModeratorChange {
            name,
            role: body.role,
            sites,
            password,
            email,
        };
        let changed = self.moderators.change_moderator(id.0, change).await?;
        self.emails.outbox.wake();
        Ok(Json(self.to_wire(changed).await?))
    }

    /// Unlink the commenter sessions of a moderator
    ///
    /// Moderators may unlink their own sessions, owners those of all moderators. Published comments
    /// keep their role; new comments with these sessions are treated as comments of readers.
    #[oai(
        path = "/moderation/moderators/:id/links",
        method = "delete",
        operation_id = "delete_moderator_links",
        tag = "ModerationTag::Administration"
    )]
    async fn end_links(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
    ) -> Result<Deleted, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND }>> {
        if moderator.id != id.0 {
            require(&moderator, Permission::ManageModerators)?;
        }
        moderator.signed_in()?;
        let found = self.moderators.moderator(id.0).await?;
        found.ok_or_else(|| Problem::not_found("moderator"))?;
        let ended = self.moderators.unlink_moderator(id.0).await;
        ended?;
        Ok(Deleted::Deleted)
    }

    /// Remove a moderator
    ///
    /// The sessions, API keys and linked commenter sessions of the moderator end immediately; published
    /// comments keep their role. The last owner cannot be removed.
    #[oai(
        path = "/moderation/moderators/:id",
        method = "delete",
        operation_id = "delete_moderator",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn remove_moderator(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
    ) -> Result<Deleted, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND }>> {
        require(&moderator, Permission::ManageModerators)?;
        moderator.signed_in()?;
        self.moderators.remove_moderator(id.0).await?;
        Ok(Deleted::Deleted)
    }

    /// List API keys
    ///
    /// Returns the caller's own keys; for an owner, all keys.
    #[oai(
        path = "/moderation/keys",
        method = "get",
        operation_id = "list_keys",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn keys(
        &self,
        moderator: CurrentModerator,
        /// The id of a moderator, to list only the keys of that moderator.
        #[oai(name = "moderator")]
        of: Query<Option<Uuid>>,
    ) -> Result<Json<KeyList>, Refused<{ UNAUTHORIZED | FORBIDDEN | INVALID }>> {
        let of = if moderator.may(Permission::ManageModerators, None) {
            of.0
        } else {
            if of.0.is_some_and(|id| id != moderator.id) {
                return Err(Problem::plain(Code::Forbidden).into());
            }
            Some(moderator.id)
        };
        let mut items = Vec::new();
        for key in self.moderators.list_keys(of).await? {
            let feed = match key.feed {
                // The key of a site that is being removed reads nothing any more, and is deleted with it.
                Some(site) => match self.sites.by_id(site).await {
                    Some(site) => Some(site),
                    None => continue,
                },
                None => None,
            };
            items.push(KeyInfo::new(key, feed.map(|site| site.slug.clone())));
        }
        Ok(Json(KeyList { items, next: None }))
    }

    /// Create an API key
    ///
    /// The key acts with the permissions of the caller. Its token is shown only once, in this response.
    /// Requires a session; a key cannot create keys. With `feed`, the key reads the feed of one queue and nothing
    /// else.
    #[oai(
        path = "/moderation/keys",
        method = "post",
        operation_id = "create_key",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn add_key(
        &self,
        moderator: CurrentModerator,
        body: StrictJson<AddKey>,
    ) -> Result<KeyCreated, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        require(&moderator, Permission::OwnKeys)?;
        moderator.signed_in()?;
        let AddKey { label, feed } = body.0;
        let (key, token) = match &feed {
            None => self.moderators.add_key(moderator.id, &label).await?,
            Some(slug) => {
                let site = find_site(&self.sites, &moderator, slug, Permission::ReadQueue).await?;
                let added = self.moderators.add_feed_key(moderator.id, &label, site.id);
                added.await?
            }
        };
        Ok(KeyCreated::Created(Json(NewKey {
            key: KeyInfo::new(key, feed),
            token: token.reveal(),
        })))
    }

    /// Revoke an API key
    ///
    /// Takes effect immediately: the next request with the key gets 401.
    #[oai(
        path = "/moderation/keys/:id",
        method = "delete",
        operation_id = "delete_key",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn revoke_key(
        &self,
        moderator: CurrentModerator,
        /// The id of the key.
        id: Path<Uuid>,
    ) -> Result<Deleted, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND }>> {
        moderator.signed_in()?;
        let of = if moderator.may(Permission::ManageModerators, None) {
            None
        } else {
            Some(moderator.id)
        };
        if self.moderators.revoke_key(id.0, of).await? {
            Ok(Deleted::Deleted)
        } else {
            Err(Problem::not_found("key").into())
        }
    }
}

impl PeopleApi {
    /// Returns the change of a moderator to an email address. A new one is charged as a mail.
    async fn email_change(&self, id: Uuid, email: Email) -> Result<EmailChange, Problem> {
        let of = self.moderators.moderator(id).await?;
        let of = of.ok_or_else(|| Problem::not_found("moderator"))?;
        if of.email.as_deref() != Some(email.as_str()) {
            self.emails.charge(Some(id), &email).await?;
        }
        Ok(self.emails.change(&of, email))
    }

    pub(crate) async fn to_wire(&self, moderator: Moderator) -> Result<ManagedModerator, Problem> {
        let linked = LinkedSessionView::of(moderator.id, &self.moderators, &self.sites).await?;
        let unconfirmed = self.moderators.unconfirmed_email(moderator.id).await?;
        let mut sites = Vec::new();
        for id in &moderator.sites {
            sites.extend(self.sites.by_id(*id).await.map(|site| site.slug.clone()));
        }
        Ok(ManagedModerator {
            id: moderator.id,
            login: moderator.login,
            name: moderator.name,
            role: moderator.role,
            sites,
            linked_sessions: linked,
            email: moderator.email,
            email_refused_at: moderator.email_refused_at.map(Time),
            unconfirmed_email: unconfirmed.map(|unconfirmed| unconfirmed.email),
            created_at: moderator.created_at.into(),
        })
    }
}
