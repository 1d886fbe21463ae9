//! One mail over SMTP (RFC 5321): a connection of its own, safe or not at all, within a time limit.

use std::time::Duration;

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};

use super::{Failure, caught::Caught, message::Composed};

/// Where mails go.
pub(super) enum Transport {
    Smtp(Box<Smtp>),
    /// Of development: into the log.
    Log,
    /// Of tests.
    Caught(Caught),
    /// Nowhere: no server is set.
    None,
}

/// How a connection is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS (RFC 3207), required.
    StartTls,
    /// Plain text to a loopback address.
    None,
}

pub(super) struct Smtp {
    pub security: Security,
    pub host: String,
    pub port: u16,
    pub hello: ClientId,
    pub tls: TlsParameters,
    pub credentials: Option<Credentials>,
    pub timeout: Duration,
}

/// How long a server may take to answer a farewell that nobody waits for.
const FAREWELL: Duration = Duration::from_secs(5);

impl Smtp {
    /// Sends a message; the whole of it within the time limit.
    pub async fn send(&self, message: &Composed) -> Result<(), Failure> {
        let attempt = async {
            // Whatever is wrong before the mail is named is not the mail's fault.
            let mut connection = self.connect().await.map_err(Failure::Passing)?;
            let sent = connection.send(&message.envelope, &message.bytes).await;
            sent.map_err(|error| {
                let kind = if error.is_permanent() {
                    Failure::Permanent
                } else {
                    Failure::Passing
                };
                kind(told(&error))
            })?;
            farewell(connection);
            Ok(())
        };
        tokio::time::timeout(self.timeout, attempt)
            .await
            .unwrap_or_else(|_| Err(Failure::Passing(self.too_slow())))
    }

    /// Host and port, for messages.
    pub fn place(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Does the server answer and let us in?
    pub async fn probe(&self) -> Result<(), String> {
        let connection = tokio::time::timeout(self.timeout, self.connect())
            .await
            .unwrap_or_else(|_| Err(self.too_slow()))?;
        farewell(connection);
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let at_once = (self.security == Security::Tls).then(|| self.tls.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.timeout),
            &self.hello,
            at_once,
            None,
        )
        .await
        .map_err(|error| told(&error))?;
        if self.security == Security::StartTls {
            if !connection.can_starttls() {
                return Err("the server offers no STARTTLS".to_owned());
            }
            connection
                .starttls(self.tls.clone(), &self.hello)
                .await
                .map_err(|error| told(&error))?;
        }
        if self.security != Security::None && !connection.is_encrypted() {
            return Err("the connection is not encrypted".to_owned());
        }
        if let Some(credentials) = &self.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await
                .map_err(|error| format!("signing in: {}", told(&error)))?;
        }
        Ok(connection)
    }

    fn too_slow(&self) -> String {
        format!("no end within {} seconds", self.timeout.as_secs())
    }
}

/// Says QUIT without making anybody wait for it.
fn farewell(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move {
        tokio::time::timeout(FAREWELL, connection.quit())
            .await
            .is_ok()
    });
}

/// The text of an answer may quote the address, so of an answer only the code is told.
fn told(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None if error.is_response() => "an answer that is not SMTP".to_owned(),
        None => error.to_string().chars().take(200).collect(),
    }
}
