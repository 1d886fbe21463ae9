//! `/moderate/sites/{slug}/policy`: the settings of a site with its words, and what they would have done with the latest
//! comments.

use std::collections::HashMap;

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use poem_openapi::param;

use super::{
    form_view::FormView,
    page::{AdministrationPage, CompletedChange, ends_the_form},
    policy_form::{after_conflict, merged, settings, stored_form, typed_form, typed_policy},
};
use crate::{
    administration::api::{PolicyPatch, PolicyPreview, PreviewCount},
    http::{Code, Problem, Refused, StrictJson, language},
    locale::{Language, Message},
    moderate::{
        ModeratorPages,
        form::ModeratorForm,
        label::{shown_name, shown_time},
        session::SignedIn,
    },
    moderation::api::find_site,
    moderator::{CurrentModerator, Permission},
    site::{Site, SiteId},
};

fn path(slug: &str) -> String {
    format!("/moderate/sites/{slug}/policy")
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let site = find_site(&pages.sites, &moderator, &slug, Permission::ReadPolicy).await?;
    let query = request.uri().query().unwrap_or_default();
    let form = stored_form(&site.policy)?;
    let page = PolicyPage {
        pages,
        moderator: &moderator,
        site: &site,
        query,
    };
    page.render(StatusCode::OK, form, None).await
}

#[handler]
pub(crate) async fn save(
    Data(pages): Data<&ModeratorPages>,
    Path(slug): Path<String>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let site = find_site(&pages.sites, &moderator, &slug, Permission::WritePolicy).await?;
    let saved = match typed_policy(&fields, &site.policy) {
        Ok(typed) => {
            let before = fields.get("made_from").unwrap_or_default().to_owned();
            let api = &pages.administration.sites;
            let change = move |stored: &_| merged(stored, &typed, &before);
            api.change_policy(&moderator, &slug, change).await
        }
        Err(problem) => Err(problem),
    };
    let problem = match saved {
        Ok(_) => return Ok(CompletedChange::Saved.at(&path(&slug))),
        Err(problem) if ends_the_form(&problem) => return Err(problem),
        Err(problem) => problem,
    };
    let mut form = typed_form(&fields, &site.policy)?;
    if problem.code == Code::Conflict {
        pages.sites.reload().await?;
        let site = find_site(&pages.sites, &moderator, &slug, Permission::WritePolicy).await?;
        form = after_conflict(form, &fields, (&site.policy, &problem))?;
    }
    let form = form.refuse(&problem, &settings());
    let page = PolicyPage {
        pages,
        moderator: &moderator,
        site: &site,
        query: "",
    };
    page.render(problem.code.status(), form, None).await
}

/// Shows what the typed settings would have done. Saves nothing.
#[handler]
pub(crate) async fn preview(
    Data(pages): Data<&ModeratorPages>,
    Path(slug): Path<String>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let site = find_site(&pages.sites, &moderator, &slug, Permission::ReadPolicy).await?;
    let form = typed_form(&fields, &site.policy)?;
    let page = PolicyPage {
        pages,
        moderator: &moderator,
        site: &site,
        query: "",
    };
    let typed = match typed_policy(&fields, &site.policy) {
        Ok(typed) => typed,
        Err(problem) => {
            let form = form.refuse(&problem, &settings());
            return page.render(problem.code.status(), form, None).await;
        }
    };
    let patch = PolicyPatch(serde_json::to_value(typed).map_err(Problem::internal)?);
    let api = &pages.administration.previews;
    let found = api.preview(moderator.clone(), param::Path(slug), StrictJson(patch));
    let found = found.await.map_err(Refused::into_problem)?.0;
    let found = preview_view(pages, site.id, found).await?;
    page.render(StatusCode::OK, form, Some(found)).await
}

/// Returns the numbers of a preview, with links to the comments.
async fn preview_view(
    pages: &ModeratorPages,
    site: SiteId,
    found: PolicyPreview,
) -> Result<Value, Problem> {
    let language = language();
    let groups = [
        ("mod-preview-held", found.held),
        ("mod-preview-refused", found.refused),
        ("mod-preview-filed", found.filed),
        ("mod-preview-published", found.published),
    ];
    let ids = groups.iter().flat_map(|(_, group)| group.ids.clone());
    let moderation = &pages.moderation.moderation;
    let comments = moderation
        .find_all(&[site], &ids.collect::<Vec<_>>())
        .await?;
    let labels = comments.into_iter().map(|found| {
        let comment = found.comment;
        let name = shown_name(&comment.name, language);
        (
            comment.id,
            format!("{name}, {}", shown_time(comment.created_at)),
        )
    });
    let labels = labels.collect::<HashMap<_, _>>();
    let groups = groups.map(|(label, group)| {
        let PreviewCount { count, ids } = group;
        let links = ids.iter().filter_map(|id| {
            let label = labels.get(id)?.clone();
            Some(context! { label, url => format!("/moderate/comments/{id}") })
        });
        let is_cut = i64::try_from(ids.len()).unwrap_or(i64::MAX) < count;
        let label = Message::new(label).with("count", count.to_string());
        context! { label => label.to_text(language), links => links.collect::<Vec<_>>(), is_cut }
    });
    Ok(context! { checked => found.checked, groups => groups.to_vec() })
}

struct PolicyPage<'a> {
    pages: &'a ModeratorPages,
    moderator: &'a CurrentModerator,
    site: &'a Site,
    query: &'a str,
}

impl PolicyPage<'_> {
    async fn render(
        &self,
        status: StatusCode,
        form: FormView,
        found: Option<Value>,
    ) -> Result<Response, Problem> {
        let site = self.site;
        let page = AdministrationPage {
            pages: self.pages,
            moderator: self.moderator,
            query: self.query,
            section: "sites",
            template: "policy.html",
        };
        let languages = Language::ALL.map(|one| {
            let name = Message::new("mod-language-name").to_text(one);
            context! { value => one.as_str(), label => name }
        });
        let values = context! {
            form => Serde(form), preview => found, slug => site.slug.clone(), name => site.name.clone(),
            path => path(&site.slug), providers => self.providers(), languages => languages.to_vec(),
            may_write => self.moderator.may(Permission::WritePolicy, Some(site.id)),
        };
        page.render(status, values).await
    }

    /// Returns the providers of the server, and those of the policy that it does not have now.
    fn providers(&self) -> Vec<Value> {
        let providers = self.pages.people.providers();
        let known = providers
            .list()
            .map(|(id, name)| (id.to_owned(), name.to_owned()));
        let mut all = known.collect::<Vec<_>>();
        for id in self.site.policy.identities.providers.iter().flatten() {
            if !all.iter().any(|(known, _)| known == id) {
                let name = providers.name_of(id).unwrap_or(id);
                all.push((id.clone(), name.to_owned()));
            }
        }
        let all = all.into_iter();
        all.map(|(value, label)| context! { value, label })
            .collect()
    }
}
