//! Limits how often a password may be tried. The decision is made before any hash is computed, and other
//! clients cannot lock the owner of an account out.
//!
//! Every attempt is charged to its IP address and to the login, and to no budget that all logins share:
//! guesses at one login use up nothing of another. From an IP address that the login has signed in from
//! before, the login has a reserved budget that nothing else is charged to. From all other networks together,
//! fewer than a hundred attempts a day are evaluated, of which one network gets a few. When these are used
//! up, a network that has not tried this login yet has its first attempt charged to a second, smaller budget.
//! The queue in `password.rs` bounds what the hashes cost.
//!
//! Signing in, and linking commenter sessions at `/me`, charge an [`PasswordAttempt`]. The set-up page requires a
//! token that cannot be guessed, and charges only the IP address.

use std::{fmt, net::IpAddr, time::Duration};

use super::{Moderators, sql};
use crate::{
    db,
    limit::{
        Charge, LimitExceeded, LimitStatus, Limits,
        quotas::{
            PASSWORD_ACCOUNT, PASSWORD_ADDRESS, PASSWORD_FIRST, PASSWORD_NETWORK,
            PASSWORD_STRANGERS, network, per_address,
        },
    },
    text::Login,
};

/// How long a network is remembered after a moderator last signed in from it: 90 days.
pub(super) const NETWORK_LIFE: Duration = Duration::from_hours(90 * 24);

/// The network that a password is tried from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// A keyed hash of the IPv4 address or the IPv6 /64.
    pub(crate) hash: [u8; 32],
    /// A keyed hash of the IPv4 /24 or the IPv6 /48.
    pub(super) prefix: [u8; 32],
    /// Whether the login has signed in from this IP address (for IPv6: this /64) before.
    pub(super) is_known: bool,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("is_known", &self.is_known)
            .finish_non_exhaustive()
    }
}

/// A password attempt that is about to be charged.
#[derive(Clone, Debug)]
pub struct PasswordAttempt {
    pub network: Network,
    charges: Vec<Charge>,
    /// Charged instead of `charges` when only the budget that all unknown networks share is used up.
    first_try: Option<Vec<Charge>>,
}

impl PasswordAttempt {
    /// Charges the attempt. On a refusal, the password must not be checked.
    pub async fn charge(&self, limits: &Limits) -> Result<LimitStatus, LimitExceeded> {
        let checked = limits.check("", &self.charges).await;
        if let Err(exceeded) = &checked
            && let Some(first_try) = &self.first_try
            && exceeded.quotas == [PASSWORD_STRANGERS.name]
            && let Ok(status) = limits.check("", first_try).await
        {
            return Ok(status);
        }
        checked
    }
}

impl Moderators {
    /// Returns the network of an IP address, in the form in which it is stored.
    pub(super) fn network(&self, address: IpAddr) -> Network {
        let from = per_address(PASSWORD_ADDRESS, address);
        let key = &self.0.network_key;
        Network {
            hash: key.mac(&[&from.subject]),
            prefix: key.mac(&[b"prefix", &network(address)]),
            is_known: false,
        }
    }

    /// Returns what a password attempt for this login from this IP address is charged to.
    pub async fn attempt(
        &self,
        login: &str,
        address: IpAddr,
    ) -> Result<PasswordAttempt, db::Error> {
        let mut network = self.network(address);
        // Each login has one spelling; a login that no moderator can have is counted as it was typed.
        let parsed = Login::parse(login).ok();
        let account = parsed.as_ref().map_or(login, Login::as_str).to_owned();
        if let Some(login) = parsed {
            network.is_known = self
                .0
                .db
                .read((login, network.hash), |c, (login, network)| {
                    Box::pin(sql::knows_network(c, login.as_str(), network))
                })
                .await?;
        }
        let from = per_address(PASSWORD_ADDRESS, address);
        let key = &self.0.network_key;
        if network.is_known {
            let subject = key.mac(&[account.as_bytes(), &network.hash]);
            return Ok(PasswordAttempt {
                network,
                // Not charged to the IP address as well: other users behind it may try other logins.
                charges: vec![Charge::new(PASSWORD_ACCOUNT, subject)],
                first_try: None,
            });
        }
        let prefix = key.mac(&[account.as_bytes(), &network.prefix]);
        let prefix = Charge::new(PASSWORD_NETWORK, prefix);
        // Costs the entire burst: the bucket of a network that has already tried is not full.
        let untried = prefix.clone().costing(PASSWORD_NETWORK.burst);
        Ok(PasswordAttempt {
            network,
            first_try: Some(vec![
                from.clone(),
                untried,
                Charge::new(PASSWORD_FIRST, account.clone()),
            ]),
            charges: vec![from, prefix, Charge::new(PASSWORD_STRANGERS, account)],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moderator::{
        Role, expirations,
        fixture::{PASSWORD, TestModerators},
    };

    async fn charged(
        world: &TestModerators,
        login: &str,
        address: &str,
    ) -> Vec<(&'static str, Vec<u8>)> {
        let address = address.parse().expect("an IP address");
        let attempt = world.moderators.attempt(login, address).await;
        let charges = attempt.expect("the database answers").charges;
        charges
            .into_iter()
            .map(|charge| (charge.quota.name, charge.subject))
            .collect()
    }

    async fn is_known(world: &TestModerators, login: &str, address: &str) -> bool {
        let charged = charged(world, login, address).await;
        charged
            .iter()
            .all(|(name, _)| *name != PASSWORD_STRANGERS.name)
    }

    #[tokio::test]
    async fn a_network_is_known_for_ninety_days_after_a_log_in_from_it() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        world.add("ben", Role::Owner, &[]).await;
        let address = "2001:db8::7";
        assert!(!is_known(&world, "ann", address).await);
        let attempt = world
            .moderators
            .attempt("ann", address.parse().expect("one"))
            .await;
        let from = Some(attempt.expect("the database answers").network);
        for (password, known) in [("wrong", false), (PASSWORD, true), (PASSWORD, true)] {
            let result = world
                .moderators
                .sign_in("ann", password.into(), from.as_ref());
            assert_eq!(result.await.is_ok(), known);
            assert_eq!(is_known(&world, "ann", address).await, known);
        }
        assert!(is_known(&world, "ANN ", "2001:db8::8").await);
        assert!(!is_known(&world, "ann", "2001:db8:0:1::7").await);
        assert!(!is_known(&world, "ben", address).await);
        for (wait, known) in [(Duration::from_mins(1), true), (NETWORK_LIFE, false)] {
            world.clock.advance(wait);
            let now = world.clock.now();
            for expiration in expirations(now) {
                world.db.expire(&expiration).await.expect("writes");
            }
            assert_eq!(is_known(&world, "ann", address).await, known);
        }
    }

    #[tokio::test]
    async fn one_account_is_counted_once_however_it_is_spelled() {
        let world = TestModerators::new().await;
        let plain = charged(&world, "ann", "192.0.2.7").await;
        assert_eq!(charged(&world, " ANN", "::ffff:192.0.2.7").await, plain);
        assert_ne!(charged(&world, "ben", "192.0.2.7").await, plain);
        let names = plain.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let all = ["password-address", "password-network", "password-strangers"];
        assert_eq!(names, all);
    }

    #[tokio::test]
    async fn few_networks_do_not_use_up_what_strangers_have() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let limits = Limits::in_process(world.clock.clone());
        let tries = async |login: &str, address: &str| {
            let address = address.parse().expect("an IP address");
            let attempt = world.moderators.attempt(login, address).await;
            let attempt = attempt.expect("the database answers");
            attempt.charge(&limits).await.is_ok()
        };
        // Three networks of 250 IP addresses each.
        let mut evaluated = 0;
        for n in 0..250 {
            for net in 0..3 {
                evaluated += u32::from(tries("ann", &format!("198.51.{net}.{n}")).await);
            }
        }
        assert_eq!(evaluated, 3 * PASSWORD_NETWORK.burst);
        assert!(tries("ann", "203.0.113.9").await);
        // Seventy networks use up the shared budget; then each further network has one attempt, until the
        // second budget is used up.
        for n in 0..200 {
            evaluated += u32::from(tries("ann", &format!("100.64.{n}.7")).await);
        }
        assert_eq!(
            evaluated + 1,
            PASSWORD_STRANGERS.burst + PASSWORD_FIRST.burst
        );
        assert!(!tries("ann", "192.0.2.9").await);
        assert!(tries("ben", "192.0.2.9").await);
        world
            .clock
            .advance(Duration::from_secs(PASSWORD_FIRST.every.as_secs()));
        for _ in 0..3 {
            assert!(tries("ann", "100.65.0.7").await);
        }
    }
}
