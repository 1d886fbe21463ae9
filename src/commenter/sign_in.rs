//! Signing in at a provider: started here, continued at the provider, completed here.
//!
//! A pending sign-in is stored with a hash of its `state` and of the browser's cookie; both must come back
//! (RFC 9700, section 4.7). It can be used once, right or wrong.

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use thiserror::Error;
use uuid::Uuid;

use super::{
    NewPersonSession, People, ResolveFault, ResolvedIdentity, ReturnTarget, SIGN_IN_LIFE,
    VerifiedIdentity,
    names::ReservedNameSet,
    resolve::{self, GeneratedValues},
    session, sql,
};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    provider::{CallbackResponse, ProviderFault, ProviderProfile},
    site::SiteId,
    text::Name,
    token::{Token, TokenKind},
};

/// A sign-in that was started, with the URL to send the browser to.
#[derive(Clone, Debug)]
pub struct StartedSignIn {
    /// The URL of the provider's page.
    pub url: String,
    /// The cookie that identifies the browser when it comes back.
    pub browser: Token,
}

/// The result of a sign-in.
#[derive(Clone, Debug)]
pub struct FinishedSignIn {
    /// The return target; `None` when the pending sign-in is unknown.
    pub return_target: Option<ReturnTarget>,
    pub site: Option<SiteId>,
    pub outcome: Result<SignInOutcome, SignInFault>,
}

/// A sign-in that succeeded.
#[derive(Clone, Debug)]
pub enum SignInOutcome {
    /// A code for the page that requested the sign-in.
    Code(Token),
    /// A session of the site's form, or for this server's own pages.
    Session(Box<NewPersonSession>),
    /// The identity was added to the person who requested it.
    Linked,
}

/// Why a sign-in failed.
#[derive(Clone, Debug, Error)]
pub enum SignInFault {
    #[error(transparent)]
    Provider(#[from] ProviderFault),
    /// It was started in another browser, too long ago, or has already ended.
    #[error("the sign-in was started elsewhere, has expired or has already ended")]
    NotPending,
    /// The parameters that the browser brought back are not what a provider sends.
    #[error("the response of the provider cannot be read")]
    Unreadable,
    /// The account belongs to another person here.
    #[error("this account already belongs to another person here")]
    Taken,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<ResolveFault> for SignInFault {
    fn from(fault: ResolveFault) -> Self {
        match fault {
            ResolveFault::Taken => Self::Taken,
            ResolveFault::Gone => Self::NotPending,
            ResolveFault::Db(error) => Self::Db(error),
        }
    }
}

impl People {
    /// Starts a sign-in at a provider. `link` is the person that receives the identity as a further one.
    pub async fn start(
        &self,
        provider: &str,
        site: Option<SiteId>,
        return_target: &ReturnTarget,
        browser: Option<Token>,
        link: Option<Uuid>,
    ) -> Result<StartedSignIn, SignInFault> {
        let clock = &self.0.clock;
        let state = Token::fresh(TokenKind::State, clock);
        let browser = browser.unwrap_or_else(|| Token::fresh(TokenKind::Browser, clock));
        let redirect = self.0.providers.begin(provider, &state.reveal()).await?;
        let pending = sql::pending::SignIn {
            browser: browser.hash().to_vec(),
            provider: provider.to_owned(),
            site,
            return_target: serde_json::to_string(return_target)
                .map_err(|e| db::Error::Statement(e.to_string()))?,
            link,
            verifier: redirect.verifier.expose_secret().to_owned(),
            nonce: redirect.nonce,
            created_at: clock.now(),
        };
        self.0
            .db
            .write((state.hash(), pending), |c, (state, pending)| {
                Box::pin(sql::pending::insert_sign_in(c, state, pending))
            })
            .await?;
        Ok(StartedSignIn {
            url: redirect.url,
            browser,
        })
    }

    /// Completes a sign-in with the parameters that the browser brought back from the provider.
    pub async fn finish(
        &self,
        provider: &str,
        returned: CallbackResponse,
        browser: Option<&Token>,
    ) -> FinishedSignIn {
        let pending = match self.take_pending(provider, &returned.state, browser).await {
            Ok(pending) => pending,
            Err(fault) => {
                return FinishedSignIn {
                    return_target: None,
                    site: None,
                    outcome: Err(fault),
                };
            }
        };
        let return_target = serde_json::from_str::<ReturnTarget>(&pending.return_target).ok();
        let site = pending.site;
        let outcome = match &return_target {
            Some(return_target) => {
                self.finish_at_provider(provider, returned, pending, return_target)
                    .await
            }
            None => Err(SignInFault::NotPending),
        };
        if let Err(fault) = &outcome {
            tracing::info!(provider, %fault, "sign-in failed");
        }
        FinishedSignIn {
            return_target,
            site,
            outcome,
        }
    }

    async fn take_pending(
        &self,
        provider: &str,
        state: &str,
        browser: Option<&Token>,
    ) -> Result<sql::pending::SignIn, SignInFault> {
        let state = Token::parse(state).filter(|state| state.kind() == TokenKind::State);
        let (Some(state), Some(browser)) = (state, browser) else {
            return Err(SignInFault::NotPending);
        };
        let now = self.0.clock.now();
        let input = (state.hash(), browser.hash(), provider.to_owned());
        self.0
            .db
            .write(input, move |c, (state, browser, provider)| {
                Box::pin(async move {
                    let found = sql::pending::find_sign_in(c, state).await?;
                    let fits = found.is_some_and(|pending| {
                        bool::from(pending.browser.ct_eq(browser))
                            && pending.provider == *provider
                            && pending.created_at <= now
                            && now.since(pending.created_at) < SIGN_IN_LIFE
                    });
                    if !fits {
                        return Err(SignInFault::NotPending);
                    }
                    // Of two requests with the same state, only one finds it.
                    sql::pending::take_sign_in(c, state)
                        .await?
                        .ok_or(SignInFault::NotPending)
                })
            })
            .await
    }

    async fn finish_at_provider(
        &self,
        provider: &str,
        returned: CallbackResponse,
        pending: sql::pending::SignIn,
        return_target: &ReturnTarget,
    ) -> Result<SignInOutcome, SignInFault> {
        let callback = returned.answer?;
        let verifier = SecretString::from(pending.verifier);
        let profile = self
            .0
            .providers
            .finish(provider, &callback, &verifier, &pending.nonce)
            .await?;
        let identity = verified_identity(&profile);
        let (resolved, outcome) = self
            .complete_sign_in(identity, pending.link, pending.site, return_target)
            .await?;
        if let Some(url) = profile.picture {
            self.fetch_picture(resolved, url);
        }
        Ok(outcome)
    }

    /// Resolves a verified identity to a person and issues a code, a session or a link, in one transaction.
    /// The caller must make sure that the identity was verified.
    pub async fn complete_sign_in(
        &self,
        identity: VerifiedIdentity,
        link: Option<Uuid>,
        site: Option<SiteId>,
        return_target: &ReturnTarget,
    ) -> Result<(ResolvedIdentity, SignInOutcome), SignInFault> {
        self.complete_sign_in_from(identity, link, site, return_target, None)
            .await
    }

    /// Like [`complete_sign_in`](Self::complete_sign_in); the network, a keyed hash, is stored as known for the person.
    pub(super) async fn complete_sign_in_from(
        &self,
        identity: VerifiedIdentity,
        link: Option<Uuid>,
        site: Option<SiteId>,
        return_target: &ReturnTarget,
        network: Option<[u8; 32]>,
    ) -> Result<(ResolvedIdentity, SignInOutcome), SignInFault> {
        let reserved = self.0.names.of(None).await;
        let clock = &self.0.clock;
        let transaction = SignInTransaction {
            identity,
            link,
            site,
            return_target: return_target.clone(),
            network,
            reserved,
            generated: GeneratedValues::new(clock),
            code: Token::fresh(TokenKind::Handover, clock),
            token: Token::fresh(TokenKind::Commenter, clock),
            session: clock.id(),
            now: clock.now(),
        };
        let transaction = std::sync::Arc::new(transaction);
        let run = || {
            self.0.db.write(transaction.clone(), |c, transaction| {
                Box::pin(transaction.run(c))
            })
        };
        match run().await {
            // The same account was resolved concurrently by another request, and is known by now; or its
            // person was erased, and it is not known anymore.
            Err(SignInFault::Db(db::Error::Unique(_) | db::Error::Foreign(_))) => run().await,
            outcome => outcome,
        }
    }
}

/// Returns the identity that a provider's profile verifies.
fn verified_identity(profile: &ProviderProfile) -> VerifiedIdentity {
    let username = profile.username.as_deref();
    VerifiedIdentity {
        issuer: profile.issuer.clone(),
        subject: profile.subject.clone(),
        provider: profile.provider.clone(),
        name: profile
            .name
            .clone()
            .or_else(|| username.and_then(|name| Name::parse(name).ok())),
        email: profile.email.clone(),
        website: profile.website.clone(),
    }
}

/// The transaction at the end of every sign-in.
struct SignInTransaction {
    identity: VerifiedIdentity,
    link: Option<Uuid>,
    site: Option<SiteId>,
    return_target: ReturnTarget,
    network: Option<[u8; 32]>,
    reserved: ReservedNameSet,
    generated: GeneratedValues,
    code: Token,
    token: Token,
    session: Uuid,
    now: Timestamp,
}

impl SignInTransaction {
    async fn run(
        &self,
        c: &mut Conn<'_>,
    ) -> Result<(ResolvedIdentity, SignInOutcome), SignInFault> {
        let resolved = resolve::resolve(
            c,
            &self.identity,
            self.link,
            &self.reserved,
            &self.generated,
        )
        .await?;
        if let Some(network) = &self.network {
            sql::network::record(c, resolved.person, network, self.now).await?;
        }
        let outcome = match (&self.return_target, self.site) {
            _ if self.link.is_some() => SignInOutcome::Linked,
            (
                ReturnTarget::Popup { challenge, .. } | ReturnTarget::Redirect { challenge, .. },
                Some(site),
            ) => {
                People::issue_code(c, &self.code, challenge, site, &resolved, self.now).await?;
                SignInOutcome::Code(self.code.clone())
            }
            (
                ReturnTarget::Popup { .. } | ReturnTarget::Redirect { .. } | ReturnTarget::Typed,
                None,
            ) => {
                return Err(SignInFault::NotPending);
            }
            (ReturnTarget::Typed, site @ Some(_)) => self.begin(c, &resolved, site).await?,
            (ReturnTarget::Here { .. }, _) => self.begin(c, &resolved, None).await?,
        };
        Ok((resolved, outcome))
    }

    async fn begin(
        &self,
        c: &mut Conn<'_>,
        resolved: &ResolvedIdentity,
        site: Option<SiteId>,
    ) -> Result<SignInOutcome, db::Error> {
        let begin = session::PersonSessionStart {
            token: self.token.hash(),
            id: self.session,
            person: resolved.person,
            site,
            issuer: &resolved.issuer,
            subject: &resolved.subject,
            now: self.now,
        };
        let viewer = session::begin(c, &begin).await?;
        Ok(SignInOutcome::Session(Box::new(NewPersonSession {
            token: self.token.clone(),
            viewer,
        })))
    }
}
