//! The fields of the forms of these pages.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use minijinja::{context, value::Serde};
use poem::{
    FromRequest, Request, RequestBody, Response,
    http::StatusCode,
    web::{Data, Form},
};
use serde::Serialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    ModeratorPages,
    address::QueueSelection,
    session::{SIGN_IN, redirect_to_sign_in, sender, target},
    template::render,
};
use crate::{
    comment::Action,
    http::{Problem, language},
    locale::Message,
    moderator::CurrentModerator,
};

/// The largest number of comments in a form: those of a page, and some more.
const COMMENTS_MAX: usize = 200;

/// The fields of a form, of which some appear several times.
#[derive(Clone, Debug)]
pub(super) struct FormFields(pub(super) Vec<(String, String)>);

impl FormFields {
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter();
        fields.filter_map(move |(field, value)| (field == name).then_some(value.as_str()))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(field, value)| (field == name).then_some(value.as_str()))
    }

    /// Returns the first value of each field.
    pub(super) fn to_map(&self) -> HashMap<String, String> {
        self.0.iter().rev().cloned().collect()
    }

    /// Returns the list to which the form leads back.
    pub(super) fn back(&self) -> QueueSelection {
        QueueSelection::parse(self.get("back").unwrap_or_default())
    }

    /// Returns whether a script sent the form and replaces a part of its page by the answer.
    pub(super) fn is_of_script(&self) -> bool {
        self.get("part").is_some()
    }

    /// Returns the action, and the comments with the versions that the moderator saw. A button of a single comment
    /// names both, whatever is selected.
    pub(super) fn decision(&self) -> Result<(Action, HashMap<Uuid, i64>), Problem> {
        if let Some(one) = self.get("one") {
            let (action, comment) = one.split_once('.').unwrap_or((one, ""));
            let (id, version) = parse_comment(comment)?;
            return Ok((parse_action(action)?, HashMap::from([(id, version)])));
        }
        let action = parse_action(self.get("all").unwrap_or_default())?;
        let comments = self.all("id").take(COMMENTS_MAX).map(parse_comment);
        Ok((action, comments.collect::<Result<_, _>>()?))
    }
}

/// The fields that buttons and the page itself fill in: nothing is lost without them.
const NOT_TYPED: [&str; 17] = [
    "action",
    "all",
    "back",
    "batch",
    "before",
    "delete",
    "folder",
    "id",
    "key",
    "made_from",
    "one",
    "part",
    "site",
    "sure",
    "version",
    "was_title",
    "was_url",
];

/// The length in characters from which a value is shown in a field of its own: a shorter one is quickly typed again.
const LONG: usize = 40;

/// The fields of the form of a request, from the moment when it is known to come from a page of this server.
#[derive(Clone, Debug, Default)]
pub(super) struct FormCopy(Arc<OnceLock<FormFields>>);

impl FormCopy {
    fn set(&self, fields: &FormFields) {
        self.0.get_or_init(|| fields.clone());
    }

    pub(super) fn get(&self) -> Option<&FormFields> {
        self.0.get()
    }
}

/// A field of a form that can be sent again.
#[derive(Debug, Serialize)]
struct TypedField<'f> {
    name: &'f str,
    value: &'f str,
    /// Whether it is shown, so that it can be copied and changed.
    is_shown: bool,
}

/// A form of these pages, with the moderator who sent it and the list to which it leads back. If the session has ended,
/// the answer asks to sign in; if something was typed, it keeps that.
#[derive(Debug)]
pub(crate) struct ModeratorForm {
    pub(super) fields: FormFields,
    pub(super) back: QueueSelection,
    pub(super) moderator: CurrentModerator,
}

impl<'a> FromRequest<'a> for ModeratorForm {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let Data(pages) = Data::<&ModeratorPages>::from_request_without_body(request).await?;
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, body).await?;
        let fields = FormFields(fields);
        let back = fields.back();
        if let Some(moderator) = sender(request, pages).await? {
            if let Some(copy) = request.data::<FormCopy>() {
                copy.set(&fields);
            }
            return Ok(Self {
                fields,
                back,
                moderator,
            });
        }
        let origin = request.header("referer").unwrap_or_default();
        let to = match fields.get("back") {
            Some(_) => back.url(),
            None => target(&pages.base_url, origin),
        };
        let asked = redirect_to_sign_in(request, pages, &to)?;
        Err(poem::Error::from_response(if fields.is_typed() {
            fields.resend_page(request.uri().path(), &to)?
        } else {
            asked
        }))
    }
}

impl FormFields {
    /// Returns whether people fill in the field with this name.
    pub(super) fn is_typed_by_people(name: &str) -> bool {
        !NOT_TYPED.contains(&name)
    }

    /// Returns whether anything was typed, which must not be lost.
    pub(super) fn is_typed(&self) -> bool {
        let mut typed = self.0.iter();
        typed.any(|(name, value)| Self::is_typed_by_people(name) && !value.trim().is_empty())
    }

    /// Returns the fields for a form that sends them again, without passwords.
    pub(super) fn to_send_again(&self) -> impl Serialize {
        let fields = self.0.iter();
        let fields = fields.filter(|(name, _)| !name.contains("password"));
        let fields = fields.map(|(name, value)| TypedField {
            name,
            value,
            is_shown: Self::is_typed_by_people(name)
                && (value.contains('\n') || value.chars().nth(LONG).is_some()),
        });
        fields.collect::<Vec<_>>()
    }

    /// Returns a page that sends the form again after signing in, without passwords.
    fn resend_page(&self, action: &str, to: &str) -> Result<Response, Problem> {
        let to = form_urlencoded::Serializer::new(String::new())
            .append_pair("to", to)
            .finish();
        let text = |key| Message::new(key).to_text(language());
        let values = context! {
            heading => text("mod-sign-in"), message => text("me-done-over"), action,
            fields => Serde(self.to_send_again()), sign_in => format!("{SIGN_IN}?{to}"),
        };
        render(StatusCode::UNAUTHORIZED, "resend.html", values)
    }
}

/// Parses an action as a form sends it.
pub(super) fn parse_action(word: &str) -> Result<Action, Problem> {
    let unknown = |_| Problem::field("action", "unknown", "Unknown action.");
    word.parse().map_err(unknown)
}

/// Parses an id with a version, separated by a period.
fn parse_comment(text: &str) -> Result<(Uuid, i64), Problem> {
    let parsed = text
        .split_once('.')
        .and_then(|(id, version)| Some((Uuid::try_parse(id).ok()?, version.parse().ok()?)));
    parsed.ok_or_else(|| Problem::field("id", "invalid", "Must be an id and a version."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> FormFields {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        FormFields(fields.collect())
    }

    #[test]
    fn the_button_of_a_comment_counts_and_not_what_is_selected() {
        let id = Uuid::from_u128(7);
        let (one, other) = (format!("spam.{id}.3"), format!("{}.1", Uuid::from_u128(8)));
        let both = form(&[("id", &other), ("one", &one)]);
        let (action, comments) = both.decision().expect("a decision");
        assert_eq!((action, comments), (Action::Spam, HashMap::from([(id, 3)])));
        let selected = form(&[("id", &other), ("all", "trash")]);
        let (action, comments) = selected.decision().expect("a decision");
        assert_eq!((action, comments.len()), (Action::Trash, 1));
    }

    #[test]
    fn what_no_form_sends_is_refused() {
        for fields in [
            &[("one", "")][..],
            &[("one", "spam")],
            &[("one", "spam.7.1")],
            &[("one", "burn.00000000-0000-0000-0000-000000000007.1")],
            &[("one", "spam.00000000-0000-0000-0000-000000000007.x")],
            &[("all", "burn")],
            &[("all", "spam"), ("id", "x")],
            &[],
        ] {
            assert!(form(fields).decision().is_err(), "{fields:?}");
        }
    }
}
