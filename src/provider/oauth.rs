//! The authorization code flow (RFC 6749 section 4.1) with PKCE (RFC 7636), the same for all providers.

use std::{borrow::Cow, pin::Pin};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, StandardTokenResponse, TokenResponse as _, TokenUrl,
    basic::{
        BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
        BasicTokenIntrospectionResponse, BasicTokenType,
    },
    http::header::{AUTHORIZATION, CONTENT_TYPE},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::{
    Callback, ClientCredentials, ConfiguredProvider, ProviderFault, ProviderProfile,
    ProviderProtocol, Providers, SignInRedirect, address, facebook,
    table::{OAuthProvider, SecretIn},
    token_response,
};
use crate::{
    client::{Outbound, OutgoingFault, OutgoingResponse, Trust},
    text,
};

/// The fields of the token response besides the access token.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct IdTokenField {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

type TokenEndpointResponse = StandardTokenResponse<IdTokenField, BasicTokenType>;
type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    TokenEndpointResponse,
    BasicTokenIntrospectionResponse,
    oauth2::StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// The tokens received for the code; wiped when dropped.
pub(super) struct IssuedTokens {
    pub access: SecretString,
    pub id: Option<SecretString>,
}

/// The parameters of a code exchange.
pub(super) struct CodeExchange<'a> {
    pub token_url: &'a str,
    pub secret_in: SecretIn,
    pub credentials: &'a ClientCredentials,
}

/// The HTTP client for the `oauth2` crate. A closure would be shorter, but its future would not be `Send`.
struct TokenTransport<'p>(&'p Providers);

impl<'c> AsyncHttpClient<'c> for TokenTransport<'_> {
    type Error = ProviderFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ProviderFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.post(request))
    }
}

impl Providers {
    pub(super) async fn request_authorization(
        &self,
        provider: &ConfiguredProvider,
        state: &str,
    ) -> Result<SignInRedirect, ProviderFault> {
        let verifier = self.random();
        let nonce = self.random();
        let (authorize, scopes, extra) = match &provider.protocol {
            ProviderProtocol::OAuth(row) => (row.authorize.clone(), &row.scopes, None),
            ProviderProtocol::OpenIdConnect(oidc) => {
                let metadata = self.metadata(oidc).await?;
                (
                    metadata.authorize.clone(),
                    &oidc.scopes,
                    Some(("nonce", nonce.clone())),
                )
            }
        };
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let client = OAuthClient::new(ClientId::new(provider.credentials().client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(address(&authorize)?));
        let mut request = client
            .authorize_url(|| CsrfToken::new(state.to_owned()))
            .set_redirect_uri(Cow::Owned(self.redirect_url(provider)?))
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        if let Some((name, value)) = extra {
            request = request.add_extra_param(name, value);
        }
        let (url, _) = request.url();
        Ok(SignInRedirect {
            url: url.into(),
            verifier: verifier.into(),
            nonce,
        })
    }

    pub(super) async fn fetch_profile(
        &self,
        provider: &ConfiguredProvider,
        callback: &Callback,
        verifier: &SecretString,
        nonce: &str,
    ) -> Result<ProviderProfile, ProviderFault> {
        let mut profile = match &provider.protocol {
            ProviderProtocol::OAuth(row) => {
                self.finish_plain(provider, row, callback, verifier).await?
            }
            ProviderProtocol::OpenIdConnect(oidc) => {
                self.finish_oidc(provider, oidc, callback, verifier, nonce)
                    .await?
            }
        };
        profile.provider.clone_from(&provider.id);
        Ok(profile)
    }

    async fn finish_plain(
        &self,
        provider: &ConfiguredProvider,
        row: &OAuthProvider,
        callback: &Callback,
        verifier: &SecretString,
    ) -> Result<ProviderProfile, ProviderFault> {
        if callback
            .iss
            .as_deref()
            .is_some_and(|iss| !is_issued_by(iss, row))
        {
            return Err(ProviderFault::Untrusted("iss"));
        }
        let credentials = provider.credentials();
        let exchange = CodeExchange {
            token_url: &row.token,
            secret_in: row.secret_in,
            credentials: &credentials,
        };
        let tokens = self
            .exchange(provider, exchange, callback, verifier)
            .await?;
        let secret = row.proof.then_some(&*credentials);
        let answer = self
            .get_json(&row.profile, row.accept, &tokens, secret)
            .await?;
        let emails = match &row.emails {
            // Without this permission there is no email address, and the sign-in continues.
            Some(at) => match self.get_json(at, row.accept, &tokens, secret).await {
                Ok(emails) => Some(emails),
                Err(ProviderFault::Untrusted("permission")) => None,
                Err(fault) => return Err(fault),
            },
            None => None,
        };
        let mut profile = (row.read)(&answer, emails.as_ref())?;
        profile.issuer.clone_from(&provider.id);
        Ok(profile)
    }

    /// Exchanges the code for tokens.
    pub(super) async fn exchange(
        &self,
        provider: &ConfiguredProvider,
        exchange: CodeExchange<'_>,
        callback: &Callback,
        verifier: &SecretString,
    ) -> Result<IssuedTokens, ProviderFault> {
        let ClientCredentials { client_id, secret } = exchange.credentials;
        let client = OAuthClient::new(ClientId::new(client_id.clone()))
            .set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
            .set_auth_type(match exchange.secret_in {
                SecretIn::Basic => AuthType::BasicAuth,
                SecretIn::Body => AuthType::RequestBody,
            })
            .set_token_uri(TokenUrl::from_url(address(exchange.token_url)?))
            .set_redirect_uri(self.redirect_url(provider)?);
        let verifier = PkceCodeVerifier::new(verifier.expose_secret().to_owned());
        let code = AuthorizationCode::new(callback.code.clone());
        let tokens = client
            .exchange_code(code)
            .set_pkce_verifier(verifier)
            .request_async(&TokenTransport(self))
            .await
            .map_err(|error| match error {
                RequestTokenError::Request(fault) => fault,
                RequestTokenError::ServerResponse(error) => fault_of(error.error()),
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                    ProviderFault::Untrusted("token")
                }
            })?;
        let access = tokens.access_token().secret();
        // Slightly wider than the grammar of RFC 6750 section 2.1; the value goes into a header.
        if access.is_empty() || !access.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(ProviderFault::Untrusted("access_token"));
        }
        Ok(IssuedTokens {
            access: access.as_str().into(),
            id: tokens.extra_fields().id_token.as_deref().map(Into::into),
        })
    }

    /// Sends the request to the token endpoint. An error may come with status 200 (GitHub), and the JSON is
    /// parsed strictly before its fields are read.
    async fn post(&self, request: HttpRequest) -> Result<HttpResponse, ProviderFault> {
        let url = address(&request.uri().to_string())?;
        let authorization = request.headers().get(AUTHORIZATION);
        let authorization = authorization.and_then(|value| value.to_str().ok().map(str::to_owned));
        let mut outbound = Outbound::post_form(url, Trust::Operator, request.into_body());
        if let Some(value) = authorization {
            outbound = outbound.authorization(value);
        }
        let answer = self.0.out.send(outbound).await?;
        let parsed = parse_json(&answer);
        let error = parsed.as_ref().ok().and_then(|parsed| parsed.get("error"));
        let (status, body) = match (answer.status, error) {
            (200, None) => (200, token_response::granted(&parsed?)?),
            (200 | 400 | 401 | 403, Some(Value::String(error))) => {
                (400, token_response::refused(error))
            }
            // Facebook describes an error in an object.
            (200 | 400 | 401 | 403, Some(error)) => {
                return Err(match error.get("code").and_then(Value::as_u64) {
                    Some(100) => ProviderFault::Untrusted("code"),
                    Some(101 | 191) => ProviderFault::Misconfigured("invalid_client"),
                    _ => ProviderFault::Unavailable("token"),
                });
            }
            (status, _) => return Err(unexpected_status(status)),
        };
        let mut response = HttpResponse::new(body);
        *response.status_mut() =
            oauth2::http::StatusCode::from_u16(status).map_err(|_| unexpected_status(status))?;
        // Without this header the crate would refuse the body that replaces the provider's own.
        let json = oauth2::http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok(response)
    }

    /// Requests a JSON object or list with the access token.
    pub(super) async fn get_json(
        &self,
        at: &str,
        accept: &'static str,
        tokens: &IssuedTokens,
        proof: Option<&ClientCredentials>,
    ) -> Result<Value, ProviderFault> {
        let access = tokens.access.expose_secret();
        let mut url = address(at)?;
        if let Some(credentials) = proof {
            let proof = facebook::proof(&credentials.secret, access);
            url.query_pairs_mut().append_pair("appsecret_proof", &proof);
        }
        let outbound = Outbound::get(url, Trust::Operator)
            .accept(accept)
            .authorization(format!("Bearer {access}"));
        let answer = self.0.out.send(outbound).await?;
        match answer.status {
            200 => parse_json(&answer),
            401 => Err(ProviderFault::Untrusted("access_token")),
            403 | 404 => Err(ProviderFault::Untrusted("permission")),
            status => Err(unexpected_status(status)),
        }
    }

    fn redirect_url(&self, provider: &ConfiguredProvider) -> Result<RedirectUrl, ProviderFault> {
        RedirectUrl::new(self.redirect_uri(&provider.id))
            .map_err(|_| ProviderFault::Misconfigured("public_url"))
    }

    /// Returns 256 random bits in base64url.
    fn random(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.clock.random_bytes::<32>())
    }
}

/// Parses the JSON body of an answer strictly.
pub(super) fn parse_json(answer: &OutgoingResponse) -> Result<Value, ProviderFault> {
    text::parse_json(&answer.body).map_err(|_| ProviderFault::Unavailable("not_json"))
}

/// Maps a status that the endpoint should not return.
pub(super) fn unexpected_status(status: u16) -> ProviderFault {
    ProviderFault::Unavailable(match status {
        300..400 => "redirect",
        429 => "too_many_requests",
        500.. => "server_error",
        _ => "status",
    })
}

impl From<OutgoingFault> for ProviderFault {
    fn from(fault: OutgoingFault) -> Self {
        match fault {
            OutgoingFault::Address | OutgoingFault::Private => Self::Misconfigured(fault.as_str()),
            _ => Self::Unavailable(fault.as_str()),
        }
    }
}

/// Maps the errors of RFC 6749 section 5.2, and GitHub's own codes for the same errors.
fn fault_of(error: &BasicErrorResponseType) -> ProviderFault {
    match error {
        BasicErrorResponseType::InvalidGrant => ProviderFault::Untrusted("code"),
        BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
            ProviderFault::Misconfigured("invalid_client")
        }
        BasicErrorResponseType::InvalidScope => ProviderFault::Misconfigured("invalid_scope"),
        BasicErrorResponseType::InvalidRequest | BasicErrorResponseType::UnsupportedGrantType => {
            ProviderFault::Misconfigured("invalid_request")
        }
        BasicErrorResponseType::Extension(code) => match code.as_str() {
            "bad_verification_code" => ProviderFault::Untrusted("code"),
            "incorrect_client_credentials" => ProviderFault::Misconfigured("invalid_client"),
            "redirect_uri_mismatch" => ProviderFault::Misconfigured("redirect_uri"),
            "unverified_user_email" => ProviderFault::Untrusted("unverified_user"),
            _ => ProviderFault::Unavailable("token"),
        },
    }
}

/// Returns whether `iss` (RFC 9207) can belong to the provider of this row. Not all providers document their
/// issuer, so its origin must be that of one of their endpoints: no other server can have that origin.
fn is_issued_by(iss: &str, row: &OAuthProvider) -> bool {
    let origin = |text: &str| Url::parse(text).ok().map(|url| url.origin());
    let own = [&row.authorize, &row.token, &row.profile];
    origin(iss).is_some_and(|iss| own.iter().any(|at| origin(at).as_ref() == Some(&iss)))
}
