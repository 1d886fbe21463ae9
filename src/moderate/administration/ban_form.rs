//! `/moderate/bans/new`: a ban to add; with `?comment=` of the author of a comment.

use std::time::Duration;

use minijinja::{Value, context, value::Serde};
use poem::{Request, Response, handler, http::StatusCode, web::Data};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    bans::{BANS, kind_label},
    form_view::{FieldKind, FieldSpec, FormView, body_of, parse, set_member},
    page::{AdministrationPage, CompletedChange, ends_the_form, parameter},
};
use crate::{
    ban::BanKind,
    comment::Comment,
    http::{Code, Problem, language},
    locale::{Language, Message},
    moderate::{
        ModeratorPages,
        form::{FormFields, ModeratorForm},
        label::shown_name,
        see_other,
        session::SignedIn,
    },
    moderation::api::ModeratorScope,
    moderator::{CurrentModerator, Permission},
};

/// How long a form waits until the existing comments are moved. Then the list shows the progress.
const MOVE_WAIT: Duration = Duration::from_secs(2);

/// The members of the body of `create_ban`.
const BAN: [FieldSpec; 7] = [
    ("site", FieldKind::Text),
    ("kind", FieldKind::Text),
    ("subject", FieldKind::Text),
    ("shadow", FieldKind::Flag),
    ("note", FieldKind::Optional),
    ("until", FieldKind::Optional),
    ("also", FieldKind::Optional),
];

/// What can be banned of the author of a comment.
#[derive(Debug, Serialize)]
struct BanChoice {
    kind: BanKind,
    label: &'static str,
    /// The subject as the API takes it.
    #[serde(skip)]
    subject: String,
    shown: String,
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let comment = match parameter(query, "comment") {
        Some(id) => Some(find_comment(pages, &moderator, &id).await?),
        None => None,
    };
    let mut form = FormView::default();
    for name in ["site", "kind", "subject"] {
        form.set(name, parameter(query, name).unwrap_or_default());
    }
    if let Some(first) = comment
        .as_ref()
        .and_then(|comment| choices(comment).into_iter().next())
    {
        form.set("kind", first.kind.as_str());
    }
    page(pages, &moderator, (StatusCode::OK, form), comment.as_ref()).await
}

#[handler]
pub(crate) async fn add(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields, moderator, ..
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let comment = match fields.get("comment") {
        Some(id) => Some(find_comment(pages, &moderator, id).await?),
        None => None,
    };
    match add_ban(pages, &moderator, &fields, comment.as_ref()).await {
        Ok(batch) => {
            let batch = batch.map(|batch| format!("&batch={batch}"));
            let done = CompletedChange::BanAdded.as_str();
            let more = batch.unwrap_or_default();
            Ok(see_other(&format!("{BANS}?done={done}{more}#done")))
        }
        Err(problem) if ends_the_form(&problem) => Err(problem),
        Err(problem) => {
            let form = FormView::typed(&fields, &BAN).refuse(&problem, &BAN);
            let state = (problem.code.status(), form);
            page(pages, &moderator, state, comment.as_ref()).await
        }
    }
}

/// Adds the ban. Returns the id of the decision about existing comments.
async fn add_ban(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    fields: &FormFields,
    comment: Option<&Comment>,
) -> Result<Option<Uuid>, Problem> {
    let mut body = body_of(fields, &BAN);
    if let Some(until) = fields.get("until").and_then(in_utc) {
        set_member(&mut body, "until", until.into());
    }
    if let Some(comment) = comment {
        let site = pages.sites.by_id(comment.site).await;
        let site = site.ok_or_else(|| Problem::missing("problem-no-site"))?;
        set_member(&mut body, "site", json!(site.slug));
        let kind = fields.get("kind");
        let choices = choices(comment).into_iter();
        let mut choices = choices.filter(|choice| Some(choice.kind.as_str()) == kind);
        let subject = choices.next().map(|choice| choice.subject);
        set_member(&mut body, "subject", json!(subject.unwrap_or_default()));
    }
    let api = &pages.administration.bans;
    api.start(moderator, parse(body)?.0, MOVE_WAIT).await
}

/// Returns the time that a browser sends, which has no time zone and seldom seconds, in UTC, as the label of the field
/// says; `None` for any other text.
fn in_utc(text: &str) -> Option<String> {
    let (date, time) = text.trim().split_once('T')?;
    if time.contains(['Z', 'z', '+', '-']) {
        return None;
    }
    let seconds = if time.matches(':').count() == 1 {
        ":00"
    } else {
        ""
    };
    Some(format!("{date}T{time}{seconds}Z"))
}

/// Returns a comment on a site on which the moderator may ban.
async fn find_comment(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    id: &str,
) -> Result<Comment, Problem> {
    let missing = || Problem::missing("problem-no-comment");
    let id = Uuid::try_parse(id).map_err(|_| missing())?;
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::Ban).await?;
    let found = pages.moderation.moderation.find(&scope.ids(), id).await?;
    Ok(found.ok_or_else(missing)?.comment)
}

/// Returns what can be banned of the author of a comment, the narrowest first.
fn choices(comment: &Comment) -> Vec<BanChoice> {
    let choice = |kind, subject: String, shown: String| BanChoice {
        kind,
        label: kind_label(kind),
        subject,
        shown,
    };
    let person = comment.identity.as_ref().map(|identity| {
        let name = shown_name(&comment.name, language());
        choice(BanKind::Person, identity.person.to_string(), name)
    });
    let email = comment.email.as_deref();
    let domain = email.and_then(|email| email.rsplit_once('@'));
    let email = email.map(|email| choice(BanKind::Email, email.to_owned(), email.to_owned()));
    let domain =
        domain.map(|(_, domain)| choice(BanKind::Domain, domain.to_owned(), domain.to_owned()));
    let network = comment.network.as_ref();
    let network = network.map(|network| choice(BanKind::Network, network.clone(), network.clone()));
    let all = [person, email, network, domain];
    all.into_iter().flatten().collect()
}

/// Returns the kinds whose subject can be typed.
fn kinds(language: Language) -> Vec<Value> {
    let kinds = [BanKind::Email, BanKind::Domain, BanKind::Network];
    let kinds = kinds.map(|kind| {
        let label = Message::new(kind_label(kind)).to_text(language);
        context! { value => kind.as_str(), label }
    });
    kinds.to_vec()
}

async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (status, form): (StatusCode, FormView),
    comment: Option<&Comment>,
) -> Result<Response, Problem> {
    let language = language();
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::Ban).await?;
    let mut sites = Vec::new();
    for id in scope.ids() {
        if let Some(site) = pages.sites.by_id(id).await {
            sites.push(context! { value => site.slug.clone(), label => site.name.clone() });
        }
    }
    if sites.is_empty() {
        return Err(Problem::plain(Code::Forbidden));
    }
    let page = AdministrationPage {
        pages,
        moderator,
        query: "",
        section: "bans",
        template: "ban_form.html",
    };
    let of_comment = comment.map(|comment| {
        context! {
            id => comment.id.to_string(), name => shown_name(&comment.name, language),
            choices => Serde(choices(comment)),
        }
    });
    let values =
        context! { form => Serde(form), sites, kinds => kinds(language), comment => of_comment };
    page.render(status, values).await
}
