//! The settings of the HTTP server: where to listen, host names, trusted proxies, and all limits.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error as _};
use url::Url;

use crate::{
    client::OutgoingSettings,
    clock::seconds,
    network::{ListenAddress, SocketMode},
    setting::Mistakes,
    text::{HOST_RULE, has_acceptable_host, is_host_name},
};

/// Section `[http]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Host and port to listen on, or `unix:PATH`; a socket inherited from systemd takes precedence.
    pub listen: ListenAddress,
    /// The permission bits of a Unix socket, as octal digits.
    pub socket_mode: SocketMode,
    /// The URL under which people reach this server, for example `https://comments.example.org`. Links in
    /// mails and redirect URLs are built from it, never from the contents of a request.
    pub public_url: Option<Url>,
    /// Additional host names that requests may use, besides the host of `public_url`. `/health/live` and
    /// `/health/ready` accept any host name.
    pub hosts: Vec<String>,
    /// The IP addresses and networks of the reverse proxies whose `X-Forwarded-For` header is trusted. If
    /// empty, the header is ignored.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// The largest request body in bytes. Percent-encoded forms may be three times as large, and a site's
    /// policy may be as large as its lists of words require.
    pub max_body: u64,
    /// The longest path with query, in bytes.
    pub max_uri: usize,
    /// The largest header section, in bytes.
    pub max_headers: usize,
    /// The largest number of header fields.
    pub max_header_fields: usize,
    /// Serve the API reference at `/docs`; if unset, only in development.
    pub docs: Option<bool>,
    /// Deadlines and connection limits.
    pub serve: ServeSettings,
    /// Outgoing requests.
    pub outgoing: OutgoingSettings,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)).into(),
            socket_mode: SocketMode::default(),
            public_url: None,
            hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            max_body: 64 << 10,
            max_uri: 8 << 10,
            max_headers: 16 << 10,
            max_header_fields: 64,
            docs: None,
            serve: ServeSettings::default(),
            outgoing: OutgoingSettings::default(),
        }
    }
}

/// Section `[http.serve]`. Times are in seconds and may have a fraction.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServeSettings {
    /// From the first byte of a request (or the opening of a connection) to the end of its headers.
    #[serde(deserialize_with = "seconds")]
    pub header_timeout: Duration,
    /// The longest pause between two pieces of a body, and the time before its rate is measured.
    #[serde(deserialize_with = "seconds")]
    pub body_pause: Duration,
    /// The lowest average rate of a body after the first pause, in bytes per second.
    pub body_rate: u32,
    /// The longest time for receiving a whole body.
    #[serde(deserialize_with = "seconds")]
    pub body_timeout: Duration,
    /// How long a client may accept nothing of a response.
    #[serde(deserialize_with = "seconds")]
    pub write_timeout: Duration,
    /// How long a connection may stay open between two requests.
    #[serde(deserialize_with = "seconds")]
    pub keep_alive: Duration,
    /// The largest number of concurrent connections.
    pub max_connections: usize,
    /// The largest number of concurrent connections of one IPv4 address or IPv6 /64; trusted proxies are
    /// exempt.
    pub max_connections_per_address: usize,
    /// The largest total size of received but unprocessed bodies of all clients, in bytes.
    pub max_body_bytes: usize,
    /// The same for one client: an IPv4 address or an IPv6 /64, also behind a trusted proxy.
    pub max_body_bytes_per_client: usize,
    /// The largest number of concurrent requests of one client.
    pub max_requests_per_client: usize,
    /// After the signal to stop: how long new connections are still accepted while readiness answers 503
    /// and clients are asked to open another connection next time. Should cover the time that a load
    /// balancer needs to notice: its interval between two health checks × the number of failures that it
    /// waits for.
    #[serde(deserialize_with = "seconds")]
    pub drain_notice: Duration,
    /// After the signal to stop: the time by which every connection is closed. The process ends at most 1.5
    /// seconds later, regardless of what it waits for.
    #[serde(deserialize_with = "seconds")]
    pub drain_timeout: Duration,
}

impl Default for ServeSettings {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(5),
            body_pause: Duration::from_secs(10),
            body_rate: 1 << 10,
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            keep_alive: Duration::from_secs(75),
            max_connections: 10_000,
            max_connections_per_address: 256,
            max_body_bytes: 64 << 20,
            max_body_bytes_per_client: 2 << 20,
            max_requests_per_client: 64,
            drain_notice: Duration::from_secs(1),
            drain_timeout: Duration::from_secs(7),
        }
    }
}

/// Parses IP addresses and networks.
fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let parts = texts.iter().flat_map(|text| text.split(','));
    let parts = parts.map(str::trim).filter(|text| !text.is_empty());
    parts
        .map(|text| {
            network(text).ok_or_else(|| {
                let remedy = match text {
                    "localhost" => "write 127.0.0.1",
                    _ => "write IP addresses and networks, for example 127.0.0.1 or 10.0.0.0/8",
                };
                D::Error::custom(format!(
                    "{text:?} is not an IP address or network; {remedy}"
                ))
            })
        })
        .collect()
}

/// Returns whether a text is the host of a URL: a name in any script, or an IP address (IPv6 in brackets).
fn is_host(text: &str) -> bool {
    url::Host::parse(text).is_ok_and(|host| match host {
        url::Host::Domain(name) => is_host_name(&name),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => true,
    })
}

/// Parses `10.0.0.0/8`, or a single IP address, which is a network of its own.
fn network(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse::<IpNet>().ok().or_else(address)
}

impl HttpSettings {
    /// Returns whether people reach this server by HTTPS.
    pub(super) fn is_https(&self) -> bool {
        let url = self.public_url.as_ref();
        url.is_some_and(|url| url.scheme() == "https")
    }

    /// Returns warnings about settings that are valid but most likely unintended, each with the remedy.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.is_https() && self.trusted_proxies.is_empty() && !self.listen.is_unix() {
            warnings.push(
                "http.trusted_proxies is empty. The public URL begins with https://, so a reverse proxy is in \
                 front of this server, and without this setting all readers count as the proxy's one IP address \
                 and share its limits. Set it to the IP address of the proxy, for example \
                 REJOINDER_HTTP__TRUSTED_PROXIES=127.0.0.1"
                    .to_owned(),
            );
        }
        warnings
    }

    /// Adds all invalid or unsafe settings. With `dev`, requirements that only make sense on the public
    /// internet are skipped.
    pub fn check(&self, dev: bool, mistakes: &mut Mistakes) {
        match &self.public_url {
            Some(url) => {
                mistakes.require(
                    url.host().is_some() && matches!(url.scheme(), "http" | "https"),
                    "http.public_url",
                    "must be a URL that begins with https://",
                );
                mistakes.require(
                    url.host().is_none() || has_acceptable_host(url),
                    "http.public_url",
                    format_args!("the host cannot be used. {HOST_RULE}"),
                );
                mistakes.require(
                    dev || url.scheme() == "https",
                    "http.public_url", "must begin with https://: plain http exposes passwords on the network (allowed with --dev)",
                );
                mistakes.require(
                    url.path() == "/" && url.query().is_none() && url.fragment().is_none(),
                    "http.public_url", "must not have a path, a query or a fragment: the server needs a host of its own",
                );
                mistakes.require(
                    url.username().is_empty() && url.password().is_none(),
                    "http.public_url",
                    "must not have a user name or a password",
                );
            }
            None => mistakes.require(dev, "http.public_url", "is required (optional with --dev)"),
        }
        for host in &self.hosts {
            mistakes.require(
                is_host(host),
                "http.hosts",
                format_args!("{host:?} is not a host name. {HOST_RULE}"),
            );
        }
        for network in &self.trusted_proxies {
            let widest = match network {
                IpNet::V4(_) => 8,
                IpNet::V6(_) => 7,
            };
            mistakes.require(
                network.prefix_len() >= widest,
                "http.trusted_proxies", format_args!(
"{network} is too large, because clients in it could forge their IP address; the shortest \
                     allowed prefix is /{widest}"
                ),
            );
        }
        mistakes.range("http.max_body", self.max_body, &(1024..=16 << 20));
        mistakes.range("http.max_uri", self.max_uri, &(256..=32 << 10));
        mistakes.range("http.max_headers", self.max_headers, &(1024..=48 << 10));
        mistakes.range("http.max_header_fields", self.max_header_fields, &(8..=100));
        self.serve.check(self.max_body, mistakes);
        self.outgoing.check(dev, mistakes);
    }
}

impl ServeSettings {
    fn check(&self, max_body: u64, mistakes: &mut Mistakes) {
        let hour = Duration::from_hours(1);
        let times = [
            ("http.serve.header_timeout", self.header_timeout),
            ("http.serve.body_pause", self.body_pause),
            ("http.serve.body_timeout", self.body_timeout),
            ("http.serve.write_timeout", self.write_timeout),
            ("http.serve.keep_alive", self.keep_alive),
            ("http.serve.drain_timeout", self.drain_timeout),
        ];
        for (name, time) in times {
            mistakes.require(
                !time.is_zero() && time <= hour,
                name,
                "must be more than 0 and at most 3600 seconds",
            );
        }
        mistakes.require(
            self.drain_notice < self.drain_timeout,
            "http.serve.drain_notice",
            "must be shorter than drain_timeout",
        );
        mistakes.range(
            "http.serve.max_connections",
            self.max_connections,
            &(1..=1_000_000),
        );
        mistakes.require(
            (1..=self.max_connections).contains(&self.max_connections_per_address),
            "http.serve.max_connections_per_address",
            "must be from 1 to max_connections",
        );
        mistakes.require(
            self.body_rate <= 1 << 20,
            "http.serve.body_rate",
            "must be at most 1048576 bytes a second",
        );
        // A form that is too large is read up to nine times this size, for the sake of its text.
        let largest = usize::try_from(max_body.saturating_mul(9)).unwrap_or(usize::MAX);
        mistakes.require(
            (largest..=self.max_body_bytes).contains(&self.max_body_bytes_per_client),
            "http.serve.max_body_bytes_per_client",
            format_args!("must be from {largest} (9 times http.max_body) to max_body_bytes"),
        );
        mistakes.require(
            self.max_body_bytes <= 64 << 30,
            "http.serve.max_body_bytes",
            "must be at most 68719476736",
        );
        mistakes.range(
            "http.serve.max_requests_per_client",
            self.max_requests_per_client,
            &(1..=1_000_000),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mistakes(settings: &HttpSettings, dev: bool) -> Vec<String> {
        let mut mistakes = Mistakes::default();
        settings.check(dev, &mut mistakes);
        mistakes.0
    }

    #[test]
    fn the_defaults_do_for_development_and_ask_for_an_address_in_production() {
        let settings = HttpSettings::default();
        assert_eq!(mistakes(&settings, true), Vec::<String>::new());
        assert_eq!(
            mistakes(&settings, false),
            ["http.public_url: is required (optional with --dev)"]
        );
    }

    #[test]
    fn all_weaknesses_are_reported_together() {
        let settings: HttpSettings = serde_json::from_value(json!({
            "public_url": "http://u@blog.example/x",
            "hosts": ["*.example.org"],
            "trusted_proxies": ["0.0.0.0/0", "::/0", "10.0.0.0/8"],
            "max_body": 1,
            "serve": {"keep_alive": 0, "drain_notice": 60, "max_connections_per_address": 0},
        }))
        .unwrap();
        let all = mistakes(&settings, false);
        assert_eq!(all.len(), 10, "{all:#?}");
        assert_eq!(mistakes(&settings, true).len(), 9);
    }

    #[test]
    fn unknown_names_and_negative_times_are_refused() {
        let read = |value| serde_json::from_value::<HttpSettings>(value);
        assert!(read(json!({"lissten": "127.0.0.1:80"})).is_err());
        assert!(read(json!({"serve": {"keep_alive": -1}})).is_err());
        let half = read(json!({"serve": {"header_timeout": 0.5}})).unwrap();
        assert_eq!(half.serve.header_timeout, Duration::from_millis(500));
    }
}
