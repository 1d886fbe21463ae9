//! What the endpoints of moderators check of a body, with all errors together.

use secrecy::SecretString;

use super::wire::ChangeModerator;
use crate::{
    http::{FieldError, Problem},
    locale::Message,
    moderator::Moderators,
    site::{SiteId, Sites},
    text::{Email, Name},
};

/// Returns the ids of the sites with these slugs, and an error for each slug that does not exist.
pub(super) async fn site_ids(sites: &Sites, slugs: &[String]) -> (Vec<SiteId>, Vec<FieldError>) {
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    for (at, slug) in slugs.iter().enumerate() {
        match sites.find(slug).await {
            Some(site) => ids.push(site.id),
            None => unknown.push(FieldError::new(
                format!("sites.{at}"),
                "unknown",
                Message::new("site-unknown"),
            )),
        }
    }
    (ids, unknown)
}

/// Returns all errors in a request together: if there are any, the password is checked as well.
pub(super) async fn refuse_faults(
    moderators: &Moderators,
    mut wrong: Vec<FieldError>,
    login: &str,
    password: Option<&SecretString>,
) -> Result<(), Problem> {
    if wrong.is_empty() {
        return Ok(());
    }
    if let Some(password) = password {
        let judged = moderators.check_password(password, login).await;
        if let Err(problem) = judged.map_err(Problem::from) {
            if problem.errors.is_empty() {
                return Err(problem);
            }
            wrong.extend(problem.errors);
        }
    }
    Err(Problem::invalid(wrong))
}

impl ChangeModerator {
    /// Returns whether the request changes only what moderators may change of their own account: display name and
    /// email address.
    pub(super) const fn changes_only_profile(&self) -> bool {
        self.password.is_none() && self.role.is_none() && self.sites.is_none()
    }
}

/// Parses an email address, and adds its error to the others.
pub(super) fn email_of(email: &str, wrong: &mut Vec<FieldError>) -> Option<Email> {
    let parsed = Email::parse(email);
    let parsed =
        parsed.map_err(|fault| wrong.push(FieldError::new("email", fault.code, fault.message)));
    parsed.ok()
}

/// Returns the error of a display name, to be reported together with all others.
pub(super) fn display_name_fault(name: Option<&str>) -> Option<FieldError> {
    let name = name.filter(|name| !name.trim().is_empty())?;
    let fault = Name::parse(name).err()?;
    Some(FieldError::new("name", fault.code, fault.message))
}
