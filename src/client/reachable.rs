//! Classifies IP addresses: globally reachable ones, and those that no third party may direct requests to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::settings::Trust;

/// Returns whether a URL from a source of this trust may lead to this IP address.
pub(crate) fn reachable(ip: IpAddr, trust: Trust, allow_private: bool) -> bool {
    if trust == Trust::Stranger && !allow_private {
        return is_global(ip);
    }
    let v4 = |ip: Ipv4Addr| {
        ip.octets()[0] != 0 && !ip.is_link_local() && !ip.is_multicast() && !ip.is_broadcast()
    };
    match ip {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => v4(ip),
            None => {
                !ip.is_unspecified()
                    && !ip.is_multicast()
                    && !ip.is_unicast_link_local()
                    && ip != AWS_METADATA
            }
        },
    }
}

/// The metadata service of a cloud at a unique local address.
const AWS_METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// IPv4 networks that are not globally reachable: the special-purpose registry of IANA (RFC 6890),
/// multicast, reserved ranges, and the host agent of Azure, which has a public IP address.
const NOT_GLOBAL_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Returns whether an IP address is globally reachable. In IPv6 only `2000::/3` is allocated (RFC 4291);
/// within it, 6to4 (`2002::/16`), Teredo and its neighbors (`2001::/23`) and the documentation ranges are
/// not. IPv4-mapped, NAT64 (`64:ff9b::/96`), unique local and link-local addresses all lie outside of
/// `2000::/3`.
pub(crate) fn is_global(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !NOT_GLOBAL_V4.iter().any(|(network, bits)| {
            let mask = u32::MAX << (32 - bits);
            ip.to_bits() & mask == network.to_bits()
        }),
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            match a {
                0x2001 => b >= 0x0200 && b != 0x0db8,
                0x2002 => false,
                0x3fff => b >= 0x1000,
                _ => (0x2000..0x4000).contains(&a),
            }
        }
    }
}
