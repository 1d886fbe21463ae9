//! The endpoints of sites and their policies.

use std::time::Duration;

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    policy_check::{check_policy, patched_policy},
    policy_patch::PolicyPatch,
    policy_wire::SitePolicy,
    wire::{AddSite, ChangeSite, Deleted, SiteCreated, SiteInfo, SiteList},
};
use crate::{
    clock::Clock,
    db::{self, Db},
    flood::Floods,
    http::{
        BODY, CONFLICT, Code, FORBIDDEN, FieldError, FieldErrors, INVALID, NOT_FOUND, Problem,
        Refused, StrictJson, UNAUTHORIZED,
    },
    locale::Message,
    moderation::{
        Moderation,
        api::{ModerationTag, find_site, require},
    },
    moderator::{CurrentModerator, Permission},
    site::{self, NewSite, OriginList, Policy, RemovedBy, Site, SiteId, Sites},
    statistics::GroupCounts,
    text::{Name, Slug},
};

/// How long a request that changes origins waits until the page keys are recomputed.
const REKEY_WAIT: Duration = Duration::from_secs(2);

/// The endpoints of sites and their policies.
#[derive(Clone, Debug)]
pub(crate) struct SitesApi {
    pub db: Db,
    pub clock: Clock,
    pub sites: Sites,
    pub floods: Floods,
    pub moderation: Moderation,
}

#[OpenApi]
impl SitesApi {
    /// Read the policy of a site
    ///
    /// Returns every setting with its value, including defaults.
    #[oai(
        path = "/moderation/sites/:site/policy",
        method = "get",
        operation_id = "read_policy",
        tag = "ModerationTag::Administration"
    )]
    async fn policy(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
    ) -> Result<Json<SitePolicy>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::ReadPolicy).await?;
        Ok(Json(site.policy.clone().into()))
    }

    /// Replace the policy of a site
    ///
    /// Expects a complete policy, as `read_policy` returns it, and responds with the one now in effect.
    #[oai(
        path = "/moderation/sites/:site/policy",
        method = "put",
        operation_id = "replace_policy",
        tag = "ModerationTag::Administration"
    )]
    async fn put_policy(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<SitePolicy>,
    ) -> Result<Json<SitePolicy>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::WritePolicy).await?;
        let policy = Policy::from(body.0);
        check_policy(&policy)?;
        let input = (site.id, policy.clone());
        let put = self.db.write(input, |c, (site, policy)| {
            Box::pin(site::sql::update_policy(c, *site, policy))
        });
        self.changed(put.await, "site").await?;
        tracing::info!(site = site.slug, moderator = %moderator.id, "policy replaced");
        Ok(Json(policy.into()))
    }

    /// Change a part of the policy of a site
    ///
    /// A JSON Merge Patch (RFC 7396): omitted members stay unchanged, and `null` resets a member to its
    /// default.
    #[oai(
        path = "/moderation/sites/:site/policy",
        method = "patch",
        operation_id = "change_policy",
        tag = "ModerationTag::Administration"
    )]
    async fn patch_policy(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<PolicyPatch>,
    ) -> Result<Json<SitePolicy>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        let patch = body.0;
        let change = move |policy: &Policy| patched_policy(policy, &patch);
        let policy = self.change_policy(&moderator, &site.0, change).await?;
        Ok(Json(policy.into()))
    }

    /// List the sites that the caller may see
    ///
    /// An owner sees all sites; other moderators see those that they are assigned to. `pending` has the number of
    /// waiting comments of each site.
    #[oai(
        path = "/moderation/sites",
        method = "get",
        operation_id = "list_sites",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn sites(
        &self,
        moderator: CurrentModerator,
    ) -> Result<Json<SiteList>, Refused<{ UNAUTHORIZED }>> {
        let all = self.sites.all().await;
        let seen = all.iter().filter(|site| moderator.sees(site.id));
        let seen = seen.collect::<Vec<_>>();
        let ids = seen.iter().map(|site| site.id).collect();
        let waiting = self.moderation.waiting_by_site(ids).await?;
        let items = seen
            .into_iter()
            .map(|site| self.info(site, waiting.get(&site.id).copied().unwrap_or_default()))
            .collect();
        Ok(Json(SiteList { items, next: None }))
    }

    /// Add a site
    ///
    /// Requires the role `owner`. The slug is part of URLs and cannot be changed later. Only pages of
    /// `origins` may embed the form and read responses.
    #[oai(
        path = "/moderation/sites",
        method = "post",
        operation_id = "create_site",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn add_site(
        &self,
        moderator: CurrentModerator,
        body: StrictJson<AddSite>,
    ) -> Result<SiteCreated, Refused<{ UNAUTHORIZED | FORBIDDEN | CONFLICT | BODY }>> {
        require(&moderator, Permission::ManageSites)?;
        let body = body.0;
        let (new, wildcards) = match (
            slug(&body.slug),
            site_name(&body.name),
            origins(&body.origins),
        ) {
            (Ok(slug), Ok(name), Ok(origins)) => {
                let new = NewSite {
                    slug,
                    name,
                    origins: origins.exact,
                    policy: Policy::default(),
                };
                (new, origins.wildcards)
            }
            (slug, name, origins) => {
                let wrong = [slug.err(), name.err(), origins.err()];
                return Err(all(wrong).into());
            }
        };
        let slug = new.slug.clone();
        let input = (new, wildcards, self.clock.now());
        let added = self.db.write(input, |c, (new, wildcards, now)| {
            Box::pin(async move {
                let site = site::add(c, new, *now).await?;
                site::sql::replace_wildcards(c, site, wildcards).await
            })
        });
        let added = added.await;
        match added {
            Ok(()) => {}
            Err(db::Error::Unique(_)) => {
                return Err(Problem::new(Code::Exists, Message::new("site-exists")).into());
            }
            Err(error) => return Err(error.into()),
        }
        self.sites.reload().await?;
        tracing::info!(site = slug, moderator = %moderator.id, "site added");
        let site = self
            .sites
            .find(&slug)
            .await
            .ok_or_else(|| Problem::internal("new site not found"))?;
        Ok(SiteCreated::Created(Json(
            self.info(&site, GroupCounts::default()),
        )))
    }

    /// Change the name or origins of a site
    ///
    /// Requires the role `owner`. Omitted members stay unchanged.
    #[oai(
        path = "/moderation/sites/:site",
        method = "patch",
        operation_id = "change_site",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn change_site(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<ChangeSite>,
    ) -> Result<Json<SiteInfo>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::ManageSites).await?;
        let body = body.0;
        let name = body.name.as_deref().map(site_name).transpose();
        let new = body.origins.as_deref().map(origins).transpose();
        let (name, new) = match (name, new) {
            (Ok(name), Ok(new)) => (name, new),
            (name, new) => return Err(all([name.err(), new.err()]).into()),
        };
        let input = (site.id, name, new);
        let changed = self.db.write(input, |c, (site, name, new)| {
            Box::pin(async move {
                if let Some(origins) = new {
                    site::replace_origins(c, *site, origins).await?;
                }
                site::sql::rename(c, *site, name.as_deref()).await
            })
        });
        self.changed(changed.await, "site").await?;
        self.rekey(site.id).await;
        tracing::info!(site = site.slug, moderator = %moderator.id, "site changed");
        let site = self
            .sites
            .find(&site.slug)
            .await
            .ok_or_else(|| Problem::not_found("site"))?;
        let waiting = self.moderation.waiting_by_site(vec![site.id]).await?;
        let waiting = waiting.get(&site.id).copied().unwrap_or_default();
        Ok(Json(self.info(&site, waiting)))
    }

    /// Remove a site with all its comments
    ///
    /// Deletes the site with all its comments, bans and log entries. This cannot be undone, so the slug
    /// has to be repeated in `confirm`. When this responds, the site is invisible and its slug can be
    /// used again; its rows are deleted in the background.
    #[oai(
        path = "/moderation/sites/:site",
        method = "delete",
        operation_id = "delete_site",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn remove_site(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        /// The slug of the site again. Without it nothing is deleted.
        confirm: Query<Option<String>>,
    ) -> Result<Deleted, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | INVALID }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::ManageSites).await?;
        if confirm.0.as_deref() != Some(&*site.slug) {
            let code = if confirm.0.is_none() {
                "required"
            } else {
                "invalid"
            };
            let message = format!(
                "Must be the slug of the site to delete: add `?confirm={}`. All its comments are deleted too.",
                site.slug
            );
            return Err(Problem::field("confirm", code, message).into());
        }
        let by = RemovedBy::Moderator {
            id: moderator.id,
            login: moderator.login.clone(),
        };
        let input = (site.clone(), by, self.clock.id(), self.clock.now());
        let removed = self.db.write(input, |c, (site, by, id, now)| {
            Box::pin(site::remove(c, site, by, *id, *now))
        });
        let removed = removed.await;
        if matches!(removed, Ok(true)) {
            self.sites.exclude(site.id);
        }
        self.changed(removed, "site").await?;
        tracing::warn!(site = site.slug, moderator = %moderator.id, "site removed");
        Ok(Deleted::Deleted)
    }
}

impl SitesApi {
    fn info(&self, site: &Site, waiting: GroupCounts) -> SiteInfo {
        SiteInfo::new(site, self.floods.of(site.id), waiting)
    }

    /// Recomputes the page keys. For a site with a large number of pages, this continues in the
    /// background.
    async fn rekey(&self, site: SiteId) {
        let db = self.db.clone();
        let rekeying = tokio::spawn(async move { site::rekey(&db, site).await });
        if let Ok(Ok(Err(error))) = tokio::time::timeout(REKEY_WAIT, rekeying).await {
            tracing::warn!(%error, "page keys not recomputed, will be retried");
        }
    }

    /// Checks the result of changing a site: 404 if there was none to change; reloads the sites, so
    /// that the change takes effect.
    async fn changed(&self, result: Result<bool, db::Error>, what: &str) -> Result<(), Problem> {
        if !result? {
            return Err(Problem::not_found(what));
        }
        self.sites.reload().await.map_err(Problem::from)
    }
}

/// Collects all errors of a request into one problem.
fn all<const N: usize>(wrong: [Option<Vec<FieldError>>; N]) -> Problem {
    Problem::invalid(
        wrong
            .into_iter()
            .flatten()
            .flatten()
            .collect::<FieldErrors>(),
    )
}

fn slug(text: &str) -> Result<String, Vec<FieldError>> {
    Slug::parse(text)
        .map(Slug::into_string)
        .map_err(|f| vec![FieldError::new("slug", f.code, f.message)])
}

fn site_name(name: &str) -> Result<String, Vec<FieldError>> {
    Name::parse(name)
        .map(Name::into_string)
        .map_err(|f| vec![FieldError::new("name", f.code, f.message)])
}

fn origins(texts: &[String]) -> Result<OriginList, Vec<FieldError>> {
    OriginList::parse(texts).map_err(|faults| {
        let errors = faults.into_iter().map(|wrong| {
            let field = wrong
                .at
                .map_or_else(|| "origins".to_owned(), |at| format!("origins.{at}"));
            FieldError::new(field, wrong.fault.code, wrong.fault.message)
        });
        errors.collect()
    })
}
