//! What a form is told: who may comment, how much, and the token.

use std::collections::BTreeMap;

use poem_openapi::{Enum, Object};

use super::{
    proof::ChallengeInfo,
    wire::{Asked, ModerationMode},
};
use crate::{
    comment::{OpenedForm, page::script_texts},
    identity::person::People,
    site::Site,
    spam::outside::{CaptchaKind, Outside},
};

/// What guests may do and must tell.
#[derive(Clone, Debug, Object)]
pub struct Anonymous {
    /// May guests comment at all?
    pub allowed: bool,
    /// Their name.
    pub name: Asked,
    /// Their mail address; never shown.
    pub email: Asked,
    /// Their website.
    pub website: Asked,
}

/// Another account to sign in with.
#[derive(Clone, Debug, Object)]
pub struct Provider {
    /// A short word.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Where signing in begins: to be opened by a click, with `mode`, `return_to` and `challenge`.
    pub start_url: String,
}

/// As whom people may comment.
#[derive(Clone, Debug, Object)]
pub struct Identities {
    /// Guests, who only type a name.
    pub anonymous: Anonymous,
    /// May people prove a mail address?
    pub email: bool,
    /// Other accounts that people may sign in with.
    pub providers: Vec<Provider>,
}

/// How much may be written, in Unicode scalar values.
#[derive(Clone, Debug, Object)]
pub struct TextLimits {
    /// The shortest comment.
    pub text_min: u32,
    /// The longest comment.
    pub text_max: u32,
    /// The longest name.
    pub name_max: u32,
    /// The longest mail address.
    pub email_max: u32,
    /// The longest website, in bytes.
    pub website_max: u32,
}

/// Whose captcha it is.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename = "CaptchaKind", rename_all = "lowercase")]
pub enum Kind {
    /// Turnstile, of Cloudflare.
    Turnstile,
    /// `hCaptcha`.
    Hcaptcha,
}

/// A captcha to be shown.
#[derive(Clone, Debug, Object)]
pub struct Captcha {
    /// Whose.
    pub kind: Kind,
    /// The public key of its widget.
    pub site_key: String,
}

/// Everything that a form needs.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Form", example)]
pub struct FormInfo {
    /// Does the thread take new comments?
    pub open: bool,
    /// Who waits for a moderator.
    pub moderation: ModerationMode,
    /// As whom people may comment.
    pub identities: Identities,
    /// How much may be written.
    pub limits: TextLimits,
    /// For the field `token`; good for this page, once, from 2 seconds to 24 hours from now.
    pub token: String,
    /// A proof of work to do within 10 minutes; null when none is asked for, as is usual. It belongs to
    /// this token.
    pub challenge: Option<ChallengeInfo>,
    /// The captcha to show, whose answer goes into `captcha`; null when there is none.
    pub captcha: Option<Captcha>,
    /// Name of the form field that people must not see and that must stay empty.
    pub honeypot: String,
    /// The site's language, in which messages are answered: a word of ISO 639-1.
    pub language: String,
    /// What the form's script says in that language, by name; `{…}` stands for a value.
    pub texts: BTreeMap<String, String>,
}

impl FormInfo {
    pub fn new(
        site: &Site,
        form: OpenedForm,
        people: &People,
        outside: &Outside,
        base_url: &str,
    ) -> Self {
        use crate::text::{NAME_SCALARS, URL_BYTES};
        let (policy, guests) = (&site.policy, &site.policy.guests);
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            open: form.open,
            moderation: policy.moderation.into(),
            identities: Identities {
                anonymous: Anonymous {
                    allowed: guests.allowed,
                    name: guests.name.into(),
                    email: guests.email.into(),
                    website: guests.website.into(),
                },
                email: policy.identities.email && people.can_mail(),
                providers: people
                    .providers()
                    .list()
                    .filter(|(id, _)| policy.identities.allows(id))
                    .map(|(id, name)| Provider {
                        id: id.to_owned(),
                        name: name.to_owned(),
                        start_url: format!(
                            "{base_url}/api/v1/sites/{}/session/{id}/start",
                            site.slug
                        ),
                    })
                    .collect(),
            },
            limits: TextLimits {
                text_min: policy.text_min,
                text_max: policy.text_max,
                name_max: small(NAME_SCALARS),
                email_max: 254,
                website_max: small(URL_BYTES),
            },
            token: form.token,
            challenge: form.challenge.map(ChallengeInfo::from),
            captcha: outside.captcha().map(|(kind, site_key)| Captcha {
                kind: match kind {
                    CaptchaKind::Turnstile => Kind::Turnstile,
                    CaptchaKind::Hcaptcha => Kind::Hcaptcha,
                },
                site_key,
            }),
            honeypot: crate::comment::page::HONEYPOT.to_owned(),
            language: policy.language.word().to_owned(),
            texts: script_texts(policy.language),
        }
    }
}
