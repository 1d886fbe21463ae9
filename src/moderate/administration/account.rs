//! `/moderate/people/{id}`: one account. Owners change name, role, sites, email address and password of all and choose their
//! mails; every moderator changes the display name, the email address and the password of their own, and chooses their mails.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::{Data, Path},
};
use poem_openapi::param;
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use super::{
    form_view::{FieldKind, FieldSpec, FormView, body_of, only_changes, parse},
    page::{AdministrationPage, CompletedChange, ends_the_form},
    people::{path_of, role_label, roles, site_choices},
};
use crate::{
    administration::api::ManagedModerator,
    http::{Code, Problem, Refused, RequestContext, language},
    locale::Message,
    moderate::{
        ModeratorPages,
        form::{FormFields, ModeratorForm},
        label::notice_label,
        session::SignedIn,
    },
    moderation::api::require,
    moderator::{CurrentModerator, NewModeratorSession, Permission, api::start_session},
    notice::NoticeMode,
    token::TokenKind,
};

/// What only owners change: members of the body of `change_moderator`.
const PROFILE: [FieldSpec; 3] = [
    ("name", FieldKind::Text),
    ("role", FieldKind::Text),
    ("sites", FieldKind::Choices),
];

/// The email address for mails about waiting comments.
pub(super) const EMAIL: [FieldSpec; 1] = [("email", FieldKind::Optional)];

/// The current password of the own account, and the new one.
const PASSWORDS: [FieldSpec; 2] = [
    ("current-password", FieldKind::Text),
    ("password", FieldKind::Text),
];

/// The members of the body of `set_notices`, and the site.
const NOTICES: [FieldSpec; 3] = [
    ("site", FieldKind::Text),
    ("mode", FieldKind::Text),
    ("more_than", FieldKind::OptionalInteger),
];

/// A form of the page that was refused.
struct RefusedChange<'a> {
    fields: &'a FormFields,
    specs: &'a [FieldSpec],
    problem: Problem,
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    page(pages, &moderator, (id, query), None).await
}

async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (id, query): (Uuid, &str),
    refused: Option<RefusedChange<'_>>,
) -> Result<Response, Problem> {
    let is_self = moderator.id == id;
    if !is_self {
        require(moderator, Permission::ManageModerators)?;
    }
    let found = pages.moderators.moderator(id).await?;
    let person = found.ok_or_else(|| Problem::not_found("moderator"))?;
    let stored = pages.administration.people.to_wire(person).await?;
    let body = to_body(&stored);
    let mut form = FormView::stored(&body, &[&PROFILE[..], &EMAIL].concat()).made_from(&body);
    let mut status = StatusCode::OK;
    if let Some(RefusedChange {
        fields,
        specs,
        problem,
    }) = refused
    {
        form.retype(fields, specs);
        if specs == PROFILE {
            form = form.made_from_before(fields, (&body, &problem));
        }
        form = form.refuse(&problem, specs);
        status = problem.code.status();
    }
    let notices = notices(pages, moderator, id).await?;
    let page = AdministrationPage {
        pages,
        moderator,
        query,
        section: "people",
        template: "account.html",
    };
    let values = context! {
        form => Serde(form), url => path_of(id), login => stored.login, name => stored.name,
        role => role_label(stored.role), site_slugs => stored.sites, email => stored.email,
        is_refused => stored.email_refused_at.is_some(), unconfirmed => stored.unconfirmed_email, is_self,
        may_manage => moderator.may(Permission::ManageModerators, None),
        roles => roles(), sites => site_choices(pages).await, notices, modes => modes(),
    };
    page.render(status, values).await
}

/// Returns an account as the body of its forms.
fn to_body(stored: &ManagedModerator) -> serde_json::Value {
    json!({
        "name": stored.name, "role": stored.role.as_str(), "sites": stored.sites, "email": stored.email,
    })
}

/// Returns the body that changes what was changed in the form for the profile.
async fn profile_changes(
    pages: &ModeratorPages,
    id: Uuid,
    fields: &FormFields,
) -> Result<serde_json::Value, Problem> {
    let found = pages.moderators.moderator(id).await?;
    let person = found.ok_or_else(|| Problem::not_found("moderator"))?;
    let stored = to_body(&pages.administration.people.to_wire(person).await?);
    only_changes(body_of(fields, &PROFILE), fields, (&stored, &PROFILE))
}

/// Returns which mails the account gets, by site.
async fn notices(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    id: Uuid,
) -> Result<Vec<Value>, Problem> {
    let api = &pages.administration.notices;
    let settings = api.notices(moderator.clone(), param::Path(id));
    let settings = settings.await.map_err(Refused::into_problem)?.0;
    let mut notices = Vec::new();
    for item in settings.items {
        let site = pages.sites.find(&item.site).await;
        let name = site.map_or_else(|| item.site.clone(), |site| site.name.clone());
        notices.push(context! {
            site => item.site, name, mode => item.mode.as_str(), more_than => item.more_than,
        });
    }
    Ok(notices)
}

/// Returns the choices of when mails are sent.
fn modes() -> Vec<Value> {
    let modes = NoticeMode::ALL.into_iter().map(|mode| {
        let label = Message::new(notice_label(mode)).to_text(language());
        context! { value => mode.as_str(), label }
    });
    modes.collect()
}

/// Answers a form of the page: with a redirect, or with the page and what was wrong.
pub(super) async fn answer(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (id, done): (Uuid, CompletedChange),
    (fields, specs): (&FormFields, &[FieldSpec]),
    result: Result<(), Problem>,
) -> Result<Response, Problem> {
    match result {
        Ok(()) => Ok(done.at(&path_of(id))),
        Err(problem) if ends_the_form(&problem) => Err(problem),
        Err(problem) => {
            let refused = RefusedChange {
                fields,
                specs,
                problem,
            };
            page(pages, moderator, (id, ""), Some(refused)).await
        }
    }
}

pub(super) async fn change_moderator(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    id: Uuid,
    body: serde_json::Value,
) -> Result<(), Problem> {
    let (api, body) = (&pages.administration.people, parse(body)?);
    let changed = api
        .change_moderator(moderator.clone(), param::Path(id), body)
        .await;
    changed.map(drop).map_err(Refused::into_problem)
}

#[handler]
pub(crate) async fn change(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    require(&moderator, Permission::ManageModerators)?;
    let changed = match profile_changes(pages, id, &fields).await {
        Ok(body) => change_moderator(pages, &moderator, id, body).await,
        Err(problem) => Err(problem),
    };
    let form = (&fields, &PROFILE[..]);
    answer(
        pages,
        &moderator,
        (id, CompletedChange::Saved),
        form,
        changed,
    )
    .await
}

/// Sets the display name of the own account.
#[handler]
pub(crate) async fn set_name(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let form = (&fields, &PROFILE[..1]);
    let changed = change_moderator(pages, &moderator, id, body_of(&fields, form.1)).await;
    let done = (id, CompletedChange::Saved);
    answer(pages, &moderator, done, form, changed).await
}

#[handler]
pub(crate) async fn set_notices(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let mode = fields.get("mode").unwrap_or_default();
    // The number stays in the form while another choice does not need it.
    let members = if mode == NoticeMode::MoreThan.as_str() {
        &NOTICES[1..]
    } else {
        &NOTICES[1..2]
    };
    let site = fields.get("site").unwrap_or_default().to_owned();
    let api = &pages.administration.notices;
    let set = match parse(body_of(&fields, members)) {
        Ok(body) => {
            let (id, site) = (param::Path(id), param::Path(site));
            let set = api.set_notices(moderator.clone(), id, site, body);
            set.await.map(drop).map_err(Refused::into_problem)
        }
        Err(problem) => Err(problem),
    };
    let form = (&fields, &NOTICES[..]);
    answer(pages, &moderator, (id, CompletedChange::Saved), form, set).await
}

/// Sets a password: the own one with the current password, and the one of another account as an owner.
#[handler]
pub(crate) async fn set_password(
    Data(pages): Data<&ModeratorPages>,
    context: RequestContext,
    Path(id): Path<Uuid>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let form = (&fields, &PASSWORDS[..]);
    let done = (id, CompletedChange::PasswordSet);
    if moderator.id != id {
        require(&moderator, Permission::ManageModerators)?;
        let body = body_of(&fields, &PASSWORDS[1..]);
        let changed = change_moderator(pages, &moderator, id, body).await;
        return answer(pages, &moderator, done, form, changed).await;
    }
    let set = set_own_password(pages, &context, &moderator, &fields).await;
    let (set, session) = match set {
        Ok(session) => (Ok(()), Some(session)),
        Err(problem) => (Err(problem), None),
    };
    let mut response = answer(pages, &moderator, done, form, set).await?;
    if let Some(session) = session {
        let cookie = pages.cookie.set(TokenKind::Session, Some(&session.token));
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Sets the password of the own account, which ends all its sessions, and starts a new one.
async fn set_own_password(
    pages: &ModeratorPages,
    context: &RequestContext,
    moderator: &CurrentModerator,
    fields: &FormFields,
) -> Result<NewModeratorSession, Problem> {
    let text = |name| SecretString::from(fields.get(name).unwrap_or_default().to_owned());
    let (current, new) = (text("current-password"), text("password"));
    let (moderators, login) = (&pages.moderators, moderator.login.as_str());
    moderators.check_password(&new, login).await?;
    // A stranger at an open session must not be able to take the account over. Attempts are limited as for signing in.
    let services = (moderators, &*pages.limits);
    let attempt = start_session(services, context.address, login, current).await;
    let attempt = attempt.map_err(|problem| match problem.code {
        Code::WrongPassword => {
            let message = Message::new("mod-current-password-wrong");
            Problem::field("current-password", "wrong", message)
        }
        _ => problem,
    })?;
    if let Err(error) = moderators.set_password(moderator.id, new.clone()).await {
        moderators.sign_out(&attempt.token.reveal()).await?;
        return Err(error.into());
    }
    Ok(moderators.sign_in(login, new, None).await?)
}
