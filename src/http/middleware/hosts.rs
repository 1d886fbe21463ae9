//! Checks the `Host` header: exactly one, and a host name of this server.

use poem::{Request, http::header};

use super::operator_log::OperatorLog;
use crate::http::{
    response::problem::{Code, Problem},
    settings::HttpSettings,
};

/// The longest part of an unknown name that the response and the log show: the maximum length of a host
/// name.
const NAME_SHOWN: usize = 253;

/// The host names that requests may use, in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    names: Vec<String>,
    loopback: bool,
}

impl Hosts {
    /// Creates the list from the host of the public URL and the additional hosts, with `dev` also the
    /// loopback names.
    pub(crate) fn new(settings: &HttpSettings, dev: bool) -> Self {
        let public = settings.public_url.as_ref().and_then(|url| url.host_str());
        let names = public
            .into_iter()
            .chain(settings.hosts.iter().map(String::as_str))
            .map(str::to_ascii_lowercase)
            .collect();
        Self {
            names,
            loopback: dev,
        }
    }

    /// Refuses a missing, repeated, unreadable or unknown host (RFC 9112, section 3.2). The port is not
    /// compared: behind a proxy it differs from the one in front. The health routes accept any host, and a
    /// missing one (HTTP/1.0), because a probe often only knows an IP address.
    pub(crate) fn check(&self, request: &Request, log: &OperatorLog) -> Result<(), Problem> {
        let refuse = |detail: &str| Err(Problem::new(Code::WrongHost, detail));
        let is_health = is_health_path(request.uri().path());
        let mut lines = request.headers().get_all(header::HOST).iter();
        let line = match (lines.next(), lines.next()) {
            (Some(line), None) => line,
            (None, _) if is_health => return Ok(()),
            _ => return refuse("A request needs exactly one `Host`."),
        };
        let Some(host) = line.to_str().ok().and_then(host_of) else {
            if is_health {
                return Ok(());
            }
            return refuse("The `Host` cannot be read.");
        };
        // If the request line contains a whole URL, its host applies; both must then agree.
        let target = request
            .uri()
            .authority()
            .map(|authority| authority.as_str());
        if target.is_some_and(|target| {
            !host_of(target).is_some_and(|target| target.eq_ignore_ascii_case(host))
        }) {
            return refuse("The `Host` is not the one of the request line.");
        }
        if is_health || self.knows(host) {
            Ok(())
        } else {
            // At this point it only contains characters of a host and a port; a long one is of no use.
            let came: String = line
                .to_str()
                .unwrap_or_default()
                .chars()
                .take(NAME_SHOWN)
                .collect();
            let name = host_of(&came).unwrap_or(&came);
            log.note_host(&came);
            refuse(&format!(
                "This server does not answer to the name \"{name}\" (`Host: {came}`). If the request came through \
                 your reverse proxy, let the proxy pass on the Host header (nginx: `proxy_set_header Host $host;`), \
                 or add the name to the setting `http.hosts` (REJOINDER_HTTP__HOSTS). \
                 `http.public_url` names the host that browsers use."
            ))
        }
    }

    fn knows(&self, host: &str) -> bool {
        let loopback = ["localhost", "127.0.0.1", "[::1]"];
        let is = |name: &str| name.eq_ignore_ascii_case(host);
        self.names.iter().any(|name| is(name))
            || (self.loopback
                && (loopback.into_iter().any(is)
                    || host.to_ascii_lowercase().ends_with(".localhost")))
    }
}

/// Returns whether the path is one of the health routes, which answer probes for any host name.
#[must_use]
pub(crate) fn is_health_path(path: &str) -> bool {
    matches!(path, "/health/live" | "/health/ready")
}

/// Returns the host of `host[:port]`; `None` if the text is not one.
fn host_of(text: &str) -> Option<&str> {
    let end = match text.strip_prefix('[') {
        Some(inside) => inside.find(']')? + 2,
        None => text.find(':').unwrap_or(text.len()),
    };
    let (host, port) = text.split_at(end);
    let port_is_good = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit()));
    let host_is_good = !host.is_empty()
        && host.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']')
        });
    (port_is_good && host_is_good).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(dev: bool, lines: &[&str]) -> bool {
        let settings = HttpSettings {
            public_url: Some("https://Comments.Example.org".parse().unwrap()),
            hosts: vec!["other.example".to_owned()],
            ..HttpSettings::default()
        };
        let mut request = Request::default();
        for line in lines {
            request
                .headers_mut()
                .append(header::HOST, line.parse().unwrap());
        }
        let hosts = Hosts::new(&settings, dev);
        hosts.check(&request, &OperatorLog::new()).is_ok()
    }

    #[test]
    fn only_our_own_names_are_answered_to() {
        for host in [
            "comments.example.org",
            "COMMENTS.example.org",
            "comments.example.org:443",
            "other.example:8080",
        ] {
            assert!(takes(false, &[host]), "{host}");
        }
        let foreign = [
            "",
            "evil.example",
            "comments.example.org.evil.example",
            "xcomments.example.org",
            "comments.example.org.",
            "comments.example.org:",
            "x@comments.example.org",
            "comments.example.org:80:80",
            "comments.example.org:x",
            "comments.example.org/",
            "comments.example.org, other.example",
            "localhost",
            "127.0.0.1",
            "[::1]",
            "[::1",
        ];
        for host in foreign {
            // An empty port is allowed by the grammar and means the default one.
            assert_eq!(
                takes(false, &[host]),
                host == "comments.example.org:",
                "{host}"
            );
        }
    }

    #[test]
    fn none_and_two_are_refused() {
        assert!(!takes(true, &[]));
        assert!(!takes(true, &["localhost", "localhost"]));
    }

    #[test]
    fn in_development_the_machine_itself_may_be_named() {
        for host in [
            "localhost:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "blog.localhost",
        ] {
            assert!(takes(true, &[host]), "{host}");
        }
        assert!(!takes(true, &["notlocalhost"]));
    }
}
