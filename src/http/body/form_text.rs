//! Finds the comment in a refused form, however malformed the form is, so that it can be returned to its
//! author.

use super::{
    FORM, MULTIPART, charset, essence,
    form::{parameter, raw_pairs, unescape_leniently},
};

/// Returns the comment in a form that could not be read. For a content type that is not accepted, it is the
/// whole body, unless the body has the structure of a form.
pub(crate) fn reader_text(content_type: &str, bytes: &[u8]) -> Option<String> {
    let kind = essence(content_type);
    let value = if kind.eq_ignore_ascii_case(FORM) {
        urlencoded_text(bytes)
    } else if kind.eq_ignore_ascii_case(MULTIPART) {
        multipart_text(content_type, bytes)
    } else if kind.eq_ignore_ascii_case("text/plain") {
        Some(bytes.to_vec())
    } else {
        let found = urlencoded_text(bytes).or_else(|| multipart_text(content_type, bytes));
        found.or_else(|| Some(bytes.to_vec()))
    };
    let charset = parameter(content_type, "charset");
    let text = charset::decode_value(value?, charset.as_deref());
    (!text.trim().is_empty()).then_some(text)
}

/// Returns the first comment that is not empty.
fn urlencoded_text(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut values = raw_pairs(bytes).filter(|(name, _)| *name == b"text");
    let (_, value) = values.find(|(_, value)| !value.is_empty())?;
    Some(unescape_leniently(value))
}

/// Returns the comment in a multipart form with any kind of line endings, possibly truncated. If the
/// content type does not state the boundary, or states it wrongly, the first line is the delimiter.
fn multipart_text(content_type: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let stated = parameter(content_type, "boundary").filter(|stated| !stated.is_empty());
    let stated = stated.map(|stated| format!("--{stated}").into_bytes());
    let stated = stated.filter(|stated| next_line_with(bytes, stated).is_some());
    let delimiter = stated.or_else(|| first_line_as_delimiter(bytes))?;
    let mut rest = bytes;
    while let Some(at) = next_line_with(rest, &delimiter) {
        let part = &rest[at + delimiter.len()..];
        let end = next_line_with(part, &delimiter).unwrap_or(part.len());
        if let Some(value) = text_of_part(&part[..end]) {
            return Some(value);
        }
        rest = &part[end..];
    }
    None
}

fn first_line_as_delimiter(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let first = bytes[..end.unwrap_or(bytes.len())].trim_ascii_end();
    (first.len() > 2 && first.starts_with(b"--")).then(|| first.to_vec())
}

/// Returns the position of the next line that starts with these bytes.
fn next_line_with(bytes: &[u8], start: &[u8]) -> Option<usize> {
    let is_line_start = |at: usize| at == 0 || matches!(bytes[at - 1], b'\r' | b'\n');
    (0..bytes.len()).find(|at| is_line_start(*at) && bytes[*at..].starts_with(start))
}

/// Returns the value of a part if it is the comment; `None` for every other part, and for an empty one.
fn text_of_part(part: &[u8]) -> Option<Vec<u8>> {
    // Skips the rest of the delimiter's line.
    let (_, mut rest) = split_line(part)?;
    let mut is_text = false;
    loop {
        let (line, after) = split_line(rest)?;
        rest = after;
        if line.is_empty() {
            break;
        }
        is_text |= is_text_header(line);
    }
    let value = [&b"\r\n"[..], b"\n", b"\r"]
        .iter()
        .find_map(|end| rest.strip_suffix(*end))
        .unwrap_or(rest);
    (is_text && !value.is_empty()).then(|| value.to_vec())
}

/// Splits off the first line, without its line ending.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes
        .iter()
        .position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let (line, rest) = bytes.split_at(end);
    let after = rest.strip_prefix(b"\r\n").unwrap_or(&rest[1..]);
    Some((line, after))
}

/// Returns whether a header line says that its part is the field `text` and not a file.
fn is_text_header(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let Some((name, value)) = line.split_once(':') else {
        return false;
    };
    name.trim().eq_ignore_ascii_case("content-disposition")
        && parameter(value, "name").is_some_and(|name| name == "text")
        && parameter(value, "filename").is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_comment_is_found_in_a_form_that_cannot_be_read() {
        let plain = |text: &str| reader_text(FORM, text.as_bytes());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            plain("page=%zz&text=50+%25+or+50%+%"),
            some("50 % or 50% %")
        );
        assert_eq!(plain("text=&text=second&a=%"), some("second"));
        assert_eq!(plain("text=caf%E9&a=%"), some("café"));
        assert_eq!((plain("page=%"), plain("text=+")), (None, None));
        let cut = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nDear\r\nauthor";
        let multipart = "multipart/form-data; boundary=b";
        assert_eq!(
            reader_text(multipart, cut.as_bytes()),
            some("Dear\r\nauthor")
        );
        assert_eq!(
            reader_text("text/plain", b"text=Hi\r\n"),
            some("text=Hi\r\n")
        );
    }

    #[test]
    fn the_comment_is_found_in_a_multipart_form_with_any_line_ends() {
        let form = "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"text\"\r\n\r\n\
                    name=\"text\"\r\n\r\nno\r\n--b\r\ncontent-disposition: form-data; name=text\r\n\r\n\
                    Dear author,\r\n\r\n-- \r\nAnn\r\n--b--\r\n";
        for end in ["\r\n", "\n", "\r"] {
            let form = form.replace("\r\n", end);
            let text = "Dear author,\r\n\r\n-- \r\nAnn".replace("\r\n", end);
            for kind in [
                "multipart/form-data; boundary=b",
                "Multipart/Form-Data; Boundary=\"b\"",
                "multipart/form-data",
                "multipart/form-data; boundary=other",
                "application/octet-stream",
            ] {
                let found = reader_text(kind, form.as_bytes());
                assert_eq!(found.as_deref(), Some(text.as_str()), "{kind} {end:?}");
            }
        }
    }

    #[test]
    fn a_form_of_an_unknown_type_is_read_by_its_shape() {
        let text = |kind: &str, bytes: &str| reader_text(kind, bytes.as_bytes());
        let some = |text: &str| Some(text.to_owned());
        for kind in [
            "application/x-www-form-urlencoded, x",
            "application/octet-stream",
            "x/y; z",
            "",
        ] {
            assert_eq!(text(kind, "page=/a&text=50+%25"), some("50 %"), "{kind}");
        }
        assert_eq!(text("application/octet-stream", "Hi!"), some("Hi!"));
        assert_eq!(text("text/plain", "a&text=b"), some("a&text=b"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            for kind in [FORM, MULTIPART, "multipart/form-data; boundary=b", "text/plain", ""] {
                let _ = reader_text(kind, &bytes);
            }
        }
    }
}
