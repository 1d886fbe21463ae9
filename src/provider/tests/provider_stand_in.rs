//! A stand-in for a provider on loopback, with answers that a test chooses.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// The answer at one path.
#[derive(Clone)]
pub(crate) enum Served {
    Bytes(u16, Vec<u8>),
    /// Never answers.
    Silence,
    /// Sends one byte at a time with a pause between, without end.
    Drip,
    /// Sends a gigabyte without announcing its length.
    Flood,
    /// Sends a gigabyte and announces its length.
    Announced,
    Redirect(String),
    /// Breaks off in the middle of an answer.
    BreaksOff,
    /// Sends something that is not HTTP.
    Garbage,
}

impl Served {
    pub(crate) fn json(value: &Value) -> Self {
        Self::Bytes(200, value.to_string().into())
    }

    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self::Bytes(status, text.into())
    }
}

/// A request as it was received.
#[derive(Clone, Debug)]
pub(crate) struct RecordedRequest {
    /// `/path?query`.
    pub target: String,
    /// The head in lower case, except for the values.
    pub head: String,
    pub body: String,
}

impl RecordedRequest {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Returns a parameter of the form or the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let all = format!("{}&{query}", self.body);
        url::form_urlencoded::parse(all.as_bytes())
            .find_map(|(found, value)| (found == name).then(|| value.into_owned()))
    }
}

/// The stand-in; it ends with the test's runtime.
pub(crate) struct Stand {
    pub base: String,
    routes: Arc<Mutex<HashMap<String, Served>>>,
    seen: Arc<Mutex<Vec<RecordedRequest>>>,
    /// The number of bytes that it could send.
    pub sent: Arc<AtomicU64>,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let at = listener.local_addr().expect("has a socket address");
        let stand = Self {
            base: format!("http://{at}"),
            routes: Arc::default(),
            seen: Arc::default(),
            sent: Arc::default(),
        };
        let (routes, seen, sent) = (stand.routes.clone(), stand.seen.clone(), stand.sent.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, routes.clone(), seen.clone(), sent.clone()));
            }
        });
        stand
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn serve(&self, path: &str, served: Served) {
        let mut routes = self.routes.lock().expect("not poisoned");
        routes.insert(path.to_owned(), served);
    }

    pub(crate) fn seen(&self, path: &str) -> Vec<RecordedRequest> {
        let seen = self.seen.lock().expect("not poisoned");
        seen.iter()
            .filter(|one| one.path() == path)
            .cloned()
            .collect()
    }
}

async fn answer(
    mut stream: TcpStream,
    routes: Arc<Mutex<HashMap<String, Served>>>,
    seen: Arc<Mutex<Vec<RecordedRequest>>>,
    sent: Arc<AtomicU64>,
) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    let served = routes
        .lock()
        .expect("not poisoned")
        .get(request.path())
        .cloned();
    seen.lock().expect("not poisoned").push(request);
    let head = |status: u16, fields: &str| {
        let mut text = String::new();
        write!(
            text,
            "HTTP/1.1 {status} X\r\nConnection: close\r\n{fields}\r\n"
        )
        .expect("writes");
        text.into_bytes()
    };
    let bytes = match served.unwrap_or(Served::text(404, "{}")) {
        Served::Bytes(status, body) => {
            let length = format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            );
            [head(status, &length), body].concat()
        }
        Served::Redirect(to) => head(302, &format!("Location: {to}\r\nContent-Length: 0\r\n")),
        Served::BreaksOff => [head(200, "Content-Length: 1000\r\n"), b"{".to_vec()].concat(),
        Served::Garbage => b"220 mail.example ESMTP\r\n".to_vec(),
        Served::Silence => return std::future::pending().await,
        Served::Drip => {
            let mut bytes = head(200, "");
            let mut beat = tokio::time::interval(Duration::from_millis(20));
            loop {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
                bytes = b" ".to_vec();
                beat.tick().await;
            }
        }
        served @ (Served::Flood | Served::Announced) => {
            let said = matches!(served, Served::Announced);
            let bytes = head(
                200,
                if said {
                    "Content-Length: 1073741824\r\n"
                } else {
                    ""
                },
            );
            let piece = vec![b' '; 64 << 10];
            let mut next = &bytes;
            for _ in 0..16_384 {
                if stream.write_all(next).await.is_err() {
                    return;
                }
                sent.fetch_add(next.len() as u64, Ordering::SeqCst);
                next = &piece;
            }
            return;
        }
    };
    // The client may have disconnected.
    if stream.write_all(&bytes).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<RecordedRequest> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = stream
            .read(&mut piece)
            .await
            .ok()
            .filter(|&count| count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let mut seen = RecordedRequest {
            target: head.split(' ').nth(1)?.to_owned(),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length = seen
            .header("content-length")
            .map_or(Some(0), |n| n.parse().ok())?;
        if body.len() >= length {
            seen.body.truncate(length);
            return Some(seen);
        }
    }
}
