//! What the forms of the context page share: the comment that they are about, and their answers.

use std::sync::Arc;

use minijinja::{context, value::Serde};
use poem::{Response, http::StatusCode};
use uuid::Uuid;

use super::{
    ModeratorPages,
    context::{ContextState, RefusedForm, page},
    form::ModeratorForm,
    notice::{ContextChange, FormOutcome},
    row::{RowContext, rows},
    template::render,
};
use crate::{
    comment::Comment,
    http::{Problem, language},
    locale::Message,
    moderation::api::ModeratorScope,
    moderator::{CurrentModerator, Permission},
    site::Site,
};

/// The comment that a form is about.
pub(super) struct FormSubject {
    pub(super) comment: Comment,
    pub(super) site: Arc<Site>,
    /// The sites on which the moderator may do what the form asks for.
    pub(super) scope: ModeratorScope,
}

impl FormSubject {
    /// Finds a comment on the sites where the moderator has the permission.
    pub(super) async fn find(
        pages: &ModeratorPages,
        moderator: &CurrentModerator,
        id: Uuid,
        permission: Permission,
    ) -> Result<Self, Problem> {
        let scope = ModeratorScope::of(&pages.sites, moderator, None, permission).await?;
        let moderation = &pages.moderation.moderation;
        let found = moderation.find(&scope.ids(), id).await?;
        let comment = found
            .ok_or_else(|| Problem::missing("problem-no-comment"))?
            .comment;
        let site = pages.sites.by_id(comment.site).await;
        let site = site.ok_or_else(|| Problem::missing("problem-no-site"))?;
        Ok(Self {
            comment,
            site,
            scope,
        })
    }
}

/// Answers a form: for a script with the present row of the comment, otherwise with a redirect to the context page.
pub(super) async fn answer(
    pages: &ModeratorPages,
    form: &ModeratorForm,
    id: Uuid,
    changed: Result<ContextChange, (&'static str, Problem)>,
) -> Result<Response, Problem> {
    let change = match changed {
        Ok(change) => change,
        Err((section, problem)) => return refuse(pages, form, id, (section, problem)).await,
    };
    if !form.fields.is_of_script() {
        let outcome = FormOutcome::of_change(change, id);
        return Ok(super::see_other(&outcome.url(&form.back.around(id))));
    }
    let (moderator, language) = (&form.moderator, language());
    let scope = ModeratorScope::of(&pages.sites, moderator, None, Permission::ReadQueue).await?;
    let found = pages.moderation.moderation.find(&scope.ids(), id).await?;
    let context = RowContext {
        pages,
        moderator,
        address: &form.back,
        language,
    };
    let values = context! {
        rows => Serde(rows(&context, found.into_iter().collect()).await?), back => form.back.query(),
        show_site => form.back.site.is_none() && scope.ids().len() > 1,
        done => Message::new(change.label()).to_text(language),
    };
    render(StatusCode::OK, "lines.html", values)
}

/// Shows the context page again, with what was written and why nothing was done.
async fn refuse(
    pages: &ModeratorPages,
    form: &ModeratorForm,
    id: Uuid,
    (section, problem): (&'static str, Problem),
) -> Result<Response, Problem> {
    let status = problem.code.status();
    if status.is_server_error() || status == StatusCode::NOT_FOUND {
        return Err(problem);
    }
    let state = ContextState {
        outcome: None,
        refused: Some(RefusedForm::new(
            section,
            &form.fields,
            &problem,
            language(),
        )),
    };
    page(pages, &form.moderator, (id, &form.back), (status, state)).await
}
