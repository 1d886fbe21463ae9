//! Signing in at a provider: started here, continued at the provider, completed here.
//!
//! A pending sign-in is stored with a hash of its `state` and of the browser's cookie; both must come back
//! (RFC 9700, section 4.7). It can be used once, right or wrong.
//! back (RFC 9700, section 4.7). It is used once, right or wrong.

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use thiserror::Error;
use uuid::Uuid;

use super::{
    NewPersonSession, People, ResolveFault, ResolvedIdentity, ReturnTarget, SIGN_IN_LIFE,
    VerifiedIdentity,
    names::Reserved,
    resolve::{self, Draws},
    session, sql,
};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    provider::{ProviderFault, ProviderProfile, Returned},
    site::SiteId,
    text::Name,
    token::{Token, TokenKind},
};

/// A sign-in that was started, with the URL to send the browser to.
#[derive(Clone, Debug)]
pub struct Started {
    /// The URL of the provider's page.
    pub url: String,
    /// The cookie that identifies the browser when it comes back.
    pub browser: Token,
}

/// The result of a sign-in.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The return target; `None` when the pending sign-in is unknown.
    pub way: Option<ReturnTarget>,
    pub site: Option<SiteId>,
    pub outcome: Result<Outcome, SignInFault>,
}

/// A sign-in that succeeded.
#[derive(Clone, Debug)]
pub enum Outcome {
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
    NotBegun,
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
            ResolveFault::Gone => Self::NotBegun,
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
        way: &ReturnTarget,
        browser: Option<Token>,
        link: Option<Uuid>,
    ) -> Result<Started, SignInFault> {
        let clock = &self.0.clock;
        let state = Token::fresh(TokenKind::State, clock);
        let browser = browser.unwrap_or_else(|| Token::fresh(TokenKind::Browser, clock));
        let begun = self.0.providers.begin(provider, &state.reveal()).await?;
        let kept = sql::pending::SignIn {
            browser: browser.hash().to_vec(),
            provider: provider.to_owned(),
            site,
            way: serde_json::to_string(way).map_err(|e| db::Error::Statement(e.to_string()))?,
            link,
            verifier: begun.verifier.expose_secret().to_owned(),
            nonce: begun.nonce,
            created_at: clock.now(),
        };
        self.0
            .db
            .write((state.hash(), kept), |c, (state, kept)| {
                Box::pin(sql::pending::insert_sign_in(c, state, kept))
            })
            .await?;
        Ok(Started {
            url: begun.url,
            browser,
        })
    }

    /// Completes a sign-in with the parameters that the browser brought back from the provider.
    pub async fn finish(
        &self,
        provider: &str,
        returned: Returned,
        browser: Option<&Token>,
    ) -> Finished {
        let begun = match self.take_begun(provider, &returned.state, browser).await {
            Ok(begun) => begun,
            Err(fault) => {
                return Finished {
                    way: None,
                    site: None,
                    outcome: Err(fault),
                };
            }
        };
        let way = serde_json::from_str::<ReturnTarget>(&begun.way).ok();
        let site = begun.site;
        let outcome = match &way {
            Some(way) => self.arrived_from(provider, returned, begun, way).await,
            None => Err(SignInFault::NotBegun),
        };
        if let Err(fault) = &outcome {
            tracing::info!(provider, %fault, "sign-in failed");
        }
        Finished { way, site, outcome }
    }

    async fn take_begun(
        &self,
        provider: &str,
        state: &str,
        browser: Option<&Token>,
    ) -> Result<sql::pending::SignIn, SignInFault> {
        let state = Token::parse(state).filter(|state| state.kind() == TokenKind::State);
        let (Some(state), Some(browser)) = (state, browser) else {
            return Err(SignInFault::NotBegun);
        };
        let now = self.0.clock.now();
        let input = (state.hash(), browser.hash(), provider.to_owned());
        self.0
            .db
            .write(input, move |c, (state, browser, provider)| {
                Box::pin(async move {
                    let begun = sql::pending::find_sign_in(c, state).await?;
                    let fits = begun.is_some_and(|begun| {
                        bool::from(begun.browser.ct_eq(browser))
                            && begun.provider == *provider
                            && begun.created_at <= now
                            && now.since(begun.created_at) < SIGN_IN_LIFE
                    });
                    if !fits {
                        return Err(SignInFault::NotBegun);
                    }
                    // Of two requests with the same state, only one finds it.
                    sql::pending::take_sign_in(c, state)
                        .await?
                        .ok_or(SignInFault::NotBegun)
                })
            })
            .await
    }

    async fn arrived_from(
        &self,
        provider: &str,
        returned: Returned,
        begun: sql::pending::SignIn,
        way: &ReturnTarget,
    ) -> Result<Outcome, SignInFault> {
        let callback = returned.answer?;
        let verifier = SecretString::from(begun.verifier);
        let profile = self
            .0
            .providers
            .finish(provider, &callback, &verifier, &begun.nonce)
            .await?;
        let proof = proof(&profile);
        let (arrived, outcome) = self.arrive(proof, begun.link, begun.site, way).await?;
        if let Some(url) = profile.picture {
            self.fetch_picture(arrived, url);
        }
        Ok(outcome)
    }

    /// Resolves a verified identity to a person and issues a code, a session or a link, in one transaction.
    /// The caller must make sure that the identity was verified.
    pub async fn arrive(
        &self,
        proof: VerifiedIdentity,
        link: Option<Uuid>,
        site: Option<SiteId>,
        way: &ReturnTarget,
    ) -> Result<(ResolvedIdentity, Outcome), SignInFault> {
        self.arrive_from(proof, link, site, way, None).await
    }

    /// Like [`arrive`](Self::arrive); the network, a keyed hash, is stored as known for the person.
    pub(super) async fn arrive_from(
        &self,
        proof: VerifiedIdentity,
        link: Option<Uuid>,
        site: Option<SiteId>,
        way: &ReturnTarget,
        network: Option<[u8; 32]>,
    ) -> Result<(ResolvedIdentity, Outcome), SignInFault> {
        let reserved = self.0.names.of(None).await;
        let clock = &self.0.clock;
        let arrival = SignInTransaction {
            proof,
            link,
            site,
            way: way.clone(),
            network,
            reserved,
            draws: Draws::new(clock),
            code: Token::fresh(TokenKind::Handover, clock),
            token: Token::fresh(TokenKind::Commenter, clock),
            session: clock.id(),
            now: clock.now(),
        };
        let arrival = std::sync::Arc::new(arrival);
        let run = || {
            self.0
                .db
                .write(arrival.clone(), |c, arrival| Box::pin(arrival.run(c)))
        };
        match run().await {
            // The same account was resolved concurrently by another request, and is known by now; or its
            // person was erased, and it is not known anymore.
            Err(SignInFault::Db(db::Error::Unique(_) | db::Error::Foreign(_))) => run().await,
            outcome => outcome,
        }
    }

    /// Fetches the picture of an account outside of the request, so that the sign-in does not wait for it.
    fn fetch_picture(&self, arrived: ResolvedIdentity, url: url::Url) {
        let Ok(place) = self.0.pictures.clone().try_acquire_owned() else {
            return;
        };
        let people = self.clone();
        tokio::spawn(async move {
            if let Err(error) = people.keep_picture(&arrived, &url).await {
                tracing::info!(person = %arrived.person, error, "fetching a profile picture failed");
            }
            drop(place);
        });
    }

    /// Fetches and stores a picture once: the same URL is not fetched again.
    async fn keep_picture(&self, arrived: &ResolvedIdentity, url: &url::Url) -> Result<(), String> {
        let source = Sha256::digest(url.as_str().as_bytes()).to_vec();
        let known = self
            .0
            .db
            .read(arrived.clone(), |c, arrived| {
                Box::pin(sql::picture_source(c, &arrived.issuer, &arrived.subject))
            })
            .await
            .map_err(|error| error.to_string())?;
        if known.as_ref() == Some(&source) {
            return Ok(());
        }
        let jpeg = self.0.providers.fetch_picture(url).await;
        let jpeg = jpeg.map_err(|error| error.to_string())?;
        let id = resolve::random_id(self.0.clock.random_bytes());
        let input = (arrived.clone(), source, id, jpeg, self.0.clock.now());
        self.0
            .db
            .write(input, |c, (arrived, source, id, jpeg, now)| {
                Box::pin(sql::put_picture(c, arrived, source, *id, jpeg, *now))
            })
            .await
            .map_err(|error: db::Error| error.to_string())
    }
}

/// Returns the identity that a provider's profile verifies.
fn proof(profile: &ProviderProfile) -> VerifiedIdentity {
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
    proof: VerifiedIdentity,
    link: Option<Uuid>,
    site: Option<SiteId>,
    way: ReturnTarget,
    network: Option<[u8; 32]>,
    reserved: Reserved,
    draws: Draws,
    code: Token,
    token: Token,
    session: Uuid,
    now: Timestamp,
}

impl SignInTransaction {
    async fn run(&self, c: &mut Conn<'_>) -> Result<(ResolvedIdentity, Outcome), SignInFault> {
        let arrived =
            resolve::arrive(c, &self.proof, self.link, &self.reserved, &self.draws).await?;
        if let Some(network) = &self.network {
            sql::network::put(c, arrived.person, network, self.now).await?;
        }
        let outcome = match (&self.way, self.site) {
            _ if self.link.is_some() => Outcome::Linked,
            (
                ReturnTarget::Popup { challenge, .. } | ReturnTarget::Redirect { challenge, .. },
                Some(site),
            ) => {
                People::issue(c, &self.code, challenge, site, &arrived, self.now).await?;
                Outcome::Code(self.code.clone())
            }
            (
                ReturnTarget::Popup { .. } | ReturnTarget::Redirect { .. } | ReturnTarget::Typed,
                None,
            ) => {
                return Err(SignInFault::NotBegun);
            }
            (ReturnTarget::Typed, site @ Some(_)) => self.begin(c, &arrived, site).await?,
            (ReturnTarget::Here { .. }, _) => self.begin(c, &arrived, None).await?,
        };
        Ok((arrived, outcome))
    }

    async fn begin(
        &self,
        c: &mut Conn<'_>,
        arrived: &ResolvedIdentity,
        site: Option<SiteId>,
    ) -> Result<Outcome, db::Error> {
        let begin = session::PersonSessionStart {
            token: self.token.hash(),
            id: self.session,
            person: arrived.person,
            site,
            issuer: &arrived.issuer,
            subject: &arrived.subject,
            now: self.now,
        };
        let viewer = session::begin(c, &begin).await?;
        Ok(Outcome::Session(Box::new(NewPersonSession {
            token: self.token.clone(),
            viewer,
        })))
    }
}
