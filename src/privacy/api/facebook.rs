//! Facebook's call when somebody removes this server from their account: it asks to delete what is
//! held, and gets an address where people can see that it was done.

use std::sync::Arc;

use poem::{Body, Request, http::StatusCode};
use poem_openapi::{
    Object, OpenApi,
    param::Path,
    payload::{Binary, Json},
};
use url::form_urlencoded;

use crate::{
    comment::Change,
    http::{BODY, Code, NOT_FOUND, Problem, Refused, RequestContext, TOO_FAST, language},
    identity::person::{
        People, Unlinked,
        api::{browser::Browser, session::Tag},
        page,
    },
    limit::{Limits, Outcome, quotas},
    privacy::Privacy,
};

const FACEBOOK: &str = "facebook";

/// Facebook's data deletion callback.
#[derive(Clone, Debug)]
pub struct FacebookApi {
    pub people: People,
    pub limits: Arc<Limits>,
    /// Where browsers reach this server, without a slash at the end.
    pub base_url: String,
    pub privacy: Privacy,
}

/// What Facebook shows to the person.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct Deletion {
    /// Where they see what became of it.
    pub url: String,
    /// By which it can be asked about.
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
    /// Delete what is held about a Facebook account
    ///
    /// Called by Facebook itself, with the form field `signed_request`; to be entered there as "Data
    /// deletion request URL". Whoever is known here by this account alone is erased with everything
    /// they wrote; of others the account is unlinked. An account that is not known here is answered
    /// alike.
    #[oai(
        path = "/session/facebook/deletion",
        method = "post",
        operation_id = "delete_facebook_account",
        tag = "Tag::Identity"
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
        let text = text.map_err(|_| Problem::new(Code::Malformed, "The form cannot be read."))?;
        let mut fields = form_urlencoded::parse(text.as_bytes());
        let signed = fields.find(|(name, _)| name == "signed_request");
        let user = signed.and_then(|(_, signed)| self.people.providers().signed_request(&signed));
        let Some(user) = user else {
            // Facebook itself, which calls from few addresses for many people, takes no turns.
            let charge = quotas::per_address(quotas::SIGN_IN_ADDRESS, context.address);
            if let Outcome::Refused(refused) = self.limits.take("", &[charge]).await {
                return Err(Problem::from(refused).into());
            }
            let message = "This is not signed with the secret of the app.";
            return Err(Problem::field("signed_request", "invalid", message).into());
        };
        let person = self.people.behind(FACEBOOK, &user).await;
        if let Some(person) = person.map_err(Problem::from)? {
            let unlinked = self.people.unlink(person, FACEBOOK, &user).await;
            if unlinked.map_err(Problem::from)? == Unlinked::Last {
                let erased = self.privacy.erase(person, Change::Delete).await;
                erased.map_err(Problem::from)?;
            } else {
                tracing::info!(%person, "unlinked, as the provider of the account asked");
            }
        }
        let code = self.people.deletion_code();
        Ok(Json(Deletion {
            url: format!("{}/api/v1/session/facebook/deletion/{code}", self.base_url),
            confirmation_code: code,
        }))
    }

    /// What became of a deletion that Facebook asked for
    ///
    /// The page that Facebook shows to the person: whether the data was erased, and when.
    #[oai(
        path = "/session/facebook/deletion/:code",
        method = "get",
        operation_id = "read_facebook_deletion",
        tag = "Tag::Identity"
    )]
    #[expect(clippy::unused_async, reason = "operations are async")]
    async fn read(
        &self,
        /// The `confirmation_code`.
        code: Path<String>,
    ) -> Result<Browser, Refused<{ NOT_FOUND }>> {
        let at = self.people.deleted_at(&code.0);
        let at = at.ok_or_else(|| Problem::plain(Code::NotFound))?;
        let html = page::deleted(language(), "Facebook", &at.rfc3339()[..10]);
        Ok(Browser::page(StatusCode::OK, html))
    }
}
