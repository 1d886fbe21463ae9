//! `/moderate/keys`: the API keys of a moderator, with those of feeds. A new token is shown once, in the answer to the form.

use std::collections::HashMap;

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
    administration::api::{KeyCreated, NewKey},
    http::{API_BASE, Problem, Refused, language},
    locale::Message,
    moderate::{
        ModeratorPages,
        form::{FormFields, ModeratorForm},
        label::shown_time,
        session::SignedIn,
    },
    moderation::api::ModeratorScope,
    moderator::{CurrentModerator, Permission},
};

/// The path of the page.
const KEYS: &str = "/moderate/keys";

/// The members of the body of `create_key`.
const KEY: [FieldSpec; 2] = [("label", FieldKind::Text), ("feed", FieldKind::Optional)];

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let state = (StatusCode::OK, FormView::default(), None);
    page(pages, &moderator, query, state).await
}

#[handler]
pub(crate) async fn add(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let state = match create(pages, &moderator, &fields).await {
        Ok(key) => (StatusCode::OK, FormView::default(), Some(key)),
        Err(problem) if ends_the_form(&problem) => return Err(problem),
        Err(problem) => {
            let form = FormView::typed(&fields, &KEY).refuse(&problem, &KEY);
            (problem.code.status(), form, None)
        }
    };
    page(pages, &moderator, "", state).await
}

async fn create(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    fields: &FormFields,
) -> Result<NewKey, Problem> {
    let body = parse(body_of(fields, &KEY))?;
    let created = pages.administration.people.add_key(moderator.clone(), body);
    let KeyCreated::Created(key) = created.await.map_err(Refused::into_problem)?;
    Ok(key.0)
}

#[handler]
pub(crate) async fn revoke(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm { moderator, .. }: ModeratorForm,
) -> Result<Response, Problem> {
    let people = &pages.administration.people;
    let revoked = people.revoke_key(moderator.clone(), param::Path(id)).await;
    match revoked.map_err(Refused::into_problem) {
        Ok(_) => Ok(CompletedChange::KeyRevoked.at(KEYS)),
        Err(problem) => {
            let (query, status) = list_after(problem)?;
            let state = (status, FormView::default(), None);
            page(pages, &moderator, query, state).await
        }
    }
}

async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    query: &str,
    (status, form, created): (StatusCode, FormView, Option<NewKey>),
) -> Result<Response, Problem> {
    let language = language();
    let people = &pages.administration.people;
    let found = people.keys(moderator.clone(), param::Query(None)).await;
    let found = found.map_err(Refused::into_problem)?.0;
    let logins = logins(pages, moderator).await?;
    let keys = found.items.into_iter().map(|key| {
        let used = match key.used_at {
            Some(at) => Message::new("mod-key-used").with("time", shown_time(at.0)),
            None => Message::new("mod-key-unused"),
        };
        let login = logins.get(&key.moderator_id).cloned().unwrap_or_default();
        let by = Message::new("mod-added-by")
            .with("login", login)
            .with("time", shown_time(key.created_at.0));
        context! {
            id => key.id.to_string(), label => key.label, feed => key.feed,
            used => used.to_text(language), by => by.to_text(language),
        }
    });
    let keys = keys.collect::<Vec<_>>();
    let page = AdministrationPage {
        pages,
        moderator,
        query,
        section: "keys",
        template: "api_keys.html",
    };
    let created = created.map(|created| {
        let url = created.key.feed.as_ref().map(|site| {
            let (base, token) = (&pages.base_url, &created.token);
            format!("{base}{API_BASE}/moderation/sites/{site}/queue.atom?key={token}")
        });
        context! { label => created.key.label, token => created.token, url }
    });
    let feeds = feeds(pages, moderator).await?;
    let values = context! { form => Serde(form), keys, created, feeds };
    page.render(status, values).await
}

/// Returns the logins of the moderators whose keys are listed.
async fn logins(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
) -> Result<HashMap<Uuid, String>, Problem> {
    let mut logins = HashMap::from([(moderator.id, moderator.login.clone())]);
    if moderator.may(Permission::ManageModerators, None) {
        let all = pages.moderators.list_moderators().await?;
        logins.extend(all.into_iter().map(|one| (one.id, one.login)));
    }
    Ok(logins)
}

/// Returns the sites whose queue the moderator may read as a feed.
async fn feeds(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
) -> Result<Vec<Value>, Problem> {
    let permission = Permission::ReadQueue;
    let scope = ModeratorScope::of(&pages.sites, moderator, None, permission).await?;
    let mut feeds = Vec::new();
    for id in scope.ids() {
        if let Some(site) = pages.sites.by_id(id).await {
            let label = Message::new("mod-key-feed").with("site", site.name.clone());
            feeds.push(context! { value => site.slug.clone(), label => label.to_text(language()) });
        }
    }
    Ok(feeds)
}
