//! The one client for requests that go out: https, capped in size and time, never to where it must not.

use std::{
    error::Error as StdError,
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use serde::Deserialize;
use thiserror::Error;
use url::{Host, Url};

use super::{global::reachable, settings::seconds};
use crate::input;

/// The most bytes of an answer, where a request does not say otherwise.
pub const MAX_ANSWER: usize = 256 << 10;

/// Section `[http.outgoing]`: requests to sign-in providers, for their pictures, and to the services
/// that judge comments. Times are in seconds and may have a fraction.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutgoingSettings {
    /// From the look-up of the name to the end of the TLS handshake.
    #[serde(deserialize_with = "seconds")]
    pub connect_timeout: Duration,
    /// From the beginning to the last byte of the answer; one sign-in takes no longer either.
    #[serde(deserialize_with = "seconds")]
    pub timeout: Duration,
    /// A PEM file with certificate authorities to trust beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// For tests: go to loopback and private addresses also where a stranger named them, and over
    /// plain http to loopback. Refused without `--dev`.
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
    pub(super) fn check(&self, dev: bool, check: &mut impl FnMut(bool, &str)) {
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
            "http.outgoing.allow_private is for tests: with it strangers can make this server ask inner ones. (--dev permits it.)",
        );
        if let Err(fault) = tls(self) {
            check(false, &format!("{fault}."));
        }
    }
}

/// Who named the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The operator, in the settings: it may be a private one, as a company's own provider has.
    /// Refused is only where no provider can be: link-local (with it the cloud's metadata),
    /// multicast, unspecified.
    Operator,
    /// Somebody else, as in a provider's answer: only global addresses, only the port of https.
    Stranger,
}

/// May an operator name this address in the settings? https, without a name, a password or a
/// fragment; with `--dev` plain http to this machine too.
#[must_use]
pub fn may_be_set(url: &Url, dev: bool) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return false,
    };
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && dev && loopback);
    scheme && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

/// One request that goes out.
#[derive(Clone)]
pub struct Outbound {
    url: Url,
    trust: Trust,
    accept: &'static str,
    authorization: Option<String>,
    headers: Vec<(&'static str, String)>,
    /// Content type and bytes of what is posted.
    body: Option<(&'static str, Vec<u8>)>,
    most: usize,
}

impl Outbound {
    /// A GET for JSON.
    #[must_use]
    pub fn get(url: Url, trust: Trust) -> Self {
        Self {
            url,
            trust,
            accept: "application/json",
            authorization: None,
            headers: Vec::new(),
            body: None,
            most: MAX_ANSWER,
        }
    }

    /// A POST of an `application/x-www-form-urlencoded` body, for JSON.
    #[must_use]
    pub fn post_form(url: Url, trust: Trust, form: Vec<u8>) -> Self {
        Self {
            body: Some(("application/x-www-form-urlencoded", form)),
            ..Self::get(url, trust)
        }
    }

    /// A POST of a JSON text, for JSON.
    #[must_use]
    pub fn post_json(url: Url, trust: Trust, json: Vec<u8>) -> Self {
        Self {
            body: Some(("application/json", json)),
            ..Self::get(url, trust)
        }
    }

    #[must_use]
    pub fn accept(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// The value of `Authorization`.
    #[must_use]
    pub fn authorization(self, value: String) -> Self {
        Self {
            authorization: Some(value),
            ..self
        }
    }

    /// A further header; its name in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The most bytes that are read of the answer.
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound")
            .field("host", &self.url.host_str())
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}

/// What came back, whole; a redirect is an answer like any other.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    headers: HeaderMap,
}

impl Answer {
    /// A header's first value, where it is visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, <{} bytes>)", self.status, self.body.len())
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OutgoingFault {
    /// Not https, a user name in it, or (of a stranger) another port than that of https.
    #[error("the address is not one to ask")]
    Address,
    /// The name leads to addresses that are not asked.
    #[error("the address is not a public one")]
    Private,
    /// No such name, nobody there, or a certificate that is not to be trusted.
    #[error("no connection")]
    Connect,
    #[error("no answer in time")]
    Timeout,
    #[error("the answer is too large")]
    TooLarge,
    /// The connection broke, or what came is not HTTP.
    #[error("the answer broke off")]
    Broken,
}

impl OutgoingFault {
    /// A stable word for logs and problems.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Private => "private_address",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
        }
    }
}

/// The client. Clones share its connections.
#[derive(Clone)]
pub struct Outgoing(Arc<Inner>);

struct Inner {
    /// One each, so that an address looked up with one trust is never reused with the other.
    operator: Client,
    stranger: Client,
    timeout: Duration,
    allow_private: bool,
    plain_loopback: bool,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("timeout", &self.0.timeout)
            .field("allow_private", &self.0.allow_private)
            .finish_non_exhaustive()
    }
}

impl Outgoing {
    /// With `dev`, plain http to loopback is permitted to the operator. `Err` says what is wrong
    /// with the file of certificate authorities.
    pub fn new(settings: &OutgoingSettings, dev: bool) -> Result<Self, String> {
        let tls = tls(settings)?;
        let client = |trust: Trust| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("Rejoinder/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::none())
                .referer(false)
                // a proxy of the environment would look the names up in our stead
                .no_proxy()
                .retry(reqwest::retry::never())
                .connect_timeout(settings.connect_timeout)
                .timeout(settings.timeout)
                .pool_idle_timeout(Duration::from_secs(30))
                .pool_max_idle_per_host(4)
                .dns_resolver(Guard {
                    trust,
                    allow_private: settings.allow_private,
                })
                .build()
                .map_err(|error| format!("cannot set up outgoing requests: {error}"))
        };
        Ok(Self(Arc::new(Inner {
            operator: client(Trust::Operator)?,
            stranger: client(Trust::Stranger)?,
            timeout: settings.timeout,
            allow_private: settings.allow_private,
            plain_loopback: dev || settings.allow_private,
        })))
    }

    /// How long one request may take, and whoever makes several for one purpose.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// Is it an address to ask, as far as can be told before its name is looked up?
    pub fn permits(&self, url: &Url, trust: Trust) -> Result<(), OutgoingFault> {
        let private = trust == Trust::Operator || self.0.allow_private;
        let scheme = match url.scheme() {
            "https" => true,
            "http" => private && self.0.plain_loopback && is_loopback(url),
            _ => false,
        };
        let port = private || url.port().is_none();
        let user = !url.username().is_empty() || url.password().is_some();
        if !scheme || !port || user || url.as_str().len() > 8 << 10 {
            return Err(OutgoingFault::Address);
        }
        let literal = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            Some(Host::Domain(_)) => None,
            None => return Err(OutgoingFault::Address),
        };
        match literal {
            Some(ip) if !reachable(ip, trust, self.0.allow_private) => Err(OutgoingFault::Private),
            _ => Ok(()),
        }
    }

    /// Asks, and reads the answer up to its cap.
    pub async fn send(&self, ask: Outbound) -> Result<Answer, OutgoingFault> {
        self.permits(&ask.url, ask.trust)?;
        tokio::time::timeout(self.0.timeout, self.exchange(ask))
            .await
            .map_err(|_| OutgoingFault::Timeout)?
    }

    async fn exchange(&self, ask: Outbound) -> Result<Answer, OutgoingFault> {
        let client = match ask.trust {
            Trust::Operator => &self.0.operator,
            Trust::Stranger => &self.0.stranger,
        };
        let mut request = match ask.body {
            None => client.get(ask.url),
            Some((kind, body)) => client.post(ask.url).header(CONTENT_TYPE, kind).body(body),
        }
        .header(ACCEPT, ask.accept);
        for (name, value) in ask.headers {
            let value = HeaderValue::from_str(&value).map_err(|_| OutgoingFault::Address)?;
            request = request.header(HeaderName::from_static(name), value);
        }
        if let Some(value) = ask.authorization {
            let mut value = HeaderValue::from_str(&value).map_err(|_| OutgoingFault::Address)?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let mut response = request.send().await.map_err(fault)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        if response.content_length() > Some(ask.most as u64) {
            return Err(OutgoingFault::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > ask.most {
                return Err(OutgoingFault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            body,
            headers,
        })
    }
}

fn fault(error: reqwest::Error) -> OutgoingFault {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
    while let Some(one) = cause {
        if one.is::<NothingPublic>() {
            return OutgoingFault::Private;
        }
        cause = one.source();
    }
    if error.is_timeout() {
        OutgoingFault::Timeout
    } else if error.is_connect() {
        OutgoingFault::Connect
    } else {
        OutgoingFault::Broken
    }
}

fn tls(settings: &OutgoingSettings) -> Result<rustls::ClientConfig, String> {
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
            return Err(failed(&"it holds no certificate"));
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

/// Looks names up and lets through only what may be asked, so that what was judged is what is
/// connected to (DNS rebinding).
struct Guard {
    trust: Trust,
    allow_private: bool,
}

#[derive(Debug, Error)]
#[error("the name leads to no public address")]
struct NothingPublic;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (trust, allow_private) = (self.trust, self.allow_private);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let good: Vec<SocketAddr> = found
                .filter(|at| reachable(at.ip(), trust, allow_private))
                .collect();
            if good.is_empty() {
                return Err(NothingPublic.into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
#[path = "tests/outgoing.rs"]
mod tests;
