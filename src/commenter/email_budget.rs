//! What signing in by email is charged to, so that other clients cannot block a person's sign-in.
//!
//! A request is charged to its own network. A mail is charged to its recipient, the site and the server, and
//! only if it is sent. From an IP address that the person has signed in from before, mails and tries have
//! separate budgets, which other clients cannot use up.

use std::net::IpAddr;

use super::{People, sql};
use crate::{
    db,
    limit::{
        Charge,
        quotas::{self, network, per_address},
    },
    site::Site,
    text::Email,
};

/// The network that a code is requested or entered from, for one email address.
#[derive(Clone, Debug)]
pub struct MailOrigin {
    address: IpAddr,
    email: String,
    /// Whether the person with this email address has signed in from there before.
    is_known: bool,
}

impl People {
    pub async fn mail_origin(
        &self,
        email: &Email,
        address: IpAddr,
    ) -> Result<MailOrigin, db::Error> {
        let input = (email.normal(), self.network_hash(address));
        let is_known = self
            .0
            .db
            .read(input, |c, (email, network)| {
                Box::pin(sql::network::knows(c, email, network))
            })
            .await?;
        Ok(MailOrigin {
            address,
            email: email.normal(),
            is_known,
        })
    }

    /// Returns a keyed hash of the IPv4 address or the IPv6 /64.
    pub(super) fn network_hash(&self, address: IpAddr) -> [u8; 32] {
        let charge = per_address(quotas::MAIL_ADDRESS, address);
        self.0.network_key.mac(&[&charge.subject])
    }
}

impl MailOrigin {
    /// Returns what a request is charged to, whether a mail is sent or not. A person on a known IP address
    /// does not share the budget of other clients there that request codes for other email addresses.
    #[must_use]
    pub fn request(&self) -> Vec<Charge> {
        let [address, network] = quotas::mailing_from(self.address);
        if self.is_known {
            let subject = self.subject(&address.subject);
            return vec![Charge::new(quotas::MAIL_ADDRESS, subject)];
        }
        vec![address, network]
    }

    /// Returns what a mail is charged to. Only the recipient may know whether [`RECIPIENT_QUOTAS`] are used
    /// up.
    #[must_use]
    pub fn mail(&self, site: Option<&Site>) -> Vec<Charge> {
        let site = site.map_or("", |site| &site.slug);
        if self.is_known {
            return vec![
                Charge::new(quotas::MAIL_RECIPIENT_KNOWN, &*self.email),
                Charge::new(quotas::MAIL_SITE_KNOWN, site),
                Charge::new(quotas::MAIL_SERVER_KNOWN, ""),
            ];
        }
        vec![
            Charge::new(quotas::MAIL_RECIPIENT, &*self.email),
            Charge::new(
                quotas::MAIL_RECIPIENT_NETWORK,
                self.subject(&network(self.address)),
            ),
            Charge::new(quotas::MAIL_SITE, site),
            Charge::new(quotas::MAIL_SERVER, ""),
        ]
    }

    /// Returns what a code is charged to if it is entered without the attempt of its request.
    #[must_use]
    pub fn code(&self) -> Vec<Charge> {
        if self.is_known {
            let charge = per_address(quotas::MAIL_CODE_KNOWN, self.address);
            let subject = self.subject(&charge.subject);
            return vec![Charge::new(quotas::MAIL_CODE_KNOWN, subject)];
        }
        vec![
            Charge::new(quotas::MAIL_CODE, &*self.email),
            Charge::new(
                quotas::MAIL_CODE_NETWORK,
                self.subject(&network(self.address)),
            ),
        ]
    }

    /// Combines the email address with a network.
    fn subject(&self, network: &[u8]) -> Vec<u8> {
        [self.email.as_bytes(), b" ", network].concat()
    }
}

/// The quotas of a mail that reveal something about its recipient.
pub(crate) const RECIPIENT_QUOTAS: [crate::limit::Quota; 3] = [
    quotas::MAIL_RECIPIENT,
    quotas::MAIL_RECIPIENT_NETWORK,
    quotas::MAIL_RECIPIENT_KNOWN,
];
