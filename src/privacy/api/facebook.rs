//! Facebook's data deletion callback: sent when a person removes this app from their Facebook account.
//! It requests the deletion of their data and returns the URL of a page that confirms it.

use std::sync::Arc;

use poem::{Body, Request, http::StatusCode};
use poem_openapi::{
    Object, OpenApi,
    param::Path,
    payload::{Binary, Json},
};
use url::form_urlencoded;

use crate::{
    comment::PersonChange,
    commenter::{
        People, UnlinkOutcome,
        api::{browser::BrowserAnswer, session::IdentityTag},
        result_page,
    },
    http::{API_BASE, BODY, Code, NOT_FOUND, Problem, Refused, RequestContext, TOO_FAST, language},
    limit::{Limits, quotas},
    privacy::Privacy,
};

const FACEBOOK: &str = "facebook";

/// Facebook's data deletion callback.
#[derive(Clone, Debug)]
pub(crate) struct FacebookApi {
    pub people: People,
    pub limits: Arc<Limits>,
    /// The base URL of this server for browsers, without a trailing slash.
    pub base_url: String,
    pub privacy: Privacy,
}

/// The response, which Facebook shows to the person.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct Deletion {
    /// The URL of a page that shows the result of the deletion.
    pub url: String,
    /// The code that identifies the deletion request.
    pub confirmation_code: String,
}

impl poem_openapi::types::Example for Deletion {
    fn example() -> Self {
        let code = "AAABohGHOQFCHxBlcnkTm0pGL3mTx0aA";
        Self {
            url: format!("https://comments.example/api/v1/session/facebook/deletion/{code}"),
            confirmation_code: code.to_owned(),
        }
    }
}

#[OpenApi]
impl FacebookApi {
    /// Delete the data of a Facebook account
    ///
    /// Called by Facebook with the form field `signed_request`. Enter this URL in the settings of the
    /// Facebook app as "Data deletion request URL". If this account is the only identity of the person,
    /// the person is erased with all their comments; otherwise the account is unlinked. An unknown
    /// account gets the same response.
    #[oai(
        path = "/session/facebook/deletion",
        method = "post",
        operation_id = "delete_facebook_account",
        tag = "IdentityTag::Identity"
    )]
    async fn delete(
        &self,
        context: RequestContext,
        request: &Request,
        body: Binary<Body>,
    ) -> Result<Json<Deletion>, Refused<{ BODY | NOT_FOUND | TOO_FAST }>> {
        let on = |(id, _): (&str, &str)| id == FACEBOOK;
        if !self.people.providers().list().any(on) {
            return Err(Problem::missing("problem-no-provider").into());
        }
        let is_form = request
            .content_type()
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Problem::plain(Code::UnsupportedMediaType).into());
        }
        let text = body.0.into_string().await;
        let text =
            text.map_err(|_| Problem::new(Code::Malformed, "The form could not be read."))?;
        let mut fields = form_urlencoded::parse(text.as_bytes());
        let signed = fields.find(|(name, _)| name == "signed_request");
        let user =
            signed.and_then(|(_, signed)| self.people.providers().verify_signed_request(&signed));
        let Some(user) = user else {
            // Only failed requests are limited: Facebook itself calls for many people from few IP
            // addresses.
            let charge = quotas::per_address(quotas::SIGN_IN_ADDRESS, context.address);
            let checked = self.limits.check("", &[charge]).await;
            checked.map_err(Problem::from)?;
            let message = "Must be signed with the secret of the Facebook app.";
            return Err(Problem::field("signed_request", "invalid", message).into());
        };
        let person = self.people.find_person(FACEBOOK, &user).await;
        if let Some(person) = person? {
            let unlinked = self.people.unlink(person, FACEBOOK, &user).await;
            if unlinked? == UnlinkOutcome::Last {
                let erased = self.privacy.erase(person, PersonChange::Delete).await;
                erased?;
            } else {
                tracing::info!(%person, "account unlinked at the request of the provider");
            }
        }
        let code = self.people.create_deletion_code();
        Ok(Json(Deletion {
            url: format!(
                "{}{API_BASE}/session/facebook/deletion/{code}",
                self.base_url
            ),
            confirmation_code: code,
        }))
    }

    /// Show the result of a Facebook deletion request
    ///
    /// The page that Facebook shows to the person: whether the data was erased, and when.
    #[oai(
        path = "/session/facebook/deletion/:code",
        method = "get",
        operation_id = "read_facebook_deletion",
        tag = "IdentityTag::Identity"
    )]
    #[expect(clippy::unused_async, reason = "operations are async")]
    async fn read(
        &self,
        /// The `confirmation_code` of the deletion request.
        code: Path<String>,
    ) -> Result<BrowserAnswer, Refused<{ NOT_FOUND }>> {
        let at = self.people.deleted_at(&code.0);
        let at = at.ok_or_else(|| Problem::plain(Code::NotFound))?;
        let html = result_page::deletion_page(language(), "Facebook", &at.rfc3339()[..10]);
        Ok(BrowserAnswer::page(StatusCode::OK, html))
    }
}
