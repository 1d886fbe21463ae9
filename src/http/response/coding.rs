//! Compression of bodies with Brotli (RFC 7932) and gzip (RFC 1952).

use std::io::Write as _;

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use poem::http::{HeaderMap, header};

/// Smaller bodies gain nothing from compression, in bytes.
pub(crate) const SMALLEST: usize = 1024;
/// Larger bodies are not compressed, because that would block the worker for too long.
pub(crate) const LARGEST: usize = 4 << 20;
/// Bodies from this size on are compressed on a blocking thread.
const BLOCKING: usize = 64 << 10;

/// The quality with which bodies are compressed while a client waits. The next ones take much longer for a few
/// bytes less.
const QUICK: i32 = 5;
/// The quality for files of the binary, which are compressed once.
const BEST: i32 = 11;

/// A content coding (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// All codings, the best one first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Compresses bytes, large ones on a blocking thread; `None` if they are too few, too many, or would not
    /// become fewer.
    pub(crate) async fn compress(self, bytes: Bytes) -> Option<Bytes> {
        let encode = move |bytes: &[u8]| match self {
            Self::Brotli => brotli(bytes, QUICK),
            Self::Gzip => gzip(bytes),
        };
        match bytes.len() {
            size if !(SMALLEST..=LARGEST).contains(&size) => None,
            size if size < BLOCKING => encode(&bytes),
            _ => tokio::task::spawn_blocking(move || encode(&bytes))
                .await
                .ok()
                .flatten(),
        }
    }

    /// Compresses a file of the binary as well as possible; `None` if it would not become smaller.
    pub(crate) fn compress_file(self, bytes: &[u8]) -> Option<Bytes> {
        match self {
            Self::Brotli => brotli(bytes, BEST),
            Self::Gzip if bytes.len() < SMALLEST => None,
            Self::Gzip => gzip(bytes),
        }
    }
}

/// The codings that a client accepts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AcceptedCodings {
    brotli: bool,
    gzip: bool,
}

impl AcceptedCodings {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            brotli: takes(headers, Coding::Brotli.as_str()),
            gzip: takes(headers, Coding::Gzip.as_str()),
        }
    }

    pub(crate) const fn contains(self, coding: Coding) -> bool {
        match coding {
            Coding::Brotli => self.brotli,
            Coding::Gzip => self.gzip,
        }
    }

    /// Returns the best one.
    pub(crate) fn best(self) -> Option<Coding> {
        Coding::ALL
            .into_iter()
            .find(|coding| self.contains(*coding))
    }
}

/// Returns whether `Accept-Encoding` (RFC 9110, section 12.5.3) accepts a coding and does not prefer the plain
/// form.
pub(super) fn takes(headers: &HeaderMap, wanted: &str) -> bool {
    let (mut named, mut any, mut identity) = (None, None, None);
    for line in headers.get_all(header::ACCEPT_ENCODING) {
        for entry in line.to_str().unwrap_or_default().split(',') {
            let mut parts = entry.split(';').map(str::trim);
            let coding = parts.next().unwrap_or_default();
            let is = |name: &str| coding.eq_ignore_ascii_case(name);
            let weight = parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok());
            let weight = weight.filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0);
            // `x-gzip` is the old name of gzip.
            if is(wanted) || (wanted == "gzip" && is("x-gzip")) {
                named = Some(weight);
            } else if coding == "*" {
                any = Some(weight);
            } else if is("identity") {
                identity = Some(weight);
            }
        }
    }
    let weight = named.or(any).unwrap_or(0.0);
    weight > 0.0 && weight >= identity.unwrap_or(0.0)
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(5));
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < bytes.len()).then(|| packed.into())
}

fn brotli(bytes: &[u8], quality: i32) -> Option<Bytes> {
    let parameters = BrotliEncoderParams {
        quality,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::with_capacity(bytes.len() / 3);
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).ok()?;
    (packed.len() < bytes.len()).then(|| packed.into())
}
