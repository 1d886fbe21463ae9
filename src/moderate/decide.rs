//! The decisions about single comments and about those that are selected.

use minijinja::{Value, context, value::Serde};
use poem::{Response, handler, http::StatusCode, web::Data};
use uuid::Uuid;

use super::{
    address::QueueSelection,
    form::ModeratorForm,
    label::{action_label, number_of_comments, skip_label},
    notice::{CompletedAction, FormOutcome, last_change},
    queue::nav,
    row::{RowContext, rows},
    template::render,
};
use crate::{
    comment::Action,
    http::{Code, Problem, language},
    locale::Message,
    moderate::ModeratorPages,
    moderation::{
        Decided, Decision, Selection,
        api::{ModeratorScope, actor},
    },
    moderator::{CurrentModerator, Permission},
};

/// The largest number of rows in the answer to a script.
const ROWS_MAX: usize = 100;

#[handler]
pub(crate) async fn decide(
    Data(pages): Data<&ModeratorPages>,
    ModeratorForm {
        fields,
        back,
        moderator,
    }: ModeratorForm,
) -> Result<Response, Problem> {
    let (action, versions) = fields.decision()?;
    if versions.is_empty() {
        return Ok(super::see_other(&back.url()));
    }
    let scope = scope_for(pages, &moderator, action).await?;
    if action == Action::Delete && fields.get("sure").is_none() {
        let ids = versions
            .iter()
            .map(|(id, version)| format!("{id}.{version}"));
        return ask_to_erase(pages, &moderator, &back, ids.collect()).await;
    }
    let decision = Decision {
        selection: Selection::Ids(versions.keys().copied().collect()),
        action,
        note: None,
        versions,
        before: None,
        whole_comment: false,
        dry_run: false,
    };
    let decided = pages
        .moderation
        .moderation
        .decide(&actor(&moderator), &scope.ids(), &decision)
        .await?;
    let completed = CompletedAction::Decided(action);
    if fields.is_of_script() {
        return lines(pages, &moderator, &back, (completed, &decided, &[])).await;
    }
    let outcome = FormOutcome::new(completed, &decided);
    Ok(super::see_other(&outcome.url(&back)))
}

/// Returns the sites on which the moderator may take an action.
pub(super) async fn scope_for(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    action: Action,
) -> Result<ModeratorScope, Problem> {
    let permission = if action == Action::Delete {
        Permission::Erase
    } else {
        Permission::Decide
    };
    let scope = ModeratorScope::of(&pages.sites, moderator, None, permission).await?;
    if scope.ids().is_empty() {
        return Err(Problem::plain(Code::Forbidden));
    }
    Ok(scope)
}

/// Asks before comments are erased, which cannot be undone.
async fn ask_to_erase(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    back: &QueueSelection,
    ids: Vec<String>,
) -> Result<Response, Problem> {
    let language = language();
    let all = ModeratorScope::of(&pages.sites, moderator, None, Permission::ReadQueue).await?;
    let what = number_of_comments(ids.len(), language);
    let values = context! {
        nav => nav(pages, moderator, back, &all).await?,
        back => back.query(), back_url => back.url(), ids, what,
        action => Action::Delete.as_str(), form => "/moderate/decisions",
        label => Message::new(action_label(Action::Delete)).to_text(language), is_erasure => true,
    };
    render(StatusCode::OK, "matching.html", values)
}

/// Answers a script: one line for what was done, and the present rows of comments that were skipped or put back.
pub(super) async fn lines(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    back: &QueueSelection,
    (completed, decided, put_back): (CompletedAction, &Decided, &[Uuid]),
) -> Result<Response, Problem> {
    let language = language();
    let moderation = &pages.moderation.moderation;
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::ReadQueue).await?;
    let outcome = FormOutcome::new(completed, decided);
    let view = outcome.view(moderation, &scope.ids(), language).await?;
    let ids = decided.skipped.iter().map(|(id, _)| *id);
    let ids = ids.chain(put_back.iter().copied()).take(ROWS_MAX);
    let found = moderation
        .find_all(&scope.ids(), &ids.collect::<Vec<_>>())
        .await?;
    let places = found
        .iter()
        .map(|queued| (queued.comment.id, queued.comment.site));
    let places = places.collect::<std::collections::HashMap<_, _>>();
    let context = RowContext {
        pages,
        moderator,
        address: back,
        language,
    };
    let mut rows = rows(&context, found).await?;
    for row in &mut rows {
        row.is_subject = back.at == Some(row.id);
        let skipped = decided.skipped.iter().find(|(id, _)| *id == row.id);
        if let (Some((_, skip)), Some(site)) = (skipped, places.get(&row.id)) {
            let what = row.name().to_owned();
            let why = Message::new(skip_label(*skip))
                .with("what", what)
                .to_text(language);
            let last = last_change(moderation, *site, row.id, language).await?;
            row.note = Some(match last {
                Some(last) => format!("{why} {last}"),
                None => why,
            });
        }
    }
    let ids = decided.decided.iter();
    let ids = ids.map(|(id, _, version)| format!("{id}.{version}"));
    let values = context! {
        notice => view, rows => Serde(rows), back => back.query(), in_thread => back.at.is_some(),
        show_site => back.site.is_none() && scope.ids().len() > 1,
        ids => Value::from(ids.collect::<Vec<_>>()),
    };
    render(StatusCode::OK, "lines.html", values)
}
