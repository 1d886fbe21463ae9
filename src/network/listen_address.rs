//! The setting that says where the server listens.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, de::Error as _};

/// The longest path of a Unix socket in bytes: `sun_path` holds 108, the last of which is zero.
const SOCKET_PATH_MAX: usize = 107;

/// Where to listen: `host:port`, `:port` or `unix:PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    /// One IP address; `localhost` is 127.0.0.1.
    Ip(SocketAddr),
    /// A host name, resolved when the server starts.
    Name { host: String, port: u16 },
    /// Every IP address of the machine.
    All { port: u16 },
    /// A Unix socket, for a reverse proxy on the same machine.
    Unix(PathBuf),
}

const EXAMPLES: &str =
    "write host and port, for example `127.0.0.1:8080` or `:8080`, or `unix:/run/rejoinder.sock`";

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            return socket_path(path);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Ip(address));
        }
        if let Some((_, rest)) = text.split_once("://") {
            let rest = rest.trim_end_matches('/');
            return Err(format!("must not be a URL; write `{rest}`"));
        }
        if text.contains('/') {
            return Err(format!("for a Unix socket write `unix:{text}`"));
        }
        if !text.starts_with('[') && text.matches(':').count() > 1 {
            return Err(
                "write an IPv6 address in square brackets, for example `[::1]:8080`".into(),
            );
        }
        if let Ok(ip) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
            let with_port = SocketAddr::new(ip, 8080);
            return Err(format!("the port is missing; write `{with_port}`"));
        }
        let Some((host, port)) = text.rsplit_once(':') else {
            return Err(match text.parse::<u16>() {
                Ok(port) => format!("write `:{port}` for every IP address, or `127.0.0.1:{port}`"),
                Err(_) => format!("must be host and port; {EXAMPLES}"),
            });
        };
        let port = port
            .parse::<u16>()
            .map_err(|_| format!("the port must be a number from 0 to 65535; {EXAMPLES}"))?;
        match host {
            "" => Ok(Self::All { port }),
            "*" => Err(format!("write `:{port}` for every IP address")),
            host if host.eq_ignore_ascii_case("localhost") => {
                Ok(Self::Ip((Ipv4Addr::LOCALHOST, port).into()))
            }
            host if is_host_name(host) => Ok(Self::Name {
                host: host.to_owned(),
                port,
            }),
            _ => Err(format!("is not a host name or IP address; {EXAMPLES}")),
        }
    }
}

/// Letters, digits and hyphens in labels (RFC 1123), and underscores, which container networks use. A name
/// that consists of digits alone would be an invalid IPv4 address.
fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    host.len() <= 253
        && host.trim_end_matches('.').split('.').all(is_label)
        && host.bytes().any(|b| b.is_ascii_alphabetic())
}

fn socket_path(path: &str) -> Result<ListenAddress, String> {
    if path.starts_with("//") {
        let path = path.trim_start_matches('/');
        return Err(format!(
            "`unix:` is not followed by `//`; write `unix:/{path}`"
        ));
    }
    if path.is_empty() || path.ends_with('/') {
        return Err("a file name is missing; write `unix:/run/rejoinder.sock`".to_owned());
    }
    if path.starts_with('@') || path.contains('\0') {
        return Err(
            "must be the path of a file, for example `unix:/run/rejoinder.sock`".to_owned(),
        );
    }
    if path.len() > SOCKET_PATH_MAX {
        return Err(format!(
            "the path of a Unix socket must be at most {SOCKET_PATH_MAX} bytes (got {})",
            path.len()
        ));
    }
    Ok(ListenAddress::Unix(PathBuf::from(path)))
}

impl<'de> Deserialize<'de> for ListenAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An environment variable with the value `8080` is deserialized as a number.
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "must be text, for example `127.0.0.1:8080`")]
        enum Written {
            Text(String),
            Port(u16),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Port(port) => port.to_string(),
        };
        text.parse().map_err(D::Error::custom)
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Name { host, port } => write!(f, "{host}:{port}"),
            Self::All { port } => write!(f, ":{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl From<SocketAddr> for ListenAddress {
    fn from(address: SocketAddr) -> Self {
        Self::Ip(address)
    }
}

impl ListenAddress {
    /// Returns the port; a Unix socket has none.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        match self {
            Self::Ip(address) => Some(address.port()),
            Self::Name { port, .. } | Self::All { port } => Some(*port),
            Self::Unix(_) => None,
        }
    }

    /// Returns whether it can be reached from this machine only.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Ip(address) => address.ip().is_loopback(),
            Self::Name { .. } | Self::All { .. } => false,
            Self::Unix(_) => true,
        }
    }

    #[must_use]
    pub fn is_unix(&self) -> bool {
        matches!(self, Self::Unix(_))
    }

    /// Returns the URL that a browser on this machine uses; that of a Unix socket is only a placeholder.
    #[must_use]
    pub fn base_url(&self) -> String {
        match self {
            Self::Ip(address) => {
                let ip = match address.ip() {
                    IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
                    ip => ip,
                };
                format!("http://{}", SocketAddr::new(ip, address.port()))
            }
            Self::Name { host, port } => format!("http://{host}:{port}"),
            Self::All { port } => format!("http://127.0.0.1:{port}"),
            Self::Unix(_) => "http://localhost".to_owned(),
        }
    }
}

/// The permission bits of a Unix socket: write permission is permission to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketMode(u32);

impl SocketMode {
    /// Returns the permission bits.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }
}

impl Default for SocketMode {
    /// Read and write permission for the owner and the group, which the reverse proxy belongs to.
    fn default() -> Self {
        Self(0o660)
    }
}

impl<'de> Deserialize<'de> for SocketMode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "must be octal digits, for example \"660\"")]
        enum Written {
            Text(String),
            // An environment variable with the value `660` is deserialized as a number. Its digits are
            // octal as well.
            Number(u32),
        }
        let digits = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Number(number) => number.to_string(),
        };
        u32::from_str_radix(&digits, 8)
            .ok()
            .filter(|mode| *mode <= 0o777 && mode & 0o600 == 0o600)
            .map(Self)
            .ok_or_else(|| {
                D::Error::custom("must be octal digits from 600 to 777, for example \"660\"")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ListenAddress {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn the_forms_of_an_address_are_understood() {
        for (text, shown, loopback) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", true),
            ("[::1]:8080", "[::1]:8080", true),
            ("0.0.0.0:80", "0.0.0.0:80", false),
            ("localhost:8080", "127.0.0.1:8080", true),
            ("LocalHost:0", "127.0.0.1:0", true),
            (":8080", ":8080", false),
            ("comments.internal:8080", "comments.internal:8080", false),
            ("my_service:1", "my_service:1", false),
            ("unix:/run/rejoinder.sock", "unix:/run/rejoinder.sock", true),
            ("unix:rejoinder.sock", "unix:rejoinder.sock", true),
        ] {
            let address = read(text);
            assert_eq!(
                (address.to_string(), address.is_loopback()),
                (shown.to_owned(), loopback)
            );
        }
        assert_eq!(read(":8080").base_url(), "http://127.0.0.1:8080");
        assert_eq!(read("0.0.0.0:1").base_url(), "http://127.0.0.1:1");
        assert_eq!(read("[::]:1").base_url(), "http://[::1]:1");
        assert_eq!(read("unix:/run/x").port(), None);
    }

    #[test]
    fn a_mistake_is_answered_with_the_right_spelling() {
        for (text, part) in [
            ("", "127.0.0.1:8080"),
            ("8080", "`:8080`"),
            ("127.0.0.1", "`127.0.0.1:8080`"),
            ("::1", "`[::1]:8080`"),
            ("[::1]", "`[::1]:8080`"),
            ("::1:8080", "[::1]:8080"),
            ("localhost", "host and port"),
            ("localhost:", "the port"),
            ("localhost:http", "the port"),
            ("localhost:99999", "the port"),
            ("127.0.0.1:-1", "the port"),
            ("*:8080", "`:8080`"),
            ("256.0.0.1:80", "host name"),
            ("my host:80", "host name"),
            ("http://localhost:8080/", "`localhost:8080`"),
            ("/run/rejoinder.sock", "`unix:/run/rejoinder.sock`"),
            ("unix:", "unix:/run/rejoinder.sock"),
            ("unix:///run/x.sock", "`unix:/run/x.sock`"),
            ("unix:/run/", "file name is missing"),
            ("unix:@rejoinder", "path of a file"),
        ] {
            let error = text.parse::<ListenAddress>().expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
        let long = format!("unix:/{}", "x".repeat(107));
        let error = long.parse::<ListenAddress>().expect_err("too long");
        assert!(error.contains("at most 107 bytes (got 108)"), "{error}");
    }

    #[test]
    fn a_mode_is_octal_however_it_is_written() {
        let mode = |value: serde_json::Value| serde_json::from_value::<SocketMode>(value).ok();
        assert_eq!(mode(660.into()), Some(SocketMode(0o660)));
        assert_eq!(mode("0666".into()), Some(SocketMode(0o666)));
        for wrong in ["", "rw", "1777", "060", "888"] {
            assert_eq!(mode(wrong.into()), None, "{wrong}");
        }
    }
}
