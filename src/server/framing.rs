//! Detects requests whose body length is ambiguous, which hyper repairs silently.
//!
//! hyper drops `Content-Length` next to `Transfer-Encoding`, merges equal lengths into one, and accepts
//! `Transfer-Encoding: gzip, chunked`. A proxy in front may interpret such a request differently, which
//! makes request smuggling possible, so it is refused. All bytes of a connection are followed: every head,
//! across bodies of known length, also if several requests arrive in one read. After a request with
//! `Transfer-Encoding`, and after a refused one, the connection ends and its bytes are no longer inspected.

use std::collections::VecDeque;

use memchr::memchr;

/// Follows the bytes of one connection, chunk by chunk.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    place: FramingPosition,
    /// For each complete head whose request has not been answered yet, whether it is ambiguous.
    heads: VecDeque<bool>,
}

#[derive(Debug)]
enum FramingPosition {
    Head(HeadScan),
    /// In a body; holds the number of bytes still to come.
    Body(u64),
    /// The connection ends with the request that was read last.
    End,
}

impl Default for FramingPosition {
    fn default() -> Self {
        Self::Head(HeadScan::default())
    }
}

impl Framing {
    /// Returns whether the next request to be answered is ambiguous.
    pub(crate) fn take_ambiguous(&mut self) -> bool {
        self.heads.pop_front().unwrap_or(false)
    }

    /// Returns whether the next request line is still incomplete.
    pub(crate) fn is_in_request_line(&self) -> bool {
        self.heads.is_empty()
            && matches!(&self.place, FramingPosition::Head(head) if head.lines == 0)
    }

    pub(crate) fn scan(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match &mut self.place {
                FramingPosition::End => return,
                FramingPosition::Body(left) => {
                    let there = usize::try_from(*left).unwrap_or(usize::MAX);
                    let skipped = there.min(bytes.len());
                    *left -= skipped as u64;
                    bytes = &bytes[skipped..];
                    if *left == 0 {
                        self.place = FramingPosition::default();
                    }
                }
                FramingPosition::Head(head) => {
                    let Some(end) = head.scan(bytes) else { return };
                    bytes = &bytes[end + 1..];
                    let is_ambiguous = head.is_ambiguous();
                    self.heads.push_back(is_ambiguous);
                    self.place = if is_ambiguous || head.encodings > 0 {
                        FramingPosition::End
                    } else {
                        match head.length {
                            0 => FramingPosition::default(),
                            length => FramingPosition::Body(length),
                        }
                    };
                }
            }
        }
    }
}

/// Scans one head.
#[derive(Debug, Default)]
struct HeadScan {
    /// The position of the next byte within its line.
    field: FramingField,
    lengths: u8,
    encodings: u8,
    /// The value of `Content-Length`; hyper refuses values that are not numbers.
    length: u64,
    /// How much of `chunked` the value of `Transfer-Encoding` matches so far; `None` if it is another
    /// value.
    coding: Option<usize>,
    /// The value of `Transfer-Encoding` is not `chunked` alone.
    has_other_coding: bool,
    lines: usize,
}

#[derive(Debug)]
enum FramingField {
    /// The number of bytes of the name so far, and whether they match [`LENGTH`] and [`ENCODING`].
    Name {
        at: usize,
        is_length: bool,
        is_encoding: bool,
    },
    LengthValue,
    EncodingValue,
    OtherValue,
}

impl Default for FramingField {
    fn default() -> Self {
        Self::Name {
            at: 0,
            is_length: true,
            is_encoding: true,
        }
    }
}

const LENGTH: &[u8] = b"content-length";
const ENCODING: &[u8] = b"transfer-encoding";
const CHUNKED: &[u8] = b"chunked";

impl HeadScan {
    fn is_ambiguous(&self) -> bool {
        self.lengths > 1
            || self.encodings > 1
            || (self.lengths > 0 && self.encodings > 0)
            || (self.encodings > 0 && self.has_other_coding)
    }

    /// Consumes the bytes up to the end of the head; returns its position.
    fn scan(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if matches!(self.field, FramingField::OtherValue) {
                // Of such a line only the end matters.
                at += memchr(b'\n', &bytes[at..])?;
            }
            if self.take(bytes[at]) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// Consumes a byte; returns whether the head ends with it.
    fn take(&mut self, byte: u8) -> bool {
        match (&mut self.field, byte) {
            (FramingField::Name { at: 0, .. }, b'\n') => {
                // Empty lines before the request line are allowed and skipped.
                self.field = FramingField::default();
                return self.lines > 0;
            }
            (field, b'\n') => {
                if matches!(field, FramingField::EncodingValue) {
                    self.has_other_coding |= self.coding != Some(CHUNKED.len());
                }
                self.lines += 1;
                self.field = FramingField::default();
            }
            (FramingField::Name { .. } | FramingField::OtherValue, b'\r')
            | (FramingField::OtherValue, _) => {}
            (
                FramingField::Name {
                    at,
                    is_length,
                    is_encoding,
                },
                b':',
            ) => {
                if *is_length && *at == LENGTH.len() {
                    self.lengths = self.lengths.saturating_add(1);
                    self.field = FramingField::LengthValue;
                } else if *is_encoding && *at == ENCODING.len() {
                    self.encodings = self.encodings.saturating_add(1);
                    self.coding = Some(0);
                    self.field = FramingField::EncodingValue;
                } else {
                    self.field = FramingField::OtherValue;
                }
            }
            (
                FramingField::Name {
                    at,
                    is_length,
                    is_encoding,
                },
                byte,
            ) => {
                let byte = byte.to_ascii_lowercase();
                *is_length &= LENGTH.get(*at) == Some(&byte);
                *is_encoding &= ENCODING.get(*at) == Some(&byte);
                *at += 1;
                if !*is_length && !*is_encoding {
                    self.field = FramingField::OtherValue;
                }
            }
            (FramingField::LengthValue, digit @ b'0'..=b'9') => {
                let digit = u64::from(digit - b'0');
                self.length = self.length.saturating_mul(10).saturating_add(digit);
            }
            // A list of lengths counts as more than one.
            (FramingField::LengthValue, b',') => self.lengths = self.lengths.saturating_add(1),
            (FramingField::LengthValue, _) => {}
            (FramingField::EncodingValue, byte) => self.coding_byte(byte),
        }
        false
    }

    fn coding_byte(&mut self, byte: u8) {
        let is_blank = matches!(byte, b' ' | b'\t' | b'\r');
        match self.coding {
            Some(0 | 7) if is_blank => {}
            Some(at) if CHUNKED.get(at) == Some(&byte.to_ascii_lowercase()) => {
                self.coding = Some(at + 1);
            }
            _ => self.coding = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns whether each request on a connection is ambiguous, read in chunks of this size.
    fn heads(bytes: &str, piece: usize) -> Vec<bool> {
        let mut framing = Framing::default();
        for piece in bytes.as_bytes().chunks(piece) {
            framing.scan(piece);
        }
        framing.heads.into()
    }

    #[test]
    fn a_head_is_ambiguous_when_the_length_is_stated_twice_or_coded_otherwise() {
        let yes = [
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\ntransfer-ENCODING: x\r\nHost: a\r\ncontent-length: 5\r\n\r\n",
            "POST / HTTP/1.1\nContent-Length: 5\nContent-Length: 5\n\n",
            "\r\nPOST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked,\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked;a=b\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n",
        ];
        let no = [
            "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: \t Chunked \t\r\n\r\n",
            "POST / HTTP/1.1\nTransfer-Encoding:chunked\n\n",
            "POST /content-length: HTTP/1.1\r\nX: content-length:\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 40\r\n\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n",
            "POST / HTTP/1.1\r\nContent-Lengths: 5\r\nXContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
        ];
        for piece in [1, 2, 7, 1000] {
            for head in yes {
                assert_eq!(heads(head, piece), [true], "{head:?}");
            }
            for head in no {
                assert_eq!(heads(head, piece), [false], "{head:?}");
            }
        }
    }

    #[test]
    fn every_request_of_a_connection_is_looked_at() {
        let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let post = "POST / HTTP/1.1\r\nContent-Length: 44\r\n\r\nGET / HTTP/1.1\r\nContent-Length: 1\r\nHost: a\r\n\r\n";
        let bad = "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx";
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        assert_eq!(
            post.split_once("\r\n\r\n").map(|(_, body)| body.len()),
            Some(46)
        );
        let post = post.replace("44", "46");
        for piece in [1, 3, 50, 1000] {
            let all = [get, &post, get, bad, get].concat();
            assert_eq!(heads(&all, piece), [false, false, false, true]);
            // The connection ends after a chunked request.
            let all = [get, chunked, bad].concat();
            assert_eq!(heads(&all, piece), [false, false]);
        }
    }

    proptest! {
        #[test]
        fn how_the_bytes_are_cut_does_not_matter(
            head in "[a-z:\r\n]{0,60}", length in 0_usize..30, cut in 1usize..20,
        ) {
            let all = format!("GET / HTTP/1.1\r\ncontent-length: {length}\r\n{head}\r\ntransfer-encoding:x\r\n\r\n").repeat(2);
            prop_assert_eq!(heads(&all, cut), heads(&all, 10_000));
        }
    }
}
