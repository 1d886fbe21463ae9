//! Sends one mail over SMTP (RFC 5321): over a new connection that must be encrypted, within a time
//! limit.

use std::time::Duration;

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt},
        extension::ClientId,
    },
};

use super::{CapturedMails, DeliveryFailure, message::Composed};

/// Where mails are sent.
pub(crate) enum Transport {
    Smtp(Box<Smtp>),
    /// Mails are written to the log, in development mode.
    Log,
    /// Mails are captured, in tests.
    Captured(CapturedMails),
    /// Mails are not sent: no mail server is configured.
    None,
}

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS (RFC 3207), required.
    StartTls,
    /// Plain text, allowed for a loopback IP address only.
    None,
}

pub(crate) struct Smtp {
    pub security: Security,
    pub host: String,
    pub port: u16,
    pub hello: ClientId,
    pub tls: TlsParameters,
    pub credentials: Option<Credentials>,
    pub timeout: Duration,
}

/// How long the server may take to answer QUIT. The reply is awaited in the background.
const QUIT_TIMEOUT: Duration = Duration::from_secs(5);

impl Smtp {
    /// Sends a message. The time limit covers the whole delivery.
    pub(crate) async fn send(&self, message: &Composed) -> Result<(), DeliveryFailure> {
        let attempt = async {
            // A failure before the message is transmitted is not caused by the message.
            let mut connection = self.connect().await.map_err(DeliveryFailure::Transient)?;
            let sent = transmit(&mut connection, message).await;
            if sent.is_err() {
                connection.abort().await;
            }
            sent?;
            quit_in_background(connection);
            Ok(())
        };
        tokio::time::timeout(self.timeout, attempt)
            .await
            .unwrap_or_else(|_| Err(DeliveryFailure::Transient(self.timeout_message())))
    }

    /// Returns host and port, for messages.
    pub(crate) fn host_and_port(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Checks that the server answers and accepts the credentials.
    pub(crate) async fn probe(&self) -> Result<(), String> {
        let connection = tokio::time::timeout(self.timeout, self.connect())
            .await
            .unwrap_or_else(|_| Err(self.timeout_message()))?;
        quit_in_background(connection);
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let implicit_tls = (self.security == Security::Tls).then(|| self.tls.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.timeout),
            &self.hello,
            implicit_tls,
            None,
        )
        .await
        .map_err(|error| describe_error(&error))?;
        if self.security == Security::StartTls {
            if !connection.can_starttls() {
                return Err("the server offers no STARTTLS".to_owned());
            }
            connection
                .starttls(self.tls.clone(), &self.hello)
                .await
                .map_err(|error| describe_error(&error))?;
        }
        if self.security != Security::None && !connection.is_encrypted() {
            return Err("the connection is not encrypted".to_owned());
        }
        if let Some(credentials) = &self.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await
                .map_err(|error| format!("sign-in failed: {}", describe_error(&error)))?;
        }
        Ok(connection)
    }

    fn timeout_message(&self) -> String {
        format!("not finished within {} seconds", self.timeout.as_secs())
    }
}

/// Transmits a message. Only a refusal of the recipient says something about the recipient; one of the sender
/// or of the content does not.
async fn transmit(
    connection: &mut AsyncSmtpConnection,
    message: &Composed,
) -> Result<(), DeliveryFailure> {
    let failed = |permanent: fn(String) -> DeliveryFailure| {
        move |error: Error| {
            let kind = if error.is_permanent() {
                permanent
            } else {
                DeliveryFailure::Transient
            };
            kind(describe_error(&error))
        }
    };
    let (envelope, bytes) = (&message.envelope, &message.bytes);
    // The extension for such addresses (SMTPUTF8) is requested there.
    let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    if !envelope
        .from()
        .into_iter()
        .chain(envelope.to())
        .all(is_ascii)
    {
        let sent = connection.send(envelope, bytes).await;
        return sent.map(drop).map_err(failed(DeliveryFailure::Permanent));
    }
    let from = MailFrom::new(envelope.from().cloned(), Vec::new());
    let from = connection.command(from).await;
    from.map_err(failed(DeliveryFailure::Permanent))?;
    for to in envelope.to() {
        let to = connection.command(Rcpt::new(to.clone(), Vec::new())).await;
        to.map_err(|error| {
            if refuses_recipient(&error) {
                DeliveryFailure::RecipientRefused(describe_error(&error))
            } else {
                failed(DeliveryFailure::Permanent)(error)
            }
        })?;
    }
    let data = connection.command(Data).await;
    data.map_err(failed(DeliveryFailure::ContentRefused))?;
    let sent = connection.message(bytes).await;
    sent.map(drop)
        .map_err(failed(DeliveryFailure::ContentRefused))
}

/// Returns whether a reply to RCPT is about the recipient (550, 551 and 553 of RFC 5321, section 4.3.2). Servers also
/// refuse the client or the relaying there, with 554 or a policy status (5.7 of RFC 3463, section 3.8).
fn refuses_recipient(error: &Error) -> bool {
    let code = error.status().map(u16::from);
    matches!(code, Some(550 | 551 | 553)) && !error.to_string().contains("5.7.")
}

/// Sends QUIT in the background, so that no caller waits for the reply.
fn quit_in_background(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move {
        tokio::time::timeout(QUIT_TIMEOUT, connection.quit())
            .await
            .is_ok()
    });
}

/// Describes an error. Only the status code of a reply is reported, because its text may quote the
/// email address.
fn describe_error(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None if error.is_response() => "the server's reply is not valid SMTP".to_owned(),
        None => error.to_string().chars().take(200).collect(),
    }
}
