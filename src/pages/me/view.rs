//! The contents of the page `/me`.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use serde::Serialize;

use super::{super::isolate, comments, viewer};
use crate::{
    clock::Timestamp,
    commenter::{EMAIL, Viewer},
    http::{Problem, language},
    locale::Message,
    moderator::Role,
    pages::{Pages, page},
    token::TokenKind,
};

/// The result of the form that was just sent, to be shown on the page.
#[derive(Debug, Default)]
pub(super) struct FormResult {
    /// What was done, as a catalog entry.
    pub(super) notice: Option<&'static str>,
    /// Why it was refused.
    pub(super) problem: Option<Problem>,
    pub(super) typed: RetypedFields,
    /// The cursor of the part of the comments to show.
    pub(super) after: Option<String>,
}

/// What was typed, to fill the fields again.
#[derive(Debug, Default, Serialize)]
pub(super) struct RetypedFields {
    pub(super) email: Option<String>,
    /// The email address that a code was entered for.
    pub(super) code_email: Option<String>,
    /// The request that the code answers.
    pub(super) code_attempt: Option<String>,
    pub(super) name: Option<String>,
    pub(super) website: Option<String>,
    pub(super) comments: Option<String>,
    /// The login of a moderator.
    pub(super) login: Option<String>,
}

/// Renders the page with a problem.
pub(super) async fn refuse(
    request: &Request,
    pages: &Pages,
    problem: Problem,
    typed: RetypedFields,
) -> Result<Response, Problem> {
    if problem.code.status().is_server_error() {
        return Err(problem);
    }
    let (status, retry_after) = (problem.code.status(), problem.retry_after);
    let said = FormResult {
        problem: Some(problem),
        typed,
        ..FormResult::default()
    };
    let mut response = render(request, pages, status, said).await?;
    if let Some(after) = retry_after {
        let seconds = after.as_millis().div_ceil(1000).to_string();
        if let Ok(seconds) = HeaderValue::try_from(seconds) {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
    }
    Ok(response)
}

pub(super) async fn render(
    request: &Request,
    pages: &Pages,
    status: StatusCode,
    said: FormResult,
) -> Result<Response, Problem> {
    let viewer = viewer(request, pages).await?;
    let waiting = match pages.sign_in.cookie.of(request, TokenKind::Browser) {
        Some(browser) => pages.people.pending_email_code(&browser).await?,
        None => None,
    };
    let waiting = waiting.map(|(email, attempt)| (email, pages.people.reveal_attempt(attempt)));
    let typed = said.typed.code_email.clone();
    let typed = typed.map(|email| (email, said.typed.code_attempt.clone().unwrap_or_default()));
    let waiting = typed.or(waiting);
    let waiting = waiting.map(|(email, attempt)| context! { email, attempt });
    let me = match &viewer {
        Some(viewer) => Some(me(pages, viewer, said.after.as_deref()).await?),
        None => None,
    };
    let language = language();
    let (message, errors) = match said.problem {
        Some(problem) => {
            let errors = problem.errors.iter().map(|error| error.shown(language));
            let message = problem.detail.to_text(language);
            (Some(message), errors.collect::<Vec<_>>())
        }
        None => (None, Vec::new()),
    };
    let notice = said.notice.map(|key| Message::new(key).to_text(language));
    let providers = pages.people.providers().list();
    let providers = providers.map(|(id, name)| context! { id, name });
    let context = context! {
        lang => language.as_str(), notice, message, errors => Serde(errors), typed => Serde(said.typed),
        providers => providers.collect::<Vec<_>>(), can_mail => pages.people.can_mail(), waiting, me,
    };
    let mut response = page(status, "me.html", context)?;
    // Not `no-referrer`: with it, forms would be sent without their origin.
    let policy = HeaderValue::from_static("same-origin");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    isolate(&mut response);
    Ok(response)
}

/// Returns everything that the page shows about the signed-in person.
async fn me(pages: &Pages, viewer: &Viewer, after: Option<&str>) -> Result<Value, Problem> {
    let written = comments::part(pages, viewer, after).await?;
    let person = &viewer.person;
    let known = pages.people.identities(person.id).await?;
    let is_last = known.len() < 2;
    let identities = known.iter().map(|known| {
        context! {
            issuer => known.issuer.clone(), subject => known.subject.clone(), name => known.name.clone(), email => known.email.clone(),
            provider => provider_name(pages, &known.provider), used => day(known.used_at), is_last,
            this => known.issuer == viewer.issuer && known.subject == viewer.subject,
        }
    });
    let identities = identities.collect::<Vec<_>>();
    let mut sessions = Vec::new();
    for held in pages.people.sessions(person.id).await? {
        let site = match held.site {
            Some(site) => pages.sites.by_id(site).await,
            None => None,
        };
        sessions.push(context! {
            id => held.id.to_string(), site => site.map(|site| site.name.clone()),
            provider => provider_name(pages, &held.provider), used => day(held.used_at),
            this => held.id == viewer.session, role => held.role.map(Role::as_str),
        });
    }
    let link = viewer.link.as_ref().map(|link| {
        context! {
            login => link.login.clone(), name => link.name.clone(), role => link.role.as_str(),
            since => day(link.linked_at),
        }
    });
    let mut offers = Vec::new();
    for email in pages.people.verified_emails(person.id).await? {
        let count = pages.comments.adoptable(&email).await?;
        if count > 0 {
            offers.push(context! { email => email.as_str(), count });
        }
    }
    Ok(context! {
        name => person.name.clone(), website => person.website.clone(), picture => person.picture.to_string(),
        kind => if viewer.is_by_mail() { "email" } else { "account" },
        provider => provider_name(pages, &viewer.provider), identities, sessions, offers, link, written => Serde(written),
    })
}

fn provider_name(pages: &Pages, id: &str) -> String {
    if id == EMAIL {
        return Message::new("sign-in-mail").to_text(language());
    }
    let name = pages.people.providers().name_of(id);
    name.unwrap_or(id).to_owned()
}

fn day(at: Timestamp) -> String {
    at.rfc3339()[..10].to_owned()
}
