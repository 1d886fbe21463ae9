//! Settings of external checks: the sections `[spam.akismet]`, `[spam.hook]` and `[spam.captcha]`.

use std::{path::PathBuf, time::Duration};

use secrecy::SecretString;
use serde::Deserialize;

use super::CaptchaKind;

/// The settings of all external checks, as parts of section `[spam]`.
#[derive(Clone, Copy, Debug)]
pub struct ExternalCheckSettings<'a> {
    /// The timeout for all checks together.
    pub deadline: Duration,
    pub akismet: &'a AkismetSettings,
    pub hook: &'a HookSettings,
    pub captcha: &'a CaptchaSettings,
}

/// Section `[spam.akismet]`: enabled by a key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AkismetSettings {
    /// The API key of Akismet.
    pub key: Option<SecretString>,
    /// A file that contains the key, instead.
    pub key_file: Option<PathBuf>,
    /// The base URL of `comment-check`, for a service that is compatible with Akismet.
    pub url: Option<String>,
    /// Marks all requests as tests.
    pub is_test: bool,
    /// Sends the full IP address of the commenter instead of the first one of the network.
    pub send_address: bool,
}

/// Section `[spam.hook]`: enabled by a URL.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HookSettings {
    /// The URL to which each comment is sent.
    pub url: Option<String>,
    /// The key that signs requests: `whsec_` followed by base64, or a text of at least 24 characters.
    pub secret: Option<SecretString>,
    /// A file that contains the secret, instead.
    pub secret_file: Option<PathBuf>,
}

/// Section `[spam.captcha]`: enabled by a kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaptchaSettings {
    pub kind: Option<CaptchaKind>,
    /// The public key of the widget.
    pub site_key: Option<String>,
    pub secret: Option<SecretString>,
    /// A file that contains the secret, instead.
    pub secret_file: Option<PathBuf>,
    /// The URL that verifies answers, for a compatible service.
    pub url: Option<String>,
    /// Whether a comment without a captcha answer is held for moderation.
    pub required: bool,
    /// Sends the IP address of the commenter with the answer.
    pub send_address: bool,
}

impl Default for CaptchaSettings {
    fn default() -> Self {
        Self {
            kind: None,
            site_key: None,
            secret: None,
            secret_file: None,
            url: None,
            required: true,
            send_address: false,
        }
    }
}
