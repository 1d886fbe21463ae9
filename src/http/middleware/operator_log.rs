//! Log messages about a misconfigured proxy in front, which only the operator can fix: its IP address is
//! not trusted, it forwards no client IP address, or requests have an unknown `Host`.
//!
//! Any client can send such requests, so the number of these messages is limited.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use ipnet::IpNet;
use poem::http::{HeaderMap, Uri};

use super::client_ip::X_FORWARDED_FOR;
use crate::network::canonical;

/// The period in which each message is limited.
const WINDOW: Duration = Duration::from_hours(1);
/// The largest number of messages about unknown hosts per period: each may name another host.
const HOSTS_MAX: u32 = 20;

/// Headers in which proxies name the client. Only `X-Forwarded-For` is evaluated.
const FORWARDED: [&str; 3] = ["x-forwarded-for", "forwarded", "x-real-ip"];

/// A limit on the number of messages per period.
#[derive(Debug)]
struct LogBudget {
    max: u32,
    used: Mutex<(Option<Instant>, u32)>,
}

impl LogBudget {
    const fn new(max: u32) -> Self {
        Self {
            max,
            used: Mutex::new((None, 0)),
        }
    }

    /// Uses one message, if one is left.
    fn take(&self) -> bool {
        self.take_at(Instant::now())
    }

    fn take_at(&self, now: Instant) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let (begun, count) = &mut *used;
        if begun.is_none_or(|begun| now.duration_since(begun) >= WINDOW) {
            (*begun, *count) = (Some(now), 0);
        }
        let has_room = *count < self.max;
        *count += u32::from(has_room);
        has_room
    }
}

/// The limits of the messages.
#[derive(Debug)]
pub(crate) struct OperatorLog {
    untrusted: LogBudget,
    unforwarded: LogBudget,
    hosts: LogBudget,
}

impl OperatorLog {
    pub(crate) const fn new() -> Self {
        Self {
            untrusted: LogBudget::new(1),
            unforwarded: LogBudget::new(1),
            hosts: LogBudget::new(HOSTS_MAX),
        }
    }

    /// Checks how a request was forwarded: `peer` is `None` for a Unix socket, whose other side is trusted.
    pub(crate) fn note_proxy(
        &self,
        peer: Option<IpAddr>,
        is_trusted: bool,
        headers: &HeaderMap,
        uri: &Uri,
    ) {
        match peer {
            Some(peer) if !is_trusted => {
                let is_forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
                if is_forwarded && self.untrusted.take() {
                    warn_untrusted(peer);
                }
            }
            _ => {
                // API requests of people come through the proxy; a health probe may come from the machine
                // itself.
                let is_of_people = uri.path().starts_with("/api/");
                if is_of_people
                    && !headers.contains_key(&X_FORWARDED_FOR)
                    && self.unforwarded.take()
                {
                    tracing::warn!(
                        setting = "http.trusted_proxies",
                        "a request came from a trusted proxy without X-Forwarded-For, so all its clients \
                         share the limits of one IP address; let the proxy set this header (nginx: \
                         proxy_set_header X-Forwarded-For $remote_addr)"
                    );
                }
            }
        }
    }

    /// Logs that a request was refused because of its `Host`.
    pub(crate) fn note_host(&self, host: &str) {
        if self.hosts.take() {
            tracing::warn!(
                host,
                setting = "http.public_url, http.hosts",
                "a request with an unknown Host was refused; if it came through your proxy, configure it to \
                 pass on the Host header (nginx: proxy_set_header Host $host) or add the name to http.hosts"
            );
        }
    }
}

/// Logs an untrusted proxy. An internal IP address is named; a public one may be a reader's and is not.
fn warn_untrusted(peer: IpAddr) {
    if is_internal(peer) {
        tracing::warn!(
            proxy = %peer,
            setting = "http.trusted_proxies",
            "a request was forwarded by a proxy that is not trusted: all its clients count as one IP address \
             and share its limits; add the proxy's IP address to http.trusted_proxies"
        );
    } else {
        tracing::warn!(
            setting = "http.trusted_proxies",
            "a request from the internet has a header of proxies, which is ignored; if it came through your \
             proxy or CDN, add its networks to http.trusted_proxies, or all its clients share one set of limits"
        );
    }
}

/// Returns whether an IP address is loopback, private or link-local, where proxies are located.
fn is_internal(address: IpAddr) -> bool {
    const NETWORKS: [&str; 4] = ["100.64.0.0/10", "fc00::/7", "fe80::/10", "169.254.0.0/16"];
    let address = canonical(address);
    let is_private = match address {
        IpAddr::V4(v4) => v4.is_private(),
        IpAddr::V6(_) => false,
    };
    is_private
        || address.is_loopback()
        || NETWORKS
            .iter()
            .flat_map(|network| network.parse::<IpNet>())
            .any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_so_often_in_an_hour_and_again_in_the_next() {
        let (budget, now) = (LogBudget::new(2), Instant::now());
        assert_eq!([(); 3].map(|()| budget.take_at(now)), [true, true, false]);
        assert!(!budget.take_at(now + WINDOW / 2));
        assert!(budget.take_at(now + WINDOW));
    }

    #[test]
    fn only_addresses_of_proxies_are_named() {
        for (address, internal) in [
            ("127.0.0.1", true),
            ("::ffff:10.1.2.3", true),
            ("172.17.0.1", true),
            ("192.168.0.9", true),
            ("fd00::1", true),
            ("::1", true),
            ("100.64.0.1", true),
            ("203.0.113.9", false),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_internal(address.parse().unwrap()), internal, "{address}");
        }
    }
}
