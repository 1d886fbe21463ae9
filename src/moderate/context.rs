//! A comment with those around it, what was decided about it, and the form for a reply.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{
    address::QueueAddress,
    label::{logged_action, shown_name, shown_time},
    notice::FormOutcome,
    queue::nav,
    row::{RowContext, rows},
    session::{ask, current, requested},
    template::render,
};
use crate::{
    comment::CommentStatus,
    http::{Problem, language},
    locale::Language,
    moderate::ModeratorPages,
    moderation::{LogLine, api::ModeratorScope},
    moderator::{CurrentModerator, Permission},
};

/// What the page shows besides the comments.
#[derive(Debug, Default)]
pub(super) struct ContextState {
    /// The result of the last form.
    pub(super) outcome: Option<FormOutcome>,
    /// The text of a reply that was not published, and why.
    pub(super) text: String,
    pub(super) message: Option<String>,
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let Some(moderator) = current(request, pages).await? else {
        return ask(request, pages, &requested(request));
    };
    let query = request.uri().query().unwrap_or_default();
    let list = QueueAddress::parse(query);
    let state = ContextState {
        outcome: FormOutcome::parse(query),
        ..ContextState::default()
    };
    page(pages, &moderator, (id, &list), (StatusCode::OK, state)).await
}

pub(super) async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (id, list): (Uuid, &QueueAddress),
    (status, state): (StatusCode, ContextState),
) -> Result<Response, Problem> {
    let language = language();
    let here = list.around(id);
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::ReadQueue).await?;
    let moderation = &pages.moderation.moderation;
    let found = moderation.find(&scope.ids(), id).await?;
    let comment = found
        .ok_or_else(|| Problem::missing("problem-no-comment"))?
        .comment;
    let site = pages.sites.by_id(comment.site).await;
    let site = site.ok_or_else(|| Problem::missing("problem-no-site"))?;
    let around = moderation.around(&comment).await?;
    let history = moderation.history(comment.site, id).await?;
    let context = RowContext {
        pages,
        moderator,
        address: &here,
        language,
    };
    let mut rows = rows(&context, around).await?;
    for row in &mut rows {
        row.is_subject = row.id == id;
    }
    let subject = rows.iter().find(|row| row.id == id);
    let subject = subject.map(|row| row.page.clone());
    let notice = match &state.outcome {
        Some(outcome) => Some(outcome.view(moderation, &scope.ids(), language).await?),
        None => None,
    };
    let history = history.iter().map(|line| log_entry(line, language));
    let may_reply = comment.status != CommentStatus::Deleted
        && moderator.may(Permission::Decide, Some(site.id));
    let values = context! {
        nav => nav(pages, moderator, list, &scope).await?,
        notice, rows => Serde(rows), in_thread => true, history => history.collect::<Vec<_>>(),
        back => list.query(), back_url => list.url(), here => here.query(), page => Serde(subject),
        name => shown_name(&comment.name, language), id => id.to_string(), version => comment.version,
        site_shown => site.name.clone(), as_name => moderator.public_name(&site).to_owned(), may_reply,
        text => state.text, message => state.message,
    };
    render(status, "context.html", values)
}

fn log_entry(line: &LogLine, language: Language) -> Value {
    context! {
        login => line.login.clone(), action => logged_action(&line.action, language),
        at => line.at.rfc3339(), when => shown_time(line.at), note => line.note.clone(),
    }
}
