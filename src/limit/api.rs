//! The response for a rate-limited request: 429 with the quota that was exceeded and the time to retry.

use poem::http::{HeaderName, HeaderValue};

use super::{LimitExceeded, quotas};
use crate::{
    http::{Code, Problem},
    locale::Message,
};

/// Returns the key of the catalog text that names the exceeded quota.
fn text_of(quota: &str) -> &'static str {
    const TEXTS: [(&str, &[&str]); 5] = [
        (
            "limit-comments",
            &[quotas::ADDRESS.name, quotas::PERSON.name],
        ),
        (
            "limit-network",
            &[
                quotas::NETWORK_V4.name,
                quotas::ORGANISATION_V6.name,
                quotas::SIGNED_IN_NETWORK.name,
            ],
        ),
        (
            "limit-site",
            &[quotas::PAGE.name, quotas::SITE.name, quotas::UNPROVED.name],
        ),
        (
            "limit-mail",
            &[
                quotas::MAIL_ADDRESS.name,
                quotas::MAIL_NETWORK.name,
                quotas::MAIL_MODERATOR.name,
                quotas::MAIL_SITE.name,
                quotas::MAIL_SITE_KNOWN.name,
                quotas::MAIL_SERVER.name,
                quotas::MAIL_SERVER_KNOWN.name,
            ],
        ),
        (
            "limit-sign-in",
            &[
                quotas::SIGN_IN_ADDRESS.name,
                quotas::MAIL_CODE.name,
                quotas::MAIL_CODE_NETWORK.name,
                quotas::MAIL_CODE_KNOWN.name,
                quotas::PASSWORD_ACCOUNT.name,
                quotas::PASSWORD_ADDRESS.name,
                quotas::PASSWORD_NETWORK.name,
                quotas::PASSWORD_STRANGERS.name,
                quotas::PASSWORD_FIRST.name,
            ],
        ),
    ];
    if quota == quotas::MY_DATA.name {
        return "limit-my-data";
    }
    let found = TEXTS.iter().find(|(_, names)| names.contains(&quota));
    found.map_or("limit-reading", |(key, _)| key)
}

impl From<LimitExceeded> for Problem {
    fn from(refused: LimitExceeded) -> Self {
        // The same time as in `Retry-After`, rounded up in the same way.
        let detail = Message::new(text_of(refused.tightest.quota)).wait(refused.retry_after);
        let mut problem = Self {
            retry_after: Some(refused.retry_after),
            violated_policies: refused.quotas.clone(),
            ..Self::new(Code::TooFast, detail)
        };
        for (name, value) in refused.tightest.fields() {
            if let Ok(value) = HeaderValue::from_str(&value) {
                problem = problem.with_header(HeaderName::from_static(name), value);
            }
        }
        problem
    }
}
