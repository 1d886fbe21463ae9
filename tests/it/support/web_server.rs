//! A web server with one or two pages, for the blogs and providers of the tests.

use std::{fmt::Write as _, sync::Arc};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::form_urlencoded;

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    pub method: String,
    pub path: String,
    pub query: String,
    head: String,
    body: String,
}

impl ReceivedRequest {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn body(&self) -> &str {
        &self.body
    }

    /// All parameters of the query and of the form.
    pub fn parameters(&self) -> Vec<(String, String)> {
        [&self.query, &self.body]
            .into_iter()
            .flat_map(|text| form_urlencoded::parse(text.as_bytes()).into_owned())
            .collect()
    }

    /// The value of a parameter; empty if there is none.
    pub fn parameter(&self, name: &str) -> String {
        let mut all = self.parameters().into_iter();
        all.find_map(|(found, value)| (found == name).then_some(value))
            .unwrap_or_default()
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct FixedAnswer {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl FixedAnswer {
    pub fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = format!("Content-Type: {kind}\r\n");
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    pub fn html(body: String) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    pub fn see_other(to: &str) -> Self {
        Self::new(303, "text/plain", "").with("Location", to)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        write!(self.headers, "{name}: {value}\r\n").expect("writes");
        self
    }
}

/// Binds a free port and returns the listener with the port.
pub async fn bind() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let port = listener.local_addr().expect("a local address").port();
    (listener, port)
}

/// Answers until the runtime of the test ends.
pub fn serve(
    listener: TcpListener,
    answer: impl Fn(ReceivedRequest) -> FixedAnswer + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move { answer_one(stream, &*answer).await });
        }
    });
}

async fn answer_one(
    mut stream: TcpStream,
    answer: &(dyn Fn(ReceivedRequest) -> FixedAnswer + Send + Sync),
) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    send(stream, answer(request)).await;
}

pub async fn send(mut stream: TcpStream, reply: FixedAnswer) {
    let FixedAnswer {
        status,
        headers,
        body,
    } = reply;
    let head = format!(
        "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // The client may have disconnected.
    if stream
        .write_all(&[head.as_bytes(), &body].concat())
        .await
        .is_ok()
    {
        let _ = stream.shutdown().await;
    }
}

/// Reads one request, or `None` if the client disconnects.
pub async fn read(stream: &mut TcpStream) -> Option<ReceivedRequest> {
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
        let mut words = head.split(' ');
        let method = words.next()?.to_owned();
        let target = words.next()?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = ReceivedRequest {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length = request
            .header("content-length")
            .map_or(Some(0), |n| n.parse().ok())?;
        if body.len() >= length {
            request.body.truncate(length);
            return Some(request);
        }
    }
}
