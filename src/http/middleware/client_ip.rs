//! The client IP address of a request: the peer of the socket, or the IP address that trusted proxies
//! forward.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use poem::http::{HeaderMap, HeaderName};

/// A header of proxies. As a constant, because each lookup by text parses the name, 0.5 % of the instructions
/// of a cached list.
pub(super) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

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
pub fn canonical(address: IpAddr) -> IpAddr {
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

/// The networks whose `X-Forwarded-For` header is trusted. If empty, the header is always ignored.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub fn new(networks: impl IntoIterator<Item = IpNet>) -> Self {
        Self(networks.into_iter().collect())
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let address = canonical(address);
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Returns the client IP address, never IPv4-mapped. From a trusted peer it is the rightmost forwarded
    /// IP address that is not a trusted proxy (all header lines read as one list); if all of them are
    /// trusted, the leftmost. An unreadable entry on the way there makes the peer the client. `Forwarded`
    /// and `X-Real-IP` are never read: one header is enough to secure.
    ///
    /// `peer` is `None` for a Unix socket, whose other side is trusted: only processes that may write to
    /// the socket can connect. If no client is forwarded there, the client IP address is that of this
    /// machine.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
        let is_trusted = peer.is_none_or(|peer| self.contains(peer));
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), canonical);
        if !is_trusted {
            return peer;
        }
        let mut client = peer;
        for line in headers.get_all(&X_FORWARDED_FOR).iter().rev() {
            let Ok(line) = line.to_str() else { return peer };
            for entry in line.rsplit(',').map(str::trim) {
                // Empty list members are allowed (RFC 9110, section 5.6.1.2).
                if entry.is_empty() {
                    continue;
                }
                let Some(address) = parse(entry) else {
                    return peer;
                };
                client = address;
                if !self.contains(address) {
                    return client;
                }
            }
        }
        client
    }
}

/// Parses an IP address as proxies write it: bare, in brackets, with or without a port.
fn parse(text: &str) -> Option<IpAddr> {
    let bracketed = || {
        text.strip_prefix('[')?
            .strip_suffix(']')?
            .parse()
            .ok()
            .map(IpAddr::V6)
    };
    text.parse::<IpAddr>()
        .ok()
        .or_else(|| {
            text.parse::<SocketAddr>()
                .ok()
                .filter(zoneless)
                .map(|socket| socket.ip())
        })
        .or_else(bracketed)
        .map(canonical)
}

/// Returns whether the IP address has no zone. A zone (`fe80::1%2`) only has a meaning on the machine that
/// wrote it.
fn zoneless(socket: &SocketAddr) -> bool {
    match socket {
        SocketAddr::V4(_) => true,
        SocketAddr::V6(v6) => v6.scope_id() == 0,
    }
}

/// Returns the key by which clients are counted: a whole IPv4 address, or the /64 of an IPv6 address, which
/// is one subscriber.
pub fn network_of(address: IpAddr) -> IpAddr {
    match canonical(address) {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let s = v6.segments();
            IpAddr::from([s[0], s[1], s[2], s[3], 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn proxies() -> TrustedProxies {
        TrustedProxies::new(
            ["10.0.0.0/8", "192.0.2.1/32", "fd00::/8"].map(|net| net.parse().unwrap()),
        )
    }

    fn client(peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(
                "x-forwarded-for",
                HeaderValue::from_bytes(line.as_bytes()).unwrap(),
            );
        }
        for (name, value) in [
            ("x-real-ip", "6.6.6.6"),
            ("forwarded", "for=6.6.6.6"),
            ("cf-connecting-ip", "6.6.6.6"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        proxies().client(peer.parse().ok(), &headers).to_string()
    }

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
        let proxies = proxies();
        assert!(proxies.contains("64:ff9b::192.0.2.1".parse().unwrap()));
        assert!(proxies.contains("2002:c000:201::1".parse().unwrap()));
        assert!(!proxies.contains("2002:a00:1::1".parse().unwrap()));
    }

    #[test]
    fn the_address_is_decided_as_this_table_says() {
        let table: &[(&str, &[&str], &str)] = &[
            // no proxy, regardless of the headers
            ("203.0.113.9", &[], "203.0.113.9"),
            ("203.0.113.9", &["1.2.3.4"], "203.0.113.9"),
            ("::ffff:203.0.113.9", &["1.2.3.4"], "203.0.113.9"),
            // one proxy
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            // several, in one line or in more
            (
                "10.0.0.1",
                &["6.6.6.6, 203.0.113.9, 10.9.9.9,192.0.2.1"],
                "203.0.113.9",
            ),
            (
                "10.0.0.1",
                &["6.6.6.6", "203.0.113.9", "10.9.9.9"],
                "203.0.113.9",
            ),
            ("10.0.0.1", &["203.0.113.9", "6.6.6.6"], "6.6.6.6"),
            ("10.0.0.1", &["10.7.7.7, 10.8.8.8"], "10.7.7.7"),
            ("fd00::1", &["2001:db8::1, fd00::2"], "2001:db8::1"),
            // a Unix socket, whose other side is a proxy on this machine
            ("unix", &["203.0.113.9"], "203.0.113.9"),
            ("unix", &["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
            ("unix", &["203.0.113.9, 10.9.9.9"], "203.0.113.9"),
            ("unix", &[], "127.0.0.1"),
            ("unix", &["unix:"], "127.0.0.1"),
            // notations of IP addresses
            ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("10.0.0.1", &["2001:DB8:0::1"], "2001:db8::1"),
            ("10.0.0.1", &["::ffff:203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.9,, ,"], "203.0.113.9"),
            // garbage
            ("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9, _hidden, 10.1.1.1"], "10.0.0.1"),
            ("10.0.0.1", &["garbage, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.999"], "10.0.0.1"),
            ("10.0.0.1", &["0x7f.1"], "10.0.0.1"),
            ("10.0.0.1", &["010.1.1.1"], "10.0.0.1"),
            ("10.0.0.1", &["fe80::1%eth0"], "10.0.0.1"),
            ("10.0.0.1", &["[fe80::1%2]:80"], "10.0.0.1"),
            ("10.0.0.1", &["\"[2001:db8::1]\""], "10.0.0.1"),
            ("10.0.0.1", &["[203.0.113.9]"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9\u{fe}"], "10.0.0.1"),
        ];
        for (peer, lines, expected) in table {
            assert_eq!(client(peer, lines), *expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn one_customer_of_ipv6_is_one_network() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }

    proptest! {
        #[test]
        fn an_untrusted_peer_cannot_say_who_it_is(peer: u32, lines in prop::collection::vec("[ -~]{0,40}", 0..4)) {
            let peer = IpAddr::from(peer.to_be_bytes());
            prop_assume!(!proxies().contains(peer));
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(client(&peer.to_string(), &lines), peer.to_string());
        }

        #[test]
        fn nothing_to_the_left_of_what_our_proxy_saw_counts(forged in "[ -~]{0,60}", seen: u32) {
            let seen = IpAddr::from(seen.to_be_bytes());
            prop_assume!(!proxies().contains(seen));
            prop_assert_eq!(client("10.0.0.1", &[&forged, &seen.to_string()]), seen.to_string());
            prop_assert_eq!(client("10.0.0.1", &[&format!("{forged},{seen}, 10.2.3.4")]), seen.to_string());
        }
    }
}
