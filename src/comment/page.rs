//! The reply form as HTML, and the page that returns a refused form with everything that was typed.

use std::{collections::BTreeMap, sync::LazyLock};

use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use crate::{
    commenter::Viewer,
    html,
    http::{Problem, ShownFieldError},
    locale::{Language, Message},
    provider::Providers,
    site::Guests,
};

/// The name of the honeypot field, which people do not see; a client that fills it is most likely a
/// bot.
pub const HONEYPOT: &str = "subject";

/// The template of the form, for pages that include it: `{% from "form.html" import reply %}`.
pub const FORM_TEMPLATE: (&str, &str) = ("form.html", include_str!("pages/form.html"));

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    html::environment(&[
        FORM_TEMPLATE,
        ("refused.html", include_str!("pages/refused.html")),
    ])
});

/// What was typed into the visible fields.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypedFields {
    pub text: String,
    pub name: String,
    pub email: String,
    pub website: String,
}

/// The signed-in account of the commenter.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
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
    pub fn of(viewer: &Viewer, providers: &Providers, back: &str) -> Self {
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

/// Another account to sign in with, as a link.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub name: String,
    pub url: String,
}

/// The script that signs commenters in without leaving the page, and the site it does so for.
#[derive(Clone, Debug, Serialize)]
pub struct Script {
    /// The origin of this server.
    pub server: String,
    /// The site's slug.
    pub site: String,
}

/// Returns the texts of the script in this language, by name: `{…}` is a placeholder that the script
/// fills in.
#[must_use]
pub fn script_texts(language: Language) -> BTreeMap<String, String> {
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
    ];
    let texts = texts.into_iter();
    texts
        .map(|(name, text)| (name.to_owned(), text.to_text(language)))
        .collect()
}

/// The widget of a captcha.
#[derive(Clone, Debug, Serialize)]
pub struct Widget {
    pub class: &'static str,
    pub site_key: String,
    /// The URL of its script.
    pub script: &'static str,
}

/// The form as the template takes it.
#[derive(Clone, Debug, Serialize)]
pub struct FormTemplate {
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
    /// The challenge as JSON, for the script that does the work.
    pub challenge: Option<String>,
    pub guests: Guests,
    /// The signed-in account; if set, the form has no guest fields.
    pub account: Option<Account>,
    /// The accounts to sign in with; empty where such a link, which leaves the page, would lose a text.
    pub choices: Vec<Choice>,
    pub script: Option<Script>,
    /// Only where the page's Content-Security-Policy allows its script.
    pub captcha: Option<Widget>,
    pub text_max: u32,
    pub values: TypedFields,
    pub errors: Vec<ShownFieldError>,
}

/// Renders the page for a refused form. `back` is the page that it was on, if known.
#[must_use]
pub fn refused(
    site_name: &str,
    problem: &Problem,
    language: Language,
    form: &FormTemplate,
    back: Option<&str>,
) -> String {
    let heading = problem.code.title_in(language);
    let message = problem.detail.to_text(language);
    let page = PAGES.get_template("refused.html").and_then(|page| {
        page.render(context! { site_name, heading, message, form => Serde(form), back })
    });
    // Only an error in the template itself leads here; what was typed is returned all the same.
    page.unwrap_or_else(|_| form.values.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::FieldError;

    #[test]
    fn what_was_typed_comes_back_escaped_with_the_message_beside_its_field() {
        let email = FieldError::new("email", "required", Message::new("email-empty"));
        let form = FormTemplate {
            lang: "en",
            action: "/api/v1/sites/demo/comments".into(),
            page: "/a\"b".into(),
            parent_id: String::new(),
            title: String::new(),
            url: String::new(),
            redirect: String::new(),
            token: "t".into(),
            solution: String::new(),
            challenge: None,
            guests: Guests::default(),
            account: None,
            choices: Vec::new(),
            script: None,
            captcha: None,
            text_max: 10,
            values: TypedFields {
                text: "\n</textarea><script>alert(1)</script>".into(),
                name: "\"'><b>".into(),
                ..TypedFields::default()
            },
            errors: vec![email.shown(Language::En)],
        };
        let problem = Problem::invalid(vec![email]);
        let html = refused("My <blog>", &problem, Language::En, &form, None);
        assert!(
            !html.contains("<script>") && !html.contains("<b>") && !html.contains("<blog>"),
            "{html}"
        );
        assert!(
            html.contains("id=\"email-error\">Enter an email address."),
            "{html}"
        );
        assert!(html.contains("aria-describedby=\"email-error\""), "{html}");
        // HTML drops the first line feed of a textarea; the template's own comes before that of the
        // text.
        assert!(
            html.contains(">\n\n&lt;&#x2f;textarea&gt;") || html.contains(">\n\n&lt;/textarea&gt;"),
            "{html}"
        );
    }
}
