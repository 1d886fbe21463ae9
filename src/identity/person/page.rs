//! The pages of a sign-in: asked before it, on the way, and after it.

use std::sync::LazyLock;

use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use super::{SignInFault, Way};
use crate::identity::provider::ProviderFault;

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut pages = Environment::new();
    pages
        .add_template("sign_in.html", include_str!("pages/sign_in.html"))
        .expect("a template of our own is sound");
    pages
});

/// What the window that opened this one is told: `{type: "rejoinder", [name]: value}`.
#[derive(Clone, Debug, Serialize)]
struct Hand<'a> {
    origin: &'a str,
    name: &'static str,
    value: &'a str,
}

#[derive(Clone, Debug, Serialize)]
struct Link {
    url: String,
    label: String,
}

#[derive(Clone, Debug, Serialize)]
struct Post<'a> {
    action: &'a str,
    label: String,
}

#[derive(Clone, Debug, Default)]
struct Page<'a> {
    heading: String,
    message: String,
    failed: bool,
    hand: Option<Hand<'a>>,
    next: Option<Link>,
    post: Option<Post<'a>>,
}

fn render(page: Page<'_>) -> String {
    let template = PAGES.get_template("sign_in.html").and_then(|template| {
        template.render(context! {
            heading => page.heading, message => page.message, failed => page.failed,
            hand => Serde(page.hand), next => Serde(page.next), post => Serde(page.post),
        })
    });
    // Only a fault in the template itself could end here.
    template.unwrap_or_default()
}

/// Somebody followed a link to a sign-in that no page of the site led them to.
#[must_use]
pub fn asked_first(site_name: &str, provider: &str, url: String, back: &str) -> String {
    render(Page {
        heading: format!("Sign in to {site_name}"),
        message: format!(
            "You are about to sign in to {site_name} with your {provider} account, and will be led \
             to {back} then. If you did not mean to, close this page."
        ),
        next: Some(Link {
            url,
            label: format!("Continue to {provider}"),
        }),
        ..Page::default()
    })
}

/// While the provider's page is on its way.
#[must_use]
pub fn connecting(provider: &str, url: &str) -> String {
    render(Page {
        heading: format!("Connecting to {provider} …"),
        message: "Your browser will show its page in a moment.".to_owned(),
        next: Some(Link {
            url: url.to_owned(),
            label: format!("Continue to {provider}"),
        }),
        ..Page::default()
    })
}

/// A code for the page that asked.
#[must_use]
pub fn handed(way: &Way, site_name: &str, code: &str) -> String {
    let origin = match way {
        Way::Popup { origin, .. } => origin,
        _ => "",
    };
    render(Page {
        heading: "You are signed in".to_owned(),
        message: format!("This window closes by itself. If it does not, go back to {site_name}."),
        hand: Some(Hand {
            origin,
            name: "code",
            value: code,
        }),
        next: Some(Link {
            url: with_fragment(way.back(), "rejoinder_code", code),
            label: format!("Back to {site_name}"),
        }),
        ..Page::default()
    })
}

/// The button that the link of a mail leads to: those who only look at mails press none.
#[must_use]
pub fn link_offered(action: &str, site_name: &str, email: &str, back: &str) -> String {
    render(Page {
        heading: format!("Sign in to {site_name}"),
        message: format!(
            "You proved that mail to {email} reaches you. You will be led to {back}. If you did not \
             ask for this, close the page."
        ),
        post: Some(Post {
            action,
            label: "Sign in".to_owned(),
        }),
        ..Page::default()
    })
}

/// What a provider asked to delete is gone.
#[must_use]
pub fn deleted(provider: &str, day: &str) -> String {
    render(Page {
        heading: "Your data was deleted".to_owned(),
        message: format!(
            "On {day}, {provider} asked to delete what was held here about your account. It was \
             deleted before {provider} got its answer."
        ),
        ..Page::default()
    })
}

/// Nobody was signed in: what happened, in words, with the ways back.
#[must_use]
pub fn failed(way: Option<&Way>, site_name: &str, provider: &str, fault: &SignInFault) -> String {
    let (heading, message) = told(way, provider, fault);
    let hand = match way {
        Some(Way::Popup { origin, .. }) => Some(Hand {
            origin,
            name: "error",
            value: word(fault),
        }),
        _ => None,
    };
    render(Page {
        heading,
        message,
        failed: true,
        hand,
        next: way.map(|way| Link {
            url: match way {
                Way::Here { .. } | Way::Typed => way.back().to_owned(),
                _ => with_fragment(way.back(), "rejoinder_error", word(fault)),
            },
            label: format!("Back to {site_name}"),
        }),
        post: None,
    })
}

/// An address with this in its fragment.
#[must_use]
pub fn with_fragment(address: &str, name: &str, value: &str) -> String {
    format!("{address}#{name}={value}")
}

/// A stable word for the page that asked.
#[must_use]
pub const fn word(fault: &SignInFault) -> &'static str {
    match fault {
        SignInFault::Provider(ProviderFault::Refused) => "cancelled",
        SignInFault::Provider(ProviderFault::Unknown) => "unknown_provider",
        SignInFault::Provider(ProviderFault::Untrusted(_)) => "untrusted",
        SignInFault::Provider(ProviderFault::Misconfigured(_)) => "misconfigured",
        SignInFault::Provider(ProviderFault::Unavailable(_)) => "provider_unavailable",
        SignInFault::NotBegun => "expired",
        SignInFault::Unreadable => "unreadable",
        SignInFault::Taken => "taken",
        SignInFault::Db(_) => "unavailable",
    }
}

/// Heading and message for people.
#[must_use]
pub fn told(way: Option<&Way>, provider: &str, fault: &SignInFault) -> (String, String) {
    // Of a page that was left by a plain link, nobody can know.
    let still = match way {
        Some(Way::Popup { .. } | Way::Redirect { .. }) => " Your text is still in the form.",
        _ => "",
    };
    let (heading, message) = match fault {
        SignInFault::Provider(ProviderFault::Refused) => (
            format!("You did not sign in with {provider}"),
            format!("You can try again, or choose another way.{still}"),
        ),
        SignInFault::Provider(ProviderFault::Unknown) => (
            format!("{provider} is not offered here"),
            format!("Choose another way to sign in.{still}"),
        ),
        SignInFault::Provider(ProviderFault::Unavailable(_)) => (
            format!("{provider} did not answer"),
            format!("Try again in a while, or choose another way.{still}"),
        ),
        SignInFault::Provider(ProviderFault::Untrusted(_)) => (
            format!("{provider} gave an answer that cannot be believed"),
            format!("Nobody was signed in. Try again, or choose another way.{still}"),
        ),
        SignInFault::Provider(ProviderFault::Misconfigured(_)) => (
            format!("{provider} does not let this server in"),
            format!("Whoever runs it can read why in its log. Choose another way.{still}"),
        ),
        SignInFault::NotBegun => (
            "This sign-in has ended".to_owned(),
            format!(
                "It was begun in another browser or too long ago, or it was used already. Go back \
                 and begin again.{still}"
            ),
        ),
        SignInFault::Unreadable => (
            format!("{provider} sent back what cannot be read"),
            format!("Go back and begin again, or choose another way.{still}"),
        ),
        SignInFault::Taken => (
            "This account belongs to somebody else here".to_owned(),
            format!(
                "Your {provider} account is the account of another person here already. Sign in \
                 with it and unlink it there first."
            ),
        ),
        SignInFault::Db(_) => (
            "Not available at the moment".to_owned(),
            format!("Try again in a moment.{still}"),
        ),
    };
    (heading, message)
}
