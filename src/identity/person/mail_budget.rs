//! What signing in by mail is charged to, so that strangers cannot keep a person from it.
//!
//! A request costs its own network. A mail costs its recipient, the site and the server, and only when
//! it is sent. From an IP address that the person signed in from before, mails and tries have budgets
//! that strangers cannot use up.

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

/// From where a code is requested or typed, for one email address.
#[derive(Clone, Debug)]
pub struct MailOrigin {
    address: IpAddr,
    email: String,
    /// Whether the person with this email address signed in from there before.
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

    /// A keyed hash of the IPv4 address or the IPv6 /64.
    pub(super) fn network_hash(&self, address: IpAddr) -> [u8; 32] {
        let from = per_address(quotas::MAIL_ADDRESS, address);
        self.0.network_key.mac(&[&from.subject])
    }
}

impl MailOrigin {
    /// What a request is charged to, whether a mail is sent or not. A person on a known IP address does
    /// not share the budget of those who request codes for other addresses there.
    #[must_use]
    pub fn request(&self) -> Vec<Charge> {
        let [address, network] = quotas::mailing_from(self.address);
        if self.is_known {
            let here = self.here(&address.subject);
            return vec![Charge::new(quotas::MAIL_ADDRESS, here)];
        }
        vec![address, network]
    }

    /// What a mail is charged to. Whether [`RECIPIENT_QUOTAS`] has room is for the recipient alone to know.
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
                self.here(&network(self.address)),
            ),
            Charge::new(quotas::MAIL_SITE, site),
            Charge::new(quotas::MAIL_SERVER, ""),
        ]
    }

    /// What a code is charged to that is typed without the attempt of its request.
    #[must_use]
    pub fn code(&self) -> Vec<Charge> {
        if self.is_known {
            let from = per_address(quotas::MAIL_CODE_KNOWN, self.address);
            let here = self.here(&from.subject);
            return vec![Charge::new(quotas::MAIL_CODE_KNOWN, here)];
        }
        vec![
            Charge::new(quotas::MAIL_CODE, &*self.email),
            Charge::new(quotas::MAIL_CODE_NETWORK, self.here(&network(self.address))),
        ]
    }

    /// The email address together with a network.
    fn here(&self, network: &[u8]) -> Vec<u8> {
        [self.email.as_bytes(), b" ", network].concat()
    }
}

/// The quotas of a mail that tell something about its recipient.
pub const RECIPIENT_QUOTAS: [crate::limit::Quota; 3] = [
    quotas::MAIL_RECIPIENT,
    quotas::MAIL_RECIPIENT_NETWORK,
    quotas::MAIL_RECIPIENT_KNOWN,
];
