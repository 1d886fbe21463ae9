//! The reply form as the templates take it.

use serde::Serialize;

use super::{ThreadApi, ThreadSelection};
use crate::{
    comment::ThreadState,
    http::API_BASE,
    locale::Message,
    site::{Guests, Site},
    submission::api::reply_form::{Account, TypedFields, Widget},
    text::Website,
};

/// The templates of the form, for pages that import `reply.html`.
pub(crate) const REPLY_TEMPLATES: [(&str, &str); 2] = [
    ("reply.html", include_str!("reply.html")),
    ("icons.html", include_str!("icons.html")),
];

/// A way to sign in, as a link that works without a script.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SignInChoice {
    /// The provider's id, or `email`.
    id: String,
    name: String,
    url: String,
}

/// The form, as `reply.html` takes it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ReplyForm {
    pub(super) lang: &'static str,
    pub(super) dir: &'static str,
    /// Whether the thread accepts comments.
    pub(super) open: bool,
    /// Whether authors may not edit their comments either.
    locked: bool,
    /// Whether guests may not comment.
    sign_in_needed: bool,
    action: String,
    page: String,
    pub(super) parent_id: String,
    pub(super) parent_name: Option<String>,
    pub(super) cancel_url: Option<String>,
    title: String,
    url: String,
    pub(super) redirect: String,
    pub(super) token: String,
    solution: String,
    /// As JSON, for the script that computes the proof of work.
    pub(super) challenge: Option<String>,
    guests: Guests,
    pub(super) account: Option<Account>,
    pub(super) choices: Vec<SignInChoice>,
    pub(super) captcha: Option<Widget>,
    text_max: u32,
    privacy_url: Option<String>,
    pub(super) notice: Option<String>,
    message: String,
    values: TypedFields,
    errors: Vec<crate::http::ShownFieldError>,
}

impl ThreadApi {
    /// Returns the form of a page without a token and anything personal.
    pub(super) fn empty_form(&self, selection: &ThreadSelection, state: ThreadState) -> ReplyForm {
        let ThreadSelection {
            site,
            page,
            language,
            ..
        } = selection;
        let back = self.links(selection).with(&[]);
        let privacy_url = site.policy.privacy_url.as_deref();
        let privacy_url = privacy_url.and_then(|url| Website::parse(url).ok());
        ReplyForm {
            lang: language.as_str(),
            dir: language.direction(),
            open: state == ThreadState::Open,
            locked: state == ThreadState::Locked,
            sign_in_needed: !site.policy.guests.allowed,
            action: format!("{}{API_BASE}/sites/{}/comments", self.base_url, site.slug),
            page: page.clone(),
            guests: site.policy.guests.clone(),
            choices: self.sign_in_choices(selection, &back),
            text_max: site.policy.text_max,
            privacy_url: privacy_url.map(Website::into_string),
            ..ReplyForm::default()
        }
    }

    /// Returns the ways to sign in on the site, which lead back to a page of this server.
    fn sign_in_choices(&self, selection: &ThreadSelection, back: &str) -> Vec<SignInChoice> {
        let site: &Site = &selection.site;
        let identities = &site.policy.identities;
        let providers = self.people.providers().list();
        let providers = providers.filter(|(id, _)| identities.allows(id));
        let mut choices = providers
            .map(|(id, name)| {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query
                    .append_pair("mode", "redirect")
                    .append_pair("return_to", back);
                let start = format!("{API_BASE}/sites/{}/session/{id}/start", site.slug);
                SignInChoice {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    url: format!("{}{start}?{}", self.base_url, query.finish()),
                }
            })
            .collect::<Vec<_>>();
        if identities.email && self.people.can_mail() {
            choices.push(SignInChoice {
                id: "email".to_owned(),
                name: Message::new("reply-by-email").to_text(selection.language),
                url: format!("{}/me", self.base_url),
            });
        }
        choices
    }
}
