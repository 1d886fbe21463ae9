//! The canonical form of a path with its query.

use unicode_normalization::UnicodeNormalization as _;

use super::parameters::is_dropped;

/// Returns the key of what follows the authority of a URL (see [`Page::parse`](super::Page::parse)).
pub(super) fn key(rest: &str) -> String {
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut segments: Vec<String> = Vec::new();
    for segment in path.trim_matches(['/', '\\']).split(['/', '\\']) {
        match normalized(segment, Part::Path).as_str() {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment.to_owned()),
        }
    }
    let parameters = query
        .split('&')
        .map(|parameter| normalized(parameter, Part::Query))
        .filter(|parameter| !parameter.is_empty() && !is_dropped(parameter))
        .collect::<Vec<_>>();
    let mut key = format!("/{}", segments.join("/").trim_matches('/'));
    if !parameters.is_empty() {
        key.push('?');
        key.push_str(&parameters.join("&"));
    }
    key
}

/// Returns whether a text is the key of itself and needs no escapes; `false` if that is not obvious.
pub(super) fn is_plain_key(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.ends_with('/')
        && !text.contains("/.")
        && text.bytes().all(|byte| is_unreserved(byte) || byte == b'/')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Query,
}

impl Part {
    /// Returns whether an ASCII character is unescaped in this part (RFC 3986, 3.3 and 3.4). In a query
    /// browsers escape the apostrophe.
    fn holds(self, byte: u8) -> bool {
        is_unreserved(byte)
            || matches!(
                byte,
                b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@'
            )
            || match self {
                Self::Path => byte == b'\'',
                Self::Query => matches!(byte, b'/' | b'?'),
            }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Returns a segment or a parameter with its escapes in canonical form.
fn normalized(text: &str, part: Part) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    // Unreserved ASCII and all non-ASCII text, decoded: what NFC may compose.
    let mut run = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (byte, escaped) = match escape(&bytes[at..]) {
            Some(byte) => (byte, true),
            None => (bytes[at], false),
        };
        at += if escaped { 3 } else { 1 };
        if is_unreserved(byte) || !byte.is_ascii() {
            run.push(byte);
            continue;
        }
        finish(&mut run, part, &mut out);
        if escaped || !part.holds(byte) {
            push_escape(byte, &mut out);
        } else {
            out.push(char::from(byte));
        }
    }
    finish(&mut run, part, &mut out);
    out
}

/// Returns the byte of an escape at the start.
fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

fn finish(run: &mut Vec<u8>, part: Part, out: &mut String) {
    for chunk in run.utf8_chunks() {
        for c in chunk.valid().nfc() {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                // A few characters are ASCII in NFC: the Greek question mark is a semicolon.
                if byte.is_ascii() && part.holds(byte) {
                    out.push(char::from(byte));
                } else {
                    push_escape(byte, out);
                }
            }
        }
        for byte in chunk.invalid() {
            push_escape(*byte, out);
        }
    }
    run.clear();
}

fn push_escape(byte: u8, out: &mut String) {
    out.push_str(percent_encoding::percent_encode_byte(byte));
}
