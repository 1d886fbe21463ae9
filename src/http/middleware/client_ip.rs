//! The client IP address of a request: the peer of the socket, or the IP address that trusted proxies
//! forward.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use poem::http::{HeaderMap, HeaderName};

/// A header of proxies. As a constant, because each lookup by text parses the name, 0.5 % of the instructions
/// of a cached list.
pub(super) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

use crate::network::canonical;

/// The networks whose `X-Forwarded-For` header is trusted. If empty, the header is always ignored.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub(crate) fn new(networks: impl IntoIterator<Item = IpNet>) -> Self {
        Self(networks.into_iter().collect())
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
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
    pub(crate) fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
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
    fn a_proxy_is_trusted_in_every_form_of_its_address() {
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
