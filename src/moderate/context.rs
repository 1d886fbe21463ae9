//! A comment with those around it, what was decided about it, and the form for a reply.

use std::collections::HashMap;

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    address::QueueSelection,
    author_notes::note_view,
    form::FormFields,
    label::{logged_action, shown_name, shown_time},
    notice::FormOutcome,
    queue::nav,
    row::{RowContext, rows},
    session::SignedIn,
    template::render,
    thread::thread_view,
};
use crate::{
    comment::{CommentRevision, CommentStatus},
    http::{Problem, language},
    locale::{Language, Message},
    moderate::ModeratorPages,
    moderation::{LogLine, api::ModeratorScope},
    moderator::{CurrentModerator, Permission},
    render::render as render_markdown,
};

/// What the page shows besides the comments.
#[derive(Debug, Default)]
pub(super) struct ContextState {
    /// The result of the last form.
    pub(super) outcome: Option<FormOutcome>,
    /// The form that was refused.
    pub(super) refused: Option<RefusedForm>,
}

/// A form of the page that was refused, with what was written into it and why.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RefusedForm {
    /// The id of the section with the form.
    section: &'static str,
    message: String,
    fields: HashMap<String, String>,
    /// Whether a script takes the form and the row of the comment from the page, and puts them into its list.
    #[serde(skip)]
    is_part: bool,
    #[serde(skip)]
    problem: Problem,
}

impl RefusedForm {
    pub(super) fn new(
        section: &'static str,
        fields: &FormFields,
        problem: &Problem,
        language: Language,
    ) -> Self {
        let message = problem
            .errors
            .first()
            .map_or(&problem.detail, |error| &error.message);
        Self {
            section,
            message: message.to_text(language),
            fields: fields.to_map(),
            is_part: fields.is_of_script(),
            problem: problem.clone(),
        }
    }

    /// Says before the reason that a reply is not published, although its parent was approved for it.
    pub(super) fn after_approval(mut self, language: Language) -> Self {
        self.message = Message::new("mod-not-replied")
            .with("why", self.message)
            .to_text(language);
        self
    }
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    SignedIn(moderator): SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let list = QueueSelection::parse(query);
    let state = ContextState {
        outcome: FormOutcome::parse(query),
        ..ContextState::default()
    };
    page(pages, &moderator, (id, &list), (StatusCode::OK, state)).await
}

pub(super) async fn page(
    pages: &ModeratorPages,
    moderator: &CurrentModerator,
    (id, list): (Uuid, &QueueSelection),
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
    let notes = moderation.notes_of(&comment).await?;
    let revisions = moderation.revisions(comment.site, id).await?;
    let is_part = state.refused.as_ref().is_some_and(|form| form.is_part);
    let context = RowContext {
        pages,
        moderator,
        address: if is_part { list } else { &here },
        language,
    };
    let mut rows = rows(&context, around).await?;
    for row in &mut rows {
        row.is_subject = row.id == id && !is_part;
    }
    let subject = rows.iter().find(|row| row.id == id);
    let subject = subject.map(|row| row.page.clone());
    let notice = match &state.outcome {
        Some(outcome) => Some(outcome.view(moderation, &scope.ids(), language).await?),
        None => None,
    };
    let history = history.iter().map(|line| log_entry(line, language));
    let is_present = comment.status != CommentStatus::Deleted;
    let may = |permission| is_present && moderator.may(permission, Some(site.id));
    let thread = thread_view(pages, moderator, (&comment, &site), list, language).await?;
    if let Some(refused) = &state.refused {
        let is_shown = match refused.section {
            "reply" => may(Permission::Decide),
            "notes" => may(Permission::Decide) && comment.author.is_some(),
            "edit" => may(Permission::Edit),
            _ => thread.is_some(),
        };
        // The comment was erased meanwhile, for example: what was typed needs another place.
        if !is_shown {
            return Err(refused.problem.clone());
        }
    }
    let revisions = revisions.iter().rev();
    let revisions = revisions.map(|revision| revision_view(revision, language));
    let values = context! {
        nav => nav(pages, moderator, list, &scope).await?,
        notice, rows => Serde(rows), in_thread => !is_part,
        show_site => list.site.is_none() && scope.ids().len() > 1, history => history.collect::<Vec<_>>(),
        back => list.query(), back_url => list.url(), here => here.query(), page => Serde(subject),
        name => shown_name(&comment.name, language), id => id.to_string(), version => comment.version,
        site_shown => site.name.clone(), as_name => moderator.public_name(&site).to_owned(),
        may_reply => may(Permission::Decide), may_edit => may(Permission::Edit), is_author_known => comment.author.is_some(),
        author_name => comment.name.clone(), text => comment.text.clone(), thread, refused => Serde(state.refused),
        notes => notes.iter().map(note_view).collect::<Vec<_>>(), revisions => revisions.collect::<Vec<_>>(),
        key => pages.clock.id().to_string(),
    };
    render(status, "context.html", values)
}

fn log_entry(line: &LogLine, language: Language) -> Value {
    context! {
        login => line.login.clone(), action => logged_action(&line.action, language),
        at => line.at.rfc3339(), when => shown_time(line.at), note => line.note.clone(),
    }
}

/// Returns an earlier version as the context page shows it.
fn revision_view(revision: &CommentRevision, language: Language) -> Value {
    context! {
        name => shown_name(&revision.name, language), login => revision.login.clone(),
        at => revision.at.rfc3339(), when => shown_time(revision.at), html => render_markdown(&revision.text),
    }
}
