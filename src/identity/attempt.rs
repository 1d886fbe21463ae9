//! How often a password may be tried: decided before any hash is computed, and so that strangers
//! cannot lock the owner of an account out.
//!
//! Every try is charged to its address and to its account from that network. Tries from networks
//! that the account was never used from are charged to the account as a whole and to the server as
//! well: a crowd of addresses gets a hundred guesses a day together. Who signed in from their
//! network before does not share in that, and gets in while the crowd is kept out.

use std::{fmt, net::IpAddr, time::Duration};

use super::{Identity, sql};
use crate::{
    db,
    limit::{
        Charge, Quota,
        quotas::{PASSWORD_ACCOUNT, PASSWORD_ADDRESS, PASSWORD_SERVER, per_address},
    },
    text::Login,
};

/// Passwords tried for one account from networks that it was never used from, all together: fewer
/// than a hundred in a day.
pub const PASSWORD_STRANGERS: Quota = Quota::new("password-strangers", 60, Duration::from_mins(40));

/// How long a network is remembered after somebody last signed in from it.
pub(super) const NETWORK_LIFE: Duration = Duration::from_hours(90 * 24);

/// A keyed hash of an IPv4 address or an IPv6 /64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Network(pub(super) [u8; 32]);

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network(…)")
    }
}

/// A password about to be tried.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub network: Network,
    /// What to take from the limits of the whole server (no site) before trying.
    pub charges: Vec<Charge>,
}

impl Identity {
    /// The network of an address, as it is remembered.
    pub(super) fn network(&self, address: IpAddr) -> Network {
        let from = per_address(PASSWORD_ADDRESS, address);
        Network(self.0.network_key.mac(&[&from.subject]))
    }

    /// What trying a password for this login from this address is charged to.
    pub async fn attempt(&self, login: &str, address: IpAddr) -> Result<Attempt, db::Error> {
        let from = per_address(PASSWORD_ADDRESS, address);
        let network = self.network(address);
        // One spelling of each login; what is none of anybody's is counted as it was typed.
        let parsed = Login::parse(login).ok();
        let account = parsed.as_ref().map_or(login, Login::as_str).to_owned();
        let known = match parsed {
            Some(login) => {
                self.0
                    .db
                    .read((login, network), |c, (login, Network(network))| {
                        Box::pin(sql::knows_network(c, login.as_str(), network))
                    })
                    .await?
            }
            None => false,
        };
        let here = self.0.network_key.mac(&[account.as_bytes(), &from.subject]);
        let mut charges = vec![from, Charge::new(PASSWORD_ACCOUNT, here)];
        if !known {
            charges.push(Charge::new(PASSWORD_STRANGERS, account));
            charges.push(Charge::new(PASSWORD_SERVER, Vec::new()));
        }
        Ok(Attempt { network, charges })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{
        Role,
        fixture::{PASSWORD, World},
        forget,
    };

    async fn charged(world: &World, login: &str, address: &str) -> Vec<(&'static str, Vec<u8>)> {
        let address = address.parse().expect("an address");
        let attempt = world.identity.attempt(login, address).await;
        let charges = attempt.expect("the database answers").charges;
        charges
            .into_iter()
            .map(|charge| (charge.quota.name, charge.subject))
            .collect()
    }

    async fn is_known(world: &World, login: &str, address: &str) -> bool {
        let charged = charged(world, login, address).await;
        charged
            .iter()
            .all(|(name, _)| *name != PASSWORD_STRANGERS.name)
    }

    #[tokio::test]
    async fn a_network_is_known_for_ninety_days_after_a_log_in_from_it() {
        let world = World::new().await;
        world.add("ann", Role::Owner, &[]).await;
        world.add("ben", Role::Owner, &[]).await;
        let address = "2001:db8::7";
        assert!(!is_known(&world, "ann", address).await);
        let attempt = world
            .identity
            .attempt("ann", address.parse().expect("one"))
            .await;
        let from = Some(attempt.expect("the database answers").network);
        for (password, known) in [("wrong", false), (PASSWORD, true), (PASSWORD, true)] {
            let result = world.identity.log_in("ann", password.into(), from.as_ref());
            assert_eq!(result.await.is_ok(), known);
            assert_eq!(is_known(&world, "ann", address).await, known);
        }
        assert!(is_known(&world, "ANN ", "2001:db8::8").await);
        assert!(!is_known(&world, "ann", "2001:db8:0:1::7").await);
        assert!(!is_known(&world, "ben", address).await);
        for (wait, known) in [(Duration::from_mins(1), true), (NETWORK_LIFE, false)] {
            world.clock.advance(wait);
            let now = world.clock.now();
            let forgotten = world
                .db
                .write(now, |c, now| Box::pin(forget(c, *now)))
                .await;
            forgotten.expect("writes");
            assert_eq!(is_known(&world, "ann", address).await, known);
        }
    }

    #[tokio::test]
    async fn one_account_is_counted_once_however_it_is_spelled() {
        let world = World::new().await;
        let plain = charged(&world, "ann", "192.0.2.7").await;
        assert_eq!(charged(&world, " ANN", "::ffff:192.0.2.7").await, plain);
        assert_ne!(charged(&world, "ben", "192.0.2.7").await, plain);
        let names = plain.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let all = [
            "password-address",
            "password-account",
            "password-strangers",
            "password-server",
        ];
        assert_eq!(names, all);
    }

    #[test]
    fn strangers_have_less_than_a_hundred_tries_in_a_day() {
        let day = Duration::from_hours(24).as_secs();
        let tries = u64::from(PASSWORD_STRANGERS.burst) + day / PASSWORD_STRANGERS.every.as_secs();
        assert!(tries < 100, "{tries}");
    }
}
