//! The captcha services.

use crate::closed_set::closed_set;

closed_set! {
    /// The provider of a captcha.
    pub enum CaptchaKind: "CaptchaKind" {
        /// Cloudflare Turnstile.
        Turnstile = "turnstile",
        /// `hCaptcha`.
        Hcaptcha = "hcaptcha",
    }
}

impl CaptchaKind {
    pub(super) const fn url(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
            Self::Hcaptcha => "https://api.hcaptcha.com/siteverify",
        }
    }

    /// Returns the URL of the script of its widget.
    #[must_use]
    pub const fn script(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/api.js",
            Self::Hcaptcha => "https://js.hcaptcha.com/1/api.js",
        }
    }

    /// Returns the class of the element that its script turns into a widget.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Turnstile => "cf-turnstile",
            Self::Hcaptcha => "h-captcha",
        }
    }

    /// Returns the sources that the content security policy of a page must allow for it.
    #[must_use]
    pub const fn sources(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com",
            Self::Hcaptcha => "https://hcaptcha.com https://*.hcaptcha.com",
        }
    }
}
