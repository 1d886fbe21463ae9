//! The last step for a response: 304 if the client already has the content, Brotli or gzip if it
//! is accepted. Brotli is for prebuilt responses, which are compressed once for all clients.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, combinators::BoxBody};
use hyper::body::Body as _;
use poem::{
    Body, Endpoint, Request, Response, Result,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

use super::{
    cached::CachedBody,
    coding::{AcceptedCodings, Coding, LARGEST, SMALLEST},
    etag::ETag,
};

/// Middleware for conditional requests and compression.
#[derive(Debug)]
pub(crate) struct Encode<E>(pub E);

impl<E: Endpoint<Output = Response>> Endpoint for Encode<E> {
    type Output = Response;

    fn call(&self, request: Request) -> impl Future<Output = Result<Response>> + Send {
        let reading = matches!(*request.method(), Method::GET | Method::HEAD);
        let accepted = AcceptedCodings::of(request.headers());
        let conditions = if reading {
            conditions(request.headers())
        } else {
            Vec::new()
        };
        let answered = self.0.call(request);
        async move {
            let mut response = answered.await?;
            let is_compressible = compressible(&response);
            if is_compressible {
                let name = const { HeaderValue::from_static("accept-encoding") };
                add_vary(response.headers_mut(), name);
            }
            let is_unchanged = make_unchanged(&mut response, &conditions);
            let Some(coding) = accepted.best().filter(|_| is_compressible && !is_unchanged) else {
                return Ok(response);
            };
            let cached = response.data::<Arc<CachedBody>>();
            Ok(match cached.and_then(|cached| cached.built(coding)) {
                Some(bytes) => encoded(response, bytes, coding),
                None => Box::pin(compress(response, accepted)).await,
            })
        }
    }
}

/// Returns the values of `If-None-Match`, which are compared after the endpoint has consumed the request.
fn conditions(headers: &HeaderMap) -> Vec<HeaderValue> {
    let lines = headers.get_all(header::IF_NONE_MATCH);
    lines.iter().cloned().collect()
}

/// Turns a 200 response whose content the client already has into a 304, with the headers that RFC 9110
/// requires. Returns whether it did.
fn make_unchanged(response: &mut Response, conditions: &[HeaderValue]) -> bool {
    let tag = response
        .headers()
        .get(header::ETAG)
        .filter(|_| !conditions.is_empty() && response.status() == StatusCode::OK);
    let Some(tag) = tag else {
        return false;
    };
    // Nearly all clients send exactly this tag, which is not parsed then.
    if !matches!(conditions, [line] if line == tag) {
        let Some(held) = ETag::read(tag).and_then(|tag| tag.held_by(conditions)) else {
            return false;
        };
        let held = held.to_header();
        response.headers_mut().insert(header::ETAG, held);
    }
    response.set_status(StatusCode::NOT_MODIFIED);
    response.take_body();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    true
}

/// Returns whether a response is text that is not yet encoded and not a stream.
fn compressible(response: &Response) -> bool {
    // Prebuilt responses are JSON. The other checks would be 2 % of the instructions of a cached list.
    if response.data::<Arc<CachedBody>>().is_some() {
        return true;
    }
    let headers = response.headers();
    let content_type = response.content_type().unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let is_text = essence.starts_with("text/")
        || essence.ends_with("json")
        || essence.ends_with("xml")
        || essence.ends_with("javascript");
    let forbidden = headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("no-transform"));
    is_text
        && essence != "text/event-stream"
        && !forbidden
        && !headers.contains_key(header::CONTENT_ENCODING)
        && !headers.contains_key(header::CONTENT_RANGE)
        && !matches!(
            response.status(),
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT
        )
}

async fn compress(mut response: Response, accepted: AcceptedCodings) -> Response {
    if let Some(made) = response.data::<Arc<CachedBody>>().cloned() {
        let Some(coding) = accepted.best() else {
            return response;
        };
        return match made.coded(coding).await {
            Some(bytes) => encoded(response, bytes, coding),
            None => response,
        };
    }
    if !accepted.contains(Coding::Gzip) {
        return response;
    }
    let body: BoxBody<Bytes, std::io::Error> = response.take_body().into();
    let size = body
        .size_hint()
        .exact()
        .and_then(|size| usize::try_from(size).ok());
    if !size.is_some_and(|size| (SMALLEST..=LARGEST).contains(&size)) {
        response.set_body(Body::from(body));
        return response;
    }
    let whole = match body.collect().await {
        Ok(whole) => whole.to_bytes(),
        // Cannot happen with a body of known size, which is in memory.
        Err(error) => {
            response.set_body(Body::from_bytes_stream(futures_util::stream::iter([
                Err::<Bytes, _>(error),
            ])));
            return response;
        }
    };
    if let Some(bytes) = Coding::Gzip.compress(whole.clone()).await {
        encoded(response, bytes, Coding::Gzip)
    } else {
        response.set_body(whole);
        response
    }
}

fn encoded(mut response: Response, bytes: Bytes, coding: Coding) -> Response {
    response.set_body(bytes);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_ENCODING,
        HeaderValue::from_static(coding.as_str()),
    );
    headers.remove(header::CONTENT_LENGTH);
    if let Some(tag) = headers.get(header::ETAG).and_then(ETag::read) {
        headers.insert(header::ETAG, tag.coded(coding).to_header());
    }
    response
}

/// Adds a field name to `Vary` unless it is already listed.
pub(crate) fn add_vary(headers: &mut HeaderMap, name: HeaderValue) {
    let stands = headers.get_all(header::VARY).iter().any(|line| {
        line.as_bytes()
            .split(|byte| *byte == b',')
            .any(|known| known.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
    });
    if !stands {
        headers.append(header::VARY, name);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use poem::{EndpointExt as _, endpoint::make_sync};
    use proptest::prelude::*;

    use super::*;
    use crate::http::response::{
        cached::{Cached, HtmlText},
        coding,
    };

    fn takes(line: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_str(line).unwrap(),
        );
        coding::takes(&headers, "gzip")
    }

    #[test]
    fn gzip_is_used_only_where_it_is_taken() {
        for line in [
            "gzip",
            "br, gzip;q=0.5",
            "*",
            "GZIP",
            "gzip;q=1.0, identity;q=0.5",
            "deflate, *;q=0.1",
            "x-gzip",
        ] {
            assert!(takes(line), "{line}");
        }
        for line in [
            "",
            "br",
            "gzip;q=0",
            "*;q=0",
            "gzip; q=0.000",
            "gzip;q=0, *",
            "identity, gzip;q=0.5",
            "gzip;q=2",
            "gzip;q=x",
        ] {
            assert!(!takes(line), "{line}");
        }
        assert!(!coding::takes(&HeaderMap::new(), "gzip"));
    }

    /// Serves `body` with an `ETag`; returns the response to a request with these headers.
    async fn answer(
        body: String,
        content_type: &'static str,
        lines: &[(&'static str, &str)],
    ) -> Response {
        let made = make_sync(move |_| {
            Response::builder()
                .content_type(content_type)
                .header(header::ETAG, ETag::of(body.as_bytes()).to_header())
                .body(body.clone())
        });
        let mut request = Request::builder();
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        Encode(made.map_to_response())
            .call(request.finish())
            .await
            .unwrap()
    }

    fn unzip(bytes: &[u8]) -> String {
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    #[tokio::test]
    async fn a_long_text_is_compressed_under_a_tag_of_its_own() {
        let text = "comment ".repeat(400);
        let plain = answer(text.clone(), "application/json", &[]).await;
        let packed = answer(
            text.clone(),
            "application/json",
            &[("accept-encoding", "gzip")],
        )
        .await;
        assert_eq!(plain.header("vary"), Some("accept-encoding"));
        assert_eq!(packed.header("vary"), Some("accept-encoding"));
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        assert_ne!(plain.header("etag"), packed.header("etag"));
        let bytes = packed.into_body().into_bytes().await.unwrap();
        assert!(bytes.len() < 200);
        assert_eq!(unzip(&bytes), text);
    }

    #[tokio::test]
    async fn a_prebuilt_text_is_sent_in_the_best_coding_that_is_accepted() {
        let text = "comment ".repeat(400);
        let made = Arc::new(CachedBody::html(text.clone()));
        for (line, coding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("br", Some("br")),
            ("gzip", Some("gzip")),
            ("gzip, br;q=0", Some("gzip")),
            ("identity", None),
        ] {
            let made = made.clone();
            let cached = make_sync(move |_| Cached::<HtmlText>::new(made.clone(), "public"));
            let request = Request::builder().header("accept-encoding", line).finish();
            let endpoint = Encode(cached.map_to_response());
            let response = endpoint.call(request).await.unwrap();
            assert_eq!(response.header("content-encoding"), coding, "{line}");
            assert_eq!(response.header("vary"), Some("accept-encoding"), "{line}");
            let bytes = response.into_body().into_bytes().await.unwrap();
            let plain = match coding {
                Some("br") => {
                    let mut text = String::new();
                    let mut reader = brotli::Decompressor::new(&*bytes, 4096);
                    reader.read_to_string(&mut text).unwrap();
                    text
                }
                Some(_) => unzip(&bytes),
                None => String::from_utf8(bytes.to_vec()).unwrap(),
            };
            assert_eq!(plain, text, "{line}");
        }
    }

    #[tokio::test]
    async fn short_streamed_and_compressed_responses_are_not_compressed() {
        let gzip: &[(&str, &str)] = &[("accept-encoding", "gzip")];
        let long = "x".repeat(5000);
        for (text, content_type) in [
            ("x".repeat(1000), "text/html"),
            (long.clone(), "text/event-stream"),
            (long, "image/png"),
        ] {
            let response = answer(text.clone(), content_type, gzip).await;
            assert_eq!(response.header("content-encoding"), None, "{content_type}");
            assert_eq!(response.into_body().into_string().await.unwrap(), text);
        }
    }

    #[tokio::test]
    async fn a_client_with_the_current_tag_gets_304() {
        let text = "comment ".repeat(400);
        let tag = ETag::of(text.as_bytes());
        for held in [tag.clone(), tag.coded(Coding::Gzip)] {
            let held = held.to_header();
            let held = held.to_str().unwrap();
            let lines = [("if-none-match", held), ("accept-encoding", "gzip")];
            let response = answer(text.clone(), "application/json", &lines).await;
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(response.header("etag"), Some(held));
            assert_eq!(response.header("vary"), Some("accept-encoding"));
            assert_eq!(response.header("content-encoding"), None);
            assert_eq!(response.into_body().into_string().await.unwrap(), "");
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_the_same(text in "[a-f]{1024,4000}") {
            let packed = Coding::Gzip.compress_file(text.as_bytes()).unwrap();
            prop_assert_eq!(unzip(&packed), text);
        }

        #[test]
        fn any_accept_encoding_is_read(line in "[ -~]{0,40}") {
            let taken = takes(&line);
            prop_assert!(!taken || line.contains('*') || line.to_ascii_lowercase().contains("gzip"));
        }
    }
}
