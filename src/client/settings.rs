//! The settings of the client, and which URLs settings may name.

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde::Deserialize;
use url::{Host, Url};

use crate::{
    clock::seconds,
    input,
    setting::Mistakes,
    text::{HOST_RULE, has_acceptable_host},
};

/// Section `[http.outgoing]`: requests to sign-in providers, for their profile pictures, and to the
/// services that judge comments. Times are in seconds and may have a fraction.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutgoingSettings {
    /// From the name lookup to the end of the TLS handshake.
    #[serde(deserialize_with = "seconds")]
    pub connect_timeout: Duration,
    /// From the start of the request to the last byte of the response; also limits one whole sign-in.
    #[serde(deserialize_with = "seconds")]
    pub timeout: Duration,
    /// A PEM file with certificate authorities to trust in addition to the public ones.
    pub ca_file: Option<PathBuf>,
    /// For tests: allows requests to loopback and private IP addresses also for third-party URLs, and plain
    /// http to loopback. Refused without `--dev`.
    pub allow_private: bool,
}

impl Default for OutgoingSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(3),
            timeout: Duration::from_secs(10),
            ca_file: None,
            allow_private: false,
        }
    }
}

impl OutgoingSettings {
    pub(crate) fn check(&self, dev: bool, faults: &mut Mistakes) {
        for (key, time) in [
            ("http.outgoing.connect_timeout", self.connect_timeout),
            ("http.outgoing.timeout", self.timeout),
        ] {
            faults.require(
                !time.is_zero() && time <= Duration::from_mins(1),
                key,
                "must be more than 0 and at most 60 seconds",
            );
        }
        faults.require(
            dev || !self.allow_private,
            "http.outgoing.allow_private",
            "is for tests only: it lets third parties direct requests to internal hosts (allowed with --dev)",
        );
        if let Err(fault) = tls(self) {
            faults.0.push(fault);
        }
    }
}

/// The party that supplied a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The operator, in the settings: it may be a private one, for example a company's own sign-in
    /// provider. Refused are only IP addresses where no provider can be: link-local (which includes the
    /// cloud's metadata service), multicast, unspecified.
    Operator,
    /// A third party, for example in a provider's response: only global IP addresses, only the https port.
    Stranger,
}

/// Parses a URL that an operator sets; a wrong one is added to the mistakes. Allowed are https, without a
/// user name, a password or a fragment, and with `--dev` plain http to this machine.
pub(crate) fn parse_configured_url(
    text: &str,
    dev: bool,
    key: &str,
    faults: &mut Mistakes,
) -> Option<Url> {
    let is_allowed = |url: &Url| {
        (url.scheme() == "https" || (url.scheme() == "http" && dev && is_loopback(url)))
            && has_acceptable_host(url)
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
    };
    let url = Url::parse(text).ok().filter(is_allowed);
    faults.require(
        url.is_some(),
        key,
        format_args!(
            "must begin with https:// and have a host and no user name. {HOST_RULE} (With --dev, http to \
             loopback is allowed.)"
        ),
    );
    url
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

pub(super) fn tls(settings: &OutgoingSettings) -> Result<rustls::ClientConfig, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = &settings.ca_file {
        input::add_certificates(&mut roots, file)
            .map_err(|why| format!("http.outgoing.ca_file: {}: {why}", file.display()))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("cannot set up TLS: {error}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
