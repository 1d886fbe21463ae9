//! Replaces the responses that hyper's parser sends by itself with problems.
//!
//! When hyper cannot parse a head, it sends 400, 414 or 431 itself, with an empty body and without the
//! headers of this server. That response is recognized where it is written to the socket and is not sent;
//! the connection sends a problem instead.

use std::io;

use memchr::memrchr_iter;
use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

/// The maximum length of hyper's own response, in bytes.
const LONGEST: usize = 256;
const START: &[u8] = b"HTTP/1.1 4";
const END: &[u8] = b"\r\n\r\n";

/// hyper's own response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParserRefusal {
    pub status: StatusCode,
    date: Option<HeaderValue>,
}

impl ParserRefusal {
    /// Creates a refusal by this server while the head is still being received.
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, date: None }
    }
}

/// Returns where hyper's own response begins at the end of the written bytes. No response of this server
/// matches, because all of them have a request id.
pub(crate) fn parser_refusal_at(bytes: &[u8]) -> Option<(usize, ParserRefusal)> {
    if !bytes.ends_with(END) {
        return None;
    }
    let from = bytes.len().saturating_sub(LONGEST);
    // Few bytes of a head are an `H`. Comparing at each byte would be 5 % of the instructions of a 304.
    let mut starts = memrchr_iter(START[0], &bytes[from..]).map(|at| from + at);
    let at = starts.find(|at| bytes[*at..].starts_with(START))?;
    let head = std::str::from_utf8(&bytes[at..]).ok()?;
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next()?.get(9..12)?.parse::<StatusCode>().ok()?;
    let is_refusal = matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::URI_TOO_LONG
            | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    );
    let mut date = None;
    let is_bare = lines.all(|line| {
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name {
            "content-length" => value.trim() == "0",
            "connection" => true,
            "date" => {
                date = value.trim().parse().ok();
                date.is_some()
            }
            _ => false,
        }
    });
    let is_whole = head.find("\r\n\r\n") == Some(head.len() - END.len());
    (is_refusal && is_bare && is_whole).then_some((at, ParserRefusal { status, date }))
}

/// Writes a whole response in place of hyper's, after which the connection ends.
pub(crate) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    refusal: ParserRefusal,
    mut response: Response,
) -> io::Result<()> {
    let body = response.take_body().into_bytes().await;
    let body = body.map_err(io::Error::other)?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if let Some(date) = refusal.date {
        headers.insert(header::DATE, date);
    }
    let status = response.status();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    stream.write_all(&bytes).await?;
    stream.flush().await
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: Thu, 26 Nov 2026 10:00:00 GMT\r\n\r\n";

    #[test]
    fn only_a_bare_refusal_at_the_end_is_one() {
        let at = |text: &str| {
            parser_refusal_at(text.as_bytes()).map(|(at, refusal)| (at, refusal.status))
        };
        assert_eq!(at(BARE), Some((0, StatusCode::BAD_REQUEST)));
        let before = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-request-id: 1\r\n\r\n{}";
        let both = format!("{before}{BARE}");
        assert_eq!(at(&both), Some((before.len(), StatusCode::BAD_REQUEST)));
        for other in [
            "",
            before,
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nx-request-id: 1\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}",
            &format!("{BARE}x"),
            &format!("{BARE}{before}"),
        ] {
            assert_eq!(at(other), None, "{other:?}");
        }
    }
}
