//! What the pages of administration share: the frame, the result of the last form, what a form that was refused shows.

use minijinja::{Value, context};
use poem::{Response, http::StatusCode};
use url::form_urlencoded;

use crate::{
    closed_set::closed_set,
    http::{Code, Problem, language},
    locale::Message,
    moderate::{ModeratorPages, address::QueueSelection, queue::nav, see_other, template::render},
    moderation::api::ModeratorScope,
    moderator::{CurrentModerator, Permission},
};

closed_set! {
    /// What the last form did, as the URL after the redirect says it.
    pub(super) enum CompletedChange {
        Saved = "saved",
        Added = "added",
        Removed = "removed",
        BanAdded = "ban_added",
        BanLifted = "ban_lifted",
        PasswordSet = "password_set",
        KeyRevoked = "key_revoked",
        ConfirmationSent = "confirmation_sent",
        EmailDropped = "email_dropped",
        AlreadyGone = "already_gone",
    }
}

impl CompletedChange {
    const fn label(self) -> &'static str {
        match self {
            Self::Saved => "mod-saved",
            Self::Added => "mod-added",
            Self::Removed => "mod-removed",
            Self::BanAdded => "mod-ban-added",
            Self::BanLifted => "mod-ban-lifted",
            Self::PasswordSet => "mod-password-set",
            Self::KeyRevoked => "mod-key-revoked",
            Self::ConfirmationSent => "mod-email-sent",
            Self::EmailDropped => "mod-email-dropped",
            Self::AlreadyGone => "mod-already-gone",
        }
    }

    /// Redirects to a page that says what was done.
    pub(super) fn at(self, path: &str) -> Response {
        see_other(&format!("{path}?done={}#done", self.as_str()))
    }
}

/// The query of the list after a form that removes something, and nothing was there: a double click, or another moderator,
/// had removed it.
const ALREADY_GONE: &str = "done=already_gone";

/// Returns how a list is shown after a form that removes something from it was refused: the list says it if nothing was
/// there.
pub(super) fn list_after(refusal: Problem) -> Result<(&'static str, StatusCode), Problem> {
    match refusal.code {
        Code::NotFound => Ok((ALREADY_GONE, StatusCode::NOT_FOUND)),
        _ => Err(refusal),
    }
}

/// Returns a parameter of the query of a page.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}

/// Returns whether a refusal concerns the whole page, and not what was typed.
pub(super) fn ends_the_form(problem: &Problem) -> bool {
    let status = problem.code.status();
    status.is_server_error() || status == StatusCode::NOT_FOUND
}

/// A page of administration.
pub(super) struct AdministrationPage<'a> {
    pub(super) pages: &'a ModeratorPages,
    pub(super) moderator: &'a CurrentModerator,
    /// The query of the page, which says what the last form did.
    pub(super) query: &'a str,
    /// The entry of the navigation.
    pub(super) section: &'static str,
    pub(super) template: &'static str,
}

impl AdministrationPage<'_> {
    pub(super) async fn render(
        &self,
        status: StatusCode,
        values: Value,
    ) -> Result<Response, Problem> {
        let scope = ModeratorScope::of(
            &self.pages.sites,
            self.moderator,
            None,
            Permission::ReadQueue,
        )
        .await?;
        let list = QueueSelection::default();
        let done = parameter(self.query, "done");
        let done = done.and_then(|done| done.parse::<CompletedChange>().ok());
        let values = context! {
            nav => nav(self.pages, self.moderator, &list, &scope).await?,
            section => self.section,
            done => done.map(|done| Message::new(done.label()).to_text(language())),
            ..values
        };
        render(status, self.template, values)
    }
}
