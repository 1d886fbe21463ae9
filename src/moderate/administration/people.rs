//! `/moderate/people`: the accounts of all moderators, for owners. Other moderators come to their own account.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use poem_openapi::param;
use uuid::Uuid;

use super::{
    form_view::{FieldKind, FieldSpec, FormView, body_of, parse},
    page::{AdministrationPage, CompletedChange, ends_the_form, list_after},
};
use crate::{
    administration::api::ManagedModerator,
    http::{Problem, Refused, language},
    locale::Message,
    moderate::{ModeratorPages, form::ModeratorForm, see_other, session::SignedIn},
    moderation::api::require,
    moderator::{CurrentModerator, Permission, Role},
};

/// The path of the list.
pub(super) const PEOPLE: &str = "/moderate/people";

/// The members of the body of `create_moderator`.
const PERSON: [FieldSpec; 6] = [
    ("login", FieldKind::Text),
    ("name", FieldKind::Optional),
    ("role", FieldKind::Text),
    ("sites", FieldKind::Choices),
    ("email", FieldKind::Optional),
    ("password", FieldKind::Text),
];

/// The path of an account.
pub(super) fn path_of(id: Uuid) -> String {
    format!("{PEOPLE}/{id}")
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
        section: "people",
        template,
    }
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    if !moderator.may(Permission::ManageModerators, None) {
        return Ok(see_other(&path_of(moderator.id)));
    }
    let query = request.uri().query().unwrap_or_default();
    list(pages, &moderator, (query, StatusCode::OK)).await
}

async fn list(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (query, status): (&str, StatusCode),
) -> Result<Response, Problem> {
    let found = pages.administration.people.moderators(moderator.clone());
    let found = found.await.map_err(Refused::into_problem)?.0;
    let people = found.items.into_iter().map(|person| {
        let ManagedModerator {
            id,
            login,
            name,
            role,
            sites,
            email,
            email_refused_at,
            unconfirmed_email,
            ..
        } = person;
        context! {
            url => path_of(id), login, name, sites, email, role => role_label(role),
            is_owner => role == Role::Owner, is_refused => email_refused_at.is_some(), unconfirmed => unconfirmed_email, is_self => id == moderator.id,
        }
    });
    let values = context! { people => people.collect::<Vec<_>>() };
    page(pages, moderator, query, "people.html")
        .render(status, values)
        .await
}

pub(super) fn role_label(role: Role) -> String {
    let label = match role {
        Role::Owner => "mod-role-owner",
        Role::Moderator => "mod-role-moderator",
    };
    Message::new(label).to_text(language())
}

/// Returns the roles as choices of a field.
pub(super) fn roles() -> Vec<Value> {
    let roles = [Role::Moderator, Role::Owner];
    let roles = roles.map(|role| context! { value => role.as_str(), label => role_label(role) });
    roles.to_vec()
}

/// Returns all sites as choices of a field.
pub(super) async fn site_choices(pages: &ModeratorPages) -> Vec<Value> {
    let sites = pages.sites.all().await;
    let sites = sites.iter();
    sites
        .map(|site| context! { value => site.slug.clone(), label => site.name.clone() })
        .collect()
}

async fn form_page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (status, form): (StatusCode, FormView),
) -> Result<Response, Problem> {
    require(moderator, Permission::ManageModerators)?;
    let sites = site_choices(pages).await;
    let values = context! { form => Serde(form), sites, roles => roles() };
    page(pages, moderator, "", "person_form.html")
        .render(status, values)
        .await
}

#[handler]
pub(crate) async fn show_new(
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let mut form = FormView::default();
    form.set("role", Role::Moderator.as_str());
    form_page(pages, &moderator, (StatusCode::OK, form)).await
}

#[handler]
pub(crate) async fn add(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.people;
    let added = match parse(body_of(&fields, &PERSON)) {
        Ok(body) => {
            let added = api.add_moderator(moderator.clone(), body).await;
            added.map_err(Refused::into_problem)
        }
        Err(problem) => Err(problem),
    };
    match added {
        Ok(_) => Ok(CompletedChange::Added.at(PEOPLE)),
        Err(problem) if ends_the_form(&problem) => Err(problem),
        Err(problem) => {
            let form = FormView::typed(&fields, &PERSON).refuse(&problem, &PERSON);
            form_page(pages, &moderator, (problem.code.status(), form)).await
        }
    }
}

/// Asks before an account is removed.
async fn removal_page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    id: Uuid,
    (status, message): (StatusCode, Option<String>),
) -> Result<Response, Problem> {
    require(moderator, Permission::ManageModerators)?;
    let found = pages.moderators.moderator(id).await?;
    let person = found.ok_or_else(|| Problem::not_found("moderator"))?;
    let values = context! { url => path_of(id), login => person.login, message };
    page(pages, moderator, "", "person_removal.html")
        .render(status, values)
        .await
}

#[handler]
pub(crate) async fn show_removal(
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    removal_page(pages, &moderator, id, (StatusCode::OK, None)).await
}

#[handler]
pub(crate) async fn remove(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm { moderator, .. }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.people;
    let removed = api
        .remove_moderator(moderator.clone(), param::Path(id))
        .await;
    match removed.map_err(Refused::into_problem) {
        Ok(_) => Ok(CompletedChange::Removed.at(PEOPLE)),
        Err(problem) if ends_the_form(&problem) => {
            list(pages, &moderator, list_after(problem)?).await
        }
        Err(problem) => {
            let message = Some(problem.detail.to_text(language()));
            let state = (problem.code.status(), message);
            removal_page(pages, &moderator, id, state).await
        }
    }
}
