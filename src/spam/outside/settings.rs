//! Sections `[spam.akismet]`, `[spam.hook]` and `[spam.captcha]`: whom else to ask, and with what.

use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{
    akismet::Akismet,
    captcha::Captcha,
    hook::{Hook, SigningKey},
};
use crate::{http::outgoing::may_be_set, input, spam::SpamSettings};

/// Section `[spam.akismet]`: on when there is a key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AkismetSettings {
    /// The API key of Akismet.
    pub key: Option<SecretString>,
    /// A file that holds it, instead.
    pub key_file: Option<PathBuf>,
    /// Where `comment-check` stands, for a service that speaks as Akismet does.
    pub url: Option<String>,
    /// Tell Akismet that these are trials.
    pub is_test: bool,
    /// Send the commenter's address in full, and not that of their network.
    pub send_address: bool,
}

/// Section `[spam.hook]`: on when there is a URL.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HookSettings {
    /// What is asked about each comment.
    pub url: Option<String>,
    /// The key of the signatures: `whsec_` and base64, or a text of at least 24 characters.
    pub secret: Option<SecretString>,
    /// A file that holds it, instead.
    pub secret_file: Option<PathBuf>,
}

/// Section `[spam.captcha]`: on when there is a kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaptchaSettings {
    pub kind: Option<CaptchaKind>,
    /// The public key of the widget.
    pub site_key: Option<String>,
    pub secret: Option<SecretString>,
    /// A file that holds it, instead.
    pub secret_file: Option<PathBuf>,
    /// Where answers are verified, for a service that speaks as these do.
    pub url: Option<String>,
    /// Does a comment without an answer wait for a moderator?
    pub required: bool,
    /// Send the commenter's address with the answer.
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

/// Whose captcha it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptchaKind {
    Turnstile,
    Hcaptcha,
}

impl CaptchaKind {
    const fn url(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
            Self::Hcaptcha => "https://api.hcaptcha.com/siteverify",
        }
    }

    /// The script of its widget.
    #[must_use]
    pub const fn script(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/api.js",
            Self::Hcaptcha => "https://js.hcaptcha.com/1/api.js",
        }
    }

    /// The class of the element that its script turns into a widget.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Turnstile => "cf-turnstile",
            Self::Hcaptcha => "h-captcha",
        }
    }

    /// What a page's content security policy must allow for it, as sources.
    #[must_use]
    pub const fn sources(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com",
            Self::Hcaptcha => "https://hcaptcha.com https://*.hcaptcha.com",
        }
    }
}

const AKISMET_URL: &str = "https://rest.akismet.com/1.1/";

/// Whoever is set up, and what is wrong.
pub(super) struct Read {
    pub akismet: Option<Akismet>,
    pub hook: Option<Hook>,
    pub captcha: Option<Captcha>,
    pub faults: Vec<String>,
}

/// With `dev`, plain http to loopback is permitted.
pub(super) fn read(settings: &SpamSettings, dev: bool) -> Read {
    let mut reader = Reader {
        faults: Vec::new(),
        dev,
    };
    let akismet = akismet(&settings.akismet, &mut reader);
    let hook = hook(&settings.hook, &mut reader);
    let captcha = captcha(&settings.captcha, &mut reader);
    Read {
        akismet,
        hook,
        captcha,
        faults: reader.faults,
    }
}

fn akismet(settings: &AkismetSettings, reader: &mut Reader) -> Option<Akismet> {
    let url = settings.url.as_deref().unwrap_or(AKISMET_URL);
    // What is joined to it would else take the place of its last part.
    let base = reader.url("akismet.url", &format!("{}/", url.trim_end_matches('/')));
    let (secret, file) = (settings.key.as_ref(), settings.key_file.as_ref());
    let Some(key) = reader.secret("akismet.key", secret, file).ok()? else {
        let others = settings.url.is_some() || settings.is_test || settings.send_address;
        if others {
            reader.fault("akismet.key", "is needed beside the rest");
        }
        return None;
    };
    Some(Akismet {
        key,
        base: base?,
        is_test: settings.is_test,
        send_address: settings.send_address,
    })
}

fn hook(settings: &HookSettings, reader: &mut Reader) -> Option<Hook> {
    let url = settings.url.as_deref();
    let url = url.map(|url| reader.url("hook.url", url));
    let (secret, file) = (settings.secret.as_ref(), settings.secret_file.as_ref());
    let secret = reader.secret("hook.secret", secret, file).ok()?;
    match (url, secret) {
        (None, None) => None,
        (Some(url), Some(secret)) => {
            let key = SigningKey::parse(secret.expose_secret());
            if key.is_none() {
                reader.fault(
                    "hook.secret",
                    "must be whsec_ and base64 of at least 24 bytes, or at least 24 characters",
                );
            }
            Some(Hook {
                url: url?,
                key: key?,
            })
        }
        (Some(_), None) => {
            reader.fault("hook.secret", "is needed beside url");
            None
        }
        (None, Some(_)) => {
            reader.fault("hook.url", "is needed beside secret");
            None
        }
    }
}

fn captcha(settings: &CaptchaSettings, reader: &mut Reader) -> Option<Captcha> {
    let (secret, file) = (settings.secret.as_ref(), settings.secret_file.as_ref());
    let secret = reader.secret("captcha.secret", secret, file);
    let Some(kind) = settings.kind else {
        let others = settings.site_key.is_some()
            || settings.secret.is_some()
            || settings.secret_file.is_some()
            || settings.url.is_some();
        if others {
            reader.fault("captcha.kind", "must be turnstile or hcaptcha");
        }
        return None;
    };
    let url = settings.url.as_deref().unwrap_or(kind.url());
    let url = reader.url("captcha.url", url);
    let site_key = settings.site_key.as_deref().unwrap_or_default();
    if !is_word(site_key) {
        reader.fault("captcha.site_key", "is needed: text without blanks");
    }
    if matches!(secret, Ok(None)) {
        reader.fault("captcha.secret", "is needed beside kind");
    }
    Some(Captcha {
        kind,
        site_key: site_key.to_owned(),
        secret: secret.ok()??,
        url: url?,
        required: settings.required,
        send_address: settings.send_address,
    })
}

/// What is wrong stands among the faults.
#[derive(Debug)]
struct AlreadyTold;

struct Reader {
    faults: Vec<String>,
    dev: bool,
}

impl Reader {
    fn fault(&mut self, key: &str, fault: &str) {
        self.faults.push(format!("spam.{key}: {fault}"));
    }

    /// An address of the operator's; `None` where it is wrong, which was told.
    fn url(&mut self, key: &str, text: &str) -> Option<Url> {
        match Url::parse(text) {
            Ok(url) if may_be_set(&url, self.dev) => Some(url),
            _ => {
                self.fault(key, "must begin with https:// and have a host and no user name. (--dev permits http to loopback.)");
                None
            }
        }
    }

    /// A secret of its own place or of a file, where one is set.
    fn secret(
        &mut self,
        key: &str,
        secret: Option<&SecretString>,
        file: Option<&PathBuf>,
    ) -> Result<Option<SecretString>, AlreadyTold> {
        let text = match (secret, file) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                self.fault(key, &format!("{key}_file is set too: set one of them"));
                return Err(AlreadyTold);
            }
            (Some(secret), None) => secret.expose_secret().to_owned(),
            (None, Some(file)) => match input::read_regular_text(file, input::SETTING_MAX) {
                Ok(text) => text,
                Err(error) => {
                    let fault = format!("cannot read {}: {error}", file.display());
                    self.fault(&format!("{key}_file"), &fault);
                    return Err(AlreadyTold);
                }
            },
        };
        let text = text.trim();
        if !is_word(text) {
            self.fault(key, "must be text without blanks");
            return Err(AlreadyTold);
        }
        Ok(Some(text.into()))
    }
}

fn is_word(text: &str) -> bool {
    (1..=2048).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn settings(value: &Value) -> SpamSettings {
        serde_json::from_value(value.clone()).expect("is read")
    }

    fn faults(value: &Value) -> Vec<String> {
        read(&settings(value), false).faults
    }

    #[test]
    fn nothing_set_is_nobody_to_ask() {
        let read = read(&SpamSettings::default(), false);
        assert!(read.akismet.is_none() && read.hook.is_none() && read.captcha.is_none());
        assert_eq!(read.faults, [""; 0]);
    }

    #[test]
    fn what_is_set_up_goes_to_the_service_itself() {
        let all = json!({
            "akismet": { "key": "hunter2" },
            "hook": { "url": "https://judge.example/ask", "secret": "s".repeat(24) },
            "captcha": { "kind": "hcaptcha", "site_key": "public", "secret": "hunter2" },
        });
        let read = read(&settings(&all), false);
        assert_eq!(read.faults, [""; 0]);
        let akismet = read.akismet.expect("is on");
        assert_eq!(akismet.base.as_str(), AKISMET_URL);
        assert!(!akismet.is_test && !akismet.send_address);
        assert_eq!(
            read.hook.expect("is on").url.as_str(),
            "https://judge.example/ask"
        );
        let captcha = read.captcha.expect("is on");
        assert_eq!(captcha.url.as_str(), "https://api.hcaptcha.com/siteverify");
        assert!(captcha.required && !captcha.send_address);
        let shown = format!("{:?}", settings(&all));
        assert!(
            !shown.contains("hunter2") && !shown.contains("ssss"),
            "{shown}"
        );
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_show_no_secret() {
        let all = json!({
            "akismet": { "key": "hunter2 hunter2", "url": "http://plain.example" },
            "hook": { "url": "https://me:hunter2@judge.example", "secret": "hunter2" },
            "captcha": { "kind": "turnstile", "url": "ftp://captcha.example" },
        });
        let told = faults(&all).join("\n");
        for key in [
            "akismet.key",
            "akismet.url",
            "hook.url",
            "hook.secret",
            "captcha.url",
            "captcha.site_key",
            "captcha.secret",
        ] {
            assert!(told.contains(&format!("spam.{key}: ")), "{key} in {told}");
        }
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn half_of_a_pair_is_a_mistake() {
        for (half, key) in [
            (json!({ "akismet": { "is_test": true } }), "akismet.key"),
            (
                json!({ "hook": { "url": "https://a.example" } }),
                "hook.secret",
            ),
            (json!({ "hook": { "secret": "s".repeat(24) } }), "hook.url"),
            (json!({ "captcha": { "site_key": "a" } }), "captcha.kind"),
            (
                json!({ "captcha": { "kind": "turnstile", "site_key": "a" } }),
                "captcha.secret",
            ),
            (
                json!({ "akismet": { "key": "a", "key_file": "b" } }),
                "akismet.key",
            ),
            (
                json!({ "akismet": { "key_file": "gone/key" } }),
                "akismet.key_file",
            ),
        ] {
            let told = faults(&half);
            assert_eq!(told.len(), 1, "{half}: {told:?}");
            assert!(told[0].starts_with(&format!("spam.{key}: ")), "{told:?}");
        }
    }

    #[test]
    fn a_secret_may_stand_in_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        std::fs::write(&file, "hunter2\n").expect("writes");
        let read = read(
            &settings(&json!({ "akismet": { "key_file": file } })),
            false,
        );
        assert_eq!(read.akismet.expect("is on").key.expose_secret(), "hunter2");
    }

    #[test]
    fn plain_http_is_for_loopback_in_development_alone() {
        let at = |url: &str| settings(&json!({ "akismet": { "key": "a", "url": url } }));
        assert_eq!(read(&at("http://127.0.0.1:1/1.1"), true).faults, [""; 0]);
        assert_eq!(read(&at("http://127.0.0.1:1/1.1"), false).faults.len(), 1);
        assert_eq!(read(&at("http://akismet.example/"), true).faults.len(), 1);
        let akismet = read(&at("https://akismet.example/1.1"), false).akismet;
        assert_eq!(
            akismet.expect("is on").base.as_str(),
            "https://akismet.example/1.1/"
        );
    }
}
