//! The reply form as HTML.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    commenter::Viewer,
    external_check::CaptchaKind,
    http::ShownFieldError,
    locale::{Language, Message},
    provider::Providers,
    site::Guests,
};

/// What was typed into the visible fields.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct TypedFields {
    pub text: String,
    pub name: String,
    pub email: String,
    pub website: String,
}

/// The signed-in account of the commenter.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Account {
    pub name: String,
    /// `email`, or `account` of a provider.
    pub kind: &'static str,
    /// The provider's name, as in "using your GitHub account".
    pub provider: String,
    /// The page of this server to which the commenter returns after signing out.
    pub back: String,
}

impl Account {
    #[must_use]
    pub(crate) fn of(viewer: &Viewer, providers: &Providers, back: &str) -> Self {
        let id = viewer.provider.as_str();
        let link = viewer.role_on_site();
        let display_name = link.and_then(|link| link.name.as_ref());
        Self {
            name: display_name.unwrap_or(&viewer.person.name).clone(),
            kind: if viewer.is_by_mail() {
                "email"
            } else {
                "account"
            },
            provider: providers.name_of(id).unwrap_or(id).to_owned(),
            back: back.to_owned(),
        }
    }
}

/// Returns the texts of the script in this language, by name: `{…}` is a placeholder that the script
/// fills in.
#[must_use]
pub(crate) fn script_texts(language: Language) -> BTreeMap<String, String> {
    let account = |kind| {
        let sentence = Message::new("reply-account").with("kind", kind);
        sentence
            .with("provider", "{provider}")
            .with("name", "{name}")
    };
    let connecting = Message::new("script-connecting").with("provider", "{provider}");
    let texts = [
        ("unreachable", Message::new("script-unreachable")),
        ("details", Message::new("reply-details")),
        ("keep", Message::new("script-keep")),
        ("or", Message::new("script-or").with("keep", "{keep}")),
        ("email", account("email")),
        ("account", account("account")),
        ("log_out", Message::new("reply-log-out")),
        ("change", Message::new("reply-change")),
        ("connecting", connecting),
        ("here", Message::new("script-here")),
        ("cancel", Message::new("script-cancel")),
        ("cancelled", Message::new("script-cancelled")),
        ("failed", Message::new("script-failed")),
        ("deleted", Message::new("thread-deleted")),
        ("saved", Message::new("thread-saved")),
        ("sending", Message::new("form-sending")),
        ("draft", Message::new("form-draft")),
        ("offline", Message::new("form-offline")),
        ("not_sent", Message::new("form-not-sent")),
        ("now", Message::new("form-now")),
        (
            "proof",
            Message::new("form-proof").with("percent", "{percent}"),
        ),
        ("left", Message::new("form-left").with("count", "{count}")),
        (
            "signed_in",
            Message::new("form-signed-in").with("name", "{name}"),
        ),
        ("signed_out", Message::new("form-signed-out")),
    ];
    let texts = texts.into_iter();
    texts
        .map(|(name, text)| (name.to_owned(), text.to_text(language)))
        .collect()
}

/// The widget of a captcha.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Widget {
    pub class: &'static str,
    pub site_key: String,
    /// The URL of its script.
    pub script: &'static str,
}

impl Widget {
    #[must_use]
    pub(crate) const fn new(kind: CaptchaKind, site_key: String) -> Self {
        Self {
            class: kind.class(),
            site_key,
            script: kind.script(),
        }
    }
}

/// The form of a refused submission, as the template takes it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FormTemplate {
    /// The language as an ISO 639-1 code.
    pub lang: &'static str,
    pub action: String,
    pub page: String,
    pub parent_id: String,
    pub title: String,
    pub url: String,
    pub redirect: String,
    pub token: String,
    /// The solution of a challenge that came with the token.
    pub solution: String,
    pub guests: Guests,
    /// The signed-in account; if set, the form has no guest fields.
    pub account: Option<Account>,
    pub text_max: u32,
    pub values: TypedFields,
    pub errors: Vec<ShownFieldError>,
}
