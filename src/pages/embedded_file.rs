//! Files that are part of the binary: compressed once, with a tag and a URL that changes with their content.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use poem::{
    Response,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};
use sha2::{Digest as _, Sha256, Sha384};

use crate::http::{AcceptedCodings, Coding, ETag, add_vary};

/// The types of the files.
pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(crate) const STYLE: &str = "text/css; charset=utf-8";

/// The number of bytes of the hash in a URL.
const VERSION_BYTES: usize = 8;

/// The values of `Cache-Control`: of a URL that stays the same, of one that changes with the content, and of one
/// with the hash of another version.
const SOME_TIME: &str = "public, max-age=3600";
const FOREVER: &str = "public, max-age=31536000, immutable";
const SHORTLY: &str = "public, max-age=60";

/// A text file, and what is needed to serve it.
#[derive(Debug)]
pub(crate) struct EmbeddedFile {
    name: &'static str,
    content_type: &'static str,
    plain: Bytes,
    /// `None` for a file that would not become smaller.
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
    tag: ETag,
    version: String,
}

impl EmbeddedFile {
    /// Compresses a file, which takes tens of milliseconds.
    pub(crate) fn new(
        name: &'static str,
        content_type: &'static str,
        content: impl Into<Bytes>,
    ) -> Self {
        let plain: Bytes = content.into();
        let hash = Sha256::digest(&plain);
        let mut version = String::with_capacity(2 * VERSION_BYTES);
        for byte in &hash[..VERSION_BYTES] {
            // Writing into a string never fails.
            let _ = write!(version, "{byte:02x}");
        }
        Self {
            name,
            content_type,
            gzip: Coding::Gzip.compress_file(&plain),
            brotli: Coding::Brotli.compress_file(&plain),
            tag: ETag::of(&plain),
            version,
            plain,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    #[cfg(test)]
    pub(crate) fn content(&self) -> &[u8] {
        &self.plain
    }

    /// Returns the size of the smallest form, in bytes.
    #[cfg(test)]
    pub(crate) fn smallest(&self) -> usize {
        self.brotli.as_ref().map_or(self.plain.len(), Bytes::len)
    }

    /// Returns the path that changes with the content.
    pub(crate) fn path(&self) -> String {
        format!("/assets/{}/{}", self.version, self.name)
    }

    /// Returns the value of the attribute `integrity` (Subresource Integrity).
    pub(crate) fn integrity(&self) -> String {
        format!("sha384-{}", STANDARD.encode(Sha384::digest(&self.plain)))
    }

    /// Answers a request for the URL that stays the same.
    pub(crate) fn answer(&self, headers: &HeaderMap) -> Response {
        self.cached(headers, SOME_TIME)
    }

    /// Answers a request for the URL with the hash of a version. Pages that were loaded before an upgrade ask for
    /// an earlier one: they get this one, for a short time.
    pub(crate) fn answer_version(&self, version: &str, headers: &HeaderMap) -> Response {
        let is_current = version == self.version;
        self.cached(headers, if is_current { FOREVER } else { SHORTLY })
    }

    fn cached(&self, headers: &HeaderMap, cache: &'static str) -> Response {
        let accepted = AcceptedCodings::of(headers);
        let forms = [(&self.brotli, Coding::Brotli), (&self.gzip, Coding::Gzip)];
        let mut forms = forms.into_iter().filter_map(|(form, coding)| {
            let bytes = form.as_ref().filter(|_| accepted.contains(coding))?;
            Some((bytes.clone(), coding))
        });
        let (body, coding, tag) = match forms.next() {
            Some((bytes, coding)) => (bytes, Some(coding), self.tag.coded(coding)),
            None => (self.plain.clone(), None, self.tag.clone()),
        };
        let mut response = Response::builder()
            .content_type(self.content_type)
            .header(header::CACHE_CONTROL, cache)
            .header(header::ETAG, tag.to_header())
            .body(body);
        let headers = response.headers_mut();
        if let Some(coding) = coding {
            headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(coding.as_str()),
            );
        }
        add_vary(headers, HeaderValue::from_static("accept-encoding"));
        response
    }
}

/// Lets the pages of all sites load a file. Browsers load modules of another origin only with
/// `Access-Control-Allow-Origin`.
pub(crate) fn for_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(codings: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static(codings);
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)])
    }

    #[tokio::test]
    async fn each_client_gets_the_smallest_form_that_it_reads() {
        let text = "const answer = 42;\n".repeat(200);
        let file = EmbeddedFile::new("answer.js", "text/javascript", text.clone());
        let mut sizes = Vec::new();
        for (codings, coding) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip", Some("gzip")),
            ("identity", None),
        ] {
            let response = file.answer(&accepting(codings));
            let header = |name| {
                response
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().expect("is text").to_owned())
            };
            assert_eq!(
                header(header::CONTENT_ENCODING).as_deref(),
                coding,
                "{codings}"
            );
            assert_eq!(header(header::VARY).as_deref(), Some("accept-encoding"));
            sizes.push((
                header(header::ETAG),
                response.into_body().into_bytes().await.expect("in memory"),
            ));
        }
        assert!(sizes[0].1.len() < sizes[1].1.len() && sizes[1].1.len() < text.len());
        assert_ne!(
            sizes[0].0, sizes[1].0,
            "different bytes have different tags"
        );
        assert_eq!(sizes[3].1, text.as_bytes());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*sizes[0].1, &mut unpacked).expect("is Brotli");
        assert_eq!(unpacked, text.as_bytes());
    }

    #[test]
    fn the_url_with_a_hash_is_fresh_forever_and_one_with_another_hash_is_not() {
        let file = EmbeddedFile::new("answer.js", "text/javascript", "let answer;");
        let path = file.path();
        let version = path.split('/').nth(2).expect("has a hash");
        assert!(path.starts_with("/assets/") && path.ends_with("/answer.js"));
        assert_eq!(version.len(), 16);
        let cache = |version: &str| {
            let response = file.answer_version(version, &HeaderMap::new());
            response.headers()[header::CACHE_CONTROL].clone()
        };
        assert_eq!(cache(version), FOREVER);
        assert_eq!(cache("0123456789abcdef"), SHORTLY);
        // `printf 'let answer;' | openssl dgst -sha384 -binary | base64`
        assert_eq!(
            file.integrity(),
            "sha384-DlaRWoCQze9pLiHKt/eo5MrnUEERiQivgcvWyNXA6FSd8oml5JbKEa1z8P4ixVal"
        );
    }
}
