//! Section `[mail]` of the settings, and the transport that it describes.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use lettre::{
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, TlsParameters, TlsParametersBuilder},
        extension::ClientId,
    },
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::{Host, Url};

use super::{
    CapturedMails,
    notice::MailTemplates,
    smtp::{Security, Smtp, Transport},
};
use crate::{
    setting::{AlreadyReported, Mistakes},
    text::{UNESCAPED, has_unescaped_credentials},
};

/// The section `[mail]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// The mail server: `smtps://user:password@host:465` (TLS from the first byte) or
    /// `smtp://user:password@host:587` (STARTTLS, required). `smtp+plain://` (no encryption) is allowed
    /// for a server at a loopback IP address only. Without this setting no mail is sent; in development
    /// mode mails are written to the log.
    pub smtp_url: Option<SecretString>,
    /// A file with the password, as an alternative to a password in the URL.
    pub password_file: Option<PathBuf>,
    /// The sender of mails: `Blog <comments@blog.example>`.
    pub from: Option<String>,
    /// A PEM file with the certificate authorities to trust; if not set, the public ones.
    pub ca_file: Option<PathBuf>,
    /// A folder with templates that replace those of the mails to moderators.
    pub templates: Option<PathBuf>,
    /// The time limit for one mail, from the connection to the last reply: 1 to 300 seconds.
    pub timeout_seconds: u64,
    /// Captures mails instead of sending them; set by tests only.
    #[serde(skip)]
    pub captured: Option<CapturedMails>,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            smtp_url: None,
            password_file: None,
            from: None,
            ca_file: None,
            templates: None,
            timeout_seconds: 30,
            captured: None,
        }
    }
}

/// The sender of mails in development mode.
const DEVELOPMENT_SENDER: &str = "Rejoinder <rejoinder@localhost>";

/// The parts of an SMTP URL.
struct SmtpServer {
    security: Security,
    host: String,
    port: u16,
    user: String,
    password: Option<String>,
}

impl MailSettings {
    /// Adds all mistakes in this section.
    pub fn check(&self, mistakes: &mut Mistakes) {
        let found = self.transport(false, "localhost").err();
        mistakes.0.extend(found.unwrap_or_default().0);
        let found = self.mail_templates().err();
        mistakes.0.extend(found.unwrap_or_default().0);
    }

    /// Loads the templates of mails to moderators. `Err` holds all mistakes in them.
    pub(crate) fn mail_templates(&self) -> Result<MailTemplates, Mistakes> {
        MailTemplates::load(self.templates.as_deref())
    }

    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    /// Returns the transport and the sender; `host` is the name in the SMTP greeting.
    pub(crate) fn transport(
        &self,
        dev: bool,
        host: &str,
    ) -> Result<(Transport, Mailbox), Mistakes> {
        let mut faults = Mistakes::default();
        faults.range("mail.timeout_seconds", self.timeout_seconds, &(1..=300));
        let from = self.parse_sender().unwrap_or_else(|fault| {
            faults.add("mail.from", fault);
            None
        });
        let smtp = match &self.smtp_url {
            None => {
                for (key, set) in [
                    ("mail.password_file", self.password_file.is_some()),
                    ("mail.ca_file", self.ca_file.is_some()),
                ] {
                    if set {
                        faults.add(key, "has no effect without mail.smtp_url");
                    }
                }
                None
            }
            Some(url) => {
                if self.from.is_none() {
                    faults.add(
                        "mail.from",
                        "is required with mail.smtp_url; set the sender, such as `Blog <comments@blog.example>`",
                    );
                }
                self.parse_smtp(url.expose_secret(), host, &mut faults)
            }
        };
        faults.into_result(())?;
        let transport = match (&self.captured, smtp) {
            (Some(captured), _) => Transport::Captured(captured.clone()),
            (None, Some(smtp)) => Transport::Smtp(Box::new(smtp)),
            (None, None) if dev => Transport::Log,
            (None, None) => Transport::None,
        };
        let development_sender = || {
            DEVELOPMENT_SENDER
                .parse::<Mailbox>()
                .map_err(|e| Mistakes(vec![format!("mail.from: {e}")]))
        };
        Ok((transport, from.map_or_else(development_sender, Ok)?))
    }

    fn parse_sender(&self) -> Result<Option<Mailbox>, String> {
        let Some(from) = &self.from else {
            return Ok(None);
        };
        let wrong = "must be one email address, with or without a name: \
                     `comments@blog.example` or `Blog <comments@blog.example>`";
        if from.chars().any(char::is_control) {
            return Err(wrong.to_owned());
        }
        from.parse().map(Some).map_err(|_| wrong.to_owned())
    }

    fn parse_smtp(&self, url: &str, host: &str, faults: &mut Mistakes) -> Option<Smtp> {
        let known = faults.0.len();
        let server = parse_server(url).unwrap_or_else(|fault| {
            faults.add("mail.smtp_url", fault);
            None
        });
        let mut file_password = None;
        if let Some(file) = &self.password_file
            && let Ok(text) = faults.file("mail.password_file", file)
        {
            file_password = Some(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        let mut authorities = None;
        if let Some(file) = &self.ca_file {
            match faults
                .file("mail.ca_file", file)
                .map(|text| parse_authorities(&text))
            {
                Ok(Ok(found)) => authorities = Some(found),
                Ok(Err(fault)) => faults.add("mail.ca_file", fault),
                Err(AlreadyReported) => {}
            }
        }
        let server = server?;
        let credentials = match (server.user.is_empty(), server.password, file_password) {
            (_, Some(_), Some(_)) => {
                faults.add(
                    "mail.password_file",
                    "mail.smtp_url already contains a password; set one of them",
                );
                None
            }
            (false, Some(password), None) | (false, None, Some(password)) => {
                Some(Credentials::new(server.user, password))
            }
            (true, None, None) => None,
            _ if self.password_file.is_some() && faults.0.len() > known => None,
            (true, ..) => {
                faults.add("mail.smtp_url", "there is a password but no user name");
                None
            }
            (false, None, None) => {
                faults.add(
                    "mail.smtp_url",
                    "there is a user name but no password; set mail.password_file or add the password",
                );
                None
            }
        };
        let tls = tls_parameters(&server.host, authorities)
            .map_err(|e| faults.add("mail.smtp_url", format_args!("TLS: {e}")))
            .ok()?;
        Some(Smtp {
            security: server.security,
            host: server.host,
            port: server.port,
            hello: client_id(host),
            tls,
            credentials,
            timeout: self.timeout(),
        })
    }
}

fn parse_server(url: &str) -> Result<Option<SmtpServer>, String> {
    let form =
        "must look like `smtps://user:password@host:465`, or `smtp://` with port 587 for STARTTLS";
    if has_unescaped_credentials(url) {
        return Err(UNESCAPED.to_owned());
    }
    let url = Url::parse(url).map_err(|_| form.to_owned())?;
    let (security, port) = match url.scheme() {
        "smtps" => (Security::Tls, 465),
        "smtp" => (Security::StartTls, 587),
        "smtp+plain" => (Security::None, 25),
        _ => return Err(form.to_owned()),
    };
    let host = match url.host() {
        Some(Host::Ipv6(ip)) => ip.to_string(),
        Some(host) if !host.to_string().is_empty() => host.to_string(),
        _ => return Err(form.to_owned()),
    };
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err("must end after host and port".to_owned());
    }
    let is_loopback = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if security == Security::None && !is_loopback {
        return Err(
            "`smtp+plain` is allowed for a loopback IP address such as 127.0.0.1 only; use `smtps` or `smtp`"
                .to_owned(),
        );
    }
    Ok(Some(SmtpServer {
        security,
        host,
        port: url.port().unwrap_or(port),
        user: decoded(url.username()),
        password: url.password().map(decoded),
    }))
}

/// Decodes percent-encoding.
fn decoded(text: &str) -> String {
    // The form parser would interpret `+` as a blank and `&` as a separator.
    let text = text.replace('+', "%2B").replace('&', "%26");
    url::form_urlencoded::parse(format!("={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn parse_authorities(text: &str) -> Result<Certificate, String> {
    let none = || "the file contains no certificate".to_owned();
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        return Err(none());
    }
    Certificate::from_pem(text.as_bytes()).map_err(|_| none())
}

fn tls_parameters(
    host: &str,
    authorities: Option<Certificate>,
) -> Result<TlsParameters, lettre::transport::smtp::Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder: TlsParametersBuilder = TlsParameters::builder(host.to_owned());
    match authorities {
        Some(own) => builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(own),
        None => builder.certificate_store(CertificateStore::WebpkiRoots),
    }
    .build_rustls()
}

/// The name of this server in the SMTP greeting (EHLO).
fn client_id(host: &str) -> ClientId {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(settings: &MailSettings) -> Vec<String> {
        let mut mistakes = Mistakes::default();
        settings.check(&mut mistakes);
        mistakes.0
    }

    fn of(url: &str) -> MailSettings {
        MailSettings {
            smtp_url: Some(url.into()),
            from: Some("Blog <comments@blog.example>".into()),
            ..MailSettings::default()
        }
    }

    #[test]
    fn a_url_says_how_safe_where_and_as_whom() {
        let read = |url: &str| parse_server(url).expect("sound").expect("a server");
        let all = read("smtps://me%40blog.example:p+w%26%2F%C3%A9@mail.example");
        assert_eq!((all.security, all.port), (Security::Tls, 465));
        assert_eq!(all.host, "mail.example");
        assert_eq!(
            (all.user.as_str(), all.password.as_deref()),
            ("me@blog.example", Some("p+w&/é"))
        );
        let bare = read("smtp://mail.example:2525");
        assert_eq!((bare.security, bare.port), (Security::StartTls, 2525));
        assert_eq!((bare.user.as_str(), bare.password), ("", None));
        assert_eq!(read("smtp+plain://[::1]").host, "::1");
        assert_eq!(read("smtp+plain://127.0.0.1:1025").port, 1025);
    }

    #[test]
    fn wrong_settings_are_reported_without_the_password() {
        assert_eq!(mistakes(&of("smtps://me:hunter2@mail.example")), [""; 0]);
        assert_eq!(mistakes(&MailSettings::default()), [""; 0]);
        for url in [
            "",
            "mail.example:25",
            "http://me:hunter2@mail.example",
            "smtp://",
            "smtp://me:hunter2@mail.example:587/inbox",
            "smtp://me:hunter2@mail.example?tls=none",
            "smtp+plain://me:hunter2@mail.example",
            "smtp+plain://localhost",
            "smtp+plain://10.0.0.1",
            "smtp://me@mail.example",
            "smtp://:hunter2@mail.example",
        ] {
            let faults = mistakes(&of(url));
            assert_eq!(faults.len(), 1, "{url}: {faults:?}");
            assert!(faults[0].starts_with("mail.smtp_url: "), "{faults:?}");
            assert!(!faults[0].contains("hunter2"), "{faults:?}");
        }
        let shown = format!("{:?}", of("smtps://me:hunter2@mail.example"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn all_mistakes_are_reported_together() {
        let settings = MailSettings {
            smtp_url: Some("smtp://me:pw@mail.example".into()),
            from: Some("a@b.example, c@d.example".into()),
            password_file: Some("gone/password".into()),
            ca_file: Some("gone/ca.pem".into()),
            templates: Some("gone/templates".into()),
            timeout_seconds: 0,
            captured: None,
        };
        let faults = mistakes(&settings).join("\n");
        for key in [
            "timeout_seconds",
            "from",
            "password_file",
            "ca_file",
            "templates",
        ] {
            assert!(faults.contains(&format!("mail.{key}: ")), "{key}: {faults}");
        }
        let aimless = MailSettings {
            ca_file: Some("ca.pem".into()),
            ..MailSettings::default()
        };
        assert_eq!(mistakes(&aimless).len(), 1);
    }

    #[test]
    fn a_password_may_stand_in_a_file_and_in_one_place_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("password");
        std::fs::write(&file, "hunter2\n").expect("writes");
        let with = |url| MailSettings {
            password_file: Some(file.clone()),
            ..of(url)
        };
        assert_eq!(mistakes(&with("smtp://me@mail.example")), [""; 0]);
        assert_eq!(mistakes(&with("smtp://me:pw@mail.example")).len(), 1);
        assert_eq!(mistakes(&with("smtp://mail.example")).len(), 1);
        let no_certificate = MailSettings {
            ca_file: Some(file.clone()),
            ..of("smtp://mail.example")
        };
        assert_eq!(
            mistakes(&no_certificate),
            ["mail.ca_file: the file contains no certificate"]
        );
    }
}
