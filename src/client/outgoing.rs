//! The one client for outgoing requests: https only, limited in size and time, and never to forbidden IP
//! addresses.

use std::{
    error::Error as StdError,
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Client,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use thiserror::Error;
use url::{Host, Url};

use super::reachable::reachable;
use crate::client::{
    OutgoingSettings, Trust,
    settings::{is_loopback, tls},
};

use crate::closed_set::closed_set;

/// The default limit on the size of a response, in bytes.
pub(super) const MAX_ANSWER: usize = 256 << 10;
/// Without a version, because strangers can choose the server that a picture is fetched from.
const USER_AGENT: &str = "Rejoinder";

/// An outgoing request.
#[derive(Clone)]
pub struct Outbound {
    url: Url,
    trust: Trust,
    accept: &'static str,
    authorization: Option<String>,
    headers: Vec<(&'static str, String)>,
    /// The content type and the bytes of a POST body.
    body: Option<(&'static str, Vec<u8>)>,
    most: usize,
}

impl Outbound {
    /// Creates a GET request for JSON.
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

    /// Creates a POST request with an `application/x-www-form-urlencoded` body, for JSON.
    #[must_use]
    pub fn post_form(url: Url, trust: Trust, form: Vec<u8>) -> Self {
        Self {
            body: Some(("application/x-www-form-urlencoded", form)),
            ..Self::get(url, trust)
        }
    }

    /// Creates a POST request with a JSON body, for JSON.
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

    /// Sets the value of `Authorization`.
    #[must_use]
    pub fn authorization(self, value: String) -> Self {
        Self {
            authorization: Some(value),
            ..self
        }
    }

    /// Adds a header; its name must be in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sets the largest number of bytes read of the response.
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

/// A complete response; redirects are not followed.
#[derive(Clone)]
pub struct OutgoingResponse {
    pub status: u16,
    pub body: Vec<u8>,
    headers: HeaderMap,
}

impl OutgoingResponse {
    /// Returns a header's first value if it is visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for OutgoingResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, <{} bytes>)", self.status, self.body.len())
    }
}

closed_set! {
    /// The reason why there is no response; the word is a stable code for logs and problems.
    #[derive(Error)]
    pub enum OutgoingFault {
        /// Not https, contains a user name, or (from a third party) has a port other than the https port.
        #[error("the URL is not allowed")]
        Address = "address",
        /// The name only resolves to IP addresses that are not allowed.
        #[error("the IP address is not public")]
        Private = "private_address",
        /// No such name, no server listening, or a certificate that is not trusted.
        #[error("no connection")]
        Connect = "connect",
        #[error("no response in time")]
        Timeout = "timeout",
        #[error("the response is too large")]
        TooLarge = "too_large",
        /// The connection broke, or the response is not HTTP.
        #[error("the response is incomplete or invalid")]
        Broken = "broken",
    }
}

/// The client for outgoing requests. Clones share its connections.
#[derive(Clone)]
pub struct Outgoing(Arc<Inner>);

struct Inner {
    /// One client per trust, so that an IP address resolved with one trust is never reused with the other.
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
    /// Creates the client. With `dev`, the operator may set plain http URLs to loopback. The error says
    /// what is wrong with the file of certificate authorities.
    pub fn new(settings: &OutgoingSettings, dev: bool) -> Result<Self, String> {
        let tls = tls(settings)?;
        let client = |trust: Trust| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(USER_AGENT)
                .redirect(Policy::none())
                .referer(false)
                // A proxy from the environment would resolve the names itself.
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

    /// Returns the timeout of one request, or of several requests for one purpose.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// Checks whether a URL is allowed, as far as possible before its name is resolved.
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

    /// Sends the request, and reads the response up to its size limit.
    pub async fn send(&self, ask: Outbound) -> Result<OutgoingResponse, OutgoingFault> {
        self.permits(&ask.url, ask.trust)?;
        tokio::time::timeout(self.0.timeout, self.exchange(ask))
            .await
            .map_err(|_| OutgoingFault::Timeout)?
    }

    async fn exchange(&self, ask: Outbound) -> Result<OutgoingResponse, OutgoingFault> {
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
        Ok(OutgoingResponse {
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

/// A resolver that returns only allowed IP addresses, so that the checked IP address is the one that is
/// connected to (protection against DNS rebinding).
struct Guard {
    trust: Trust,
    allow_private: bool,
}

#[derive(Debug, Error)]
#[error("the name resolves to no public IP address")]
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
