//! IP addresses and networks of clients, in the forms in which they are counted, banned and stored; and where the
//! server listens.

mod listen_address;

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

pub(crate) use self::listen_address::{ListenAddress, SocketMode};

/// Returns the IP address of a client in the one form in which it is counted, banned and trusted.
///
/// An IPv4 address has many forms in IPv6, and a client must not get another quota for each of them:
///
/// - IPv4-mapped, `::ffff:0:0/96` (RFC 4291, section 2.5.5.2);
/// - NAT64, `64:ff9b::/96` (RFC 6052) and the local-use `64:ff9b:1::/48` (RFC 8215);
/// - 6to4, `2002::/16` (RFC 3056);
/// - Teredo, `2001::/32`, with the bits of the client's address inverted (RFC 4380, section 4).
///
/// The tunnels and the well-known NAT64 prefix never carry private or loopback addresses (RFC 3964, section
/// 5.2.2; RFC 6052, section 3.1): such an IPv6 address is returned unchanged, so that a client cannot
/// impersonate a proxy in a private network.
#[must_use]
pub(crate) fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else {
        return address.to_canonical();
    };
    let octets = v6.octets();
    let at = |at: [usize; 4]| Ipv4Addr::from(at.map(|at| octets[at]));
    let embedded = match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(at([12, 13, 14, 15])),
        [0x64, 0xff9b, 1, ..] => return local_nat64(octets).into(),
        [0x2002, ..] => Some(at([2, 3, 4, 5])),
        [0x2001, 0, ..] => Some(at([12, 13, 14, 15]).to_bits()).map(|bits| (!bits).into()),
        _ => None,
    };
    let is_public = |v4: &Ipv4Addr| {
        !(v4.is_private()
            || v4.is_loopback()
            || v4.is_link_local()
            || v4.is_unspecified()
            || v4.is_broadcast()
            || v4.is_multicast())
    };
    embedded
        .filter(is_public)
        .map_or(IpAddr::V6(v6), IpAddr::V4)
}

/// Returns the IPv4 address behind the local-use NAT64 prefix. Networks choose a prefix length from /48 to
/// /96 within it (RFC 6052, section 2.2): with /48 only zeros follow the IPv4 address; otherwise nearly all
/// networks choose /96, where the IPv4 address is at the end.
fn local_nat64(octets: [u8; 16]) -> Ipv4Addr {
    let is_48 = octets[8] == 0 && octets[11..].iter().all(|octet| *octet == 0);
    let at = if is_48 {
        [6, 7, 9, 10]
    } else {
        [12, 13, 14, 15]
    };
    Ipv4Addr::from(at.map(|at| octets[at]))
}

/// Returns the key by which clients are counted: a whole IPv4 address, or the /64 of an IPv6 address, which
/// is one subscriber.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match canonical(address) {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let s = v6.segments();
            IpAddr::from([s[0], s[1], s[2], s[3], 0, 0, 0, 0])
        }
    }
}

/// Returns the IP prefix that is stored with a comment and shown to moderators: /24 for IPv4, /48 for
/// IPv6.
#[must_use]
pub(crate) fn ip_prefix(address: IpAddr) -> String {
    let address = canonical(address);
    let length = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new(address, length)
        .map(|network| network.trunc().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_address_is_the_same_in_every_form() {
        let of = |text: &str| canonical(text.parse().unwrap()).to_string();
        for form in [
            "203.0.113.9",
            "::ffff:203.0.113.9",
            "64:ff9b::203.0.113.9",
            "64:ff9b:1::203.0.113.9",
            "64:ff9b:1:7::203.0.113.9",
            "64:ff9b:1:cb00:71:900::",
            "2002:cb00:7109::1",
            "2002:cb00:7109:ffff:1:2:3:4",
            "2001:0:4136:e378:8000:63bf:34ff:8ef6",
        ] {
            assert_eq!(of(form), "203.0.113.9", "{form}");
        }
        assert_eq!(of("64:ff9b:1::10.0.0.1"), "10.0.0.1");
        for other in [
            "2001:db8::1",
            "2001:1::cb00:7109",
            "64:ff9b:0:1::cb00:7109",
            "64:ff9b:2::cb00:7109",
            "64:ff9b::a00:1",
            "64:ff9b::7f00:1",
            "2002:a00:1::1",
            "2002:7f00:1::",
            "2001:0:4136:e378:8000:63bf:f5ff:fffe",
            "::1",
        ] {
            assert_eq!(of(other), other);
        }
    }

    #[test]
    fn one_customer_of_ipv6_is_one_network() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
