//! The data that a form needs: who may comment, the limits, and the token.

use std::collections::BTreeMap;

use poem_openapi::Object;

use super::{proof_of_work::ChallengeInfo, reply_form::script_texts};
use crate::{
    comment::ThreadState,
    commenter::People,
    external_check::{CaptchaKind, ExternalChecks},
    locale::Language,
    site::{FieldRule, ModerationPolicy, Site},
    submission::OpenedForm,
};

/// What guests may do and which fields they must fill.
#[derive(Clone, Debug, Object)]
pub(super) struct Anonymous {
    /// Whether guests may comment at all.
    pub allowed: bool,
    /// The guest's name.
    pub name: FieldRule,
    /// The guest's email address; never shown.
    pub email: FieldRule,
    /// The guest's website.
    pub website: FieldRule,
}

/// A provider whose accounts can be used to sign in.
#[derive(Clone, Debug, Object)]
pub(super) struct ProviderOption {
    /// The provider's id.
    pub id: String,
    /// The provider's display name.
    pub name: String,
    /// The URL where signing in begins; open it on a click, with `mode`, `return_to` and `challenge`.
    pub start_url: String,
}

/// The identities with which people may comment.
#[derive(Clone, Debug, Object)]
pub(super) struct FormIdentities {
    /// Guests, who only type a name.
    pub anonymous: Anonymous,
    /// Whether people may sign in by email.
    pub email: bool,
    /// The providers whose accounts may be used to sign in.
    pub providers: Vec<ProviderOption>,
}

/// Length limits, in Unicode scalar values.
#[derive(Clone, Debug, Object)]
pub(super) struct TextLimits {
    /// The minimum length of a comment.
    pub text_min: u32,
    /// The maximum length of a comment.
    pub text_max: u32,
    /// The maximum length of a name.
    pub name_max: u32,
    /// The maximum length of an email address.
    pub email_max: u32,
    /// The maximum length of a website, in bytes.
    pub website_max: u32,
}

/// A captcha to show.
#[derive(Clone, Debug, Object)]
pub(super) struct CaptchaInfo {
    /// The provider.
    pub kind: CaptchaKind,
    /// The public key of its widget.
    pub site_key: String,
}

/// Everything that a form needs.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Form", example)]
pub(super) struct FormInfo {
    /// Whether the thread accepts new comments; the same as the state `open`.
    pub open: bool,
    /// Whether the thread accepts new comments, and edits by their authors.
    pub state: ThreadState,
    /// Which comments wait for a moderator.
    pub moderation: ModerationPolicy,
    /// The identities with which people may comment.
    pub identities: FormIdentities,
    /// Length limits.
    pub limits: TextLimits,
    /// For the field `token`; valid once, for this page, from 2 seconds to 24 hours from now.
    pub token: String,
    /// A proof of work to complete within 10 minutes; null when none is required, which is the usual
    /// case. It belongs to this token.
    pub challenge: Option<ChallengeInfo>,
    /// The captcha to show, whose response goes into `captcha`; null when there is none.
    pub captcha: Option<CaptchaInfo>,
    /// The name of the honeypot field, which must be hidden from people and must stay empty.
    pub honeypot: String,
    /// The language of `texts` as an ISO 639-1 code: that of `lang`, or else of the site. Other messages are in
    /// the language of the site.
    pub language: String,
    /// The texts of the form's script in that language, by name; `{…}` is a placeholder for a value.
    pub texts: BTreeMap<String, String>,
}

impl FormInfo {
    pub(super) fn new(
        site: &Site,
        form: OpenedForm,
        people: &People,
        outside: &ExternalChecks,
        (language, base_url): (Language, &str),
    ) -> Self {
        use crate::text::{NAME_SCALARS, URL_BYTES};
        let (policy, guests) = (&site.policy, &site.policy.guests);
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            open: form.state == ThreadState::Open,
            state: form.state,
            moderation: policy.moderation,
            identities: FormIdentities {
                anonymous: Anonymous {
                    allowed: guests.allowed,
                    name: guests.name,
                    email: guests.email,
                    website: guests.website,
                },
                email: policy.identities.email && people.can_mail(),
                providers: people
                    .providers()
                    .list()
                    .filter(|(id, _)| policy.identities.allows(id))
                    .map(|(id, name)| ProviderOption {
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
            captcha: outside
                .captcha()
                .map(|(kind, site_key)| CaptchaInfo { kind, site_key }),
            honeypot: crate::submission::HONEYPOT.to_owned(),
            language: language.as_str().to_owned(),
            texts: script_texts(language),
        }
    }
}
