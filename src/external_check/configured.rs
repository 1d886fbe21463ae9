//! The configured services: reads the settings of all checks and reports all mistakes together.

use secrecy::ExposeSecret as _;

use super::{
    AkismetSettings, CaptchaSettings, ExternalCheckSettings, HookSettings,
    akismet::Akismet,
    captcha::CaptchaClient,
    hook::{Hook, SigningKey},
};
use crate::{
    client::parse_configured_url,
    setting::{Mistakes, is_word},
};

const AKISMET_URL: &str = "https://rest.akismet.com/1.1/";

/// The configured services.
pub(super) struct ConfiguredChecks {
    pub akismet: Option<Akismet>,
    pub hook: Option<Hook>,
    pub captcha: Option<CaptchaClient>,
}

/// The format of the hook's secret; production also requires 32 bytes that are hard to guess.
const HOOK_SECRET_FORM: &str =
    "must be whsec_ followed by base64 of at least 24 bytes, or at least 24 characters";
const HOOK_SECRET_REMEDY: &str = "Create one with `echo whsec_$(openssl rand -base64 32)`, and give it to \
    the service that answers: it verifies the signatures with it. (--dev accepts any secret of 24 bytes.)";

/// Reads the settings and adds the mistakes in them. With `dev`, plain HTTP to loopback and a secret that is
/// easy to guess are permitted.
pub(super) fn read(
    settings: ExternalCheckSettings<'_>,
    dev: bool,
    faults: &mut Mistakes,
) -> ConfiguredChecks {
    ConfiguredChecks {
        akismet: akismet(settings.akismet, dev, faults),
        hook: hook(settings.hook, dev, faults),
        captcha: captcha(settings.captcha, dev, faults),
    }
}

fn akismet(settings: &AkismetSettings, dev: bool, faults: &mut Mistakes) -> Option<Akismet> {
    let url = settings.url.as_deref().unwrap_or(AKISMET_URL);
    // Without the final slash, `Url::join` would replace the last path segment.
    let base = parse_configured_url(
        &format!("{}/", url.trim_end_matches('/')),
        dev,
        "spam.akismet.url",
        faults,
    );
    let (secret, file) = (settings.key.as_ref(), settings.key_file.as_ref());
    let Some(key) = faults.secret("spam.akismet.key", secret, file).ok()? else {
        let others = settings.url.is_some() || settings.is_test || settings.send_address;
        if others {
            faults.add(
                "spam.akismet.key",
                "is required when other settings of this section are set",
            );
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

fn hook(settings: &HookSettings, dev: bool, faults: &mut Mistakes) -> Option<Hook> {
    let url = settings.url.as_deref();
    let url = url.map(|url| parse_configured_url(url, dev, "spam.hook.url", faults));
    let (secret, file) = (settings.secret.as_ref(), settings.secret_file.as_ref());
    let secret = faults.secret("spam.hook.secret", secret, file).ok()?;
    match (url, secret) {
        (None, None) => None,
        (Some(url), Some(secret)) => {
            let key = SigningKey::parse(secret.expose_secret());
            match &key {
                None => faults.add("spam.hook.secret", HOOK_SECRET_FORM),
                Some(key) => {
                    let weakness = key.weakness(secret.expose_secret());
                    if let Some(weakness) = weakness.filter(|_| !dev) {
                        let fault = format!("{weakness}. {HOOK_SECRET_REMEDY}");
                        faults.add("spam.hook.secret", &fault);
                    }
                }
            }
            Some(Hook {
                url: url?,
                key: key?,
            })
        }
        (Some(_), None) => {
            faults.add("spam.hook.secret", "is required when url is set");
            None
        }
        (None, Some(_)) => {
            faults.add("spam.hook.url", "is required when secret is set");
            None
        }
    }
}

fn captcha(settings: &CaptchaSettings, dev: bool, faults: &mut Mistakes) -> Option<CaptchaClient> {
    let (secret, file) = (settings.secret.as_ref(), settings.secret_file.as_ref());
    let secret = faults.secret("spam.captcha.secret", secret, file);
    let Some(kind) = settings.kind else {
        let others = settings.site_key.is_some()
            || settings.secret.is_some()
            || settings.secret_file.is_some()
            || settings.url.is_some();
        if others {
            faults.add("spam.captcha.kind", "must be turnstile or hcaptcha");
        }
        return None;
    };
    let url = settings.url.as_deref().unwrap_or(kind.url());
    let url = parse_configured_url(url, dev, "spam.captcha.url", faults);
    let site_key = settings.site_key.as_deref().unwrap_or_default();
    if !is_word(site_key) {
        faults.add(
            "spam.captcha.site_key",
            "is required: ASCII text without spaces",
        );
    }
    if matches!(secret, Ok(None)) {
        faults.add("spam.captcha.secret", "is required when kind is set");
    }
    Some(CaptchaClient {
        kind,
        site_key: site_key.to_owned(),
        secret: secret.ok()??,
        url: url?,
        required: settings.required,
        send_address: settings.send_address,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::external_check::tests::{Section, section as settings};

    fn read(section: &Section, dev: bool) -> (ConfiguredChecks, Vec<String>) {
        let mut faults = Mistakes::default();
        (super::read(section.settings(), dev, &mut faults), faults.0)
    }

    fn faults(value: &Value) -> Vec<String> {
        read(&settings(value), false).1
    }

    #[test]
    fn without_settings_no_external_check_is_configured() {
        let (read, faults) = read(&Section::default(), false);
        assert!(read.akismet.is_none() && read.hook.is_none() && read.captcha.is_none());
        assert_eq!(faults, [""; 0]);
    }

    #[test]
    fn what_is_set_up_goes_to_the_service_itself() {
        let all = json!({
            "akismet": { "key": "hunter2" },
            "hook": { "url": "https://judge.example/ask", "secret": "a-secret-of-this-test-b7Kq2Vx9zLm4" },
            "captcha": { "kind": "hcaptcha", "site_key": "public", "secret": "hunter2" },
        });
        let (read, faults) = read(&settings(&all), false);
        assert_eq!(faults, [""; 0]);
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
    fn all_mistakes_are_reported_together_and_show_no_secret() {
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
        assert_eq!(
            read.0.akismet.expect("is on").key.expose_secret(),
            "hunter2"
        );
    }

    #[test]
    fn plain_http_is_only_for_loopback_in_development() {
        let at = |url: &str| settings(&json!({ "akismet": { "key": "a", "url": url } }));
        assert_eq!(read(&at("http://127.0.0.1:1/1.1"), true).1, [""; 0]);
        assert_eq!(read(&at("http://127.0.0.1:1/1.1"), false).1.len(), 1);
        assert_eq!(read(&at("http://akismet.example/"), true).1.len(), 1);
        let akismet = read(&at("https://akismet.example/1.1"), false).0.akismet;
        assert_eq!(
            akismet.expect("is on").base.as_str(),
            "https://akismet.example/1.1/"
        );
    }
}
