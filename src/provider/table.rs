//! The built-in providers as table rows: URLs, scopes, how the secret is sent, how a profile is read.

use serde_json::Value;

use super::{
    ProviderFault,
    profile::{self, ProviderProfile},
};

/// A provider that needs no description in the settings.
pub(super) struct BuiltInProvider {
    pub id: &'static str,
    pub name: &'static str,
    /// The settings of its section, besides the credentials.
    pub keys: &'static [&'static str],
}

/// In the order in which they are offered to people.
pub(super) const BUILT_IN: &[BuiltInProvider] = &[
    BuiltInProvider {
        id: "wordpress",
        name: "WordPress.com",
        keys: &["authorize_url", "token_url", "profile_url", "scopes"],
    },
    BuiltInProvider {
        id: "twitter",
        name: "X",
        keys: &["authorize_url", "token_url", "profile_url", "scopes"],
    },
    BuiltInProvider {
        id: "facebook",
        name: "Facebook",
        keys: &["version", "authorize_url", "token_url", "profile_url"],
    },
    BuiltInProvider {
        id: "google",
        name: "Google",
        keys: &["issuer"],
    },
    BuiltInProvider {
        id: "github",
        name: "GitHub",
        keys: &["authorize_url", "token_url", "profile_url", "emails_url"],
    },
];

/// The issuer of Google; ID tokens may also contain it without the scheme.
pub(super) const GOOGLE_ISSUER: &str = "https://accounts.google.com";

/// The version of Facebook's Graph API (of 2026-07-29); each version is available for about two years.
pub(super) const GRAPH_VERSION: &str = "v26.0";

/// How the client secret is sent to the token endpoint (RFC 6749 section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecretIn {
    Basic,
    Body,
}

/// A provider of plain OAuth 2: its row, with the changes from the settings. `{version}` in a URL is the
/// version of Facebook's Graph API.
pub(super) struct OAuthProvider {
    pub authorize: String,
    pub token: String,
    pub profile: String,
    /// The endpoint for email addresses, if the profile does not contain them.
    pub emails: Option<String>,
    pub scopes: Vec<String>,
    pub secret_in: SecretIn,
    /// The `Accept` header for the profile, where the provider has a media type of its own.
    pub accept: &'static str,
    /// Whether to prove with each request that this server knows the app's secret (Facebook's
    /// `appsecret_proof`).
    pub proof: bool,
    pub read: fn(&Value, Option<&Value>) -> Result<ProviderProfile, ProviderFault>,
}

fn plain(authorize: &str, token: &str, profile: &str, scopes: &[&str]) -> OAuthProvider {
    OAuthProvider {
        authorize: authorize.to_owned(),
        token: token.to_owned(),
        profile: profile.to_owned(),
        emails: None,
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        secret_in: SecretIn::Body,
        accept: "application/json",
        proof: false,
        read: profile::no_profile_reader,
    }
}

/// X. Every user that is read is billed, so all fields are requested in one request. Requesting `users.email`
/// without having been granted that permission makes the whole sign-in fail, so it is not requested by
/// default.
pub(super) fn twitter() -> OAuthProvider {
    OAuthProvider {
        secret_in: SecretIn::Basic,
        read: profile::twitter,
        ..plain(
            "https://x.com/i/oauth2/authorize",
            "https://api.x.com/2/oauth2/token",
            "https://api.x.com/2/users/me?user.fields=profile_image_url,url,entities,confirmed_email",
            &["users.read", "tweet.read"],
        )
    }
}

/// Facebook. Its documentation does not say that the email addresses it returns are verified, so none is
/// requested.
pub(super) fn facebook(version: &str) -> OAuthProvider {
    let at = |address: &str| address.replace("{version}", version);
    OAuthProvider {
        proof: true,
        read: profile::facebook,
        ..plain(
            &at("https://www.facebook.com/{version}/dialog/oauth"),
            &at("https://graph.facebook.com/{version}/oauth/access_token"),
            &at(
                "https://graph.facebook.com/{version}/me?fields=id,name,picture.width(256).height(256)",
            ),
            &["public_profile"],
        )
    }
}

/// WordPress.com. The scope `global` would allow this server to write to the person's blogs, so it is not
/// used.
pub(super) fn wordpress() -> OAuthProvider {
    OAuthProvider {
        read: profile::wordpress,
        ..plain(
            "https://public-api.wordpress.com/oauth2/authorize",
            "https://public-api.wordpress.com/oauth2/token",
            "https://public-api.wordpress.com/rest/v1.1/me",
            &["auth"],
        )
    }
}

/// GitHub, whose errors come with status 200 and whose profile contains no verified email address.
pub(super) fn github() -> OAuthProvider {
    OAuthProvider {
        emails: Some("https://api.github.com/user/emails".to_owned()),
        accept: "application/vnd.github+json",
        read: profile::github,
        ..plain(
            "https://github.com/login/oauth/authorize",
            "https://github.com/login/oauth/access_token",
            "https://api.github.com/user",
            &["read:user", "user:email"],
        )
    }
}
