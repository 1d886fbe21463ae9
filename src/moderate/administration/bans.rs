//! `/moderate/bans`: the bans, and what became of the comments that a new one was also about.

use minijinja::{Value, context};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use poem_openapi::param;
use url::form_urlencoded;
use uuid::Uuid;

use super::page::{AdministrationPage, CompletedChange, list_after, parameter};
use crate::{
    ban::BanKind,
    http::{Problem, Refused, language},
    locale::{Language, Message},
    moderate::{
        ModeratorPages,
        form::ModeratorForm,
        label::{number_of_comments, shown_time},
        session::SignedIn,
    },
    moderation::api::{BanInfo, ModeratorScope, actor},
    moderator::{CurrentModerator, Permission},
};

/// The path of the list.
pub(super) const BANS: &str = "/moderate/bans";

/// The number of characters shown of a hashed subject.
const HASH_SHOWN: usize = 12;

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
    let given = |name| param::Query(parameter(query, name).filter(|value| !value.is_empty()));
    let api = &pages.administration.bans;
    let found = api.list(
        moderator.clone(),
        given("site"),
        param::Query(None),
        given("after"),
    );
    let found = found.await.map_err(Refused::into_problem)?.0;
    let language = language();
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::Ban).await?;
    let bans = found.items.into_iter().map(|ban| ban_view(ban, language));
    let page = AdministrationPage {
        pages,
        moderator,
        query,
        section: "bans",
        template: "bans.html",
    };
    let site = given("site").0;
    let list_url = |after: Option<&str>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(site.as_deref().map(|site| ("site", site)));
        query.extend_pairs(after.map(|after| ("after", after)));
        let query = query.finish();
        let sign = if query.is_empty() { "" } else { "?" };
        format!("{BANS}{sign}{query}")
    };
    let next = found.next.as_deref().map(|next| list_url(Some(next)));
    let values = context! {
        bans => bans.collect::<Vec<_>>(), next, show_site => scope.ids().len() > 1,
        may_ban => !scope.ids().is_empty(),
        first => parameter(query, "after").map(|_| list_url(None)),
        moved => progress(pages, moderator, query, language).await?,
    };
    page.render(status, values).await
}

fn ban_view(ban: BanInfo, language: Language) -> Value {
    let subject = match ban.kind {
        BanKind::Domain | BanKind::Network => ban.subject,
        BanKind::Person | BanKind::Email => {
            let hash = || {
                format!(
                    "{}…",
                    ban.subject.chars().take(HASH_SHOWN).collect::<String>()
                )
            };
            ban.hint.unwrap_or_else(hash)
        }
    };
    context! {
        id => ban.id.to_string(), site => ban.site, subject, shadow => ban.shadow, note => ban.note,
        kind => Message::new(kind_label(ban.kind)).to_text(language),
        by => Message::new("mod-added-by").with("login", ban.login)
            .with("time", shown_time(ban.created_at.0)).to_text(language),
        until => ban.until.map(|until| {
            Message::new("mod-ban-ends").with("time", shown_time(until.0)).to_text(language)
        }),
    }
}

/// Returns the catalog entry with the name of a kind.
pub(super) const fn kind_label(kind: BanKind) -> &'static str {
    match kind {
        BanKind::Person => "mod-kind-person",
        BanKind::Email => "mod-kind-email",
        BanKind::Domain => "mod-kind-domain",
        BanKind::Network => "mod-kind-network",
    }
}

/// Returns how far the decision about existing comments is that the query names.
async fn progress(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    query: &str,
    language: Language,
) -> Result<Option<Value>, Problem> {
    let batch = parameter(query, "batch").and_then(|batch| Uuid::try_parse(&batch).ok());
    let Some(batch) = batch else { return Ok(None) };
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::Decide).await?;
    let moderation = &pages.moderation.moderation;
    let (actor, sites) = (actor(moderator), scope.ids());
    let progress = moderation.progress(&actor, &sites, batch);
    let Some(progress) = progress.await? else {
        return Ok(None);
    };
    let number =
        |count: u64| number_of_comments(usize::try_from(count).unwrap_or(usize::MAX), language);
    let line = if progress.has_ended {
        Message::new("mod-ban-moved").with("what", number(progress.decided))
    } else {
        Message::new("mod-ban-moving")
            .with("done", progress.done.to_string())
            .with("what", number(progress.total))
    };
    let can_be_undone = progress.has_ended && progress.decided > 0;
    Ok(Some(context! {
        line => line.to_text(language), batch => batch.to_string(), can_be_undone,
        is_running => !progress.has_ended,
        again => format!("{BANS}?done={}&batch={batch}", CompletedChange::BanAdded.as_str()),
    }))
}

#[handler]
pub(crate) async fn lift(
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
    ModeratorForm { moderator, .. }: ModeratorForm,
) -> Result<Response, Problem> {
    let api = &pages.administration.bans;
    let ended = api.end(moderator.clone(), param::Path(id)).await;
    match ended.map_err(Refused::into_problem) {
        Ok(_) => Ok(CompletedChange::BanLifted.at(BANS)),
        Err(problem) => list(pages, &moderator, list_after(problem)?).await,
    }
}
