//! The pages of a sign-in: confirmation, waiting and result.

use std::sync::LazyLock;

use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use super::{ReturnTarget, SignInFault};
use crate::{
    html,
    locale::{Language, Message},
    provider::ProviderFault,
};

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    html::environment(&[("sign_in.html", include_str!("templates/sign_in.html"))])
});

/// The message posted to the window that opened this one: `{type: "rejoinder", [name]: value}`.
#[derive(Clone, Debug, Serialize)]
struct WindowMessage<'a> {
    origin: &'a str,
    name: &'static str,
    value: &'a str,
}

struct ResultPage<'a> {
    language: Language,
    /// The name of the site that the page belongs to.
    site_name: Option<&'a str>,
    heading: Message,
    message: Message,
    note: Option<Message>,
    failed: bool,
    window_message: Option<WindowMessage<'a>>,
    /// The URL of a link, and its text.
    next: Option<(String, Message)>,
    /// The URL that the page's button posts its form to.
    post: Option<&'a str>,
}

impl Default for ResultPage<'_> {
    fn default() -> Self {
        Self {
            language: Language::default(),
            site_name: None,
            heading: Message::from(""),
            message: Message::from(""),
            note: None,
            failed: false,
            window_message: None,
            next: None,
            post: None,
        }
    }
}

fn render(page: ResultPage<'_>) -> String {
    let language = page.language;
    let text = |message: &Message| message.to_text(language);
    let template = PAGES.get_template("sign_in.html").and_then(|template| {
        template.render(context! {
            lang => language.as_str(),
            site_name => page.site_name.filter(|name| *name != server_name(language)),
            heading => text(&page.heading), message => text(&page.message),
            note => page.note.as_ref().map(text), failed => page.failed,
            hand => Serde(page.window_message), post => page.post,
            next => page.next.as_ref().map(|(url, label)| context! { url, label => text(label) }),
        })
    });
    // Rendering fails only if the template itself is broken.
    template.unwrap_or_default()
}

/// Returns the confirmation page, shown when a link led to a sign-in, but no page of the site did.
#[must_use]
pub(crate) fn consent_page(
    language: Language,
    site_name: &str,
    provider: &str,
    url: String,
    back: &str,
) -> String {
    let message = Message::new("sign-in-asked").with("site", site_name);
    render(ResultPage {
        language,
        site_name: Some(site_name),
        heading: Message::new("sign-in-heading").with("site", site_name),
        message: message.with("provider", provider).with("back", back),
        next: Some((url, continue_label(provider))),
        ..ResultPage::default()
    })
}

fn continue_label(provider: &str) -> Message {
    Message::new("sign-in-continue").with("provider", provider)
}

fn back_label(site_name: &str) -> Message {
    Message::new("sign-in-back").with("site", site_name)
}

/// Returns the name of this server on pages that belong to no site.
#[must_use]
pub(crate) fn server_name(language: Language) -> String {
    Message::new("sign-in-this-server").to_text(language)
}

/// Returns the page shown while the browser loads the provider's page.
#[must_use]
pub(crate) fn redirect_page(
    language: Language,
    site_name: Option<&str>,
    provider: &str,
    url: &str,
) -> String {
    render(ResultPage {
        language,
        site_name,
        heading: Message::new("sign-in-connecting").with("provider", provider),
        message: Message::new("sign-in-wait"),
        next: Some((url.to_owned(), continue_label(provider))),
        ..ResultPage::default()
    })
}

/// Returns the page that passes a code to the page that requested it.
#[must_use]
pub(crate) fn handoff_page(
    language: Language,
    return_target: &ReturnTarget,
    site_name: &str,
    code: &str,
) -> String {
    let origin = match return_target {
        ReturnTarget::Popup { origin, .. } => origin,
        _ => "",
    };
    render(ResultPage {
        language,
        site_name: Some(site_name),
        heading: Message::new("sign-in-done"),
        message: Message::new("sign-in-window").with("site", site_name),
        window_message: Some(WindowMessage {
            origin,
            name: "code",
            value: code,
        }),
        next: Some((
            with_fragment(return_target.back(), "rejoinder_code", code),
            back_label(site_name),
        )),
        ..ResultPage::default()
    })
}

/// Returns the page with a button that the link of a mail leads to: programs that only scan mails press no
/// button.
#[must_use]
pub(crate) fn link_page(
    language: Language,
    action: &str,
    site_name: &str,
    email: &str,
    back: &str,
) -> String {
    let message = Message::new("sign-in-mail-asked").with("email", email);
    render(ResultPage {
        language,
        site_name: Some(site_name),
        heading: Message::new("sign-in-heading").with("site", site_name),
        message: message.with("back", back),
        post: Some(action),
        ..ResultPage::default()
    })
}

/// Returns the page that confirms a deletion that a provider requested.
#[must_use]
pub(crate) fn deletion_page(language: Language, provider: &str, day: &str) -> String {
    let message = Message::new("sign-in-data-deleted-text").with("day", day);
    render(ResultPage {
        language,
        heading: Message::new("sign-in-data-deleted"),
        message: message.with("provider", provider),
        ..ResultPage::default()
    })
}

/// Returns the page for a failed sign-in: what happened, and links to continue.
#[must_use]
pub(crate) fn failure_page(
    language: Language,
    return_target: Option<&ReturnTarget>,
    site_name: &str,
    provider: &str,
    fault: &SignInFault,
) -> String {
    let (heading, message) = explanation(provider, fault);
    let window_message = match return_target {
        Some(ReturnTarget::Popup { origin, .. }) => Some(WindowMessage {
            origin,
            name: "error",
            value: fault_code(fault),
        }),
        _ => None,
    };
    render(ResultPage {
        language,
        site_name: Some(site_name),
        heading,
        message,
        failed: true,
        window_message,
        // If the browser left the page by a plain link, it is not known whether the text is still there.
        note: (matches!(
            return_target,
            Some(ReturnTarget::Popup { .. } | ReturnTarget::Redirect { .. })
        ) && !matches!(fault, SignInFault::Taken))
        .then(|| Message::new("sign-in-text-kept")),
        next: return_target.map(|return_target| {
            let url = match return_target {
                ReturnTarget::Here { .. } | ReturnTarget::Typed => return_target.back().to_owned(),
                _ => with_fragment(return_target.back(), "rejoinder_error", fault_code(fault)),
            };
            (url, back_label(site_name))
        }),
        post: None,
    })
}

/// Returns a URL with a name and value in its fragment.
#[must_use]
pub(crate) fn with_fragment(address: &str, name: &str, value: &str) -> String {
    format!("{address}#{name}={value}")
}

/// Returns a stable code for the page that requested the sign-in.
#[must_use]
pub(crate) const fn fault_code(fault: &SignInFault) -> &'static str {
    match fault {
        SignInFault::Provider(ProviderFault::Refused) => "cancelled",
        SignInFault::Provider(ProviderFault::Unknown) => "unknown_provider",
        SignInFault::Provider(ProviderFault::Untrusted(_)) => "untrusted",
        SignInFault::Provider(ProviderFault::Misconfigured(_)) => "misconfigured",
        SignInFault::Provider(ProviderFault::Unavailable(_)) => "provider_unavailable",
        SignInFault::NotPending => "expired",
        SignInFault::Unreadable => "unreadable",
        SignInFault::Taken => "taken",
        SignInFault::Db(_) => "unavailable",
    }
}

/// Returns what happened and what to do, as two sentences: the detail of a problem.
#[must_use]
pub(crate) fn detail(language: Language, provider: &str, fault: &SignInFault) -> String {
    let (heading, message) = explanation(provider, fault);
    let [heading, message] = [heading, message].map(|text| text.to_text(language));
    format!("{heading}. {message}")
}

/// Returns the heading and the message for people.
fn explanation(provider: &str, fault: &SignInFault) -> (Message, Message) {
    let (heading, message) = match fault {
        SignInFault::Provider(ProviderFault::Refused) => {
            ("sign-in-cancelled", "sign-in-cancelled-text")
        }
        SignInFault::Provider(ProviderFault::Unknown) => {
            ("sign-in-not-offered", "sign-in-not-offered-text")
        }
        SignInFault::Provider(ProviderFault::Unavailable(_)) => {
            ("sign-in-no-answer", "sign-in-no-answer-text")
        }
        SignInFault::Provider(ProviderFault::Untrusted(_)) => {
            ("sign-in-untrusted", "sign-in-untrusted-text")
        }
        SignInFault::Provider(ProviderFault::Misconfigured(_)) => {
            ("sign-in-misconfigured", "sign-in-misconfigured-text")
        }
        SignInFault::NotPending => ("sign-in-ended", "sign-in-ended-text"),
        SignInFault::Unreadable => ("sign-in-unreadable", "sign-in-unreadable-text"),
        SignInFault::Taken => ("sign-in-taken", "sign-in-taken-text"),
        SignInFault::Db(_) => ("sign-in-unavailable", "sign-in-unavailable-text"),
    };
    let text = |key| Message::new(key).with("provider", provider);
    (text(heading), text(message))
}
