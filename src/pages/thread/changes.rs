//! The reader's own comments on the whole page: links to change them, and the forms that edit and delete them.

use minijinja::{context, value::Serde};
use serde::Serialize;
use uuid::Uuid;

use super::{
    PageOptions, TEMPLATES, ThreadApi, ThreadSelection,
    scripts::STYLE,
    view::{ThreadLinks, ThreadView},
};
use crate::{
    closed_set::closed_set,
    comment::{AuthorView, Comment, RootOrder},
    commenter::Viewer,
    http::{API_BASE, Problem, ShownFieldError},
    locale::{Language, Message},
    site::Site,
};

closed_set! {
    /// The result of a form of the page, as the redirect to the page states it in `comment`.
    pub(super) enum ChangeResult {
        /// The new text is published.
        Saved = "saved",
        /// The comment waits for a moderator.
        Waiting = "waiting",
        /// The new text waits, and the earlier one stays published.
        EditWaiting = "edit-waiting",
        /// The comment is deleted.
        Deleted = "deleted",
    }
}

impl ChangeResult {
    /// Returns the result of an edit.
    pub(super) fn of(comment: &Comment) -> Self {
        if comment.edit.is_none() && comment.is_published() {
            Self::Saved
        } else if comment.edit.is_some() && comment.is_published() {
            Self::EditWaiting
        } else {
            Self::Waiting
        }
    }

    fn notice(self, language: Language) -> String {
        let key = match self {
            Self::Saved => "thread-saved",
            Self::Waiting => "posted-pending",
            Self::EditWaiting => "thread-edit-pending",
            Self::Deleted => "thread-deleted",
        };
        Message::new(key).to_text(language)
    }
}

/// Which of the forms a page shows, and for which comment.
#[derive(Clone, Copy, Debug)]
pub(super) enum RequestedChange {
    Edit(Uuid),
    Delete(Uuid),
}

/// The form that edits or deletes a comment, as `change.html` takes it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChangeForm {
    lang: &'static str,
    dir: &'static str,
    is_deletion: bool,
    action: String,
    /// Leads back to the comment.
    cancel_url: String,
    text: String,
    html: String,
    errors: Vec<ShownFieldError>,
}

impl ChangeForm {
    /// Returns the form that edits a comment.
    pub(super) fn edit(base_url: &str, site: &Site, comment: Comment, language: Language) -> Self {
        Self::new(base_url, site, comment, language, false)
    }

    fn new(
        base_url: &str,
        site: &Site,
        comment: Comment,
        language: Language,
        is_deletion: bool,
    ) -> Self {
        let AuthorView { comment, .. } = comment.into();
        let verb = if is_deletion { "delete" } else { "edit" };
        // Without the parameter, the page after the change would be in the language of the site.
        let query = if language == site.policy.language {
            String::new()
        } else {
            format!("?lang={}", language.as_str())
        };
        Self {
            lang: language.as_str(),
            dir: language.direction(),
            is_deletion,
            action: format!(
                "{base_url}{API_BASE}/sites/{}/comments/{}/{verb}{query}",
                site.slug, comment.id
            ),
            cancel_url: url_of(base_url, site, &comment.page, language, (comment.id, None)),
            text: comment.text,
            html: comment.html,
            errors: Vec::new(),
        }
    }

    /// Renders the page of a refused edit: the form with what was typed and a message beside the field.
    pub(super) fn refused(
        mut self,
        site: &Site,
        text: String,
        problem: &Problem,
        language: Language,
    ) -> Result<String, Problem> {
        self.text = text;
        let errors = problem.errors.iter();
        self.errors = errors.map(|error| error.shown(language)).collect();
        let values = context! {
            lang => language.as_str(), site_name => site.name.clone(), style => STYLE.path(),
            heading => problem.code.title_in(language), message => problem.detail.to_text(language),
            form => Serde(self),
        };
        TEMPLATES
            .get_template("change_refused.html")
            .and_then(|template| template.render(values))
            .map_err(Problem::internal)
    }
}

/// Returns the URL of the thread's page at a comment, with the result of a change.
pub(super) fn url_of(
    base_url: &str,
    site: &Site,
    page: &str,
    language: Language,
    (comment, result): (Uuid, Option<ChangeResult>),
) -> String {
    let links = ThreadLinks::new(base_url, site, page, language, RootOrder::default());
    let id = comment.to_string();
    match result {
        Some(ChangeResult::Deleted) => {
            let result = ChangeResult::Deleted.as_str();
            links.with(&[("comment", result)]) + "#notice"
        }
        Some(result) => {
            let parameters = [("around", id.as_str()), ("comment", result.as_str())];
            links.with(&parameters) + "#comment-" + &id
        }
        None => links.with(&[("around", &id)]) + "#comment-" + &id,
    }
}

/// The links from other pages of this server to a comment of the reader and to the forms that change it.
#[derive(Debug)]
pub(crate) struct OwnCommentLinks {
    pub(crate) thread: String,
    pub(crate) edit: String,
    pub(crate) delete: String,
}

impl OwnCommentLinks {
    pub(crate) fn new(base_url: &str, site: &Site, comment: &Comment, language: Language) -> Self {
        let page = comment.page.as_str();
        let id = comment.id.to_string();
        let links = ThreadLinks::new(base_url, site, page, language, RootOrder::default());
        Self {
            thread: url_of(base_url, site, page, language, (comment.id, None)),
            edit: links.to_change("edit", &id),
            delete: links.to_change("delete", &id),
        }
    }
}

/// The notices and the form of a page about the reader's own comments.
#[derive(Debug, Default, Serialize)]
pub(super) struct OwnChanges {
    notice: Option<String>,
    /// Why the requested form is not shown.
    alert: Option<String>,
    form: Option<ChangeForm>,
}

impl ThreadApi {
    /// Adds the reader's comments that can still be changed to the thread, with links to the forms, and returns the
    /// form that the reader asked for.
    pub(super) async fn own_changes(
        &self,
        thread: &mut ThreadView,
        selection: &ThreadSelection,
        viewer: Option<&Viewer>,
        options: PageOptions,
    ) -> Result<OwnChanges, Problem> {
        let ThreadSelection {
            site,
            page,
            language,
            ..
        } = selection;
        if let Some(viewer) = viewer {
            let own = self
                .submissions
                .changeable_comments(site, page, viewer)
                .await?;
            thread.add_own(own, &self.links(selection), *language);
        }
        let notice = options.result.map(|result| result.notice(*language));
        let mut changes = OwnChanges {
            // The browser scrolls to the comment, where the notice is seen.
            notice: notice.and_then(|notice| thread.put_note(options.around, notice)),
            ..OwnChanges::default()
        };
        let Some(requested) = options.change else {
            return Ok(changes);
        };
        let (id, is_deletion) = match requested {
            RequestedChange::Edit(id) => (id, false),
            RequestedChange::Delete(id) => (id, true),
        };
        match self.submissions.changeable_comment(site, id, viewer).await {
            Ok(comment) => {
                let form = ChangeForm::new(&self.base_url, site, comment, *language, is_deletion);
                changes.form = Some(form);
            }
            Err(problem) if problem.code.status().is_server_error() => return Err(problem),
            Err(problem) => changes.alert = Some(problem.detail.to_text(*language)),
        }
        Ok(changes)
    }
}
