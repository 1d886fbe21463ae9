//! Compression of bytes with gzip (RFC 1952).

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// Smaller bodies gain nothing from compression, in bytes.
pub(crate) const SMALLEST: usize = 1024;
/// Larger bodies are not compressed, because that would block the worker for too long.
pub(crate) const LARGEST: usize = 4 << 20;
/// Bodies from this size on are compressed on a blocking thread.
pub(crate) const BLOCKING: usize = 64 << 10;

/// Compresses bytes with gzip, large ones on a blocking thread; `None` if they are too few, too many, or
/// would not become fewer.
pub(crate) async fn compressed(bytes: Bytes) -> Option<Bytes> {
    match bytes.len() {
        size if size > LARGEST => None,
        size if size < BLOCKING => gzip(&bytes),
        _ => tokio::task::spawn_blocking(move || gzip(&bytes))
            .await
            .ok()
            .flatten(),
    }
}
/// Compresses bytes with gzip (RFC 1952); `None` if they are too few or would not become fewer.
pub(crate) fn gzip(bytes: &[u8]) -> Option<Bytes> {
    if bytes.len() < SMALLEST {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(5));
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < bytes.len()).then(|| packed.into())
}
