//! `/moderate/sites`: the sites with what waits; owners add, change and remove them.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use poem_openapi::param;
use serde_json::json;

use super::{
    form_view::{FieldKind, FieldSpec, FormView, body_of, only_changes, parse},
    page::{AdministrationPage, CompletedChange, ends_the_form, list_after},
};
use crate::{
    administration::api::SiteInfo,
    http::{Problem, Refused, language},
    locale::{Language, Message},
    moderate::{ModeratorPages, form::ModeratorForm, label::shown_time, session::SignedIn},
    moderation::api::{find_site, require},
    moderator::{CurrentModerator, Permission},
    site::Site,
};

/// The path of the list.
const SITES: &str = "/moderate/sites";

/// The members of the body of `create_site`.
const SITE: [FieldSpec; 3] = [
    ("slug", FieldKind::Text),
    ("name", FieldKind::Text),
    ("origins", FieldKind::Lines),
];

/// The members of the body of `change_site`.
const CHANGES: [FieldSpec; 2] = [("name", FieldKind::Text), ("origins", FieldKind::Lines)];

/// The field in which the slug is repeated before a site is removed.
const CONFIRMATION: [FieldSpec; 1] = [("confirm", FieldKind::Text)];

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    list(pages, &moderator, (query, StatusCode::OK)).await
}

async fn list(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (query, status): (&str, StatusCode),
) -> Result<Response, Problem> {
    let found = pages.administration.sites.sites(moderator.clone()).await;
    let found = found.map_err(Refused::into_problem)?.0;
    let language = language();
    let sites = found.items.iter().map(|site| site_view(site, language));
    let values = context! {
        sites => sites.collect::<Vec<_>>(),
        may_manage => moderator.may(Permission::ManageSites, None),
    };
    page(pages, moderator, query, "sites.html")
        .render(status, values)
        .await
}

fn site_view(site: &SiteInfo, language: Language) -> Value {
    let flood = site.flood.as_ref().map(|flood| {
        Message::new("mod-flood")
            .with("step", flood.step.to_string())
            .with("time", shown_time(flood.since.0))
            .to_text(language)
    });
    context! {
        slug => site.slug.clone(), name => site.name.clone(), origins => site.origins.clone(), flood,
        review => site.pending.review, probably_spam => site.pending.probably_spam,
    }
}

fn page<'a>(
    pages: &'a ModeratorPages,
    moderator: &'a CurrentModerator,
    query: &'a str,
    template: &'static str,
) -> AdministrationPage<'a> {
    AdministrationPage {
        pages,
        moderator,
        query,
        section: "sites",
        template,
    }
}

/// Shows the form for a site: a new one without a slug.
async fn form_page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    slug: Option<&str>,
    (status, form): (StatusCode, FormView),
) -> Result<Response, Problem> {
    require(moderator, Permission::ManageSites)?;
    let values = context! { form => Serde(form), slug };
    page(pages, moderator, "", "site_form.html")
        .render(status, values)
        .await
}

#[handler]
pub(crate) async fn show_new(
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    form_page(
        pages,
        &moderator,
        None,
        (StatusCode::OK, FormView::default()),
    )
    .await
}

#[handler]
pub(crate) async fn add(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.sites;
    let added = match parse(body_of(&fields, &SITE)) {
        Ok(body) => api
            .add_site(moderator.clone(), body)
            .await
            .map_err(Refused::into_problem),
        Err(problem) => Err(problem),
    };
    match added {
        Ok(_) => Ok(CompletedChange::Added.at(SITES)),
        Err(problem) if ends_the_form(&problem) => Err(problem),
        Err(problem) => {
            let form = FormView::typed(&fields, &SITE).refuse(&problem, &SITE);
            form_page(pages, &moderator, None, (problem.code.status(), form)).await
        }
    }
}

/// Returns a site as the body of its form.
fn to_body(site: &Site) -> serde_json::Value {
    json!({ "name": site.name, "origins": site.origin_texts() })
}

#[handler]
pub(crate) async fn show_change(
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let site = find_site(&pages.sites, &moderator, &slug, Permission::ManageSites).await?;
    let stored = to_body(&site);
    let form = FormView::stored(&stored, &CHANGES).made_from(&stored);
    form_page(pages, &moderator, Some(&slug), (StatusCode::OK, form)).await
}

#[handler]
pub(crate) async fn change(
    Data(pages): Data<&ModeratorPages>,
    Path(slug): Path<String>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.sites;
    pages.sites.reload().await?;
    let site = find_site(&pages.sites, &moderator, &slug, Permission::ManageSites).await?;
    let stored = to_body(&site);
    let body = only_changes(body_of(&fields, &CHANGES), &fields, (&stored, &CHANGES));
    let changed = match body.and_then(parse) {
        Ok(body) => {
            let changed = api.change_site(moderator.clone(), param::Path(slug.clone()), body);
            changed.await.map_err(Refused::into_problem)
        }
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(_) => Ok(CompletedChange::Saved.at(SITES)),
        Err(problem) if ends_the_form(&problem) => Err(problem),
        Err(problem) => {
            let form = FormView::typed(&fields, &CHANGES);
            let form = form.made_from_before(&fields, (&stored, &problem));
            let form = form.refuse(&problem, &CHANGES);
            form_page(
                pages,
                &moderator,
                Some(&slug),
                (problem.code.status(), form),
            )
            .await
        }
    }
}

/// Asks before a site is removed, and names what is lost.
async fn removal_page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    slug: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, Problem> {
    let site = find_site(&pages.sites, moderator, slug, Permission::ManageSites).await?;
    let values = context! { form => Serde(form), slug, name => site.name.clone() };
    page(pages, moderator, "", "site_removal.html")
        .render(status, values)
        .await
}

#[handler]
pub(crate) async fn show_removal(
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    removal_page(
        pages,
        &moderator,
        &slug,
        (StatusCode::OK, FormView::default()),
    )
    .await
}

#[handler]
pub(crate) async fn remove(
    Data(pages): Data<&ModeratorPages>,
    Path(slug): Path<String>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let confirm = fields.get("confirm").map(|slug| slug.trim().to_owned());
    let api = &pages.administration.sites;
    let path = param::Path(slug.clone());
    let removed = api.remove_site(moderator.clone(), path, param::Query(confirm));
    match removed.await.map_err(Refused::into_problem) {
        Ok(_) => Ok(CompletedChange::Removed.at(SITES)),
        Err(problem) if ends_the_form(&problem) => {
            list(pages, &moderator, list_after(problem)?).await
        }
        Err(mut problem) => {
            if !problem.errors.is_empty() {
                // The message of the API is about a parameter.
                let message = Message::new("mod-site-confirm-wrong").with("slug", slug.clone());
                problem = Problem::field("confirm", "invalid", message);
            }
            let form = FormView::typed(&fields, &CONFIRMATION).refuse(&problem, &CONFIRMATION);
            removal_page(pages, &moderator, &slug, (problem.code.status(), form)).await
        }
    }
}
