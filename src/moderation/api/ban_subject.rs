//! The subjects of bans: persons, email addresses, domains and networks.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use uuid::Uuid;

use crate::{
    ban::{BanKind, BanTarget},
    http::Problem,
    locale::Message,
    network::canonical,
    text::Email,
};

/// Converts an IPv4 network written as an IPv6 network (`::ffff:203.0.113.0/120`,
/// `2002:cb00:7100::/40`) to IPv4, because clients are identified by their IPv4 addresses.
fn canonical_network(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else {
        return network;
    };
    let IpAddr::V4(address) = canonical(v6.addr().into()) else {
        return network;
    };
    let is_6to4 = v6.addr().segments()[0] == 0x2002;
    let first = if is_6to4 { 16 } else { 96 };
    let bits = v6.prefix_len().checked_sub(first).map(|bits| bits.min(32));
    bits.and_then(|bits| Ipv4Net::new(address, bits).ok())
        .map_or(network, |network| IpNet::V4(network.trunc()))
}

pub(super) fn parse_subject(kind: BanKind, subject: &str) -> Result<BanTarget, Problem> {
    let wrong = |message| Problem::field("subject", "invalid", message);
    match kind {
        BanKind::Person => Uuid::parse_str(subject)
            .map(BanTarget::Person)
            .map_err(|_| wrong(Message::new("ban-person"))),
        BanKind::Email => Email::parse(subject)
            .map(BanTarget::Email)
            .map_err(|fault| Problem::field("subject", fault.code, fault.message)),
        BanKind::Domain => {
            // Accepts a domain with a leading `@`; it must be valid in an email address.
            let name = subject.trim().trim_start_matches('@');
            let address = Email::parse(&format!("someone@{name}"));
            address
                .map(|email| BanTarget::Domain(email.domain().to_ascii_lowercase()))
                .map_err(|_| wrong(Message::new("ban-domain")))
        }
        BanKind::Network => {
            let text = subject.trim();
            let network = text
                .parse::<IpNet>()
                .ok()
                .map(canonical_network)
                .or_else(|| {
                    let address = canonical(text.parse::<IpAddr>().ok()?);
                    // One IPv6 site has at least a /64 and can use any IP address in it.
                    IpNet::new(address, if address.is_ipv4() { 32 } else { 64 }).ok()
                });
            let network = network.ok_or_else(|| wrong(Message::new("ban-network")))?;
            let (least, prefix) = if network.addr().is_ipv4() {
                (8, "/8")
            } else {
                (16, "/16")
            };
            if network.prefix_len() < least {
                let message = Message::new("ban-network-large").with("prefix", prefix);
                return Err(wrong(message));
            }
            Ok(BanTarget::Network(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv4_written_as_one_of_ipv6_is_one_of_ipv4() {
        let network = |text| match parse_subject(BanKind::Network, text) {
            Ok(BanTarget::Network(network)) => network.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(network("::ffff:203.0.113.0/120"), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7/32");
        assert_eq!(network("2001:db8::/32"), "2001:db8::/32");
        assert_eq!(network("64:ff9b::203.0.113.7"), "203.0.113.7/32");
        assert_eq!(network("64:ff9b::203.0.113.0/120"), "203.0.113.0/24");
        assert_eq!(network("2002:cb00:7107::1"), "203.0.113.7/32");
        assert_eq!(network("2002:cb00:7100::/40"), "203.0.113.0/24");
        assert_eq!(network("2002:cb00:7107::/48"), "203.0.113.7/32");
        assert!(parse_subject(BanKind::Network, "::ffff:203.0.113.0/97").is_err());
    }
}
