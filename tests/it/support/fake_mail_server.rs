//! A small SMTP server that works, refuses, hangs or sends wrong answers.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::{
    io::{
        AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader,
    },
    net::{TcpListener, TcpStream},
};

use crate::support::world::World;

/// How the server treats incoming mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailBehavior {
    Good,
    /// Answers this to the command that starts with the first text.
    Says(&'static str, &'static str),
    /// Refuses messages that contain this.
    RefusesContent(&'static str),
    /// Never answers the end of a message.
    Hangs,
    /// Accepts a message and closes the connection without a status.
    Drops,
    /// An attacker on the path has removed STARTTLS from the offered extensions.
    Stripped,
}

/// What the server received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedMail {
    pub to: Vec<String>,
    pub message: String,
    pub encrypted: bool,
    pub user: Option<String>,
}

pub struct FakeMailServer {
    pub port: u16,
    pub behavior: Arc<Mutex<MailBehavior>>,
    pub got: Arc<Mutex<Vec<ReceivedMail>>>,
    /// Everything received without encryption.
    pub plain: Arc<Mutex<String>>,
    pub folder: tempfile::TempDir,
}

pub fn run_quietly(command: &mut Command) -> bool {
    let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

/// Creates a self-signed certificate for an IP address.
pub fn create_certificate(folder: &Path, name: &str, address: &str) -> bool {
    run_quietly(
        Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
            .args(["ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args(["-subj", &format!("/CN={name} of a test")])
            .args(["-addext", &format!("subjectAltName = IP:{address}")])
            .args(["-addext", "basicConstraints = critical, CA:FALSE"])
            .args(["-keyout", &format!("{name}.key")])
            .args(["-out", &format!("{name}.pem")])
            .current_dir(folder),
    )
}

impl FakeMailServer {
    /// Returns `None`, and prints why, if openssl is missing.
    pub async fn new(behavior: MailBehavior) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        if !(create_certificate(at, "mail", "127.0.0.1")
            && create_certificate(at, "other", "127.0.0.2"))
        {
            eprintln!("openssl not found: mail test skipped");
            return None;
        }
        let _ = rustls::crypto::ring::default_provider().install_default();
        let chain = CertificateDer::from_pem_file(at.join("mail.pem")).expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(at.join("mail.key")).expect("a key");
        let tls = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)
            .expect("certificate and key match");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let server = Self {
            port: listener.local_addr().expect("a socket address").port(),
            behavior: Arc::new(Mutex::new(behavior)),
            got: Arc::default(),
            plain: Arc::default(),
            folder,
        };
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
        let (behavior, got, plain) = (
            server.behavior.clone(),
            server.got.clone(),
            server.plain.clone(),
        );
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let session = SmtpSession {
                    behavior: behavior.clone(),
                    got: got.clone(),
                    plain: plain.clone(),
                    encrypted: false,
                };
                tokio::spawn(serve(stream, acceptor.clone(), session));
            }
        });
        Some(server)
    }

    pub fn set_behavior(&self, behavior: MailBehavior) {
        *self.behavior.lock().expect("whole") = behavior;
    }

    pub fn received(&self) -> Vec<ReceivedMail> {
        self.got.lock().expect("whole").clone()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A world that sends mail through this server and trusts the certificate in this file.
    pub async fn world(&self, trusted: &str) -> World {
        World::with(&[
            (
                "REJOINDER_SMTP_URL",
                &format!("smtp://me:hunter2@127.0.0.1:{}", self.port),
            ),
            ("REJOINDER_MAIL__FROM", "The Blög <comments@blog.example>"),
            (
                "REJOINDER_MAIL__CA_FILE",
                self.file(trusted).to_str().expect("a path"),
            ),
            ("REJOINDER_MAIL__TIMEOUT_SECONDS", "2"),
        ])
        .await
    }
}

pub struct SmtpSession {
    behavior: Arc<Mutex<MailBehavior>>,
    got: Arc<Mutex<Vec<ReceivedMail>>>,
    plain: Arc<Mutex<String>>,
    encrypted: bool,
}

pub async fn serve(
    mut stream: TcpStream,
    acceptor: tokio_rustls::TlsAcceptor,
    mut session: SmtpSession,
) -> Option<()> {
    stream.write_all(b"220 mail of a test\r\n").await.ok()?;
    if session.converse(&mut stream).await? {
        let mut stream = acceptor.accept(stream).await.ok()?;
        session.encrypted = true;
        session.converse(&mut stream).await?;
    }
    Some(())
}

impl SmtpSession {
    /// Answers commands until the client disconnects; returns true if the client requests TLS.
    pub async fn converse(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> Option<bool> {
        let mut stream = BufReader::new(stream);
        let mut got = ReceivedMail {
            encrypted: self.encrypted,
            ..ReceivedMail::default()
        };
        loop {
            let command = self.line(&mut stream).await?;
            let behavior = self.behavior.lock().expect("whole").clone();
            let answer = match (command.trim_end(), &behavior) {
                (printed, MailBehavior::Says(begin, answer)) if printed.starts_with(begin) => {
                    format!("{answer}\r\n")
                }
                (printed, MailBehavior::Stripped) if printed.starts_with("EHLO") => {
                    "250-mail\r\n250 AUTH PLAIN LOGIN\r\n".into()
                }
                (printed, _) if printed.starts_with("EHLO") && self.encrypted => {
                    "250-mail\r\n250 AUTH PLAIN LOGIN\r\n".into()
                }
                (printed, _) if printed.starts_with("EHLO") => {
                    "250-mail\r\n250 STARTTLS\r\n".into()
                }
                ("STARTTLS", _) => {
                    stream.write_all(b"220 go ahead\r\n").await.ok()?;
                    return Some(true);
                }
                (printed, _) if printed.starts_with("AUTH PLAIN ") => {
                    got.user = Some(printed["AUTH PLAIN ".len()..].to_owned());
                    "235 come in\r\n".into()
                }
                (printed, _) if printed.starts_with("RCPT TO:") => {
                    got.to.push(printed["RCPT TO:".len()..].to_owned());
                    "250 ok\r\n".into()
                }
                ("DATA", _) => {
                    stream.write_all(b"354 go on\r\n").await.ok()?;
                    got.message = self.message(&mut stream).await?;
                    match behavior {
                        MailBehavior::Hangs => std::future::pending().await,
                        MailBehavior::Drops => {
                            self.got.lock().expect("whole").push(got);
                            return None;
                        }
                        MailBehavior::RefusesContent(part) if got.message.contains(part) => {
                            stream.write_all(b"554 no\r\n").await.ok()?;
                            continue;
                        }
                        _ => self.got.lock().expect("whole").push(got.clone()),
                    }
                    "250 taken\r\n".into()
                }
                ("QUIT", _) => {
                    let _ = stream.write_all(b"221 bye\r\n").await;
                    return None;
                }
                _ => "250 ok\r\n".into(),
            };
            stream.write_all(answer.as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
        }
    }

    pub async fn line(&self, stream: &mut (impl AsyncBufRead + Unpin)) -> Option<String> {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if !self.encrypted {
            self.plain.lock().expect("whole").push_str(&line);
        }
        Some(line)
    }

    /// Reads up to the line with a single dot, and removes the dot stuffing.
    pub async fn message(&self, stream: &mut (impl AsyncBufRead + Unpin)) -> Option<String> {
        let mut message = String::new();
        loop {
            let line = self.line(stream).await?;
            if line == ".\r\n" {
                return Some(message);
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }
}
