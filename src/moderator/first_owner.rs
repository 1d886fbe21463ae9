//! The first owner: created once, with a token that is only shown on the server's console.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use secrecy::SecretString;
use subtle::ConstantTimeEq as _;

use super::{Error, Moderators, NewModeratorSession, Role, SESSION_LIFE, accounts, session, sql};
use crate::{
    clock::Timestamp,
    db,
    text::Login,
    token::{Token, TokenKind},
};

/// How long the set-up token is valid.
pub(crate) const SETUP_LIFE: Duration = Duration::from_mins(15);

/// The set-up of an installation without moderators. Clones share the same state.
#[derive(Clone)]
pub struct Setup(Arc<Inner>);

struct Inner {
    moderators: Moderators,
    issued: Mutex<Option<IssuedToken>>,
}

#[derive(Clone, Copy)]
struct IssuedToken {
    hash: [u8; 32],
    at: Timestamp,
}

impl Setup {
    #[must_use]
    pub fn new(moderators: Moderators) -> Self {
        Self(Arc::new(Inner {
            moderators,
            issued: Mutex::default(),
        }))
    }

    /// Creates a set-up token if there is no moderator yet, to be shown on the server's console. It replaces
    /// the token offered before. Only its hash is stored, in the memory of this process.
    pub async fn issue_token(&self) -> Result<Option<Token>, db::Error> {
        let moderators = &self.0.moderators.0;
        if moderators
            .db
            .read((), |c, ()| Box::pin(sql::any_exists(c)))
            .await?
        {
            self.set(None);
            return Ok(None);
        }
        let token = Token::fresh(TokenKind::Setup, &moderators.clock);
        self.set(Some(IssuedToken {
            hash: token.hash(),
            at: moderators.clock.now(),
        }));
        Ok(Some(token))
    }

    /// Returns whether a set-up token is valid and unused.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.current_token().is_some()
    }

    /// Creates the first owner and starts their session. Only success uses up the token, so that the caller
    /// can correct a rejected password. The network of `address` is stored as known for the owner, so that
    /// they can sign in from it while other clients guess passwords.
    pub async fn claim(
        &self,
        token: &str,
        login: &str,
        name: Option<&str>,
        password: SecretString,
        address: Option<IpAddr>,
    ) -> Result<NewModeratorSession, Error> {
        let expected = self.current_token().ok_or(Error::SetupOver)?;
        let given = Token::parse(token).ok_or(Error::SetupOver)?;
        if given.kind() != TokenKind::Setup || !bool::from(given.hash().ct_eq(&expected.hash)) {
            tracing::warn!("wrong set-up token refused");
            return Err(Error::SetupOver);
        }
        let login = Login::parse(login)?;
        let name = accounts::display_name(name)?;
        let moderators = &self.0.moderators.0;
        let hash = moderators
            .hasher
            .check_and_hash(password, login.as_str().to_owned())
            .await?;
        let owner = self
            .0
            .moderators
            .new_moderator(login, name, Role::Owner, Vec::new());
        let network = address.map(|address| self.0.moderators.network(address));
        let token = Token::fresh(TokenKind::Session, &moderators.clock);
        let claimed = moderators
            .db
            .write(
                (owner, hash, token.hash(), network),
                |c, (owner, hash, token, network)| {
                    Box::pin(async move {
                        if sql::any_exists(c).await? {
                            return Err(Error::SetupOver);
                        }
                        accounts::insert(c, owner, hash).await?;
                        sql::insert_first(c, owner.id).await?;
                        if let Some(network) = network {
                            sql::record_network(c, owner.id, &network.hash, owner.created_at)
                                .await?;
                        }
                        session::start(c, owner.id, *token, owner.created_at).await?;
                        Ok(owner.clone())
                    })
                },
            )
            .await
            .map_err(|error| match error {
                // Another request was faster: it used the same login, or inserted the single row of first
                // owners.
                Error::Exists | Error::Db(db::Error::Unique(_)) => Error::SetupOver,
                error => error,
            });
        if matches!(claimed, Ok(_) | Err(Error::SetupOver)) {
            self.set(None);
        }
        let moderator = claimed?;
        tracing::info!(moderator = %moderator.id, "first owner created");
        Ok(NewModeratorSession {
            token,
            expires_at: moderator.created_at.plus(SESSION_LIFE),
            moderator,
        })
    }

    fn current_token(&self) -> Option<IssuedToken> {
        let now = self.0.moderators.0.clock.now();
        let issued = self.0.issued.lock();
        let expected = (*issued.unwrap_or_else(PoisonError::into_inner))?;
        // Setting the clock back does not extend the token's life.
        (expected.at <= now && now.since(expected.at) < SETUP_LIFE).then_some(expected)
    }

    fn set(&self, token: Option<IssuedToken>) {
        let issued = self.0.issued.lock();
        *issued.unwrap_or_else(PoisonError::into_inner) = token;
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("open", &self.is_open())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moderator::{
        PasswordFault,
        fixture::{self, PASSWORD, TestModerators},
    };

    async fn issued(setup: &Setup) -> String {
        let token = setup.issue_token().await.expect("the database answers");
        token.expect("there is no moderator yet").reveal()
    }

    #[tokio::test]
    async fn the_first_owner_is_made_once_and_is_signed_in() {
        let world = TestModerators::new().await;
        let setup = Setup::new(world.moderators.clone());
        let token = issued(&setup).await;
        assert!(setup.is_open());
        let session = setup
            .claim(&token, "Ann", None, PASSWORD.into(), None)
            .await;
        let session = session.expect("is accepted");
        assert_eq!(session.moderator.role, Role::Owner);
        assert_eq!(session.moderator.login, "ann");
        assert!(world.is_good(&session.token.reveal()).await);
        assert!(
            world
                .moderators
                .sign_in("ann", PASSWORD.into(), None)
                .await
                .is_ok()
        );
        assert!(!setup.is_open());
        let again = setup
            .claim(&token, "ben", None, PASSWORD.into(), None)
            .await;
        assert!(matches!(again, Err(Error::SetupOver)));
        assert!(setup.issue_token().await.expect("reads").is_none());
    }

    #[tokio::test]
    async fn the_network_of_the_set_up_is_one_that_the_owner_signed_in_from() {
        let world = TestModerators::new().await;
        let setup = Setup::new(world.moderators.clone());
        let token = issued(&setup).await;
        let [here, elsewhere] = [[203, 0, 113, 7], [198, 51, 100, 7]].map(IpAddr::from);
        let claimed = setup.claim(&token, "ann", None, PASSWORD.into(), Some(here));
        claimed.await.expect("is accepted");
        let is_known = async |address| {
            let attempt = world.moderators.attempt("ann", address).await;
            attempt.expect("the database answers").network.is_known
        };
        assert_eq!(
            (is_known(here).await, is_known(elsewhere).await),
            (true, false)
        );
    }

    #[tokio::test]
    async fn a_wrong_an_old_and_a_replaced_token_are_refused() {
        let world = TestModerators::new().await;
        let setup = Setup::new(world.moderators.clone());
        let first = issued(&setup).await;
        let token = issued(&setup).await;
        let session = token.replacen("rjs_", "rjm_", 1);
        for wrong in ["", &first, &token[..46], &session] {
            let refused = setup.claim(wrong, "ann", None, PASSWORD.into(), None).await;
            assert!(matches!(refused, Err(Error::SetupOver)));
        }
        assert!(
            setup.is_open(),
            "a wrong token does not use up the right one"
        );
        world.clock.advance(SETUP_LIFE);
        let refused = setup
            .claim(&token, "ann", None, PASSWORD.into(), None)
            .await;
        assert!(matches!(refused, Err(Error::SetupOver)));
        assert!(!setup.is_open());
    }

    #[tokio::test]
    async fn a_refused_password_can_be_corrected() {
        let world = TestModerators::new().await;
        let setup = Setup::new(world.moderators.clone());
        let token = issued(&setup).await;
        let refused = setup
            .claim(&token, "ann", None, "passwordpassword".into(), None)
            .await;
        assert!(matches!(
            refused,
            Err(Error::Password(PasswordFault::TooCommon))
        ));
        assert!(
            setup
                .claim(&token, "ann", None, PASSWORD.into(), None)
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn of_two_set_ups_at_once_exactly_one_wins() {
        for logins in [["ann", "ben"], ["ann", "ann"]] {
            let world = TestModerators::new().await;
            let one = Setup::new(world.moderators.clone());
            let two = Setup::new(fixture::moderators(&world.db, &world.clock));
            let tokens = (issued(&one).await, issued(&two).await);
            let (a, b) = tokio::join!(
                one.claim(&tokens.0, logins[0], None, PASSWORD.into(), None),
                two.claim(&tokens.1, logins[1], None, PASSWORD.into(), None)
            );
            let lost = if a.is_ok() { b } else { a };
            assert!(matches!(lost, Err(Error::SetupOver)), "{lost:?}");
            let all = world.moderators.list_moderators().await.expect("lists");
            assert_eq!(all.len(), 1);
        }
    }

    #[tokio::test]
    async fn a_moderator_added_by_command_ends_the_set_up() {
        let world = TestModerators::new().await;
        let setup = Setup::new(world.moderators.clone());
        let token = issued(&setup).await;
        world.add("ben", Role::Owner, &[]).await;
        let refused = setup
            .claim(&token, "ann", None, PASSWORD.into(), None)
            .await;
        assert!(matches!(refused, Err(Error::SetupOver)));
    }
}
