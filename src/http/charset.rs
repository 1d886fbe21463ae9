//! Text of forms whose page is not in UTF-8 (HTML standard, section 4.10.21.4).

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::fields::CHARSET_FIELD;

/// A field of a form before its text is decoded: name and value.
pub(super) type RawPair = (Vec<u8>, Vec<u8>);

/// Decodes the fields of a form. The encoding is the one that the browser states in `_charset_`, else
/// the `charset` of the content type. Without either, or when UTF-8 is stated, text that is not valid
/// UTF-8 is read as windows-1252, which has a character for every byte: pages without a stated
/// encoding are read as that by browsers.
pub(super) fn decode(pairs: Vec<RawPair>, charset: Option<&str>) -> Vec<(String, String)> {
    let encoding = encoding_of(&pairs, charset);
    pairs
        .into_iter()
        .map(|(name, value)| (text(encoding, name), text(encoding, value)))
        .collect()
}

/// Decodes one value by the same rules.
pub(super) fn decode_value(value: Vec<u8>, charset: Option<&str>) -> String {
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
    if let Some(encoding) = stated.filter(|encoding| *encoding != UTF_8) {
        return encoding;
    }
    let is_utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
    if pairs
        .iter()
        .all(|(name, value)| is_utf8(name) && is_utf8(value))
    {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// The encoding with this label. UTF-16 is never that of a form, and `replacement` is none at all.
fn known(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label)
        .filter(|encoding| encoding.output_encoding() == *encoding)
}

/// Bytes that the encoding has no character for become U+FFFD.
fn text(encoding: &'static Encoding, bytes: Vec<u8>) -> String {
    if encoding == UTF_8 {
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
            (b"\xc4\xe3\xba\xc3", "gbk", None, "你好"),
            (b"\xa7A\xa6n", "Big5", None, "你好"),
            (b"\xbe\xc8\xb3\xe7", "euc-kr", None, "안녕"),
            // Stated wrongly by the page's author: no browser sends a form in these.
            (b"plain", "utf-16le", None, "plain"),
            (b"plain", "utf-7", None, "plain"),
            (b"plain", "replacement", None, "plain"),
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
        fn utf8_is_read_as_it_is(text in ".{0,40}") {
            proptest::prop_assert_eq!(read(text.as_bytes(), "", None), text);
        }
    }
}
