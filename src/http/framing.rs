//! Finding heads whose body length is told in more than one way, which hyper mends in silence.
//!
//! hyper drops `Content-Length` beside `Transfer-Encoding` and folds equal lengths into one. Both
//! are allowed, and both are what request smuggling is made of, so they are refused here. Only a
//! head that begins a read is seen; what hides behind another request in the same read is harmless
//! because a connection ends after every chunked request.

/// Scans a head as its bytes come, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Framing {
    /// The name of the field that this line has so far, in small letters; `None` behind its colon.
    name: Name,
    lengths: u8,
    encodings: u8,
    lines: usize,
    done: bool,
}

#[derive(Debug)]
enum Name {
    /// Bytes matched so far of [`LENGTH`] and of [`ENCODING`]; `None`: it is not that one.
    Reading {
        at: usize,
        length: bool,
        encoding: bool,
    },
    Over,
}

impl Default for Name {
    fn default() -> Self {
        Self::Reading {
            at: 0,
            length: true,
            encoding: true,
        }
    }
}

const LENGTH: &[u8] = b"content-length";
const ENCODING: &[u8] = b"transfer-encoding";

impl Framing {
    pub(super) fn is_doubtful(&self) -> bool {
        self.lengths > 1 || (self.lengths > 0 && self.encodings > 0)
    }

    pub(super) fn scan(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.done {
                return;
            }
            self.take(byte);
        }
    }

    fn take(&mut self, byte: u8) {
        match (&mut self.name, byte) {
            (Name::Reading { at, .. }, b'\n') => {
                // Empty lines before the request line are allowed and skipped.
                self.done = *at == 0 && self.lines > 0;
                self.lines += usize::from(*at > 0);
                self.name = Name::default();
            }
            (Name::Over, b'\n') => {
                self.lines += 1;
                self.name = Name::default();
            }
            (Name::Reading { .. }, b'\r') | (Name::Over, _) => {}
            (
                Name::Reading {
                    at,
                    length,
                    encoding,
                },
                b':',
            ) => {
                self.lengths = self
                    .lengths
                    .saturating_add(u8::from(*length && *at == LENGTH.len()));
                self.encodings = self
                    .encodings
                    .saturating_add(u8::from(*encoding && *at == ENCODING.len()));
                self.name = Name::Over;
            }
            (
                Name::Reading {
                    at,
                    length,
                    encoding,
                },
                byte,
            ) => {
                let byte = byte.to_ascii_lowercase();
                *length &= LENGTH.get(*at) == Some(&byte);
                *encoding &= ENCODING.get(*at) == Some(&byte);
                *at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn doubtful(head: &str, piece: usize) -> bool {
        let mut framing = Framing::default();
        for piece in head.as_bytes().chunks(piece) {
            framing.scan(piece);
        }
        framing.is_doubtful()
    }

    #[test]
    fn a_head_is_doubtful_when_its_length_is_told_twice() {
        let yes = [
            "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\ntransfer-ENCODING: x\r\nHost: a\r\ncontent-length: 5\r\n\r\n",
            "POST / HTTP/1.1\nContent-Length: 5\nContent-Length: 5\n\n",
            "\r\nPOST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        ];
        let no = [
            "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /content-length: HTTP/1.1\r\nX: content-length:\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 40\r\n\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n",
            "POST / HTTP/1.1\r\nContent-Lengths: 5\r\nXContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
        ];
        for piece in [1, 2, 7, 1000] {
            for head in yes {
                assert!(doubtful(head, piece), "{head:?}");
            }
            for head in no {
                assert!(!doubtful(head, piece), "{head:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn how_the_bytes_are_cut_does_not_matter(head in "[a-z:\r\n]{0,60}", cut in 1usize..20) {
            let head = format!("GET / HTTP/1.1\r\ncontent-length: 1\r\n{head}\r\ntransfer-encoding:x\r\n\r\n");
            prop_assert_eq!(doubtful(&head, cut), doubtful(&head, 10_000));
        }
    }
}
