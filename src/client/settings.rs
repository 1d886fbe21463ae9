//! The settings of the client, and which URLs settings may name.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use serde::Deserialize;
use url::{Host, Url};

use crate::{
    clock::seconds,
    input,
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
    pub(crate) fn check(&self, dev: bool, check: &mut impl FnMut(bool, &str)) {
        for (name, time) in [
            ("connect_timeout", self.connect_timeout),
            ("timeout", self.timeout),
        ] {
            check(
                !time.is_zero() && time <= Duration::from_mins(1),
                &format!("http.outgoing.{name} must be more than 0 and at most 60 seconds."),
            );
        }
        check(
            dev || !self.allow_private,
            "http.outgoing.allow_private is for tests only: it lets third parties direct requests to internal hosts. (Allowed with --dev.)",
        );
        if let Err(fault) = tls(self) {
            check(false, &format!("{fault}."));
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

/// Returns whether an operator may set this URL: https, without a user name, a password or a fragment; with
/// `--dev` also plain http to this machine.
#[must_use]
pub fn may_be_set(url: &Url, dev: bool) -> bool {
    if !has_acceptable_host(url) {
        return false;
    }
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return false,
    };
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && dev && loopback);
    scheme && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

/// Returns the requirement that [`may_be_set`] checks, for messages about settings.
#[must_use]
pub fn address_rule() -> String {
    format!(
        "must begin with https:// and have a host and no user name. {HOST_RULE} (With --dev, http to loopback is allowed.)"
    )
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
        let failed =
            |e: &dyn fmt::Display| format!("http.outgoing.ca_file: {}: {e}", file.display());
        let before = roots.len();
        let read = input::read_regular(file, input::SETTING_MAX).map_err(|e| failed(&e))?;
        for certificate in CertificateDer::pem_slice_iter(&read) {
            roots
                .add(certificate.map_err(|e| failed(&e))?)
                .map_err(|e| failed(&e))?;
        }
        if roots.len() == before {
            return Err(failed(&"it contains no certificate"));
        }
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
