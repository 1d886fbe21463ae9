//! Decoding of forms whose page is not in UTF-8 (HTML standard, section 4.10.21.4).

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// The field in which a browser names the encoding of a form (HTML standard, section 4.10.21.4).
pub(crate) const CHARSET_FIELD: &str = "_charset_";

/// Starts the sequences with which ISO-2022-JP switches between character sets.
const ESCAPE: u8 = 0x1b;

/// The name and value of a form field before its text is decoded.
pub(crate) type RawPair = (Vec<u8>, Vec<u8>);

/// Decodes the fields of a form. Valid UTF-8 is decoded as UTF-8, regardless of the stated encoding:
/// pages state wrong encodings, and text in another encoding is hardly ever valid UTF-8. The only
/// exceptions are ISO-2022-JP and UTF-16, which encode other characters with the bytes of ASCII.
///
/// Otherwise the encoding is the one that the browser states in `_charset_`, else the `charset` of the
/// content type. Without either, or when UTF-8 is stated, the text is decoded as windows-1252, which has a
/// character for every byte: browsers do the same with pages that state no encoding. UTF-8 with a few
/// invalid bytes is still decoded as UTF-8.
pub(crate) fn decode(pairs: Vec<RawPair>, charset: Option<&str>) -> Vec<(String, String)> {
    let encoding = encoding_of(&pairs, charset);
    pairs
        .into_iter()
        .map(|(name, value)| (text(encoding, name), text(encoding, value)))
        .collect()
}

/// Decodes one value according to the same rules.
pub(crate) fn decode_value(value: Vec<u8>, charset: Option<&str>) -> String {
    let pairs = [(Vec::new(), value)];
    let encoding = encoding_of(&pairs, charset);
    let [(_, value)] = pairs;
    text(encoding, value)
}

fn encoding_of(pairs: &[RawPair], charset: Option<&str>) -> &'static Encoding {
    let stated = pairs
        .iter()
        .filter(|(name, _)| name == CHARSET_FIELD.as_bytes())
        .find_map(|(_, label)| known(label));
    let stated = stated.or_else(|| known(charset?.as_bytes()));
    let stated = stated.filter(|encoding| *encoding != UTF_8);
    let all = || {
        let fields = pairs.iter().flat_map(|(name, value)| [name, value]);
        fields.map(Vec::as_slice)
    };
    match stated {
        // Text in ISO-2022-JP consists of ASCII bytes only, and looks like ASCII in every other encoding.
        // Without an escape sequence it is ASCII, of which this decoder would refuse two characters.
        Some(encoding) if encoding == ISO_2022_JP && is_iso_2022(all()) => encoding,
        // Browsers send the forms of UTF-16 pages in UTF-8, in which no text contains a NUL.
        Some(encoding) if is_utf16(encoding) && all().any(|bytes| bytes.contains(&0)) => encoding,
        Some(encoding) if encoding != ISO_2022_JP && !is_utf16(encoding) && !all().all(is_utf8) => {
            encoding
        }
        _ => guess(all()),
    }
}

/// Chooses UTF-8 or windows-1252 by the bytes alone: text with more multi-byte characters than invalid
/// sequences is UTF-8.
fn guess<'b>(fields: impl Iterator<Item = &'b [u8]>) -> &'static Encoding {
    let (mut letters, mut broken) = (0, 0);
    for chunk in fields.flat_map(<[u8]>::utf8_chunks) {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if broken == 0 || letters > broken {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

fn is_iso_2022<'b>(fields: impl Iterator<Item = &'b [u8]>) -> bool {
    let mut has_escape = false;
    for bytes in fields {
        if !bytes.is_ascii() {
            return false;
        }
        has_escape |= bytes.contains(&ESCAPE);
    }
    has_escape
}

fn is_utf16(encoding: &Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Returns the encoding with this label; `None` for `replacement`. `x-user-defined`, which maps bytes to
/// private-use characters, is treated as windows-1252, as browsers do with pages that state it.
fn known(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label)?;
    Some(if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// Decodes the text. Bytes without a character in the encoding become U+FFFD.
fn text(encoding: &'static Encoding, bytes: Vec<u8>) -> String {
    // Field names, and values that a UTF-16 page itself adds to the form, are often ASCII.
    let is_narrow = is_utf16(encoding) && !bytes.contains(&0) && is_utf8(&bytes);
    if encoding == UTF_8 || is_narrow {
        return String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    }
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &[u8], stated: &str, charset: Option<&str>) -> String {
        let pairs = vec![
            (
                CHARSET_FIELD.as_bytes().to_vec(),
                stated.as_bytes().to_vec(),
            ),
            (b"text".to_vec(), value.to_vec()),
        ];
        decode(pairs, charset).remove(1).1
    }

    #[test]
    fn a_form_is_read_in_the_encoding_of_its_page() {
        for (value, stated, charset, expected) in [
            (&b"caf\xe9"[..], "", None, "café"),
            (b"caf\xe9", "iso-8859-1", None, "café"),
            (b"caf\xe9", "", Some("ISO-8859-15"), "café"),
            (b"caf\xe9", "utf-8", None, "café"),
            (b"caf\xe9", "no-such-charset", Some("nonsense"), "café"),
            (b"\x93Caf\xe9\x94 \x80 5", "", None, "“Café” € 5"),
            ("café 🦀".as_bytes(), "", None, "café 🦀"),
            ("café".as_bytes(), "", Some("utf-8"), "café"),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", None, "Привет"),
            (b"\xf0\xd2\xc9\xd7\xc5\xd4", "", Some("koi8-r"), "Привет"),
            (b"\x93\xfa\x96{", "Shift_JIS", None, "日本"),
            (b"\x1b$BF|K\\\x1b(B", "iso-2022-jp", None, "日本"),
            (b"a\x0eb\x0fc", "iso-2022-jp", None, "a\u{e}b\u{f}c"),
            (b"\xc4\xe3\xba\xc3", "gbk", None, "你好"),
            (b"\xa7A\xa6n", "Big5", None, "你好"),
            (b"\xbe\xc8\xb3\xe7", "euc-kr", None, "안녕"),
            // Stated incorrectly by the author of the page.
            (b"plain", "utf-16le", None, "plain"),
            (b"plain", "utf-7", None, "plain"),
            (b"plain", "replacement", None, "plain"),
            ("café 你好".as_bytes(), "utf-16", None, "café 你好"),
            ("café".as_bytes(), "iso-8859-1", None, "café"),
            ("Привет".as_bytes(), "windows-1251", None, "Привет"),
            ("日本".as_bytes(), "Shift_JIS", Some("euc-jp"), "日本"),
            ("你好".as_bytes(), "", Some("gbk"), "你好"),
            ("日本".as_bytes(), "iso-2022-jp", None, "日本"),
            ("🦀".as_bytes(), "x-user-defined", None, "🦀"),
            (b"caf\xe9", "x-user-defined", None, "café"),
            (b"O`}Y\n\0", "utf-16le", None, "恏好\n"),
            (b"\0c\0a\0f\0\xe9", "", Some("utf-16be"), "café"),
            // One invalid character does not affect the others.
            (
                b"\xd0\x9f\xd1\x80\xd0\xb8 \xf0\x9f",
                "",
                None,
                "При \u{fffd}",
            ),
        ] {
            assert_eq!(
                read(value, stated, charset),
                expected,
                "{stated} {charset:?}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_in_any_encoding(value: Vec<u8>, stated in "[a-z0-9_-]{0,12}|gbk|big5|euc-jp") {
            let _ = read(&value, &stated, None);
        }

        #[test]
        fn utf8_is_read_as_it_is(
            text in "[^\\x00\\x1b]{0,40}", stated in "|gbk|big5|koi8-r|utf-16|iso-2022-jp|x-user-defined"
        ) {
            proptest::prop_assert_eq!(read(text.as_bytes(), &stated, None), text);
        }
    }
}
